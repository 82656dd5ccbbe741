"""The arithmetic of times: what a phrase says, with what it takes from its text, to its first and last day.

Everything here is a function of its arguments; which year, month or period a phrase may take is kept by ``resolve``.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ..mentions.time.words import words
from ..mentions.values import Stamp, TimeExpr
from . import calendar
from .anchor import Anchor

_EARLY = (
    3  # until this month, 过去五年 and 近三年 end with the last full year (work reports are read from January to March)
)
_JUST_GONE = 60  # so many days behind a festival, …前 still looks back on it; later it waits for the next one
_FAR = 240  # 元旦期间 in December is the coming one, 国庆期间 in January the last one


class Dates(NamedTuple):
    """First and last day, both inside, None where open or unknown; ``source`` as of a ``Moment``."""

    first: date | None
    last: date | None
    grain: str
    source: str


class Given(NamedTuple):
    """What a phrase can take from its text where it does not say it."""

    anchor: Anchor
    dated: str  # the source of what counts from the document's date: "title" or "published"
    year: int | None  # of a phrase that says none
    source: str  # where that year comes from
    month: tuple[int, int] | None  # of a day that says none
    period: Dates | None  # the last one stated: 去年同期 is that of a year before
    stretch: tuple[int, int] | None  # first and last year of the years that the paragraph looks back on
    plan: tuple[date, date] | None  # the five-year plan that the text makes, where it starts with the document
    begun: int | None  # the past year that the sentence has stated: what starts or comes later counts from it
    onset: date | None  # the day from which the sentence says that the document holds
    day: date | None  # the one told last, in this paragraph or the one before: 当天, 次日
    told: int | None = None  # the year told last, likewise: 当年
    holiday: Dates | None = None  # the one told last: 假期里


def dates(expr: TimeExpr, given: Given) -> Dates | None:
    """The days of a phrase; None where it dates nothing (每年6月, 2月30日)."""
    match expr.form:
        case "point":
            return point(expr.first, given, expr.role)
        case "span":
            return _span(expr.first, expr.last or expr.first, given)
        case "plan":
            return _plan(expr)
        case "century":
            return _century(expr.first, given.anchor.year)
        case "same":
            return _same(expr.first, given)
        case "every":
            return None
        case _:
            return _relative(expr, given)


def point(s: Stamp, given: Given, role: str = "in") -> Dates | None:
    """The days of one place in the calendar."""
    if s.holiday and not s.name:
        return given.holiday
    if s.weekday is not None:
        return _weekday(s.weekday, s, given)
    if s.day_shift is not None:
        return _day(s, given)
    if s.month_shift is not None:
        return _month(s, given)
    year, source = _year(s, given)
    if year is None:
        return Dates(None, None, s.grain, "none")
    if not calendar.FIRST_YEAR <= year < calendar.LAST_YEAR:
        return None
    if s.name:
        return _festival(s, year, source, role, given)
    if s.grain == "week" and s.days is not None:
        monday = calendar.week(year, s.months[0] if s.months else 0, s.days[0])
        return Dates(monday, monday + timedelta(days=6), "week", source)
    if s.days and not s.months:
        base = given.month or _month_of(s.days[0], role, given.anchor)
        if base[0] is None or base[1] is None:
            return Dates(None, None, s.grain, "none")
        return _period(base[0], s._replace(months=(base[1], base[1])), "context" if given.month else given.dated)
    if s.year is None and s.shift is None and s.days and source == given.dated and _turn_of_year(s, given.anchor):
        year -= 1
    return _period(year, s, source)


def _month_of(day: int, role: str, anchor: Anchor) -> tuple[int | None, int | None]:
    """The month of a day that says none: the document's, or the one before where that day is nearer (31日, told on the 1st)."""
    year, month, today = anchor.year, anchor.month, anchor.date
    if today is None or year is None or month is None or role in ("by", "before", "from") or day <= today.day:
        return year, month
    before = calendar.normal(year, month - 1)
    back = (today - calendar.day(*before, day)).days
    return before if day > calendar.month_end(year, month) or back < day - today.day else (year, month)


def _turn_of_year(s: Stamp, anchor: Anchor) -> bool:
    """A bare 28 December in a document of early January lies in the past."""
    return bool(s.months and anchor.month and s.months[0] - anchor.month >= 10)


def _year(s: Stamp, given: Given) -> tuple[int | None, str]:
    if s.year is not None:
        return s.year, "clause"
    if s.shift is None:
        return given.year, given.source
    year, source = given.year, given.source
    if s.base == "context" and s.shift == 0 and given.told is not None:
        return given.told, "context"
    if s.base != "context":
        year = given.anchor.year
        source = given.dated if year is not None else "none"
    return (None if year is None else year + s.shift), source


def _festival(s: Stamp, year: int, source: str, role: str, given: Given) -> Dates:
    """A festival of ``year``; where the document's date alone gives the year, the coming or the nearest one."""
    row, today = words().festivals[s.name], given.anchor.date
    days = calendar.holiday if s.holiday else calendar.festival
    found = days(row, year)
    if found is not None and today is not None and s.year is None and s.shift is None and source == given.dated:
        gone = (today - found[1]).days
        if gone > (_JUST_GONE if role in ("by", "before") else _FAR):
            found = days(row, year + 1)
        elif gone < -_FAR and role not in ("by", "before"):
            found = days(row, year - 1)
    return Dates(found[0] if found else None, found[1] if found else None, "period" if s.holiday else "day", source)


def _day(s: Stamp, given: Given) -> Dates | None:
    today = given.anchor.date
    if s.base == "context":
        if given.day is None:  # 当日办结
            return None
        at = given.day + timedelta(days=s.day_shift or 0)
        return Dates(at, at, "day", "context")
    if today is None:
        return Dates(None, None, s.grain, "none")
    if s.grain == "week":
        monday = _monday(today, s.day_shift or 0)
        return Dates(monday, monday + timedelta(days=6), "week", given.dated)
    at = today + timedelta(days=s.day_shift or 0)
    return Dates(at, at, "day", given.dated)


def _weekday(weekday: int, s: Stamp, given: Given) -> Dates:
    """周四: the last one up to the document's day; 上周四: that of the week before."""
    today = given.anchor.date
    if today is None:
        return Dates(None, None, s.grain, "none")
    at = _monday(today, s.day_shift or 0) + timedelta(days=weekday - 1)
    if s.day_shift is None and at > today:
        at -= timedelta(days=7)
    return Dates(at, at, "day", given.dated)


def _monday(today: date, weeks: int) -> date:
    """The first day of the week so many weeks from that of ``today``."""
    return today - timedelta(days=today.weekday() - 7 * weeks)


def _month(s: Stamp, given: Given) -> Dates | None:
    base: tuple[int | None, int | None] = (given.anchor.year, given.anchor.month)
    source = given.dated
    if s.base == "context" and given.month is not None:
        base, source = given.month, "context"
    year, month = base
    if year is None or month is None:
        return Dates(None, None, s.grain, "none")
    if s.grain == "quarter":
        quarter = (month - 1) // 3 + (s.month_shift or 0)
        year, start = calendar.normal(year, quarter * 3 + 1)
        return _period(year, s._replace(months=(start, start + 2)), source)
    year, month = calendar.normal(year, month + (s.month_shift or 0))
    return _period(year, s._replace(months=(month, month)), source)


def _period(year: int, s: Stamp, source: str) -> Dates | None:
    """First and last day of a stamp in ``year``; None for the 29th of February of a year that has none."""
    if s.days and s.months:
        if s.grain == "day" and s.days[0] > calendar.month_end(year, s.months[0]):
            return None
        first, last = calendar.day(year, s.months[0], s.days[0]), calendar.day(year, s.months[1], s.days[1])
        return Dates(first, last, s.grain if s.grain == "ten_day" or first == last else "period", source)
    low, high = s.months or (1, 12)
    first, last = calendar.day(year, low, 1), calendar.day(year, high, 31)
    whole = {"year": (1, 12), "half": (low, low + 5), "quarter": (low, low + 2), "month": (low, low)}.get(s.grain)
    grain = s.grain if whole == (low, high) else "quarter" if s.grain == "season" else "period"
    if s.edge == "end":
        return Dates(last, last, "day", source)
    if s.edge == "start":
        last = calendar.day(year, low, 31) if s.grain != "month" else calendar.day(year, low, 10)
        return Dates(first, last, "month" if s.grain != "month" else "ten_day", source)
    if s.edge == "mid":
        if s.grain == "month":
            return Dates(calendar.day(year, low, 11), calendar.day(year, low, 20), "ten_day", source)
        middle = (low + high) // 2
        return Dates(calendar.day(year, middle, 1), calendar.day(year, middle, 31), "month", source)
    return Dates(first, last, grain, source)


def _span(left: Stamp, right: Stamp, given: Given) -> Dates | None:
    first = point(left, given)
    if first is None:
        return None
    if right.year is None and right.shift is None and right.month_shift is None and right.day_shift is None:
        base = first.first or first.last
        if base is None:
            return first._replace(grain="period")
        months = right.months or ((base.month, base.month) if right.days else None)
        right = right._replace(year=base.year, months=months)
    last = point(right, given)
    if last is None or first.first is None or last.last is None:
        return Dates(None, last.last if last else None, "period", first.source)
    end = last.last
    if end < first.first:
        if left.year is not None or right.months is None:
            return Dates(first.first, first.last, "period", first.source)
        end = calendar.day(end.year + 1, end.month, end.day)
    return Dates(first.first, end, "period", first.source)


def _same(s: Stamp, given: Given) -> Dates:
    """去年同期: the period said before, a year earlier; without one, the document's day a year earlier."""
    shift = s.shift or 0
    if given.period is not None and given.period.last is not None:
        first, last, grain, _ = given.period
        moved = [None if d is None else calendar.day(d.year + shift, d.month, end_of(d)) for d in (first, last)]
        return Dates(moved[0], moved[1], grain, "context")
    today = given.anchor.date
    if today is None:
        return Dates(None, None, "day", "none")
    return Dates(None, calendar.add(today, shift, "year"), "day", given.dated)


def _relative(expr: TimeExpr, given: Given) -> Dates:
    """Lengths before and after the document's date."""
    today, year, n, unit = given.anchor.date, given.anchor.year, expr.number, expr.unit
    if expr.form in ("now", "so_far"):
        return Dates(None, today, "day" if expr.form == "now" else "period", given.dated if today else "none")
    if expr.form == "valid":
        return _valid(n, unit, given)
    if year is None:
        return Dates(None, None, "period", "none")
    if expr.form == "back":
        return _back(n, unit, year, given)
    if unit == "year" and expr.form in ("ahead", "take", "action"):
        return _years_on(expr.form, n, year, given)
    if unit == "year" and expr.form == "after":
        year = (given.begun or year) + n
        return Dates(date(year, 1, 1), date(year, 12, 31), "year", "context" if given.begun else given.dated)
    if unit == "year" and today is None:
        sign = -1 if expr.form == "ago" else 1
        at = calendar.day(year + sign * n, 12, 31)
        return Dates(date(at.year, 1, 1), at, "period", given.dated)
    if today is None:
        return Dates(None, None, "period", "none")
    if expr.form in ("ago", "after"):
        at = calendar.add(today, n if expr.form == "after" else -n, unit)
        whole = unit == "year"
        first, last = (date(at.year, 1, 1), date(at.year, 12, 31)) if whole else (at, at)
        return Dates(first, last, "year" if whole else "day", given.dated)
    if expr.form == "within" and given.onset is not None:
        last = calendar.add(given.onset, n, unit) - timedelta(days=1)
        return Dates(given.onset, last, "period", "clause")
    return Dates(today, calendar.add(today, n, unit), "period", given.dated)


def _years_on(form: str, n: int, year: int, given: Given) -> Dates:
    """未来五年, 用三年时间, 三年行动: to the end of a year; an action from the year that the sentence has it start in."""
    if form != "ahead" and given.onset is not None:
        return Dates(given.onset, calendar.day(given.onset.year + n - 1, 12, 31), "period", "clause")
    if form == "action" and given.begun is not None:
        return Dates(date(given.begun, 1, 1), calendar.day(given.begun + n - 1, 12, 31), "period", "context")
    if form == "ahead" and n == 5 and given.plan is not None:
        return Dates(*given.plan, "period", given.dated)
    last = year + n - (form != "ahead")
    return Dates(given.anchor.date or date(year, 1, 1), calendar.day(last, 12, 31), "period", given.dated)


def _valid(n: int, unit: str, given: Given) -> Dates:
    """自5月25日起施行，有效期5年: to the day before, five years on; from 印发之日 on, five years from the document."""
    start = given.onset or given.anchor.date
    if start is None:
        return Dates(None, None, "period", "none")
    last = calendar.add(start, n, unit) - timedelta(days=given.onset is not None)
    return Dates(start, last, "period", "clause" if given.onset else given.dated)


def _back(n: int, unit: str, year: int, given: Given) -> Dates:
    """近三年, 五年来: up to the document, or in the first months of a year up to the end of the last one.

    五年来 behind “十三五”时期, 十年来 behind 2012年以来 are the years that the paragraph looks back on.
    """
    today = given.anchor.date
    if unit != "year":
        first = calendar.add(today, -n, unit) if today else None
        return Dates(first, today, "period", given.dated if today else "none")
    last = date(year - 1, 12, 31) if today is None or today.month <= _EARLY else today
    if given.stretch is not None:
        begin, end = given.stretch
        if end - begin + 1 == n and end <= last.year:
            return Dates(date(begin, 1, 1), min(last, date(end, 12, 31)), "period", "context")
        if end >= last.year and last.year - begin == n:
            return Dates(date(begin, 1, 1), last, "period", "context")
    return Dates(calendar.day(last.year - n + 1, 1, 1), last, "period", given.dated)


def before(s: Stamp, found: Dates) -> date | None:
    """The last day for …前: of the year or month before (X年前, X月前), else the day or period's end itself."""
    if s.name or (not s.edge and found.first is not None and s.grain in ("year", "month") and not s.days):
        return found.first - timedelta(days=1) if found.first else None
    return found.last


def end_of(at: date) -> int:
    """The day to ask for a year on: the month's end stays the month's end."""
    return 31 if at.day == calendar.month_end(at.year, at.month) else at.day


def plan_years(number: int) -> tuple[date, date]:
    """First and last day of the five-year plan ``number``."""
    row = words().plans[number - 1]
    return date(row.first, 1, 1), date(row.last, 12, 31)


def _plan(expr: TimeExpr) -> Dates:
    first, last = plan_years(expr.number)
    if expr.first.grain == "year":
        year = first.year if expr.first.edge == "start" else last.year
        return Dates(date(year, 1, 1), date(year, 12, 31), "year", "clause")
    match expr.first.edge:
        case "end":
            return Dates(last, last, "day", "clause")
        case "start":
            return Dates(first, date(first.year, 12, 31), "year", "clause")
        case "mid":
            return Dates(date(first.year + 2, 1, 1), date(first.year + 2, 12, 31), "year", "clause")
    return Dates(first, last, "plan", "clause")


def _century(s: Stamp, year: int | None) -> Dates:
    """本世纪末, 21世纪中叶: the first ten years, the year 50, the last ten years; 本 is the document's own century."""
    base = 1900 if s.year is None and year is not None and year <= 2000 else 2000
    first, last = {"start": (1, 10), "mid": (50, 50), "end": (91, 100)}[s.edge]
    return Dates(date(base + first, 1, 1), date(base + last, 12, 31), "period", "clause")
