"""Which lines are headings, how deep they stand, and which clause heads a paragraph."""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import regex

from ..lexicon import alternation, any_of, shipped
from ..patterns import compiled
from ..span import Span
from .marks import LAST_RANK, RANKS, Mark

# Longest heading, in characters. Of 934 headings found in 127 documents 99 % have at most 41; not swept.
_LONGEST = 56
_STOPS = re.compile(r"[。；;！!？?…]")
_FIGURE = re.compile(r"(?<![\d第“\"A-Za-z（(-])\d[\d.,]*(?!\d*\s?[年月日”\"]|[\d.-]*[A-Za-z年])")
_HAN = compiled(r"[\u4e00-\u9fff]")
# A lead clause, first at a marked line and then without a mark: shorter, and nothing is told in it.
_LEAD = re.compile(r"[^。！？；：\d]{2,45}+(?:[。！]|：(?!“))(?=\s?[^\s”])")
_BARE_LEAD = re.compile(r"[^。！？；：\d“”]{2,30}+。(?=\s?[^\s”])|[^。！？；：，,\d“”]{2,14}+：(?=\s?[^\s“”])")
_NAMED_LEAD = re.compile(r"[【\[][^】\]\d]{2,16}[】\]]\s?")


@cache
def _telling() -> "re.Pattern[str]":
    return any_of(shipped("text", "outline_lexicon.toml").classes()["telling"])


@cache
def _salutation() -> "regex.Pattern[str]":
    return regex.compile(alternation(shipped("text", "outline_lexicon.toml").classes()["salutations"]))


@cache
def _title_tail() -> "regex.Pattern[str]":
    words = shipped("text", "outline_lexicon.toml").classes()["title_tails"]
    return regex.compile(rf"(?<={alternation(words)})(?:[（(][^（）()]{{1,24}}[)）])*$")


def short(text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is short enough for a heading and ends no sentence."""
    return (
        end - start <= _LONGEST
        and text[end - 1] not in "。；;，,、：:！!"
        and _STOPS.search(text, start, end - 1) is None
    )


def marked_heading(text: str, mark: Mark, end: int, below: str, listed: bool) -> bool:
    """Whether a marked line is a heading; ``below`` is what stands below it (``text``, ``same``, ``deeper``, ``none``).

    ``（一）基本条件。`` is one too: a short clause with a full stop, without a figure and with text below, where it
    does not end a list of clauses (``listed``). A line with a figure is a heading only above text or a deeper list.
    """
    if mark.kind in ("attachment", "markdown", "part", "chapter", "section"):
        return True
    named = mark.kind == "ordinal" and text[mark.body - 1] in "，、," and below == "text"
    if (mark.kind in ("article", "bullet", "ordinal") and not named) or mark.body >= end:
        return False
    if text[end - 1] in "。：:" and end - mark.body <= 30:
        inner = _STOPS.search(text, mark.body, end - 1) is None and "，" not in text[mark.body : end]
        return inner and not listed and below in ("text", "deeper") and _FIGURE.search(text, mark.body, end) is None
    if not short(text, mark.body, end):
        return False
    if below in ("text", "deeper"):
        return True
    return mark.kind in ("han", "han_bracket") and _FIGURE.search(text, mark.body, end) is None


def bare_heading(text: str, start: int, end: int) -> bool:
    """Whether a line without mark can head what stands below: short, no sentence, no figure but in a name or a year."""
    asks = text[end - 1] in "?？！!" and end - start <= 30 and _salutation().match(text, start, end) is None
    if not short(text, start, end) and not asks:
        return False
    return (
        3 <= end - start <= 40
        and _HAN.search(text, start, end) is not None
        and _FIGURE.search(text, start, end) is None
    )


def is_title(text: str, start: int, end: int) -> bool:
    """Whether a line ends as document titles do: …的通知, …实施方案（2023—2025年）."""
    return _title_tail().search(text, start, end) is not None


def lead_of(text: str, body: int, end: int, marked: bool) -> Span | None:
    """The clause that heads a paragraph: ``聚焦高端化，抢占发展新赛道。``, ``危险化学品。``, ``发展目标：``.

    It holds no figure and has text behind it. Without a list mark it must be short and tell nothing (no 表示, no 了).
    """
    named = _NAMED_LEAD.match(text, body, end) if text[body : body + 1] in "【[" else None
    if named is not None:
        return Span(body, named.end())
    match = (_LEAD if marked else _BARE_LEAD).match(text, body, end)
    if match is None or match.end() >= end:
        return None
    if not marked and _telling().search(text, body, match.end()) is not None:
        return None
    if marked and text[match.end() - 1] == "：" and _telling().search(text, match.end() - 4, match.end()) is not None:
        return None
    return Span(body, match.end())


def ranks(marks: Sequence[Mark | None]) -> dict[str, float]:
    """The nesting rank of each kind of mark in this document.

    Kinds nest in their usual order, save where the document shows otherwise: one run of ``（一）``, ``（二）`` with
    ``一、`` beginning anew under each.
    """
    firsts: dict[str, list[int]] = {}
    for n, mark in enumerate(marks):
        if mark is not None and mark.number in ("一", "1"):
            firsts.setdefault(mark.kind, []).append(n)
    order: dict[str, float] = dict(RANKS)
    kinds = ("han", "han_bracket", "number", "number_bracket")
    for outer, inner in pairwise(kinds):
        above, below = firsts.get(outer, []), firsts.get(inner, [])
        if len(below) == 1 and len(above) >= 2 and below[0] < above[0]:
            order[outer], order[inner] = order[inner], order[outer]
    return order


class Levels:
    """The headings above the current line, from the title down."""

    def __init__(self, order: dict[str, float]) -> None:
        self._order = order
        self._stack: list[tuple[float, int]] = []

    @property
    def parent(self) -> int:
        """Index of the heading the current block stands under, -1 for none."""
        return self._stack[-1][1] if self._stack else -1

    def rank(self, kind: str) -> float:
        return self._order.get(kind, LAST_RANK)

    def enter(self, rank: float, index: int) -> tuple[int, int]:
        """Put heading ``index`` on the stack; its level (0 for the title) and its parent."""
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
        parent = self.parent
        level = sum(1 for r, _ in self._stack if r >= 0) + 1 if rank >= 0 else 0
        self._stack.append((rank, index))
        return level, parent

    def leave(self, rank: float) -> None:
        """Drop headings of ``rank`` and below: a table's caption heads its rows only."""
        while self._stack and self._stack[-1][0] >= rank:
            self._stack.pop()
