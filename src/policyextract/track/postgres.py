"""A store in a PostgreSQL database, named by a URL: ``postgresql://user:password@host:5432/database?schema=name``.

What the URL leaves out is taken from ``PGHOST``, ``PGPORT``, ``PGUSER``, ``PGPASSWORD`` and ``PGDATABASE``. ``schema``
(default ``public``) is made where it is missing; ``sslmode`` may be ``disable``, ``require`` or ``verify-full``;
``host=/run/postgresql`` names the folder of a Unix socket.
"""

import io
import os
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from getpass import getuser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from ..errors import StoreError
from .schema import POSTGRES, Table

SCHEMES = ("postgresql", "postgres")

_PAGE = 1000  # rows fetched at a time
_LOCK = 0x706F6C696379  # one writer at a time: "policy" as a number
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_MODES = ("disable", "require", "verify-full")


class Address:
    """The parts of a URL, and what messages call it.

    >>> Address("postgresql://ann:secret@db.example/policy?schema=feeds").name
    'postgresql://db.example:5432/policy'

    Raises:
        StoreError: the URL is not of the form above.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise StoreError("the database URL cannot be read; write postgresql://user@host:5432/database") from None
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.host = options.pop("host", "") or unquote(parts.hostname or "") or os.environ.get("PGHOST", "localhost")
        self.port = int(port or os.environ.get("PGPORT", "5432"))
        self.user = unquote(parts.username or "") or os.environ.get("PGUSER") or getuser()
        self.password = unquote(parts.password) if parts.password else os.environ.get("PGPASSWORD")
        self.database = unquote(parts.path.lstrip("/")) or os.environ.get("PGDATABASE") or self.user
        self.schema = options.pop("schema", "public")
        self.mode = options.pop("sslmode", "")
        self.name = f"postgresql://{self.host}:{self.port}/{self.database}"
        if options:
            raise StoreError(f"{self.name}: unknown option {sorted(options)[0]!r}; known are host, schema, sslmode")
        if self.mode and self.mode not in _MODES:
            raise StoreError(f"{self.name}: sslmode must be {', '.join(_MODES)}, not {self.mode!r}")

    def arguments(self) -> dict[str, Any]:
        """What the driver needs."""
        out: dict[str, Any] = {"user": self.user, "password": self.password, "database": self.database}
        if self.host.startswith("/"):
            return {**out, "unix_sock": f"{self.host}/.s.PGSQL.{self.port}"}
        if self.mode in ("require", "verify-full"):
            context = ssl.create_default_context()
            if self.mode == "require":  # as libpq has it: encrypted, whoever answers
                context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            out["ssl_context"] = context
        return {**out, "host": self.host, "port": self.port}


class Postgres:
    """One connection to a PostgreSQL server."""

    dialect = POSTGRES

    def __init__(self, url: str, create: bool) -> None:
        address = Address(url)
        self.name, self._schema = address.name, address.schema
        try:
            import pg8000
        except ModuleNotFoundError:
            raise StoreError(
                f"{self.name}: a driver is missing; install it with: pip install 'policyextract[postgres]'"
            ) from None
        self._errors = (pg8000.Error, OSError)
        self._cursors = 0
        with self._said():
            self._connection = pg8000.connect(**address.arguments(), application_name="policyextract")
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
            with suppress(*self._errors, AttributeError):
                self._connection.rollback()
            raise StoreError(f"{self.name}: {_reason(error)}; check the URL and the server") from error

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


def _reason(error: BaseException) -> str:
    """What the server or the system says, in one line.

    Where the server refuses a connection, the driver fails once more when it closes it: what counts came before.
    """
    first: BaseException | None = error
    while first is not None:
        told = first.args[0] if first.args else ""
        if isinstance(told, dict):
            return " ".join(str(told.get("M", "refused")).split())
        first = first.__context__
    while isinstance(error.__cause__, OSError):
        error = error.__cause__
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()) or type(error).__name__
