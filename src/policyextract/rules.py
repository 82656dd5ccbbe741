"""Rules as values, and the mentions they build."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import regex


class Mention(NamedTuple):
    """Something a rule found: a half-open span of the view, the value it built, and the rule's name.

    ``value`` is one of the inner records of ``mentions`` (``Amount``, ``TimeExpr``, ``Name``); its type tells the family.
    """

    start: int
    end: int
    value: Any
    rule: str


class Rule(NamedTuple):
    """One scanning rule.

    ``pattern`` is matched **at** a wake character (``pattern.match(text, i, end)``), never searched; look-behinds may
    look at what stands before. ``build`` turns the match into a :class:`Mention`, or declines with ``None``; it holds
    no state. Rules are tried in the order of their list; the first that builds wins, and scanning goes on at its end.

    ``near`` makes scanning cheap and never changes what is found: for a wake character that is common in text, the
    source (of ``re``) of look-arounds that hold right behind the character wherever the rule builds.
    """

    name: str
    wakes: str
    pattern: regex.Pattern[str] | re.Pattern[str]
    build: Callable[[Any], "Mention | None"]
    near: Mapping[str, str] = MappingProxyType({})
