"""A store of an earlier version becomes one of this version.

Every table is made from ``originals`` and ``texts``, so it is made again: what was there goes, save the documents as they were given.
All of it is one transaction of the caller's, in both databases: a run that breaks off leaves the store as it was.
"""

import json
from collections.abc import Callable, Iterable, Iterator

from ..errors import InputError, StoreError
from .database import Database
from .flatten import TEXT, Given, given, unpacked
from .schema import DERIVED, HISTORY, TABLES, VERSION, statements

_KEPT = "kept_originals"
_FORMER = "tracked"
"""A table of version 2 that no later one has."""

Fill = Callable[[Iterable[Given]], None]


def migrate(database: Database, fill: Fill) -> None:
    """Bring the tables up to this version, inside a transaction.

    Raises:
        StoreError: a document is damaged, or the database refuses.
    """
    there = database.tables()
    database.run("DROP VIEW IF EXISTS records")
    texts = "texts" in there  # not in a store of version 1
    join = " LEFT JOIN texts AS t ON t.document_id = o.document_id" if texts else ""
    body = "t.body" if texts else "NULL"
    database.run(f"CREATE TABLE {_KEPT} AS SELECT o.document_id, o.json, {body} AS body FROM originals AS o{join}")
    for table in reversed((*TABLES, *DERIVED, *HISTORY)):
        if database.dialect.name == "sqlite" and f"{table.name}_search" in there:
            database.run(f"DROP TABLE {table.name}_search")
        database.run(f"DROP TABLE IF EXISTS {table.name}")
    database.run(f"DROP TABLE IF EXISTS {_FORMER}")
    for statement in statements(database.dialect, new=False):
        database.run(statement)
    try:
        fill(_documents(database))
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
