"""What a document says of itself beside its text: when it was issued, by whom, under which number, after which source."""

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from ..lexicon import shipped
from ..text.furniture import patterns
from ..text.outline import Outline
from . import anchor
from .page import Page

_EDGES = " \u3000|｜/\\—-·【】[]()（）:：，,。;；"
_FIGURE = re.compile("[0-9〇○一二三四五六七八九十]")
_PAIR = re.compile(r"[ \u3000]{2,}|[ \u3000](?=[^ \u3000]{2,6}[：:])|[ \u3000]*[\[【(（]")


@cache
def _nothing() -> frozenset[str]:
    return frozenset(shipped("text", "outline_lexicon.toml").classes()["no_value"])


class Stated(NamedTuple):
    """The facts; None where nothing says them."""

    issued: date | None
    number: str | None
    publisher: str | None
    index_number: str | None
    credited: str | None


def stated(outline: Outline, page: Page) -> Stated:
    """The facts as lines of metadata say them, else as the head of the page does."""
    made = anchor.issued(outline) or (date.fromisoformat(page.issued) if page.issued else None)
    return Stated(
        made,
        _value(outline, "number") or page.number,
        _value(outline, "publisher") or page.publisher,
        _value(outline, "index") or page.index_number,
        _value(outline, "source") or page.credited,
    )


def _value(outline: Outline, key: str) -> str | None:
    """The first value that lines of metadata have for ``key``, without the day or pair behind it."""
    for meta in outline.meta:
        if meta.key != key:
            continue
        words = outline.text[meta.value.start : meta.value.end].strip()
        dated = patterns().dated.fullmatch(words) if key in ("source", "publisher") else None
        words = words[: dated.start("date")] if dated is not None else words
        if key != "number":
            words = _PAIR.split(words, maxsplit=1)[0]
        words = words.strip(_EDGES if key != "number" else " \u3000:：")
        if words and words not in _nothing() and (key != "number" or _FIGURE.search(words)):
            return words
    return None
