"""What the records before took of a slot that is carried on from record to record: who, and where."""

from collections import Counter

from ...span import Span
from ..scene import Case
from .common import place_of_case, steps

Told = tuple[str, str, str, str, int, int]
"""How a candidate stands to what was taken before: its rule; whether it is what the record before took; where that record
stands; of those before, which share took it; how many there are in steps; how many took it."""


class Earlier:
    """What the records of a document took so far; :meth:`take` adds one.

    ``case`` is the last of them, ``span`` what it took (None: nothing) and ``said`` its words.
    """

    __slots__ = ("_asked", "_steps", "_where", "case", "count", "said", "span", "taken")

    def __init__(self) -> None:
        self.case: Case | None = None
        self.span: Span | None = None
        self.said = ""
        self.taken: Counter[str] = Counter()
        self.count = 0
        self._steps = 0
        self._asked: Case | None = None
        self._where = ""

    def take(self, case: Case, span: Span | None, said: str) -> None:
        """The record at ``case`` took ``span``, which reads ``said`` (None, ``""``: nothing)."""
        self.case, self.span, self.said = case, span, said
        self.taken[said] += 1
        self.count += 1
        self._steps = steps(self.count)
        self._asked = None

    def where(self, case: Case) -> str:
        """How near the record before stands to ``case``."""
        if self._asked is not case:
            self._asked, self._where = case, place_of_case(self.case, case)
        return self._where

    def told(self, case: Case, rule: str, start: int, said: str) -> Told:
        """How a candidate that begins at ``start`` (-1: it takes nothing) and reads ``said`` stands to those before."""
        often, count = self.taken.get(said, 0), self.count
        share = "-" if not count else "z" if not often else str(often * 4 // count)
        if start < 0:
            return "", "none" if self.span is None else "some", self.where(case), share, self._steps, 0
        if self.span is not None:
            same = "same" if self.span.start == start else "like" if self.said == said else "other"
        else:
            same = "none" if self.case is not None else "first"
        return rule, same, self.where(case), share, self._steps, often if often < 3 else 3


def names_of(told: Told) -> list[str]:
    """Whether a candidate is what the record before took, and how often those before did, as features."""
    rule, same, where, share, count, often = told
    if not rule:
        return [f"0before={where}.{same}", f"0often={share}.{count}"]
    return [
        f"before={same}.{where}",
        f"{rule}|before={same}.{where}",
        f"often={share}.{count}",
        f"{rule}|often={often}",
    ]
