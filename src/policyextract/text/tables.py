"""Tables flattened to text: finds their lines, and tells for each value its label, header, unit and caption."""

from collections.abc import Sequence
from typing import NamedTuple

import regex

from ..span import Span
from . import single, tasks
from .below import unit_below, unit_in_note
from .blocks import Duty, Row
from .captions import CAPTION, TITLE, UNIT_LINE, own_units, said_last, says_again, unit_line, units_in, units_of
from .cells import (
    Column,
    Gaps,
    bare_label,
    column_kind,
    is_figure,
    is_header,
    is_serial,
    is_year,
    place,
    unit_in,
    words,
)
from .gapped import settled
from .heads import SAMPLE, TAIL, columns_of, left_of_row, may_head, second_header, width_of, with_units
from .lent import Heads, lent
from .lined import END, LONGEST_GROUP, LONGEST_HEADS, Lines
from .prose import broken_row, prose_row
from .rows import Table, built, fit, free_row, loose, names_group, padded, siblings, spanning
from .signs import LONGEST_HEADER, LONGEST_ROW, RULED, SENTENCE, yearly
from .stated import Stated

_COLON = regex.compile("[：:]")
# The longest line that can hold a caption.
_LONGEST_CAPTION = 60
# So many lines above rows are looked at for headers, and so many stray ones may part a table in two.
_HEADERS = 3
_STRAY = 3
_STRAY_WORDS = 24  # of the cell of a row that was broken
# So far up from a table its caption and unit are looked for, over lines that may be headers.
_ABOVE = 6
# From so many figures on a single row below a line that heads each of them is a table.
_SINGLE = 3


class Line(NamedTuple):
    """What a line is to a table: ``row``, ``prose``, ``header``, ``caption``, ``unit`` or ``rule``; the row where it is one."""

    kind: str
    row: Row | None


def find(text: str, lines: Sequence[Span], skip: Sequence[bool], gaps: Gaps = lambda start, end: ()) -> dict[int, Line]:
    """The lines that belong to tables, by index.

    ``skip`` marks lines that are furniture already; ``gaps`` gives the places where cleaning took out spaces, which in
    a table may have parted cells. A table begins at a header line above a row, or at two rows that stand alone.
    """
    skip = [gone and not yearly(text, line) for gone, line in zip(skip, lines, strict=True)]
    finder = _Finder(text, lines, skip, gaps)
    i = 0
    while i < len(lines):
        i = finder.table_at(i) if not skip[i] and finder.may_hold_cells(i) else i + 1
    finder.lend()
    out = finder.out
    for i, line in enumerate(lines):
        if i in out or skip[i]:
            continue
        if line.length <= 30 and UNIT_LINE.fullmatch(text, *line):
            out[i] = Line("unit", None)
        elif (row := single.row(text, line, finder.cells(i) if finder.may_hold_cells(i) else ())) is not None:
            out[i] = Line("row", row)
    return out


class _Finder(Lines):
    """Finds the tables of one text."""

    def __init__(self, text: str, lines: Sequence[Span], skip: Sequence[bool], gaps: Gaps) -> None:
        super().__init__(text, lines, skip, gaps)
        self.out: dict[int, Line] = {}
        self._last: Table | None = None  # the table before, and the line after it
        self._end = 0
        self._headed: dict[str, Table] = {}  # tables by the words of their header
        self._heads = Heads(text)
        self._bare: list[range] = []  # the rows of tables without heads
        self._said = Stated(text)  # the units of the table's labels so far

    def table_at(self, i: int) -> int:
        """Read the table that begins at line ``i``; the index after it, ``i + 1`` where none begins."""
        end = self._tasks(i)
        if end > i:
            return end
        self.stated = self.unit_said(i) or self._counts_nothing(i)
        columns, first = self._header(i)
        table = self._continued(i) if first == i else None
        if table is None:
            if first == i and not self.alone(i):
                return i + 1
            two = i + 1 < len(self.lines) and not self.skip[i + 1] and self.alone(i + 1)
            if first == i and not two and self.figures(self.cells(i)) < _SINGLE:
                return i + 1
            top, columns = self._columns(i, first, columns)
            if top == first == i and not two:
                return i + 1  # one row without a header is none
            if top < first - 1 and self.heads_first_rows(first - 1):
                first -= 1
            table = self._again(top, first, self._above(top, columns))
            table = table._replace(spaced=self._spaced(first))
            for k in range(top, first):
                own = unit_line(self.text, self.lines[k])
                if own is not None and not table.units:
                    table = table._replace(units=units_of(own, self.text))
                self.out[k] = Line("header", None)
        end = max(self._rows(first, table), i + 1)  # what stands alone may still be no row: go on
        if self._void(range(first, end), table):
            for k in range(i, end):
                self.out.pop(k, None)
            return i + 1
        if not table.columns and self._counts_nothing(i):
            self.out |= {k: Line("rule", None) for k in range(first, end)}
        self._unit_in_note(first, end)
        self._last, self._end = table, end
        if table.columns:
            self._heads.keep(table.columns)
        else:
            self._bare.append(range(first, end))
        return end

    def _unit_in_note(self, first: int, end: int) -> None:
        """Give the figures of a table that says no unit the one that a note below it says."""
        known = [(k, line, line.row) for k in range(first, end) if (line := self.out.get(k)) is not None and line.row]
        told = unit_in_note(self.text, [row for *_, row in known], self.lines[end : end + 2])
        for (k, line, _), row in zip(known, told, strict=True):
            self.out[k] = line._replace(row=row)

    def lend(self) -> None:
        """Give the rows of tables without heads what those of the others tell."""
        for k in (k for rows in self._bare for k in rows):
            line = self.out.get(k)
            if line is None or line.row is None or not (rates := self._heads.rates(len(line.row.cells))):
                continue
            cells = [lent(self.text, c, rate) for c, rate in zip(line.row.cells, rates, strict=True)]
            self.out[k] = line._replace(row=line.row._replace(cells=tuple(cells)))

    def _tasks(self, i: int) -> int:
        """Read the table of tasks whose header is line ``i``; the index after it, ``i`` where none begins."""
        columns = tasks.heads(self.text, self.head_cells(i)[0])
        found, heading = tasks.rows(self.text, self.lines, self.skip, i + 1, columns, self.all_cells)
        if not found:
            return i
        table = self._above(i, columns)
        for k in (i, *heading):
            self.out[k] = Line("header", None)
        duty: Duty | None = None
        for k, cells in found:
            row = tasks.row(self.text, cells, table, duty)
            duty = row.duty
            self.out[k] = Line("prose", row)
        return found[-1][0] + 1

    def _void(self, rows: range, table: Table) -> bool:
        """Whether a table is none as it was read: no figures, or all of them where its header has no place for any.

        Numbers of rows, and the columns that hold codes, are no such figures.
        """
        found = [self.cells(k) for k in rows if k in self.out]
        if not any(self.figures(cells) for cells in found):
            return True
        if any(line.row.cells for k in rows if (line := self.out.get(k)) is not None and line.row is not None):
            return False
        if any(c.kind == "code" for c in table.columns):
            return False
        told = [self.figures([c for c in cells[1:] if not is_year(self.text, c)]) for cells in found]
        return sum(map(bool, told)) * 2 > len(found)

    def _again(self, top: int, first: int, table: Table) -> Table:
        """A table whose header is one read before goes on with that: caption and units are written once."""
        if top == first:
            return table
        said = " ".join(self.text[self.lines[top].start : self.lines[first - 1].end].split())
        before = self._headed.get(said)
        goes_on = table.caption is None or says_again(self.text, table.caption)
        if before is not None and goes_on and len(table.units) <= len(before.units):
            table = table._replace(caption=before.caption, units=before.units)
        self._headed[said] = table
        return table

    def _continued(self, i: int) -> Table | None:
        """The table before, where a page or stray lines part it from rows that go on with it at line ``i``."""
        last = self._last
        if last is None or not (last.columns or last.units) or not 0 < i - self._end <= _STRAY or not self.alone(i):
            return None
        for k in range(self._end, i):
            line = self.lines[k]
            if k in self.out or not (
                self.skip[k] or (line.length <= _STRAY_WORDS and not SENTENCE.search(self.text, *line)) or self.alone(k)
            ):
                return None
        return last if not last.columns or self._go_on(i, last.columns) else None

    def _go_on(self, i: int, columns: Sequence[Column]) -> bool:
        """Whether the rows from line ``i`` on may stand in ``columns``: the first of them that is whole tells."""
        values = sum(c.kind == "value" for c in columns)
        for k in range(i, min(i + _STRAY, len(self.lines))):
            if self.skip[k] or not self.alone(k):
                return False
            cells, exact = self.all_cells(k)
            filled = self.cells(k)
            if (len(cells) if exact else len(filled)) == len(columns):
                return True
            if exact or self.figures(filled[1:]) > values:
                return False
            if self.figures(filled[1:]) == values > 1:
                return True
        return False

    def _columns(self, i: int, first: int, columns: tuple[Column, ...]) -> tuple[int, tuple[Column, ...]]:
        """Where the header above the rows at ``first`` begins, and its columns; ``columns`` where the rows do not fit it.

        Lines of known words stand in ``[i, first)``; those above may be of it too.
        """
        rows = self.sample(first)
        known = [
            k
            for k in range(i, first)
            if not RULED.fullmatch(self.text, *self.lines[k]) and not UNIT_LINE.fullmatch(self.text, *self.lines[k])
        ]
        over = self._words_above(i)
        for count in range(len(over), -1, -1):
            heads = [*over[len(over) - count :], *known]
            found, used = columns_of(self.text, [self.head_cells(k) for k in heads], rows)
            if found and used >= max(count, 1):
                return (min(heads) if count else i), found
        upright = self._heads_below_one_another(first, width_of(rows))
        found = columns_of(self.text, [([self.lines[k] for k in upright], False)], rows)[0] if upright else ()
        if found and upright:
            return upright[0], found
        return i, columns

    def _counts_nothing(self, i: int) -> bool:
        """Whether the line above rows without header says that they hold telephones, codes, scores, draws."""
        above = self.lines[i - 1] if i else Span(0, 0)
        return 0 < above.length <= LONGEST_GROUP and (
            column_kind(self.text, above) == "code" or words().uncounted.search(self.text, *above) is not None
        )

    def _spaced(self, first: int) -> bool:
        """Whether rows without tab or stroke tell their empty cells."""
        some = range(first, min(first + SAMPLE, len(self.lines)))
        return any(self.all_cells(k)[1] and not self.drawn(k) for k in some if self.lines[k].length <= LONGEST_ROW)

    def _heads_below_one_another(self, first: int, width: int) -> list[int]:
        """The lines above the rows that head a column each, the labels' first."""
        at = first - width
        found = list(range(at, first))
        if width < 3 or at < 0 or any(k in self.out for k in found):
            return []
        cells = [self.lines[k] for k in found]
        if any(c.length > LONGEST_HEADER or SENTENCE.search(self.text, *c) for c in cells):
            return []
        if any(len(self.head_cells(k)[0]) > 1 for k in found):
            return []
        if column_kind(self.text, cells[0]) not in ("label", "serial") or self.figures(cells):
            return []
        return found

    def _may_be_head(self, k: int) -> bool:
        """Whether line ``k`` stands between a table and its caption: headers that could not be told apart."""
        cells, line = self.head_cells(k)[0], self.lines[k]
        if line.length > LONGEST_HEADS:
            return False
        if line.length <= 12 or may_head(self.text, cells):
            return True
        if len(cells) == 1:
            return unit_in(self.text, line) is not None
        figures = [c for c in cells if is_figure(self.text, c)]
        return all(is_year(self.text, c) for c in figures) and not SENTENCE.search(self.text, *line)

    def _words_above(self, i: int) -> list[int]:
        """The lines above line ``i`` that may head columns, top first."""
        out: list[int] = []
        if i - 1 not in self.out and self.heads_first_rows(i - 1):
            i -= 1
        for k in range(i - 1, max(i - 1 - _HEADERS, -1), -1):
            line = self.lines[k]
            if RULED.fullmatch(self.text, *line):
                continue
            if k in self.out or line.length > LONGEST_HEADS or not may_head(self.text, self.head_cells(k)[0]):
                break
            if CAPTION.match(self.text, *line) is not None or UNIT_LINE.fullmatch(self.text, *line) is not None:
                break
            if unit_line(self.text, line) is not None and all(_COLON.search(self.text, *c) for c in self.cells(k)):
                break  # 填报单位：市住建局　单位：套
            cells, exact = self.head_cells(k)
            if not exact and left_of_row(self.text, cells):
                break
            if self.skip[k] and ("：" in self.text[line.start : line.end] or ":" in self.text[line.start : line.end]):
                break
            out.append(k)
        return out[::-1]

    def _header(self, i: int) -> tuple[tuple[Column, ...], int]:
        """The columns of a table whose header of known words begins at line ``i``, and its first row; (), ``i`` for none."""
        text = self.text
        cells, exact = self.head_cells(i)
        filled = [c for c in cells if c.length]
        if not is_header(text, filled):
            return (), i
        columns = tuple(Column(column_kind(text, c), c) for c in (cells if exact else filled))
        k = i + 1
        while k < min(len(self.lines), i + 4):
            line = self.lines[k]
            if RULED.fullmatch(text, *line):
                k += 1
                continue
            if line.length > LONGEST_ROW:
                break
            under = [c for c in self.head_cells(k)[0] if c.length]
            if (self.figures(under) or names_group(*self.all_cells(k), columns)) and not self.skip[k]:
                return columns, k
            below = under and all(TAIL.fullmatch(text, *c) for c in under)
            if below:
                columns = tuple(with_units(text, list(columns), under))
            if below or unit_line(text, line) is not None:
                k += 1
                continue
            if self.skip[k] and not is_header(text, under):
                break
            if len(under) == 1:
                heads = k + 1 < len(self.lines) and line.length <= LONGEST_GROUP and self.figures(self.cells(k + 1)) > 0
                return (columns, k) if heads else ((), i)
            if END.search(text, *line) or any(c.length > 16 for c in under):
                break
            columns = second_header(text, columns, under)
            k += 1
        return (), i

    def _above(self, i: int, columns: tuple[Column, ...]) -> Table:
        """The caption and units that stand above line ``i``; marks their lines."""
        text = self.text
        caption: Span | None = None
        units: tuple[Span, ...] = ()
        near: list[Span] = []  # the units of the nearest line of headers that states any
        for k in range(i - 1, max(i - 1 - _ABOVE, -1), -1):
            line = self.lines[k]
            if k not in self.out and text[line.end - 1] in "。；，：":
                units = units or said_last(text, line)
            if k in self.out or text[line.end - 1] in "。；，：":
                break
            if line.length > _LONGEST_CAPTION or (self.skip[k] and unit_line(text, line) is None):
                if self._may_be_head(k):
                    near = near or units_in(text, line)
                    continue
                break
            unit = unit_line(text, line)
            near = near or ([] if unit is not None else units_in(text, line))
            if unit is not None and not units:
                units = units_of(unit, text)
            if unit is not None and unit.start() == line.start:
                self.out[k] = Line("unit", None)
                continue
            tailed = unit_in(text, line) is not None or (text[line.end - 1] in "）)" and bool(units_in(text, line)))
            named = bool(columns) and TAIL.fullmatch(text, *line) is None and tailed
            if not named and CAPTION.match(text, *line) is None and TITLE.search(text, *line) is None and unit is None:
                if self._may_be_head(k):
                    continue
                break
            end = line.end if unit is None else line.start + len(text[line.start : unit.start()].rstrip(" （(\u3000\t"))
            caption = Span(line.start, end)
            self.out[k] = Line("caption", None)
            break
        own = own_units(text, columns, caption)
        if not columns and near and len({text[a:b] for a, b in near}) == 1:
            own.append(near[0])  # of all headers, whichever is above a figure
        return Table(columns, caption, (*units, *own))

    def _rows(self, first: int, table: Table) -> int:
        """Read rows from line ``first`` on; the index of the first line after the table."""
        group: Span | None = None
        duty: Duty | None = None
        self._said = Stated(self.text)
        i = first
        while i < len(self.lines):
            line = self.lines[i]
            if RULED.fullmatch(self.text, *line):
                self.out[i] = Line("rule", None)
                i += 1
                continue
            if self._unit_below(first, i):
                i += 1
                continue
            if self.skip[i] or (table.columns and line.length <= LONGEST_ROW and self._header(i)[1] > i):
                break
            row = self._row(i, table) if line.length <= LONGEST_ROW else None
            if (row is None or not row.cells) and table.columns and (size := self._prose(i, table)):
                i += size
                continue
            if row is None and not self.heads_group(i):
                break
            if row is None:
                group = bare_label(self.text, line)
                self._said.head(line)
                row = Row(group, (), table.caption, None)
            elif names_group(*self.all_cells(i), table.columns):
                group, row = row.label, row._replace(group=None)
                self._said.head(self.cells(i)[-1])
            elif row.group is not None:
                group = row.group
            elif row.cells and row.label is not None and group is not None:
                group = None if siblings(self.text, row.label, group) else group
                row = row._replace(group=group)
            duty = spanning(row.duty, duty)
            self.out[i] = Line("row", row._replace(duty=duty))
            i += 1
        self._backfill(first, i)
        self._settle(first, i, table)
        return i

    def _unit_below(self, first: int, i: int) -> bool:
        """Whether line ``i`` is nothing but the unit of the row above it; that row takes it."""
        above = self.out.get(i - 1) if i > first else None
        row = unit_below(self.text, above.row, self.lines[i]) if above is not None and above.row is not None else None
        if above is None or row is None:
            return False
        self.out[i - 1], self.out[i] = above._replace(row=row), Line("unit", None)
        return True

    def _prose(self, i: int, table: Table) -> int:
        """How many lines a row that holds prose takes at line ``i``; 0 where none stands there."""
        text, line = self.text, self.lines[i]
        gaps = self.gaps(*line)
        if (row := prose_row(text, line, table, self._said, gaps)) is not None:
            self.out[i] = Line("prose", row)
            return 1
        below = self.lines[i + 1] if i + 1 < len(self.lines) and not self.skip[i + 1] else None
        if below is not None and (row := broken_row(text, line, below, table, self._said, gaps)) is not None:
            self.out[i + 1] = Line("row", row)
            return 2
        return 0

    def _settle(self, first: int, end: int, table: Table) -> None:
        """Give figures their columns in rows that lack some."""
        known = [(k, row) for k in range(first, end) if k in self.out and (row := self.out[k].row) is not None]
        for (k, _), row in zip(known, settled(self.text, [row for _, row in known], table.columns), strict=True):
            self.out[k] = self.out[k]._replace(row=row)

    def _backfill(self, first: int, end: int) -> None:
        """Give the rows above a table's first group cell that group: such a cell is set at the middle of its rows."""
        known = [(k, row) for k in range(first, end) if k in self.out and (row := self.out[k].row) is not None]
        named = next((n for n, (_, row) in enumerate(known) if row.group is not None), 0)
        if any(not row.cells for _, row in known[:named]):
            return
        for k, row in known[:named]:
            self.out[k] = self.out[k]._replace(row=row._replace(group=known[named][1].group))

    def _row(self, i: int, table: Table) -> Row | None:
        """Line ``i`` as a row of ``table``, or None where it is none."""
        text, columns, line = self.text, table.columns, self.lines[i]
        cells, exact = self.all_cells(i)
        filled = [c for c in cells if c.length]
        figures = self.figures(filled)
        if len(filled) < 2 or END.search(text, line.start, filled[-1].start) is not None:
            return None
        if not figures and not exact and not (line.length <= 40 and any(c.kind == "note" for c in columns)):
            return None
        if not columns:
            return free_row(text, filled, table, self._said)
        if (exact or table.spaced) and len(cells) <= len(columns):
            return built(text, [[c] if c.length else [] for c in padded(text, cells, columns)], table, self._said)
        if len(filled) == len(columns) and fit(text, filled, columns, min) > -0.5:
            return built(text, [[c] for c in filled], table, self._said)
        if columns[0].kind != "serial" and is_serial(text, filled[0]) and not is_figure(text, filled[1]):
            filled, figures = filled[1:], figures - is_figure(text, filled[0])  # a number that no header speaks of
        placed = place(text, filled, columns)
        if not any(placed):
            return free_row(text, filled, table, self._said)
        values = sum(1 for c in columns if c.kind == "value")
        serial = columns[0].kind == "serial" and placed[0] != [] and is_figure(text, filled[0])
        if figures - serial < values > 1:
            return loose(text, placed, table, self._said)
        return built(text, placed, table, self._said)
