"""The slots that rank candidates, each behind the same steps: offer, pick, take, settle.

``offer`` proposes the candidates of a case and makes their features, ``pick`` settles on one by their sums, ``take`` lets
what was settled be seen by the cases behind; ``settle`` looks over all picks at the end. Choosing and training walk through a
document by the same steps.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final, Protocol

from ..span import COMPILED, Span
from ..table import Table, shares_of
from .features import agent as agent_features
from .features import due as due_features
from .features import indicator as indicator_features
from .features import region as region_features
from .features.common import best_reading, central
from .features.earlier import Earlier
from .features.parts import Part, flat, totals
from .proposers import due as due_proposer
from .proposers import indicator as indicator_proposer
from .proposers.agent import Agents
from .proposers.region import Regions
from .scene import Case, Scene

Shares = Sequence[Sequence[float]]
"""For every case of a document the shares of its being no record, a target, an actual."""


_BESIDE: Final = 0.2
"""Cross-validated F1 of kind at 0, 0.1, 0.2 and 0.3 for sentence and paragraph each: even .9199 .9186 .9189 .9178, odd .8771
.8774 .8780 .8774, parts of the archive .9208 .9216 .9220 .9220. The share of being no record gains nothing by it."""


def kinds_together(cases: Sequence[Case], shares: Shares, least: float) -> list[Sequence[float]]:
    """The shares of kind with what is near taken in: a sentence, and a paragraph, speaks of what was done or is to be done.

    Whether a record is a target is told by its own words, and by ``_BESIDE`` each by the mean of the records of its sentence
    and of its block. What is no record, or stands in a table, is left as it was.

    Args:
        least: from which share of the probability a quantity is a record.
    """
    sentences: dict[int, list[float]] = {}
    blocks: dict[int, list[float]] = {}
    owns: list[float] = []
    for case in cases:
        none, target, actual = shares[case.index]
        near_tells = case.row is None and 1.0 - none >= least  # the columns of a row are of several times
        own = target / (target + actual) if near_tells else -1.0
        owns.append(own)
        if own >= 0.0:
            sentences.setdefault(case.sentence.span.start, []).append(own)
            blocks.setdefault(case.block, []).append(own)
    out: list[Sequence[float]] = []
    for case, own in zip(cases, owns, strict=True):
        if own < 0.0:
            out.append(shares[case.index])
            continue
        beside, around = sentences[case.sentence.span.start], blocks[case.block]
        near = sum(beside) / len(beside) + sum(around) / len(around)
        share = (1.0 - 2 * _BESIDE) * own + _BESIDE * near
        none = shares[case.index][0]
        out.append((none, (1.0 - none) * share, (1.0 - none) * (1.0 - share)))
    return out


Picking = Callable[[Sequence[Any], Sequence[float]], tuple[int, float]]
"""Picks one of the candidates by their shares: its index, and the share it stands for."""


class Pick:
    """What was chosen among the candidates of one case, its share of the probability, and all that was offered.

    ``features`` are kept only for those who ask why.
    """

    __slots__ = ("candidate", "candidates", "features", "share", "shares")

    def __init__(
        self,
        candidate: Any,
        share: float,
        candidates: Sequence[Any],
        shares: Sequence[float],
        features: Sequence[Sequence[str]] = (),
    ) -> None:
        self.candidate = candidate
        self.share = share
        self.candidates = candidates
        self.shares = shares
        self.features = features

    def anew(self, weights: Sequence[float], pick: "Picking") -> "Pick":
        """What is picked of the same candidates by other weights."""
        whole = sum(weights)
        shares = [weight / whole for weight in weights]
        k, share = pick(self.candidates, shares)
        return Pick(self.candidates[k], share, self.candidates, shares, self.features)


class Slot(Protocol):
    """One slot of one document. ``weigh`` gives the sums of what ``offer`` gives the features of."""

    def offer(self, case: Case) -> tuple[Sequence[Any], list[list[Part]]]: ...

    def weigh(self, case: Case, table: Table) -> tuple[Sequence[Any], list[int]]: ...

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]: ...

    def take(self, case: Case, candidate: Any) -> None: ...

    def settle(self, records: Sequence[Case], picks: list[Pick | None]) -> None: ...


class _Reading:
    """A slot whose candidates are told of by a reader: one of names, or one of the table that asked last."""

    def __init__(self) -> None:
        self._known: tuple[Table | None, Any] | None = None

    def _reader(self, table: Table | None) -> Any:
        """A reader of the document for ``table``, or of names."""
        raise NotImplementedError

    def _proposed(self, case: Case) -> Sequence[Any]:
        """The candidates of a case."""
        raise NotImplementedError

    def _told(self, case: Case, found: Sequence[Any], reader: Any) -> list[Any]:
        """What ``reader`` says of each candidate."""
        raise NotImplementedError

    def offer(self, case: Case) -> tuple[Sequence[Any], list[list[Part]]]:
        return self._asked(case, None)

    def weigh(self, case: Case, table: Table) -> tuple[Sequence[Any], list[int]]:
        return self._asked(case, table)

    def _asked(self, case: Case, table: Table | None) -> tuple[Sequence[Any], list[Any]]:
        found = self._proposed(case)
        if table is not None and len(found) == 1:  # has all of the probability, whatever is said of it
            return found, [0]
        known = self._known
        if known is None or known[0] is not table:
            known = self._known = (table, self._reader(table))
        return found, self._told(case, found, known[1])


def best(found: Sequence[float]) -> tuple[int, float]:
    """The likeliest, the first among equals."""
    if not COMPILED:
        likeliest = max(found)
        return found.index(likeliest), likeliest
    at, most = 0, found[0]
    for k, share in enumerate(found):
        if share > most:
            at, most = k, share
    return at, most


def decode(slot: Slot, records: Sequence[Case], table: Table, size: int, keep: bool = False) -> list[Pick | None]:
    """Choose for every record in its turn; the answer has an entry a case, None where it is no record or nothing was offered.

    Args:
        size: how many cases the document has.
        keep: keep the features of every candidate.
    """
    out: list[Pick | None] = [None] * size
    for case in records:
        out[case.index] = answer(slot, case, table, keep)
    slot.settle(records, out)
    return out


def answer(slot: Slot, case: Case, table: Table, keep: bool = False) -> Pick | None:
    """Choose for one record; None where nothing was offered."""
    told: Sequence[Sequence[str]] = ()
    if keep:
        candidates, features = slot.offer(case)
        told, sums = [flat(parts) for parts in features], totals(features, table)
    else:
        candidates, sums = slot.weigh(case, table)
    if not candidates:
        slot.take(case, None)
        return None
    found = shares_of(sums)
    k, share = slot.pick(candidates, found)
    slot.take(case, candidates[k])
    return Pick(candidates[k], share, candidates, found, told)


class Indicator(_Reading):
    """What is measured or counted.

    Args:
        told: for every case what earlier slots say of it (``answered``).
    """

    def __init__(self, scene: Scene, kinds: Shares = (), told: Sequence[Sequence[str]] = ()) -> None:
        super().__init__()
        self._scene = scene
        self._kinds = kinds
        self._answered = told
        self._proposer = indicator_proposer.Proposer(scene)
        self._chosen: list[indicator_proposer.Candidate | None] = [None] * len(scene.cases)

    def _reader(self, table: Table | None) -> Any:
        return indicator_features.Reader(self._scene, table)

    def _proposed(self, case: Case) -> Sequence[Any]:
        return self._proposer.propose(case, self._chosen)

    def _told(self, case: Case, found: Sequence[Any], reader: Any) -> list[Any]:
        made: indicator_features.Reader = reader
        return made.features(case, found, self._chosen, self._said(case))

    def _said(self, case: Case) -> Sequence[str]:
        """Nature, change, basis and kind of a case: what is laid down is named otherwise than what was reached."""
        told = self._answered[case.index] if self._answered else ()
        if not told:
            return ()
        _, target, actual = self._kinds[case.index]
        return told[0], told[2], told[3], "k=t" if target >= actual else "k=a"

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]:
        k = central(self._scene.text, [candidate.pieces for candidate in candidates], found)
        return k, found[k]

    def take(self, case: Case, candidate: Any) -> None:
        self._chosen[case.index] = candidate

    def settle(self, records: Sequence[Case], picks: list[Pick | None]) -> None:
        """The members of a list that is told one by one are built alike: what the last was chosen for is known of none
        before it when they choose."""
        lists: dict[int, list[int]] = {}
        for case in records:
            if case.run[1] > 1 and case.row is None and picks[case.index] is not None:
                lists.setdefault(case.index - case.run[0], []).append(case.index)
        for members in lists.values():
            if len(members) > 1:
                _build_alike(self, members, picks)


_ALIKE: Final = 0.5
_TAILED: Final = 3.0
"""Of 656 records in lists, left out: 483 right alone, 485 with the mean of what speaks for members of a list ``_ALIKE`` of
the weight, 491 where also a word that the last member ends with stands ``_TAILED`` times as high."""


def _build_alike(slot: Slot, members: Sequence[int], picks: list[Pick | None]) -> None:
    """Settle the picks of ``members`` anew: whether each is a member of a list of nouns (it has a ``fit``), and with which
    word behind it."""
    found = [pick for index in members if (pick := picks[index]) is not None]
    listed = [sum(s for c, s in zip(p.candidates, p.shares, strict=True) if c.fit) for p in found]
    mean = sum(listed) / len(listed)
    last = found[-1].candidate
    for index, pick, own in zip(members, found, listed, strict=True):
        new = (1.0 - _ALIKE) * own + _ALIKE * mean
        shares: list[float] = []
        for candidate, share in zip(pick.candidates, pick.shares, strict=True):
            if not candidate.fit:
                share *= (1.0 - new) / max(1e-6, 1.0 - own)
            else:
                share *= new / max(1e-6, own)
                if pick is not found[-1] and last.fit and _ends_with_it(candidate, last):
                    share *= _TAILED
            shares.append(share)
        picks[index] = pick.anew(shares, slot.pick)


def _ends_with_it(candidate: indicator_proposer.Candidate, last: indicator_proposer.Candidate) -> bool:
    """Whether a word behind the list is taken for both: 小学 and 在校生 of 小学、初中在校生."""
    return len(candidate.pieces) > 1 and candidate.pieces[-1][1] == last.pieces[-1][1]


class Due(_Reading):
    """The period.

    Args:
        told: for every case what earlier slots say of it (``answered``).
    """

    def __init__(self, scene: Scene, kinds: Shares, told: Sequence[Sequence[str]]) -> None:
        super().__init__()
        self.kinds = kinds
        self.told = told
        self._scene = scene
        self._proposer = due_proposer.Proposer(scene)

    def _reader(self, table: Table | None) -> Any:
        return due_features.Reader(self._scene, self._proposer.periods, self._proposer.lists, table)

    def _proposed(self, case: Case) -> Sequence[Any]:
        return self._proposer.propose(case)

    def _told(self, case: Case, found: Sequence[Any], reader: Any) -> list[Any]:
        made: due_features.Reader = reader
        return made.features(case, found, self.kinds, self.told[case.index])

    def pick(self, candidates: Sequence[Any], found: Sequence[float]) -> tuple[int, float]:
        return due_proposer.choose(candidates, found)

    def take(self, case: Case, candidate: Any) -> None:
        pass  # what one record is due in says nothing of the next that the text does not say

    def settle(self, records: Sequence[Case], picks: list[Pick | None]) -> None:
        """Records with no time between them are told of one period, if they are of a kind: they choose together, those of
        the document first, then those of each paragraph, each record by the mean of their shares as far as ``_WIDE`` and
        ``_NARROW`` say."""
        told: list[tuple[int, int, int, bool]] = []
        for case in records:
            if picks[case.index] is not None and case.row is None and not self._proposer.lists.of(case):
                _, target, actual = self.kinds[case.index]
                told.append((case.index, case.block, self._scene.times_before(case.start), target >= actual))
        for wide, weight in ((True, _WIDE), (False, _NARROW)):
            groups: dict[tuple[int, int, bool], list[int]] = {}
            for index, block, times, aimed in told:
                groups.setdefault((-1 if wide else block, times, aimed), []).append(index)
            for members in groups.values():
                if len(members) > 1:
                    _choose_together(self, members, picks, weight)


_WIDE: Final = 0.4
_NARROW: Final = 0.6
"""The weight of the mean, of a document's records and then of a paragraph's. Cross-validated 0 and 0.8, 0.3 and 0.5, 0.4 and 0.6,
0.5 and 0.8: even .9106 .9120 .9114 .9084, odd .8631 .8666 .8667 .8650."""


def _choose_together(slot: Slot, members: Sequence[int], picks: list[Pick | None], weight: float) -> None:
    """Settle the picks of ``members`` anew by their own shares and, with ``weight``, the mean of all."""
    numbers: dict[tuple[date | None, date | None], int] = {}  # of the days that any of them may have
    sums: list[float] = []
    every: list[list[int]] = []
    for index in members:
        pick = picks[index]
        assert pick is not None
        candidates: Sequence[due_proposer.Candidate] = pick.candidates
        own: list[int] = []
        for candidate, share in zip(candidates, pick.shares, strict=True):
            days = (candidate.first, candidate.last)
            number = numbers.get(days, -1)
            if number < 0:
                number = numbers[days] = len(sums)
                sums.append(0.0)
            sums[number] += share
            own.append(number)
        every.append(own)
    part = weight / len(members)
    for index, own in zip(members, every, strict=True):
        pick = picks[index]
        assert pick is not None
        found = [(1.0 - weight) * share + part * sums[n] for share, n in zip(pick.shares, own, strict=True)]
        picks[index] = pick.anew(found, slot.pick)


class _Named(_Reading):
    """A slot that takes what the text names, or nothing; what the records before took is seen by those behind.

    Args:
        enough: the share of the probability from which a reading is taken (``best_reading``).
    """

    def __init__(self, scene: Scene, kinds: Shares, proposer: Regions | Agents, enough: float) -> None:
        super().__init__()
        self._scene = scene
        self._text = scene.text
        self._kinds = kinds
        self._proposer: Any = proposer
        self._enough = enough
        self._earlier = Earlier()

    def _proposed(self, case: Case) -> Sequence[Any]:
        found: Sequence[Any] = self._proposer.propose(case, self._earlier.span)
        return found

    def _told(self, case: Case, found: Sequence[Any], reader: Any) -> list[Any]:
        told: list[Any] = reader.features(case, found, self._earlier)
        return told

    def settle(self, records: Sequence[Case], picks: list[Pick | None]) -> None:
        pass  # each is settled alone

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
        super().__init__(scene, kinds, Regions(scene), region_features.ENOUGH)

    def _reader(self, table: Table | None) -> Any:
        return region_features.Reader(self._scene, self._kinds, self._proposer, table)


class Agent(_Named):
    """Who must do it, or reports it."""

    def __init__(self, scene: Scene, kinds: Shares) -> None:
        super().__init__(scene, kinds, Agents(scene), agent_features.ENOUGH)

    def _reader(self, table: Table | None) -> Any:
        return agent_features.Reader(self._scene, self._kinds, self._proposer, table)
