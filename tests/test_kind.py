"""Target or actual, by the corpus: cues of the clause, its period, its section, its document."""

import pytest

from records import Marked, compare, fails_as_known, load, overlapping

CORPUS = "targets/kind_corpus.toml"


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_record_is_target_or_actual(marked: Marked) -> None:
    compare(marked)


@pytest.mark.parametrize("marked", load(CORPUS, "nothing"), ids=str)
def test_what_looks_alike_is_no_record(marked: Marked) -> None:
    assert overlapping(marked) == []


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    fails_as_known(marked, request)
