"""What carries over to a record: the times that stand near it, before it and above it, and what was chosen before, each as
agreeing with a candidate or not. Few features, crossed with how the document, the block and the record speak."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from ...context.resolve import Moment
from ..proposers.due import Candidate
from ..proposers.periods import Periods
from ..scene import Case, Scene
from .common import moment as at_time
from .common import relation

_PLACES: Final = ("own", "earlier", "block", "run", "head", "title", "behind")


class Near:
    """The times near one record, and what they have in common with a candidate."""

    def __init__(
        self, scene: Scene, moments: Sequence[Moment | None], profile: str, kind: str, said: str, counts: "Counts"
    ) -> None:
        self._scene = scene
        self._moments = moments
        self._profile = profile
        self._kind = kind
        self._said = said
        self._counts = counts
        own, earlier, block = moments[:3]
        self._timed = (
            "own" if own is not None else "earlier" if earlier is not None else "block" if block is not None else "0"
        )
        self._lies = [at_time(m, scene) for m in moments]
        pattern = "".join("-" if m is None else n[0] for n, m in zip(_PLACES, moments, strict=True))
        self.names = [
            f"n.{pattern}.{kind}",
            f"n.{profile}",
            f"n.{profile}.{self._timed}",
            f"n.run={self._lies[3]}.{self._timed}.{said}",
        ]
        self.names.append(f"n.near={self._lies[0] if own is not None else self._lies[1]}.{said}")
        self.names.append(f"n.done={counts.nothing()}.{self._timed}")

    def features(self, candidate: Candidate, name: str, out: list[str]) -> None:
        """Add the features of a candidate of the class ``name``."""
        timed, kind = self._timed, self._kind
        same: list[str] = []
        first, last = candidate.first, candidate.last
        for place, moment in zip(_PLACES, self._moments, strict=True):
            if moment is None:
                continue
            agrees = "other" if moment.last != last else "same" if moment.first == first else "end"
            if agrees != "other":
                same.append(place)
            out.append(f"a.{place}={agrees}.{timed}.{kind}")
            out.append(f"a.{place}={agrees}.{self._profile}")
        agreed = "+".join(same)
        out.append(f"a={agreed}.{timed}.{kind}")
        out.append(f"a={agreed}.{name}.{self._said}")
        out.append(f"r={candidate.rule}.{timed}.{self._said}")
        out.append(f"r={candidate.rule}.{self._profile}")
        out.append(f"r={candidate.rule}.{self._profile}.{timed}")
        for feature in self._counts.of(last):
            out.append(f"{feature}.{timed}")
            out.append(f"{feature}.{timed}.{name}.{kind}")
            out.append(f"{feature}.{self._said}")
        moment = candidate.moment
        if moment is not None:
            lies = relation(moment, self._scene.published, self._scene.anchor.year)
            out.append(f"l={lies}.{moment.grain}.{timed}.{self._said}")
            out.append(f"l={lies}.{self._profile}")


class Counts:
    """What was chosen for the records before: which last days, of the document's and of the block's."""

    def __init__(self) -> None:
        self.every: Counter[date | None] = Counter()
        self.block: Counter[date | None] = Counter()
        self.size = self.inside = 0

    def of(self, last: date | None) -> list[str]:
        out = []
        if self.size:
            out.append(f"d.{self.every[last] * 4 // self.size}{min(2, self.size // 3)}")
        if self.inside:
            out.append(f"d.b{self.block[last] * 4 // self.inside}{min(2, self.inside // 2)}")
        return out

    def nothing(self) -> str:
        return f"{self.every[None] * 4 // self.size}{min(2, self.size // 3)}" if self.size else "-"


class Carried:
    """Finds the times near the records of one document, one after another."""

    def __init__(self, scene: Scene, periods: Periods) -> None:
        self._scene = scene
        self._periods = periods
        self._heads: dict[int, Moment | None] = {}
        self._counts = Counts()
        self._seen = 0
        self._block = -1

    def near(self, case: Case, kind: str, told: Sequence[str], chosen: Sequence[Candidate | None]) -> Near:
        """The times near ``case``.

        Args:
            kind: the letter of its kind; ``told`` what else is said of it, its nature first.
            chosen: what was chosen for the cases before.
        """
        scene, sentence = self._scene, case.sentence
        start = sentence.words[sentence.clauses[case.clause].first].start
        own: Moment | None = None
        earlier: Moment | None = None
        for moment in scene.times_in(sentence.span.start, case.start):
            if moment.quoted or moment.last is None:
                continue
            if moment.start >= start:
                own = moment
            else:
                earlier = moment
        block = scene.blocks[case.block]
        before: Moment | None = None
        index = scene.times_before(sentence.span.start - 1) - 1
        while index >= 0 and before is None and scene.moments[index].start >= block.start:
            moment = scene.moments[index]
            if not moment.quoted and moment.last is not None:
                before = moment
            index -= 1
        behind = next(
            (m for m in scene.times_in(case.end, sentence.span.end) if not m.quoted and m.last is not None), None
        )
        running = self._periods.running(sentence.span.start, case.block)
        run = None if running is None or running.place == "both" else running.moment
        title = self._periods.title[-1] if self._periods.title else None
        said = kind + (told[0][7:10] if told else "")
        profile = f"{self._periods.kind}.{scene.stances[case.block].kind}.{said}"
        counts = self._counted(case, chosen)
        return Near(
            scene, (own, earlier, before, run, self._head(case.block), title, behind), profile, kind, said, counts
        )

    def _counted(self, case: Case, chosen: Sequence[Candidate | None]) -> Counts:
        """What was chosen for the cases before ``case``; the cases come in order."""
        counts = self._counts
        while self._seen < min(case.index, len(chosen)):
            told = chosen[self._seen]
            if told is not None:
                self._enter(self._scene.cases[self._seen].block)
                counts.every[told.last] += 1
                counts.block[told.last] += 1
                counts.size += 1
                counts.inside += 1
            self._seen += 1
        self._enter(case.block)
        return counts

    def _enter(self, block: int) -> None:
        if self._block != block:
            self._block = block
            self._counts.block.clear()
            self._counts.inside = 0

    def _head(self, block: int) -> Moment | None:
        """The last time of the nearest heading that says one."""
        if block in self._heads:
            return self._heads[block]
        found: Moment | None = None
        parent = self._scene.blocks[block].parent
        while parent >= 0 and found is None:
            head = self._scene.blocks[parent]
            told = [m for m in self._scene.times_in(head.start, head.end) if m.last is not None]
            found = told[-1] if told else None
            parent = head.parent
        self._heads[block] = found
        return found
