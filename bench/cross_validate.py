"""The whole pipeline on annotated documents, each read by tables trained on the others: make cross-validate

    python bench/cross_validate.py FOLDS [--against RUN.json] [--keep RUN.json] [--save]

FOLDS holds the tables of each fold (``scripts/train.py --folds``). Prints every figure of the scorer, for all documents
and for the two halves apart (errors are read in one of them only), by genre, and what is lost *upstream*: no quantity, or its
number, comparator or unit wrong. ``--keep`` keeps what a
later run is compared with (``--against``, by a paired bootstrap over documents). ``--save`` writes the tables to
bench/QUALITY.md.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

import annotated
import train
from annotated import Gold

from policyextract.extractor import Extractor
from policyextract.targets import choose
from policyextract.training.annotated import FOLDS, even, folds

sys.path.insert(0, str(annotated.SHARED / "gold"))
import score as scorer

SHOWN = (
    "detect_f1", "kind_f1", "value_f1", "full_f1", "macro_full_f1", "indicator_acc", "due_acc", "first_acc",
    "due_clause_acc", "nature_acc", "change_acc", "basis_acc", "comparator_acc", "unit_acc", "region_f1", "agent_f1", "entity_f1",
)  # fmt: skip
GENRE = (("kind", "kind_f1"), ("indicator", "indicator_acc"), ("due", "due_acc"), ("full", "full_f1"))
DRAWS = 1000
QUALITY = Path(__file__).resolve().parent / "QUALITY.md"
ABOUT = """\
# Quality on documents left out

Written by `make cross-validate`: the whole pipeline on annotated documents, each read by tables trained on the others. Errors
were read in one half of the documents (*read*); the other half (*unread*) shows what carries over. `bench/cross_validate.py`
says what is measured.

"""


def read(docs: list[Gold], folder: Path) -> dict[str, Any]:
    """Every document as the tables of the other folds read it, by id."""
    out: dict[str, Any] = {}
    readers = [Extractor(weights=choose.tables(folder / str(k))) for k in range(FOLDS)]
    every = train.everything()
    fold_of = {doc["id"]: fold for doc, fold in zip(every, folds(every), strict=True)}
    for doc in docs:
        fold = fold_of[doc["id"]]
        found = readers[fold].extract(doc["text"], published=doc.get("published"), title=doc.get("title"))
        out[doc["id"]] = found.model_dump(mode="json")
    return out


def figures(docs: list[Gold], found: dict[str, Any]) -> dict[str, float]:
    result: dict[str, float] = scorer.score(docs, lambda doc: found[doc["id"]])[0]
    return result


def upstream(docs: list[Gold], found: dict[str, Any]) -> tuple[float, float]:
    """The share of annotated records that have a quantity, and of these the share whose value and unit are right."""
    wanted = met = right = 0
    for doc in docs:
        quantities = [{"quantity": q} for q in found[doc["id"]]["quantities"]]
        gold = [g for g in doc["targets"] if not g.get("optional")]
        wanted += len(gold)
        for i, j in scorer.pair(gold, quantities):
            met += 1
            right += all(scorer.slot_ok(s, gold[i], quantities[j]) for s in ("low", "high", "comparator", "unit"))
    return met / max(1, wanted), right / max(1, met)


def counts(doc: Gold, found: dict[str, Any]) -> tuple[int, int, int]:
    """Of one document: records right in full, annotated, predicted."""
    n: Counter[str] = Counter()
    scorer.score_document(doc, found, n, [], [])
    return n["full"], n["gold"], n["pred"]


def bootstrap(now: dict[str, list[int]], then: dict[str, list[int]]) -> tuple[float, float]:
    """The 5th and 95th percentile of the difference of full F1, documents drawn with replacement."""
    ids, seed, found = sorted(set(now) & set(then)), 1, []
    for _ in range(DRAWS):
        sums = [[0, 0, 0], [0, 0, 0]]
        for _ in ids:
            seed = seed * 48271 % 2147483647
            drawn = ids[seed % len(ids)]
            for whole, run in zip(sums, (now, then), strict=True):
                for k in range(3):
                    whole[k] += run[drawn][k]
        found.append(scorer.f1(*sums[0]) - scorer.f1(*sums[1]))
    found.sort()
    return found[DRAWS // 20], found[-DRAWS // 20]


def totals(docs: list[Gold], found: dict[str, Any]) -> list[str]:
    """Every figure for all documents, and for those whose errors are read and those whose are not."""
    halves = [[d for d in docs if even(d["id"])], [d for d in docs if not even(d["id"])]]
    columns = [figures(some, found) for some in (docs, *halves)]
    out = [f"{'':18} {'all':>7} {'read':>7} {'unread':>7}"]
    out += [f"{name:18} " + " ".join(f"{column[name]:7.4f}" for column in columns) for name in SHOWN]
    met, right = upstream(docs, found)
    out.append(f"upstream: {met:.4f} of the records have a quantity, {right:.4f} of these its value and unit right")
    return out


def by_genre(docs: list[Gold], found: dict[str, Any]) -> list[str]:
    """The main figures of each genre."""
    genres: dict[str, list[Gold]] = defaultdict(list)
    for doc in docs:
        genres[doc["genre"]].append(doc)
    out = []
    for genre, some in sorted(genres.items()):
        f = figures(some, found)
        told = " ".join(f"{n} {f[full]:.2f}" for n, full in GENRE)
        out.append(f"{genre[:34]:34} documents {f['documents']:3} records {f['gold']:4} {told}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folds", type=Path)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--save", action="store_true")
    args = parser.parse_args()
    docs = annotated.documents("train")  # the first 27 measure nothing any more
    found = read(docs, args.folds)
    lines = [*totals(docs, found), "", *by_genre(docs, found)]
    print("\n".join(lines))
    if args.save:
        QUALITY.write_text(ABOUT + "```text\n" + "\n".join(lines) + "\n```\n", encoding="utf-8")
    run = {doc["id"]: list(counts(doc, found[doc["id"]])) for doc in docs}
    if args.against is not None:
        low, high = bootstrap(run, json.loads(args.against.read_text(encoding="utf-8")))
        print(f"full_f1 against {args.against.name}: {low:+.4f} to {high:+.4f} (90 %, by documents)")
    if args.keep is not None:
        args.keep.write_text(json.dumps(run), encoding="utf-8")


if __name__ == "__main__":
    main()
