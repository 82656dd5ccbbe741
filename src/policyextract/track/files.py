"""Files of a store for other programs: JSON lines, CSV, Parquet.

A file is written beside its name and renamed once it is whole, so that a run that breaks off leaves the old one as it was.
"""

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

from ..disk import sync
from ..errors import SinkError
from ..rows import COLUMNS, Cell, Row
from .flatten import chunks, to_json

HEADS = "heads.tsv"

ROW_GROUP = 20_000
"""Records a row group of Parquet."""

# What a spreadsheet takes for a formula at the start of a cell, in half and full width; see csv_guard.
_FORMULA = tuple("=+-@\t\r＝＋－＠")


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file to write; it takes the name ``path`` once all is written. A pipe or device is written to directly.

    Raises:
        SinkError: it cannot be written.
    """
    target = path.resolve()
    if target.is_dir():
        raise SinkError(f"{path}: is a directory; name a file in it")
    try:
        if target.exists() and not target.is_file():
            with target.open("wb") as out:
                yield out
            return
        temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            with temporary.open("wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
            sync(target.parent)
        finally:
            temporary.unlink(missing_ok=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise SinkError(f"{path}: cannot be written ({error.strerror or error}); choose another place") from error


def write_jsonl(documents: Iterable[Mapping[str, Any]], out: BinaryIO) -> int:
    """One document a line, in its JSON form; how many."""
    count = 0
    for document in documents:
        out.write(f"{to_json(document)}\n".encode())
        count += 1
    return count


def csv_guard(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets an apostrophe before it; a single sign is none.

    >>> csv_guard("=1+1"), csv_guard("="), csv_guard("-5℃"), csv_guard(-5), csv_guard("5%")
    ("'=1+1", '=', "'-5℃", -5, '5%')
    """
    risky = isinstance(cell, str) and cell.startswith(_FORMULA) and len(cell) > 1
    return f"'{cell}" if risky else cell


_BREAKS = re.compile("[\t ]*[\r\n\v\f\x85\u2028\u2029]+[\t ]*")


def one_line(cell: Cell) -> Cell:
    """A text without line breaks: a blank stands for each run of them.

    >>> one_line("甲\\r\\n 乙"), one_line(5)
    ('甲 乙', 5)
    """
    return _BREAKS.sub(" ", cell) if isinstance(cell, str) else cell


@cache
def _heads() -> dict[str, str]:
    text = resources.files("policyextract.track").joinpath(HEADS).read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def head(column: str) -> str:
    """What a column is called in Chinese, that of one side of a verdict or of the panel with the word of its side; else its name.

    >>> head("indicator"), head("target_low"), head("due_first"), head("none_such")
    ('指标', '目标：下限', '起始日期', 'none_such')
    """
    known = _heads()
    side, _, rest = column.partition("_")
    if column in known or side not in known or rest not in known:
        return known.get(column, column)
    return f"{known[side]}：{known[rest]}"


def write_csv(
    rows: Iterable[Mapping[str, Any]], out: BinaryIO, *, excel: bool = False, columns: Iterable[str] = COLUMNS
) -> int:
    """One row a line, in the columns of ``rows.COLUMNS`` or in others, as UTF-8; how many.

    Args:
        excel: begin with a byte-order mark, without which Excel takes UTF-8 for something else; name the columns in Chinese
            (:func:`head`), put an apostrophe before what it would run as a formula (:func:`csv_guard`), and a blank in place of
            a line break. Without it, cells are what the text says, under the names of programs.
    """
    columns = list(columns)
    text = io.TextIOWrapper(out, encoding="utf-8-sig" if excel else "utf-8", errors="replace", newline="")
    try:
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writerow({name: head(name) if excel else name for name in columns})
        count = 0
        for row in rows:
            writer.writerow({name: csv_guard(one_line(cell)) for name, cell in row.items()} if excel else row)
            count += 1
        return count
    finally:
        text.flush()
        text.detach()


def write_parquet(rows: Iterable[Row], out: BinaryIO) -> int:
    """The flat rows as Parquet, in the types of :func:`policyextract.arrow.row_schema`; how many.

    Raises:
        SinkError: the extra ``[arrow]`` is not installed.
    """
    from ..arrow import need, row_schema, rows_to_batch

    try:
        parquet = need("pyarrow.parquet", "arrow")
    except ImportError as error:
        raise SinkError(f"Parquet: {error}") from None
    full = row_schema()
    schema = full.remove(full.get_field_index("error"))  # of what could not be read; what a store holds was read
    count = 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        for group in chunks(rows, ROW_GROUP):
            writer.write_batch(rows_to_batch(group).select(schema.names))
            count += len(group)
    return count
