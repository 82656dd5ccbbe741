"""Bytes on their way to a reader: where they lie, what they are called, and the bounds they are read within."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from ..item import Item
from .codes import Code, Fault
from .options import MIB, ReadOptions

HEAD = 4096
"""How many bytes tell what a file is."""
CHUNK = 1 << 16


class Budget:
    """What one file given by the user may still unpack to, with all archives in it.

    Args:
        packed: size of that file; 0 where it is a pipe.
    """

    def __init__(self, packed: int, options: ReadOptions) -> None:
        self.packed = packed
        self.options = options
        self.unpacked = 0

    def spend(self, count: int) -> None:
        """Count ``count`` unpacked bytes.

        Raises:
            Fault: a fatal one, when the file as a whole unpacks to too much.
        """
        self.unpacked += count
        options = self.options
        if self.unpacked > options.max_total_bytes:
            said = f"unpacks to more than {size(options.max_total_bytes)}; raise max_total_bytes if it is sound"
            raise Fault(Code.archive_too_large, said, fatal=True)
        # Every level of nesting counts its bytes once.
        if self.packed and self.unpacked > MIB + self.packed * options.max_ratio * options.max_depth:
            raise Fault(Code.bomb, ratio_said(options), fatal=True)


def ratio_said(options: ReadOptions) -> str:
    """What is said of a bomb."""
    return f"unpacks to more than {options.max_ratio} times its size; raise max_ratio if it is sound"


def size(count: int) -> str:
    """``count`` bytes as people write it.

    >>> size(16 << 20), size(1500)
    ('16 MiB', '1500 bytes')
    """
    for unit, scale in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if count >= scale and count % scale == 0:
            return f"{count // scale} {unit}"
    return f"{count} bytes"


@dataclass(frozen=True, slots=True)
class Blob:
    """One file or member, open for reading once.

    Attributes:
        origin: where it lies, for reports.
        name: what it is called, for its extension.
        stream: its bytes from the start.
        budget: of the file it lies in.
        depth: how many archives it lies in.
        unpacked: whether it is what a single compressed file holds.
        whole: whether ``stream`` can seek (a file on a disk, or held in memory).
    """

    origin: str
    name: str
    stream: io.BufferedReader
    budget: Budget
    depth: int = 0
    unpacked: bool = False
    whole: bool = False

    def head(self) -> bytes:
        """The first bytes, which stay in the stream."""
        return self.stream.peek(HEAD)[:HEAD]

    def read(self, most: int) -> bytes:
        """All bytes.

        Raises:
            Fault: there are more than ``most``.
        """
        data = self.stream.read(most + 1)
        if len(data) > most:
            raise Fault(Code.too_large, f"has more than {size(most)}; split it, or raise the limit")
        return data


Inner = Callable[[Blob], Iterator[Item]]
"""Reads a member with the reader that its name and first bytes ask for."""


class Metered(io.RawIOBase):
    """A stream that counts what it gives, against the limits of a member and the budget of its file.

    Args:
        source: the unpacked bytes.
        packed: how many packed bytes they come from; 0 where nothing was packed.

    Raises (while reading):
        Fault: a limit is passed, or the source is damaged; what comes before it is given first.
    """

    def __init__(self, source: io.BufferedIOBase, packed: int, budget: Budget) -> None:
        self.source = source
        self.packed = packed
        self.budget = budget
        self.count = 0
        self._ready = b""
        self._fault: Fault | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._fault:
            raise self._fault
        filled = 0
        try:
            while filled < len(buffer):
                self._ready = self._ready or self._counted(len(buffer))
                if not self._ready:
                    break
                count = min(len(buffer) - filled, len(self._ready))
                buffer[filled : filled + count] = self._ready[:count]
                self._ready = self._ready[count:]
                filled += count
        except Fault as fault:
            if not filled:
                raise
            self._fault = fault
        return filled

    def some(self, most: int) -> bytes:
        """Some unpacked bytes, about ``most``; none at the end. Damage is told as a :class:`Fault`."""
        return self.source.read1(most)

    def _counted(self, most: int) -> bytes:
        data = self.some(most)
        self.count += len(data)
        options = self.budget.options
        if self.count > options.max_member_bytes:
            said = f"unpacks to more than {size(options.max_member_bytes)}; raise max_member_bytes if it is sound"
            raise Fault(Code.too_large, said)
        if self.packed:
            if self.count > MIB + self.packed * options.max_ratio:
                raise Fault(Code.bomb, ratio_said(options))
            self.budget.spend(len(data))
        return data


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """``raw`` with a buffer that a head fits in."""
    return io.BufferedReader(raw, CHUNK)


def in_memory(data: bytes) -> io.BufferedReader:
    """``data`` as a stream with such a buffer."""
    return io.BufferedReader(cast(io.RawIOBase, io.BytesIO(data)), CHUNK)


def held(blob: Blob) -> BinaryIO:
    """The bytes of ``blob`` where one can seek in them: itself, or a copy in memory within ``max_held_bytes``.

    Raises:
        Fault: it is too large to be held.
    """
    if blob.whole:
        return blob.stream
    most = blob.budget.options.max_held_bytes
    data = blob.stream.read(most + 1)
    if len(data) > most:
        said = f"a member of this kind is held in memory, and has more than {size(most)}; unpack the archive first"
        raise Fault(Code.too_large, said)
    return io.BytesIO(data)
