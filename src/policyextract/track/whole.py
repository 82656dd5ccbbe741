"""Whether the tables of a store go together: what a row names is there, and no table has lost rows since it was last written.

A file that a disk, a half copy or a hand has damaged may still open, and what is left of it looks like all there is. So whoever
reads a store first asks this, which takes some 0.03 s for 100,000 records; what a row itself says is :mod:`policyextract.track.verify`'s.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..errors import StoreError
from .database import AGAIN, Database
from .schema import CHANGES, CORRECTIONS, DERIVED, GONE, LASTING, RECORD_TABLES, TABLES

ROWS, SERIES_ROWS = "rows", "series_rows"
"""Keys in ``meta``: the run, and how many rows each table had after it."""
_NOTED = {ROWS: ("run", (*TABLES, CHANGES, GONE, CORRECTIONS)), SERIES_ROWS: ("series", DERIVED)}
_NOTE = re.compile("[0-9]+( [0-9]+)+")
_ALL = (*TABLES, *DERIVED, *LASTING)
_KEYS = {table.name: table.key for table in _ALL}
_RECORDS = tuple(RECORD_TABLES.values())
_SEARCHED = tuple(f"{name}_{part}" for name in _RECORDS for part in ("search", "added", "gone", "changed"))
"""Of SQLite: the tables of words, and the triggers that keep them."""
_CURRENT = (
    "EXISTS (SELECT 1 FROM meta AS a JOIN meta AS b ON b.value = a.value WHERE a.key = 'run' AND b.key = 'series')"
)
"""The series are made from what the other tables hold now."""
_THERE = "r.kind = 'document' AND r.gone = 0"


class _Named(NamedTuple):
    """What rows of a table name, and the tables in one of which that has to be."""

    table: str
    columns: tuple[str, ...]
    there: tuple[str, ...]
    keys: tuple[str, ...] = ("id",)
    where: str = "1 = 1"
    """Which rows, as ``r``."""
    those: str = "1 = 1"
    """Which rows of the other tables, as ``p``."""


_NAMED = (
    *(_Named(table.name, (table.parent[0],), (table.parent[1],)) for table in TABLES if table.parent),
    _Named("mentions", ("document_id",), ("documents",)),
    _Named("agents", ("record_id",), _RECORDS),
    _Named("changes", ("id",), ("documents",), where=_THERE),
    _Named("documents", ("id",), ("originals",), ("document_id",)),
    _Named("documents", ("id",), ("changes",), those=_THERE.replace("r.", "p.")),
    _Named("points", ("series_id", "place"), ("series",), ("id", "place")),
    _Named("verdicts", ("series_id", "place"), ("series",), ("id", "place")),
    _Named("points", ("document_id",), ("documents",), where=_CURRENT),
    _Named("points", ("id",), _RECORDS[:2], where=_CURRENT),
    *(
        _Named("verdicts", (name,), ("points",), where=f"r.{name} IS NOT NULL AND {_CURRENT}")
        for name in ("target_id", "actual_id", "other_id")
    ),
)


def note(database: Database, key: str) -> None:
    """Note how many rows there are, inside the transaction that has written them; ``key`` is of :data:`ROWS`, :data:`SERIES_ROWS`."""
    told, run, counts = _counted(database, key)
    if told != (now := _joined(run, counts)):
        database.run("DELETE FROM meta WHERE key = ?", [key])
        database.run("INSERT INTO meta VALUES (?, ?)", [key, now])


def look(database: Database) -> None:
    """See that nothing is wrong.

    Raises:
        StoreError: it is; the first of it.
    """
    for why in wrong(database):
        raise StoreError(f"{database.name}: is damaged, {why}; {AGAIN}")


def wrong(database: Database) -> Iterator[str]:
    """What is not as it was written, in words that follow the name of the store."""
    if database.dialect.name == "sqlite":
        there = {
            name for (name,) in database.fetch("SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
        }
        yield from (f"its {name} is gone, by which words are found" for name in _SEARCHED if name not in there)
    for table in _ALL:  # a day that is none is told by whoever fetches it
        for column in table.indexes:
            if dict(table.columns)[column] == "day":
                list(database.fetch(f"SELECT DISTINCT {column} FROM {table.name}"))
    for one in _NAMED:
        yield from _unknown(database, one)
    for key, (_, counted) in _NOTED.items():
        told, run, counts = _counted(database, key)
        if told is None or not _NOTE.fullmatch(told) or not told.startswith(f"{run} "):
            continue  # written before this was noted
        for table, was, now in zip(counted, told.split()[1:], counts, strict=False):
            if now < int(was):
                yield f"the table {table.name} has {now:,} rows where {was} were written"


def _unknown(database: Database, one: _Named) -> Iterator[str]:
    columns = ", ".join(f"r.{name}" for name in one.columns)
    absent = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {there} AS p WHERE {_same(one)} AND {one.those})" for there in one.there
    )
    found = database.fetch(
        f"SELECT * FROM (SELECT DISTINCT {columns} FROM {one.table} AS r WHERE {one.where}) AS r WHERE {absent} LIMIT 1"
    )
    for value in found:
        keys = _KEYS[one.table]
        same = " AND ".join(f"{name} = ?" for name in one.columns)
        row = next(database.fetch(f"SELECT {', '.join(keys)} FROM {one.table} WHERE {same} LIMIT 1", value), value)
        yield (
            f"row {_told(row)} of the table {one.table} names {_told(value)} in the column {one.columns[0]}, "
            f"which is not in the table {' or '.join(one.there)}"
        )


def _same(one: _Named) -> str:
    return " AND ".join(f"p.{key} = r.{name}" for key, name in zip(one.keys, one.columns, strict=True))


def _told(cells: Sequence[object]) -> str:
    return " ".join(map(str, cells))


def _counted(database: Database, key: str) -> tuple[str | None, str, list[int]]:
    """What was noted, the run that is the last, and how many rows there are; of one moment."""
    run, counted = _NOTED[key]
    asked = [f"(SELECT value FROM meta WHERE key = '{name}')" for name in (key, run)]
    asked += [f"(SELECT COUNT(*) FROM {table.name})" for table in counted]
    told, last, *counts = next(database.fetch(f"SELECT {', '.join(asked)}"))
    return told, str(last or 0), counts


def _joined(run: str, counts: Sequence[int]) -> str:
    return " ".join(map(str, (run, *counts)))
