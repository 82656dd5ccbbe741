"""The slots that rank candidates, each behind the same three steps: offer, pick, take.

``offer`` proposes the candidates of a case and makes their features, ``pick`` settles on one by their sums, ``take`` lets
what was settled be seen by the cases behind. Choosing and training walk through a document by the same steps.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from ..learn import Table, shares_of
from ..span import Span
from .features import agent as agent_features
from .features import due as due_features
from .features import indicator as indicator_features
from .features import region as region_features
from .features.common import best_reading
from .features.earlier import Earlier
from .features.parts import Part, flat, total
from .proposers import due as due_proposer
from .proposers import indicator as indicator_proposer
from .scene import Case, Scene

Shares = Sequence[Sequence[float]]
"""For every case of a document the shares of its being no record, a target, an actual."""


class Pick(NamedTuple):
    """What was chosen among the candidates of one case, its share of the probability, and all that was offered.

    ``features`` are kept only for those who ask why.
    """

    candidate: Any
    share: float
    candidates: Sequence[Any]
    shares: Sequence[float]
    features: Sequence[Sequence[str]] = ()


class Slot(Protocol):
    """One slot of one document."""

    def offer(self, case: Case) -> tuple[Sequence[Any], list[list[Part]]]: ...

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]: ...

    def take(self, case: Case, candidate: Any) -> None: ...


def best(found: Sequence[float]) -> tuple[int, float]:
    """The likeliest, the first among equals."""
    k = max(range(len(found)), key=found.__getitem__)
    return k, found[k]


def decode(slot: Slot, records: Sequence[Case], table: Table, size: int, keep: bool = False) -> list[Pick | None]:
    """Choose for every record in its turn; the answer has an entry a case, None where it is no record or nothing was offered.

    Args:
        size: how many cases the document has.
        keep: keep the features of every candidate.
    """
    out: list[Pick | None] = [None] * size
    for case in records:
        candidates, features = slot.offer(case)
        if not candidates:
            slot.take(case, None)
            continue
        found = shares_of([total(parts, table) for parts in features])
        k, share = slot.pick(candidates, found)
        out[case.index] = Pick(
            candidates[k], share, candidates, found, [flat(parts) for parts in features] if keep else ()
        )
        slot.take(case, candidates[k])
    return out


class Indicator:
    """What is measured or counted."""

    def __init__(self, scene: Scene) -> None:
        self._proposer = indicator_proposer.Proposer(scene)
        self._reader = indicator_features.Reader(scene)
        self._chosen: list[indicator_proposer.Candidate | None] = [None] * len(scene.cases)

    def offer(self, case: Case) -> tuple[Sequence[Any], list[list[Part]]]:
        found = self._proposer.propose(case, self._chosen)
        return found, self._reader.features(case, found, self._chosen)

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]:
        return best(found)

    def take(self, case: Case, candidate: Any) -> None:
        self._chosen[case.index] = candidate


class Due:
    """The period.

    Args:
        told: for every case what earlier slots say of it (``answered``).
    """

    def __init__(self, scene: Scene, kinds: Shares, told: Sequence[Sequence[str]]) -> None:
        self.kinds = kinds
        self.told = told
        self._proposer = due_proposer.Proposer(scene)
        self._reader = due_features.Reader(scene, self._proposer.periods)

    def offer(self, case: Case) -> tuple[Sequence[Any], list[list[Part]]]:
        found = self._proposer.propose(case)
        return found, self._reader.features(case, found, self.kinds, self.told[case.index])

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]:
        return due_proposer.choose(candidates, found)

    def take(self, case: Case, candidate: Any) -> None:
        pass  # what one record is due in says nothing of the next that the text does not say


class _Named:
    """A slot that takes what the text names, or nothing; what the records before took is seen by those behind.

    Args:
        enough: the share of the probability from which a reading is taken (``best_reading``).
    """

    def __init__(self, scene: Scene, reader: region_features.Reader | agent_features.Reader, enough: float) -> None:
        self._text = scene.text
        self._reader: Any = reader
        self._enough = enough
        self._earlier = Earlier()

    def offer(self, case: Case) -> tuple[Sequence[Any], list[list[Part]]]:
        found = self._reader.proposer.propose(case, self._earlier.span)
        return found, self._reader.features(case, found, self._earlier)

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]:
        if found[-1] > 1.0 - self._enough + 1e-6:  # nothing, the last, leaves all others together less than enough
            return len(found) - 1, found[-1]
        places = [candidate.place for candidate in candidates]
        said = ["" if place is None else self._text[place.start : place.end] for place in places]
        return best_reading(said, found, self._enough)

    def take(self, case: Case, candidate: Any) -> None:
        span: Span | None = None if candidate is None else candidate.place
        self._earlier.take(case, span, "" if span is None else self._text[span.start : span.end])


class Region(_Named):
    """The place a record is about."""

    def __init__(self, scene: Scene, kinds: Shares) -> None:
        super().__init__(scene, region_features.Reader(scene, kinds), region_features.ENOUGH)


class Agent(_Named):
    """Who must do it, or reports it."""

    def __init__(self, scene: Scene, kinds: Shares) -> None:
        super().__init__(scene, agent_features.Reader(scene, kinds), agent_features.ENOUGH)
