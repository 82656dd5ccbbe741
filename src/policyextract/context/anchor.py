"""The date of a document: from what the caller says, its dateline and metadata, its title, its number."""

from datetime import date
from functools import cache
from typing import NamedTuple

import regex

from ..mentions.time.rules import rules
from ..mentions.values import Stamp, TimeExpr
from ..rules import Mention
from ..scan import Scanner
from ..span import Span
from ..text.outline import Block, Outline
from . import calendar

_HEAD = 24  # a dateline date stands within so many characters of the start of a paragraph
_NUMBER = regex.compile(r"[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】] ?第?\d{1,5}号")
_COMING = regex.compile("[，,]?.{0,6}?(?:将|要|拟|计划|工作)")
_HEAD_BLOCKS, _TAIL_BLOCKS = 6, 6


class Anchor(NamedTuple):
    """The document's date as far as it is known; ``source`` says where from (``""``: nothing says it).

    ``span`` is in the view, None for ``published`` and a title argument. ``titled`` is the one year the title names, 0
    where it names none or several. ``place`` is left to others.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    source: str = ""  # "published" "meta" "dateline" "title" "number"
    span: Span | None = None
    titled: int = 0
    place: str | None = None

    @property
    def date(self) -> date | None:
        """The full date, or None where only its year or month is known."""
        if self.year is None or self.month is None or self.day is None:
            return None
        return calendar.day(self.year, self.month, self.day)


class _Part(NamedTuple):
    year: int | None
    month: int | None
    day: int | None
    span: Span


def find(outline: Outline, mentions: list[Mention], published: date | None = None, title: str | None = None) -> Anchor:
    """The anchor of a document.

    ``published`` wins; then a metadata or dateline date (one without a year takes the year stated next in the text, the
    title's or the number's); then the title's year; then the document number's (``〔2023〕``). Footers never count: the
    outline marks them as furniture, and only datelines, metadata and the ends of the body are looked at.

    Args:
        mentions: the time mentions of the view, in reading order.
    """
    times = [m for m in mentions if isinstance(m.value, TimeExpr)]
    title_text = title or (outline.text[outline.title.start : outline.title.end] if outline.title else "")
    titled = _years_of(title_text)
    one = titled[0] if len(titled) == 1 else 0
    if published is not None:
        return Anchor(published.year, published.month, published.day, "published", None, one)
    number = _number(outline)
    for source, part in _candidates(outline):
        if part.year is None:
            year = _stated(outline, times, part) or one or (number[0] if number else None)
            if year is None or part.month is None:
                continue
            part = part._replace(year=year)
        return Anchor(part.year, part.month, part.day, source, part.span, one)
    if titled:
        full = _full(title_text)
        span = None if title else outline.title
        if full is not None:
            return Anchor(full.year, full.month, full.day, "title", span, one)
        return Anchor(
            titled[0] if len(titled) == 1 or _plan_title(title_text) else titled[-1], None, None, "title", span, one
        )
    if number:
        return Anchor(number[0], None, None, "number", number[1], one)
    return Anchor(titled=one)


@cache
def _scanner() -> Scanner:
    return Scanner(rules())


def _scan(text: str) -> list[Mention]:
    return _scanner().scan(text, 0, len(text))


def _in(outline: Outline, span: Span) -> list[Mention]:
    """The time mentions of a span: metadata and datelines may lie in blocks that nobody else scans."""
    return _scanner().scan(outline.text, span.start, span.end)


def _stamps(mentions: list[Mention]) -> list[Stamp]:
    return [s for m in mentions for s in (m.value.first, m.value.last) if s is not None and s.year is not None]


def _years_of(title: str) -> list[int]:
    """The distinct years a title names, in order; a five-year plan's name is none."""
    points = [m for m in _scan(title) if m.value.form in ("point", "span")] if title else []
    return list(dict.fromkeys(s.year for s in _stamps(points) if s.year is not None))


def _plan_title(title: str) -> bool:
    """Whether the title names a span: a plan for 2011—2015 was made at its start."""
    return any(m.value.form == "span" for m in _scan(title))


def _full(title: str) -> date | None:
    for m in _scan(title):
        s = m.value.first
        if m.value.form == "point" and s.year and s.months and s.days:
            return calendar.day(s.year, s.months[0], s.days[0])
    return None


def _part(mention: Mention) -> _Part | None:
    """A point with a day (or a full month) as a candidate date."""
    expr = mention.value
    if expr.form not in ("point", "span") or expr.first.name or expr.first.edge:
        return None
    s = expr.first
    if s.shift is not None or s.month_shift is not None or s.day_shift is not None or s.months is None:
        return None
    if s.days is None and (s.year is None or s.months[0] != s.months[1]):
        return None
    return _Part(s.year, s.months[0], s.days[0] if s.days else None, Span(mention.start, mention.end))


def _candidates(outline: Outline) -> list[tuple[str, _Part]]:
    """Candidate dates, best first: those with a year, in the order metadata, dateline, the ends of the body."""
    spans = [("meta", meta.value) for meta in outline.meta if meta.key == "date"]
    spans += [("dateline", span) for span in outline.datelines]
    spans += [("dateline", span) for span in _ends(outline)]
    said = [(source, part) for source, span in spans for m in _in(outline, span)[:1] if (part := _part(m)) is not None]
    return sorted(said, key=lambda item: (item[1].day is None, item[1].year is None))


def _ends(outline: Outline) -> list[Span]:
    """Where dates stand as datelines do: heading the first paragraph, alone in a line near either end, at the end."""
    body = [b for b in outline.blocks if b.kind not in ("furniture", "row")]
    heads = [b for b in body[:_HEAD_BLOCKS] if b.kind == "para"][:1]
    out = [Span(b.start, min(b.end, b.start + _HEAD)) for b in heads if _day_at(outline, b.start, b.start + _HEAD)]
    out += [Span(b.start, b.end) for b in (*body[:_HEAD_BLOCKS], *body[-_TAIL_BLOCKS:]) if _alone(outline, b)]
    if body and (last := _in(outline, Span(max(body[-1].start, body[-1].end - _HEAD), body[-1].end))):
        date_at_end = last[-1].value.first
        if (
            date_at_end.year
            and date_at_end.days
            and not outline.text[last[-1].end : body[-1].end].strip("。)） \u3000")
        ):
            out.append(Span(last[-1].start, last[-1].end))
    return out


def _day_at(outline: Outline, start: int, end: int) -> bool:
    found = _in(outline, Span(start, min(end, len(outline.text))))
    return bool(found) and found[0].value.first.days is not None and found[0].value.role == "in"


def _alone(outline: Outline, block: Block) -> bool:
    """Whether a block is nothing but a day (a signature's date)."""
    if block.end - block.start > 22:
        return False
    line = outline.text[block.start : block.end]
    found = _in(outline, Span(block.start, block.end))
    if len(found) != 1 or found[0].value.first.days is None:
        return False
    rest = line[: found[0].start - block.start] + line[found[0].end - block.start :]
    return not rest.strip(" \u3000()（）")


def _stated(outline: Outline, times: list[Mention], part: _Part) -> int | None:
    """The year stated next to a date without one: in its own paragraph, else in the one after.

    A release of November or December that announces work of the coming year (12月25日电 … 2025年,将…) is of the year
    before.
    """
    blocks = [b for b in outline.blocks if b.kind != "furniture" and b.end > part.span.start][:2]
    for block in blocks:
        for m in times:
            year: int | None = m.value.first.year
            if block.start <= m.start < block.end and not m.value.quoted and year is not None and m.value.role == "in":
                coming = (part.month or 0) >= 11 and _COMING.match(outline.text, m.end)
                return year - 1 if coming else year
    return None


def _number(outline: Outline) -> tuple[int, Span] | None:
    """The year of the first document number that is the document's own: in its metadata or its first lines."""
    spans = [meta.value for meta in outline.meta if meta.key == "number"]
    spans += [
        Span(b.start, b.end) for b in outline.blocks[:_HEAD_BLOCKS] if b.end - b.start <= 60 and b.kind != "furniture"
    ]
    for span in spans:
        if hit := _NUMBER.search(outline.text, span.start, span.end):
            return int(hit[1]), Span(hit.start(), hit.end())
    return None
