"""The scanning rules of quantities."""

from functools import cache

from ...rules import Rule
from ..number.numeral import alphabet
from ..number.read import number_pattern
from .amounts import amount


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in their order."""
    wakes = "0123456789-−－+＋" + alphabet().han_class
    return (Rule("quantity.number", wakes, number_pattern(), amount),)
