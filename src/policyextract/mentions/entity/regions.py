"""Classes of divisions with their like in brackets: 县(市、区), 各区（市）."""

import re

from ...rules import Mention
from ..values import Name

_BRACKETED = re.compile(r"[（(][省市县区州旗盟团场街道乡镇、]{1,9}[）)]")
_BEFORE = re.compile(r"各?(?:自治区|[省市县区州旗乡镇])级?$")


def region_words(text: str, start: int, end: int) -> list[Mention]:
    """The bracketed region words of ``text[start:end]``; 全市, 各市 and the like stand in the index of known forms.

    >>> text = "各县（市、区）要抓好落实"
    >>> [text[m.start : m.end] for m in region_words(text, 0, len(text))]
    ['各县（市、区）']
    """
    out = []
    for m in _BRACKETED.finditer(text, start, end):
        before = _BEFORE.search(text, max(start, m.start() - 6), m.start())
        if before:
            out.append(
                Mention(
                    before.start(), m.end(), Name("region", text[before.start() : m.end()], "", ""), "region.several"
                )
            )
    return out
