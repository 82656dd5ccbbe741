"""What the user names — files, folders, patterns — as files in a fixed order, or what is wrong with them."""

import errno
import glob
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ..item import Broken
from .codes import Code, broken, shown

_JUNK = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))


class Found(NamedTuple):
    """A file to read, and what it is called in reports: as the user named it, with ``/`` between its parts."""

    path: str
    origin: str


def is_junk(name: str) -> bool:
    """Whether a file, folder or member of this name is left by a system or an editor, and passed over silently.

    >>> [name for name in ("a.txt", ".DS_Store", "._a.txt", "__MACOSX", "Thumbs.db", "~$a.docx") if not is_junk(name)]
    ['a.txt']
    """
    return name.startswith((".", "~$")) or name in _JUNK


def said(error: OSError) -> tuple[Code, str]:
    """The code and the words of a failure of the system."""
    if isinstance(error, FileNotFoundError):
        return Code.missing, "no such file or folder; check the name"
    if isinstance(error, PermissionError):
        return Code.unreadable, "must not be read; check its permissions"
    if error.errno == errno.ELOOP:
        return Code.symlink_loop, "is a link that leads to itself"
    return Code.unreadable, f"cannot be read ({error.strerror or error})"


_SETTLED = 2_000_000_000
"""Nanoseconds after which a change shows in a file's times, whatever the file system (FAT keeps every second second)."""


def mark(path: str) -> str | None:
    """Size and times of a file, which change with it; None where it has changed a moment ago, and may change unseen.

    The last change of its state is among the times: what writes new bytes under old times (``touch -d``, ``rsync -t``)
    shows there.
    """
    try:
        state = os.stat(path)
    except OSError:
        return None
    settled = max(state.st_mtime_ns, state.st_ctime_ns) < time.time_ns() - _SETTLED
    return f"{state.st_size} {state.st_mtime_ns} {state.st_ctime_ns}" if settled else None


def files(source: str, *, patterns: bool = True) -> Iterator[Found | Broken]:
    """The files that ``source`` stands for: a file, a folder with all below it, a pattern (``*``, ``?``, ``[…]``, ``**``).

    Folders are read in the order of the names in them, patterns in the order of the paths that match. Names that begin
    with a dot and other litter (:func:`is_junk`) are passed over below a folder. Links are followed, but no folder is
    read twice: a link to one that is read at its own place is passed over, one to a folder it lies in is reported.
    """
    origin = posix(source)
    try:
        mode = os.stat(source).st_mode
    except (OSError, ValueError) as error:
        if patterns and glob.has_magic(source):
            yield from _matches(source)
        elif isinstance(error, OSError):
            yield broken(origin, *said(error))
        else:
            yield broken(origin, Code.missing, "is no name of a file")
        return
    if stat.S_ISDIR(mode):
        yield from _Walk(source).below(source, origin)
    else:
        yield Found(source, origin)


def posix(path: str) -> str:
    """What a source is called in reports."""
    return shown(Path(path).as_posix())


def _matches(pattern: str) -> Iterator[Found | Broken]:
    """What ``pattern`` matches, each file once; below ``**`` folders are those of the pattern itself."""
    real: dict[str, str] = {}
    deep = "**" in Path(pattern).parts
    for path in sorted(glob.glob(pattern, recursive=True), key=lambda path: (path.count(os.sep), path)):
        if not (deep and os.path.isdir(path)):
            real.setdefault(os.path.realpath(path), path)
    if not real:
        yield broken(posix(pattern), Code.missing, "nothing matches this pattern; check it")
    for path in sorted(real.values()):
        yield from files(path, patterns=False)


class _Walk:
    """One walk below a folder."""

    def __init__(self, root: str) -> None:
        self._roots = [Path(root).resolve()]

    def below(self, path: str, origin: str) -> Iterator[Found | Broken]:
        """The files below the folder ``path``, in the order of names."""
        try:
            with os.scandir(path) as found:
                names = sorted(entry.name for entry in found if not is_junk(entry.name))
        except OSError as error:
            yield broken(origin, *said(error))
            return
        for name in names:
            yield from self._entry(
                os.path.join(path, name), f"{origin}/{shown(name)}" if origin != "." else shown(name)
            )

    def _entry(self, path: str, origin: str) -> Iterator[Found | Broken]:
        try:
            mode = os.stat(path).st_mode
        except OSError as error:
            yield broken(origin, *said(error))
            return
        if stat.S_ISREG(mode):
            yield Found(path, origin)
        elif not stat.S_ISDIR(mode):
            yield broken(origin, Code.not_a_file, "is a device, socket or pipe")
        elif not os.path.islink(path):
            yield from self.below(path, origin)
        else:
            yield from self._linked(path, origin)

    def _linked(self, path: str, origin: str) -> Iterator[Found | Broken]:
        """The files below a link to a folder, where they are not read at another place."""
        target = Path(path).resolve()
        here = Path(path).parent.resolve()
        if here.is_relative_to(target) or any(root != target and root.is_relative_to(target) for root in self._roots):
            yield broken(origin, Code.symlink_loop, "is a link to a folder that it lies in")
        elif not any(target.is_relative_to(root) for root in self._roots):
            self._roots.append(target)
            yield from self.below(path, origin)
