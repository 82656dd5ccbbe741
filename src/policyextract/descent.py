"""The loops of the learner: numbers only, in arrays.

Plain Python; where the package is compiled this module is made into C with the types that ``descent.pxd`` states, which
takes a hundredth of the time and gives the same bytes: the same sums in the same order, none of them contracted.
"""

from __future__ import annotations

from array import array
from collections.abc import MutableSequence, Sequence
from typing import Any, Final

COMPILED: Final = not __file__.endswith(".py")

if not COMPILED:
    from math import sqrt  # to the last bit everywhere, which a power is not; that of C where this is compiled

_GATHERS: Final = 4  # times a pass that weights enter the mean


def exp(x: float) -> float:
    """e to the power of ``x`` by squaring, the same to the last bit everywhere; relative error under 10⁻⁴ for |x| < 20.

    >>> round(exp(-2.0), 4), exp(-1000.0)
    (0.1353, 0.0)
    """
    if x < -60.0:
        return 0.0
    out = 1.0 + x / 1048576.0
    for _ in range(20):
        out *= out
    return out


def ints(count: int) -> MutableSequence[int]:
    """So many places for integers: a list where Python reads them, since an array makes each anew."""
    return array("i", bytes(4 * count)) if COMPILED else [0] * count


def floats(count: int, value: float) -> MutableSequence[float]:
    """A number so many times."""
    return array("d", [value]) * count if COMPILED else [value] * count


class Column:
    """The weights of one label, or those that rank; their steps; the sums of which their means are made.

    ``ids`` are the features of all candidates, one candidate after another.
    """

    __slots__ = ("ids", "means", "steps", "weights")

    def __init__(
        self,
        ids: Sequence[int],
        weights: MutableSequence[float],
        steps: MutableSequence[float],
        means: MutableSequence[float],
    ) -> None:
        self.ids = ids
        self.weights = weights
        self.steps = steps
        self.means = means

    def sum(self, start: int, end: int) -> float:
        """Added one after another: ``sum`` of later Pythons makes up for what rounding loses."""
        weights = self.weights
        out = 0.0
        for i in self.ids[start:end]:
            out += weights[i]
        return out

    def step(self, start: int, end: int, slope: float, rate: float, decay: float) -> None:
        """A step down for each feature of a candidate."""
        weights, steps = self.weights, self.steps
        for i in self.ids[start:end]:
            weight = weights[i]
            full = slope + decay * weight
            step = steps[i] + full * full
            steps[i] = step
            weights[i] = weight - rate * full / sqrt(step)

    def gather(self) -> None:
        """Add the weights to the sums of which their means are made."""
        weights, means = self.weights, self.means
        for i in range(len(weights)):
            weight = weights[i]
            if weight:
                means[i] += weight


def columns(ids: Sequence[int], means: Sequence[MutableSequence[float]]) -> list[Column]:
    """A column for each of the ``means``. Compiled, what belongs to one feature lies side by side, where it is fetched at once."""
    if not COMPILED:
        return [Column(ids, [0.0] * len(mean), [1e-4] * len(mean), mean) for mean in means]
    many = len(means)
    beside: Any = memoryview(array("d", [0.0, 1e-4] * many) * len(means[0]))
    width = 2 * many
    return [Column(ids, beside[2 * k :: width], beside[2 * k + 1 :: width], mean) for k, mean in enumerate(means)]


class Descent:
    """Softmax descent over examples with a step for each weight that shrinks as it is used (AdaGrad).

    Args:
        columns: one a label, or one that ranks.
        cuts: where in their ``ids`` each candidate begins, and the last ends.
        starts: of each example its first candidate, and the end.
        right: of all examples the right candidates or labels, which begin at ``rights``.
        base: what is given to each candidate or label of the examples, which begins at ``bases``; nothing for some.
        most: of how many candidates or labels one example is at most.
    """

    __slots__ = (
        "base", "bases", "columns", "cuts", "decay", "found", "rate", "right", "rights", "starts",
    )  # fmt: skip

    def __init__(
        self,
        columns: list[Column],
        cuts: Sequence[int],
        starts: Sequence[int],
        right: Sequence[int],
        rights: Sequence[int],
        base: Sequence[float],
        bases: Sequence[int],
        most: int,
        rate: float,
        decay: float,
    ) -> None:
        self.columns = columns
        self.cuts = cuts
        self.starts = starts
        self.right = right
        self.rights = rights
        self.base = base
        self.bases = bases
        self.rate = rate
        self.decay = decay
        self.found = floats(most, 0.0)

    def run(self, chosen: Sequence[int], rounds: int, classes: bool) -> int:
        """Pass over the chosen examples, each time in another order; how often the weights entered their sums.

        The mean over the later half is steadier than where the last step led.
        """
        count = len(chosen)
        order = ints(count)
        for at in range(count):
            order[at] = at
        seed = 1
        part = (count + _GATHERS - 1) // _GATHERS
        times = 0
        for done in range(rounds):
            seed = shuffle(order, seed)
            for at in range(count):
                if classes:
                    self.learn_class(chosen[order[at]])
                else:
                    self.learn_rank(chosen[order[at]])
                if 2 * done >= rounds and ((at + 1) % part == 0 or at + 1 == count):
                    for column in self.columns:
                        column.gather()
                    times += 1
        return times

    def learn_class(self, row: int) -> None:
        columns, found = self.columns, self.found
        first = self.starts[row]  # an example of classes is one candidate
        start, end = self.cuts[first], self.cuts[first + 1]
        many = len(columns)
        for k in range(many):
            column = columns[k]
            found[k] = column.sum(start, end)
        self.share(row, many)
        right = self.right[self.rights[row]]
        for k in range(many):
            slope = found[k] - (1.0 if k == right else 0.0)
            if slope <= -0.01 or slope >= 0.01:
                column = columns[k]
                column.step(start, end, slope, self.rate, self.decay)

    def learn_rank(self, row: int) -> None:
        cuts, found, right, column = self.cuts, self.found, self.right, self.columns[0]
        start = self.starts[row]
        many = self.starts[row + 1] - start
        for k in range(many):
            found[k] = column.sum(cuts[start + k], cuts[start + k + 1])
        self.share(row, many)
        begin, end = self.rights[row], self.rights[row + 1]
        good = 0.0
        for at in range(begin, end):
            good += found[right[at]]
        if good == 0.0:
            good = 1e-9
        for k in range(many):
            slope = found[k]
            for at in range(begin, end):
                if right[at] == k:
                    slope = found[k] - found[k] / good
            if slope <= -0.01 or slope >= 0.01:
                column.step(cuts[start + k], cuts[start + k + 1], slope, self.rate, self.decay)

    def share(self, row: int, many: int) -> None:
        """Make of the sums in ``found``, added to what is given, their shares of the probability."""
        found = self.found
        begin = self.bases[row]
        if begin < self.bases[row + 1]:
            for k in range(many):
                found[k] = self.base[begin + k] + found[k]
        most, whole = found[0], 0.0
        for k in range(1, many):
            if found[k] > most:
                most = found[k]
        for k in range(many):
            found[k] = exp(found[k] - most)
            whole += found[k]
        for k in range(many):
            found[k] /= whole


def shuffle(order: MutableSequence[int], seed: int) -> int:
    """Shuffle in place by a generator of its own (Lehmer's, of Park and Miller)."""
    for i in range(len(order) - 1, 0, -1):
        seed = seed * 48271 % 2147483647
        j = seed % (i + 1)
        held = order[i]
        order[i] = order[j]
        order[j] = held
    return seed


def counted(
    ids: Sequence[int],
    cuts: Sequence[int],
    starts: Sequence[int],
    documents: Sequence[int],
    rows: Sequence[int],
    count: MutableSequence[int],
) -> None:
    """Add to ``count`` in how many documents each feature stands; those of one document follow each other in ``rows``."""
    last = ints(len(count))
    for row in rows:
        document = documents[row] + 1
        for i in ids[cuts[starts[row]] : cuts[starts[row + 1]]]:
            if last[i] != document:
                last[i] = document
                count[i] += 1


def used(
    ids: Sequence[int], cuts: Sequence[int], starts: Sequence[int], rows: Sequence[int], count: MutableSequence[int]
) -> None:
    """Add to ``count`` how often each feature stands in the examples."""
    for row in rows:
        for i in ids[cuts[starts[row]] : cuts[starts[row + 1]]]:
            count[i] += 1


def placed(
    ids: Sequence[int],
    cuts: Sequence[int],
    place: Sequence[int],
    into: MutableSequence[int],
    into_cuts: MutableSequence[int],
) -> None:
    """Write the places of features, candidate after candidate, and where each candidate begins; those of -1 are left out."""
    n = 0
    for k in range(len(cuts) - 1):
        into_cuts[k] = n
        for i in ids[cuts[k] : cuts[k + 1]]:
            at = place[i]
            if at >= 0:
                into[n] = at
                n += 1
    into_cuts[len(cuts) - 1] = n


def ordered(ids: MutableSequence[int], cuts: Sequence[int]) -> None:
    """Bring the features of each candidate into their order."""
    for k in range(len(cuts) - 1):
        start, end = cuts[k], cuts[k + 1]
        if not COMPILED:
            ids[start:end] = array("i", sorted(ids[start:end]))
            continue
        for at in range(start + 1, end):  # a hundred at most: no call, no memory
            held = ids[at]
            to = at
            while to > start and ids[to - 1] > held:
                ids[to] = ids[to - 1]
                to -= 1
            ids[to] = held
