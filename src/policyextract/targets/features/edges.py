"""Where a phrase begins and ends: its first and last words as features, with those beside them."""

from typing import Final

from ..parse import Word
from ..scene import Case
from .common import shape
from .parts import Names
from .phrases import NO_CLASS, classes, kind_at

# Names of the first word of a phrase, of the one before it,
_FIRST: Final = Names("s=")
_FIRST_TAG: Final = Names("s#")
_FIRST_CLASS: Final = Names("s~~")
_BEFORE: Final = Names("s-=")
_BEFORE_CLASS: Final = Names("s-~~")
# of its last, of the one behind it.
_END: Final = Names("e=")
_END_TAG: Final = Names("e#")
_BEHIND: Final = Names("e+=")
_BEHIND_CLASS: Final = Names("e+~~")


def shape_at(words: tuple[Word, ...], i: int) -> str:
    """The shape of the word ``i``; ``^`` beyond either end."""
    return shape(words[i]) if 0 <= i < len(words) else "^"


def class_at(words: tuple[Word, ...], i: int) -> str:
    """The coarse class of the word ``i`` by its company, or that of a mention; ``^`` beyond either end."""
    if not 0 <= i < len(words):
        return "^"
    word = words[i]
    return classes().get(word.text, NO_CLASS)[0] if word.mention is None else word.kind


def first_word(words: tuple[Word, ...], first: int) -> list[str]:
    """The first word of a phrase, and the one before it."""
    word = words[first]
    out = [_FIRST[shape(word)]]
    if word.mention is None:
        out.append(_FIRST_CLASS[classes().get(word.text, NO_CLASS)[1]])
        out += [_FIRST_TAG[tag] for tag in word.tags]
    if first:
        before = words[first - 1]
        out.append(_BEFORE_CLASS[classes().get(before.text, NO_CLASS)[1]])
        if before.end < word.start:
            out.append("s.gap")
    said, mine = shape_at(words, first - 1), class_at(words, first)
    its = class_at(words, first - 1)
    out.append(_BEFORE[said])
    out.append(f"s.cc={its}.{mine}")
    out.append(f"s.wc={said}.{mine}")
    out.append(f"s.cw={its}.{shape_at(words, first)}")
    out.append(f"s.k3={kind_at(words, first - 1)}{kind_at(words, first)}{kind_at(words, first + 1)}")
    return out


def last_word(words: tuple[Word, ...], last: int) -> list[str]:
    """The last word of a phrase, and the one behind it."""
    end = words[last - 1]
    out = [_END[shape(end)], f"e2={end.kind}{kind_at(words, last)}"]
    if end.mention is None:
        out += [_END_TAG[tag] for tag in end.tags]
    if last < len(words):
        behind = words[last]
        if behind.mention is None:
            out.append(_BEHIND_CLASS[classes().get(behind.text, NO_CLASS)[1]])
        if behind.start > end.end:
            out.append("e.gap")
    said, mine = shape_at(words, last), class_at(words, last - 1)
    its = class_at(words, last)
    out.append(_BEHIND[said])
    out.append(f"e.cc={mine}.{its}")
    out.append(f"e.wc={shape_at(words, last - 1)}.{its}")
    out.append(f"e.cw={mine}.{said}")
    out.append(f"e.k3={kind_at(words, last - 2)}{kind_at(words, last - 1)}{kind_at(words, last)}")
    return out


def measure(case: Case, words: tuple[Word, ...], last: int, dimension: str) -> list[str]:
    """The last word with what it is measured in."""
    end = words[last - 1]
    said, mine = shape_at(words, last - 1), class_at(words, last - 1)
    return [
        f"m.c={mine}.{dimension}",
        f"m.f={classes().get(end.text, NO_CLASS)[1]}.{dimension}",
        f"m.cc={class_at(words, last - 2)}.{mine}.{dimension}",
        f"m.u={mine}.{case.unit}",
        f"m.+={dimension}.{class_at(words, last)}",
        f"e+dim={said}.{dimension}",
        f"ec={end.text[-1]}.{dimension}",
        f"e+unit={said}.{case.unit}",
        f"ec+unit={end.text[-1]}.{case.unit}",
    ]
