"""What is proposed as the indicator: the words a quantity measures or counts are among the candidates."""

import pytest

from policyextract.span import Span
from policyextract.targets.features.common import central
from policyextract.targets.features.indicator import Reader
from policyextract.targets.features.parts import flat
from policyextract.targets.features.sides import Sides
from policyextract.targets.proposers.indicator import Candidate, Proposer
from policyextract.targets.scene import Scene
from scenes import scene_of


def _scene(text: str) -> Scene:
    return scene_of(text, published=None)


def _said(found: Scene, candidate: Candidate) -> str:
    return "".join([found.text[start:end] for start, end in candidate.pieces])


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("全市森林覆盖率达到46%。", 0, "森林覆盖率"),
        ("今年新建12座村级养老驿站。", 0, "村级养老驿站"),
        ("全年改造老旧水厂8座。", 0, "老旧水厂"),
        ("小麦、玉米产量分别增长3.1%、4.2%。", 0, "小麦产量"),
        ("小麦、玉米产量分别增长3.1%、4.2%。", 1, "玉米产量"),
        ("对通过认定的创新企业，给予一次性30万元奖励。", 0, "奖励"),
        ("海水养殖产量20万吨，增长5.5%。", 1, "海水养殖产量"),
        ("聘请5名具有10年以上工作经验的技术顾问。", 0, "具有10年以上工作经验的技术顾问"),
        ("拖欠3年以上的账款清偿率达到85%。", 1, "拖欠3年以上的账款清偿率"),
        ("70岁以上老人免费体检率达到90%。", 1, "70岁以上老人免费体检率"),
        ("按照实际缴纳契税的60%给予补助。", 0, "契税补助"),
        ("高铁沿线6万处安全隐患得到整治。", 0, "高铁沿线安全隐患"),
        ("工业用地出让价不得低于所在地块相应等别最低价标准的70%。", 0, "工业用地出让价"),
        ("第一、第二、第三产业用电量分别增长3%、5%、7%。", 1, "第二产业用电量"),
        ("——社区食堂。到2026年，新建40家。", 0, "社区食堂"),
        ("（二）乡镇公路。改造120公里，养护300公里。", 1, "乡镇公路"),
        ("履约保证金数额不应超过中标合同金额总价百分比的10%。", 0, "履约保证金数额"),
        ("登记机关应当自受理之日起十日内，作出准予登记的决定。", 0, "作出准予登记的决定"),
        ("按博士6万元、硕士4万元的标准发放安家补贴。", 0, "安家补贴"),
        ("提高生育津贴申领额度，单胎由3000元调整为5000元。", 1, "生育津贴申领额度"),
        ("科研团队完成了120次仿真试验。", 0, "仿真试验"),
        ("建设工地上300多名工人铆足干劲。", 0, "工人"),
        ("城区新设6个设施齐全、方便居民的便民服务点。", 0, "便民服务点"),
        ("镇上有两处占地30亩的养殖场。", 0, "养殖场"),
        ("项目惠及4个乡镇9个村。", 1, "村"),
        ("这座桥长210米、宽12米。", 1, "宽"),
        ("当年技术改造投入（含设备购置、厂房改造）不低于500万元。", 0, "技术改造投入"),
    ],
)
def test_the_measured_words_are_proposed(text: str, index: int, expected: str) -> None:
    found = _scene(text)
    candidates = Proposer(found).propose(found.cases[index], [None] * len(found.cases))
    assert expected in [_said(found, candidate) for candidate in candidates]


def test_what_was_chosen_before_lends_its_beginning() -> None:
    found = _scene("涉农贷款户数12万户，余额900亿元。")
    proposer = Proposer(found)
    first = next(c for c in proposer.propose(found.cases[0], [None, None]) if _said(found, c) == "涉农贷款户数")
    said = [_said(found, c) for c in proposer.propose(found.cases[1], [first, None])]
    assert "涉农贷款余额" in said


def test_a_quantity_of_its_own_clause_is_not_gone_through() -> None:
    found = _scene("新增公交车80辆、达到300辆。")
    said = [_said(found, c) for c in Proposer(found).propose(found.cases[1], [None, None])]
    assert not [phrase for phrase in said if "80" in phrase]


def test_no_candidate_is_half_a_bracket() -> None:
    found = _scene("建设口袋公园（含社区游园）和绿道30处。")
    for candidate in Proposer(found).propose(found.cases[0], [None]):
        said = _said(found, candidate)
        assert said.count("（") == said.count("）")


def test_what_was_chosen_before_is_carried() -> None:
    found = _scene("海水养殖产量20万吨，增长5.5%。")
    proposer = Proposer(found)
    first = proposer.propose(found.cases[0], [None, None])[0]
    carried = [c for c in proposer.propose(found.cases[1], [first, None]) if c.rule.startswith("carried")]
    assert not carried or carried[0].pieces == first.pieces


def test_every_candidate_has_features() -> None:
    found = _scene("小麦、玉米产量分别增长3.1%、4.2%。")
    reader, candidates = Reader(found), Proposer(found).propose(found.cases[1], [None, None])
    rows = reader.features(found.cases[1], candidates, [None, None])
    assert len(rows) == len(candidates)
    assert all(rows)


@pytest.mark.parametrize(
    ("text", "whole", "has"),
    [
        ("20个行政村通了公路。", "-n-v", "-n"),
        ("全年完成管网改造20公里。", "v-n-", "n-"),
        ("20。", "----", "--"),
    ],
)
def test_the_words_on_both_sides_are_told(text: str, whole: str, has: str) -> None:
    """Whether verbs and nouns stand before a quantity, and nouns and verbs behind it."""
    case = _scene(text).cases[0]
    sides = Sides(case, case.head.word)
    assert (sides.whole, sides.has) == (whole, has)


def test_a_phrase_is_told_with_what_was_chosen_before() -> None:
    """What is laid down (奖励) ends otherwise than what was reached; where nothing was chosen yet, nothing is told of it."""
    found = _scene("给予企业奖励20万元。")
    candidates = Proposer(found).propose(found.cases[0], [None])
    told = ("nature=standard", "change=none", "basis=none", "k=t")
    for said in (told, ()):
        rows = Reader(found).features(found.cases[0], candidates, [None], said)
        names = {name for row in rows for name in flat(row)}
        assert ("n.ec=standard.励" in names) == bool(said)
        assert ("left&nature=standard.currency" in names) == bool(said)


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("城市  2024年新建泊位（个）  2025年新建泊位（个）\n东河市  185  170\n西岭市  382  360", 0, "新建泊位"),
        (
            "表2　2026年各市绿道建设任务分解表\n单位：公里\n地区  合计  2026年\n东河市  18  17\n西岭市  38  36",
            0,
            "绿道建设",
        ),
        ("2026年淘汰落后锅炉任务表\n地区  燃煤（台）  燃油（台）\n东河市  18  17\n西岭市  38  36", 1, "燃油落后锅炉"),
        ("指标  2020年  2025年\n交通运输\n农村公路（公里）  160  170\n农村客运站（个）  8  9", 2, "交通运输农村客运站"),
    ],
)
def test_what_a_table_says_is_proposed(text: str, index: int, expected: str) -> None:
    """A head without its year, what the caption names, and both put together."""
    found = _scene(text)
    cases = [case for case in found.cases if case.cell is not None]
    candidates = Proposer(found).propose(cases[index], [None] * len(found.cases))
    assert expected in [_said(found, candidate) for candidate in candidates]


WORDINGS = "全县高标准农田示范区面积"


def place(words: str) -> tuple[Span, ...]:
    at = WORDINGS.index(words)
    return (Span(at, at + len(words)),)


@pytest.mark.parametrize(
    ("shares", "taken"),
    [
        # three wordings of one thing are likelier than the likeliest of another
        (
            {"全县": 0.35, "高标准农田示范区": 0.3, "标准农田示范区": 0.2, "高标准农田示范区面积": 0.15},
            "高标准农田示范区",
        ),
        # what has nothing like it is taken where it has more than they have together
        ({"全县": 0.6, "高标准农田示范区": 0.2, "标准农田示范区": 0.2}, "全县"),
        # however much reads like it, what is hardly likely itself is not taken
        ({"高标准农田示范区面积": 0.45, "高标准农田示范": 0.5, "高标准农田示范区": 0.05}, "高标准农田示范"),
        ({"面积": 0.9, "高标准农田示范区面积": 0.1}, "面积"),
    ],
)
def test_the_wording_that_most_of_the_probability_reads_like_is_taken(shares: dict[str, float], taken: str) -> None:
    words = list(shares)
    assert words[central(WORDINGS, [place(one) for one in words], list(shares.values()))] == taken
