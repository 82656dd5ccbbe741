"""What sort of thing a whole cell of a table is, and the label of a row beside those of the other rows."""

from typing import Final

from ...span import Span
from ..proposers.columns import sums
from ..proposers.region import division_ends
from ..scene import Case, Scene

_PLACE: Final = 8  # a cell that may be the name of a place has no more characters
_FEW: Final = 3  # rows that name places make a column of them, where they are most


class Labels:
    """The cells of one document's tables; what the rows of a table share is made once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._tables: list[bool] = []  # of each block, whether it is a row of a table whose rows are places

    def sort(self, piece: Span) -> str:
        """What a whole cell is: a place or body (``L``; ``l`` by its end alone), a time, a number, a sum, or words."""
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

    def _among_places(self, block: int) -> bool:
        if not self._tables:
            self._read()
        return self._tables[block]

    def _read(self) -> None:
        """Find the tables most of whose rows have a place for a label."""
        blocks = self._scene.blocks
        self._tables = [False] * len(blocks)
        at = 0
        while at < len(blocks):
            end = at
            sorts: list[str] = []
            while end < len(blocks):
                row = blocks[end].row
                if row is None:
                    break
                if row.label is not None:
                    sorts.append(self.sort(row.label))
                end += 1
            named = sorts.count("L")
            told = len(sorts) - sorts.count("sum")
            if named >= _FEW and named * 2 > told:
                self._tables[at:end] = [True] * (end - at)
            at = max(end, at + 1)
