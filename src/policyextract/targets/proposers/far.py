"""What the sentence before measures or pays: 调整提取额度。职工租房的，由800元调整为1200元."""

from bisect import bisect_right
from typing import Final

from ...span import Span
from ...text.outline import sentences
from ..parse import Sentence
from ..scene import Case, Scene
from .compound import measures, names

_NAMED: Final = 2  # names of a sentence, the last ones
_READ: Final = 200  # characters of a sentence that is read for them
_FIRST: Final = 1  # the last clause of a sentence that may be about what the sentence before named


class Far:
    """Finds the names of measures and payments before the sentence of a quantity; what sentences share is made once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._before: dict[int, list[Span]] = {}
        self._blocks: dict[int, list[Span]] = {}

    def of(self, case: Case) -> list[Span]:
        """The names; none behind the first clauses of a sentence."""
        if case.clause > _FIRST:
            return []
        start = case.sentence.span.start
        found = self._before.get(start)
        if found is None:
            found = self._before[start] = self._find(case)
        return found

    def _find(self, case: Case) -> list[Span]:
        scene = self._scene
        spans = self._blocks.get(case.block)
        if spans is None:
            spans = self._blocks[case.block] = list(sentences(scene.text, scene.blocks[case.block]))
        at = bisect_right(spans, (case.sentence.span.start, 0)) - 1
        if at < 0 or spans[at].end > case.sentence.span.start or spans[at].end - spans[at].start > _READ:
            return []
        return self._names(scene.parse(case.block, spans[at]))

    def _names(self, sentence: Sentence) -> list[Span]:
        words = sentence.words
        return [
            Span(words[start].start, words[end - 1].end)
            for end in measures(words, 0, len(words))[-_NAMED:][::-1]
            for start in names(words, 0, end)
            if words[end - 1].end - words[start].start > 1
        ]
