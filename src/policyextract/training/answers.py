"""What tables have right of documents that people annotated: slot by slot, number by number, record by record."""

from collections import Counter
from typing import Final

from ..corrections.annotations import Annotated
from ..targets import choose
from ..targets.choose import Record, Tables
from ..targets.scene import Case
from . import right
from .trainer import Data

WHOLE: Final = "record"
"""A whole record: its kind, number, change, indicator and period."""

NUMBER: Final = "number"
"""A number as a whole: no record where it is none, else all that makes a record whole, as far as it is annotated."""

SLOTS: Final[tuple[str, ...]] = (
    "kind",
    "nature",
    "change",
    "basis",
    "indicator",
    "due",
    "region",
    "agent",
    WHOLE,
    NUMBER,
)
"""What is measured; ``kind`` is whether a number is a record, and of which kind."""

_PARTS: Final = ("kind", "change", "indicator", "due")  # of a whole record, beside the number

Answers = Counter[str]
"""How many answers of a document are right, by slot; also how many are said."""


def answers(data: Data, i: int, tables: Tables) -> tuple[Answers, Answers]:
    """What is said of a document, and what of it some tables have right."""
    scene = data.scenes[i]
    found = {record.case.index: record for record in choose.choose(scene, tables).records}
    said: Answers = Counter()
    good: Answers = Counter()
    for case, gold in data.judged(i):
        told = _told(scene.text, case, found.get(case.index), gold)
        said.update(told.keys())
        good.update([slot for slot, is_right in told.items() if is_right])
    return said, good


def _told(text: str, case: Case, record: Record | None, gold: Annotated | None) -> dict[str, bool]:
    """Whether each thing that is said of a number is right."""
    if gold is None:
        return {"kind": record is None, NUMBER: record is None}
    told = _slots(text, case, record, gold)
    valued = "low" not in gold or right.value(case, gold)
    number = valued and all(told.get(slot, True) for slot in _PARTS)
    whole = {WHOLE: number} if told.keys() >= set(_PARTS) else {}
    return {**told, **whole, NUMBER: number}


def _slots(text: str, case: Case, record: Record | None, gold: Annotated) -> dict[str, bool]:
    """Of each slot that an annotation says, whether a record has it right; a record that was not found has nothing right."""
    asked = [slot for slot in SLOTS if slot in gold]
    if record is None:
        return dict.fromkeys(asked, False)
    due = None if record.due is None or record.due.last is None else record.due.last.isoformat()
    told = {"kind": record.kind, "nature": record.nature, "change": record.change, "basis": record.basis, "due": due}
    out = {slot: told[slot] in right.readings(gold[slot]) for slot in asked if slot in told}
    if "indicator" in gold:
        out["indicator"] = bool(right.indicators(text, [record.indicator], gold))
    for slot, found in (("region", record.region and record.region.mention), ("agent", record.agent)):
        if slot in gold:
            wanted = right.readings(gold[slot])
            out[slot] = (
                None in wanted
                if found is None
                else any(one and right.same_name(one, text[found.start : found.end]) for one in wanted)
            )
    return out
