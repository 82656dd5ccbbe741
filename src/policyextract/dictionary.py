"""jieba's dictionary: how often each word was counted, read a part at a time.

All of it is 350,000 words; a document asks for those that begin with the few hundred characters it holds. So the words
that begin with one character are read when they are first asked for, from the file that jieba ships; where in the file they
stand is kept between runs. jieba itself is not imported: it would load all, and warns of its own sources.
"""

import importlib.util
import mmap
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from .kept import kept


class Word(NamedTuple):
    """A word of the project's dictionary: ``tag`` as in jieba's dictionary, ``freq`` its weight."""

    form: str
    tag: str
    freq: int = 3000


def path() -> Path:
    """Where jieba's dictionary lies.

    Raises:
        ModuleNotFoundError: jieba is not installed.
    """
    spec = importlib.util.find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("jieba is not installed")
    return Path(spec.submodule_search_locations[0]) / "dict.txt"


@cache
def opened() -> mmap.mmap:
    """The bytes of the dictionary, which the processes of a machine share."""
    with path().open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class Counts:
    """How often each word was counted, with words of one's own beside those of jieba's dictionary.

    ``total`` is the sum of all counts; a word of one's own counts in the place of jieba's.

    >>> counts = Counts([Word("新质生产力", "n")])
    >>> counts.get("新质生产力"), counts.get("新质生产"), counts.get("新质的")
    (3000, 0, None)
    """

    def __init__(self, own: Sequence[Word]) -> None:
        self._own = {word.form: word.freq for word in own}
        self._begins = {form[:size] for form in self._own for size in range(1, len(form))}
        self.total, self._places = kept("words", f"{own!r}\n".encode() + opened()[:], lambda: _surveyed(own))
        self._lines: dict[str, str] = {}  # of the words that begin with a character
        self._asked: dict[str, int] = {}  # how often
        self._read: dict[str, dict[str, int]] = {}  # the counts of words that begin with one that is asked for often

    def get(self, piece: str) -> int | None:
        """The count of a word; 0 of what only begins words, None of what does not even do that; no blanks are asked for."""
        first = piece[0]
        found = self._read.get(first)
        if found is not None:
            return found.get(piece)
        lines = self._lines.get(first)
        if lines is None:
            spans = self._places.get(first, ())
            lines = self._lines[first] = "\n" + "".join(opened()[start:end].decode() for start, end in spans)
        asked = self._asked[first] = self._asked.get(first, 0) + 1
        if asked > _OFTEN:
            return self._taken(first).get(piece)
        if piece in self._own:
            return self._own[piece]
        at = lines.rfind(f"\n{piece} ") + 1
        if at:
            return int(lines[at + len(piece) + 1 : lines.index("\n", at)].partition(" ")[0])
        return 0 if piece in self._begins or f"\n{piece}" in lines else None

    def _taken(self, first: str) -> dict[str, int]:
        """The words that begin with a character, and all that begins them, each with its count."""
        counts: dict[str, int] = {}
        for line in self._lines.pop(first).split("\n")[1:-1]:
            word, count, _ = line.split(" ")
            counts[word] = int(count)
        counts.update({form: count for form, count in self._own.items() if form[0] == first})
        for form in list(counts):
            for size in range(1, len(form)):
                counts.setdefault(form[:size], 0)
        self._read[first] = counts
        return counts


_OFTEN = 60  # as many searches among the words of one character take as long as to read them


def _surveyed(own: Sequence[Word]) -> tuple[int, dict[str, list[tuple[int, int]]]]:
    """The sum of all counts, and where in the file the words stand that begin with a character."""
    counts: dict[str, int] = {}
    total = at = 0
    places: dict[str, list[tuple[int, int]]] = {}
    for line in opened()[:].splitlines(keepends=True):
        word, count, _ = line.decode().split(" ")
        counts[word] = int(count)
        total += int(count)
        spans, end = places.setdefault(word[0], []), at + len(line)
        if spans and spans[-1][1] == at:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((at, end))
        at = end
    return total + sum(word.freq - counts.get(word.form, 0) for word in own), places
