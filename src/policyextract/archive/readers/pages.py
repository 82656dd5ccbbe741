"""Pages of Parquet files: what their heads claim, before anything believes it.

The library that reads Parquet makes room for as many bytes as the head of a page says, and a few bytes can say 2 GB. What
its footer says is read here too: asked for it, the library ends the whole process where some of it is damaged.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO, Final, NamedTuple

from .blob import ratio_said, size
from .codes import Code, Fault
from .options import MIB, ReadOptions

_HEADS: Final = (1 << 12, 1 << 16, 1 << 20, 1 << 24)
"""So many bytes are looked at for the head of a page; one that holds statistics can be long. Nobody reads longer ones."""
_PADDING: Final = 100
"""Old writers count a chunk by the length of a head too few."""
_DEEPEST: Final = 16


class Chunk(NamedTuple):
    """The pages of one column in one row group, as the footer tells them."""

    path: str
    start: int
    length: int


def chunks(source: BinaryIO, options: ReadOptions) -> list[list[Chunk]]:
    """The chunks of every row group; those of encrypted columns are left out.

    Raises:
        Fault: there is no footer, it does not parse, or is too large.
    """
    end = source.seek(0, 2)
    source.seek(max(0, end - 8))
    tail = source.read(8)
    if tail[4:] != b"PAR1":
        raise Fault(Code.truncated, "the file ends before its end; fetch it again")
    length = int.from_bytes(tail[:4], "little")
    if length > options.max_document_bytes:
        said = f"the footer of the Parquet file has more than {size(options.max_document_bytes)}; raise the limit if it is sound"
        raise Fault(Code.too_large, said)
    source.seek(max(0, end - 8 - length))
    try:
        footer = _Compact(source.read(length)).struct()
        groups = [[_chunk(column[3]) for column in group[1] if 3 in column] for group in footer[4]]
    except (IndexError, KeyError, TypeError, ValueError, AttributeError):
        raise Fault(Code.corrupt, "the Parquet file is damaged (its footer does not parse); fetch it again") from None
    return groups


def _chunk(told: dict[int, Any]) -> Chunk:
    """A chunk by the fields of Parquet's ``ColumnMetaData``."""
    path = b".".join(told[3]).decode("utf-8", "replace")
    first, dictionary = int(told[9]), int(told.get(11, 0))
    return Chunk(path, dictionary if 0 < dictionary < first else first, int(told[7]))


def check_pages(source: BinaryIO, group: Sequence[Chunk], columns: Sequence[str], options: ReadOptions) -> None:
    """Look at the heads of all pages of some columns of a row group.

    Args:
        columns: the names of those that will be read.

    Raises:
        Fault: a page claims more bytes than its chunk has, or unpacks to far more than any text does.
    """
    for path, start, length in group:
        if not any(path == name or path.startswith(f"{name}.") for name in columns):
            continue
        at, end = start, start + length
        while 0 <= at < end:
            head = _head(source, at)
            if head is None:
                break  # nor will the library read it
            before, packed, whole = head
            at += before + packed
            if packed < 0 or at > end + _PADDING:
                raise Fault(
                    Code.corrupt, "the Parquet file is damaged (a page is longer than its column); fetch it again"
                )
            if whole > MIB + packed * options.max_ratio:
                raise Fault(Code.bomb, ratio_said(options))


def _head(source: BinaryIO, at: int) -> tuple[int, int, int] | None:
    """Length of the head of a page, and the packed and whole size of the page, as it tells them; None where it is none."""
    for most in _HEADS:
        source.seek(at)
        data = source.read(most)
        read = _Compact(data)
        try:
            told = read.struct()
            return read.at, int(told[3]), int(told[2])
        except IndexError:
            if len(data) < most:
                return None
        except (KeyError, TypeError, ValueError):
            return None
    return None


class _Compact:
    """Values in Thrift's compact protocol: structs as their fields by id, texts as bytes, lists of them; maps and lists of numbers are
    passed over.

    >>> _Compact(bytes([0x15, 0x04, 0x15, 0x80, 0x01, 0x15, 0x02, 0x2C, 0x18, 0x01, 0x41, 0x00, 0x00])).struct()
    {1: 2, 2: 64, 3: 1, 5: {1: b'A'}}
    """

    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._data = data

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """The next struct.

        Raises:
            IndexError: the data end before it does.
            ValueError: it is none.
        """
        out: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else _signed(self._number())
            kind = head & 15
            out[field] = kind == 1 if kind in (1, 2) else self._value(kind, depth)
        return out

    def _value(self, kind: int, depth: int) -> Any:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        if kind in (1, 2, 3):
            return self._byte()
        if kind in (4, 5, 6):
            return _signed(self._number())
        if kind in (7, 13):
            return self._bytes(8 if kind == 7 else 16)
        if kind == 8:
            return self._bytes(self._number())
        if kind in (9, 10):
            head = self._byte()
            values = (self._value(head & 15, depth + 1) for _ in range(head >> 4 if head >> 4 < 15 else self._number()))
            return [value for value in values if not isinstance(value, int)]
        if kind == 11:
            count = self._number()
            kinds = self._byte() if count else 0
            for _ in range(count):
                self._value(kinds >> 4, depth + 1)
                self._value(kinds & 15, depth + 1)
            return None
        if kind == 12:
            return self.struct(depth + 1)
        raise ValueError("no kind of value")

    def _bytes(self, count: int) -> bytes:
        self.at += count
        if self.at > len(self._data):
            raise IndexError
        return self._data[self.at - count : self.at]

    def _byte(self) -> int:
        self.at += 1
        return self._data[self.at - 1]

    def _number(self) -> int:
        out, shift = 0, 0
        while shift < 70:
            byte = self._byte()
            out |= (byte & 127) << shift
            if byte < 128:
                return out
            shift += 7
        raise ValueError("too long a number")


def _signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)
