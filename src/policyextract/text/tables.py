"""Tables flattened to text: finds their lines, and tells for each value its label, header, unit and caption."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import alternation, shipped
from ..span import Span
from .blocks import Cell, Row

# A piece of a line between white space; brackets keep together what stands in them.
_PIECE = regex.compile(r"(?:[（(][^（()）\n|]{0,30}+[）)]|[^\s|])++")
_WIDE = regex.compile(r"[ \u3000\xa0]{2,}|\t|\||\u3000")
_RULED = regex.compile(r"[|\s]*+(?::?-{2,}:?[|\s]*+)+|[─━┄┈┌┬┐├┼┤└┴┘│\s]++")
_END = regex.compile(r"[。！？]")
_BARE = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?+"
_FIGURE = regex.compile(
    rf"""[【\[（(〔]?(?:[≥>≤<＞＜±+＋~约近超达-]|－|—(?=\d)|\u2265|\u2264|不低于|不少于|不超过|不高于|大于|小于|以上|降至|增至)?{_BARE}
       (?:\s?(?:[-－—–~～至]|—{{2}})\s?{_BARE})?(?P<rest>[】\]）)〕]?\s?(?:[%‰]|个百分点)?[\u4e00-\u9fffA-Za-z/²³·℃]{{0,10}}(?:[（(][^（()）]{{1,8}}[）)])?\*?[】\]）)〕]?)""",
    regex.X,
)
_YEARLIKE = regex.compile(r"(?:19|20)\d\d(?:[-—~至](?:19|20)?\d\d)?年.*|\d{1,2}月.*|(?:19|20)\d\d[-./]\d{1,2}.*|第.*")
_NOTHING = regex.compile(r"[—–―\-－/／…·*]++|\.{2,}+|无|持平|待定")
_BRACKET = regex.compile(r"\s*[（(\[【]\s*(?P<unit>[^（()）\[\]]{1,14}?)\s*[)）\]】](?:\s*[*＊①-⑩])?$")
_UNIT_LINE = regex.compile(
    r"[（(]?(?:计量)?单\s*位\s*[：:]\s*(?P<unit>[^。\s）)]{1,24}(?:\s?[、,，/]\s?[^。\s）)]{1,10})*)[）)]?"
)
_CAPTION = regex.compile(
    r"(?:附?\s?[表专][栏\s]?\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[-－—.]\d{1,2})?(?![.\d]?\s?[年月日个项%])[：:.、\s]?\s*(?=\S)|专栏\s?\d{0,2})"
)
_TABLE_TITLE = regex.compile(r"(?<=[表览栏标况单])(?:\s?[（(][^（）()]{1,20}[）)])?$")
_SERIAL = regex.compile(r"\d{1,3}[.、．]?|[①-⑳]|[（(]\d{1,2}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]?")
_LABEL_SERIAL = regex.compile(
    r"(?:\d{1,3}(?:[.、．](?!\d)\s*|\s+)|[①-⑳]\s*|[（(]\d{1,2}[)）]\s*|[一二三四五六七八九十]{1,3}、\s*|其中[：:]\s*|[#＃*]\s*)+"
)


class Words(NamedTuple):
    """Header words by what stands below them, and the words of the 属性 column."""

    kinds: dict[str, str]  # header cell without space → serial, label, unit, attribute, note
    part: "regex.Pattern[str]"
    unit: "regex.Pattern[str]"
    attributes: frozenset[str]


class Column(NamedTuple):
    """A column: what it holds (serial, label, unit, value, attribute, note) and its header cell."""

    kind: str
    header: Span | None
    above: Span | None = None


class Line(NamedTuple):
    """What tables.find says of one line: ``kind`` is row, caption, unit, header or rule."""

    kind: str
    row: Row | None


@cache
def words() -> Words:
    """The lexicon's header words, compiled."""
    classes = shipped("text", "outline_lexicon.toml").classes()
    kinds = {w: kind for kind in ("serial", "label", "unit", "attribute", "note") for w in classes[f"column_{kind}"]}
    return Words(
        kinds,
        regex.compile(alternation(classes["header_parts"])),
        regex.compile(
            rf"每.{{0,4}}|[%‰]|个?百分点|.*{alternation(classes['unit_tails'])}(?:/.*)?|以.*年?为100|.*[%‰].*"
        ),
        frozenset(classes["attributes"]),
    )


def pieces(text: str, start: int, end: int) -> list[Span]:
    """The pieces of a line that white space or ``|`` separates; single Han characters set wide (项　目) are one."""
    out: list[Span] = []
    for match in _PIECE.finditer(text, start, end):
        span = Span(*match.span())
        if (
            out
            and span.length == 1
            and out[-1].length == 1
            and not text[span.start].isascii()
            and "|" not in text[out[-1].end : span.start]
        ):
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def is_figure(text: str, span: Span) -> bool:
    """Whether a cell holds a figure (with or without unit), or a stroke that stands for none.

    >>> [is_figure(s, Span(0, len(s))) for s in ("92.7", "≥95%", "180元", "—", "2025年", "预期性", "1.0升以上的")]
    [True, True, True, True, False, False, False]
    """
    match = _FIGURE.fullmatch(text, *span)
    if match is not None:
        return _YEARLIKE.fullmatch(text, *span) is None and not match["rest"].endswith(("的", "者", "级"))
    return _NOTHING.fullmatch(text, *span) is not None


def column_kind(text: str, span: Span) -> str:
    """What stands below a header cell."""
    name = "".join(text[span.start : span.end].split())
    bare = name.partition("（")[0].partition("(")[0]
    kinds = words().kinds
    ending = next((kind for word, kind in kinds.items() if len(word) >= 4 and bare.endswith(word)), "value")
    return kinds.get(name) or kinds.get(bare) or ending


def is_header(text: str, cells: Sequence[Span]) -> bool:
    """Whether ``cells`` can head a table: short, no figures, and most of them words of table headers or years."""
    if len(cells) < 2 or any(c.length > 24 or is_figure(text, c) for c in cells):
        return False
    known = sum(1 for c in cells if column_kind(text, c) != "value" or words().part.search(text, *c) is not None)
    return known * 2 >= len(cells) and (
        column_kind(text, cells[0]) in ("serial", "label", "unit") or known == len(cells)
    )


def unit_in(text: str, span: Span) -> Span | None:
    """The unit in brackets that ends ``span``: （%） → %."""
    match = _BRACKET.search(text, *span)
    if match is None or words().unit.fullmatch(text, *match.span("unit")) is None:
        return None
    return Span(*match.span("unit"))


def bare_label(text: str, span: Span) -> Span:
    """``span`` without leading serial number and without the bracketed unit that ends it."""
    serial = _LABEL_SERIAL.match(text, *span)
    start = serial.end() if serial is not None and serial.end() < span.end else span.start
    bracket = _BRACKET.search(text, start, span.end)
    if bracket is not None and bracket.start() > start and words().unit.fullmatch(text, *bracket.span("unit")):
        return Span(start, bracket.start())
    return Span(start, span.end)


class Table(NamedTuple):
    """What a table's rows share."""

    columns: tuple[Column, ...]  # empty where the table has no header
    caption: Span | None
    units: tuple[Span, ...]  # of its `单位：` line


def is_caption(text: str, span: Span) -> bool:
    """Whether a line names a table or box: 表1 …, 专栏3 …."""
    return span.length <= 50 and text[span.end - 1] not in "。；" and _CAPTION.match(text, *span) is not None


def cells_of(text: str, start: int, end: int) -> tuple[list[Span], bool]:
    """The cells of a line, and whether empty ones count too (rows drawn with ``|`` or set with tabs)."""
    if text.find("|", start, end) < 0 and text.find("\t", start, end) < 0:
        return pieces(text, start, end), False
    edge = "|" if text.find("|", start, end) >= 0 else "\t"
    out: list[Span] = []
    at = start + 1 if text[start] == edge else start
    stop = end - 1 if text[end - 1] == edge and edge == "|" else end
    while at <= stop:
        cut = text.find(edge, at, stop)
        cut = stop if cut < 0 else cut
        part = text[at:cut]
        body = part.strip()
        left = at + len(part) - len(part.lstrip())
        out.append(Span(left, left + len(body)))
        at = cut + 1
    return out, True


def find(text: str, lines: Sequence[Span], skip: Sequence[bool]) -> dict[int, Line]:
    """The lines that belong to tables, by index; ``skip`` marks those that are furniture already."""
    out: dict[int, Line] = {}
    i, count = 0, len(lines)
    while i < count:
        if skip[i] or not _may_hold_cells(text, lines[i]):
            i += 1
            continue
        columns, first = _header(text, lines, skip, i)
        if first == i and not (_stands_alone(text, lines[i]) and i + 1 < count and _stands_alone(text, lines[i + 1])):
            i += 1
            continue
        table = _above(text, lines, i, columns, out)
        for k in range(i, first):
            out[k] = Line("header", None)
        i = _rows(text, lines, skip, first, table, out)
    for i, line in enumerate(lines):
        if i not in out and line.length <= 30 and _UNIT_LINE.fullmatch(text, *line):
            out[i] = Line("unit", None)
    return out


def _may_hold_cells(text: str, line: Span) -> bool:
    return line.length <= 240 and _GAP.search(text, *line) is not None


_GAP = regex.compile(r"[ \t\u3000|\xa0]")


def _header(text: str, lines: Sequence[Span], skip: Sequence[bool], i: int) -> tuple[tuple[Column, ...], int]:
    """The columns of a table whose header begins at line ``i`` and its first row; no columns and ``i`` where none does."""
    cells = [c for c in cells_of(text, *lines[i])[0] if c.length]
    if not is_header(text, cells):
        return (), i
    exact = cells_of(text, *lines[i])
    columns = tuple(Column(column_kind(text, c), c) for c in (exact[0] if exact[1] else cells))
    k = i + 1
    while k < min(len(lines), i + 4):
        if _RULED.fullmatch(text, *lines[k]):
            k += 1
            continue
        if skip[k]:
            break
        under = [c for c in cells_of(text, *lines[k])[0] if c.length]
        if any(is_figure(text, c) for c in under):
            return columns, k
        if not under or any(c.length > 16 for c in under) or _END.search(text, *lines[k]):
            break
        if len(under) == 1 and k > i + 1:
            break
        if len(under) > 1:
            columns = _second_header(text, columns, under)
        elif k + 1 >= len(lines) or not any(is_figure(text, c) for c in pieces(text, *lines[k + 1])):
            break
        else:
            return columns, k
        k += 1
    return (), i


def _second_header(text: str, columns: tuple[Column, ...], under: Sequence[Span]) -> tuple[Column, ...]:
    """``columns`` with a second line of header cells below the value columns, spread evenly."""
    values = [c for c in columns if c.kind == "value"]
    if not values or len(under) % len(values):
        return columns
    each = len(under) // len(values)
    out: list[Column] = []
    at = 0
    for column in columns:
        if column.kind != "value":
            out.append(column)
            continue
        out.extend(Column("value", cell, column.header) for cell in under[at : at + each])
        at += each
    return tuple(out)


def _stands_alone(text: str, line: Span) -> bool:
    """Whether a line is a row even without a header: a label and figures, set apart by wide gaps, and nothing else."""
    if not _may_hold_cells(text, line) or _WIDE.search(text, *line) is None or _END.search(text, *line):
        return False
    cells = [c for c in cells_of(text, *line)[0] if c.length]
    figures = sum(1 for c in cells if is_figure(text, c))
    return (
        0 < figures < len(cells) and figures * 2 >= len(cells) - 1 and not is_figure(text, cells[-1]) <= (figures < 2)
    )


def _above(text: str, lines: Sequence[Span], i: int, columns: tuple[Column, ...], out: dict[int, Line]) -> Table:
    """The caption and units that stand above line ``i``; marks their lines in ``out``."""
    caption: Span | None = None
    units: tuple[Span, ...] = ()
    for k in range(i - 1, max(i - 4, -1), -1):
        line = lines[k]
        if k in out or line.length > 60 or text[line.end - 1] in "。；，：":
            break
        unit = _UNIT_LINE.search(text, *line)
        if unit is not None and not units:
            units = _split_units(text, Span(*unit.span("unit")))
        if unit is not None and unit.start() == line.start:
            out[k] = Line("unit", None)
            continue
        titled = _CAPTION.match(text, *line) or _TABLE_TITLE.search(text, *line)
        if titled is None and unit is None and k != i - 1 - bool(units):
            break
        if titled is None and unit is None:
            break
        end = line.end if unit is None else line.start + len(text[line.start : unit.start()].rstrip(" （(\u3000"))
        caption = Span(line.start, end)
        out[k] = Line("caption", None)
        break
    return Table(columns, caption, units)


def _split_units(text: str, span: Span) -> tuple[Span, ...]:
    return tuple(Span(*m.span()) for m in regex.finditer(r"[^、，,\s]++", text, pos=span.start, endpos=span.end))


def _rows(text: str, lines: Sequence[Span], skip: Sequence[bool], i: int, table: Table, out: dict[int, Line]) -> int:
    """Read rows from line ``i`` on into ``out``; the index of the first line after the table."""
    group: Span | None = None
    first = i
    while i < len(lines):
        if _RULED.fullmatch(text, *lines[i]):
            out[i] = Line("rule", None)
        elif skip[i] or lines[i].length > 240:
            break
        else:
            row = _row(text, lines[i], table, group)
            if row is None:
                if not _heads_group(text, lines, i):
                    break
                group = bare_label(text, lines[i])
                row = Row(group, (), table.caption, None)
            elif row.group is not None:
                group = row.group
            elif row.cells and row.label is not None and group is not None and not _siblings(text, row.label, group):
                row = row._replace(group=group)
            else:
                group = None if row.cells else group
            out[i] = Line("row", row)
        i += 1
    _backfill(out, first, i)
    return i


def _backfill(out: dict[int, Line], first: int, end: int) -> None:
    """Give the rows above a table's first group cell that group: a cell over several rows is set at their middle."""
    known = [(k, line.row) for k in range(first, end) if (line := out[k]).row is not None]
    named = next((n for n, (_, row) in enumerate(known) if row is not None and row.group is not None), None)
    if named is None or any(row is not None and not row.cells for _, row in known[:named]):
        return
    lead = known[named][1]
    for k, row in known[:named]:
        if row is not None and lead is not None:
            out[k] = Line("row", row._replace(group=lead.group))


def _siblings(text: str, label: Span, group: Span) -> bool:
    """Whether ``label`` names another thing of the kind of ``group``, not a part of it: 乘用车, 中型客车."""
    return text[label.end - 1] == text[group.end - 1]


def _heads_group(text: str, lines: Sequence[Span], i: int) -> bool:
    """Whether a line without figures heads the rows below it: 创新驱动."""
    if lines[i].length > 16 or i + 1 >= len(lines) or _END.search(text, *lines[i]) or len(pieces(text, *lines[i])) != 1:
        return False
    below = pieces(text, *lines[i + 1])
    return len(below) > 1 and any(is_figure(text, c) for c in below)


def _row(text: str, line: Span, table: Table, group: Span | None) -> Row | None:
    """The line as a row of ``table``, or None where it is none."""
    cells, exact = cells_of(text, *line)
    filled = [c for c in cells if c.length]
    figures = [c for c in filled if is_figure(text, c)]
    if len(filled) < 2 or (not figures and not exact and not (table.columns and _note_only(text, line, table))):
        return None
    if _END.search(text, line.start, filled[-1].start) is not None:
        return None
    missing = len(table.columns) - len(cells)
    if table.columns and exact and (missing == 0 or (missing > 0 and not is_figure(text, cells[0]))):
        placed = [[c] if c.length else [] for c in cells] + [[] for _ in range(missing)]
    elif not table.columns:
        return _free_row(text, filled, table)
    else:
        placed = place(text, filled, table.columns)
        values = sum(1 for c in table.columns if c.kind == "value")
        if sum(1 for c in figures if not (c is filled[0] and placed[0] == [c])) < values > 1:
            # Which of the values is missing cannot be told: no value gets a header.
            table = table._replace(
                columns=tuple(c._replace(header=None) if c.kind == "value" else c for c in table.columns)
            )
    return _built(text, placed, table)


def _note_only(text: str, line: Span, table: Table) -> bool:
    """Whether a line without figures can still be a row: a short label and a note, in a table that has notes."""
    return line.length <= 40 and any(c.kind == "note" for c in table.columns) and not _END.search(text, *line)


def _free_row(text: str, cells: Sequence[Span], table: Table) -> Row | None:
    """A row of a table without header: what stands before the first figure is its label."""
    first = next(
        (n for n, c in enumerate(cells) if is_figure(text, c) and not (n == 0 and _SERIAL.fullmatch(text, *c))), -1
    )
    if first <= 0:
        return None
    heads = list(cells[:first])
    unit = None
    if len(heads) > 1 and heads[-1].length <= 8 and words().unit.fullmatch(text, *heads[-1]):
        unit = heads.pop()
    whole = Span(heads[0].start, heads[-1].end)
    figures = [c for c in cells[first:] if is_figure(text, c)]
    attribute = next((c for c in cells[first:] if text[c.start : c.end] in words().attributes), None)
    unit = unit_in(text, whole) or unit
    found = tuple(Cell(*c, None, _unit(text, c, None, unit, table)) for c in figures)
    return Row(bare_label(text, whole), found, table.caption, attribute)


def _built(text: str, placed: Sequence[Sequence[Span]], table: Table) -> Row | None:
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
            unit = whole if not is_figure(text, whole) else None
        elif column.kind == "attribute":
            attribute = whole
        elif column.kind == "value" and is_figure(text, whole):
            values.append((whole, column))
        elif column.kind == "value" and not labels and not values:
            labels.append(whole)  # the first column holds the labels, whatever its header says
    label = labels[-1] if labels else None
    group = bare_label(text, labels[-2]) if len(labels) > 1 else None
    unit = (unit_in(text, label) if label is not None else None) or unit
    found = tuple(
        Cell(*span, column.header, _unit(text, span, column, unit, table), column.above) for span, column in values
    )
    return Row(bare_label(text, label) if label is not None else None, found, table.caption, attribute, group)


def _unit(text: str, cell: Span, column: Column | None, unit: Span | None, table: Table) -> Span | None:
    """Where the unit of a value stands: in its column's header, else ``unit`` (label or 单位 column), else the caption.

    None where the value has its own.
    """
    match = _FIGURE.fullmatch(text, *cell)
    if match is not None and regex.search(r"[%‰]|[^\W\d](?<!以)(?!以|$)|[^\W\d上下内右多余]", match["rest"]):
        return None
    header = None if column is None else column.header
    own = None if header is None else unit_in(text, header)
    if own is not None:
        return own
    name = "" if header is None else text[header.start : header.end]
    rated = [u for u in table.units if _RATE_UNIT.fullmatch(text, *u)]
    plain = [u for u in table.units if u not in rated]
    if _RATE_NAME.search(name):
        # 年均增速 of a label in 亿元 is a rate, not money.
        return unit if unit is not None and _RATE_UNIT.fullmatch(text, *unit) else next(iter(rated), None)
    return unit or next(iter(plain or rated), None)


_RATE_NAME = regex.compile(r"增速|增长|增幅|同比|环比|比重|占比|降幅|±")
_RATE_UNIT = regex.compile(r"[%‰％]|个?百分点")


def place(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> list[list[Span]]:
    """The cells that fall into each column, left to right, where some columns may be empty and texts may have spaces.

    The best monotone assignment: a figure fits a value column, a text a label or note column, 约束性 the 属性 column.
    """
    width = len(columns)
    # best[c]: score of the cells so far within the first c columns; held[c]: the last of them in column c - 1.
    best = [0.0] * (width + 1)
    held = [_LOW] * (width + 1)
    steps: list[tuple[list[bool], list[bool]]] = []
    for c in range(width):
        best[c + 1] = best[c] - _skipped(columns, c)
    for n, cell in enumerate(cells):
        now, kept, merges, skips = (
            [_LOW] * (width + 1),
            [_LOW] * (width + 1),
            [False] * (width + 1),
            [False] * (width + 1),
        )
        for c, column in enumerate(columns):
            fit = _fit(text, cell, column, n)
            alone = best[c] + fit
            merged = held[c + 1] - 0.3 if fit > 0 and column.kind in ("label", "note") else _LOW
            merges[c + 1] = merged > alone
            kept[c + 1] = max(alone, merged)
            past = now[c] - _skipped(columns, c)
            skips[c + 1] = past >= kept[c + 1]
            now[c + 1] = max(kept[c + 1], past)
        best, held = now, kept
        steps.append((merges, skips))
    out: list[list[Span]] = [[] for _ in columns]
    c, stay = width, False
    for n in range(len(cells) - 1, -1, -1):
        merges, skips = steps[n]
        while not stay and c > 1 and skips[c]:
            c -= 1
        out[c - 1].insert(0, cells[n])
        stay = merges[c]
        c -= not stay
        if c == 0 and n:
            return [[] for _ in columns]
    return out


_LOW = -1e9


def _skipped(columns: Sequence[Column], c: int) -> float:
    """What an empty cell costs: most for a value, little for a label that a cell above may span."""
    kind = columns[c].kind
    if kind == "label" and any(column.kind == "label" for column in columns[c + 1 :]):
        return 0.1
    return 1.0 if kind == "value" else 0.2


def _fit(text: str, cell: Span, column: Column, n: int) -> float:
    """How well a cell suits a column."""
    kind = column.kind
    if is_figure(text, cell):
        serial = n == 0 and _SERIAL.fullmatch(text, *cell) is not None
        return {"value": 3.0, "serial": 2.5 if serial else -2.0, "note": 0.3, "unit": -1.0}.get(kind, -0.5)
    if kind == "attribute":
        return 3.0 if text[cell.start : cell.end] in words().attributes else -0.5
    if kind == "unit":
        return 3.0 if cell.length <= 8 and words().unit.fullmatch(text, *cell) else 0.3
    if kind == "serial":
        return 2.5 if n == 0 and _SERIAL.fullmatch(text, *cell) else -2.0
    return {"label": 2.0, "note": 1.0, "value": -0.6}[kind]
