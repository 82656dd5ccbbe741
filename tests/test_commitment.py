"""How firmly a target is promised."""

import pytest

from policyextract.targets.commitment import commitment
from records import Marked, load
from scenes import case_at, scene_of

EXAMPLES = [marked for marked in load("targets/nature_corpus.toml") if marked.case.get("commitment")]


@pytest.mark.parametrize("marked", EXAMPLES, ids=str)
def test_commitment_of_the_clause_or_of_what_announces_it(marked: Marked) -> None:
    found = scene_of(marked.text, marked.case.get("title"))
    assert commitment(found, case_at(found, marked.start), "target") == marked.case["commitment"]


def test_an_actual_is_no_commitment() -> None:
    found = scene_of("全市已建成幼儿园12所。")
    assert commitment(found, found.cases[0], "actual") is None
