"""Units that stand below what they are of: in a line below a row, in a note below a table."""

from collections.abc import Sequence
from functools import cache

import regex

from ..lexicon import alternation, shipped
from ..span import Span
from .blocks import Row
from .captions import unit_line, units_of
from .cells import Column, unit_in
from .fitting import unit_for
from .heads import TAIL

_LONGEST = 60  # of a note that is looked at


def unit_below(text: str, row: Row, line: Span) -> Row | None:
    """A row that has no unit with the one that ``line`` below it is, in brackets and nothing else; None where it is none."""
    if not row.cells or TAIL.fullmatch(text, *line) is None or any(c.unit is not None for c in row.cells):
        return None
    unit = unit_in(text, line)
    if unit is None:
        return None
    cells = [c._replace(unit=unit_for(text, c.span, None, unit, ())) for c in row.cells]
    return row._replace(cells=tuple(cells))


@cache
def _note() -> "regex.Pattern[str]":
    words = alternation(shipped("text", "outline_lexicon.toml").classes()["notes"])
    return regex.compile(rf"[（(]?{words}[：:]?")


def unit_in_note(text: str, rows: Sequence[Row], below: Sequence[Span]) -> list[Row]:
    """The rows of a table that says no unit with the one that a note says: 注：单位为万元."""
    notes = [line for line in below if line.length <= _LONGEST and _note().match(text, *line) is not None]
    said = next((found for line in notes if (found := unit_line(text, line)) is not None), None)
    if said is None or any(c.unit is not None for row in rows for c in row.cells):
        return list(rows)
    units = units_of(said, text)
    out: list[Row] = []
    for row in rows:
        cells = [
            c._replace(unit=unit_for(text, c.span, Column("value", c.header), None, units, row.label))
            for c in row.cells
        ]
        out.append(row._replace(cells=tuple(cells)))
    return out
