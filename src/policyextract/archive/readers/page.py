"""What the head of an HTML page says of it.

The text of a page stays as it is: the extractor takes markup away itself, with offsets kept, and the head with it. So
nothing but the head is looked at here, and only for title, day and address.
"""

import html
import re
from html.parser import HTMLParser
from typing import NamedTuple

from ...text.page_day import names as day_names
from . import dates

# Names of metadata, best first. The first of each are those of the standard for government websites of China
# (GB/T 35302 and the State Council's guide of 2017: ArticleTitle, Url), then Open Graph, then what content
# management systems write.
_TITLES = ("articletitle", "og:title", "twitter:title", "dc.title")
_URLS = ("url", "og:url")

_LONGEST_HEAD = 1 << 16
_PAGE = re.compile(
    r"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html[\s>]|head[\s>])", re.I | re.S
)
_HEAD_END = re.compile(r"</head\s*>|<body[\s>]", re.I)
_PART = re.compile(r"\s*(?:[_|｜]|--|[-–—])\s*")


class Page(NamedTuple):
    """What a page says of itself; None where it does not."""

    title: str | None
    published: str | None
    source: str | None


def is_page(text: str) -> bool:
    """Whether ``text`` begins as a whole HTML page does.

    >>> is_page("<!DOCTYPE html><p>5万人"), is_page("增长<5%")
    (True, False)
    """
    return _PAGE.match(text[:4096]) is not None


class _Head(HTMLParser):
    """Collects the metadata and the title."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self._in_title = not self.title
        elif tag == "meta":
            told = dict(attrs)
            name = told.get("name") or told.get("property") or told.get("itemprop")
            value = " ".join((told.get("content") or "").split())
            if name and value:
                self.meta.setdefault(name.strip().lower(), value)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def page(text: str) -> Page:
    """Title, ISO day and address that the head of ``text`` gives.

    A date that cannot be understood is left out: templates leave empty and broken ones behind, and the extractor finds
    the date in the text itself. So is an address without a host.

    >>> page('<head><meta name="PubDate" content="2024-08-09 15:20"><title>就业新增5万人_澜江日报</title></head>')
    Page(title='就业新增5万人', published='2024-08-09', source=None)
    """
    end = _HEAD_END.search(text, 0, _LONGEST_HEAD)
    parser = _Head()
    parser.feed(text[: end.start() if end else _LONGEST_HEAD])
    told = parser.meta
    title = next((html.unescape(told[name]) for name in _TITLES if name in told), None)
    url = next((told[name] for name in _URLS if told.get(name, "").lower().startswith(("http://", "https://"))), None)
    return Page(title or _own(" ".join(parser.title.split()), text), _day(told), url)


def _day(told: dict[str, str]) -> str | None:
    for name in day_names():
        try:
            if name in told and (found := dates.day(told[name])):
                return found
        except ValueError:
            continue
    return None


def _own(title: str, text: str) -> str | None:
    """``title`` without the names of section and site behind it.

    The longest beginning that the page has once more, as its headline, is the title; where it has none, what stands
    before the first ``_`` or ``|``.
    """
    begins = [title[: mark.start()] for mark in _PART.finditer(title)]
    for begin in (title, *reversed(begins)):
        if len(begin) > 3 and text.count(begin) > (title.count(begin) or 1):
            return begin
    return re.split(r"\s*[_|｜]\s*", title, maxsplit=1)[0] or None
