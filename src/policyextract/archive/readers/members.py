"""Names of members of archives: none is trusted, none is written anywhere."""

import re

from .codes import Code, Fault
from .sources import is_junk

_DRIVE = re.compile(r"[A-Za-z]:")
_PARTS = re.compile(r"[/\\]")


def is_litter(name: str) -> bool:
    """Whether a member is left by a system or an editor: any part of its path begins with a dot and the like."""
    return any(part not in (".", "..") and is_junk(part) for part in _PARTS.split(name) if part)


def check(name: str) -> None:
    """Refuse names that lead out of the archive.

    Raises:
        Fault: ``name`` is absolute, names a drive, holds a zero or goes up.

    >>> check("a/b.txt")
    >>> check("../b.txt")
    Traceback (most recent call last):
    ...
    policyextract.archive.readers.codes.Fault: its name leads out of the archive; it is not read
    """
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or "\0" in name or ".." in _PARTS.split(name):
        raise Fault(Code.unsafe_path, "its name leads out of the archive; it is not read")


def readable(name: bytes, fallback: str) -> str:
    """A name that says no encoding: UTF-8, else GB18030 (Windows in China writes it), else ``fallback``.

    >>> readable("工作报告.txt".encode("gbk"), "?")
    '工作报告.txt'
    """
    for encoding in ("utf-8", "gb18030"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            continue
    return fallback
