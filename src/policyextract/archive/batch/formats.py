"""Files of a shard. A worker makes the part of each document; the parts of a shard, in order, make its files.

``jsonl``    ``part-00000.jsonl``: a document a line
``csv``      ``part-00000.csv``: a record a row, the head of columns in every file
``parquet``  ``documents/part-00000.parquet`` (nested) and ``records/part-00000.parquet`` (flat)
``sqlite``   no file: JSON lines for the store, each document with its raw text where the store is to keep that
"""

import csv
import io
import json
import pickle
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from ...models import json_value
from ...rows import COLUMNS, LISTS, flat_rows
from ..dedupe import Found

if TYPE_CHECKING:
    import pyarrow as pa

Part = bytes
"""What a worker makes of a document, in the form its format asks for."""
Parts = Iterable[tuple[Part, Found | None]]

HEAVY = frozenset({"parquet"})
"""Formats whose files are made by a worker; those of the others are joined by the parent in no time."""


def part_of(format: str, data: dict[str, Any], text: str | None = None) -> Part:
    """The part of one document (as ``extract_data`` gives it), with its raw ``text`` where that is kept."""
    if format == "parquet":
        return pickle.dumps(data, protocol=5)
    line = _json(data if text is None else {**data, "text": text})
    return _csv(flat_rows(json.loads(line), LISTS)) if format == "csv" else line


def encode(format: str, shard: int, parts: Parts) -> dict[str, bytes]:
    """The files of a shard, by name; none where it has no documents."""
    if format == "parquet":
        return _parquet(shard, parts)
    if format == "csv":
        found = [_linked_rows(part, repost) for part, repost in parts]
        head = ",".join(COLUMNS).encode() + b"\n"
        return {f"part-{shard:05}.csv": head + b"".join(found)} if found else {}
    lines = list(lines_of(parts))
    return {f"part-{shard:05}.jsonl": b"\n".join(lines) + b"\n"} if lines else {}


def lines_of(parts: Parts) -> Iterable[bytes]:
    """The JSON lines of ``jsonl`` and ``sqlite`` parts, reposts linked."""
    for part, repost in parts:
        yield part if repost is None else _json(_linked(json.loads(part), repost))


def _json(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=json_value).encode()


def _linked(data: dict[str, Any], repost: Found) -> dict[str, Any]:
    """``data`` pointing, with those of its records that are repeated, to what it repeats."""
    data["repost_of"] = repost.id
    for record in data["targets"] + data["actuals"]:
        record["repeat_of"] = repost.repeats.get(record["id"], record["repeat_of"])
    return data


def _csv(rows: Iterable[dict[str, Any]]) -> bytes:
    out = io.StringIO()
    csv.DictWriter(out, COLUMNS, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _linked_rows(part: Part, repost: Found | None) -> bytes:
    if repost is None:
        return part
    rows = list(csv.DictReader(io.StringIO(part.decode(), newline=""), list(COLUMNS)))
    for row in rows:
        row["repeat_of"] = repost.repeats.get(row["id"], row["repeat_of"])
    return _csv(rows)


# Documents held at once as plain data (ten times the memory of their text), and written as one row group. Groups of 250 save
# 20 MB of a worker's 300, but make the files 12 % larger.
_AT_ONCE = 16
_GROUP = 500


def _parquet(shard: int, parts: Parts) -> dict[str, bytes]:
    from ...arrow import document_schema, documents_to_batch, row_schema, rows_to_batch

    documents, records = _Parquet(document_schema()), _Parquet(row_schema())
    source, count = iter(parts), 0
    while some := tuple(islice(source, _AT_ONCE)):
        data = [pickle.loads(part) if repost is None else _linked(pickle.loads(part), repost) for part, repost in some]
        documents.add(documents_to_batch(data))
        records.add(rows_to_batch(row for document in data for row in flat_rows(document, LISTS)))
        count += len(some)
        if count % _GROUP < _AT_ONCE:
            documents.group()
            records.group()
    name = f"part-{shard:05}.parquet"
    return {f"documents/{name}": documents.end(), f"records/{name}": records.end()} if count else {}


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
