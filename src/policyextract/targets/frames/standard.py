"""Standing rules: what is paid, fined or raised a case, and within what time it is done."""

import re
from typing import Final

from ...span import Span
from ..draft import Case, Reading
from ..words import words

# 30%给予补贴, 105元标准发放基础养老金, 100元的标准代缴保费: rate or sum, verb of paying, what is paid
_PAID = re.compile(
    r"(?:的?(?:标准|比例|额度|幅度))?(?:，)?(?:给予|发放|代缴|缴纳|配备|配建|配置|计提|提取|预留|划拨|缴存|补助|补贴|奖励|予以|支付|收取|计发|配发|提供|处以|加收|返还|退还)"
    r"(?:其|企业|个人|用人单位)?(?:的)?(?P<what>[一-龥“”]{2,14})?"
)
_RAISED = re.compile(r"(?P<verb>提高|增加|上调|上浮|降低|减少|下调|压减)(?![到至为])(?P<what>[一-龥]{2,16})")


def paid(case: Case) -> Reading | None:
    """``按总成本的30%给予补贴``: the indicator is what is paid."""
    site = case.site
    if site.amount.kind.dimension not in ("share", "currency", "ratio", "points"):
        return None
    match = _PAID.match(site.text, site.amount.outer_end, site.hi)
    if match is None or match["what"] is None:
        return None
    return Reading("frame.paid", 0.91, (Span(*match.span("what")),), None, "none")


def sanction(case: Case) -> Reading | None:
    """``处5倍以上10倍以下的罚款``, ``50%的资金支持``: a sum, rate or multiple of something paid, named behind."""
    right, text = case.right, case.site.text
    if _gives(case):
        given = words().given_pattern.match(text, case.site.amount.outer_end)
        if given is not None:
            return Reading("frame.sanction", 0.93, (Span(*given.span()),), None, "none")
    if right is None:
        return _paid_most(case)
    if not text[right.start : right.end].endswith(words().standard_noun):
        return None
    if text.startswith(("标准", "比例", "额度", "幅度"), right.start) and paid(case) is not None:
        return None  # 按100元的标准代缴保费: what is paid stands behind its verb
    levied = next((verb for verb in words().standard_verb if text.startswith(verb, right.start)), "")
    what = Span(right.start + len(levied), right.end)  # 减半征收车辆购置税
    # 增加6万亿元债务限额
    change = {"rise": "increase", "fall": "decrease"}.get(case.left.sense if case.left.subject is None else "", "none")
    piece = what if len(levied) > 1 and what.length > 2 else right
    return Reading("frame.sanction", 0.93, (piece,), case.left.action, change)


def raised(case: Case) -> Reading | None:
    """``按每人每月3元提高基础养老金``: the amount of a raise stands before its verb."""
    site = case.site
    match = _RAISED.match(site.text, site.amount.outer_end, site.hi)
    if match is None or case.left.sense in ("rise", "fall") or site.amount.kind.dimension == "count":
        return None  # 五次下调利率: how often, not by how much
    change = "increase" if match["verb"] in ("提高", "增加", "上调", "上浮") else "decrease"
    return Reading("frame.raised", 0.91, (Span(*match.span("what")),), Span(*match.span("verb")), change)


def _gives(case: Case) -> bool:
    """Whether a verb of giving stands before the sum, its words of comparison aside: 给予|最高50万元."""
    site, amount = case.site, case.site.amount
    if amount.kind.dimension not in ("currency", "share"):
        return False
    near = site.text[max(site.lo, amount.outer_start - 4) : site.mention.start]
    return any(verb in near for verb in words().giving)


# 三十日内，向公安机关|申请登记: to whom it is done
_TO_WHOM = re.compile(
    r"[，,](?:应当|应|须|必须)?(?:[向到][\u4e00-\u9fff]{2,24}?(?=申请|申报|提出|提交|报告|报送|备案|登记|办理|缴纳|通报|告知))?"
)
_MOST = re.compile(r"(?:奖励|补助|补贴|资助|奖补|罚款|补偿|报销)")


def _paid_most(case: Case) -> Reading | None:
    """``查证属实的|最高奖励20万元``: what is paid stands among the words of comparison, and before it who gets it."""
    site, start = case.site, case.site.amount.outer_start
    if site.amount.kind.dimension != "currency" or site.text[start - 1] != "的":
        return None
    paid = _MOST.search(site.text, start, site.mention.start)
    return None if paid is None else Reading("frame.sanction", 0.93, (Span(*paid.span()),), None, "none")


_DEED = re.compile(r"(?P<deed>[\u4e00-\u9fff“”（）]{2,20})(?=[，。；！？,;、）)\n]|$)")
_SHORT: Final = 2  # a verb alone (办结): what is done stands before the limit


def limit(case: Case) -> Reading | None:
    """``在10个工作日内完成初审``, ``不动产登记2个工作日内办结``: a limit of time measures the deed behind it."""
    site = case.site
    amount = site.amount
    if amount.kind.dimension != "duration" or amount.comparator != "<=" or site.text[amount.outer_end - 1] != "内":
        return None
    start = amount.outer_end
    to_whom = _TO_WHOM.match(site.text, start, site.sentence.end)
    if to_whom is not None:
        start = to_whom.end()
    found = _DEED.match(site.text, start, site.sentence.end if to_whom else site.clause.end + 1)
    if found is None or words().term_verb_pattern.search(site.text, start, found.end()) is None:
        return None
    deed, subject = Span(*found.span("deed")), case.left.subject
    if subject is None or deed.length > _SHORT or case.left.sense or to_whom is not None:
        return Reading("frame.limit", 0.96, (deed,), None, "none")
    return Reading("frame.limit", 0.96, (subject, deed), None, "none")
