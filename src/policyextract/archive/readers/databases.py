"""Databases: a table, or the answer to a query, of a SQLite file or a PostgreSQL server; one document a row.

A SQLite file is named ``sqlite:crawl.db``, a server by its URL (:mod:`policyextract.postgres`). Both are read, never written.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from typing import Any, NamedTuple
from urllib.parse import quote

from ...errors import InputError, StoreError
from ...postgres import Address, connected, driver, failure, is_url
from ..item import Item
from . import sources
from .codes import Code, Fault, broken, shown
from .fields import document, missing_text, named, plain, roles
from .options import ReadOptions
from .plain import decoded

SQLITE = "sqlite:"
_NOT_UTF8 = "22021"
"""SQLSTATE: a sequence of bytes is none of the encoding that was asked for."""
_PAGE = 200
"""Rows fetched at a time."""


def is_database(source: str) -> bool:
    """Whether ``source`` names a database.

    >>> [is_database(name) for name in ("sqlite:crawl.db", "postgresql://me@db.example/policy", "crawl.db")]
    [True, True, False]
    """
    return source.startswith(SQLITE) or is_url(source)


def called(source: str) -> str:
    """What a source is called in reports: without the password of a URL.

    >>> called("postgresql://ann:secret@db.example/policy")
    'postgresql://db.example:5432/policy'
    """
    if is_url(source):
        with suppress(StoreError):
            return Address(source).name
    return shown(source)


def mark(source: str) -> str | None:
    """What is another one when the database has changed; None where nothing tells."""
    if is_url(source):
        return None
    path = source.removeprefix(SQLITE)
    log = f"{path}-wal"  # what was written and is not in the file yet
    marks = [sources.mark(name) for name in (path, log) if name == path or os.path.exists(log)]
    return None if None in marks else " ".join(map(str, marks))


def check(source: str, options: ReadOptions) -> None:
    """See that the database is there, and has what is asked of it.

    Raises:
        InputError: it has not; the message names it and says what to do.
    """
    try:
        with closing(_opened(source, options)) as opened:
            columns = tuple(opened.columns())
            known = {plain(column) for column in columns}
            lacking = [name for names in named(options).values() for name in names if plain(name) not in known]
            if lacking:
                has = ", ".join(columns)
                raise Fault(Code.no_text, f"there is no column {lacking[0]}; the columns are {has}")
            if not roles(columns, options)["text"]:
                raise Fault(Code.no_text, missing_text(columns, options))
    except (Fault, StoreError) as error:
        said = error.message if isinstance(error, Fault) else str(error).removeprefix(f"{called(source)}: ")
        raise InputError(f"{called(source)}: {said}") from None


def read_database(source: str, options: ReadOptions) -> Iterator[Item]:
    """The documents of a database; the key or number of the row is part of its origin."""
    name = called(source)
    try:
        with closing(_opened(source, options)) as opened:
            for key, row in opened.rows():
                yield document(row, f"{name}:{opened.name}:{key}" if opened.name else f"{name}:{key}", options)
    except Fault as fault:
        yield fault.at(name)
    except StoreError as error:
        yield broken(name, Code.unreadable, str(error).removeprefix(f"{name}: "))


class _Table(NamedTuple):
    """What is read."""

    name: str
    """Of the table; empty for a query."""
    sql: str
    keys: int
    """How many columns in front of the others tell the row."""


def _opened(source: str, options: ReadOptions) -> "_SQLite | _Postgres":
    if options.table and options.query:
        raise Fault(Code.no_text, "give a table or a query, not both")
    return _Postgres(source, options) if is_url(source) else _SQLite(source.removeprefix(SQLITE), options)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _row(names: list[str], cells: tuple[Any, ...]) -> Mapping[str, Any]:
    """A row by its columns; bytes are text in the encoding they have."""
    row = dict(zip(names, cells, strict=True))
    for name, cell in row.items():
        if isinstance(cell, bytes | memoryview):
            try:
                row[name] = decoded(bytes(cell)).text if cell else ""
            except Fault:
                row[name] = None
    return row


def _only(tables: list[str], options: ReadOptions) -> str:
    """The table that is read.

    Raises:
        Fault: it is not there, or there are several and none was named.
    """
    has = f"; the tables are {', '.join(tables[:20])}" if tables else "; there are none"
    if options.table is not None:
        if options.table not in tables:
            raise Fault(Code.missing, f"there is no table {options.table}{has}")
        return options.table
    if len(tables) != 1:
        raise Fault(Code.missing, f"name a table (--table) or a query (--query){has}")
    return tables[0]


class _SQLite:
    """A SQLite file."""

    def __init__(self, path: str, options: ReadOptions) -> None:
        if not os.path.isfile(path):
            raise Fault(Code.missing, "no such file; check the name")
        with _said():
            self._db = sqlite3.connect(f"file:{quote(os.path.abspath(path))}?mode=ro", uri=True)
            self._table = self._chosen(options)
        self.name = self._table.name

    def _chosen(self, options: ReadOptions) -> _Table:
        if options.query is not None:
            return _Table("", options.query, 0)
        listed = self._db.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name"
        )
        name = _only([one for (one,) in listed], options)
        try:
            self._db.execute(f"SELECT rowid FROM {_quoted(name)} LIMIT 0")
        except sqlite3.OperationalError:  # a view, or a table whose rows have no numbers
            return _Table(name, f"SELECT * FROM {_quoted(name)}", 0)
        return _Table(name, f"SELECT rowid, * FROM {_quoted(name)} ORDER BY rowid", 1)

    def columns(self) -> list[str]:
        """Names of the columns."""
        with _said():
            found = self._db.execute(f"SELECT * FROM ({self._table.sql.strip().rstrip(';')}) LIMIT 0")
            return [column[0] for column in found.description][self._table.keys :]

    def rows(self) -> Iterator[tuple[object, Mapping[str, Any]]]:
        """The rows, each with its number."""
        keys = self._table.keys
        with _said():
            self._db.text_factory = bytes
            found = self._db.execute(self._table.sql)
            names = [column[0] for column in found.description][keys:]
            for number, cells in enumerate(found, 1):
                yield (cells[0] if keys else number), _row(names, cells[keys:])

    def close(self) -> None:
        """Let go of it."""
        self._db.close()


class _said:
    """What SQLite says, as a fault."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        if isinstance(error, sqlite3.Error):
            why = "is no SQLite file" if "not a database" in str(error) else f"cannot be read ({error})"
            raise Fault(Code.unreadable, f"{why}; check the name, and the query if there is one") from None
        if isinstance(error, UnicodeDecodeError):
            raise Fault(
                Code.unreadable,
                "is damaged: the name of a table or column is no UTF-8; mend the file, or take a copy that opens",
            ) from None


class _Postgres:
    """A PostgreSQL server."""

    def __init__(self, url: str, options: ReadOptions) -> None:
        address = Address(url)
        self._errors = (driver(address.name).Error, OSError)
        self._connection: Any = None
        self._schema = address.schema
        try:
            self._connection = connected(address)
            self._execute("SET TRANSACTION READ ONLY")
            self._execute(f"SET LOCAL search_path TO {_quoted(self._schema)}")
            self._table = self._chosen(options)
        except self._errors as error:
            raise self._fault(error) from None
        self.name = self._table.name

    def _fault(self, error: BaseException) -> Fault:
        told = error.args[0] if error.args else None
        if isinstance(told, dict) and told.get("C") == _NOT_UTF8:  # of a database that does not know its encoding
            return Fault(
                Code.bad_encoding, "holds text that is no UTF-8, and the database does not say what it is; convert it"
            )
        return Fault(Code.unreadable, failure(self._connection, error, "the URL and the query"))

    def _execute(self, sql: str, arguments: tuple[object, ...] = ()) -> Any:
        cursor = self._connection.cursor()
        cursor.execute(sql, arguments) if arguments else cursor.execute(sql)
        return cursor

    def _chosen(self, options: ReadOptions) -> _Table:
        if options.query is not None:
            return _Table("", options.query.strip().rstrip(";"), 0)
        listed = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY table_name"
        name = _only([one for (one,) in self._execute(listed, (self._schema,)).fetchall()], options)
        found = self._execute(
            "SELECT a.attname FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(n, at) "
            "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.n "
            "WHERE i.indisprimary AND i.indrelid = to_regclass(%s) ORDER BY k.at",
            (_quoted(name),),
        )
        keys = [_quoted(one) for (one,) in found.fetchall()]
        if not keys:
            return _Table(name, f"SELECT * FROM {_quoted(name)}", 0)
        key = f"concat_ws(',', {', '.join(keys)})"
        return _Table(name, f"SELECT {key}, * FROM {_quoted(name)} ORDER BY {', '.join(keys)}", 1)

    def columns(self) -> list[str]:
        """Names of the columns."""
        try:
            found = self._execute(f"SELECT * FROM ({self._table.sql}) AS found LIMIT 0")
        except self._errors as error:
            raise self._fault(error) from None
        return [column[0] for column in found.description][self._table.keys :]

    def rows(self) -> Iterator[tuple[object, Mapping[str, Any]]]:
        """The rows, each with its key or number, through a cursor of the server: memory does not grow with them."""
        keys, number = self._table.keys, 0
        names: list[str] = []
        try:
            self._execute(f"DECLARE found NO SCROLL CURSOR FOR {self._table.sql}")
            while True:
                page = self._execute(f"FETCH {_PAGE} FROM found")
                names = names or [column[0] for column in page.description][keys:]
                cells = page.fetchall()
                if not cells:
                    return
                for row in cells:
                    number += 1
                    yield (row[0] if keys else number), _row(names, tuple(row[keys:]))
        except self._errors as error:
            raise self._fault(error) from None

    def close(self) -> None:
        """Let go of it."""
        with suppress(*self._errors):
            self._connection.close()
