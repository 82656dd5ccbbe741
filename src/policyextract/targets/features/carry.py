"""The times near one record, as features: which of them there are, and how far a candidate agrees with the last before it."""

from collections.abc import Sequence
from typing import Final

from ...context.resolve import Moment
from ..proposers.due import Candidate
from ..proposers.periods import Periods
from ..scene import Case, Scene

Standing = tuple[str, str, str, str, str, str]
"""How a candidate stands to the times near a record."""

Around = tuple[str, str, str, str]
"""Which places near a record say a time; the letter of its kind; how the document, the block and it speak; which of the times of
its paragraph is the nearest."""

_PLACES: Final = (
    "oebrhti"  # own clause, earlier in the sentence, block before it, stretch that runs, heading, title, behind
)


class Near:
    """The times near one record, and what they have in common with a candidate.

    ``around`` makes the features of the record, by :func:`names_around`.
    """

    __slots__ = ("_earlier", "_profile", "_said", "_timed", "around")

    def __init__(self, told: Sequence[bool], earlier: Moment | None, profile: str, kind: str, said: str) -> None:
        own, before, block = told[:3]
        self._earlier = earlier
        self._timed = "own" if own else "earlier" if before else "block" if block else "0"
        self._profile, self._said = profile, said
        pattern = "".join([place if there else "-" for place, there in zip(_PLACES, told, strict=True)])
        self.around: Around = (pattern, kind, profile, self._timed)

    def standing(self, candidate: Candidate, lies: str) -> Standing:
        """What makes the features of a candidate, for :func:`names_of`.

        Args:
            lies: where its period lies, seen from the publication; ``""`` where it has none.
        """
        earlier, moment = self._earlier, candidate.moment
        agrees = ""
        if earlier is not None:
            last = candidate.last
            agrees = "other" if earlier.last != last else "same" if earlier.first == candidate.first else "end"
        return agrees, lies, "" if moment is None else moment.grain, self._timed, self._said, self._profile


def names_around(around: Around) -> list[str]:
    """The features of a record that has these times near it."""
    pattern, kind, profile, timed = around
    return [f"n.{pattern}.{kind}", f"n.{profile}", f"n.{profile}.{timed}", f"n.timed={timed}"]


def names_of(standing: Standing) -> list[str]:
    """The features of a candidate that stands so."""
    agrees, lies, grain, timed, said, profile = standing
    out: list[str] = []
    if agrees:
        out += [f"a.earlier={agrees}.{timed}.{said[:1]}", f"a.earlier={agrees}.{profile}"]
    if lies:
        out += [f"l={lies}.{grain}.{timed}.{said}", f"l={lies}.{profile}"]
    return out


class Carried:
    """Finds the times near the records of one document."""

    def __init__(self, scene: Scene, periods: Periods) -> None:
        self._scene = scene
        self._periods = periods
        self._heads: dict[int, bool] = {}

    def near(self, case: Case, kind: str, nature: str) -> Near:
        """The times near ``case``, whose kind has the letter ``kind``."""
        scene, sentence = self._scene, case.sentence
        start = sentence.words[sentence.clauses[case.clause].first].start
        own = earlier = None
        for moment in scene.times_in(sentence.span.start, case.start):
            if not moment.quoted and moment.last is not None:
                if moment.start >= start:
                    own = moment
                else:
                    earlier = moment
        floor = scene.blocks[case.block].start
        block = any(m.last is not None and not m.quoted for m in scene.times_in(floor, sentence.span.start))
        behind = any(m.last is not None and not m.quoted for m in scene.times_in(case.end, sentence.span.end))
        running = self._periods.running(case.start, case.block)
        run = running is not None and running.place != "both"
        said = kind + nature[:3]
        told = (
            own is not None,
            earlier is not None,
            block,
            run,
            self._head(case.block),
            bool(self._periods.title),
            behind,
        )
        return Near(told, earlier, f"{self._periods.kind}.{scene.stances[case.block].kind}.{said}", kind, said)

    def _head(self, block: int) -> bool:
        """Whether a heading above says a time."""
        known = self._heads.get(block)
        if known is None:
            parent = self._scene.blocks[block].parent
            if parent < 0:
                known = False
            else:
                head = self._scene.blocks[parent]
                known = any(m.last is not None for m in self._scene.times_in(head.start, head.end)) or self._head(
                    parent
                )
            self._heads[block] = known
        return known
