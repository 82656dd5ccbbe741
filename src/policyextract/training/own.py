"""Tables of a user's own: what corrections add to the shipped ones, and whether that is better on documents left out."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..corrections.annotations import Annotated
from ..disk import new_folder
from ..errors import InputError
from ..settings import Settings
from ..table import Table, write
from ..targets import choose
from ..targets.choose import Record, Tables, together
from ..targets.scene import Case
from . import right
from .annotated import FOLDS, even_folds, groups
from .trainer import Data, Trainer, train

LEAST = 10
"""Of fewer documents nothing is learnt that holds for others: a feature stands in five at least, and a fifth is left out."""

WHOLE = "record"
"""A whole record: its kind, number, change, indicator and period."""

SLOTS = ("kind", "nature", "change", "basis", "indicator", "due", "region", "agent", WHOLE)
"""What is measured; ``kind`` is whether a number is a record, and of which kind."""


class Measured(NamedTuple):
    """How often a slot is right on documents left out."""

    slot: str
    said: int
    """So many annotations say it."""
    before: int
    """So many the shipped tables have right."""
    after: int
    """So many the user's own have right, each fitted without the document."""
    better: int
    """Documents of which more is right than before."""
    worse: int
    """Documents of which less is."""


class Own(NamedTuple):
    """What was trained."""

    tables: dict[str, Table]
    moved: list[str]
    """Tables that are other than the shipped ones: corrections clearly help their choices on documents left out."""
    measured: list[Measured]
    documents: int
    judged: int
    """Numbers that the annotations judge: records, and what is none."""
    hash: str
    """Of the annotated documents."""


def train_own(docs: Sequence[Annotated], settings: Settings | None = None) -> Own:
    """Train tables upon the shipped ones; ``settings`` say by what names texts are read.

    The confidence is left as it was: people look first at what is least sure, which says little of all the rest.

    Raises:
        InputError: there are too few documents.
    """
    said = [doc for doc in docs if doc["targets"] or doc.get("judged") or not doc.get("partial")]
    said.sort(key=lambda doc: (doc["id"], doc["text"]))  # the same corrections give the same bytes, in whatever order
    count = len(groups(said))
    if count < LEAST:
        raise InputError(f"has corrections of {count} documents that are not much alike; to learn it needs {LEAST}")
    base = choose.shipped()
    data = Data(said, even_folds(said), settings)
    kept: list[dict[str, Table]] = [{"sure": base.sure} for _ in range(FOLDS + 1)]

    def keep(fold: int, name: str, table: Table, _: int) -> None:
        kept[fold][name] = table

    train(Trainer(data, keep, base), sure=False)
    folds = [together(tables) for tables in kept[:FOLDS]]
    pairs = [(_judged(data, i, base), _judged(data, i, folds[data.folds[i]])) for i in range(len(said))]
    judged = sum(1 for i in range(len(said)) for _ in data.judged(i))
    moved = [name for name in choose.NAMES if kept[FOLDS][name] != getattr(base, name)]
    return Own(kept[FOLDS], moved, [_measured(slot, pairs) for slot in SLOTS], len(said), judged, data.hash)


def write_own(own: Own, folder: Path) -> None:
    """Write the tables into a folder for ``Settings(weights=…)``, in place of such a folder; all of them or none.

    Raises:
        SinkError: the folder holds something else, or cannot be written.
    """
    names = [f"{name}.tsv" for name in choose.NAMES]
    with new_folder(folder, over=names) as made:
        for name in choose.NAMES:
            head = f"{name}, features {choose.FEATURES}, documents {own.hash}"
            write(made / f"{name}.tsv", own.tables[name], (head, f"{own.judged} corrections upon the shipped table"))


Answers = list[tuple[str, bool]]
"""Slots that annotations of one document say, and whether each is right."""


def _judged(data: Data, i: int, tables: Tables) -> Answers:
    """What some tables have right of a document."""
    scene = data.scenes[i]
    found = {record.case.index: record for record in choose.choose(scene, tables).records}
    out: Answers = []
    for case, gold in data.judged(i):
        record = found.get(case.index)
        if gold is None:
            out.append(("kind", record is None))
            continue
        told = _slots(scene.text, case, record, gold)
        out += told.items()
        if {"kind", "change", "indicator", "due"} <= set(told):
            valued = "low" not in gold or right.value(case, gold)
            out.append((WHOLE, valued and all(told[slot] for slot in ("kind", "change", "indicator", "due"))))
    return out


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


def _measured(slot: str, pairs: Sequence[tuple[Answers, Answers]]) -> Measured:
    count = before = after = better = worse = 0
    for old, new in pairs:
        was, now = (sum(good for name, good in answers if name == slot) for answers in (old, new))
        count += sum(name == slot for name, _ in old)
        before, after = before + was, after + now
        better, worse = better + (now > was), worse + (now < was)
    return Measured(slot, count, before, after, better, worse)
