"""How a block speaks, by the corpus: headings, lead sentences, the document's title."""

import pytest

from policyextract.context.stance import stances
from policyextract.text.clean import clean
from policyextract.text.outline import outline
from records import Marked, load

CORPUS = "context/stance_corpus.toml"


def stance_of(marked: Marked) -> str:
    """The stance of the block that holds the mark."""
    out = outline(clean(marked.text))
    found = zip(out.blocks, stances(out, marked.case.get("title", ""), marked.case.get("year")), strict=True)
    [kind] = [stance.kind for block, stance in found if block.start <= marked.start < block.end]
    return kind


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_block_reviews_plans_or_lays_down(marked: Marked) -> None:
    assert stance_of(marked) == marked.case["kind"]


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.xfail(reason=marked.case["label"], strict=True))
    assert stance_of(marked) == marked.case["kind"]
