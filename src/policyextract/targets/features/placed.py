"""How a period lies to the record and to what else the document tells: whether the nearest time before the record says it, what
kind of record stands with its words, whether opening or headings name it, how round the figures about are, and whether
the record behind has a time of its own."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ...context.resolve import Moment
from ..proposers.due import Candidate
from ..scene import Case, Scene
from .asked import Asked
from .common import relation
from .figures import Figures
from .meant import beside

_OPENING: Final = 3  # so many paragraphs open a document

_SHORT: Final = 4  # so many letters of how a period lies tell it, whether or not the day of publication is known
_AHEAD: Final = frozenset(("future", "future?", "round", "year?"))
_BACK: Final = 20  # times that are looked back over for one with days

Kinds = Sequence[Sequence[float]]


def letter(share: Sequence[float]) -> str:
    """Whether a record is a target, in steps, by the shares of its being none, a target, an actual: ``A`` ``a`` ``t`` ``T``.

    >>> letter((0.0, 0.9, 0.1)), letter((0.9, 0.04, 0.06))
    ('T', 'a')
    """
    _, target, actual = share
    part = target / max(1e-6, target + actual)
    return "A" if part < 0.2 else "a" if part < 0.5 else "t" if part < 0.8 else "T"


class Here:
    """What is the same for all candidates of a record."""

    __slots__ = ("case", "digits", "figures", "following", "kinds", "lies", "near", "role", "said", "where")

    def __init__(self, case: Case, kinds: Kinds, said: str, digits: str, figures: str, following: str) -> None:
        self.case = case
        self.kinds = kinds
        self.said = said
        self.digits = digits
        self.figures = figures
        self.following = following
        self.near: date | None = None  # of the nearest time before: its last day, its place, its role, where it lies
        self.where = self.role = self.lies = "-"


class Placed:
    """Makes the features of one document's candidates."""

    def __init__(self, scene: Scene, asked: Asked) -> None:
        self._scene = scene
        self._figures = Figures(scene)
        self._starts = [case.start for case in scene.cases]
        self._every = asked.form([], ["pl.round=", "pl.figures=", "pl.next=", "pl.near=", "pl.nearest="])
        self._dated = asked.form([], ["pl.known="])
        self._told = asked.form([], ["pl.with=", "pl.upon=", "pl.into="])
        self._besides: dict[int, tuple[str, str]] = {}  # by where a time begins, the senses of the words beside it
        self._often = self._aim()
        self._headed: set[date | None] = set()
        self._opening: set[date | None] = set()
        count = 0
        for block in scene.blocks:
            if block.kind == "heading":
                self._headed.update([moment.last for moment in scene.times_in(block.start, block.end)])
            elif count < _OPENING and block.kind in ("para", "item"):
                count += 1
                self._opening.update([moment.last for moment in scene.times_in(block.start, block.end)])

    def _aim(self) -> date | None:
        """The last day to come, or of what is not yet over, that the document says most often."""
        scene, counts = self._scene, Counter[date]()
        for moment in scene.moments:
            if moment.last is None or moment.quoted:
                continue
            if relation(moment, scene.published, scene.anchor.year) in _AHEAD:
                counts[moment.last] += 1
        return counts.most_common(1)[0][0] if counts else None

    def here(self, case: Case, kind: str, nature: str, kinds: Kinds, listed: bool) -> Here:
        """What all candidates of ``case`` share.

        Args:
            kinds: the shares of every case of the document.
            listed: whether it is one of a list, and a list of times stands before: the nearest is that of the last.
        """
        digits, figures = str(self._figures.digits(case)), f"{self._figures.uneven(case.block)}.{kind}"
        here = Here(case, kinds, kind + nature[:3], digits, figures, self._following(case, kind, kinds))
        near = None if listed else self._nearest(case)
        if near is not None:
            here.near = near.last
            start = case.sentence.span.start
            block = self._scene.blocks[case.block].start
            here.where = "s" if near.start >= start else "b" if near.start >= block else "f"
            here.role = near.role
            here.lies = relation(near, self._scene.published, self._scene.anchor.year)[:_SHORT] + near.grain
        return here

    def _nearest(self, case: Case) -> Moment | None:
        """The last time before a record, wherever it stands."""
        moments, count = self._scene.moments, self._scene.times_before(case.start - 1)
        for index in range(count - 1, max(-1, count - 1 - _BACK), -1):
            moment = moments[index]
            if moment.last is not None and not moment.quoted:
                return moment
        return None

    def _following(self, case: Case, kind: str, kinds: Kinds) -> str:
        """Where the quantity behind stands, whether its clause says a time before it, and what kind it is."""
        scene, index = self._scene, case.index + 1
        if index >= len(scene.cases):
            return "none"
        other = scene.cases[index]
        sentence = other.sentence
        where = "s" if sentence is case.sentence else "b" if other.block == case.block else "f"
        start = sentence.words[sentence.clauses[other.clause].first].start
        timed = any(m.last is not None and not m.quoted for m in scene.times_in(start, other.start))
        return f"{where}{timed}{_letter_of(other, kinds)}{kind}"

    def features(self, here: Here, candidate: Candidate, name: str, lies: str) -> Any:
        """The features of a candidate of the class ``name``, whose period lies so, seen from the publication."""
        placed, last, moment = name + lies[:_SHORT], candidate.last, candidate.moment
        near = here.near
        agrees = "-" if near is None or last is None else "=" if last == near else "<" if last < near else ">"
        told = [
            here.digits, here.figures, here.following, f"{here.where}{here.role}.{agrees}", f"{here.where}{agrees}.{here.lies}",
        ]  # fmt: skip
        out = self._every.of([], [placed] * len(told), told)
        if last is None or moment is None:
            return out
        known = f"{last == self._often}.{last in self._opening}.{last in self._headed}"
        out = out + self._dated.of([], [placed], [known])
        if moment.start < 0:
            return out
        meant = self._besides.get(moment.start)
        if meant is None:
            meant = self._besides[moment.start] = beside(self._scene.text, moment)
        return out + self._told.of([], [placed, name, name], [self._beside(here, moment), *meant])

    def _beside(self, here: Here, moment: Moment) -> str:
        """The first quantity behind the words of a time: whether it is the record, or in that sentence, and of what kind."""
        cases = self._scene.cases
        index = bisect_left(self._starts, moment.start)
        if index == len(cases):
            return f"{here.said}.no.False"
        other = cases[index]
        same = other.unit_kind.dimension == here.case.unit_kind.dimension
        if other is here.case:
            return f"{here.said}.me.{same}"
        span = other.sentence.span
        near = "s" if span.start <= moment.start < span.end else "f"
        return f"{here.said}.{near}{_letter_of(other, here.kinds)}.{same}"


def _letter_of(case: Case, kinds: Kinds) -> str:
    """The letter of a quantity's kind, ``-`` for one that is no record."""
    if not kinds:
        return "?"
    share = kinds[case.index]
    return "-" if share[0] > 0.5 else letter(share)
