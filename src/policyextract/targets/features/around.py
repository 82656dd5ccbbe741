"""What stands around a clause beyond it: the tags of the sentences before and behind in its block, how often the block's words have
some mood, how the clause ends and the next begins."""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Final

from ...lexicon import shipped
from ..parse import Sentence
from ..scene import Case, Scene
from .common import shape
from .parts import Part

_MOODS: Final = ("future", "past", "obliges", "strive", "saying", "per_case", "standard")
_MANY: Final = 3
_MARKS: Final = frozenset("，；。：|")


@cache
def _condition_ends() -> frozenset[str]:
    return frozenset(shipped("targets", "words.toml").classes()["condition_ends"])


class Around:
    """Makes the features of one document's sentences that hold a quantity; only these are looked at.

    Args:
        told: how often the words of each block carry each tag.
    """

    def __init__(self, scene: Scene, told: Mapping[int, Counter[str]]) -> None:
        self._sentences = scene.sentences
        self._at = {sentence.span.start: i for i, sentence in enumerate(scene.sentences)}
        self._told = told
        self._known = (-1, Part(()))

    def part(self, sentence: Sentence) -> Part:
        """The features that the cases of a sentence share: of the sentences beside it and of its block."""
        at = self._at[sentence.span.start]
        if self._known[0] != at:
            self._known = (at, Part(self._of_sentence(at)))
        return self._known[1]

    def _of_sentence(self, at: int) -> list[str]:
        sentences, block = self._sentences, self._sentences[at].block
        told = self._told[block]
        out = [f"b#{mood}={min(_MANY, told[mood])}" for mood in _MOODS if told[mood]]
        for name, other in (("ps", at - 1), ("ns", at + 1)):
            if 0 <= other < len(sentences) and sentences[other].block == block:
                words = sentences[other].words
                out += dict.fromkeys([f"{name}#{tag}" for word in words for tag in word.tags])
                out.append(f"{name}0={shape(words[0])}")
        return out


def ends(case: Case) -> list[str]:
    """How the clause of a case ends and the next begins."""
    sentence = case.sentence
    words, last = sentence.words, sentence.clauses[case.clause].last - 1
    if words[last].kind in _MARKS and last - 1 > case.word:
        last -= 1
    end = shape(words[last]) if last > case.word else "$"
    if case.clause + 1 == len(sentence.clauses):
        return [f"clast={end}", "n0=$"]
    begins = shape(words[sentence.clauses[case.clause + 1].first])
    out = [f"clast={end}", f"n0={begins}"]
    if end in _condition_ends():
        out.append(f"clast+n0={end}.{begins}")
    return out
