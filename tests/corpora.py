"""Reads a family's ``corpus.toml``.

Format: ``[[case]]`` tables group examples by what they must give; the phrase is marked ``⟦…⟧`` inside a sentence. Keys of
a case: ``examples`` (marked sentences) and whatever the family's test compares. ``[[nothing]]`` tables hold sentences in
which the family must find nothing (or, where a phrase is marked, nothing there). ``[[known]]`` tables are cases that
fail today, with a ``label``; the tests run them as strict xfail.
"""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

SOURCE = Path(__file__).resolve().parent.parent / "src" / "policyextract"


class Example(NamedTuple):
    text: str  # without the marks
    start: int  # of the marked phrase; 0 where none is marked
    end: int  # of the marked phrase; len(text) where none is marked
    case: dict[str, Any]

    def __str__(self) -> str:
        return self.text if len(self.text) < 40 else self.text[:37] + "…"


def example(marked: str, case: dict[str, Any]) -> Example:
    start = marked.find("⟦")
    if start < 0:
        return Example(marked, 0, len(marked), case)
    end = marked.index("⟧") - 1
    return Example(marked.replace("⟦", "").replace("⟧", ""), start, end, case)


def load(family: str, kind: str = "case") -> list[Example]:
    """The examples of ``family`` (a folder below the package, such as ``mentions/time``)."""
    path = SOURCE / family if family.endswith(".toml") else SOURCE / family / "corpus.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    return [example(marked, case) for case in tables for marked in case["examples"]]
