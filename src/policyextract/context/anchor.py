"""The date of a document: from what the caller says, its dateline and metadata, its title, its number."""

from datetime import date
from typing import NamedTuple

import regex

from ..mentions.time import scanning
from ..mentions.values import Stamp, TimeExpr
from ..rules import Mention
from ..span import Span
from ..text.headings import is_title
from ..text.outline import Block, Outline
from . import calendar

_HEAD = 24  # a dateline date stands within so many characters of the start of a paragraph
_NUMBER = regex.compile(r"[〔\[［(（【]((?:19|20)\d\d)[〕\]］)）】] ?第?\d{1,5}号")
_COMING = regex.compile("[，,]?.{0,6}?(?:将|要|拟|计划|工作)")
_HEAD_BLOCKS, _TAIL_BLOCKS = 6, 6
# A text whose own date lies so many days, or whose own year so many years, before the day it was published is a repost:
# notices are put on the web within the year, and reports of a year early in the next one.
_REPOST_DAYS, _REPOST_YEARS = 400, 2
_NEAR_DAYS = 60  # a dateline without its year that lies so near the publication is of the same weeks
_JUST_OVER = 3  # until this month, a whole year that a dateline is followed by (2月5日…2025年，…) is the one just over


class Anchor(NamedTuple):
    """The document's date as far as it is known; ``source`` says where from (``""``: nothing says it).

    ``span`` is in the view, None for ``published`` and a title argument. ``titled`` is the one year the title names, 0
    where it names none or several. ``published`` is the day the caller gave or the head of the page tells,
    which the text's own date may be years before (a repost). ``place`` is left to others.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    source: str = ""  # "published" "meta" "dateline" "title" "number"
    span: Span | None = None
    titled: int = 0
    place: str | None = None
    published: date | None = None
    told: str = ""  # who said ``published``: the caller (``published``) or the head of the page (``meta``)

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


def find(
    outline: Outline,
    mentions: list[Mention],
    published: date | None = None,
    title: str | None = None,
    told: date | None = None,
) -> Anchor:
    """The anchor of a document.

    ``told`` is the day on which the page says, where its reader does not see it, that it was published. ``published``
    wins over it, and it over all that the text says, save where the text is plainly older; then a metadata or dateline date (one without a year takes
    the year stated next in the text, the title's or the number's); then the title's year; then the document number's
    (``〔2023〕``). Footers never count: the outline marks them as furniture, and only datelines, metadata and the ends of
    the body are looked at.

    Args:
        mentions: the time mentions of the view, in reading order.
    """
    times = [m for m in mentions if isinstance(m.value, TimeExpr)]
    title_text = title or (outline.text[outline.title.start : outline.title.end] if outline.title else "")
    titled = _years_of(title_text)
    one = titled[0] if len(titled) == 1 else 0
    source = "published" if published is not None else "meta"
    published = published or told
    if published is None:
        return _own(outline, times, title, title_text, titled)
    said = _said(times)
    if published.year in said:  # most texts: no repost, whatever dates it
        return Anchor(published.year, published.month, published.day, "published", None, one, None, published, source)
    own = _own(outline, times, title, title_text, titled, _ISSUED, published)
    named = own.source != "title" or is_title(title_text, 0, len(title_text))  # a headline names any year
    if named and _reposted(own, published, said):
        return own._replace(published=published, told=source)
    return Anchor(published.year, published.month, published.day, "published", None, one, None, published, source)


_TOLD = ("date", "updated", "issued")  # metadata that dates a page, best first, and that dates a document
_ISSUED = ("issued",)


def issued(outline: Outline) -> date | None:
    """The day on which the document that a page shows was made, as its metadata say it (成文日期), or None."""
    for _, part in _candidates(outline, _ISSUED, ends=False):
        if part.year and part.month and part.day:
            day = calendar.day(part.year, part.month, part.day)
            if day is not None:
                return day
    return None


def _said(times: list[Mention]) -> set[int]:
    """The years that the text tells of, those in titles left out."""
    told = [m for m in times if m.value.role in ("in", "as_of") and not m.value.quoted]
    return {s.year for s in _stamps(told) if s.year is not None}


def _reposted(own: Anchor, published: date, said: set[int]) -> bool:
    """Whether a text is plainly older than the day it was published: by its own date, and it tells of nothing since."""
    if own.year is None:
        return False
    gap = published.year - own.year
    if gap < _REPOST_YEARS and (own.date is None or (published - own.date).days < _REPOST_DAYS):
        return False
    return not any(own.year < year <= published.year for year in said)


def _own(
    outline: Outline,
    times: list[Mention],
    title: str | None,
    title_text: str,
    titled: list[int],
    keys: tuple[str, ...] = _TOLD,
    published: date | None = None,
) -> Anchor:
    """The date that the text itself gives; ``keys`` are those of the metadata that count.

    A day without its year that is near the one when the text was ``published`` tells of that year, whatever year comes next.
    """
    one = titled[0] if len(titled) == 1 else 0
    number = _number(outline, title_text)
    for source, part in _candidates(outline, keys):
        if part.year is None:
            if published is not None and _just_published(part, published):
                continue
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


def _just_published(part: _Part, published: date) -> bool:
    """Whether a day without its year lies in the weeks around the publication: 今天（11月6日）发布."""
    if part.month is None or part.day is None:
        return False
    years = (published.year - 1, published.year, published.year + 1)
    return any(abs((calendar.day(year, part.month, part.day) - published).days) <= _NEAR_DAYS for year in years)


def _in(outline: Outline, span: Span) -> list[Mention]:
    """The time mentions of a span: metadata and datelines may lie in blocks that nobody else scans."""
    return scanning.times(outline.text, span.start, span.end)


def _stamps(mentions: list[Mention]) -> list[Stamp]:
    return [s for m in mentions for s in (m.value.first, m.value.last) if s is not None and s.year is not None]


def _years_of(title: str) -> list[int]:
    """The distinct years a title names, in order; a five-year plan's name is none."""
    points = [m for m in scanning.times(title) if m.value.form in ("point", "span")] if title else []
    return list(dict.fromkeys(s.year for s in _stamps(points) if s.year is not None))


def _plan_title(title: str) -> bool:
    """Whether the title names a span: a plan for 2011—2015 was made at its start."""
    return any(m.value.form == "span" for m in scanning.times(title))


def _full(title: str) -> date | None:
    """The day a title names; the end of the month in （截至2024年6月底）."""
    for m in scanning.times(title):
        s = m.value.first
        if m.value.form == "point" and s.year and s.months and (s.days or m.value.role == "as_of"):
            return calendar.day(s.year, s.months[1], s.days[0] if s.days else 31)
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


def _candidates(outline: Outline, keys: tuple[str, ...], ends: bool = True) -> list[tuple[str, _Part]]:
    """Candidate dates, best first: those with a day and a year, metadata before datelines and the ends of the body.

    Of several datelines with their year the latest counts: what a notice passes on is older than the notice.
    """
    stated = sorted((meta for meta in outline.meta if meta.key in keys), key=lambda meta: keys.index(meta.key))
    spans = [("meta", meta.value) for meta in stated]
    if ends:
        spans += [("dateline", span) for span in (*outline.datelines, *_ends(outline))]
    said = [(source, part) for source, span in spans for m in _in(outline, span)[:1] if (part := _part(m)) is not None]
    return sorted(said, key=_worth)


def _worth(item: tuple[str, _Part]) -> tuple[bool, bool, bool, int, int, int]:
    source, part = item
    later = (0, 0, 0) if source == "meta" or part.year is None else (-part.year, -(part.month or 0), -(part.day or 0))
    return part.day is None, part.year is None, source != "meta", *later


def _ends(outline: Outline) -> list[Span]:
    """Where dates stand as datelines do: heading the first paragraph, alone in a line near either end, at the end."""
    body = [b for b in outline.blocks if b.kind not in ("furniture", "row")]
    heads = [b for b in body[:_HEAD_BLOCKS] if b.kind == "para"][:1]
    out = [Span(b.start, min(b.end, b.start + _HEAD)) for b in heads if _day_at(outline, b.start, b.start + _HEAD)]
    out += [Span(b.start, b.end) for b in (*body[:_HEAD_BLOCKS], *body[-_TAIL_BLOCKS:]) if _alone(outline, b)]
    if body and (last := _in(outline, Span(max(body[-1].start, body[-1].end - _HEAD), body[-1].end))):
        expr, date_at_end = last[-1].value, last[-1].value.first
        if (
            date_at_end.year
            and date_at_end.days
            and expr.form == "point"
            and expr.role == "in"  # not …有效期至2024年12月31日
            and not outline.text[last[-1].end : body[-1].end].strip("。)） \u3000")
        ):
            out.append(Span(last[-1].start, last[-1].end))
    return out


def _day_at(outline: Outline, start: int, end: int) -> bool:
    found = _in(outline, Span(start, min(end, len(outline.text))))
    return bool(found) and found[0].value.first.days is not None and found[0].value.role == "in"


def _alone(outline: Outline, block: Block) -> bool:
    """Whether a block is nothing but a day (a signature's date), or says up to which day the text counts."""
    if block.end - block.start > 22:
        return False
    line = outline.text[block.start : block.end]
    found = _in(outline, Span(block.start, block.end))
    if len(found) != 1 or found[0].value.first.days is None:
        return False
    expr = found[0].value
    start, end = (expr.outer_start, expr.outer_end) if expr.role == "as_of" else (found[0].start, found[0].end)
    rest = line[: start - block.start] + line[end - block.start :]
    return not rest.strip(" \u3000()（）")


def _stated(outline: Outline, times: list[Mention], part: _Part) -> int | None:
    """The year stated next to a date without one: in its own paragraph, else in the one after.

    A release of November or December that announces work of the coming year (12月25日电 … 2025年,将…) is of the year
    before, one of the first months that tells of a whole year (2月5日电 … 2025年,增长…) of the year behind it.
    """
    blocks = [b for b in outline.blocks if b.kind != "furniture" and b.end > part.span.start][:2]
    for block in blocks:
        for m in times:
            year: int | None = m.value.first.year
            if block.start <= m.start < block.end and not m.value.quoted and year is not None and m.value.role == "in":
                ahead = _COMING.match(outline.text, m.end) is not None
                if ahead and (part.month or 0) >= 11:
                    return year - 1
                whole = (
                    m.value.form == "point" and not m.value.first.months and outline.text[m.end : m.end + 1] in "，,"
                )
                return year + 1 if whole and not ahead and (part.month or 12) <= _JUST_OVER else year
    return None


def _number(outline: Outline, title: str) -> tuple[int, Span | None] | None:
    """The year of the first document number that is the document's own: in its metadata, first lines or title."""
    spans = [meta.value for meta in outline.meta if meta.key == "number"]
    spans += [
        Span(b.start, b.end) for b in outline.blocks[:_HEAD_BLOCKS] if b.end - b.start <= 60 and b.kind != "furniture"
    ]
    for span in spans:
        if hit := _NUMBER.search(outline.text, span.start, span.end):
            return int(hit[1]), Span(hit.start(), hit.end())
    hit = _NUMBER.search(title)
    return None if hit is None else (int(hit[1]), None)
