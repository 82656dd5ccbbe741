"""Dates of months, festivals and working days."""

import calendar as _calendar
import warnings
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from ..lexicon import shipped
from ..mentions.time.words import Festival

_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_YEAR, LAST_YEAR = 1000, 2999


def month_end(year: int, month: int) -> int:
    """The last day of a month; months past 12 run into the next year.

    >>> month_end(2024, 2), month_end(2024, 14)
    (29, 28)
    """
    year, month = normal(year, month)
    return 29 if month == 2 and _calendar.isleap(year) else _LENGTHS[month - 1]


def normal(year: int, month: int) -> tuple[int, int]:
    """``(year, month)`` with the month between 1 and 12.

    >>> normal(2024, 14), normal(2024, 0)
    ((2025, 2), (2023, 12))
    """
    return year + (month - 1) // 12, (month - 1) % 12 + 1


def day(year: int, month: int, number: int) -> date:
    """A date whose day is cut to the length of its month (30 February → 28 or 29 February)."""
    if not 1 <= month <= 12:
        year, month = normal(year, month)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        year = min(max(year, FIRST_YEAR), LAST_YEAR)
    return date(year, month, number if 1 <= number <= 28 else min(max(number, 1), month_end(year, month)))


def add(start: date, number: int, unit: str) -> date:
    """``start`` plus a number of years, months, half months (the odd one has 15 days), weeks, days or working days.

    >>> add(date(2024, 1, 31), 1, "month"), add(date(2024, 2, 29), 1, "year")
    (datetime.date(2024, 2, 29), datetime.date(2025, 2, 28))
    """
    if unit == "year":
        return day(start.year + number, start.month, start.day)
    if unit == "month":
        return day(start.year, start.month + number, start.day)
    if unit == "half_month":
        return add(start, number // 2, "month") + timedelta(days=15 * (number % 2))
    if unit == "workday":
        return working_day(start, number)
    return start + timedelta(days=number * (7 if unit == "week" else 1))


def working_day(start: date, number: int) -> date:
    """The ``number``-th working day after ``start``.

    With ``chinesecalendar`` installed (extra ``calendar``), by the official table of holidays and shifted days; without
    it, or outside the table's years, Monday to Friday, with a warning.

    >>> working_day(date(2024, 3, 1), 5)
    datetime.date(2024, 3, 8)
    """
    at = start
    step = 1 if number >= 0 else -1
    for _ in range(abs(number)):
        at += timedelta(days=step)
        while not is_working_day(at):
            at += timedelta(days=step)
    return at


def is_working_day(at: date) -> bool:
    """Whether offices in the mainland work on that day."""
    try:
        import chinese_calendar
    except ImportError:
        return at.weekday() < 5
    try:
        return bool(chinese_calendar.is_workday(at))
    except NotImplementedError:
        warnings.warn(f"no official holiday table for {at.year}: Monday to Friday are taken", stacklevel=2)
        return at.weekday() < 5


def week(year: int, month: int, number: int) -> date:
    """The Monday of the ``number``-th week of a month, or of a year where ``month`` is 0.

    Weeks are counted as ISO 8601 counts those of a year: the first is the one that holds the fourth day.

    >>> week(2025, 3, 2), week(2025, 0, 10)
    (datetime.date(2025, 3, 10), datetime.date(2025, 3, 3))
    """
    fourth = date(year, month or 1, 4)
    return fourth + timedelta(days=7 * (number - 1) - fourth.weekday())


@cache
def festival(row: Festival, year: int) -> tuple[date, date] | None:
    """First and last day of a festival; None for a lunar one without ``borax`` (extra ``calendar``)."""
    if row.kind == "solar":
        first: date | None = day(year, row.month, row.day)
    elif row.kind == "term":
        first = _clear_and_bright(year)
    else:
        first = _lunar(year, row.month, row.day)
    if first is None:
        return None
    first += timedelta(days=row.offset)
    return first, first + timedelta(days=row.days - 1)


class Holiday(NamedTuple):
    """A public holiday: the festivals that name it; what is customary is ``days`` from ``offset`` days after the festival."""

    name: str
    forms: tuple[str, ...]
    offset: int
    days: int


@cache
def _holidays() -> tuple[dict[str, Holiday], dict[tuple[str, int], tuple[date, date]]]:
    """The holidays by the festivals that name them, and the days arranged for each, by its name and the year of the last."""
    lexicon = shipped("context", "holidays.toml")
    arranged: dict[tuple[str, int], tuple[date, date]] = {}
    for name, spans in lexicon.classes("arranged").items():
        for span in spans:
            first, last = map(date.fromisoformat, span.split())
            arranged[name, last.year] = first, last
    return {form: row for row in lexicon.rows("holiday", Holiday) for form in row.forms}, arranged


@cache
def holiday(row: Festival, year: int) -> tuple[date, date] | None:
    """First and last day off about a festival, as arranged, else as is customary; the festival itself where it brings none.

    >>> from ..mentions.time.words import words
    >>> holiday(words().festivals["五一"], 2023)
    (datetime.date(2023, 4, 29), datetime.date(2023, 5, 3))
    """
    by_form, arranged = _holidays()
    known, found = by_form.get(row.form), festival(row, year)
    if known is None:
        return found
    off = arranged.get((known.name, year))
    if off is not None or found is None:
        return off
    first = found[0] + timedelta(days=known.offset)
    return first, first + timedelta(days=known.days - 1)


def _clear_and_bright(year: int) -> date:
    """清明: 4, 5 or 6 April, by the usual formula with the leap days of the century."""
    century = 5.59 if year < 2000 else 4.81
    return date(year, 4, int(year % 100 * 0.2422 + century) - year % 100 // 4)


def _lunar(year: int, month: int, number: int) -> date | None:
    try:
        from borax.calendars.lunardate import LunarDate
    except ImportError:
        return None
    try:
        found = LunarDate(year, month, number).to_solar_date()
    except (ValueError, IndexError):
        return None
    return date(found.year, found.month, found.day)
