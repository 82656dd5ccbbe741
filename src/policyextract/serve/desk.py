"""What the page of review asks of a store, and tells it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from threading import Lock
from typing import Any

from ..corrections.correction import Correction, correction_of
from ..errors import InputError
from ..extractor import Extractor
from ..identity import record_id
from ..report.marked import placed, told
from ..report.wording import quantity_text
from ..rows import LISTS, Row, flat_rows
from ..text.clean import CleanText, clean
from ..text.outline import outline
from ..text.sentences import sentences
from ..track.store import Store, open_store
from ..track.wording import KINDS

Data = Mapping[str, Any]

MOST = 500
"""Records of one queue; who is through asks for the next."""

LONGEST = 200
"""Characters of words that are read for a value or a day."""

QUEUE = (
    *("id", "document_id", "document", "kind", "indicator", "comparator", "low", "high", "unit"),
    *("due", "place_name", "confidence", "review"),
)
"""What the queue tells of a record."""


class Desk:
    """Answers, from any thread, as plain data. One writer at a time."""

    def __init__(self, place: str, by: str | None, today: Callable[[], date]) -> None:
        self._place, self._by, self._today = place, by, today
        self._writing = Lock()
        self._extractor = Extractor()

    @contextmanager
    def _open(self) -> Iterator[Store]:
        with open_store(self._place, create=False) as store:
            yield store

    def queue(self, show: str = "open") -> dict[str, Any]:
        """The records that nobody has looked at, the least sure first, or all; how many there are of both; what finds no record.

        Args:
            show: ``open`` or ``all``.
        """
        where = "WHERE review IS NULL" if show == "open" else ""
        sql = f"SELECT {', '.join(QUEUE)} FROM records {where} ORDER BY confidence, document_id, id LIMIT {MOST}"
        with self._open() as store:
            rows = [dict(zip(QUEUE, cells, strict=True)) for cells in store.database.fetch(sql)]
            lost = [_lost(one) for one in store.corrections(found=False)]
            rejected = sum(one.verdict == "reject" for one in store.corrections(found=True))
            ((whole, reviewed),) = store.database.fetch("SELECT COUNT(*), COUNT(review) FROM records")
        records = [{**row, **_shown({**row, "per": None})} for row in rows]
        return {"records": records, "lost": lost, "reviewed": reviewed + rejected, "whole": whole + rejected}

    def document(self, ident: str) -> dict[str, Any]:
        """A document: its text in blocks with the places of their characters, its records, and what was rejected of it."""
        with self._open() as store:
            found = store.document(ident, texts=True)
            said = list(store.corrections(found=True, document=ident))
        if found is None:
            raise InputError(f"no document has the id {ident}; load it again")
        rows = flat_rows(found, tuple(LISTS))
        text = found.get("text")
        blocks = placed(text, rows) if text is not None else told(rows)
        records = {record["id"]: record for name in LISTS.values() for record in found[name]}
        return {
            "id": ident,
            "title": found.get("title") or found.get("source") or ident,
            "facts": [found.get(name) for name in ("published", "issuing_body", "document_number") if found.get(name)],
            "whole": text is not None,
            "blocks": blocks,
            "records": [{**records[str(row["id"])], **_shown(row)} for row in rows],
            "rejected": [{"record": one.record, "words": one.anchor and one.anchor.text} for one in said if one.verdict == "reject"],
        }  # fmt: skip

    def read(self, asked: Data) -> dict[str, Any]:
        """What words mean: their number for ``value``, their days for ``due``; of a place in a document what was read there."""
        words, slot = asked.get("words"), asked.get("slot")
        if not isinstance(words, str) or not words.strip() or len(words) > LONGEST or slot not in ("value", "due"):
            raise InputError(f"give slot (value or due) and words, of {LONGEST} characters at most")
        with self._open() as store:
            document = store.document(str(asked.get("document"))) or {}
        name = "quantities" if slot == "value" else "times"
        place = (asked.get("start"), asked.get("end"))
        there = [one for one in document.get(name, ()) if _within(one, place)]
        if not there:
            data = self._extractor.extract(words, published=document.get("published")).model_dump(mode="json")
            there = data[name]
        return {"found": there[0] if there else None}

    def correct(self, given: Data) -> dict[str, Any]:
        """Keep what was said of a record; slots that were said of it before stay, where others are said or it is accepted."""
        with self._writing, self._open() as store:
            ident = str(given.get("document"))
            document, text = store.document(ident), store.text(ident)
            if document is None:
                raise InputError(f"no document has the id {ident}; load it again")
            record = given.get("record")
            before = next((one for one in store.corrections(document=ident) if one.record == record), None)
            one = _completed(given, document, text, before)
            if before is not None and before.verdict == "add" and one.verdict == "reject":
                store.withdraw([before.record])  # it never was a record of the program
            elif before is None or before.verdict not in ("add", "correct") or one.verdict != "accept":
                store.correct([one.model_copy(update={"by": self._by, "on": self._today()})])
        return self.document(ident)

    def withdraw(self, record: str) -> dict[str, Any]:
        """Take back what was said of a record."""
        with self._writing, self._open() as store:
            said = next((one for one in store.corrections() if one.record == record), None)
            if said is None:
                raise InputError("nothing was said of this record")
            store.withdraw([record])
            there = store.document(said.document) is not None
        return self.document(said.document) if there else {}


def _shown(row: Row) -> dict[str, Any]:
    """How a record is told: its kind in Chinese, and its value."""
    return {"label": KINDS[str(row["kind"])], "value": quantity_text(row)}


def _lost(one: Correction) -> dict[str, Any]:
    words = one.anchor.text if one.anchor is not None else None
    return {"record": one.record, "document": one.document, "verdict": one.verdict, "words": words}


def _within(one: Data, place: tuple[Any, Any]) -> bool:
    """Whether something of a document stands in a place, or holds it."""
    start, end = place
    if type(start) is not int or type(end) is not int or one["start"] is None:
        return False
    return bool(one["start"] < end and start < one["end"])


def _completed(given: Data, document: Data, text: str | None, before: Correction | None) -> Correction:
    """A correction with the clean words of every place that was marked, and for what was missed an id and its sentence.

    Raises:
        InputError: it is none.
    """
    cleaned = None if text is None else clean(text)
    told = {name: _phrased(value, cleaned) for name, value in given.items()}
    slots = {name: _phrased(value, cleaned) for name, value in (given.get("slots") or {}).items()}
    verdict = told.get("verdict")
    if before is not None and verdict == "correct":
        slots = {**before.changes, **slots}
        if before.verdict == "add":
            told = {**before.model_dump(mode="json"), "verdict": "add"}
    if verdict == "add":
        told["record"] = _new_id(told, slots, document)
        told["sentence"] = _sentence(told.get("anchor"), cleaned)
    return correction_of({name: value for name, value in {**told, "slots": slots}.items() if value not in (None, {})})


def _phrased(value: Any, cleaned: CleanText | None) -> Any:
    """A place that was marked, with its words as they are without noise."""
    if isinstance(value, list):
        return [_phrased(one, cleaned) for one in value]
    if not isinstance(value, dict) or cleaned is None:
        return value
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int:
        return value
    return {**value, "text": " ".join(cleaned.words(start, end).split())}


def _new_id(told: Data, slots: Data, document: Data) -> str:
    """An id for a record that was missed, as the program would give it; never one that is taken."""
    place, indicator = told.get("anchor") or {}, slots.get("indicator") or {}
    taken = {record["id"] for name in LISTS.values() for record in document[name]}
    ordinal = 0
    while True:
        parts = (str(place.get("text")), str(slots.get("unit", "")), str(indicator.get("text")))
        found = record_id(document["id"], *parts, ordinal)
        if found not in taken:
            return found
        ordinal += 1


def _sentence(place: Any, cleaned: CleanText | None) -> dict[str, Any] | None:
    """The sentence in which a place stands."""
    if cleaned is None or not isinstance(place, dict) or type(place.get("start")) is not int:
        return None
    outlined = outline(cleaned)
    for block in outlined.blocks:
        for span in sentences(outlined.text, block):
            start, end = outlined.raw_span(span.start, span.end)
            if start <= place["start"] < end:
                return {"text": outlined.text[span.start : span.end], "start": start, "end": end}
    return None
