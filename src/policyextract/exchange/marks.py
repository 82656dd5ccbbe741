"""A document as marks in its text and links between them: the form that annotation tools work on.

Each record is a mark on its number, labelled with its kind; its slots are marks of their own, to which it is linked. A slot that
stands nowhere in the text (an indicator put together from the head and the label of a table, a due date that the caller told)
has no mark: its value is told with the record. Pledges, which annotations do not know, are no marks.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar, get_args

from ..corrections.annotations import decimal, told_day
from ..corrections.apply import Data
from ..errors import InputError
from ..guards import day
from ..models import EntityType, Kind

T = TypeVar("T")

KINDS: tuple[str, ...] = get_args(Kind)
"""Labels of records."""
SLOTS = ("indicator", "due", "region", "agent")
"""Labels of what a record is linked to."""
NAMES: tuple[str, ...] = get_args(EntityType)
"""Labels of names."""
LABELS = (*KINDS, *SLOTS, *NAMES)
BOUNDS = ("low", "high")
CHOSEN = ("nature", "change", "basis")
"""What is told of a record beside its value and its slots."""


class Mark(NamedTuple):
    """A stretch of the raw text, ``[start, end)``, and what it is."""

    id: str
    label: str
    """One of ``KINDS``, ``SLOTS`` and ``NAMES``."""
    start: int
    end: int
    told: Mapping[str, str] = {}
    """What is said of it besides: of a record ``VALUE``, ``CHOSEN`` and the slots without a mark, of a time ``due``, its last day."""

    @classmethod
    def told_by(cls, ident: str, label: Any, start: int, end: int, told: Mapping[str, str], text: str) -> "Mark":
        """A mark as a tool gives it.

        Raises:
            InputError: it is none of ours, or does not stand in the text.
        """
        if label not in LABELS:
            raise InputError(f"{label!r} is no label of this package; they are {', '.join(LABELS)}")
        if not 0 <= start < end <= len(text):
            raise InputError(f"the {label} at {start} lies outside of the text; export the project again")
        return cls(ident, label, start, end, told)


Links = tuple[tuple[str, str], ...]


class Marked(NamedTuple):
    """A document with its marks; the first five as :func:`policyextract.extract` takes them."""

    id: str
    title: str | None
    published: str | None
    source: str | None
    text: str
    marks: tuple[Mark, ...]
    links: Links | None
    """Pairs of ids, a record and a slot of it or the other way round, in their order; None where the tool knows no links."""
    whole: bool = True
    """Whether marks tell all that is known of them; where the tool has no room for it, what they do not tell is as it was read."""

    @classmethod
    def told_by(cls, data: Data, ident: Any, whole: bool) -> "Marked":
        """A document as a tool gives it, without its marks.

        Args:
            data: its ``text`` and, where the tool kept them, ``title``, ``published`` and ``source``.

        Raises:
            InputError: one of these is no text, or ``published`` no day.
        """
        text, title, published, source = (data.get(name) for name in ("text", "title", "published", "source"))
        if not isinstance(text, str):
            raise InputError("has no text; name the field that holds it `text`")
        for name, value in (("title", title), ("published", published), ("source", source)):
            if value is not None and not isinstance(value, str):
                raise InputError(f"its {name} is {value!r}; make it a text, or leave it out")
        try:
            day(published)
        except ValueError as error:
            raise InputError(str(error)) from None
        return cls(str(ident), title, published, source, text, (), (), whole)

    @property
    def head(self) -> dict[str, str | None]:
        """What a document is known by."""
        return {name: getattr(self, name) for name in ("id", "title", "published", "source")}


def each(
    named: Iterable[tuple[str, Any]], made: Callable[[Any], T], else_: str
) -> Iterator[tuple[str, "T | InputError"]]:
    """What ``made`` makes of each, or what is wrong with it: by its own words, or ``else_`` where it has another form."""
    for name, one in named:
        try:
            yield name, made(one)
        except InputError as error:
            yield name, error
        except (LookupError, TypeError, ValueError, AttributeError):
            yield name, InputError(else_)


def marked(document: Data, text: str) -> Marked:
    """What was read in a document, as marks in its raw text."""
    marks: dict[tuple[Any, ...], Mark] = {}
    links: list[tuple[str, str]] = []
    records = [record for kind in KINDS for record in document.get(f"{kind}s", ())]
    for record in sorted(records, key=lambda one: one["quantity"]["start"] or 0):
        anchor = record["quantity"]
        if anchor["start"] is None:
            continue
        told = _told(record)
        for slot, phrase in slots(record):
            value = phrase["last"] if slot == "due" else phrase["text"]
            if phrase["start"] is None:
                if value and slot not in told:
                    told[slot] = value
                continue
            key = (slot, phrase["start"], phrase["end"], phrase.get("last"))
            of_slot = {"due": value} if slot == "due" and value else {}
            mark = marks.setdefault(key, Mark(f"{slot}-{len(marks)}", slot, key[1], key[2], of_slot))
            links.append((record["id"], mark.id))
        marks["record", record["id"]] = Mark(record["id"], record["kind"], anchor["start"], anchor["end"], told)
    for name in document.get("entities", ()):
        if name["start"] is not None:
            label, start, end = name["type"], name["start"], name["end"]
            marks.setdefault((label, start, end), Mark(f"{label}-{len(marks)}", label, start, end))
    return Marked(
        document["id"],
        document.get("title"),
        told_day(document),
        document.get("source"),
        text,
        tuple(sorted(marks.values(), key=lambda mark: (mark.start, mark.end))),
        tuple(links),
    )


def slots(record: Data) -> Iterator[tuple[str, Data]]:
    """What a record or pledge is linked to, each with its label."""
    if "indicator" in record:
        yield "indicator", record["indicator"]
    for slot in SLOTS[1:]:
        if record[slot] is not None:
            yield slot, record[slot]


def _told(record: Data) -> dict[str, str]:
    quantity = record["quantity"]
    found = {name: decimal(quantity[name]) for name in BOUNDS}
    found |= {name: quantity[name] or None for name in ("comparator", "unit")}
    found |= {name: record[name] for name in CHOSEN}
    return {name: value for name, value in found.items() if value is not None}
