"""Aims without a number: 居民消费价格合理回升, 居民收入增长与经济增长同步. They stand among the figures of the same year."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ..catalogue.catalogue import Catalogue
from .headlines import words

_STOP = re.compile("[，；。！,;!\n]")
_FIGURE = re.compile("[0-9]|百分之|[一二三四五六七八九十]成")
_LONGEST = 30  # characters of a name, those of the table's longest
_MOST = 3  # words before a name


class Unsaid(NamedTuple):
    """One aim."""

    indicator: str
    """Its canonical name."""
    text: str
    """The clause that says it."""
    against: str | None
    """What it is measured against: 经济增长, 全国平均水平."""


def unsaid(passages: Iterable[str], catalogue: Catalogue) -> Iterator[Unsaid]:
    """The aims without a number in clean text, clause by clause.

    >>> [one[1:] for one in unsaid(["居民收入增长与经济增长同步；物价合理回升，经济增长5%左右。"], Catalogue())]
    [('居民收入增长与经济增长同步', '经济增长'), ('物价合理回升', None)]
    """
    for passage in passages:
        for clause in _STOP.split(passage):
            clause = clause.strip()
            if not clause or _FIGURE.search(clause):
                continue
            if (head := _head(clause, catalogue)) is None:
                continue
            name, rest = head
            if words().aims.search(clause) and rest:
                found = words().against.match(rest)
                yield Unsaid(name, clause, (found["with"] or found["above"]) if found else None)


def _head(clause: str, catalogue: Catalogue) -> tuple[str, str] | None:
    """The indicator that a clause begins with, words before it left out, and what follows it."""
    for _ in range(_MOST + 1):
        for end in range(min(len(clause), _LONGEST), 1, -1):
            if (name := catalogue.canonical(clause[:end])) is not None:
                return name, clause[end:]
        lead = words().before.match(clause)
        if lead is None:
            return None
        clause = clause[lead.end() :]
    return None
