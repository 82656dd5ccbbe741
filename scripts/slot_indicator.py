"""The indicator slot's examples: which candidates are right by the annotated readings, and what each looks like."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Any

from policyextract import learn
from policyextract.targets.features.indicator import Reader
from policyextract.targets.proposers.indicator import Candidate, Proposer
from policyextract.targets.scene import Case, Scene

KEPT = 12
"""So many candidates are read in full: the likeliest by the small table over ``Reader.brief``. It loses 1.1 % of the
right ones and no accuracy (5 folds)."""
FIRST = {"rounds": 5, "rate": 0.03, "decay": 0.03, "most": 2000}
FULL = {"rounds": 5, "rate": 0.03, "decay": 0.03, "most": 20000}
"""Swept over 5 folds: 8 rounds the same, decay 0.08 loses 0.6 points, features of ten documents and more only 0.6."""

LIKE = 0.8
"""So much of a reading must a candidate share, as in the measure."""
_DROP = re.compile(r"[\s“”\"'‘’「」『』《》()（）,，、的]")


def bare(text: str) -> str:
    """The text without quotes, brackets, commas and 的."""
    return _DROP.sub("", text)


def likeness(text: str, readings: Sequence[str]) -> float:
    """How like the best of the readings (all bare already) the text is."""
    own, best = bare(text), 0.0
    for reading in readings:
        if own == reading:
            return 1.0
        if 2 * min(len(own), len(reading)) >= LIKE * (len(own) + len(reading)):
            matcher = SequenceMatcher(None, reading, own, autojunk=False)
            if matcher.quick_ratio() >= LIKE:
                best = max(best, matcher.ratio())
    return best


def right(scene: Scene, candidates: Sequence[Candidate], gold: dict[str, Any]) -> list[int]:
    """The indices of the candidates that one of the readings accepts.

    All of them, not only the best: that gave 0.7 points more on documents left out.
    """
    text = scene.text
    readings = [bare(reading) for reading in gold["indicator"]]
    out = []
    for k, found in enumerate(candidates):
        if likeness("".join([text[start:end] for start, end in found.pieces]), readings) >= LIKE:
            out.append(k)
    return out


def kept(reader: Reader, first: learn.Table, case: Case, candidates: list[Candidate]) -> list[Candidate]:
    """The likeliest candidates by the small table, in their order."""
    if len(candidates) <= KEPT:
        return candidates
    sums = [first.total(row) for row in reader.brief(case, candidates)]
    best = sorted(sorted(range(len(sums)), key=lambda k: (-sums[k], k))[:KEPT])
    return [candidates[k] for k in best]


def examples(
    scene: Scene,
    gold: Sequence[dict[str, Any] | None],
    document: int,
    kinds: Sequence[Sequence[float]],
    chosen: Sequence[Candidate | None],
    first: learn.Table | None,
) -> list[learn.Example]:
    """An example for each annotated case that has a right candidate among several.

    Args:
        kinds: for each case the probabilities of none, target, actual, from a model that did not see the document.
        chosen: for each case the choice of such a model; in a first pass all None.
        first: the small table, from a model that did not see the document; None makes the examples it is fitted to.
    """
    proposer, reader = Proposer(scene), Reader(scene)
    out: list[learn.Example] = []
    for case in scene.cases:
        record = gold[case.index]
        if record is None:
            continue
        candidates = proposer.propose(case, chosen)
        if first is not None:
            candidates = kept(reader, first, case, candidates)
        good = right(scene, candidates, record)
        if good and len(good) < len(candidates):
            brief = first is None
            rows = (
                reader.brief(case, candidates)
                if brief
                else reader.features(case, candidates, kinds[case.index], chosen)
            )
            out.append(learn.Example(rows, good, document))
    return out


def decode(
    scene: Scene,
    first: learn.Table,
    table: learn.Table,
    kinds: Sequence[Sequence[float]],
    records: Sequence[bool],
) -> list[Candidate | None]:
    """The choice for each case that is taken for a record, one after another."""
    proposer, reader = Proposer(scene), Reader(scene)
    chosen: list[Candidate | None] = [None] * len(scene.cases)
    for case in scene.cases:
        if records[case.index] and (candidates := proposer.propose(case, chosen)):
            candidates = kept(reader, first, case, candidates)
            rows = reader.features(case, candidates, kinds[case.index], chosen)
            sums = [table.total(row) for row in rows]
            chosen[case.index] = candidates[sums.index(max(sums))]
    return chosen
