"""LangExtract: what was read, as a line of its JSON, which its loader and its page of highlighted texts take.

Each record is an extraction of its kind, on its number, with what is known of it as attributes; its slots are extractions of
their own with the same ``group_index``.
"""

import json
from collections.abc import Mapping
from typing import Any

from ..corrections.apply import Data, anchor
from ..rows import LISTS, flat_rows
from .marks import slots

_ATTRIBUTES = (
    "indicator", "nature", "change", "basis", "comparator", "low", "high", "unit", "per", "due_first", "due", "region",
    "region_code", "agents", "commitment", "programme", "section", "confidence",
)  # fmt: skip
"""Columns of a flat row that are told as attributes, lists among them as lists."""
_LISTS = ("per", "agents")


def line(document: Data, text: str) -> str:
    """A document with its records as one line."""
    records = {record["id"]: record for name in LISTS.values() for record in document.get(name, ())}
    found: list[dict[str, Any]] = []
    for group, row in enumerate(flat_rows(document, tuple(LISTS))):
        record = records[str(row["id"])]
        found.append(_extraction(str(row["kind"]), anchor(record), text, group, _attributes(row)))
        for slot, phrase in slots(record):
            if phrase["start"] is not None:
                found.append(_extraction(slot, phrase, text, group, None))
    for index, one in enumerate(found, 1):
        one["extraction_index"] = index
    out = {"extractions": found, "text": text, "document_id": document["id"]}
    return json.dumps(out, ensure_ascii=False, separators=(",", ":"))


def _extraction(kind: str, phrase: Data, text: str, group: int, attributes: Any) -> dict[str, Any]:
    start, end, words = phrase["start"], phrase["end"], phrase["text"]
    # Words are told in clean form: where notes or markup stand between them, the place holds more than they say.
    status = None if start is None else "match_exact" if text[start:end] == words else "match_fuzzy"
    return {
        "extraction_class": kind,
        "extraction_text": words,
        "char_interval": None if start is None else {"start_pos": start, "end_pos": end},
        "alignment_status": status,
        "extraction_index": None,
        "group_index": group,
        "description": None,
        "attributes": attributes,
    }


def _attributes(row: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """What a row holds, as texts."""
    told = {name: str(row[name]) for name in _ATTRIBUTES if row[name] not in (None, "")}
    return {name: value.split(";") if name in _LISTS else value for name, value in told.items()}
