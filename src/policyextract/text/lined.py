"""The lines of a text as a table sees them: the cells of each, and which looks like a row by itself."""

import re
from collections.abc import Sequence

import regex

from ..span import Span
from .captions import said_last, unit_line
from .cells import Gaps, cells_of, is_figure
from .heads import SAMPLE, TAIL, unglued
from .signs import LONGEST_HEADER, LONGEST_ROW, SENTENCE, looks_like_row

_GAP = re.compile(r"[ \t\u3000|\xa0]")
LONGEST_HEADS = 480
LONGEST_GROUP = 24  # of a line that heads the rows below it
END = regex.compile(r"[。！？]")


class Lines:
    """The lines of one text and their cells, which are made once.

    Args:
        skip: for each line whether it is furniture.
        gaps: the places where cleaning took out spaces, which in a table may have parted cells.
    """

    def __init__(self, text: str, lines: Sequence[Span], skip: Sequence[bool], gaps: Gaps) -> None:
        self.text, self.lines, self.skip, self.gaps = text, lines, skip, gaps
        self._made: dict[int, tuple[list[Span], bool]] = {}
        self.stated = False  # whether a line shortly above says the unit of what follows

    def may_hold_cells(self, i: int) -> bool:
        """Whether line ``i`` is short enough and has a gap, or had one before cleaning."""
        line = self.lines[i]
        if line.length > LONGEST_ROW:
            return False
        if _GAP.search(self.text, *line) is not None:
            return True
        return self.text[line.end - 1] not in "。；：，" and line.length <= LONGEST_HEADER and bool(self.gaps(*line))

    def all_cells(self, i: int) -> tuple[list[Span], bool]:
        """The cells of line ``i``, and whether empty ones count."""
        made = self._made.get(i)
        if made is None:
            line = self.lines[i]
            made = self._made[i] = cells_of(self.text, line, self.gaps(*line))
        return made

    def cells(self, i: int) -> list[Span]:
        """The cells of line ``i`` that hold something."""
        return [c for c in self.all_cells(i)[0] if c.length]

    def head_cells(self, i: int) -> tuple[list[Span], bool]:
        """The same of a line of headers, whose cells may stick together."""
        cells, exact = self.all_cells(i)
        line = self.lines[i]
        glued = not exact and (self.text.find("）", *line) >= 0 or self.text.find(")", *line) >= 0)
        return (unglued(self.text, cells) if glued else cells), exact

    def figures(self, cells: Sequence[Span]) -> int:
        return sum(1 for c in cells if is_figure(self.text, c))

    def alone(self, i: int) -> bool:
        line = self.lines[i]
        if line.length > LONGEST_ROW or SENTENCE.search(self.text, *line) is not None:
            return False
        return looks_like_row(self.text, line, self.cells(i), self.stated)

    def unit_said(self, i: int) -> bool:
        some = [line for line in self.lines[max(i - 2, 0) : i] if line.length <= LONGEST_HEADS]
        return any(unit_line(self.text, line) is not None or said_last(self.text, line) for line in some)

    def sample(self, first: int) -> list[tuple[list[Span], bool]]:
        """The cells of the rows that begin at line ``first``."""
        out: list[tuple[list[Span], bool]] = []
        for k in range(first, min(first + SAMPLE, len(self.lines))):
            if self.lines[k].length > LONGEST_ROW:
                break
            cells, exact = self.all_cells(k)
            filled = [c for c in cells if c.length]
            if len(filled) > 1 and self.figures(filled):
                out.append((cells, exact))
        return out

    def drawn(self, k: int) -> bool:
        return any(self.text.find(edge, *self.lines[k]) >= 0 for edge in "\t|")

    def heads_group(self, i: int) -> bool:
        """Whether a line without figures heads the rows below it: 创新驱动."""
        line = self.lines[i]
        if (
            line.length > LONGEST_GROUP
            or i + 1 >= len(self.lines)
            or END.search(self.text, *line)
            or len(self.cells(i)) != 1
        ):
            return False
        below = self.cells(i + 1)
        return len(below) > 1 and self.figures(below) > 0

    def heads_first_rows(self, i: int) -> bool:
        """Whether a line heads only the rows right below it, and those above it all columns: 货运量（万吨） below 合计 铁路 公路."""
        if i < 1 or self.skip[i] or not self.heads_group(i) or len(self.head_cells(i - 1)[0]) < 2:
            return False
        line = self.lines[i]
        return TAIL.fullmatch(self.text, *line) is None and unit_line(self.text, line) is None
