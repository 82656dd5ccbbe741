"""Phrases that hold another quantity or stand on both sides of their own, as words of one sentence."""

from functools import cache
from typing import Final

from ...lexicon import shipped
from ..parse import Word
from .nouns import JOINS, STOPS, ends, may_end, may_start, nearest, opening, starts

_FEW: Final = 4  # beginnings of a phrase, the nearest and the first
_NEAR: Final = 8  # words between two quantities that are told beside one another
_GOES_ON: Final = frozenset(("n", "vn", "b", "a", "f", "u", "L", "B", "X"))


_MEASURES: Final = frozenset(("measure", "attribute", "revenue", "standard", "given", "ratio", "share"))


@cache
def _ends() -> tuple[str, ...]:
    return tuple(shipped("targets", "words.toml").classes()["measure_ends"])


def _measures(word: Word) -> bool:
    if word.kind == "n" and len(word.text) > 1 and word.text.endswith(_ends()):
        return True
    return not _MEASURES.isdisjoint(word.tags)


def measures(words: tuple[Word, ...], lo: int, hi: int) -> list[int]:
    """Behind which words of ``[lo, hi)`` the name of a measure or of a payment ends, in order."""
    return [
        i + 1 for i in range(lo, hi) if words[i].mention is None and _measures(words[i]) and may_end(words, i + 1, hi)
    ]


_DONE: Final = frozenset(
    ("deed", "rise", "fall", "bettering", "give", "lays", "level", "making", "done_to", "settle", "spending")
)
_LONG: Final = 6  # words of the name of a measure
_BEGINS: Final = 3


def names(words: tuple[Word, ...], lo: int, end: int) -> list[int]:
    """Where the name of the measure that ends before the word ``end`` may begin: not with a verb before it, 调整|救助限额."""
    begins = starts(words, max(lo, end - _LONG), end)
    first = next((k for k, i in enumerate(begins) if _DONE.isdisjoint(words[i].tags)), 0)
    return nearest(begins[first:], _BEGINS)


def through(words: tuple[Word, ...], floor: int, lo: int, hi: int) -> list[tuple[int, int]]:
    """Phrases before a quantity that hold the one before them, whose word is ``lo - 1``: 拖欠2年以上的债务|清偿80%.

    Args:
        floor: where the clause begins.
        hi: the end of the stretch, where the own quantity stands.
    """
    if lo >= hi or words[lo].kind not in _GOES_ON:
        return []
    first = [*nearest(starts(words, opening(words, floor, lo - 1), lo - 1), _FEW), lo - 1]
    return [(start, end) for end in ends(words, lo, hi, True)[:2] for start in first]


def either(words: tuple[Word, ...], lo: int, at: tuple[int, int], hi: int) -> list[tuple[int, int, int, int]]:
    """A phrase before a quantity with the noun behind it: 缴纳契税金额|50%|的补贴, or what is given: 契税|60%|给予补助.

    Args:
        at: the word of the quantity, or of the first of its list, and the word behind it.
    """
    behind = at[1]
    if behind < hi and (words[behind].text == "的" or "give" in words[behind].tags):
        behind += 1
    if behind >= hi or not may_start(words, behind):
        return []
    begins = starts(words, lo, at[0])
    after = ends(words, behind, hi, False)[:2]
    return [
        (start, end, behind, stop)
        for end in ends(words, lo, at[0], True)[:2]
        for start in nearest([i for i in begins if i < end], _FEW)
        for stop in after
    ]


def beside(words: tuple[Word, ...], at: int, hi: int) -> int:
    """The last of the quantities that are told beside that of the word ``at``, each with a noun of its own behind a mark that
    joins: 高铁沿线|6万处|、普速铁路沿线|14万处|各类隐患. ``at`` where there is none, or only one list of quantities.
    """
    last = at
    while last + 2 < hi and words[last + 1].text in JOINS and words[last + 2].kind != "Q":
        found = next((i for i in range(last + 3, min(hi, last + 3 + _NEAR)) if words[i].kind in STOPS), hi)
        if found >= hi or words[found].kind != "Q":
            break
        last = found
    return last
