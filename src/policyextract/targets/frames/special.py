"""Forms with a meaning of their own: 零的突破, 翻一番, 增长2倍."""

import re

from ...span import Span
from ..draft import Case, Reading


def zero(case: Case) -> Reading | None:
    """``实现省级产业集群零的突破``: from none to at least one."""
    if case.site.amount.form != "zero" or case.site.amount.low != 1 or case.left.subject is None:
        return None
    return Reading("frame.zero-breakthrough", 0.95, (case.left.subject,), case.left.action, "none")


def doubling(case: Case) -> Reading | None:
    """``产值翻一番``: a ratio to the baseline."""
    if case.site.amount.form != "doubling" or case.left.subject is None:
        return None
    return Reading("frame.doubling", 0.95, (case.left.subject,), case.left.action, "none")


_TIMES_OF = re.compile(r"(?:是|约?为|相当于|达到?|等于)[^，。；、]{1,16}$")
_SHARE_OF = re.compile(r"(?<![占因认作成])(?:将|约)?(?:是|约?为(?!了)|达到?)[^，。；、]{1,16}$")


def multiple(case: Case) -> Reading | None:
    """``人均收入是农村居民的1.9倍``, ``装机容量将达到总量的一半``: a ratio to another thing."""
    site, subject = case.site, case.left.subject
    of = site.amount.form == "multiple" or site.amount.kind.dimension == "share"
    if not of or subject is None or site.text[site.amount.outer_start - 1] != "的":
        return None
    pattern = _SHARE_OF if site.amount.kind.dimension == "share" else _TIMES_OF
    found = pattern.search(site.text, subject.start + 1, subject.end)
    if found is None:
        return None
    return Reading("frame.multiple", 0.95, (Span(subject.start, found.start()),), None, "none")
