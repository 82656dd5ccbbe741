"""Half-open spans of code points."""

from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range ``[start, end)`` of code points in one text.

    >>> Span(3, 7).length
    4
    >>> Span(3, 7).overlaps(Span(6, 9)), Span(3, 7).overlaps(Span(7, 9))
    (True, False)
    >>> Span(3, 7).contains(Span(4, 7))
    True
    """

    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end
