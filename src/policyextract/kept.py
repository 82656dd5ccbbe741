"""What takes long to make and is the same in every run, kept in a folder of the user's between runs.

A file is found by the hash of what it was made from, and believed where its own hash is right; it is written whole under
another name first. So any number of processes may read and write at once, and where the folder cannot be written, or is
emptied, everything is made anew. What is kept is JSON: nothing that is read back can run.
"""

import json
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
    """The package's folder among the user's caches; None where none can be made, or where it is somebody else's.

    ``POLICYEXTRACT_CACHE`` names another folder; where it is empty nothing is kept.
    """
    found = _named()
    if found is None:
        return None
    try:
        found.mkdir(mode=0o700, parents=True, exist_ok=True)
        owner = found.stat().st_uid
    except OSError:
        return None
    mine = not hasattr(os, "getuid") or owner == os.getuid()
    return found if mine and os.access(found, os.W_OK) else None


def _named() -> Path | None:
    """The folder that the environment names, else where the platform keeps such things."""
    asked = os.environ.get("POLICYEXTRACT_CACHE")
    if asked is not None:
        return Path(asked) if asked else None
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    with suppress(RuntimeError):  # a user without a home
        base = base or str(Path.home().joinpath(*(("Library", "Caches") if sys.platform == "darwin" else (".cache",))))
    return Path(base) / "policyextract" if base else None


def kept(name: str, source: bytes, make: Callable[[], T]) -> T:
    """What ``make`` gives, made once for all processes.

    Args:
        name: what it is, as part of a file name.
        source: all that it depends on.
        make: gives what JSON holds: numbers, strings, lists, and dicts by strings, of them.

    >>> kept("doctest", b"1", lambda: {"a": 1}) == kept("doctest", b"1", lambda: {"a": 1})
    True
    """
    path = place(name, source)
    if path is None:
        return make()
    data = load(path)
    if data is not None:
        with suppress(ValueError):
            return cast(T, json.loads(data))
    made = make()
    with suppress(ValueError, TypeError):
        save(path, json.dumps(cast(Any, made), ensure_ascii=False, separators=(",", ":")).encode())
    return made


def place(name: str, source: bytes) -> Path | None:
    """The file that holds what was made of ``source``; None where nothing is kept."""
    where = folder()
    if where is None:
        return None
    return where / f"{name}-{blake2b(source, digest_size=12, person=_FORM).hexdigest()}.kept"


def load(path: Path) -> bytes | None:
    """What :func:`save` wrote; None where there is no such file, or another one than was written."""
    with suppress(OSError):
        data = path.read_bytes()
        if _hash(data[_SIZE:]) == data[:_SIZE]:
            return data[_SIZE:]
    return None


def save(path: Path, data: bytes) -> None:
    """Write a file whole, or not at all; files of the same name that are of old versions go."""
    with suppress(OSError):
        _write(path, data)
        _tidy(path.parent, path.name.rpartition("-")[0])


_FORM = b"2"  # of these files
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
