"""How a phrase goes with what was chosen of its quantity before: what is laid down ends otherwise (奖励, 期限) than what was reached
(产量, 人数), and what has risen otherwise than what was built."""

from collections.abc import Sequence
from typing import Any, Final

from ..parse import Word
from .asked import Asked
from .line import EDGE, Line
from .sides import sort

_SAID: Final = 2  # nature and change come first of what is told


class Forms:
    """The templates, of all documents."""

    __slots__ = ("first", "last", "nothing", "text")

    def __init__(self, asked: Asked) -> None:
        self.first = asked.form([], ["n.s#=", "n.s-="])
        self.last = asked.form([], ["n.e#="])
        self.text = asked.form([], ["n.ec=", "n.e2=", "c.ec="])
        self.nothing = asked.nothing


class Answers:
    """The features of phrases at one quantity of which a nature and a change were told, made once for each word."""

    __slots__ = ("_begun", "_change", "_closed", "_ended", "_forms", "_nature")

    def __init__(self, forms: Forms) -> None:
        self._forms = forms
        self._nature = self._change = ""
        self._begun: dict[int, Any] = {}
        self._ended: dict[int, Any] = {}
        self._closed: dict[int, Any] = {}

    def take(self, told: Sequence[str]) -> None:
        """From now on of a quantity of which this was told."""
        self._begun, self._ended, self._closed = {}, {}, {}
        self._nature = told[0].partition("=")[2] if told else ""
        self._change = told[1].partition("=")[2] if told else ""

    def begins(self, line: Line, first: int) -> Any:
        """A phrase that begins with the word ``first``."""
        found = self._begun.get(first)
        if found is None:
            nature, before = self._nature, line.shapes[first - 1 + EDGE]
            said = [sort(line.words[first]), before]
            found = self._forms.first.of([], [nature, nature], said) if nature else self._forms.nothing
            self._begun[first] = found
        return found

    def ends(self, words: tuple[Word, ...], last: int) -> Any:
        """A phrase that ends before the word ``last``."""
        found = self._ended.get(last)
        if found is None:
            found = (
                self._forms.last.of([], [self._nature], [sort(words[last - 1])])
                if self._nature
                else self._forms.nothing
            )
            self._ended[last] = found
        return found

    def reads(self, text: str, end: int) -> Any:
        """Words that end at ``end`` in the text."""
        found = self._closed.get(end)
        if found is None:
            letter, nature = text[end - 1 : end], self._nature
            if nature:
                found = self._forms.text.of(
                    [], [nature, nature, self._change], [letter, text[max(0, end - 2) : end], letter]
                )
            else:
                found = self._forms.nothing
            self._closed[end] = found
        return found


def shared(told: Sequence[str], dimension: str) -> list[str]:
    """What all candidates at a quantity have in common, of which this was told."""
    if len(told) < _SAID:
        return list(told)
    nature, change = told[:2]
    return [*told, f"{nature}.{dimension}", f"{change}.{dimension}"]
