"""What the rows of a table say one after the other: the units their labels state, and their numbers."""

from collections.abc import Sequence

from ..span import Span
from .cells import PART, is_figure, is_serial, unit_in, words
from .fitting import other_than

_DEEPEST = 16  # so far in a label may be set


class Stated:
    """The unit that labels state, row by row.

    A part of a whole (``其中：``, ``#``, or set further in) and those beside it have that of the whole, and so have the rows
    below a line that heads them and states one: 年末人口（万人）.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._unit: Span | None = None
        self._part = False
        self._indent = 0  # of the row that stated the unit
        self._group: Span | None = None  # the unit of a line that heads the rows
        self._column: Span | None = None  # the last cell of a column of units
        self._number = 0  # of the last row that has one

    def of(self, label: Span) -> Span | None:
        """The unit of a row with this label."""
        own = unit_in(self.text, label)
        before = self.text[max(label.start - _DEEPEST, 0) : label.start]
        left = before.rstrip(" \u3000\xa0")
        indent = len(before) - len(left) if left.endswith(("\n", "|", "\t")) else 0  # else it is a gap between cells
        if own is not None:
            self._unit, self._part, self._indent = own, False, indent
        elif PART.match(self.text, *label) is not None:
            self._part = True
        elif indent > self._indent:
            self._part = self._part or self._unit is not None
        shared = (self._unit if self._part else None) or self._group
        return own or (None if shared is not None and other_than(self.text, label, shared) else shared)

    def head(self, line: Span) -> None:
        """Note the line, or the cell over several rows, that heads the rows below it."""
        self._group, self._part = unit_in(self.text, line), False

    def column(self, cell: Span | None, label: Span | None) -> Span | None:
        """The unit of a row whose cell in the column of units this is: one with nothing or 同上 has that of the row above.

        Args:
            label: the row's; that of an index or a coefficient has none.
        """
        if cell is not None and cell.length and self.text[cell.start : cell.end] not in words().ditto:
            self._column = None if is_figure(self.text, cell) else cell
        elif cell is None and label is not None and words().pure.search(self.text, *label) is not None:
            return None
        return self._column

    def numbered(self, cells: Sequence[Span]) -> int:
        """Which of a row's first cells is its number, as it counts on from the last; 0 as well where none is: 省域 30 一网通办率."""
        for n, cell in enumerate(cells[:2]):
            number = self.text[cell.start : cell.end].rstrip(".、．")
            if is_serial(self.text, cell) and number.isdecimal():
                before, self._number = self._number, int(number)
                labelled = n + 1 < len(cells) and not is_figure(self.text, cells[n + 1])
                if n == 0 or (self._number == before + 1 and labelled):
                    return n
                self._number = before
        return 0
