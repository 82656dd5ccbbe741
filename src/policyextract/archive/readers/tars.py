"""Tar archives, member by member, as their bytes come."""

import io
import tarfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from ..item import Item
from .blob import Blob, Inner, Metered, buffered, size
from .codes import Code, Fault, shown
from .members import check, is_litter, readable

# Between members stand headers, long names and attributes; what has more of them was made to fill a memory.
_LONGEST_HEADER = 1 << 20
_BLOCK = 512
_CUT = "the archive ends before its end; fetch it again"


class _Source:
    """The bytes of the archive for :mod:`tarfile`, which holds a header in memory, however long it says to be."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._stream = stream
        self.position = 0
        self.last = b""
        self.until = 0
        self._ended = False

    def read(self, count: int) -> bytes:
        if self.position + count > self.until + _LONGEST_HEADER:
            raise Fault(Code.corrupt, f"a header of the archive has more than {size(_LONGEST_HEADER)}")
        if self._ended:  # tarfile reads on to the end of a member, however far away that is said to be
            raise Fault(Code.truncated, _CUT)
        data = self._stream.read(count)
        self._ended = not data
        self.position += len(data)
        self.last = data
        return data


def read_tar(blob: Blob, inner: Inner) -> Iterator[Item]:
    """The documents of the members of ``blob``, in their order.

    Links are passed over: what they lead to is a member of its own, or not in the archive.

    Raises:
        Fault: it is no tar archive, damaged or cut; what comes before the cut is given.
    """
    source = _Source(blob.stream)
    count = 0
    try:
        with _opened(source) as archive:
            while (info := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # tarfile keeps them all
                count += 1
                if count > blob.budget.options.max_members:
                    said = f"has more than {blob.budget.options.max_members} members; raise max_members if it is sound"
                    raise Fault(Code.too_many_members, said)
                source.until = archive.offset
                yield from _member(archive, info, blob, inner)
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise _damage(error) from None
    if source.last.strip(b"\0"):  # tarfile takes a header that is none for the end
        raise Fault(Code.corrupt, "a header of the archive is damaged; what follows is not read")
    if not source.last:
        raise Fault(Code.truncated, "the archive ends without its end mark; fetch it again")


def _opened(source: _Source) -> tarfile.TarFile:
    # Block by block, so that the last bytes read are the header that ended it.
    given = cast(BinaryIO, source)
    return tarfile.open(fileobj=given, mode="r|", bufsize=_BLOCK, encoding="utf-8", errors="surrogateescape")


def _damage(error: Exception) -> Fault:
    said = str(error)
    if "unexpected end" in said or "truncated" in said or isinstance(error, EOFError):
        return Fault(Code.truncated, _CUT)
    return Fault(Code.corrupt, f"the archive is damaged ({said}); fetch it again")


def _member(archive: tarfile.TarFile, info: tarfile.TarInfo, blob: Blob, inner: Inner) -> Iterator[Item]:
    name = readable(info.name.encode("utf-8", "surrogateescape"), info.name)
    if info.isdir() or is_litter(name):
        return
    origin = f"{blob.origin}!/{shown(name)}"
    options = blob.budget.options
    try:
        check(name)
        if info.issym() or info.islnk():
            check(info.linkname)
            return
        if not info.isreg() or info.issparse():
            code = Code.unsupported if info.isreg() else Code.not_a_file
            raise Fault(code, "is a sparse file" if info.isreg() else "is a device or pipe")
        if info.size > options.max_member_bytes:
            raise Fault(Code.too_large, f"has more than {size(options.max_member_bytes)}; raise max_member_bytes")
        opened = archive.extractfile(info)
        assert opened is not None  # it is regular
        with opened:
            stream = buffered(_Member(cast(io.BufferedIOBase, opened), 0, blob.budget))
            yield from inner(Blob(origin, name, stream, blob.budget, blob.depth + 1))
    except Fault as fault:
        if fault.fatal:
            raise
        yield fault.at(origin)


class _Member(Metered):
    """What a member holds; where the archive is cut in it, that ends the archive too."""

    def some(self, most: int) -> bytes:
        try:
            return super().some(most)
        except tarfile.TarError as error:
            raise _damage(error) from None
