"""Cells of table lines: what is a figure, a header, a unit, a label, and which column a cell falls into."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import alternation, shipped
from ..patterns import compiled_wide
from ..span import Span

# For a line, the offsets before which white space stood that cleaning took out as a stray space.
Gaps = Callable[[int, int], Sequence[int]]

# A piece of a line between white space; brackets keep together what stands in them.
_PIECE = regex.compile(r"(?:[（(][^（()）\n|]{0,30}+[）)]|[^\s|])++")
_NUMBER = r"(?:\d{1,3}(?:,\d{3})++|\d++)(?:\.\d++)?+"
_WORD = re.compile(r"[^ ]+")
_TICKS = frozenset("√✓✔×✗○●◎△▲☆★■□")  # cells by themselves: what is met, what is not
_DATED = frozenset("年月日")  # behind a figure and one blank these go on with it
_WIDEST = 24  # of a word set wide
_TOLD = 4  # header words of so many characters are known at the end of a cell too
_BLANKS = frozenset(" \t\u3000\xa0")
_TIME = compiled_wide(
    r"(?:19|20)\d\d(?:\s?[-－—–~～至/]\s?(?:19|20)?\d\d)?\s?年.*|\d{1,2}(?:\s?[-－—–~～至]\s?\d{1,2})?\s?月.*|[1-4]\s?季度.*|(?:19[5-9]|20[0-4])\d[-./](?:0?[1-9]|1[0-2])(?:[-./—―–~至].*)?|第.*"
)
# 1.2编制依据 is the heading of a section, 0594-2218800 a telephone.
_YEAR = regex.compile(r"(?:19|20)\d\d(?:\s?[-－—–~～/]\s?(?:19|20)?\d\d)?")
_DATED_HEAD = regex.compile(
    rf"{_YEAR.pattern}|[“\"]?十[一二三四五六七八九]?五[”\"]?(?=末|期|规划|目标|指标|任务)"
)  # and “十三五”规划指标
_SECTION = regex.compile(r"\d{1,2}(?:\.\d{1,2})++(?P<head>[\u4e00-\u9fff]{3,})")
_MARK = r"(?:[*＊]{1,3}|[①-⑳]|注\d?|[\[〔［]注?\d{1,2}[\]〕］])?"  # of a note behind a figure
_PHONE = regex.compile(r"0\d{2,3}[-－—]\d{7,8}|1[3-9]\d{9}")
_NOTHING = regex.compile(r"[—–―\-－/／…·*]++|\.{2,}+|无|持平|待定")
# What states a unit at the end of a cell: in brackets, perhaps with a remark or a note; behind a stroke, a colon or a gap.
_NOTE = r"(?:\s*+(?:[*＊①-⑩]|注?\d{1,2}\)?|[\[〔［][^\[\]〔〕［］]{1,6}[\]〕］]))*+"
_BRACKET = compiled_wide(
    rf"""\s*+[（(\[【]\s*+(?:(?:计[量税费价算])?单位[：:]?\s*+)?[±+－-]?(?P<unit>[^（()）\[\]，,；;]{{1,14}}?(?:[（(][^（()）]{{1,4}}[)）])?)
        \s*+(?:[，,；;][^（()）\[\]]{{1,10}}+)?[)）\]】]{_NOTE}[：:]?$""",
    regex.X,
)
_BEHIND = regex.compile(r"\s*+[/／：:]\s*+(?P<unit>[^\s/／：:（()）]{1,8}(?:[/／][^\s/／：:（()）]{1,6})?)$")
_RATE = regex.compile(r"(?<=[\u4e00-\u9fff±])\s*+(?P<unit>[%‰])$")
_SERIAL = regex.compile(r"\d{1,3}[.、．]?|[①-⑳]|[（(]\d{1,2}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、]?")
PART = regex.compile(r"\s*+(?:其中|[#＃])")
_LABEL_SERIAL = regex.compile(
    r"""(?:\d{1,3}(?:[.、．](?!\d)\s*+|\s++)|[①-⑳]\s*+|[（(]\d{1,2}[)）]\s*+|[一二三四五六七八九十]{1,3}、\s*+
      |(?:其中|\#|＃|\*)[：:]?\s*+)++""",
    regex.X,
)
_REMARK = regex.compile(
    r"[（(](?:(?=[^（()）\d比年]*+[\d比年])[^（()）]*+|[^（()）]{1,8}(?:口径|数|计|估))[)）]"
)  # 7（与2020年比）, 8.7（同口径）
_NOTES = regex.compile(rf"{_MARK}$")
_BESIDE = regex.compile(r"[（(](?=[\u4e00-\u9fff])[^（()）]{1,10}[)）]")
_OWN_UNIT = regex.compile(r"[%‰]|[A-Za-z℃²³]|[^\W\d以上下内右左多余]")


class Words(NamedTuple):
    """Header words by what stands below them, and the words of the 属性 column."""

    kinds: dict[str, str]  # header cell without space → serial, label, unit, attribute, note, code
    duties: dict[str, str]  # of the notes those that say who or until when → lead, body, support, term
    long_kinds: tuple[tuple[str, str], ...]  # the longer of these words, known also at the end of a cell
    term: "regex.Pattern[str]"  # what says until when
    part: "regex.Pattern[str]"
    unit: "regex.Pattern[str]"
    tail: "regex.Pattern[str]"  # what a unit ends with
    whole: "regex.Pattern[str]"  # units that are all of a bracket, with their scale
    no_units: frozenset[str]  # words that end as units do and are none
    attributes: frozenset[str]
    ditto: frozenset[str]  # cells that stand for the one above
    pure: "regex.Pattern[str]"  # how the names of what has no unit end
    uncounted: "regex.Pattern[str]"  # how captions end of rows whose figures count nothing
    division: "regex.Pattern[str]"  # the name of one ends so
    divisions: "regex.Pattern[str]"  # 市、区: what a bracket behind 县 says is no unit


class Column(NamedTuple):
    """A column: what it holds (serial, label, unit, value, attribute, note, code) and its header cell."""

    kind: str
    header: Span | None
    above: Span | None = None
    unit: Span | None = None  # where it stands neither in the header nor above it


@cache
def _figure() -> "regex.Pattern[str]":
    """A cell that holds a figure, with a word of comparison, of holding or of change before it."""
    heads = alternation(shipped("text", "outline_lexicon.toml").classes()["figure_heads"])
    return regex.compile(
        rf"""[【\[（(〔]?
       (?:(?:[≥>≤<＞＜≧≦±+＋~↑↓-]|－|—(?=\d)|(?:{heads})++)\s?+)?
       (?P<figure>{_NUMBER}(?:\s?(?:[-－—–~～至]|—{{2}})\s?{_NUMBER})?
       (?P<rest>[】\]）)〕]?\s?(?:[%‰]|个百分点)?[\u4e00-\u9fffA-Za-z/²³·℃]{{0,10}}(?:[（(][^（()）]{{1,8}}[）)])?[】\]）)〕]?{_MARK}))""",
        regex.X,
    )


def _forms(classes: Mapping[str, tuple[str, ...]]) -> list[str]:
    """All units of the quantities, but for divisions, times and single letters, which in a bracket are mostly something else."""
    rows = shipped("mentions.quantity").tables["unit"]
    barred = {*classes["division_tails"], *classes["division_parts"], *classes["no_units"], *classes["in_brackets"]}
    forms = {form for row in rows for form in row["forms"]}
    return sorted(form for form in forms - barred if not (form.isascii() and len(form) == 1 and form not in "tmg"))


@cache
def words() -> Words:
    """The lexicon's header words, compiled."""
    classes = shipped("text", "outline_lexicon.toml").classes()
    kinds = {
        w: kind for kind in ("serial", "label", "unit", "attribute", "note", "code") for w in classes[f"column_{kind}"]
    }
    duties = {w: duty for duty in ("lead", "body", "support", "term") for w in classes[f"column_{duty}"]}
    kinds.update(dict.fromkeys(duties, "note"))
    tails = alternation(classes["unit_tails"])
    return Words(
        kinds,
        duties,
        (
            *((w, kind) for w, kind in kinds.items() if len(w) >= _TOLD),
            *((w, "code") for w in classes["code_tails"]),
        ),
        regex.compile(alternation(classes["term_parts"])),
        regex.compile(alternation(classes["header_parts"])),
        regex.compile(rf"每.{{0,4}}|(?:[占按为]?|[^\u4e00-\u9fff]+)[%‰].*|个?百分点|以.*为100|.*{tails}(?:/.*)?"),
        regex.compile(tails),
        regex.compile(
            rf"[十百千万亿]{{0,3}}{alternation(_forms(classes))}(?:[（(][^（()）]{{1,4}}[)）])?(?:[/／∕].*)?"
        ),
        frozenset(classes["no_units"]),
        frozenset(classes["attributes"]),
        frozenset(classes["ditto"]),
        regex.compile(rf"{alternation(classes['pure'])}$"),
        regex.compile(rf"{alternation(classes['uncounted'])}(?:一览|汇总|公布|公告|名单)?表?$"),
        regex.compile(rf"{alternation(classes['division_tails'])}$"),
        regex.compile(rf"(?:{alternation(classes['division_tails'] + classes['division_parts'])}[、,，/]?)++"),
    )


def pieces(text: str, start: int, end: int, gaps: Sequence[int] = ()) -> list[Span]:
    """The pieces of a line that white space or ``|`` parts; single Han characters set wide (项　目) are one piece.

    ``gaps`` are places where cleaning took a space out; they part pieces too, but not inside brackets.
    """
    out: list[Span] = []
    for match in _PIECE.finditer(text, start, end):
        at = match.start()
        for gap in gaps:
            if not at < gap < match.end() or (text[gap - 1].isdigit() and (text[gap].isdigit() or text[gap] in _DATED)):
                continue  # 28 800 was made one figure, 2020 年 one word
            opened = text.count("（", at, gap) + text.count("(", at, gap)
            if opened <= text.count("）", at, gap) + text.count(")", at, gap):
                out.append(Span(at, gap))
                at = gap
        span = Span(at, match.end())
        if _goes_with(text, out[-1] if out else None, span) and "|" not in text[out[-1].end : span.start]:
            out[-1] = Span(out[-1].start, span.end)  # 其中： 软件
            continue
        wide = out and span.length == 1 and _goes_on(text, out[-1], span.start)
        if wide and "|" not in text[out[-1].end : span.start]:
            out[-1] = Span(out[-1].start, span.end)
        else:
            out.append(span)
    return out


def _goes_with(text: str, before: Span | None, span: Span) -> bool:
    """Whether a piece belongs to the one before: words behind a colon, a remark behind a figure: 其中： 软件, 4.3 (同口径7)."""
    if before is None:
        return False
    if text[before.end - 1] in "：:":
        return not is_figure(text, span)
    behind = span.start - before.end == 1 and _BESIDE.fullmatch(text, *span) is not None
    return behind and unit_in(text, Span(before.start, span.end)) is None and is_figure(text, before)


def _goes_on(text: str, word: Span, at: int) -> bool:
    """Whether the single character at ``at`` goes on with a word set wide: 项　目, 企　业　名　称, its gaps all alike."""
    if text[at] in _DATED and text[word.end - 1].isdigit():
        return at - word.end == 1  # 2020 年
    both = text[at] + text[word.start]
    if text[at].isdecimal() != text[word.start].isdecimal():
        return False  # 个　3
    if both.isascii() or not _TICKS.isdisjoint(both):
        return False
    if word.length == 1:
        return True
    if not "\u4e00" <= text[at] <= "\u9fff":
        return False
    step = at - word.end + 1
    set_wide = word.length % step == 1 and all(
        text[k].isspace() == ((k - word.start) % step != 0) for k in range(word.start, word.end)
    )
    return set_wide and word.length < _WIDEST


def cells_of(text: str, line: Span, gaps: Sequence[int] = ()) -> tuple[list[Span], bool]:
    """The cells of a line, and whether empty ones count too (rows drawn with ``|`` or set with tabs)."""
    start, end = line
    edge = "|" if text.find("|", start, end) >= 0 else "\t" if text.find("\t", start, end) >= 0 else ""
    if not edge:
        spaced = _spaced(text, start, end)
        return (spaced, True) if spaced else (pieces(text, start, end, gaps), False)
    if edge == "\t":
        start, end = tabs_outside(text, start, end)
    at = start + 1 if edge == "|" == text[start] else start
    stop = end - 1 if edge == "|" and text[end - 1] == edge else end
    out: list[Span] = []
    while at <= stop:
        cut = text.find(edge, at, stop)
        cut = stop if cut < 0 else cut
        part = text[at:cut]
        left = at + len(part) - len(part.lstrip())
        out.append(Span(left, max(left, at + len(part.rstrip()))))
        at = cut + 1
    return out, True


def _spaced(text: str, start: int, end: int) -> list[Span]:
    """The cells of a line whose empty ones hold one wide space between narrow ones; none where no cell does."""
    while end < len(text) and text[end] in " \u3000":
        end += 1
    if text.find(" \u3000 ", start, end) < 0:
        return []
    words = [Span(*m.span()) for m in _WORD.finditer(text, start, end)]
    return [Span(w.start, w.start) if text[w.start : w.end] == "\u3000" else w for w in words]


def tabs_outside(text: str, start: int, end: int) -> tuple[int, int]:
    """``[start, end)`` with the tabs on either side, where a line has lost its first or last cells, which are empty."""
    before, behind = start, end
    while before > 0 and text[before - 1] in _BLANKS:
        before -= 1
    while behind < len(text) and text[behind] in _BLANKS:
        behind += 1
    first, last = text.find("\t", before, start), text.rfind("\t", end, behind)
    return (start if first < 0 else first), (end if last < 0 else last + 1)


def is_figure(text: str, span: Span) -> bool:
    """Whether a cell holds a figure (with or without unit), or a stroke that stands for none.

    >>> [is_figure(s, Span(0, len(s))) for s in ("92.7", "≥95%", "180元", "—", "2025年", "预期性", "1.0升以上的")]
    [True, True, True, True, False, False, False]
    """
    match = _figure().fullmatch(text, *span)
    if match is not None:
        if _TIME.fullmatch(text, *match.span("figure")) is not None or match["rest"].endswith(("的", "者", "级")):
            return False
        section = _SECTION.fullmatch(text, *span)
        if section is not None and words().tail.match(text, section.start("head")) is None:
            return False
        return _PHONE.fullmatch(text, *span) is None
    return _NOTHING.fullmatch(text, *span) is not None


def has_own_unit(text: str, span: Span) -> bool:
    """Whether a figure carries its unit: 180元, 95%.

    >>> [has_own_unit(s, Span(0, len(s))) for s in ("180元", "95%以上", "95以上", "—")]
    [True, True, False, False]
    """
    match = _figure().fullmatch(text, *span)
    return match is not None and _OWN_UNIT.search(_NOTES.sub("", _REMARK.sub("", match["rest"]))) is not None


def is_year(text: str, span: Span) -> bool:
    """Whether a cell is a year, or a span of years, without 年."""
    return _YEAR.fullmatch(text, *span) is not None


def is_sort(text: str, cells: Sequence[Span]) -> bool:
    """Whether the first cell of a row, which reads like a figure, says what sort of thing the row is of: it alone has a unit.

    >>> text = "3人户 420 330"
    >>> is_sort(text, [Span(0, 3), Span(4, 7), Span(8, 11)])
    True
    """
    return len(cells) > 1 and has_own_unit(text, cells[0]) and not any(has_own_unit(text, c) for c in cells[1:])


def is_time(text: str, span: Span) -> bool:
    """Whether a cell is a year, a month, a season: 2015年, 1—9月."""
    return _TIME.fullmatch(text, *span) is not None and "第" not in text[span.start : span.end]


def is_serial(text: str, span: Span) -> bool:
    """Whether a cell can be a row's number."""
    return _SERIAL.fullmatch(text, *span) is not None


def is_unit(text: str, span: Span) -> bool:
    """Whether a cell can be a unit: 亿元, %, 每辆."""
    known = words()
    if span.length > 8 or not _reads(text, span) or text[span.start : span.end] in known.no_units:
        return False
    return span.length < 2 or text[span.start] == "个" or known.division.search(text, *span) is None  # 东河县 is none


def _reads(text: str, span: Span) -> bool:
    known = words()
    return known.unit.fullmatch(text, *span) is not None or known.whole.fullmatch(text, *span) is not None


def column_kind(text: str, span: Span) -> str:
    """What stands below a header cell."""
    known = words()
    name, bare = _named(text, span)
    kind = known.kinds.get(name) or known.kinds.get(bare)
    kind = kind or next((kind for word, kind in known.long_kinds if bare.endswith(word)), "value")
    if kind == "code" and name != bare and unit_in(text, span) is not None:
        return "value"  # 电话（万门）
    return "value" if kind == "label" and _DATED_HEAD.match(bare) is not None else kind  # 2025年目标任务


def column_duty(text: str, span: Span) -> str:
    """What a column says of its rows' tasks: ``lead``, ``body``, ``support``, ``term``, or ``""`` for neither who nor when."""
    duties = words().duties
    name, bare = _named(text, span)
    duty = duties.get(name) or duties.get(bare)
    return duty or next((duty for word, duty in duties.items() if len(word) >= _TOLD and bare.endswith(word)), "")


def _named(text: str, span: Span) -> tuple[str, str]:
    """A header cell without space, and without what stands in brackets."""
    name = "".join(text[span.start : span.end].split())
    return name, name.partition("（")[0].partition("(")[0]


def is_header(text: str, cells: Sequence[Span]) -> bool:
    """Whether ``cells`` can head a table: short, no figures, and most of them words of table headers or years."""
    if len(cells) < 2 or any(c.length > 24 for c in cells):
        return False
    kinds = [column_kind(text, c) for c in cells]
    labelled = kinds[0] in ("serial", "label", "unit")
    if any(is_figure(text, c) and not (labelled and is_year(text, c)) for c in cells):
        return False
    if labelled and all(is_year(text, c) for c in cells[1:]):
        return True
    known = sum(k != "value" or words().part.search(text, *c) is not None for k, c in zip(kinds, cells, strict=True))
    return known == len(cells) or (known * 2 >= len(cells) and kinds[0] in ("serial", "label", "unit"))


def unit_in(text: str, span: Span) -> Span | None:
    """The unit that ends a cell: 城镇化率（%） → %, 面积/公顷 → 公顷.

    >>> [(u := unit_in(s, Span(0, len(s)))) and s[u.start : u.end] for s in ("产值（亿元，现价）", "占比%", "标准：元/亩", "县（市、区）")]
    ['亿元', '%', '元/亩', None]
    """
    found = _stated(text, span)
    return None if found is None else Span(*found.span("unit"))


def _stated(text: str, span: Span) -> "regex.Match[str] | None":
    """Where a cell states its unit, with what sets it off."""
    known = words()
    if text[span.end - 1 : span.end] in "%‰":
        return _RATE.search(text, *span)
    found = _BRACKET.search(text, *span)
    if found is None:
        found = _BEHIND.search(text, *span)
        if found is None or found.start() < span.start + 2 or is_unit(text, Span(span.start, found.start())):
            return None
        if not is_unit(text, Span(*found.span("unit"))) or text[found.start() - 1].isdigit():
            return None
    elif not _reads(text, Span(*found.span("unit"))) or found["unit"] in known.no_units:
        return None
    unit = found.span("unit")
    dated = _YEAR.match(text, *unit) is not None  # 目标（2025年）
    return None if dated or known.divisions.fullmatch(text, *unit) is not None else found


def bare_label(text: str, span: Span) -> Span:
    """``span`` without leading serial number and without the bracketed unit that ends it."""
    serial = _LABEL_SERIAL.match(text, *span)
    start = serial.end() if serial is not None and serial.end() < span.end else span.start
    bracket = _stated(text, span)
    if bracket is not None and bracket.start() > start:
        return Span(start, bracket.start())
    return Span(start, span.end)


_LOW = -1e9


def place(text: str, cells: Sequence[Span], columns: Sequence[Column]) -> list[list[Span]]:
    """The cells that fall into each column, left to right, where some columns may be empty and texts may have spaces.

    The best monotone assignment: a figure fits a value column, a text a label or note column, 约束性 the 属性 column.
    All columns come back empty where nothing fits.
    """
    width = len(columns)
    # best[c]: score of the cells so far within the first c columns; held[c]: the last of them in column c - 1.
    best, held = [0.0] * (width + 1), [_LOW] * (width + 1)
    for c in range(width):
        best[c + 1] = best[c] - _skipped(columns, c)
    steps: list[tuple[list[bool], list[bool]]] = []
    for n, cell in enumerate(cells):
        now, kept = [_LOW] * (width + 1), [_LOW] * (width + 1)
        merges, skips = [False] * (width + 1), [False] * (width + 1)
        for c, column in enumerate(columns):
            fit = suits(text, cell, column, n)
            alone = best[c] + fit
            merged = held[c + 1] - 0.3 if fit > 0 and column.kind in ("label", "note") else _LOW
            merges[c + 1] = merged > alone
            kept[c + 1] = max(alone, merged)
            past = now[c] - _skipped(columns, c)
            skips[c + 1] = past >= kept[c + 1]
            now[c + 1] = max(kept[c + 1], past)
        best, held = now, kept
        steps.append((merges, skips))
    return _traced(cells, steps, width) if best[width] > _LOW / 2 else [[] for _ in columns]


def _traced(cells: Sequence[Span], steps: Sequence[tuple[list[bool], list[bool]]], width: int) -> list[list[Span]]:
    """The assignment that the steps of :func:`place` lead back to."""
    out: list[list[Span]] = [[] for _ in range(width)]
    c, stay = width, False
    for n in range(len(cells) - 1, -1, -1):
        merges, skips = steps[n]
        while not stay and c > 1 and skips[c]:
            c -= 1
        if c == 0:
            return [[] for _ in range(width)]
        out[c - 1].insert(0, cells[n])
        stay = merges[c]
        c -= not stay
    return out


def _skipped(columns: Sequence[Column], c: int) -> float:
    """What an empty cell costs: most for a value, little for a label that a cell above may span."""
    kind = columns[c].kind
    if kind == "label" and any(column.kind == "label" for column in columns[c + 1 :]):
        return 0.1
    return 1.0 if kind == "value" else 0.2


def suits(text: str, cell: Span, column: Column, n: int) -> float:
    """How well cell ``n`` suits a column."""
    kind = column.kind
    if n == 0 and kind == "label" and is_year(text, cell):
        return 2.0
    if n > 0 and is_year(text, cell):
        return {"value": 2.0, "code": 3.5, "note": 2.5, "unit": -1.0}.get(kind, -0.5)  # 开工年, 建设年限
    if is_figure(text, cell):
        serial = n == 0 and is_serial(text, cell)
        return {"value": 3.0, "serial": 3.5 if serial else -2.0, "note": 0.3, "code": 2.0, "unit": -1.0}.get(kind, -0.5)
    if kind == "attribute":
        return 3.0 if text[cell.start : cell.end] in words().attributes else -0.5
    if kind == "unit":
        return 3.0 if is_unit(text, cell) else 0.3
    if kind == "serial":
        return 2.5 if n == 0 and is_serial(text, cell) else -2.0
    return {"label": 2.0, "note": 1.0, "code": 1.0, "value": -0.6}[kind]
