"""What a table says of one of its figures: the time its column names among those of the others, and how heads and caption speak.

A column of several years in one head is told from the others by its order, also where the document has no date; ``目标`` above
one column says of those beside it that they are none.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from ...context.resolve import Moment
from ...lexicon import alternation, shipped
from ...span import Span
from ...text.blocks import Row
from ..proposers.columns import time_of, time_through
from ..scene import Case, Scene
from .common import moment

_SORTS: Final = ("plan", "done", "change")
_CORNERS: Final = ("time", "body", "place")


@cache
def _words(place: str, sorts: tuple[str, ...]) -> tuple[tuple[str, "re.Pattern[str]"], ...]:
    """The words of each of some sorts as they stand at a ``place`` of a table: ``heads`` or ``corner``."""
    classes = shipped("targets", "words.toml").classes()
    return tuple((sort, re.compile(alternation(classes[f"{place}_{sort}"]))) for sort in sorts)


def corner(text: str, row: Row) -> str:
    """What the cell above a row's label says that it is: a place, a time, a body, or a thing."""
    if row.corner is None:
        return "-"
    start, end = row.corner
    return next(
        (sort for sort, words in _words("corner", _CORNERS) if words.search(text, start, end) is not None), "thing"
    )


class Columns:
    """Makes the features of one document's tables; what the figures of a row share is made once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._said: dict[Span, str] = {}
        self._block = -1
        self._times: list[Moment | None] = []  # of each cell of the row
        self._sorts: list[str] = []

    def features(self, case: Case) -> list[str]:
        """The features of a figure that stands in a row."""
        row, cell = case.row, case.cell
        if row is None:
            return []
        shared = f"cap={self._speaks(row.caption)}"
        out = [f"row.{shared}", f"row.label={self._speaks(row.label)}"]
        if row.attribute is not None:
            out.append("row.attribute")
        out.append(f"row.corner={corner(self.scene.text, row)}")
        if cell is None:
            return out
        if self._block != case.block:
            self._read(case.block, row)
        at = row.cells.index(cell)
        own, found = self._sorts[at], self._times[at]
        others = _union(self._sorts[:at] + self._sorts[at + 1 :])
        order, when = self._order(at), moment(found, self.scene)
        out += [
            f"col.said={own}",
            f"col.said+others={own}.{others}",
            f"col.time={when}",
            f"col.order={order}",
            f"col.order+time={order}.{when}",
            f"col.said+time={own}.{when}",
            f"col.said+order={own}.{order}",
            f"col.said+{shared}.{own}",
            f"col.time+{shared}.{when}",
            f"col.label+said={self._speaks(row.label)}.{own}",
        ]
        if row.attribute is not None:
            out += [f"col.attribute+order={order}", f"col.attribute+time={when}"]
        return out

    def _read(self, block: int, row: Row) -> None:
        """Take in the heads of a row."""
        self._block = block
        self._times, self._sorts = [], []
        beside = time_of(self.scene, (row.label, row.group, row.caption))
        for at, cell in enumerate(row.cells):
            own = time_through(self.scene, row, at) or time_of(self.scene, (cell.header, cell.above))
            self._times.append(own or beside)
            said = {sort for span in (cell.header, cell.above) for sort in self._speaks(span).split("+")}
            self._sorts.append(_union(said))

    def _order(self, at: int) -> str:
        """Where the time of a cell's column stands among those of all columns of its row."""
        own = self._times[at]
        if own is None or own.last is None:
            return "none"
        lasts = {told.last for told in self._times if told is not None and told.last is not None}
        if len(lasts) == 1:
            return "only"
        return "first" if own.last == min(lasts) else "last" if own.last == max(lasts) else "middle"

    def _speaks(self, span: Span | None) -> str:
        """The sorts of words that a head holds."""
        if span is None:
            return "-"
        known = self._said.get(span)
        if known is None:
            start, end = span
            known = _union(
                [
                    sort
                    for sort, words in _words("heads", _SORTS)
                    if words.search(self.scene.text, start, end) is not None
                ]
            )
            self._said[span] = known
        return known


def _union(said: Sequence[str] | set[str]) -> str:
    """The sorts named, each once, in their order.

    >>> _union(["done", "plan+done", "-"])
    'plan+done'
    """
    told = {sort for one in said for sort in one.split("+")}
    return "+".join([sort for sort in _SORTS if sort in told]) or "-"
