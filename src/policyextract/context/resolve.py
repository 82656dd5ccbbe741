"""Time phrases to moments, in reading order, with what stands before them as context.

Which year a phrase without one takes: a year stated before it in its paragraph (not one that a comparison, a title or a
far deadline names), else that of the heading above, else that of the title, else the document's.
"""

import re
from bisect import bisect_right
from datetime import date
from typing import NamedTuple

from ..mentions.time.words import words
from ..mentions.values import TimeExpr
from ..rules import Mention
from ..text.outline import Outline
from . import calendar
from .anchor import Anchor
from .dates import Dates, Given, before, dates, end_of, plan_years

_NEXT = re.compile(r"下一步|下一阶段|下半年|今后|工作打算|意见建议|意见和建议")
_SENTENCE = "。！？!?；;"
_INSIDE_YEAR = ("年内", "年之内", "年以内")
_COUNTED_ON = ("action", "after", "take", "valid", "within")  # what may count from a year or day of its own sentence
_TELLING = ("in", "as_of", "from", "since")  # what 当年 may take up; no deadline
_RIGHT_BEHIND = 2  # 从2016年5月1日起，两年内
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
        return moment._replace(first=first, last=calendar.day(last.year - 1, last.month, end_of(last)))
    if moment.role == "since" and moment.first is not None and moment.first.year <= year == last.year:
        if moment.rule == "time.relative" and moment.first.year < year:  # 去年以来
            return moment._replace(last=date(year - 1, 12, 31))
        if moment.rule == "time.back" and (moment.first.month, moment.first.day) == (1, 1):
            return moment._replace(first=date(moment.first.year - 1, 1, 1), last=date(year - 1, 12, 31))
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
        self.last: Dates | None = None
        self.day: tuple[int, date] | None = None  # the block that told the last day, and it
        self.told: tuple[int, int] | None = None  # the block that told the last year, and it: 当年
        self.onset: tuple[int, date] | None = None  # where the block says from which day on something holds
        self.stretch: tuple[int, int] | None = None
        self.plan: tuple[date, date] | None = None
        self.holiday: Dates | None = None  # told last
        self.given: Given | None = None  # all this as the arithmetic takes it, until something changes

    def read(self, mentions: list[Mention]) -> list[Moment]:
        out: list[Moment] = []
        self.plan = self._made(mentions)
        for i, mention in enumerate(mentions):
            self._enter(mention.start)
            expr: TimeExpr = mention.value
            if expr.form == "now":
                self.now = mention.start
            elif self.text.startswith(_INSIDE_YEAR, mention.start) and self._behind(mention.start):
                self.year, self.year_source, self.given = self.anchor.year, self.said, None
            found = self._linked(expr, mention, mentions[i + 1 : i + 2]) or self._dates(expr, mention.start)
            if found is not None and expr.role == "as_of" and found.source == "context":
                found = self._since_onset(expr, self._by_now(expr, found, mention.start), mention.start)
            if found is None:
                continue
            out.append(self._moment(mention, expr, found))
            self._learn(mention, expr, found)
            self.given = None
        return out

    # --- context ---

    def _behind(self, at: int) -> bool:
        """Whether 年内 at ``at`` leaves the past year stated before: in a new sentence, or behind 目前."""
        if self.year is None or self.anchor.year is None or self.year >= self.anchor.year or self.stated < 0:
            return False
        return self.now > self.stated or self._parted(self.stated, at)

    def _made(self, mentions: list[Mention]) -> tuple[date, date] | None:
        """The five-year plan that the text speaks of and that begins in the document's year or the next."""
        year = self.anchor.year
        for mention in mentions:
            if year is not None and mention.value.form == "plan":
                years = plan_years(mention.value.number)
                if years[0].year - year in (0, 1):
                    return years
        return None

    def _enter(self, at: int) -> None:
        """Forget the paragraph before and take up the heading above the new one."""
        block = bisect_right(self.starts, at) - 1
        if block == self.block:
            return
        self.block, self.month, self.last, self.given = block, None, None, None
        self.onset, self.stretch = None, None
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

    def _learn(self, mention: Mention, expr: TimeExpr, found: Dates) -> None:
        """Remember what a later phrase without a year may take."""
        first = expr.first
        if expr.role == "from" and found.first is not None:
            self.onset = expr.outer_end, found.first
        if first.holiday and found.last is not None:
            self.holiday = found._replace(source="context")
        if self._compared(expr):
            return
        if not expr.quoted and first.year is not None and found.source == "clause" and expr.role in _TELLING:
            self.told = self.block, (found.first or found.last or date(first.year, 1, 1)).year
        self._look_back(expr, found)
        if expr.quoted or expr.form not in ("point", "span", "same") or found.last is None:
            return
        says_year = first.year is not None or first.shift is not None
        if first.base == "context" and first.shift is not None and first.shift < 0:
            return  # 上年 looks back from the year that goes on
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
            if found.grain == "day":
                self.day = self.block, found.last

    def _look_back(self, expr: TimeExpr, found: Dates) -> None:
        """Remember the years that the paragraph looks back on: “十三五”期间, 2012年以来."""
        today = self.anchor.date
        if found.first is None or found.last is None or today is None or expr.quoted or found.first >= today:
            return
        if expr.form == "plan" and found.grain == "plan" and found.last <= today:
            self.stretch = found.first.year, found.last.year
        elif expr.role == "since" and expr.first.year is not None:
            self.stretch = found.first.year, today.year

    def _by_now(self, expr: TimeExpr, found: Dates, at: int) -> Dates:
        """``预计2026年6月启用；截至8月底，进度已达``: what is counted up to a day lies behind the publication, not in the year ahead."""
        today = self.anchor.date
        if today is None or found.last is None or expr.form != "point" or found.last.year != today.year + 1:
            return found
        if expr.first.year is not None or expr.first.shift is not None:
            return found
        again = dates(expr, self._given(expr.form, at)._replace(year=today.year))
        return again if again is not None and again.last is not None and again.last <= today else found

    def _since_onset(self, expr: TimeExpr, found: Dates, at: int) -> Dates:
        """``自2024年12月17日实施以来，截至3月17日``: what is counted from a day on is counted up to a later one."""
        onset, today = self._onset(at), self.anchor.date
        if onset is None or today is None or found.last is None or found.last >= onset:
            return found
        if expr.form != "point" or expr.first.year is not None or expr.first.shift is not None:
            return found
        again = dates(expr, self._given(expr.form, at)._replace(year=found.last.year + 1))
        return again if again is not None and again.last is not None and onset <= again.last <= today else found

    def _compared(self, expr: TimeExpr) -> bool:
        """``比“十三五”时期增长19.1%。五年来``: a time that a value is compared with is not what is told of."""
        known = words().classes
        if self.text.endswith(known["compared_before"], 0, expr.outer_start):
            return True
        return self.text.startswith(known["compared_behind"], expr.outer_end) and self.text.endswith(
            known["compared_with"], 0, expr.outer_start
        )

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

    def _linked(self, expr: TimeExpr, mention: Mention, after: list[Mention]) -> Dates | None:
        """三年行动计划（2023~2025）: the action runs over the years in the brackets."""
        if expr.form != "action" or not after or after[0].start - mention.end > _LINKED:
            return None
        span = self._dates(after[0].value, mention.start) if after[0].value.form == "span" else None
        return span if span is not None and self.text[after[0].start - 1] in "(（" else None

    def _dates(self, expr: TimeExpr, at: int) -> Dates | None:
        return dates(expr, self._given(expr.form, at))

    def _given(self, form: str, at: int) -> Given:
        """What the text gives to a phrase of ``form`` at ``at``; made anew only where something was said since."""
        given = self.given
        if given is None:
            year, source = self._context_year()
            given = self.given = Given(
                self.anchor,
                self.said,
                year,
                source,
                self.month,
                self.last,
                self.stretch,
                self.plan,
                None,
                None,
                self._day(),
                self._told(),
                self.holiday,
            )
        return given if form not in _COUNTED_ON else given._replace(begun=self._begun(at), onset=self._onset(at, form))

    def _day(self) -> date | None:
        """The day told last, in this paragraph or the one before."""
        return self.day[1] if self.day is not None and self.block - self.day[0] <= 1 else None

    def _told(self) -> int | None:
        """The year told last, in this paragraph or the one before."""
        return self.told[1] if self.told is not None and self.block - self.told[0] <= 1 else None

    def _begun(self, at: int) -> int | None:
        """The past year that the sentence has stated before ``at``."""
        if self.year is None or self.anchor.year is None or self.stated < 0 or self.year >= self.anchor.year:
            return None
        return None if self._parted(self.stated, at) else self.year

    def _onset(self, at: int, form: str = "") -> date | None:
        """The day from which the sentence says, before ``at``, that something holds; two years within right behind it."""
        if self.onset is None or self._parted(self.onset[0], at):
            return None
        return None if form == "within" and at - self.onset[0] > _RIGHT_BEHIND else self.onset[1]

    def _parted(self, start: int, at: int) -> bool:
        """Whether a sentence ends between two places."""
        return any(char in _SENTENCE for char in self.text[start:at])

    # --- the moment ---

    def _moment(self, mention: Mention, expr: TimeExpr, found: Dates) -> Moment:
        first, last, role = found.first, found.last, expr.role
        source, grain = found.source, found.grain
        if role == "before":
            role, last = "by", before(expr.first if expr.form != "span" else expr.last or expr.first, found)
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
