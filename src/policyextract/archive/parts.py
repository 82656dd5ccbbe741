"""Texts that are too long to be read at once: cut where headings stand, and read as parts of one document.

A part is a document of its own, called ``…#1``, ``…#2`` after the whole. Its offsets are those of the whole text; title and
day of publication are told by the beginning of the whole, where they are not given.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..text.marks import RANKS, mark_at
from .item import Broken, Item, Part, RawDocument

if TYPE_CHECKING:  # who only reads an archive need not load what extracts
    from ..extractor import Extractor

HEAD = 20_000
"""So many characters at the beginning of a text tell its title and its day."""

_HEADS = frozenset(("attachment", "markdown", "part", "chapter", "section", "han", "han_bracket"))
"""Marks that stand before a heading; the others may stand before any line."""
_TAG = re.compile(r"<h([1-6])[\s>]", re.I)
_PARAGRAPH = re.compile(r"\n\s*\n|</p>", re.I)
_SENTENCE = re.compile(r"[。！？!?]|\n|<br\s*/?>", re.I)


def parted(items: Iterator[Item], most: int) -> Iterator[Item]:
    """``items``, with the parts of a document of more than ``most`` characters in its place."""
    for item in items:
        if isinstance(item, RawDocument) and len(item.text) > most:
            yield from parts(item, most)
        else:
            yield item


def parts(item: RawDocument, most: int) -> Iterator[Item]:
    """The parts of a document, or why it cannot be cut.

    >>> text = "一、就业\\n新增就业5万人。\\n二、住房\\n建设住房3万套。\\n"
    >>> [part.text for part in parts(RawDocument("a.txt", text), 20)]
    ['一、就业\\n新增就业5万人。\\n', '二、住房\\n建设住房3万套。\\n']
    """
    text, at, number = item.text, 0, 0
    while at < len(text):
        end = len(text) if len(text) - at <= most else _cut(text, at, at + most)
        if end is None:
            said = f"has {len(text):,} characters, and no line or sentence ends where it could be cut"
            yield Broken(item.origin, "too-large", f"{said}; raise max_chars, above {most:,}, or split it")
            return
        number += 1
        yield item._replace(
            origin=f"{item.origin}#{number}",
            text=text[at:end],
            id=None if item.id is None else f"{item.id}#{number}",
            source=f"{item.source or item.origin}#{number}",
            start=at,
            head=text[:HEAD] if number > 1 else "",
            parts=_between(item.parts, at, end),
        )
        at = end


def _between(places: tuple[Part, ...], start: int, end: int) -> tuple[Part, ...]:
    """What of the places of a text lies in ``[start, end)``, counted from there."""
    first = bisect_right(places, start, key=lambda place: place.end)
    last = bisect_left(places, end, key=lambda place: place.start)
    return tuple(
        place._replace(start=max(place.start, start) - start, end=min(place.end, end) - start)
        for place in places[first:last]
    )


def _cut(text: str, start: int, most: int) -> int | None:
    """Where the part that begins at ``start`` ends: before the outermost heading of its second half, the last of equals."""
    half = (start + most) // 2
    best, found = len(RANKS), None
    at = text.find("\n", half, most) + 1
    while 0 < at < most:
        end = text.find("\n", at, most)
        if (rank := _rank(text, at, end if end >= 0 else most)) <= best:
            best, found = rank, at
        at = end + 1
    if found is not None and best < len(RANKS):
        return found
    for pattern in (_PARAGRAPH, _SENTENCE):
        last = None
        for mark in pattern.finditer(text, half, most):
            last = mark.end()
        if last is not None:
            return last
    return None


def _rank(text: str, start: int, end: int) -> int:
    """How far out the heading is that a line begins with, 0 the farthest; the number of ranks where it is none."""
    while start < end and text[start].isspace():
        start += 1
    if tag := _TAG.match(text, start, end):
        return int(tag[1])
    mark = mark_at(text, start, end)
    return RANKS[mark.kind] if mark is not None and mark.kind in _HEADS else len(RANKS)


def read_document(extractor: "Extractor", item: RawDocument) -> tuple[dict[str, Any], str]:
    """What the extractor reads of a document or a part of one, as plain data, and its clean text."""
    given = item.arguments()
    if item.head and (item.published is None or item.title is None):
        day, words = extractor.begin(item.head, item.title)
        given["published"] = item.published or (None if day is None else day.isoformat())
        given["title"] = item.title or words
    data, clean_text = extractor.extract_with_text(**given)
    if item.start:
        data = {**_shifted(data, item.start), "source_text": None}  # its offsets are none of the part's text
    return data, clean_text


def _shifted(value: Any, by: int) -> Any:
    """Plain data with its offsets moved."""
    if isinstance(value, dict):
        return {
            key: one + by
            if key in ("start", "end") and isinstance(one, int)
            else tuple((first + by, last + by) for first, last in one)
            if key == "mentions"
            else _shifted(one, by)
            for key, one in value.items()
        }
    return type(value)(_shifted(one, by) for one in value) if isinstance(value, list | tuple) else value
