"""Examples of whole records: read from a corpus file, and compared with what ``policyextract.extract`` gives.

Format, beside what ``corpora`` says: an example is a marked text, or a list of a marked text, the acceptable readings
of its indicator (best first), and at the end a table of slots of its own. A case may tell ``published`` and ``title``, which go to ``extract``; ``family`` groups
cases, ``look_alike`` tells those of what must not be taken for the family, ``label`` names the kind of a known failure; all other keys are slots of the record at the mark. ``""`` stands for
"nothing there" in slots that can be null, as TOML has no null.
"""

import re
import tomllib
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from typing import Any, NamedTuple

import pytest

import policyextract
from corpora import SOURCE, example
from policyextract.models import Document, Target

PUBLISHED = "2024-03-27"
ENOUGH = 0.8
"""Likeness from which two readings of an indicator mean the same."""

_ABOUT = ("examples", "family", "label", "look_alike", "nothing", "published", "title")
_MARKS = re.compile(r"[\s“”\"'‘’「」『』《》()（）,，、的]")


class Marked(NamedTuple):
    text: str
    start: int
    end: int
    readings: tuple[str, ...]
    case: dict[str, Any]

    def __str__(self) -> str:
        left, right = max(0, self.start - 18), self.end + 8
        return self.text[left : self.start] + "[" + self.text[self.start : self.end] + "]" + self.text[self.end : right]


def load(path: str, kind: str = "case") -> list[Marked]:
    """The examples of one kind of table in ``path``, below the package."""
    return marked(tomllib.loads((SOURCE / path).read_text(encoding="utf-8")).get(kind, []))


def marked(tables: list[dict[str, Any]]) -> list[Marked]:
    """The examples of some tables."""
    out = []
    for case in tables:
        for said in case["examples"]:
            phrase, *rest = [said] if isinstance(said, str) else said
            own = rest.pop() if rest and isinstance(rest[-1], dict) else {}
            text, start, end, _ = example(phrase, case)
            out.append(Marked(text, start, end, tuple(rest), case | own))
    return out


@cache
def document(text: str, published: str, title: str | None) -> Document:
    return policyextract.extract(text, published=published or None, title=title)


def read(marked: Marked) -> Document:
    """The document of an example."""
    return document(marked.text, marked.case.get("published", PUBLISHED), marked.case.get("title"))


def records(found: Document) -> list[Target]:
    return [*found.targets, *found.actuals]


def at(marked: Marked) -> Target:
    """The record anchored exactly at the mark."""
    found = records(read(marked))
    here = [r for r in found if (r.quantity.start, r.quantity.end) == (marked.start, marked.end)]
    assert len(here) == 1, [r.quantity.text for r in found]
    return here[0]


def overlapping(marked: Marked) -> list[str]:
    """What records are anchored on any character of the mark."""
    spans = [r.quantity for r in records(read(marked))]
    return [
        q.text
        for q in spans
        if q.start is not None and q.end is not None and q.start < marked.end and marked.start < q.end
    ]


def likeness(wanted: str, got: str) -> float:
    """0 to 1: how alike two readings are, quotation marks, brackets, 、 and 的 left aside."""
    return SequenceMatcher(None, _MARKS.sub("", wanted), _MARKS.sub("", got), autojunk=False).ratio()


def slot(record: Target, name: str) -> Any:
    """A slot as corpora write it: numbers in full, dates as ISO strings, ``""`` for nothing."""
    if name in ("low", "high"):
        return getattr(record.quantity, name)
    if name in ("comparator", "unit"):
        return getattr(record.quantity, name)
    if name == "first":
        return "" if record.due is None or record.due.first is None else record.due.first.isoformat()
    value = getattr(record, name)
    if name == "due":
        return "" if value is None or value.last is None else value.last.isoformat()
    if name in ("region", "agent", "section", "programme", "action", "baseline"):
        return "" if value is None else value.text
    if name == "agents":
        return [[agent.text, agent.role] for agent in value]
    return "" if value is None else value


def wanted_slots(marked: Marked) -> dict[str, Any]:
    """The slots that a case tells."""
    wanted = {name: value for name, value in marked.case.items() if name not in _ABOUT}
    return {n: Decimal(str(v)) if n in ("low", "high") else v for n, v in wanted.items()}


def wrong(marked: Marked) -> list[str]:
    """Which slots of the record at the mark are not what its case tells; ``record`` alone where there is none."""
    found = [r for r in records(read(marked)) if (r.quantity.start, r.quantity.end) == (marked.start, marked.end)]
    if len(found) != 1:
        return ["record"]
    out = [name for name, value in wanted_slots(marked).items() if slot(found[0], name) != value]
    if marked.readings and max(likeness(r, found[0].indicator.text) for r in marked.readings) < ENOUGH:
        out.insert(0, "indicator")
    return out


def fails_as_known(marked: Marked, request: pytest.FixtureRequest) -> None:
    """A line of ``[[known]]``, which must not pass unseen: strict, with its label."""
    request.applymarker(pytest.mark.xfail(reason=marked.case["label"], strict=True))
    if marked.case.get("nothing"):
        assert overlapping(marked) == []
    else:
        compare(marked)


def compare(marked: Marked) -> None:
    """Assert that the record at the mark has every slot its case tells."""
    record = at(marked)
    wanted = wanted_slots(marked)
    assert {name: slot(record, name) for name in wanted} == wanted
    if marked.readings:
        got = record.indicator.text
        assert max(likeness(reading, got) for reading in marked.readings) >= ENOUGH, got
