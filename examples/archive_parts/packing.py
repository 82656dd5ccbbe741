"""Archives in memory, the same bytes in every run."""

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable

DAY = (2024, 3, 27, 8, 0, 0)

Members = Iterable[tuple[str, bytes]]


def pack_gzip(data: bytes) -> bytes:
    """``data`` in gzip."""
    return gzip.compress(data, 6, mtime=0)


def pack_zip(members: Members) -> bytes:
    """A ZIP archive of ``members``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def tar_bytes(members: Members, kind: bytes = tarfile.REGTYPE) -> bytes:
    """A tar archive of ``members``."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.type, info.size = kind, len(data) if kind == tarfile.REGTYPE else 0
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def warc_record(kind: str, url: str, block: bytes) -> bytes:
    """One record of a WARC file."""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-03-27T00:00:00Z\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"
