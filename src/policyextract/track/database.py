"""What the store asks of a database; SQLite and PostgreSQL each answer in a module of their own."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from .schema import Dialect, Table

AGAIN = "take a copy of it, or load its documents into a new one"
"""What to do with a store that is damaged."""


class Database(Protocol):
    """One open connection. Every method raises :class:`policyextract.errors.StoreError` for what the database refuses."""

    name: str
    """How messages call it; it never holds a password."""
    dialect: Dialect

    def tables(self) -> set[str]:
        """Names of the tables that are there."""

    def transaction(self) -> AbstractContextManager[None]:
        """All that is run inside is done, or none of it; one writer at a time."""

    def run(self, sql: str, arguments: Sequence[Any] = ()) -> int:
        """Run one statement; how many rows it changed."""

    def fetch(self, sql: str, arguments: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows of a query, some at a time, days as ISO text."""

    def fill(self, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
        """Put rows into the temporary table beside ``table``."""

    def close(self) -> None:
        """Let go of it."""
