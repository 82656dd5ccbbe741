"""Flat rows: one record a row, one plain value a column, for CSV files, spreadsheets and data frames.

Works on the JSON form of a document, so that whatever holds that form (a model, a JSON line) can be flattened.
"""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any

from .derived import qualifiers, rank

Cell = str | int | float | None
Row = dict[str, Cell]

LISTS = {"target": "targets", "actual": "actuals", "pledge": "pledges"}

COLUMNS: Mapping[str, str] = {
    "document_id": "id of the document",
    "document_title": "its title",
    "published": "its publication date",
    "source": "where it came from, as the caller named it",
    "credited_source": "whom the page names as its source",
    "document_number": "the number its issuer gave it: 国办发〔2025〕5号",
    "index_number": "the number of the issuer's index of public information (索引号)",
    "issuing_body": "who issued it, as the page names it",
    "issued": "when the document itself was made",
    "rank": "law, plan, report, notice or press, told from its title",
    "id": "id of the record",
    "kind": "target, actual or pledge",
    "nature": "outcome, input, standard or criterion",
    "indicator": "the thing measured or counted; for a pledge, the words of the pledge",
    "action": "the verb that governs it",
    "text": "the quantity as written, in clean form",
    "start": "raw offset of its first character",
    "end": "raw offset after its last character",
    "part": "where it stands in the file that the text was taken from: page 3; sheet 指标, E5; table 2, row 4",
    "comparator": "= >= > <= < ~ or range",
    "low": "lower bound, magnitudes multiplied out",
    "high": "upper bound, likewise",
    "unit": "unit as written, without its scale",
    "canonical_unit": "the unit in its one spelling",
    "dimension": "what the unit measures",
    "currency": "ISO 4217 code of a sum of money",
    "per": "the words of 每, joined",
    "change": "increase, decrease or none",
    "basis": "what a change or average is measured against",
    "qualifiers": "how the figure is to be read, joined: 同口径, 扣除价格因素, 不含出口退税",
    "baseline": "the other time or value it is measured from, as written",
    "baseline_first": "first day of that time",
    "baseline_last": "last day of that time",
    "due": "last day of the period: the deadline of a target",
    "due_first": "first day of the period, empty for an open 'by'",
    "due_text": "the period as written",
    "due_grain": "its size",
    "due_source": "clause, context, title or published",
    "region": "the region it is about, as written",
    "region_code": "its division code, else that of the document's place",
    "place_name": "the region as written, else the document's place",
    "agent": "the first body named for it, as written",
    "agents": "all bodies named for it, joined",
    "commitment": "binding, expected, aspirational or planned",
    "section": "the nearest heading",
    "programme": "the named action it stands under",
    "sentence": "the sentence that says it",
    "sentence_start": "raw offset of the sentence",
    "sentence_end": "raw offset after the sentence",
    "repeat_of": "id of the first record that says the same",
    "rules": "names of the rules that made it, joined",
    "confidence": "0 to 1",
    "review": "accepted, corrected or added, where a person said so",
}
"""Every column, in order, and what it holds."""

_PAGE = ("credited_source", "document_number", "index_number", "issuing_body", "issued")
"""What a page says of itself."""
_OWN = ("id", "kind", "nature", "change", "basis", "commitment", "repeat_of", "confidence")
_QUANTITY = ("text", "start", "end", "comparator", "low", "high", "unit", "canonical_unit", "dimension", "currency")
_TEXTS = ("indicator", "action", "baseline", "region", "agent", "section", "programme", "sentence")


def flat_rows(document: Mapping[str, Any], kinds: Collection[str] = ("target", "actual")) -> list[Row]:
    """The records of ``document`` (its JSON form) as flat rows, in the order of the text.

    Raises:
        ValueError: ``kinds`` names anything but ``target``, ``actual`` and ``pledge``.

    >>> flat_rows({"id": "d", "targets": []}, kinds=["promise"])
    Traceback (most recent call last):
    ...
    ValueError: kinds must be of target, actual, pledge, not 'promise'
    """
    if isinstance(kinds, str):
        kinds = (kinds,)
    for kind in kinds:
        if kind not in LISTS:
            raise ValueError(f"kinds must be of {', '.join(LISTS)}, not {kind!r}")
    place = document.get("place") or {}
    head = {
        "document_id": document["id"],
        "document_title": document.get("title"),
        **{name: document.get(name) for name in ("published", "source", *_PAGE)},
        "rank": rank(document.get("title")),
        "region_code": place.get("code"),
        "place_name": place.get("text"),
    }
    rows = [
        _row({**head, "kind": kind}, record)
        for kind, name in LISTS.items()
        if kind in kinds
        for record in document.get(name, ())
    ]
    rows.sort(key=_position)
    _qualify(rows, document)
    _locate(rows, document.get("source_parts", ()))
    return rows


def _locate(rows: list[Row], parts: Sequence[Mapping[str, Any]]) -> None:
    """Fill ``part``."""
    for row in rows:
        start = row["start"]
        at = bisect_right(parts, start, key=itemgetter("start")) - 1 if isinstance(start, int) else -1
        if at >= 0 and isinstance(start, int) and start < parts[at]["end"]:
            row["part"] = part_words(parts[at])


def part_words(part: Mapping[str, Any]) -> str | None:
    """A part of a file (the fields of ``SourcePart``) in words.

    >>> [part_words(part) for part in ({"page": 3}, {"sheet": "指标", "cell": "E5"}, {"place": "table 2, row 4"})]
    ['page 3', 'sheet 指标, E5', 'table 2, row 4']
    """
    named = (("page", "page {}"), ("sheet", "sheet {}"), ("cell", "{}"), ("place", "{}"))
    return ", ".join(form.format(part[name]) for name, form in named if part.get(name) is not None) or None


def _qualify(rows: list[Row], document: Mapping[str, Any]) -> None:
    """Fill ``qualifiers``; the figures of a document tell where what is said of one ends and of the next begins."""
    ends = sorted(one["end"] for one in document.get("quantities", ()) if one["end"] is not None)
    for row in rows:
        start, first, figure, sentence = row["start"], row["sentence_start"], row["text"], row["sentence"]
        if isinstance(figure, str) and isinstance(sentence, str):
            at = start - first if isinstance(start, int) and isinstance(first, int) else 0
            here = bisect_right(ends, start) if isinstance(start, int) else 0
            before = ends[here - 1] - first if here and isinstance(first, int) else 0
            row["qualifiers"] = ";".join(qualifiers(sentence, figure, at, max(0, before)))


def _position(row: Row) -> float:
    """Place in the text; what is not in the text stands first."""
    return row["start"] if isinstance(row["start"], int) else -1


def _row(head: Row, record: Mapping[str, Any]) -> Row:
    row: Row = dict.fromkeys(COLUMNS)
    row.update(head)
    row.update((name, record[name]) for name in _OWN if name in record)
    row.update((name, record[name]["text"]) for name in _TEXTS if record.get(name))
    quantity = record.get("quantity")
    if quantity:
        row.update((name, quantity[name]) for name in _QUANTITY)
    else:
        row.update(indicator=record["text"], start=record["start"], end=record["end"])
    due, baseline, region = record.get("due"), record.get("baseline"), record.get("region")
    if due:
        row.update(due=due["last"], due_first=due["first"], due_text=due["text"])
        row.update(due_grain=due["grain"], due_source=due["source"])
    if baseline:
        row.update(baseline_first=baseline["first"], baseline_last=baseline["last"])
    if region:
        row.update(place_name=region["text"], region_code=region["code"] or row["region_code"])
    row.update(sentence_start=record["sentence"]["start"], sentence_end=record["sentence"]["end"])
    row["per"] = ";".join(record.get("per", ()))
    row["agents"] = ";".join(agent["text"] for agent in record["agents"])
    row["rules"] = ";".join(record["rules"])
    row["review"] = (record.get("review") or {}).get("verdict")
    return row
