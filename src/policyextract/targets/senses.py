"""What a word means, as one of the classes that ``senses.tsv`` names: what is measured, money, people, a verb that builds, a bound.

The table also has the part of speech of words where the dictionary has a wrong one, or none: it holds 力争 for a noun, 需求 for a verb."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Final

UNKNOWN: Final = "?"
"""The sense of a word of which not even an end is known."""

_LONGEST: Final = 4  # characters of an end that is looked for

_senses: dict[str, str] = {}
_parts: dict[str, str] = {}


def senses() -> dict[str, str]:
    """The sense of each word of the table, read once a process; another thread sees none of it or all."""
    if not _senses:
        found: dict[str, str] = {}
        for word, _, told in rows_of("senses.tsv"):  # in one pass: it is paid at every start
            found[word] = told[0]
            part = told.partition("\t")[2]
            if part:
                _parts[word] = part
        _senses.update(found)
    return _senses


def part_of_speech(word: str) -> str:
    """The part of speech of a word of which the dictionary has another, ``""`` for any other word.

    >>> part_of_speech("力争"), part_of_speech("需求"), part_of_speech("学校")
    ('v', 'n', '')
    """
    senses()
    return _parts.get(word, "")


def rows_of(name: str) -> list[tuple[str, str, str]]:
    """What a shipped table says of each of its words: a line each, parted at its first tab, the word before it."""
    text = files("policyextract.targets").joinpath(name).read_text(encoding="utf-8")
    return [line.partition("\t") for line in text.splitlines() if line[0] != "#"]


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
