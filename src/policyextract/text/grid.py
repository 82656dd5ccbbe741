"""Tables set one cell a line whose rows repeat in a fixed cycle: headers below one another, then every row's cells.

What tells such a table is that the lines come round: the same places of each cycle hold figures, the others none. A cell
that spans rows is written once, so a row may lack its first cell; a line alone may head the rows below it.
"""

from collections.abc import Sequence
from typing import NamedTuple

import regex

from ..span import Span
from .blocks import Row
from .captions import above
from .cells import Column, Stated, bare_label, column_kind, is_figure, is_serial, is_year
from .heads import judged
from .rows import built

_FIRST = frozenset("0123456789-－—–―+＋±≥≤<>＜＞[［/约近超不")  # what a figure begins with
_DIGIT = regex.compile(r"\d")
# From two to so many columns; one figure a row needs a header of known words.
_WIDEST = 10
# So many rows tell a table: two below a header whose first words are known, else three.
_ROWS_KNOWN, _ROWS = 2, 3
# So many places in one stretch of lines are tried as the beginning of a header.
_TRIES = 24


class Grid(NamedTuple):
    """A table found: its header lines, and the lines of each row with the column of the first; all are indices of lines."""

    heads: list[int]
    rows: list[tuple[int, list[int]]]
    groups: dict[int, int]  # the line that heads rows alone, by the number of the row below it
    end: int  # how many lines of the stretch are read


class Stretch:
    """Short lines below one another, some of which may be cells."""

    def __init__(self, text: str, lines: Sequence[Span], indices: Sequence[int]) -> None:
        self.text, self.lines, self.indices = text, lines, indices
        self.figures = [text[lines[k].start] in _FIRST and is_figure(text, lines[k]) for k in indices]
        self.kinds = [column_kind(text, lines[k]) for k in indices]

    def grid_at(self, at: int) -> Grid | None:
        """The table whose header begins at place ``at`` or shortly behind, the one that reads most lines."""
        first = next((n for n in range(at, len(self.indices)) if self.figures[n]), len(self.indices))
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
        while at < len(self.indices) and not self.figures[at]:
            at += 1
        while at < len(self.indices) and self.figures[at]:
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
        if at + width > len(self.indices) or label >= width - 1:
            return None
        if any(self.figures[n] and not (known and n > top and self._year(n)) for n in range(top, at)):
            return None
        valued = [c for c in range(label + 1, width) if self.figures[at + c]]
        if not valued or (serial and not self._serial(at)) or (not serial and self._plain(at)):
            return None
        rows: list[tuple[int, list[int]]] = []
        groups: dict[int, int] = {}
        while at < len(self.indices):
            step = self._step(at, width, valued, label, bool(rows))
            if step is None:
                break
            skipped, missing = step
            if skipped:
                groups[len(rows)] = self.indices[at]
            at += skipped
            rows.append((missing, list(self.indices[at : at + width - missing])))
            at += width - missing
        if len(rows) < (_ROWS_KNOWN if known else _ROWS) or (at < len(self.indices) and self.figures[at]):
            return None
        if not any(_DIGIT.search(self.text, *self.lines[k]) for _, row in rows for k in row):
            return None
        return Grid(list(self.indices[top : top + width]), rows, groups, at)

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
        if at + width - missing > len(self.indices):
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
        return is_serial(self.text, self.lines[self.indices[n]])

    def _year(self, n: int) -> bool:
        return is_year(self.text, self.lines[self.indices[n]])

    def _plain(self, n: int) -> bool:
        """Whether a line is a figure and nothing else, which is no label: 5年以上 may be one, a year is."""
        line = self.lines[self.indices[n]]
        return (
            self.figures[n] and self.text[line.start : line.end].strip("0123456789.,-—–+−") == "" and not self._year(n)
        )


def rows_of(text: str, lines: Sequence[Span], grid: Grid) -> list[tuple[int, Row]]:
    """Each line of a grid with what that line holds of its row."""
    heads = [Column(column_kind(text, lines[k]), lines[k]) for k in grid.heads]
    sample = [[lines[k] for k in row] for missing, row in grid.rows if not missing]
    columns = judged(text, heads, sample[:12])
    named = int(columns[0].kind == "serial")
    if all(c.kind != "label" for c in columns):  # 5年以上 is a label that reads like a figure
        columns = tuple(c._replace(kind="label") if n == named else c for n, c in enumerate(columns))
    table = above(text, lines, grid.heads[0], columns)
    out: list[tuple[int, Row]] = []
    said = Stated(text)
    group: Span | None = None
    for n, (missing, row) in enumerate(grid.rows):
        if n in grid.groups:
            group = bare_label(text, lines[grid.groups[n]])
            out.append((grid.groups[n], Row(group, (), table.caption, None)))
        placed: list[list[Span]] = [[]] * missing + [[lines[k]] for k in row]
        whole = built(text, placed, table, said)
        if whole.group is not None:
            group = whole.group
        whole = whole._replace(group=group)
        for k in row:
            out.append((k, whole._replace(cells=tuple(c for c in whole.cells if c.start == lines[k].start))))
    return out
