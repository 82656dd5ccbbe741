"""Which quantities are no records, told before frames run: thresholds, list counts, durations, ages, parts of names."""

from typing import Final

import regex

from ..mentions.values import Amount
from ..rules import Mention
from ..span import Span
from .words import words

_STOP: Final = "，。；、：）)！？,;:\n—"
_MEASURED: Final = frozenset(
    ("currency", "length", "area", "mass", "volume", "energy", "power", "people", "duration", "speed", "pressure", "age")
)
_BOUND_AFTER = regex.compile(r"(?:的(?=[\p{Han}“，；])|(?=[\p{Han}“])(?![的在以给对且并或而至为和及]))")


def dismissed(text: str, mention: Mention, sentence: Span) -> str:
    """Why the quantity is no record (``threshold``, ``list``, ``duration`` …), or ``""`` where frames must read it."""
    amount: Amount = mention.value
    left = text[max(sentence.start, amount.outer_start - 14) : amount.outer_start]
    right = text[amount.outer_end : min(sentence.end, amount.outer_end + 16)]
    for test in (_bare, _age, _duration, _top, _per, _article, _listed, _threshold):
        why = test(amount, text[mention.start : mention.end], left, right)
        if why:
            return why
    return ""


def _bare(amount: Amount, anchor: str, left: str, right: str) -> str:
    if amount.form != "bare" or amount.unit:
        return ""
    return "" if anchor[-1:] in "万亿" and len(anchor) > 1 else "bare"


def _age(amount: Amount, anchor: str, left: str, right: str) -> str:
    if not anchor.endswith(("岁", "周岁")):
        return ""
    return "" if "寿命" in left or "年龄" in left else "age"


def _duration(amount: Amount, anchor: str, left: str, right: str) -> str:
    if amount.kind.dimension != "duration":
        return ""
    if any(noun in left for noun in words().term_noun):
        return ""
    if right.startswith(("内", "以内", "之内")) or amount.after == "<=":
        behind = right.lstrip("以之内")
        return "" if behind.startswith(words().term_verb) else "duration"
    return "duration"


def _top(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``前10家企业产业集中度``: the first so many of a class name the class."""
    if not left.endswith("前") or not right or right[0] in _STOP:
        return ""
    return "part"


def _per(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``每10万人``: the reference of a rate."""
    return "part" if left.endswith("每") and not amount.before else ""


def _article(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``一个重要方面``: an article, not a count."""
    if anchor[0] not in "一两" or amount.comparator != "=" or amount.explicit[0] not in (1, 2) or len(anchor) > 2:
        return ""
    return "article" if anchor[0] == "一" or left.endswith(("这", "那", "“", "、")) else ""


def _listed(amount: Amount, anchor: str, left: str, right: str) -> str:
    if amount.kind.dimension != "count" or amount.explicit[0] > 30:
        return ""
    if left.endswith(("这", "上述", "以下", "下列", "如下", "另", "其他", "其它", "某", "哪")):
        return "reference"
    stop = next((i for i, char in enumerate(right) if char in _STOP or char == "的"), len(right))
    phrase = right[:stop]
    return "list" if any(phrase.endswith(noun) or phrase[:4].startswith(noun) for noun in words().listed) else ""


def _threshold(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``营业收入2000万元以上的工业企业``: a bound that only qualifies an object."""
    if amount.kind.dimension not in _MEASURED or not (amount.after in (">=", "<=", ">", "<") or amount.before):
        return ""
    if not _BOUND_AFTER.match(right):
        return ""
    noun = right.removeprefix("的")
    if noun.startswith(words().money) or noun.startswith(words().standard_noun):
        return ""
    if left.endswith(tuple(words().action)) or left.endswith(words().standard_verb):
        return ""
    return "threshold"
