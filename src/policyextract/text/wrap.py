"""Which lines belong together: wrapped lines, and lines torn apart where a link stood."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import alternation, shipped
from ..span import Span
from ..tokens import tokenizer
from .blocks import Line
from .clean import CleanText
from .furniture import date_line, is_furniture, meta_of
from .lines import dropped_spaces
from .marks import Mark, mark_at
from .signs import may_be_header, may_be_row

_CLOSED = frozenset("。！？；：!?;:…")
_CLOSERS = frozenset('”’》"')
_TORN_HEAD = frozenset("，。、；：！？）》」』”’】％,;!?)%")
_OF_FIGURES = frozenset("/／%％‰℃")
_NEVER_FIRST = frozenset("，。、；！？,;")
_TORN_TAIL = frozenset("《（“「『【、(")
_SHARD = regex.compile(r"[\W_]*+[\d.,]*+[\W_]*+")
_BARE_MARK = regex.compile(r"\d{1,3}[.．、]|[（(]\d{1,2}[)）]|[①-⑳]|[（(《“「『【]|[一二三四五六七八九十]{1,3}、")
_COLUMN = regex.compile(r"\S(?:[ \u3000]{2,}+|\t++)\S|^\||\S\s*+\|\s*+\S")
_INVISIBLE = regex.compile(r"\n[ \u200b\u200c\u200d\u2060\ufeff]*[\u200b\u200c\u200d\u2060\ufeff][ \u200b]*\n")
# A paragraph at least as long that ends without a stop may break off; a shorter line may be a heading.
_SENTENCE = 16
_PAIRS = (("（", "）"), ("“", "”"), ("《", "》"), ("「", "」"))
# The first part of a label that broke, in characters; its rest, a short word with its unit; by eye, on tables of plans.
_LABEL_LEAST, _LABEL_MOST = 14, 48
_HAN_WORDS = regex.compile(r"[\u4e00-\u9fffA-Za-z、“”]++")
_REST = regex.compile(r"[\u4e00-\u9fff]{1,4}+[（(][^（()）]{1,8}[)）](?=[ \t\u3000|])")
# A line shorter than this (in half-width columns) says nothing about the width of the page.
_NARROW = 30
# A longer line is running text, whatever it holds.
_LONGEST_APART = 240
# Lines of one page differ by this much: punctuation is squeezed, words and numbers are not cut.
_SLACK = 10
# A shorter line may be a label whose figure ends it.
_SHORTEST = 6
# How far from a break the word that it splits can reach.
_WORD = 8


class Profile(NamedTuple):
    """How a document's lines are set."""

    full: int  # columns from which a line counts as full; 0 where lines are not wrapped
    indented: bool  # whether new paragraphs are told by indentation


@cache
def _open_tail() -> "regex.Pattern[str]":
    words = shipped("text", "outline_lexicon.toml").classes()["open_tails"]
    return regex.compile(rf"(?<={alternation(words)})")


@cache
def _title_tail() -> "regex.Pattern[str]":
    words = shipped("text", "outline_lexicon.toml").classes()["title_tails"]
    return regex.compile(rf"(?<={alternation(words)})")


def columns(text: str, start: int, end: int) -> int:
    """Width in half-width columns: two for Han characters and full-width punctuation, one for ASCII."""
    return len(text[start:end].encode("gb18030", "replace"))


def profile(text: str, lines: Sequence[Line]) -> Profile:
    """The line-length profile: wrapped text has many lines of one width that break off, and few longer ones.

    The shares asked for (a quarter of the lines in one window of ten columns, half of these open, few wider) were
    set by hand and looked at on 127 documents: they find the four that are set in fixed lines, and no other.
    """
    indents = sum(1 for line in lines if line.indent >= 2)
    indented = 0 < indents < len(lines)
    ends = [line for line in lines if text[line.end - 1] not in _CLOSED]
    if len(ends) < 3:
        return Profile(0, indented)
    opened = sorted(w for line in ends if (w := columns(text, line.start, line.end) + line.indent) >= _NARROW)
    best, top, left = 0, 0, 0
    for right, width in enumerate(opened):
        while width - opened[left] > _SLACK:
            left += 1
        if right - left + 1 >= best:
            best, top = right - left + 1, width
    # A character takes at least one column: a line of more characters is wider, and need not be measured.
    short = [line for line in lines if line.end - line.start + line.indent <= top + 4]
    widths = [columns(text, line.start, line.end) + line.indent for line in short]
    wider = len(lines) - len(short) + sum(1 for w in widths if w > top + 4)
    inside = sum(1 for w in widths if top - _SLACK <= w <= top + 4)
    if best < 3 or best * 2 < inside or inside * 4 < len(lines) or wider * 8 > inside:
        return Profile(0, indented)
    return Profile(top - _SLACK, indented)


def joined(clean: CleanText, lines: Sequence[Line]) -> list[bool]:
    """For each line whether it goes on the line before it; the first never does."""
    text = clean.text
    out = [False] * len(lines)
    if len(lines) < 2:
        return out
    page = profile(text, lines)
    head = 0  # first line of the paragraph so far
    for i in range(1, len(lines)):
        end, start = lines[i - 1].end, lines[i].start
        if not page.full and text[end - 1] in _CLOSED and text[start] not in _TORN_HEAD:
            head = i  # most lines: _goes_on would say so too
        elif text.find("\n", end, start) >= 0 and _goes_on(clean, lines, head, i, page):
            out[i] = True
        else:
            head = i
    return out


def _goes_on(clean: CleanText, lines: Sequence[Line], head: int, i: int, page: Profile) -> bool:
    """Whether line ``i`` continues the paragraph of the lines ``head`` … ``i - 1``."""
    text, before, line = clean.text, lines[i - 1], lines[i]
    first = text[line.start]
    if text[before.start] == "|" != text[before.end - 1] and first != "|" == text[line.end - 1]:
        return True  # a row of markdown with a break in a cell
    if i > 1 and _label_broken(clean, lines[i - 2], before, line):
        return True
    full = page.full > 0 and columns(text, before.start, before.end) + before.indent >= page.full
    ended = _ends(text, before.end)
    if not full and ended and first not in _TORN_HEAD:
        return False
    mark = mark_at(text, lines[head].start, before.end)
    runs = _runs(text, lines[head].start, before.end, mark is not None and mark.kind == "article")
    if first in _TORN_HEAD and (
        runs or (first in _NEVER_FIRST and not _is_apart(clean, Span(before.start, before.end)))
    ):
        return True
    if (line.gap or line.page) and not ended and _page_break(clean, lines[head].start, before, line, mark):
        return True
    if not line.gap and not ended and before.end - lines[head].start >= _SHORTEST and _inside(text, before, line):
        return not _apart(clean, before, line)
    shard = runs and _SHARD.fullmatch(text, line.start, line.end) is not None
    torn = shard or first in _TORN_HEAD or text[before.end - 1] in _TORN_TAIL
    wants = torn or _continues(text, lines, head, i, page, mark, full, ended, runs)
    return wants and not _apart(clean, before, line)


@cache
def _split_figure() -> "regex.Pattern[str]":
    """What goes on with a figure that a line ends with: more of it, a scale, a unit."""
    return regex.compile(
        rf"(?!(?:19|20)\d\d\s?年)\d{{1,6}}+(?:\.\d|(?![.．、]|\s*$))|\.\d|[%‰万亿千百]|{_unit_tail().pattern}"
    )


@cache
def _unit_tail() -> "regex.Pattern[str]":
    """A unit that a line begins with."""
    return regex.compile(alternation(shipped("text", "outline_lexicon.toml").classes()["unit_tails"]))


@cache
def _cut() -> Callable[[str], list[str]]:
    return tokenizer().cut


def _inside(text: str, before: Line, line: Line) -> bool:
    """Whether the break between two lines stands inside a figure, between a figure and its unit, or inside a word."""
    last, first = text[before.end - 1], text[line.start]
    if first in _OF_FIGURES or last in "/／":
        return True
    if last.isdecimal() or last in ".．":
        lone = before.end - before.start < _SHORTEST
        return (
            not lone and _figure_before(text, before) and _split_figure().match(text, line.start, line.end) is not None
        )
    if last in "万亿" and text[before.end - 2].isdecimal() and _figure_before(text, before, last):
        words = _cut()(text[line.start : min(line.end, line.start + _WORD)])
        return any(_unit_tail().fullmatch("".join(words[:n])) is not None for n in (1, 2))
    if not ("\u4e00" <= last <= "\u9fff" and "\u4e00" <= first <= "\u9fff"):
        return False
    left = text[max(before.start, before.end - _WORD) : before.end]
    right = text[line.start : min(line.end, line.start + _WORD)]
    at = 0
    for word in _cut()(left + right):
        at += len(word)
        if at >= len(left):
            break
    begin = len(left) - (len(word) - (at - len(left)))
    if at == len(left) or (
        begin > 0 and left[begin - 1].isdecimal()
    ):  # 2024年|发电量: the unit of a figure is no word's
        return False
    # 完|成 leaves a single character on either side, 上|省人大 does not: that break stands between words.
    halves = (len(_cut()(left)[-1]) == 1) + (len(_cut()(right)[0]) == 1)
    return line.page or halves == 2 or len(word) > 3 or (len(word) == 3 and halves == 1)


def _figure_before(text: str, line: Line, scale: str = "") -> bool:
    """Whether the figure that a line ends with, perhaps with its ``scale``, stands behind words in it."""
    words = text[line.start : line.end].removesuffix(scale).rstrip("0123456789.．")
    return bool(words) and not words[-1].isspace() and words[-1] not in "|件表图栏"


def _label_broken(clean: CleanText, above: Line, before: Line, line: Line) -> bool:
    """Whether a row's label broke before its last word and its unit: …占规模以上工业增加值⏎比重（%）  21.5  28.

    Such a line stands alone below a row or a header, and what goes on with it is too short for a label of its own.
    """
    text = clean.text
    if not _LABEL_LEAST <= before.end - before.start <= _LABEL_MOST or _REST.match(text, line.start, line.end) is None:
        return False
    if (
        _HAN_WORDS.fullmatch(text, before.start, before.end) is None
        or mark_at(text, before.start, before.end) is not None
    ):
        return False
    over, row = Span(above.start, above.end), Span(line.start, line.end)
    return may_be_row(text, row, ()) and (may_be_row(text, over, ()) or may_be_header(text, over, ()))


def _page_break(clean: CleanText, head: int, before: Line, line: Line, mark: Mark | None) -> bool:
    """Whether a page ended in the midst of a paragraph: its number or head, or a line of zero-width characters stands between."""
    bare = mark is not None and mark.body >= before.end
    if bare or before.end - head < _SENTENCE or mark_at(clean.text, line.start, line.end) is not None:
        return False
    if line.page:
        # a row of a table ends with its page
        return clean.text.find("\t", before.start, line.end) < 0 and not _row(clean, before) and not _row(clean, line)
    gap = clean.raw[clean.offsets[before.end - 1] + 1 : clean.offsets[line.start]]
    return _INVISIBLE.search(gap) is not None


def _row(clean: CleanText, line: Line) -> bool:
    """Whether a line by itself looks like a row of a table."""
    span = Span(line.start, line.end)
    return may_be_row(clean.text, span, [line.start + n for n in dropped_spaces(clean, range(*span))])


def _continues(
    text: str,
    lines: Sequence[Line],
    head: int,
    i: int,
    page: Profile,
    mark: Mark | None,
    full: bool,
    ended: bool,
    runs: bool,
) -> bool:
    """Whether line ``i`` goes on, as far as marks, indentation and width tell."""
    before, line = lines[i - 1], lines[i]
    last = text[before.end - 1]
    bare = mark is not None and mark.body >= before.end and mark.kind not in ("attachment", "bullet")
    if line.gap and not bare:
        return False
    # In an indented page, a flush line below an indented one belongs to its paragraph.
    under = page.indented and line.indent < 2 <= lines[head].indent
    if mark_at(text, line.start, line.end) is not None and not (full and last not in _CLOSED and under):
        return False
    if bare:
        return True
    if ended and last not in "）)】":
        return full and under and last not in "：:"
    if full:
        return line.indent < 2 or not page.indented or line.indent == before.indent
    if line.indent >= 2 > before.indent:
        return False
    if under and before.end - before.start >= _SENTENCE:
        return True
    return last in "，," or (runs and line.indent < 2) or _stub(text, lines, head, i, mark is not None)


def _ends(text: str, end: int) -> bool:
    """Whether a line that ends at ``end`` ends a sentence, or a bracket that closes one: （责任单位：市教委）."""
    last = text[end - 1]
    return last in _CLOSED or last in "）)】」』" or (last in _CLOSERS and end > 1 and text[end - 2] in _CLOSED)


def _runs(text: str, start: int, end: int, article: bool) -> bool:
    """Whether ``[start, end)`` is running text and no heading: it holds a full stop, or is long and holds commas."""
    if text.find("。", start, end) >= 0 or text.find("；", start, end) >= 0:
        return True
    length = end - start
    if length >= 48 or (article and length >= 20):
        return _title_tail().match(text, end) is None
    return length >= 40 and (text.find("，", start, end) >= 0 or text.find(",", start, end) >= 0)


def _apart(clean: CleanText, before: Line, line: Line) -> bool:
    """Whether either line is furniture, metadata, a date or part of a table, which nothing joins."""
    return any(_is_apart(clean, Span(part.start, part.end)) for part in (before, line))


def _is_apart(clean: CleanText, line: Span) -> bool:
    text = clean.text
    if line.length > _LONGEST_APART or _BARE_MARK.fullmatch(text, *line):
        return False
    words = text[line.start : line.end]
    gapped = "|" in words or "\t" in words or "\u3000" in words or "  " in words  # else there is no column
    if (gapped and _COLUMN.search(text, *line)) or is_furniture(text, *line) or meta_of(text, *line) is not None:
        return True
    if date_line(text, *line) is not None:
        return True
    gaps = dropped_spaces(clean, range(*line)) if text[line.end - 1] not in "。；，" else []
    gaps = [line.start + n for n in gaps]
    return bool(gaps or " " in words) and (may_be_row(text, line, gaps) or may_be_header(text, line, gaps))


def _stub(text: str, lines: Sequence[Line], head: int, i: int, marked: bool) -> bool:
    """Whether the line before breaks off after a word that wants more, or is the first half of a title."""
    before, line = lines[i - 1], lines[i]
    if (marked or i == 1) and _open_tail().match(text, before.end) is not None:
        return True
    for left, right in _PAIRS:
        start = lines[head].start
        if text.count(left, start, before.end) > text.count(right, start, before.end):
            return right in text[line.start : line.start + 20]
    if i != 1 or head != 0 or len(lines) < 3 or text[line.start] in "—（(–":
        return False
    # A title on two lines: neither ends a sentence, the first is no whole title, metadata follow.
    long, rest = before.end - before.start, line.end - line.start
    if not (12 <= long <= 50 and 4 <= rest <= 40) or _title_tail().match(text, before.end) is not None:
        return False
    after = lines[2]
    return text[line.end - 1] not in _CLOSED and meta_of(text, after.start, after.end) is not None
