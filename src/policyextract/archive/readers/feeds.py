"""Feeds (RSS, Atom): one document an item."""

import io
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.sax import SAXException

from ...context import datestamp
from ..item import Item
from .blob import Blob
from .codes import Code, Fault, broken
from .taken import Taken, needs


def read_feed(blob: Blob) -> Iterator[Item]:
    """One document an item: its text, or its summary, with its title, day and link; who wrote it stands in a line above.

    The number of the item, from 1, is part of its origin. Markup of an item stays in its text.

    Raises:
        Fault: it is too large, damaged at its beginning or no feed.
    """
    try:
        import feedparser
    except ImportError:
        raise needs("feedparser", "feeds") from None
    data = blob.read(blob.budget.options.max_document_bytes)
    feed = feedparser.parse(io.BytesIO(data))
    damaged = isinstance(feed.get("bozo_exception"), SAXException)
    if not feed.entries:
        raise (
            Fault(Code.corrupt, "the feed is damaged; fetch it again")
            if damaged
            else Fault(Code.empty, "the feed has no items")
        )
    for number, entry in enumerate(feed.entries, 1):
        origin = f"{blob.origin}:{number}"
        try:
            yield _document(entry, origin, Taken(blob.budget.options), number)
        except Fault as fault:
            yield fault.at(origin)
    if damaged:
        said = f"the feed is damaged ({feed.bozo_exception}); items behind that place are not read; fetch it again"
        yield broken(blob.origin, Code.corrupt, said)


def _document(entry: Any, origin: str, taken: Taken, number: int) -> Item:
    texts = [content.get("value") or "" for content in entry.get("content", ())]
    text = max((*texts, entry.get("summary") or ""), key=len).strip()
    if not text:
        raise Fault(Code.no_text, "the item has no text, only its title and link; fetch the page behind it")
    if author := " ".join((entry.get("author") or "").split()):
        taken.line(f"作者：{author}", place=f"item {number}, author")
    taken.line(text, place=f"item {number}")
    title = " ".join((entry.get("title") or "").split()) or None
    return taken.document(origin, title=title, published=_day(entry), source=entry.get("link") or None)


def _day(entry: Any) -> str | None:
    """The day in China; what the feed writes without a zone is taken as it stands."""
    for name in ("published", "updated", "created"):
        try:
            if found := datestamp.day(entry.get(name)):
                return found
        except ValueError:
            if moment := entry.get(f"{name}_parsed"):
                return datestamp.day(datetime.fromtimestamp(timegm(moment), UTC))
    return None
