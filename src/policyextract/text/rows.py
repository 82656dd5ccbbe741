"""Rows of a table from their cells: label, group, unit and attribute, and the values with what their columns say."""

from collections.abc import Sequence
from typing import NamedTuple

from ..span import Span
from .blocks import Cell, Row
from .cells import Column, Stated, bare_label, is_figure, is_serial, is_unit, unit_in, words
from .heads import unit_for


class Table(NamedTuple):
    """What a table's rows share."""

    columns: tuple[Column, ...]  # empty where the table has no header
    caption: Span | None
    units: tuple[Span, ...]  # of its `单位：` line, of its caption's brackets, of the cell above its labels


def free_row(text: str, cells: Sequence[Span], table: Table, said: Stated) -> Row | None:
    """A row of a table without header: what stands before the first figure is its label.

    Args:
        said: the units that the table's labels stated so far.
    """
    values = [n for n, c in enumerate(cells) if is_figure(text, c) and not (n == 0 and is_serial(text, c))]
    if not values or values[0] == 0:
        return None
    heads, rest = list(cells[: values[0]]), cells[values[0] :]
    unit = heads.pop() if len(heads) > 1 and is_unit(text, heads[-1]) else None
    if len(heads) > 1 and is_serial(text, heads[0]):
        heads = heads[1:]
    whole = Span(heads[0].start, heads[-1].end)
    attribute = next((c for c in rest if text[c.start : c.end] in words().attributes), None)
    part = said.of(whole)
    unit = unit_in(text, whole) or unit or part
    found = tuple(Cell(*c, None, unit_for(text, c, None, unit, table.units)) for c in rest if is_figure(text, c))
    return Row(bare_label(text, whole), found, table.caption, attribute, None, not table.columns)


def built(text: str, placed: Sequence[Sequence[Span]], table: Table, said: Stated) -> Row:
    """A row from the cells that stand in each column."""
    labels: list[Span] = []
    unit = attribute = None
    values: list[tuple[Span, Column]] = []
    for column, cells in zip(table.columns, placed, strict=True):
        if not cells:
            continue
        whole = Span(cells[0].start, cells[-1].end)
        if column.kind == "label":
            labels.append(whole)
        elif column.kind == "unit":
            unit = None if is_figure(text, whole) else whole
        elif column.kind == "attribute":
            attribute = whole
        elif column.kind == "value" and is_figure(text, whole):
            values.append((whole, column))
        elif column.kind == "value" and not labels and not values:
            labels.append(whole)  # the first column holds the labels, whatever its header says
    label = labels[-1] if labels else None
    part = said.of(label) if label is not None else None
    unit = (unit_in(text, label) if label is not None else None) or unit or part
    return Row(
        bare_label(text, label) if label is not None else None,
        tuple(Cell(*span, c.header, unit_for(text, span, c, unit, table.units), c.above) for span, c in values),
        table.caption,
        attribute,
        bare_label(text, labels[-2]) if len(labels) > 1 else None,
    )
