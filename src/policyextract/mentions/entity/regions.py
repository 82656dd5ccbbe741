"""Words that name a region without being a name: 全市, 我省, 各县(市、区), 一线城市."""

import re
from functools import cache

from ... import lexicon
from ...rules import Mention
from ..values import Name
from .gazetteer import PACKAGE


@cache
def _pattern() -> re.Pattern[str]:
    words = lexicon.shipped(PACKAGE, "places.toml").classes()
    classes = lexicon.alternation(words["class_words"])
    # 县(市、区), 区（市）, each class with its like in brackets; 各 and counters before it belong to it.
    several = r"(?:各|每个)?[省市县区州旗](?:级)?[（(][省市县区州盟旗团场、]{1,9}[）)]"
    whole = rf"(?:[{''.join(words['whole'])}]|我们){classes}(?![场域长际性政委中])"
    each = (
        r"各(?:地级?市|设区(?:的)?市|省辖市|市州|市县区?|地市?|县区|县市区?|区县|区市县|省市|省区市|镇街|镇乡|乡镇|街镇|"
        r"盟市|旗县区?|功能区|省|市|县|区|州|盟|旗|乡|镇)(?![类种级长方有种项场域位])"
    )
    kinds = lexicon.alternation(words["kinds"])
    return re.compile(rf"(?P<several>{several})|(?P<whole>{whole})|(?P<each>{each})|(?P<kind>{kinds})")


def region_words(text: str, start: int, end: int) -> list[Mention]:
    """The region words of ``text[start:end]``.

    >>> [text[m.start : m.end] for text in ("全市各县（市、区）要",) for m in region_words(text, 0, len(text))]
    ['全市', '各县（市、区）']
    """
    out = []
    for m in _pattern().finditer(text, start, end):
        out.append(Mention(m.start(), m.end(), Name("region", m[0], "", ""), f"region.{m.lastgroup}"))
    return out
