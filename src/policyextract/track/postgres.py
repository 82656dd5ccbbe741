"""A store in a PostgreSQL database, named by a URL (:mod:`policyextract.postgres`); its schema is made where it is missing."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from typing import Any

from ..errors import StoreError
from ..postgres import Address, connected, driver, failure
from .schema import POSTGRES, Table

_PAGE = 1000  # rows fetched at a time
_LOCK = 0x706F6C696379  # one writer at a time: "policy" as a number
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Postgres:
    """One connection to a PostgreSQL server."""

    dialect = POSTGRES

    def __init__(self, url: str, create: bool) -> None:
        address = Address(url)
        self.name, self._schema = address.name, address.schema
        self._errors = (driver(self.name).Error, OSError)
        self._cursors = 0
        self._connection: Any = None
        with self._said():
            self._connection = connected(address)
        ((encoding,),) = self.fetch("SELECT current_setting('server_encoding')")
        if encoding != "UTF8":
            self.close()
            said = f"keeps its texts as {encoding}, which cannot hold all that documents say; make one that is UTF-8"
            raise StoreError(f"{self.name}: the database {said}: createdb --encoding=UTF8 --template=template0 NAME")
        quoted = '"' + self._schema.replace('"', '""') + '"'
        there = any(self.fetch("SELECT 1 FROM pg_namespace WHERE nspname = ?", [self._schema]))
        if create and not there:
            with self.transaction():
                self.run(f"CREATE SCHEMA IF NOT EXISTS {quoted}")
        self.run(f"SET search_path TO {quoted}")
        self.run("SET standard_conforming_strings TO on")
        self._connection.commit()

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            said = failure(self._connection, error, "the URL and the server")
            raise StoreError(f"{self.name}: {said}") from error

    def tables(self) -> set[str]:
        """Names of the tables that are there."""
        return {name for (name,) in self.fetch("SELECT tablename FROM pg_tables WHERE schemaname = ?", [self._schema])}

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; other writers wait."""
        with self._said():
            self._connection.commit()  # ends what reading began
        self.run("SELECT pg_advisory_xact_lock(?)", [_LOCK])
        try:
            yield
            with self._said():
                self._connection.commit()
        except BaseException:
            with suppress(*self._errors):
                self._connection.rollback()
            raise

    def run(self, sql: str, arguments: Sequence[Any] = ()) -> int:
        """Run one statement; how many rows it changed."""
        with self._said():
            return int(self._execute(sql, arguments).rowcount)

    def _execute(self, sql: str, arguments: Sequence[Any]) -> Any:
        cursor = self._connection.cursor()
        cursor.execute(sql.replace("?", "%s") if arguments else sql, tuple(arguments))
        return cursor

    def fetch(self, sql: str, arguments: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, through a cursor of the server: memory does not grow with them."""
        self._cursors += 1
        cursor = f"rows_{self._cursors}"
        with self._said():
            self._execute(f"DECLARE {cursor} NO SCROLL CURSOR FOR {sql}", arguments)
            while page := self._execute(f"FETCH {_PAGE} FROM {cursor}", ()).fetchall():
                for row in page:
                    yield tuple(cell.isoformat() if isinstance(cell, date) else cell for cell in row)
            self._execute(f"CLOSE {cursor}", ())

    def fill(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Copy rows into the temporary table beside ``table``, which is emptied first."""
        lines = ("\t".join(map(_cell, row)) + "\n" for row in rows)
        with self._said():
            self._execute(f"TRUNCATE new_{table.name}", ())
            stream = io.BytesIO("".join(lines).encode())
            self._connection.cursor().execute(f"COPY new_{table.name} FROM STDIN", stream=stream)

    def close(self) -> None:
        """Close the connection."""
        with suppress(*self._errors):
            self._connection.close()


def _cell(value: Any) -> str:
    """One cell in the text format of COPY.

    >>> _cell(None), _cell("a\\tb"), _cell(31.7), _cell(b"\\x01")
    ('\\\\N', 'a\\\\tb', '31.7', '\\\\\\\\x01')
    """
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return f"\\\\x{value.hex()}"
    return value.translate(_ESCAPES) if isinstance(value, str) else repr(value)
