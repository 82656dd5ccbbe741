"""A store of an earlier version becomes one of this version.

Tables of results are made from ``originals`` and ``texts``, so they are made again: what was there goes, save the documents as they
were given. What cannot be made again (what has changed, what was sent, what people said) stays, and where it was known
nothing counts as changed.
All of it is one transaction of the caller's, in both databases: a run that breaks off leaves the store as it was.
"""

import json
from collections.abc import Callable, Iterable, Iterator

from ..errors import InputError, StoreError
from .database import Database
from .flatten import TEXT, Given, given, unpacked
from .schema import CHANGES, DERIVED, GONE, LASTING, TABLES, VERSION, statements

_KEPT = "kept_originals"
_FORMER = "tracked"
"""A table of version 2 that no later one has."""
_REVIEWED = 4
"""The version from which on records say whether a person looked at them."""

Fill = Callable[[Iterable[Given], bool], None]


def migrate(database: Database, version: int, fill: Fill) -> None:
    """Bring the tables of an earlier ``version`` up to this one, inside a transaction.

    Raises:
        StoreError: a document is damaged, or the database refuses.
    """
    there = database.tables()
    database.run("DROP VIEW IF EXISTS records")
    texts = "texts" in there  # not in a store of version 1
    join = " LEFT JOIN texts AS t ON t.document_id = o.document_id" if texts else ""
    body = "t.body" if texts else "NULL"
    database.run(f"CREATE TABLE {_KEPT} AS SELECT o.document_id, o.json, {body} AS body FROM originals AS o{join}")
    for table in reversed((*TABLES, *DERIVED)):
        if database.dialect.name == "sqlite" and f"{table.name}_search" in there:
            database.run(f"DROP TABLE {table.name}_search")
        database.run(f"DROP TABLE IF EXISTS {table.name}")
    database.run(f"DROP TABLE IF EXISTS {_FORMER}")
    database.run("DELETE FROM meta WHERE key IN ('catalogue', 'rows', 'series_rows')")  # of what is made anew
    for statement in statements(database.dialect, {"meta", *(table.name for table in LASTING if table.name in there)}):
        database.run(statement)
    if GONE.name in there and version < _REVIEWED:
        database.run(f"ALTER TABLE {GONE.name} ADD COLUMN review {database.dialect.types['text']}")
    try:
        fill(_documents(database), CHANGES.name not in there)
    except InputError as error:
        raise StoreError(f"{database.name}: cannot be brought up to version {VERSION}: {error}") from None
    database.run(f"DROP TABLE {_KEPT}")
    database.run("UPDATE meta SET value = ? WHERE key = 'schema'", [str(VERSION)])


def _documents(database: Database) -> Iterator[Given]:
    for ident, text, body in database.fetch(f"SELECT document_id, json, body FROM {_KEPT} ORDER BY document_id"):
        try:
            raw = {} if body is None else {TEXT: unpacked(body)}
            yield given({**json.loads(text), **raw})
        except ValueError:
            raise InputError(f"document {ident} is damaged; make the store again") from None
