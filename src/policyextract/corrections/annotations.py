"""What people said of a document, as an annotated document that tables are trained and measured on.

The form is that of the gold annotations: ``id``, ``title``, ``published``, ``source``, ``text``, ``targets``, ``entities``, each
target with the offsets of its number and its slots. Of a document in which not everything was looked at, ``partial`` is true and
``judged`` holds the spans of numbers that are no records; of what stands in neither, nothing is said.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import InputError
from .apply import Data, anchor, applied
from .correction import Correction, is_correction

Annotated = dict[str, Any]
"""An annotated document."""


def annotated(document: Data, text: str, corrections: Iterable[Correction]) -> Annotated | None:
    """The annotations that corrections of a document give; None where they say nothing of a quantity.

    Args:
        document: in its JSON form, as the program read it.
        text: its raw text.
    """
    said = list(corrections)
    found = applied(document, said)
    records = [record for name in ("targets", "actuals") for record in found.document[name] if record.get("review")]
    targets = [_target(record) for record in records if record["quantity"]["start"] is not None]
    judged = [list(span) for one in said if one.verdict == "reject" and (span := _rejected(document, one)) is not None]
    if not targets and not judged:
        return None
    return {
        "id": document["id"],
        "title": document.get("title"),
        "published": told_day(document),
        "source": document.get("source"),
        "text": text,
        "targets": sorted(targets, key=lambda target: target["start"]),
        "entities": [],
        "partial": True,
        "judged": sorted(judged),
    }


def _rejected(document: Data, one: Correction) -> tuple[int, int] | None:
    """Where the number stands that is no record."""
    records = (record for name in ("targets", "actuals") for record in document.get(name, ()))
    own = next((anchor(record) for record in records if record["id"] == one.record), None)
    if own is None and one.anchor is not None:
        quantities = document.get("quantities", ())
        places = [(quantity["text"], quantity["start"], quantity["end"]) for quantity in quantities]
        own = one.anchor.model_dump() if (one.anchor.text, one.anchor.start, one.anchor.end) in places else None
    return None if own is None or own["start"] is None else (own["start"], own["end"])


def _target(record: Mapping[str, Any]) -> Annotated:
    quantity, due = record["quantity"], record["due"]
    out = {
        "kind": record["kind"],
        **{bound: decimal(quantity[bound]) for bound in ("low", "high")},
        "comparator": quantity["comparator"],
        "unit": quantity["unit"],
        "change": record["change"],
        "indicator": [record["indicator"]["text"]],
        "due": due and due["last"],
        "due_source": "none" if due is None else "clause" if due["source"] == "clause" else "context",
        "region": record["region"] and record["region"]["text"],
        "agent": record["agent"] and record["agent"]["text"],
        "nature": record["nature"],
        "basis": record["basis"],
        **{name: quantity[name] for name in ("start", "end", "text")},
    }
    if record["kind"] == "actual" and due is not None and due["first"] is not None:
        out["first"] = due["first"]
    return out


def told_day(document: Data) -> str | None:
    """The day of publication where the caller told it; one that was found in the text will be found there again."""
    return document.get("published") if document.get("published_source") == "published" else None


def decimal(value: int | float | None) -> str | None:
    """A number of the JSON form as annotations write it.

    >>> decimal(12000), decimal(1e-07), decimal(None)
    ('12000', '0.0000001', None)
    """
    return None if value is None else f"{Decimal(str(value)):f}"


def read_annotations(place: Path) -> list[Annotated]:
    """The annotated documents of a folder (a ``.json`` file each) or of a file of JSON lines, in order.

    Raises:
        InputError: it cannot be read, or holds something else; the message names file and line.
    """
    try:
        if place.is_dir():
            files = sorted(place.glob("*.json"))
            found = [_checked(_parsed(path.read_bytes(), str(path)), str(path)) for path in files]
        else:
            found = list(_lines(place))
    except OSError as error:
        raise InputError(f"{error.filename or place}: cannot be read ({error.strerror}); check the name") from None
    if not found:
        raise InputError(f"{place}: holds no annotated document; give what 'export --to annotations' wrote")
    return found


def _lines(path: Path) -> Iterator[Annotated]:
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.strip():
            yield _checked(_parsed(line, f"{path}:{number}"), f"{path}:{number}")


def _parsed(data: bytes, where: str) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(f"{where}: not JSON; give what 'export --to annotations' wrote") from None


def _checked(row: Any, where: str) -> Annotated:
    """An annotated document, as far as training needs it."""
    if is_correction(row):
        raise InputError(f"{where}: a correction without the text it speaks of; export with --to annotations")
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not isinstance(row.get("id"), str):
        raise InputError(f"{where}: no annotated document; it needs id, text and targets")
    targets, size = row.get("targets"), len(row["text"])
    if not isinstance(targets, list):
        raise InputError(f"{where}: no annotated document; it needs id, text and targets")
    spans = [[one.get("start"), one.get("end")] if isinstance(one, dict) else one for one in targets]
    if not all(_is_span(span, size) for span in spans):
        raise InputError(f"{where}: a target without a start and end in the text; export it again")
    judged = row.get("judged", [])
    if not isinstance(judged, list) or not all(_is_span(span, size) for span in judged):
        raise InputError(f"{where}: judged is no list of spans of the text; export it again")
    return row


def _is_span(span: Any, size: int) -> bool:
    if not isinstance(span, list) or [type(one) for one in span] != [int, int]:
        return False
    return bool(0 <= span[0] < span[1] <= size)
