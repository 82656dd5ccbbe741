"""What sort of thing a whole cell of a table is, and the label of a row beside those of the other rows."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from ...span import Span
from ..proposers.columns import over, sums
from ..proposers.region import division_ends
from ..scene import Case, Scene

NAMING: Final = frozenset(("L", "l", "T", "Q", "sum", "-"))
"""What cells name a row or a column by without saying what is measured there."""

_PLACE: Final = 8  # a cell that may be the name of a place has no more characters
_FEW: Final = 3  # rows that name places make a column of them, where they are most


class Labels:
    """The cells of one document's tables; what the rows of a table share is made once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._sorts: dict[Span, str] = {}
        self._placed: set[int] | None = None  # the blocks that are rows of tables whose rows are places

    def sort(self, piece: Span) -> str:
        """What a whole cell is: a place or body (``L``; ``l`` by its end alone), a time, a number, a sum, or words."""
        known = self._sorts.get(piece)
        if known is None:
            known = self._sorts[piece] = self._sorted(piece)
        return known

    def _sorted(self, piece: Span) -> str:
        start, end = piece
        for name in self._scene.names_in(start, end):
            if (name.end - name.start) * 3 >= (end - start) * 2:
                return "L"
        for told in self._scene.times_in(start, end):
            if (told.end - told.start) * 2 >= end - start:
                return "T"
        text = self._scene.text[start:end]
        digits = sum([c.isdigit() for c in text])
        if digits * 2 > len(text):
            return "Q"
        if text in sums() or text[:2] in sums():
            return "sum"
        if len(text) <= _PLACE and text.endswith(division_ends()):
            return "l"
        return "n" if not digits else "nQ"

    def of_row(self, case: Case) -> str:
        """What the label of a case's row is; words among places are one of them: 三明 below 福州, 厦门."""
        row = case.row
        if row is None or row.label is None:
            return "-"
        sort = self.sort(row.label)
        if sort in ("n", "l") and row.label.length <= _PLACE and self._among_places(case.block):
            return "L"
        return sort

    def parts(self, case: Case) -> dict[str, str]:
        """What the cells are that tell of a figure of a table, by the name of each; those that are not there are left out."""
        row = case.row
        if row is None:
            return {}
        out = {}
        for name, span in _told(case).items():
            if name == "label":
                out[name] = self.of_row(case)
            else:
                out[over(row, span) if name == "above" else name] = self.sort(span)
        return out

    def _among_places(self, block: int) -> bool:
        if self._placed is None:
            self._placed = set(self._rows_of_places())
        return block in self._placed

    def _rows_of_places(self) -> Iterator[int]:
        """The rows of the tables most of whose rows have a place for a label."""
        blocks = self._scene.blocks
        for is_table, rows in groupby(range(len(blocks)), lambda i: blocks[i].row is not None):
            if not is_table:
                continue
            table = list(rows)
            labels = [row.label for i in table if (row := blocks[i].row) is not None and row.label is not None]
            sorts = [self.sort(label) for label in labels]
            named = sorts.count("L")
            if named >= _FEW and named * 2 > len(sorts) - sorts.count("sum"):
                yield from table


def unit_place(case: Case) -> str:
    """Which of the cells that tell of a figure holds its unit; ``-`` where none does, ``other`` where it stands elsewhere."""
    unit = case.cell.unit if case.cell is not None else None
    if unit is None:
        return "-"
    return next(
        (name for name, span in _told(case).items() if span.start <= unit.start and unit.end <= span.end), "other"
    )


def _told(case: Case) -> dict[str, Span]:
    """The cells that tell of a figure of a table; those that are not there are left out."""
    row, cell = case.row, case.cell
    if row is None:
        return {}
    header, above = (cell.header, cell.above) if cell is not None else (None, None)
    told = {"label": row.label, "header": header, "above": above, "group": row.group}
    return {name: span for name, span in told.items() if span is not None}
