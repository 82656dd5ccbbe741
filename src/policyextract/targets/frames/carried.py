"""Quantities whose indicator stands with another quantity: inherited subjects, apposition in brackets."""

from ..draft import Case, Draft, Reading


def _over(before: Draft, rule: str, rank: float, change: str) -> Reading:
    return Reading(rule, rank, before.pieces, before.action, change, carried=True)


def apposition(case: Case) -> Reading | None:
    """``1500万平方米（约22万套）``: a bracket says the same in another unit."""
    host = case.site.host
    if host is None or case.left.subject is not None or case.before is None:
        return None
    return _over(case.before, "frame.apposition", 0.8, case.before.change)


def subject(case: Case) -> Reading | None:
    """``达18.8亿千瓦，同比增长28.8%``: a clause without a subject inherits it."""
    left, before = case.left, case.before or case.last
    if left.subject is not None or before is None:
        return None
    change = {"rise": "increase", "rate": "increase", "fall": "decrease"}.get(left.sense, "none")
    if not left.sense and case.site.joined and before is case.before:
        change = before.change
    return _over(before, "frame.inherited-subject", 0.7 if case.before is not None else 0.45, change)


FRAMES = (apposition, subject)
