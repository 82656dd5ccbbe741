"""The day of publication that the markup of a page tells and its reader does not see.

Where cleaning takes such markup away, a line of metadata is left in its place, so that the stages after it need not
know about markup: ``<meta name="PubDate" content="2024-08-09">`` becomes ``发布时间：2024-08-09``. Read are meta tags,
JSON-LD and ``<time datetime>`` before the text it dates; of several the first counts.
"""

import re
from datetime import datetime, timedelta, timezone
from functools import cache

from .. import lexicon

_CHINA = timezone(timedelta(hours=8))
_DAY = re.compile(r"\s*+((?:19|20)\d\d)[-/.](1[0-2]|0?[1-9])[-/.](3[01]|[12]\d|0?[1-9])(?!\d)")
_MOMENT = re.compile(r"\s*+((?:19|20)\d\d-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.\d++)?(Z|[+-]\d\d:?\d\d)")
_CONTENT = re.compile(r"""\bcontent\s*+=\s*+["']([^"'<>]{8,40}+)["']""", re.I)
_JSON_LD = re.compile(r'"datePublished"\s*+:\s*+"([^"<>]{8,40}+)"')
_TIME = re.compile(r"""<time\s[^<>]{0,200}?\bdatetime\s*+=\s*+["']([^"'<>]{8,40}+)["']""", re.I)


@cache
def names() -> tuple[str, ...]:
    """The names under which meta tags tell the day, in lower case."""
    return lexicon.shipped("text").classes()["html_days"]


@cache
def _meta() -> re.Pattern[str]:
    known = lexicon.alternation(names())
    return re.compile(
        rf"""<meta\b(?=[^<>]*?\b(?:name|property|itemprop)\s*+=\s*+["']?{known}["'\s/>])[^<>]*+>?""", re.I
    )


def told_day(text: str, name: str, start: int, end: int) -> str:
    """The line for what the element ``name`` in ``[start, end)`` tells; empty where it tells no day.

    >>> tag = '<meta property="article:published_time" content="2024-03-26T17:00:00Z">'
    >>> told_day(tag, "meta", 0, len(tag))
    '\\n发布时间：2024-03-27\\n'
    """
    said: str | None = None
    if name in ("head", "meta"):
        tag = _meta().search(text, start, end)
        content = _CONTENT.search(text, tag.start(), tag.end()) if tag is not None else None
        said = content[1] if content is not None else None
    if said is None and (name == "head" or (name == "script" and "ld+json" in text[start : start + 80])):
        found = _JSON_LD.search(text, start, end)
        said = found[1] if found is not None else None
    elif name == "time" and text[max(0, start - 40) : start].rstrip()[-1:] in ("", ">"):
        found = _TIME.match(text, start, end)
        said = found[1] if found is not None else None
    line = _line(said) if said is not None else ""
    return line if len(line) <= end - start else ""


def _line(said: str) -> str:
    """A moment with its zone is of the day that it was in China."""
    if moment := _MOMENT.match(said):
        zone = "+00:00" if moment[2] == "Z" else moment[2]
        try:
            at = datetime.fromisoformat(moment[1] + zone).astimezone(_CHINA)
        except ValueError:
            return ""
        return f"\n发布时间：{at:%Y-%m-%d}\n"
    day = _DAY.match(said)
    return "" if day is None else f"\n发布时间：{day[1]}-{day[2]:0>2}-{day[3]:0>2}\n"
