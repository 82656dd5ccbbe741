"""Words as the features of an indicator see them: their class by the company they keep, a size in steps."""

from collections.abc import Sequence
from typing import Final

from ..proposers.indicator import Candidate
from ..scene import Case
from ..senses import end_in, rows_of
from .parts import keep

_LONGEST: Final = 5  # characters of a word at the end of a text

_classes: dict[str, str] = {}
_ended: dict[str, str] = {}  # those of words that are not known, as they are met


def classes() -> dict[str, str]:
    """The class of words by the company they keep, read once a process; another thread sees none of it or all.

    Asked for so often that ``@cache``, behind which no compiled function calls another directly, would take its time.
    """
    if not _classes:
        _classes.update({word: told for word, _, told in rows_of("clusters.tsv")})
    return _classes


def company(text: str) -> str:
    """The class of a word: of the whole, or of its longest end that is known; ``""`` for none."""
    found = classes().get(text) or _ended.get(text)
    return keep(_ended, text, classes().get(suffix(text), "")) if found is None else found


def suffix(text: str) -> str:
    """The longest known word at the end of ``text``, ``""`` for none."""
    return end_in(classes(), text, _LONGEST)


def few(n: int) -> str:
    """A count in steps: 0 to 4, 5 and 6, 7 to 10, more."""
    return _FEW[n] if n < 11 else "11"


_FEW: Final = ("0", "1", "2", "3", "4", "5", "5", "7", "7", "7", "7")


def latest(case: Case, chosen: Sequence[Candidate | None]) -> tuple[Case, Candidate] | None:
    """The nearest case before it in the sentence that has a choice, with that."""
    other = case.before
    while other is not None and case.index - other.index < 4:
        found = chosen[other.index] if other.index < len(chosen) else None
        if found is not None:
            return other, found
        other = other.before
    return None
