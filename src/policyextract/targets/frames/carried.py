"""Quantities whose indicator stands with another quantity: inherited subjects, apposition in brackets."""

import re

from ...span import Span
from ..draft import Case, Draft, Reading
from ..words import words
from .counted import change_in


def _over(before: Draft, rule: str, rank: float, change: str) -> Reading:
    return Reading(rule, rank, before.base, before.action, change, carried=True)


def apposition(case: Case) -> Reading | None:
    """``1500万平方米（约22万套）``: a bracket says the same in another unit."""
    host = case.site.host
    if host is None or case.left.subject is not None or case.before is None:
        return None
    return _over(case.before, "frame.apposition", 0.8, case.before.change)


def subject(case: Case) -> Reading | None:
    """``达18.8亿千瓦，同比增长28.8%``: a clause without a subject inherits it."""
    left, before = case.left, case.before or case.last
    if before is None or not _bare_of_subject(case, before):
        return None
    if left.subject is not None and _goes_on(case.site.text, left.subject, before):
        return _next_stage(case.site.text, before)
    change = {"rise": "increase", "rate": "increase", "fall": "decrease"}.get(left.sense, "none")
    if not left.sense and case.site.joined and before is case.before and before.unit == case.site.amount.unit:
        change = before.change
    if not left.sense and left.subject is not None and before.unit == case.site.amount.unit:
        change = before.change  # 新增…50万人，其中省内转移35万人: a part of the same
    if (
        left.sense in ("level", "rank")
        and before is case.before
        and before.rules[1] == "frame.origin"
        and before.carried
    ):
        # 占比由31%|提升至54%: the share goes on, not what it is of
        pieces = before.pieces
        return Reading("frame.inherited-subject", 0.7, pieces, before.action, change, carried=True, base=before.base)
    if left.origin:
        return _over(before, "frame.origin", 0.7 if case.before is not None else 0.45, "none")
    other = _other_deed(case, before)
    if other is not None:
        return Reading("frame.inherited-subject", 0.7, other, None, change, carried=True, base=before.base)
    return _over(before, "frame.inherited-subject", 0.7 if case.before is not None else 0.45, change)


def _other_deed(case: Case, before: Draft) -> tuple[Span, ...] | None:
    """``新开工项目43个、竣工38个``: the noun of the record before, with the verb of its own; None in most cases."""
    verb, text, first = case.left.subject, case.site.text, before.base[0]
    if (
        verb is None
        or not case.site.joined
        or len(before.base) != 1
        or text[verb.start : verb.end] in words().rate_noun
    ):
        return None
    for size in words().action_starts.get(text[first.start], ()):
        if text[first.start : first.start + size] in words().action and first.length - size > 1:
            return (verb, Span(first.start + size, first.end))
    return None


def _goes_on(text: str, verb: Span, before: Draft) -> bool:
    """Whether ``verb`` is a later stage of what was counted before, which begins with no stage of its own."""
    begun = text[before.base[0].start : before.base[0].end].startswith(words().stage_forms)
    return not begun and text[verb.start : verb.end] in words().stage


def _next_stage(text: str, before: Draft) -> Reading:
    """``保障性住房新开工60万套、基本建成45万套``: a later stage of the same, without the verb of the earlier one."""
    start, end = before.base[-1]
    for verb in words().stage_forms:
        if text.endswith(verb, start + 2, end):
            end -= len(verb)
            end -= 2 if text.endswith("基本", start + 2, end) else 0
            break
    base = (*before.base[:-1], Span(start, end))
    return Reading("frame.inherited-subject", 0.7, base, None, before.change, carried=True, base=base)


def _bare_of_subject(case: Case, before: Draft) -> bool:
    """No subject, or none but a verb that goes on with the thing counted before (其中新建18万亩), or a rate (增幅达到8%)."""
    site, subject = case.site, case.left.subject
    if subject is None:
        return True
    named = site.text[subject.start : subject.end]
    if named in words().rate_noun:
        return case.before is not None
    if _goes_on(site.text, subject, before):
        return before.unit == site.amount.unit and before is case.before
    if named not in words().action or named in words().flow or named in words().measure_noun:
        return False  # 进出口总额…，其中出口…: a thing of its own
    if before.unit != site.amount.unit:
        return False
    return bool(site.joined) or site.text.startswith("其中", site.clause.start)


def clause_before(case: Case) -> Reading | None:
    """``港口吞吐量实现两位数增长，完成1.9亿吨``: the subject stands in a clause that holds no quantity."""
    named = case.earlier
    subject = case.left.subject
    rate = subject is not None and case.site.text[subject.start : subject.end] in words().rate_noun
    if subject is not None and _COMPARED.match(case.site.text, subject.start, subject.end):
        subject = None
    if named is not None and subject is not None and _SHARE.match(case.site.text, subject.start):
        return Reading("frame.clause-before", 0.65, (named, subject), None, "none", carried=True, base=(named,))
    measure = subject is not None and case.site.text[subject.start : subject.end] in words().bare_measure
    if named is not None and subject is not None and measure and not rate and case.before is None:
        change = {"rise": "increase", "fall": "decrease"}.get(case.left.sense, "none")
        return Reading("frame.clause-before", 0.955, (named, subject), None, change, carried=True)
    if named is None or (subject is not None and not rate):
        return None
    if case.left.origin:
        return Reading("frame.origin", 0.75, (named,), None, "none", carried=True)
    change = {"rise": "increase", "fall": "decrease"}.get(case.left.sense, "increase" if rate else "none")
    return Reading("frame.clause-before", 0.5, (named,), None, change, carried=True)


_PLACE = re.compile(
    r"(?:连续[\d一二三四五六七八九十]+[年个季月届次]度?)?(?:稳居|位居|居|位列|名列|列|排名|排在|排|跻身|进入|跃居|保持)"
)
_SHARE = re.compile(r"(?:约|共|已|仍|也)?占(?!比|地面积)")
# 比上年预算数|增加, 超年度计划|28%: nothing but what something named before is compared with
_COMPARED = re.compile(
    r"比(?![例重值率较赛亚特])[^，。；]{0,12}?(?:预算|计划|决算|预计|原定|规定|指标|目标|完成|执行|任务|原来|规划)"
    r"|超(?:过|出|额)?了?[^，。；、]{0,8}?(?:预算|计划|规定|原定|任务|指标|目标)(?![^，。；]{0,6}(?:任务|项目|投资)$)"
)
_PARTS = ("占比", "比重", "比例", "份额")
_EQUALS = re.compile(r"(?:约|即)?相[当等]于")
_LEVEL = re.compile(
    r"(?:完成|约?为|是|约?相当于|等于|达到)?(?:[^，。；]{0,12})(?:预算|计划|任务|目标|水平|同期|规模|标准|总数|总量|基本水价)$"
)


def whole(text: str, base: tuple[Span, ...]) -> tuple[Span, ...]:
    """``base`` without a share at its end: 装机占比63%，规模…: of the 装机."""
    start, end = base[-1]
    for word in _PARTS:
        if text.endswith(word, start + 2, end):
            return (*base[:-1], Span(start, end - len(word)))
    return base


def leaning(case: Case) -> Reading | None:
    """``…，居全省第5位``, ``…，占全市23.2%``, ``…，为计划的1/4``: a clause that leans on a subject named before it."""
    left, before, text = case.left, case.before, case.site.text
    if left.subject is None or before is None or case.site.left.find("其中") >= 0:
        return None
    start, end = left.subject
    described = text[case.site.amount.outer_end : case.site.amount.outer_end + 1] == "的"  # 总规模1000亿元的基金
    if case.before is not None and not described and text[start:end] in words().attribute:
        change = change_in(text, left.subject) if left.sense in ("level", "rate") else "none"
        base = whole(text, before.base)
        rule = "frame.origin" if left.origin else "frame.attribute"
        return Reading(rule, 0.96, (*base, left.subject), None, change, carried=True, base=base)
    if case.before is not None and left.sense in ("rise", "fall", "") and _COMPARED.match(text, start, end):
        change = {"rise": "increase", "fall": "decrease"}.get(left.sense, "none")
        return _over(before, "frame.leaning", 0.96, change)
    thing = (
        case.before is not None and before.kind_of_unit.dimension == "count" and before.change in ("none", "increase")
    )
    if thing and case.right is None and text[start:end] in words().part and not left.sense.startswith(("rise", "fall")):
        verb = 2 if text.startswith(("完成", "计划"), start) else 0
        pieces = (*before.base, Span(start + verb, end))
        return Reading("frame.part", 0.87, pieces, left.action, "none", carried=True, base=before.base)
    if case.site.amount.form == "rank" and _PLACE.match(text, start, end):
        return _over(before, "frame.leaning", 0.95, "none")
    if _SHARE.match(text, start, end):
        pieces = (*before.base, left.subject)
        rule, rank = ("frame.origin", 0.96) if left.origin else ("frame.leaning-share", 0.93)
        return Reading(rule, rank, pieces, None, "none", carried=True, base=before.base)
    equals = left.action.start if left.action else start
    equals = start - 3 if text.startswith("相当于", start - 3) else equals
    if case.site.amount.kind.dimension == "share" and _EQUALS.match(text, equals, end) and text[end] != "的":
        pieces = (*before.base, Span(equals, end))
        return Reading("frame.leaning-share", 0.93, pieces, None, "none", carried=True, base=before.base)
    of = text[case.site.amount.outer_start - 1] == "的" and case.site.amount.kind.dimension in ("share", "ratio")
    if of and _LEVEL.match(text, left.action.start if left.action else start, end):
        return _over(before, "frame.leaning", 0.9, "none")
    return None
