"""How much of what corrections teach a table is added to the one it is fitted upon, while the tables behind it are fitted: as much as
helps its own choices on documents left out. What is kept in the end is chosen of all tables together (:mod:`.jointly`).

A few dozen corrections fit thousands of weights as they like, also where there is nothing to learn: 40 documents of the kind that the
shipped tables know made whole records left out worse, 0.66 to 0.60, until what does not help was left away.
"""

from collections.abc import Sequence
from math import comb
from typing import Final

from ..learn import Numbered, Row
from ..table import SCALE, Table, shares

STRENGTHS: Final = (1.0, 0.7, 0.5, 0.35, 0.25)
"""Shares of the fitted weights that are tried."""

CLEAR: Final = 0.01
"""What chance does as often as this, or more often, does not count: eight tables are tried, and one of them would often be
better by chance at 0.05 (of three samples of 40 documents that the shipped tables know, one was)."""


def chance(better: int, worse: int) -> float:
    """How likely chance alone parts so many documents as clearly.

    >>> chance(5, 0), chance(1, 1), chance(0, 0)
    (0.0625, 1.0, 1.0)
    """
    tail = sum(comb(better + worse, k) for k in range(min(better, worse) + 1))
    return min(1.0, 2.0 * tail / 2.0 ** (better + worse))


def strength(given: Numbered, sizes: Sequence[int], folds: Sequence[int], tables: Sequence[Table]) -> float:
    """What share of the weights makes fewest choices of documents left out wrong; 0 where none clearly makes fewer than the base.

    Args:
        given: the examples, with what the base gives them.
        sizes: how many of them are of each document.
        folds: the fold of each document.
        tables: what is to be added, fitted without each fold.
    """
    wrong: dict[float, list[float]] = {much: [] for much in (0.0, *STRENGTHS)}
    at = 0
    for size, fold in zip(sizes, folds, strict=True):
        known = [(row, sums_of(given.names, row, tables[fold])) for row in map(given.row, range(at, at + size))]
        at += size
        for much, found in wrong.items():
            found.append(sum([_wrong(row, sums, much) for row, sums in known]))
    best, least = 0.0, sum(wrong[0.0])
    for much in STRENGTHS:
        pairs = list(zip(wrong[0.0], wrong[much], strict=True))
        better, worse = sum(was - now >= 1.0 for was, now in pairs), sum(now - was >= 1.0 for was, now in pairs)
        if better > worse and chance(better, worse) < CLEAR and sum(wrong[much]) < least:
            best, least = much, sum(wrong[much])
    return best


def scaled(table: Table, much: float) -> Table:
    """A share of the weights of a table, rounded.

    >>> scaled(Table((), {"x": (5,), "y": (-1,)}), 0.25)
    Table(labels=(), weights={'x': (1,)})
    """
    if much == 1.0:
        return table
    rows = {
        name: tuple([int(value * much + (0.5 if value > 0 else -0.5)) for value in row])
        for name, row in table.weights.items()
    }
    return Table(table.labels, {name: row for name, row in rows.items() if any(row)})


def sums_of(names: Sequence[str], row: Row, table: Table) -> list[float]:
    """What a table adds to each label or candidate of an example."""
    if table.labels:
        return [value / SCALE for value in table.sums([names[i] for i in row.candidates[0]])]
    return [table.total([names[i] for i in ids]) / SCALE for ids in row.candidates]


def _wrong(row: Row, sums: list[float], much: float) -> float:
    """1 where something wrong is chosen, and less than a thousandth for the probability that is not with what is right, which
    parts choices that are equal. What is right has most of it, alone or together (candidates of one day are one answer)."""
    added = [much * value for value in sums]
    found = shares([given + value for given, value in zip(row.base, added, strict=True)] if row.base else added)
    missed = 1.0 - sum([found[k] for k in row.right])
    return 1.001 * (missed > 0.5 and found.index(max(found)) not in row.right) + missed / 1000
