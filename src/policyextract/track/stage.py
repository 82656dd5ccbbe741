"""The way into a store: rows are staged in temporary tables, then merged, so that what stays as it was keeps its row."""

from collections.abc import Iterable
from typing import NamedTuple

from ..errors import InputError
from . import corrected, history, schema
from .database import Database
from .flatten import Given, Rows, check, chunks, tables
from .schema import TABLES

BATCH = 200
"""Documents a transaction: of 50, 200 and 1000 the last two take the same time, and 200 keeps less in memory."""


class Counts(NamedTuple):
    """What became of the documents put into a store."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


class Stage:
    """The temporary tables of one connection."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._made = False

    def make(self) -> None:
        """Make them, where they are not there yet."""
        if not self._made:
            with self._database.transaction():
                for table in TABLES:
                    self._database.run(schema.stage(table, self._database.dialect))
            self._made = True

    def fill(self, documents: Iterable[Given], noted: bool) -> None:
        """Put documents into empty tables, inside a transaction.

        Args:
            noted: all of them are new; else their history is known, and nothing of it is a change.
        """
        for batch in chunks(documents, BATCH):
            rows: Rows = {table.name: [] for table in TABLES}
            idents = [check(one.document) for one in batch]
            said = corrected.of(self._database, idents)
            for ident, one in zip(idents, batch, strict=True):
                for name, more in tables(one.under(said.get(ident, ()))).items():
                    rows[name] += more
            self._merge(rows, noted=noted)

    def merge(self, rows: Rows, remove: bool) -> None:
        """Replace the sets of the documents in ``rows``, inside a transaction; what stays as it was keeps its row.

        Args:
            remove: whether any of the documents is there already.

        Raises:
            InputError: a row has an id that belongs to another document.
        """
        self._merge(rows, remove)

    def _merge(self, rows: Rows, remove: bool = False, noted: bool = True) -> None:
        for table in TABLES:
            self._database.fill(table, rows[table.name])
        if noted:
            history.note(self._database, history.begin(self._database), remove)
        if remove:
            for table in reversed(TABLES):
                if table.name != "documents":
                    self._database.run(schema.remove_old(table))
        for table in TABLES:
            if self._database.run(schema.merge(table)) != len(rows[table.name]):
                raise InputError(self._stolen(table))

    def _stolen(self, table: schema.Table) -> str:
        same = " AND ".join(f"n.{column} = t.{column}" for column in table.key)
        found = self._database.fetch(
            f"SELECT n.{table.key[0]}, n.document_id, t.document_id FROM new_{table.name} AS n JOIN {table.name} AS t "
            f"ON {same} WHERE n.{table.owner} <> t.{table.owner}"
        )
        ident, new, old = next(iter(found))
        return f"document {new} has an id ({ident}) that belongs to document {old}; extract it again"
