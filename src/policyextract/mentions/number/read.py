"""Reads the number that begins at a place of a text."""

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ...lexicon import HAN, alternation, shipped
from ...patterns import compiled, compiled_wide
from .numeral import EXACT, LONGEST, POWER, Numeral, alphabet, evaluate


class Number(NamedTuple):
    """A number with its place.

    ``low``/``high`` differ for joined ranges (``七八``); ``approx`` is ``">"`` for 多 and 余 inside or behind the
    digits (``150多万``, ``两千余``), ``"~"`` for 来, else ``""``. ``han``: all digits Han. ``lone_scale``: scales
    without a digit (``百万``). ``scale``: power of ten of the last big scale (0 for none).
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    approx: str = ""
    han: bool = False
    lone_scale: bool = False
    scale: int = 0

    @property
    def value(self) -> Decimal:
        """The number; of a joined range its upper end."""
        return self.high

    @property
    def mantissa(self) -> Decimal:
        """``high`` without its last big scale: ``1.2万`` → 1.2."""
        return self.high.scaleb(-self.scale, EXACT) if self.scale else self.high


@cache
def numeral_source() -> str:
    """The regex source of one numeral.

    Possessive throughout, so that it costs the length of the run and never backs up. Groups: ``sign``; the rest is the
    numeral, with an inner 多 or 余 where a big scale follows it.
    """
    a, words = alphabet(), shipped("mentions.number").classes()
    kilo, after_figure = alternation(words["kilo"]), alternation(words["kilo_after_figure"])
    hecto, trillion = alternation(words["hecto"]), alternation(words["trillion"])
    more = "".join(words["more"])
    figure = rf"(?>\d{{1,3}}(?:[,，]\d{{3}})++(?![\d])(?:\.\d++)?|\d++(?:[.．·]\d++)?+){POWER}"
    # 兆 is 10¹² before money and before a smaller scale (1兆2,345亿, 1兆3千亿); 亿 may be counted (3个亿) where nothing hangs on it.
    lower = rf"[\d,，.]{{1,9}}[十百千]?[亿億]|[{a.digit_class}{a.small_class}]{{1,8}}[亿億]"
    counted = rf"个[{more}]?亿(?=[^{HAN}]|\Z|{alternation(words['counted_before'])})"
    big = f"(?:[{''.join(c for c in a.big_class if c != '兆')}]|兆(?=[{more}]?{trillion}|{lower})|{counted})"
    small_scale = f"(?:[十拾廿卅佰仟]|百(?!{hecto})|千(?!{kilo}))"
    small = f"(?:[{a.digit_class}]|{small_scale})"
    han = f"{small}++(?:点[{a.digit_class}]++)?+"
    # 3千, 1千2百, 3千5 (truncated).
    letters = f"[{''.join(a.letters)}](?={alternation(words['letter_before'])})"
    figure_scaled = rf"{figure}(?:{letters}|(?:百(?!{hecto})|千(?!{kilo}|{after_figure}))(?:\d(?![\d.]))?+)*+"
    core = f"(?:{figure_scaled}|{han})"
    more = f"(?:[{more}]|(?<=十)[几幾])"  # 三十几万
    # After a big scale a 千 before 米 or 升 is the unit's (5万千升).
    # 29万一瓶 is 29万 a bottle: figures go on in figures.
    a_piece = f"(?<=[0-9][{a.big_class}])一(?![{a.digit_class}{a.small_class}{a.big_class}])"
    # Two or three figures behind 亿 count something else (总投资30亿12个项目, 1.2亿65岁以上老年人), unless a scale follows (1亿500万).
    apart = rf"(?<=[亿億])\d{{2,3}}(?![\d.,，千百{a.big_class}])"
    tail = f"(?:(?!{apart}){figure_scaled}|(?!千{after_figure}|{a_piece}){han})"
    point = f"(?:(?<=[{a.big_class}])点[{a.digit_class}]++)?+"
    return f"(?:{core}(?:{more}(?={big}))?+(?:{big}++(?:{more}(?={big}))?+(?:{tail}(?:{more}(?={big}))?+)?+)*+{point}|{big}++(?:{tail}{big}*+)*+)"


@cache
def number_pattern() -> re.Pattern[str]:
    """One number without a sign, with its approximation; groups ``body``, ``more``, ``about``."""
    words = shipped("mentions.number").classes()
    return compiled(
        rf"(?P<body>{numeral_source()})(?>(?P<more>[{''.join(words['more'])}](?!{alternation(words['more_but'])}))?)(?>(?P<about>来(?=[{HAN}])(?!{alternation(words['about_but'])}))?)"
    )


_SIGNS = ("-", "−", "－", "+", "＋", "零下", "负")


def read_number(text: str, i: int = 0, end: int | None = None) -> Number | None:
    """The number that begins at ``text[i]`` and lies within ``[i, end)``, or ``None``.

    >>> number = read_number("1.2万亿元")
    >>> number.end, number.value, number.scale
    (5, Decimal('1200000000000'), 12)
    >>> read_number("建设两千余个", 2).value
    Decimal('2000')
    >>> read_number("一般") is None, read_number("几十个") is None
    (False, True)
    """
    pattern = signed_pattern() if text.startswith(_SIGNS, i) else number_pattern()
    found = pattern.match(text, i, len(text) if end is None else end)
    return None if found is None else number_of(found)


@cache
def _more() -> tuple[str, ...]:
    return (*shipped("mentions.number").classes()["more"], "几", "幾")


@cache
def signed_pattern() -> regex.Pattern[str]:
    """A number behind a sign or its word: -5.2, 零下五; but not the dash of 3-5, 5G-3 or 2024-05."""
    words = shipped("mentions.number").classes()
    mark = r"(?:(?<![\p{L}\d)）%.~～—–-])|(?<=\p{Han}))[-−－+＋](?=\d)"
    word = rf"(?<!{alternation(words['minus_not_after'])}){alternation(words['minus'])}"
    return compiled_wide(f"(?:{mark}|{word})" + number_pattern().pattern)


@lru_cache(maxsize=8192)
def worth(body: str, negative: bool) -> tuple[Numeral, bool] | None:
    """The numeral of ``body`` and whether a 多 or 余 stands inside it."""
    if len(body) > LONGEST:
        return None
    inner = body
    if "个" in inner:
        body = inner = inner.replace("个", "")  # 3个亿
    for more in _more():
        inner = inner.replace(more, "")
    numeral = evaluate(inner)
    if numeral is None:
        return None
    if negative:
        numeral = numeral._replace(low=-numeral.low, high=-numeral.high)
    return numeral, inner != body


def number_of(found: re.Match[str] | regex.Match[str]) -> Number | None:
    """The number of a match of :func:`number_pattern`; ``None`` where its numeral is malformed."""
    whole, body, more, about = found.group(0, 1, 2, 3)  # body, more, about: by number, for it runs on every number
    start, end = found.span()
    plus = whole[0] in "+＋"
    value = worth(body, len(whole) > len(body) and found.start(1) > start and not plus)
    if value is None:
        return None
    numeral, inner = value
    if plus:
        start = found.start(1)
    approx = ">" if inner or more else "~" if about else ""
    return Number(start, end, numeral[0], numeral[1], approx, numeral[2], numeral[3], numeral[4])
