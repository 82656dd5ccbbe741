"""Does ``confidence`` mean what it says? How often a record is right, by confidence, on documents left out.

    python bench/calibrate.py FOLDS [--slots full|value|kind]
    python bench/calibrate.py --fixtures-only [--slots full|value|kind]

FOLDS holds the tables of each fold (``scripts/train.py --folds``): each document is read by tables that were trained on
the others. A record is right when kind, value, indicator and due are those of the annotations (``--slots value``: kind and
value; ``--slots kind``: kind alone; a record that nothing annotates is wrong). The table gives, by tenth of confidence, how
many records state it, the mean of what they state and the share that is right; below stands the expected calibration
error, the mean distance of the two over the bins, weighted by records. Then, for some least confidences, the share of the
records kept that is right (precision), and of the annotated ones the share found (recall). ``--fixtures-only`` reads the
project's own releases with the shipped tables, which know them: it only shows that the script runs.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from documents import extracted_json, fixtures
from scoring import FULL, VALUE, pairs

SLOTS = {"full": FULL, "value": frozenset((*VALUE, "kind")), "kind": frozenset(("kind",))}
BINS = 10
LEAST = (0.0, 0.5, 0.7, 0.9)


class Judged(NamedTuple):
    """One record that was read: what it states, and whether it is right."""

    stated: float
    right: bool


class Bin(NamedTuple):
    """The records of one tenth of the confidence scale: how many, the mean they state, the share that is right."""

    low: float
    records: int
    stated: float
    right: float


def judged(doc: Any, found: Any, slots: frozenset[str]) -> tuple[list[Judged], int]:
    """The records read in one document, and how many are annotated; those readers may leave out count neither way."""
    out, wanted = [], 0
    for want, got, wrong in pairs(doc, found):
        if want is not None and want.get("optional"):
            continue
        wanted += want is not None
        if got is not None:
            out.append(Judged(got["confidence"], want is not None and not wrong & slots))
    return out, wanted


def bins(records: Sequence[Judged]) -> list[Bin]:
    """The bins that hold records."""
    sums: dict[int, list[float]] = {}
    for stated, right in records:
        at = sums.setdefault(min(BINS - 1, int(stated * BINS)), [0, 0, 0])
        for column, value in enumerate((1, stated, right)):
            at[column] += value
    return [Bin(low / BINS, int(n), *(value / n for value in means)) for low, (n, *means) in sorted(sums.items())]


def table(records: Sequence[Judged], wanted: int) -> list[str]:
    """What is printed of some records."""
    out = [f"{'confidence':<12}{'records':>9}{'stated':>9}{'right':>9}"]
    found = bins(records)
    for low, count, *means in found:
        out.append(f"{low:.1f}–{low + 1 / BINS:.1f}{count:>14}" + "".join(f"{mean:>9.2f}" for mean in means))
    error = sum(one.records * abs(one.stated - one.right) for one in found) / max(1, len(records))
    out.append(f"expected calibration error: {error:.3f}")
    for least in LEAST:
        kept = [right for stated, right in records if stated >= least]
        precision, recall = sum(kept) / max(1, len(kept)), sum(kept) / max(1, wanted)
        out.append(f"confidence ≥ {least:.1f}: precision {precision:.3f}, recall {recall:.3f}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folds", type=Path, nargs="?")
    parser.add_argument("--fixtures-only", action="store_true")
    parser.add_argument("--slots", choices=SLOTS, default="full")
    args = parser.parse_args()
    read: list[tuple[Any, Any]]
    if args.fixtures_only:
        read = [(raw, extracted_json(raw)) for raw in fixtures()]
    elif args.folds is None:
        parser.error("the folder of the folds' tables is wanted (make calibrate), or --fixtures-only")
    else:
        import cross_validate

        docs = cross_validate.annotated.documents("train")
        found = cross_validate.read(docs, args.folds)
        read = [(doc, found[doc["id"]]) for doc in docs]
    records: list[Judged] = []
    wanted = 0
    for doc, document in read:
        some, count = judged(doc, document, SLOTS[args.slots])
        records += some
        wanted += count
    print(f"{len(read)} documents, {len(records)} records; right: {args.slots}")
    print("\n".join(table(records, wanted)))


if __name__ == "__main__":
    main()
