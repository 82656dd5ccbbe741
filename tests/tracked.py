"""Documents for the tests of stores and sinks, and what a store holds, table by table."""

import copy
import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

import pytest

import policyextract
from documents import extracted_json, fixtures
from policyextract import cli
from policyextract.rows import LISTS, Row, flat_rows
from policyextract.track.schema import TABLES, Table
from policyextract.track.store import Store

Json = dict[str, Any]


def released() -> list[Json]:
    """Every release of the tests as the library reads it, in its JSON form."""
    return [extracted_json(raw) for raw in fixtures()]


@cache
def _read(text: str, arguments: tuple[tuple[str, str], ...]) -> Json:
    return policyextract.extract(text, **dict(arguments)).model_dump(mode="json")


def with_text(text: str, **arguments: str) -> Json:
    """The same with its raw text beside it, as a store takes it."""
    return {**document(text, **arguments), "text": text}


def document(text: str, **arguments: str) -> Json:
    """One text as the library reads it, in its JSON form; a copy of its own."""
    return copy.deepcopy(_read(text, tuple(sorted(arguments.items()))))


def expected_rows(documents: list[Json]) -> list[Row]:
    """The flat rows of documents in the order of a store."""
    ordered = sorted(documents, key=lambda one: (one["published"] is None, one["published"] or "", one["id"]))
    return [row for one in ordered for row in flat_rows(one, LISTS)]


def dump(store: Store, tables: tuple[Table, ...] = TABLES) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by key, in the columns that both databases have."""
    found = {}
    for table in tables:
        sql = f"SELECT {', '.join(table.names)} FROM {table.name} ORDER BY {', '.join(table.key)}"
        found[table.name] = list(store._database.fetch(sql))
    return found


def prints(store: Store) -> dict[str, tuple[int, str]]:
    """Of every table, the number of its rows and a hash of what they hold."""
    return {
        name: (len(rows), sha256(repr(rows).encode("utf-8", "surrogatepass")).hexdigest())
        for name, rows in dump(store).items()
    }


class Run:
    """One run of the command, in this process."""

    def __init__(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        sys.argv = ["policyextract", *arguments]
        with pytest.raises(SystemExit) as stop:
            cli.main()
        self.code = stop.value.code or 0
        captured = capsys.readouterr()
        self.out, self.err = captured.out, captured.err


Command = Callable[..., Run]


def command(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    """What runs the command and tells its exit code, stdout and stderr."""
    monkeypatch.setattr(sys, "argv", [])
    return lambda *arguments: Run([str(argument) for argument in arguments], capsys)
