"""What stands between two printed pages and interrupts a sentence: page numbers, and heads that every page repeats."""

import re
from collections.abc import Sequence

from ..span import Span
from .blocks import Line
from .captions import CAPTION
from .signs import may_be_row

_LONGEST = 40  # characters of a page number or running head
_OPEN = 16  # characters from which a line that ends in no mark breaks off
_REPEATED = 3  # times that a head without page numbers beside it has to stand in the midst of sentences
_DASHES = "-—–―－·•~～_"
_NUMBER = re.compile(
    rf"[{_DASHES}]{{1,3}}\s?\d{{1,4}}\s?[{_DASHES}]{{1,3}}|第\s?\d{{1,4}}\s?页(?:[\s，,/／（(]*共\s?\d{{1,4}}\s?页[)）]?)?"
    r"|(?i:page|p\.?)\s?\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?"
)
_PLAIN = re.compile(r"(\d{1,4})(?:\s?[/／]\s?\d{1,4})?")  # a page number only where others count on from it
_DIGITS = re.compile(r"\d+")
_CLOSED = "。！？；：!?;:…”）)】》|"


def _numbers(text: str, lines: Sequence[Line]) -> set[int]:
    """The lines that are page numbers."""
    short = [n for n, line in enumerate(lines) if line.end - line.start <= 16]
    out = {n for n in short if _NUMBER.fullmatch(text, lines[n].start, lines[n].end)}
    counted: list[int] = []
    last = 0
    for n in short:
        found = _PLAIN.fullmatch(text, lines[n].start, lines[n].end)
        if found is None or (counted and (int(found[1]) != last + 1 or not _filled(lines, counted[-1], n))):
            continue
        counted.append(n)
        last = int(found[1])
    return out | set(counted if len(counted) >= _REPEATED else ())


def _filled(lines: Sequence[Line], one: int, other: int) -> bool:
    """Whether a page of text may stand between two lines: the numbers of a table's rows have its cells between them."""
    return other >= one + 4 and any(line.end - line.start >= _OPEN for line in lines[one + 1 : other])


def _heads(text: str, lines: Sequence[Line], numbers: set[int]) -> set[int]:
    """The lines that are running heads: beside page numbers more than once, or time and again in the midst of sentences."""
    places: dict[str, list[int]] = {}
    for n, line in enumerate(lines):
        if n not in numbers and line.end - line.start <= _LONGEST and text[line.end - 1] not in _CLOSED:
            places.setdefault(_DIGITS.sub("0", text[line.start : line.end]), []).append(n)
    out: set[int] = set()
    for found in places.values():
        if len(found) < 2 or _of_table(text, lines[found[0]]):
            continue
        beside = [n for n in found if n - 1 in numbers or n + 1 in numbers]
        inside = [n for n in found if n and _breaks_off(text, lines[n - 1]) and n - 1 not in found]
        if len(beside) * 2 >= len(found) or (len(found) >= _REPEATED and len(inside) * 2 > len(found)):
            out.update(n for n in found if n or _titled_below(text, lines))
    return out


def _of_table(text: str, line: Line) -> bool:
    """Whether a line that comes again belongs to tables: 表1, 表2 above them; a row that each year's part of one has."""
    return CAPTION.match(text, line.start, line.end) is not None or may_be_row(text, Span(line.start, line.end), ())


def _titled_below(text: str, lines: Sequence[Line]) -> bool:
    """Whether the second line may be the title, so that the first, which pages repeat, is none."""
    start, end = lines[1].start, lines[1].end
    return end - start >= 8 and text[end - 1] not in _CLOSED and not re.search("[。：]", text[start:end])


def _breaks_off(text: str, line: Line) -> bool:
    return line.end - line.start >= _OPEN and text[line.end - 1] not in _CLOSED


def without_breaks(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines without page numbers and running heads; what follows these says that a page began before it.

    >>> text = "全市粮食产量完\\n—2—\\n成全年计划的105%。"
    >>> [text[line.start : line.end] for line in without_breaks(text, [Line(0, 7, 0, False), Line(8, 11, 0, False), Line(12, 23, 0, False)])]
    ['全市粮食产量完', '成全年计划的105%。']
    """
    numbers = _numbers(text, lines)
    breaks = numbers | _heads(text, lines, numbers)
    if not breaks:
        return list(lines)
    out: list[Line] = []
    for n, line in enumerate(lines):
        if n not in breaks:
            out.append(line._replace(gap=False, page=True) if n - 1 in breaks and out else line)
    return out
