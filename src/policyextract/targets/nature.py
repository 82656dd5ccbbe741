"""Outcome, input, standard or criterion; basis; commitment: read from a draft's own clause and its block's stance."""

import re
from typing import Final

from ..context.stance import Stance
from .draft import Draft
from .words import words

# What lays a sum, rate or limit down for each case: said a person, a household, a project, at most, by a rate.
_EACH_CASE: Final = re.compile(
    r"每(?!年[^，。；]{0,4}(?:新增|培育|建|改|推))(?:人|户|亩|名|吨|辆|张|床|套|家|次|台|个|件|平方米|公里|生|天|日|股|千瓦时|座|支|处|株|公斤)"
    r"|单[个户场项人次笔个]|一次性|最高(?:不超过|给予|补|奖|可|达?\d|约)|按照?[^，。；]{0,18}(?:标准|比例|计发|计算)|标准(?:为|是|按)"
    r"|加价|加收|分担|承担|负担|享受|保额|限额(?:为|是)|不得|推荐(?:不超过|名额)|上限|下限|限价"
)
_PAYS: Final = re.compile(
    r"给予|处以|并处|(?<![一二三四五六七八九十\d])处(?=\d)|予以|(?:奖励|补贴|补助|资助)(?!资金|经费|金额|总额)|罚款|减征|免征|减半|派(?:发|钱)?$"
)
_RAISED: Final = re.compile(
    r"标准.{0,10}(?:达到|提高|提升|增加|上调|调整|降低)|(?:提高|提升|上调|增加)(?!.{0,3}倍).{0,24}标准|(?:提高|上调|增加)[到至]|[按以].{0,12}(?:提高|增加)"
)
_COMMITMENT: Final = re.compile(
    r"(?P<binding>确保|必须|约束性|不得|务必|应当|严控|严禁|坚决)|(?P<aspirational>力争(?!取(?!得))|争取(?!.{0,4}更好)|争创|努力(?!争取.{0,4}更好)|力求|有望)"
    r"|(?P<expected>预期(?!寿命)|预计|预测|预估)"
)


_HEADS: Final = frozenset(("人", "名", "户", "生", "亩", "月", "天", "日", "次", "例", "学期", "吨", "车次"))


def nature(text: str, draft: Draft, stance: Stance, future: bool) -> str:
    """The nature of a draft by the guide.

    Args:
        stance: that of its block.
        future: whether its own sentence gives it a date of its own: a promise of a plan, not a standing rule.
    """
    indicator = "".join(text[p.start : p.end] for p in draft.pieces)
    if draft.kind == "target":
        if stance.kind == "criterion":
            return "criterion"
        if _is_standard(text, draft, stance, indicator, future):
            return "standard"
    return "input" if _is_input(text, draft, indicator) else "outcome"


def _is_input(text: str, draft: Draft, indicator: str) -> bool:
    """Money, land or staff put in, or to be put in; also its growth and its shares."""
    dimension = draft.kind_of_unit.dimension
    if dimension in ("currency", "share", "points", "ratio"):
        if indicator.endswith(words().revenue):
            return False
        if words().money_pattern.search(indicator):
            return True
        return (
            dimension == "currency"
            and draft.action is not None
            and text[slice(*draft.action)].startswith(words().spending)
        )
    if dimension == "area" or draft.unit in ("宗", "幅", "批", "批次"):
        return indicator.endswith(words().land)
    return draft.kind == "actual" and indicator.endswith(words().staff)


def _is_standard(text: str, draft: Draft, stance: Stance, indicator: str, future: bool) -> bool:
    """Laid down for each case: subsidies, fines, rates, limits, lengths of time."""
    amount = draft.mention.value
    clause = text[draft.clause.start : draft.clause.end]
    if _RAISED.search(text, draft.sentence.start, draft.clause.end) or draft.rules[1] in (
        "frame.raised",
        "frame.origin",
    ):
        return False
    if amount.kind.dimension == "duration" and indicator.endswith("天数") and stance.kind != "rule":
        return False  # 优良天数280天: counted, not laid down
    if amount.kind.dimension == "duration":
        return draft.change == "none" and words().shortened_pattern.search(clause) is None
    if draft.rules[1] in ("frame.paid", "frame.sanction"):
        return (
            draft.rules[1] == "frame.paid" or _PAYS.search(clause) is not None or _EACH_CASE.search(clause) is not None
        )
    if stance.kind == "rule" and not future:
        return True
    if draft.header is not None and words().standard_pattern.search(text, draft.header.start, draft.header.end):
        return True  # a column of fees or rates
    names = indicator.endswith(words().standard_noun) or words().standard_pattern.search(clause) is not None
    each = (
        _EACH_CASE.search(text, draft.clause.start, draft.clause.end) is not None
        or ("/" in draft.unit and amount.kind.dimension.startswith("currency"))
        or _each(amount.per)
    )
    paid = _PAYS.search(text, draft.clause.start, amount.outer_start) is not None
    if amount.kind.dimension == "currency" and not future and set(amount.per) & _HEADS:
        return not indicator.endswith(words().revenue)  # 护理费每人每月1320元
    if amount.kind.dimension == "currency":
        return (names or paid) and (each or paid)
    if amount.kind.dimension in ("share", "points") and not future and indicator.endswith(words().standard_noun):
        return True  # 失业保险费率1%, 贴息率不超过2个百分点
    bounded = bool(amount.before) and amount.kind.dimension not in ("count", "people")
    return (each and (names or paid or bounded)) or "不得" in clause


def _each(per: tuple[str, ...]) -> bool:
    """Whether 每 names a case (每人, 每亩) and not the reference of a rate (每万人, 每百户)."""
    return bool(per) and per[0][0] not in "十百千万亿0123456789"


def basis(text: str, draft: Draft) -> str | None:
    """What the change or average is measured against: read from the clause, for a table from its column and label."""
    amount = draft.mention.value
    if draft.header is not None:
        found = _basis_in(text, draft.header.start, draft.header.end)
        if draft.change == "none" and found not in ("each_year", "annual_average"):
            found = None  # 比上年 in a head is said of the changes beside it
        return found or _basis_in(text, draft.pieces[0].start, draft.pieces[0].end)
    found = _basis_in(text, draft.clause.start, amount.outer_start)
    if found is not None:
        return found
    if draft.change != "none" and text.endswith("相比", draft.sentence.start, max(0, draft.clause.start - 1)):
        return _basis_in(text, draft.sentence.start, draft.clause.start)  # 与2020年相比，…增长20%
    if "/年" in draft.unit or amount.per[-1:] == ("年",):
        return "each_year"
    counted = draft.rules[1] in ("frame.verb-object", "frame.quantity-object", "frame.elided-verb", "frame.bare")
    if counted and draft.change == "none" and _SUMMED.search(text, draft.sentence.start, draft.clause.start):
        return "cumulative"
    return None


_SUMMED: Final = re.compile(r"累计|[一二三四五六七八九十\d]+年多?来|[一二三四五六七八九十]年共")


# No basis is said without one of these characters.
_TRIGGER: Final = re.compile(r"[同环按比较年累总高低快慢优多少领落相与在是每]")


def _basis_in(text: str, start: int, end: int) -> str | None:
    if _TRIGGER.search(text, start, end) is None:
        return None
    for name, pattern in words().bases:
        if pattern.search(text, start, end) is not None:
            return name
    return None


def commitment(text: str, draft: Draft) -> str | None:
    """How firmly a target is promised; None for actuals."""
    if draft.kind != "target":
        return None
    if draft.attribute is not None:
        told = text[draft.attribute.start : draft.attribute.end]
        return "binding" if "约束" in told else "expected" if "预期" in told else "planned"
    said = list(_COMMITMENT.finditer(text, draft.sentence.start, draft.mention.start))
    own = [match for match in said if match.start() >= draft.clause.start]
    return min((own or said), key=lambda m: m.lastindex or 0).lastgroup if said else "planned"
