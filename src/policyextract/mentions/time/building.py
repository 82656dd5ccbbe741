"""What the rules of the family build their mentions with."""

import re
from collections.abc import Callable

from ...rules import Mention
from ..values import Stamp, TimeExpr
from .grammar import grammar
from .stamps import Match, stamp
from .surroundings import place

Build = Callable[[Match], Mention | None]


def mentioned(match: Match, end: int, expr: TimeExpr, rule: str) -> Mention:
    """The mention with its role and outer span read off the words around it."""
    return place(match.string, match.start(), end, expr, rule)


def expression(
    form: str, first: Stamp | None = None, last: Stamp | None = None, number: int = 0, unit: str = "year"
) -> TimeExpr:
    """A phrase before what stands around it is known."""
    return TimeExpr(form, first or Stamp(), last, number, unit, "in", False, 0, 0)


def joined(match: Match, first: Stamp, rule: str) -> Mention:
    """A point, or a span where a dash and a second point follow (5月1日至12月31日, 去年10月至今)."""
    text, end = match.string, match.end()
    if first.days and (clock := _CLOCK.match(text, end, min(len(text), end + 16))):
        end = clock.end()
    dash = grammar().dash.match(text, end, end + 4) if text[end : end + 1] in DASHES else None
    if dash is not None and (other := grammar().joined.match(text, dash.end(), min(len(text), dash.end() + 40))):
        if other.group("now"):
            return mentioned(
                match, other.end(), expression("span", first, Stamp(day_shift=0, base="anchor", grain="day")), rule
            )
        last = stamp(other)
        if last is not None and follows(first, last, dash[0]):
            return mentioned(match, other.end(), expression("span", first, last), rule)
    return mentioned(match, end, expression("point", first), rule)


DASHES = frozenset(" -—–－―─~～〜∼至到")


def follows(first: Stamp, last: Stamp, dash: str) -> bool:
    """Whether ``last`` can be the right end of a span from ``first``."""
    if first.year is not None and last.year is not None and last.year < first.year:
        return False
    if last.days and not last.months and last.month_shift is None:
        return bool(first.days)  # 3月8日—31日
    return first.grain != "day" or last.grain in ("day", "ten_day", "month", "week") or bool(last.year)


_CLOCK = re.compile(
    r" ?(?:(?:上午|下午|晚上?|凌晨|中午|早上?) ?)?[0-2]?[0-9]"
    r"(?:[时時点點](?![间間期段])(?:[0-5]?[0-9]分|半|整|许)?|[:：][0-5][0-9](?:[:：][0-5][0-9])?)"
)
