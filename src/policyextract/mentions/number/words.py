"""Words that hold numeral characters: whether a Han numeral at a place is part of one."""

from functools import cache

from ...lexicon import HAN, shipped
from ...patterns import compiled
from .numeral import alphabet


@cache
def _index() -> dict[str, tuple[tuple[int, str], ...]]:
    """By the numeral and its neighbour (two characters): how far before the numeral a word begins, and the word."""
    index: dict[str, list[tuple[int, str]]] = {}
    numerals = set(alphabet().han_class)
    for word in shipped("mentions.number", "words.toml").classes()["words"]:
        for offset, char in enumerate(word):
            if char in numerals:
                key = word[offset : offset + 2] if offset + 1 < len(word) else word[offset - 1 : offset + 1]
                index.setdefault(key, []).append((offset, word))
    return {key: tuple(sorted(set(rows), key=lambda row: -len(row[1]))) for key, rows in index.items()}


# Set phrases by their pattern: 一个个, 一点点; 一村一品, 千山万水, 四面八方, 三番五次.
_REPEATED = compiled(rf"一(?P<measure>[{HAN}])(?P=measure)")
_ANY = f"(?![至到和与或及零一二三四五六七八九十百千万亿两])[{HAN}]"
_THING = f"(?![至到和与或及零一二三四五六七八九十百千万亿两元年月日天周个次家项])[{HAN}]"
_PAIRED = compiled(
    rf"(?:一{_ANY}一{_ANY}|一{_THING}[二两三多]{_ANY}|千{_ANY}[百万]{_ANY}|百{_ANY}[百千万]{_ANY}|万{_ANY}[千一]{_ANY}"
    rf"|[三五]{_THING}[两二五四]{_ANY}|四{_THING}[八五]{_ANY}|七{_THING}八{_ANY}|五{_THING}[六八]{_ANY}"
    rf"|两{_THING}[一三]{_ANY})"
)


_PARTNERS = frozenset("一二两三四五六七八百千万多")
"""The numerals of such phrases: most places need not try the pattern."""


def within_word(text: str, at: int, end: int) -> bool:
    """Whether the Han numeral at ``text[at]`` stands in a word or a set phrase of four characters.

    >>> within_word("进一步", 1, 3), within_word("统一部署", 1, 4), within_word("一村一品", 2, 4)
    (True, True, True)
    >>> within_word("一个县", 0, 3)
    False
    """
    index = _index()
    for key in (text[at : at + 2], text[at - 1 : at + 1] if at else ""):
        for offset, word in index.get(key, ()):
            if offset <= at and text.startswith(word, at - offset, end):
                return True
    if text[at + 2 : at + 3] in _PARTNERS and _PAIRED.match(text, at, end) is not None:
        return True
    if text[at] == "一" and _REPEATED.match(text, at, end) is not None:
        return True
    return at >= 2 and text[at - 2] in _PARTNERS and _PAIRED.match(text, at - 2, end) is not None
