"""Files of a shard. A worker makes the part of each document; the parts of a shard, in order, make its files.

``jsonl``    ``part-00000.jsonl``: a document a line
``csv``      ``part-00000.csv``: a record a row, the head of columns in every file
``parquet``  ``documents/part-00000.parquet`` (nested) and ``records/part-00000.parquet`` (flat)
``sqlite``   no file: JSON lines for the store, each document with its raw text where the store is to keep that

A shard that lost documents is written again under a name of its own, ``part-00000-1.jsonl``.
"""

import csv
import io
import json
import pickle
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from ...corrections.apply import applied
from ...corrections.correction import Correction
from ...identity import record_id
from ...models import json_value
from ...rows import COLUMNS, LISTS, flat_rows
from ..dedupe import Found

if TYPE_CHECKING:
    import pyarrow as pa

Part = bytes
"""What a worker makes of a document, in the form its format asks for."""


class Change(NamedTuple):
    """What a run changes in a document that a worker has read."""

    id: str | None = None
    """Its own id, where the one it had is another document's."""
    repost: Found | None = None
    """What it repeats."""


Parts = Iterable[tuple[Part, Change | None]]

HEAVY = frozenset({"csv", "parquet"})
"""Formats whose files are made by a worker; those of the others are joined by the parent in no time."""


def part_of(format: str, data: dict[str, Any], text: str | None = None) -> Part:
    """The part of one document (as ``extract_data`` gives it), with its raw ``text`` where that is kept."""
    if format == "parquet":
        return pickle.dumps(data, protocol=5)
    return _json(data if text is None else {**data, "text": text})


def corrected(
    format: str, part: Part, change: Change | None, said: Sequence[Correction]
) -> tuple[Part, list[Correction], dict[str, int]]:
    """A part whose document is as a run has changed it and people have corrected it.

    Returns:
        With the part those corrections that found no record, and how many targets and actuals there are now.
    """
    plain = _json(_data(part, None)) if format == "parquet" else part
    data = json.loads(plain)
    document, found = applied(data if change is None else _changed(data, change), said)
    made = pickle.dumps(document, protocol=5) if format == "parquet" else _json(document)
    lost = [one for one in said if one.record not in found]
    return made, lost, {name: len(document[name]) for name in ("targets", "actuals")}


def stem(shard: int, revision: int = 0) -> str:
    """The name of a shard's files, without their ending."""
    return f"part-{shard:05}-{revision}" if revision else f"part-{shard:05}"


def encode(format: str, name: str, parts: Parts) -> dict[str, bytes]:
    """The files of a shard, by name; none where it has no documents."""
    if format == "parquet":
        return _parquet(name, parts)
    lines = list(lines_of(parts))
    if format == "csv":
        head = ",".join(COLUMNS).encode() + b"\n"
        found = (_csv(flat_rows(json.loads(line), LISTS)) for line in lines)
        return {f"{name}.csv": head + b"".join(found)} if lines else {}
    return {f"{name}.jsonl": b"\n".join(lines) + b"\n"} if lines else {}


def lines_of(parts: Parts) -> Iterable[bytes]:
    """The JSON lines of parts that are such, reposts linked."""
    for part, change in parts:
        yield part if change is None else _json(_changed(json.loads(part), change))


def record_of(id: str, record: str) -> str:
    """The id of a record in a document that got an id of its own."""
    return record_id(id, record, "", "", 0)


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=json_value).encode()


def _changed(data: dict[str, Any], change: Change) -> dict[str, Any]:
    """``data`` under its own id, and pointing, with those of its records that are repeated, to what it repeats."""
    id, repost = change
    records = data.get("targets", []) + data.get("actuals", [])
    if id is not None:
        data["id"] = id
        for record in records + data.get("pledges", []):
            record["id"] = record_of(id, record["id"])
        for record in records:
            record["repeat_of"] = record["repeat_of"] and record_of(id, record["repeat_of"])
    if repost is not None:
        data["repost_of"] = repost.id
        for record in records:
            record["repeat_of"] = repost.repeats.get(record["id"], record["repeat_of"])
    return data


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    csv.DictWriter(out, COLUMNS, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


class _Plain(pickle.Unpickler):
    """Reads what :func:`part_of` wrote; it may have lain on a disk, where anybody can have written."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in {("decimal", "Decimal"), ("datetime", "date")}:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is no part of a document")


def _data(part: Part, change: Change | None) -> dict[str, Any]:
    data: dict[str, Any] = _Plain(io.BytesIO(part)).load()
    return data if change is None else _changed(data, change)


# Documents held at once as plain data (ten times the memory of their text), and written as one row group. Groups of 250 save
# 20 MB of a worker's 300, but make the files 12 % larger.
_AT_ONCE = 16
_GROUP = 500


def _parquet(name: str, parts: Parts) -> dict[str, bytes]:
    from ...arrow import document_schema, documents_to_batch, row_schema, rows_to_batch

    documents, records = _Parquet(document_schema()), _Parquet(row_schema())
    source, count = iter(parts), 0
    while some := tuple(islice(source, _AT_ONCE)):
        data = [_data(part, change) for part, change in some]
        documents.add(documents_to_batch(data))
        records.add(rows_to_batch(row for document in data for row in flat_rows(document, LISTS)))
        count += len(some)
        if count % _GROUP < _AT_ONCE:
            documents.group()
            records.group()
    return (
        {
            f"{of}/{name}.parquet": tables.end()
            for of, tables in zip(("documents", "records"), (documents, records), strict=True)
        }
        if count
        else {}
    )


def frugal() -> None:
    """Keep Arrow from holding on to memory it has given back: worth 20 MB in every worker, for no time."""
    import pyarrow as pa

    pa.set_memory_pool(pa.system_memory_pool())


class _Parquet:
    """One Parquet file in memory; the column ``error`` is left out, errors have a file of their own."""

    def __init__(self, schema: "pa.Schema") -> None:
        from pyarrow.parquet import ParquetWriter

        self._out = io.BytesIO()
        self._schema = schema.remove(schema.get_field_index("error"))
        self._writer = ParquetWriter(self._out, self._schema, compression="zstd")
        self._batches: list[pa.RecordBatch] = []

    def add(self, batch: "pa.RecordBatch") -> None:
        """More rows."""
        self._batches.append(batch.select(self._schema.names))

    def group(self) -> None:
        """Write the rows there are."""
        import pyarrow as pa

        if self._batches:
            self._writer.write_table(pa.Table.from_batches(self._batches))
            self._batches.clear()

    def end(self) -> bytes:
        """The whole file."""
        self.group()
        self._writer.close()
        return self._out.getvalue()
