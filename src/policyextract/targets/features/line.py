"""A sentence as the features of its phrases see it: what each word says, its class and its company, side by side."""

from typing import Final

from ..parse import Word
from ..proposers.nouns import JOINS
from .parts import keep
from .phrases import company

EDGE: Final = 2
"""So many places stand before the first word, and behind the last, all of them ``^``."""
_BEYOND: Final = ("^",) * EDGE
_OF: Final = "的"

_spelt: dict[str, str] = {}  # kinds by their codes, kept from document to document


class Line:
    """The words of a sentence.

    Attributes:
        shapes: by the index of a word and :data:`EDGE`, the word itself where it is one of a language, else its kind.
        near: likewise its sense.
        company: of the word ``i`` the class of its text by the company it keeps.
        gaps: how many words up to ``i`` have a gap before them.
        tagged: how many words before ``i`` have tags; ``joined``: how many of them join what stands beside them; ``ofs``: how
            many of them are 的; ``verbs``: how many of them are verbs.
    """

    __slots__ = ("_codes", "_wide", "company", "gaps", "joined", "near", "ofs", "shapes", "tagged", "verbs", "words")

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        self.company: list[str] = []
        self.gaps: list[int] = []
        self.tagged: list[int] = [0]
        self.joined: list[int] = [0]
        self.ofs: list[int] = [0]
        self.verbs: list[int] = [0]
        shapes, near, kinds = list(_BEYOND), list(_BEYOND), list(_BEYOND)
        gaps = tagged = joined = ofs = verbs = end = 0
        self._wide: list[tuple[str, str]] = []
        for word in words:
            text, kind = word.text, word.kind
            self.company.append(company(text))
            kinds.append(kind if len(kind) == 1 else self._code(kind))
            if word.mention is None:
                shapes.append(text)
            else:
                shapes.append(kind)
            near.append(word.sense)
            if word.start > end:
                gaps += 1
            end = word.end
            self.gaps.append(gaps)
            if word.tags:
                tagged += 1
            self.tagged.append(tagged)
            if text in JOINS:
                joined += 1
            self.joined.append(joined)
            if text == _OF:
                ofs += 1
            self.ofs.append(ofs)
            if kind == "v":
                verbs += 1
            self.verbs.append(verbs)
        shapes += _BEYOND
        near += _BEYOND
        kinds += _BEYOND
        self.shapes = shapes
        self.near = near
        self._codes = "".join(kinds)

    def _code(self, kind: str) -> str:
        """One character that stands for a kind of two letters."""
        code = chr(ord(kind[0]) << 7 | ord(kind[1]))
        if (code, kind) not in self._wide:
            self._wide.append((code, kind))
        return code

    def kinds(self, first: int, last: int) -> str:
        """The kinds of the words ``[first, last)``, :data:`EDGE` taken in, one behind the other."""
        codes = self._codes[first:last]
        return _spelt.get(codes) or self._spell(codes) if self._wide else codes

    def _spell(self, codes: str) -> str:
        found = codes
        for code, kind in self._wide:
            found = found.replace(code, kind)
        return keep(_spelt, codes, found)

    def told(self, first: int, last: int) -> str:
        """The same with one character for each, by which kinds of one letter and of two are told apart."""
        return self._codes[first:last]
