"""Tables set one cell a line, as pages lose them: the headers, then each row's label and its figures below one another.

Such a table is told by its regularity alone: labels, each above the same number of figures, three times or more. One figure
a label is too little without headers of known words, since counters and buttons of pages look so too.
"""

from collections.abc import Sequence
from typing import NamedTuple

import regex

from ..span import Span
from . import grid, tasks
from .blocks import Cell, Row
from .captions import above
from .cells import Column, bare_label, cells_of, column_kind, is_figure, is_header, is_unit, unit_in
from .cells import words as words_of_headers
from .fitting import unit_for
from .lent import Heads, lent
from .rows import agreed
from .stated import Stated
from .tables import Line

_LONGEST = 30
_FEWEST = 3  # rows
_MOST = 8  # figures a row
_SHORTEST = 6  # lines that can hold a table
_TRIES = 6  # beginnings of a table that one stretch of lines is tried for
_PROSE = regex.compile(r"[。；，！？：:|\t]|\s{2,}+\S+\s{2,}")
_PART = regex.compile(r"[#＃]?\s*+其中\s*+[：:]?")
_FIRST = frozenset("0123456789-－—–―+＋±≥≤<>＜＞[［")  # what a figure begins with
_DIGIT = regex.compile(r"\d")
_GAP = regex.compile(r"[ \t\u3000|]")
_LONGEST_ROW = 160  # of a line of figures or headers that is cut into its cells


class _Found:
    """The lines of the tables found so far, by index, and what the columns of these say."""

    def __init__(self, text: str) -> None:
        self.lines: dict[int, Line] = {}
        self.heads = Heads(text)
        self.bare: list[
            tuple[int, list[tuple[int, int]]]
        ] = []  # of tables without: how many, each figure's line and column

    def lend(self, text: str) -> None:
        """Give the figures of tables without heads what those of the others tell."""
        for width, figures in self.bare:
            rates = self.heads.rates(width)
            for k, number in figures if rates else ():
                row = self.lines[k].row
                if row is not None:
                    self.lines[k] = Line(
                        "row", row._replace(cells=tuple([lent(text, c, rates[number]) for c in row.cells]))
                    )


class _Entry(NamedTuple):
    """Words one below the other, and the figures below them, as indices of lines."""

    words: list[int]
    figures: list[int]


def find(text: str, lines: Sequence[Span], taken: dict[int, Line]) -> dict[int, Line]:
    """The lines of tables that are set one cell a line, by index; those ``taken`` belong to other tables.

    A row's figures may stand in one line below its label, and the headers in one line above all.
    """
    if sum(1 for line in lines if line.length <= _LONGEST and text[line.start] in _FIRST) < _FEWEST:
        return {}
    cells, at = _cells(text, lines, taken)
    made = _Found(text)
    stretch: list[int] = []
    for i, line in enumerate(cells):
        if at[i] in taken or line.length > _LONGEST or _prose(text, line):
            _read(text, cells, stretch, made)
            stretch = []
        else:
            stretch.append(i)
    _read(text, cells, stretch, made)
    made.lend(text)
    found = made.lines
    out: dict[int, Line] = {}
    for i in sorted(found):
        told, before = found[i], out.get(at[i])
        if before is not None and before.row is not None and told.row is not None:
            told = Line("row", told.row._replace(cells=before.row.cells + told.row.cells))
        out[at[i]] = told
    return out


def _prose(text: str, line: Span) -> bool:
    """Whether a short line is no cell: it has marks of a sentence, beside those behind 其中."""
    part = _PART.match(text, *line)
    return _PROSE.search(text, line.start if part is None else part.end(), line.end) is not None


def _cells(text: str, lines: Sequence[Span], taken: dict[int, Line]) -> tuple[list[Span], list[int]]:
    """The lines, those of figures alone and those of headers cut into their cells; and the line that each is of."""
    cells: list[Span] = []
    at: list[int] = []
    for k, line in enumerate(lines):
        parts = [line]
        if k not in taken and line.length <= _LONGEST_ROW and _GAP.search(text, *line) is not None:
            some = [c for c in cells_of(text, line)[0] if c.length]
            if len(some) > 1 and (all(is_figure(text, c) for c in some) or is_header(text, some)):
                parts = some
        cells += parts
        at += [k] * len(parts)
    return cells, at


def _read(text: str, lines: Sequence[Span], stretch: Sequence[int], out: _Found) -> None:
    """Add the tables of one stretch of short lines: those of tasks, those in a fixed cycle, and what stands between them."""
    for part in _tasks(text, lines, stretch, out):
        _cycles(text, lines, part, out)


def _cycles(text: str, lines: Sequence[Span], stretch: Sequence[int], out: _Found) -> None:
    """Add the tables in a fixed cycle, and those that stand between them."""
    if len(stretch) < _SHORTEST:
        return
    cells = grid.Stretch(text, lines, stretch)
    done = at = 0
    for _ in range(_TRIES):
        found = cells.grid_at(at)
        if found is None:
            at = cells.behind_figure(at)
            if at >= len(cells.cells):
                break
            continue
        _entries(text, lines, stretch[cells.first[done] : cells.first[found.heads[0]]], out)
        top = stretch[cells.first[found.heads[0]]]
        table = above(text, lines, top, grid.columns_of(cells, found))
        out.heads.keep(table.columns)
        told = [*[(k, Line("header", None)) for k in found.heads]]
        told += [(k, Line("row", row)) for k, row in grid.rows_of(cells, found, table)]
        for k, line in told:
            for n in range(cells.first[k], cells.first[k + 1]):
                out.lines[stretch[n]] = line
        done = at = found.end
    _entries(text, lines, stretch[cells.first[done] :], out)


def _tasks(text: str, lines: Sequence[Span], stretch: Sequence[int], out: _Found) -> list[Sequence[int]]:
    """Add the tables of tasks of a stretch; what of it stands before, between and behind them."""
    duties = words_of_headers().duties
    if not any(text[slice(*lines[k])] in duties for k in stretch):
        return [stretch]
    cells = [lines[k] for k in stretch]
    rest: list[Sequence[int]] = []
    at = done = 0
    while at < len(cells):
        columns, rows = tasks.upright(text, cells, at)
        if not rows:
            at += 1
            continue
        rest.append(stretch[done:at])
        table, width = above(text, lines, stretch[at], columns), len(columns)
        for k in stretch[at : at + width]:
            out.lines[k] = Line("header", None)
        for n, row_cells in enumerate(rows, 1):
            row = tasks.row(text, row_cells, table, None)
            for m, cell in enumerate(row_cells):
                out.lines[stretch[at + n * width + m]] = Line("prose", row._replace(parts=(cell,)))
        at = done = at + width * (len(rows) + 1)
    return [*rest, stretch[done:]]


def _entries(text: str, lines: Sequence[Span], stretch: Sequence[int], out: _Found) -> None:
    """Add the tables of labels that stand above the same number of figures each."""
    entries: list[_Entry] = []
    for i in stretch:
        if text[lines[i].start] in _FIRST and is_figure(text, lines[i]):
            if not entries:
                entries.append(_Entry([], []))
            entries[-1].figures.append(i)
        else:
            if not entries or entries[-1].figures:
                entries.append(_Entry([], []))
            entries[-1].words.append(i)
    _tables(text, lines, entries, out)


def _tables(text: str, lines: Sequence[Span], entries: Sequence[_Entry], out: _Found) -> None:
    """Add the tables among the entries of one stretch of short lines."""
    first = 0
    while first + _FEWEST <= len(entries):
        last, width = first, len(entries[first].figures)
        while last < len(entries) and len(entries[last].figures) == width and entries[last].words:
            last += 1
        if width > 1 and last - first < _FEWEST:  # where cells are empty, some rows have fewer
            whole = 0
            at = first
            while at < len(entries) and 0 < len(entries[at].figures) <= width and entries[at].words:
                whole += len(entries[at].figures) == width
                at += 1
            last = at if whole >= _FEWEST and whole * 2 > at - first else last
        if last - first >= _FEWEST and 0 < width <= _MOST:
            _table(text, lines, entries[first:last], width, out)
        first = max(last, first + 1)


def _table(text: str, lines: Sequence[Span], entries: Sequence[_Entry], width: int, out: _Found) -> None:
    """Add the rows of one table and its headers."""
    columns, unit_column, top, at = _headers(text, lines, entries[0].words, width)
    if not columns:
        stated = all(unit_in(text, lines[entry.words[-1]]) is not None for entry in entries)
        figured = all(_DIGIT.search(text, *lines[k]) for entry in entries for k in entry.figures)
        if not (stated or (width > 1 and figured)):
            return
    for k in entries[0].words[top:at]:
        out.lines[k] = Line("header", None)
    top_line = (entries[0].words or entries[0].figures)[0]
    table = above(text, lines, top_line, tuple(columns))
    out.heads.keep(columns)
    bare: list[tuple[int, int]] = []
    group: Span | None = None
    said = Stated(text)
    for n, entry in enumerate(entries):
        words = entry.words[at:] if n == 0 else entry.words[-4:]
        unit = lines[words[-1]] if unit_column and len(words) > 1 and is_unit(text, lines[words[-1]]) else None
        names = words[:-1] if unit is not None else words
        label = lines[names[-1]]
        if len(names) > 1 and (n > 0 or columns):
            group = bare_label(text, lines[names[-2]])
        unit = unit or said.of(label)
        row = Row(bare_label(text, label), (), table.caption, None, group, not columns)
        if n > 0 or columns:
            for k in words[-3:]:
                out.lines[k] = Line("row", row)
        missing = width - len(entry.figures)
        for number, k in enumerate(entry.figures):
            column = columns[number] if columns and not missing else None
            header = column.header if column is not None else None
            own = unit_for(text, lines[k], column, unit, table.units, row.label)
            if missing and columns:
                may = [unit_for(text, lines[k], c, unit, ()) for c in columns[number : number + missing + 1]]
                own = agreed(text, may) or own
            cell = Cell(*lines[k], header, own)
            out.lines[k] = Line("row", row._replace(cells=(cell,)))
            bare += [] if columns or missing else [(k, number)]
    out.bare.append((width, bare))


def _headers(text: str, lines: Sequence[Span], words: Sequence[int], width: int) -> tuple[list[Column], bool, int, int]:
    """The value columns, whether one of units stands among the headers, and which of ``words`` are the headers.

    ``words`` are those above the first figures: headers, then the first label.
    """
    for more in (1, 2):
        count = width + more
        for top in range(max(0, len(words) - count - 3), len(words) - count):
            spans = [lines[k] for k in words[top : top + count]]
            kinds = [column_kind(text, span) for span in spans]
            if kinds[0] != "label" or not is_header(text, spans) or (more == 2) != ("unit" in kinds):
                continue
            values = [Column("value", s) for s, kind in zip(spans[1:], kinds[1:], strict=True) if kind != "unit"]
            return values, more == 2, top, top + count
    known = words_of_headers().part
    spans = [lines[k] for k in words[-width - 1 : -1]]
    if len(words) > width + 1 and all(known.search(text, *s) or unit_in(text, s) for s in spans):
        return [Column("value", s) for s in spans], False, len(words) - width - 1, len(words) - 1
    return [], False, 0, 0
