"""The headline indicators, and the words of aims without a number; from ``headlines.toml``."""

import re
from functools import cache
from typing import NamedTuple

from ...lexicon import alternation, any_of, shipped

PACKAGE = "track.panel"
FILE = "headlines.toml"


class Headline(NamedTuple):
    """A row of ``[[headline]]``."""

    key: str
    label: str
    indicator: str
    """Its canonical name in the catalogue."""
    forms: tuple[str, ...]
    """In which it is set, the usual one first; see :class:`policyextract.track.catalogue.catalogue.Named`."""


class Words(NamedTuple):
    """The word classes, ready for use."""

    readings: frozenset[str]
    before: re.Pattern[str]
    aims: re.Pattern[str]
    against: re.Pattern[str]


@cache
def headlines() -> tuple[Headline, ...]:
    """The headline indicators in the order of the panel."""
    return tuple(shipped(PACKAGE, FILE).rows("headline", Headline))


@cache
def words() -> Words:
    """The words of aims."""
    classes = shipped(PACKAGE, FILE).classes()
    one, keeping, above, measure = (alternation(classes[name]) for name in ("with", "keeping", "above", "measure"))
    return Words(
        frozenset(classes["readings"]),
        any_of(classes["before"]),
        any_of((*classes["aims"], *classes["keeping"], *classes["above"])),
        re.compile(f"{measure}?(?:{one}(?P<with>[^、]+?){keeping}|{above}(?P<above>[^、]+))"),
    )
