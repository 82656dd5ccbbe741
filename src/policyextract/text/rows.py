"""Rows of a table from their cells: label, group, unit and attribute, and the values with what their columns say."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import regex

from ..span import Span
from .blocks import Cell, Duty, Row
from .cells import (
    Column,
    bare_label,
    column_duty,
    is_figure,
    is_serial,
    is_sort,
    is_time,
    is_unit,
    is_year,
    suits,
    unit_in,
    words,
)
from .fitting import unit_for
from .stated import Stated

_NAMED = regex.compile(r"[\u4e00-\u9fff]{4}$")


class Table(NamedTuple):
    """What a table's rows share."""

    columns: tuple[Column, ...]  # empty where the table has no header
    caption: Span | None
    units: tuple[Span, ...]  # of its `单位：` line, of its caption's brackets, of the cell above its labels
    spaced: bool = False  # whether empty cells are told by a space, so that those missing are the last


def free_row(text: str, cells: Sequence[Span], table: Table, said: Stated) -> Row | None:
    """A row of a table without header: what stands before the first figure is its label.

    Args:
        said: the units that the table's labels stated so far.
    """
    number = said.numbered(cells)
    group = (
        bare_label(text, cells[0]) if number else None
    )  # what spans rows, or is left of it, stands before a row's number
    cells = cells[number:]
    values = [n for n, c in enumerate(cells) if is_figure(text, c) and not (n == 0 and _begins(text, cells))]
    if not values or values[0] == 0:
        return None
    heads, rest = list(cells[: values[0]]), cells[values[0] :]
    if len(heads) > 1 and is_serial(text, heads[0]):
        heads = heads[1:]
    if len(heads) > 1 and is_time(text, heads[-1]):  # 在校生（万人）　2015年, and below it the figures of other years
        said.head(heads[-2])
        group, heads = bare_label(text, Span(heads[0].start, heads[-2].end)), heads[-1:]
    unit = heads.pop() if len(heads) > 1 and is_unit(text, heads[-1]) else None
    whole = Span(heads[0].start, heads[-1].end)
    attribute = next((c for c in rest if text[c.start : c.end] in words().attributes), None)
    part = said.of(whole)
    unit = unit_in(text, whole) or unit or part
    name = bare_label(text, whole)
    found = tuple(Cell(*c, None, unit_for(text, c, None, unit, table.units, name)) for c in rest if is_figure(text, c))
    return Row(name, found, table.caption, attribute, group, not table.columns)


def _begins(text: str, cells: Sequence[Span]) -> bool:
    """Whether the first cell, which reads like a figure, is a row's number, its year, or a label: 11个山区为主, before the figures."""
    first = cells[0]
    if is_serial(text, first) or is_year(text, first) or is_sort(text, cells):
        return True
    return len(cells) > 2 and not is_figure(text, cells[1]) and _NAMED.search(text, *first) is not None


def agreed(text: str, spans: Sequence[Span | None]) -> Span | None:
    """The unit that all of several columns state; None where one states another or none."""
    first = spans[0] if spans else None
    if first is None or any(s is None or text[s.start : s.end] != text[first.start : first.end] for s in spans):
        return None
    return first


def loose(text: str, placed: Sequence[Sequence[Span]], table: Table, said: Stated) -> Row:
    """A row that has fewer figures than the table has columns of values: which are missing cannot be told.

    No figure gets a header. It gets the unit that all columns share in which it may stand.
    """
    columns = [c for c in table.columns if c.kind == "value"]
    bare = tuple(c._replace(header=None, above=None) if c.kind == "value" else c for c in table.columns)
    row = built(text, placed, table._replace(columns=bare), said)
    missing = len(columns) - len(row.cells)
    cells = []
    for n, cell in enumerate(row.cells):
        stated = [unit_for(text, cell.span, c, None, ()) for c in columns[n : n + missing + 1]]
        cells.append(cell._replace(unit=agreed(text, stated) or cell.unit))
    return row._replace(cells=tuple(cells))


def siblings(text: str, label: Span, group: Span) -> bool:
    """Whether ``label`` names another thing of the kind of ``group``, not a part of it: 乘用车, 中型客车."""
    return text[label.end - 1] == text[group.end - 1]


def names_group(cells: Sequence[Span], exact: bool, columns: Sequence[Column]) -> bool:
    """Whether a drawn row has nothing but a name, numbered perhaps, which heads the rows below it."""
    if not exact or len(cells) != len(columns):
        return False
    return [c.kind for c, cell in zip(columns, cells, strict=True) if cell.length] in (["label"], ["serial", "label"])


def fit(text: str, cells: Sequence[Span], columns: Sequence[Column], of: Callable[[list[float]], float]) -> float:
    """How well cells suit the columns they stand in: the least or the sum of all."""
    return of([suits(text, cell, column, 0) for cell, column in zip(cells, columns, strict=False)])


def padded(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> list[Span]:
    """Cells between borders, one a column: those that are missing were empty at the end, or spanned rows at the front."""
    missing = len(columns) - len(cells)
    empty = [Span(cells[0].start, cells[0].start)] * missing
    if missing and fit(text, cells, columns, sum) < fit(text, cells, columns[missing:], sum):
        return [*empty, *cells]
    return [*cells, *empty]


def built(text: str, placed: Sequence[Sequence[Span]], table: Table, said: Stated) -> Row:
    """A row from the cells that stand in each column."""
    labels: list[Span] = []
    own = attribute = corner = None
    values: list[tuple[Span, Column]] = []
    for column, cells in zip(table.columns, placed, strict=True):
        if not cells:
            continue
        whole = Span(cells[0].start, cells[-1].end)
        if column.kind == "label":
            labels += _heads_and_label(text, cells)
            corner = column.header
        elif column.kind == "unit":
            own = whole
        elif column.kind == "attribute":
            attribute = whole
        elif column.kind == "value" and is_figure(text, whole):
            values.append((whole, column))
        elif column.kind == "value" and not labels and not values:
            labels.append(whole)  # the first column holds the labels, whatever its header says
            corner = column.header
    label = labels[-1] if labels else None
    if len(labels) > 1:
        said.head(labels[-2])
    part = said.of(label) if label is not None else None
    of_column = said.column(own, label) if any(c.kind == "unit" for c in table.columns) and values else None
    unit = (unit_in(text, label) if label is not None else None) or of_column or part
    name = bare_label(text, label) if label is not None else None
    return Row(
        name,
        tuple(Cell(*span, c.header, unit_for(text, span, c, unit, table.units, name), c.above) for span, c in values),
        table.caption,
        attribute,
        bare_label(text, labels[-2]) if len(labels) > 1 else None,
        corner=corner,
        duty=duty_in(text, placed, table.columns),
    )


def _heads_and_label(text: str, cells: Sequence[Span]) -> list[Span]:
    """The cells of a column of labels: one, or what several rows share and what is this row's: 在校生（万人）　2015年."""
    if len(cells) > 1 and (is_time(text, cells[-1]) or unit_in(text, cells[-2]) is not None):
        return [Span(cells[0].start, cells[-2].end), cells[-1]]
    return [Span(cells[0].start, cells[-1].end)]


def duty_in(text: str, placed: Sequence[Sequence[Span]], columns: Sequence[Column]) -> Duty | None:
    """Who a row's task falls to and until when, from the cells that stand in each column; None where no column says either."""
    told: dict[str, Span | None] = {}
    for column, cells in zip(columns, placed, strict=True):
        duty = column_duty(text, column.header) if column.kind == "note" and column.header is not None else ""
        if duty and told.get(duty) is None:
            told[duty] = Span(cells[0].start, cells[-1].end) if cells else None
    if not told:
        return None
    body = told.get("body")
    if "lead" in told:
        return Duty(told["lead"], told.get("support") or body, told.get("term"))
    return Duty(body, told.get("support"), told.get("term"))


def spanning(duty: Duty | None, above: Duty | None) -> Duty | None:
    """The duty of a row whose empty cells are those of the row ``above``, which span it; a body that helps goes with who leads."""
    if duty is None or above is None:
        return duty
    support = duty.support or (above.support if duty.lead is None else None)
    return Duty(duty.lead or above.lead, support, duty.term or above.term)
