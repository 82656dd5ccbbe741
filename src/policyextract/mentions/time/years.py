"""Years and what is counted in them: spans, lists, years of the Republic, school and fiscal years, decades."""

import re
from itertools import pairwise

from ...rules import Mention
from ..values import Stamp
from .building import expression, mentioned
from .grammar import DIGITS, HAN
from .grammar import parts as parts_of
from .stamps import Match, counts_from_1912, short_year, small, span_end, stamp
from .words import words


def years(match: Match) -> Mention | None:
    """2024—2026年: both ends inside."""
    found = parts_of(match)
    first = small(found["y"])
    if "y2" not in found:
        return mentioned(match, match.end(), expression("point", Stamp(year=first)), "time.year-list")
    last = span_end(first, found["y2"])
    if last == first + 1 and len(found["y2"]) == 2 and match[0].endswith("年度"):
        return None  # 2024-25年度: a fiscal year
    if not first < last <= first + 60:
        return None
    return mentioned(match, match.end(), expression("span", Stamp(year=first), Stamp(year=last)), "time.years")


def minguo(match: Match) -> Mention | None:
    """113-10-04 behind a key, alone in a line, or in a text that counts its years from 1912."""
    text, start, end = match.string, match.start(), match.end()
    alone = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
    if (
        not alone
        and not counts_from_1912(text)
        and not text[max(0, start - 2) : start].rstrip(" ").endswith(("：", ":"))
    ):
        return None
    found = stamp(match)
    return None if found is None else mentioned(match, match.end(), expression("point", found), "time.minguo")


def minguo_years(match: Match) -> Mention | None:
    """106年至109年: years of the Republic; that many years are no length of time in policy, but of trees and lives."""
    text, first, last = match.string, 1911 + small(match["roc"]), 1911 + small(match["roc2"])
    if not first < last <= first + 20 or _lasting(text, match.start(), match.end()):
        return None
    return mentioned(match, match.end(), expression("span", Stamp(year=first), Stamp(year=last)), "time.years")


def short_years(match: Match) -> Mention | None:
    """21年至23年, 08-10年, 19-21年累计: with 年 once only where the zero or the word behind shows that no length is meant."""
    text, first, last = match.string, short_year(match["yy"]), short_year(match["yy2"])
    if not first < last <= first + 10 or _lasting(text, match.start(), match.end()):
        return None
    told = text[match.end() - 1] != "年" or text.startswith(words().classes["summed"], match.end())
    if match["own"] is None and match["yy"][0] not in "0０" and not told:
        return None
    return mentioned(match, match.end(), expression("span", Stamp(year=first), Stamp(year=last)), "time.years")


def _lasting(text: str, start: int, end: int) -> bool:
    """Whether the words around a number of years tell that something lasts so long: 寿命, 刑期, 历史."""
    known = words().classes
    return text.endswith(known["lasting"], 0, start) or text.startswith(known["lasted"], end)


def listed(match: Match) -> Mention | None:
    """一、二、三季度: one period, or where they are told one by one (分别) or with gaps, the first; the others follow."""
    found = [small(part) for part in _MEMBER.findall(match["first"] + match["more"])]
    size, grain = (1, "month") if match["m"] else (3, "quarter")
    if max(found) > 12 // size or any(a >= b for a, b in pairwise(found)):
        return None
    counted = match["m"] is not None and len(match["m"]) > 1  # 4、5、6三个月: no member can stand alone
    whole = (match["each"] is None or counted) and found[-1] - found[0] == len(found) - 1
    last, end = (found[-1], match.end()) if whole else (found[0], match.end("first"))
    months = found[0] * size - size + 1, last * size
    return mentioned(match, end, expression("point", Stamp(months=months, grain=grain)), "time.listed")


_MEMBER = re.compile(f"[{DIGITS}]{{1,2}}|[{HAN}]{{1,2}}")


def school(match: Match) -> Mention | None:
    """2025/26学年 runs from September to August, 2020-21年度 (Hong Kong's fiscal year) from April to March."""
    first = small(match["y"])
    if span_end(first, match["y2"]) != first + 1:
        return None
    start, stop = ((9, 9), (8, 8)) if match["school"] else ((4, 4), (3, 3))
    if match["y0"] is not None:
        first, begin = small(match["y0"]), first
    else:
        begin = first
    ends = Stamp(year=first, months=start, grain="month"), Stamp(year=begin + 1, months=stop, grain="month")
    return mentioned(
        match, match.end(), expression("span", *ends), "time.school-year" if match["school"] else "time.fiscal-year"
    )


def decade(match: Match) -> Mention | None:
    """20世纪90年代, 上世纪九十年代."""
    year = small(match["y"])
    if year < 100:
        century = {"上": 20, "十九": 19, "二十": 20, "二十一": 21}.get(match["c"] or "上") or small(match["c"])
        year += (century - 1) * 100
    span = expression("span", Stamp(year=year), Stamp(year=year + 9))
    return mentioned(match, match.end(), span, "time.decade") if 1800 <= year < 2200 else None
