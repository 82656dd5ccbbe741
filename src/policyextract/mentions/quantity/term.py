"""One term of a quantity: a number with its approximation and its unit, before ranges and words of comparison."""

import re
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import regex

from ...lexicon import HAN, alternation, shipped
from ...patterns import compiled
from ..number.numeral import alphabet, plain
from ..number.read import Number, read_number
from ..values import Unit
from .units import NONE, Found, table, unit_at, unit_named

PERCENT = "%"


class Term(NamedTuple):
    """A number and its unit.

    ``unit`` is ``None`` where none stands. ``form`` is that of the amount; ``approx`` the comparator the number itself
    gives (``150多万``); ``end`` where the anchor ends, ``number_end`` where the digits do.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    name: str
    kind: Unit
    form: str
    approx: str
    number: Number


_FORMS = {"share": "percent", "points": "points", "ratio": "multiple", "rank": "rank"}


def form_of(kind: Unit) -> str:
    """The form of an amount with the unit ``kind``."""
    return _FORMS.get(kind.dimension, "plain")


_WHOLE = re.compile(r"\d{1,4}(?![\d.])")
_HAN = compiled(f"[{HAN}]")
_BEFORE_POINT = compiled(rf"[{HAN}\s(（]")


def pointed(text: str, term: Term) -> Term:
    """``term`` with the point before it read as that of a decimal, where it has a unit: .6万元 is 6000 元."""
    figure = _WHOLE.match(text, term.start)
    if figure is None or not term.name or (term.start > 1 and _BEFORE_POINT.match(text[term.start - 2]) is None):
        return term
    low = plain(term.low.scaleb(figure.start() - figure.end()))
    return term._replace(start=term.start - 1, low=low, high=low)


@cache
def _fraction() -> regex.Pattern[str]:
    return regex.compile(r"[^\S\n]?分之[^\S\n]?")


def read_term(text: str, number: Number, end: int) -> Term:
    """The term that ``number`` begins: its unit, or its fraction (三分之二, 百分之五, 三成五)."""
    at = number.end
    if at < end:
        char = text[at]
        if char == "分" and (divided := _fraction().match(text, at, end)) is not None:
            term = _divided(text, number, divided.end(), end)
            if term is not None:
                return term
            return Term(number.start, at, number.low, number.high, "", NONE, "bare", number.approx, number)  # 百分之几
        elif char in "成折":
            term = _tenths(text, number, end)
            if term is not None:
                return term
        elif char in "/／" and (term := _slashed(text, number, end) or _rate(text, number, end)) is not None:
            return term
        elif char in "+＋" and (counted := unit_at(text, at + 1, end)) is not None and _HAN.match(counted.name):
            return _with(number._replace(approx=">"), counted, text, end)  # 5000+家
        elif char in "(（" and (noted := _noted(text, number, end)) is not None:
            return _with(*noted, text, end)
        elif char == " " and (apart := _apart(text, at + 1, end)) is not None:
            return _with(number, apart, text, end)
        if (found := unit_at(text, at, end)) is not None:
            return _with(number, found, text, end)
    return Term(number.start, at, number.low, number.high, "", NONE, "bare", number.approx, number)


_NOTE = re.compile(f"[(（][{HAN}、，]{{1,12}}[)）](?=[{HAN}])")


def _noted(text: str, number: Number, end: int) -> tuple[Number, Found] | None:
    """A unit behind a bracket of words that stands between it and its number, which it may scale: 23（含在建）所, 12.3（含税）亿元."""
    note = _NOTE.match(text, number.end, end)
    if note is None or unit_named(text[number.end + 1 : note.end() - 1]) is not None:  # 23（所）学校
        return None
    scale, at = read_number(text, note.end(), end), note.end()
    if scale is not None and scale.lone_scale and not number.scale:
        low, high, at = number.low * scale.low, number.high * scale.low, scale.end
        number = number._replace(low=low, high=high, scale=scale.scale)
    found = unit_at(text, at, end)
    return None if found is None else (number, found)


def _apart(text: str, at: int, end: int) -> Found | None:
    """A unit one space behind its number: only % and symbols (95 %, 5 km, 35 μg/m³); a Han word there begins another cell."""
    found = unit_at(text, at, end) if at < end else None
    return found if found is not None and (found.kind.dimension == "share" or _HAN.match(found.name) is None) else None


def _with(number: Number, found: Found, text: str, end: int) -> Term:
    """``number`` with the unit ``found``, and what may follow it: a half (一个半月), 多 (3个多月), a smaller unit."""
    low, high, name, kind, stop = number.low, number.high, found.name, found.kind, found.end
    approx = number.approx
    if name == "度" and (low < 0 or _warmth().match(text, max(0, number.start - 14), number.start)):
        kind = _DEGREE
    if name == "个" and stop < end and text[stop] == "多":
        rest = unit_at(f"个{text[stop + 1 : min(end, stop + 5)]}", 0, min(5, end - stop))
        if rest is not None and rest.end > 1:
            name, kind, stop, approx = rest.name, rest.kind, stop + rest.end, ">"
    elif kind.dimension in ("currency", "duration", "length") and low == high and stop < end:
        whole = _compound(text, low, kind, stop, end)
        if whole is not None:
            (low, stop), high = whole, whole[0]
    halves = name == "个" and text.startswith(_words()["half_days"], stop, end)  # 2个半天 are two
    if stop < end and text[stop] == "半" and name in _words()["half_units"] and not halves:
        if name == "个" and stop + 1 < end:
            rest = unit_at(f"个{text[stop + 1 : stop + 5]}", 0, min(5, end - stop))
            if rest is not None and rest.end > 1:
                name, kind, stop = rest.name, rest.kind, stop + rest.end
            else:
                stop += 1
            low, high = low + _HALF, high + _HALF
        elif not text.startswith(_words()["half_nouns"], stop, end):
            low, high, stop = low + _HALF, high + _HALF, stop + 1
    return Term(number.start, stop, low, high, name, kind, form_of(kind), approx, number)


class CompoundRow(NamedTuple):
    """A row of ``[[compound]]``: canonical units one of which may be followed by one of the smaller ``parts``."""

    units: tuple[str, ...]
    parts: tuple[str, ...]
    factors: "tuple[Fraction, ...]"  # of the parts, in the unit; quoted, or a compiled row would not know of what
    digits: bool = False  # bare digits may follow as decimals: 1米75, 五块五


@cache
def _compounds() -> dict[str, CompoundRow]:
    rows = shipped("mentions.quantity").rows("compound", CompoundRow)
    return {unit: row for row in rows for unit in row.units}


@cache
def _numerals() -> frozenset[str]:
    return frozenset(alphabet().han_class)


def _compound(text: str, value: Decimal, kind: Unit, at: int, end: int) -> tuple[Decimal, int] | None:
    """The value with the smaller units behind it, and where they end: 3元5角 3.5, 2小时30分钟 2.5, 1米75 1.75.

    Read only where the sum is an exact decimal; 20分钟10秒 stays two quantities.
    """
    row = _compounds().get(kind.canonical)
    if row is None or not (text[at].isdigit() or text[at] in _numerals()):
        return None
    total, stop = Fraction(value), at
    for part, factor in zip(row.parts, row.factors, strict=True):
        small = read_number(text, stop, end)
        if small is None or small.low != small.high or small.approx or small.scale:
            break
        if text.startswith(part, small.end, end):
            total, stop = total + Fraction(small.low) * factor, small.end + len(part)
        elif row.digits and stop == at and small.low == int(small.low) and _loose(text, small.end, end):
            digits = str(small.low)
            return value + Decimal(f"0.{digits}"), small.end
    if stop == at:
        return None
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return (plain(exact), stop) if Fraction(exact) == total else None


def _loose(text: str, at: int, end: int) -> bool:
    """Whether nothing that could be a unit or more of a number stands at ``at``."""
    return at >= end or not (text[at].isalnum() or text[at] in ".%％-—～~/") or text[at] in "高长宽深的"


_HALF = Decimal("0.5")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return shipped("mentions.quantity").classes()


@cache
def _warmth() -> regex.Pattern[str]:
    return regex.compile(rf"(?r){alternation(_words()['warmth'])}[^，。；\n]{{0,10}}")


_DEGREE = Unit("℃", "temperature", Fraction(1), "")


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` of ``whole`` in per cent, with two decimals where it does not end sooner.

    >>> percent(Decimal(2), Decimal(3)), percent(Decimal(1), Decimal(4)), percent(Decimal(5), Decimal(10000))
    (Decimal('66.67'), Decimal('25'), Decimal('0.05'))
    """
    exact = Fraction(part) * 100 / Fraction(whole)
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return plain(value if Fraction(value) == exact else value.quantize(Decimal("0.01")))


def _share(number: Number, stop: int, low: Decimal, high: Decimal, name: str, form: str, approx: str) -> Term:
    return Term(number.start, stop, low, high, name, table().units[name], form, approx, number)


def _divided(text: str, number: Number, at: int, end: int) -> Term | None:
    """``number`` 分之 another: 百分之 counts per cent, 千分之 per mille, the rest is turned into per cent."""
    above = read_number(text, at, end)
    if above is None:
        return None
    if number.lone_scale and number.low == 100:
        return _share(number, above.end, above.low, above.high, PERCENT, "percent", above.approx)
    if number.lone_scale and number.low == 1000:
        return _share(number, above.end, above.low, above.high, "‰", "percent", above.approx)
    if number.low <= 0:
        return None
    low, high = percent(above.low, number.low), percent(above.high, number.low)
    return _share(number, above.end, low, high, PERCENT, "fraction", above.approx)


@cache
def _tenths_words() -> tuple[regex.Pattern[str], tuple[str, ...]]:
    words = shipped("mentions.quantity").classes()
    return regex.compile(r"(?P<word>[成折])(?P<more>[一二两三四五六七八九半](?![十百千万亿个]))?+"), words["tenths_but"]


def _tenths(text: str, number: Number, end: int) -> Term | None:
    """三成五 → 35 %, 八五折 → 85 %: tenths, with a hundredth behind."""
    pattern, but = _tenths_words()
    found = pattern.match(text, number.end, end)
    if found is None or number.high > 100 or text.startswith(but, number.end, end):
        return None
    low, high = number.low * 10, number.high * 10
    if found["word"] == "折" and number.high > 10:
        low, high = number.low, number.high
    elif number.high > 10:
        return None
    stop = found.end()
    if (more := found["more"]) is not None:
        extra = 5 if more == "半" else int(read_number(more).low)  # type: ignore[union-attr]
        low, high = low + extra, high + extra
    return _share(number, stop, plain(low), plain(high), PERCENT, "percent", number.approx)


_SLASH = regex.compile(r"/(\d{1,3})(?![\d/.\-年月百千万亿A-Za-z]|[^\S\n]?(?:页|页次|号))")


_RATE = regex.compile(r"[/／](?P<count>(?:10{0,2})?[十百千]?[万亿]|1000|千)(?!\p{Han}?[元吨])")


def _rate(text: str, number: Number, end: int) -> Term | None:
    """A rate per head without a unit: 孕产妇死亡率9/10万."""
    found = _RATE.match(text, number.end, end)
    below = read_number(found["count"]) if found is not None else None
    if found is None or below is None:
        return None
    name = f"/{found['count']}"
    kind = Unit(name, "rate", 1 / Fraction(below.low), "")
    return Term(number.start, found.end(), number.low, number.high, name, kind, "plain", number.approx, number)


def _slashed(text: str, number: Number, end: int) -> Term | None:
    """``1/3`` as a fraction: a proper one, with no further slash or digit."""
    found = _SLASH.match(text, number.end, end)
    if found is None or number.low != number.low.to_integral_value() or number.low <= 0:
        return None
    if number.start > 0 and text[number.start - 1] in "/-.第":
        return None
    whole = Decimal(found[1])
    if not number.low < whole:
        return None
    value = percent(number.low, whole)
    return _share(number, found.end(), value, value, PERCENT, "fraction", number.approx)
