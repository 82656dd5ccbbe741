"""The columns of a table from the lines above its rows: what heads each, and what stands below it.

A header need not be made of known words. A line of words above rows heads them where it has as many cells as they have;
two lines do where the cells of the lower one spread evenly below some of the upper. What a column holds is told by its
header's word and by the rows: ``目标（人）`` above figures is no column of labels, ``项目内容`` above words none of values.
"""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, islice, pairwise

import regex

from ..span import Span
from .cells import PART, Column, column_kind, is_figure, is_serial, is_sort, is_year, unit_in, words
from .fitting import all_unit, names_rate

_GLUED = regex.compile(r"(?<=[（(][^（()）]{1,14}[）)])(?=[\w“])")
_STROKE = regex.compile(r"[—–―\-－/／…·*]++")
TAIL = regex.compile(r"[（(][^（()）]{1,14}[）)]")
_SENTENCE = regex.compile(r"[。！？；]")
_HALF = regex.compile(r"(?P<unit>[\u4e00-\u9fff]{1,4})[)）]")
# The longest cell of a header line, and how far down rows are looked at to tell what a column holds.
LONGEST_HEAD = 40
SAMPLE = 12
# So many ways to spread the cells of a lower header line below those of the upper one are tried.
_SPREADS = 60


def unglued(text: str, cells: Sequence[Span]) -> list[Span]:
    """Header cells, parted also behind a unit in brackets: 项目数（个）年度投资（亿元） are two."""
    if any(all(TAIL.fullmatch(text, *c) for c in pair) for pair in pairwise(cells)):
        return list(cells)  # units below the names of the line above
    out: list[Span] = []
    for n, cell in enumerate(cells):
        at = cell.start
        stuck = at if n else _division_at(text, cell)
        if at < stuck < cell.end - 1:
            out.append(Span(at, stuck))
            at = stuck
        unit = TAIL.match(text, *cell)
        if (
            unit is not None
            and out
            and unit_in(text, out[-1]) is None
            and unit_in(text, Span(*unit.span())) is not None
        ):
            out[-1] = Span(out[-1].start, unit.end())  # 面积　（公顷）: a gap before the unit
            at = unit.end()
            if at == cell.end:
                continue
        if cell.end - at > 5:
            for cut in _GLUED.finditer(text, at, cell.end):
                if unit_in(text, Span(at, cut.start())) is not None:
                    out.append(Span(at, cut.start()))
                    at = cut.start()
        out.append(Span(at, cell.end))
    return out


def _division_at(text: str, cell: Span) -> int:
    """Where the head of the labels ends that begins a cell: 县（区）|人工造林（亩）; where the cell begins if none does."""
    tail = TAIL.match(text, cell.start + 1, cell.end)
    known = tail is not None and words().divisions.fullmatch(text, cell.start + 2, tail.end() - 1) is not None
    return tail.end() if tail is not None and known else cell.start


def may_head(text: str, cells: Sequence[Span]) -> bool:
    """Whether cells can stand above the columns of a table: two or more, short, no figures, no sentence."""
    if len(cells) < 2 or any(c.length > LONGEST_HEAD for c in cells):
        return False
    if _SENTENCE.search(text, cells[0].start, cells[-1].end) is not None:
        return False
    # of one character: the half of a word that is set upright, 序 above 号
    years = column_kind(text, cells[0]) in ("serial", "label", "unit") or cells[0].length <= 1
    return not any(is_figure(text, c) and not (years and is_year(text, c)) for c in cells)


def width_of(rows: Sequence[tuple[list[Span], bool]]) -> int:
    """How many cells most rows have, empty ones counted where borders are drawn; the larger number of two as frequent."""
    counts = Counter(len(cells) if exact else sum(1 for c in cells if c.length) for cells, exact in rows)
    return max(counts, key=lambda n: (counts[n], n)) if counts else 0


def columns_of(
    text: str, lines: Sequence[tuple[list[Span], bool]], rows: Sequence[tuple[list[Span], bool]]
) -> tuple[tuple[Column, ...], int]:
    """The columns that header ``lines`` (top first, one to three) make above ``rows``, and how many of the lines head.

    Lines and rows are cells and whether empty ones count. No columns where the numbers of cells do not fit.
    """
    common = width_of(rows)
    heads = sum(1 for c in lines[-1][0] if c.length) if lines else 0
    some = {len(cells) for cells, exact in rows if not exact}
    # Rows lose cells that are empty: where most have lost one, the whole ones tell.
    for width in (common, *(w for w in (heads, heads + 1) if w != common and w in some and w > common)):
        found, used = _fitted(text, lines, rows, width) if width > 1 and lines else ((), 0)
        named = [n for n, c in enumerate(found) if c.header and column_kind(text, c.header) == "label"]
        odd = any(c.kind == "label" and n not in named and named and n > named[0] for n, c in enumerate(found))
        if found and not (odd and width != common):
            return found, used
    return (), 0


def _fitted(
    text: str, lines: Sequence[tuple[list[Span], bool]], rows: Sequence[tuple[list[Span], bool]], width: int
) -> tuple[tuple[Column, ...], int]:
    """The columns, as many as ``width``."""
    aligned = [cells for cells, _ in rows if len(cells) == width]
    told = [_share(text, [row[n] for row in aligned]) for n in range(width)]
    found, used = _headed(text, lines, width, told)
    if found and len(found) == width - 1:
        numbered = bool(aligned) and all(is_serial(text, c[0]) and not is_figure(text, c[1]) for c in aligned)
        if numbered and found[0].kind != "serial":
            found = [Column("serial", None), *found]  # numbers that no header speaks of
        elif found[0].kind in ("value", "unit"):
            found = [Column("label", None), *found]  # the cell above the labels is empty
    if len(found) != width:
        return (), 0
    return judged(text, _halved(text, found), aligned), used


def _halved(text: str, columns: list[Column]) -> list[Column]:
    """Columns with the units of which the head has kept the second half, （万 standing in the line above 亩）, as the others write them."""
    whole = [u for c in columns if c.header is not None and (u := unit_in(text, c.header)) is not None]
    out: list[Column] = []
    for column in columns:
        half = _HALF.fullmatch(text, *column.header) if column.header is not None else None
        ends = [] if half is None else [u for u in whole if text[u.start : u.end].endswith(half["unit"])]
        alike = len({text[a:b] for a, b in ends}) == 1
        out.append(column._replace(unit=ends[0]) if alike and column.unit is None else column)
    return out


def _headed(
    text: str, lines: Sequence[tuple[list[Span], bool]], width: int, told: Sequence[float | None]
) -> tuple[list[Column], int]:
    """One column a header cell, with what spans it above, and how many lines that took."""
    lines = [(_whole(cells, width) if exact else cells, exact) for cells, exact in lines]
    if all(exact for _, exact in lines) and len(lines[-1][0]) == width:
        return _grid(text, [cells for cells, _ in lines]), len(lines)
    filled = [[c for c in cells if c.length] for cells, _ in lines]
    _lift_labels(text, filled)
    tails = 0
    units: list[Span] = []
    while len(filled) > 1 and all(TAIL.fullmatch(text, *c) for c in filled[-1]):
        units = filled.pop()  # the units of the line above
        tails += 1
    before = len(filled)
    said = _set_upright(text, filled)
    tails += before - len(filled)
    lower = with_units(text, [Column(said.get(c) or column_kind(text, c), c) for c in filled[-1]], units)
    if len(filled) > 1:
        own = _units_before(text, filled[-1])  # 保险金额 费率 分担比例 above （元/亩） （%） 中央 农户
        lower = lower[len(own) :]
        upper = _one_corner([Column(said.get(c) or column_kind(text, c), c) for c in filled[-2]], told)
        both = _under(text, upper, lower, width, told, len(own))
        if both:
            return _unit_each(text, both, own), tails + 2
        if len(filled) > 2:
            top = [Column(column_kind(text, c), c) for c in filled[-3]]
            for middle in range(len(lower) + 1, len(upper) + len(lower)):
                both = _under(text, upper, lower, middle, ())
                whole = _under(text, top, both, width, told) if both else []
                if whole:
                    return whole, tails + 3
    return (lower, tails + 1) if len(lower) in (width, width - 1) else ([], 0)


def _lift_labels(text: str, filled: list[list[Span]]) -> None:
    """Put the head of the labels, which stands in the line of units, into that of the names: 零售额 增速 above 县区 （亿元） （%）."""
    if len(filled) < 2:
        return
    count = next((n for n, c in enumerate(filled[-1]) if TAIL.fullmatch(text, *c)), 0)
    names, units = filled[-1][:count], filled[-1][count:]
    if names and len(units) == len(filled[-2]) > 1 and all(TAIL.fullmatch(text, *c) for c in units):
        filled[-2:] = [[*names, *filled[-2]], units]


def _whole(cells: list[Span], width: int) -> list[Span]:
    """The cells of a drawn line, those at its end too that the line above spans: they are empty, as its first is."""
    if not cells or cells[0].length or len(cells) >= width:
        return cells
    return cells + [Span(cells[-1].end, cells[-1].end)] * (width - len(cells))


def _set_upright(text: str, filled: list[list[Span]]) -> dict[Span, str]:
    """What stands below the words set upright in a narrow column, by their first half: 序 above 号, 单 above 位, 指标 above 名称.

    The second halves are taken out of ``filled``: all of the lower line, or those of its first and last cell.
    """
    kinds: dict[Span, str] = {}
    if len(filled) < 2 or min(len(filled[-1]), len(filled[-2])) < 2:
        return kinds
    upper, lower = filled[-2:]
    left = list(lower)
    for cell in upper:
        if left and (kind := _joined(text, cell, left[0])):
            kinds[cell] = kind
            left.pop(0)
    if not left:
        filled.pop()
        return kinds
    kinds = {}
    for at in (0, -1):
        one, two = upper[at], lower[at]
        if len(lower) > 1 and one.length == two.length == 1 and (kind := _joined(text, one, two)):
            kinds[one] = kind
            del lower[at]
    return kinds


def _joined(text: str, one: Span, two: Span) -> str:
    """What stands below a header whose halves stand below one another; "" where they are none."""
    halves = "".join((text[one.start : one.end] + text[two.start : two.end]).split())
    return words().kinds.get(halves, "")


def _one_corner(columns: list[Column], told: Sequence[float | None]) -> list[Column]:
    """Header cells where the corner names both its row and its column, parted by a stroke that is lost: 地区 行业."""
    if len(columns) < 3 or len(told) < 2 or any(c.kind != "label" for c in columns[:2]):
        return columns
    first, second = columns[0].header, columns[1].header
    if first is None or second is None or (told[1] or 0.0) < 0.6 or (told[0] or 0.0) > 0.4:
        return columns
    return [Column("label", Span(first.start, second.end)), *columns[2:]]


def _unitless(text: str, columns: Sequence[Column]) -> list[int]:
    """The columns of values whose heads state no unit."""
    return [n for n, c in enumerate(columns) if c.kind == "value" and c.header and unit_in(text, c.header) is None]


def with_units(text: str, columns: list[Column], units: Sequence[Span]) -> list[Column]:
    """Columns with the units that stand below their headers: one each for those without, or one for the only rate."""
    bare = _unitless(text, columns)
    if len(units) == 1 < len(bare):
        bare = [n for n in bare if (h := columns[n].header) is not None and names_rate(text, h)]
    if len(units) != len(bare):
        return columns
    said = dict(zip(bare, units, strict=True))
    return [c._replace(unit=said.get(n)) for n, c in enumerate(columns)]


def _units_before(text: str, cells: Sequence[Span]) -> list[Span]:
    """The units that begin a header line whose other cells are parts of what stands above: of as many of its heads."""
    count = next((n for n, c in enumerate(cells) if TAIL.fullmatch(text, *c) is None), 0)
    return [] if count and PART.match(text, *cells[count]) is not None else list(cells[:count])


def _unit_each(text: str, columns: list[Column], units: Sequence[Span]) -> list[Column]:
    """Columns with the units that stand below the first heads that span nothing and state none."""
    bare = [n for n in _unitless(text, columns) if columns[n].above is None]
    said = dict(zip(bare, units, strict=False))
    return [c._replace(unit=said[n]) if n in said else c for n, c in enumerate(columns)]


def _grid(text: str, lines: Sequence[list[Span]]) -> list[Column]:
    """Columns of drawn header lines: a cell that is empty below is headed from above, one empty above from its left."""
    out: list[Column] = []
    for n, cell in enumerate(lines[-1]):
        header: Span | None = cell if cell.length else None
        above: Span | None = None
        for line in reversed(lines[:-1]):
            at = min(n, len(line) - 1)
            if header is not None:
                while at > 0 and not line[at].length:
                    at -= 1
            if not line or not line[at].length or (header is not None and at < n and _fixed(text, line[at])):
                continue
            if header is None:
                header = line[at]
            elif above is None and text[line[at].start : line[at].end] != text[header.start : header.end]:
                above = line[at]
        out.append(Column("value" if header is None else column_kind(text, header), header, above))
    return out


def left_of_row(text: str, cells: Sequence[Span]) -> bool:
    """Whether cells are what is left of a row and no header: 氨氮 万吨, but not 号 位, the halves of words set upright."""
    return cells[0].length > 1 and all_unit(text, cells[-1]) is not None and column_kind(text, cells[0]) == "value"


def _fixed(text: str, cell: Span) -> bool:
    """Whether a header cell stands above one column: 指标, 单位, 属性."""
    return column_kind(text, cell) != "value"


def _under(
    text: str, upper: list[Column], lower: list[Column], width: int, told: Sequence[float | None], single: int = 0
) -> list[Column]:
    """The columns of two header lines: some cells of the upper one span those of the lower one.

    Labels and units may stand in either line. ``told`` is the share of figures below each column. Empty where it cannot be
    told which are spanned.

    Args:
        single: so many of the upper line's first values span nothing.
    """
    values = [n for n, c in enumerate(lower) if c.kind == "value"]
    if len(lower) == width and all(c.kind == "value" for c in upper):
        # The lower line is whole, the upper one names groups of its values.
        sizes = _groups(text, [lower[n] for n in values], len(upper))
        above = [c.header for c, size in zip(upper, sizes, strict=False) for _ in range(size)]
        groups = dict(zip(values, above, strict=True)) if sizes else {}
        return [c._replace(above=groups.get(n)) for n, c in enumerate(lower)] if sizes else []
    count = len(upper) + len(lower) - width
    sizes = _groups(text, lower, count)
    if len(values) != len(lower) or not sizes:
        return []
    open_ = [n for n, c in enumerate(upper) if c.kind == "value"][single:]
    best: list[Column] = []
    most = -1.0
    for spanned in islice(combinations(open_, count), _SPREADS):
        found = _spread(text, upper, lower, spanned, sizes)
        fits = sum(_fit(text, c, share) for c, share in zip(found, told, strict=False))
        if fits >= most:  # of equals the last: sums and totals stand first
            best, most = found, fits
    return best


def _groups(text: str, cells: Sequence[Column], count: int) -> list[int]:
    """How many of ``cells`` each of ``count`` cells above them spans: a new round begins where one comes again; else evenly."""
    if count < 1 or count > len(cells):
        return []
    seen: set[str] = set()
    sizes: list[int] = []
    last = ""
    for cell in cells:
        word = "" if cell.header is None else text[cell.header.start : cell.header.end]
        back = word in seen or (word[:4].isdigit() and last[:4].isdigit() and word < last)
        if back or not sizes:
            sizes.append(0)
            seen.clear()
        seen.add(word)
        sizes[-1] += 1
        last = word
    if len(sizes) == count:
        return sizes
    return [len(cells) // count] * count if len(cells) % count == 0 else []


def _spread(
    text: str, upper: list[Column], lower: list[Column], spanned: Sequence[int], sizes: Sequence[int]
) -> list[Column]:
    """The columns where the upper cells ``spanned`` stand above as many of the lower ones as ``sizes`` says."""
    out: list[Column] = []
    at = 0
    for n, column in enumerate(upper):
        if n in spanned:
            size = sizes[spanned.index(n)]
            group = lower[at : at + size]
            # （万吨） 其中熟料 below 水泥: the first is all of it, and the part is in the same unit
            whole = [c.header for c in group if c.header is not None and TAIL.fullmatch(text, *c.header)]
            for c in group:
                part = whole and c.header is not None and PART.match(text, *c.header) is not None
                out.append(c._replace(above=column.header, unit=unit_in(text, whole[0]) if part else c.unit))
            at += size
        else:
            out.append(column)
    return out


def _fit(text: str, column: Column, share: float | None) -> float:
    """How well a column with this header goes with the share of figures below it."""
    fits = 0.0
    if column.above is None and column.header is not None and unit_in(text, column.header) is not None:
        fits = 0.5  # a cell with its unit stands for itself
    if share is None:
        return fits
    if column.above is None and column.kind == "value" and share < 0.5:
        return fits + 1.0  # words below a cell that spans nothing
    return fits + (1.0 if (column.kind == "value") == (share >= 0.5) else -1.0)


def judged(text: str, columns: Sequence[Column], rows: Sequence[list[Span]]) -> tuple[Column, ...]:
    """The columns with what they hold as the rows tell; ``rows`` have one cell for each."""
    kinds = [c.kind for c in columns]
    told = [_share(text, [row[n] for row in rows]) for n in range(len(columns))]
    for n, (column, share) in enumerate(zip(columns, told, strict=True)):
        if share is None:
            continue
        if kinds[n] in ("label", "note", "unit") and share >= 0.6 and n > 0 and not _dated(text, column, rows, n):
            kinds[n] = "value"
        elif kinds[n] == "value" and share < 0.4:
            kinds[n] = "other"
    if kinds[0] == "value" and rows and all(is_sort(text, row) for row in rows):
        kinds[0] = "label"
    first = next((n for n, kind in enumerate(kinds) if kind == "value"), len(kinds))
    named = next((n for n, kind in enumerate(kinds) if kind == "label"), -1)
    for n, kind in enumerate(kinds):
        if kind == "other":
            kinds[n] = "label" if n < first and (named < 0 or n < named) else "note"
    if "label" not in kinds and "note" in kinds[:first]:
        kinds[kinds.index("note")] = "label"  # 建设内容 before the figures is what they are of
    if "label" not in kinds and "unit" in kinds and columns[kinds.index("unit")].kind == "unit":
        at = kinds.index("unit")
        kinds[at] = "label" if at < first else "unit"  # 单位 above those who do it: 甲市, 市教育局
    if "label" not in kinds:
        left = next((n for n, kind in enumerate(kinds) if kind == "value"), -1)
        if 0 <= left < 2 and left < len(kinds) - 1 and (told[left] is None or told[left] == 0):
            kinds[left] = "label"
    corner = next((c.header for c, kind in zip(columns, kinds, strict=True) if kind == "label" != c.kind), None)
    if corner is not None and unit_in(text, corner) is not None:
        # 增加值（亿元） above the names of industries is what the figures of every year measure.
        columns = [
            c._replace(above=c.above or corner) if k == "value" else c for c, k in zip(columns, kinds, strict=True)
        ]
    return tuple(c._replace(kind=kind) for c, kind in zip(columns, kinds, strict=True))


def second_header(text: str, columns: tuple[Column, ...], under: Sequence[Span]) -> tuple[Column, ...]:
    """The columns of two header lines of known words: what stands in the upper one spans the value columns of the lower one evenly.

    The label columns may stand in either line.
    """
    lower = [Column(column_kind(text, c), c) for c in under]
    if all(c.kind == "value" for c in lower):
        fixed, spread = columns, lower
    elif all(c.kind == "value" for c in columns):
        fixed, spread = (), lower
    else:
        return columns
    upper = [c for c in columns if c.kind == "value"]
    values = [c for c in spread if c.kind == "value"]
    if not upper or len(values) % len(upper):
        return columns
    each = len(values) // len(upper)
    headed = iter([value._replace(above=upper[n // each].header) for n, value in enumerate(values)])
    if not fixed:
        return tuple(next(headed) if c.kind == "value" else c for c in spread)
    out: list[Column] = []
    for column in fixed:
        out.extend([column] if column.kind != "value" else [next(headed) for _ in range(each)])
    return tuple(out)


def _share(text: str, cells: Sequence[Span]) -> float | None:
    """The share of figures among the cells of a column, those with nothing or a stroke left out; None where none is left."""
    told = [c for c in cells if c.length and _STROKE.fullmatch(text, *c) is None]
    return sum(1 for c in told if is_figure(text, c)) / len(told) if told else None


def _dated(text: str, column: Column, rows: Sequence[list[Span]], n: int) -> bool:
    """Whether the figures of a column are years."""
    return column.kind != "unit" and all(is_year(text, row[n]) for row in rows if row[n].length)
