"""The date of a document: from what the caller says, its dateline and metadata, its title, its number."""

from datetime import date
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
    for source, part in _candidates(outline, times):
        if part.year is None:
            year = _stated(outline, times, part.span) or one or (number[0] if number else None)
            if year is None or part.month is None:
                continue
            part = part._replace(year=year)
        return Anchor(part.year, part.month, part.day, source, part.span, one)
    if titled:
        full = _full(title_text)
        span = None if title else outline.title
        if full is not None:
            return Anchor(full.year, full.month, full.day, "title", span, one)
        return Anchor(titled[0] if len(titled) == 1 or _plan_title(title_text) else titled[-1], None, None, "title", span, one)
    if number:
        return Anchor(number[0], None, None, "number", number[1], one)
    return Anchor(titled=one)


def _scan(text: str) -> list[Mention]:
    return Scanner(rules()).scan(text, 0, len(text))


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


def _candidates(outline: Outline, times: list[Mention]) -> list[tuple[str, _Part]]:
    """Candidate dates, best first: metadata and datelines with a year, then those without, then lines that are a date."""
    said: list[tuple[str, _Part]] = []
    spans = [("meta", meta.value) for meta in outline.meta if meta.key == "date"]
    spans += [("dateline", span) for span in outline.datelines]
    spans += [("dateline", span) for span in _own_lines(outline)]
    for source, span in spans:
        for m in times:
            if span.start <= m.start < span.end and (part := _part(m)) is not None:
                said.append((source, part))
                break
    said.sort(key=lambda item: (item[1].day is None, item[1].year is None))
    return said


def _own_lines(outline: Outline) -> list[Span]:
    """Where dates stand as datelines do: at the head of the first paragraphs, or alone in a line near either end."""
    text = outline.text
    body = [b for b in outline.blocks if b.kind not in ("furniture", "row")]
    out: list[Span] = []
    for block in body[:_HEAD_BLOCKS]:
        if block.kind == "para":
            out.append(Span(block.start, min(block.end, block.start + _HEAD)))
            break
    for block in [*body[:_HEAD_BLOCKS], *body[-_TAIL_BLOCKS:]]:
        if block.end - block.start <= 20 and _alone(text, block):
            out.append(Span(block.start, block.end))
    return out


def _alone(text: str, block: Block) -> bool:
    line = text[block.start : block.end].strip(" 　()（）")
    found = _scan(line)
    return len(found) == 1 and found[0].start == 0 and found[0].end == len(line) and found[0].value.first.days is not None


def _stated(outline: Outline, times: list[Mention], span: Span) -> int | None:
    """The year stated next to a date without one: in its own paragraph, else in the one after."""
    blocks = [b for b in outline.blocks if b.kind != "furniture" and b.end > span.start][:2]
    for block in blocks:
        for m in times:
            s = m.value.first
            if block.start <= m.start < block.end and not m.value.quoted and s.year is not None and m.value.role == "in":
                return s.year
    return None


def _number(outline: Outline) -> tuple[int, Span] | None:
    """The year of the first document number that is the document's own: in its metadata or its first lines."""
    spans = [meta.value for meta in outline.meta if meta.key == "number"]
    spans += [Span(b.start, b.end) for b in outline.blocks[:_HEAD_BLOCKS] if b.end - b.start <= 60 and b.kind != "furniture"]
    for span in spans:
        if hit := _NUMBER.search(outline.text, span.start, span.end):
            return int(hit[1]), Span(hit.start(), hit.end())
    return None
