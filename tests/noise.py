"""Damages a text as crawlers, converters and annotators damage it, and knows where each character went.

A generator takes a clean text and gives a piece of the damaged text for every character of it; the character stands
somewhere in its piece (the first time, unless ``Damaged.at`` says otherwise). What is chosen is chosen by a fixed seed.
"""

import random
import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from typing import Final

from opencc import OpenCC

from policyextract.text.pinyin import readings_of
from policyextract.text.width import lookalikes
from policyextract.tokens import tokenizer

HAN: Final = re.compile("[\u4e00-\u9fff]")
CELLS: Final = re.compile(r"\t|\||\S[ \u3000]{2,}\S|[^\s条]\u3000\S")
MARKED: Final = {"a": "à", "e": "è", "o": "ò", "i": "ì", "u": "ù", "ü": "ǜ"}

Pieces = list[str]
Generator = Callable[[str, random.Random], Pieces]


class Damaged:
    """A damaged text, and for each of its offsets the character of the clean text that stands there."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self.text = "".join(pieces)
        self._starts = list(accumulate((len(piece) for piece in pieces), initial=0))[:-1]

    def clean(self, offset: int) -> int:
        """The index of the clean character whose piece holds ``offset``."""
        return bisect_right(self._starts, offset) - 1


def damage(text: str, generator: Generator) -> Damaged:
    """``text`` as ``generator`` damages it, always in the same way."""
    pieces = generator(text, random.Random(len(text)))
    assert len(pieces) == len(text)
    return Damaged(pieces)


def lines(text: str) -> list[tuple[int, int]]:
    """The lines of ``text``, ends without their break."""
    out, at = [], 0
    for line in text.split("\n"):
        out.append((at, at + len(line)))
        at += len(line) + 1
    return out


def running(text: str) -> list[tuple[int, int]]:
    """The lines that are running text: those that may be cells of a table are left as they are."""
    return [(a, b) for a, b in lines(text) if "。" in text[a:b] and not CELLS.search(text, a, b)]


# --- notes ---------------------------------------------------------------------------------------------------------


def _reading(char: str) -> str:
    return next(iter(readings_of(char)), "")


def _toned(syllable: str) -> str:
    vowel = next((v for v in "aeo" if v in syllable), None) or next((v for v in reversed(syllable) if v in "iuü"), "")
    return syllable.replace(vowel, MARKED[vowel], 1) if vowel else ""


def _notes(form: str, toned: bool, every: int) -> Generator:
    def generate(text: str, chance: random.Random) -> Pieces:
        out = []
        for char in text:
            said = _reading(char) if chance.randrange(every) == 0 else ""
            said = _toned(said) if toned and said else said
            out.append(char + form.format(said) if said else char)
        return out

    return generate


def _word_notes(toned: bool) -> Generator:
    """A note after every third stretch of two or three characters, all their readings in it."""

    def generate(text: str, chance: random.Random) -> Pieces:
        out = list(text)
        at = 0
        for match in re.finditer("[\u4e00-\u9fff]{2,3}", text):
            said = [_reading(char) for char in match[0]]
            if all(said) and chance.randrange(3) == 0 and match.start() >= at:
                said = [_toned(one) for one in said] if toned else said
                out[match.end() - 1] += f"（{' '.join(said)}）"
                at = match.end()
        return out

    return generate


# --- characters ------------------------------------------------------------------------------------------------------


def _script(config: str) -> Generator:
    def generate(text: str, chance: random.Random) -> Pieces:
        out = [_opencc(config).convert(line) for line in text.split("\n")]
        return list("\n".join(out))

    return generate


@cache
def _opencc(config: str) -> OpenCC:
    return OpenCC(config)


def _lookalikes(text: str, chance: random.Random) -> Pieces:
    forms: dict[str, list[str]] = {}
    for odd, plain in lookalikes().items():
        forms.setdefault(plain, []).append(odd)
    return [chance.choice(forms[char]) if HAN.match(char) and char in forms else char for char in text]


def _bold(times: int, whole: bool) -> Generator:
    """Lines in bold print come out with each character ``times`` over: headings, or running text too."""

    def generate(text: str, chance: random.Random) -> Pieces:
        out = list(text)
        for start, end in lines(text):
            if CELLS.search(text, start, end) or (end - start > 40 and not (whole and chance.randrange(2))):
                continue
            for i in range(start, end):
                out[i] *= 1 if text[i].isspace() else times
        return out

    return generate


ASCII: Final = dict(zip("，。；：！？（）", ",.;:!?()", strict=True))


def _ascii_marks(text: str, chance: random.Random) -> Pieces:
    return [
        ASCII.get(char, char) if char != "。" or text[i + 1 : i + 2] in ("", "\n") else char
        for i, char in enumerate(text)
    ]


def _double_marks(text: str, chance: random.Random) -> Pieces:
    return [char * 2 if char in "，。；、：" and chance.randrange(2) == 0 else char for char in text]


def _wide(text: str, chance: random.Random) -> Pieces:
    def wide(char: str) -> str:
        return chr(ord(char) + 0xFEE0) if char.isascii() and (char.isalnum() or char in "%.+-/") else char

    return [wide(char) if chance.randrange(2) == 0 else char for char in text]


# --- spaces and breaks -------------------------------------------------------------------------------------------------


def _spaces(text: str, chance: random.Random) -> Pieces:
    """Blanks inside words and figures of running text."""
    out = list(text)
    for start, end in running(text):
        for i in range(start + 1, end):
            if " " in (text[i - 1], text[i]) or chance.randrange(6):
                continue
            out[i - 1] += " "
    return out


def _edge_spaces(text: str, chance: random.Random) -> Pieces:
    """Blanks around every figure and mark of running text."""
    out = list(text)
    for start, end in running(text):
        for i in range(start + 1, end):
            edge = text[i - 1].isdigit() != text[i].isdigit() and "." not in text[i - 1 : i + 1]
            if edge and " " not in text[i - 1 : i + 1]:
                out[i - 1] += " "
    return out


def _breaks(width: int, page: int, form: str, head: str = "", indent: str = "") -> Generator:
    """Running text cut into lines of ``width`` columns wherever these end, and into pages of so many lines."""

    def generate(text: str, chance: random.Random) -> Pieces:
        out = list(text)
        out[0] = (head + "\n" if head else "") + out[0]
        number = count = 0
        for start, end in lines(text):
            if CELLS.search(text, start, end):
                continue
            columns = 2 * len(indent)
            if end > start > 0:
                out[start] = indent + out[start]
            for i in range(start, end - 1):
                columns += 1 if text[i].isascii() else 2
                if columns >= width - 1 and text[i + 1] not in "，。、；：！？）”》":
                    columns, count = 0, count + 1
                    out[i] += "\n"
                    if page and count % page == 0:
                        number += 1
                        out[i] += form.format(number) + "\n" + (head + "\n" if head else "")
        return out

    return generate


def _torn(text: str, chance: random.Random) -> Pieces:
    """A break here and there inside a word or figure, or between a figure and its unit; a page number in every second."""
    out = list(text)
    number = 0
    for start, end in running(text):
        at, words = start, 0
        for word in tokenizer().cut(text[start:end]):
            inner = at + len(word) // 2 - 1  # the last character of the first half
            figure = text[at].isdigit() and at + len(word) < end and text[at + len(word)] in "万亿%元个家人项吨"
            if (HAN.match(word) and len(word) > 1) or (word.isdigit() and len(word) > 1) or figure:
                words += 1
                if words % 9 == 4 and at > start + 6:
                    number += 1
                    out[at + len(word) - 1 if figure and number % 2 else max(inner, at)] += (
                        f"\n—{number}—\n" if number % 2 else "\n"
                    )
            at += len(word)
    return out


def _unseen(text: str, chance: random.Random) -> Pieces:
    signs = "\xad\u200b\u200d\u2060\ufeff\ue00a\uf0b7"
    return [char + chance.choice(signs) if char != "\n" and chance.randrange(4) == 0 else char for char in text]


# --- markup ----------------------------------------------------------------------------------------------------------


def _entities(text: str, chance: random.Random) -> Pieces:
    def coded(char: str) -> str:
        return f"&#{ord(char)};" if chance.randrange(2) else f"&#x{ord(char):x};"

    named = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "·": "&middot;", " ": "&nbsp;"}
    return [named.get(c) or (coded(c) if c != "\n" and chance.randrange(4) == 0 else c) for c in text]


def _escaped(text: str, chance: random.Random) -> Pieces:
    """Markup that was escaped once more: each line is a paragraph."""
    out = list(text)
    for start, end in lines(text):
        if end > start and not CELLS.search(text, start, end):
            out[start] = "&lt;p style=&quot;text-indent:2em&quot;&gt;" + out[start]
            out[end - 1] += "&lt;/p&gt;"
    return out


def _leftover(text: str, chance: random.Random) -> Pieces:
    tags = (
        "</span>",
        "<b>",
        "</font>",
        '<span style="font-size:16px">',
        "<!-- 2024年 -->",
        "<o:p></o:p>",
        '<a name="_Toc12">',
    )
    return [char + chance.choice(tags) if char != "\n" and chance.randrange(12) == 0 else char for char in text]


def _cdata(text: str, chance: random.Random) -> Pieces:
    out = [char.replace("\n", "<br/>\n") for char in text]
    out[0] = "<item><description><![CDATA[" + out[0]
    out[-1] += "]]></description></item>"
    return out


# --- twice -------------------------------------------------------------------------------------------------------------


def _headline_twice(text: str, chance: random.Random) -> Pieces:
    start, end = next((a, b) for a, b in lines(text) if b - a > 4)
    out = list(text)
    out[end - 1] += "\n" + text[start:end]
    return out


def _paragraph_twice(text: str, chance: random.Random) -> Pieces:
    """The paragraph in the middle twice."""
    out = list(text)
    found = running(text)
    for start, end in found[len(found) // 2 :][:1]:
        out[end - 1] += "\n" + text[start:end]
    return out


GENERATORS: Final[dict[str, Generator]] = {
    "notes with tone marks": _notes("({})", True, 3),
    "notes with tone marks, doubled": _notes("（{0}）（{0}）", True, 4),
    "notes without tone marks": _notes("({})", False, 3),
    "notes without tone marks, doubled": _notes("({0})({0})", False, 4),
    "notes of words": _word_notes(True),
    "notes of words without tone marks": _word_notes(False),
    "traditional": _script("s2t"),
    "traditional, Hong Kong": _script("s2hk"),
    "traditional, Taiwan": _script("s2tw"),
    "look-alikes": _lookalikes,
    "bold headings": _bold(2, False),
    "bold text": _bold(2, True),
    "bold text, three times": _bold(3, True),
    "ASCII marks": _ascii_marks,
    "doubled marks": _double_marks,
    "widths": _wide,
    "blanks inside words and figures": _spaces,
    "blanks around figures": _edge_spaces,
    "lines": _breaks(62, 0, ""),
    "lines and pages": _breaks(54, 12, "—{}—", indent="　　"),
    "lines, pages and running heads": _breaks(66, 9, "- {} -", "陵川市人民政府公报　2024年第3期", "　　"),
    "torn words and figures": _torn,
    "unseen characters": _unseen,
    "entities": _entities,
    "escaped markup": _escaped,
    "leftover tags": _leftover,
    "CDATA": _cdata,
    "headline twice": _headline_twice,
    "paragraph twice": _paragraph_twice,
}
