"""Two numbers that make one quantity: 3—5个, 5倍以上10倍以下, 28±2%, 大于10吨小于20吨."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import regex

from ...lexicon import HAN, alternation, shipped
from ...patterns import compiled
from ..number.numeral import EXACT, plain
from ..number.read import read_number
from ..number.words import within_word
from ..values import Unit
from .compare import after, before, bounding_words, comparing
from .term import PERCENT, Term, percent, read_term
from .units import NONE, table


class Range(NamedTuple):
    """Both ends of a range and the comparator its second end may bring (以下 of 5倍以上10倍以下)."""

    low: Decimal
    high: Decimal
    end: int
    name: str
    kind: Unit
    form: str
    approx: str


JOIN = compiled(
    r"(?P<note>[^\S\n]{0,2}[(（]不?含(?:本数)?[)）])?[^\S\n]{0,2}"
    r"(?:(?P<dash>[-—–－~～‐‑―─−∼〜]{1,2}|至|到)|(?P<and>[与和])|(?P<above>(?:以上|及以上|[(（]含[)）]以上)(?:[(（]不?含[^()（）\n]{0,12}[)）])?[、，,]?(?:至|到)?))"
    r"[^\S\n]{0,2}(?=[\d第不零〇一二两三四五六七八九十百千万半－-])(?:不足|不满|不到|不超过)?(?=(?P<percent>百分之)?)"
)
JOINTS = frozenset(" \u3000(（-—–－~～‐‑―─−∼〜至到与和以及")
"""The characters ``JOIN`` can begin with: most numbers need not try it."""
_SINCE = regex.compile(r"(?r)[从由][^，。；\n\d]{0,4}\d{2,4}年[底末初]?的?")
# What follows two moments (从1亿剂到2亿剂，用了25天; 从5米到200米，从…): no range.
_FROM = regex.compile(r"(?r)[从由][^，。；\n\d]{0,4}")
_BETWEEN = re.compile(r"之间")
_BELOW = re.compile(r"[^\S\n]{0,2}(?:[(（]不?含[)）])?[^\S\n]{0,2}(?:以下|以内|之间)")
_LISTS = frozenset("、，,")
_LESS, _MORE = "<≤≦⩽＜﹤", ">≥≧⩾＞﹥"
_NAMED = compiled(
    rf"[^\S\n]?(?:[{_LESS}](?P<up>)|[{_MORE}])[=＝]?[^\S\n]?(?![\d.])[{HAN}A-Za-z（()）]{{1,12}}[^\S\n]?(?(up)[{_LESS}]|[{_MORE}])[=＝]?[^\S\n]?(?=\d)"
)


def goes_on(text: str, at: int, end: int) -> bool:
    """Whether what stands behind a first number, at ``at``, may lead to the second end of a range.

    >>> goes_on("10吨小于20吨", 3, 8), goes_on("10吨小麦", 3, 5)
    (True, False)
    """
    char = text[at]
    if char in JOINTS and JOIN.match(text, at, end) is not None:
        return True
    if char == "±" or char in _LESS or char in _MORE:
        return True
    words, _, gate = bounding_words()
    at = after(text, at, end).edge
    return at < end and text[at] in gate and words.match(text, at, end) is not None


def range_from(text: str, first: Term, end: int) -> Range | None:
    """The range ``first`` begins, or ``None``."""
    if first.end >= end or first.low != first.high:
        return None
    char = text[first.end]
    if char in JOINTS and (joined := _range(text, first, end)) is not None:
        return joined
    if char == "±":
        return _plus_minus(text, first, end)
    if char == "、" and first.number.han and (near := _neighbours(text, first, end)) is not None:
        return near
    if char in _LESS or char in _MORE:
        return _named(text, first, end) or _bounds(text, first, end)
    return _bounds(text, first, end) if char in bounding_words()[2] or char in comparing()[1] else None


def _second(text: str, at: int, end: int) -> Term | None:
    number = read_number(text, at, end)
    return read_term(text, number, end) if number is not None and number.low == number.high else None


_PLUS_MINUS = re.compile(r"±[^\S\n]?(?=\d)")


def _plus_minus(text: str, first: Term, end: int) -> Range | None:
    """28±2%, 2%±1个百分点: so much less to so much more."""
    sign = _PLUS_MINUS.match(text, first.end, end)
    second = _second(text, sign.end(), end) if sign is not None else None
    if second is None or not second.low > 0:
        return None
    dimensions = {first.kind.dimension, second.kind.dimension}
    if first.name and second.name and first.kind != second.kind and dimensions != {"share", "points"}:
        return None
    of = first if first.name else second
    low, high = plain(first.low - second.low), plain(first.low + second.low)
    return Range(low, high, second.end, of.name, of.kind, of.form, "")


def _neighbours(text: str, first: Term, end: int) -> Range | None:
    """八、九成, 三、四百人: two neighbouring Han digits with a mark between them; 一、二期 are two phases."""
    second = _second(text, first.end + 1, end)
    if first.name or first.number.scale or second is None or not second.number.han or second.number.lone_scale:
        return None
    if not second.high > 0 or second.name == "年代":  # 三、零售业: the first word behind a list's number; 六、七十年代
        return None
    times = second.high / (first.low + 1)
    if first.end - first.start != 1 or (times != 1 and EXACT.log10(times) % 1 != 0):
        return None
    if second.form not in ("percent", "multiple") and second.name not in ("个", "次") and times == 1:
        return None
    return Range(plain(first.low * times), second.high, second.end, second.name, second.kind, second.form, "")


def _named(text: str, first: Term, end: int) -> Range | None:
    """80≤得分<90, 90分>得分≥80分: what is measured between its bounds."""
    found = _NAMED.match(text, first.end, end)
    second = _second(text, found.end(), end) if found is not None else None
    if found is None or second is None or (first.name and second.name and first.kind != second.kind):
        return None
    low, high = (first, second) if found["up"] is not None else (second, first)
    of = second if second.name else first
    if not low.low < high.low:
        return None
    return Range(low.low, high.low, second.end, of.name, of.kind, of.form, "")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return shipped("mentions.quantity").classes()


@cache
def _took() -> re.Pattern[str]:
    return compiled(f"[，,]?{alternation(_words()['took'])}")


@cache
def _moved() -> re.Pattern[str]:
    return compiled(rf"{alternation(_words()['moved'])}了?\Z")


def _bounds(text: str, first: Term, end: int) -> Range | None:
    """大于10吨小于20吨, <90分且≥70分, 5%以上、不超过10%: a bound from either side of the same thing."""
    words, signs, _ = bounding_words()
    behind = after(text, first.end, end)
    found = words.match(text, behind.edge, end)
    second = _second(text, found.end(), end) if found is not None else None
    if found is None or second is None or (first.name and second.name and first.kind != second.kind):
        return None
    if text[behind.edge] in _LISTS and found["word"] in _words()["extremes"]:
        return None
    side = behind.sign[:1] or before(text, first.start, max(0, first.start - 12), False).sign[:1]
    other = signs[found["word"]][:1]
    low, high = (first, second) if side == ">" else (second, first)
    if {side, other} != {"<", ">"} or not low.low < high.low:
        return None
    of = second if second.name else first
    if not of.name and text[behind.edge] in _LISTS:
        return None  # ＜5，≥3: bare figures may be those of two things
    return Range(low.low, high.low, second.end, of.name, of.kind, of.form, "")


def _range(text: str, first: Term, end: int) -> Range | None:
    """The range ``first`` begins, or ``None``; a scale or unit only the right end has spreads to the left."""
    join = JOIN.match(text, first.end, end)
    second = _second(text, join.end(), end) if join is not None else None
    if join is None or second is None:
        return None
    if second.number.han and second.form == "bare" and first.form == "bare" and not join["dash"]:
        return None
    if join["dash"] in ("到", "至") and _SINCE.match(text, max(0, first.start - 14), first.start) is not None:
        return None  # 从1990年的300元到5000元: two moments
    if second.form == "bare" and first.name and (_dated(text, first, second, end) or _of_word(text, second, end)):
        return None  # 延长3个月至11月底; 三次到四川
    if first.name and second.name and _moments(text, first, second, join, end):
        return None
    if join["and"] and not _BETWEEN.match(text, second.end, end):
        return None
    if join["above"] and not _BELOW.match(text, second.end, end):
        return None
    if first.name and join["dash"] not in (None, "到", "至") and second.name.startswith(f"{first.name}/"):
        first = first._replace(name=second.name, kind=second.kind)  # 1.1元-1.3元/斤
    if first.form == "fraction" and second.form == "bare" and first.number.high != second.number.high:
        share = percent(second.high, first.number.low)  # 百万分之0.02～0.06
        second = second._replace(low=share, high=share)
    return _joined(text, first, second)


def _dated(text: str, first: Term, second: Term, end: int) -> bool:
    """Whether a date begins where a length of time could end (3个月至11月底)."""
    return first.kind.dimension == "duration" and first.name != "日" and text.startswith("月", second.end, end)


def _of_word(text: str, second: Term, end: int) -> bool:
    """Whether a lone Han digit begins a word (到四川)."""
    return second.number.han and second.end - second.start == 1 and within_word(text, second.start, end)


_LEAP = 10
"""So many times the first: what was 减少157亿美元至3989亿美元 fell by the first to the second."""


def _moments(text: str, first: Term, second: Term, join: re.Match[str], end: int) -> bool:
    """Whether two quantities are told of two moments, or as a change and what it came to, and are no range."""
    if join["dash"] not in ("到", "至"):
        return False
    if _took().match(text, second.end, end) is not None:
        return _FROM.match(text, max(0, first.start - 5), first.start) is not None
    return (
        join["dash"] == "至"
        and second.low > first.high * _LEAP > 0
        and _moved().search(text, max(0, first.start - 3), first.start) is not None
        and not text.startswith("不等", second.end, end)
    )


def _joined(text: str, first: Term, second: Term) -> Range | None:
    low, high = first.low, second.high
    name, kind, form = second.name, second.kind, second.form
    if (
        first.name == ""
        and second.name == ""
        and first.number.han
        and not first.number.scale
        and second.number.scale < 2
    ):
        return None
    if first.kind.dimension == "share" and second.kind.dimension == "ratio":
        return Range(low, plain(high * 100), second.end, PERCENT, table().units[PERCENT], "percent", second.approx)
    if second.kind.dimension == "return_period" and first.kind.dimension == "duration":
        first = first._replace(name="", kind=NONE)  # 20年至50年一遇
    if first.name and second.name and first.kind.dimension != second.kind.dimension:
        return None
    if first.kind.dimension == "share" and not second.name and low <= 100 < high:
        return None  # 1.82%至2080、2140元/吨
    if first.name and not second.name:
        name, kind, form = first.name, first.kind, first.form
    elif first.name and first.kind != second.kind:
        return None
    spread = second.number.scale
    if not first.name and spread and not first.number.scale and first.number.mantissa < second.number.mantissa:
        low = EXACT.scaleb(low, spread)
    if (
        first.name == ""
        and second.form in ("percent", "fraction")
        and second.name == "%"
        and second.high != second.number.high
    ):
        low = low * (second.high / second.number.high)
    if not low < high:
        return None
    return Range(plain(low), high, second.end, name, kind, form, second.approx)
