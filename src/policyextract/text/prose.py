"""Rows that hold prose: a project's name and what is to be built in whole sentences, then set apart its years and its money.

Such a line is read as text; only the short cells behind the prose are cells of the table.
"""

from collections.abc import Sequence

import regex

from ..span import Span
from .blocks import Row
from .cells import cells_of, is_figure, is_year, place
from .rows import Table, built
from .signs import SENTENCE, WIDE
from .stated import Stated

_HAN = regex.compile(r"[\u4e00-\u9fff]")
_NAME = regex.compile(
    r"(?:[（(\[［【]?[\d一二三四五六七八九十]{1,3}[)）\]］】.．、]?\s*+)?(?P<name>[^\s，。；：！？|]{2,30}+)"
)
# The longest line that is looked at, and the longest cell behind the prose.
_LONGEST = 2000
_CELL = 24


def prose_row(text: str, line: Span, table: Table, said: Stated, gaps: Sequence[int]) -> Row | None:
    """The row of a line that holds prose, below a header; None where nothing behind the prose is a figure of the table.

    Args:
        said: the units that the table's labels stated so far.
        gaps: where cleaning took a space out of the line, the first of which ends the name.
    """
    if line.length > _LONGEST or SENTENCE.search(text, *line) is None:
        return None
    columns = table.columns
    values = [n for n, c in enumerate(columns) if c.kind == "value"]
    if not values or WIDE.search(text, *line) is None:
        return None
    cells, exact = cells_of(text, line)
    if exact and len(cells) == len(columns):
        if not any(cells[n].length and is_figure(text, cells[n]) for n in values):
            return None
        row = built(text, [[c] if c.length else [] for c in cells], table, said)
        told = row.label is not None and SENTENCE.search(text, *row.label) is not None
        return row._replace(label=row.group, group=None, corner=None) if told and row.group is not None else row
    parts = _parts(text, line)
    first = len(parts)
    while first > 1 and parts[first - 1].length <= _CELL and SENTENCE.search(text, *parts[first - 1]) is None:
        first -= 1
    behind = parts[first:]
    if not any(is_figure(text, c) and not is_year(text, c) for c in behind):
        return None
    if _HAN.search(text, parts[0].start, parts[first - 1].end) is None:
        return None
    left = next((n for n, c in enumerate(columns) if c.kind not in ("serial", "label")), len(columns))
    placed = place(text, behind, columns[left:])
    if not any(placed[n - left] for n in values if n >= left):
        return None
    row = built(text, [*([[]] * left), *placed], table, said)
    return row._replace(label=_named(text, parts[0], gaps)) if row.cells else None


def broken_row(text: str, line: Span, below: Span, table: Table, said: Stated, gaps: Sequence[int]) -> Row | None:
    """The row of a line of prose whose short cells stand in the line below it; None where that holds other things.

    Args:
        gaps: as in :func:`prose_row`.
        below: the line below, all of whose cells have to be figures and years, one at the least a figure of the table.
    """
    columns = table.columns
    if not columns or line.length > _LONGEST or below.length > 3 * _CELL or SENTENCE.search(text, *line) is None:
        return None
    cells = [c for c in cells_of(text, below)[0] if c.length]
    if len(cells) < 2 or not all(is_figure(text, c) or is_year(text, c) for c in cells):
        return None
    left = next((n for n, c in enumerate(columns) if c.kind not in ("serial", "label")), len(columns))
    placed = place(text, cells, columns[max(left - 1, 0) :])[min(left, 1) :]
    if not any(found and column.kind == "value" for found, column in zip(placed, columns[left:], strict=True)):
        return None
    row = built(text, [*([[]] * left), *placed], table, said)
    return row._replace(label=_named(text, line, gaps))


def _named(text: str, line: Span, gaps: Sequence[int]) -> Span | None:
    """The first words of a line, behind its number."""
    found = _NAME.match(text, *line)
    if found is None:
        return None
    start, end = found.span("name")
    return Span(start, next((gap for gap in gaps if start + 1 < gap < end), end))


def _parts(text: str, line: Span) -> list[Span]:
    """The parts of a line between wide gaps."""
    out: list[Span] = []
    at = line.start
    for gap in WIDE.finditer(text, *line):
        if gap.start() > at:
            out.append(Span(at, gap.start()))
        at = gap.end()
    if at < line.end:
        out.append(Span(at, line.end))
    return out
