"""Cuts clean text into lines, and lines that hold several paragraphs into these."""

import regex

from .blocks import Line
from .furniture import LONGEST, patterns

_HAN = "一二三四五六七八九十"
# Where a line holds a break without a line break: two spaces after a sentence, a heading or article straight after one.
_INNER = regex.compile(
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
_SIGNED = regex.compile(r"[ \u3000](?=(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s*+\Z)")


def cut(text: str) -> list[Line]:
    """The lines of ``text``, empty ones left out; linear."""
    out: list[Line] = []
    at, gap = 0, False
    for whole in text.split("\n"):
        stop = at + len(whole)
        body = whole.strip()
        if body:
            start = at + len(whole) - len(whole.lstrip())
            end = start + len(body)
            out.append(Line(start, end, _columns(whole, start - at), gap))
            if len(body) > 12:
                _inner(text, out)
            gap = False
        else:
            gap = at > 0
        at = stop + 1
    return out


def _columns(whole: str, count: int) -> int:
    return count + whole.count("\u3000", 0, count) + 7 * whole.count("\t", 0, count)


def _inner(text: str, out: list[Line]) -> None:
    """Replace the last line by its paragraphs where it holds several."""
    line = out[-1]
    cuts = [m.span() for m in _INNER.finditer(text, line.start, line.end)]
    if " " in text[line.start : line.end] or "\u3000" in text[line.start : line.end]:
        cuts += [m.span() for m in patterns().cut.finditer(text, line.start, line.end)]
        cuts += [m.span() for m in _SIGNED.finditer(text, line.start, line.end)]
        if line.end - line.start > LONGEST:
            cuts += _after_meta(text, max([line.start, *(right for _, right in cuts)]), line.end)
    if not cuts:
        return
    out.pop()
    start, indent, gap = line.start, line.indent, line.gap
    for left, right in sorted(cuts):
        if left <= start or (text[left - 1] == "：" and left - start < 12):
            continue
        _add(text, out, start, left, indent, gap)
        # A paragraph inside a line begins a new one as surely as an indented line does.
        start, indent, gap = right, 4, False
    _add(text, out, start, line.end, indent, gap)


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
