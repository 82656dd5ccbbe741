"""Commitments without a number, by the corpus: what is one, its words, and what it takes from around it."""

import pytest

import policyextract
from documents import Raw, extracted, fixtures
from records import Marked, load, read, slot

CORPUS = "targets/pledges_corpus.toml"
_ABOUT = ("examples", "family", "label", "nothing", "published", "title")


def wrong(marked: Marked) -> list[str]:
    """Which slots of the pledge at the mark are not what its case tells; ``pledge`` alone where there is none."""
    here = [p for p in read(marked).pledges if (p.start, p.end) == (marked.start, marked.end)]
    if len(here) != 1:
        return ["pledge"]
    return [name for name, value in marked.case.items() if name not in _ABOUT and slot(here[0], name) != value]


def compare(marked: Marked) -> None:
    """Assert that one pledge has exactly the words at the mark, and every slot its case tells."""
    found = read(marked).pledges
    here = [pledge for pledge in found if (pledge.start, pledge.end) == (marked.start, marked.end)]
    assert len(here) == 1, [pledge.text for pledge in found]
    wanted = {name: value for name, value in marked.case.items() if name not in _ABOUT}
    assert {name: slot(here[0], name) for name in wanted} == wanted


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_clause_that_can_be_checked_later_is_a_pledge(marked: Marked) -> None:
    compare(marked)


@pytest.mark.parametrize("marked", load(CORPUS, "nothing"), ids=str)
def test_what_cannot_be_checked_or_is_not_promised_is_none(marked: Marked) -> None:
    assert [pledge.text for pledge in read(marked).pledges] == []


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.xfail(reason=marked.case["label"], strict=True))
    if marked.case.get("nothing"):
        assert [pledge.text for pledge in read(marked).pledges] == []
    else:
        compare(marked)


PLEDGED = [raw for raw in fixtures() if raw["pledges"] is not None]


@pytest.mark.parametrize("raw", [raw for raw in PLEDGED if not raw["pledges"]], ids=lambda raw: raw["id"])
def test_a_notice_or_a_regulation_pledges_nothing(raw: Raw) -> None:
    assert [pledge.text for pledge in extracted(raw).pledges] == []


@pytest.mark.parametrize("raw", fixtures(), ids=lambda raw: raw["id"])
def test_pledges_quote_the_release(raw: Raw) -> None:
    """The words lie in their sentence, the verb in the words; none of them holds the quantity of a record."""
    document = extracted(raw)
    anchors = [record.quantity.start for record in (*document.targets, *document.actuals)]
    for pledge in document.pledges:
        sentence, action = pledge.sentence, pledge.action
        assert None not in (pledge.start, pledge.end, sentence.start, sentence.end)
        assert sentence.start <= pledge.start < pledge.end <= sentence.end  # type: ignore[operator]
        assert action is not None
        assert pledge.start <= action.start < action.end <= pledge.end  # type: ignore[operator]
        assert not [at for at in anchors if pledge.start <= at < pledge.end]  # type: ignore[operator]
        assert pledge.rules[0].startswith("pledge.")


def test_ids_do_not_know_where_a_pledge_stands() -> None:
    """Words before it change nothing; the same words twice are two pledges."""
    text = "力争2024年底前建成投用市妇幼保健院新院区。"
    first = policyextract.extract(text, id="d", published="2024-03-27").pledges
    later = policyextract.extract("全市上下团结奋斗。" + text + text, id="d", published="2024-03-27").pledges
    assert later[0].id == first[0].id
    assert len({pledge.id for pledge in later}) == 2


def test_pledges_are_rows_when_asked_for() -> None:
    """Off by default in flat outputs."""
    document = policyextract.extract("力争2024年底前建成投用市妇幼保健院新院区。", published="2024-03-27")
    assert document.to_rows() == []
    assert [(row["indicator"], row["action"], row["due"]) for row in document.to_rows(["pledge"])] == [
        ("建成投用市妇幼保健院新院区", "建成投用", "2024-12-31")
    ]


def test_less_sure_pledges_can_be_left_out() -> None:
    """The setting for records holds for pledges; a word of promise and a deadline of its own make one surer."""
    text = "力争2025年底前建成投用市妇幼保健院新院区。加快建设云溪至石门高速。"
    title = "云溪市2024年重点工作方案"
    sure, unsure = policyextract.extract(text, title=title, published="2024-03-27").pledges
    assert sure.confidence > 0.9 > 0.6 > unsure.confidence
    strict = policyextract.Extractor(policyextract.Settings(min_confidence=0.9))
    assert [p.text for p in strict.extract(text, title=title, published="2024-03-27").pledges] == [sure.text]


def test_long_text_without_marks_takes_linear_time() -> None:
    """A run of verbs without a stop is no clause."""
    assert policyextract.extract("力争建成" * 20_000, published="2024-03-27").pledges == ()
