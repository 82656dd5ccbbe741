"""Which of the units that stand around a figure is its own: its head's, its label's, or one of those above the table."""

from collections.abc import Iterable, Sequence
from functools import cache

import regex

from ..lexicon import alternation, shipped
from ..span import Span
from .cells import Column, has_own_unit, is_unit, unit_in

_SCALES = frozenset("百千万亿%‰")  # what a header begins with that is a unit: of others (2023年, 省级) it only looks so
_RATE_UNIT = regex.compile(r"[%‰]|个?百分点")
_AMOUNT = regex.compile(r"[额量数]$")  # 增减额 is no rate
_MEASURES = ("rate", "money", "people", "households", "area", "length", "weight", "energy", "count")
"""What is measured, each with the words that name it and, but for rates, with what its units end with."""


@cache
def _rates() -> "regex.Pattern[str]":
    return regex.compile(alternation(shipped("text", "outline_lexicon.toml").classes()["heads_change"]))


@cache
def _named() -> "dict[str, regex.Pattern[str]]":
    """The words of each measure; of rates those at the end of a name too."""
    classes = shipped("text", "outline_lexicon.toml").classes()
    out = {name: regex.compile(alternation(classes[f"heads_{name}"])) for name in _MEASURES}
    ends = alternation(classes["ends_rate"])
    out["rate"] = regex.compile(
        rf"{out['rate'].pattern}|{ends}(?=$|[（(])|[为占是].{{1,10}}的(?=$|[（(])"
    )  # 为上年决算数的
    return out


@cache
def _units() -> "dict[str, regex.Pattern[str]]":
    """What the units of each measure are."""
    classes = shipped("text", "outline_lexicon.toml").classes()
    out = {name: regex.compile(rf".*{alternation(classes[f'units_{name}'])}") for name in _MEASURES if name != "rate"}
    return {"rate": _RATE_UNIT, **out}


def names_rate(text: str, head: Span) -> bool:
    """Whether the head of a column names a change in per cent: 同比增长, 增速."""
    return _rates().search(text, *head) is not None and _AMOUNT.search(text, *head) is None


def all_unit(text: str, header: Span) -> Span | None:
    """A header that is a unit and nothing else, as 万元 beside 项目."""
    return header if text[header.start] in _SCALES and is_unit(text, header) else None


def _measured(text: str, name: Span) -> str:
    """What a head or label names that is measured, by the last word in it that tells: 项目投资 money, 投资项目 things; "" for none."""
    best, at = "", -1
    for measure, words in _named().items():
        for found in words.finditer(text, *name):
            if found.end() > at:
                best, at = measure, found.end()
    return best


def other_than(text: str, name: Span, unit: Span) -> bool:
    """Whether what a label names is in per cent, and ``unit`` is not: 年均增长率 below 在校生（万人）."""
    return _measured(text, name) == "rate" and _RATE_UNIT.fullmatch(text, *unit) is None


def fitting(text: str, names: Iterable[Span | None], units: Sequence[Span]) -> Span | None:
    """The unit, of several above a table, that goes with what the first of ``names`` measures that tells."""
    if len({text[a:b] for a, b in units}) < 2:
        return None
    for name in names:
        measure = _measured(text, name) if name is not None else ""
        found = next((u for u in units if measure and _units()[measure].fullmatch(text, *u)), None)
        if found is not None:
            return found
    return None


def unit_for(
    text: str, cell: Span, column: Column | None, unit: Span | None, units: Sequence[Span], label: Span | None = None
) -> Span | None:
    """Where the unit of a value stands: its column's header, ``unit`` (of the label or a 单位 column), or above the table.

    None where the value has its own, and where the header is a rate and no unit is one: 年均增速 of one in 亿元.

    Args:
        label: the label of its row, which may tell which of several ``units`` is meant.
    """
    if has_own_unit(text, cell):
        return None
    headers = [h for h in (column.header, column.above) if h is not None] if column is not None else []
    own = next((u for h in headers if (u := unit_in(text, h) or all_unit(text, h)) is not None), None)
    if own is None and column is not None and column.unit is not None:
        own = unit_in(text, column.unit) or column.unit
    if own is not None:
        return own
    rated = [u for u in units if _RATE_UNIT.fullmatch(text, *u)]
    total = text[cell.start : cell.start + 1] in ("[", "［")  # beside rates a year what the years add up to
    if not total and any(names_rate(text, h) for h in headers):
        return unit if unit is not None and _RATE_UNIT.fullmatch(text, *unit) else next(iter(rated), None)
    plain = [u for u in units if u not in rated]
    told = [u for u in units if not total or u in plain]
    found = fitting(text, headers if unit is not None else [*headers, label], told)
    if found is not None and (unit is None or found in rated):
        return found
    money = [u for u in plain if text[u.end - 1] == "元"]
    if unit is None and headers and money and len(money) < len(plain):  # 单位：个、万元
        plain = [u for u in plain if u not in money]
    return unit or next(iter(plain or rated), None)
