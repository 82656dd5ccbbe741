"""Words as the features of an indicator see them: their class by the company they keep, a size in steps."""

from collections.abc import Sequence
from importlib.resources import files
from typing import Final

from ..proposers.indicator import Candidate
from ..scene import Case
from .parts import keep

NO_CLASS: Final = ("", "")

_classes: dict[str, tuple[str, str]] = {}
_ended: dict[str, tuple[str, str]] = {}  # those of words that are not known, as they are met


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


def company(text: str) -> tuple[str, str]:
    """The classes of a word: of the whole, or of its longest end that is known."""
    found = classes().get(text) or _ended.get(text)
    return keep(_ended, text, classes().get(suffix(text), NO_CLASS)) if found is None else found


def suffix(text: str) -> str:
    """The longest known word at the end of ``text``, ``""`` for none."""
    known = classes()
    for size in (5, 4, 3, 2, 1):
        if text[-size:] in known:
            return text[-size:]
    return ""


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
