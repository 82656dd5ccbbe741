"""The times of a text that is scanned for nothing else: a title, a line of metadata, the value of a date column."""

from functools import cache

from ...rules import Mention
from ...scan import Scanner
from ..values import TimeExpr
from .rules import rules


@cache
def _scanner() -> Scanner:
    return Scanner(rules())


def times(text: str, start: int = 0, end: int | None = None) -> list[Mention]:
    """The time phrases of ``text[start:end]``, in order, still without dates.

    >>> [mention.value.first.year for mention in times("2024年计划到2025年底完成，2月30日不算")]
    [2024, 2025]
    """
    found = _scanner().scan(text, start, len(text) if end is None else end)
    return [mention for mention in found if isinstance(mention.value, TimeExpr)]
