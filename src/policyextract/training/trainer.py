"""The trainer: one table after another, in the order in which they are asked.

A later slot sees the earlier ones' answers as they come out for documents left out: each document is judged by tables that were
trained on the other folds. Upon the tables of others (``base``) only what is otherwise is learnt: their sums are where each
example begins.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import accumulate
from math import log
from typing import Any, Final

from .. import learn
from ..corrections.annotations import Annotated
from ..learn import LEAST_DOCUMENTS, Example, Met, Numbered
from ..settings import Settings
from ..table import SCALE, Table, of_packed, shares, summed
from ..targets import choose, slots, timed
from ..targets.choose import Tables
from ..targets.features import basis as basis_features
from ..targets.features import kind as kind_features
from ..targets.features import sure
from ..targets.features.parts import flat
from ..targets.proposers import due as due_proposer
from ..targets.scene import Case
from . import right
from .annotated import FOLDS, even, group_of, pairing, scene_of
from .team import Team
from .upon import scaled, strength, sums_of

SETTINGS: dict[str, dict[str, Any]] = {
    "kind": {"rounds": 8, "rate": 0.02, "decay": 0.03, "most": 18000, "step": 5},
    "nature": {"rounds": 8, "rate": 0.02, "decay": 0.03, "most": 4660, "step": 5},
    "change": {"rounds": 8, "rate": 0.03, "decay": 0.003, "most": 3000, "step": 5},
    "basis": {"rounds": 8, "rate": 0.03, "decay": 0.003, "most": 1000, "step": 5},
    "indicator": {"rounds": 8, "rate": 0.05, "decay": 0.005, "most": 31000, "step": 5},
    "due": {"rounds": 5, "rate": 0.05, "decay": 0.03, "step": 3},
    "region": {"rounds": 8, "rate": 0.05, "decay": 0.01, "most": 6000, "step": 3},
    "agent": {"rounds": 8, "rate": 0.05, "decay": 0.01, "most": 7000, "step": 3},
    "timed": {"rounds": 8, "rate": 0.03, "decay": 0.003},
    "sure": {"rounds": 8, "rate": 0.03, "decay": 0.03},
}
"""How each table is fitted, chosen by documents left out.

Weights that are multiples of 0.05 say what finer ones do (kind, loss left out: .2202 to the hundredth, .2196, of 0.07 .2238; indicator
.4702, .4697, of 0.07 .4702; the period wants finer ones, .3202, of 0.03 .3200, of 0.05 .3221), and features share them: more of
them find room in the same weights and bytes. Kind with 10,000, 18,000 and all of its 68,600 features: .2240, .2194, .2127; indicator
with 20,000, 30,000, 40,000 and all 257,000: .4741, .4649, .4590, .4449."""

LINE = 3
"""So often a line of a corpus counts: it was written to say what a construction means. Cross-validated, three times against
once: detect .9358 -> .9366, kind .8693 -> .8677, indicator .8129 -> .8145."""


DOUBTED: Final = {"agent": 0.3}
"""An example to which the tables of other documents give less is left out when these tables are fitted: what no other document
bears out takes more from the weights than it gives. That holds of agents, of which two annotations of the archive have three in
five in common: cross-validated F1 of the 826 documents with all examples .781, with those from 0.15 on .777, 0.3 .783, 0.4 .778,
0.5 .776. Kind (.8831 with all, .8812 from 0.1 on), region (.898, .892) and period (.869, .871) gain nothing."""

MANY: Final = 5000
"""With fewer examples most of what is rare is unlikely, and stays."""


Right = Callable[[int, Sequence[Any], Annotated], list[int]]
"""Of the candidates of a case of document i those that an annotation calls right."""

Fit = Callable[[str, Numbered], Table]
"""Fits a table of some name to examples."""

Keep = Callable[[int, str, Table, int], None]
"""Takes the table of a fold (:data:`~.annotated.FOLDS` is the one of all documents), and how many examples it was fitted to."""


def fit(name: str, given: Numbered) -> Table:
    """Fit a table with its settings."""
    return learn.fit(given, choose.CLASSES.get(name, ()), **SETTINGS[name])


class Data:
    """The documents as the choices see them, what is annotated at each case, and the fold of each document.

    Args:
        folds: one of :data:`~.annotated.FOLDS` for each document.
        settings: names of a user's own.
        team: the processes that share the documents; each sees the scenes of its ``own``.
    """

    def __init__(
        self, docs: list[Annotated], folds: Sequence[int], settings: Settings | None = None, team: Team | None = None
    ) -> None:
        self.docs = docs
        self.folds = folds
        self.team = team or Team()
        self.own = self.team.share([len(doc["text"]) for doc in docs])
        self.scenes = {i: scene_of(docs[i], settings) for i in self.own}
        self.pairs = {i: pairing(self.scenes[i], docs[i]) for i in self.own}
        numbers: dict[str, int] = {}
        self.number = [numbers.setdefault(group_of(doc), len(numbers)) for doc in docs]
        self.weight = [LINE if "line" in doc else 1 for doc in docs]
        self.hash = hashlib.sha256("".join(sorted(repr(sorted(d.items())) for d in docs)).encode()).hexdigest()[:16]
        self.told = {i: choose.first_features(scene) for i, scene in self.scenes.items()}

    def judged(self, i: int) -> Iterable[tuple[Case, Annotated | None]]:
        """The cases of a document that an annotation judges, each with its record."""
        pairing = self.pairs[i]
        for case, gold, spare in zip(self.scenes[i].cases, pairing.gold, pairing.spare, strict=True):
            if not spare:
                yield case, gold


Kinds = dict[int, list[Sequence[float]]]
"""For each case of each document that is a process's own the shares of its being no record, a target, an actual."""

Picks = dict[int, list[slots.Pick | None]]
"""For each case of each such document what was picked."""


class Trainer:
    """Fits the tables in turn and keeps what comes out for documents left out.

    Args:
        keep: takes the tables.
        base: tables upon which the others are fitted, which are then what is to be added to them. Later slots see the
            answers of the base with as much of it as helps documents left out.
        fit: fits them.
        whole: whether tables of all documents are fitted too, beside those of the folds.
        least: in how many documents a feature must stand that ``fit`` asks for.
    """

    def __init__(
        self,
        data: Data,
        keep: Keep,
        base: Tables | None = None,
        fit: Fit = fit,
        whole: bool = True,
        least: int = LEAST_DOCUMENTS,
    ) -> None:
        self.data = data
        self._keep, self._base, self._fit, self._least = keep, base, fit, least
        self._runs = range(FOLDS + whole)
        self._alone: Kinds = {}  # of kind, before what is near is taken in

    def tables(
        self,
        name: str,
        examples: Iterable[list[Example]],
        keep: bool = True,
    ) -> list[Table]:
        """The table of each fold, fitted on the others; the one fitted on all is kept and not returned.

        Args:
            examples: of each document of our own, made as they are asked for: once numbered, their names are needed no more.
        """
        base: Table | None = None if self._base is None else getattr(self._base, name)
        given, sizes = self._numbered(examples, base)
        runs = self._runs if keep else self._runs[:FOLDS]
        some = [self._rows(sizes, (k,)) for k in runs]
        if keep and base is None and name in DOUBTED and len(given) >= MANY:
            doubted = self._doubted(name, given, sizes)
            some = [[row for row in rows if row not in doubted[k]] for k, rows in zip(runs, some, strict=True)]
        made = self._fitted(name, given, some)
        for k in runs if keep else ():
            self._keep(k, name, made[k], len(some[k]))
        if base is None:
            return made[:FOLDS]
        much = strength(given, sizes, self.data.folds, made)
        return [summed(base, scaled(table, much)) for table in made[:FOLDS]]

    def _numbered(self, examples: Iterable[list[Example]], base: Table | None) -> tuple[Numbered, list[int]]:
        """The examples of all documents, whoever made them, and how many are of each document."""
        mine: list[int] = []
        own = learn.met(_begun(example, base) for one in examples for example in _counted(one, mine))
        parts: list[Met] = []
        who, sizes = [0] * len(self.data.docs), [0] * len(self.data.docs)
        for p, (places, counts, part) in enumerate(self.data.team.every((self.data.own, mine, own))):
            parts.append(part)
            for i, count in zip(places, counts, strict=True):
                who[i], sizes[i] = p, count
        whole = learn.merged(parts, zip(who, sizes, strict=True)) if len(parts) > 1 else own
        return learn.settled(whole, self._least), sizes

    def _fitted(self, name: str, given: Numbered, runs: Sequence[list[int]]) -> list[Table]:
        """A table for each choice of the examples."""
        team, labels = self.data.team, choose.CLASSES.get(name, ())
        own = team.share([len(run) for run in runs])
        told = [(k, self._fit(name, given.some(runs[k])).packed) for k in own]
        packed = dict(one for part in team.every(told) for one in part)
        return [of_packed(labels, packed[k]) for k in range(len(runs))]

    def _rows(self, sizes: Sequence[int], without: Sequence[int]) -> list[int]:
        """The examples of the documents that lie in none of the folds ``without``, as often as each document counts."""
        out: list[int] = []
        start = 0
        for size, fold, times in zip(sizes, self.data.folds, self.data.weight, strict=True):
            if fold not in without:
                out += [*range(start, start + size)] * times
            start += size
        return out

    def _doubted(self, name: str, given: Numbered, sizes: Sequence[int]) -> list[set[int]]:
        """For the table of each fold, and of all, the examples that other documents call unlikely; lines of corpora, which say
        what a construction means, are never among them.

        Documents that a table is measured on say nothing of what it is fitted to: what the table of one fold leaves out is told
        by tables that have seen neither that fold nor the example's own. Where they had, 0.01 to 0.02 of what the figures
        gained was not there (agent, cross-validated .773 and not .785).
        """
        pairs = [
            (j, k) for k in self._runs for j in range(min(k, FOLDS))
        ]  # with FOLDS, which no document is in: of one fold
        made = self._fitted(name, given, [self._rows(sizes, pair) for pair in pairs])
        unseen = dict(zip(pairs, made, strict=True))
        data = self.data
        starts = [*accumulate(sizes, initial=0)]
        mine: list[tuple[int, int]] = []
        for i in data.own:
            for row in range(starts[i], starts[i + 1]) if "line" not in data.docs[i] else ():
                example = given.row(row)
                for k in self._runs:
                    if k != data.folds[i]:
                        pair = min(k, data.folds[i]), max(k, data.folds[i])
                        found = shares(sums_of(given.names, example, unseen[pair]))
                        if sum([found[c] for c in example.right]) < DOUBTED[name]:
                            mine.append((k, row))
        out: list[set[int]] = [set() for _ in self._runs]
        for part in data.team.every(mine):
            for k, row in part:
                out[k].add(row)
        return out

    def kinds(self) -> Kinds:
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
            for i in data.own
        ]
        made = self.tables("kind", examples)
        self._alone = {i: [choose.shared(made[data.folds[i]], names) for names in data.told[i]] for i in data.own}
        return {i: choose.kinds(made[data.folds[i]], data.told[i], data.scenes[i].cases) for i in data.own}

    def classed(self, name: str, kinds: Kinds) -> Kinds:
        """The shares of a class slot for each record."""
        data, labels = self.data, choose.CLASSES[name]
        examples: list[list[Example]] = []
        for i in data.own:
            rows = []
            for case, gold in data.judged(i):
                if gold is None or name not in gold:
                    continue
                wanted = right.readings(gold[name])[0] or "none"
                names = [*data.told[i][case.index], *kind_features.answered(kinds[i][case.index])]
                rows.append(Example((names,), (labels.index(wanted),), data.number[i]))
            examples.append(rows)
        made = self.tables(name, examples)
        return {i: choose.classed(made[data.folds[i]], data.told[i], kinds[i], data.scenes[i].cases) for i in data.own}

    def measured(self, kinds: Kinds, changes: Kinds) -> Kinds:
        """The shares of the basis for each record; its table sees what the change was taken for."""
        data, labels = self.data, choose.CLASSES["basis"]
        examples: list[list[Example]] = []
        told: dict[int, Sequence[Sequence[str]]] = {}
        for i, scene in data.scenes.items():
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
                    wanted = right.readings(gold["basis"])[0] or "none"
                    rows.append(Example((names[case.index],), (labels.index(wanted),), data.number[i]))
            examples.append(rows)
            told[i] = names
        made = self.tables("basis", examples)
        return {i: [choose.shared(made[data.folds[i]], seen) if seen else () for seen in told[i]] for i in data.own}

    def ranked(
        self,
        name: str,
        maker: Callable[[int], slots.Slot],
        kinds: Kinds,
        wanted: Right,
        passes: int = 2,
        picked: bool = True,
    ) -> Picks:
        """What a ranking slot picks for each record; a further pass sees the picks of the one before at earlier cases.

        Args:
            picked: whether the picks of the last pass are asked for.
        """
        data = self.data
        picks: Picks = {i: [None] * len(scene.cases) for i, scene in data.scenes.items()}
        for turn in range(passes):
            walked = partial(self._walked, kinds=kinds, wanted=wanted, picks=picks)
            examples = (walked(i, maker(i)) for i in data.own)
            made = self.tables(name, examples, turn == passes - 1)
            if turn == passes - 1 and not picked:
                break
            picks = {}
            for i, scene in data.scenes.items():
                records = [case for case in scene.cases if self._record(kinds[i], i, case.index)]
                picks[i] = slots.decode(maker(i), records, made[data.folds[i]], len(scene.cases))
        return picks

    def _record(self, kinds: Sequence[Sequence[float]], i: int, index: int) -> bool:
        """Whether a case is walked over: what is taken for a record, and what is one."""
        return 1.0 - kinds[index][0] >= choose.RECORD or self.data.pairs[i].gold[index] is not None

    def _walked(
        self,
        i: int,
        slot: slots.Slot,
        kinds: Kinds,
        wanted: Right,
        picks: Picks,
    ) -> list[Example]:
        pairing = self.data.pairs[i]
        out = []
        for case in self.data.scenes[i].cases:
            if not self._record(kinds[i], i, case.index):
                continue
            gold = pairing.gold[case.index]
            candidates, features = slot.offer(case)
            if gold is not None and not pairing.spare[case.index]:
                good = wanted(i, candidates, gold)
                if good and len(good) < len(candidates):
                    out.append(Example([flat(parts) for parts in features], good, self.data.number[i]))
            pick = picks[i][case.index]
            slot.take(case, None if pick is None else pick.candidate)
        return out

    def timed(self, kinds: Kinds, dues: Picks) -> tuple[Kinds, Picks]:
        """The shares of kind and the picks of the period, decided together."""
        data = self.data
        made = self.tables("timed", (self._paired(i, kinds[i], dues[i]) for i in data.own))
        shares, picks = dict(kinds), dict(dues)
        for i, scene in data.scenes.items():
            records = [case for case in scene.cases if self._record(kinds[i], i, case.index)]
            shares[i], picks[i] = timed.settled(scene, records, kinds[i], dues[i], made[data.folds[i]])
        return shares, picks

    def _paired(self, i: int, kinds: Sequence[Sequence[float]], dues: Sequence[slots.Pick | None]) -> list[Example]:
        """The pairs of a kind and a period of each record of a document; what their tables give is where each begins."""
        published = self.data.scenes[i].published
        if published is None:
            return []
        out = []
        for case, gold in self.data.judged(i):
            pick, share = dues[case.index], kinds[case.index]
            if gold is None or pick is None or not {"kind", "due"} <= set(gold) or 1.0 - share[0] < choose.RECORD:
                continue
            good = right.dues(pick.candidates, gold)
            if not good:
                continue
            pairs, base = [], []
            for k, row in enumerate(timed.features(share, pick, published)):
                pairs += row
                base += [_logarithm(timed.part_of(share, k) * one) for one in pick.shares]
            first = len(pick.candidates) * timed.KINDS.index(gold["kind"])
            out.append(Example(pairs, [first + k for k in good], self.data.number[i], base))
        return out

    def sure(
        self,
        kinds: Kinds,
        changes: Kinds,
        indicators: Picks,
        dues: Picks,
    ) -> None:
        """How sure a whole record is, from the answers for documents left out whose errors nobody has read: where they were
        read, features and settings know more of them than they will know of any other.

        Of most documents the values are not annotated, and more of their records come out right: they tell what makes a
        record surer than another, and a feature of their own takes up the rest (area under the curve, unread half: .765 without
        them, .788 with them; calibration error .050, .055 without that feature, .029 with it)."""
        data = self.data
        examples: list[list[Example]] = []
        for i, scene in data.scenes.items():
            rows: list[Example] = []
            doc = data.docs[i]
            valued = all("low" in gold for gold in doc["targets"] if "kind" in gold)
            known = "line" not in doc and not (valued and even(doc["id"]))
            for case, gold in data.judged(i) if known else ():
                pick, due = indicators[i][case.index], dues[i][case.index]
                share = kinds[i][case.index]
                if pick is None or due is None or 1.0 - share[0] < choose.RECORD:
                    continue
                if gold is not None and not {"kind", "change", "indicator", "due"} <= set(gold):
                    continue
                change = changes[i][case.index]
                names = sure.features(scene, case, share, self._alone[i][case.index], change, pick, due)
                good = gold is not None and self._right(i, case, gold, share, change, pick, due)
                rows.append(
                    Example((names if valued else [*names, "values not annotated"],), (int(good),), data.number[i])
                )
            examples.append(rows)
        self.tables("sure", examples)

    def _right(self, i: int, case: Case, gold: Annotated, share: Any, change: Any, pick: Any, due: Any) -> bool:
        kind = "target" if share[1] >= share[2] else "actual"
        if kind != gold["kind"] or choose.label("change", change) != gold["change"]:
            return False
        if "low" in gold and not right.value(case, gold):
            return False
        if not right.indicators(self.data.scenes[i].text, [pick.candidate], gold):
            return False
        return bool(due_proposer.right([due.candidate], gold["due"]))


def _logarithm(share: float) -> float:
    """The logarithm of a share, rounded to hundredths: its last bits are not the same on every machine."""
    return round(log(max(share, 1e-6)), 2)


def _counted(examples: list[Example], sizes: list[int]) -> list[Example]:
    sizes.append(len(examples))
    return examples


def _begun(example: Example, base: Table | None) -> Example:
    """An example with what the base gives it: of each label, or of each candidate."""
    if base is None:
        return example
    if base.labels:
        sums = base.sums(dict.fromkeys(example.candidates[0]))
    else:
        sums = [base.total(dict.fromkeys(names)) for names in example.candidates]
    return example._replace(base=[value / SCALE for value in sums])


def train(trainer: Trainer, sure: bool = True) -> None:
    """Fit all tables.

    Args:
        sure: fit what looks over whole records too, the tables of kind and period together and of the confidence.
    """
    data = trainer.data
    scenes = data.scenes
    kinds = trainer.kinds()

    def named(slot: str) -> Right:
        return lambda i, found, gold: right.named(scenes[i].text, found, gold[slot]) if slot in gold else []

    trainer.ranked("region", lambda i: slots.Region(scenes[i], kinds[i]), kinds, named("region"), picked=False)
    trainer.ranked("agent", lambda i: slots.Agent(scenes[i], kinds[i]), kinds, named("agent"), picked=False)
    natures = trainer.classed("nature", kinds)
    changes = trainer.classed("change", kinds)
    bases = trainer.measured(kinds, changes)
    said = {i: choose.answered(natures[i], changes[i], bases[i]) for i in data.own}
    indicators = trainer.ranked(
        "indicator",
        lambda i: slots.Indicator(scenes[i], kinds[i], said[i]),
        kinds,
        lambda i, found, gold: right.indicators(scenes[i].text, found, gold),
    )
    dues = trainer.ranked(
        "due",
        lambda i: slots.Due(scenes[i], kinds[i], said[i]),
        kinds,
        lambda i, found, gold: right.dues(found, gold),
        passes=1,
        picked=sure,
    )
    if sure:
        kinds, dues = trainer.timed(kinds, dues)
        trainer.sure(kinds, changes, indicators, dues)
