"""Cuts clean text into lines, and lines that hold several paragraphs into these."""

import re
from collections.abc import Sequence
from itertools import pairwise

import regex

from ..patterns import compiled, compiled_wide
from .blocks import Line
from .clean import CleanText
from .furniture import LONGEST, patterns

_HAN = "一二三四五六七八九十"
# Where a line holds a break without a line break: two spaces after a sentence, a heading or article straight after one.
_INNER = compiled_wide(
    rf"""(?<=[。！？；”：])(?:[ \t\u3000]{{2,}}+|\u3000)(?=\S)
       | (?<=年[^\s]{{1,3}}月[^\s]{{1,4}}日)[ \u3000]{{2,}}+(?=[\u4e00-\u9fff《]{{6}})
       | (?<=。|通知如下：|公告如下：|如下：)[ \u3000]?(?={_HAN[0]}、|[{_HAN}]{{1,3}}、(?![{_HAN}]{{1,3}}、))
       | (?<=。)[ \u3000]?(?=[（(][{_HAN}]{{1,3}}[)）])
       | (?<=[。：])[ \u3000]?(?=第[{_HAN}百零〇\d]{{1,5}}[条章节][ \u3000]?)
       | (?<=\S)(?=第一[条章][ \u3000])
       | (?<=。)[ \u3000]?(?=\d{{1,2}}[.．、](?!\d)\s?[\u4e00-\u9fff“《])
    """,
    regex.X,
)
_SIGNED = re.compile(r"[ \u3000](?=(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*+\Z)")


# A heading set before its paragraph in one line: the space between them is all that parts the two.
_RUN_IN = re.compile(rf"(?:[{_HAN}]{{1,3}}、|[（(][{_HAN}]{{1,3}}[)）])")


def dropped_spaces(clean: CleanText, offsets: Sequence[int]) -> list[int]:
    """The places ``n`` in ``offsets`` (of clean characters) before which cleaning took out white space."""
    if isinstance(clean.offsets, range) and isinstance(offsets, range):
        return []
    raw = [clean.offsets[o] for o in offsets]
    return [n for n, (a, b) in enumerate(pairwise(raw), 1) if b - a > 1 and clean.raw[a + 1 : b].isspace()]


def cut(clean: CleanText) -> list[Line]:
    """The lines of the clean text, empty ones left out; linear."""
    text = clean.text
    out: list[Line] = []
    at, gap = 0, False
    for whole in text.split("\n"):
        body = whole.strip()
        if body:
            lead = len(whole) - len(whole.lstrip())
            start = at + lead
            out.append(Line(start, start + len(body), _columns(whole, lead) if lead else 0, gap))
            if len(body) > 12 and not _cells(body):
                _inner(clean, text, body, out)
            gap = False
        else:
            gap = at > 0
        at += len(whole) + 1
    return out


def _cells(body: str) -> bool:
    """Whether a line is a row whose cells are drawn: paragraphs in one of them are no lines; labels with their values are."""
    return ("\t" in body and "：\t" not in body) or body.count("|") > 2


_DEEPEST = 16


def _columns(whole: str, count: int) -> int:
    """The columns of white space before a line, as far as they tell how wide the page is: a cell set far in says nothing."""
    return min(_DEEPEST, count + whole.count("\u3000", 0, count) + 7 * whole.count("\t", 0, count))


def _inner(clean: CleanText, text: str, body: str, out: list[Line]) -> None:
    """Replace the last line by its paragraphs where it holds several."""
    line = out[-1]
    cuts = _breaks(text, line.start, line.end) if _MAY_BREAK(text, line.start, line.end) else []
    # A colon with a gap behind it ends a paragraph, not a key such as 联系人：
    cuts = [(a, b) for a, b in cuts if text[a - 1] != "：" or a - line.start >= 12]
    if "：" in body[:LONGEST] or ":" in body[:LONGEST]:
        found = patterns().cut.finditer(text, line.start, line.end)
        # 2011年10月10日来源：…: a key that no space parts is one behind the line's day only
        cuts += [
            m.span() for m in found if m.end() > m.start() or patterns().stamp.fullmatch(text, line.start, m.start())
        ]
        if len(body) > LONGEST:
            cuts += _after_meta(text, max([line.start, *(right for _, right in cuts)]), line.end)
    if body[-1] == "日":
        cuts += [m.span() for m in _SIGNED.finditer(text, line.start, line.end)]
    if len(body) > 60:
        cuts += _run_in(clean, text, line.start)
    if not cuts:
        return
    out.pop()
    start, indent, gap = line.start, line.indent, line.gap
    for left, right in sorted(set(cuts)):
        if left <= start:
            continue
        _add(text, out, start, left, indent, gap)
        # A paragraph inside a line begins a new one as surely as an indented line does.
        start, indent, gap = right, 4, False
    _add(text, out, start, line.end, indent, gap)


# Cheap first look: a gap, or a full stop or colon inside the line.
_MAY_BREAK = re.compile(
    r"[。！？；”：日第](?:(?<![日第])[ \t\u3000]*+[第（(一二三四五六七八九十\d]|(?<!第)(?:[ \t]{2}|\u3000)|(?<=第)一[条章])"
).search
# The character before which, or the places at which, _INNER is tried: behind a stop or day, and before 第一条.
_STOP = compiled(
    "|".join(rf"{mark}(?=[ \t\u3000第（(一二三四五六七八九十\d])" for mark in "。！？；”：日") + "|第(?=一[条章])"
)


def _breaks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where :data:`_INNER` matches; it is tried only where it can."""
    places = (stop.start() if stop[0] == "第" else stop.end() for stop in _STOP.finditer(text, start, end))
    found = (_INNER.match(text, at, end) for at in places)
    return [match.span() for match in found if match is not None]


def _run_in(clean: CleanText, text: str, start: int) -> list[tuple[int, int]]:
    """Where the paragraph begins behind a numbered heading in the same line, parted from it by a lost space."""
    mark = _RUN_IN.match(text, start)
    if mark is None:
        return []
    gaps = dropped_spaces(clean, range(start, min(start + _RUN_IN_SEEN, len(text))))
    for n in gaps if len(gaps) <= _RUN_IN_GAPS else ():
        at = start + n
        head = text[mark.end() : at]
        if any(c in "。；：" for c in head):
            break
        # A space beside a figure or a bracket is noise; one between two Han characters, or before a mark, parts.
        if (
            len(head) >= 4
            and "\u4e00" <= head[-1] <= "\u9fff"
            and ("\u4e00" <= text[at] <= "\u9fff" or _ONE.match(text, at))
        ):
            return [(at, at)]
    return []


# Where blanks stand in all words the one behind a heading cannot be told from them.
_RUN_IN_SEEN, _RUN_IN_GAPS = 50, 2
_ONE = re.compile(r"[1１][.．、]|[（(][一1][)）]")


def _after_meta(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where running text begins after a metadata pair in the same line: at the first space after the value."""
    pair = patterns().pair.match(text, start, end)
    space = -1 if pair is None else text.find(" ", pair.end(), end)
    return [] if space < 0 else [(space, space + 1)]


def _add(text: str, out: list[Line], start: int, end: int, indent: int, gap: bool) -> None:
    part = text[start:end]
    body = part.strip()
    if body:
        left = start + len(part) - len(part.lstrip())
        out.append(Line(left, left + len(body), indent, gap))
