"""Tables: CSV and TSV row by row, Parquet row group by row group."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Any, BinaryIO

from ..item import Item, RawDocument
from .blob import CHUNK, Blob, held, size
from .codes import Code, Fault, broken
from .fields import document, missing_text, roles
from .jsons import row_limit
from .lines import LineDecoder, encoding_of, lines, unmarked
from .options import ReadOptions
from .packed import needs
from .pages import Chunk, check_pages, chunks

_SEPARATORS = ",\t;|"
_BATCH = 64
"""Rows of a Parquet file that are in memory at once."""


def read_csv(blob: Blob, *, separator: str | None = None) -> Iterator[Item]:
    """One document a row below the head; the number of the line on which the row begins is part of its origin.

    Args:
        separator: what parts the cells; None: the one of ``,``, tab, ``;``, ``|`` that the head has most of.
    """
    options = blob.budget.options
    stream, encoding = unmarked(blob)
    decode = LineDecoder(encoding_of(stream.peek(CHUNK)))
    records = _records(stream, decode, separator, row_limit(options))
    number, head = next(records, (0, None))
    if head is None:
        yield broken(blob.origin, Code.empty, "holds no rows")
        return
    if isinstance(head, Fault):
        raise Fault(head.code, f"the head of the table: {head.message}")
    keys = [cell.strip() for cell in head]
    if not roles(tuple(keys), options)["text"]:
        raise Fault(Code.no_text, missing_text(keys, options))
    for number, cells in records:
        origin = f"{blob.origin}:{number}"
        if isinstance(cells, Fault):
            yield cells.at(origin)
        elif len(cells) != len(keys):
            yield broken(origin, Code.bad_row, f"the row has {len(cells)} cells, the head has {len(keys)}")
        else:
            row = {key: cell for key, cell in zip(reversed(keys), reversed(cells), strict=True) if key}
            told = encoding if encoding != "utf-8" else decode.encoding.removesuffix("hkscs")
            yield document(row, origin, options, told)


def _records(
    stream: io.BufferedReader, decode: LineDecoder, separator: str | None, most: int
) -> Iterator[tuple[int, list[str] | Fault]]:
    """The rows of a table with the numbers of their first lines, or what is wrong with them.

    A row that does not parse costs its first line: reading goes on with the line behind it, so that a quote that is never
    closed does not swallow the rest.
    """
    csv.field_size_limit(max(csv.field_size_limit(), most))
    given = lines(stream, most)
    again: deque[tuple[int, str | Fault]] = deque()
    used: list[tuple[int, str | Fault]] = []

    def feed() -> Iterator[str]:
        total = 0
        while True:
            if again:
                used.append(again.popleft())
            elif (line := next(given, None)) is not None:
                used.append((line[0], _text(line[1], decode, most)))
            else:
                return
            text = used[-1][1]
            if isinstance(text, Fault):
                raise text
            total += len(text)
            if total > most:
                raise Fault(Code.bad_row, "a quote is not closed")
            yield text

    while True:
        try:
            for line in (found := feed()):
                if not line.strip():
                    used.clear()
                    continue
                if separator is None:
                    separator = max(_SEPARATORS, key=line.count)
                row = next(csv.reader(_chain(line, found), delimiter=separator, strict=True))
                yield used[0][0], row
                used.clear()
                break
            else:
                return
        except (csv.Error, Fault) as error:
            number = used[0][0]
            again.extendleft(reversed(used[1:]))
            fault = used[0][1] if isinstance(used[0][1], Fault) else error
            used.clear()
            yield (
                number,
                fault if isinstance(fault, Fault) else Fault(Code.bad_row, f"the row does not parse ({fault})"),
            )


def _chain(line: str, rest: Iterator[str]) -> Iterator[str]:
    yield line
    yield from rest


def _text(line: bytes | None, decode: LineDecoder, most: int) -> str | Fault:
    if line is None:
        return Fault(Code.too_large, f"the line has more than {size(most)}; split it, or raise the limit")
    try:
        return decode(line)
    except Fault as fault:
        return fault


def read_parquet(blob: Blob) -> Iterator[Item]:
    """One document a row; the number of the row, from 1, is part of its origin."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise needs("pyarrow", "Parquet files") from None
    options = blob.budget.options
    source = held(blob)
    begin = blob.head()[:4]
    if begin == b"PARE":
        raise Fault(Code.encrypted, "needs a key; write it without encryption")
    try:
        groups = chunks(source, options)
        schema = parquet.read_schema(source)
        names = schema.names
        filled = roles(tuple(names), options)
        if not filled["text"]:
            raise Fault(Code.no_text, missing_text(names, options))
        wanted = [name for name in names if any(name in keys for keys in filled.values())]
        # A long text repeated over many rows is kept once: as a dictionary, as it lies in the file. Nested columns have none.
        texts = [field.name for field in schema if field.name in wanted and _is_text(field.type)]
        table = parquet.ParquetFile(source, read_dictionary=texts, buffer_size=1 << 20, pre_buffer=False)
        number = 0
        for batch in _batches(table, source, groups, wanted, options):
            for at in range(batch.num_rows):
                number += 1
                found = _row(batch, at, f"{blob.origin}:{number}", options)
                if isinstance(found, RawDocument):
                    blob.budget.spend(len(found.text))
                yield found
    except (pa.ArrowException, OSError, ValueError) as error:
        raise _damage(error) from None


def _batches(
    table: Any, source: BinaryIO, groups: list[list[Chunk]], wanted: list[str], options: ReadOptions
) -> Iterator[Any]:
    """The rows of all groups, some at a time; the pages of a group are looked at before they are read."""
    for number, group in enumerate(groups):
        check_pages(source, group, wanted, options)
        yield from table.iter_batches(batch_size=_BATCH, row_groups=[number], columns=wanted, use_threads=False)


def _is_text(kind: Any) -> bool:
    from pyarrow import types

    return bool(types.is_string(kind) or types.is_large_string(kind))


def _row(batch: Any, at: int, origin: str, options: ReadOptions) -> Item:
    """The document of a row; a cell that is no value of its column's type costs its row."""
    try:
        row = {name: column[at].as_py() for name, column in zip(batch.schema.names, batch.columns, strict=True)}
    except UnicodeDecodeError:
        return broken(origin, Code.bad_encoding, "holds text that is no UTF-8; write the file again")
    except (ValueError, OverflowError) as error:
        return broken(origin, Code.bad_row, f"holds a value that cannot be read ({error}); leave it empty")
    return document(row, origin, options)


def _damage(error: Exception) -> Fault:
    said = str(error)
    if "encrypt" in said.lower():
        return Fault(Code.encrypted, "needs a key; write it without encryption")
    return Fault(Code.corrupt, f"the Parquet file is damaged ({said}); fetch it again")
