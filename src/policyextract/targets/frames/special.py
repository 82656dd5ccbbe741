"""Forms with a meaning of their own: 零的突破, 翻一番, 增长2倍."""

from ..draft import Case, Reading


def zero(case: Case) -> Reading | None:
    """``实现省级产业集群零的突破``: from none to at least one."""
    if case.site.amount.form != "zero" or case.left.subject is None:
        return None
    return Reading("frame.zero-breakthrough", 0.95, (case.left.subject,), case.left.action, "none")


def doubling(case: Case) -> Reading | None:
    """``产值翻一番``: a ratio to the baseline."""
    if case.site.amount.form != "doubling" or case.left.subject is None:
        return None
    return Reading("frame.doubling", 0.95, (case.left.subject,), case.left.action, "none")
