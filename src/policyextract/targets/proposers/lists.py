"""Lists of periods that a list of quantities is told of one by one: 10月、11月、12月出口分别增长1%、2%、3%."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from ...context.resolve import Moment
from ..scene import JOINS, Case, Scene

_MOST: Final = 12  # members: the months of a year
_JOIN: Final = 4  # characters between two members, spaces among them


class Lists:
    """Finds the list of periods that has as many members as the list of quantities a case is in."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known: dict[int, Sequence[Moment]] = {}  # by the index of the list's first quantity

    def of(self, case: Case) -> Sequence[Moment]:
        """The periods, one a member, in order; none where ``case`` is in no list or no periods match it."""
        k, count = case.run
        if not 1 < count <= _MOST:
            return ()
        known = self._known.get(case.index - k)
        if known is None:
            known = self._known[case.index - k] = self._find(case, count)
        return known

    def _find(self, case: Case, count: int) -> Sequence[Moment]:
        scene, block = self._scene, self._scene.blocks[case.block]
        found = self._last(scene.times_in(case.sentence.span.start, case.head.start), count)
        if found:
            return found
        last = scene.times_before(case.sentence.span.start - 1)
        near = [m for m in scene.moments[max(0, last - 2 * _MOST) : last] if m.start >= block.start]
        found = self._last(near, count, among=False)
        parent = block.parent
        while not found and parent >= 0:
            head = scene.blocks[parent]
            found = self._last(scene.times_in(head.start, head.end), count, among=False)
            parent = head.parent
        return found

    def _last(self, moments: Sequence[Moment], count: int, among: bool = True) -> Sequence[Moment]:
        """The last of ``moments`` where as many as ``count`` are joined and no more; ``among``: or the last, cut into so many."""
        stop = len(moments)
        while stop > 0:
            start = stop - 1
            while start > 0 and self._joined(moments[start - 1], moments[start]):
                start -= 1
            if stop - start == count and all(m.last is not None for m in moments[start:stop]):
                return moments[start:stop]
            if among and stop == len(moments) and stop - start == 1:
                parts = cut(moments[start], self._scene.text, count)
                if parts:
                    return parts
            stop = start
        return ()

    def _joined(self, one: Moment, other: Moment) -> bool:
        if other.outer_start - one.outer_end > _JOIN or (one.grain == "plan") != (other.grain == "plan"):
            return False
        between = self._scene.text[one.outer_end : other.outer_start].strip()
        return between in JOINS or (between == "" and one.grain == "plan")  # “十三五”“十四五”期间


def cut(moment: Moment, text: str, count: int) -> list[Moment]:
    """A period of ``count`` whole years, or one written as a list of ``count`` months or quarters, as so many periods.

    2018年至2020年分别增长6.7%、6.0%、2.2%; 今明两年分别新建10所、12所; 一、二、三季度，…分别为. Empty where it is no such period.
    """
    first, last = moment.first, moment.last
    if first is None or last is None or first.day != 1 or (last + timedelta(days=1)).day != 1:
        return []
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    members = 1 + sum(text.count(mark, moment.start, moment.end) for mark in JOINS)
    if not (members == count and months in (count, 3 * count)) and not (first.month == 1 and months == 12 * count):
        return []
    step = months // count
    grain = "month" if step == 1 else "quarter" if step == 3 else "year"
    starts = [_month(first, k * step) for k in range(count + 1)]
    return [
        moment._replace(first=starts[k], last=starts[k + 1] - timedelta(days=1), grain=grain, role="in")
        for k in range(count)
    ]


def _month(day: date, more: int) -> date:
    count = day.month - 1 + more
    return date(day.year + count // 12, count % 12 + 1, 1)
