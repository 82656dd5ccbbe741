"""What the contract says of spans: a text is the clean text between its raw offsets."""

from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from policyextract.text.clean import clean
from policyextract.text.outline import outline


def phrases(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every ``{text, start, end}`` of a JSON form that stands in the text, with the path to it."""
    if isinstance(value, dict):
        if "text" in value and value.get("start") is not None:
            yield path, value
        for name, inner in value.items():
            yield from phrases(inner, f"{path}.{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from phrases(inner, f"{path}[{index}]")


class Places:
    """Where each raw offset stands in the clean text."""

    def __init__(self, raw: str) -> None:
        read = outline(clean(raw))  # clean text with wrapped lines joined
        self.text = read.text
        self._offsets = [read.clean.offsets[offset] for offset in read.view.offsets]

    def text_between(self, start: int, end: int) -> str | None:
        """Clean text whose first and last characters stand at ``start`` and ``end - 1``; None where none do."""
        first, last = bisect_left(self._offsets, start), bisect_left(self._offsets, end - 1)
        inside = first < len(self._offsets) and last < len(self._offsets)
        if not inside or (self._offsets[first], self._offsets[last]) != (start, end - 1):
            return None
        return self.text[first : last + 1]


def broken_spans(raw: str, document: Any) -> list[str]:
    """Every span that breaks the contract, told; none may."""
    places = Places(raw)
    wrong = [
        f"{path}: {phrase['text']!r} is {places.text_between(phrase['start'], phrase['end'])!r}"
        for path, phrase in phrases(document)
        if not 0 <= phrase["start"] < phrase["end"] <= len(raw)
        or phrase["text"] != places.text_between(phrase["start"], phrase["end"])
    ]
    for entity in document["entities"]:
        wrong += [f"{entity['text']}: mention {m}" for m in entity["mentions"] if places.text_between(*m) is None]
    return wrong


def blank_edges(document: Any) -> list[str]:
    """What of the words of a document begins or ends in a blank; nothing may."""
    names = [one["canonical"] for one in document["entities"] if one.get("canonical")]
    told = [phrase["text"] for _, phrase in phrases(document)] + names
    return [text for text in told if text != text.strip()]
