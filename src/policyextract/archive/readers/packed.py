"""Single compressed files: gzip, bzip2, xz and zstd, unpacked as they are read, in bounded memory."""

import bz2
import io
import lzma
import zlib
from collections.abc import Iterator
from typing import Protocol

from ..item import Item
from .blob import CHUNK, Blob, Budget, Inner, Metered, buffered
from .codes import Code, Fault

# xz -9 needs 65 MiB; what asks for more was made to fill a memory.
_XZ_MEMORY = 128 << 20
# A zstd block unpacks to at most 128 KiB and may have 4 bytes: so many bytes at a time give at most 8 MiB.
_ZSTD_STEP = 256


ENDINGS = {"gz": "gz", "gzip": "gz", "bz2": "bz2", "xz": "xz", "zst": "zst", "zstd": "zst"}
"""Extensions of compressed files, and their kinds."""
TARS = {"tgz": "gz", "tbz": "bz2", "tbz2": "bz2", "txz": "xz", "tzst": "zst"}
"""Extensions of compressed tar archives, and the kinds of their compression."""


class _Decoder(Protocol):
    """What :mod:`bz2` and :mod:`lzma` call a decompressor."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


class _Gzip:
    """:mod:`zlib` in that form."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Zstd:
    """:mod:`zstandard` in that form; it has no bound of its own, so it is fed in small steps."""

    def __init__(self) -> None:
        try:
            import zstandard
        except ImportError:
            raise needs("zstandard", "zstd files") from None
        self._inner = zstandard.ZstdDecompressor().decompressobj()
        self._rest = b""

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return not self._rest

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data) + self._rest

    def decompress(self, data: bytes, max_length: int) -> bytes:
        data = self._rest + data
        step, self._rest = data[:_ZSTD_STEP], data[_ZSTD_STEP:]
        return bytes(self._inner.decompress(step))


def needs(package: str, what: str) -> Fault:
    """What is said where a package is not installed."""
    return Fault(Code.needs_extra, f"{what} are read with {package}: pip install 'policyextract[archive]'")


def _decoder(kind: str) -> _Decoder:
    if kind == "gz":
        return _Gzip()
    if kind == "bz2":
        return bz2.BZ2Decompressor()
    if kind == "xz":
        return lzma.LZMADecompressor(format=lzma.FORMAT_AUTO, memlimit=_XZ_MEMORY)
    return _Zstd()


def _errors() -> tuple[type[Exception], ...]:
    try:
        from zstandard import ZstdError
    except ImportError:
        return (OSError, zlib.error, lzma.LZMAError)
    return (OSError, zlib.error, lzma.LZMAError, ZstdError)


class Unpacked(Metered):
    """What a compressed stream holds, its members one after another."""

    def __init__(self, packed: io.BufferedIOBase, kind: str, budget: Budget) -> None:
        super().__init__(packed, 0, budget)
        self.kind = kind
        self._decoder = _decoder(kind)
        self._errors = _errors()

    def some(self, most: int) -> bytes:
        while True:
            data = b""
            if self._decoder.eof:
                data = self._decoder.unused_data.lstrip(b"\0")  # some writers pad with zeros
                while not data:
                    if not (more := self._more()):
                        return b""
                    data = more.lstrip(b"\0")
                self._decoder = _decoder(self.kind)
            elif self._decoder.needs_input and not (data := self._more()):
                raise Fault(Code.truncated, f"the {self.kind} stream ends before its end; fetch it again")
            try:
                out = self._decoder.decompress(data, most)
            except self._errors as error:
                raise _damage(self.kind, str(error) or type(error).__name__) from None
            if out:
                return out

    def _more(self) -> bytes:
        data = self.source.read1(CHUNK)
        self.packed += len(data)
        return data


def _damage(kind: str, said: str) -> Fault:
    if "memory" in said.lower():
        return Fault(Code.unsupported, f"the {kind} stream asks for more memory than it is given ({said})")
    return Fault(Code.corrupt, f"the {kind} stream is damaged ({said}); fetch it again")


def read_packed(blob: Blob, kind: str, inner: Inner) -> Iterator[Item]:
    """What the single compressed file ``blob`` holds, read as what it is; the origin stays that of the file."""
    stream = buffered(Unpacked(blob.stream, kind, blob.budget))
    name = _inner_name(blob.name)
    yield from inner(Blob(blob.origin, name, stream, blob.budget, blob.depth, unpacked=True))


def _inner_name(name: str) -> str:
    """``name`` without the extension of its compression.

    >>> _inner_name("a/b.txt.gz"), _inner_name("b.tgz"), _inner_name("b")
    ('a/b.txt', 'b.tar', 'b')
    """
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower()
    return stem + (".tar" if ending in TARS else "") if dot and ending in (*TARS, *ENDINGS) else name
