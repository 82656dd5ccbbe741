"""Corrections applied to a document in its JSON form. What was applied once changes nothing when it is applied again."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ..mentions.quantity.units import NONE, unit_named
from ..models import Phrase
from ..rows import LISTS
from .correction import Correction

Data = Mapping[str, Any]
"""A document, or a part of one, in its JSON form."""

VALUE = ("low", "high", "comparator", "unit")
"""Slots that lie in the quantity of a record."""

_EMPTY = (
    *("action", "basis", "baseline", "due", "region", "agent", "commitment"),
    *("section", "programme", "repeat_of"),
)
"""Fields that are null in a record of which nothing is known but what a person told."""

HALF = 0.5
"""Of their common length, what two anchors share where they are the same."""


class Applied(NamedTuple):
    """A document as people have corrected it."""

    document: dict[str, Any]
    found: frozenset[str]
    """The records of those corrections that found theirs."""


def applied(document: Data, corrections: Iterable[Correction]) -> Applied:
    """The document with what people said of its records."""
    held = _Held(document)
    found: set[str] = set()
    for one in sorted(corrections, key=lambda one: one.record):
        own = held.find(one)
        if own is None and one.verdict == "add":
            own = held.add(one)
        elif own is not None:
            held.change(own, one)
        if own is not None:
            found.add(one.record)
    return Applied({**document, **held.lists()}, frozenset(found))


def anchored(one: Correction, document: Data) -> Correction:
    """The correction with what its record is anchored to, where it does not tell it and the document has the record."""
    if one.anchor is not None:
        return one
    records = (record for name in LISTS.values() for record in document.get(name, ()))
    place = next((anchor(record) for record in records if record["id"] == one.record), None)
    told = None if place is None else Phrase(text=place["text"], start=place["start"], end=place["end"])
    return one.model_copy(update={"anchor": told})


def anchor(record: Data) -> Data:
    """What a record is anchored to: its quantity, or the words of a pledge."""
    found: Data = record.get("quantity") or record
    return found


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The share of two spans that is in both.

    >>> overlap((0, 4), (2, 4)), overlap((0, 2), (2, 4))
    (0.5, 0.0)
    """
    both = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, both) / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def standing(document: Data) -> list[Data]:
    """The quantities of a document that stand in its text, in its order."""
    found = [one for one in document.get("quantities", ()) if one["start"] is not None]
    return sorted(found, key=lambda one: (one["start"], one["end"]))


def quantity_at(quantities: Sequence[Data], start: int, end: int) -> Data | None:
    """The quantity that stands at a place: of those beside it the one that shares most with it, at least half.

    Args:
        quantities: in the order of the text (:func:`standing`).

    >>> some = [{"start": 2, "end": 5}, {"start": 5, "end": 9}]
    >>> quantity_at(some, 4, 9), quantity_at(some, 0, 3)
    ({'start': 5, 'end': 9}, None)
    """
    at = bisect_left(quantities, start, key=lambda one: one["start"])
    near = quantities[max(0, at - 1) : at + 2]
    shares = [(overlap((start, end), (one["start"], one["end"])), one) for one in near]
    share, found = max(shares, key=lambda pair: pair[0], default=(0.0, None))
    return found if share >= HALF else None


class _Held:
    """The records of a document while they are corrected, by the ids that the program gave them."""

    def __init__(self, document: Data) -> None:
        self._document = document
        self._records: dict[str, tuple[str, dict[str, Any]]] = {
            record["id"]: (kind, record) for kind, name in LISTS.items() for record in document.get(name, ())
        }
        self._anchors = {_key(anchor(record)): own for own, (_, record) in reversed(self._records.items())}
        self._renamed: dict[str, str | None] = {}

    def find(self, one: Correction) -> str | None:
        """The id of the record that is meant: by its id, else by what it is anchored to."""
        if one.record in self._records:
            return one.record
        place = one.anchor
        if place is None:
            return None
        own = self._anchors.get((place.text, place.start, place.end))
        return own if own in self._records else None

    def change(self, own: str, one: Correction) -> None:
        """Do to a record what was said of it."""
        kind, record = self._records[own]
        if one.verdict == "reject":
            del self._records[own]
            self._renamed[own] = None
            return
        changes = {name: value for name, value in one.changes.items() if name in VALUE or name in record}
        if kind == "pledge":
            changes = {name: value for name, value in one.changes.items() if name == "indicator" or name in record}
            made = _pledge(record, changes, self._document)
        else:
            made = _record(record, changes, self._document)
            kind = made["kind"]
        verdict = "accepted" if one.verdict == "accept" else "corrected"
        made |= {"id": one.record, "confidence": 1.0, "review": _review(one, verdict, changes)}
        self._records[own] = (kind, made)
        if own != one.record:
            self._renamed[own] = one.record

    def add(self, one: Correction) -> str | None:
        """Put in a record that was missed; None where no quantity stands there, and none is told."""
        place, changes = one.anchor, one.changes
        assert place is not None
        phrase = place.model_dump(mode="json")
        empty = {"low": None, "high": None, "comparator": "=", "unit": ""}
        empty |= {"canonical_unit": "", "dimension": "", "currency": None}
        quantity = {**phrase, **empty, **_marked(self._document, phrase)}
        if quantity["low"] is None and quantity["high"] is None and not {"low", "high"} & set(changes):
            return None
        sentence = (one.sentence or place).model_dump(mode="json")
        blank: dict[str, Any] = dict.fromkeys(_EMPTY)
        record = {
            **blank,
            "id": one.record,
            "kind": "",
            "nature": "outcome",
            "quantity": {**quantity, **phrase},
            "per": [],
            "change": "none",
            "agents": [],
            "sentence": sentence,
            "rules": ["correction"],
            "confidence": 1.0,
        }
        made = _record(record, changes, self._document)
        self._records[one.record] = (made["kind"], {**made, "review": _review(one, "added", changes)})
        return one.record

    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The lists of the document, each in the order of the text."""
        out: dict[str, list[dict[str, Any]]] = {name: [] for name in LISTS.values()}
        firsts = dict(self._renamed)
        for kind, record in sorted(self._records.values(), key=lambda pair: position(pair[1])):
            first = record.get("repeat_of")
            if first in firsts:
                if firsts[first] is None:  # the next that says the same is the first of them now
                    firsts[first] = record["id"]
                    record = {**record, "repeat_of": None}
                else:
                    record = {**record, "repeat_of": firsts[first]}
            out[LISTS[kind]].append(record)
        return out


def _key(place: Data) -> tuple[str, int | None, int | None]:
    return place["text"], place["start"], place["end"]


def position(record: Data) -> int:
    """Its place in the text; what is not in the text stands first."""
    start: int | None = anchor(record)["start"]
    return -1 if start is None else start


def _review(one: Correction, verdict: str, changes: Data) -> dict[str, Any]:
    on = None if one.on is None else one.on.isoformat()
    return {"verdict": verdict, "slots": list(changes), "by": one.by, "on": on}


def _record(record: Data, changes: Data, document: Data) -> dict[str, Any]:
    """A target or actual with other slots."""
    out = {**record, **{name: value for name, value in changes.items() if name not in ("quantity", *VALUE)}}
    out["quantity"] = _quantity(record["quantity"], changes, document)
    if out["kind"] == "actual":
        out["commitment"] = None
    elif out["commitment"] is None:
        out["commitment"] = "planned"
    return _surroundings(out, changes, document)


def _pledge(record: Data, changes: Data, document: Data) -> dict[str, Any]:
    """A pledge with other slots."""
    out = {**record, **{name: value for name, value in changes.items() if name != "indicator"}}
    return _surroundings({**out, **changes.get("indicator", {})}, changes, document)


def _surroundings(out: dict[str, Any], changes: Data, document: Data) -> dict[str, Any]:
    """What a record of either sort has of period, place and bodies, completed from what else the document holds."""
    names = {one["text"]: one for one in document.get("entities", ())}
    if changes.get("due"):
        out["due"] = _due(changes["due"], out["sentence"], document)
    if changes.get("baseline"):
        out["baseline"] = {"quantity": None, **changes["baseline"]}
    if (region := changes.get("region")) and region["code"] is None:
        out["region"] = {**region, "code": names.get(region["text"], {}).get("code")}
    if "agents" in changes:
        out["agents"] = [
            {**one, "canonical": one["canonical"] or names.get(one["text"], {}).get("canonical")}
            for one in changes["agents"]
        ]
        out["agent"] = next(iter(out["agents"]), None)
    return out


def _due(told: Data, sentence: Data, document: Data) -> dict[str, Any]:
    """The period of a record; its size is that of the time of the text that stands at its words, or has its days."""
    times = [one for one in document.get("times", ()) if one["last"] == told["last"]]
    there = (one for one in times if _key(one) == _key(told))
    like = next(there, None) or next((one for one in times if one["first"] == told["first"]), None)
    start, first = told["start"], sentence["start"]
    inside = start is not None and first is not None and first <= start < sentence["end"]
    grain = like["grain"] if like else "day" if told["first"] in (None, told["last"]) else "period"
    return {**told, "grain": grain, "source": "clause" if inside else "context"}


def _marked(document: Data, place: Data) -> Data:
    """The quantity of the document that stands where a person marked one; empty where none does."""
    start, end = place["start"], place["end"]
    return {} if start is None or end is None else quantity_at(standing(document), start, end) or {}


def _quantity(quantity: Data, changes: Data, document: Data) -> dict[str, Any]:
    """A quantity with other words or another value."""
    out = dict(quantity)
    if place := changes.get("quantity"):
        out |= {**_marked(document, place), **place}
    out |= {name: changes[name] for name in VALUE if name in changes}
    if "unit" in changes:
        unit = unit_named(out["unit"]) or NONE
        out["canonical_unit"], out["dimension"], out["currency"] = unit.canonical, unit.dimension, unit.currency or None
    if {"low", "high", "comparator"} & set(changes):
        out["low"], out["high"] = bounds(out["comparator"], out["low"], out["high"])
    return out


def bounds(comparator: str, low: Any, high: Any) -> tuple[Any, Any]:
    """The bounds that a comparator has a use for.

    >>> [bounds(sign, 5, 5) for sign in ("=", ">=", "<", "range")], bounds("=", None, 3)
    ([(5, 5), (5, None), (None, 5), (5, 5)], (3, 3))
    """
    if comparator == "range":
        return low, high
    if comparator in (">", ">="):
        return (high if low is None else low), None
    if comparator in ("<", "<="):
        return None, (low if high is None else high)
    value = high if low is None else low
    return value, value
