"""Matches of the time grammar to stamps: which year, months and days a phrase names."""

import re
from calendar import isleap
from functools import cache, lru_cache

from ...lexicon import alternation
from ...patterns import compiled
from ..values import Stamp
from .grammar import parts as parts_of
from .words import words

Match = re.Match[str]
Parts = dict[str, str]

_DIGIT = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2, "首": 1}
_SEASONS = {"春": (3, 5), "夏": (6, 8), "秋": (9, 11), "冬": (12, 14)}  # winter runs into the next year
_TEN_DAYS = {"上": (1, 10), "中": (11, 20), "下": (21, 31)}
_WEEKDAYS = "一二三四五六日"
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def small(text: str) -> int:
    """A whole number as dates write it: Arabic, Han digits one by one, or Han up to 199.

    >>> small("12"), small("二十四"), small("十"), small("廿三"), small("二〇二五"), small("一百一十三")
    (12, 24, 10, 23, 2025, 113)
    """
    if text.isdecimal():
        return int(text)
    if text.startswith("一百"):
        rest = text[2:].lstrip("零")
        return 100 + (small(rest) if rest else 0)
    if text == "百":
        return 100
    text = text.replace("廿", "二十")
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_DIGIT.get(tens, 1) if tens else 1) * 10 + (_DIGIT.get(ones, 0) if ones else 0)
    value = 0
    for char in text:
        value = value * 10 + (int(char) if char.isdecimal() else _DIGIT[char])
    return value


def short_year(text: str) -> int:
    """The year that two digits mean: 00–49 this century, 50–99 the last."""
    two = small(text)
    return two + (2000 if two < 50 else 1900)


def span_end(first: int, text: str) -> int:
    """The right end of a span of years, where two digits take the century of the left end."""
    return small(text) if len(text) == 4 else first // 100 * 100 + small(text)


def _year(found: Parts) -> Stamp:
    """What the head of a phrase says about the year."""
    if (y := found.get("y")) is not None:
        return Stamp(year=small(y))
    if (yy := found.get("yy")) is not None:
        return Stamp(year=short_year(yy))
    if (roc := found.get("roc")) is not None:
        return Stamp(year=1911 + small(roc))
    if (rel := found.get("rel")) is not None:
        for unit, rows in words().shifted.items():
            if (row := rows.get(rel)) is not None:
                return _shifted(unit, row.shift, row.base)
    if (mon := found.get("mon")) is not None:
        row = words().shifted["month"][mon]
        return Stamp(base=row.base, month_shift=row.shift, grain="month")
    return Stamp()


def _shifted(unit: str, shift: int, base: str) -> Stamp:
    if unit == "year":
        return Stamp(shift=shift, base=base)
    if unit in ("day", "week"):
        return Stamp(day_shift=shift, base=base, grain=unit)
    return Stamp(month_shift=shift, base=base, grain=unit)


def _months(found: Parts) -> tuple[tuple[int, int], str] | None:
    """The months a phrase names and the grain they make, None for none; an empty grain where they are no months."""
    if (m := found.get("m")) is not None:
        first, last = small(m), small(found.get("m2") or m)
        listed = found.get("sep", "、" if "m2" in found else "").strip() == "、"  # 五六月份 is as 5、6月份
        return (
            ((first, last), "month") if 1 <= first <= last <= 12 and (not listed or last == first + 1) else ((0, 0), "")
        )
    if found.get("first") is not None:
        return (1, 3), "quarter"
    if (q := found.get("q")) is not None:
        a, b = small(q), small(found.get("q2") or q)
        return ((a * 3 - 2, b * 3), "quarter") if 1 <= a <= b <= 4 else ((0, 0), "")
    if (half := found.get("h")) is not None:
        return ((1, 6) if half in "上前1" else (7, 12)), "half"
    if (fq := found.get("fq")) is not None:
        return (1, small(fq) * 3), "quarter"
    if (fm := found.get("fm")) is not None:
        return ((1, small(fm)), "month") if 1 <= small(fm) <= 12 else ((0, 0), "")
    if (season := found.get("season")) is not None:
        return _SEASONS[season], "quarter"
    return None


def _days(found: Parts) -> tuple[tuple[int, int], str] | None:
    if (d := found.get("d")) is not None:
        first, last = small(d), small(found.get("d2") or d)
        return ((first, last), "day") if 1 <= first <= last <= 31 else ((0, 0), "")
    if (xun := found.get("xun")) is not None:
        return (_TEN_DAYS[xun][0], _TEN_DAYS[found.get("xun2", xun)][1]), "ten_day"
    if (half := found.get("hm")) is not None:
        return ((1, 15) if half in "上前" else (16, 31)), "ten_day"
    if (week := found.get("wk")) is not None:
        return ((small(week), small(week)), "week") if 1 <= small(week) <= 53 else ((0, 0), "")
    return None


def _edge(found: Parts) -> str:
    if found.get("ye") or found.get("me") or found.get("he"):
        return "end"
    if quarter := found.get("qe"):
        return "start" if quarter == "初" else "end"
    if found.get("ys") or found.get("ms"):
        return "start"
    return "mid" if found.get("ym") or found.get("mm") else ""


def in_days_off(match: Match) -> bool:
    """Whether a festival stands for the days off about it: 五一|假期, 春节|期间."""
    return match.string.startswith(words().classes["days_off"], match.end())


def stamp(match: Match, parts: Parts | None = None) -> Stamp | None:
    """The stamp of a grammar match; None where its parts are no date (13月, 2月30日, 三至一季度).

    ``parts`` are the match's named groups, where the caller has them already.
    """
    if match.lastgroup == "y":  # a year and nothing else: by far the most common
        return Stamp(small(match["y"]))
    found = parts_of(match) if parts is None else parts
    head = _year(found)
    if (wd := found.get("wd")) is not None:
        return head._replace(weekday=_WEEKDAYS.index(wd.replace("天", "日")) + 1, base="anchor", grain="day")
    if found.get("fest"):
        return head._replace(name=found["fest"] or "", grain="day", holiday=in_days_off(match))
    grain, month_shift, base = head.grain, head.month_shift, head.base
    months, days = _months(found), _days(found)
    if months:
        grain = "season" if found.get("season") else months[1]
    if days:
        grain = days[1]
        if grain == "day" and months and not _exists(head.year, months[0][0], days[0][0]):
            return None
    if not grain:
        return None
    if found.get("me") in ("月底", "月末", "月尾"):
        month_shift, base, grain = 0, "context", "month"
    elif found.get("qe") == "季末":
        month_shift, base, grain = 0, "anchor", "quarter"
    whole = (months[0] if months else None), (days[0] if days else None)
    return Stamp(head.year, head.shift, base, whole[0], month_shift, whole[1], head.day_shift, grain, _edge(found))


def _exists(year: int | None, month: int, day: int) -> bool:
    """Whether a month has such a day, in the year where it is known."""
    if month == 2 and day == 29 and year is not None:
        return isleap(year)
    return day <= _LONGEST[month - 1]


_MINGUO = compiled(
    r"民[国國]|(?<![0-9０-９.．])1[0-2][0-9]年(?:(?:1[0-2]|0?[1-9])月|第[1-4一二三四]季|[上下]半年|度|底)"
    r"|(?<![0-9０-９.．])1[0-2][0-9]年(?:1[0-2]|0?[1-9])[-—–－~～至到](?:1[0-2]|0?[1-9])月"
    r"|(?<![0-9０-９.．])1[0-2][0-9]年?[-—–－~～至]1[0-2][0-9]年度"
    r"|[：:]\s?1[0-2][0-9]([-/.])(?:1[0-2]|0?[1-9])\1(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
)


@cache
def _promised() -> re.Pattern[str]:
    return re.compile(alternation(words().classes["promises"]) + r"1[01][0-9]年(?![内內后後以之来來的间間多])")


@lru_cache(maxsize=8)
def counts_from_1912(text: str) -> bool:
    """Whether a text counts its years from 1912, so that 113年 in it is 2024 and no length of time."""
    if _MINGUO.search(text) is not None or _promised().search(text) is not None:  # 预计115年完工
        return True
    return any(word in text for word in words().classes["republic"])
