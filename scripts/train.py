"""Train every table of the package from annotated documents: python scripts/train.py [--out DIR] [--folds DIR]

Slot after slot, in the order in which they are asked. A later slot sees the earlier ones' answers as they come out for
documents left out: each document is judged by tables that were trained on the other folds. ``--folds`` keeps those tables
too, one folder a fold, for ``bench/cross_validate.py``. The same documents give the same bytes.
"""

import argparse
import gc
import hashlib
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import annotated
import annotations
from annotated import FOLDS, Gold

from policyextract import learn
from policyextract.learn import Example, Numbered
from policyextract.table import Table, write
from policyextract.targets import choose, slots
from policyextract.targets.features import basis as basis_features
from policyextract.targets.features import kind as kind_features
from policyextract.targets.features import sure
from policyextract.targets.features.parts import flat
from policyextract.targets.proposers import due as due_proposer

sys.path.insert(0, str(annotated.SHARED / "gold"))
import score as scorer  # the scorer says what is right

OUT = Path(__file__).resolve().parent.parent / "src" / "policyextract" / "targets" / "weights"
SETTINGS: dict[str, dict[str, float]] = {
    "kind": {"rounds": 8, "rate": 0.02, "decay": 0.03},
    "nature": {"rounds": 8, "rate": 0.02, "decay": 0.03, "most": 14000},
    "change": {"rounds": 8, "rate": 0.03, "decay": 0.003, "most": 9000},
    "basis": {"rounds": 8, "rate": 0.03, "decay": 0.003, "most": 6000},
    "indicator": {"rounds": 8, "rate": 0.05, "decay": 0.005},
    "due": {"rounds": 8, "rate": 0.05, "decay": 0.03},
    "region": {"rounds": 8, "rate": 0.05, "decay": 0.01, "most": 6000},
    "agent": {"rounds": 8, "rate": 0.05, "decay": 0.01, "most": 7000},
    "sure": {"rounds": 8, "rate": 0.03, "decay": 0.03},
}
"""How each table is fitted, chosen by documents left out."""

LINE = 3
"""So often a line of a corpus counts: it was written to say what a construction means. Cross-validated, three times against
once: detect .9358 -> .9366, kind .8693 -> .8677, indicator .8129 -> .8145."""

fit: Callable[..., Table] = learn.fit


FEW = 1000
"""Fewer examples are fitted sooner than processes are begun."""

_begun: list[tuple[Numbered, Sequence[list[int]]]] = []  # what processes that are begun find without a copy


class Data:
    """The documents as the choices see them, what is annotated at each case, and the fold of each document."""

    def __init__(self, docs: list[Gold]) -> None:
        self.docs = docs
        self.scenes = [annotated.scene_of(doc) for doc in docs]
        self.pairs = [annotated.pairing(s, d) for s, d in zip(self.scenes, docs, strict=True)]
        self.folds = annotated.folds(docs)
        numbers: dict[str, int] = {}
        self.number = [numbers.setdefault(doc.get("group", doc["id"]), len(numbers)) for doc in docs]
        self.weight = [LINE if "line" in doc else 1 for doc in docs]
        self.hash = hashlib.sha256("".join(sorted(repr(sorted(d.items())) for d in docs)).encode()).hexdigest()[:16]
        self.told = [choose.first_features(scene) for scene in self.scenes]

    def judged(self, i: int) -> Iterable[tuple[Any, Gold | None]]:
        """The cases of a document that an annotation judges, each with its record."""
        pairing = self.pairs[i]
        for case, gold, spare in zip(self.scenes[i].cases, pairing.gold, pairing.spare, strict=True):
            if not spare:
                yield case, gold


def _fitted(name: str, given: Numbered, runs: Sequence[list[int]]) -> list[Table]:
    """A table for each choice of examples, several at a time where the machine has several processors."""
    _begun[:] = [(given, runs)]
    if sum(map(len, runs)) < FEW:
        return [_fit(name, k) for k in range(len(runs))]
    with multiprocessing.get_context("fork").Pool(os.cpu_count()) as pool:
        weights = pool.starmap(_weights, [(name, k) for k in range(len(runs))], chunksize=1)
    return [Table(choose.CLASSES.get(name, ()), found) for found in weights]


def _weights(name: str, k: int) -> dict[str, tuple[int, ...]]:
    """The weights of a table, for another process: a compiled table cannot be sent."""
    return _fit(name, k).weights


def _fit(name: str, k: int) -> Table:
    given, runs = _begun[0]
    return fit(given.some(runs[k]), choose.CLASSES.get(name, ()), **SETTINGS[name])


def _beside(work: Callable[[], object]) -> multiprocessing.process.BaseProcess:
    """Begin ``work``, which leaves nothing but files, in a process of its own."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def _counted(examples: list[Example], sizes: list[int]) -> list[Example]:
    sizes.append(len(examples))
    return examples


class Trainer:
    """Fits the tables in turn and keeps what comes out for documents left out."""

    def __init__(self, data: Data, out: Path, folds: Path | None, only_folds: bool = False) -> None:
        self.data = data
        self.places = [folds / str(k) if folds else None for k in range(FOLDS)] + [None if only_folds else out]
        self.only_folds = only_folds
        self.alone: list[list[Sequence[float]]] = []  # of kind, before what is near is taken in
        for place in self.places:
            if place is not None:
                place.mkdir(parents=True, exist_ok=True)

    def tables(self, name: str, examples: Iterable[list[Example]], keep: bool = True) -> list[Table]:
        """The table of each fold, fitted on the others; the shipped one, fitted on all, is written and not returned.

        Args:
            examples: of each document, made as they are asked for: once numbered, their names are needed no more.
        """
        began = time.time()
        sizes: list[int] = []
        given = learn.numbered(example for one in examples for example in _counted(one, sizes))
        folds, weight = self.data.folds, self.data.weight
        starts = list(accumulate(sizes, initial=0))
        runs = range(FOLDS + (keep and not self.only_folds))
        some = [
            [
                row
                for i, size in enumerate(sizes)
                if folds[i] != k
                for row in [*range(starts[i], starts[i] + size)] * weight[i]
            ]
            for k in runs
        ]
        made = _fitted(name, given, some)
        for k in runs:
            place = self.places[k]
            if place is not None and keep:
                head = (f"{name}, features {choose.FEATURES}, documents {self.data.hash}", f"{len(some[k])} examples")
                write(place / f"{name}.tsv", made[k], head)
        print(
            f"{name:10} {len(given):6} examples {len(made[-1].packed):6} features {time.time() - began:5.0f} s",
            flush=True,
        )
        return made[:FOLDS]

    def kinds(self) -> list[list[Sequence[float]]]:
        """The shares of no record, target and actual for each case."""
        data = self.data
        labels = kind_features.LABELS
        examples = [
            [
                Example(
                    (data.told[i][case.index],), (0 if gold is None else labels.index(gold["kind"]),), data.number[i]
                )
                for case, gold in data.judged(i)
                if gold is None or "kind" in gold
            ]
            for i in range(len(data.docs))
        ]
        made = self.tables("kind", examples)
        self.alone = [
            [choose.shared(made[data.folds[i]], names) for names in data.told[i]] for i in range(len(data.docs))
        ]
        return [choose.kinds(made[data.folds[i]], data.told[i], scene.cases) for i, scene in enumerate(data.scenes)]

    def classed(self, name: str, kinds: list[list[Sequence[float]]]) -> list[list[Sequence[float]]]:
        """The shares of a class slot for each record."""
        data, labels = self.data, choose.CLASSES[name]
        examples: list[list[Example]] = []
        for i in range(len(data.docs)):
            rows = []
            for case, gold in data.judged(i):
                if gold is None or name not in gold:
                    continue
                wanted = scorer.readings(gold[name])[0] or "none"
                names = [*data.told[i][case.index], *kind_features.answered(kinds[i][case.index])]
                rows.append(Example((names,), (labels.index(wanted),), data.number[i]))
            examples.append(rows)
        made = self.tables(name, examples)
        return [
            choose.classed(made[data.folds[i]], data.told[i], kinds[i], data.scenes[i].cases)
            for i in range(len(data.docs))
        ]

    def measured(
        self, kinds: list[list[Sequence[float]]], changes: list[list[Sequence[float]]]
    ) -> list[list[Sequence[float]]]:
        """The shares of the basis for each record; its table sees what the change was taken for."""
        data, labels = self.data, choose.CLASSES["basis"]
        examples: list[list[Example]] = []
        told: list[list[Sequence[str]]] = []
        for i, scene in enumerate(data.scenes):
            reader = basis_features.Reader(scene)
            names = [
                reader.features(case, choose.label("change", changes[i][case.index]))
                if self._record(kinds[i], i, case.index)
                else ()
                for case in scene.cases
            ]
            rows = []
            for case, gold in data.judged(i):
                if gold is not None and "basis" in gold:
                    wanted = scorer.readings(gold["basis"])[0] or "none"
                    rows.append(Example((names[case.index],), (labels.index(wanted),), data.number[i]))
            examples.append(rows)
            told.append(names)
        made = self.tables("basis", examples)
        return [
            [choose.shared(made[data.folds[i]], seen) if seen else () for seen in told[i]]
            for i in range(len(data.docs))
        ]

    def ranked(
        self,
        name: str,
        maker: Callable[[int], slots.Slot],
        kinds: list[list[Sequence[float]]],
        right: Callable[[int, Sequence[Any], Gold], list[int]],
        passes: int = 2,
        picked: bool = True,
    ) -> list[list[slots.Pick | None]]:
        """What a ranking slot picks for each record; a further pass sees the picks of the one before at earlier cases.

        Args:
            picked: whether the picks of the last pass are asked for.
        """
        data = self.data
        picks: list[list[slots.Pick | None]] = [[None] * len(s.cases) for s in data.scenes]
        for turn in range(passes):
            walked = partial(self._walked, kinds=kinds, right=right, picks=picks)
            examples = (walked(i, maker(i)) for i in range(len(data.docs)))
            made = self.tables(name, examples, keep=turn == passes - 1)
            if turn == passes - 1 and not picked:
                break
            picks = []
            for i, scene in enumerate(data.scenes):
                records = [case for case in scene.cases if self._record(kinds[i], i, case.index)]
                picks.append(slots.decode(maker(i), records, made[data.folds[i]], len(scene.cases)))
        return picks

    def _record(self, kinds: list[list[float]], i: int, index: int) -> bool:
        """Whether a case is walked over: what is taken for a record, and what is one."""
        return 1.0 - kinds[index][0] >= choose.RECORD or self.data.pairs[i].gold[index] is not None

    def _walked(
        self,
        i: int,
        slot: slots.Slot,
        kinds: list[list[Sequence[float]]],
        right: Callable[[int, Sequence[Any], Gold], list[int]],
        picks: list[list[slots.Pick | None]],
    ) -> list[Example]:
        pairing = self.data.pairs[i]
        out = []
        for case in self.data.scenes[i].cases:
            if not self._record(kinds[i], i, case.index):
                continue
            gold = pairing.gold[case.index]
            candidates, features = slot.offer(case)
            if gold is not None and not pairing.spare[case.index]:
                good = right(i, candidates, gold)
                if good and len(good) < len(candidates):
                    out.append(Example([flat(parts) for parts in features], good, self.data.number[i]))
            pick = picks[i][case.index]
            slot.take(case, None if pick is None else pick.candidate)
        return out

    def sure(
        self,
        kinds: list[list[Sequence[float]]],
        changes: list[list[Sequence[float]]],
        indicators: list[list[slots.Pick | None]],
        dues: list[list[slots.Pick | None]],
    ) -> None:
        """How sure a whole record is, from the answers for documents left out whose errors nobody has read: where they were
        read, features and settings know more of them than they will know of any other.

        Of most documents the values are not annotated, and more of their records come out right: they tell what makes a
        record surer than another, and a feature of their own takes up the rest (area under the curve, unread half: .765 without
        them, .788 with them; calibration error .050, .055 without that feature, .029 with it)."""
        data = self.data
        examples: list[list[Example]] = []
        for i, scene in enumerate(data.scenes):
            rows: list[Example] = []
            doc = data.docs[i]
            valued = all("low" in gold for gold in doc["targets"] if "kind" in gold)
            known = "line" not in doc and not (valued and annotated.even(doc["id"]))
            for case, gold in data.judged(i) if known else ():
                pick, due = indicators[i][case.index], dues[i][case.index]
                share = kinds[i][case.index]
                if pick is None or due is None or 1.0 - share[0] < choose.RECORD:
                    continue
                if gold is not None and not {"kind", "change", "indicator", "due"} <= set(gold):
                    continue
                change = changes[i][case.index]
                names = sure.features(scene, case, share, self.alone[i][case.index], change, pick, due)
                good = gold is not None and self._right(i, case, gold, share, change, pick, due)
                rows.append(
                    Example((names if valued else [*names, "values not annotated"],), (int(good),), data.number[i])
                )
            examples.append(rows)
        self.tables("sure", examples)

    def _right(self, i: int, case: Any, gold: Gold, share: Any, change: Any, pick: Any, due: Any) -> bool:
        kind = "target" if share[1] >= share[2] else "actual"
        if kind != gold["kind"] or choose.label("change", change) != gold["change"]:
            return False
        number = scorer.number
        if "low" in gold:
            value = (number(gold["low"]), number(gold["high"]), gold["comparator"], gold["unit"])
            if value != (number(case.low), number(case.high), case.comparator, case.unit):
                return False
        if not right_indicator(self.data, i, [pick.candidate], gold):
            return False
        return bool(due_proposer.right([due.candidate], gold["due"]))


def right_indicator(data: Data, i: int, candidates: Sequence[Any], gold: Gold) -> list[int]:
    """The candidates that read like an annotated reading: the likest, and those nearly equal to one.

    The scorer takes 建成5G基站 for 5G基站; who reads the records does not.
    """
    text = data.scenes[i].text
    if "indicator" not in gold:
        return []
    readings = [scorer.bare(reading) for reading in gold["indicator"]]
    found = [alike(readings, scorer.bare("".join(text[a:b] for a, b in c.pieces))) for c in candidates]
    most = max(found, default=0.0)
    return [k for k, share in enumerate(found) if share >= LIKE and (share == most or share >= NEARLY)]


LIKE, NEARLY = 0.8, 0.9  # of the scorer's likeness


def alike(readings: Sequence[str], got: str) -> float:
    """The likeness to the best reading; the slow comparison is made only where it can reach ``LIKE``."""
    if got in readings:
        return 1.0
    best = 0.0
    for want in readings:
        if got and 2 * min(len(want), len(got)) >= LIKE * (len(want) + len(got)):
            best = max(best, float(scorer.likeness(want, got)))
    return best


def right_due(i: int, candidates: Sequence[Any], gold: Gold) -> list[int]:
    return due_proposer.right(candidates, gold["due"], gold.get("first")) if "due" in gold else []


def right_named(data: Data, i: int, candidates: Sequence[Any], wanted: Any) -> list[int]:
    """The candidates that name what is wanted, or nothing where that is wanted."""
    text, readings = data.scenes[i].text, scorer.readings(wanted)
    return [
        k
        for k, place in enumerate([candidate.place for candidate in candidates])
        if (
            None in readings
            if place is None
            else any(w and scorer.same_name(w, text[place.start : place.end]) for w in readings)
        )
    ]


def train(data: Data, out: Path, folds: Path | None, only_folds: bool = False) -> None:
    """Fit all tables."""
    trainer = Trainer(data, out, folds, only_folds)
    scenes = data.scenes
    kinds = trainer.kinds()

    def named(slot: str) -> Callable[[int, Sequence[Any], Gold], list[int]]:
        return lambda i, candidates, gold: right_named(data, i, candidates, gold[slot]) if slot in gold else []

    def places_and_actors() -> None:
        trainer.ranked("region", lambda i: slots.Region(scenes[i], kinds[i]), kinds, named("region"), picked=False)
        trainer.ranked("agent", lambda i: slots.Agent(scenes[i], kinds[i]), kinds, named("agent"), picked=False)

    places = _beside(places_and_actors)  # nothing else reads what these two pick
    natures = trainer.classed("nature", kinds)
    changes = trainer.classed("change", kinds)
    bases = trainer.measured(kinds, changes)
    indicators = trainer.ranked(
        "indicator",
        lambda i: slots.Indicator(scenes[i]),
        kinds,
        lambda i, c, g: right_indicator(data, i, c, g),
    )
    said = [choose.answered(n, c, b) for n, c, b in zip(natures, changes, bases, strict=True)]
    dues = trainer.ranked("due", lambda i: slots.Due(scenes[i], kinds[i], said[i]), kinds, right_due, passes=1)
    trainer.sure(kinds, changes, indicators, dues)
    places.join()
    if places.exitcode:
        sys.exit("train: the tables of region and agent were not made")


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
    train(Data(docs), args.out, args.folds, args.only_folds)


if __name__ == "__main__":
    main()
