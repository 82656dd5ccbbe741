"""Companies by the words around them: a stock code behind the name, a list that ends in 等企业."""

import re
from functools import cache

from ... import lexicon
from ...patterns import compiled
from ...rules import Mention
from ..values import Name
from . import bounds
from .gazetteer import PACKAGE

# Shanghai, Shenzhen and Beijing codes have six digits, those of Hong Kong four or five; others are told by the exchange.
_CODE = re.compile(
    r"[（(](?:(?:股票|证券)?代码)?[:：]?\s?(?:\d{6}(?:\.(?:SH|SZ|BJ|SS))?|\d{4,5}\.HK|(?:NYSE|NASDAQ|纽交所|纳斯达克)[:：.]?\s?\w{1,6})[）)]",
    re.IGNORECASE,
)
_LONGEST = 40  # a list of names; of a name alone the last part of it
_NAME = compiled(r"[\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9]{1,7}")


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "organisations.toml").classes()
        self.bounds = lexicon.any_of(words["bounds"])
        self.listed = re.compile(
            "等(?:[一二三四五六七八九十\\d]{1,3}家|多家|"
            + lexicon.alternation(words["company_modifiers"])
            + ")*"
            + lexicon.alternation(words["company_kinds"])
        )
        self.kind = re.compile(f"(?:{lexicon.alternation((*words['generic'], *words['sectors']))})+$")
        self.sector_end = re.compile(f"{lexicon.alternation(words['sectors'])}$")


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def companies(text: str, start: int, end: int) -> list[Mention]:
    """The companies of ``text[start:end]`` that their surroundings show to be companies.

    >>> text = "引进星澜智造、云帆数科等龙头企业"
    >>> [text[m.start : m.end] for m in companies(text, 0, len(text))]
    ['星澜智造', '云帆数科']
    """
    out: list[Mention] = []
    if text.find("（", start, end) >= 0 or text.find("(", start, end) >= 0:
        for code in _CODE.finditer(text, start, end):
            begin = bounds.begin(text, max(start, code.start() - 10), code.start(), grammar().bounds)
            if _NAME.fullmatch(text, begin, code.start()):
                out.append(_company(text, begin, code.start(), "company.code"))
    if text.find("等", start, end) >= 0:
        for listed in grammar().listed.finditer(text, start, end):
            out += _listed(text, max(start, listed.start() - _LONGEST), listed.start())
    return out


def _listed(text: str, floor: int, end: int) -> list[Mention]:
    """The members of a list before 等企业; none where one of them is a branch of industry (钢铁、石化等企业)."""
    g = grammar()
    floor = max((floor, *(stop.end() for stop in bounds.STOP.finditer(text, floor, end) if stop[0] != "、")))
    marks = [at for at in range(floor, end) if text[at] == "、"]
    if not marks:
        return []
    begin = bounds.begin(text, floor, marks[0], g.bounds)
    spans = list(zip((begin, *(mark + 1 for mark in marks)), (*marks, end), strict=True))
    for first, last in spans:
        if (
            not _NAME.fullmatch(text, first, last)
            or g.kind.match(text, first, last)
            or (last - first < 4 and g.sector_end.search(text, first, last))
        ):
            return []
    return [_company(text, first, last, "company.listed") for first, last in spans]


def _company(text: str, start: int, end: int, rule: str) -> Mention:
    return Mention(start, end, Name("company", text[start:end], "", ""), rule)
