"""The numbers that Word sets before paragraphs, which stand nowhere in their text: 一、 （二） 3. 第四条."""

import re
from typing import Any, NamedTuple

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting", "ideographDigital")
)
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_DIGITS = "〇一二三四五六七八九"
_MOST_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")


class _Level(NamedTuple):
    """One level of a list: where it begins to count, in which figures, and what stands around them (``（%1）``)."""

    start: int
    form: str
    text: str


class Numbering:
    """Counts the paragraphs of the lists of one document; ask for them in their order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}  # numId → abstractNumId
        self._styles: dict[str, tuple[str, int]] = {}
        self._contents: set[str] = set()
        self._at: dict[str, list[int]] = {}  # how far each list has counted, by level
        if numbering is not None:
            for element in numbering.iterchildren(f"{_W}abstractNum"):
                self._levels[element.get(f"{_W}abstractNumId", "")] = dict(
                    map(_level, element.iterchildren(f"{_W}lvl"))
                )
            for element in numbering.iterchildren(f"{_W}num"):
                self._lists[element.get(f"{_W}numId", "")] = _value(element, "abstractNumId") or ""
        for style in styles.iterchildren(f"{_W}style") if styles is not None else ():
            name = style.get(f"{_W}styleId", "")
            if (_value(style, "name") or "").lower().startswith("toc "):
                self._contents.add(name)
            if (found := _list_of(style)) is not None:
                self._styles[name] = found

    def is_contents(self, paragraph: Any) -> bool:
        """Whether a paragraph is a line of a table of contents."""
        return _value(paragraph, "pPr", "pStyle") in self._contents

    def of(self, paragraph: Any) -> str:
        """What is set before ``paragraph``; empty where it is in no list that counts."""
        found = _list_of(paragraph) or self._styles.get(_value(paragraph, "pPr", "pStyle") or "")
        if found is None or found[0] == "0":
            return ""
        abstract = self._lists.get(found[0], "")
        levels, at = self._levels.get(abstract, {}), found[1]
        level = levels.get(at)
        if level is None or level.form in ("bullet", "none"):
            return ""
        counts = self._at.setdefault(abstract, [])
        for n in range(len(counts), at + 1):
            counts.append(levels[n].start - (n == at) if n in levels else 0)
        if len(counts) > at + 1:
            del counts[at + 1 :]
        counts[at] += 1
        text = _PLACE.sub(lambda place: _told(counts, levels, int(place[1]) - 1), level.text)
        return f"{text} " if text[-1:].isalnum() and text[-1:].isascii() else text


def _told(counts: list[int], levels: dict[int, _Level], n: int) -> str:
    return figure(counts[n], levels[n].form) if n < len(counts) and n in levels else ""


def figure(number: int, form: str) -> str:
    """``number`` in the figures that Word calls ``form``; in Arabic ones where these are not known.

    >>> figure(12, "chineseCounting"), figure(105, "chineseCounting"), figure(3, "upperLetter"), figure(4, "lowerRoman"), figure(2, "decimalEnclosedCircle")
    ('十二', '一百零五', 'C', 'iv', '②')
    """
    if form in _HAN and 0 < number < 1000:
        hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
        out = f"{_DIGITS[hundreds]}百" if hundreds else ""
        out += f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十" if tens else "零" if hundreds and ones else ""
        return out + (_DIGITS[ones] if ones else "")
    if form in ("upperLetter", "lowerLetter") and 0 < number <= 26:
        return chr(ord("A" if form == "upperLetter" else "a") + number - 1)
    if form in ("upperRoman", "lowerRoman") and 0 < number < 40:
        roman = "x" * (number // 10) + _ROMAN[number % 10]
        return roman.upper() if form == "upperRoman" else roman
    if form.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    return str(number)


def _level(element: Any) -> tuple[int, _Level]:
    at = element.get(f"{_W}ilvl", "0")
    start = _value(element, "start") or "1"
    form, text = _value(element, "numFmt") or "decimal", _value(element, "lvlText") or ""
    return _bounded(at), _Level(int(start) if start.isdecimal() else 1, form, text)


def _bounded(value: str) -> int:
    return min(int(value), _MOST_LEVELS - 1) if value.isdecimal() else 0


def _list_of(element: Any) -> tuple[str, int] | None:
    """The list and level that a paragraph, or a style, is in."""
    number = _value(element, "pPr", "numPr", "numId")
    return None if number is None else (number, _bounded(_value(element, "pPr", "numPr", "ilvl") or "0"))


def _value(element: Any, *path: str) -> str | None:
    found = element.find("/".join(f"{_W}{name}" for name in path))
    value: str | None = None if found is None else found.get(f"{_W}val")
    return value
