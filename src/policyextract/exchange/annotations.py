"""What people marked, as annotated documents: the form that tables are trained and measured on.

A mark on a number takes its value from what is read there, unless the tool told it; a mark on a time likewise its days.
"""

import json
from bisect import bisect_left
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from ..corrections.annotations import Annotated, decimal
from ..corrections.apply import VALUE, Data, bounds, quantity_at, standing
from ..errors import InputError
from ..extractor import Extractor
from ..guards import day
from ..models import json_value
from ..pipeline import Reading, build
from ..targets.build import plain
from ..text.outline import sentences
from .marks import BOUNDS, CHOSEN, KINDS, NAMES, Mark, Marked, marked

_NONE = {"nature": "outcome", "change": "none", "basis": None}
"""What is taken of a number that was read as no record, where the tool tells nothing of it."""


def annotated(given: Marked, extractor: Extractor) -> Annotated:
    """The annotations that the marks of a document make.

    Args:
        extractor: reads the text, for the values of numbers and the days of times.

    Raises:
        InputError: a mark cannot be used; the message says which, and what to do. Half of a document teaches wrong things.
    """
    page = _Page(given, extractor)
    records = sorted((mark for mark in given.marks if mark.label in KINDS), key=lambda mark: (mark.start, mark.end))
    names = dict.fromkeys((page.phrase(mark).text, mark.label) for mark in given.marks if mark.label in NAMES)
    return {
        **given.head,
        "text": given.text,
        "targets": [page.target(mark) for mark in records],
        "entities": [{"text": text, "type": label} for text, label in names],
    }


class _Phrase(NamedTuple):
    text: str
    start: int
    end: int


class _Page:
    """A text as it was read, beside what people marked in it."""

    def __init__(self, given: Marked, extractor: Extractor) -> None:
        self.given = given
        reading = extractor.read(given.text, day(given.published), given.title, given.source)
        read = json.loads(json.dumps(build(reading, given.source, given.id, 0.0, plain), default=json_value))
        self.read: Data = read
        self.records = {_span(one["quantity"]): one for kind in KINDS for one in read[f"{kind}s"]}
        self.quantities = standing(read)
        self.times = {_span(one): one for one in read["times"]}
        self.offsets = [reading.outline.clean.offsets[at] for at in reading.outline.view.offsets]
        self.shown = reading.outline.text
        self._sentences = _sentences(reading)
        reading.scene.leave()
        marks = {mark.id: mark for mark in given.marks}
        self._links: dict[str, list[Mark]] = {}
        for one, other in given.links if given.links is not None else self._links_as_read():
            if one in marks and other in marks:  # whichever way the link was drawn
                self._links.setdefault(one, []).append(marks[other])
                self._links.setdefault(other, []).append(marks[one])

    def _links_as_read(self) -> tuple[tuple[str, str], ...]:
        """Links of the records that were read, between the marks that people left as they were."""
        own = marked(self.read, self.given.text)
        at = {(_of(mark), mark.start, mark.end): mark.id for mark in self.given.marks}
        there = {mark.id: at.get((_of(mark), mark.start, mark.end)) for mark in own.marks}
        found = ((there[record], there[slot]) for record, slot in own.links or ())
        return tuple((record, slot) for record, slot in found if record is not None and slot is not None)

    def phrase(self, mark: Mark) -> _Phrase:
        """The clean words of a mark, and where they begin and end: notes and blanks at its edges are no part of it."""
        first, last = bisect_left(self.offsets, mark.start), bisect_left(self.offsets, mark.end)
        while first < last and self.shown[first].isspace():
            first += 1
        while first < last and self.shown[last - 1].isspace():
            last -= 1
        if first == last:
            raise InputError(f"the {mark.label} at {mark.start} marks no words; mark them anew")
        return _Phrase(self.shown[first:last], self.offsets[first], self.offsets[last - 1] + 1)

    def target(self, mark: Mark) -> Annotated:
        """A record in the form of annotations."""
        anchor = self.phrase(mark)
        read = self.records.get((anchor.start, anchor.end))
        due, due_source, first = self._due(mark, anchor, read)
        out = {
            "kind": mark.label,
            **self._value(mark, anchor, read),
            **self._chosen(mark, read),
            "indicator": self._words(mark, "indicator", read),
            "due": due,
            "due_source": due_source,
            "region": next(iter(self._words(mark, "region", read)), None),
            "agent": next(iter(self._words(mark, "agent", read)), None),
            "start": anchor.start,
            "end": anchor.end,
            "text": anchor.text,
        }
        if not out["indicator"]:
            raise InputError(
                f"the {mark.label} {anchor.text!r} at {anchor.start} has no indicator; link it to what it measures"
            )
        if first is not None and mark.label == "actual":
            out["first"] = first
        return out

    def _chosen(self, mark: Mark, read: Data | None) -> Annotated:
        """What is chosen of a few: as it was told, else as it was read. A nature that is told tells what is not said, too."""
        as_read = _NONE if read is None or (self.given.whole and "nature" in mark.told) else read
        return {name: mark.told.get(name, as_read[name]) for name in CHOSEN}

    def _linked(self, mark: Mark, slot: str) -> list[Mark]:
        return [other for other in self._links.get(mark.id, ()) if other.label == slot]

    def _words(self, mark: Mark, slot: str, read: Data | None) -> list[str]:
        """The words of a slot: of the marks it is linked to, else as they were told, else as they were read outside of the text."""
        linked = [self.phrase(one).text for one in self._linked(mark, slot)]
        if not linked and slot in mark.told:
            linked = [mark.told[slot]]
        if not linked and not self.given.whole and read is not None:
            phrase = read[slot]
            linked = [phrase["text"]] if phrase is not None and phrase["start"] is None else []
        return list(dict.fromkeys(linked))

    def _due(self, mark: Mark, anchor: _Phrase, read: Data | None) -> tuple[str | None, str, str | None]:
        """The last day of a record, where it is said, and the first day where it is known."""
        for one in self._linked(mark, "due"):
            place = self.phrase(one)
            found = self._time(place, read)
            last = one.told.get("due") or (found["last"] if found else None)
            if last is None:
                raise InputError(f"the due {place.text!r} at {place.start} is not read as a time; {_WRITE_DAY}")
            here = self._sentence(place.start) == self._sentence(anchor.start)
            # 5月底前 is said in the sentence, and takes its year from elsewhere
            source = "clause" if here and (found is None or found["source"] == "clause") else "context"
            return _day(last), source, found["first"] if found and found["last"] == last else None
        as_read: Data | None = read["due"] if read else None
        if "due" in mark.told:
            same = as_read is not None and as_read["last"] == mark.told["due"]
            return _day(mark.told["due"]), "context", as_read["first"] if as_read and same else None
        if not self.given.whole and as_read and as_read["start"] is None:
            return as_read["last"], "context", as_read["first"]
        return None, "none", None

    def _time(self, place: _Phrase, read: Data | None) -> Data | None:
        """The time that is read at a place."""
        key = (place.start, place.end)
        own = read["due"] if read is not None else None
        return own if own is not None and _span(own) == key else self.times.get(key)

    def _sentence(self, start: int) -> int:
        """Which sentence of the text a place is in."""
        return bisect_left(self._sentences, start + 1)

    def _value(self, mark: Mark, anchor: _Phrase, read: Data | None) -> Annotated:
        """The bounds, comparator and unit of a number: as they were told, else as it is read."""
        if any(name in mark.told for name in BOUNDS):
            told = {name: mark.told.get(name) for name in VALUE}
            return _checked(told, f"the {mark.label} {anchor.text!r} at {anchor.start}")
        quantity = read["quantity"] if read is not None else quantity_at(self.quantities, anchor.start, anchor.end)
        if quantity is None:
            raise InputError(f"no number is read in {anchor.text!r} at {anchor.start}; mark the number with its unit")
        return {
            **{name: decimal(quantity[name]) for name in BOUNDS},
            **{n: quantity[n] for n in ("comparator", "unit")},
        }


_WRITE_DAY = "mark the words that say when, or write its last day beside it as 2027-12-31"


def _sentences(reading: Reading) -> list[int]:
    """Where the sentences of the text begin, in raw offsets."""
    outline = reading.outline
    spans = [span for block in outline.blocks for span in sentences(outline.text, block)]
    return sorted(outline.raw_span(*span).start for span in spans)


def _of(mark: Mark) -> str:
    """What a mark is, whichever kind of record."""
    return "record" if mark.label in KINDS else mark.label


def _span(phrase: Data) -> tuple[int, int]:
    start, end = phrase["start"], phrase["end"]
    return (-1, -1) if start is None else (start, end)


def _day(value: str) -> str:
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except ValueError:
        raise InputError(f"{value!r} is no day; write it as 2027-12-31") from None


def _number(value: str) -> Decimal:
    """A number that a person wrote, ``NaN`` where it is none."""
    try:
        return Decimal(value.replace(",", "").strip())
    except InvalidOperation:
        return Decimal("NaN")


def _checked(told: dict[str, str | None], what: str) -> Annotated:
    """A value that a person wrote, with the bounds that its comparator has a use for."""
    plain: dict[str, str | None] = {}
    for name in BOUNDS:
        value = told[name]
        number = None if value is None else _number(value)
        if number is not None and not number.is_finite():
            raise InputError(f"{name} of {what} is {value!r}; write a plain number, 12000 and not 1.2万")
        plain[name] = None if number is None else f"{number:f}"
    comparator = told["comparator"] or "="
    if comparator == "range" and None in plain.values():
        raise InputError(f"{what} is a range with one bound; write both")
    low, high = bounds(comparator, plain["low"], plain["high"])
    return {"low": low, "high": high, "comparator": comparator, "unit": told["unit"] or ""}
