"""Tables set one cell a line whose rows repeat in a fixed cycle: headers below one another, then every row's cells.

What tells such a table is that the lines come round: the same places of each cycle hold figures, the others none. A cell
that spans rows is written once, so a row may lack its first cell; a line alone may head the rows below it.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import alternation, shipped
from ..span import Span
from .blocks import Row
from .cells import Column, bare_label, column_kind, is_figure, is_serial, is_year
from .heads import TAIL, judged
from .rows import Table, built
from .stated import Stated

_FIRST = frozenset("0123456789-－—–―+＋±≥≤<>＜＞[［/约近超不")  # what a figure begins with
_DIGIT = regex.compile(r"\d")
# From two to so many columns; one figure a row needs a header of known words.
_WIDEST = 10
# So many rows tell a table: two below a header whose first words are known, else three.
_ROWS_KNOWN, _ROWS = 2, 3
# So many places in one stretch of lines are tried as the beginning of a header.
_TRIES = 24
# So many rows tell what a column holds.
_SAMPLE = 12


class Grid(NamedTuple):
    """A table found: its header lines, and the cells of each row with the column of the first; all are numbers of cells."""

    heads: list[int]
    rows: list[tuple[int, list[int]]]
    groups: dict[int, int]  # the cell that heads rows alone, by the number of the row below it
    end: int  # the cell behind the table


@cache
def _broken() -> "tuple[regex.Pattern[str], regex.Pattern[str]]":
    """How a head that is broken over two lines ends the first and begins the second."""
    classes = shipped("text", "outline_lexicon.toml").classes()
    turns = alternation(classes["turns"])
    return regex.compile(rf"[比较]{alternation(classes['against'])}"), regex.compile(rf"(?:同期)?[±+]?{turns}")


def _goes_on(text: str, before: Span, line: Span) -> bool:
    """Whether a line is of the cell above it: 年均增长, and below it （%）; 比上年, and below it 增长（%）."""
    if TAIL.fullmatch(text, *line) is not None and text[before.end - 1] not in "）)":
        return True
    against, turn = _broken()
    return against.fullmatch(text, *before) is not None and turn.match(text, *line) is not None


class Stretch:
    """Short lines below one another, some of which may be cells."""

    def __init__(self, text: str, lines: Sequence[Span], indices: Sequence[int]) -> None:
        self.text = text
        self.cells: list[Span] = []
        self.first: list[int] = []  # the place in ``indices`` of the first line of each cell
        for n, k in enumerate(indices):
            line = lines[k]
            if self.cells and _goes_on(text, self.cells[-1], line):
                self.cells[-1] = Span(self.cells[-1].start, line.end)
            else:
                self.cells.append(line)
                self.first.append(n)
        self.first.append(len(indices))
        self.figures = [text[c.start] in _FIRST and is_figure(text, c) for c in self.cells]
        self.kinds = [column_kind(text, c) for c in self.cells]

    def grid_at(self, at: int) -> Grid | None:
        """The table whose header begins at place ``at`` or shortly behind, the one that reads most lines."""
        first = next((n for n in range(at, len(self.cells)) if self.figures[n]), len(self.cells))
        known = [n for n in range(at, first) if self.kinds[n] in ("label", "serial")]
        places = [n for n in known if not (n > at and self.kinds[n - 1] == "serial")][:_TRIES]
        best: Grid | None = None
        for top in places:
            for width in range(2, _WIDEST + 1):
                best = self._better(best, top, width, True)
        if best is None:
            for top in range(max(at, first - _WIDEST - 3), first):
                for width in range(max(3, first - top - 3), min(first - top, _WIDEST) + 1):
                    best = self._better(best, top, width, False)
        return best

    def behind_figure(self, at: int) -> int:
        """The place behind the next figures."""
        while at < len(self.cells) and not self.figures[at]:
            at += 1
        while at < len(self.cells) and self.figures[at]:
            at += 1
        return at

    def _better(self, best: Grid | None, top: int, width: int, known: bool) -> Grid | None:
        found = self._grid(top, width, known)
        if found is None or (best is not None and found.end - found.heads[0] <= best.end - best.heads[0]):
            return best
        return found

    def _grid(self, top: int, width: int, known: bool) -> Grid | None:
        at = top + width
        serial = self.kinds[top] == "serial"
        label = int(serial)
        if at + width > len(self.cells) or label >= width - 1:
            return None
        if any(self.figures[n] and not (known and n > top and self._year(n)) for n in range(top, at)):
            return None
        valued = [c for c in range(label + 1, width) if self.figures[at + c]]
        if not valued or (serial and not self._serial(at)) or (not serial and self._plain(at)):
            return None
        rows: list[tuple[int, list[int]]] = []
        groups: dict[int, int] = {}
        while at < len(self.cells):
            step = self._step(at, width, valued, label, bool(rows))
            if step is None:
                break
            skipped, missing = step
            if skipped:
                groups[len(rows)] = at
            at += skipped
            rows.append((missing, list(range(at, at + width - missing))))
            at += width - missing
        if len(rows) < (_ROWS_KNOWN if known else _ROWS) or (at < len(self.cells) and self.figures[at]):
            return None
        if not any(_DIGIT.search(self.text, *self.cells[k]) for _, row in rows for k in row):
            return None
        return Grid(list(range(top, top + width)), rows, groups, at)

    def _step(self, at: int, width: int, valued: Sequence[int], label: int, inside: bool) -> tuple[int, int] | None:
        """How many lines head the row at ``at`` alone, and how many of its first cells are missing; None for no row."""
        for skipped, missing in ((0, 0), (0, 1), (1, 0)):
            if (missing and (not inside or label)) or (skipped and self.figures[at]):
                continue
            if missing and missing in valued:
                continue
            if self._fits(at + skipped, width, missing, valued, label):
                return skipped, missing
        return None

    def _fits(self, at: int, width: int, missing: int, valued: Sequence[int], label: int) -> bool:
        if at + width - missing > len(self.cells):
            return False
        for c in range(missing, width):
            n = at + c - missing
            if c in valued:
                if not self.figures[n]:
                    return False
            elif label and c == 0:
                if not self._serial(n):
                    return False
            elif self.figures[n] and (c != label or self._plain(n)):
                return False
        return True

    def _serial(self, n: int) -> bool:
        return is_serial(self.text, self.cells[n])

    def _year(self, n: int) -> bool:
        return is_year(self.text, self.cells[n])

    def _plain(self, n: int) -> bool:
        """Whether a line is a figure and nothing else, which is no label: 5年以上 may be one, a year is."""
        line = self.cells[n]
        return (
            self.figures[n] and self.text[line.start : line.end].strip("0123456789.,-—–+−") == "" and not self._year(n)
        )


def rows_of(stretch: Stretch, grid: Grid, table: Table) -> list[tuple[int, Row]]:
    """Each cell of a grid with what that cell holds of its row.

    Args:
        table: the grid's columns, with caption and units.
    """
    text, cells = stretch.text, stretch.cells
    out: list[tuple[int, Row]] = []
    said = Stated(text)
    group: Span | None = None
    for n, (missing, row) in enumerate(grid.rows):
        if n in grid.groups:
            group = bare_label(text, cells[grid.groups[n]])
            out.append((grid.groups[n], Row(group, (), table.caption, None)))
        placed: list[list[Span]] = [[]] * missing + [[cells[k]] for k in row]
        whole = built(text, placed, table, said)
        group = whole.group or group
        whole = whole._replace(group=group)
        out += [(k, whole._replace(cells=tuple(c for c in whole.cells if c.start == cells[k].start))) for k in row]
    return out


def columns_of(stretch: Stretch, grid: Grid) -> tuple[Column, ...]:
    """What the columns of a grid hold."""
    text, cells = stretch.text, stretch.cells
    heads = [Column(column_kind(text, cells[k]), cells[k]) for k in grid.heads]
    columns = judged(text, heads, [[cells[k] for k in row] for missing, row in grid.rows if not missing][:_SAMPLE])
    named = int(columns[0].kind == "serial")
    if all(c.kind != "label" for c in columns):  # 5年以上 is a label that reads like a figure
        columns = tuple(c._replace(kind="label") if n == named else c for n, c in enumerate(columns))
    return columns
