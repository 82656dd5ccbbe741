"""Kinds of fault that readers reported: each has lines of what must come out, and as many of what must not."""

from collections import Counter

import pytest

from records import Marked, compare, fails_as_known, load, overlapping

CORPUS = "targets/reported_corpus.toml"
KINDS = 28
LEAST = 8


@pytest.mark.parametrize("marked", load(CORPUS), ids=str)
def test_a_reported_fault_stays_mended(marked: Marked) -> None:
    compare(marked)


@pytest.mark.parametrize("marked", load(CORPUS, "nothing"), ids=str)
def test_what_looks_alike_is_no_record(marked: Marked) -> None:
    assert overlapping(marked) == []


@pytest.mark.parametrize("marked", load(CORPUS, "known"), ids=str)
def test_known_failure(marked: Marked, request: pytest.FixtureRequest) -> None:
    fails_as_known(marked, request)


def test_every_kind_has_lines_of_what_must_not_happen() -> None:
    """At least eight a kind, of them at least four of what must not happen, wherever they stand today."""
    lines: Counter[str] = Counter()
    against: Counter[str] = Counter()
    for table in ("case", "nothing", "known"):
        for marked in load(CORPUS, table):
            family = marked.case["family"]
            lines[family] += 1
            against[family] += table == "nothing" or bool(marked.case.get("nothing") or marked.case.get("look_alike"))
    assert len(lines) == KINDS
    assert {
        family: (n, against[family]) for family, n in lines.items() if n < LEAST or against[family] < LEAST / 2
    } == {}
