"""Which moment governs a record: of its column, its clause or its sentence; which are only compared with, or name a thing."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ..context.resolve import Moment
from .draft import Draft
from .near import beginning_in

_BASELINE: Final = re.compile(r"[比较与同]$|相比$|基础上|相对于?$|[高低快慢优好强多少大小长短早晚]于$|超过$")
_VALUE: Final = re.compile(r"的[\d一二两三四五六七八九十]+")
_NAMING: Final = re.compile(
    r"的?(?:财政)?(?:预算案|预算|决算|工作报告|黄金周|长假|志愿|倍增|行动|规划纲要)|度?的?(?:工作|既定)?(?:计划|目标|任务|预算|预期)(?:目标|任务|数|进度)?的[\d一二三四五六七八九十近约超]"
)
# （2025年3月印发）: when the document itself was made
_ISSUED: Final = re.compile(
    r"[^，。；（）()\n]{0,24}(?:印发|发布|公布|颁布|通过|修订|修正|签发|成文)(?:施行|实施|执行)?[）)](?=\s|$)"
)
_PEAK: Final = re.compile(r"(?:以来)?的?(?:同期)?(?:最[高低大小多好快]|新[高低]|首[次个]|单月|历史)")
_PERIODS: Final = ("by", "in", "as_of", "span", "within", "since")


class Times:
    """The moments of a text, found by place."""

    def __init__(self, moments: Sequence[Moment]) -> None:
        self.moments = [m for m in moments if m.last is not None and m.role in _PERIODS]
        self._starts = [m.start for m in self.moments]
        # 10月1日起: periods that only begin
        self.onward = [m for m in moments if m.last is None and m.first is not None and m.role in ("from", "since")]
        self._aside: dict[int, bool] = {}  # every record around a moment asks for it

    def within(self, start: int, end: int) -> list[Moment]:
        """The moments that begin in ``[start, end)``, in order, of many the last."""
        return beginning_in(self.moments, self._starts, start, end)

    def aside(self, text: str, moment: Moment) -> bool:
        """Whether a moment governs nothing: it stands in a title, is a baseline, or names a thing (2024年预算)."""
        known = self._aside.get(moment.start)
        if known is None:
            known = moment.role == "since" and _PEAK.match(text, moment.outer_end) is not None
            known = (
                known
                or moment.quoted
                or is_baseline(text, moment)
                or _NAMING.match(text, moment.outer_end) is not None
                or _ISSUED.match(text, moment.outer_end) is not None
                or (moment.grain == "day" and _REPORTED.match(text, moment.outer_end) is not None)
            )
            self._aside[moment.start] = known
        return known

    def before(self, at: int) -> int:
        """How many moments begin before ``at``."""
        return bisect_right(self._starts, at)


def onset(draft: Draft, times: Times, own: Moment | None) -> Moment | None:
    """``10月1日起，标准提高到905元``: the beginning that its sentence gives, where no other period stands nearer before it."""
    anchor = draft.mention.start
    told = [m for m in times.onward if draft.sentence.start <= m.start < anchor]
    return told[-1] if told and (own is None or own.start < told[-1].start) else own


def own_moment(text: str, draft: Draft, times: Times) -> Moment | None:
    """The moment that governs a draft: of its table column, else the nearest before it in its sentence, else one behind in its clause."""
    if draft.header is not None:
        column = [m for m in times.within(draft.header.start, draft.header.end) if not times.aside(text, m)]
        return column[-1] if column else None
    anchor = draft.mention.start
    chosen: Moment | None = compared(text, draft, times)
    if chosen is not None:
        return chosen
    shared = _distributed(text, draft, times)
    if shared is not None:
        return shared
    for moment in times.within(draft.sentence.start, draft.clause.end):
        if times.aside(text, moment):
            continue
        if chosen is None and moment.start > anchor and moment.role == "in" and _FINISHED.match(text, moment.outer_end):
            chosen = moment
        if moment.start < anchor or (
            moment.role in ("by", "within") and (chosen is None or _put_off(text, draft, chosen, moment))
        ):
            chosen = moment
    return chosen


# 首三座大楼今年落成: when it is finished stands behind the count
_FINISHED: Final = re.compile(
    r"(?:内|底|将|可)?(?:陆续|全部|全面|正式|相继|率先|建设)?(?:落成|建成|竣工|完工|投产|通车|启用|投用|投入使用|投入运营|交付|入伙|入住|开业|贯通|并网|达产|动工|开工)"
)
# 8月28日，记者从市水利局获悉: the day of the news dates nothing that it tells
_REPORTED: Final = re.compile(r"[，,]?(?:本报|本台|本网)?记者(?:从|自|在)")
# 恢复至2019年的92%: a share of what was then
_RECOVERED: Final = ("恢复到", "恢复至")
_PUT_OFF: Final = re.compile(r"[^，。；\d]{0,8}?(?:将|拟|预计|计划|力争|争取|确保)[于在到]?")


def _put_off(text: str, draft: Draft, chosen: Moment, moment: Moment) -> bool:
    """``首批2100套已于3月入住，其余900套将于2027年前落成``: the later time stands behind its figure, what was before is of another."""
    if chosen.start >= draft.clause.start:
        return False
    return _PUT_OFF.fullmatch(text, draft.mention.value.outer_end, moment.outer_start) is not None


def compared(text: str, draft: Draft, times: Times) -> Moment | None:
    """The other time whose value a draft is: ``比1957年的|312万吨|增加190万吨``; None in most cases."""
    outer = draft.mention.value.outer_start
    if text[outer - 1] != "的" or draft.change != "none" or draft.kind_of_unit.dimension == "ratio":
        return None
    near = times.within(outer - 16, outer)
    if not near or near[-1].outer_end != outer - 1 or text[near[-1].outer_start - 1] not in "比较":
        return None
    return near[-1]


def _distributed(text: str, draft: Draft, times: Times) -> Moment | None:
    """``到2030年、2035年，分别达到80%、100%``: as many times as quantities, one each."""
    place, count = draft.run
    if count < 2 or "分别" not in text[draft.sentence.start : draft.mention.start]:
        return None
    found = times.within(draft.sentence.start, draft.mention.start)[-count:]
    if len(found) != count:
        return None
    joined = all(text[a.end : b.outer_start].strip() in ("、", "和", "") for a, b in pairwise(found))
    return found[place] if joined else None


def is_baseline(text: str, moment: Moment) -> bool:
    """``比2020年``, ``在2020年基础上``: what a change is measured from governs nothing."""
    before = text[max(0, moment.outer_start - 2) : moment.outer_start]
    if before == "结转":
        return True  # 结转下年支出
    after = text[moment.outer_end : moment.outer_end + 6]
    if _BASELINE.search(before) or "基础上" in after or after.startswith(("相比", "同期")):
        return True
    if moment.role == "in" and before.endswith(("由", "从")) and not after.startswith(("起", "开始", "以来")):
        return True  # 由上年居第六位上升到: where a change starts from
    # 是2015年的3.6倍, 由2020年的48%提高到: the value of another time
    if text.endswith(_RECOVERED, 0, moment.start) and after.startswith("的"):
        return True
    value = _VALUE.match(after)
    if value is not None and (after[value.end() :].startswith("倍") or not _arrives(text, moment)):
        return True
    return text[moment.start : moment.end].endswith("同期")


def _arrives(text: str, moment: Moment) -> bool:
    """``增加到2007年的176万公里``: the value of the time at which something arrives."""
    at = moment.start
    return text[at - 1 : at] in ("到", "至") and text[at - 2 : at - 1] != "达"


def baseline(text: str, draft: Draft, times: Times) -> Moment | None:
    """The other time a record is measured from: ``比2020年``, ``较去年同期``, ``在2020年基础上``, nearest before the quantity."""
    if draft.basis not in ("versus", "year_on_year", "period_on_period"):
        return None
    near = times.within(draft.clause.start, draft.mention.start)
    return next((moment for moment in reversed(near) if is_baseline(text, moment)), None)
