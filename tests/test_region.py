"""The places a record may take, and how they stand to it."""

import pytest

from policyextract.targets.features.earlier import Earlier
from policyextract.targets.features.parts import flat
from policyextract.targets.features.region import Reader, level
from policyextract.targets.proposers.region import NONE, Regions
from policyextract.targets.slots import Region
from scenes import scene_of


def proposed(text: str, index: int = 0) -> dict[str, str]:
    """What each candidate of a case reads, and by which rule it stands there."""
    found = scene_of(text)
    candidates = Regions(found).propose(found.cases[index], None)
    return {found.text[c.mention.start : c.mention.end]: c.rule for c in candidates if c.mention is not None}


@pytest.mark.parametrize(
    ("text", "index", "said", "rule"),
    [
        ("2023年，青岛市新建幼儿园12所。", 0, "青岛市", "clause"),
        ("青岛市加快补齐短板，新建幼儿园12所。", 0, "青岛市", "sentence"),
        ("青岛市加快补齐短板。全年新建幼儿园12所。", 0, "青岛市", "block"),
        ("新建幼儿园12所，分布在青岛市。", 0, "青岛市", "later"),
        ("市区公共停车泊位达到5万个。", 0, "市区", "clause"),
        ("青岛市、烟台市和威海市共新建幼儿园12所。", 0, "青岛市、烟台市和威海市", "clause"),
    ],
)
def test_where_a_place_stands(text: str, index: int, said: str, rule: str) -> None:
    assert proposed(text, index).get(said) == rule


def test_a_label_that_makes_another_division_of_a_known_name_is_taken_whole() -> None:
    """长宁 is a district elsewhere; the row is that of 长宁市."""
    found = proposed("地区\t任务（个）\n长宁市\t85\n武安市\t60")
    assert "长宁市" in found
    assert "长宁" not in found


def test_a_list_of_places_is_dealt_out_over_a_list_of_figures() -> None:
    text = "青岛市、烟台市分别增长5.1%、6.2%。"
    assert proposed(text, 0)["青岛市"] == "member"
    assert proposed(text, 1)["烟台市"] == "member"


def test_none_is_the_last_candidate_and_may_be_the_only_one() -> None:
    found = scene_of("新建幼儿园12所。")
    assert Regions(found).propose(found.cases[0], None) == [NONE]


def test_candidates_have_features_and_the_sums_decide() -> None:
    found = scene_of("青岛市加快补齐短板，新建幼儿园12所。")
    kinds = [[0.0, 0.0, 1.0]]
    reader = Reader(found, kinds, Regions(found))
    candidates = reader.proposer.propose(found.cases[0], None)
    names = reader.features(found.cases[0], candidates, Earlier())
    assert len(names) == len(candidates)
    assert "sentence|type=place" in flat(names[0])
    assert Region(found, kinds).pick(candidates, [2.0, 0.0])[0] == 0
    assert Region(found, kinds).pick(candidates, [0.0, 3.0])[0] == 1


def test_the_level_of_a_division_is_in_its_code() -> None:
    assert [level(code) for code in ("370000", "370200", "370202", "")] == ["1", "2", "3", "-"]
