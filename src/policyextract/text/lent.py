"""What the heads of a text's tables tell of one that has lost its own.

A text that was cut out of a page begins in the midst of a table; those behind it are mostly made as it was. Where all of as
many columns head one by a change in per cent, so is that of the table without heads.
"""

from collections.abc import Sequence

from .blocks import Cell
from .cells import Column, unit_in
from .fitting import names_rate, unit_for


class Heads:
    """The columns of values of a text's tables, by how many each has."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[int, list[list[Column]]] = {}

    def keep(self, columns: Sequence[Column]) -> None:
        """Keep the columns of a table that has heads."""
        values = [c for c in columns if c.kind == "value"]
        if values:
            self._found.setdefault(len(values), []).append(values)

    def rates(self, width: int) -> list[Column | None]:
        """For each column of a table of so many whether it holds changes in per cent: a column that is headed so, or None."""
        return [self._shared(columns) for columns in zip(*self._found.get(width, ()), strict=True)]

    def _shared(self, columns: Sequence[Column]) -> Column | None:
        """The first of columns that stand at one place, if all are headed by a change in per cent."""
        heads = [c.header for c in columns]
        rated = all(h is not None and names_rate(self.text, h) and unit_in(self.text, h) is not None for h in heads)
        return columns[0] if rated else None


def lent(text: str, cell: Cell, column: Column | None) -> Cell:
    """A cell with the head and unit of a column, where it has no unit."""
    if column is None or cell.unit is not None:
        return cell
    return cell._replace(header=column.header, unit=unit_for(text, cell.span, column, None, ()))
