"""WARC files: the pages in them."""

import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from ..item import Broken, Item, RawDocument
from .blob import Blob, Budget, Inner, buffered, in_memory, size
from .codes import Code, Fault
from .packed import Unpacked, needs
from .plain import document

_DOCUMENTS = re.compile(
    r"application/(?:pdf|msword|rtf|vnd\.(?:ms-|openxmlformats|oasis|wps|kingsoft)|epub|ofd|zip|x-rar)", re.I
)
"""Types of documents that are no pages."""
_PLAIN = ("text/html", "application/xhtml+xml", "text/plain")
_CHUNKED = re.compile(rb"\s*[0-9A-Fa-f]{1,8}[ \t]*(?:;[^\r\n]{0,200})?\r\n")


class _Source:
    """The bytes for fastwarc, which needs ``tell`` and does not hand on what is raised in ``read``: it is kept."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self._at = 0
        self.fault: Exception | None = None
        self.ended = False

    def read(self, count: int = -1) -> bytes:
        try:
            data = self._stream.read1(count) if self.fault is None else b""
        except Exception as error:
            self.fault, data = error, b""
        self._at += len(data)
        self.ended = not data
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        if (whence, offset) not in ((0, self._at), (1, 0)):
            raise io.UnsupportedOperation("seek")
        return self._at

    def close(self) -> None:
        """Who opened the stream closes it."""


def read_warc(blob: Blob, inner: Inner) -> Iterator[Item]:
    """The documents of the pages, PDF and Office files in ``blob``: of responses of status 200, and of resources.

    Their source is the address they were fetched from; the number of the record, from 1, is part of their origin. Pages
    that a server refused (status 400 and above) are told; all other records (requests, images, redirections) are passed
    over.

    Raises:
        Fault: the file is damaged or cut; what comes before is given.
    """
    try:
        from fastwarc.warc import ArchiveIterator, WarcRecordType
    except ImportError:
        raise needs("fastwarc", "WARC files") from None
    source = _Source(blob.stream)
    kinds = (WarcRecordType.response, WarcRecordType.resource)
    number = 0
    records = ArchiveIterator(source, parse_http=False, stream_detect=False)
    while True:
        with _told(source):
            record = next(records, None)
        if record is None:
            break
        number += 1
        if record.headers.get("Content-Length") is None:
            raise source.fault or _cut(source, "a record without its length")
        if record.record_type in kinds:
            for item in _record(record, f"{blob.origin}:{number}", source, blob, inner):
                yield item
                if isinstance(item, Broken) and item.code == Code.truncated and source.ended:
                    return  # the cut is told once
    if source.fault:
        raise source.fault


@contextmanager
def _told(source: _Source, said: str = "") -> Iterator[None]:
    """What fastwarc raises, as a fault: that of the stream where there is one. It panics where others raise."""
    try:
        yield
    except BaseException as error:
        if not isinstance(error, OSError | ValueError) and type(error).__name__ != "PanicException":
            raise
        if said and not source.fault:
            raise Fault(Code.corrupt, f"{said} ({error})") from None
        raise source.fault or _cut(source, str(error)) from None


def _cut(source: _Source, said: str) -> Fault:
    if source.ended:
        return Fault(Code.truncated, "the file ends before its end; fetch it again")
    return Fault(Code.corrupt, f"the file is damaged ({said}); what follows is not read")


def _record(record: Any, origin: str, source: _Source, blob: Blob, inner: Inner) -> Iterator[Item]:
    """The documents of one record; none where it holds none."""
    try:
        if (found := _body(record, source, blob.budget)) is None:
            return
        data, kind, charset = found
        address = record.headers.get("WARC-Target-URI")
        if kind in _PLAIN:
            yield document(origin, data, html=kind != "text/plain", charset=charset, source=address)
            return
        name = urlsplit(address or "").path
        for item in inner(Blob(origin, name, in_memory(data), blob.budget, blob.depth + 1, whole=True)):
            yield item._replace(source=address) if isinstance(item, RawDocument) and not item.source else item
    except Fault as fault:
        if fault.fatal or fault is source.fault:
            raise
        yield fault.at(origin)


def _body(record: Any, source: _Source, budget: Budget) -> tuple[bytes, str, str | None] | None:
    """The bytes of a document, its type, and the encoding the server named."""
    with _told(source, "its HTTP head is damaged"):
        if record.is_http:
            record.parse_http(auto_decode="none")
    http = record.http_headers
    told = (record.headers if http is None else http).get("Content-Type") or ""
    kind, _, rest = told.lower().partition(";")
    kind = kind.strip()
    if http is not None and http.status_code != 200:
        if kind in _PLAIN and (http.status_code or 0) >= 400:
            raise Fault(Code.error_page, f"the server answered {http.status_code}; fetch the page again")
        return None
    if kind not in _PLAIN and not _DOCUMENTS.match(kind):
        return None
    most = budget.options.max_document_bytes
    length = record.content_length
    if length > most:
        raise Fault(Code.too_large, f"has more than {size(most)}; raise the limit")
    with _told(source):
        data = record.reader.read(length + 1)
    if len(data) < length:
        raise source.fault or _cut(source, "a record shorter than it says")
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", rest)
    encoded = (
        {}
        if http is None
        else {name: (http.get(name) or "").lower() for name in ("Transfer-Encoding", "Content-Encoding")}
    )
    return _plain(data, encoded, budget), kind, charset[1] if charset else None


def _plain(data: bytes, encoded: dict[str, str], budget: Budget) -> bytes:
    """``data`` without the encodings of HTTP.

    Crawlers often keep the header and store the page without its encoding, so the bytes must agree with it.
    """
    from fastwarc.stream_io import BrotliReader, ChunkedReader

    most = budget.options.max_document_bytes
    way = encoded.get("Content-Encoding", "").strip()
    try:
        if "chunked" in encoded.get("Transfer-Encoding", "") and _CHUNKED.match(data):
            data = ChunkedReader(io.BytesIO(data)).read(most + 1)
        if way in ("gzip", "x-gzip") and data.startswith(b"\x1f\x8b"):
            data = _unpacked(data, "gz", budget)
        elif way == "zstd" and data.startswith(b"\x28\xb5\x2f\xfd"):
            data = _unpacked(data, "zst", budget)
        elif way == "deflate" and data[:1] == b"\x78":
            data = zlib.decompressobj().decompress(data, most + 1)
        elif way == "br" and not data.lstrip().startswith(b"<"):
            data = BrotliReader(io.BytesIO(data)).read(most + 1)
    except (OSError, zlib.error) as error:
        raise Fault(Code.corrupt, f"does not decode as {way or 'chunked'} ({error})") from None
    if len(data) > most:
        raise Fault(Code.too_large, f"has more than {size(most)}; raise the limit")
    return data


def _unpacked(data: bytes, kind: str, budget: Budget) -> bytes:
    stream = buffered(Unpacked(io.BytesIO(data), kind, budget))
    return stream.read(budget.options.max_document_bytes + 1)
