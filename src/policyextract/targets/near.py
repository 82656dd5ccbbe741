"""What of a text's findings begins in a stretch of it."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, TypeVar

Found = TypeVar("Found")

_FAR: Final = 24  # no more are looked at: what stands further back speaks for another matter


def beginning_in(found: list[Found], starts: Sequence[int], start: int, end: int) -> list[Found]:
    """Those of ``found`` (which begin at ``starts``, in order) that begin in ``[start, end)``, of many the last.

    >>> beginning_in(["a", "b", "c"], [2, 5, 9], 3, 9), beginning_in(["a"], [2], 9, 3)
    (['b'], [])
    """
    last = bisect_left(starts, end)
    if not last or starts[last - 1] < start:
        return found[:0]
    first = bisect_left(starts, start, 0, last)
    return found[first if last - first <= _FAR else last - _FAR : last]
