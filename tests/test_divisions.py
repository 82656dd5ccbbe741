"""The shipped table of divisions: complete for its source year, consistent, and settled by place where names repeat."""

from collections import Counter

import pytest

from policyextract.mentions.entity import divisions
from policyextract.mentions.entity.divisions import COUNTY, PREFECTURE, PROVINCE


def in_force(year: int) -> Counter[int]:
    """How many divisions of each level were listed in ``year``."""
    return Counter(
        d.level
        for d in divisions.table()
        if (not d.first or int(d.first) <= year) and (not d.last or int(d.last) >= year)
    )


def test_counts_of_the_source_year() -> None:
    """The published counts for the end of 2024: 34 provinces, 333 prefectures, 2846 counties."""
    assert in_force(2024) == {PROVINCE: 34, PREFECTURE: 333, COUNTY: 2846}


def test_each_parent_is_a_division_of_a_higher_level() -> None:
    for division in divisions.table():
        if division.level == PROVINCE:
            assert division.parent == ""
        else:
            assert divisions.by_code()[division.parent].level < division.level, division


def test_codes_are_six_digits_and_years_are_in_order() -> None:
    for division in divisions.table():
        assert len(division.code) == 6
        assert division.code.isdigit()
        assert not (division.first and division.last) or division.first <= division.last


def test_a_code_in_force_has_one_name() -> None:
    names = Counter(d.code for d in divisions.table() if not d.last)
    assert [code for code, n in names.items() if n > 1] == []


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ("聊城", "371500"),
        ("内蒙古", "150000"),
        ("黔东南州", "522600"),
        ("恩施州", "422800"),
        ("景宁县", "331127"),
        ("莱芜市", "371200"),
    ],
)
def test_forms(form: str, code: str) -> None:
    assert divisions.named()[form][0].code == code


def test_a_historic_name_says_until_when() -> None:
    (laiwu,) = [d for d in divisions.named()["莱芜市"] if d.level == PREFECTURE]
    assert (laiwu.first, laiwu.last) == ("1992", "2017")


@pytest.mark.parametrize(("near", "code"), [("320100", "320106"), ("350000", "350102"), ("410200", "410204")])
def test_a_repeated_name_is_settled_by_what_is_near(near: str, code: str) -> None:
    assert divisions.settle(divisions.named()["鼓楼区"], (near,)).code == code


def test_hand_table_rows_name_their_source() -> None:
    names = [r.name for r in divisions.regions()]
    assert len(names) == len(set(names))
    for region in divisions.regions():
        assert region.source
        assert region.kind in ("zone", "region", "area", "country", "water", "land")
        assert not region.parent or region.parent in divisions.by_code()


def test_zones_hong_kong_macao_and_taiwan_are_there() -> None:
    names = {r.name for r in divisions.regions()} | {f for r in divisions.regions() for f in r.forms.split()}
    assert {"雄安新区", "油尖旺", "嘉模堂区", "高雄市", "京津冀", "粤港澳大湾区", "臺北"} <= names
