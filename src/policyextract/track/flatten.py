"""A document in its JSON form → the rows of every table of a store."""

import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from ..corrections.apply import applied
from ..corrections.correction import Correction
from ..derived import rank
from ..errors import InputError
from ..identity import record_id
from ..models import SCHEMA_VERSION
from ..rows import COLUMNS, LISTS, Row, flat_rows
from .schema import OTHER_NAMES, RECORD_TABLES, TABLES

T = TypeVar("T")

TEXT = "text"
"""The key under which a document in its JSON form may bring its raw text; it is no field of the contract."""
OWN_TEXT = "source_text"
"""The field of a document that holds its raw text itself: one that was taken out of a file. It is not kept a second time."""

GONE = "gone"
"""The key by which a line of JSON says that its document is no longer there; it is no field of the contract."""

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table, each a tuple in the order of the table's columns."""

_EXACT = 2**53  # the last number up to which a double holds every integer
_DAYS = ("due", "due_first", "baseline_first", "baseline_last")
# PostgreSQL takes no NUL in a text, and neither database takes half of a surrogate pair.
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_UNFIT_IN_JSON = re.compile(r"\\u(?:0000|d[89a-f])")
_HALF_PAIR = re.compile("[\ud800-\udfff]")


def to_json(document: Mapping[str, Any]) -> str:
    """The document as one line of JSON that every database and file takes.

    >>> to_json({"id": "目标\\ud800"})
    '{"id":"目标\\\\ud800"}'
    """
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return _HALF_PAIR.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


class Given(NamedTuple):
    """A document as it was put in: its fields, its JSON text and a hash, its raw text and the hash of that.

    ``document`` is what the store shows, with what people said of its records, and ``hash`` that of its JSON text and of these
    corrections; ``found`` and ``lost`` are the records that these are of, there and not there.
    """

    document: Mapping[str, Any]
    json: str
    hash: str
    raw: str | None
    raw_hash: str | None
    found: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    def unchanged(self, known: tuple[str, str | None] | None) -> bool:
        """Whether the store has it, by the hashes it holds; a text is not taken away by a document without one."""
        return known is not None and known[0] == self.hash and (self.raw is None or known[1] == self.raw_hash)

    def under(self, said: Sequence[Correction]) -> "Given":
        """The same with what people said of its records.

        Raises:
            InputError: the document breaks the contract; the message names it.
        """
        if not said:
            return self
        with _whole(check(self.document)):
            document, found = applied(self.document, said)
        lines = "\n".join(one.line() for one in said)
        records = [one.record for one in said]
        return self._replace(
            document=document,
            hash=_hash(f"{self.json}\n{lines}".encode()),
            found=tuple(record for record in records if record in found),
            lost=tuple(record for record in records if record not in found),
        )


def given(document: Mapping[str, Any], text: bool = True) -> Given:
    """``document`` and, where ``text`` is wanted, the raw text it brings.

    Raises:
        InputError: what stands for its text is none.
    """
    raw = document.get(TEXT)
    if TEXT in document:
        document = {name: value for name, value in document.items() if name != TEXT}
    if raw is not None and not isinstance(raw, str):
        raise InputError(f"document {document['id']} has a text that is none; give its raw text or leave it out")
    if not text or document.get(OWN_TEXT) is not None:
        raw = None
    json_text = to_json(document)
    return Given(document, json_text, _hash(json_text.encode()), raw, None if raw is None else _hash(_bytes(raw)))


def _hash(data: bytes) -> str:
    """128 bits of SHA-256 in hex."""
    return sha256(data).hexdigest()[:32]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def packed(text: str) -> bytes:
    """A raw text as the store keeps it: its UTF-8, packed by zlib (a third of it).

    >>> unpacked(packed("到2027年"))
    '到2027年'
    """
    return zlib.compress(_bytes(text), 6)


def unpacked(body: bytes) -> str:
    """What :func:`packed` packed.

    Raises:
        ValueError: it is damaged.
    """
    try:
        return zlib.decompress(body).decode("utf-8", "surrogatepass")
    except zlib.error as error:
        raise ValueError(str(error)) from None


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
    return _UNFIT.sub("\ufffd", value)


def gone_id(document: Any) -> str | None:
    """The id of a document that is only told to be gone."""
    told = isinstance(document, Mapping) and document.get(GONE) is True and isinstance(document.get("id"), str)
    return clean_text(document["id"]) if told else None


def tables(one: Given) -> Rows:
    """The rows of a document for every table.

    Raises:
        InputError: the document breaks the contract; the message names it.
    """
    ident = check(one.document)
    with _whole(ident):
        out = _tables(one, ident)
    # Both stand in JSON as escapes of six characters: one look spares one a cell.
    if _UNFIT_IN_JSON.search(one.json):
        return {
            name: rows if name == "originals" else [tuple(map(_fit, row)) for row in rows] for name, rows in out.items()
        }
    return out


@contextmanager
def _whole(ident: str) -> Iterator[None]:
    """What a document lacks is told with its name."""
    try:
        yield
    except InputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"no {error}" if isinstance(error, KeyError) else str(error)
        raise InputError(f"document {ident} is not as policyextract writes it ({what}); extract it again") from None


def _fit(cell: Any) -> Any:
    return clean_text(cell) if isinstance(cell, str) else cell


def _tables(one: Given, ident: str) -> Rows:
    out: Rows = {table.name: [] for table in TABLES}
    document = one.document
    place = document.get("place") or {}
    head = {**document, "id": ident, "place": place.get("text"), "place_code": place.get("code"), "hash": one.hash}
    head["rank"] = rank(document.get("title"))
    for day in ("published", "issued"):
        _check_day(document.get(day))
    out["documents"].append(tuple(map(head.get, _NAMES["documents"])))
    out["originals"].append((ident, one.json))
    if one.raw is not None:
        out["texts"].append((ident, len(one.raw), one.raw_hash, packed(one.raw)))
    flat = {row["id"]: row for row in flat_rows(document, LISTS)}
    for kind, table in RECORD_TABLES.items():
        for number, record in enumerate(document.get(table, ())):
            row = flat.pop(record["id"], None)
            if row is None or row["kind"] != kind:
                raise InputError(f"document {ident} has two records of the id {record['id']}; extract it again")
            out[table].append(_record(row, ident, number))
            out["agents"] += [
                (record["id"], order, ident, agent["text"], agent.get("canonical"), agent.get("role"))
                for order, agent in enumerate(record["agents"])
            ]
    _entities(document, ident, out)
    return out


def _record(row: Row, ident: str, number: int) -> tuple[Any, ...]:
    for name in _DAYS:
        _check_day(row[name])
    row.update(document_id=ident, number=number, low_exact=None, high_exact=None)
    for bound in ("low", "high"):
        value = row[bound]
        if isinstance(value, int) and abs(value) > _EXACT:
            row[bound], row[f"{bound}_exact"] = float(value), str(value)
    out: tuple[Any, ...] = _RECORD(row)
    return out


def _entities(document: Mapping[str, Any], ident: str, out: Rows) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, entity in enumerate(document.get("entities", ())):
        key = (entity["text"], entity["type"])
        seen[key] = ordinal = seen.get(key, -1) + 1
        name = record_id(ident, *key, "entity", ordinal)
        cells = {**entity, "id": name, "document_id": ident, "number": number}
        cells |= {"span_start": entity["start"], "span_end": entity["end"]}
        out["entities"].append(tuple(map(cells.get, _NAMES["entities"])))
        out["mentions"] += [(name, place, ident, *span) for place, span in enumerate(entity["mentions"])]


_NAMES = {table.name: table.names for table in TABLES}
_FLAT_NAMES = {other: name for name, other in OTHER_NAMES.items()}
_RECORD = itemgetter(*(_FLAT_NAMES.get(name, name) for name in _NAMES["targets"]))


@lru_cache(maxsize=4096)  # the same days come again and again
def _check_day(day: str | None) -> None:
    if day is not None:
        date.fromisoformat(day)


_OF_DOCUMENT = {name: name for name in COLUMNS if name in _NAMES["documents"] and name != "id"}
_OF_DOCUMENT["document_title"] = "title"


def flat_columns(kind: str) -> str:
    """What :func:`flat_row` takes, in SQL: a record of ``kind``, as ``r``, with its document, as ``d``."""
    cells = [
        f"d.{_OF_DOCUMENT[name]} AS {name}" if name in _OF_DOCUMENT
        else f"'{kind}' AS kind" if name == "kind"
        else f"r.{OTHER_NAMES.get(name, name)}"
        for name in COLUMNS
    ]  # fmt: skip
    return ", ".join((*cells, "r.number", "r.low_exact", "r.high_exact"))


_BOUNDS = tuple((name, -2 + at, list(COLUMNS).index(name)) for at, name in enumerate(("low", "high")))


def flat_row(cells: Sequence[Any]) -> Row:
    """The flat row of a record as it comes out of a table, in the order of :func:`flat_columns`."""
    row: Row = dict(zip(COLUMNS, cells, strict=False))  # behind them stands what is no column
    for name, exact, at in _BOUNDS:
        value = cells[at]
        if cells[exact] is not None:
            row[name] = int(cells[exact])
        elif isinstance(value, float) and value.is_integer():
            row[name] = int(value)
    return row


def chunks(found: Iterable[T], size: int) -> Iterator[list[T]]:
    """``found`` in lists of ``size``, the last one shorter.

    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(found)
    while chunk := list(islice(rest, size)):
        yield chunk
