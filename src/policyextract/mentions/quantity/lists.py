"""What a number takes from the numbers and words around it: the unit of its list, and money that a bare 万 counts."""

import re
from functools import cache

import regex

from ...lexicon import HAN, alternation, shipped
from ..number.numeral import EXACT, plain
from ..number.read import read_number
from .term import Term, form_of, read_term
from .units import table

POINTS_GO_ON = "、，和与及以"
"""What may stand between the members of 1.2个和0.3个百分点."""
_LONGEST = 12
"""Members of a list that are read on for its unit."""
_POINTS = regex.compile(rf"(?:(?:[、，和与及]|以及)\d++(?:\.\d++)?+个){{1,{_LONGEST}}}+(?P<unit>百分点|基点)")
_TIMES = regex.compile(
    rf"(?:(?:[、和与及]|以及)\d++(?:\.\d++)?+个){{1,{_LONGEST}}}+(?P<unit>(?:工作|自然|交易|日历)日|小时|月(?!份)|星期)"
)


def points(text: str, term: Term, end: int) -> Term:
    """``分别提高1.2个和0.3个百分点``, ``压缩至3个、5个工作日``: what only the last of a list names is the unit of all."""
    found = _POINTS.match(text, term.end, end) or _TIMES.match(text, term.end, end)
    if found is None:
        return term
    name = f"个{found['unit']}"
    kind = table().units[name]
    return term._replace(name=name, kind=kind, form=form_of(kind))


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
    # 多元 is no money where no number stands before it (多元素).
    return regex.compile(
        rf"(?r)(?<=[\d万亿千百]|[\d万亿千百十][多余])(?P<unit>{alternation(forms)})(?P<gap>[^\d。；！？\n]{{0,30}})"
    )


@cache
def _money_noun() -> regex.Pattern[str]:
    gap, moved = r"[^\d，。；！？、\n]", alternation(_words()["money_moves"])
    # 补贴资金20万; 补贴标准为：博士50万、硕士20万; 产值从5亿增加到50亿: also over what the same list pays before.
    return regex.compile(
        rf"(?r)(?:{alternation(_words()['money'])})(?P<gap>{gap}{{0,6}}[:：]{gap}{{0,10}}|{gap}{{0,8}})"
        rf"(?:\d[\d.]{{0,6}}[万亿](?:[、，,]|{moved}){gap}{{0,14}})*"
    )


@cache
def _money_after() -> re.Pattern[str]:
    words = _words()
    each, moves = alternation(words["priced"]), alternation(words["money_moves"])  # 29万一瓶, 由80万提高至96万元
    return re.compile(
        rf"[的]?[{HAN}]{{0,2}}?{alternation(words['money'])}(?!{alternation(words['earners'])})|一{each}"
        rf"|[{HAN}]{{0,7}}?{alternation(words['funds'])}|的?{alternation(words['money_behind'])}|[(（]元[)）]|{moves}[至到为]?\d[\d.]{{0,7}}[万亿]?元"
    )


_TRILLION = 12
"""Power of ten of 万亿, of which policy text counts hardly anything but money without a unit."""


@cache
def _sum() -> regex.Pattern[str]:
    return regex.compile(rf"(?r){alternation(_words()['sums'])}[达约近逾超高过了为共总计至]{{0,3}}")


@cache
def _heads() -> re.Pattern[str]:
    words = _words()
    counted = alternation((*words["heads"], *words["counts"]))
    return re.compile(rf"(?<![单双]){counted}总?数?[已共计仅约近达到超过了为逾有突破接]{{0,6}}\Z")


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"(?!以[上下内]|左右)的?[{HAN}]{{0,6}}?{alternation(_words()['heads'])}")


@cache
def _free() -> re.Pattern[str]:
    return re.compile(rf"\W|\Z|以上|左右|以内|以下|的|{alternation(_words()['money_moves'])}")


def money_word(text: str, start: int, stop: int, end: int, scale: int) -> str:
    """The money word a bare 万 or 亿 counts, ``""`` where nothing says money."""
    if _counted().match(text, stop, end) is not None:
        return ""
    if _money_after().match(text, stop, end) is not None or _sum().match(text, max(0, start - 8), start) is not None:
        return "元"
    if stop < end and _free().match(text, stop, end) is None:
        return ""
    lowest = max(0, start - 80)
    found = _money_before().match(text, lowest, start)
    if found is not None and _heads().search(found["gap"]) is None:
        unit = str(found["unit"])
        return "元" if table().units[unit].currency == "CNY" else unit
    found = _money_noun().match(text, lowest, start)
    if found is None and scale >= _TRILLION:
        return "" if _heads().search(text[max(0, start - 12) : start]) is not None else "元"  # 首次站上100万亿
    return "元" if found is not None and _heads().search(found["gap"]) is None else ""
