"""Verb, quantity and the thing counted: before, behind, or elided."""

import re
from typing import Final

from ...span import Span
from ..draft import Case, Draft, Reading
from ..finish import without_aim
from ..words import words


def change_of(text: str, action: Span | None) -> str:
    """The change a verb of doing says of what it counts: ``新增`` adds, ``压减`` takes away, ``建成`` neither."""
    if action is None:
        return "none"
    verbs = text[action.start : action.end]
    if verbs.startswith(words().adding):
        return "increase"
    # 完成三年内|裁减: the last verb says what is done
    return "decrease" if verbs.startswith(words().removing) or verbs.endswith(words().removing) else "none"


_RELATIVE: Final = ("share", "points", "ratio", "rank")
_SHARES: Final = ("占比", "比重", "比例", "率")


def change_in(text: str, phrase: Span) -> str:
    """The change a phrase itself names: an addition (城镇新增就业, 经济的增量), a rate of growth or fall (产量降幅)."""
    named = text[phrase.start : phrase.end]
    if named.endswith(words().falling_noun):
        return "decrease"
    if named.endswith(_SHARES) and not named.endswith(words().rising_noun):
        return "none"  # 新增车辆中新能源车比例: a level, of what is added
    return "increase" if named.endswith(words().rising_noun) or words().newly_pattern.search(named) else "none"


def growth_named(case: Case, change: str) -> str:
    """Increase where the phrase itself ends in growth and the quantity is its rate: 经济增长|预期目标|6.5%."""
    subject = case.left.subject
    if change != "none" or subject is None or case.site.amount.kind.dimension not in ("share", "points"):
        return change
    text = case.site.text
    grows = text.endswith("增长", subject.start, without_aim(text, *subject))
    return "increase" if grows else change


def adds_behind(case: Case) -> bool:
    """Whether a verb of adding has its object behind the quantity: 省级财政新增|12亿元|奖补资金."""
    left, right, text = case.left, case.right, case.site.text
    if left.sense != "rise" or left.tail is None or right is None or case.site.amount.kind.dimension in _RELATIVE:
        return False
    return text[left.tail.start : left.tail.end] in words().adding and not _is_shell(text, right)


def _is_shell(text: str, span: Span) -> bool:
    phrase = text[span.start : span.end]
    return phrase in words().shell or phrase.startswith(words().shell_start)


def quantity_object(case: Case) -> Reading | None:
    """``滚动实施1000个工业技术改造项目``: the thing counted stands behind its quantity."""
    site, right = case.site, case.right
    if (
        right is None
        or _is_shell(site.text, right)
        or site.amount.kind.dimension in ("share", "points", "ratio", "rank")
    ):
        return None
    left = case.left
    if left.subject is not None and left.sense and site.text[right.start : right.end] == "单位":
        return None  # 建屋量将达18.9万个单位: the unit of what stands before
    verbs = left.subject is not None and site.text[left.subject.start : left.subject.end] in words().improving
    if left.sense in ("rise", "fall") and left.subject is not None and not verbs and not adds_behind(case):
        return None
    action = left.action or (left.subject if verbs else None)
    change = change_in(site.text, right)
    if change == "none":
        change = change_of(site.text, action)
    right = _counted(site.text, right)
    if left.sense in ("rise", "fall") and not verbs:
        change = "increase" if left.sense == "rise" else "decrease"
    told = _told(case, right)
    return Reading("frame.quantity-object", 0.87, told or (*_modifier(case, right), right), action, change)


_PREDICATE = re.compile(
    r"(?P<aside>(?:(?:全部|已经|将|都|均|已)(?=[\u4e00-\u9fff]{2}))*)(?P<verb>[^，。；！？,;、：:（(\n了]{2,20})(?=了?[，。；！？,;、）)\n])"
)


_DEED = 4  # characters of a verb with its object


def _counted(text: str, right: Span) -> Span:
    """The thing counted without what is added to it (新增用电需求) or made of it (续建高铁建设)."""
    start, end = right
    newly = words().newly_pattern.match(text, start, end)
    if newly is not None and end - newly.end() > 2:
        start = newly.end()
    if text.endswith(words().made, start + 4, end):
        end -= 2
    gone = words().gone_pattern.search(text, start + 2, end)
    if gone is not None:
        end = gone.start()  # 10件惠民实事|圆满办结: what became of it
    return Span(start, end)


def _told(case: Case, right: Span) -> tuple[Span, ...]:
    """A subject that says little alone, with what is told of it: 5家企业|挂牌“新三板”, 85%以上的乡镇|建有体育组织."""
    left, text = case.left, case.site.text
    if left.subject is not None or left.action is not None or left.sense:
        return ()
    share = case.site.amount.kind.dimension == "share"
    if not share and text[right.start : right.end] not in words().plain_noun:
        return ()
    found = _PREDICATE.match(text, right.end, case.site.hi + 1)
    if found is None or len(found["verb"]) < 3 or text[right.end] in "的和与及":
        return ()  # 学生受益, 项目开工: the bare fact
    return (right, Span(*found.span("verb"))) if found["aside"] else (Span(right.start, found.end("verb")),)


def doers(case: Case) -> Reading | None:
    """``70万人次接受技能培训``: people without a noun, and what they do or what is done for them."""
    site, left = case.site, case.left
    named = left.subject is not None or left.action is not None or case.right is not None
    if named or left.sense or site.amount.kind.dimension != "people":
        return None
    found = _PREDICATE.match(site.text, site.amount.outer_end, site.hi + 1)
    if found is None or len(found["verb"]) < _DEED or found["verb"][:2] not in words().finite | words().action:
        return None
    return Reading("frame.doers", 0.72, (Span(*found.span("verb")),), None, "none")


def _modifier(case: Case, right: Span) -> tuple[Span, ...]:
    """What says before the count which things are counted (稳经济30项举措, 老旧小区30个改造项目); nothing in most cases."""
    subject, text = case.left.subject, case.site.text
    count = case.site.amount.outer_start
    if subject is None or subject.end + 1 < count:
        return ()
    if case.left.action is None and text[subject.start : subject.start + 2] not in words().bettering:
        return ()  # 优化电价机制|12条|举措
    if text[subject.end - 1] == "等":
        return ()  # 晏城至表白寺等2个项目: examples name no kind
    if subject.end < count:  # 涉及群众利益的51件实事
        return (Span(subject.start, count),) if text[subject.end] == "的" else ()
    noun = text[right.start : right.end]
    vague = noun in words().vague_noun or any(
        noun.startswith(verb) and noun[len(verb) :] in words().vague_noun for verb in words().nominal
    )
    return (subject,) if vague else ()


def share_of_object(case: Case) -> Reading | None:
    """``90%以上的城市社区建有体育组织``: a share of things that do or have something."""
    site, right = case.site, case.right
    if site.amount.kind.dimension != "share" or right is None or _is_shell(site.text, right):
        return None
    rank = 0.86 if case.left.subject is None or case.left.sense == "" else 0.5
    action = case.left.action
    reached = action is not None and case.left.subject is None and site.text[slice(*action)] in words().reaching
    pieces = (action, right) if reached and action is not None else _told(case, right) or (right,)
    return Reading("frame.share-of-object", rank, pieces, action, "none")


def verb_object(case: Case) -> Reading | None:
    """``争创省级技术创新示范企业10家``, ``完成投资50亿元``: verb, object, quantity."""
    left = case.left
    if left.subject is None or left.action is None or left.sense not in ("", "level") or left.gap:
        return None
    change = change_in(case.site.text, left.subject)
    if change == "none":
        change = change_of(case.site.text, left.action)
    pieces = (left.subject,) if left.owner is None else (left.owner, left.subject)
    return Reading("frame.verb-object", 0.86, pieces, left.action, change)


def _goes_on(case: Case, before: Draft) -> bool:
    """``新增机组1500万千瓦，新线3300公里，公路1900公里``: what is added goes on over commas, thing by thing."""
    subject, site = case.left.subject, case.site
    plain = site.amount.kind.dimension not in ("share", "points", "ratio", "rank", "currency")
    return (
        subject is not None
        and plain
        and before.change == "increase"
        and before.action is not None
        and before is case.before
        and site.text[slice(*before.action)].startswith(words().adding)
        and site.text[subject.end - 1] not in "量率额数值价"
        and not any(char in site.text[subject.start : subject.end] for char in "总共均达占")
    )


def elided_verb(case: Case) -> Reading | None:
    """``新增企业5户、工厂3户``, ``其中高铁370公里``: a list or a part of it goes on without its verb."""
    left, before = case.left, case.before
    if left.subject is None or left.action is not None or left.sense or before is None or before.action is None:
        return None
    site = case.site
    part = site.text.startswith("其中", site.clause.start) or site.text.startswith("其中", site.lo)
    if (
        not (site.joined or part or _goes_on(case, before))
        or site.text[left.subject.start : left.subject.start + 2] in words().action
    ):
        return None
    pieces: tuple[Span, ...] = (left.subject,)
    if site.text[left.subject.start : left.subject.end] in words().grade:
        pieces = (left.subject, *before.base)
    level = site.text[left.subject.end : site.amount.outer_start].strip().endswith(("达", "达到", "有", "为"))
    shares = ("share", "points")
    other = (site.amount.kind.dimension in shares) != (before.kind_of_unit.dimension in shares)
    share_named = site.text.endswith(_SHARES, left.subject.start, left.subject.end)
    if level or other or share_named:  # 新增车位400个，其中公共车位占比…; 新增企业1家，总数达12家: no addition
        return Reading("frame.elided-verb", 0.8, pieces, before.action if level else None, "none")
    change = before.change
    if change_of(site.text, before.action) == "none":
        change = change_in(site.text, left.subject)  # 完成城镇新增就业5万人、失业人员再就业1万人
    return Reading("frame.elided-verb", 0.8, pieces, before.action, change)
