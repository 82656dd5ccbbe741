"""A figure among the others of its document: those of the same unit and noun, whether it is the largest, the first, said twice;
those that count up with it; the figures beside it in its block."""

from bisect import bisect_left
from collections import Counter
from typing import Final

from ..parse import Word
from ..scene import Case, Scene
from .common import led
from .parts import Part

_NEAR: Final = 8  # figures among which one that is one more is looked for
_LEFT: Final = 3  # words before a figure among which its noun is looked for
_END: Final = 2  # characters of the noun by which others are of the same
_ROOM: Final = 20  # characters: a step of the length of a sentence
_LONGEST: Final = 8
_MOST: Final = 8


def head(case: Case) -> str:
    """The end of the noun a figure counts, by the words behind it, else before it; ``-`` for none."""
    words, clause, at = case.sentence.words, case.sentence.clauses[case.clause], case.word
    last = at + 1
    while last < len(words) and _nominal(words[last]):
        last += 1
    if last > at + 1:
        return words[last - 1].text[-_END:]
    for i in range(at - 1, max(clause.first, at - _LEFT - 1) - 1, -1):
        if words[i].kind in ("n", "vn"):
            return words[i].text[-_END:]
    return "-"


def _nominal(word: Word) -> bool:
    """Whether a word may stand within the noun that a figure counts."""
    return word.kind in ("n", "vn", "a", "b") and word.text != "的"


class Group:
    """The values of one unit and noun in a document, and the first figure that has one."""

    __slots__ = ("count", "first", "high", "low", "values")

    def __init__(self, index: int, value: float) -> None:
        self.first = index
        self.low = self.high = value
        self.values: dict[float, int] = {}
        self.count = 0

    def add(self, value: float) -> None:
        """Take in a figure."""
        self.low = min(self.low, value)
        self.high = max(self.high, value)
        self.values[value] = self.values.get(value, 0) + 1
        self.count += 1


class Again:
    """Makes the features of one document's figures; ``kind`` is that of the document."""

    def __init__(self, scene: Scene, kind: str) -> None:
        self._scene = scene
        self._kind = kind
        self._groups: dict[tuple[str, str], Group] = {}
        self._own: list[Group] = []
        self._seen: dict[tuple[float, str], list[int]] = {}
        self._values = [float(case.amount.explicit[0]) for case in scene.cases]
        for case, value in zip(scene.cases, self._values, strict=True):
            key = (case.unit, head(case))
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = Group(case.index, value)
            group.add(value)
            self._own.append(group)
            self._seen.setdefault((value, case.unit), []).append(case.index)
        self._in_block = Counter([case.block for case in scene.cases])

    def part(self, case: Case, digits: int, said: str) -> Part:
        """The features of a figure with so many ``digits`` in a block that speaks so."""
        value, dimension = self._values[case.index], case.unit_kind.dimension or "-"
        group = self._own[case.index]
        equal = "eq" if group.values[value] > 1 else "-"
        place = "1" if group.count == 1 else "max" if value >= group.high else "min" if value <= group.low else "mid"
        first, more = group.first == case.index, group.count > 1
        seen = self._seen[value, case.unit]
        at = case.index
        less = self._met(value - 1, case.unit, at - _NEAR, at)
        more_by_one = self._met(value + 1, case.unit, at + 1, at + _NEAR + 1)
        span, block = case.sentence.span, self._scene.blocks[case.block]
        out = [
            f"r.place+dim={place}.{equal}.{dimension}",
            f"r.place+kind={place}.{equal}.{self._kind}",
            f"r.first+dim={first}.{equal}.{more}.{dimension}",
            f"r.value+kind={len(seen) > 1}.{seen[0] == case.index}.{self._kind}.{digits}",
            f"r.steps={less}.{more_by_one}.{dimension}.{digits}",
            f"r.length={min(_LONGEST, (span.end - span.start) // _ROOM)}.{dimension}",
            f"r.many={min(_MOST, self._in_block[case.block])}.{block.kind}",
        ]
        self._beside(case, dimension, said, out)
        return Part(out)

    def _met(self, value: float, unit: str, first: int, last: int) -> bool:
        """Whether one of the figures ``[first, last)`` is ``value`` in that unit: 11, 12, 13 count rows."""
        seen = self._seen.get((value, unit))
        if seen is None:
            return False
        found = bisect_left(seen, first)
        return found < len(seen) and seen[found] < last

    def _beside(self, case: Case, dimension: str, said: str, out: list[str]) -> None:
        """What the figures before and behind in the block stand by, and how theirs and its own compare."""
        cases, at = self._scene.cases, case.index
        if at and cases[at - 1].block == case.block:
            before = cases[at - 1]
            same = before.sentence is case.sentence
            out.append(f"o.before.left={same}.{led(before)}")
            out.append(f"o.before={same}.{self._compared(at - 1, at)}.{said}")
        else:
            out.append("o.before=none")
        if at + 1 < len(cases) and cases[at + 1].block == case.block:
            behind = cases[at + 1]
            same = behind.sentence is case.sentence
            out.append(f"o.behind.left={same}.{led(behind)}")
            out.append(f"o.behind={same}.{self._compared(at + 1, at)}.{said}")
            out.append(f"o.behind+dim={same}.{behind.unit_kind.dimension or '-'}.{dimension}")
            out.append(f"o.behind+cmp={same}.{behind.comparator}.{case.comparator}")
        else:
            out.append("o.behind=none")

    def _compared(self, other: int, own: int) -> str:
        """Whether two figures have one unit, and which is larger."""
        one, two, cases = self._values[other], self._values[own], self._scene.cases
        return f"{cases[other].unit == cases[own].unit}.{'eq' if one == two else 'lt' if one < two else 'gt'}"
