"""How a quantity stands to those beside it: which way the one before turned, for one that leaves its verb out (增长5%，力争6%),
and what stands between two of which one is what the other was (由60万元提高至80万元)."""

from functools import cache
from typing import Final

from ...lexicon import shipped
from ..parse import Sentence, Word
from ..scene import Case

_TURNS: Final = ("rise", "fall", "level")


def turn(case: Case) -> str:
    """How the words before a quantity turn, how those before the quantity before it in the sentence do, and whether both
    are measured in the same: ``-.rise.True``; ``""`` where it is the first of its sentence."""
    before = case.before
    if before is None:
        return ""
    sentence, ahead = case.sentence, before.before
    own = _last(sentence, before.word + 1, case.word)
    earlier = _last(sentence, ahead.word + 1 if ahead is not None else 0, before.word + 1)
    return f"{own}.{earlier}.{before.unit == case.unit}"


def _last(sentence: Sentence, first: int, last: int) -> str:
    """The way that the last word of a stretch which turns at all turns."""
    for i in range(last - 1, first - 1, -1):
        for tag in sentence.words[i].tags:
            if tag in _TURNS:
                return tag
    return "-"


_NEAR: Final = 4  # so many words stand at most between two quantities of which one tells of the other
_MOST: Final = 2


def between(case: Case) -> list[str]:
    """What stands between a quantity of running text and its neighbours, and whether 由 or the like stands before it."""
    words, before, behind = case.sentence.words, case.before, case.behind
    out: list[str] = []
    if case.row is None:
        if behind is not None and behind.word - case.word <= _NEAR + 1:
            out.append(f"gap.behind={_spelt(words[case.word + 1 : behind.word])}")
        if before is not None and case.word - before.word <= _NEAR + 1:
            out.append(f"gap.before={_spelt(words[before.word + 1 : case.word])}")
    clause, among, passed = case.sentence.clauses[case.clause], _from_words(), 0
    for i in range(case.word - 1, clause.first - 1, -1):
        if words[i].kind == "Q":
            passed += 1
        elif words[i].text in among:
            followed = behind is not None and behind.clause == case.clause
            out.append(f"from={words[i].text}.{min(_MOST, passed)}.{followed}")
            break
    return out


@cache
def _from_words() -> frozenset[str]:
    return frozenset(shipped("targets", "words.toml").classes()["from_words"])


def _spelt(words: tuple[Word, ...]) -> str:
    """Each word by its first tag, else by itself, a mention by its kind."""
    return "".join([f"{w.tags[0]}#" if w.tags else w.text if w.mention is None else w.kind for w in words])
