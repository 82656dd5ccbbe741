"""Pages of Parquet files: what their heads claim, before anything believes it.

The library that reads Parquet makes room for as many bytes as the head of a page says, and a few bytes can say 2 GB.
"""

from collections.abc import Sequence
from typing import Any, BinaryIO

from .blob import ratio_said
from .codes import Code, Fault
from .options import MIB, ReadOptions

_HEADS = (1 << 12, 1 << 16, 1 << 20, 1 << 24)
"""So many bytes are looked at for the head of a page; one that holds statistics can be long. Nobody reads longer ones."""
_PADDING = 100
"""Old writers count a chunk by the length of a head too few."""
_DEEPEST = 16


def check_pages(source: BinaryIO, group: Any, columns: Sequence[str], options: ReadOptions) -> None:
    """Look at the heads of all pages of some columns of a row group.

    Args:
        group: its metadata.
        columns: the names of those that will be read.

    Raises:
        Fault: a page claims more bytes than its chunk has, or unpacks to far more than any text does.
    """
    for number in range(group.num_columns):
        chunk = group.column(number)
        path = chunk.path_in_schema
        if not any(path == name or path.startswith(f"{name}.") for name in columns):
            continue
        start = chunk.data_page_offset
        if chunk.has_dictionary_page and 0 < (chunk.dictionary_page_offset or 0) < start:
            start = chunk.dictionary_page_offset
        at, end = start, start + chunk.total_compressed_size
        while 0 <= at < end:
            head = _head(source, at)
            if head is None:
                return  # nor will the library read it
            length, packed, whole = head
            at += length + packed
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
        thrift = _Compact(data)
        try:
            told = thrift.numbers()
        except IndexError:
            if len(data) < most:
                return None
            continue
        except ValueError:
            return None
        return (thrift.at, told[3], told[2]) if told.keys() >= {2, 3} else None
    return None


class _Compact:
    """Thrift's compact protocol, as far as heads of pages need it: the whole numbers of a struct by their ids.

    >>> _Compact(bytes([0x15, 0x04, 0x15, 0x80, 0x01, 0x15, 0x02, 0x2C, 0x18, 0x01, 0x41, 0x00, 0x00])).numbers()
    {1: 2, 2: 64, 3: 1}
    """

    def __init__(self, data: bytes) -> None:
        self.at = 0
        self._data = data

    def numbers(self, depth: int = 0) -> dict[int, int]:
        """The next struct.

        Raises:
            IndexError: the data end before it does.
            ValueError: it is none.
        """
        out: dict[int, int] = {}
        field = 0
        while head := self._byte():
            field = field + (head >> 4) if head >> 4 else _signed(self._number())
            kind = head & 15
            if kind in (4, 5, 6):
                out[field] = _signed(self._number())
            elif kind not in (1, 2):  # these two are the values themselves
                self._skip(kind, depth)
        return out

    def _skip(self, kind: int, depth: int) -> None:
        if depth > _DEEPEST:
            raise ValueError("too deep")
        if kind in (1, 2, 3):
            self._byte()
        elif kind in (4, 5, 6):
            self._number()
        elif kind == 7:
            self._over(8)
        elif kind == 8:
            self._over(self._number())
        elif kind in (9, 10):
            head = self._byte()
            for _ in range(head >> 4 if head >> 4 < 15 else self._number()):
                self._skip(head & 15, depth + 1)
        elif kind == 11:
            count = self._number()
            kinds = self._byte() if count else 0
            for _ in range(count):
                self._skip(kinds >> 4, depth + 1)
                self._skip(kinds & 15, depth + 1)
        elif kind == 12:
            self.numbers(depth + 1)
        else:
            raise ValueError("no kind of value")

    def _over(self, count: int) -> None:
        self.at += count
        if self.at > len(self._data):
            raise IndexError

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
