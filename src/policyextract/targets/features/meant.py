"""What the words beside a time mean: 截至|6月底, 2025年|以来, 5月1日|发布."""

from typing import Final

from ...context.resolve import Moment
from ..senses import UNKNOWN, sense, senses

_BEFORE, _BEHIND = 4, 3  # characters of a word that is looked up
_SIGNS: Final = frozenset("，。；：、（）“”《》\n,;:()|")


def beside(text: str, moment: Moment) -> tuple[str, str]:
    """The senses of the words before and behind a time, or the marks that stand there."""
    return _ending(text, moment.outer_start), _beginning(text, moment.outer_end)


def _ending(text: str, at: int) -> str:
    """The sense of the longest known word that ends at ``at``."""
    sign = text[at - 1 : at]
    return sign if sign in _SIGNS else sense(text[max(0, at - _BEFORE) : at])


def _beginning(text: str, at: int) -> str:
    """The sense of the longest known word that begins at ``at``."""
    sign = text[at : at + 1]
    if sign in _SIGNS:
        return sign
    known = senses()
    for size in range(_BEHIND, 0, -1):
        found = known.get(text[at : at + size])
        if found is not None:
            return found
    return UNKNOWN
