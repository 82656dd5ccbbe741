"""Ranks: 居全省第3位, 全国首位, 前三."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache

import regex

from ...lexicon import HAN, alternation, shipped
from ...patterns import compiled
from ...rules import Mention
from ..number.numeral import numeral_value
from ..number.read import numeral_source
from ..values import Amount, Skip, Unit

RANK = Unit("位", "rank", Fraction(1), "")

_REACH = 14


@cache
def ordinal_pattern() -> re.Pattern[str]:
    """第 and a number, with 位 or 名: a rank only in the company of rank words, else an ordinal."""
    return compiled(rf"第[^\S\n]?(?P<body>{numeral_source()})(?>(?P<unit>位|名(?!单|义|为))?)")


@cache
def front_pattern() -> re.Pattern[str]:
    """A number behind 前: 前三, 前5位, 前二十名."""
    return compiled(
        rf"前[^\S\n]?(?P<body>{numeral_source()})(?>(?P<unit>位(?!于|列|置)|名(?!单)|强(?!县|镇|市|区|企))?)"
    )


@cache
def first_pattern() -> regex.Pattern[str]:
    """首位 as a rank; not 摆在首位 (what comes first) nor 首位度."""
    return regex.compile(
        r"(?<!(?:摆|放|置于|列为|作为|摆在|放在|排在))首位(?!度|人|产业|女|获|来|开|参|专|民|选|主|当|进|到|见|在|以)"
    )


@cache
def _context() -> regex.Pattern[str]:
    words = shipped("mentions.quantity").classes()["rank_words"]
    return regex.compile(rf"(?r){alternation(words)}[^，。；！？\n\d]{{0,6}}")


_ENDS = re.compile(
    r"[\s，,。.；;、！!）)”’\"』」】]|和第|及第|与第|的(?:位置|好成绩|成绩|水平|省份|城市|地位|有)|以上|以内|$"
)
# 第一大出口国, 第一造船大国: the place among the largest.
_LARGEST = compiled(rf"大(?![会队道街桥厦学课院类项])[{HAN}]|[{HAN}]{{2,6}}大[国省市县]")
_LISTED = re.compile(r"[、和及与]?第?[一二三四五六七八九十\d]*(?:产业|季度|书记|阶段|批|轮|方)")


_MORE = regex.compile(r"(?r)第[一二三四五六七八九十\d]{1,3}位?[、和与及]")


def _ranked(text: str, start: int) -> bool:
    while start and text[start - 1] in "、和与及" and (before := _MORE.match(text, max(0, start - 6), start)):
        start = before.start()  # 分别居第3位、第5位: a list of ranks
    return _context().match(text, max(0, start - _REACH), start) is not None


def ordinal(found: re.Match[str]) -> Mention | None:
    """第N位 and 第N as ranks; any other 第N is an ordinal and is skipped."""
    text, end, start, stop = found.string, found.endpos, found.start(), found.end()
    value = numeral_value(found["body"])
    if value is None:
        return None
    free = _ENDS.match(text, stop, end) is not None and _LISTED.match(text, stop, end) is None
    if found["unit"] is None and _LARGEST.match(text, stop, end) is not None and _ranked(text, start):
        return _rank(start, stop, value, "=", start, "quantity.rank")
    if (found["unit"] or free) and _ranked(text, start) and (free or found["unit"]):
        return _rank(start, stop, value, "=", start, "quantity.rank")
    if found["unit"] == "位" and free and start and text[start - 1] not in "，。；、：":
        return _rank(start, stop, value, "=", start, "quantity.rank")
    return Mention(start, stop, Skip("ordinal"), "quantity.ordinal")


def front(found: re.Match[str]) -> Mention | None:
    """前三, 前5位: at most that place."""
    text, end, start, stop = found.string, found.endpos, found.start("body"), found.end()
    value = numeral_value(found["body"])
    if value is None or value > 1000:
        return None
    free = _ENDS.match(text, stop, end) is not None
    if found["unit"] is None and not (free and _ranked(text, found.start())):
        return None
    return _rank(start, stop, value, "<=", found.start(), "quantity.rank")


def first(found: regex.Match[str]) -> Mention | None:
    """首位: place 1."""
    text, start = found.string, found.start()
    if not _ranked(text, start):
        return None
    return _rank(start, found.end(), Decimal(1), "=", start, "quantity.rank")


def _rank(start: int, stop: int, value: Decimal, sign: str, outer: int, rule: str) -> Mention:
    low = None if sign == "<=" else value
    before = sign if sign != "=" else ""
    return Mention(
        start, stop, Amount(low, value, sign, "位", RANK, (), "rank", before, "", outer, stop, (value, value)), rule
    )
