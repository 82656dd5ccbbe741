"""What an HTML page says of itself where its reader does not see it: in its head, in structured data, in its headline's tag.

The text of a page stays as it is: cleaning takes markup away itself, with offsets kept. Read here are meta tags (those of
the standard for government websites of China, Open Graph, Dublin Core, and what content management systems write),
JSON-LD, ``<time datetime>`` where it stands by itself, ``<h1>`` and ``<title>``.
"""

import html
import json
import re
from functools import cache
from typing import NamedTuple

from ..lexicon import shipped
from ..patterns import compiled
from . import datestamp

_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>]|head[\s>])", re.I | re.S
)
_META = compiled(r"<meta\s(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>?", re.I)
_ATTRIBUTE = re.compile(r"([A-Za-z-]+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>]++))")
_LINKED = re.compile(r"<script\b[^<>]*ld\+json[^<>]*+>([^<]*+)</script", re.I)
_FIELD = r'"{}"\s*+:\s*+("(?:[^"\\]|\\.)*+")'
_DAY_FIELD, _TITLE_FIELD = (compiled(_FIELD.format(name)) for name in ("datePublished", "headline"))
_TIME = re.compile(r"(?<=>)\s*+<time\s[^<>]{0,200}?\bdatetime\s*+=\s*+[\"']([^\"'<>]{8,40}+)[\"']", re.I)
_HEADLINE = re.compile(r"<h1\b[^<>]*+>((?:(?!</h1).){1,600}?)</h1", re.I | re.S)
_TITLE = re.compile(r"<title\b[^<>]*+>([^<]*+)</title", re.I)
_TAG = re.compile(r"<[^<>]*+>")
_LOGO = re.compile(r"<(?:a|img)\s", re.I)
_PART = re.compile(r"\s*(?:[_|｜]|--|[-–—])\s*")
_LONGEST = 400  # characters of a title
_SHORTEST = 5  # characters of a headline; a shorter one is the name of a column


class Page(NamedTuple):
    """What a page says of itself; None where it does not."""

    title: str | None = None
    published: str | None = None  # ISO day
    source: str | None = None  # its address
    issued: str | None = None  # ISO day of the document that the page shows
    number: str | None = None
    publisher: str | None = None
    index_number: str | None = None
    credited: str | None = None  # whom it names as its source


def is_page(text: str) -> bool:
    """Whether ``text`` begins as a whole HTML page does.

    >>> is_page("<!DOCTYPE html><p>5万人"), is_page("增长<5%")
    (True, False)
    """
    return _PAGE.match(text[:4096]) is not None


@cache
def _names() -> dict[str, tuple[str, ...]]:
    classes = shipped("text").classes()
    return {name.removeprefix("meta_"): words for name, words in classes.items() if name.startswith("meta_")}


def _metadata(text: str) -> dict[str, str]:
    """The meta tags by their names in lower case; of several of one name the first that says something."""
    told: dict[str, str] = {}
    for tag in _META.finditer(text):
        attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(tag[0])}
        name = attributes.get("name") or attributes.get("property") or attributes.get("itemprop")
        value = " ".join(html.unescape(attributes.get("content", "")).split())
        if name and value:
            told.setdefault(name.strip().lower(), value)
    return told


def page(text: str) -> Page:
    """What ``text`` says of itself, all of it None where it is no markup; linear.

    A date that cannot be understood is left out: templates leave empty and broken ones behind, and the extractor finds
    the date in the text itself. So is an address without a host.

    >>> told = page('<head><meta name="PubDate" content="2024-08-09 15:20"><title>就业新增5万人_澜江日报</title></head>')
    >>> told.title, told.published, told.source
    ('就业新增5万人', '2024-08-09', None)
    """
    if "<" not in text:
        return Page()
    told, names = _metadata(text), _names()
    linked = _LINKED.search(text)
    data = linked[1] if linked is not None else ""

    def first(kind: str) -> str | None:
        return next((told[name] for name in names[kind] if name in told), None)

    url = next((told[n] for n in names["urls"] if told.get(n, "").lower().startswith(("http://", "https://"))), None)
    days = [told[name] for name in names["days"] if name in told]
    stamp = _TIME.search(text)
    days += [day for day in (_said(_DAY_FIELD, data), stamp[1] if stamp is not None else None) if day]
    issued = _day([told[name] for name in names["issued"] if name in told])
    title = first("titles") or _said(_TITLE_FIELD, data) or _headline(text)
    others = (first(kind) for kind in ("numbers", "publishers", "indexes", "credited"))
    return Page(title, _day(days), url, issued, *others)


def _said(field: re.Pattern[str], data: str) -> str | None:
    """The value of a field of JSON-LD that may be broken elsewhere."""
    found = field.search(data)
    if found is None:
        return None
    try:
        return " ".join(str(json.loads(found[1], strict=False)).split()) or None
    except ValueError:
        return None


def _day(said: list[str]) -> str | None:
    for words in said:
        try:
            if found := datestamp.day(words):
                return found
        except ValueError:
            continue
    return None


def _headline(text: str) -> str | None:
    """The headline: the ``<h1>`` that ``<title>`` repeats, or the only one that is no link; else ``<title>`` without the site."""
    found = _TITLE.search(text)
    named = " ".join(html.unescape(found[1][:_LONGEST]).split()) if found is not None else ""
    marked = [h[1] for h in _HEADLINE.finditer(text)]
    heads = [" ".join(html.unescape(_TAG.sub("", head)).split()) for head in marked]
    same = next((head for head in heads if len(head) >= _SHORTEST and head in named), None)
    plain = [
        head for head, source in zip(heads, marked, strict=True) if len(head) >= _SHORTEST and not _LOGO.search(source)
    ]
    return same or (plain[0] if len(plain) == 1 else None) or _own(named, text)


def _own(title: str, text: str) -> str | None:
    """``title`` without the names of section and site behind it.

    The longest beginning that the page has once more, as its headline, is the title; where it has none, what stands
    before the first ``_`` or ``|``, if that can be a title.
    """
    if title in shipped("text").classes()["section_titles"]:
        return None
    begins = [title[: mark.start()] for mark in _PART.finditer(title)]
    for begin in (title, *reversed(begins)):
        if len(begin) > 3 and text.count(begin) > (title.count(begin) or 1):
            return begin
    first = re.split(r"\s*[_|｜]\s*", title, maxsplit=1)[0]
    return first if len(first) >= _SHORTEST else None
