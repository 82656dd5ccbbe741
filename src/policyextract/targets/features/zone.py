"""What stands before, behind and between: how the candidates of one zone lie in their stretch and to the quantity.

A zone is what the names of constructions that look the same way begin with: ``left``, ``righ``, ``over``.
"""

from typing import Any, Final

from ..parse import Word
from ..proposers.nouns import JOINS
from .asked import ABSENT, Asked, Tagged
from .line import EDGE, Line
from .parts import keep
from .phrases import few

LONG: Final = 20
"""Characters of a candidate; what is longer is as long."""
_SKIPPED: Final = 12  # words before a candidate whose classes are looked at
_LOOKED: Final = 8  # words between a candidate and the quantity whose classes and tags are looked at
_SPELT: Final = 3  # so many words between them stand as they are


class Zone:
    """The features of a zone.

    ``sizes`` are those of how many characters a candidate has, by their number, up to :data:`LONG`.
    """

    __slots__ = ("_ahead", "_asked", "_before", "_behind", "_off", "_skips", "_tags", "name", "sizes")

    def __init__(self, name: str, asked: Asked) -> None:
        self._asked = asked
        self.name = name
        self.sizes = [asked.name(f"{name}.c={size // 2}") for size in range(LONG + 1)]
        self._ahead = asked.form([f"{name}.skip="], [f"{name}.s-="])
        self._before = Tagged(asked, f"{name}.s-#")
        self._skips: dict[str, Any] = {}
        ends = [f"{name}.{feature}" for feature in ("e2=", "e+=", "e+~", "gap=", "gk=", "gapt=")]
        self._behind = asked.form(ends)
        self._off = asked.form([f"{name}.off=", f"{name}.gk=", f"{name}.offt="])
        self._tags = Tagged(asked, f"{name}.g#")

    def ahead(self, line: Line, first: int, lo: int, opening: Any) -> Any:
        """What stands before a candidate in its stretch, which begins with the word ``lo``.

        Args:
            opening: what its first word says by itself.
        """
        words, at, inner = line.words, first + EDGE, opening
        if first:
            before = words[first - 1]
            if before.text in JOINS:
                far = line.kinds(at - 2, at - 1)
                name = f"{self.name}.s.join={before.text}.{far}.{words[first].kind}"
                inner = inner + self._asked.name(name)
            if first > lo:
                if before.tags:
                    inner = inner + self._before.of(before.tags)
                inner = inner + self._skipped(line, max(lo, first - _SKIPPED), first)
        return self._ahead.of([few(first - lo)], [line.shapes[at - 1]], ["True" if first == lo else "False"]) + inner

    def _skipped(self, line: Line, start: int, first: int) -> Any:
        """The classes of words that stand before a candidate in its stretch."""
        key = line.told(start + EDGE, first + EDGE)
        found = self._skips.get(key)
        if found is None:
            kinds = [word.kind for word in line.words[start:first]]
            found = keep(self._skips, key, self._asked.names(kinds, f"{self.name}.sk="))
        return found

    def behind(self, line: Line, last: int, at: int, said: Any) -> Any:
        """What stands behind a candidate, and between it and the quantity, where that stands behind it at the word ``at``.

        Args:
            said: what its last word says by itself and with the quantity.
        """
        words, place, inner = line.words, last + EDGE, said
        sense, gap, kinds, spelt = ABSENT, ABSENT, ABSENT, ABSENT
        if last < len(words):
            sense = words[last].sense
            text = words[last].text
            if text in JOINS:
                far = line.kinds(place + 1, place + 2)
                inner = inner + self._asked.name(f"{self.name}.e.join={text}.{far}.{words[last - 1].kind}")
        if last <= at:
            gap, kinds, spelt, inner = self._between(line, last, at, inner)
        ends = [line.kinds(place - 1, place + 1), line.shapes[place], sense, gap, kinds, spelt]
        return self._behind.of(ends, [], []) + inner

    def off(self, line: Line, at: int, first: int, ahead: Any) -> Any:
        """What stands between the quantity, at the word before ``at``, and a candidate behind it."""
        gap, kinds, spelt, inner = self._between(line, at, first, ahead)
        return self._off.of([gap, kinds, spelt], [], []) + inner

    def _between(self, line: Line, start: int, stop: int, inner: Any) -> tuple[str, str, str, Any]:
        """How many words stand in ``[start, stop)``, their kinds, the words of a short stretch, and ``inner`` with their tags."""
        size, at = stop - start, start + EDGE
        if size <= 0:
            return "0", "", "", inner
        looked = size if size < _LOOKED else _LOOKED
        if line.tagged[start + looked] > line.tagged[start]:
            inner = inner + self._tags.of(tags_of(line.words[start : start + looked]))
        spelt = " ".join(line.shapes[at : at + size]) if size <= _SPELT else ABSENT
        return few(size), line.kinds(at, at + looked), spelt, inner


def tags_of(words: tuple[Word, ...]) -> tuple[str, ...]:
    """The tags of several words, one behind the other."""
    out: tuple[str, ...] = ()
    for word in words:
        if word.tags:
            out = (*out, *word.tags) if out else word.tags
    return out
