"""What a word means, as one of the classes that ``senses.tsv`` names: what is measured, money, people, a verb that builds, a bound."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

UNKNOWN: Final = "?"
"""The sense of a word of which not even an end is known."""

_LONGEST: Final = 4  # characters of an end that is looked for

_senses: dict[str, str] = {}


def senses() -> dict[str, str]:
    """The sense of each word of the table, read once a process; another thread sees none of it or all."""
    if not _senses:
        _senses.update({word: told[0] for word, told in told_of("senses.tsv").items()})
    return _senses


def told_of(name: str) -> dict[str, str]:
    """What a shipped table says of each of its words: a line each, with a tab between."""
    text = files("policyextract.targets").joinpath(name).read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return {row[0]: row[1] for row in rows if len(row) == 2}


def end_in(known: Mapping[str, str], text: str, longest: int) -> str:
    """The longest known word of up to ``longest`` characters at the end of ``text``, ``""`` for none."""
    for size in range(min(longest, len(text)), 0, -1):
        if text[-size:] in known:
            return text[-size:]
    return ""


def sense(word: str) -> str:
    """The sense of a word: of the whole, or of its longest end that the table has, which in a compound is its head.

    >>> sense("覆盖率"), sense("冰雪旅游覆盖率"), sense("建成"), sense("xyz")
    ('q', 'q', 'B', '?')
    """
    known = senses()
    found = known.get(word)
    return known.get(end_in(known, word, _LONGEST), UNKNOWN) if found is None else found
