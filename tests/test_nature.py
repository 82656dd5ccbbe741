"""Nature, basis and commitment of a record, by the corpus."""

import pytest

from records import Marked, compare, fails_as_known, load

CORPUS = "targets/nature_corpus.toml"


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_record_has_its_nature_basis_and_commitment(marked: Marked) -> None:
    compare(marked)


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    fails_as_known(marked, request)
