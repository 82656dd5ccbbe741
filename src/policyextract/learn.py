"""The learner: tables of integer weights from annotated examples.

Plain Python, so that the same examples give the same bytes on every machine: a fixed order, arithmetic that IEEE 754
defines to the last bit (the exponential is made of multiplications), rounded weights, ties settled by place.

Two forms. Classes: an example is a list of feature names and the label that is right. Ranking: an example is a list of
candidates, each a list of feature names, and the set of those that are right (several share the likelihood). Both are
fitted by softmax descent with a step for each weight that shrinks as it is used (AdaGrad); its loops are in :mod:`.descent`.
"""

from array import array
from collections.abc import Iterable, MutableSequence, Sequence
from itertools import accumulate
from math import sqrt
from typing import Final, NamedTuple

from . import descent
from .table import SCALE, Table

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
    """One example of those that are numbered."""

    __slots__ = ("base", "candidates", "right")

    def __init__(self, candidates: list[list[int]], right: list[int], base: list[float]) -> None:
        self.candidates = candidates
        self.right = right
        self.base = base


class Met(NamedTuple):
    """Examples with their features numbered as they were met, in arrays: what one process hands to another."""

    names: "list[str]"
    documents: "array[int]"
    many: "array[int]"  # of each example how many candidates there are, how many are right, and to how many something is given
    goods: "array[int]"
    givens: "array[int]"
    lengths: "array[int]"  # of each candidate
    ids: "array[int]"
    right: "array[int]"
    base: "array[float]"


class Flat(NamedTuple):
    """Examples as arrays: the features of all candidates and where each begins, of each example where its candidates begin,
    those that are right, and what is given to them."""

    ids: "array[int]"
    cuts: "array[int]"
    starts: "array[int]"
    documents: "array[int]"
    right: "array[int]"
    rights: "array[int]"
    base: "array[float]"
    bases: "array[int]"


class Numbered:
    """Examples with their features numbered in the order of their names, for all tables that are fitted to some of them.

    ``names`` are the features by their number, each once a candidate and in order; ``rows`` are the examples that are meant.
    """

    __slots__ = ("flat", "names", "rows")

    def __init__(self, names: list[str], flat: Flat, rows: "array[int]") -> None:
        self.names = names
        self.flat = flat
        self.rows = rows

    def __len__(self) -> int:
        return len(self.rows)

    def some(self, chosen: Iterable[int]) -> "Numbered":
        """Those at the places ``chosen`` of all, in that order, as often as each is named."""
        return Numbered(self.names, self.flat, array("i", chosen))

    def row(self, at: int) -> Row:
        """The example at a place of all."""
        ids, cuts, starts, _, right, rights, base, bases = self.flat
        candidates = [ids[cuts[k] : cuts[k + 1]].tolist() for k in range(starts[at], starts[at + 1])]
        good, given = right[rights[at] : rights[at + 1]], base[bases[at] : bases[at + 1]]
        return Row(candidates, good.tolist(), given.tolist())


def met(examples: Iterable[Example]) -> Met:
    """The examples with their features numbered as they are met."""
    number: dict[str, int] = {}
    documents, many, goods, givens = array("i"), array("i"), array("i"), array("i")
    lengths, ids, right, base = array("i"), array("i"), array("i"), array("d")
    for example in examples:
        documents.append(example.document)
        many.append(len(example.candidates))
        goods.append(len(example.right))
        givens.append(len(example.base))
        right.extend(example.right)
        base.extend(example.base)
        for names in example.candidates:
            told = [number.setdefault(name, len(number)) for name in dict.fromkeys(names)]
            lengths.append(len(told))
            ids.extend(told)
    return Met(list(number), documents, many, goods, givens, lengths, ids, right, base)


def merged(parts: Sequence[Met], order: Iterable[tuple[int, int]]) -> Met:
    """The examples of several processes as one would have met them: ``order`` says of which so many come next."""
    number: dict[str, int] = {}
    told = [_renumbered(part, [number.setdefault(name, len(number)) for name in part.names]) for part in parts]
    begun = [[0, 0, 0, 0, 0] for _ in parts]
    out = met(())
    for p, count in order:
        part, at = parts[p], begun[p]
        rows = _next(at, 0, count)
        candidates = _next(at, 1, sum(part.many[rows]))
        out.documents.extend(part.documents[rows])
        out.many.extend(part.many[rows])
        out.goods.extend(part.goods[rows])
        out.givens.extend(part.givens[rows])
        out.lengths.extend(part.lengths[candidates])
        out.ids.extend(told[p][_next(at, 2, sum(part.lengths[candidates]))])
        out.right.extend(part.right[_next(at, 3, sum(part.goods[rows]))])
        out.base.extend(part.base[_next(at, 4, sum(part.givens[rows]))])
    return out._replace(names=list(number))


def _next(begun: list[int], level: int, count: int) -> slice:
    start = begun[level]
    begun[level] += count
    return slice(start, start + count)


def _renumbered(part: Met, numbers: Sequence[int]) -> "array[int]":
    out, cuts = array("i", bytes(4 * len(part.ids))), _begins("q", part.lengths)
    descent.placed(part.ids, cuts, array("i", numbers), out, cuts)
    return out


def _begins(code: str, lengths: Iterable[int]) -> "array[int]":
    """Where each of what has these lengths begins, and where the last ends."""
    return array(code, accumulate(lengths, initial=0))


def settled(given: Met, least: int = 1) -> Numbered:
    """The examples with their features numbered anew, in the order of their names; those of fewer documents are left out.

    >>> found = settled(met([Example((["y", "x", "y"],), (0,), 1), Example((["x", "z"],), (1,), 2)]))
    >>> found.names, [found.row(at).candidates for at in found.rows]
    (['x', 'y', 'z'], [[[0, 1]], [[0, 2]]])
    """
    flat = Flat(
        given.ids,
        _begins("q", given.lengths),
        _begins("i", given.many),
        given.documents,
        given.right,
        _begins("i", given.goods),
        given.base,
        _begins("i", given.givens),
    )
    rows = array("i", range(len(given.documents)))
    names = given.names
    known = _known(Numbered(names, flat, rows), least)
    known.sort(key=names.__getitem__)
    ids, cuts = _only(flat, known, len(names))
    whole = array("i", ids)
    descent.ordered(whole, cuts)
    return Numbered([names[i] for i in known], flat._replace(ids=whole, cuts=cuts), rows)


def _only(flat: Flat, features: Sequence[int], count: int) -> "tuple[MutableSequence[int], array[int]]":
    """The features of all candidates with those alone that are named, by their places there, and where each candidate begins."""
    place, ids, cuts = descent.ints(count), descent.ints(len(flat.ids)), array("q", flat.cuts)
    for i in range(count):
        place[i] = -1
    for at, feature in enumerate(features):
        place[feature] = at
    descent.placed(flat.ids, flat.cuts, place, ids, cuts)
    return ids, cuts


def fit(
    examples: Sequence[Example] | Numbered,
    labels: Sequence[str] = (),
    *,
    rounds: int = 12,
    rate: float = 0.1,
    decay: float = 0.0,
    most: int = 20000,
    step: int = 1,
    least: int = LEAST_DOCUMENTS,
) -> Table:
    """Fit a table to examples.

    Args:
        labels: those of a class table; without them the examples rank their candidates.
        rounds: passes over the examples, each in an order of its own that hangs on nothing else.
        rate: the first step of every weight.
        decay: how strongly a weight is drawn to nothing at each use: common features more than rare ones.
        most: how many features the table may have. Where there are more those that say least are left out, and the others
            fitted once more without them.
        step: what the weights are multiples of, in hundredths of a unit of log-odds: features of one template whose weights
            are the same share them. The first label's are nothing, the others tell how much more each speaks for its own.
        least: in how many documents a feature must stand.
    """
    given = examples if isinstance(examples, Numbered) else settled(met(examples), least)
    names = given.names
    found = _fitted(given, _known(given, least), labels, rounds, rate, decay)
    if len(found) > most:
        # What is left out takes its share of the sums with it: those that stay are fitted anew without it. A small weight
        # that is often used says more than a large one that is not, though not by as much: where a common feature is left
        # out the others take over what it said. Kind, loss left out, by the square of the size and the number of uses to
        # the power of 1: .2283, .8: .2267, .6: .2255, .4: .2254, .2: .2321; indicator, of 1: .4768, .7: .4777, .5: .4798.
        used = _used(given)
        said = {i: float(_size(row) ** 2) * sqrt(used[i]) * sqrt(sqrt(used[i])) for i, row in found.items()}
        kept = sorted(found, key=lambda i: (-said[i], i))[:most]
        found = _fitted(given, sorted(kept), labels, rounds, rate, decay)
    return Table(tuple(labels), {names[i]: row for i, row in _stepped(_beside_first(found, labels), step).items()})


def _stepped(found: dict[int, tuple[int, ...]], step: int) -> dict[int, tuple[int, ...]]:
    """The rows with each weight brought to the nearest multiple of ``step``, those that are then nothing left out."""
    if step == 1:
        return found
    rows = {
        i: tuple([(2 * abs(weight) + step) // (2 * step) * (step if weight > 0 else -step) for weight in row])
        for i, row in found.items()
    }
    return {i: row for i, row in rows.items() if any(row)}


def _beside_first(found: dict[int, tuple[int, ...]], labels: Sequence[str]) -> dict[int, tuple[int, ...]]:
    """The rows with what speaks for the first label taken from every column: the shares of the labels are the same."""
    if not labels:
        return found
    out: dict[int, tuple[int, ...]] = {}
    for i, row in found.items():
        if max(row) > min(row):
            out[i] = tuple([weight - row[0] for weight in row])
    return out


def _used(given: Numbered) -> Sequence[int]:
    """How often each feature stands in the examples."""
    flat, count = given.flat, array("i", bytes(4 * len(given.names)))
    descent.used(flat.ids, flat.cuts, flat.starts, given.rows, count)
    return count


def _fitted(
    given: Numbered, features: Sequence[int], labels: Sequence[str], rounds: int, rate: float, decay: float
) -> dict[int, tuple[int, ...]]:
    """The rounded weights of those of some features that have any, by their numbers, in their order."""
    flat = given.flat
    ids, cuts = _only(flat, features, len(given.names))
    most = max([len(labels), *[flat.starts[row + 1] - flat.starts[row] for row in given.rows]])
    means = [descent.floats(len(features), 0.0) for _ in labels or ("",)]
    columns = descent.columns(ids, means)
    walk = descent.Descent(
        columns, cuts, flat.starts, flat.right, flat.rights, flat.base, flat.bases, most, rate, decay
    )
    times = walk.run(given.rows, rounds, bool(labels))
    found: dict[int, tuple[int, ...]] = {}
    for at, feature in enumerate(features):
        told = [mean[at] / max(1, times) * SCALE for mean in means]
        rounded = tuple([int(value + (0.5 if value > 0 else -0.5)) for value in told])
        if any(rounded):
            found[feature] = rounded
    return found


def _size(row: Sequence[int]) -> int:
    return max(row) - min(row) if len(row) > 1 else abs(row[0])


def _known(given: Numbered, least: int) -> list[int]:
    """The features that stand in enough documents, in their order."""
    flat, names = given.flat, given.names
    count = array("i", bytes(4 * len(names)))
    rows = array("i", sorted(given.rows, key=flat.documents.__getitem__))
    descent.counted(flat.ids, flat.cuts, flat.starts, flat.documents, rows, count)
    return [i for i, n in enumerate(count) if n >= least and _UNWRITABLE.isdisjoint(names[i])]
