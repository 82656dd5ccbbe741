"""What stands above a table: its caption, and the units its figures are in."""

from collections.abc import Sequence
from functools import cache

import regex

from ..lexicon import alternation, shipped
from ..span import Span
from .cells import Column, is_unit, unit_in
from .heads import TAIL
from .rows import Table

UNIT_LINE = regex.compile(
    r"(?:[（(]?(?:(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2})?单\s*+位\s*+[：:∶﹕]\s*+|[（(]单位\s++)(?P<unit>[^。\s（()）\]】]{1,24}(?:[（(][^。\s（()）]{1,5}[）)])?(?:\s?[、,，/]\s?[^。\s）)\]】]{1,10})*)[）)\]】]?"
)
# 单位　万元, 单位为公顷, 以亩为单位; what stands there has to be one.
_TOLD = regex.compile(
    r"(?:(?:[\u4e00-\u9fff]{2})?单\s?位(?:[ \u3000]++|(?:[均都]|统一)?[为是][：:]?\s*+)(?P<unit>[^。，；\s（()）]{1,10})|以(?P<unit>[^。，；\s（()）]{1,8}?)为(?:计量|统一)?单位)[）)。]?"
)
_AFTER = " 　\t|。"
_LONE = regex.compile(r"[（(](?P<unit>[^（()）]{1,14})[）)]")
ITEM = regex.compile(r"(?:人民币)?(?P<unit>[^、，,\s]+?)(?:人民币)?(?=[、，,\s]|$)")
CAPTION = regex.compile(
    r"""附?\s?[表专][栏\s]?\s?(?:\d{1,2}|[一二三四五六七八九十]{1,3})(?:[-－—.]\d{1,2})?
        (?![.\d]?\s?(?:[年月日个%]|项(?!目)))[：:.、\s]?\s*+(?=\S) | 专栏\s?\d{0,2}""",
    regex.X,
)
TITLE = regex.compile(r"(?<=[表览栏标况单])(?:\s?[（(][^（）()]{1,20}[）)])?$")
# So many lines above a table set one cell a line are looked at.
_ABOVE = 3
_LONGEST = 60
# So far from the end of a sentence above a table its unit is looked for.
_LAST = 24
_BRACKETS = regex.compile(r"[（(\[【](?:[^（()）\[\]\n]|[（(][^（()）\n]{1,4}[)）]){1,20}+[)）\]】]")


def is_caption(text: str, span: Span) -> bool:
    """Whether a line names a table or box: 表1 …, 专栏3 …."""
    return span.length <= 50 and text[span.end - 1] not in "。；" and CAPTION.match(text, *span) is not None


@cache
def _again() -> "regex.Pattern[str]":
    words = alternation(shipped("text", "outline_lexicon.toml").classes()["continued"])
    return regex.compile(
        rf"[（(]?{words}[\d一二三四五六七八九十]{{0,2}}[)）]?[：:]?|.*(?:[（(]{words}[\d一二三四五六七八九十]{{0,2}}[)）]|续)"
    )


def says_again(text: str, caption: Span) -> bool:
    """Whether a caption only says that the table before goes on: 续表, 表2（续）."""
    return _again().fullmatch(text, *caption) is not None


def unit_line(text: str, line: Span) -> "regex.Match[str] | None":
    """What a line says of the unit of all figures below it: 单位：万元, or nothing but （万元）.

    A header cell that says so in the midst speaks for itself.
    """
    found = next((m for m in UNIT_LINE.finditer(text, *line) if not text[m.end() : line.end].strip(_AFTER)), None)
    if found is None and line.length <= _LONGEST:
        found = _TOLD.search(text, *line)
        if found is not None and not all(is_unit(text, u) for u in units_of(found, text)):
            found = None
    if found is None and text[line.start] in "（(" and unit_in(text, line) is not None:
        found = _LONE.fullmatch(text, *line)
    return found if found is not None and not text[found.end() : line.end].strip(_AFTER) else None


def said_last(text: str, line: Span) -> tuple[Span, ...]:
    """The unit that a sentence states before its last mark: 任务分解如下（单位：万元）：."""
    found = unit_line(text, Span(max(line.start, line.end - _LAST), line.end - 1))
    return () if found is None else units_of(found, text)


def units_of(found: "regex.Match[str]", text: str) -> tuple[Span, ...]:
    """The units that a ``单位：`` line lists."""
    return tuple(Span(*m.span("unit")) for m in ITEM.finditer(text, *found.span("unit")))


def units_in(text: str, line: Span) -> list[Span]:
    """The units in brackets anywhere in a line."""
    out: list[Span] = []
    for bracket in _BRACKETS.finditer(text, *line):
        several = [Span(*m.span("unit")) for m in ITEM.finditer(text, bracket.start() + 1, bracket.end() - 1)]
        if len(several) > 1 and all(is_unit(text, u) for u in several):  # （万人、%）
            out += several
        elif (unit := unit_in(text, Span(line.start, bracket.end()))) is not None:
            out.append(unit)
    return out


def _bare(text: str, header: Span | None) -> bool:
    """Whether a header cell is a unit in brackets and nothing else: the rest of it stands elsewhere."""
    return header is not None and TAIL.fullmatch(text, *header) is not None


def own_units(text: str, columns: Sequence[Column], caption: Span | None) -> list[Span]:
    """The units in the brackets of a caption, and of the cell above the labels."""
    own = [*[c.header for c in columns if c.kind == "label" and not _bare(text, c.header)], caption]
    corner = [f for span in own if span is not None and (f := UNIT_LINE.fullmatch(text, *span)) is not None]
    return [
        *(u for f in corner for u in units_of(f, text)),
        *(u for s in own if s is not None for u in units_in(text, s)),
    ]


def above(text: str, lines: Sequence[Span], at: int, columns: tuple[Column, ...]) -> Table:
    """The table of ``columns`` with the caption and the units that stand in the lines above line ``at``."""
    caption: Span | None = None
    units: tuple[Span, ...] = ()
    for k in range(at - 1, max(at - 1 - _ABOVE, -1), -1):
        line = lines[k]
        if line.length > _LONGEST or text[line.end - 1] in "。；，":
            break
        unit = unit_line(text, line)
        if unit is not None and not units:
            units = units_of(unit, text)
        if unit is not None and unit.start() == line.start:
            continue
        if CAPTION.match(text, *line) is not None or TITLE.search(text, *line) is not None or unit is not None:
            end = line.end if unit is None else line.start + len(text[line.start : unit.start()].rstrip(" （(\u3000\t"))
            caption = Span(line.start, end)
        break
    return Table(columns, caption, (*units, *own_units(text, columns, caption)))
