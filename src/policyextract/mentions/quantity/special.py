"""Quantities that are words: 零的突破, 翻一番, 一半, 过半, and ratios such as 1：1.16."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import regex

from ...lexicon import shipped
from ...rules import Mention
from ..number.numeral import EXACT, alphabet, plain
from ..values import Amount
from .compare import after, before, distant, stricter, told
from .term import form_of
from .units import NONE, table


class WordRow(NamedTuple):
    """A row of ``[[word]]``: a quantity written as a word.

    ``value``, ``sign``, ``unit`` and ``form`` are those of the amount; ``not_after`` and ``not_before`` break it.
    """

    forms: tuple[str, ...]
    value: str
    unit: str
    form: str
    sign: str = "="
    only_after: tuple[str, ...] = ()  # characters one of which has to stand before, a word of comparison (过|半)
    only_before: tuple[str, ...] = ()  # words one of which has to follow (零|死亡)
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()


class HalfRow(NamedTuple):
    """A row of ``[[half]]``: units that 半 may count (半吨, 半个百分点), and what breaks that."""

    units: tuple[str, ...]
    not_after: tuple[str, ...]
    not_before: tuple[str, ...] = ()


class _Words(NamedTuple):
    rows: dict[str, tuple[WordRow, ...]]  # by form; the first that nothing breaks
    pattern: re.Pattern[str]
    wakes: str


@cache
def words() -> _Words:
    """The quantity words of the lexicon, with the pattern and the wake characters of their rule."""
    lexicon = shipped("mentions.quantity")
    rows: dict[str, tuple[WordRow, ...]] = {}
    for row in (*lexicon.rows("word", WordRow), *_halves(lexicon.rows("half", HalfRow))):
        for form in row.forms:
            rows[form] = (*rows.get(form, ()), row)
    longest = sorted(rows, key=lambda f: (-len(f), f))
    source = "|".join(regex.escape(f) for f in longest)
    return _Words(rows, re.compile(f"(?>{source})"), "".join(sorted({f[0] for f in rows})))


def _halves(rows: Iterable[HalfRow]) -> Iterator[WordRow]:
    for row in rows:
        for unit in row.units:
            form = form_of(table().units[unit])
            yield WordRow((f"半{unit}",), "0.5", unit, form, not_after=row.not_after, not_before=row.not_before)


def word(found: re.Match[str]) -> Mention | None:
    """A quantity word with the comparators around it."""
    for row in words().rows[found[0]]:
        if (mention := _word(row, found)) is not None:
            return mention
    return None


def _word(row: WordRow, found: re.Match[str]) -> Mention | None:
    text, end, start, stop = found.string, found.endpos, found.start(), found.end()
    if row.not_before and text.startswith(row.not_before, stop, end):
        return None
    if row.only_before and not text.startswith(row.only_before, stop, end):
        return None
    outer = start
    if row.only_after:
        outer = start - 1
        if not text.endswith(row.only_after, 0, start) or text.endswith(row.not_after, 0, outer):
            return None
    elif row.not_after and text.endswith(row.not_after, 0, start):
        return None
    return _mention(text, start, stop, Decimal(row.value), row.sign, row.unit, row.form, outer, end)


def _mention(
    text: str, start: int, stop: int, value: Decimal, sign: str, unit: str, form: str, outer: int, end: int
) -> Mention:
    left = before(text, outer, max(0, outer - 30), form == "fraction" and sign == "=")
    if not left.sign and unit == "%" and (far := distant(text, outer, max(0, outer - 30), False)):
        left = left._replace(sign=far)  # 不到供水成本的一半
    right = after(text, stop, end)
    own = "" if sign == "=" else sign
    comparator = stricter(stricter(left.sign, own), right.sign) or "="
    low = None if comparator in ("<", "<=") else value
    high = None if comparator in (">", ">=") else value
    kind = table().units[unit] if unit else NONE
    side, edge = stricter(left.sign, own), told(text, left.edge, start)
    return Mention(
        start,
        stop,
        Amount(low, high, comparator, unit, kind, (), form, side, right.sign, edge, right.edge, (value, value)),
        f"quantity.{form}",
    )


@cache
def doubling_pattern() -> re.Pattern[str]:
    """翻一番, 翻了两番, 翻番, 翻3倍."""
    digits = alphabet().digit_class
    return re.compile(rf"翻(?:了|上)?(?:(?P<times>[{digits}\d])番|番|(?P<by>[{digits}\d])倍|倍)")


def doubling(found: re.Match[str]) -> Mention | None:
    """The ratio to the baseline: 翻番 2, 翻两番 4, 翻三番 8."""
    times, by = found["times"], found["by"]
    value = Decimal(_digit(by)) if by is not None else Decimal(2) ** (1 if times is None else _digit(times))
    return _mention(found.string, found.start(), found.end(), value, "=", "倍", "doubling", found.start(), found.endpos)


def _digit(char: str) -> int:
    return int(char) if char.isdigit() and char.isascii() else alphabet().digits[char]


@cache
def ratio_pattern() -> re.Pattern[str]:
    """1：1.16, 3:1, 7∶3."""
    return re.compile(
        r"(?P<left>\d{1,4}(?:\.\d{1,4})?)[^\S\n]?[:：∶][^\S\n]?(?P<right>\d{1,4}(?:\.\d{1,4})?)(?![\d:：∶.])"
    )


_RATIO_WORD = regex.compile(r"(?r)比[^。；\n\d]{0,10}")


@cache
def _ratio_words() -> tuple[str, ...]:
    return shipped("mentions.quantity").classes()["ratio_words"]


def ratio(found: re.Match[str]) -> Mention | None:
    """A ratio: the right side by the left where the left is 1, else the left by the right.

    A time of day (8:30) is none: one side has to be 1, or a word with 比 has to stand shortly before.
    """
    left, right = Decimal(found["left"]), Decimal(found["right"])
    text, start = found.string, found.start()
    if not left or not right:
        return None
    named = _RATIO_WORD.match(text, max(0, start - 12), start) is not None or text.startswith(
        _ratio_words(), found.end(), found.endpos
    )
    if not named and ((left != 1 and right != 1) or (len(found["right"]) == 2 and found["right"][0] == "0")):
        return None
    share = Fraction(right) / Fraction(left) if left == 1 else Fraction(left) / Fraction(right)
    value = EXACT.divide(Decimal(share.numerator), Decimal(share.denominator))
    value = plain(value if Fraction(value) == share else value.quantize(Decimal("0.0001")))
    return _mention(text, start, found.end(), value, "=", "", "ratio", start, found.endpos)
