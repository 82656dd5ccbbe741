"""What takes long to make and is the same in every run, kept in a folder of the user's between runs.

A file is found by the hash of what it was made from, and believed where its own hash is right; it is written whole under
another name first. So any number of processes may read and write at once, and where the folder cannot be written, or is
emptied, everything is made anew.
"""

import marshal
import os
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")

_DAYS = 60
"""Files that nobody wrote for so long, of the same name, are of versions that are gone."""


@cache
def folder() -> Path | None:
    """The package's folder among the user's caches; None where none can be made."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA") or str(Path.home() / ".cache")
    found = Path(base) / "policyextract"
    try:
        found.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return found if os.access(found, os.W_OK) else None


def kept(name: str, source: bytes, make: Callable[[], T]) -> T:
    """What ``make`` gives, made once for all processes.

    Args:
        name: what it is, as part of a file name.
        source: all that it depends on.
        make: gives numbers, strings, bytes, and tuples, lists, sets and dicts of them.

    >>> kept("doctest", b"1", lambda: {"a": 1}) == kept("doctest", b"1", lambda: {"a": 1})
    True
    """
    where = folder()
    if where is None:
        return make()
    # marshal's form is that of one version of Python.
    known = blake2b(source, digest_size=12, person=f"{sys.hexversion:x}".encode()).hexdigest()
    path = where / f"{name}-{known}.kept"
    with suppress(OSError, ValueError, EOFError, TypeError):
        data = path.read_bytes()
        if _hash(data[_SIZE:]) == data[:_SIZE]:
            return cast(T, marshal.loads(data[_SIZE:]))
    made = make()
    with suppress(OSError, ValueError):
        _write(path, marshal.dumps(cast(Any, made)))
        _tidy(where, name)
    return made


_SIZE = 16


def _hash(data: bytes) -> bytes:
    return blake2b(data, digest_size=_SIZE).digest()


def _write(path: Path, data: bytes) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(_hash(data) + data)
        os.replace(temporary, path)
    except OSError:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _tidy(where: Path, name: str) -> None:
    for path in where.glob(f"{name}-*.kept"):
        if path.stat().st_mtime < time.time() - _DAYS * 86400:
            path.unlink()
