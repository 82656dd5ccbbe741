"""The records of two outputs side by side, whatever wrote them, in whatever order.

    python tests/same_records.py BATCH_OUT SPARK_OUT

An output is a folder (or one file) of Parquet files of flat rows, or of JSON lines of documents. What links reposts
(``repeat_of``, which a batch run may point at another document) and errors are left aside.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from policyextract.arrow import need, rows_to_batch
from policyextract.rows import COLUMNS, LISTS, flat_rows


def records(output: Path) -> Iterator[tuple[str, str]]:
    """Record id and everything the record says, of every record, in no order."""
    names = [name for name in COLUMNS if name != "repeat_of"]
    for batch in _batches(output):
        for row in batch.select(names).to_pylist():
            if row["id"] is not None:
                yield row["id"], repr(row)


def _batches(output: Path) -> Iterator[Any]:
    inside = sorted(output.rglob("part-*")) if output.is_dir() else [output]
    parquet = [path for path in inside if path.suffix == ".parquet" and path.parent.name != "documents"]
    for path in parquet:
        yield from need("pyarrow.parquet", "arrow").ParquetFile(path).iter_batches()
    for path in inside if not parquet else ():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                yield rows_to_batch(flat_rows(json.loads(line), LISTS))


def differences(one: Path, other: Path) -> tuple[int, list[str]]:
    """How many records the first has, and what only one of them has (``- `` the first, ``+ `` the second)."""
    first, second = (Counter(map(_digest, records(output))) for output in (one, other))
    told = [
        f"{sign} {row}"
        for sign, output, only in (("-", one, first - second), ("+", other, second - first))
        if only
        for row in _rows(output, only)
    ]
    return first.total(), told


def _digest(record: tuple[str, str]) -> bytes:
    """Outputs may hold a million records: what they say is not kept."""
    return sha256("\t".join(record).encode()).digest()


def _rows(output: Path, wanted: Counter[bytes]) -> list[str]:
    return sorted(record[1] for record in records(output) if _digest(record) in wanted)


if __name__ == "__main__":
    count, told = differences(Path(sys.argv[1]), Path(sys.argv[2]))
    print("\n".join(told[:20]) or f"{count} records, all the same")
    sys.exit(bool(told))
