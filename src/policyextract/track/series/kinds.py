"""Which regions are a place: 县级市, 自然村 and 各县（市、区） are kinds of divisions, and tell of which part of a place a figure is."""

import re
from functools import cache

from ...lexicon import alternation, shipped
from ...mentions.entity.gazetteer import PACKAGE as ENTITIES
from ..catalogue.normal import FILE, PACKAGE

_LONGEST = 20  # characters of a kind with all of its bracket
_MARKS = "[、,，/（）()和及与]"


@cache
def _kind() -> re.Pattern[str]:
    """Words that say which, then what the names of divisions end with, one or several: 各+县（市、区）, 自然+村."""
    places = shipped(ENTITIES, "places.toml").classes()
    words = shipped(PACKAGE, FILE).classes()
    ends = alternation((*shipped("text", "outline_lexicon.toml").classes()["division_tails"], *words["parts"]))
    whole = alternation((*places["kinds"], *places["each"]))
    which = alternation(words["which"])
    return re.compile(f"(?:{whole}|(?:{which})*{ends}(?:{_MARKS}{{0,2}}{ends})*[）)]?)")


def of_kind(region: str) -> bool:
    """Whether a region is a kind of divisions and no place.

    >>> [of_kind(one) for one in ("县级市", "自然村", "各县（市、区）", "三圣镇", "城关镇")]
    [True, True, True, False, False]
    """
    return len(region) <= _LONGEST and _kind().fullmatch(region) is not None


@cache
def _whole() -> re.Pattern[str]:
    """What a document calls its own place: 全市, 我省, 该县."""
    places = shipped(ENTITIES, "places.toml").classes()
    words = shipped(PACKAGE, FILE).classes()
    own = alternation((*words["country"], *words["places"], *words["here"]))
    ends = alternation([word for word in places["class_words"] if word not in words["countries"]])
    return re.compile(f"(?:{own}|{alternation(places['whole'])}{ends})")


def of_all(region: str) -> bool:
    """Whether a region is the whole of the place that the document is about.

    >>> [of_all(one) for one in ("全市", "本自治州", "县级市", "济南市")]
    [True, True, False, False]
    """
    return _whole().fullmatch(region) is not None
