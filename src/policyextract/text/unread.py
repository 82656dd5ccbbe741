"""Texts that are no documents: nothing is left of them without markup, or they are what a site says in place of a page."""

import re
from functools import cache
from typing import NamedTuple

from ..lexicon import shipped
from ..patterns import compiled

# A page that holds no document has less than this many characters, with the head and foot of its site.
_LONGEST = 400
_PIECE = re.compile(r"[^\n。！!？?]+")


class Unread(NamedTuple):
    """Why a text is no document."""

    code: str
    """One of :data:`UNREAD`."""
    message: str
    """What is wrong, in a few words."""


_NOTHING = Unread("nothing-to-read", "nothing to read is left of it without markup and scripts")
_ERROR = Unread("error-page", "it is an error page")
_DOOR = Unread("needs-browser", "it is a page that only a browser can show")

UNREAD = frozenset(why.code for why in (_NOTHING, _ERROR, _DOOR))
"""The codes of warnings that say so."""


@cache
def _phrases() -> "re.Pattern[str]":
    classes = shipped("text", "outline_lexicon.toml").classes()
    errors, doors = (
        "|".join(re.escape(word) for word in sorted(classes[name], key=len, reverse=True))
        for name in ("error_pages", "browser_pages")
    )
    return compiled(f"(?=(?P<error>{errors})|(?P<door>{doors}))", re.I)


def unread(text: str, title: str = "") -> Unread | None:
    """Why a clean text is no document; None where it may be one.

    A page in place of a document is short. It says two of the things that such pages say, or one that is about all of a
    sentence.

    Args:
        title: of the page, where it is not in the text.

    >>> unread("抱歉，您访问的页面不存在或已被删除。 返回首页")
    Unread(code='error-page', message='it is an error page: 您访问的页面')
    >>> unread("网站升级改造项目投资2亿元。")
    """
    if not any(map(str.isalnum, text)):
        return _NOTHING
    if len(text) > _LONGEST * 2 or len("".join(text.split())) > _LONGEST:
        return None
    whole = f"{title}\n{text}"
    found = _found(whole)
    if not found or not (len(found) > 1 or _alone(whole, found[0])):
        return None
    first = next((match for match in found if match["error"]), found[0])
    why, words = (_ERROR, first["error"]) if first["error"] else (_DOOR, first["door"])
    return why._replace(message=f"{why.message}: {words}")


def _found(text: str) -> list["re.Match[str]"]:
    """The phrases in ``text``, also those that share characters, but none within another."""
    out: list[re.Match[str]] = []
    end = 0
    for match in _phrases().finditer(text):
        if (last := match.end(match.lastindex or 0)) > end:
            out.append(match)
            end = last
    return out


def _alone(text: str, match: "re.Match[str]") -> bool:
    """Whether the sentence that holds a phrase is not much longer than it."""
    start, end = match.span(match.lastindex or 0)
    return any(
        piece.start() <= start and end <= piece.end() and len(piece[0].strip()) <= 2 * (end - start)
        for piece in _PIECE.finditer(text)
    )
