"""A row or JSON object to a document: which field is which."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from ...context import datestamp
from ...context.page import is_page, page
from ..item import Item, RawDocument
from .blob import size
from .codes import Code, broken
from .options import ROLES, ReadOptions, words

_GAPS = re.compile(r"[\s_\-]+")
_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")


def plain(key: str) -> str:
    """A name without regard to case, spaces and the marks between its words.

    >>> plain("Publish_Time") == plain("publishTime") == plain(" publish-time")
    True
    """
    return _GAPS.sub("", key).casefold()


@lru_cache(maxsize=256)
def roles(keys: tuple[str, ...], options: ReadOptions) -> dict[str, tuple[str, ...]]:
    """For each role the keys that may fill it, best first: exact names before those that differ in case or marks.

    >>> roles(("Title", "content"), ReadOptions())["title"]
    ('Title',)
    """
    loose: dict[str, str] = {}
    for key in keys:
        loose.setdefault(plain(key), key)
    out = {}
    for role in ROLES:
        names: tuple[str, ...] = getattr(options, role)
        exact = [name for name in names if name in keys]
        near = [loose[plain(name)] for name in names if plain(name) in loose]
        out[role] = tuple(dict.fromkeys(exact + near))
    return out


def named(options: ReadOptions) -> dict[str, tuple[str, ...]]:
    """The roles of which the user has named the fields, with these names.

    >>> named(ReadOptions(title="headline"))
    {'title': ('headline',)}
    """
    usual = ReadOptions()
    return {role: getattr(options, role) for role in ROLES if getattr(options, role) != getattr(usual, role)}


def unused(keys: tuple[str, ...], options: ReadOptions) -> list[tuple[str, str]]:
    """Fields that look like one that is read and are none, each with the role it may have.

    Roles whose fields the user has named are left out.

    >>> unused(("text", "publish_day", "原标题", "content_length"), ReadOptions())
    [('publish_day', 'published'), ('原标题', 'title')]
    """
    filled = roles(keys, options)
    used = {key for some in filled.values() for key in some}
    chosen = named(options)
    return [
        (key, role)
        for key in keys
        if key not in used
        for role in ROLES
        if role not in chosen and _looks(key, words(f"{role}_heads"))
    ]


def _looks(key: str, heads: tuple[str, ...]) -> bool:
    """Whether a name ends with one of these words: it is what the others only tell more of."""
    last = (_TOKENS.findall(key) or [""])[-1].casefold()
    return last in heads if key.isascii() else key.strip().endswith(heads)


def missing_text(keys: Iterable[str], options: ReadOptions) -> str:
    """What is said where no field is of text."""
    looked = ", ".join(options.text[:6]) + (" …" if len(options.text) > 6 else "")
    has = ", ".join(keys)
    has = f"{has[:120]} …" if len(has) > 120 else has or "none"
    return f"no field of text (looked for {looked}; fields are: {has}); name the field"


def document(row: Mapping[str, Any], origin: str, options: ReadOptions, encoding: str = "utf-8") -> Item:
    """The document that ``row`` holds, or what is wrong with it."""
    filled = roles(tuple(row), options)
    if not filled["text"]:
        return broken(origin, Code.no_text, missing_text(row, options))
    given = [value for key in filled["text"] if (value := row[key]) not in (None, "", [])]
    text = next(filter(_is_text, given), given[0] if given else None)
    if isinstance(text, list) and _is_text(text):
        text = "\n".join(text)
    if text is not None and not isinstance(text, str):
        return broken(origin, Code.bad_row, f"its text is no string but {type(text).__name__}; give a string")
    if not text or not text.strip():
        return broken(origin, Code.empty, f"its field {filled['text'][0]} holds no text")
    return _checked(row, filled, text, origin, options, encoding)


def _is_text(value: Any) -> bool:
    """Whether it is a text, or the paragraphs of one."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))


def _checked(
    row: Mapping[str, Any],
    filled: dict[str, tuple[str, ...]],
    text: str,
    origin: str,
    options: ReadOptions,
    encoding: str,
) -> Item:
    published = None
    try:
        if len(text.encode()) > options.max_document_bytes:
            return broken(
                origin, Code.too_large, f"its text has more than {size(options.max_document_bytes)}; split it"
            )
        title, id = (_words(row, filled[role]) for role in ("title", "id"))
        source = _address(row, filled["source"])
    except UnicodeEncodeError:
        return broken(origin, Code.bad_encoding, "holds half of a surrogate pair (\\ud800 …); write it as UTF-8")
    try:
        published = next((found for key in filled["published"] if (found := datestamp.day(row[key]))), None)
    except ValueError as error:
        if options.bad_dates == "report":
            return broken(origin, Code.bad_date, str(error))
    if (title is None or published is None) and is_page(text):
        told = page(text)
        title, published, source = title or told.title, published or told.published, source or told.source
    return RawDocument(origin, text, id, title, published, source, encoding, fields=tuple(row))


def _words(row: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of the fields that says something, on one line."""
    for key in keys:
        value = row[key]
        if isinstance(value, str | int) and not isinstance(value, bool) and (words := " ".join(str(value).split())):
            words.encode()
            return words
    return None


def _address(row: Mapping[str, Any], keys: tuple[str, ...]) -> str | None:
    """The first of the fields that holds an address.

    The name of a paper is none: it is the same for many documents, and a document without an id is told by its source.
    """
    found = (_words(row, (key,)) for key in keys)
    return next((words for words in found if words and ("/" in words or words.startswith("www."))), None)
