"""The other time that a record is measured from: 比2020年, 较“十二五”末, 与上年同期相比, 在2020年基础上."""

from typing import Final

from ...context.resolve import Moment
from ..parse import Sentence
from ..scene import Case, Scene

_BEHIND: Final = 3  # words behind the time within which 相比, 基础上, 同期 stand
_OPEN: Final = frozenset(("“", "（"))


def baseline(scene: Scene, case: Case) -> Moment | None:
    """The time a record's change is measured from, nearest before its quantity; None where nothing says it.

    In the clause of the quantity, or in one before it that says nothing else (与2020年相比，…). The value of that other time
    itself (比2020年的⟦30万吨⟧增加) is measured from nothing.
    """
    sentence = case.sentence
    clauses = sentence.clauses
    at = case.clause
    first = clauses[at].first
    for moment in reversed(scene.times_in(sentence.words[first].start, case.start)):
        word = sentence.at(moment.start)
        if is_baseline(sentence, word, moment) and not _its_value(case, word):
            return moment
    while at > 0:
        at -= 1
        clause = clauses[at]
        told = scene.times_in(sentence.words[clause.first].start, sentence.words[clause.last - 1].end)
        if not told:
            return None
        word = sentence.at(told[-1].start)
        if clause.last - 1 - word <= _BEHIND + 1 and is_baseline(sentence, word, told[-1]):
            return told[-1]
        if any(w.kind == "Q" for w in sentence.words[clause.first : clause.last]):
            return None
    return None


def is_baseline(sentence: Sentence, word: int, moment: Moment) -> bool:
    """Whether words of comparison stand at the time that is ``sentence.words[word]``."""
    words = sentence.words
    if moment.quoted:
        return False
    before = word - 1
    while before >= 0 and words[before].kind in _OPEN:
        before -= 1
    if before >= 0 and "than" in words[before].tags:
        return True
    for k in range(word + 1, min(len(words), word + 1 + _BEHIND)):
        other = words[k]
        if "compares" in other.tags:
            return True
        if other.kind in "，；。Q":
            return False
    return False


def _its_value(case: Case, word: int) -> bool:
    """Whether the quantity is that time's own value: 比2020年的30万吨."""
    between = case.sentence.words[word + 1 : case.word]
    return len(between) == 1 and between[0].text == "的"
