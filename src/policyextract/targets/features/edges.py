"""Where a phrase begins and ends: its first and last words as features, with those beside them."""

from typing import Any

from ..scene import Case
from .asked import ABSENT, Asked, Tagged
from .line import EDGE, Line


class Edges:
    """The features of the first and the last words of phrases."""

    def __init__(self, asked: Asked) -> None:
        self._first = asked.form(["s=", "s~~", "s-~~", "s-=", "s.k3="], ["s.cc=", "s.wc=", "s.cw="])
        self._first_tags = Tagged(asked, "s#")
        self._first_gap = asked.name("s.gap")
        self._last = asked.form(["e=", "e+~~", "e+=", "e2=", "e.k3="], ["e.cc=", "e.wc=", "e.cw="])
        self._last_tags = Tagged(asked, "e#")
        self._last_gap = asked.name("e.gap")
        self._nothing = asked.nothing
        self._measure = asked.form(
            [], ["m.c=", "m.f=", "m.cc=", "m.u=", "m.+=", "e+dim=", "ec=", "e+unit=", "ec+unit="]
        )

    def opening(self, line: Line, first: int) -> Any:
        """The first word of a phrase, and the one before it."""
        word, at = line.words[first], first + EDGE
        its, mine = line.near[at - 1], line.near[at]
        said, own = line.shapes[at - 1], line.shapes[at]
        inner = self._nothing
        fine = before = ABSENT
        if word.mention is None:
            fine = line.company[first]
            if word.tags:
                inner = self._first_tags.of(word.tags)
        if first:
            before = line.company[first - 1]
            if line.words[first - 1].end < word.start:
                inner = inner + self._first_gap
        kinds = line.kinds(at - 1, at + 2)
        return self._first.of([own, fine, before, said, kinds], [its, said, its], [mine, mine, own]) + inner

    def closing(self, line: Line, last: int) -> Any:
        """The last word of a phrase, and the one behind it."""
        words, at = line.words, last - 1 + EDGE
        end = words[last - 1]
        mine, its = line.near[at], line.near[at + 1]
        own, said = line.shapes[at], line.shapes[at + 1]
        inner = self._nothing
        fine = ABSENT
        if end.tags and end.mention is None:
            inner = self._last_tags.of(end.tags)
        if last < len(words):
            behind = words[last]
            if behind.mention is None:
                fine = line.company[last]
            if behind.start > end.end:
                inner = inner + self._last_gap
        two, three = line.kinds(at, at + 2), line.kinds(at - 1, at + 2)
        return self._last.of([own, fine, said, two, three], [mine, own, mine], [its, its, said]) + inner

    def measured(self, case: Case, line: Line, last: int, dimension: str, closing: Any) -> Any:
        """The last word with what it is measured in; ``closing`` is what it says by itself."""
        at, unit = last - 1 + EDGE, case.unit
        own, mine, letter = line.shapes[at], line.near[at], line.words[last - 1].text[-1]
        fine, two = line.company[last - 1], f"{line.near[at - 1]}.{mine}"
        said = self._measure.of(
            [],
            [mine, fine, two, mine, dimension, own, letter, own, letter],
            [dimension, dimension, dimension, unit, line.near[at + 1], dimension, dimension, unit, unit],
        )
        return said + closing
