"""What was laid down before and is so no longer: the first of two quoted wordings (将“…55%”调整为“…40%”), and what stands behind 原,
现行 or 取消."""

import re
from bisect import bisect_right
from functools import cache
from typing import Final

from ...lexicon import alternation, shipped
from ...patterns import compiled
from ...span import Span
from ..parse import Sentence
from ..scene import Case, Scene

_REACH: Final = 600  # characters of a quoted wording
_CLOSES: Final = re.compile("[”」]")


@cache
def _former_words() -> frozenset[str]:
    return frozenset(shipped("targets", "words.toml").classes()["former_words"])


@cache
def _amends() -> "re.Pattern[str]":
    """A quoted wording that ends before words that put another in its place, and these words with what follows."""
    classes = shipped("targets", "words.toml").classes()
    ahead, words = alternation(classes["amends_adverbs"]), alternation(classes["amends"])
    return compiled(rf"[”」][，,。；]?\s?(?:{ahead})?{words}(?P<next>[:：]?\s?[“「])?")


class Amended:
    """The wordings of one document that are put in the place of each other."""

    def __init__(self, scene: Scene) -> None:
        text = scene.text
        self._sentence: Sentence | None = None
        self._former: list[int] = []  # of its words that say what has been
        self._old: list[Span] = []
        self._new: list[Span] = []
        for found in _amends().finditer(text):
            at = found.start()
            floor = max(0, at - _REACH)
            start = max(text.rfind("“", floor, at), text.rfind("「", floor, at))
            if start >= 0:
                self._old.append(Span(start, at))
            if found["next"]:
                closed = _CLOSES.search(text, found.end(), found.end() + _REACH)
                if closed is not None:
                    self._new.append(Span(found.end(), closed.start()))
        self._old_starts = [span.start for span in self._old]
        self._new_starts = [span.start for span in self._new]

    def features(self, case: Case) -> list[str]:
        """Which of two wordings a figure stands in, and the last word before it in its sentence that says what has been."""
        out: list[str] = []
        if self._old:
            if _holds(self._old, self._old_starts, case.start):
                out.append("amended=old")
            elif _holds(self._new, self._new_starts, case.start):
                out.append("amended=new")
        sentence = case.sentence
        if self._sentence is not sentence:
            among, words = _former_words(), sentence.words
            self._sentence, self._former = sentence, [i for i in range(len(words)) if words[i].text in among]
        for i in reversed(self._former):
            if i < case.word:
                out.append(f"former={sentence.words[i].text}")
                break
        return out


def _holds(spans: list[Span], starts: list[int], at: int) -> bool:
    """Whether the last of some stretches that begins before a place goes on beyond it."""
    found = bisect_right(starts, at) - 1
    return found >= 0 and at < spans[found].end
