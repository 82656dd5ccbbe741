"""What the records before took of a slot that is carried on from record to record: who, and where."""

from collections import Counter

from ...span import Span
from ..scene import Case
from .common import place_of_case, steps


class Earlier:
    """What the records of a document took so far; :meth:`take` adds one.

    ``case`` is the last of them, ``span`` what it took (None: nothing) and ``said`` its words.
    """

    __slots__ = ("case", "count", "said", "span", "taken")

    def __init__(self) -> None:
        self.case: Case | None = None
        self.span: Span | None = None
        self.said = ""
        self.taken: Counter[str] = Counter()
        self.count = 0

    def take(self, case: Case, span: Span | None, said: str) -> None:
        """The record at ``case`` took ``span``, which reads ``said`` (None, ``""``: nothing)."""
        self.case, self.span, self.said = case, span, said
        self.taken[said] += 1
        self.count += 1

    def features(self, case: Case, rule: str, span: Span | None, said: str, names: list[str]) -> None:
        """Add whether a candidate is what the record before took, and how often those before did."""
        where = place_of_case(self.case, case)
        often = self.taken[said]
        share = "-" if not self.count else "z" if not often else str(often * 4 // self.count)
        if span is None:
            names.append(f"0before={where}.{'none' if self.span is None else 'some'}")
            names.append(f"0often={share}.{steps(self.count)}")
            return
        if self.span is not None:
            same = "same" if self.span.start == span.start else "like" if self.said == said else "other"
        else:
            same = "none" if self.case is not None else "first"
        names.append(f"before={same}.{where}")
        names.append(f"{rule}|before={same}.{where}")
        names.append(f"often={share}.{steps(self.count)}")
        names.append(f"{rule}|often={min(3, often)}")
