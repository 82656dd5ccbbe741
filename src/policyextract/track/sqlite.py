"""A store in one SQLite file.

It is written with a rollback journal: after every transaction, and after the last of them, there is one file. Where the
process was killed, the journal left beside it is rolled back by whoever opens the file next.
"""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..errors import StoreError
from .database import AGAIN
from .schema import DERIVED, LASTING, SQLITE, TABLES, Table

OLDEST = (3, 34, 0)
"""The first SQLite with the trigram tokenizer."""

_PATIENCE = 30.0  # seconds to wait for another writer
_WHY = (  # part of SQLite's message → what to tell
    ("not a database", "is no SQLite file; name another one"),
    ("malformed", f"is damaged; {AGAIN}"),
    ("no such table", f"is damaged, a table of it is gone; {AGAIN}"),
    ("no such column", f"is damaged, a column of it is gone; {AGAIN}"),
    ("Could not decode", f"is damaged, a text in it is no UTF-8; {AGAIN}"),
    ("duplicate column", f"is damaged, it is not of the version that it says; {AGAIN}"),
    ("disk is full", "cannot be written, the disk is full; make room and start again"),
    ("locked", "is being written by another process; wait for it and start again"),
    ("readonly", "must not be written; check its permissions"),
    ("unable to open", "cannot be opened; check the name and the permissions of its folder"),
)
_TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,), "day": (str,), "int": (int,), "number": (int, float), "double": (int, float), "bytes": (bytes,),
}  # fmt: skip
_NOTHING = type(None)
_ALL = (*TABLES, *DERIVED, *LASTING)
_ALIASES = {"document_title": "title"}


def _kinds() -> dict[str, tuple[type, ...]]:
    """What a column of a name holds, in whichever table it is."""
    found: dict[str, set[type]] = {}
    for table in _ALL:
        for name, word in table.columns:
            found.setdefault(name, {_NOTHING}).update(_TYPES[word.rstrip("!")])
    return {name: tuple(types) for name, types in found.items()}


_KINDS = _kinds()
_ANY = (str, int, float, _NOTHING)
"""Of what is no column: a count, a constant."""
_DAYS = frozenset(name for table in _ALL for name, word in table.columns if word == "day")
_MAGIC = b"SQLite format 3\0"
# Kinds by the shape of a row and days by those known take 3 to 5 µs a record, of some 45 that an export to CSV takes; asking
# for each cell took a third more, and so did columns of a hundred rows.
_known_days: set[str | None] = {None}


class SQLite:
    """One SQLite file, made where there is none and ``create`` is set."""

    dialect = SQLITE

    def __init__(self, path: Path, create: bool) -> None:
        self.name = str(path)
        if sqlite3.sqlite_version_info < OLDEST:
            raise StoreError(
                f"{path}: a store needs SQLite {'.'.join(map(str, OLDEST))} or later, this Python has "
                f"{sqlite3.sqlite_version}; use another Python"
            )
        try:
            is_folder, in_folder = path.is_dir(), path.absolute().parent.is_dir()
        except OSError as error:
            raise StoreError(f"{path}: cannot be opened ({error.strerror}); choose another place") from None
        if self.name == ":memory:":
            create = True
        elif is_folder:
            raise StoreError(f"{path}: is a directory; name a file in it")
        elif not create and not path.exists():
            raise StoreError(f"{path}: no such store; check the name, or make it with 'policyextract load'")
        elif not in_folder:
            raise StoreError(f"{path}: there is no directory {path.parent}; make it first")
        _look_at(path, self.name)
        mode = "memory" if self.name == ":memory:" else "rwc" if create else "rw"
        with self._said():
            uri = f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}"
            self._connection = sqlite3.connect(uri, uri=True, timeout=_PATIENCE, isolation_level=None)
            self._connection.execute("PRAGMA foreign_keys = ON")

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            why = next((told for part, told in _WHY if part in str(error)), f"failed ({error}); check the file")
            raise StoreError(f"{self.name}: {why}") from error
        except UnicodeDecodeError as error:  # in a message of SQLite's that quotes it
            raise StoreError(f"{self.name}: is damaged, a name in it is no UTF-8; {AGAIN}") from error

    def tables(self) -> set[str]:
        """Names of the tables that are there."""
        return {name for (name,) in self.fetch("SELECT name FROM sqlite_master WHERE type = 'table'")}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; other writers wait."""
        with self._said():
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            with self._said():
                self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def run(self, sql: str, arguments: Sequence[Any] = ()) -> int:
        """Run one statement; how many rows it changed, those that triggers changed left out."""
        with self._said():
            if ";" in sql and not arguments:  # a script of ours; executescript would end the transaction
                for statement in _split(sql):
                    self._connection.execute(statement)
                return 0
            return self._connection.execute(sql, arguments).rowcount

    def fetch(self, sql: str, arguments: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query; a value that its column cannot hold is damage."""
        with self._said():
            found = self._connection.execute(sql, arguments)
            names = [head[0] for head in found.description or ()]
            kinds = [_KINDS.get(_ALIASES.get(name, name), _ANY) for name in names]
            days = [at for at, name in enumerate(names) if name in _DAYS]
            days_of = itemgetter(*days, *days[:1]) if days else tuple  # of two or more: a tuple
            sound: set[tuple[type, ...]] = set()
            for row in found:
                if (shape := tuple(map(type, row))) not in sound:
                    sound.add(shape)
                    bad = next((at for at, cell in enumerate(row) if not isinstance(cell, kinds[at])), None)
                    if bad is not None:
                        raise self._misplaced(sql, names[bad], row[bad], "a value of another kind")
                if days and not _known_days.issuperset(days_of(row)):
                    for at in days:
                        if not _is_day(row[at]):
                            raise self._misplaced(sql, names[at], row[at], "what is no day")
                yield row

    def _misplaced(self, sql: str, name: str, value: object, what: str) -> StoreError:
        """What to say of a value that its column cannot hold, with the row of the table it is in."""
        column, place = _ALIASES.get(name, name), ""
        for table in _ALL:
            if column not in table.names or table.name not in sql:
                continue
            keys = ", ".join(table.key)
            row = self._connection.execute(f"SELECT {keys} FROM {table.name} WHERE {column} IS ?", [value]).fetchone()
            if row is not None:
                place = f"in row {' '.join(map(str, row))} of the table {table.name} "
                break
        told = f"{place}the column {column} holds {what} ({str(value)[:40]!r})"
        return StoreError(f"{self.name}: is damaged, {told}; {AGAIN}")

    def fill(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into the temporary table beside ``table``, which is emptied first."""
        marks = ", ".join("?" * len(table.names))
        with self._said():
            self._connection.execute(f"DELETE FROM new_{table.name}")
            self._connection.executemany(f"INSERT INTO new_{table.name} VALUES ({marks})", rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _look_at(path: Path, name: str) -> None:
    """Refuse a file that SQLite would fill for being empty or shorter than the head of a database.

    Raises:
        StoreError: it is none.
    """
    try:
        if name == ":memory:" or not path.is_file():
            return
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except OSError as error:
        raise StoreError(f"{name}: cannot be opened ({error.strerror}); check its permissions") from None
    if not head:
        raise StoreError(f"{name}: is an empty file, no store; remove it, or name another one")
    if head != _MAGIC:
        raise StoreError(f"{name}: is no SQLite file; name another one")


def _is_day(cell: str | None) -> bool:
    if cell not in _known_days:
        try:
            date.fromisoformat(str(cell))
        except ValueError:
            return False
        _known_days.add(cell)
    return True


def _split(script: str) -> Iterator[str]:
    """The statements of a script, triggers whole."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
