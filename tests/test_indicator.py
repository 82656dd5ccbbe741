"""Records by the corpus of indicators: which numbers are records, what they measure, how they change."""

from collections import Counter

import pytest

from records import Marked, compare, fails_as_known, load, overlapping

CORPUS = "targets/indicator_corpus.toml"


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_quantity_gives_its_record(marked: Marked) -> None:
    compare(marked)


@pytest.mark.parametrize("marked", load(CORPUS, "nothing"), ids=str)
def test_a_number_that_states_nothing_gives_no_record(marked: Marked) -> None:
    assert overlapping(marked) == []


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    fails_as_known(marked, request)


def test_every_family_has_enough_examples() -> None:
    """Six sentences at least for each way of saying it, known failures included."""
    wanted = [marked for kind in ("case", "known") for marked in load(CORPUS, kind) if not marked.case.get("nothing")]
    count = Counter(marked.case["family"] for marked in wanted)
    assert {family: n for family, n in count.items() if n < 6} == {}
