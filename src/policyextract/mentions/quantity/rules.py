"""The scanning rules of quantities."""

import re
from functools import cache

from ...rules import Rule
from ..number.numeral import alphabet
from ..number.read import number_pattern, signed_pattern
from .amounts import amount, symbol, symbol_pattern
from .rank import first, first_pattern, front, front_pattern, ordinal, ordinal_pattern
from .special import doubling, doubling_pattern, word, words
from .units import table

_FIGURES = "0123456789"


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in their order: words and ranks before plain numbers, which begin with the same characters."""
    a = alphabet()
    numerals = _FIGURES + a.han_class
    # A lone Han digit is a quantity only before more of a numeral, a unit, or what joins it to a second number.
    firsts = "".join(sorted({form[0] for form in table().units}))
    behind_digit = rf"(?<=每.)|(?=[\d{a.han_class}{re.escape(firsts)}点多余来几幾分成折半/／（( \u3000–—－~～‐‑―─−∼〜至到与和以及、\-])"
    digits = dict.fromkeys((char for char, value in a.digits.items() if value), behind_digit)
    number = rf"(?=[^\S\n]?[\d{a.han_class}])"
    forms: dict[str, str] = {}
    for form in words().rows:
        forms[form[0]] = f"{forms[form[0]]}|(?={form[1:]})" if form[0] in forms else f"(?={form[1:]})"
    return (
        Rule("quantity.word", words().wakes, words().pattern, word, forms),
        Rule("quantity.doubling", "翻", doubling_pattern(), doubling),
        Rule("quantity.ordinal", "第", ordinal_pattern(), ordinal, {"第": number}),
        Rule("quantity.first", "首", first_pattern(), first, {"首": "(?=位)"}),
        Rule("quantity.front", "前", front_pattern(), front, {"前": number}),
        Rule("quantity.symbol", "¥￥$＄€£₩UHN", symbol_pattern(), symbol),
        Rule(
            "quantity.signed",
            "-−－+＋零负",
            signed_pattern(),
            amount,
            {**dict.fromkeys("-−－+＋负", rf"(?=[\d{a.han_class}])"), "零": "(?=下)"},
        ),
        Rule("quantity.number", numerals, number_pattern(), amount, digits),
    )
