"""Indicator–verb–quantity: levels, growth, rates of growth, gaps, ranks, shares."""

import re

from ...span import Span
from ..draft import Case, Reading
from ..words import words
from .carried import whole
from .counted import adds_behind, change_in, growth_named

_PLACED = re.compile(
    r"(?:均|都|双双|已)?(?:连续[\d一二三四五六七八九十]+[年季月个届度次]*)?(?:跃升[至到]|攀升[至到]|升[至到]|包揽|领跑|稳居|位居|位于|居于|居|位列|名列|列居|列|排名|排在|排|跻身|进入|跃居|保持|位次|上升|前移|提升)"
    r"[^，。；、]{0,10}$"
)
# 创新能力连续9年|全国第一
_LONG = re.compile(r"(?:已)?(?:连续[\d一二三四五六七八九十多]+个?[年季月届次]度?|连年|连续多年)$")


def growth(case: Case) -> Reading | None:
    """``增加值增长15%以上``, ``能耗下降13.5%``: the quantity is the amount of a change."""
    left = case.left
    if left.sense not in ("rise", "fall") or left.subject is None:
        return None
    if case.right is not None and case.site.text[left.subject.start : left.subject.end] in words().improving:
        return None  # 改造提升50条街巷: two verbs of doing
    if adds_behind(case):
        return None
    change = "increase" if left.sense == "rise" else "decrease"
    return Reading(f"frame.growth.{left.sense}", 0.9, (_grown(case, left.subject),), left.action, change)


def _grown(case: Case, subject: Span) -> Span:
    """With the verb, where it holds its own object (企业减负) or is pulled by another (拉动经济增长); 为企业 without 为."""
    text, tail = case.site.text, case.left.tail
    if tail is None or tail.start < subject.end:
        return subject
    if text[tail.start : tail.end] in words().whole_verb:
        return Span(subject.start + (text[subject.start] in "为给对向"), tail.end)
    return Span(subject.start, tail.end) if text.startswith(("拉动", "带动"), subject.start) else subject


def better(case: Case) -> Reading | None:
    """``PM2.5浓度改善16.5%``: a change for the better, down or up as the thing is."""
    left = case.left
    if left.sense != "better" or left.subject is None:
        return None
    low = case.site.text[left.subject.start : left.subject.end].endswith(words().better_low)
    return Reading("frame.growth.better", 0.8, (left.subject,), left.action, "decrease" if low else "increase")


def rate(case: Case) -> Reading | None:
    """``平均增长率达到5%``: the level of a rate of growth is the amount of a change."""
    left = case.left
    if left.sense != "rate" or left.subject is None:
        return None
    change = change_in(case.site.text, left.subject)
    return Reading("frame.rate", 0.88, (left.subject,), left.action, "increase" if change == "none" else change)


def gap(case: Case) -> Reading | None:
    """``高于全国1.2个百分点``: a difference to another thing is a level."""
    left = case.left
    if not left.gap or left.subject is None:
        return None
    return Reading("frame.gap", 0.9, (left.subject,), None, "none")


def level(case: Case) -> Reading | None:
    """``5G基站总量突破1.2万个``, ``由A提高到B``, ``占…比重达31.7%``: a level reached, held or started from."""
    left = case.left
    if left.gap or left.subject is None or left.sense != "level":
        return None
    name = "frame.origin" if left.origin else f"frame.{left.sense}"
    change = growth_named(case, change_in(case.site.text, left.subject))
    return Reading(name, 0.95 if left.origin else 0.85, (left.subject,), left.action, change)


def rank(case: Case) -> Reading | None:
    """``居全省第3位``, ``前移2位``: a place in an order, or places gained."""
    left = case.left
    if case.site.amount.form != "rank" or left.subject is None:
        return None
    subject = left.subject
    placed = _PLACED.search(case.site.text, subject.start, subject.end)
    if placed is not None and placed.start() > subject.start:
        subject = Span(subject.start, placed.start())
    field = words().field_pattern.search(case.site.text, subject.start + 2, subject.end)
    if field is not None:
        subject = Span(subject.start, field.start())  # 集群数量全国|第二: where it is ranked
    lasting = _LONG.search(case.site.text, subject.start + 2, subject.end)
    if lasting is not None:
        subject = Span(subject.start, lasting.start())
    change = {"rise": "increase", "fall": "decrease"}.get(left.sense, "none")
    if case.before is not None and case.site.text[subject.start : subject.end] in words().attribute:
        base = whole(case.site.text, case.before.base)  # 生产总值增长6%，规模|居第5位
        return Reading("frame.rank", 0.92, (*base, subject), None, change, carried=True, base=base)
    return Reading("frame.rank", 0.92, (subject,), None, change)


def bare(case: Case) -> Reading | None:
    """``城镇调查失业率5.5%左右``: indicator and quantity with no verb between, or none that matters."""
    left = case.left
    if left.subject is None or left.sense not in ("", "rank") or left.action is not None:
        return None
    change = growth_named(case, change_in(case.site.text, left.subject))
    return Reading("frame.bare", 0.6, (left.subject,), None, change)
