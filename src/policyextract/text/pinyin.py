"""Readings in brackets after the characters they are the reading of: ``項(xiàng)目``, ``聊城（liáo chéng）``, ``新(xin)聞(wen)``.

A note is a bracket that holds nothing but valid pinyin syllables with a tone mark, no more of them than there are
Han characters before it. Accented vowels lie in three Unicode ranges and may also be written with combining
marks, ``ɑ`` for a, ``ɡ`` for g, ``v`` for ü and a breve for the third tone. Where a text is pervaded by notes, a bracket
without marks is one too if it spells what the characters before it are read as (``readings.tsv``), also with figures for
tones. A note may stand twice. Every other bracket stays: ``縣(市、區(qū))`` loses only its inner note; ``(GDP)``, ``(pH)``,
``公顷(ha)`` lose nothing.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from .. import lexicon
from ..patterns import compiled
from .layer import Layer

# Below this many notes, or a note for so many Han characters in a short text, a bracket without a mark is not taken for
# a reading: an ordinary text has no note at all, a text with notes has one for every few characters (422 in 4,349
# characters of the first release seen).
_PERVADED = 8
_PERVADED_SHORT, _EACH = 3, 12
_LONGEST = 8  # syllables of one note

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_TONED = re.compile("[āáăǎàēéĕěèīíĭǐìōóŏǒòūúŭǔùǖǘǚǜĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛńňǹḿ\u0300\u0301\u0304\u0306\u030c]")
_BRACKET = compiled(rf"[(（](?<=[{_HAN})）].)([^()（）{_HAN}，。、；：\n]{{1,40}}+)[)）]")
_ALL_HAN = compiled(f"[{_HAN}]+")
_LATIN = re.compile(r"[(（]\s?(?=[a-zɑɡ])", re.I)
_SPELLINGS = str.maketrans({"ɑ": "a", "ɡ": "g", "v": "ü", **dict.fromkeys("’'-·\xa0 ")})
_TONES = re.compile("[\u0300\u0301\u0304\u0306\u030c]|(?<=[A-Za-zü])[1-5](?![0-9])")


@cache
def _syllable() -> str:
    return "|".join(lexicon.shipped("text").classes()["pinyin_syllables"])


@cache
def _readings() -> dict[str, tuple[str, ...]]:
    table = files("policyextract.text").joinpath("readings.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    out: dict[str, tuple[str, ...]] = {}
    for syllable, chars in rows:
        for char in chars:
            out[char] = (*out.get(char, ()), syllable)
    return out


def readings_of(char: str) -> tuple[str, ...]:
    """The syllables that ``char`` is read as, without tone, in alphabetical order; none for rare characters.

    >>> readings_of("行"), readings_of("区")
    (('hang', 'heng', 'xing'), ('ou', 'qu'))
    """
    return _readings().get(char, ())


def _letters(note: str) -> tuple[str, int]:
    """The plain letters of ``note``, and how many tone marks were on them."""
    plain = unicodedata.normalize("NFD", note.lower())
    letters, tones = _TONES.subn("", plain)
    return unicodedata.normalize("NFC", letters).translate(_SPELLINGS), tones


@cache
def _syllables(note: str) -> int:
    """How many syllables ``note`` has when each bears one tone mark; 0 when it is no such reading."""
    letters, tones = _letters(note)
    valid = 0 < tones <= _LONGEST and re.fullmatch(f"(?:{_syllable()}){{{tones}}}", letters)
    return tones if valid else 0


def _follows_han(text: str, at: int, count: int) -> bool:
    """Whether ``count`` Han characters stand before ``at``."""
    return at >= count and _ALL_HAN.fullmatch(text, at - count, at) is not None


def _spells(text: str, at: int, letters: str, most: int = _LONGEST) -> bool:
    """Whether ``letters`` are what the characters right before ``at`` are read as."""
    if not letters or not at or not most:
        return False
    ends = [len(said) for said in readings_of(text[at - 1]) if letters.endswith(said)]
    return any(n == len(letters) or _spells(text, at - 1, letters[:-n], most - 1) for n in ends)


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
        elif _spells(text, first, _letters(match[1])[0]):
            unmarked.append((start, end))
            last = end
    return marked, unmarked


def _pervaded(text: str, notes: int) -> bool:
    han = len(text) - len(_ALL_HAN.sub("", text))
    return notes >= _PERVADED or (notes >= _PERVADED_SHORT and notes * _EACH >= han)


def drop_notes(layer: Layer) -> tuple[Layer, int]:
    """``layer`` without pinyin notes, and how many there were.

    >>> drop_notes(Layer.over("縣(市、區(qū))專項(xiàng)行動(dòng)(GDP)"))[0].text
    '縣(市、區)專項行動(GDP)'
    """
    text = layer.text
    if _TONED.search(text) is None and _LATIN.search(text) is None:
        return layer, 0
    marked, unmarked = _notes(text)
    if unmarked and _pervaded(text, len(marked) + len(unmarked)):
        marked = sorted(marked + unmarked)
    return layer.drop(marked), len(marked)
