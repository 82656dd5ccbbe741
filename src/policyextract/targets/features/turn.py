"""Which way the quantity before turned, for one that leaves its verb out: 增长5%，力争6%."""

from typing import Final

from ..parse import Sentence
from ..scene import Case

_TURNS: Final = ("rise", "fall", "level")


def turn(case: Case) -> str:
    """How the words before a quantity turn, how those before the quantity before it in the sentence do, and whether both
    are measured in the same: ``-.rise.True``; ``""`` where it is the first of its sentence."""
    before = case.before
    if before is None:
        return ""
    sentence, ahead = case.sentence, before.before
    own = _last(sentence, before.word + 1, case.word)
    earlier = _last(sentence, ahead.word + 1 if ahead is not None else 0, before.word + 1)
    return f"{own}.{earlier}.{before.unit == case.unit}"


def _last(sentence: Sentence, first: int, last: int) -> str:
    """The way that the last word of a stretch which turns at all turns."""
    for i in range(last - 1, first - 1, -1):
        for tag in sentence.words[i].tags:
            if tag in _TURNS:
                return tag
    return "-"
