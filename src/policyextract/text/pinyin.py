"""Readings in brackets after the characters they are the reading of: ``項(xiàng)目``, ``聊城（liáo chéng）``.

A note is a bracket that holds nothing but valid pinyin syllables with a tone mark, no more of them than there are
Han characters before it. Accented vowels lie in three Unicode ranges and may also be written with combining
marks, ``ɑ`` for a, ``ɡ`` for g, ``v`` for ü and a breve for the third tone. Where a text is pervaded by notes, the
closed class of characters that are read in the neutral tone may have a note without a mark (``們(men)``). Every other
bracket stays: ``縣(市、區(qū))`` loses only its inner note; ``(GDP)``, ``(pH)``, ``公顷(ha)`` lose nothing.
"""

import re
import unicodedata
from functools import cache

from .. import lexicon
from .layer import Layer

# Below this many marked notes a bracket without a mark is not taken for a reading: an ordinary text has no note at all,
# a text with notes has one for every few characters (422 in 4,349 characters of the first release seen).
_PERVADED = 8

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_TONED = re.compile("[āáăǎàēéĕěèīíĭǐìōóŏǒòūúŭǔùǖǘǚǜĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛńňǹḿ\u0300\u0301\u0304\u0306\u030c]")
_BRACKET = re.compile(rf"[(（](?<=[{_HAN})）].)([^()（）{_HAN}，。、；：\n]{{1,40}}+)[)）]")
_ALL_HAN = re.compile(f"[{_HAN}]+")
_SPELLINGS = str.maketrans({"ɑ": "a", "ɡ": "g", "v": "ü", **dict.fromkeys("’'-·\xa0 ")})
_TONES = re.compile("[\u0300\u0301\u0304\u0306\u030c]")


@cache
def _syllable() -> str:
    return "|".join(lexicon.shipped("text").classes()["pinyin_syllables"])


@cache
def _neutral() -> frozenset[str]:
    return frozenset(lexicon.shipped("text").classes()["neutral_readings"])


@cache
def _syllables(note: str) -> int:
    """How many syllables ``note`` has when each bears one tone mark; 0 when it is no such reading."""
    plain = unicodedata.normalize("NFD", note.lower())
    tones = len(_TONES.findall(plain))
    if not 0 < tones <= 8:
        return 0
    letters = unicodedata.normalize("NFC", _TONES.sub("", plain)).translate(_SPELLINGS)
    return tones if re.fullmatch(f"(?:{_syllable()}){{{tones}}}", letters) else 0


def _follows_han(text: str, at: int, count: int) -> bool:
    """Whether ``count`` Han characters stand before ``at``."""
    return at >= count and _ALL_HAN.fullmatch(text, at - count, at) is not None


def _notes(text: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The spans of marked notes, and of brackets that are notes where the text is pervaded by marked ones."""
    marked: list[tuple[int, int]] = []
    unmarked: list[tuple[int, int]] = []
    last = first = 0  # the end of the note before, and where a run of notes that follow each other begins
    for match in _BRACKET.finditer(text):
        start, end = match.span()
        first = first if start == last else start
        count = _syllables(match[1])
        if count and _follows_han(text, first, count):
            marked.append((start, end))
            last = end
        elif text[start - 1] + match[1] in _neutral():
            unmarked.append((start, end))
    return marked, unmarked


def drop_notes(layer: Layer) -> tuple[Layer, int]:
    """``layer`` without pinyin notes, and how many there were.

    >>> drop_notes(Layer.over("縣(市、區(qū))專項(xiàng)行動(dòng)(GDP)"))[0].text
    '縣(市、區)專項行動(GDP)'
    """
    if _TONED.search(layer.text) is None:
        return layer, 0
    marked, unmarked = _notes(layer.text)
    if len(marked) >= _PERVADED:
        marked = sorted(marked + unmarked)
    return layer.drop(marked), len(marked)
