"""Texts that are no documents: nothing is left of them without markup, or they are what a server says in place of a page."""

from functools import cache
from typing import NamedTuple

from .. import lexicon

LONGEST = 500
"""Characters that such a page has at most, with the head and foot of its site; those of government sites have 40 to 350."""
BEGIN = 250
"""Within so many characters it says what it is: what is told further below is told of something else."""


UNREAD = frozenset({"nothing-to-read", "error-page", "needs-browser"})
"""The codes of warnings that say so."""


class Unread(NamedTuple):
    """Why a text is no document."""

    code: str
    """One of :data:`UNREAD`."""
    message: str
    """One sentence."""


@cache
def _phrases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    classes = lexicon.shipped("text").classes()
    return classes["error_pages"], classes["browser_pages"]


def unread(clean_text: str, title: str) -> Unread | None:
    """Why a text is no document; None where it may be one.

    Args:
        title: of the page, also where it is not in the text.

    >>> unread("抱歉，您访问的页面不存在或已被删除。 返回首页", "")
    Unread(code='error-page', message='it is an error page: 页面不存在')
    >>> unread("会议指出，要解决部分网站页面不存在更新的问题。" * 30, "")
    """
    if not any(map(str.isalnum, clean_text)):
        return Unread("nothing-to-read", "nothing to read is left of it without markup and scripts")
    words = " ".join(clean_text.split())
    if len(words) > LONGEST:
        return None
    begin = f"{title} {words[:BEGIN]}".casefold()
    errors, browsers = _phrases()
    for phrase in errors:
        if phrase in begin:
            return Unread("error-page", f"it is an error page: {phrase}")
    for phrase in browsers:
        if phrase in begin:
            return Unread("needs-browser", f"it is a page that only a browser can show: {phrase}")
    return None
