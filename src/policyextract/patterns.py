"""Compiled patterns, kept between runs.

A large pattern over Chinese words takes tens of milliseconds to compile, all of them most of a second: longer than a
document takes. What ``re`` and ``regex`` compile them to is a row of numbers, which is kept in the user's cache
(:mod:`policyextract.kept`) for this version of Python and of ``regex``; ``re`` checks such a row before it takes it. Where
they offer no way to take one, in another implementation of Python or a version to come, everything is compiled as usual.

Before 3.11.5 ``re`` matches a possessive repeat of more than one character wrongly, or fails (Debian 12 and its like have 3.11.2);
there it is compiled as what it means, a greedy one in an atomic group, which takes more memory. So every pattern that holds one is
made here. A group that captures must not stand in one: up to 3.12.7 some of these fail.
"""

import copyreg
import json
import re
import sys
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Any, Protocol, TypeVar, cast

import regex

from .kept import load, place, save

P = TypeVar("P", covariant=True)
Row = list[Any]

_WORTH = 0.02  # seconds of compiling that are worth writing the file again
_MOST = 8_000_000  # characters of the file; beyond, it holds only what this process asked for
_REFUSED = (ImportError, AttributeError, TypeError, ValueError, LookupError, RuntimeError)


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """As ``re.compile``, from the cache where it was compiled before.

    >>> compiled("[甲乙]+", re.DOTALL) == re.compile("[甲乙]+", re.DOTALL)
    True
    """
    shelf, maker = _shelf(), _plain()
    if maker is None:
        return re.compile(pattern, flags)
    if shelf is None:
        return maker.pattern(pattern, maker.row(pattern, int(flags)))
    return shelf.get(maker, pattern, int(flags))


def compiled_wide(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """As ``regex.compile``, from the cache where it was compiled before.

    >>> compiled_wide(r"\\p{Han}+").match("甲乙丙").span()
    (0, 3)
    """
    shelf, maker = _shelf(), _wide()
    return regex.compile(pattern, flags) if shelf is None or maker is None else shelf.get(maker, pattern, int(flags))


def keep() -> None:
    """Keep what was compiled since the last call, where it took long; after a document most of it is there."""
    shelf = _shelf()
    if shelf is not None:
        shelf.keep()


class _Maker(Protocol[P]):
    """Rows of patterns, as JSON holds them, and patterns of rows."""

    name: str

    def row(self, pattern: str, flags: int) -> Row: ...
    def pattern(self, pattern: str, row: Row) -> P: ...


class _Plain:
    """Rows of ``re``, by the functions that ``re.compile`` itself calls: flags, groups, names of groups, code."""

    name = "re"

    def __init__(self, atomic: bool = sys.version_info < (3, 11, 5)) -> None:
        sre: Any = import_module("_sre")
        compiler: Any = import_module("re._compiler")
        self._atomic = atomic
        self._ops: Any = import_module("re._constants")
        self._parse: Callable[[str, int], Any] = cast(Any, import_module("re._parser")).parse
        self._is_one: Callable[[Any], bool] = compiler._simple
        self._code: Callable[[Any, int], list[int]] = compiler._code
        self._compile: Callable[..., re.Pattern[str]] = sre.compile
        if array("I").itemsize != sre.CODESIZE:
            raise ValueError("numbers of another size")

    def row(self, pattern: str, flags: int) -> Row:
        parsed = self._parse(pattern, flags)
        state = parsed.state
        if self._atomic:
            self._make_atomic(parsed)
        code = array("I", self._code(parsed, flags)).tobytes()
        return [flags | state.flags, state.groups, dict(state.groupdict), b64encode(code).decode()]

    def _make_atomic(self, parsed: Any) -> None:
        """Put greedy repeats in atomic groups where possessive ones stand, in place."""
        for at, (op, av) in enumerate(parsed.data):
            for part in _sequences(av, type(parsed)):
                self._make_atomic(part)
            if op is self._ops.POSSESSIVE_REPEAT and not self._is_one(av[2]):
                greedy = type(parsed)(parsed.state, [(self._ops.MAX_REPEAT, av)])
                parsed.data[at] = (self._ops.ATOMIC_GROUP, greedy)

    def pattern(self, pattern: str, row: Row) -> re.Pattern[str]:
        flags, groups, names, code = row
        by_number: list[str | None] = [None] * groups
        for name, number in names.items():
            by_number[number] = name
        numbers = array("I", b64decode(code)).tolist()
        return self._compile(pattern, flags, numbers, groups - 1, names, tuple(by_number))


def _sequences(value: Any, kind: type) -> Iterator[Any]:
    """The sequences of ``kind`` that what an operation is given holds."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _sequences(part, kind)


class _Wide:
    """Rows of ``regex``, as it gives them to be pickled: flags, code, groups, first characters."""

    name = "regex"

    def __init__(self) -> None:
        self._compile: Callable[..., regex.Pattern[str]] = cast(Any, import_module("regex._regex")).compile
        self._reduced: Callable[[Any], Any] = copyreg.dispatch_table[regex.Pattern]

    def row(self, pattern: str, flags: int) -> Row:
        _, (_, bits, code, names, by_number, *rest) = self._reduced(regex.compile(pattern, flags))
        return [bits, b64encode(code).decode(), names, list(by_number.items()), *rest]

    def pattern(self, pattern: str, row: Row) -> regex.Pattern[str]:
        bits, code, names, by_number, lists, numbered, offset, first, *rest = row
        return self._compile(
            pattern, bits, b64decode(code), names, dict(by_number), lists, numbered, offset, tuple(first), *rest
        )


_TRIED = "(?P<a>[甲乙])+|丙丁(?=戊)"


@cache
def _plain() -> _Plain | None:
    """None where this Python compiles its patterns in another way; that is tried on one."""
    with suppress(*_REFUSED):
        if sys.implementation.name == "cpython" and (maker := _Plain()):
            return maker if maker.pattern(_TRIED, maker.row(_TRIED, 0)) == re.compile(_TRIED) else None
    return None


@cache
def _wide() -> _Wide | None:
    """None where this ``regex`` is pickled in another way; that is tried on a pattern."""
    with suppress(*_REFUSED):
        maker = _Wide()
        found = maker.pattern(_TRIED, maker.row(_TRIED, 0)).findall("甲乙，丙丁戊，丙丁")
        return maker if found == regex.findall(_TRIED, "甲乙，丙丁戊，丙丁") else None
    return None


class _Shelf:
    """Rows by the hash of their pattern: those of the file, and those made since."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows = _rows(path)
        self._asked: set[str] = set()
        self._made: dict[str, Row] = {}
        self._seconds = 0.0
        self._lock = Lock()

    def get(self, maker: _Maker[P], pattern: str, flags: int) -> P:
        """The pattern, from its row, or from a new one where there is none that fits."""
        said = f"{maker.name} {flags} {pattern}".encode(errors="surrogatepass")
        key = blake2b(said, digest_size=12).hexdigest()
        self._asked.add(key)
        row = self._rows.get(key)
        if row is not None:
            with suppress(*_REFUSED):  # re checks the numbers
                return maker.pattern(pattern, row)
        begun = perf_counter()
        row = self._made[key] = maker.row(pattern, flags)
        self._seconds += perf_counter() - begun
        return maker.pattern(pattern, row)

    def keep(self) -> None:
        if self._seconds < _WORTH:
            return
        with self._lock:
            self._seconds = 0.0
            made, self._made = self._made, {}
            self._rows = {**_rows(self._path), **self._rows, **made}  # another process may have added some
            if sum(len(str(row)) for row in self._rows.values()) > _MOST:
                self._rows = {key: row for key, row in self._rows.items() if key in self._asked}
            save(self._path, json.dumps(self._rows, separators=(",", ":"), sort_keys=True).encode())


def _rows(path: Path) -> dict[str, Row]:
    """The rows of the file; none where there is no such file."""
    with suppress(ValueError):
        found = json.loads(load(path) or b"{}")
        if isinstance(found, dict):
            return found
    return {}


@cache
def _shelf() -> _Shelf | None:
    """None where nothing is kept."""
    versions = (sys.implementation.cache_tag, sys.hexversion, sys.byteorder, regex.__version__)
    path = place("patterns", repr(versions).encode())
    return None if path is None else _Shelf(path)
