"""ZIP archives, member by member, from a disk or from memory."""

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from ..item import Item
from .blob import Blob, Inner, Metered, buffered, held
from .codes import Code, Fault, shown
from .members import check, is_litter, readable
from .options import ReadOptions

DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError)
"""What :mod:`zipfile` raises while a damaged or encrypted member, or one packed in a way it does not know, is read."""
ENCRYPTED = 0x1
"""The flag of a member that needs a password."""
_UTF8 = 0x800
_END = b"PK\x05\x06"
_END_SIZE = 22
_WIDE_END = b"PK\x06\x06"
_WIDE_END_SIZE = 56
_LONGEST_ENTRY = 800
"""Bytes that an entry of a directory has at most: a path of 120 Han characters, twice, and attributes."""


def read_zip(blob: Blob, inner: Inner) -> Iterator[Item]:
    """The documents of the members of ``blob``, in the order of its directory.

    Raises:
        Fault: it is no ZIP archive, or cut.
    """
    with opened(held(blob), blob.budget.options) as archive:
        for info in archive.infolist():
            name = _name(info)
            if not info.is_dir() and not is_litter(name):
                yield from _member(archive, info, name, blob, inner)


def opened(source: BinaryIO, options: ReadOptions) -> zipfile.ZipFile:
    """The archive in ``source``, its directory read.

    Raises:
        Fault: it is no ZIP archive, or cut, or has too many members.
    """
    _check_directory(source, options)
    try:
        archive = zipfile.ZipFile(source)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damage(source, error) from None
    _count(len(archive.infolist()), options)
    return archive


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, blob: Blob, inner: Inner) -> Iterator[Item]:
    origin = f"{blob.origin}!/{shown(name)}"
    try:
        check(info.orig_filename)
        if info.flag_bits & ENCRYPTED:
            raise Fault(Code.encrypted, "needs a password; unpack the archive first")
        with _open(archive, info) as opened:
            stream = buffered(_Member(opened, max(info.compress_size, 1), blob.budget))
            yield from inner(Blob(origin, name, stream, blob.budget, blob.depth + 1))
    except Fault as fault:
        if fault.fatal:
            raise
        yield fault.at(origin)


def _open(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> zipfile.ZipExtFile:
    try:
        return cast(zipfile.ZipExtFile, archive.open(info))
    except NotImplementedError as error:
        raise Fault(Code.unsupported, f"{error}; unpack the archive first") from None
    except (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Fault(Code.corrupt, f"the member is damaged ({error})") from None


class _Member(Metered):
    """What a member holds."""

    def some(self, most: int) -> bytes:
        try:
            return super().some(most)
        except EOFError:
            raise Fault(Code.truncated, "the member ends before its end; fetch the archive again") from None
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError) as error:
            raise Fault(Code.corrupt, f"the member is damaged ({error}); fetch the archive again") from None


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        return readable(info.filename.encode("cp437"), info.filename)
    except UnicodeEncodeError:
        return info.filename


def _check_directory(source: BinaryIO, options: ReadOptions) -> None:
    """Refuse a directory that would fill the memory, before :mod:`zipfile` reads it whole."""
    tail = _tail(source)
    at = tail.rfind(_END)
    if at >= 0 and len(tail) - at >= _END_SIZE:
        entries, length = struct.unpack_from("<HI", tail, at + 10)
        if length == 0xFFFFFFFF or entries == 0xFFFF:
            wide = tail.rfind(_WIDE_END, 0, at)
            if wide >= 0 and at - wide >= _WIDE_END_SIZE:
                entries, length = struct.unpack_from("<QQ", tail, wide + 32)
        _count(entries, options)
        if length > (1 << 16) + entries * _LONGEST_ENTRY:
            raise Fault(Code.corrupt, "the directory of the archive is larger than its members account for")
    source.seek(0)


def _tail(source: BinaryIO) -> bytes:
    """The last bytes, in which the end of the directory stands."""
    size = source.seek(0, io.SEEK_END)
    source.seek(max(0, size - _END_SIZE - (1 << 16)))
    return source.read()


def _count(members: int, options: ReadOptions) -> None:
    if members > options.max_members:
        said = f"has more than {options.max_members} members; split it, or raise max_members if it is sound"
        raise Fault(Code.too_many_members, said)


def _damage(source: BinaryIO, error: Exception) -> Fault:
    """A ZIP archive whose end is missing is cut: its directory stands there."""
    source.seek(0)
    if source.read(2) == b"PK" and _END not in _tail(source):
        return Fault(Code.truncated, "the archive ends before its end; fetch it again")
    return Fault(Code.corrupt, f"the archive is damaged ({error}); fetch it again")
