"""The newest targets and pledges as an Atom feed or a JSON Feed 1.1.

Ids come from the ids of the records, dates from the day of publication: the same records give the same bytes. Records of
documents without a day have no place in a feed and are left out.
"""

import json
from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree

from ..rows import Row
from .wording import cell, commitment, details, due_by, headline, link, shown, stable_uuid

ATOM = "http://www.w3.org/2005/Atom"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
JSON_FEED = "https://jsonfeed.org/version/1.1"
TITLE = "政策目标"
LIMIT = 100
"""Entries of a feed, where nothing else is asked for."""

_BEFORE_ALL = "1970-01-01T00:00:00+08:00"  # of a feed without entries: no clock may reach the output


def _time(row: Row) -> str:
    return f"{row['published']}T00:00:00+08:00"  # the day as it begins in China


def _ident(row: Row) -> str:
    return f"urn:uuid:{stable_uuid('record', str(row['id']))}"


def _title(row: Row) -> str:
    return headline(row) + due_by(row)


def _tags(row: Row) -> list[str]:
    return [tag for tag in (commitment(row), cell(row, "place_name"), cell(row, "nature")) if tag]


def atom(rows: Iterable[Row], *, title: str = TITLE, url: str | None = None, gone: Iterable[Row] = ()) -> bytes:
    """The Atom feed of ``rows``, which come newest first.

    Args:
        gone: records that are no longer there; each is a ``deleted-entry`` (RFC 6721), dated as it was.
        title: of the feed; with ``url`` it makes the feed's id.
        url: where the feed will be found.
    """
    ElementTree.register_namespace("", ATOM)
    ElementTree.register_namespace("at", TOMBSTONES)
    dated = [row for row in rows if row["published"]]
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {"xml:lang": "zh-CN"})
    _add(feed, "id", f"urn:uuid:{stable_uuid('feed', url or title)}")
    _add(feed, "title", shown(title))
    _add(feed, "updated", max(map(_time, dated), default=_BEFORE_ALL))
    _add(_add(feed, "author"), "name", "policyextract")
    if url:
        _add(feed, "link", rel="self", href=shown(url))
    for row in dated:
        entry = _add(feed, "entry")
        _add(entry, "id", _ident(row))
        _add(entry, "title", _title(row))
        _add(entry, "updated", _time(row))
        _add(entry, "published", _time(row))
        if address := link(row):
            _add(entry, "link", rel="alternate", href=address)
        for tag in _tags(row):
            _add(entry, "category", term=tag)
        _add(entry, "content", details(row), type="text")
    for row in gone:
        if row["published"]:
            ElementTree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", {"ref": _ident(row), "when": _time(row)})
    ElementTree.indent(feed)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text
    return child


def json_feed(
    rows: Iterable[Row], *, title: str = TITLE, url: str | None = None, gone: Iterable[Row] | None = None
) -> bytes:
    """The JSON Feed of ``rows``, which come newest first; each item holds its record under ``_record``.

    Args:
        gone: records that are no longer there: their ids are under ``_gone``, where they are asked for.
    """
    feed: dict[str, Any] = {"version": JSON_FEED, "title": shown(title), "language": "zh-CN"}
    if url:
        feed["feed_url"] = shown(url)
    feed["authors"] = [{"name": "policyextract"}]
    feed["items"] = [_item(row) for row in rows if row["published"]]
    if gone is not None:
        feed["_gone"] = [_ident(row) for row in gone]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _item(row: Row) -> dict[str, Any]:
    item: dict[str, Any] = {"id": _ident(row)}
    if address := link(row):
        item["url"] = address
    item |= {"title": _title(row), "content_text": details(row), "date_published": _time(row), "tags": _tags(row)}
    return {**item, "_record": row}
