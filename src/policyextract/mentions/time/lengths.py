"""Lengths that are times: 未来三年, 三年内, 用五年时间, 近三年, 五年来; all other lengths are left to quantities."""

import re
from functools import cache

from ...lexicon import alternation
from ...patterns import compiled_wide
from ...rules import Mention
from ..values import Stamp, TimeExpr
from .stamps import Match, counts_from_1912, small
from .surroundings import place
from .words import words

_UNITS = {"年": "year", "度": "year", "月": "month", "周": "week", "週": "week", "天": "day", "日": "day"}
_INSIDE = re.compile(r"(?:时间|時間)?(?:之内|之內|以内|以內|内(?![蒙部外地容需])|內(?![蒙部外地容需]))")
_TIME = re.compile(r"(?:左右|上下)?(?:的?(?:时间|時間|努力|工夫|功夫))")
_SINCE = re.compile(
    r"(?:以来|以來|来(?![自到源临华看说])|來(?![自到源臨華看說])|间|間|中(?=[，,])|里(?=[，,])|(?=累计|累計|共计|共計|总共|合计))"
)
_NOT_BACK = frozenset("最附接将上从以提目之年")
_NOT_PLAIN = frozenset("的第每连续續满滿逾龄齡近头頭前后後0123456789.．一二三四五六七八九十百零〇○两兩几幾")
_AFTER = re.compile(r"(?:之后|之後|以后|以後|后|後)(?![备備续續期来來勤])")
_FROM_A_DAY = compiled_wide("(?r)[0-9][年月日]起[，,]?")  # 从2016年5月1日起两年内: no case's own
_START = 40  # how far before its length the day stands from which a document is in force
_AGO = re.compile(r"(?:之前|以前|前(?![列沿后期景来往提身线端十百\d一二三四五六七八九]))")


@cache
def _cases() -> tuple[re.Pattern[str], tuple[str, ...]]:
    known = words().classes
    return re.compile(r"[，, ]?.{0,2}?" + alternation(known["case_verbs"])), known["case_starts"]


@cache
def _action() -> re.Pattern[str]:
    return re.compile(r"的?[^，。；、：的0-9]{0,4}?" + alternation(words().classes["action"]))


def _unit(text: str) -> str:
    return "workday" if "工作日" in text else "week" if "星期" in text else _UNITS[text[-1]]


def _counted(match: Match) -> tuple[int, str]:
    """How many of which unit: half years and quarters in months, half a century in years."""
    if match["cent"] is not None:
        return 50, "year"
    if match["half"] is not None:
        return 6, "month"
    number, unit = small(match["n2"] or match["n"]), match["u"]
    if match["and"] is not None:
        return number * 12 + 6, "month"
    if unit.endswith("半月"):
        return number * 2 + 1, "half_month"
    return (number * 3, "month") if unit.endswith("季度") else (number, _unit(unit))


def _found(match: Match, form: str, start: int, end: int, role: str) -> Mention:
    expr = TimeExpr(form, Stamp(), None, *_counted(match), role, False, 0, 0)
    return place(match.string, start, end, expr, f"time.{form}")


def _yearly(match: Match) -> bool:
    """Whether years are counted: 三年, 三个年度, 三年半."""
    return match["u"] is not None and match["u"].lstrip("个個") in ("年", "年度")


def length(match: Match) -> Mention | None:
    """N years (months, weeks, days) as a time, or None where they are a length or a time limit for a case."""
    text, start, end = match.string, match.start(), match.end()
    if match["cent"]:
        gone = _SINCE.match(text, end)
        return _found(match, "back", start, gone.end(), "since") if gone and not match["ahead"] else None
    if match["n"] and (match["n"] == "百" or small(match["n2"] or match["n"]) < 1):
        return None
    if match["n2"] and small(match["n"]) > small(match["n2"]):
        return None
    years = _yearly(match)
    if years and match["n"].isdigit() and len(match["n"]) == 3 and counts_from_1912(text):
        return None  # 至124年累计: a year of the Republic
    if (word := match["ahead"]) and (len(word) > 1 or years):
        inside = _INSIDE.match(text, end)
        if len(word) > 1 or inside:
            return _found(match, "ahead", start, inside.end() if inside else end, "within")
        return None
    if not match["back"] and (spent := _TIME.match(text, end)) and _taken(text, start):
        return _found(match, "take", start, spent.end(), "within")
    if word := match["back"]:
        since = _SINCE.match(text, end)
        if not since and (word == "前" or (word in ("这", "這") and not years)):
            return None
        if text[start - 1 : start] in _NOT_BACK:
            return None
        until = since or _INSIDE.match(text, end)
        return _found(match, "back", start, until.end() if until else end, "since")
    return _plain(match)


def _taken(text: str, start: int) -> bool:
    """Whether a word of taking time stands right before ``start``: 用三年时间, 利用近五年时间."""
    if start and text[start - 1] in "近约約":
        start -= 1
    return text.endswith(words().classes["take"], 0, start)


def _plain(match: Match) -> Mention | None:
    """A length with no word before it: inside three years, for five years past, two years ago, a three-year action."""
    text, start, end = match.string, match.start(), match.end()
    if start and text[start - 1] in _NOT_PLAIN:
        return None
    if _in_force(text, start):
        return _found(match, "valid", start, end, "by")
    if inside := _INSIDE.match(text, end):
        limit = match["half"] is None and match["u"].endswith("日")  # 10日内, 3个工作日内: laid down for each case
        if limit and not text.endswith(words().classes["promises"], 0, start):
            return None
        return None if _of_a_case(match, inside.end()) else _found(match, "within", start, inside.end(), "within")
    years = _yearly(match)
    if since := _SINCE.match(text, end):
        if since[0] in ("间", "間", "里", "中") and not years:
            return None
        return _found(match, "back", start, since.end(), "since")
    if (after := _AFTER.match(text, end)) and _coming(match, after.end()):
        return _found(match, "after", start, after.end(), "in")
    if match["half"] is None and match["u"] != "日" and (ago := _AGO.match(text, end)):
        return _found(match, "ago", start, ago.end(), "in")
    plain = years and match["and"] is None and not match["more"] and not match["more_2"]
    if plain and _action().match(text, end, min(len(text), end + 8)):
        return _found(match, "action", start, end, "within")
    return None


def _in_force(text: str, start: int) -> bool:
    """Whether a length says how long a document holds: 自5月25日起施行，有效期5年."""
    known = words().classes
    if not text.endswith(known["validity"], 0, start):
        return False
    return any(word in text[max(0, start - _START) : start] for word in known["in_force"])


def _coming(match: Match, end: int) -> bool:
    """Whether what lies a length ahead (两个季度后, 三年后) is to come.

    Years and months after are told as often as promised (两年后，全村脱贫): there 将 or 力争 must say so. Quarters and
    working days are, where they are no time limit of a case.
    """
    text, known = match.string, words().classes["promises"]
    if match["u"] is not None and match["u"][-3:] in ("个季度", "個季度", "工作日"):
        return not _of_a_case(match, end)
    return any(text.startswith(known, at) for at in range(end, min(len(text), end + 8))) or text.endswith(
        known, 0, match.start()
    )


def _of_a_case(match: Match, end: int) -> bool:
    """Whether a limit (3个工作日内办结, 自受理之日起30日内) is laid down for each case instead of dating a promise."""
    text, start = match.string, match.start()
    if _FROM_A_DAY.match(text, 0, start):
        return False
    verb, starts = _cases()
    if any(word in text[max(0, start - 8) : start] for word in words().classes["case_before"]):
        return True
    counted = text[max(0, start - 6) : start].endswith(starts)
    return counted or verb.match(text, end, min(len(text), end + 8)) is not None
