"""Does ``confidence`` mean what it says? How often a record is right, by confidence, each document judged by the others.

    python bench/calibrate.py [--fixtures-only] [--slots full|value|kind]

A record is right when kind, value, indicator and due are those of the annotations (``--slots value``: kind and value;
``--slots kind``: kind alone; a record that nothing annotates is wrong). From all documents but one, a rising curve from
confidence to share right is fitted (isotonic: pool adjacent violators) and read off for the one left out. The table
gives, by bin of confidence as shipped, its mean, the mean of the fitted curve and the share that was right; below stand
the expected calibration errors of both: the mean distance to the share that was right over these bins, weighted by
records.
"""

import argparse
import sys
from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from documents import Raw, dev, extracted_json, fixtures
from scoring import FULL, VALUE, pairs

SLOTS = {"full": FULL, "value": frozenset((*VALUE, "kind")), "kind": frozenset(("kind",))}
BINS = 10


class Judged(NamedTuple):
    """One record that was read: what it states, and whether it is right."""

    stated: float
    right: bool


def judged(raw: Raw, slots: frozenset[str]) -> list[Judged]:
    """The records read in one document."""
    found = pairs(raw, extracted_json(raw))
    return [
        Judged(pair.got["confidence"], pair.want is not None and not pair.wrong & slots)
        for pair in found
        if pair.got is not None
    ]


class Curve:
    """A rising step curve from stated confidence to share right, fitted by pooling adjacent violators."""

    def __init__(self, records: Sequence[Judged]) -> None:
        blocks: list[list[float]] = []  # first stated, right, records
        for stated, right in sorted(records):
            if blocks and blocks[-1][0] == stated:
                blocks[-1][1] += right
                blocks[-1][2] += 1
            else:
                blocks.append([stated, right, 1])
        pooled: list[list[float]] = []
        for block in blocks:
            pooled.append(block)
            while len(pooled) > 1 and pooled[-2][1] / pooled[-2][2] >= pooled[-1][1] / pooled[-1][2]:
                _, right, count = pooled.pop()
                pooled[-1][1] += right
                pooled[-1][2] += count
        self._firsts = [block[0] for block in pooled]
        self._shares = [right / count for _, right, count in pooled]

    def at(self, stated: float) -> float:
        """The share right at a confidence; below the first step, that of the first."""
        return self._shares[max(0, bisect_right(self._firsts, stated) - 1)]


class Bin(NamedTuple):
    """The records of one tenth of the confidence scale: how many, and their means."""

    low: float
    records: int
    stated: float
    fitted: float
    right: float


def bins(by_document: Sequence[Sequence[Judged]]) -> list[Bin]:
    """The bins that hold records; each record's fitted share comes from the other documents."""
    sums: dict[int, list[float]] = {}
    for left_out, records in enumerate(by_document):
        curve = Curve([r for i, document in enumerate(by_document) if i != left_out for r in document])
        for stated, right in records:
            at = sums.setdefault(min(BINS - 1, int(stated * BINS)), [0, 0, 0, 0])
            for column, value in enumerate((1, stated, curve.at(stated), right)):
                at[column] += value
    return [Bin(low / BINS, int(n), *(value / n for value in means)) for low, (n, *means) in sorted(sums.items())]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixtures-only", action="store_true")
    parser.add_argument("--slots", choices=SLOTS, default="full")
    args = parser.parse_args()
    raws = fixtures() + (() if args.fixtures_only else dev())
    by_document = [judged(raw, SLOTS[args.slots]) for raw in raws]
    found = bins(by_document)
    total = sum(one.records for one in found)
    print(f"{len(raws)} documents, {total} records; right: {args.slots}")
    print(f"{'confidence':<12}{'records':>9}{'stated':>9}{'fitted':>9}{'right':>9}")
    for low, records, *means in found:
        print(f"{low:.1f}–{low + 1 / BINS:.1f}{records:>14}" + "".join(f"{mean:>9.2f}" for mean in means))
    shipped = sum(one.records * abs(one.stated - one.right) for one in found) / max(1, total)
    fitted = sum(one.records * abs(one.fitted - one.right) for one in found) / max(1, total)
    print(f"expected calibration error: {shipped:.3f} as shipped, {fitted:.3f} fitted")


if __name__ == "__main__":
    main()
