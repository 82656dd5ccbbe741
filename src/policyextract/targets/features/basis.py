"""What a change or an average is measured against (``basis``): the features of a class slot."""

import re
from functools import cache
from typing import Final

from ...context.resolve import Moment
from ...lexicon import alternation
from ...mentions.values import TimeExpr
from ..parse import Sentence, Word, tagged
from ..proposers.baseline import baseline
from ..scene import Case, Scene
from .common import bag, beside, shape
from .parts import Part, flat

LABELS: Final = ("none", "year_on_year", "period_on_period", "annual_average", "each_year", "cumulative", "versus")

_CUES: Final = frozenset(LABELS)


@cache
def _cue_words() -> "re.Pattern[str]":
    return re.compile(alternation([word for word, tags in tagged().items() if not _CUES.isdisjoint(tags)]))


def _told(head: str) -> list[str]:
    """The bases that the words of a column's head name, each once, in order."""
    tags = [tag for word in _cue_words().findall(head) for tag in tagged()[word] if tag in _CUES]
    return list(dict.fromkeys(tags))


class Reader:
    """Makes the features of one document's records."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._sentence: Sentence | None = None  # that and its clause asked last, with what stands before it
        self._clause = -1
        self._before = Part(())

    def features(self, case: Case, change: str = "") -> list[str]:
        """The features of a record; see :meth:`parts`."""
        return flat([beside(case), *self.parts(case, change)])

    def parts(self, case: Case, change: str = "") -> list[Part]:
        """The features of a record, in parts, without those of :func:`beside`, which other choices see too.

        Args:
            change: what the change slot answered: ``increase``, ``decrease``, ``none``; ``""`` where it was not asked.
        """
        sentence, at = case.sentence, case.word
        words, clause = sentence.words, sentence.clauses[case.clause]
        if self._sentence is not sentence or self._clause != case.clause:
            self._sentence, self._clause, self._before = (
                sentence,
                case.clause,
                Part(_before(sentence, case.clause)),
            )
        out: list[str] = []
        _far(words, max(clause.first, at - 8), at, out)
        self._cues(case, out)
        out.append(f"change={change}")
        for word in case.amount.per:
            out.append(f"per={word}")
        out.append(f"unit.year={'年' in case.unit}")
        self._measured(baseline(self.scene, case), change, out)
        self._times(case, change, out)
        cell = case.cell
        if cell is not None and cell.header is not None:
            text = self.scene.text[cell.header.start : cell.header.end]
            out.extend([f"head={text[i : i + 2]}" for i in range(len(text) - 1)])
            out.extend([f"head.cue={tag}" for tag in _told(text)])
        return [Part(out), self._before]

    def _cues(self, case: Case, out: list[str]) -> None:
        """The words and times that name a basis, nearest first, and what change the words between tell."""
        sentence = case.sentence
        words, clause = sentence.words, sentence.clauses[case.clause]
        nearest = turned = ""
        for k in range(case.word - 1, -1, -1):
            word = words[k]
            if not word.tags and word.kind != "T":
                continue
            where = "c" if k >= clause.first else "s"
            if not turned and ("rise" in word.tags or "fall" in word.tags):
                turned = "turned"
            found = [tag for tag in word.tags if tag in _CUES]
            if word.mention is not None and isinstance(word.mention.value, TimeExpr):
                form = word.mention.value.form
                out.append(f"tf.{where}={form}")
                found = ["each_year"] if form == "every" else found
            for tag in found:
                out.append(f"cue.{where}={tag}")
                if not nearest:
                    nearest = tag
                    out.append(f"cue={tag}.{where}.{turned}.{case.unit_kind.dimension}")
                    out.append(f"cue={tag}.{min(6, case.word - k)}")
        if not nearest:
            out.append(f"cue=none.{turned}")
        for k in range(case.word + 1, clause.last):
            for tag in words[k].tags:
                if tag in _CUES:
                    out.append(f"cue.r={tag}")

    def _measured(self, told: Moment | None, change: str, out: list[str]) -> None:
        """The time it is measured from, where one is named."""
        if told is None:
            out.append(f"base=none.{change}")
            return
        text = self.scene.text[told.start : told.end]
        out += [f"base.grain={told.grain}", f"base.rule={told.rule}", f"base.text={text[:2]}", f"base.end={text[-2:]}"]
        published = self.scene.published
        if published is not None and told.last is not None:
            out.append(f"base.years={min(4, published.year - told.last.year)}.{told.grain}")

    def _times(self, case: Case, change: str, out: list[str]) -> None:
        """The length of the period that stands nearest before the quantity (五年来, 每年)."""
        scene, span = self.scene, case.sentence.span
        told = scene.times_in(span.start, case.start)
        if not told:
            return
        moment = told[-1]
        years = 0
        if moment.first is not None and moment.last is not None:
            years = (moment.last - moment.first).days // 360
        out.append(f"t.years={min(3, years)}.{change}")
        out.append(f"t.role={moment.role}.{moment.grain}")
        text = scene.text[moment.start : moment.end]
        out.append(f"t.text={text[-2:]}")


def _before(sentence: Sentence, index: int) -> list[str]:
    """What a clause begins with, and what the sentence says before it."""
    words, clauses = sentence.words, sentence.clauses
    first = clauses[index].first
    out = [f"c0={shape(words[first])}"]
    if index:
        before = clauses[index - 1]
        bag(words, before.first, before.last, "pl", out)
        out.append(f"p0={shape(words[before.first])}")
    bag(words, 0, first, "sl", out)
    return out


def _far(words: tuple[Word, ...], first: int, last: int, out: list[str]) -> None:
    """The longer words of a stretch."""
    for word in words[first:last]:
        if word.mention is None and len(word.text) > 1:
            out.append(f"w={word.text}")
