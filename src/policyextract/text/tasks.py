"""Tables of tasks: what is to be done in words, who answers for it, and until when; their figures stand in the words.

Such a table is told by its header, which names those who answer or the term beside what is to be done, and by rows that have
a cell for each column. Cells parted by nothing but gaps have to be as many as the columns, or the task takes what is over.
"""

from collections.abc import Callable, Sequence

import regex

from ..span import Span
from .blocks import Duty, Row
from .cells import Column, bare_label, column_duty, column_kind, is_figure, is_serial, is_year, tabs_outside, words
from .rows import Table, duty_in, spanning
from .signs import LONGEST_HEADER, RULED

Cut = Callable[[int], tuple[list[Span], bool]]
"""For the index of a line its cells, and whether empty ones count."""

_MARK = regex.compile(r"[。！？；：:]")
# The longest header cell, and the longest row; what tasks say in a cell is seldom longer than a paragraph.
_LONGEST_HEAD = 24
_LONGEST = 2000
# Of a cell that says who or until when, where nothing but gaps parts it from the others.
_LONGEST_DUTY = 60
# So many lines may part a table that goes on: the number of a page, 续表, the name of a group.
_STRAY = 3
# From this share of figures on, by eye, a column is one of values.
_VALUED = 0.4


def heads(text: str, cells: Sequence[Span]) -> tuple[Column, ...]:
    """The columns that a line of headers makes of a table of tasks; none where it does not name the task, or neither who nor when."""
    filled = [c for c in cells if c.length]
    if len(filled) < 2 or len(filled) != len(cells) or any(c.length > _LONGEST_HEAD for c in filled):
        return ()
    if _MARK.search(text, filled[0].start, filled[-1].end) is not None or any(is_figure(text, c) for c in filled):
        return ()
    kinds = [column_kind(text, c) for c in filled]
    duties = [column_duty(text, c) for c in filled]
    if not any(kind in ("label", "value") for kind in kinds):  # 工作内容, 建设内容 alone name the task
        kinds = ["label" if kind == "note" and not duty else kind for kind, duty in zip(kinds, duties, strict=True)]
    # what no list knows above the words of a task is no column of values
    kinds = ["label" if kind == "value" else kind for kind in kinds]
    if not any(duties) or "label" not in kinds or kinds[0] not in ("serial", "label"):
        return ()
    return tuple(Column(kind, c) for kind, c in zip(kinds, filled, strict=True))


def rows(
    text: str, lines: Sequence[Span], skip: Sequence[bool], at: int, columns: Sequence[Column], cut: Cut
) -> tuple[list[tuple[int, list[Span]]], list[int]]:
    """The rows from line ``at`` on with their cells, one a column, and the lines that say the header again or rule it off.

    No rows without columns, nor where one of those that should hold words holds figures.
    """
    if not columns:
        return [], []
    found: list[tuple[int, list[Span]]] = []
    heading: list[int] = []
    stray = 0
    for k in range(at, len(lines)):
        line = lines[k]
        if RULED.fullmatch(text, *line):
            heading.append(k)
            continue
        first = found[0][0] if found else k
        row = not skip[k] and line.length <= _LONGEST
        cells = _row_at(text, line, columns, cut, k, first, stray > 0) if row else []
        if cells:
            found.append((k, cells))
            stray = 0
        elif found and line.length <= LONGEST_HEADER and not skip[k] and heads(text, cut(k)[0]):
            heading.append(k)
        elif stray == _STRAY or not found:
            break
        else:
            stray += 1
    last = found[-1][0] if found else at
    return ([] if _valued(text, found, columns) else found), [k for k in heading if k < last]


def _row_at(
    text: str, line: Span, columns: Sequence[Column], cut: Cut, k: int, first: int, goes_on: bool
) -> list[Span]:
    """The cells of line ``k``, one a column; none where it is no row.

    Args:
        first: the line of the first row.
        goes_on: whether other lines stand before it: such a row has to be plain.
    """
    cells, exact = cut(k)
    if len(cells) == 1 and k > first and not goes_on:  # a cell alone, where those of the row above span the others
        start, end = tabs_outside(text, *line)
        left, right = text.count("\t", start, line.start), text.count("\t", line.end, end)
        empty = Span(line.start, line.start)
        cells, exact = [empty] * left + [line] + [empty] * right, left + right > 0
    if len(cells) < 2:
        return []
    numbered = columns[0].kind == "serial" and is_serial(text, cells[0])
    if not exact and not numbered and (goes_on or columns[0].kind == "serial"):
        return []
    return _filled(text, cells, exact, columns)


def _valued(text: str, found: Sequence[tuple[int, list[Span]]], columns: Sequence[Column]) -> bool:
    for n, column in enumerate(columns):
        told = [cells[n] for _, cells in found if cells[n].length] if column.kind == "label" else []
        figures = sum(1 for c in told if is_figure(text, c) or is_year(text, c))
        if told and figures >= _VALUED * len(told):
            return True
    return False


def _filled(text: str, cells: Sequence[Span], exact: bool, columns: Sequence[Column]) -> list[Span]:
    """The cells of a line, one a column, those that are missing empty; none where they do not fit. ``exact``: empty ones count."""
    width = len(columns)
    found = list(cells)
    if exact and len(found) < width:
        empty = [Span(found[0].start, found[0].start)] * (width - len(found))
        found = [*empty, *found] if _lost_first(text, found, columns) else [*found, *empty]
    if not exact and len(found) > width:
        found = _gathered(text, found, columns)
    if len(found) != width or not (exact or _short(text, found, columns)):
        return []
    return found


def _short(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> bool:
    """Whether the cells that say who or until when are no sentences."""
    told = [c for c, column in zip(cells, columns, strict=True) if column.kind == "note"]
    return all(c.length <= _LONGEST_DUTY and _MARK.search(text, *c) is None for c in told)


def _lost_first(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> bool:
    """Whether the cells that a line lacks are its first, which span rows: its last says until when, as the last column does."""
    head = columns[-1].header
    dated = head is not None and column_duty(text, head) == "term"
    return dated and cells[0].length > 0 and words().term.search(text, *cells[-1]) is not None


def _gathered(text: str, cells: list[Span], columns: Sequence[Column]) -> list[Span]:
    """Cells that are more than the columns: the words of the only task have gaps."""
    at = [n for n, c in enumerate(columns) if c.kind == "label"]
    behind = len(columns) - 1 - at[0]
    if len(at) != 1 or len(cells) <= at[0] + behind:
        return []
    last = len(cells) - behind
    return [*cells[: at[0]], Span(cells[at[0]].start, cells[last - 1].end), *cells[last:]]


def row(text: str, cells: Sequence[Span], table: Table, above: Duty | None) -> Row:
    """A row of tasks from its cells, one a column.

    Args:
        above: the duty of the row above it.
    """
    columns = table.columns
    told = duty_in(text, [[c] if c.length else [] for c in cells], columns)
    labels = [c for c, column in zip(cells, columns, strict=True) if column.kind == "label" and c.length]
    parts = tuple(c for c, column in zip(cells, columns, strict=True) if c.length and column.kind != "serial")
    return Row(
        bare_label(text, labels[-1]) if labels else None,
        (),
        table.caption,
        None,
        bare_label(text, labels[-2]) if len(labels) > 1 else None,
        duty=spanning(told, above),
        parts=parts,
    )


def upright(text: str, cells: Sequence[Span], at: int) -> tuple[tuple[Column, ...], list[list[Span]]]:
    """The columns and rows of a table of tasks set one cell a line whose header begins at cell ``at``; two rows at the least."""
    if column_kind(text, cells[at]) not in ("serial", "label"):
        return (), []
    for width in range(_WIDEST, 2, -1):
        columns = heads(text, cells[at : at + width]) if at + width < len(cells) else ()
        if not columns:
            continue
        found: list[list[Span]] = []
        for k in range(at + width, len(cells) - width + 1, width):
            row_cells = list(cells[k : k + width])
            if not _comes_round(text, row_cells, columns):
                break
            found.append(row_cells)
        if len(found) > 1:
            return columns, found
    return (), []


_WIDEST = 7  # columns of such a table


def _comes_round(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> bool:
    """Whether each cell is what its column holds: a number, until when, words."""
    for cell, column in zip(cells, columns, strict=True):
        serial = is_serial(text, cell)
        dated = column.header is not None and column_duty(text, column.header) == "term"
        if (column.kind == "serial") != serial or (dated and words().term.search(text, *cell) is None):
            return False
        if not dated and not serial and is_figure(text, cell):
            return False
    return True
