"""doccano: examples with what was read as spans and relations, and those annotated there.

A project of sequence labelling, with overlapping spans and relations allowed. doccano has no room for what is told of a
span besides its label: values, nature, change and basis are those that are read at the number.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..corrections.apply import Data
from ..errors import InputError
from .marks import Links, Mark, Marked, each, marked


def example(document: Data, text: str) -> str:
    """A document as a line of JSON for the import of relations, in ASCII: doccano guesses what files are encoded in."""
    given = marked(document, text)
    numbers = {mark.id: number for number, mark in enumerate(given.marks)}
    labels = {mark.id: mark.label for mark in given.marks}
    out = {
        "text": given.text,
        **given.head,
        "entities": [
            {"id": numbers[mark.id], "label": mark.label, "start_offset": mark.start, "end_offset": mark.end}
            for mark in given.marks
        ],
        "relations": [
            {"id": number, "from_id": numbers[one], "to_id": numbers[other], "type": labels[other]}
            for number, (one, other) in enumerate(given.links or ())
        ],
    }
    return json.dumps(out, separators=(",", ":"))


def read(rows: Iterable[Any]) -> Iterator[tuple[str, Marked | InputError]]:
    """What people marked in the examples of a project that was exported as JSON lines, with relations or without.

    Returns:
        How each example is called, and its document, or what is wrong with it.
    """
    named = ((f"line {number}", row) for number, row in enumerate(rows, 1))
    return each(named, _marked, "is not as doccano exports it; export the project as JSONL")


def _marked(row: Mapping[str, Any]) -> Marked:
    given = Marked.told_by(row, row["id"], whole=False)
    links: Links | None = None
    if "entities" in row:
        spans = [(str(one["id"]), one["label"], one["start_offset"], one["end_offset"]) for one in row["entities"]]
        links = tuple((str(one["from_id"]), str(one["to_id"])) for one in row["relations"])
    else:
        spans = [(str(number), label, start, end) for number, (start, end, label) in enumerate(row["label"])]
    return given._replace(marks=tuple(Mark.told_by(*span, {}, given.text) for span in spans), links=links)
