"""Verdicts as files for other programs: JSON lines with both sides nested, Parquet. For CSV their rows are flat as they are."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, BinaryIO

from ...errors import SinkError
from ..files import ROW_GROUP
from ..flatten import chunks
from .tracker import COLUMNS, SIDES


def nested(row: Mapping[str, Any]) -> dict[str, Any]:
    """A verdict with the evidence of each side under its name, null where there is none."""
    out = {name: cell for name, cell in row.items() if name.partition("_")[0] not in SIDES}
    for side in SIDES:
        cells = {name.removeprefix(f"{side}_"): cell for name, cell in row.items() if name.startswith(f"{side}_")}
        out[side] = cells if cells["id"] is not None else None
    return out


def write_jsonl(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """A verdict a line; how many."""
    count = 0
    for row in rows:
        line = json.dumps(nested(row), ensure_ascii=False, separators=(",", ":"))
        out.write(f"{line}\n".encode("utf-8", "replace"))
        count += 1
    return count


def write_parquet(rows: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """A verdict a row, days as days and values as doubles; how many.

    Raises:
        SinkError: the extra ``[arrow]`` is not installed.
    """
    from ...arrow import need

    try:
        pa, parquet = need("pyarrow", "arrow"), need("pyarrow.parquet", "arrow")
    except ImportError as error:
        raise SinkError(f"Parquet: {error}") from None
    types = {"text": pa.string(), "int": pa.int64(), "double": pa.float64(), "day": pa.date32()}
    schema = pa.schema([pa.field(name, types[kind]) for name, kind in COLUMNS])
    days = [name for name, kind in COLUMNS if kind == "day"]
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in chunks(rows, ROW_GROUP):
            dated = [{**row, **{name: _day(row[name]) for name in days}} for row in group]
            writer.write_batch(pa.RecordBatch.from_pylist(dated, schema=schema))
            count += len(group)
    return count


def _day(cell: Any) -> date | None:
    return None if cell is None else date.fromisoformat(cell)
