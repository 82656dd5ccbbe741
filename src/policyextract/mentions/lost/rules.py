"""Figures that cannot be read because a part of them is lost: each becomes a ``Skip`` that says why.

``masked``: signs stand for figures (``XX亿元``, ``增长X.X%``, ``12□□万吨``, ``5�2%``). ``broken``: a decimal has lost its
point (``增长58 2%``) or what stood behind it (``增长58.%``). A number read from the rest would be a wrong one.
"""

import re
from collections.abc import Callable
from functools import cache

from ...lexicon import HAN, alternation, shipped
from ...patterns import compiled
from ...rules import Mention, Rule
from ..values import Skip

REASONS = ("masked", "broken")
"""Why a figure is skipped here."""

_FIGURES = "0123456789"
_LONGEST = 24
"""Signs of a figure on each side of what is lost: the pattern is tried at every digit, and may not run on (``1.2.3.…``)."""


@cache
def _masked() -> re.Pattern[str]:
    words = shipped("mentions.lost").classes()
    mask, filler = "".join(map(re.escape, words["masks"])), "".join(map(re.escape, words["fillers"]))
    behind = alternation(words["behind"])
    any_sign, most = rf"[{mask}\d.]", f"0,{_LONGEST}"
    return compiled(
        rf"(?:(?<![A-Za-z\d])[{mask}](?=[{mask}.]{{0,9}}[\s]?{behind}|[{mask}.]{{1,9}}\d)(?![{mask}.]{{{most}}}\d[^%％‰\d.])"
        rf"|[{filler}]{{2,12}}(?=\s?{behind})"
        rf"|\d[\d.]{{{most}}}(?:[{mask}]{{1,{_LONGEST}}}(?=[.\d]{{{most}}}\s?{behind})(?!\d)|[{mask}]{{2,{_LONGEST}}}|[?？□■�])(?=[{mask}\d.]{{{most}}}\s?{behind})"
        rf"|(?<=\d)[?？]\d{{1,{_LONGEST}}}(?=\s?{behind}))"
        rf"(?P<rest>(?:{any_sign}|[?？](?=[.\d])){{{most}}})\s?(?=(?P<behind>{behind}))"
    )


@cache
def _broken() -> re.Pattern[str]:
    shares = alternation(shipped("mentions.lost").classes()["shares"])
    return compiled(rf"(?<=[{HAN}])\d{{1,4}}(?: \d{{1,2}}\s?|\.)(?=(?P<behind>{shares}))")


def _skip(rule: str, why: str) -> Callable[[re.Match[str]], Mention | None]:
    """A build that skips what is left of the figure and what it counts."""

    def build(found: re.Match[str]) -> Mention | None:
        return Mention(found.start(), found.end("behind"), Skip(why), rule)

    return build


@cache
def rules() -> tuple[Rule, ...]:
    """The rules; they go before those that would read the rest as a number."""
    words = shipped("mentions.lost").classes()
    wakes = "".join((*words["masks"], *words["fillers"]))
    return (
        Rule("lost.masked", wakes + _FIGURES, _masked(), _skip("lost.masked", "masked")),
        Rule("lost.broken", _FIGURES, _broken(), _skip("lost.broken", "broken")),
    )
