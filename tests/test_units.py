"""Units: the lexicon is reachable and unshared, nouns break it, and conversion stays inside a dimension."""

from collections import Counter
from decimal import Decimal

import pytest

from policyextract.lexicon import shipped
from policyextract.mentions.quantity import convert, rules, unit_named
from policyextract.mentions.quantity.units import UnitRow, simple_unit, table, unit_at
from policyextract.mentions.values import Amount, Unit
from policyextract.scan import Scanner

ROWS = shipped("mentions.quantity").rows("unit", UnitRow)
FORMS = [form for row in ROWS for form in row.forms]
# Forms that a longer reading of number and unit takes first, each with the rule that settles it.
SETTLED = {
    "百毫升": "百 is read as the scale of the number before 毫升",
    "百万千焦": "百万 is read as the scale of the number before 千焦",
    "半": "a half is read by the word rule",
}


def test_no_form_stands_twice() -> None:
    assert [form for form, count in Counter(FORMS).items() if count > 1] == []


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_found_where_it_stands(form: str) -> None:
    found = simple_unit(form, 0, len(form))
    assert found is not None
    assert (found.end, found.name) == (len(form), form)


def test_every_form_is_read_after_a_number() -> None:
    scanner = Scanner(rules())
    missed = []
    for form in FORMS:
        text = f"达到6{form}。"
        units = [m.value.unit for m in scanner.scan(text, 0, len(text)) if isinstance(m.value, Amount)]
        if units != [form if form != "％" else "%"] and form not in SETTLED:
            missed.append((form, units))
    assert missed == []


def test_nouns_win_over_the_unit_they_begin_with() -> None:
    for noun in table().nouns:
        found = simple_unit(noun, 0, len(noun))
        assert found is None or found.end == len(noun), noun


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("所以上", "所"),
        ("家具有较强", "家"),
        ("人大规模", "人"),
        ("项目标", "项"),
        ("条约束性", "条"),
        ("家居民", "家"),
    ],
)
def test_what_follows_can_break_a_noun(text: str, unit: str) -> None:
    found = simple_unit(text, 0, len(text))
    assert found is not None
    assert found.name == unit


@pytest.mark.parametrize(
    ("text", "name", "dimension"),
    [
        ("元/吨左右", "元/吨", "currency/mass"),
        ("微克/立方米，", "微克/立方米", "mass/volume"),
        ("套（间）以上", "套(间)", "count"),
        ("元/人·月", "元/人·月", "currency/work"),
        ("吨标准煤/万元", "吨标准煤/万元", "standard_coal/currency"),
        ("公里／小时", "公里/小时", "length/duration"),
    ],
)
def test_compound_units(text: str, name: str, dimension: str) -> None:
    found = unit_at(text, 0, len(text))
    assert found is not None
    assert found.name == name
    assert found.kind.dimension in (dimension, "speed")


@pytest.mark.parametrize(
    ("value", "unit", "to", "result"),
    [
        ("15", "亩", "公顷", "1"),
        ("1", "平方公里", "公顷", "100"),
        ("1", "顷", "亩", "100"),
        ("2", "斤", "公斤", "1"),
        ("1", "亿元", "元", None),
        ("1", "千瓦时", "兆焦", "3.6"),
        ("36", "公里/小时", "米/秒", "10"),
        ("1", "元/千瓦时", "元/兆瓦时", "1000"),
        ("5", "件/万人", "件/人", "0.0005"),
        ("1", "TB", "GB", "1000"),
        ("1", "小时", "分钟", "60"),
        ("1", "年", "个月", "12"),
        ("100", "个基点", "个百分点", "1"),
        ("1", "吨标准煤", "千克标准煤", "1000"),
        ("0.1", "元", "角", "1"),
    ],
)
def test_conversion_is_exact(value: str, unit: str, to: str, result: str | None) -> None:
    kind = unit_named(unit)
    if result is None:
        assert kind is None  # a scale is no part of a unit
        return
    assert kind is not None
    assert convert(Decimal(value), kind, to) == Decimal(result)


@pytest.mark.parametrize(
    ("unit", "to"),
    [
        ("吨标准煤", "吨"),
        ("吨二氧化碳当量", "吨"),
        ("家", "个"),
        ("元", "美元"),
        ("年", "天"),
        ("%", "个百分点"),
        ("%", "‰"),
        ("℃", "℉"),
        ("人", "人次"),
        ("千伏安", "千瓦"),
        ("个工作日", "天"),
    ],
)
def test_conversion_refuses_across_dimensions(unit: str, to: str) -> None:
    kind = unit_named(unit)
    assert kind is not None
    with pytest.raises(ValueError, match="cannot be converted"):
        convert(Decimal(1), kind, to)


def test_conversion_refuses_what_is_no_unit() -> None:
    kind = unit_named("亩")
    assert isinstance(kind, Unit)
    with pytest.raises(ValueError, match="no unit"):
        convert(Decimal(1), kind, "某某")


def test_currencies_have_codes() -> None:
    assert {unit_named(name).currency for name in ("元", "美元", "港元", "欧元", "新台币")} == {  # type: ignore[union-attr]
        "CNY",
        "USD",
        "HKD",
        "EUR",
        "TWD",
    }
