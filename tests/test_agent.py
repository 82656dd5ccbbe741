"""The bodies and people a record may be of."""

import pytest

from policyextract.span import Span
from policyextract.targets.features.agent import Reader
from policyextract.targets.features.earlier import Earlier
from policyextract.targets.features.parts import flat
from policyextract.targets.proposers.agent import NONE, Agents
from policyextract.targets.proposers.programme import programme, section
from policyextract.targets.slots import Agent
from scenes import scene_of


def proposed(text: str, index: int = 0) -> dict[str, tuple[str, str]]:
    """What each candidate of a case reads: by which rule, in which role."""
    found = scene_of(text)
    candidates = Agents(found).propose(found.cases[index], None)
    return {found.text[c.actor.start : c.actor.end]: (c.rule, c.actor.role) for c in candidates if c.actor is not None}


@pytest.mark.parametrize(
    ("text", "said", "rule", "role"),
    [
        ("市教育局新建幼儿园12所。", "市教育局", "clause", "lead"),
        ("市教育局表示，全市新建幼儿园12所。", "市教育局", "sentence", "lead"),
        ("市教育局召开会议。全市新建幼儿园12所。", "市教育局", "block", "lead"),
        ("县财政每户补贴3000元。", "县财政", "clause", "lead"),
        ("物业服务企业每年公示1次。", "物业服务企业", "clause", "lead"),
        ("受理申请的行政机关应当在5个工作日内答复。", "受理申请的行政机关", "clause", "lead"),
        ("新建幼儿园12所（市教育局、市财政局牵头）。", "市教育局、市财政局", "mark", "lead"),
        ("新建幼儿园12所。（市教育局牵头，市财政局配合）", "市财政局", "mark", "support"),
        ("新建幼儿园12所。\n责任单位：市教育局、市财政局", "市教育局、市财政局", "mark.below", "lead"),
        ("新建幼儿园12所。牵头单位：市教育局；配合单位：市财政局", "市财政局", "mark", "support"),
        ("新建幼儿园12所。责任单位：市教育局；完成时限：2024年底", "市教育局", "mark", "lead"),
    ],
)
def test_where_an_actor_stands(text: str, said: str, rule: str, role: str) -> None:
    assert proposed(text).get(said) == (rule, role)


def test_an_actor_of_several_has_each_of_them() -> None:
    found = scene_of("新建幼儿园12所（市教育局、市财政局牵头）。")
    actor = Agents(found).propose(found.cases[0], None)[0].actor
    assert actor is not None
    assert [found.text[m.start : m.end] for m in actor.members] == ["市教育局", "市财政局"]


def agents(text: str, index: int = 0) -> list[tuple[list[str], list[str]]]:
    """Of each actor that the words or the row of a case name for it: who leads and who helps."""
    found = scene_of(text)
    marked = [c.actor for c in Agents(found).propose(found.cases[index], None) if c.actor and c.rule == "mark"]
    return [
        ([found.text[a:b] for a, b in actor.members], [found.text[a:b] for a, b in actor.helpers]) for actor in marked
    ]


@pytest.mark.parametrize(
    ("text", "lead", "support"),
    [
        ("新建幼儿园12所。（市教育局牵头，市财政局、市住建局配合）", ["市教育局"], ["市财政局", "市住建局"]),
        ("新建幼儿园12所。牵头单位：市教育局；配合单位：市财政局", ["市教育局"], ["市财政局"]),
        ("新建幼儿园12所。（责任单位：市教育局、各县（市、区）政府）", ["市教育局", "各县（市、区）政府"], []),
        (
            "任务\t牵头单位\t配合单位\n新建幼儿园12所\t市教育局\t市财政局、市住建局",
            ["市教育局"],
            ["市财政局", "市住建局"],
        ),
        ("任务\t牵头单位\t责任单位\n新建幼儿园12所\t市教育局\t各县区政府", ["市教育局"], ["各县区政府"]),
        ("任务\t责任单位\n新建幼儿园12所\t市教育局牵头，市财政局配合", ["市教育局"], ["市财政局"]),
        ("任务\t目标（所）\t责任单位\n新建幼儿园\t12\t市教育局\n新建小学\t5\t市财政局", ["市教育局"], []),
    ],
)
def test_who_leads_and_who_helps(text: str, lead: list[str], support: list[str]) -> None:
    assert agents(text)[0] == (lead, support)


def test_a_cell_of_bodies_that_spans_rows_is_of_each_and_none_is_of_the_next_row() -> None:
    text = "任务\t责任单位\t完成时限\n新建幼儿园12所\t市教育局\t9月底\n新建小学5所\t\t\n新建公园8个\t市城管局\t年底"
    assert [agents(text, k)[0][0] for k in range(3)] == [["市教育局"], ["市教育局"], ["市城管局"]]
    assert all(len(agents(text, k)) == 1 for k in range(3))


def test_nobody_is_the_last_candidate_and_may_be_the_only_one() -> None:
    found = scene_of("达到12所。")
    assert Agents(found).propose(found.cases[0], None) == [NONE]


def test_candidates_have_features_and_what_was_taken_before_is_one() -> None:
    found = scene_of("市教育局新建幼儿园12所，改扩建小学8所。")
    kinds = [[0.0, 1.0, 0.0]] * 2
    reader = Reader(found, kinds, Agents(found))
    before = Earlier()
    first = reader.proposer.propose(found.cases[0], None)
    assert Agent(found, kinds).pick(first, [2.0] + [0.0] * (len(first) - 1))[0] == 0
    actor = first[0].actor
    assert actor is not None
    before.take(found.cases[0], Span(actor.start, actor.end), "市教育局")
    second = reader.proposer.propose(found.cases[1], before.span)
    names = reader.features(found.cases[1], second, before)
    assert "before=same.sentence" in flat(names[0])


def test_the_programme_named_before_the_figure_and_the_heading_it_stands_under() -> None:
    found = scene_of("一、补齐教育短板\n实施学前教育普及行动，新建幼儿园12所。", "某市2024年重点工作")
    named = programme(found, found.cases[0])
    under = section(found, found.cases[0])
    assert named is not None
    assert found.text[named.start : named.end] == "学前教育普及行动"
    assert under is not None
    assert found.text[under.start : under.end] == "补齐教育短板"
