"""Streams of text as lines and characters, decoded as they are read."""

import codecs
import io
from collections.abc import Iterator

from ...errors import InputError
from ...text.decode import decode
from .blob import CHUNK, Blob, buffered
from .plain import undecodable

_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Bytes that are no part of a character of two or four bytes in GB18030 or Big5: a cut behind one cuts no character.
_SAFE = b'\n\r\t ",:'


class _Recoded(io.RawIOBase):
    """A stream of another encoding as UTF-8; what does not decode raises UnicodeDecodeError."""

    def __init__(self, source: io.BufferedReader, encoding: str) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._ready:
            data = self._source.read1(CHUNK)
            self._ready = self._decoder.decode(data, not data).encode("utf-8", "replace")
            if not data and not self._ready:
                return 0
        count = min(len(buffer), len(self._ready))
        buffer[:count] = self._ready[:count]
        self._ready = self._ready[count:]
        return count


def unmarked(blob: Blob) -> tuple[io.BufferedReader, str]:
    """The bytes of ``blob`` behind its byte-order mark, as UTF-8 where it says UTF-16 or UTF-32; and what it says."""
    head = blob.head()
    for mark, encoding in _WIDE:
        if head.startswith(mark):
            blob.stream.read(len(mark))
            return buffered(_Recoded(blob.stream, encoding)), encoding
    if head.startswith(codecs.BOM_UTF8):
        blob.stream.read(len(codecs.BOM_UTF8))
    return blob.stream, "utf-8"


def encoding_of(head: bytes) -> str:
    """The encoding of a stream that begins with ``head``: ``utf-8``, ``gb18030`` or ``big5hkscs``.

    Raises:
        Fault: it is none of them.
    """
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        cut = max(head.rfind(byte) for byte in _SAFE) + 1
        try:
            found = decode(head[: cut or len(head)]).encoding
        except InputError as error:
            raise undecodable(error) from None
        return "big5hkscs" if found == "big5" else found
    return "utf-8"


class LineDecoder:
    """Decodes line by line, with the encoding that decoded the lines before.

    Encodings do not change inside most files, but an old line may stand in a new file, and ASCII lines say nothing.
    """

    def __init__(self, encoding: str = "utf-8") -> None:
        self.encoding = encoding

    def __call__(self, line: bytes) -> str:
        """``line`` as text.

        Raises:
            Fault: it is no text.
        """
        for encoding in dict.fromkeys(("utf-8", self.encoding)):
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError:
                continue
            if "\0" not in text:
                return text
        try:
            found = decode(line)
        except InputError as error:
            raise undecodable(error) from None
        self.encoding = "big5hkscs" if found.encoding == "big5" else found.encoding
        return found.text


def lines(stream: io.BufferedReader, most: int, before: int = 0) -> Iterator[tuple[int, bytes | None]]:
    """The lines of ``stream`` with their line breaks and numbers; None for a line of more than ``most`` bytes.

    Args:
        before: how many lines were read already.
    """
    number = before
    while line := stream.readline(most + 1):
        number += 1
        if len(line) <= most:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(CHUNK)
        yield number, None
