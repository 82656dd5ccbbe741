"""The commonest shape of a quantity, decided by one pattern: a plain figure, 万 or 亿, a unit (5万个, 12.5亿元, 8%).

Most numbers of policy text look like this, and nothing that another rule reads can stand there; wherever it could (a
year, a range, a smaller unit behind, 每, a magnitude as an adjective) the rule declines and the full reading follows.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from ...lexicon import shipped
from ...patterns import compiled
from ...rules import Mention, Rule
from ..number.numeral import alphabet
from ..number.read import worth
from ..values import Amount
from .amounts import compared
from .compare import after, bounded, bounding_words, comparing, listed, stricter, told
from .lists import POINTS_GO_ON
from .ranges import JOINTS, goes_on
from .term import form_of
from .units import simple_unit, table

_FIGURES = "0123456789"
_NOT_BEHIND = frozenset("每含")
_NEVER_NAME = "%元个家项名亩吨"
"""Before these a decimal is no version."""
_BEFORE_VERSION = frozenset("业本网bB 　\t")
"""The last characters of 工业, 版本, 互联网, Web, and a space behind them."""
_APART = "年月日天周週季世星时分成折点度小" + "版国中全系总展届级省县乡号强后大路°"
"""What a unit may begin with that could also continue a time, a fraction, or a name (3版, 5号线, 2020级, 12路)."""


class _Gates(NamedTuple):
    """Characters that send a figure to the full reading."""

    opens: frozenset[str]  # behind the unit
    adjective: frozenset[str]  # behind a big scale
    labels: frozenset[str]  # before three digits and more
    services: frozenset[str]  # behind three digits and more


@cache
def _gates() -> _Gates:
    quantity, name = shipped("mentions.quantity").classes(), shipped("mentions.name").classes()
    return _Gates(
        frozenset("(（/／·级半多每±" + _FIGURES + "０１２３４５６７８９" + alphabet().han_class),
        frozenset({noun[0] for noun in quantity["magnitudes"]} | {"级"}),
        frozenset({label[-1] for label in name["labels"]} | set(":： 　\t\n号")),
        frozenset(service[0] for service in name["services"]),
    )


@cache
def _pattern() -> re.Pattern[str]:
    a = alphabet()
    barred = set(a.han_class + _APART)
    units = "".join(sorted({u[0] for u in table().units if u == "%" or not u[0].isascii()} - barred))
    kilo = "|".join(shipped("mentions.number").classes()["kilo"])  # 千 is the unit's own: 千瓦, 千克
    return compiled(
        rf"(?<![\d._=&?#])(\d{{1,4}}+)(?>(\.\d{{1,3}}+)?)(?>(万亿?|亿)?)(?=[{re.escape(units)}]|千(?:{kilo}))", re.ASCII
    )


def _build() -> Callable[[re.Match[str]], Mention | None]:
    """The build of the rule; what it looks up is bound once, for it runs on every second number of a text."""
    units, longer = table().units, _longer()
    gates = _gates()
    opens, adjective, labels = gates.opens, gates.adjective, gates.labels
    services = shipped("mentions.name").classes()["services"]
    precedes, follows_it = comparing()
    leads = JOINTS | bounding_words()[2]

    def figure(found: re.Match[str]) -> Mention | None:
        """The amount of a plain figure with its unit, or ``None`` where the full reading has to look at it."""
        text, end = found.string, found.endpos
        start, at = found.span()
        whole, part, scale = found.groups()
        first, last = text[at], text[start - 1] if start else ""
        if scale is None:
            if part is not None and first not in _NEVER_NAME and (part == ".0" or last in _BEFORE_VERSION):
                return None
            if len(whole) > 2 and first in gates.services and text.startswith(services, at, end):
                return None
        elif scale != "万" and text[at + 1 if first == "元" else at : at + 2][:1] in adjective:
            return None
        if last in _NOT_BEHIND or (len(whole) > 2 and last in labels):
            return None
        if text[at : at + 2] in longer:
            unit = simple_unit(text, at, end)
            if unit is None:
                return None
            stop, name, kind = unit
        elif first in units:
            stop, name, kind = at + 1, first, units[first]
        else:
            return None
        follows = text[stop] if stop < end else ""
        if follows in opens or (follows in leads and goes_on(text, stop, end)):
            return None
        dimension = kind[1]
        if dimension == "duration" or (name == "个" and follows in _NOT_ITEMS):
            return None
        if text.find("每", start - 32 if start > 32 else 0, start) >= 0:
            return None
        numeral = worth(text[start:at], False)
        if numeral is None:
            return None
        low = numeral[0][0]
        before_sign, outer, after_sign, reach = "", start, "", stop
        if last in precedes or dimension in _LINKED or name == "倍":
            before_sign, edge = compared(text, start, stop, False, name, kind, end)
            outer = told(text, edge, start)
        elif dimension != "rank" and (dimension != "points" or last in "加减"):
            before_sign = bounded(text, start) or listed(text, start, stop)
        if follows in follows_it:
            after_sign, reach = after(text, stop, end)
        sign = stricter(before_sign, after_sign) or "="
        least, most = None if sign in ("<", "<=") else low, None if sign in (">", ">=") else low
        form = form_of(kind)
        name = "%" if name == "％" else name
        value = Amount(least, most, sign, name, kind, (), form, before_sign, after_sign, outer, reach, (low, low))
        return Mention(start, stop, value, _RULES[form])

    return figure


_NOT_ITEMS = frozenset("月工星季" + POINTS_GO_ON)
"""Behind 个: a length of time, or points that a later member of the list names (1.2个和0.3个百分点)."""
_LINKED = frozenset(("currency", "share"))
"""Dimensions whose comparator may stand further back in the clause."""
_RULES = {form: f"quantity.{form}" for form in ("plain", "percent", "points", "multiple", "rank")}


@cache
def _longer() -> frozenset[str]:
    """Pairs of characters that begin a longer unit, or a noun in which the first is no unit."""
    return frozenset(table().lengths) | frozenset(table().noun_lengths)


@cache
def figure_rule() -> Rule:
    """The rule; it goes before all others, since no other builds where it does."""
    return Rule("quantity.figure", _FIGURES, _pattern(), _build())
