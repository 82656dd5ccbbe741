"""A document in its JSON form → the rows of every table of a store."""

import json
import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from ..errors import InputError
from ..models import SCHEMA_VERSION, record_id
from ..rows import COLUMNS, Row, flat_rows
from .schema import OTHER_NAMES, RECORD_TABLES, TABLES

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table, each a tuple in the order of the table's columns."""

_EXACT = 2**53  # the last number up to which a double holds every integer
_DAYS = ("published", "due", "due_first", "baseline_first", "baseline_last")
# PostgreSQL takes no NUL in a text, and neither database takes half of a surrogate pair.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def to_json(document: Mapping[str, Any]) -> str:
    """The document as one line of JSON that every database and file takes.

    >>> to_json({"id": "目标\\ud800"})
    '{"id":"目标\\\\ud800"}'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _HALF_PAIR.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def content_hash(document: Mapping[str, Any]) -> str:
    """128 bits of SHA-256 of the document, whatever the order of its keys, in hex."""
    return sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode()).hexdigest()[:32]


def check(document: Any) -> str:
    """The id of a document in its JSON form.

    Raises:
        InputError: it is no document, or one of a schema that this version does not read.
    """
    if not isinstance(document, Mapping) or not isinstance(document.get("id"), str) or "targets" not in document:
        raise InputError("not a document as policyextract writes it; give the output of 'extract --format jsonl'")
    version = str(document.get("schema_version", SCHEMA_VERSION))
    if version.partition(".")[0] != SCHEMA_VERSION.partition(".")[0]:
        raise InputError(f"document {document['id']} has schema {version}, this version reads {SCHEMA_VERSION}")
    return clean_text(document["id"])


def clean_text(value: str) -> str:
    """``value`` with a replacement character for what no database takes."""
    return _UNFIT.sub("\ufffd", value) if _UNFIT.search(value) else value


def tables(document: Mapping[str, Any], digest: str) -> Rows:
    """The rows of ``document`` for every table.

    Args:
        digest: :func:`content_hash` of it.

    Raises:
        InputError: the document breaks the contract; the message names it.
    """
    ident = check(document)
    try:
        return _tables(document, ident, digest)
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(f"document {ident} is not as policyextract writes it ({what}); extract it again") from None


def _tables(document: Mapping[str, Any], ident: str, digest: str) -> Rows:
    out: Rows = {table.name: [] for table in TABLES}
    place = document.get("place") or {}
    head = {
        **{name: document.get(name) for name in _names("documents")},
        **{"id": ident, "place": place.get("text"), "place_code": place.get("code"), "hash": digest},
    }
    out["documents"].append(_tuple("documents", head))
    out["originals"].append((ident, to_json(document)))
    flat = {row["id"]: row for row in flat_rows(document)}
    for kind, table in RECORD_TABLES.items():
        for number, record in enumerate(document.get(table, ())):
            row = flat.pop(record["id"], None)
            if row is None or row["kind"] != kind:
                raise InputError(f"document {ident} has two records of the id {record['id']}; extract it again")
            out[table].append(_tuple(table, _record(row, ident, number)))
            for place_of_agent, agent in enumerate(record["agents"]):
                cells = {**agent, "record_id": record["id"], "number": place_of_agent, "document_id": ident}
                out["agents"].append(_tuple("agents", cells))
    _entities(document, ident, out)
    return out


def _record(row: Row, ident: str, number: int) -> dict[str, Any]:
    cells: dict[str, Any] = {OTHER_NAMES.get(name, name): cell for name, cell in row.items()}
    cells.update(document_id=ident, number=number)
    for bound in ("low", "high"):
        value = cells[bound]
        if isinstance(value, int) and abs(value) > _EXACT:
            cells[bound], cells[f"{bound}_exact"] = float(value), str(value)
    return cells


def _entities(document: Mapping[str, Any], ident: str, out: Rows) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, entity in enumerate(document.get("entities", ())):
        key = (entity["text"], entity["type"])
        seen[key] = ordinal = seen.get(key, -1) + 1
        name = record_id(ident, *key, "entity", ordinal)
        cells = {**entity, "id": name, "document_id": ident, "number": number}
        cells |= {"span_start": entity["start"], "span_end": entity["end"]}
        out["entities"].append(_tuple("entities", cells))
        out["mentions"] += [(name, place, ident, *span) for place, span in enumerate(entity["mentions"])]


_COLUMNS = {table.name: table.names for table in TABLES}


def _names(table: str) -> tuple[str, ...]:
    return _COLUMNS[table]


def _tuple(table: str, cells: Mapping[str, Any]) -> tuple[Any, ...]:
    for name in _DAYS:
        if (day := cells.get(name)) is not None:
            date.fromisoformat(day)
    return tuple(
        clean_text(cell) if isinstance(cell := cells.get(name), str) else cell for name in _COLUMNS[table]
    )


def flat_row(cells: Mapping[str, Any]) -> Row:
    """The flat row of a record as it comes out of a table, with the columns of its document beside it."""
    row: Row = {name: cells[OTHER_NAMES.get(name, name)] for name in COLUMNS}
    for bound in ("low", "high"):
        exact, value = cells[f"{bound}_exact"], row[bound]
        if exact is not None:
            row[bound] = int(exact)
        elif isinstance(value, float) and value.is_integer():
            row[bound] = int(value)
    return row
