"""Train every table of the package from annotated documents: python scripts/train.py [--out DIR] [--folds DIR]

Slot after slot, in the order in which they are asked. A later slot sees the earlier ones' answers as they come out for
documents left out: each document is judged by tables that were trained on the other folds. ``--folds`` keeps those tables
too, one folder a fold, for ``bench/cross_validate.py``. The same documents give the same bytes.
"""

import argparse
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import annotations
from annotated import Gold

from policyextract import learn
from policyextract.learn import Numbered
from policyextract.table import Table, write
from policyextract.targets import choose
from policyextract.training import trainer
from policyextract.training.annotated import FOLDS, folds
from policyextract.training.trainer import SETTINGS, Data, Trainer

OUT = Path(__file__).resolve().parent.parent / "src" / "policyextract" / "targets" / "weights"

fit: Callable[..., Table] = learn.fit


FEW = 1000
"""Fewer examples are fitted sooner than processes are begun."""

_begun: list[tuple[Numbered, Sequence[list[int]]]] = []  # what processes that are begun find without a copy


def _fitted(name: str, given: Numbered, runs: Sequence[list[int]]) -> list[Table]:
    """A table for each choice of examples, several at a time where the machine has several processors."""
    began = time.time()
    _begun[:] = [(given, runs)]
    if sum(map(len, runs)) < FEW:
        made = [_fit(name, k) for k in range(len(runs))]
    else:
        with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
            weights = pool.starmap(_weights, [(name, k) for k in range(len(runs))], chunksize=1)
        made = [Table(choose.CLASSES.get(name, ()), found) for found in weights]
    features, seconds = len(made[-1].packed), time.time() - began
    print(f"{name:10} {len(given):6} examples {features:6} features {seconds:5.0f} s", flush=True)
    return made


def _weights(name: str, k: int) -> dict[str, tuple[int, ...]]:
    """The weights of a table, for another process: a compiled table cannot be sent."""
    return _fit(name, k).weights


def _fit(name: str, k: int) -> Table:
    given, runs = _begun[0]
    return fit(given.some(runs[k]), choose.CLASSES.get(name, ()), **SETTINGS[name])


def _beside(work: Callable[[], object]) -> Callable[[], object]:
    """Begin ``work``, which leaves nothing but files, in a process of its own; what waits for it."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()

    def wait() -> None:
        process.join()
        if process.exitcode:
            sys.exit("train: the tables of region and agent were not made")

    return wait


def train(data: Data, out: Path, beside: Path | None, only_folds: bool = False) -> None:
    """Fit all tables; those of the folds are kept in folders of ``beside``."""
    places = [beside / str(k) if beside else None for k in range(FOLDS)] + [None if only_folds else out]
    for place in places:
        if place is not None:
            place.mkdir(parents=True, exist_ok=True)

    def keep(fold: int, name: str, table: Table, examples: int) -> None:
        place = places[fold]
        if place is not None:
            head = (f"{name}, features {choose.FEATURES}, documents {data.hash}", f"{examples} examples")
            write(place / f"{name}.tsv", table, head)

    trainer.train(Trainer(data, keep, fit=_fitted, whole=not only_folds), _beside)


def everything() -> list[Gold]:
    """All documents that are trained on."""
    return [
        *annotated.documents("train", "dev"),
        *annotated.own_documents(),
        *annotations.documents(),
        *annotations.written(),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=OUT, help="folder of the tables")
    parser.add_argument("--folds", type=Path, help="folder for the tables of each fold")
    parser.add_argument("--only-folds", action="store_true", help="leave the tables of the package as they are")
    args = parser.parse_args()
    gc.disable()  # what is made here stays to the end, and the collector would walk through all of it again and again
    docs = everything()
    train(Data(docs, folds(docs)), args.out, args.folds, args.only_folds)


if __name__ == "__main__":
    main()
