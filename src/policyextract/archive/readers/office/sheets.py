"""Workbooks: each sheet a table, each cell at its place; a sheet whose rows are documents, one document a row."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree

from ...item import Item
from ..codes import Code, Fault
from ..fields import document, roles
from ..options import ReadOptions
from ..taken import Taken, cell, locked, needs
from ..zips import DAMAGE
from . import child
from .formats import MOST_CELLS, Formats, bounded, formats_of, written

_SECONDS = 30
_FIRST_LETTER = ord("A")
_UNNAMED = ("sheet", "工作表", "表格")  # how Excel, WPS and LibreOffice call sheets that nobody has named
_DOCUMENT = ("title", "published", "source", "id")

Grid = list[tuple[int, list[str]]]
"""The rows of a sheet that hold something, each with its number, from 1."""


def read_sheets(origin: str, data: bytes, options: ReadOptions) -> Iterator[Item]:
    """The document of a workbook, its cells as parts, or the documents of sheets that hold one a row.

    Hidden sheets are passed over. Figures are written as they are shown, where the file tells it (``0.065`` as ``6.5%``).

    Raises:
        Fault: it is damaged, encrypted, empty, or so large that it could not be held.
    """
    try:
        import python_calamine  # noqa: F401
    except ImportError:
        raise needs("python-calamine", "workbooks") from None
    try:
        shown = formats_of(data)
    except (KeyError, ValueError, ElementTree.ParseError, *DAMAGE) as error:
        raise _damaged(f"{type(error).__name__}: {error}") from None
    sheets = _sheets(data)
    grids = {name: _grid(top, left, rows, shown.get(name, {})) for name, top, left, rows in sheets}
    yield from _documents(origin, {name: grid for name, grid in grids.items() if grid}, options)


def _damaged(said: str) -> Fault:
    return Fault(Code.corrupt, f"the workbook is damaged ({said}); open it and save it again")


def _sheets(data: bytes) -> list[tuple[str, int, int, list[list[Any]]]]:
    """Name, first row and column, and rows of each sheet, read in a process of its own (:mod:`.child`)."""
    command = [sys.executable, "-P", child.__file__, str(MOST_CELLS)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_SECONDS, env=environment, check=False)
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Fault(Code.too_slow, f"takes longer than {_SECONDS} seconds to read; open it and save it again") from None
    except ValueError:  # it was ended by the system
        raise _damaged(f"reading it ended with {done.returncode}") from None
    if (wrong := answer.get("wrong")) == "encrypted":
        raise locked()
    if wrong == "too-large":
        bounded(MOST_CELLS + 1)
    if wrong:
        raise _damaged(answer["said"])
    return [tuple(sheet) for sheet in answer["sheets"]]


def _documents(origin: str, grids: Mapping[str, Grid], options: ReadOptions) -> Iterator[Item]:
    taken, rows = Taken(options), 0
    for name, grid in grids.items():
        if (head := _head(grid, options)) is not None:
            rows += len(grid) - head - 1
            yield from _rows(f"{origin}!{name}", grid[head:], options)
            continue
        if len(grids) > 1 and not name.lower().startswith(_UNNAMED) and not any(name in text for text in grid[0][1]):
            taken.line(cell(name), sheet=name)
        _table(taken, name, grid)
    if taken.text or not rows:
        yield taken.document(origin)


def _head(grid: Grid, options: ReadOptions) -> int | None:
    """The row that names a field of text and one more of a document; None where the sheet is a table of figures."""
    for n, (_, cells) in enumerate(grid[:3]):
        keys = tuple(text for text in cells if text)
        found = roles(keys, options) if len(keys) > 1 else {}
        if found.get("text") and any(found[role] for role in _DOCUMENT):
            return n
    return None


def _rows(origin: str, grid: Grid, options: ReadOptions) -> Iterator[Item]:
    keys = grid[0][1]
    for number, cells in grid[1:]:
        row = {key: text for key, text in zip_longest(keys, cells[: len(keys)], fillvalue="") if key}
        yield document(row, f"{origin}:{number}", options)


def _table(taken: Taken, name: str, grid: Grid) -> None:
    """The rows of a sheet; a cell alone in its row is a line of its own: title, unit, note."""
    first = min(next(n for n, text in enumerate(cells) if text) for _, cells in grid)
    last = max(len(cells) for _, cells in grid)
    for number, cells in grid:
        filled = [n for n, text in enumerate(cells) if text]
        if len(filled) == 1:
            taken.line(cell(cells[filled[0]]), sheet=name, cell=_name(filled[0], number))
            continue
        taken.row(
            (cell(cells[n]) if n < len(cells) else "", {"sheet": name, "cell": _name(n, number)})
            for n in range(first, last)
        )


def _name(column: int, row: int) -> str:
    """What a cell is called: its column from 0, its row from 1.

    >>> _name(0, 1), _name(27, 5)
    ('A1', 'AB5')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(_FIRST_LETTER + rest) + letters
    return f"{letters}{row}"


def _grid(top: int, left: int, rows: Sequence[Sequence[Any]], shown: Formats) -> Grid:
    out: Grid = []
    for n, values in enumerate(rows, top):
        cells = [_text(value, shown.get((n, c))) for c, value in enumerate(values, left)]
        if any(cells):
            out.append((n + 1, [""] * left + _trimmed(cells)))
    return out


def _trimmed(cells: Sequence[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return list(cells[:end])


def _text(value: Any, form: str | None) -> str:
    if isinstance(value, str):
        return value.strip()
    return "" if value is None else written(date(*value) if isinstance(value, list) else value, form)
