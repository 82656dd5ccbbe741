"""The learner: tables of integer weights from annotated examples.

Plain Python, so that the same examples give the same bytes on every machine: a fixed order, arithmetic that IEEE 754
defines to the last bit (the exponential is made of multiplications), rounded weights, ties settled by place.

Two forms. Classes: an example is a list of feature names and the label that is right. Ranking: an example is a list of
candidates, each a list of feature names, and the set of those that are right (several share the likelihood). Both are
fitted by softmax descent with a step for each weight that shrinks as it is used (AdaGrad).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import sqrt
from typing import Final, NamedTuple

from .table import SCALE, Table, shares

_GATHERS: Final = 4  # times a pass that weights enter the mean

LEAST_DOCUMENTS: Final = 5
"""A feature is one only where it stands in so many documents."""


_UNWRITABLE: Final = frozenset("\t\n\r")  # a table is lines of fields


class Example(NamedTuple):
    """One decision that an annotation settles: the features of each candidate, or of the one thing that has a class.

    ``right`` are indices: of the right candidates, or (one of them) of the label. ``document`` numbers the document. ``base`` is
    what another table gives each label or candidate, in units of log-odds: what is fitted is then what to add to it.
    """

    candidates: Sequence[Sequence[str]]
    right: Sequence[int]
    document: int
    base: Sequence[float] = ()


class Row:
    """An example whose features are numbers, each once a candidate, in their order."""

    __slots__ = ("base", "candidates", "document", "right")

    def __init__(self, candidates: list[list[int]], right: list[int], document: int, base: list[float]) -> None:
        self.candidates = candidates
        self.right = right
        self.document = document
        self.base = base


class Numbered:
    """Examples with their features numbered once, for all tables that are fitted to some of them.

    ``names`` are the features by their number.
    """

    __slots__ = ("names", "rows")

    def __init__(self, names: list[str], rows: list[Row]) -> None:
        self.names = names
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def some(self, chosen: Iterable[int]) -> "Numbered":
        """Those at the places ``chosen``, in that order, as often as each is named."""
        rows = self.rows
        return Numbered(self.names, [rows[i] for i in chosen])


def numbered(examples: Iterable[Example]) -> Numbered:
    """The examples with their features numbered as they are met.

    >>> found = numbered([Example((["x", "y", "x"],), (0,), 1), Example((["y", "z"],), (1,), 2)])
    >>> found.names, [row.candidates for row in found.rows]
    (['x', 'y', 'z'], [[[0, 1]], [[1, 2]]])
    """
    number: dict[str, int] = {}
    rows: list[Row] = []
    for example in examples:
        candidates = [
            [number.setdefault(name, len(number)) for name in dict.fromkeys(names)] for names in example.candidates
        ]
        rows.append(Row(candidates, list(example.right), example.document, list(example.base)))
    return Numbered(list(number), rows)


def fit(
    examples: Sequence[Example] | Numbered,
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
        most: how many weights the table may have, of labels those of the first not counted: they are nothing, the others tell
            how much more each speaks for its label than for the first. Where there are more those that say least are left out,
            and the others fitted once more without them.
        least: in how many documents a feature must stand.
    """
    given = examples if isinstance(examples, Numbered) else numbered(examples)
    names = given.names
    found = _fitted(given, _known(given, least), labels, rounds, rate, decay)
    room = most // max(1, len(labels) - 1)
    if len(found) > room:
        # What is left out takes its share of the sums with it: those that stay are fitted anew without it. A small weight
        # that is often used says more than a large one that is not (kind, left out: .858 by size alone, .864 so).
        used = _used(given)
        kept = sorted(found, key=lambda i: (-(_size(found[i]) ** 2) * used[i], names[i]))[:room]
        found = _fitted(given, sorted(kept, key=lambda i: names[i]), labels, rounds, rate, decay)
    return Table(tuple(labels), {names[i]: row for i, row in _beside_first(found, labels).items()})


def _beside_first(found: dict[int, tuple[int, ...]], labels: Sequence[str]) -> dict[int, tuple[int, ...]]:
    """The rows with what speaks for the first label taken from every column: the shares of the labels are the same."""
    if not labels:
        return found
    out: dict[int, tuple[int, ...]] = {}
    for i, row in found.items():
        if max(row) > min(row):
            out[i] = tuple([weight - row[0] for weight in row])
    return out


def _used(given: Numbered) -> Counter[int]:
    """How often each feature stands in the examples."""
    out: Counter[int] = Counter()
    for row in given.rows:
        for candidate in row.candidates:
            out.update(candidate)
    return out


def _fitted(
    given: Numbered, features: Sequence[int], labels: Sequence[str], rounds: int, rate: float, decay: float
) -> dict[int, tuple[int, ...]]:
    """The rounded weights of those of some features that have any, by their numbers, in their order."""
    place = [-1] * len(given.names)
    for at, feature in enumerate(features):
        place[feature] = at
    rows = [
        Row([_placed(ids, place) for ids in row.candidates], row.right, row.document, row.base) for row in given.rows
    ]
    columns, count = max(1, len(labels)), len(features)
    weights = [[0.0] * count for _ in range(columns)]
    steps = [[1e-4] * count for _ in range(columns)]
    means = [[0.0] * count for _ in range(columns)]
    times = 0
    order = list(range(len(rows)))
    seed = 1
    part = -(-len(order) // _GATHERS) or 1
    for done in range(rounds):
        seed = _shuffle(order, seed)
        for at, index in enumerate(order, 1):
            row = rows[index]
            if labels:
                _learn_class(row.candidates[0], row.right[0], row.base, weights, steps, rate, decay)
            else:
                _learn_rank(row.candidates, row.right, row.base, weights[0], steps[0], rate, decay)
            # the mean over the later half is steadier than where the last step led
            if 2 * done >= rounds and (at % part == 0 or at == len(order)):
                _gather(weights, means)
                times += 1
    found: dict[int, tuple[int, ...]] = {}
    for at, feature in enumerate(features):
        told = [column[at] / max(1, times) * SCALE for column in means]
        rounded = tuple([int(value + (0.5 if value > 0 else -0.5)) for value in told])
        if any(rounded):
            found[feature] = rounded
    return found


def _placed(ids: list[int], place: list[int]) -> list[int]:
    """The places of features, in their order, so that sums do not hang on the order in which an example names them; those that
    have none are left out."""
    out: list[int] = []
    for i in ids:
        at = place[i]
        if at >= 0:
            out.append(at)
    out.sort()
    return out


def _size(row: Sequence[int]) -> int:
    return max(row) - min(row) if len(row) > 1 else abs(row[0])


def _known(given: Numbered, least: int) -> list[int]:
    """The features that stand in enough documents, in the alphabetical order of their names."""
    by_document: dict[int, set[int]] = {}
    for row in given.rows:
        seen = by_document.setdefault(row.document, set())
        for ids in row.candidates:
            seen.update(ids)
    count: Counter[int] = Counter()
    for told in by_document.values():
        count.update(told)
    names = given.names
    found = [i for i, n in count.items() if n >= least and not _UNWRITABLE & set(names[i])]
    return sorted(found, key=lambda i: names[i])


def _shuffle(order: list[int], seed: int) -> int:
    """Shuffle in place by a generator of its own (Lehmer's, of Park and Miller)."""
    for i in range(len(order) - 1, 0, -1):
        seed = seed * 48271 % 2147483647
        j = seed % (i + 1)
        order[i], order[j] = order[j], order[i]
    return seed


def _learn_class(
    ids: list[int],
    right: int,
    base: list[float],
    weights: list[list[float]],
    steps: list[list[float]],
    rate: float,
    decay: float,
) -> None:
    found = shares(upon(base, [_sum(ids, column) for column in weights]))
    for k, share in enumerate(found):
        slope = share - (1.0 if k == right else 0.0)
        if -0.01 < slope < 0.01:
            continue
        _step(ids, slope, weights[k], steps[k], rate, decay)


def _learn_rank(
    candidates: list[list[int]],
    right: list[int],
    base: list[float],
    weights: list[float],
    steps: list[float],
    rate: float,
    decay: float,
) -> None:
    found = shares(upon(base, [_sum(ids, weights) for ids in candidates]))
    good = _sum(right, found) or 1e-9
    for k, share in enumerate(found):
        slope = share - (share / good if k in right else 0.0)
        if -0.01 < slope < 0.01:
            continue
        _step(candidates[k], slope, weights, steps, rate, decay)


def upon(base: list[float], sums: list[float]) -> list[float]:
    """The sums added to those of a base, where there is one."""
    if not base:
        return sums
    return [base[k] + value for k, value in enumerate(sums)]


def _sum(ids: list[int], values: list[float]) -> float:
    """Added one after another: ``sum`` of later Pythons makes up for what rounding loses."""
    out = 0.0
    for i in ids:
        out += values[i]
    return out


def _step(ids: list[int], slope: float, weights: list[float], steps: list[float], rate: float, decay: float) -> None:
    for i in ids:
        weight = weights[i]
        full = slope + decay * weight
        step = steps[i] + full * full
        steps[i] = step
        weights[i] = weight - rate * full / sqrt(step)  # to the last bit everywhere, which a power is not


def _gather(weights: list[list[float]], means: list[list[float]]) -> None:
    for k, column in enumerate(weights):
        mean = means[k]
        for i, weight in enumerate(column):
            if weight:
                mean[i] += weight
