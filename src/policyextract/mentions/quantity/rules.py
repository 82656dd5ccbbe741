"""The scanning rules of quantities."""

from functools import cache

from ...rules import Rule
from ..number.numeral import alphabet
from ..number.read import number_pattern, signed_pattern
from .amounts import amount, symbol, symbol_pattern
from .rank import first, first_pattern, front, front_pattern, ordinal, ordinal_pattern
from .special import doubling, doubling_pattern, word, words

_FIGURES = "0123456789"


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in their order: words and ranks before plain numbers, which begin with the same characters."""
    numerals = _FIGURES + alphabet().han_class
    return (
        Rule("quantity.word", words().wakes, words().pattern, word),
        Rule("quantity.doubling", "翻", doubling_pattern(), doubling),
        Rule("quantity.ordinal", "第", ordinal_pattern(), ordinal),
        Rule("quantity.first", "首", first_pattern(), first),
        Rule("quantity.front", "前", front_pattern(), front),
        Rule("quantity.symbol", "¥￥$＄€£₩UHN", symbol_pattern(), symbol),
        Rule("quantity.signed", "-−－+＋零负", signed_pattern(), amount),
        Rule("quantity.number", numerals, number_pattern(), amount),
    )
