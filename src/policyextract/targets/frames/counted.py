"""Verb, quantity and the thing counted: before, behind, or elided."""

from ...span import Span
from ..draft import Case, Reading
from ..words import words


def change_of(text: str, action: Span | None) -> str:
    """The change a verb of doing says of what it counts: ``新增`` adds, ``压减`` takes away, ``建成`` neither."""
    if action is None:
        return "none"
    verbs = text[action.start : action.end]
    if verbs.startswith(words().adding):
        return "increase"
    return "decrease" if verbs.startswith(words().removing) else "none"


def change_in(text: str, phrase: Span) -> str:
    """The change a phrase itself names: an addition (城镇新增就业, 经济的增量), a rate of growth or fall (产量降幅)."""
    named = text[phrase.start : phrase.end]
    if named.endswith(words().falling_noun):
        return "decrease"
    return "increase" if named.endswith(words().rising_noun) or words().newly_pattern.search(named) else "none"


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
    verbs = left.subject is not None and site.text[left.subject.start : left.subject.end] in words().action
    if left.sense in ("rise", "fall") and left.subject is not None and not verbs:
        return None
    action = left.action or (left.subject if verbs else None)
    change = change_in(site.text, right)
    if change == "none":
        change = change_of(site.text, action)
    if left.sense in ("rise", "fall") and not verbs:
        change = "increase" if left.sense == "rise" else "decrease"
    return Reading("frame.quantity-object", 0.87, (right,), action, change)


def share_of_object(case: Case) -> Reading | None:
    """``90%以上的城市社区建有体育组织``: a share of things that do or have something."""
    site, right = case.site, case.right
    if site.amount.kind.dimension != "share" or right is None or _is_shell(site.text, right):
        return None
    rank = 0.86 if case.left.subject is None or case.left.sense == "" else 0.5
    return Reading("frame.share-of-object", rank, (right,), case.left.action, "none")


def verb_object(case: Case) -> Reading | None:
    """``争创省级技术创新示范企业10家``, ``完成投资50亿元``: verb, object, quantity."""
    left = case.left
    if left.subject is None or left.action is None or left.sense not in ("", "level") or left.gap:
        return None
    change = change_in(case.site.text, left.subject)
    if change == "none":
        change = change_of(case.site.text, left.action)
    return Reading("frame.verb-object", 0.86, (left.subject,), left.action, change)


def elided_verb(case: Case) -> Reading | None:
    """``新增企业5户、工厂3户``, ``其中高铁370公里``: a list or a part of it goes on without its verb."""
    left, before = case.left, case.before
    if left.subject is None or left.action is not None or left.sense or before is None or before.action is None:
        return None
    site = case.site
    part = site.text.startswith("其中", site.clause.start) or site.text.startswith("其中", site.lo)
    if not (site.joined or part):
        return None
    pieces: tuple[Span, ...] = (left.subject,)
    if site.text[left.subject.start : left.subject.end] in words().grade:
        pieces = (left.subject, *before.base)
    return Reading("frame.elided-verb", 0.8, pieces, before.action, before.change)
