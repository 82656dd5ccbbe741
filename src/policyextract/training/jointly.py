"""How much of what corrections teach is added to each of the shipped tables: chosen together, by whole records of documents left out.

A table that is right more often in its own slot can cost the slots that read its answers: forty rejected numbers mended all
of them, and took 14 periods of 80 records along, of the 80 that the shipped tables had right.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ..table import Table, summed
from ..targets import choose
from ..targets.choose import Tables, together
from .answers import NUMBER, SLOTS, WHOLE, Answers, answers
from .trainer import Data
from .upon import CLEAR, STRENGTHS, chance, scaled

KEPT: Final = ("timed", "sure")
"""The tables that look over whole records; they stay as they are shipped."""

LEARNT: Final = tuple(name for name in choose.NAMES if name not in KEPT)
"""The tables that are learnt, in the order in which they are asked."""

Strengths = Mapping[str, float]
"""How much of its addition each table takes; those not named take nothing."""


class Mixed:
    """The shipped tables with more or less of what was learnt without each fold, and what they have right of it.

    Args:
        base: the shipped tables.
        added: what is to be added to them, fitted without each fold.
    """

    def __init__(self, data: Data, base: Tables, added: Sequence[Mapping[str, Table]]) -> None:
        self._data, self._base, self._added = data, base, added
        self._tables: dict[tuple[int, str, float], Table] = {}
        said, right = zip(*[answers(data, i, base) for i in range(len(data.docs))], strict=True)
        self.said: list[Answers] = list(said)
        self._right: dict[tuple[float, ...], list[Answers]] = {_key({}): list(right)}

    def right(self, much: Strengths) -> list[Answers]:
        """What is right of each document."""
        key = _key(much)
        if key not in self._right:
            folds = [self._together(fold, much) for fold in range(len(self._added))]
            given = enumerate(self._data.folds)
            self._right[key] = [answers(self._data, i, folds[fold])[1] for i, fold in given]
        return self._right[key]

    def _together(self, fold: int, much: Strengths) -> Tables:
        found = {name: self._table(fold, name, much.get(name, 0.0)) for name in LEARNT}
        return together({**found, **{name: getattr(self._base, name) for name in KEPT}})

    def _table(self, fold: int, name: str, much: float) -> Table:
        key = (fold, name, much)
        if key not in self._tables:
            base: Table = getattr(self._base, name)
            self._tables[key] = summed(base, scaled(self._added[fold][name], much)) if much else base
        return self._tables[key]


def _key(much: Strengths) -> tuple[float, ...]:
    return tuple(much.get(name, 0.0) for name in LEARNT)


class Chosen(NamedTuple):
    """How much of each addition is kept, and with how much of them more numbers would be right as a whole; the same where with none."""

    kept: Strengths
    most: Strengths


def chosen(mixed: Mixed) -> Chosen:
    """How much of each addition is kept; nothing where documents left out gain nothing by it.

    Each table in its turn takes what clearly makes most of its own slot right, whatever it costs those behind it, which may
    make it good again. Of all that was tried the best is kept for which clearly no whole records are lost; where that is not where the
    tables came to, they go on from there once more.
    """
    before = mixed.right({})
    best: Strengths = {}
    most: Strengths = {}
    for _ in range(2):
        now = best
        for name in LEARNT:
            clear = _better(mixed, now, name)
            held = [one for one in clear if _holds(before, mixed.right(one))]
            best = max([best, *held], key=lambda one: _worth(mixed.right(one)))
            most = max([most, *clear], key=lambda one: _worth(mixed.right(one)))
            now = max(clear, key=lambda one: total(name, mixed.right(one)), default=now)
        if now == best:
            break
    gains = total(NUMBER, mixed.right(most)) > total(NUMBER, mixed.right(best))
    return Chosen(best, most if gains else best)


def _better(mixed: Mixed, now: Strengths, name: str) -> list[Strengths]:
    """More or less of the addition of one table, as far as its slot is clearly more often right for it; where the tables before
    cost it answers, more often is enough.

    Less of an addition mends no more: where what is wrong, or what all of it mends, is so little that it would be chance if
    nothing else changed, none is tried.
    """
    was, every = mixed.right(now), [{**now, name: much} for much in STRENGTHS]
    if total(name, was) < total(name, mixed.right({})):
        return [one for one in every if total(name, mixed.right(one)) > total(name, was)]
    if _too_few(name, was, mixed.said) or _too_few(name, was, mixed.right(every[0])):
        return []
    return [one for one in every if part(name, was, mixed.right(one)) > 0]


def _too_few(slot: str, before: Sequence[Answers], after: Sequence[Answers]) -> bool:
    """Whether chance could mend as many documents as are better, even if none were worse."""
    return chance(moved(slot, before, after)[0], 0) >= CLEAR


def part(slot: str, before: Sequence[Answers], after: Sequence[Answers]) -> int:
    """1 where a slot is clearly more often right than before, -1 where it is less often, 0 where chance may do as much.

    Documents are counted, not answers: those of one document are wrong together.

    >>> some, more = [Answers(due=1)] * 8, [Answers(due=2)] * 8
    >>> part("due", some, more), part("due", more, some), part("due", some[:7], more[:7])
    (1, -1, 0)
    """
    better, worse = moved(slot, before, after)
    return 0 if chance(better, worse) >= CLEAR else 1 if better > worse else -1


def moved(slot: str, before: Sequence[Answers], after: Sequence[Answers]) -> tuple[int, int]:
    """Of how many documents more of a slot is right than before, and of how many less."""
    pairs = [(was[slot], now[slot]) for was, now in zip(before, after, strict=True)]
    return sum(now > was for was, now in pairs), sum(now < was for was, now in pairs)


def total(slot: str, found: Sequence[Answers]) -> int:
    """How many answers of a slot there are."""
    return sum([one[slot] for one in found])


def _holds(before: Sequence[Answers], after: Sequence[Answers]) -> bool:
    """Whether no number that is right as a whole is lost, and clearly none of any slot, nor of whole records."""
    kept = total(NUMBER, after) >= total(NUMBER, before)
    return kept and all(part(slot, before, after) >= 0 for slot in (*SLOTS, WHOLE))


def _worth(found: Sequence[Answers]) -> tuple[int, int]:
    """What is better: numbers that are right as a whole, then whatever is right."""
    return total(NUMBER, found), sum([one.total() for one in found])
