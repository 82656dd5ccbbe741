"""Train every table of the package from annotated documents: python scripts/train.py [--out DIR] [--folds DIR]

Slot after slot, in the order in which they are asked. A later slot sees the earlier ones' answers as they come out for
documents left out: each document is judged by tables that were trained on the other folds. As many processes as there are
processors share the documents and the tables of the folds. ``--folds`` keeps those tables
too, one folder a fold, for ``bench/cross_validate.py``. The same documents give the same bytes.
"""

import argparse
import gc
import os
import sys
import time
from collections.abc import Callable
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
from policyextract.training.team import Team, together
from policyextract.training.trainer import SETTINGS, Data, Trainer

OUT = Path(__file__).resolve().parent.parent / "src" / "policyextract" / "targets" / "weights"

fit: Callable[..., Table] = learn.fit

LEAST = learn.LEAST_DOCUMENTS


def _fitted(name: str, given: Numbered) -> Table:
    began = time.time()
    made = fit(given, choose.CLASSES.get(name, ()), **SETTINGS[name])
    print(f"{name:10} {len(given):6} examples {len(made.packed):6} features {time.time() - began:5.1f} s", flush=True)
    return made


def train(data: Data, out: Path, beside: Path | None, only_folds: bool = False) -> None:
    """Fit all tables; those of the folds are kept in folders of ``beside``. The first process of a team writes them."""
    places = [beside / str(k) if beside else None for k in range(FOLDS)] + [None if only_folds else out]
    if data.team.me:
        places = [None] * len(places)
    for place in places:
        if place is not None:
            place.mkdir(parents=True, exist_ok=True)

    def keep(fold: int, name: str, table: Table, examples: int) -> None:
        place = places[fold]
        if place is not None:
            head = (f"{name}, features {choose.FEATURES}, documents {data.hash}", f"{examples} examples")
            write(place / f"{name}.tsv", table, head)

    trainer.train(Trainer(data, keep, fit=_fitted, whole=not only_folds, least=LEAST))


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
    fold = folds(docs)

    def work(team: Team) -> None:
        train(Data(docs, fold, team=team), args.out, args.folds, args.only_folds)

    together(work, os.cpu_count() or 1)


if __name__ == "__main__":
    main()
