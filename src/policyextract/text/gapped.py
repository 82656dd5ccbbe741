"""Rows that have lost empty cells: which columns their figures stand in, told by the sizes of those in whole rows.

A plan's row ``创业园 160 40`` below 项目数（个）, 年度投资（亿元） and 实施规模（万亩） may lack any of the three. Of all ways to
spread its figures over the columns, the one is taken in which they are nearest to what the columns hold elsewhere, of those
that are about as near the one that leaves the last columns empty; a row of sums is larger throughout, which is no matter.
Columns of one unit that are alike in size leave it open, and the row as it was.
"""

import re
from collections.abc import Sequence
from itertools import combinations
from math import comb, log10
from statistics import median

from ..span import Span
from .blocks import Cell, Row
from .cells import Column
from .fitting import unit_for

_PLAIN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
# With more ways than these the row stays as it was; ways whose cost, in orders of magnitude, differs by less than this are
# alike; what a fraction costs where a column has whole numbers only. By eye, on some twenty tables of our own.
_WAYS = 120
_CLEAR = 0.5
_BROKEN = 1.0


def settled(text: str, rows: Sequence[Row], columns: Sequence[Column]) -> list[Row]:
    """The rows of a table, those with fewer figures than columns of values with the heads of these where they can be told."""
    values = [c for c in columns if c.kind == "value"]
    whole = [row for row in rows if len(row.cells) == len(values)]
    if len(values) < 2 or not whole:
        return list(rows)
    held = [[size for row in whole if (size := _size(text, row.cells[n])) is not None] for n in range(len(values))]
    middles = [median(size for size, _ in found) if found else None for found in held]
    exact = [bool(found) and not any(broken for _, broken in found) for found in held]
    units = [_unit(text, c) for c in values]
    out: list[Row] = []
    for row in rows:
        loose = 0 < len(row.cells) < len(values) and all(cell.header is None for cell in row.cells)
        ways = _ways(text, row, units, middles, exact) if loose else []
        if len(ways) == 1:
            out.append(_headed(text, row, [values[n] for n in ways[0]]))
        else:
            out.append(_measured(text, row, values, units, ways) if ways else row)
    return out


def _size(text: str, cell: Cell) -> tuple[float, bool] | None:
    """The order of magnitude of a figure, and whether it has a fraction; None where it is none or nothing."""
    found = _PLAIN.search(text, cell.start, cell.end)
    value = float(found[0].replace(",", "")) if found is not None else 0.0
    return (log10(value), "." in text[cell.start : cell.end]) if value > 0 else None


def _ways(
    text: str, row: Row, units: Sequence[str], middles: Sequence[float | None], exact: Sequence[bool]
) -> list[tuple[int, ...]]:
    """The columns in which a row's figures may stand: one way, or several where it cannot be told; none for what has no size."""
    sizes = [_size(text, cell) for cell in row.cells]
    if any(size is None for size in sizes):
        return []
    told = [size for size in sizes if size is not None]
    if comb(len(units), len(told)) > _WAYS:
        return []
    found: list[tuple[float, tuple[int, ...]]] = []
    for way in combinations(range(len(units)), len(told)):
        off = [
            size[0] - middle if (middle := middles[n]) is not None else 1.0 for size, n in zip(told, way, strict=True)
        ]
        shift = median(off) if len(off) > 2 and min(off) > 0 else 0.0  # a row of sums
        broken = sum(size[1] and exact[n] for size, n in zip(told, way, strict=True))
        found.append((sum(abs(x - shift) for x in off) + _BROKEN * broken, way))
    least = min(cost for cost, _ in found)
    near = [way for cost, way in found if cost - least < _CLEAR]
    best = near[0]  # the last columns are empty most often: they come last among the ways
    same = any(all(units[n] == units[m] for n, m in zip(way, best, strict=True)) for way in near[1:])
    return near if same else [best]


def _measured(
    text: str, row: Row, values: Sequence[Column], units: Sequence[str], ways: Sequence[tuple[int, ...]]
) -> Row:
    """A row whose figures may stand in several columns, with the units that these share."""
    cells: list[Cell] = []
    for at, cell in enumerate(row.cells):
        columns = {way[at] for way in ways}
        alike = len({units[n] for n in columns}) == 1
        unit = unit_for(text, cell.span, values[min(columns)], None, ()) if alike else None
        cells.append(cell._replace(unit=cell.unit or unit))
    return row._replace(cells=tuple(cells))


def _unit(text: str, column: Column) -> str:
    unit = unit_for(text, Span(0, 0), column, None, ())
    return "" if unit is None else text[unit.start : unit.end]


def _headed(text: str, row: Row, columns: Sequence[Column]) -> Row:
    cells = [
        Cell(c.start, c.end, column.header, unit_for(text, c.span, column, c.unit, ()), column.above)
        for c, column in zip(row.cells, columns, strict=True)
    ]
    return row._replace(cells=tuple(cells))
