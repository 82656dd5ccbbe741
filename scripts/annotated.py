"""Annotated documents to train and to measure on."""

import json
import os
import tomllib
from pathlib import Path
from typing import Any

from policyextract.corrections.annotations import Annotated as Gold

SHARED = Path(os.environ.get("POLICYEXTRACT_SHARED", Path(__file__).resolve().parent.parent.parent / "shared"))
TESTS = Path(__file__).resolve().parent.parent / "tests"
PACKAGE = Path(__file__).resolve().parent.parent / "src" / "policyextract"
CORPORA = ("indicator_corpus.toml", "attach_corpus.toml", "kind_corpus.toml", "nature_corpus.toml")
# reported_corpus.toml is not trained on: its lines are of what goes wrong, not of what is common. With them, cross-validated,
# indicator .8544 -> .8500, due .8725 -> .8690, full .6348 -> .6305.
SLOTS = ("kind", "nature", "change", "basis", "due", "first", "region", "agent")
PUBLISHED = "2024-03-27"  # of a corpus' sentences where they say no other day


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
