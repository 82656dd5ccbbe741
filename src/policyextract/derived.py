"""What flat rows add beyond the fields of the contract: the rank of a document, and how a figure is to be read.

Works on clean text alone, from ``derived.toml``.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import NamedTuple

from .lexicon import HAN, alternation, shipped

_FILE = "derived.toml"
_END_OF_TITLE = 200  # characters; a longer title is a text
_NEAR = 400  # characters in which a figure, its mark and the marks around it stand; what is farther is not looked for


class Rank(NamedTuple):
    """A row of ``[[rank]]``: titles that end in one of ``ends`` are of this rank."""

    name: str
    ends: tuple[str, ...]


@cache
def _ends() -> tuple[tuple[str, str], ...]:
    """(ending, rank), the longest first: an ending inside a longer one counts for the longer."""
    rows = [(end, row.name) for row in shipped("", _FILE).rows("rank", Rank) for end in row.ends]
    return tuple(sorted(rows, key=lambda row: (-len(row[0]), row[0])))


def rank(title: str | None) -> str:
    """What a document is, told from its title: ``law``, ``plan``, ``report``, ``notice``, else ``press``.

    What a letter makes known counts, not the letter.

    >>> [rank(title) for title in ("海岱省促进就业条例", "关于印发海岱省就业规划(2026—2030年)的通知", "2026年政府工作报告(全文)")]
    ['law', 'plan', 'report']
    >>> rank("关于做好就业工作的通知"), rank("全市就业形势稳定"), rank(None)
    ('notice', 'press', 'press')
    """
    behind, made_known = _title()
    name = behind.sub("", (title or "")[-_END_OF_TITLE:])
    known = made_known.search(name)
    for part in (behind.sub("", known[1]), name) if known else (name,):
        for end, found in _ends():
            if part.endswith(end):
                return found
    return "press"


@cache
def _title() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may stand behind a name at the end of a title, and a title that tells what is made known."""
    words = shipped("", _FILE).classes()
    published, letters, tails = ("|".join(words[name]) for name in ("published", "letters", "tails"))
    behind = rf"(?:[(（〔\[][^()（）〔〕\[\]]*[)）〕\]]|[》>”\"'\s0-9]|{tails})+$"
    return re.compile(behind), re.compile(f"(?:{published})(.+?)的?(?:{letters})$")


@cache
def _qualifier() -> re.Pattern[str]:
    words = shipped("", _FILE).classes()
    opened = alternation(words["openers"]).replace("(?>", "(?:", 1)
    closers = "|".join(sorted(words["closers"], key=len, reverse=True))
    inside = rf"[{HAN}A-Za-z0-9、“”]{{1,20}}?(?=[^{HAN}A-Za-z0-9、“”]|{closers}|$)"
    whole = "|".join(sorted((*words["qualifiers"], *words["comparable"], *words["real"]), key=len, reverse=True))
    return re.compile(f"{opened}{inside}|{whole}")


@lru_cache(maxsize=4096)
def qualifier_kind(qualifier: str) -> str:
    """What of a qualifier keeps two figures apart: ``""`` for nothing.

    >>> [qualifier_kind(one) for one in ("按可比口径计算", "扣除价格因素", "实际增长", "不含出口退税", "初步核算")]
    ['同口径', '实际', '实际', '不含出口退税', '']
    """
    words = shipped("", _FILE).classes()
    opened = qualifier.startswith(words["openers"])
    if qualifier in words["real"] or (opened and any(word in qualifier for word in words["price_words"])):
        return "实际"
    if qualifier in words["comparable"]:
        return "同口径"
    return qualifier if opened else ""


_END = re.compile("[，,；;。！？\n]")


def qualifiers(sentence: str, quantity: str, at: int, before: int) -> Iterable[str]:
    """The words that say how a figure is to be read, in their order: 同口径, 扣除价格因素, 不含出口退税.

    Args:
        sentence: clean text of it.
        quantity: clean text of the figure.
        at: about where in ``sentence`` it begins (raw offsets, so that notes may have moved it).
        before: about where the figure before it ends, 0 for the first one: what says how that one is to be read stands there.

    >>> list(qualifiers("一般公共预算收入6亿元，同口径增长7%(不含出口退税)，其中税收增长8%。", "7%", 18, 12))
    ['同口径', '不含出口退税']
    >>> list(qualifiers("一般公共预算收入6亿元，同口径增长7%，其中税收增长8%。", "8%", 27, 20))
    []
    """
    at = min(at, len(sentence))
    around = sentence[max(0, at - _NEAR) : at + _NEAR]
    places = [max(0, at - _NEAR) + found.start() for found in re.finditer(re.escape(quantity), around)]
    start = min(places, key=lambda place: abs(place - at)) if places else sentence.find(quantity)
    if start < 0:
        return ()
    first = max(0, min(before - (at - start), start))
    own = _END.search(sentence, first, start) if first else None
    last = start + len(quantity)
    end = _END.search(sentence, last, last + _NEAR)
    part = sentence[max(own.end() if own else first, start - _NEAR) : end.start() if end else last + _NEAR]
    return dict.fromkeys(_qualifier().findall(part))
