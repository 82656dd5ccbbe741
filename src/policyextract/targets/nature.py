"""Outcome, input, standard or criterion; basis; commitment: read from a draft's own clause and its block's stance."""

import re
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from ..context.stance import Stance
from ..text.outline import Outline
from .draft import Draft
from .words import words

# What lays a sum, rate or limit down for each case: said a person, a household, a project, at most, by a rate.
_EACH_CASE: Final = re.compile(
    r"每(?!年[^，。；]{0,4}(?:新增|培育|建|改|推))(?:人|户|亩|名|吨|辆|张|床|套|家|次|台|个|件|平方米|公里|生|天|日|股|千瓦时|座|支|处|株|公斤)"
    r"|单[个户场项人次笔个]|一次性|最高(?:不超过|给予|补|奖|可|达?\d|约)|按照?[^，。；]{0,18}(?:标准|比例|计发|计算)|标准(?:为|是|按)"
    r"|加价|加收|分担|承担|负担|享受|保额|限额(?:为|是)|不得|推荐(?:不超过|名额)|上限|下限|限价"
)
_PAYS: Final = re.compile(
    r"给予|处以|并处|处(?<![一二三四五六七八九十\d]处)(?=\d)|予以|奖励(?!资金|经费|金额|总额)|补贴(?!资金|经费|金额|总额)|补助(?!资金|经费|金额|总额)"
    r"|资助(?!资金|经费|金额|总额)|罚款|减征|免征|减半|派(?:发|钱)?$"
)
_RISES: Final = ("提高", "提升", "上调", "增加")
_RAISED: Final = re.compile(
    "|".join(
        (
            "标准.{0,10}(?:达到|提高|提升|增加|上调|调整|降低)",
            *(f"{verb}(?!.{{0,3}}倍).{{0,24}}标准" for verb in _RISES),
            *(f"{verb}[到至]" for verb in _RISES if verb != "提升"),
            *(f"{by}.{{0,12}}(?:提高|增加)" for by in "按以"),
        )
    )
)
_FIRMNESS: Final = (
    ("binding", re.compile("确保(?<!个确保)|必须|约束性|不得|务必|应当|严控|严禁|坚决")),
    ("aspirational", re.compile("力争(?!取(?!得))|争取(?!.{0,4}更好)|争创|努力(?!争取.{0,4}更好)|力求|有望")),
    ("expected", re.compile("预期(?!寿命)|预计|预测|预估")),
)
# Without groups ``re`` knows with which characters it begins: a third of the time.
_COMMITMENT: Final = re.compile("|".join(pattern.pattern for _, pattern in _FIRMNESS))


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
        if stance.kind == "rule" and _raised_money(text, draft, indicator):
            return "input"
        if _is_condition(text, draft):
            return "criterion"
        if _is_standard(text, draft, stance, indicator, future):
            return "standard"
    return "input" if _is_input(text, draft, indicator) else "outcome"


# 投资完成率达到100%: how far a plan is fulfilled is reached, not put in
_FULFILLED: Final = re.compile(r"(?:完成|到位|兑付|拨付|使用|直达|开工)(?:率|进度)[^，。；]{0,8}$")


# 申请补助的，须注册满1年; 申报企业应当具备: what the sentence asks of who applies
_APPLIES: Final = re.compile(
    r"申[请报](?:[^，。；\n]{0,16}(?:的|人|者|企业|单位|主体|项目|机构|园区|基地))[，,]?(?:还|均)?(?:必须|须|应当?|需)(?![自向将把按])"
)
_ASKED: Final = re.compile(r"满$|不[少低小]于$|至少$|不[超高多]过?于?$")


def _is_condition(text: str, draft: Draft) -> bool:
    """A bound that a sentence lays on whoever applies: not what they get, nor by when they do something."""
    anchor = draft.mention.value.outer_start
    if text.find("申", draft.sentence.start, anchor) < 0 or draft.rules[1] in ("frame.limit", "frame.paid"):
        return False
    asked = _APPLIES.search(text, draft.sentence.start, anchor)
    if asked is None or _PAYS.search(text, asked.end(), anchor) is not None:
        return False
    amount = draft.mention.value
    return amount.after == ">=" or bool(amount.before) or _ASKED.search(text, asked.end(), anchor) is not None


def _raised_money(text: str, draft: Draft, indicator: str) -> bool:
    """``设立规模10亿元的母基金``, ``每年安排专项资金2亿元``: measures lay down too what is put in as a whole, not a case."""
    if draft.kind_of_unit.dimension != "currency" or draft.mention.value.per not in ((), ("年",)):
        return False
    start, stop = draft.clause.start, draft.mention.value.outer_start
    if not any(text.find(verb, start, stop) >= 0 for verb in words().puts_in):
        return False
    if _EACH_CASE.search(text, *draft.clause) is not None or _PAYS.search(text, *draft.clause) is not None:
        return False
    return words().money_pattern.search(indicator) is not None and words().no_input_pattern.search(indicator) is None


# 以每户500元为上限, 封顶2万元: a sum that bounds each case
_CAPPED: Final = re.compile(r"为上限|上限[为是定订]|封顶|为下限|下限[为是定订]")
_INCOME: Final = re.compile(r"(?:收入|税收|利润|产值|增加值)(?:[（(][^（）()]*[）)])?$")


def _is_input(text: str, draft: Draft, indicator: str) -> bool:
    """Money, land or staff put in, or to be put in; also its growth and its shares."""
    dimension = draft.kind_of_unit.dimension
    if dimension in ("currency", "share", "points", "ratio"):
        if indicator.endswith(words().revenue):
            return False
        if (
            dimension == "share"
            and _FULFILLED.search(text, draft.clause.start, draft.mention.value.outer_start) is not None
        ):
            return False
        if "frame.leaning-share" in draft.rules and _INCOME.search(text, *draft.base[0]) is not None:
            return False  # 预算收入（扣除上解）|占国家预算
        if words().money_pattern.search(indicator):
            return words().no_input_pattern.search(indicator) is None
        return (
            dimension == "currency"
            and draft.action is not None
            and text[slice(*draft.action)].startswith(words().spending)
        ) or (
            dimension == "currency"
            and text.endswith(words().spending, draft.clause.start, draft.mention.value.outer_start)
        )
    if dimension == "area" or draft.unit in ("宗", "幅", "批", "批次"):
        return indicator.endswith(words().land)
    return draft.kind == "actual" and indicator.endswith(words().staff)


def _is_standard(text: str, draft: Draft, stance: Stance, indicator: str, future: bool) -> bool:
    """Laid down for each case: subsidies, fines, rates, limits, lengths of time."""
    amount = draft.mention.value
    clause = text[draft.clause.start : draft.clause.end]
    if draft.rules[1] in ("frame.raised", "frame.origin") or _RAISED.search(
        text, draft.sentence.start, draft.clause.end
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
    each = (
        ("/" in draft.unit and amount.kind.dimension.startswith("currency"))
        or _each(amount.per)
        or _EACH_CASE.search(text, *draft.clause) is not None
    )
    paid = _PAYS.search(text, draft.clause.start, amount.outer_start) is not None
    if amount.kind.dimension == "currency" and not future and set(amount.per) & _HEADS:
        # 护理费每人每月1320元, not 收入每人每月1320元
        return _named_standard(indicator, clause) or not indicator.endswith(words().revenue)
    if amount.kind.dimension == "currency" and not future and _CAPPED.search(text, *draft.clause) is not None:
        return True
    if amount.kind.dimension == "currency":
        return paid or (each and _named_standard(indicator, clause))
    if amount.kind.dimension in ("share", "points") and not future and indicator.endswith(words().standard_noun):
        return True  # 失业保险费率1%, 贴息率不超过2个百分点
    if "不得" in clause:
        return True
    bounded = bool(amount.before) and amount.kind.dimension not in ("count", "people")
    return each and (paid or bounded or _named_standard(indicator, clause))


def _named_standard(indicator: str, clause: str) -> bool:
    return indicator.endswith(words().standard_noun) or words().standard_pattern.search(clause) is not None


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
    if draft.change == "none" and _THE_OTHER.search(text, draft.clause.start, amount.outer_start) is not None:
        return None
    found = _basis_in(text, draft.clause.start, amount.outer_start)
    if found is not None:
        return found
    compared = _COMPARED.match(text, draft.sentence.start, draft.clause.start) if draft.change != "none" else None
    if compared is not None:
        return _basis_in(text, *compared.span())  # 与2020年相比，…增长20%；…增长30%
    if "/年" in draft.unit or amount.per[-1:] == ("年",):
        return "each_year"
    counted = draft.rules[1] in ("frame.verb-object", "frame.quantity-object", "frame.elided-verb", "frame.bare")
    if counted and draft.change == "none" and _summed(text, draft.sentence.start, draft.clause.start):
        return "cumulative"
    return None


# 比一九五七年的|312万吨|增加: the value compared with has nothing that it is measured against
_THE_OTHER: Final = re.compile(r"[比较](?:[^，。；]{0,6}年|“?[一二三四五六七八九十]{1,3}五”?)(?:[末底初]|同期)?的$")
_COMPARED: Final = re.compile(r"[^，。；]{2,24}(?:相比|比较)(?=，)")


def _summed(text: str, start: int, end: int) -> bool:
    """Whether the words say that it is summed up over years; most sentences have none of these characters."""
    said = text.find("年", start, end) >= 0 or text.find("累计", start, end) >= 0
    return said and _SUMMED.search(text, start, end) is not None


_SUMMED: Final = re.compile(r"累计|[一二三四五六七八九十\d]+年多?来|[一二三四五六七八九十]年共")


def _basis_in(text: str, start: int, end: int) -> str | None:
    if words().any_basis.search(text, start, end) is None:
        return None
    for name, pattern in words().bases:
        if pattern.search(text, start, end) is not None:
            return name
    return None


# 主要预期目标是：at the end of a block speaks for the block behind it
_ANNOUNCED: Final = re.compile(r"预期目标(?:是|为|如下)?[：:]?\s*$")


def listed(outline: Outline, draft: Draft, ahead: Draft | None) -> bool:
    """Whether a target is of a list of expected ones: the record before it in its block is, or the block before announces it."""
    if draft.action is not None:
        return False
    if ahead is not None:
        return ahead.commitment == "expected"
    before = outline.blocks[draft.block - 1] if draft.block else None
    if before is None:
        return False
    return _ANNOUNCED.search(outline.text, max(before.start, before.end - 14), before.end) is not None


class Firmness(NamedTuple):
    """Words that say how firmly something is promised: where they stand, their order (the firmest first), what they say."""

    start: int
    end: int
    order: int
    said: str


def firmness(text: str, start: int, end: int) -> list[Firmness]:
    """Such words in ``text[start:end]``, in order."""
    if _COMMITMENT.search(text, start, end) is None:
        return []  # as in most sentences
    return [_firmness(text, match) for match in _COMMITMENT.finditer(text, start, end)]


def _firmness(text: str, match: re.Match[str]) -> Firmness:
    start, end = match.span()
    order = next(n for n, (_, pattern) in enumerate(_FIRMNESS) if pattern.match(text, start, match.endpos))
    return Firmness(start, end, order, _FIRMNESS[order][0])


def commitment(text: str, draft: Draft, told: Sequence[Firmness]) -> str | None:
    """How firmly a target is promised; None for actuals.

    Args:
        told: the words of its sentence that say so.
    """
    if draft.kind != "target":
        return None
    if draft.attribute is not None:
        cell = text[draft.attribute.start : draft.attribute.end]
        return "binding" if "约束" in cell else "expected" if "预期" in cell else "planned"
    before = [word for word in told if word.end <= draft.mention.start]
    own = [word for word in before if word.start >= draft.clause.start]
    return min(own or before, key=_ORDER).said if before else "planned"


_ORDER: Final = attrgetter("order")
