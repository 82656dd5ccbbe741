"""Targets against actuals: what became of each, over documents and years, and what says so."""

from collections import Counter
from typing import Any

import pytest

from policyextract.track.schema import DERIVED
from policyextract.track.series.tracker import refresh, verdicts
from policyextract.track.store import Store, open_store
from track_archive import KINDS, PLACES, Made, archive

Row = dict[str, Any]


@pytest.fixture(scope="module")
def made() -> Made:
    return archive()


@pytest.fixture(scope="module")
def rows(made: Made) -> list[Row]:
    """Every verdict of the archive."""
    with open_store(":memory:") as store:
        store.put(made.documents)
        refresh(store)
        return list(verdicts(store))


def derived(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the tables that are made from the others."""
    found = {}
    for table in DERIVED:
        sql = f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY {', '.join(table.key)}"
        found[table.name] = list(store.database.fetch(sql))
    return found


def test_the_archive_is_large_enough(made: Made) -> None:
    """Three years, five places, forty indicators, every outcome often."""
    assert (len(PLACES), len(KINDS)) == (5, 40)
    counts = Counter(truth.status for truth in made.truth.values())
    assert min(counts[status] for status in ("met", "missed", "open", "not_reported", "revised")) > 30
    assert len(made.dropped) == 15


def test_verdicts_are_right(made: Made, rows: list[Row]) -> None:
    """Of all targets of known outcome, at least 97 in 100."""
    found = {row["target_id"]: row for row in rows if row["status"] != "dropped"}
    wrong = [
        (truth.status, truth.note, found[ident]["status"], found[ident]["note"], found[ident]["indicator"])
        for ident, truth in made.truth.items()
        if ident in found and (found[ident]["status"], found[ident]["note"]) != (truth.status, truth.note)
    ]
    right = len(made.truth) - len(wrong) - len(made.truth.keys() - found.keys())
    assert right / len(made.truth) >= 0.97, Counter(wrong).most_common(20)


def test_no_figure_is_joined_that_is_not_of_the_target(made: Made, rows: list[Row]) -> None:
    """Neither a share, an amount a head, another scope, form, county or period, nor a total of years."""
    joined = [row for row in rows if row["actual_id"] is not None and row["target_id"] in made.truth]
    assert len(joined) > 200
    wrong = [row for row in joined if row["actual_id"] not in made.truth[row["target_id"]].actuals]
    assert [(row["indicator"], row["actual_sentence"]) for row in wrong] == []


def test_what_is_no_longer_set_is_dropped(made: Made, rows: list[Row]) -> None:
    """A year without the target of the years before, though the year's report sets others; nothing else is dropped."""
    codes = {document["id"]: document["place"]["code"] for document in made.documents}
    found = {
        (row["place_code"], row["period_last"][:4], row["silent_document_id"])
        for row in rows
        if row["status"] == "dropped"
    }
    assert len([row for row in rows if row["status"] == "dropped"]) == len(made.dropped)
    assert {(code, int(year)) for code, year, _ in found} == {(code, year) for code, _, year in made.dropped}
    assert all(codes[ident] == code and f"-{year}" in ident for code, year, ident in found)


def test_a_figure_told_twice_counts_once(made: Made, rows: list[Row]) -> None:
    """The report and the news tell the same actual: one verdict, told by two documents."""
    judged = [row for row in rows if row["actual_id"] is not None and row["target_id"] in made.truth]
    twice = [row for row in judged if len(made.truth[row["target_id"]].actuals) == 2]
    assert len(twice) > 50
    assert {row["actual_times_told"] for row in twice} == {2}
    assert len({row["id"] for row in rows}) == len(rows)
