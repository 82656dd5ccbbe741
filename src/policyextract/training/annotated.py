"""Annotated documents to train on: paired with what was scanned, and put into folds."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from .. import pipeline
from ..corrections.annotations import Annotated
from ..corrections.apply import overlap
from ..guards import day
from ..settings import Settings
from ..targets.scene import Scene

FOLDS = 5
"""So many parts the shipped tables are measured on."""


class Pairing(NamedTuple):
    """For each case of a scene the annotated record at it (None where it is none), and which cases are not judged."""

    gold: list[Annotated | None]
    spare: list[bool]
    missed: int  # annotated records without a quantity


def pairing(scene: Scene, doc: Annotated) -> Pairing:
    """Pair the cases with the annotated records, best overlap first, at least half, one to one."""
    targets = doc["targets"]
    spans = [scene.outline.raw_span(case.start, case.end) for case in scene.cases]
    near: list[tuple[float, int, int]] = []
    order = sorted(range(len(spans)), key=lambda j: spans[j][0])
    for i, gold in enumerate(targets):
        for j in order:
            if spans[j][0] >= gold["end"]:
                break
            if spans[j][1] > gold["start"]:
                share = overlap((gold["start"], gold["end"]), spans[j])
                if share >= 0.5:
                    near.append((share, -i, -j))
    found: list[Annotated | None] = [None] * len(spans)
    used: set[int] = set()
    for _, i, j in sorted(near, reverse=True):
        if -i not in used and found[-j] is None:
            found[-j] = targets[-i]
            used.add(-i)
    spare = [bool(g is not None and g.get("optional")) for g in found]
    if doc.get("partial"):  # of the rest of the text nothing is known
        for k, (a, b) in enumerate(spans):
            if found[k] is None:
                spare[k] = not any(a < end and start < b for start, end in doc["judged"])
    return Pairing(found, spare, len(targets) - len(used))


def groups(docs: Sequence[Annotated]) -> list[list[int]]:
    """The documents by their places, those together that share over 5 % of their 30-character shingles, or are said to be of one."""
    parent = list(range(len(docs)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    holders: dict[int, list[int]] = defaultdict(list)
    sizes: list[int] = []
    for i, doc in enumerate(docs):
        text = "".join(doc["text"].split())
        shingles = {hash30(text[k : k + 30]) for k in range(max(1, len(text) - 29))}
        # every tenth shingle by value stands for all: the share of common ones is the same
        some = {h for h in shingles if h % 10 == 0}
        sizes.append(len(some))
        for h in some:
            holders[h].append(i)
    common: dict[tuple[int, int], int] = defaultdict(int)
    for held in holders.values():
        for a in range(len(held)):
            for b in range(a + 1, min(len(held), a + 20)):
                common[held[a], held[b]] += 1
    for (a, b), n in common.items():
        if n > 0.05 * max(1, min(sizes[a], sizes[b])):
            parent[root(a)] = root(b)
    named: dict[str, int] = {}
    for i, doc in enumerate(docs):
        if "group" in doc:
            parent[root(i)] = root(named.setdefault(doc["group"], i))
    found: dict[int, list[int]] = defaultdict(list)
    for i in range(len(docs)):
        found[root(i)].append(i)
    return list(found.values())


def folds(docs: Sequence[Annotated], count: int = FOLDS) -> list[int]:
    """The fold of each document, told by a name of its group."""
    out = [0] * len(docs)
    for group in groups(docs):
        # by a name of its own: documents that are added later leave the others where they are
        fold = hash30(min(group_of(docs[i]) for i in group)) % count
        for i in group:
            out[i] = fold
    return out


def even_folds(docs: Sequence[Annotated], count: int = FOLDS) -> list[int]:
    """The fold of each document; all folds are about as large."""
    out, sizes = [0] * len(docs), [0] * count
    for group in sorted(groups(docs), key=lambda group: -len(group)):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(group)
        for i in group:
            out[i] = fold
    return out


def group_of(doc: Annotated) -> str:
    """What a document is one of, and is not parted from: itself, where nothing else is said."""
    return str(doc.get("group", doc["id"]))


def hash30(text: str) -> int:
    """A hash that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big")


def scene_of(doc: Annotated, settings: Settings | None = None) -> Scene:
    """The scene of one annotated document, as the pipeline sees it."""
    return pipeline.look(doc["text"], settings or Settings(), day(doc.get("published")), doc.get("title"), None).scene


def even(ident: str) -> bool:
    """Whether a document belongs to the half whose errors may be read."""
    return int(hashlib.sha1(ident.encode()).hexdigest(), 16) % 2 == 0
