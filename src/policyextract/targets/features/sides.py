"""What sorts of words stand on both sides of a quantity, by which a phrase on either side is cut: a noun behind it reaches up to
its verb where no verb stands before the quantity (20个|村 通了公路), and to the end where one does (完成|20公里|管网 改造)."""

from typing import Any, Final

from ..parse import Word
from ..proposers.nouns import closing, opening
from ..scene import Case
from .asked import Asked
from .line import EDGE, Line

_TOLD: Final = frozenset("LBH")
_NOUNS: Final = frozenset(("n", "vn"))


class Sides:
    """The words before and behind one quantity in its stretch of the clause.

    Attributes:
        has: whether nouns, verbs or names stand before it, and nouns or verbs behind it.
        whole: whether verbs and nouns stand before it, nouns and verbs behind it; ``outer``: verbs before, nouns behind.
        left: what the word before it is.
    """

    __slots__ = ("dimension", "has", "left", "outer", "whole")

    def __init__(self, case: Case, head: int) -> None:
        words, clause = case.sentence.words, case.sentence.clauses[case.clause]
        left = {word.kind for word in words[opening(words, clause.first, head) : head]}
        right = {word.kind for word in words[case.word + 1 : closing(words, case.word + 1, clause.last)]}
        before, behind = not _NOUNS.isdisjoint(left), not _NOUNS.isdisjoint(right)
        done, doing = "v" in left, "v" in right
        said = ["n" if named else "v" if verb else "-" for named, verb in ((before, done), (behind, doing))]
        self.has = f"{said[0]}{'L' if not _TOLD.isdisjoint(left) else ''}{said[1]}"
        self.outer = f"{'v' if done else '-'}{'n' if behind else '-'}"
        self.whole = f"{self.outer}{'n' if before else '-'}{'v' if doing else '-'}"
        self.left = sort(words[head - 1]) if head > clause.first else "^"
        self.dimension = case.unit_kind.dimension or "-"


def sort(word: Word) -> str:
    """What a word is: its first tag, or its class where it has none or is a mention."""
    return word.tags[0] if word.tags and word.mention is None else word.kind


class Cuts:
    """How the phrases of a zone are cut, told with what stands on both sides of the quantity."""

    __slots__ = ("_begin", "_end", "_whole")

    def __init__(self, zone: str, asked: Asked) -> None:
        self._begin = asked.form([], [f"{zone}.h.s=", f"{zone}.h.s#=", f"{zone}.d.s=", f"{zone}.d.s2="])
        self._end = asked.form([], [f"{zone}.h.e="])
        self._whole = asked.form([], [f"{zone}.h.v=", f"{zone}.h.x=", f"{zone}.d.v="])

    def begin(self, line: Line, first: int, lo: int, sides: Sides) -> Any:
        """A phrase that begins with the word ``first`` of a stretch that begins with ``lo``."""
        at = first + EDGE
        kind = line.kinds(at, at + 1)
        opens = f"{kind}{first == lo}"
        said = [opens, sort(line.words[first]), kind, line.kinds(at - 1, at + 1)]
        return self._begin.of([], [sides.whole, sides.outer, sides.dimension, sides.dimension], said)

    def end(self, line: Line, last: int, sides: Sides) -> Any:
        """A phrase that ends before the word ``last``."""
        at = last - 1 + EDGE
        return self._end.of([], [sides.whole], [line.kinds(at, at + 2)])

    def whole(self, line: Line, verb: bool, last: int, closes: bool, sides: Sides) -> Any:
        """A phrase with or without a ``verb`` that ends before the word ``last``, and there ``closes`` its stretch or does not."""
        at = last + EDGE
        said = [str(verb), f"{verb}{closes}{line.kinds(at, at + 1)}", f"{verb}.{sides.left}"]
        return self._whole.of([], [sides.whole, sides.whole, sides.dimension], said)
