"""Annotated documents to train and to measure on: reading, pairing with what was scanned, folds by document."""

import hashlib
import json
import os
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from policyextract import Settings, pipeline
from policyextract.guards import day
from policyextract.targets.scene import Scene

SHARED = Path(os.environ.get("POLICYEXTRACT_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
FOLDS = 5
TESTS = Path(__file__).resolve().parent.parent / "tests"
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "policyextract"
CORPORA = ("indicator_corpus.toml", "attach_corpus.toml", "kind_corpus.toml", "nature_corpus.toml")
# reported_corpus.toml is not trained on: its lines are of what goes wrong, not of what is common. With them, cross-validated,
# indicator .8544 -> .8500, due .8725 -> .8690, full .6348 -> .6305.
SLOTS = ("kind", "nature", "change", "basis", "due", "first", "region", "agent")
PUBLISHED = "2024-03-27"  # of a corpus' sentences where they say no other day

Gold = dict[str, Any]


class Pairing(NamedTuple):
    """For each case of a scene the annotated record at it (None where it is none), and which cases are not judged."""

    gold: list[Gold | None]
    spare: list[bool]
    missed: int  # annotated records without a quantity


def documents(*folders: str) -> list[Gold]:
    """The annotated documents of the folders below ``gold``, in the order of their names."""
    return [
        json.loads(path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted((SHARED / "gold" / folder).glob("*.json"))
    ]


def own_documents() -> list[Gold]:
    """The project's own releases with their records, and the lines of the corpora that say what is chosen.

    A line of a corpus is a document of its own with one record, of which only what the corpus says is known; the lines of
    one family are one group. ``judged`` are the spans of which it is known that a quantity there is no record.
    """
    out = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((TESTS / "fixtures").glob("*.json"))]
    for doc in out:
        doc["group"] = doc["id"]
    for name in CORPORA:
        tables = tomllib.loads((PACKAGE / "targets" / name).read_text(encoding="utf-8"))
        lines: list[Gold] = []
        for table in ("case", "known", "nothing"):
            for case in tables.get(table, ()):
                nothing = table == "nothing" or bool(case.get("nothing"))
                lines += [_line(said, case, f"{name}:{case['family']}", nothing) for said in case["examples"]]
        # in an order that does not hang on what is known to fail today: the same examples give the same tables
        out += sorted(lines, key=lambda line: (line["group"], line["text"], repr(line["targets"]), line["judged"]))
    return out


def _line(said: Any, case: Gold, group: str, nothing: bool) -> Gold:
    marked, *rest = [said] if isinstance(said, str) else said
    own = rest.pop() if rest and isinstance(rest[-1], dict) else {}
    start = marked.find("⟦")
    end = marked.index("⟧") - 1 if start >= 0 else len(marked)
    text = marked.replace("⟦", "").replace("⟧", "")
    told = {k: v for k, v in {**case, **own}.items() if k in SLOTS}
    for slot in ("due", "region", "agent", "basis", "nature"):
        if told.get(slot) == "":
            told[slot] = None
    record = {**told, "start": max(0, start), "end": end, "text": text[max(0, start) : end]}
    if rest:
        record["indicator"] = rest
    doc = {"id": f"{group}:{text[:20]}", "group": group, "text": text, "published": case.get("published", PUBLISHED)}
    doc["published"] = {**case, **own}.get("published", PUBLISHED) or None
    doc["title"] = {**case, **own}.get("title")
    return {
        **doc,
        "partial": True,
        "line": True,
        "targets": [] if nothing else [record],
        "judged": [[max(0, start), end]] if nothing else [],
    }


def even(ident: str) -> bool:
    """Whether a document belongs to the half whose errors may be read."""
    return int(hashlib.sha1(ident.encode()).hexdigest(), 16) % 2 == 0


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    both = min(a[1], b[1]) - max(a[0], b[0])
    return max(0, both) / max(1, max(a[1], b[1]) - min(a[0], b[0]))


def pairing(scene: Scene, doc: Gold) -> Pairing:
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
                share = _overlap((gold["start"], gold["end"]), spans[j])
                if share >= 0.5:
                    near.append((share, -i, -j))
    found: list[Gold | None] = [None] * len(spans)
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


def folds(docs: list[Gold], count: int = FOLDS) -> list[int]:
    """The fold of each document; documents that share over 5 % of their 30-character shingles are in one fold."""
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
    groups: dict[int, list[int]] = defaultdict(list)
    for i in range(len(docs)):
        groups[root(i)].append(i)
    out = [0] * len(docs)
    for group in groups.values():
        # by a name of its own: documents that are added later leave the others where they are
        fold = hash30(min(docs[i].get("group", docs[i]["id"]) for i in group)) % count
        for i in group:
            out[i] = fold
    return out


def hash30(text: str) -> int:
    """A hash that is the same in every process."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=6).digest(), "big")


def scene_of(doc: Gold) -> Scene:
    """The scene of one annotated document, as the pipeline sees it."""
    return pipeline.look(doc["text"], Settings(), day(doc.get("published")), doc.get("title"), None).scene
