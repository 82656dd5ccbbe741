"""Whether what a store holds is what was put in."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..corrections.correction import Correction
from ..errors import InputError, StoreError
from . import corrected, whole
from .database import AGAIN
from .flatten import TEXT, chunks, given, tables, unpacked
from .schema import DERIVED, TABLES
from .series.verdict import STATUSES
from .stage import BATCH
from .store import Store
from .wording import FORMS

_AGAIN = "put it in again, or make the store again"
_MADE_ANEW = ("rank", "body")
"""Columns that another version of the program, or of zlib, fills otherwise; that the body is the text, its hash tells."""
_WORDS = (("verdicts", "status", STATUSES), ("series", "form", tuple(FORMS)), ("points", "kind", ("target", "actual")))


def verify(store: Store) -> Iterator[str]:
    """What is wrong with a store, a line each: its pages, its tables among each other, each document and text by its hash, and their rows.

    Raises:
        StoreError: it cannot be read.
    """
    database = store.database
    if database.dialect.name == "sqlite":
        for (said,) in database.fetch("PRAGMA integrity_check"):
            if said != "ok":
                yield f"{store.name}: is damaged ({' '.join(said.split())}); take a copy of it, or make it again"
                return
    for why in whole.wrong(database):
        yield f"{store.name}: is damaged, {why}; {AGAIN}"
    yield from _words(store)
    found = database.fetch(
        "SELECT d.id, d.hash, o.json, t.hash, t.body FROM documents AS d LEFT JOIN originals AS o ON o.document_id = d.id "
        "LEFT JOIN texts AS t ON t.document_id = d.id ORDER BY d.id"
    )
    for batch in chunks(found, BATCH):
        idents = [ident for ident, *_ in batch]
        held, said = _rows(store, idents), corrected.of(database, idents)
        for ident, own, text, raw_hash, body in batch:
            if (wrong := _wrong(own, text, raw_hash, body, held[ident], said.get(ident, ()))) is not None:
                yield f"{store.name}: document {ident} {wrong}; {_AGAIN}"


def _words(store: Store) -> Iterator[str]:
    """Words that are none of those a column of the series has; other values are told by reading them."""
    for table in DERIVED:
        for _ in store.database.fetch(f"SELECT {', '.join(table.names)} FROM {table.name}"):
            pass
    for name, column, words in _WORDS:
        marks = ", ".join("?" * len(words))
        sql = f"SELECT id, {column} FROM {name} WHERE {column} NOT IN ({marks}) OR {column} IS NULL ORDER BY id LIMIT 1"
        for ident, word in store.database.fetch(sql, words):
            told = f"in row {ident} of the table {name} the column {column} holds what is none of its words ({word!r})"
            yield f"{store.name}: is damaged, {told}; {AGAIN}"


def _rows(store: Store, idents: list[str]) -> dict[str, dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]]:
    """Of each document its rows, by table and key."""
    out: dict[str, dict[str, dict[tuple[Any, ...], tuple[Any, ...]]]] = {
        ident: {table.name: {} for table in TABLES} for ident in idents
    }
    marks = ", ".join("?" * len(idents))
    for table in TABLES:
        at, own = _places(table.names, table.key), table.names.index(table.owner)
        sql = f"SELECT {', '.join(table.names)} FROM {table.name} WHERE {table.owner} IN ({marks})"
        for row in store.database.fetch(sql, idents):
            out[row[own]][table.name][tuple(row[place] for place in at)] = row
    return out


def _places(names: Sequence[str], some: Sequence[str]) -> list[int]:
    return [names.index(name) for name in some]


def _wrong(
    own: str,
    text: str | None,
    raw_hash: str | None,
    body: bytes | None,
    held: dict[str, Any],
    said: Sequence[Correction],
) -> str | None:
    """Why a document is not as it was put in; None where it is."""
    try:
        document = json.loads(text or "")
        if body is not None:
            document[TEXT] = unpacked(body)
        one = given(document).under(said)
        made = tables(one)
    except (ValueError, KeyError, TypeError, InputError, StoreError):
        return "is damaged"
    if one.hash != own:
        return "is not as it was put in"
    if one.raw_hash != raw_hash:
        return "has not the text it was put in with"
    for table in TABLES:
        at = _places(table.names, table.key)
        rows, wanted = held[table.name], {tuple(row[place] for place in at): row for row in made[table.name]}
        if rows.keys() != wanted.keys():
            return f"has not its rows in the table {table.name}"
        for key, row in rows.items():
            for name, cell, was in zip(table.names, row, wanted[key], strict=True):
                if cell != was and name not in _MADE_ANEW:
                    told = f"has another {name} in row {' '.join(map(str, key))} of the table {table.name}"
                    return f"{told} than it was put in with"
    return None
