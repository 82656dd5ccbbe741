"""Tables of a user's own: what corrections add to the shipped ones, and whether that is better on documents left out."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from ..corrections.annotations import Annotated
from ..counted import counted
from ..disk import new_folder
from ..errors import InputError
from ..settings import Settings
from ..table import Table, summed, write
from ..targets import choose
from .annotated import FOLDS, even_folds, groups
from .answers import NUMBER, SLOTS, WHOLE
from .jointly import Mixed, Strengths, chosen, moved, total
from .trainer import Data, Trainer, train
from .upon import scaled

LEAST = 10
"""Of fewer documents nothing is learnt that holds for others: a feature stands in five at least, and a fifth is left out."""


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


class Left(NamedTuple):
    """What would make more numbers right as a whole on documents left out, and lose whole records."""

    tables: list[str]
    numbers: int
    """So many more would be right than are now."""
    records: int
    """So many whole records would be lost."""


class Own(NamedTuple):
    """What was trained."""

    tables: dict[str, Table]
    moved: list[str]
    """Tables that are other than the shipped ones: corrections clearly help their choices on documents left out, and clearly lose no whole record."""
    left: Left | None
    """What was not taken, since it would cost some."""
    measured: list[Measured]
    documents: int
    judged: int
    """Numbers that the annotations judge: records, and what is none."""
    hash: str
    """Of the annotated documents."""


def train_own(docs: Sequence[Annotated], settings: Settings | None = None) -> Own:
    """Train tables upon the shipped ones; ``settings`` say by what names texts are read.

    The confidence, and how kind and period go together, are left as they were: people look first at what is least sure, which says little of all the rest.

    Raises:
        InputError: there are too few documents.
    """
    said = [doc for doc in docs if doc["targets"] or doc.get("judged") or not doc.get("partial")]
    said.sort(key=lambda doc: (doc["id"], doc["text"]))  # the same corrections give the same bytes, in whatever order
    count = len(groups(said))
    if count < LEAST:
        told = counted(count, "document, or of several much alike", "documents that are not much alike")
        raise InputError(f"has corrections of {told}; to learn it needs {LEAST}")
    base = choose.shipped()
    data = Data(said, even_folds(said), settings)
    added: list[dict[str, Table]] = [{} for _ in range(FOLDS + 1)]

    def keep(fold: int, name: str, table: Table, _: int) -> None:
        added[fold][name] = table

    train(Trainer(data, keep, base), sure=False)
    mixed = Mixed(data, base, added[:FOLDS])
    much, most = chosen(mixed)
    own = {name: summed(getattr(base, name), scaled(added[FOLDS][name], much[name])) for name in much}
    tables = {name: own.get(name, getattr(base, name)) for name in choose.NAMES}
    other = [name for name in choose.NAMES if tables[name] != getattr(base, name)]
    measured = [_measured(slot, mixed, much) for slot in SLOTS]
    return Own(tables, other, _left(mixed, much, most), measured, len(said), total(NUMBER, mixed.said), data.hash)


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


def _left(mixed: Mixed, kept: Strengths, most: Strengths) -> Left | None:
    now, then = mixed.right(kept), mixed.right(most)
    numbers, lost = total(NUMBER, then) - total(NUMBER, now), total(WHOLE, now) - total(WHOLE, then)
    return Left(list(most), numbers, lost) if lost > 0 else None


def _measured(slot: str, mixed: Mixed, much: Strengths) -> Measured:
    before, after = mixed.right({}), mixed.right(much)
    said, was, now = (total(slot, found) for found in (mixed.said, before, after))
    better, worse = moved(slot, before, after)
    return Measured(slot, said, was, now, better, worse)
