"""What a figure stands in, each thing told with the others: the kind of document, how its block speaks, the mood of clause and
sentence, where its time lies, the word before it, what it is measured in and how round it is.

One by one they add up; together they say more. A clause without a word of time or mood reviews in a report and plans in a
plan, and a day to come in news is not that of a notice.
"""

from collections import Counter
from functools import cache
from typing import Final

from ...lexicon import shipped
from ..parse import Word
from ..scene import Case, Scene
from .common import led, relation
from .parts import Part, keep
from .profile import balance

_MOODS: Final = ("future", "past", "obliges", "strive")


Frame = tuple[str, str, str, str, str, str, str, str, str, str, str, int]
"""What a figure stands in: the kind of the document and what its title calls it, how the document speaks on the whole; how its
block speaks and what that is; the moods of the words of sentence and clause; where the last time before it lies; the tag or
class of the word before it; what it is measured in, its comparator, and how many of its digits say something.
"""

_parts: dict[Frame, Part] = {}  # of a few values that recur in many documents


@cache
def _title_kinds() -> tuple[str, ...]:
    return shipped("targets", "words.toml").classes()["title_kinds"]


def named(title: str) -> str:
    """What a title calls its document, by the last word that says it; ``-`` where none does.

    >>> named("某市2023年国民经济和社会发展统计公报"), named("关于印发某市旅游业发展规划的通知"), named("古镇的一天")
    ('公报', '通知', '-')
    """
    last, found = max([(title.rfind(kind), kind) for kind in _title_kinds()])
    return found if last >= 0 else "-"


class Frames:
    """Makes the frames of one document's cases; what those of a sentence or block share is made once.

    Args:
        kind: that of the document.
        told: how often the document's words carry each tag.
    """

    def __init__(self, scene: Scene, kind: str, told: Counter[str]) -> None:
        self.scene = scene
        self._document = (kind, named(scene.title), balance(told["future"], told["past"]))
        self._sentence = (-1, "")

    def part(self, case: Case, digits: int, said: str, clause: str) -> Part:
        """The features of a case whose figure has so many ``digits``, in a block that speaks so and a clause of these moods."""
        sentence = case.sentence
        if self._sentence[0] != sentence.span.start:
            self._sentence = (sentence.span.start, moods(sentence.words))
        kind, title, mood = self._document
        frame = (
            kind, title, mood, said, self.scene.blocks[case.block].kind, self._sentence[1], clause, self._time(case), led(case),
            case.unit_kind.dimension or "-", case.comparator, digits,
        )  # fmt: skip
        return _parts.get(frame) or keep(_parts, frame, Part(_names(frame)))

    def _time(self, case: Case) -> str:
        """Where the last time that its sentence says before a figure lies."""
        scene = self.scene
        for told in reversed(scene.times_in(case.sentence.span.start, case.start)):
            if not told.quoted:
                return relation(told, scene.published, scene.anchor.year)
        return "-"


def moods(words: tuple[Word, ...]) -> str:
    """Which moods words have, ``-`` for none."""
    told = {tag for word in words for tag in word.tags}
    return "+".join([mood for mood in _MOODS if mood in told]) or "-"


def _names(frame: Frame) -> list[str]:
    kind, named, mood, said, block, sentence, clause, time, left, dimension, comparator, digits = frame
    return [
        f"x.clause={clause}",
        f"x.clause+said={clause}.{said}",
        f"x.clause+kind={clause}.{kind}",
        f"x.clause+named={clause}.{named}",
        f"x.clause+mood={clause}.{mood}",
        f"x.clause+block={clause}.{block}",
        f"x.sentence+said={sentence}.{said}",
        f"x.sentence+said+kind={sentence}.{said}.{kind}",
        f"x.time+clause={time}.{clause}",
        f"x.time+said={time}.{said}",
        f"x.time+kind={time}.{kind}",
        f"x.time+named={time}.{named}",
        f"x.time+mood={time}.{mood}",
        f"x.dim+said={dimension}.{said}",
        f"x.dim+kind={dimension}.{kind}",
        f"x.dim+named={dimension}.{named}",
        f"x.dim+clause={dimension}.{clause}",
        f"x.dim+time={dimension}.{time}",
        f"x.dim+block={dimension}.{block}",
        f"x.sig+said={digits}.{said}",
        f"x.sig+kind={digits}.{kind}",
        f"x.sig+mood={digits}.{mood}",
        f"x.sig+time={digits}.{time}",
        f"x.sig+clause={digits}.{clause}",
        f"x.sig+left={digits}.{left}",
        f"x.left+said={left}.{said}",
        f"x.left+kind={left}.{kind}",
        f"x.left+clause={left}.{clause}",
        f"x.left+time={left}.{time}",
        f"x.cmp+said={comparator}.{said}",
        f"x.cmp+kind={comparator}.{kind}",
        f"x.cmp+clause={comparator}.{clause}",
    ]
