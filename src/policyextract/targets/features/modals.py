"""Which word of mood or time was the last before a figure in its sentence and how many clauses away, and in what order the
clauses up to it speak: 将…，已…，达到 is no plan."""

from typing import Final

from ..parse import Sentence
from ..scene import Case
from .frame import moods

_TOLD: Final = frozenset(("future", "past", "obliges", "strive", "forecast", "bids", "now"))
_FAR: Final = 2  # so many clauses away or more
_BACK: Final = 2  # clauses before that of the figure whose moods are told


class Modals:
    """Makes the features of one document's figures; what those of a sentence or a clause share is made once."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._sentence: Sentence | None = None
        self._told: list[tuple[int, int, str]] = []  # of its words that tell: index, clause, tag
        self._moods: dict[int, str] = {}  # of its clauses
        self._clause = -1
        self._order = ""

    def features(self, case: Case, said: str) -> list[str]:
        """The features of a figure in a block that speaks so."""
        sentence = case.sentence
        if self._sentence is not sentence:
            self._sentence, self._clause, self._told = sentence, -1, _telling(sentence)
            self._moods.clear()
        if self._clause != case.clause:
            self._clause, self._order = case.clause, self._ordered(case.clause)
        out = [f"m.order={self._order}"]
        for i, clause, tag in reversed(self._told):
            if i < case.word:
                last = f"{tag}.{min(_FAR, case.clause - clause)}"
                out += [
                    f"m.last+said={last}.{said}",
                    f"m.last+kind={last}.{self._kind}",
                    f"m.word+said={sentence.words[i].text}.{said}",
                ]
                break
        return out

    def mood(self, clause: int) -> str:
        """Which moods the words of a clause have, of the sentence whose figure was asked for last."""
        found, sentence = self._moods.get(clause), self._sentence
        if found is None and sentence is not None:
            first, last = sentence.clauses[clause]
            found = self._moods[clause] = moods(sentence.words[first:last])
        return found or "-"

    def _ordered(self, clause: int) -> str:
        """The moods of a clause and of those before it, each once, in order."""
        out: list[str] = []
        for i in range(max(0, clause - _BACK), clause + 1):
            mood = self.mood(i)
            if mood not in out:
                out.append(mood)
        return "/".join(out)


def _telling(sentence: Sentence) -> list[tuple[int, int, str]]:
    """The words of mood and time, each with its clause and the first of its tags that tells."""
    out: list[tuple[int, int, str]] = []
    for number, clause in enumerate(sentence.clauses):
        for i in range(clause.first, clause.last):
            for tag in sentence.words[i].tags:
                if tag in _TOLD:
                    out.append((i, number, tag))
                    break
    return out
