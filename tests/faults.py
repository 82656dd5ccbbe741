"""Faults that are put where a program meets the disk: every k-th write, flush to the disk, or rename fails."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

KILLED = """
import os, signal, sys
from policyextract.track import sqlite, store
run, seen = sqlite.SQLite.run, []
def killed(self, sql, arguments=()):
    seen.append(sql)
    if len(seen) == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)
    return run(self, sql, arguments)
"""
"""The beginning of a program for the store ``sys.argv[1]`` that is killed at the statement with the number ``sys.argv[2]``, once
``sqlite.SQLite.run`` is ``killed``."""


class Disk:
    """Counts writes, flushes and renames; the one with the number ``fails`` (from 1) finds the disk full, and all behind it."""

    def __init__(self, fails: int) -> None:
        self.fails = fails
        self.calls = 0

    def call(self) -> None:
        self.calls += 1
        if self.calls >= self.fails > 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _File:
    """An open file whose writes are counted."""

    def __init__(self, made: Any, disk: Disk) -> None:
        self._made, self._disk = made, disk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)

    def __enter__(self) -> "_File":
        self._made.__enter__()
        return self

    def __exit__(self, *told: Any) -> None:
        self._made.__exit__(*told)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._made)

    def write(self, data: Any) -> int:
        self._half(data)
        return int(self._made.write(data))

    def writelines(self, pieces: Any) -> None:
        for piece in pieces:
            self.write(piece)

    def _half(self, data: Any) -> None:
        """What a full disk still takes."""
        try:
            self._disk.call()
        except OSError:
            self._made.write(data[: len(data) // 2])
            raise


@contextmanager
def failing(patch: pytest.MonkeyPatch, k: int) -> Iterator[Disk]:
    """The disk fails from the ``k``-th call on; never, where ``k`` is 0."""
    disk, plain = Disk(k), Path.open

    def opened(path: Path, mode: str = "r", *args: Any, **named: Any) -> Any:
        made = plain(path, mode, *args, **named)
        return made if mode in ("r", "rb") else _File(made, disk)

    with patch.context() as inside:
        inside.setattr(Path, "open", opened)
        for name in ("fsync", "replace", "rename"):
            real = getattr(os, name)
            inside.setattr(os, name, lambda *args, real=real, **named: (disk.call(), real(*args, **named))[1])
        yield disk
