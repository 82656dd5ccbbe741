"""Where and who, cross-validated: ``python scripts/who.py region|agent KINDS.pickle``, and what is right for training.

Decodes each document in order with the tables of the other folds. A table is first fitted without knowing what the records
before took, then again with what they took by the first.
"""

import pickle
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotated import FOLDS, documents, even, folds, pairing, scene_of

from policyextract.learn import SCALE, Example, Table, fit
from policyextract.span import Span
from policyextract.targets.features import agent as agents
from policyextract.targets.features import region as regions
from policyextract.targets.features.earlier import Earlier
from policyextract.targets.scene import Scene

Gold = dict[str, Any]
Choices = dict[int, Span | None]  # by case
DROPPED = "".join(" \n\t\u3000“”\"'‘’「」『』《》()（）,，、的")


def bare(text: str) -> str:
    """The text without marks, as names are compared."""
    return text.translate({ord(c): None for c in DROPPED})


def same_name(want: str, got: str) -> bool:
    """Equal, or one inside the other where neither is more than twice (plus two) the other's length."""
    want, got = bare(want), bare(got)
    short, long = sorted((len(want), len(got)))
    return want == got or (short >= 2 and long <= 2 * short + 2 and (want in got or got in want))


def readings(gold: Gold, slot: str) -> list[str | None]:
    """What the annotation accepts; None for nothing."""
    value = gold.get(slot)
    return value if isinstance(value, list) else [value]


def right(said: Sequence[str], accepted: Sequence[str | None]) -> list[int]:
    """Which candidates are right, by how they read (``""``: nothing)."""
    return [
        k
        for k, text in enumerate(said)
        if (None in accepted if not text else any(want and same_name(want, text) for want in accepted))
    ]


class Slot:
    """One of the two slots over one document."""

    def __init__(self, name: str, scene: Scene, kinds: Sequence[Sequence[float]]) -> None:
        self.name, self.scene = name, scene
        self.reader: Any = regions.Reader(scene, kinds) if name == "region" else agents.Reader(scene, kinds)
        self.source: Any = self.reader.regions if name == "region" else self.reader.agents
        self.choose: Any = regions.choose if name == "region" else agents.choose

    def span(self, candidate: Any) -> Span | None:
        """Where what a candidate names stands."""
        found = candidate.mention if self.name == "region" else candidate.actor
        return None if found is None else Span(found.start, found.end)

    def said(self, candidate: Any) -> str:
        """How a candidate reads."""
        span = self.span(candidate)
        return "" if span is None else self.scene.text[span.start : span.end]


def examples(
    slot: Slot, gold: Sequence[Gold | None], record: Sequence[bool], took: Choices, number: int
) -> list[Example]:
    """Those of one document; ``record`` says which cases are taken for records, ``took`` what each took."""
    out, before = [], Earlier()
    for case, known in zip(slot.scene.cases, gold, strict=True):
        if known is not None and not known.get("optional"):
            candidates = slot.source.propose(case, before.span)
            good = right([slot.said(c) for c in candidates], readings(known, slot.name))
            if good:
                out.append(Example(slot.reader.features(case, candidates, before), good, number))
        if record[case.index]:
            span = took.get(case.index)
            before.take(case, span, "" if span is None else slot.scene.text[span.start : span.end])
    return out


def decoded(slot: Slot, cases: Sequence[bool], record: Sequence[bool], table: Table) -> tuple[Choices, dict[int, Any]]:
    """What every case of ``cases`` takes by ``table``, in order, and its candidates."""
    out: Choices = {}
    proposed: dict[int, Any] = {}
    before = Earlier()
    for case in slot.scene.cases:
        if not cases[case.index]:
            continue
        candidates = slot.source.propose(case, before.span)
        names = slot.reader.features(case, candidates, before)
        best, _ = slot.choose(slot.scene.text, candidates, [table.total(n) / SCALE for n in names])
        out[case.index] = span = slot.span(best)
        proposed[case.index] = candidates
        if record[case.index]:
            before.take(case, span, slot.said(best))
    return out, proposed


class Validation:
    """All annotated documents, cut into folds."""

    def __init__(self, name: str, kinds: Path, scenes: Path | None = None) -> None:
        self.name = name
        self.docs = documents("train", "dev")
        self.judged = len(documents("train"))
        if scenes is not None:
            self.scenes, pairs = pickle.loads(scenes.read_bytes())
        else:
            self.scenes = [scene_of(doc) for doc in self.docs]
            pairs = [pairing(s, d["targets"]) for s, d in zip(self.scenes, self.docs, strict=True)]
        self.gold = [pair.gold for pair in pairs]
        self.kinds = pickle.loads(kinds.read_bytes())[1]
        self.folds = folds(self.docs)
        self.slots = [Slot(name, s, k) for s, k in zip(self.scenes, self.kinds, strict=True)]
        self.record = [[share[0] < 0.5 for share in shares] for shares in self.kinds]

    def run(self, took: list[Choices], **how: Any) -> tuple[list[Choices], list[dict[int, Any]]]:
        """Fit and decode, fold by fold."""
        made = [examples(self.slots[i], self.gold[i], self.record[i], took[i], i) for i in range(len(self.docs))]
        out: list[Choices] = [{} for _ in self.docs]
        proposed: list[dict[int, Any]] = [{} for _ in self.docs]
        for fold in range(FOLDS):
            table = fit([x for i, own in enumerate(made) if self.folds[i] != fold for x in own], **how)
            for i in range(len(self.docs)):
                if self.folds[i] == fold:
                    cases = [g is not None or r for g, r in zip(self.gold[i], self.record[i], strict=True)]
                    out[i], proposed[i] = decoded(self.slots[i], cases, self.record[i], table)
        count = sum(len(own) for own in made)
        wide = sum(len(x.candidates) for own in made for x in own)
        print(f"{count} examples, {wide / count:.1f} candidates, {len(table.weights)} weights")
        return out, proposed

    def report(self, out: list[Choices], proposed: list[dict[int, Any]]) -> None:
        """F1 over the records found with the right kind: all, the half that may be read, the other, and by genre."""
        groups: dict[str, list[int]] = {}
        for i, doc in enumerate(self.docs[: self.judged]):
            for group in ("all", "read" if even(doc["id"]) else "other", doc["genre"]):
                count = groups.setdefault(group, [0, 0, 0, 0, 0])
                for index, known in enumerate(self.gold[i]):
                    share = self.kinds[i][index]
                    if known is None or known.get("optional") or share[0] >= 0.5:
                        continue
                    want = readings(known, self.name)
                    if (known["kind"] == "target") != (share[1] > share[2]) or (None in want and len(want) > 1):
                        continue
                    span = out[i][index]
                    said = "" if span is None else self.scenes[i].text[span.start : span.end]
                    named = want != [None]
                    count[0] += named
                    count[1] += bool(said)
                    count[2] += bool(said) and bool(right([said], want))
                    count[3] += named and bool(right([self.slots[i].said(c) for c in proposed[i][index]], want))
        for group, (gold, found, hit, possible, _) in groups.items():
            print(
                f"{group:40} F1 {2 * hit / max(1, gold + found):.4f}  P {hit / max(1, found):.3f}  "
                f"R {hit / max(1, gold):.3f}  proposed {possible / max(1, gold):.3f}  of {gold}"
            )


def main(name: str, kinds: str, scenes: str = "") -> None:
    """Cross-validate one slot."""
    how = {"rounds": 10, "rate": 0.05, "decay": 0.01}
    began = time.time()
    whole = Validation(name, Path(kinds), Path(scenes) if scenes else None)
    took: list[Choices] = [{} for _ in whole.docs]
    proposed: list[dict[int, Any]] = []
    for _ in range(2):
        took, proposed = whole.run(took, **how)
        whole.report(took, proposed)
    print(f"{time.time() - began:.0f} s")


if __name__ == "__main__":
    main(*sys.argv[1:])
