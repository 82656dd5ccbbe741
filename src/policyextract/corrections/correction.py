"""A correction: what a person said of one record, as a line of JSON.

A record is known by its id, and, where that is not found any more, by what it is anchored to (:attr:`Correction.anchor`): a
later version of the program may read another indicator at the same number, which gives another id.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from ..errors import InputError
from ..models import Agent, Basis, Change, Commitment, Comparator, Kind, Model, Nature, Number, Phrase, Region

Verdict = Literal["accept", "correct", "reject", "add"]


class Days(Phrase):
    """A period that a person has told, with the words that say it where the text does."""

    text: str = ""
    """Clean text of the words; empty where no words say it."""
    first: date | None = None
    """First day, or null."""
    last: date | None = None
    """Last day, or null."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise ValueError(f"its first day {self.first} lies behind its last {self.last}")
        return self


class Slots(Model):
    """What is otherwise than the program read it: fields of a record; those left out stay as they are."""

    kind: Kind = "target"
    """As in :class:`~policyextract.models.Target`, like all below."""
    nature: Nature = "outcome"
    """What sort of statement it is."""
    change: Change = "none"
    """Whether it is the amount of a change."""
    basis: Basis | None = None
    """What it is measured against."""
    commitment: Commitment | None = None
    """How firmly it is promised."""
    per: tuple[str, ...] = ()
    """The words of 每."""
    quantity: Phrase | None = None
    """Other words for the quantity; their value is that of the quantity that stands there, if the next four do not say it."""
    low: Number | None = None
    """Lower bound."""
    high: Number | None = None
    """Upper bound."""
    comparator: Comparator = "="
    """How the bounds are meant; the bound that it has no use for is left out."""
    unit: str = ""
    """The unit, without its scale."""
    indicator: Phrase = Field(default_factory=lambda: Phrase(text=""))
    """What is measured; for a pledge its words."""
    action: Phrase | None = None
    """The verb."""
    due: Days | None = None
    """By when, or for which period."""
    baseline: Days | None = None
    """What a change is measured from."""
    region: Region | None = None
    """The place."""
    agents: tuple[Agent, ...] = ()
    """The bodies named for it."""
    programme: Phrase | None = None
    """The named action."""
    section: Phrase | None = None
    """The heading."""


class Correction(Model):
    """What a person said of one record."""

    record: str = Field(min_length=1)
    """Id of the record; of one that was missed, an id of its own."""
    document: str = Field(min_length=1)
    """Id of its document."""
    verdict: Verdict
    """``accept``: it is right; ``correct``: it is, with other ``slots``; ``reject``: it is none; ``add``: it was missed."""
    anchor: Phrase | None = None
    """What it is anchored to: its number, or the words of a pledge; by this it is found where its id has changed."""
    slots: Slots = Field(default_factory=Slots)
    """What is otherwise, for ``correct``; all that is known, for ``add``: at least kind and indicator."""
    sentence: Phrase | None = None
    """Of a record that was missed, the sentence that says it."""
    by: str | None = None
    """Who said it."""
    on: date | None = None
    """When it was said."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = self.slots.model_fields_set
        if self.verdict in ("accept", "reject") and given:
            raise ValueError(f"{self.verdict} takes no slots; say correct")
        if self.verdict == "correct" and not given:
            raise ValueError("correct needs a slot that is otherwise; say accept")
        if self.verdict == "add" and (self.anchor is None or not {"kind", "indicator"} <= given):
            raise ValueError("add needs an anchor, and the slots kind and indicator")
        return self

    @property
    def changes(self) -> dict[str, Any]:
        """The slots that were given, in their JSON form and in one order."""
        given = self.slots.model_fields_set
        return {name: value for name, value in self.slots.model_dump(mode="json").items() if name in given}

    def line(self) -> str:
        """One line of JSON; the same correction gives the same line.

        >>> correction_of({"record": "r", "document": "d", "verdict": "reject", "by": None}).line()
        '{"record":"r","document":"d","verdict":"reject"}'
        """
        told = self.model_dump(mode="json", exclude_none=True, exclude={"slots"})
        if self.changes:
            told["slots"] = self.changes
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def is_correction(row: Any) -> bool:
    """Whether a line of JSON means to be a correction, and no document."""
    return isinstance(row, Mapping) and "verdict" in row and "targets" not in row


def correction_of(row: Any) -> Correction:
    """A correction out of its JSON form.

    Raises:
        InputError: it is none; the message names the field.

    >>> correction_of({"record": "r", "document": "d", "verdict": "correct", "slots": {"kind": "wish"}})
    Traceback (most recent call last):
    ...
    policyextract.errors.InputError: correction of record r: slots.kind: Input should be 'target' or 'actual'
    """
    if not isinstance(row, Mapping):
        raise InputError("no correction; give the output of 'export --to corrections'")
    try:
        return Correction.model_validate(row)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        said = first["msg"].removeprefix("Value error, ")
        told = f"correction of record {row.get('record')}"
        raise InputError(f"{told}: {where}: {said}" if where else f"{told}: {said}") from None


def read_corrections(path: Path) -> Iterator[Correction]:
    """The corrections of a file of JSON lines.

    Raises:
        InputError: it cannot be read, or a line is no correction; the message names file and line.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield correction_of(json.loads(line))
        except (ValueError, RecursionError):
            raise InputError(f"{path}:{number}: not JSON; give the output of 'export --to corrections'") from None
        except InputError as error:
            raise InputError(f"{path}:{number}: {error}") from None
