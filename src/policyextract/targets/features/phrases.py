"""Words as the features of an indicator see them: their class by the company they keep, a size in steps."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from ..parse import Word
from ..proposers.indicator import Candidate
from ..scene import Case
from .parts import Names

NO_CLASS: Final = ("", "")

# Names of what a word is inside a phrase.
INSIDE: Final = Names("i=")
INSIDE_TAG: Final = Names("i#")
INSIDE_KIND: Final = Names("i.k=")
_skipped: dict[str, Names] = {}  # by the zone of the candidate
_between: dict[str, Names] = {}


_classes: dict[str, tuple[str, str]] = {}


def classes() -> dict[str, tuple[str, str]]:
    """The coarse and the fine class of words by the company they keep, read once a process.

    Asked for so often that ``@cache``, behind which no compiled function calls another directly, would take its time.
    """
    return _classes or _read()


def _read() -> dict[str, tuple[str, str]]:
    text = files("policyextract.targets").joinpath("clusters.tsv").read_text(encoding="utf-8")
    out: dict[str, tuple[str, str]] = {}
    for line in text.splitlines():
        word, *numbers = line.split("\t")
        if len(numbers) == 2:
            out[word] = (numbers[0], numbers[1])
    _classes.update(out)  # all at once: another thread sees none of it or all
    return _classes


def kind_at(words: tuple[Word, ...], i: int) -> str:
    """The class of the word ``i``, ``^`` beyond either end."""
    return words[i].kind if 0 <= i < len(words) else "^"


def suffix(text: str) -> str:
    """The longest known word at the end of ``text``, ``""`` for none."""
    known = classes()
    for size in (5, 4, 3, 2, 1):
        if text[-size:] in known:
            return text[-size:]
    return ""


def few(n: int) -> str:
    """A count in steps: 0 to 4, 5 and 6, 7 to 10, more."""
    return str(n) if n < 5 else "5" if n < 7 else "7" if n < 11 else "11"


def named(word: Word) -> list[str]:
    """What a word of a phrase says by itself."""
    out = [INSIDE[word.text]] if word.mention is None else []
    if word.text == "的":
        out.append("i.的")
    return out


def joining(words: tuple[Word, ...], i: int) -> list[str]:
    """What a word says that is not the first of its phrase; most are words of several phrases."""
    word, out = words[i], named(words[i])
    if words[i - 1].end < word.start:
        out.append("i.gap")
    for tag in word.tags:
        out.append(INSIDE_TAG[tag])
    out.append(INSIDE_KIND[word.kind])
    return out


def skipped_before(zone: str) -> Names:
    """The names of the classes of words that stand before a candidate in its stretch."""
    found = _skipped.get(zone)
    return _skipped.setdefault(zone, Names(f"{zone}.sk=")) if found is None else found


def tags_between(zone: str) -> Names:
    """The names of the tags of words that stand between a candidate and the quantity."""
    found = _between.get(zone)
    return _between.setdefault(zone, Names(f"{zone}.g#")) if found is None else found


def latest(case: Case, chosen: Sequence[Candidate | None]) -> tuple[Case, Candidate] | None:
    """The nearest case before it in the sentence that has a choice, with that."""
    other = case.before
    while other is not None and case.index - other.index < 4:
        found = chosen[other.index] if other.index < len(chosen) else None
        if found is not None:
            return other, found
        other = other.before
    return None
