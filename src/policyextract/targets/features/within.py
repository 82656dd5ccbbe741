"""What a phrase says by its characters and by the words it has."""

from typing import Any

from .asked import ABSENT, Asked, Tagged, Words
from .line import EDGE, Line
from .parts import keep
from .zone import tags_of


class Within:
    """The features of what is inside a phrase, of all documents."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._letter = asked.form(["p=", "p2=", "p-2=", "p-3="])
        self._text = asked.single("p=")
        self._begin = asked.single("p2=")
        self._end = asked.form(["p-2=", "p-3="])
        self._gap = asked.name("i.gap")
        self._of = asked.name("i.的")
        self._tags = Tagged(asked, "i#")
        self._kinds: dict[str, Any] = {}

    def begin(self, said: str) -> Any:
        """Its first two characters."""
        return self._begin.of(said)

    def end(self, said: str) -> Any:
        """Its last characters, of two or of three."""
        return self._end.of([said[-2:], said], [], [])

    def phrase(self, said: str) -> Any:
        """All its characters."""
        return self._text.of(said)

    def letter(self, said: str) -> Any:
        """A phrase of one character."""
        return self._letter.of([said, said, said, said], [], [])

    def words(self, line: Line) -> Words:
        """The words of a sentence by themselves, for :meth:`inside`."""
        texts = [word.text if word.mention is None else ABSENT for word in line.words]
        return self._asked.words(texts, "i=")

    def inside(self, line: Line, words: Words, first: int, last: int) -> Any:
        """What the words ``[first, last)`` say, by themselves, and the second and later ones by their class."""
        out = words.of(first, last)
        if line.ofs[last] > line.ofs[first]:
            out = out + self._of
        if last > first + 1:
            if line.gaps[last - 1] > line.gaps[first]:
                out = out + self._gap
            if line.tagged[last] > line.tagged[first + 1]:
                out = out + self._tags.of(tags_of(line.words[first + 1 : last]))
            key = line.told(first + 1 + EDGE, last + EDGE)
            found = self._kinds.get(key)
            if found is None:
                kinds = [word.kind for word in line.words[first + 1 : last]]
                found = keep(self._kinds, key, self._asked.names(kinds, "i.k="))
            out = out + found
        return out
