"""The heads of a table's columns where the outline found none: the lines above its first row, cell by cell."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from ...context.resolve import Moment
from ...lexicon import alternation, shipped
from ...span import Span
from ...text.outline import Block, Cell, Row
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


@cache
def sums() -> frozenset[str]:
    """Labels of the row or column of a table that sums up the others."""
    return frozenset(shipped("targets", "words.toml").classes()["sum"])


@cache
def said_of(name: str) -> "re.Pattern[str]":
    """The words of a class of what the heads of a table say."""
    return re.compile(alternation(shipped("targets", "words.toml").classes()[name]))


def times_of(scene: Scene, span: Span | None) -> list[Moment]:
    """The times that a cell says, in order, without those it only compares with (较上年增减)."""
    if span is None:
        return []
    against = said_of("heads_against")
    return [
        m for m in scene.times_in(*span) if against.search(scene.text, max(span.start, m.start - 2), m.start) is None
    ]


def time_of(scene: Scene, spans: Sequence[Span | None]) -> Moment | None:
    """The first time that one of the spans says."""
    return next((told[0] for span in spans if (told := times_of(scene, span))), None)


def time_through(scene: Scene, row: Row, at: int) -> Moment | None:
    """Until when the figures beside it run that a cell sums up or compares: 年均增长 behind 2020年 and 2025年 is that to 2025,
    and so are 五年累计. None where its head sums up nothing, or says itself which years.
    """
    head = row.cells[at].header
    if head is None or said_of("heads_through").search(scene.text, head.start, head.end) is None:
        return None
    own = time_of(scene, (head, row.cells[at].above))
    if own is not None and own.source == "clause":
        return None
    dated: list[tuple[date, bool, Moment]] = []
    for n, cell in enumerate(row.cells):
        moment = None if n == at else time_of(scene, (cell.header, cell.above))
        if moment is not None and moment.last is not None and moment.source == "clause":
            dated.append((moment.last, n < at, moment))
    found = max(dated, key=lambda told: (told[1], told[0]), default=None)  # those before it, if there are any
    return None if found is None else found[2]._replace(first=None)


def changed(scene: Scene, row: Row, cell: Cell) -> Span | None:
    """The head of the nearest figure before a cell whose own head says only how much that has changed: 同比增长 behind GDP."""
    head = cell.header
    if (
        head is None
        or not _only_change(scene.text, head)
        or (cell.above is not None and not times_of(scene, cell.above))
    ):
        return None
    at = row.cells.index(cell)
    for before in reversed(row.cells[:at]):
        if before.header is not None and not _only_change(scene.text, before.header):
            return before.header
    return None


def over(row: Row, span: Span | None) -> str:
    """What the head above a figure's own is: ``corner`` where it heads the labels (增加值 above the names of industries), else ``above``."""
    return "corner" if span is not None and span == row.corner else "above"


def changed_row(scene: Scene, block: int) -> Span | None:
    """The label of the row above a row whose own label says only how much that has changed: 同比变化 below 优良天数比例."""
    row = scene.blocks[block].row
    if row is None or row.label is None or not _only_change(scene.text, row.label):
        return None
    for before in range(block - 1, max(-1, block - 1 - _LINES), -1):
        above = scene.blocks[before].row
        if above is not None and above.label is not None and not _only_change(scene.text, above.label):
            return above.label
    return None


def _only_change(text: str, head: Span) -> bool:
    """Whether a head holds words of change and, its unit aside, hardly anything else."""
    bare = re.split("[（(]", text[head.start : head.end])[0]
    rest = said_of("heads_change").sub("", bare)
    return len(rest) < len(bare) and len(rest.strip(" \u3000率幅度±%")) < _THING


_THING: Final = 2  # characters of the shortest name of a thing
