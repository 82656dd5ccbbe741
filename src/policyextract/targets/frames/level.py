"""Indicator–verb–quantity: levels, growth, rates of growth, gaps, ranks, shares."""

from ..draft import Case, Reading


def growth(case: Case) -> Reading | None:
    """``增加值增长15%以上``, ``能耗下降13.5%``: the quantity is the amount of a change."""
    left = case.left
    if left.sense not in ("rise", "fall") or left.subject is None:
        return None
    change = "increase" if left.sense == "rise" else "decrease"
    return Reading(f"frame.growth.{left.sense}", 0.9, (left.subject,), left.action, change)


def rate(case: Case) -> Reading | None:
    """``平均增长率达到5%``: the level of a rate of growth is the amount of a change."""
    left = case.left
    if left.sense != "rate" or left.subject is None:
        return None
    falling = case.site.text[left.subject.end - 2 : left.subject.end] in ("降幅", "跌幅", "减幅")
    return Reading("frame.rate", 0.88, (left.subject,), left.action, "decrease" if falling else "increase")


def gap(case: Case) -> Reading | None:
    """``高于全国1.2个百分点``: a difference to another thing is a level."""
    left = case.left
    if not left.gap or left.subject is None:
        return None
    return Reading("frame.gap", 0.9, (left.subject,), None, "none")


def level(case: Case) -> Reading | None:
    """``5G基站总量突破1.2万个``, ``由A提高到B``, ``占…比重达31.7%``: a level reached, held or started from."""
    left = case.left
    if left.gap or left.subject is None or left.sense not in ("level", "share"):
        return None
    name = "frame.origin" if left.origin else f"frame.{left.sense}"
    return Reading(name, 0.85, (left.subject,), left.action, "none")


def rank(case: Case) -> Reading | None:
    """``居全省第3位``, ``前移2位``: a place in an order, or places gained."""
    left = case.left
    if case.site.amount.form != "rank" or left.subject is None:
        return None
    change = {"rise": "increase", "fall": "decrease"}.get(left.sense, "none")
    return Reading("frame.rank", 0.92, (left.subject,), None, change)


def bare(case: Case) -> Reading | None:
    """``城镇调查失业率5.5%左右``: indicator and quantity with no verb between, or none that matters."""
    left = case.left
    if left.subject is None or left.sense not in ("", "rank") or left.action is not None:
        return None
    return Reading("frame.bare", 0.6, (left.subject,), None, "none")


FRAMES = (growth, rate, gap, level, rank, bare)
