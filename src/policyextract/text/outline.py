"""Clean text to blocks: headings, paragraphs, list items, table rows, page furniture."""

from collections.abc import Sequence
from functools import cache

import regex

from ..lexicon import alternation, shipped
from ..patterns import compiled_wide
from ..span import Span
from . import captions, headings, tables, upright
from .blocks import Block, Cell, Line, Meta, Outline, Row
from .clean import CleanText
from .furniture import (
    HAN_DATE,
    LONGEST,
    byline_day,
    date_line,
    is_furniture,
    meta_of,
    open_key,
    stamp_line,
)
from .layer import Layer
from .lines import cut, dropped_spaces
from .marks import LAST_RANK, Mark, mark_at
from .pages import without_breaks
from .sentences import sentences
from .unread import Unread, unread
from .wires import after_lead_in
from .wrap import joined

__all__ = ["Block", "Cell", "Meta", "Outline", "Row", "outline", "sentences"]

_TITLE_RANK = -1.0
_CAPTION_RANK = LAST_RANK + 1
_DAY = r"\d{1,2}\s?月\s?\d{1,2}\s?日"
# 新华社北京12月25日电; else a day near the head of a news item, unless it bounds a period (从…起, …前, …至).
_WIRE = regex.compile(rf"[（(【]?[^。，,：:；\s（）()]{{2,24}}?\s?(?:\d{{4}}年)?{_DAY}\s?[电讯]")
_ON_DAY = compiled_wide(
    rf"(?<![从自至截到\d年-])(?:{HAN_DATE}|{_DAY})(?:上午|下午|晚间?|凌晨|中午|清晨)?"
    r"(?!\s?(?:[起前后止至到—–~-]|以[前后来]|之[前后]|期间|[（(]?[^，。]{0,8}[）)]?印发|(?:发布|公布|施行|实施|印发)的))"
)
_SESSION = regex.compile(
    rf"[—–―\-（(]*\s*(?P<date>{HAN_DATE}).{{0,60}}(?:会议|大会|全会|通过|批准|公布|施行|实施|修订|修正|发布|印发|第\w+次|令).{{0,60}}"
)
_FIGURE = regex.compile(r"[-−+＋±≥≤＞＜<>~]?\s?\d[\d.,，/:—–-]*\s?\S{0,8}")  # and nothing else
_SIGNED = regex.compile(rf"(?<=[\u4e00-\u9fff]\s?){HAN_DATE}$")
_OFFICIAL = regex.compile(r"[\u4e00-\u9fff\s]{1,24}[长席记任员]\s+[\u4e00-\u9fff·]{1,5}(?:\s[\u4e00-\u9fff]{1,2})?")
_NEAR = 40  # how far from its head a paragraph can hold the day of the news
_LINK = 12  # characters of the words of a link in a page's navigation
_HEAD_LINES = 16  # how many lines may stand before the body: title, metadata, buttons


@cache
def _related() -> "regex.Pattern[str]":
    return regex.compile(alternation(shipped("text", "outline_lexicon.toml").classes()["link_heads"]))


def outline(clean: CleanText, headline: str | None = None) -> Outline:
    """Cut ``clean`` into blocks.

    ``headline`` is the title as the page tells it elsewhere: the line that says it is the title, and what stands above
    that line is navigation. Joins wrapped lines in the view, reads tables and headings, and says where title, datelines and metadata stand.
    Linear in the length of the text; a text without wrapped lines is its own view. Nothing is parsed: a dateline is a
    span.
    """
    lines = without_breaks(clean.text, cut(clean))
    view, lines = _view(clean.text, lines, joined(clean, lines))
    if (why := unread(view.text, headline or "")) is not None:
        return _without_document(clean, view, lines, why)
    return _Reader(clean, view, lines, "".join(headline.split()) if headline else "").read()


def _without_document(clean: CleanText, view: Layer, lines: Sequence[Line], why: Unread) -> Outline:
    """The outline of a page that holds no document: all of it is furniture."""
    blocks = tuple(Block("furniture", line.start, line.end, 0, -1, line.start, None, None) for line in lines)
    return Outline(clean, view, blocks, None, (), (), why)


def _view(text: str, lines: Sequence[Line], goes_on: Sequence[bool]) -> tuple[Layer, list[Line]]:
    """The view without the breaks inside paragraphs, and the paragraphs as lines of the view."""
    drops: list[tuple[int, int]] = []
    out: list[Line] = []
    gone = 0
    for n, (line, on) in enumerate(zip(lines, goes_on, strict=True)):
        if on:
            drops.append((lines[n - 1].end, line.start))
            gone += line.start - lines[n - 1].end
            out[-1] = out[-1]._replace(end=line.end - gone)
        else:
            out.append(line._replace(start=line.start - gone, end=line.end - gone) if gone else line)
    return Layer.over(text).drop(drops), out


class _Reader:
    """Reads one view; built anew for each document."""

    def __init__(self, clean: CleanText, view: Layer, lines: Sequence[Line], headline: str) -> None:
        self.clean, self.view, self.text, self.headline = clean, view, view.text, headline
        self.lines = [Span(line.start, line.end) for line in lines]
        self.blocks: list[Block] = []
        self.title: Span | None = None
        self.datelines: list[Span] = []
        self.meta: list[Meta] = []
        self.skip = self._furniture()
        self.table = tables.find(self.text, self.lines, self.skip, self._gaps)
        self.table |= upright.find(self.text, self.lines, self.table)
        free = [not skip and n not in self.table for n, skip in enumerate(self.skip)]
        self.free = free
        self.marks = [mark_at(self.text, *span) if ok else None for span, ok in zip(self.lines, free, strict=True)]
        self.top = self._top()
        self.body = self._body_at()
        self.levels = headings.Levels(headings.ranks(self.marks))

    def _furniture(self) -> list[bool]:
        """Which lines are furniture; keeps the metadata they state.

        A day alone in a line dates the page where no running text stands before it.
        """
        out: list[bool] = []
        above = True
        key: str | None = None  # of a pair whose value may stand in this line
        for start, end in self.lines:
            if end - start > LONGEST:
                out.append(False)
                above, key = False, None
                continue
            meta = meta_of(self.text, start, end)
            if meta is None and key is not None and end - start <= 20 and "。" not in self.text[start:end]:
                self.meta.extend([] if key == "other" else [Meta(key, Span(start, end))])
                out.append(True)
                key = None
                continue
            self.meta.extend(meta or ())
            out.append(meta is not None or is_furniture(self.text, start, end))
            above = above and (out[-1] or not self._runs(start, end))
            if above and meta is None and out[-1]:
                whole = Span(start, end) if stamp_line(self.text, start, end) else byline_day(self.text, start, end)
                self.meta.extend([] if whole is None else [Meta("date", whole)])
            key = open_key(self.text, start, end) if out[-1] else None
        return out

    def _gaps(self, start: int, end: int) -> list[int]:
        """Where cleaning took a space out of ``[start, end)``, which in a table may have parted two cells."""
        return [start + n for n in dropped_spaces(self.clean, self.view.offsets[start:end])]

    def _runs(self, start: int, end: int) -> bool:
        """Whether a line is running text."""
        return end - start > 80 or self.text[end - 1] in "。；：:" or self.text.find("。", start, end) >= 0

    def _top(self) -> int:
        """Index of the first line below the navigation: the first with the headline, or one a few before the text."""
        head = self._text_at()
        for n in range(head + 1) if self.headline and self.lines else ():
            if self.free[n] and self.headline in "".join(self.text[slice(*self.lines[n])].split()):
                return n  # of several the first: a headline that is printed again is read again
        short = sum(1 for n in range(head) if self.skip[n] or self.lines[n].length <= _LINK)
        return head - _HEAD_LINES + 1 if head > _HEAD_LINES and short * 2 > head else 0

    def _text_at(self) -> int:
        """Index of the first line that is running text or belongs to a table or list."""
        for n, span in enumerate(self.lines):
            marked = self.marks[n] is not None and self.text[span.start] not in "·•>»-—["
            if n in self.table or (self.free[n] and (marked or self._runs(*span))):
                return n
        return 0

    def _body_at(self) -> int:
        """Index of the first line of the body."""
        for n in range(self.top, min(self.top + _HEAD_LINES, len(self.lines))):
            span, mark = self.lines[n], self.marks[n]
            if n in self.table or (mark is not None and not self._heads_page(n, mark)):
                return n
            if self.free[n] and self._runs(*span) and _SESSION.fullmatch(self.text, *span) is None:
                return n
        return self.top

    def _heads_page(self, n: int, mark: Mark) -> bool:
        """Whether a marked line belongs above the body: ``# `` on the first line, ``附件1``, a subtitle with a dash."""
        dash = mark.kind == "bullet" and self.text[self.lines[n].start] in "—–―"
        return dash or mark.kind == "attachment" or (mark.kind == "markdown" and not any(self.free[:n]))

    def read(self) -> Outline:
        """All blocks, in order."""
        title = self._title_line()
        related = False
        paragraphs = 0
        for n, span in enumerate(self.lines):
            if n in self.table:
                self._table_line(n)
                continue
            self.levels.leave(_CAPTION_RANK)
            kind, mark = self._kind(n, title) if n >= self.top else "furniture", self.marks[n]
            told = kind != "furniture" and (span.length > 80 or self.text.find("。", *span) >= 0)
            if related and not told:
                kind = "furniture"
            related = (related and not told) or (n > self.body and self.skip[n] and self._opens_links(span))
            if kind == "heading":
                self._heading(n, title, mark)
                continue
            body = span.start if mark is None or kind == "furniture" else min(mark.body, span.end)
            begin, lead = body, None
            if kind in ("para", "item"):
                begin = after_lead_in(self.text, body, span.end)
                lead = headings.lead_of(self.text, begin, span.end, mark is not None)
            self._add(kind, span, begin, lead)
            if kind != "furniture" and n >= self.body and paragraphs < 2 and (n > self.body or self._runs(*span)):
                paragraphs += 1
                self._dateline(body, span.end)
        return Outline(
            self.clean,
            self.view,
            tuple(self.blocks),
            self.title,
            tuple(dict.fromkeys(self.datelines)),
            tuple(self.meta),
        )

    def _add(self, kind: str, span: Span, body: int, lead: Span | None = None, row: Row | None = None) -> None:
        self.blocks.append(Block(kind, span.start, span.end, 0, self.levels.parent, body, lead, row))

    def _opens_links(self, span: Span) -> bool:
        return _related().match(self.text, *span) is not None

    def _kind(self, n: int, title: int) -> str:
        """The kind of a line outside tables."""
        span, mark = self.lines[n], self.marks[n]
        date = date_line(self.text, *span)
        if date is not None:
            self.datelines.append(date)
        if len(self.lines) == 1 and (date is not None or self._read_alone(n)):
            return "heading" if n == title else "para"
        if date is not None:
            return "furniture"
        if self.skip[n]:
            stamp = Meta("date", span)
            if n < self.body and stamp_line(self.text, *span) and stamp not in self.meta:
                self.meta.append(stamp)
            tail = _SIGNED.search(self.text, *span)
            if tail is not None and n > self.body:
                self.datelines.append(Span(*tail.span()))
            return "furniture"
        if n == title:
            return "heading"
        if n < self.body:
            return self._head_kind(n, title)
        below = self._below(n)
        if mark is not None:
            listed = n > 0 and self.text[self.lines[n - 1].end - 1] in "；;"
            return "heading" if headings.marked_heading(self.text, mark, span.end, below, listed) else "item"
        if below in ("text", "mark") and headings.bare_heading(self.text, *span):
            return "heading"
        if captions.is_caption(self.text, span):
            return "heading"
        return "para"

    def _read_alone(self, n: int) -> bool:
        """Whether the one line of a text is read: also a figure or a day (25%, 2010-01-29), furniture among others."""
        return not self.skip[n] or _FIGURE.fullmatch(self.text, *self.lines[n]) is not None

    def _head_kind(self, n: int, title: int) -> str:
        """The kind of a line before the body that is not the title: session line, speaker, repeated title, heading."""
        span = self.lines[n]
        session = _SESSION.fullmatch(self.text, *span)
        if session is not None:
            self.datelines.append(Span(*session.span("date")))
            return "furniture"
        if self._repeats(n, title):
            return "heading"
        if span.length < 5 or _OFFICIAL.fullmatch(self.text, *span):
            return "furniture"
        last = n == self.body - 1 or all(self.skip[n + 1 : self.body])
        return "heading" if last and headings.bare_heading(self.text, *span) else "para"

    def _repeats(self, n: int, title: int) -> bool:
        """Whether line ``n`` says the title again, perhaps with the site's name."""
        if title < 0 or n >= self.body or self.lines[n].length < 8:
            return False
        this, that = (self.text[a:b] for a, b in (self.lines[n], self.lines[title]))
        return this in that or that in this

    def _title_line(self) -> int:
        """Index of the title's line, -1 where the text begins without one."""
        found = [n for n in range(self.top, self.body) if self.free[n] and self._may_be_title(n)]
        if not found:
            return -1
        words = [self.text[slice(*self.lines[n])] for n in found]
        best = max(
            range(len(found)),
            key=lambda k: (
                "".join(words[k].split()) == self.headline,
                headings.is_title(self.text, *self.lines[found[k]]),
                words.count(words[k]),
                k if self.top else -k,
            ),
        )
        mark = self.marks[found[best]]
        self.title = Span(self.lines[found[best]].start if mark is None else mark.body, self.lines[found[best]].end)
        return found[best]

    def _may_be_title(self, n: int) -> bool:
        span, mark = self.lines[n], self.marks[n]
        if (mark is not None and mark.kind != "markdown") or not 5 <= span.length <= 100:
            return False
        if self.text[span.end - 1] in "。；，、：:" or self.text.find("。", *span) >= 0:
            return False
        return not (_SESSION.fullmatch(self.text, *span) or _OFFICIAL.fullmatch(self.text, *span))

    def _below(self, n: int) -> str:
        """What stands below line ``n``: ``text``, ``same``, ``deeper``, ``mark`` (of any kind), ``none``."""
        for k in range(n + 1, len(self.lines)):
            if self.skip[k]:
                continue
            mark, own = self.marks[k], self.marks[n]
            if k in self.table:
                return "text"
            if mark is None:
                return "text" if self._runs(*self.lines[k]) or own is not None else "none"
            if own is None:
                return "mark"
            here, there = self.levels.rank(own.kind), self.levels.rank(mark.kind)
            return "same" if there == here else "deeper" if there > here else "none"
        return "none"

    def _heading(self, n: int, title: int, mark: Mark | None) -> None:
        span = self.lines[n]
        if n == title or self._repeats(n, title):
            rank = _TITLE_RANK
        elif mark is not None:
            depth = mark.number.count(".") if mark.kind == "number" else self.text.count("#", span.start, mark.body)
            rank = self.levels.rank(mark.kind) + depth / 10
        else:
            rank = self._bare_rank(n)
        level, parent = self.levels.enter(rank, len(self.blocks))
        body = span.start if mark is None else min(mark.body, span.end)
        self.blocks.append(Block("heading", span.start, span.end, level, parent, body, None, None))

    def _bare_rank(self, n: int) -> float:
        """The rank of a heading without mark: just above the list that begins below it, else below every mark."""
        below = next((m for m in self.marks[n + 1 : n + 2] if m is not None), None)
        if below is not None and below.number in ("一", "1") and below.kind != "article":
            return self.levels.rank(below.kind) - 0.5
        return LAST_RANK

    def _table_line(self, n: int) -> None:
        span, line = self.lines[n], self.table[n]
        if line.kind == "caption":
            level, parent = self.levels.enter(_CAPTION_RANK, len(self.blocks))
            self.blocks.append(Block("heading", span.start, span.end, level, parent, span.start, None, None))
        elif line.kind == "row":
            self._add("row", span, span.start, None, line.row)
        elif line.kind == "prose":
            mark = self.marks[n]
            body = span.start if mark is None else min(mark.body, span.end)
            if line.row is not None and line.row.parts:
                self._add("item", span, line.row.parts[0].start, None, line.row)
                return
            self._add("para" if mark is None else "item", span, body, None, line.row)
        else:
            self._add("furniture", span, span.start)

    def _dateline(self, start: int, end: int) -> None:
        """Keep the dateline of one of the first paragraphs."""
        near = min(end, start + _NEAR)
        wire = _WIRE.match(self.text, start, near)
        if wire is not None:
            self.datelines.append(Span(*wire.span()))
            return
        day = _ON_DAY.search(self.text, start, min(end, near + 16))
        if day is not None and day.start() < near:
            self.datelines.append(Span(*day.span()))
