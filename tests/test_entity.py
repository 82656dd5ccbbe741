"""What entity scanning finds, by the family's corpus, and what it does with texts of any kind."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import corpora

from policyextract.mentions import entity
from policyextract.mentions.entity import forms, gazetteer
from policyextract.rules import Mention

FAMILY = "mentions/entity"


def found(example: corpora.Example) -> list[Mention]:
    return entity.scan(example.text, 0, len(example.text))


def shown(text: str, mentions: list[Mention]) -> list[tuple[str, str, str]]:
    return [(text[m.start : m.end], m.value.type, m.rule) for m in mentions]


@pytest.mark.parametrize("example", corpora.load(FAMILY), ids=str)
def test_marked_phrase_is_found_as_its_type(example: corpora.Example) -> None:
    mentions = found(example)
    here = [m for m in mentions if (m.start, m.end) == (example.start, example.end)]
    assert here, shown(example.text, mentions)
    value = here[0].value
    assert value.type == example.case["type"], shown(example.text, mentions)
    for key in ("canonical", "code", "title"):
        if key in example.case:
            assert getattr(value, key) == example.case[key]
    if "rule" in example.case:
        assert here[0].rule == example.case["rule"]


@pytest.mark.parametrize("example", corpora.load(FAMILY, "nothing"), ids=str)
def test_no_entity_where_none_is_named(example: corpora.Example) -> None:
    here = [m for m in found(example) if m.start < example.end and example.start < m.end]
    assert not [m for m in here if entity.is_named(m)], shown(example.text, here)


@pytest.mark.parametrize(
    "example", [pytest.param(e, marks=pytest.mark.xfail(reason=e.case["label"])) for e in corpora.load(FAMILY, "known")]
)
def test_known_failures(example: corpora.Example) -> None:
    mentions = found(example)
    assert (example.start, example.end) in [(m.start, m.end) for m in mentions]


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(corpora.load(FAMILY)) + len(corpora.load(FAMILY, "nothing")) >= 300
    assert len(corpora.load(FAMILY, "nothing")) >= 80


PIECES = st.sampled_from("省市县区局委部办《》“”〔〕（）五年号，。、习近平王说介绍全我本聊城工程行动公司大学实施ab1 \n")


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_mentions_lie_in_the_text_in_order_without_overlap(text: str) -> None:
    mentions = entity.scan(text, 0, len(text))
    at = 0
    for m in mentions:
        assert at <= m.start < m.end <= len(text)
        at = m.end
    entity.group(text, entity.settle(text, mentions, entity.place_of_document(text, mentions)))


def test_a_stretch_of_a_text_gives_offsets_in_the_text() -> None:
    text = "前言。聊城市财政局负责。后记。"
    (mention,) = entity.scan(text, 3, 12)
    assert text[mention.start : mention.end] == "聊城市财政局"


@given(st.text(alphabet="省市县区山东委政府财局公司，𠮷\n", max_size=60))
@settings(max_examples=200, deadline=None)
def test_forms_are_found_where_they_stand(text: str) -> None:
    """The pass over the text and a look at every place give the same forms."""
    index = gazetteer.shipped()
    assert index.looked_up(text) == [(i, found) for i in range(len(text)) if (found := index.at(text, i))]


@pytest.mark.skipif(forms.ahocorasick_rs is None, reason="the fast extra is not installed")
@pytest.mark.parametrize("example", corpora.load(FAMILY), ids=str)
def test_the_fast_extra_finds_the_same_forms(example: corpora.Example) -> None:
    index = gazetteer.shipped()
    assert index.wakes(example.text) == index.looked_up(example.text)


def test_stretches_are_read_each_by_itself() -> None:
    """A name that runs over the end of a stretch is none, and what stands before a stretch is not looked at."""
    text = "聊城市财政局印发《方案》"
    assert [text[m.start : m.end] for m in entity.scan_all(text, [(0, 5), (5, len(text))])] == ["聊城市", "《方案》"]


@pytest.mark.parametrize("text", ["\ud800聊城市财政局", "𠮷聊城市财政局"])
def test_characters_beyond_the_plane_shift_nothing(text: str) -> None:
    (mention,) = entity.scan(text, 0, len(text))
    assert (mention.start, mention.end) == (1, 7)
