"""Time phrases to dates, in reading order, with what stands before them as context.

Which year a phrase without one takes: a year stated before it in its paragraph (not one that a comparison, a title or a
far deadline names), else that of the heading above, else that of the title, else the document's.
"""

import re
from bisect import bisect_right
from datetime import date, timedelta
from typing import NamedTuple

from ..mentions.time.words import words
from ..mentions.values import Stamp, TimeExpr
from ..rules import Mention
from ..text.outline import Outline
from . import calendar
from .anchor import Anchor

_COMPARED = ("比", "较", "較", "超", "高于", "低于", "相比")
_NEXT = re.compile(r"下一步|下一阶段|下半年|今后|工作打算|意见建议|意见和建议")
_SENTENCE = "。！？!?；;"
_INSIDE_YEAR = ("年内", "年之内", "年以内")
_EARLY = (
    3  # until this month, 过去五年 and 近三年 end with the last full year (work reports are read from January to March)
)
_LINKED = 24  # N年行动 takes the years in brackets that follow within so many characters


class Moment(NamedTuple):
    """A time phrase with its dates; spans are in the view.

    ``first`` and ``last`` are both inside; ``first`` is None for an open "by" and for "as of", ``last`` for "from",
    both where nothing dates the document. ``source``: ``clause`` (said in full), ``context`` (year from what stands
    before), ``title``, ``published`` (from the document's date, wherever that came from), ``none``.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    first: date | None
    last: date | None
    grain: str  # "day" "week" "ten_day" "month" "quarter" "half" "year" "plan" "period"
    source: str
    role: str  # "by" "as_of" "in" "since" "from" "within" "span"
    stated: bool
    quoted: bool
    rule: str


class _Dates(NamedTuple):
    first: date | None
    last: date | None
    grain: str
    source: str


def resolve(mentions: list[Mention], outline: Outline, anchor: Anchor) -> list[Moment]:
    """The moments of the time mentions among ``mentions``, in reading order."""
    return _Reader(outline, anchor).read([m for m in mentions if isinstance(m.value, TimeExpr)])


_BARE = ("time.edge", "time.part", "time.quarter")  # 全年, 年底, 上半年: of a year that they do not say
_AHEAD = ("time.within", "time.action")  # 五年内, 五年攻坚


def looked_back(moments: list[Moment], outline: Outline, reviews: list[bool], year: int) -> list[Moment]:
    """``moments``, those of a report's review moved to the years that it reviews.

    A report of ``year`` looks back on the year before: there 全年 and 年底 are of that year, 上年 is the one before it, and
    五年内 ends with it. What says its year, or counts from the report itself (去年, 今年), stays.

    Args:
        reviews: for each block of the outline whether it reviews.
    """
    starts = [block.start for block in outline.blocks]
    out = []
    for moment in moments:
        if moment.source in ("title", "published") and not moment.stated and moment.last is not None:
            block = bisect_right(starts, moment.start) - 1
            if block >= 0 and reviews[block]:
                moment = _moved(moment, moment.last, outline.text[moment.start], year)
        out.append(moment)
    return out


def _moved(moment: Moment, last: date, char: str, year: int) -> Moment:
    """One moment of a review of the year before ``year``; ``char`` is its first."""
    if (moment.rule in _BARE and last.year == year) or (char == "上" and last.year == year - 1):
        first = moment.first and calendar.day(moment.first.year - 1, moment.first.month, moment.first.day)
        return moment._replace(first=first, last=calendar.day(last.year - 1, last.month, _end(last)))
    if moment.rule in _AHEAD and last.year >= year:
        count = last.year - year + (moment.rule == "time.action")
        return moment._replace(first=date(year - count, 1, 1), last=date(year - 1, 12, 31), role="in")
    return moment


class _Reader:
    """Walks through the mentions of one document and keeps the year and month stated last in the paragraph."""

    def __init__(self, outline: Outline, anchor: Anchor) -> None:
        self.text = outline.text
        self.blocks = outline.blocks
        self.starts = [b.start for b in outline.blocks]
        self.outline_title = outline.title
        self.anchor = anchor
        self.said = "title" if anchor.source == "title" else "published"
        self.headings: dict[int, int] = {}  # heading block → the one year it names
        self.block = -1
        self.year: int | None = None
        self.stated = -1  # where the paragraph said that year
        self.now = -1  # the last 目前
        self.year_source = ""
        self.month: tuple[int, int] | None = None
        self.last: _Dates | None = None

    def read(self, mentions: list[Mention]) -> list[Moment]:
        out: list[Moment] = []
        for i, mention in enumerate(mentions):
            self._enter(mention.start)
            expr: TimeExpr = mention.value
            if expr.form == "now":
                self.now = mention.start
            elif self.text.startswith(_INSIDE_YEAR, mention.start) and self._behind(mention.start):
                self.year, self.year_source = self.anchor.year, self.said
            found = self._linked(expr, mention, mentions[i + 1 : i + 2]) or self._dates(expr)
            if found is not None and expr.role == "as_of" and found.source == "context":
                found = self._by_now(expr, found)
            if found is None:
                continue
            out.append(self._moment(mention, expr, found))
            self._learn(mention, expr, found)
        return out

    # --- context ---

    def _behind(self, at: int) -> bool:
        """Whether 年内 at ``at`` leaves the past year stated before: in a new sentence, or behind 目前."""
        if self.year is None or self.anchor.year is None or self.year >= self.anchor.year or self.stated < 0:
            return False
        return self.now > self.stated or any(char in _SENTENCE for char in self.text[self.stated : at])

    def _enter(self, at: int) -> None:
        """Forget the paragraph before and take up the heading above the new one."""
        block = bisect_right(self.starts, at) - 1
        if block == self.block:
            return
        self.block, self.month, self.last = block, None, None
        self.year, self.year_source, self.stated = None, "", -1
        parent = self.blocks[block].parent if 0 <= block < len(self.blocks) else -1
        while parent >= 0:
            if parent in self.headings:
                title = self.outline_title
                titled = (
                    title is not None
                    and self.blocks[parent].start < title.end
                    and title.start < self.blocks[parent].end
                )
                self.year, self.year_source = self.headings[parent], "title" if titled else "context"
                break
            if (
                _NEXT.search(self.text, self.blocks[parent].body, self.blocks[parent].end)
                and self.anchor.date is not None
            ):
                # 2023年决算报告 … 四、下一步工作: 全年 is the year the report was given in
                self.year, self.year_source = self.anchor.year, self.said
                break
            parent = self.blocks[parent].parent

    def _learn(self, mention: Mention, expr: TimeExpr, found: _Dates) -> None:
        """Remember what a later phrase without a year may take."""
        first = expr.first
        if expr.quoted or expr.form not in ("point", "span", "same") or found.last is None:
            return
        says_year = first.year is not None or first.shift is not None
        if first.base == "context" and first.shift is not None and first.shift < 0:
            return  # 上年 looks back from the year that goes on
        if self.text[max(0, expr.outer_start - 2) : expr.outer_start].endswith(_COMPARED):
            return
        if self._starting(expr):
            return
        far = (
            expr.role in ("by", "before", "since", "from")
            and first.months is None
            and abs(found.last.year - (self.anchor.year or found.last.year)) > 1
        )
        long = found.first is not None and (found.last - found.first).days > 366
        if says_year and not far and not long:
            self.year, self.year_source, self.stated = found.last.year, "context", mention.start
            if 0 <= self.block < len(self.blocks) and self.blocks[self.block].kind == "heading":
                self.headings[self.block] = found.last.year
        if found.grain in ("month", "day", "ten_day") and not far:
            self.month = (found.last.year, found.last.month)
        if expr.role in ("in", "as_of", "span") and expr.form != "same" and not long:
            self.last = found

    def _by_now(self, expr: TimeExpr, found: _Dates) -> _Dates:
        """``预计2026年6月启用；截至8月底，进度已达``: what is counted up to a day lies behind the publication, not in the year ahead."""
        today = self.anchor.date
        if today is None or found.last is None or expr.form != "point" or found.last.year != today.year + 1:
            return found
        if expr.first.year is not None or expr.first.shift is not None:
            return found
        kept, self.year = self.year, today.year
        again = self._dates(expr)
        self.year = kept
        return again if again is not None and again.last is not None and again.last <= today else found

    def _starting(self, expr: TimeExpr) -> bool:
        """``由去年底的83%提升至92.5%。截至6月底``: a time whose value a change starts from is not what goes on."""
        start, end = expr.outer_start, expr.outer_end
        return self.text[max(0, start - 1) : start] in ("由", "从") and self.text.startswith("的", end)

    def _context_year(self) -> tuple[int | None, str]:
        """The year for a phrase that says none, and where it comes from."""
        if self.year is not None:
            return self.year, self.year_source
        anchor = self.anchor
        if anchor.titled and anchor.year is not None and abs(anchor.titled - anchor.year) <= 1:
            return anchor.titled, "title"
        return anchor.year, self.said if anchor.year is not None else "none"

    # --- dates ---

    def _linked(self, expr: TimeExpr, mention: Mention, after: list[Mention]) -> _Dates | None:
        """三年行动计划（2023~2025）: the action runs over the years in the brackets."""
        if expr.form != "action" or not after or after[0].start - mention.end > _LINKED:
            return None
        span = self._dates(after[0].value) if after[0].value.form == "span" else None
        return span if span is not None and self.text[after[0].start - 1] in "(（" else None

    def _dates(self, expr: TimeExpr) -> _Dates | None:
        match expr.form:
            case "point":
                return self._point(expr.first)
            case "span":
                return self._span(expr.first, expr.last or expr.first)
            case "plan":
                return _plan(expr)
            case "century":
                return _century(expr.first, self.anchor.year)
            case "same":
                return self._same(expr.first)
            case "every":
                return None
            case _:
                return self._relative(expr)

    def _span(self, left: Stamp, right: Stamp) -> _Dates | None:
        first = self._point(left)
        if first is None:
            return None
        if right.year is None and right.shift is None and right.month_shift is None and right.day_shift is None:
            base = first.first or first.last
            if base is None:
                return first._replace(grain="period")
            months = right.months or ((base.month, base.month) if right.days else None)
            right = right._replace(year=base.year, months=months)
        last = self._point(right)
        if last is None or first.first is None or last.last is None:
            return _Dates(None, last.last if last else None, "period", first.source)
        end = last.last
        if end < first.first:
            if left.year is not None or right.months is None:
                return _Dates(first.first, first.last, "period", first.source)
            end = calendar.day(end.year + 1, end.month, end.day)
        return _Dates(first.first, end, "period", first.source)

    def _point(self, s: Stamp) -> _Dates | None:
        if s.day_shift is not None:
            return self._day(s)
        if s.month_shift is not None:
            return self._month(s)
        year, source = self._year(s)
        if year is None:
            return _Dates(None, None, s.grain, "none")
        if not calendar.FIRST_YEAR <= year < calendar.LAST_YEAR:
            return None
        if s.name:
            found = calendar.festival(words().festivals[s.name], year)
            return _Dates(found[0] if found else None, found[1] if found else None, "day", source)
        if s.days and not s.months:
            base = self.month or (self.anchor.year, self.anchor.month)
            if base[0] is None or base[1] is None:
                return _Dates(None, None, s.grain, "none")
            return _period(base[0], s._replace(months=(base[1], base[1])), "context" if self.month else self.said)
        if s.year is None and s.shift is None and s.days and source == self.said and self._turn_of_year(s):
            year -= 1
        return _period(year, s, source)

    def _turn_of_year(self, s: Stamp) -> bool:
        """A bare 28 December in a document of early January lies in the past."""
        return bool(s.months and self.anchor.month and s.months[0] - self.anchor.month >= 10)

    def _year(self, s: Stamp) -> tuple[int | None, str]:
        if s.year is not None:
            return s.year, "clause"
        if s.shift is None:
            return self._context_year()
        if s.base == "context":
            year, source = self._context_year()
        else:
            year, source = self.anchor.year, self.said if self.anchor.year is not None else "none"
        return (None if year is None else year + s.shift), source

    def _day(self, s: Stamp) -> _Dates:
        today = self.anchor.date
        if today is None:
            return _Dates(None, None, s.grain, "none")
        if s.grain == "week":
            monday = today - timedelta(days=today.weekday() - 7 * (s.day_shift or 0))
            return _Dates(monday, monday + timedelta(days=6), "week", self.said)
        at = today + timedelta(days=s.day_shift or 0)
        return _Dates(at, at, "day", self.said)

    def _month(self, s: Stamp) -> _Dates:
        base: tuple[int | None, int | None] = (self.anchor.year, self.anchor.month)
        source = self.said
        if s.base == "context" and self.month is not None:
            base, source = self.month, "context"
        year, month = base
        if year is None or month is None:
            return _Dates(None, None, s.grain, "none")
        if s.grain == "quarter":
            quarter = (month - 1) // 3 + (s.month_shift or 0)
            year, start = calendar.normal(year, quarter * 3 + 1)
            return _period(year, s._replace(months=(start, start + 2)), source)
        year, month = calendar.normal(year, month + (s.month_shift or 0))
        return _period(year, s._replace(months=(month, month)), source)

    def _same(self, s: Stamp) -> _Dates:
        """去年同期: the period said before, a year earlier; without one, the document's day a year earlier."""
        shift = s.shift or 0
        if self.last is not None and self.last.last is not None:
            first, last, grain, _ = self.last
            moved = [None if d is None else calendar.day(d.year + shift, d.month, _end(d)) for d in (first, last)]
            return _Dates(moved[0], moved[1], grain, "context")
        today = self.anchor.date
        if today is None:
            return _Dates(None, None, "day", "none")
        at = calendar.add(today, shift, "year")
        return _Dates(None, at, "day", self.said)

    def _relative(self, expr: TimeExpr) -> _Dates:
        """Lengths before and after the document's date."""
        today, year, n, unit = self.anchor.date, self.anchor.year, expr.number, expr.unit
        if expr.form in ("now", "so_far"):
            return _Dates(None, today, "day" if expr.form == "now" else "period", self.said if today else "none")
        if year is None:
            return _Dates(None, None, "period", "none")
        if expr.form == "back":
            return self._back(today, year, n, unit)
        if unit == "year" and expr.form in ("ahead", "take", "action"):
            last = year + n - (expr.form != "ahead")
            return _Dates(today or date(year, 1, 1), calendar.day(last, 12, 31), "period", self.said)
        if unit == "year" and today is None:
            sign = -1 if expr.form == "ago" else 1
            at = calendar.day(year + sign * n, 12, 31)
            return _Dates(date(at.year, 1, 1), at, "period", self.said)
        if today is None:
            return _Dates(None, None, "period", "none")
        if expr.form == "ago":
            at = calendar.add(today, -n, unit)
            return (
                _Dates(date(at.year, 1, 1), date(at.year, 12, 31), "year", self.said)
                if unit == "year"
                else _Dates(at, at, "day", self.said)
            )
        return _Dates(today, calendar.add(today, n, unit), "period", self.said)

    def _back(self, today: date | None, year: int, n: int, unit: str) -> _Dates:
        """近三年, 五年来: up to the document, or in the first months of a year up to the end of the last one."""
        if unit != "year":
            return _Dates(
                calendar.add(today, -n, unit) if today else None, today, "period", self.said if today else "none"
            )
        last = date(year - 1, 12, 31) if today is None or today.month <= _EARLY else today
        return _Dates(calendar.day(last.year - n + 1, 1, 1), last, "period", self.said)

    # --- the moment ---

    def _moment(self, mention: Mention, expr: TimeExpr, found: _Dates) -> Moment:
        first, last, role = found.first, found.last, expr.role
        source, grain = found.source, found.grain
        if role == "before":
            role, last = "by", _before(expr.first if expr.form != "span" else expr.last or expr.first, found)
            first = None
        elif role in ("by", "as_of"):
            first = None
        elif role == "from":
            last = None
        elif role == "since" and expr.form not in ("back", "so_far"):
            last = self.anchor.date
            if last is None and self.anchor.year is not None:
                last = calendar.day(self.anchor.year, 12, 31)
            if last is not None and first is not None and last < first:
                last = found.last
        stated = expr.form in ("plan", "century") or expr.first.year is not None
        return Moment(
            mention.start,
            mention.end,
            expr.outer_start,
            expr.outer_end,
            first,
            last,
            grain,
            source,
            role,
            stated,
            expr.quoted,
            mention.rule,
        )


def _end(at: date) -> int:
    """The day to ask for a year on: the month's end stays the month's end."""
    return 31 if at.day == calendar.month_end(at.year, at.month) else at.day


def _before(s: Stamp, found: _Dates) -> date | None:
    """The last day for …前: of the year or month before (X年前, X月前), else the day or period's end itself."""
    if s.name or (not s.edge and found.first is not None and s.grain in ("year", "month") and not s.days):
        return found.first - timedelta(days=1) if found.first else None
    return found.last


def _period(year: int, s: Stamp, source: str) -> _Dates:
    """First and last day of a stamp in ``year``."""
    if s.days and s.months:
        first, last = calendar.day(year, s.months[0], s.days[0]), calendar.day(year, s.months[1], s.days[1])
        return _Dates(first, last, s.grain if s.grain == "ten_day" or first == last else "period", source)
    low, high = s.months or (1, 12)
    first, last = calendar.day(year, low, 1), calendar.day(year, high, 31)
    whole = {"year": (1, 12), "half": (low, low + 5), "quarter": (low, low + 2), "month": (low, low)}.get(s.grain)
    grain = s.grain if whole == (low, high) else "quarter" if s.grain == "season" else "period"
    if s.edge == "end":
        return _Dates(last, last, "day", source)
    if s.edge == "start":
        last = calendar.day(year, low, 31) if s.grain != "month" else calendar.day(year, low, 10)
        return _Dates(first, last, "month" if s.grain != "month" else "ten_day", source)
    if s.edge == "mid":
        if s.grain == "month":
            return _Dates(calendar.day(year, low, 11), calendar.day(year, low, 20), "ten_day", source)
        middle = (low + high) // 2
        return _Dates(calendar.day(year, middle, 1), calendar.day(year, middle, 31), "month", source)
    return _Dates(first, last, grain, source)


def _plan(expr: TimeExpr) -> _Dates:
    row = words().plans[expr.number - 1]
    first, last = date(row.first, 1, 1), date(row.last, 12, 31)
    if expr.first.grain == "year":
        year = row.first if expr.first.edge == "start" else row.last
        return _Dates(date(year, 1, 1), date(year, 12, 31), "year", "clause")
    match expr.first.edge:
        case "end":
            return _Dates(last, last, "day", "clause")
        case "start":
            return _Dates(first, date(row.first, 12, 31), "year", "clause")
        case "mid":
            return _Dates(date(row.first + 2, 1, 1), date(row.first + 2, 12, 31), "year", "clause")
    return _Dates(first, last, "plan", "clause")


def _century(s: Stamp, year: int | None) -> _Dates:
    """本世纪末, 21世纪中叶: the first ten years, the year 50, the last ten years; 本 is the document's own century."""
    base = 1900 if s.year is None and year is not None and year <= 2000 else 2000
    first, last = {"start": (1, 10), "mid": (50, 50), "end": (91, 100)}[s.edge]
    return _Dates(date(base + first, 1, 1), date(base + last, 12, 31), "period", "clause")
