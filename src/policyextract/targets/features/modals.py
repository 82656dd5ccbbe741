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
    """Makes the features of one document's figures; what those of a clause share is made once."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._clause = (-1, "")

    def features(self, case: Case, said: str) -> list[str]:
        """The features of a figure in a block that speaks so."""
        sentence, words = case.sentence, case.sentence.words
        begin = words[sentence.clauses[case.clause].first].start
        if self._clause[0] != begin:
            self._clause = (begin, _order(sentence, case.clause))
        out = [f"m.order={self._clause[1]}"]
        for i in range(case.word - 1, -1, -1):
            for tag in words[i].tags:
                if tag in _TOLD:
                    away = min(_FAR, case.clause - sentence.clause_of(i))
                    last = f"{tag}.{away}"
                    out += [
                        f"m.last+said={last}.{said}",
                        f"m.last+kind={last}.{self._kind}",
                        f"m.word+said={words[i].text}.{said}",
                    ]
                    return out
        return out


def _order(sentence: Sentence, clause: int) -> str:
    """The moods of a clause and of those before it, each once, in order."""
    told = [moods(sentence.words[c.first : c.last]) for c in sentence.clauses[max(0, clause - _BACK) : clause + 1]]
    return "/".join(dict.fromkeys(told))
