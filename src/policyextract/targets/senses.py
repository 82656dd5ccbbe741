"""What a word means, as one of the classes that ``senses.tsv`` names: what is measured, money, people, a verb that builds, a bound."""

from importlib.resources import files
from typing import Final

UNKNOWN: Final = "?"
"""The sense of a word of which not even an end is known."""

_LONGEST: Final = 4  # characters of an end that is looked for

_senses: dict[str, str] = {}


def senses() -> dict[str, str]:
    """The sense of each word of the table, read once a process; another thread sees none of it or all."""
    if not _senses:
        text = files("policyextract.targets").joinpath("senses.tsv").read_text(encoding="utf-8")
        rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
        _senses.update({word: told[0] for word, told in rows})
    return _senses


def sense(word: str) -> str:
    """The sense of a word: of the whole, or of its longest end that the table has, which in a compound is its head.

    >>> sense("覆盖率"), sense("冰雪旅游覆盖率"), sense("建成"), sense("xyz")
    ('q', 'q', 'B', '?')
    """
    known = senses()
    found = known.get(word)
    if found is None:
        for size in range(min(_LONGEST, len(word) - 1), 0, -1):
            found = known.get(word[-size:])
            if found is not None:
                return found
        return UNKNOWN
    return found
