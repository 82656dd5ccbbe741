"""Outcome, input, standard or criterion; basis; commitment: read from a draft's own clause and its block's stance."""

from typing import Final

import regex

from ..context.stance import Stance
from .draft import Draft
from .words import words

_PAY: Final = regex.compile(r"每(?:人|户|亩|名|月|年|吨|辆|张|床|套|家|次|台|个|件|平方米|公里|生|天|日)|[一]次性|按照?.{0,18}标准|标准(?:为|是|按)")
_RAISED: Final = regex.compile(r"标准.{0,10}(?:提高|提升|增加|上调|调整)|(?:提高|提升|上调|增加).{0,24}标准|(?:提高|上调)[到至]")
_COMMITMENT: Final = (
    ("binding", regex.compile(r"确保|必须|约束性|不得|务必|应当|严控|严禁|坚决")),
    ("aspirational", regex.compile(r"力争|争取|争创|努力|力求|有望")),
    ("expected", regex.compile(r"预期(?!寿命)|预计|预测|预估")),
)


def nature(text: str, draft: Draft, stance: Stance) -> str:
    """The nature of a draft by the guide."""
    indicator = "".join(text[p.start : p.end] for p in draft.pieces)
    amount = draft.mention.value
    clause = text[draft.clause.start : draft.clause.end]
    left = text[draft.clause.start : amount.outer_start]
    if draft.kind == "target":
        if stance.kind == "criterion":
            return "criterion"
        if amount.kind.dimension == "duration" and amount.form != "rank":
            return "standard"
        if _is_standard(text, draft, stance, indicator, clause, left):
            return "standard"
    if amount.kind.dimension == "currency" and any(noun in indicator for noun in words().money):
        return "input"
    if indicator.endswith(words().staff) and draft.kind == "actual":
        return "input"
    return "outcome"


def _is_standard(text: str, draft: Draft, stance: Stance, indicator: str, clause: str, left: str) -> bool:
    amount = draft.mention.value
    if amount.kind.dimension not in ("currency", "share", "ratio", "mass", "") and not amount.per:
        return False
    if _RAISED.search(text, draft.sentence.start, draft.clause.end):
        return False
    names = indicator.endswith(words().standard_noun) or any(n in clause for n in words().standard_noun)
    paid = _PAY.search(clause) is not None or any(v in left for v in ("给予", "处以", "并处", "予以", "处"))
    if stance.kind == "rule":
        return names or paid or amount.kind.dimension in ("currency", "ratio")
    return names and (paid or "最高" in clause or "每" in clause or "/" in draft.unit)


def basis(text: str, draft: Draft) -> str | None:
    """What the change or average is measured against, read from the clause (and its bracket behind the quantity)."""
    amount = draft.mention.value
    for name, pattern in words().bases:
        if pattern.search(text, draft.clause.start, amount.outer_start):
            return name
    if "/年" in draft.unit or amount.per[-1:] == ("年",):
        return "each_year"
    return None


def commitment(text: str, draft: Draft) -> str | None:
    """How firmly a target is promised; None for actuals."""
    if draft.kind != "target":
        return None
    for name, pattern in _COMMITMENT:
        if pattern.search(text, draft.clause.start, draft.mention.start):
            return name
    for name, pattern in _COMMITMENT:
        if pattern.search(text, draft.sentence.start, draft.mention.start):
            return name
    return "planned"
