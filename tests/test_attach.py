"""What a record takes from its surroundings, by the corpus: due date, region, agents."""

import pytest

from records import Marked, compare, fails_as_known, load

CORPUS = "targets/attach_corpus.toml"


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_record_takes_what_its_surroundings_say(marked: Marked) -> None:
    compare(marked)


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    fails_as_known(marked, request)
