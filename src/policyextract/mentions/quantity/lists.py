"""What a number takes from the numbers and words around it: the unit of its list, and money that a bare 万 counts."""

import re
from functools import cache

import regex

from ...lexicon import HAN, alternation, shipped
from ..number.numeral import EXACT, plain
from ..number.read import read_number
from .term import Term, read_term
from .units import table

POINTS_GO_ON = "、，和与及以"
"""What may stand between the members of 1.2个和0.3个百分点."""
_LONGEST = 12
"""Members of a list that are read on for its unit."""
_POINTS = regex.compile(rf"(?:(?:[、，和与及]|以及)\d++(?:\.\d++)?+个){{1,{_LONGEST}}}+(?P<unit>百分点|基点)")


def points(text: str, term: Term, end: int) -> Term:
    """``分别提高1.2个和0.3个百分点``: the points that only the last of a list names are the unit of all."""
    found = _POINTS.match(text, term.end, end)
    if found is None:
        return term
    name = f"个{found['unit']}"
    return term._replace(name=name, kind=table().units[name], form="points")


_NEXT = re.compile(r"(?:[、和与及或]|以及)[^\S\n]?(?=\d)")
_OF_TIME = ("年", "月", "日", "号", "时", "分", "秒")


def shared(text: str, term: Term, end: int) -> Term:
    """``term`` with the unit that only the last of its list names (1亿、1.5亿千瓦), and its scale (12.5、6.3万人).

    A figure of four digits and more before a smaller one keeps its own scale: 2000、3万人.
    """
    at = term.end
    for _ in range(_LONGEST):
        link = _NEXT.match(text, at, end)
        number = read_number(text, link.end(), end) if link is not None else None
        if number is None or number.han or number.low != number.high:
            return term
        last = read_term(text, number, end)
        if last.form != "bare":
            break
        at = last.end
    else:
        return term
    if not last.name or last.name in _OF_TIME or last.form in ("fraction", "rank"):
        return term
    low = term.low
    if last.number.scale and not term.number.scale and (low < 1000 or last.number.mantissa >= 1000):
        low = plain(EXACT.scaleb(low, last.number.scale))
    return term._replace(low=low, high=low, name=last.name, kind=last.kind, form=last.form)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return shipped("mentions.quantity").classes()


@cache
def _money_before() -> regex.Pattern[str]:
    forms = [form for form, unit in table().units.items() if unit.dimension == "currency" and not form.isascii()]
    return regex.compile(rf"(?r)(?<=[\d万亿千百多余])(?P<unit>{alternation(forms)})[^\d。；！？\n]{{0,30}}")


@cache
def _money_noun() -> regex.Pattern[str]:
    gap, moved = r"[^\d，。；！？、\n]", alternation(_words()["money_moves"])
    # 补贴资金20万; 补贴标准为：博士50万、硕士20万; 产值从5亿增加到50亿: also over what the same list pays before.
    return regex.compile(
        rf"(?r)(?:{alternation(_words()['money'])})(?:{gap}{{0,6}}[:：]{gap}{{0,10}}|{gap}{{0,8}})"
        rf"(?:\d[\d.]{{0,6}}[万亿](?:[、，,]|{moved}){gap}{{0,14}})*"
    )


@cache
def _money_after() -> re.Pattern[str]:
    each = alternation(_words()["priced"])  # 29万一瓶
    return re.compile(rf"[的]?[{HAN}]{{0,2}}?{alternation(_words()['money'])}|一{each}")


@cache
def _free() -> re.Pattern[str]:
    return re.compile(rf"\W|\Z|以上|左右|以内|以下|的|{alternation(_words()['money_moves'])}")


def money_word(text: str, start: int, stop: int, end: int) -> str:
    """The money word a bare 万 or 亿 counts, ``""`` where nothing says money."""
    if _money_after().match(text, stop, end) is not None:
        return "元"
    if stop < end and _free().match(text, stop, end) is None:
        return ""
    lowest = max(0, start - 80)
    found = _money_before().match(text, lowest, start)
    if found is not None:
        return str(found["unit"])
    return "元" if _money_noun().match(text, lowest, start) is not None else ""
