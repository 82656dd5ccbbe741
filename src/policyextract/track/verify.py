"""Whether what a store holds is what was put in."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from ..corrections.correction import Correction
from ..errors import InputError, StoreError
from . import corrected
from .flatten import TEXT, chunks, given, tables, unpacked
from .schema import TABLES
from .stage import BATCH
from .store import Store

_AGAIN = "put it in again, or make the store again"


def verify(store: Store) -> Iterator[str]:
    """What is wrong with a store, a line each: its pages, each document by its hash, each text by its own, and their rows.

    Raises:
        StoreError: it cannot be read.
    """
    database = store.database
    if database.dialect.name == "sqlite":
        for (said,) in database.fetch("PRAGMA integrity_check"):
            if said != "ok":
                yield f"{store.name}: is damaged ({' '.join(said.split())}); take a copy of it, or make it again"
                return
    found = database.fetch(
        "SELECT d.id, d.hash, o.json, t.hash, t.body FROM documents AS d LEFT JOIN originals AS o ON o.document_id = d.id "
        "LEFT JOIN texts AS t ON t.document_id = d.id ORDER BY d.id"
    )
    for batch in chunks(found, BATCH):
        idents = [ident for ident, *_ in batch]
        held, said = _keys(store, idents), corrected.of(database, idents)
        for ident, own, text, raw_hash, body in batch:
            if (why := _wrong(own, text, raw_hash, body, held[ident], said.get(ident, ()))) is not None:
                yield f"{store.name}: document {ident} {why}; {_AGAIN}"


def _keys(store: Store, idents: list[str]) -> dict[str, dict[str, set[tuple[Any, ...]]]]:
    """Of each document the keys of its rows, by table."""
    out: dict[str, dict[str, set[tuple[Any, ...]]]] = {ident: {t.name: set() for t in TABLES} for ident in idents}
    marks = ", ".join("?" * len(idents))
    for table in TABLES:
        columns = ", ".join((table.owner, *table.key))
        sql = f"SELECT {columns} FROM {table.name} WHERE {table.owner} IN ({marks})"
        for ident, *key in store.database.fetch(sql, idents):
            out[ident][table.name].add(tuple(key))
    return out


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
        places = [table.names.index(column) for column in table.key]
        if {tuple(row[place] for place in places) for row in made[table.name]} != held[table.name]:
            return f"has not its rows in the table {table.name}"
    return None
