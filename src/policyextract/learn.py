"""The learner: tables of integer weights from annotated examples.

Plain Python, so that the same examples give the same bytes on every machine: a fixed order, arithmetic that IEEE 754
defines to the last bit (the exponential is made of multiplications), rounded weights, ties settled by place.

Two forms. Classes: an example is a list of feature names and the label that is right. Ranking: an example is a list of
candidates, each a list of feature names, and the set of those that are right (several share the likelihood). Both are
fitted by softmax descent with a step for each weight that shrinks as it is used (AdaGrad).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from .table import SCALE, Table, shares

_GATHERS: Final = 4  # times a pass that weights enter the mean

LEAST_DOCUMENTS: Final = 5
"""A feature is one only where it stands in so many documents."""


_UNWRITABLE: Final = frozenset("\t\n\r")  # a table is lines of fields


class Example(NamedTuple):
    """One decision that an annotation settles: the features of each candidate, or of the one thing that has a class.

    ``right`` are indices: of the right candidates, or (one of them) of the label. ``document`` numbers the document.
    """

    candidates: Sequence[Sequence[str]]
    right: Sequence[int]
    document: int


def fit(
    examples: Sequence[Example],
    labels: Sequence[str] = (),
    *,
    rounds: int = 12,
    rate: float = 0.1,
    decay: float = 0.0,
    most: int = 20000,
    least: int = LEAST_DOCUMENTS,
) -> Table:
    """Fit a table to examples.

    Args:
        labels: those of a class table; without them the examples rank their candidates.
        rounds: passes over the examples, each in an order of its own that hangs on nothing else.
        rate: the first step of every weight.
        decay: how strongly a weight is drawn to nothing at each use: common features more than rare ones.
        most: how many weights (rows times columns) the table may have; where there are more those that say least are left
            out, and the others fitted once more without them.
        least: in how many documents a feature must stand.
    """
    names = _known(examples, least)
    found = _fitted(examples, names, labels, rounds, rate, decay)
    room = most // max(1, len(labels))
    if len(found) > room:
        # What is left out takes its share of the sums with it: those that stay are fitted anew without it. A small weight
        # that is often used says more than a large one that is not (kind, left out: .858 by size alone, .864 so).
        used = _used(examples, found)
        kept = sorted(found, key=lambda name: (-(_size(found[name]) ** 2) * used[name], name))[:room]
        found = _fitted(examples, sorted(kept), labels, rounds, rate, decay)
    return Table(tuple(labels), found)


def _used(examples: Sequence[Example], names: Mapping[str, object]) -> Counter[str]:
    """How often each of the features called ``names`` stands in the examples."""
    out: Counter[str] = Counter()
    for example in examples:
        for candidate in example.candidates:
            out.update([name for name in dict.fromkeys(candidate) if name in names])
    return out


def _fitted(
    examples: Sequence[Example], names: Sequence[str], labels: Sequence[str], rounds: int, rate: float, decay: float
) -> dict[str, tuple[int, ...]]:
    """The rounded weights of those of the features called ``names`` that have any, in their order."""
    number = {name: i for i, name in enumerate(names)}
    rows = [
        ([[number[n] for n in dict.fromkeys(c) if n in number] for c in example.candidates], example.right)
        for example in examples
    ]
    columns = max(1, len(labels))
    weights = [[0.0] * len(names) for _ in range(columns)]
    steps = [[1e-4] * len(names) for _ in range(columns)]
    means = [[0.0] * len(names) for _ in range(columns)]
    times = 0
    order = list(range(len(rows)))
    seed = 1
    part = -(-len(order) // _GATHERS) or 1
    for done in range(rounds):
        seed = _shuffle(order, seed)
        for at, index in enumerate(order, 1):
            candidates, right = rows[index]
            if labels:
                _learn_class(candidates[0], right[0], weights, steps, rate, decay)
            else:
                _learn_rank(candidates, right, weights[0], steps[0], rate, decay)
            # the mean over the later half is steadier than where the last step led
            if 2 * done >= rounds and (at % part == 0 or at == len(order)):
                _gather(weights, means)
                times += 1
    found = {
        name: tuple([int(column[i] / max(1, times) * SCALE + (0.5 if column[i] > 0 else -0.5)) for column in means])
        for name, i in number.items()
    }
    return {name: row for name, row in found.items() if any(row)}


def _size(row: Sequence[int]) -> int:
    return max(row) - min(row) if len(row) > 1 else abs(row[0])


def _known(examples: Sequence[Example], least: int) -> list[str]:
    """The names of features that stand in enough documents, in alphabetical order."""
    by_document: dict[int, set[str]] = {}
    for example in examples:
        seen = by_document.setdefault(example.document, set())
        for names in example.candidates:
            seen.update(names)
    count: Counter[str] = Counter()
    for told in by_document.values():
        count.update(told)
    return sorted(name for name, n in count.items() if n >= least and not _UNWRITABLE & set(name))


def _shuffle(order: list[int], seed: int) -> int:
    """Shuffle in place by a generator of its own (Lehmer's, of Park and Miller)."""
    for i in range(len(order) - 1, 0, -1):
        seed = seed * 48271 % 2147483647
        j = seed % (i + 1)
        order[i], order[j] = order[j], order[i]
    return seed


def _learn_class(
    ids: Sequence[int],
    right: int,
    weights: Sequence[list[float]],
    steps: Sequence[list[float]],
    rate: float,
    decay: float,
) -> None:
    found = shares([sum([column[i] for i in ids]) for column in weights])
    for k, share in enumerate(found):
        slope = share - (k == right)
        if -0.01 < slope < 0.01:
            continue
        _step(ids, slope, weights[k], steps[k], rate, decay)


def _learn_rank(
    candidates: Sequence[Sequence[int]],
    right: Sequence[int],
    weights: list[float],
    steps: list[float],
    rate: float,
    decay: float,
) -> None:
    found = shares([sum([weights[i] for i in ids]) for ids in candidates])
    good = sum([found[k] for k in right]) or 1e-9
    chosen = frozenset(right)
    for k, share in enumerate(found):
        slope = share - (share / good if k in chosen else 0.0)
        if -0.01 < slope < 0.01:
            continue
        _step(candidates[k], slope, weights, steps, rate, decay)


def _step(
    ids: Sequence[int], slope: float, weights: list[float], steps: list[float], rate: float, decay: float
) -> None:
    for i in ids:
        weight = weights[i]
        full = slope + decay * weight
        steps[i] += full * full
        weights[i] = weight - rate * full / steps[i] ** 0.5


def _gather(weights: Sequence[list[float]], means: Sequence[list[float]]) -> None:
    for column, mean in zip(weights, means, strict=True):
        for i, weight in enumerate(column):
            if weight:
                mean[i] += weight
