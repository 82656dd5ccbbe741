"""Dates of publication as archives write them, to ISO days."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from ..mentions.time.scanning import times
from ..patterns import compiled

CHINA = timezone(timedelta(hours=8))
"""The day of a moment with a zone (``2024-03-26T16:00:00Z``, seconds since 1970) is the day it was in China."""

_FIRST, _LAST = 1949, 2099

_NUMERIC = compiled(
    r"(?P<y>\d{4})\s*(?:(?P<sep>[-/.])\s*(?P<m>\d{1,2})\s*(?P=sep)\s*(?P<d>\d{1,2})"
    r"|年\s*(?P<hm>\d{1,2})\s*月\s*(?P<hd>\d{1,2})\s*日?)"
    r"(?:[T\s,，]*(?:星期.|周.)?\s*(?P<H>\d{1,2})[:：时](?P<M>\d{1,2})(?:[:：分](?P<S>\d{1,2})(?:[.,]\d+)?)?\s*[秒分]?\s*"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?(?![\d:])",
    re.ASCII | re.IGNORECASE,
)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{4}(?:\d{2})?)?", re.ASCII)
_EPOCH = re.compile(r"-?\d{9,10}(?:\.\d*)?|\d{13}(?:\.0*)?|\d{16}", re.ASCII)
_ENGLISH = re.compile(r"(?:[A-Za-z]{3},\s*)?\d{1,2}[ -][A-Za-z]{3}[ -]\d{4}\b", re.ASCII)
_LABEL = re.compile(r"^[\s\W]*(?:[^\W\d]{2,6}\s*[:：])?\s*")
_NOTHING = frozenset(("", "-", "--", "—", "null", "none", "nan", "nat", "n/a", "\\n"))


def day(value: object) -> str | None:
    """The ISO day that ``value`` says; None where it says nothing (``None``, ``""``, ``"-"``, ``"null"``).

    Read are ISO dates and times, ``2024/3/27``, ``2024.3.27``, ``20240327``, ``2024年3月27日 08:00``,
    ``二〇二四年三月二十七日``, years of the Republic, the dates of mail and HTTP, seconds, milliseconds and microseconds
    since 1970, and ``date`` and ``datetime`` objects. A month without a day is no date of publication.

    Raises:
        ValueError: it says something else, or no day of 1949 to 2099.

    >>> day("2024-03-26T16:00:00Z"), day(1711497600000), day("发布日期：2024/3/27 8:05")
    ('2024-03-27', '2024-03-27', '2024-03-27')
    >>> day("27/3/2024")
    Traceback (most recent call last):
    ...
    ValueError: '27/3/2024' is not a date that is understood; write it as 2024-03-27
    """
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, str) and value.strip().lower() in _NOTHING:
        return None
    try:
        found = _of(value)
    except (ValueError, OverflowError, OSError):
        found = None
    if found is None or not _FIRST <= found.year <= _LAST:
        raise ValueError(f"{str(value)[:40]!r} is not a date that is understood; write it as 2024-03-27")
    return found.isoformat()


def _of(value: object) -> date | None:
    if isinstance(value, datetime):
        return _china(value)
    if isinstance(value, date):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = value.strip() if isinstance(value, str) else f"{value:.0f}" if isinstance(value, float) else str(value)
    if found := _DIGITS.fullmatch(text):
        year, month, day_of_month = map(int, found.groups())
        if _FIRST <= year <= _LAST and month <= 12:
            return date(year, month, day_of_month)
    if _EPOCH.fullmatch(text):
        number = float(text)
        scale = 1e6 if abs(number) >= 1e15 else 1e3 if abs(number) >= 1e11 else 1
        return datetime.fromtimestamp(number / scale, UTC).astimezone(CHINA).date()
    return _written(_LABEL.sub("", text[:80], count=1))


def _written(text: str) -> date | None:
    if found := _NUMERIC.match(text):
        day_of_month = date(int(found["y"]), int(found["m"] or found["hm"]), int(found["d"] or found["hd"]))
        if not found["zone"]:
            return day_of_month
        zone = found["zone"].upper()
        zone = "+00:00" if zone == "Z" else f"{zone[:3]}:{zone[3:].lstrip(':') or '00'}"
        clock = f"{int(found['H']):02}:{int(found['M']):02}:{int(found['S'] or 0):02}"
        return _china(datetime.fromisoformat(f"{day_of_month}T{clock}{zone}"))
    if _ENGLISH.match(text):
        return _china(parsedate_to_datetime(text if ":" in text else f"{text} 00:00"))
    return _spoken(text)


def _china(moment: datetime) -> date:
    return moment.date() if moment.tzinfo is None else moment.astimezone(CHINA).date()


def _spoken(text: str) -> date | None:
    """A day in Han numerals or in years of the Republic, as the extractor itself reads it."""
    for mention in times(text)[:1]:
        stamp = mention.value.first
        if mention.start == 0 and mention.value.form == "point" and stamp.year and stamp.months and stamp.days:
            return date(stamp.year, stamp.months[0], stamp.days[0])
    return None
