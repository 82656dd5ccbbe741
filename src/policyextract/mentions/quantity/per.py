"""The words of 每 that stand before a quantity: 每人每月105元, 每万人口…件."""

import re
from functools import cache

from ..number.numeral import alphabet
from .units import simple_unit, table

_REACH = 30


@cache
def _count() -> re.Pattern[str]:
    return re.compile(rf"每[^\S\n]?(?P<count>[\d{alphabet().han_class}]{{0,6}}+)")


_CLAUSE = re.compile(r"[，,。；;、：:\n（）()？！]|\d")


def per_words(text: str, start: int, lowest: int) -> tuple[tuple[str, ...], int]:
    """The words of 每 for a quantity whose words begin at ``start``, and where the directly attached ones begin.

    Attached words stand right before the quantity; others further back in the same clause count when they are no span
    of time (每万人口发明专利拥有量12.5件, but not 每年新增10家).

    >>> per_words("每人每月105元", 4, 0)
    (('人', '月'), 0)
    >>> per_words("每万人口发明专利拥有量12件", 11, 0)
    (('万人口',), 11)
    """
    lowest = max(lowest, start - _REACH)
    first = text.rfind("每", lowest, start)
    if first < 0:
        return (), start
    # The earliest 每 of an unbroken chain.
    words, stop = _word(text, first, start)
    if words is None:
        return (), start
    chain, begin = [words], first
    while (earlier := text.rfind("每", lowest, begin)) >= 0:
        word, reach = _word(text, earlier, begin)
        if word is None or reach != begin:
            break
        chain.insert(0, word)
        begin = earlier
    gap = text[stop:start]
    if not gap.strip():
        return tuple(chain), begin
    spans_time = all(_is_time(word) for word in chain)
    if spans_time or _CLAUSE.search(gap):
        return (), start
    return tuple(chain), start


_STOPS = re.compile(r"[，,。；;、：:\s（）()？！]|的|以|左右|$")


def per_behind(text: str, at: int, end: int) -> tuple[str, ...]:
    """The words of 每 that follow a quantity and close its phrase: 8元每公斤, 500元每人每月.

    >>> per_behind("8元每公斤", 2, 5), per_behind("8元每年增加", 2, 6)
    (('公斤',), ())
    """
    chain: list[str] = []
    while at < end and text[at] == "每":
        word, stop = _word(text, at, end)
        if word is None:
            return ()
        chain.append(word)
        at = stop
    return tuple(chain) if _STOPS.match(text, at, end) is not None else ()


def _is_time(word: str) -> bool:
    unit = table().units.get(word)
    return (unit is not None and unit.dimension == "duration") or word in ("月", "季", "次", "个")


def _word(text: str, at: int, end: int) -> tuple[str | None, int]:
    """The word of the 每 at ``at``: an optional round count and a unit or a noun that money is paid by."""
    head = _count().match(text, at, end)
    if head is None:
        return None, at
    begin = head.start("count")
    for stop in dict.fromkeys((head.end(), begin)):
        unit = simple_unit(text, stop, end)
        reach = unit.end if unit is not None else stop
        for length in table().per_lengths:
            if reach < stop + length <= end and text[stop : stop + length] in table().per_nouns:
                return text[begin : stop + length], stop + length
        if unit is not None:
            return text[begin : unit.end], unit.end
    return None, at
