"""What a figure stands in, each thing told with the others: the kind of document, how its block speaks, the mood of clause and
sentence, where its time lies, what it is measured in and how round it is.

One by one they add up; together they say more. A clause without a word of time or mood reviews in a report and plans in a
plan, and a day to come in news is not that of a notice.
"""

from collections import Counter
from typing import Final

from ...context.stance import document_kind
from ..parse import Word
from ..scene import Case, Scene
from .common import relation
from .parts import Part, keep
from .profile import balance, said_of

_MOODS: Final = ("future", "past", "obliges", "strive")

_Frame = tuple[str, str, str, str, str, str, str, int]
_frames: dict[_Frame, Part] = {}  # of a few values that recur in many documents


class Frames:
    """Makes the frames of one document's cases; what those of a sentence or block share is made once."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._kind = document_kind(scene.title)
        told = Counter([tag for sentence in scene.sentences for word in sentence.words for tag in word.tags])
        self._mood = balance(told["future"], told["past"])
        self._block = (-1, "")
        self._sentence = (-1, "")
        self._clause = (-1, "")

    def part(self, case: Case, digits: int) -> Part:
        """The features of a case whose figure has so many ``digits``."""
        sentence = case.sentence
        words, clause, begin = sentence.words, sentence.clauses[case.clause], sentence.span.start
        if self._block[0] != case.block:
            self._block = (case.block, said_of(self.scene, case.block))
        if self._sentence[0] != begin:
            self._sentence = (begin, _mood(words))
        if self._clause[0] != words[clause.first].start:
            self._clause = (words[clause.first].start, _mood(words[clause.first : clause.last]))
        key = (
            self._kind, self._block[1], self._mood, self._clause[1], self._sentence[1],
            self._time(case), case.unit_kind.dimension or "-", digits,
        )  # fmt: skip
        return _frames.get(key) or keep(_frames, key, Part(_names(*key)))

    def _time(self, case: Case) -> str:
        """Where the last time that its sentence says before a figure lies."""
        scene = self.scene
        for told in reversed(scene.times_in(case.sentence.span.start, case.start)):
            if not told.quoted:
                return relation(told, scene.published, scene.anchor.year)
        return "-"


def _mood(words: tuple[Word, ...]) -> str:
    """Which moods words have, ``-`` for none."""
    told = {tag for word in words for tag in word.tags}
    return "+".join([mood for mood in _MOODS if mood in told]) or "-"


def _names(
    kind: str, said: str, mood: str, clause: str, sentence: str, time: str, dimension: str, digits: int
) -> list[str]:
    return [
        f"x.clause={clause}",
        f"x.clause+said={clause}.{said}",
        f"x.clause+kind={clause}.{kind}",
        f"x.clause+mood={clause}.{mood}",
        f"x.sentence+said={sentence}.{said}",
        f"x.sentence+said+kind={sentence}.{said}.{kind}",
        f"x.time+clause={time}.{clause}",
        f"x.time+said={time}.{said}",
        f"x.time+kind={time}.{kind}",
        f"x.time+mood={time}.{mood}",
        f"x.dim+said={dimension}.{said}",
        f"x.dim+kind={dimension}.{kind}",
        f"x.dim+clause={dimension}.{clause}",
        f"x.dim+time={dimension}.{time}",
        f"x.sig+said={digits}.{said}",
        f"x.sig+time={digits}.{time}",
        f"x.sig+clause={digits}.{clause}",
    ]
