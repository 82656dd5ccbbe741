"""The second reading of periods: what the first took the neighbours, the paragraph and the whole document for."""

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from ..proposers.due import BACK, Candidate
from ..scene import Case, Scene
from .due import CLASSES, Kinds

_LEVELS: Final = 5


class Reading(NamedTuple):
    """What the first reading made of a record: its candidates, and each one's share of the probability."""

    candidates: Sequence[Candidate]
    shares: Sequence[float]

    @property
    def best(self) -> int:
        """The index of the likeliest."""
        return max(range(len(self.shares)), key=self.shares.__getitem__)


class _Mass:
    """How much probability the records of a stretch gave to each last day, and to how many records that is."""

    __slots__ = ("by", "whole")

    def __init__(self) -> None:
        self.by: dict[date | None, float] = {}
        self.whole = 0.0

    def add(self, last: date | None, share: float) -> None:
        self.by[last] = self.by.get(last, 0.0) + share
        self.whole += share

    def level(self, last: date | None, own: float, whole: float) -> str:
        """The share of ``last`` without the own record's, in a few steps."""
        left = self.whole - whole
        if left < 0.3:
            return "-"
        share = (self.by.get(last, 0.0) - own) / left
        many = "1" if left < 1.5 else "3" if left < 4 else "9"
        return f"{max(0, min(_LEVELS - 1, int(share * _LEVELS)))}.{many}"


class Again:
    """The features of the second reading of one document.

    Args:
        readings: for each case what the first reading made of it, None where it is no record.
        kinds: for each case the shares of its being no record, a target, an actual.
    """

    def __init__(self, scene: Scene, readings: Sequence[Reading | None], kinds: Kinds) -> None:
        self.scene = scene
        self.readings = readings
        self._side = [self._of(kinds, i) for i in range(len(scene.cases))]
        self._document: dict[str, _Mass] = {}
        self._blocks: dict[int, _Mass] = {}
        self._sections: dict[tuple[int, str], _Mass] = {}
        for case, reading in zip(scene.cases, readings, strict=True):
            if reading is None:
                continue
            side = self._side[case.index]
            parent = scene.blocks[case.block].parent
            places = (
                self._document.setdefault(side, _Mass()),
                self._sections.setdefault((parent, side), _Mass()),
            )
            block = self._blocks.setdefault(case.block, _Mass())
            for candidate, share in zip(reading.candidates, reading.shares, strict=True):
                block.add(candidate.last, share)
                if candidate.source != "clause":
                    for place in places:
                        place.add(candidate.last, share)
        self._near = self._neighbours()

    def _of(self, kinds: Kinds, index: int) -> str:
        if not kinds:
            return "?"
        _, target, actual = kinds[index]
        return "t" if target > actual else "a"

    def _neighbours(self) -> dict[int, tuple[int, int]]:
        """For each record the record before and behind, -1 for none."""
        told = [i for i, reading in enumerate(self.readings) if reading is not None]
        out: dict[int, tuple[int, int]] = {}
        for k, index in enumerate(told):
            out[index] = (told[k - 1] if k else -1, told[k + 1] if k + 1 < len(told) else -1)
        return out

    def features(self, case: Case) -> list[list[str]]:
        """A feature list for each candidate of a record."""
        reading = self.readings[case.index]
        assert reading is not None
        side = self._side[case.index]
        scene, best = self.scene, reading.best
        parent = scene.blocks[case.block].parent
        document, section = self._document[side], self._sections[parent, side]
        block = self._blocks[case.block]
        loose: dict[date | None, float] = {}
        every: dict[date | None, float] = {}
        whole = 0.0
        for candidate, share in zip(reading.candidates, reading.shares, strict=True):
            every[candidate.last] = every.get(candidate.last, 0.0) + share
            if candidate.source != "clause":
                loose[candidate.last] = loose.get(candidate.last, 0.0) + share
                whole += share
        near = self._near[case.index]
        out: list[list[str]] = []
        for k, candidate in enumerate(reading.candidates):
            name = CLASSES[candidate.rule.removesuffix(BACK)]
            share = reading.shares[k]
            level = str(int(share * 9.99)) if share >= 0.02 else "-"
            own = loose.get(candidate.last, 0.0)
            names = [f"own={level}", f"own={level}.{name}", f"best={k == best}.{name}"]
            names.append(f"same={int(every[candidate.last] * 9.99)}")
            told = document.level(candidate.last, own, whole)
            names += [f"doc={told}.{name}", f"doc={told}.{name}.{side}", f"doc={told}.{level}"]
            told = section.level(candidate.last, own, whole)
            names += [f"sec={told}.{name}", f"sec={told}.{level}"]
            told = block.level(candidate.last, every[candidate.last], 1.0)
            names += [f"block={told}.{name}", f"block={told}.{level}"]
            for where, index in (("<", near[0]), (">", near[1])):
                names.append(self._beside(case, index, candidate, where, name, level))
            out.append(names)
        return out

    def _beside(self, case: Case, index: int, candidate: Candidate, where: str, name: str, level: str) -> str:
        """How likely the neighbour has the same period."""
        reading = self.readings[index] if index >= 0 else None
        if reading is None:
            return f"{where}edge.{name}"
        other = self.scene.cases[index]
        if other.sentence is case.sentence:
            place = "c" if other.clause == case.clause else "s"
        else:
            place = "b" if other.block == case.block else "d"
        share = 0.0
        for near, there in zip(reading.candidates, reading.shares, strict=True):
            if near.last == candidate.last:
                share += there
        side = "=" if self._side[index] == self._side[case.index] else "/"
        return f"{where}{place}{side}{name}{min(4, int(share * 5))}"
