"""The heads of a table's columns where the outline found none: the lines above its first row, cell by cell."""

import re
from typing import Final

from ...span import Span
from ...text.outline import Block
from ..scene import Case, Scene

_BETWEEN: Final = re.compile(r"[|\t\u3000]+| {2,}")
_SPACE: Final = re.compile(r"\s+")
_LONGEST: Final = 200
_HIGHEST: Final = 80
"""A row is looked for its heads no more than so many lines up."""
_LINES: Final = 3


def cells(text: str, start: int, end: int, between: "re.Pattern[str]" = _BETWEEN) -> list[Span]:
    """The cells of a line, without space at their ends; empty ones are left out.

    >>> cells("| a  | b |", 0, 10)
    [Span(start=2, end=3), Span(start=7, end=8)]
    """
    out: list[Span] = []
    at = start
    for found in between.finditer(text, start, end):
        _add(text, at, found.start(), out)
        at = found.end()
    _add(text, at, end, out)
    return out


def _add(text: str, start: int, end: int, out: list[Span]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        out.append(Span(start, end))


class Columns:
    """Finds what stands above a quantity in the lines before its table; what rows share is made once."""

    def __init__(self, scene: Scene) -> None:
        self.text = scene.text
        self.blocks: tuple[Block, ...] = scene.blocks
        self._first: dict[int, int] = {}
        self._lines: dict[int, list[list[Span]]] = {}

    def heads(self, case: Case) -> list[tuple[str, Span]]:
        """What stands above a quantity, nearest line first, each with how it was counted out."""
        block = self.blocks[case.block]
        own = cells(self.text, block.start, block.end)
        index = next((i for i, cell in enumerate(own) if cell.start <= case.start < cell.end), -1)
        if index < 1:
            return []
        out: list[tuple[str, Span]] = []
        for line in self._above(case.block):
            if len(line) == len(own):
                out.append(("header", line[index]))
            elif len(line) == len(own) - 1:
                out.append(("header", line[index - 1]))
            elif len(line) > 1 and len(own) - index <= len(line):
                out.append(("column.end", line[index - len(own)]))
            elif len(line) == 1 and line[0].end - line[0].start <= 40:
                out.append(("column.one", line[0]))
        return out

    def _above(self, index: int) -> list[list[Span]]:
        """The cells of the lines above the first row of a table."""
        first = self._first.get(index - 1, -1)
        if first < 0:
            first = index
            while first and index - first < _HIGHEST and self.blocks[first - 1].kind == "row":
                first -= 1
        self._first[index] = first
        found = self._lines.get(first)
        if found is None:
            found = self._lines[first] = []
            at = first
            if not any(c.isdigit() for c in self.text[self.blocks[first].start : self.blocks[first].end]):
                at = first + 1
            for k in range(at - 1, max(-1, at - 1 - _LINES), -1):
                block = self.blocks[k]
                if block.end - block.start > _LONGEST:
                    break
                line = cells(self.text, block.start, block.end)
                if len(line) == 1:
                    line = cells(self.text, block.start, block.end, _SPACE)
                if line and not all(c in "-: " for c in self.text[line[0].start : line[0].end]):
                    found.append(line)
        return found
