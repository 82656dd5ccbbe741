"""What has changed in a store, and what of it was sent where.

Each transaction that changes documents is a run with a number. ``changes`` holds, for every document, the run that brought it and the
one that last changed it, and for those of its records that came or changed after it the run that did; ``gone`` keeps the records that are no
longer there, with all that was known of them; ``sendings`` remembers up to where each receiver knows the store. All of it is written in the
transaction that it tells of, so that a run that is killed has left none of it or all.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..errors import StoreError
from .database import AGAIN, Database
from .schema import CHANGES, GONE, GONE_DOCUMENT, RECORD_TABLES, SENDINGS, TABLES

DOCUMENT = "document"
_WHERE_IT_STANDS = frozenset(
    (
        "id",
        "document_id",
        "number",
        "span_start",
        "span_end",
        "part",
        "sentence_start",
        "sentence_end",
        "rules",
        "confidence",
        "review",
    )
)
"""Columns of a record that say where it stands and how it was found: it is the same record where only these differ."""
_RECORD = next(table for table in TABLES if table.name == "targets")
_KEY = "run"


class Mark(NamedTuple):
    """Up to where a receiver knows the store: all of a run, or of that run the documents up to an id."""

    run: int
    document: str | None = None

    def later(self) -> tuple[str, list[int | str]]:
        """The condition on ``changes``, as ``c``, that something came after it, with its arguments."""
        if self.document is None:
            return "c.run > ?", [self.run]
        return "(c.run > ? OR (c.run = ? AND c.id > ?))", [self.run, self.run, self.document]


START = Mark(0)
"""Before everything."""


def run(database: Database) -> int:
    """The number of the last run, 0 for a store without any.

    Raises:
        StoreError: it is damaged.
    """
    for (value,) in database.fetch("SELECT value FROM meta WHERE key = ?", [_KEY]):
        if not value.isdecimal():
            raise StoreError(f"{database.name}: is damaged, its last run is no number; {AGAIN}")
        return int(value)
    return 0


def begin(database: Database) -> int:
    """The number of a new run, inside its transaction."""
    number = run(database) + 1
    database.run("DELETE FROM meta WHERE key = ?", [_KEY])
    database.run("INSERT INTO meta VALUES (?, ?)", [_KEY, str(number)])
    return number


def note(database: Database, number: int, updated: bool) -> None:
    """Note what the staged documents change, before they are merged.

    Args:
        number: of the run.
        updated: whether any of them was there before.
    """
    same = database.dialect.same
    for kind, name in RECORD_TABLES.items():
        database.run(f"DELETE FROM {GONE.name} WHERE kind = ? AND id IN (SELECT id FROM new_{name})", [kind])
        if not updated:
            continue
        _keep(
            database,
            kind,
            number,
            f"r.document_id IN (SELECT id FROM new_documents) AND r.id NOT IN (SELECT id FROM new_{name})",
        )
        database.run(
            f"DELETE FROM {CHANGES.name} WHERE kind = ? AND document_id IN (SELECT id FROM new_documents) "
            f"AND id NOT IN (SELECT id FROM new_{name})",
            [kind],
        )
        alike = " AND ".join(
            f"o.{column} {same} n.{column}" for column in _RECORD.names if column not in _WHERE_IT_STANDS
        )
        database.run(
            f"INSERT INTO {CHANGES.name} SELECT '{kind}', n.id, n.document_id, "
            f"CASE WHEN EXISTS (SELECT 1 FROM {name} AS o WHERE o.id = n.id) THEN 0 ELSE {number} END, {number}, 0 FROM new_{name} AS n "
            "WHERE EXISTS (SELECT 1 FROM documents AS d WHERE d.id = n.document_id) "
            f"AND NOT EXISTS (SELECT 1 FROM {name} AS o WHERE o.id = n.id AND {alike}) "
            "ON CONFLICT (kind, id) DO UPDATE SET run = excluded.run"
        )
    database.run(
        f"INSERT INTO {CHANGES.name} SELECT '{DOCUMENT}', n.id, n.id, {number}, {number}, 0 FROM new_documents AS n WHERE true "
        f"ON CONFLICT (kind, id) DO UPDATE SET run = excluded.run, gone = 0, "
        f"since = CASE WHEN {CHANGES.name}.gone = 1 THEN excluded.since ELSE {CHANGES.name}.since END"
    )


def note_removed(database: Database, number: int, idents: Sequence[str]) -> None:
    """Note that documents go, before they do."""
    marks = ", ".join("?" * len(idents))
    for kind in RECORD_TABLES:
        _keep(database, kind, number, f"r.document_id IN ({marks})", idents)
    database.run(f"DELETE FROM {CHANGES.name} WHERE kind <> '{DOCUMENT}' AND document_id IN ({marks})", idents)
    database.run(
        f"UPDATE {CHANGES.name} SET run = {number}, gone = 1 WHERE kind = '{DOCUMENT}' AND id IN ({marks}) "
        "AND EXISTS (SELECT 1 FROM documents AS d WHERE d.id = changes.id)",
        idents,
    )


def _keep(database: Database, kind: str, number: int, which: str, arguments: Sequence[str] = ()) -> None:
    """Keep records that go, with what their document was."""
    name, records = RECORD_TABLES[kind], ", ".join(_RECORD.names)
    columns = ", ".join(f"r.{column}" for column in _RECORD.names)
    documents = ", ".join(f"d.{column}" for column in GONE_DOCUMENT)
    database.run(
        f"INSERT INTO {GONE.name} (kind, run, {records}, {', '.join(GONE_DOCUMENT)}) "
        f"SELECT '{kind}', {number}, {columns}, {documents} FROM {name} AS r JOIN documents AS d ON d.id = r.document_id WHERE {which}",
        arguments,
    )


def found(database: Database, mark: Mark) -> Iterator[tuple[int, str, bool, bool]]:
    """(run, id, whether it is gone, whether it came after the mark) of documents that changed after ``mark``, in order."""
    condition, arguments = mark.later()
    rows = database.fetch(
        f"SELECT c.run, c.id, c.gone, c.since FROM {CHANGES.name} AS c WHERE c.kind = '{DOCUMENT}' AND {condition} ORDER BY c.run, c.id",
        arguments,
    )
    for number, ident, gone, since in rows:
        yield number, ident, bool(gone), since > mark.run


def changed_records(database: Database, mark: Mark) -> set[tuple[str, str]]:
    """(kind, id) of the records that a receiver with ``mark`` knows, and that have changed since."""
    found = database.fetch(
        f"SELECT c.kind, c.id FROM {CHANGES.name} AS c JOIN {CHANGES.name} AS d ON d.kind = '{DOCUMENT}' AND d.id = c.document_id "
        f"WHERE c.kind <> '{DOCUMENT}' AND c.run > ? AND c.since <= ? AND d.since <= ?",
        [mark.run] * 3,
    )
    return {(kind, ident) for kind, ident in found}


def sent(database: Database, address: str, asked: str) -> Mark:
    """Up to where a receiver knows what is ``asked`` of the store."""
    sql = f"SELECT run, document FROM {SENDINGS.name} WHERE address = ? AND asked = ?"
    return next((Mark(number, document) for number, document in database.fetch(sql, [address, asked])), START)


def keep_sent(database: Database, address: str, asked: str, mark: Mark) -> None:
    """Remember it, in a transaction of its own."""
    with database.transaction():
        database.run(f"DELETE FROM {SENDINGS.name} WHERE address = ? AND asked = ?", [address, asked])
        database.run(f"INSERT INTO {SENDINGS.name} VALUES (?, ?, ?, ?)", [address, asked, mark.run, mark.document])
