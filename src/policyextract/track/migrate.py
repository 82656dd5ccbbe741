"""A store of an earlier version becomes one of this version.

Every table is made from ``originals``, so it is made again: what was there goes, save the documents as they were given.
All of it is one transaction of the caller's, in both databases: a run that breaks off leaves the store as it was.
"""

import json
from collections.abc import Callable, Iterable, Iterator

from ..errors import InputError, StoreError
from .database import Database
from .flatten import Given, given
from .schema import DERIVED, TABLES, VERSION, statements

_KEPT = "kept_originals"

Fill = Callable[[Iterable[Given]], None]


def migrate(database: Database, fill: Fill) -> None:
    """Bring the tables up to this version, inside a transaction.

    Raises:
        StoreError: a document is damaged, or the database refuses.
    """
    there = database.tables()
    database.run("DROP VIEW IF EXISTS records")
    database.run(f"CREATE TABLE {_KEPT} AS SELECT document_id, json FROM originals")
    for table in reversed((*TABLES, *DERIVED)):
        if database.dialect.name == "sqlite" and f"{table.name}_search" in there:
            database.run(f"DROP TABLE {table.name}_search")
        database.run(f"DROP TABLE IF EXISTS {table.name}")
    for statement in statements(database.dialect, new=False):
        database.run(statement)
    try:
        fill(_documents(database))
    except InputError as error:
        raise StoreError(f"{database.name}: cannot be brought up to version {VERSION}: {error}") from None
    database.run(f"DROP TABLE {_KEPT}")
    database.run("UPDATE meta SET value = ? WHERE key = 'schema'", [str(VERSION)])


def _documents(database: Database) -> Iterator[Given]:
    for ident, text in database.fetch(f"SELECT document_id, json FROM {_KEPT} ORDER BY document_id"):
        try:
            yield given(json.loads(text))
        except ValueError:
            raise InputError(f"document {ident} is damaged; make the store again") from None
