"""List marks at the head of a line: 第一章, 一、, （一）, 1., ①, ——."""

import re
from typing import Final, NamedTuple

from ..patterns import compiled

# Kinds in the order in which Chinese documents nest them, outermost first.
RANKS = {
    "attachment": 0,
    "markdown": 1,
    "part": 2,
    "chapter": 3,
    "section": 4,
    "article": 5,
    "han": 6,  # 一、
    "han_bracket": 7,  # （一）
    "number": 8,  # 1. 1、
    "number_bracket": 9,  # （1） 1）
    "circle": 10,  # ①
    "ordinal": 11,  # 一是 第一， 首先，
    "bullet": 12,  # ——
}
LAST_RANK = 20  # of an unnumbered heading that stands below every numbered one

_HAN = "一二三四五六七八九十百零〇廿卅"
_PATTERN = compiled(
    rf"""(?>
      (?P<attachment>附\s?[件录表][{_HAN}\d]{{0,3}}[:：.、]?(?=\s|$|\S{{0,2}}$))
    | (?P<markdown>\#{{1,6}}+\s++)
    | 第\s?([{_HAN}\d]{{1,5}}+)\s?
      (?:(?P<part>部分|编|篇|板块)|(?P<chapter>章)|(?P<section>节)|(?P<article>条(?:之[{_HAN}])?))[、:：.]?+\s*+
    | (?P<han>([{_HAN}]{{1,3}}+)\s?(?:[、．]\s*+|\.(?!\d)\s*+))
    | (?P<han_bracket>[（(]\s?([{_HAN}]{{1,3}}+)\s?[)）]\s*+[、.．]?+\s*+)
    | (?P<number_bracket>[（(]\s?(\d{{1,2}}+)\s?[)）]\s*+|(\d{{1,2}}+)[)）]\s*+)
    | (?P<number>(\d{{1,3}}+)\s?(?:[.．](?!\d)|、)\s*+
      | (\d(?:\.\d{{1,2}}){{1,3}}+)\s++(?=[\u4e00-\u9fff]{{3}})(?![万亿千百倍个元吨米级家亩平立公]))
    | (?P<circle>[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿]\s*+)
    | (?P<ordinal>(?:[{_HAN}]{{1,3}}+[是要](?=[^\s、，。])|第[{_HAN}]{{1,3}}+[，、,](?!第?[{_HAN}]{{1,3}}[、和及与产])\s*+|首先，|其次，|再次，|最后，))
    | (?P<bullet>(?:[—–―]{{2}}+|[·•●■◆◇★☆▲△▪○□➢➤►▶✓✔※*＊]|[-－](?=\s|[\u4e00-\u9fff]))\s*+)
    )""",
    re.X,
)
_KINDS = tuple(RANKS)
_NUMBERS = tuple(
    sorted(set(range(1, _PATTERN.groups + 1)) - set(_PATTERN.groupindex.values()))
)  # groups without a name
ENCLOSED: Final = frozenset(
    chr(code) for first, last in ("①⑳", "⑴⒇", "⒈⒛", "㈠㈩", "❶❿") for code in range(ord(first), ord(last) + 1)
)
"""Marks of one character that hold a number."""
# What a mark can begin with, digits aside: most lines begin with none of it.
_FIRST = frozenset(f"附#第（(首其再最—–―·•●■◆◇★☆▲△▪○□➢➤►▶✓✔※*＊-－{_HAN}") | ENCLOSED


class Mark(NamedTuple):
    """A list mark: its kind (a key of ``RANKS``), its number as written, and where the text after it begins."""

    kind: str
    number: str
    body: int


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The list mark at ``start``, or None.

    >>> mark_at("（一）强化梯度培育。", 0, 9)
    Mark(kind='han_bracket', number='一', body=3)
    >>> mark_at("1.5亿元", 0, 5), mark_at("2024年工作", 0, 7), mark_at("第一、第二产业", 0, 7)
    (None, None, None)
    """
    if start >= end or (text[start] not in _FIRST and not text[start].isdecimal()):
        return None
    match = _PATTERN.match(text, start, end)
    if match is None:
        return None
    kind = next((k for k in _KINDS if match[k] is not None), "")
    number = next((words for words in match.group(*_NUMBERS) if words is not None), "")
    inner = mark_at(text, match.end(), end) if kind == "markdown" else None
    return Mark(kind, number, match.end() if inner is None else inner.body)
