"""What a numeral is worth: Arabic, Han and mixed digits to an exact ``Decimal``.

A *numeral* here is the bare string of digits and scales (``1.2万``, ``三千五``, ``1亿3000万``); signs, units, ranges in
dashes and words of comparison are read by the modules above. Everything is computed exactly, at any length.
"""

import re
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from ...lexicon import shipped
from ...patterns import compiled

EXACT = Context(prec=400)
"""Wide enough that no numeral of :data:`LONGEST` characters is ever rounded."""

LONGEST = 40
"""Longer runs of digits are codes, not numbers; reading them costs nothing but their length."""


class Digit(NamedTuple):
    """A lexicon row: all characters that write one digit."""

    value: int
    forms: tuple[str, ...]


class Scale(NamedTuple):
    """A lexicon row: all characters that write one power of ten."""

    power: int
    forms: tuple[str, ...]


class Alphabet(NamedTuple):
    """The characters of the lexicon as tables and as the inside of regex classes."""

    digits: dict[str, int]
    tens: dict[str, int]
    small: dict[str, int]  # 十 百 千 → 1 2 3
    big: dict[str, int]  # 万 亿 兆 → 4 8 12
    letters: dict[str, int]  # k w → 3 4

    @property
    def digit_class(self) -> str:
        return "".join(self.digits)

    @property
    def small_class(self) -> str:
        return "".join(self.small) + "".join(self.tens)

    @property
    def big_class(self) -> str:
        return "".join(self.big)

    @property
    def han_class(self) -> str:
        """Every Han character that a numeral can begin with or hold."""
        return self.digit_class + self.small_class + self.big_class


@cache
def alphabet() -> Alphabet:
    """The numeral characters of the shipped lexicon."""
    lexicon = shipped("mentions.number")
    scales = lexicon.rows("scale", Scale)
    return Alphabet(
        {f: row.value for row in lexicon.rows("digit", Digit) for f in row.forms},
        {f: row.value for row in lexicon.rows("tens", Digit) for f in row.forms},
        {f: row.power for row in scales if row.power < 4 for f in row.forms},
        {f: row.power for row in scales if row.power >= 4 for f in row.forms},
        {f: row.power for row in lexicon.rows("letter", Scale) for f in row.forms},
    )


class Numeral(NamedTuple):
    """The worth of a numeral.

    ``low`` and ``high`` differ only for joined ranges (``三四十``, ``七八``). ``han`` is true where every digit was
    Han; ``lone_scale`` where no digit stood at all (``百万``, ``千亿``); ``scale`` is the power of ten its last big
    scale multiplied by (0 for none).
    """

    low: Decimal
    high: Decimal
    han: bool
    lone_scale: bool
    scale: int

    @property
    def mantissa(self) -> Decimal:
        """``high`` without the last big scale: 1.2万 → 1.2."""
        return self.high.scaleb(-self.scale, EXACT) if self.scale else self.high


POWER = r"(?:[×xX*]10(?:\^\d{1,2}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})|(?<=10)(?<![\d.]10)(?:\^\d{1,2}|[³⁴⁵⁶⁷⁸⁹])|[eE][+＋]\d{1,2})?+"
"""The regex source of a power of ten behind a figure: 3.5×10^8, 2×10⁴, 10^4, 1.0E+11. A raised ¹ or ² behind 10 alone marks a note."""


@cache
def _pieces() -> re.Pattern[str]:
    a = alphabet()
    return compiled(
        rf"(?P<figure>\d++(?:[,，]\d{{3}})*+(?:[.．·]\d++)?+{POWER})"
        rf"|(?P<whole>[{a.digit_class}{a.small_class}]++)点(?P<part>[{a.digit_class}]++)"
        rf"|点(?P<fraction>[{a.digit_class}]++)"
        rf"|(?P<zero>[〇零○]++)|(?P<digits>[{a.digit_class}]++)|(?P<tens>[{''.join(a.tens)}])"
        rf"|(?P<small>[{''.join(a.small)}])|(?P<big>[{a.big_class}])|(?P<letter>[{''.join(a.letters)}])"
    )


@lru_cache(maxsize=8192)
def evaluate(text: str) -> Numeral | None:
    """The worth of the numeral ``text``, or ``None`` where it is not well formed.

    >>> evaluate("1亿3000万").low, evaluate("三千五").low, evaluate("两亿三").low
    (Decimal('130000000'), Decimal('3500'), Decimal('230000000'))
    >>> n = evaluate("三四十"); n.low, n.high
    (Decimal('30'), Decimal('40'))
    >>> evaluate("百千") is None
    True
    """
    if len(text) > LONGEST:
        return None
    found = _evaluate(text) or _joined(text)
    return None if found is None else found._replace(low=plain(found.low), high=plain(found.high))


def plain(value: Decimal) -> Decimal:
    """``value`` without trailing zeros and without an exponent.

    >>> plain(Decimal("25.00")), plain(Decimal("1E+3"))
    (Decimal('25'), Decimal('1000'))
    """
    short = value.normalize(EXACT)
    return short.quantize(Decimal(1), context=EXACT) if short == short.to_integral_value() else short


def numeral_value(text: str) -> Decimal | None:
    """The one value of the numeral ``text``; ``None`` where it is malformed or a joined range."""
    found = evaluate(text)
    return found.low if found is not None and found.low == found.high else None


class _Sum:
    """Adds up groups: ``total`` of the closed ones, ``group`` of the open one, ``digit`` not yet scaled."""

    __slots__ = ("digit", "figure", "floor", "gap", "group", "last_big", "power", "total")

    def __init__(self) -> None:
        self.total = Decimal(0)
        self.group: Decimal | None = None
        self.digit: Decimal | None = None
        self.figure = False  # the open digit is an Arabic figure of more than one character, or a decimal
        self.power = 0  # of the scale read last
        self.floor = 99  # small scales must fall within a group
        self.gap = False  # a 零 stood since the last scale
        self.last_big = 99

    def small(self, power: int) -> bool:
        if power >= self.floor:
            return False
        self.group = (self.group or 0) + EXACT.scaleb(Decimal(1) if self.digit is None else self.digit, power)
        self.digit, self.floor, self.power, self.gap = None, power, power, False
        return True

    def big(self, power: int) -> bool:
        if self.digit is None and self.group is None:
            part = None
        else:
            part = (self.group or Decimal(0)) + (self.digit or Decimal(0))
        if power > self.last_big:
            self.total = EXACT.scaleb(self.total + (part or 0), power)
        elif part is None and power == self.last_big == 4:
            self.total = EXACT.scaleb(self.total, power)  # 六万万
        elif part is None and self.last_big != 99:
            return False  # 亿万, 万万
        elif power == self.last_big:
            return False
        else:
            self.total += EXACT.scaleb(Decimal(1) if part is None else part, power)
        self.group = self.digit = None
        self.floor, self.power, self.gap, self.last_big, self.figure = 99, power, False, power, False
        return True

    def value(self) -> Decimal:
        """The sum; a lone digit after 百 or more counts the next lower place (三千五, 1万2)."""
        digit = self.digit
        if digit is not None and self.power >= 2 and not self.gap and not self.figure:
            digit = EXACT.scaleb(digit, self.power - 1)
        return self.total + (self.group or 0) + (digit or 0)


def _evaluate(text: str) -> Numeral | None:
    a, state = alphabet(), _Sum()
    figures = scaled = han = seen = False
    at = scale = 0
    for piece in _pieces().finditer(text):
        if piece.start() != at:
            return None
        at, kind, form = piece.end(), piece.lastgroup, piece[0]
        if kind == "zero" and scaled and at < len(text):
            state.gap, han = True, True
        elif kind == "fraction":
            if not scaled or state.digit is not None:
                return None
            state.digit, state.figure, seen = (
                Decimal("0." + "".join(str(a.digits[c]) for c in piece["fraction"])),
                True,
                True,
            )
        elif kind in ("digits", "zero", "figure", "part", "tens"):
            if state.digit is not None or (kind == "digits" and len(form) > 1 and scaled):
                return None
            if kind == "tens":
                state.group, state.floor, state.power = (state.group or 0) + Decimal(a.tens[form]), 1, 1
                scaled = han = seen = True
                continue
            value = _digits(form, str(kind))
            if value is None:
                return None
            state.digit, state.figure, seen = value, kind == "part" or len(form) > 1, True
            figures, han = figures or kind == "figure", han or kind != "figure"
        elif kind == "small":
            if not state.small(a.small[form]):
                return None
            scaled, scale = True, scale or (a.small[form] if a.small[form] > 1 else 0)
        elif kind in ("big", "letter"):
            power = a.big[form] if kind == "big" else a.letters[form]
            if not state.big(power):
                return None
            scaled, scale = True, scale + power if at - 2 >= 0 and text[at - 2] in a.big else power
        else:
            return None
    if at != len(text):
        return None
    if text[-1] not in a.big and text[-1] not in a.letters and (text[-1] not in a.small or len(text) > 2):
        scale = 0
    value = state.value()
    return Numeral(value, value, han or not figures, not seen, scale)


def _digits(form: str, kind: str) -> Decimal | None:
    """A run of digits without scales: a figure, a Han digit or digit string, or Han digits around 点."""
    a = alphabet()
    if kind == "figure":
        return _figure(form)
    if kind == "part":
        whole, _, part = form.partition("点")
        base = _evaluate(whole.lstrip("〇零○") or "零")
        if base is None:
            return None
        return Decimal(f"{base.low}." + "".join(str(a.digits[c]) for c in part))
    if len(form) == 2 and _steps(form):
        return None
    return Decimal("".join(str(a.digits[c]) for c in form))


_PLAIN = str.maketrans({",": None, "，": None, "．": ".", "·": ".", "x": "×", "X": "×", "*": "×", "e": "E", "＋": "+"})
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def _figure(form: str) -> Decimal:
    """The worth of an Arabic figure, with its thousands and its power of ten.

    >>> _figure("1,200.5"), _figure("3.5×10^8"), _figure("10⁴"), _figure("1.0E＋11")
    (Decimal('1200.5'), Decimal('3.5E+8'), Decimal('1E+4'), Decimal('1.0E+11'))
    """
    plain_form = form.translate(_PLAIN)
    if "E" in plain_form:
        return Decimal(plain_form)
    base = plain_form.rstrip("⁰¹²³⁴⁵⁶⁷⁸⁹") if "^" not in plain_form else plain_form.partition("^")[0]
    if base == plain_form:
        return Decimal(plain_form)
    power = int(plain_form[len(base) :].lstrip("^").translate(_RAISED))
    factor, times, _ = base.partition("×")
    return EXACT.scaleb(Decimal(factor if times else 1), power)


def _steps(pair: str) -> bool:
    """Whether two Han digits name a range: neighbours (七八) or 三五."""
    a, b = (alphabet().digits[c] for c in pair)
    return (b - a == 1 and a > 0) or (a, b) == (3, 5)


@cache
def _pair() -> re.Pattern[str]:
    return re.compile(rf"(?P<pair>[{alphabet().digit_class}]{{2}})(?![{alphabet().digit_class}])")


def _joined(text: str) -> Numeral | None:
    """A joined range: 三四十 30–40, 十五六 15–16, 二三百 200–300."""
    found = _pair().search(text)
    if found is None or not _steps(found["pair"]):
        return None
    at = found.start()
    low, high = _evaluate(text[:at] + text[at] + text[at + 2 :]), _evaluate(text[:at] + text[at + 1 :])
    if low is None or high is None or not low.low < high.high:
        return None
    return Numeral(low.low, high.high, True, False, high.scale)
