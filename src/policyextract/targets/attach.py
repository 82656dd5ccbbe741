"""What a record takes from around its clause: due date, region, agent, section; never across a change of period."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final, NamedTuple

from ..context.anchor import Anchor
from ..context.resolve import Moment
from ..context.stance import Stance
from ..span import Span
from ..text.outline import Outline
from .draft import Draft
from .near import beginning_in

_BASELINE: Final = re.compile(r"[比较与同]$|相比$|基础上|相对于?$|[高低快慢优好强多少大小长短早晚]于$|超过$")
_VALUE: Final = re.compile(r"的[\d一二两三四五六七八九十]+")
_AFTER_DONE: Final = re.compile(
    r"建成后|建成达产后|建成投[产用运]后|全部(?:建成|投产|达产)后|投产后|投运后|投用后|达产后|完工后|竣工后|通车后|完成后|汛期[前后]|任期"
)
_NOW: Final = re.compile(r"目前|现有|现时|现(?=[约存共已])|截至|截止|迄今|至今")
_NAMING: Final = re.compile(
    r"的?(?:财政)?(?:预算案|预算|决算|工作报告|黄金周|长假|志愿|倍增|行动|规划纲要)|度?的?(?:工作|既定)?(?:计划|目标|任务|预算|预期)(?:目标|任务|数|进度)?的[\d一二三四五六七八九十近约超]"
)
# （2025年3月印发）: when the document itself was made
_ISSUED: Final = re.compile(
    r"[^，。；（）()\n]{0,24}(?:印发|发布|公布|颁布|通过|修订|修正|签发|成文)(?:施行|实施|执行)?[）)](?=\s|$)"
)
# 一是…上半年完成60%。二是…: the next point of a list in a paragraph
_NEXT_POINT: Final = re.compile(
    r"[。；](?:[二三四五六七八九十][是、]|第[二三四五六七八九十][，,、]|（[二三四五六七八九十]）|[（(]?[2-9](?:[)）、]|[.．](?!\d)))"
)
_FINISH: Final = re.compile(
    "|".join(f"{done}(?=[。；])" for done in ("完工", "完成", "建成", "投用", "竣工", "投入使用"))
)
_FINISH_LONGEST: Final = 10  # characters before such a verb in a sentence that only gives a deadline
_TROUBLE: Final = re.compile(r"问题|短板|困难|形势|挑战|不足")
_PEAK: Final = re.compile(r"(?:以来)?的?(?:同期)?(?:最[高低大小多好快]|新[高低]|首[次个]|单月|历史)")
_DEADLINE: Final = re.compile(r"(?:完成时限|完成时间|时限要求|时间节点|办理时限|完成期限)[:：]")
_CELL_GAPS: Final = ("  ", "　　", "\t")
_CELL: Final = re.compile(r"(?<=  |　　|.\t)(?:20\d\d年|今年|明年)?(?:\d{1,2}月|年)[底末]?(?:\d{1,2}日)?[前底](?=\s|$)")
_PERIODS: Final = ("by", "in", "as_of", "span", "within", "since")


_NOWHERE: Final = 1 << 60  # behind the end of any text
_OPENING: Final = 14  # a period within so many characters of a paragraph's start speaks for the paragraph


class Horizon(NamedTuple):
    """What the whole document's targets are due by, and what period its actuals report; None where nothing says it."""

    target: Moment | None
    actual: Moment | None


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
                or _is_baseline(text, moment)
                or _NAMING.match(text, moment.outer_end) is not None
                or _ISSUED.match(text, moment.outer_end) is not None
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
        if moment.start < anchor or (
            moment.role in ("by", "within") and (chosen is None or _put_off(text, draft, chosen, moment))
        ):
            chosen = moment
    return chosen


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


def _is_baseline(text: str, moment: Moment) -> bool:
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
    value = _VALUE.match(after)
    if value is not None and (after[value.end() :].startswith("倍") or not _arrives(text, moment)):
        return True
    return text[moment.start : moment.end].endswith("同期")


def _arrives(text: str, moment: Moment) -> bool:
    """``增加到2007年的176万公里``: the value of the time at which something arrives."""
    at = moment.start
    return text[at - 1 : at] in ("到", "至") and text[at - 2 : at - 1] != "达"


def horizon(
    outline: Outline,
    moments: Sequence[Moment],
    titled: Sequence[Moment],
    stances: Sequence[Stance],
    anchor: Anchor,
    kind: str,
) -> Horizon:
    """The periods a whole document speaks of.

    Args:
        titled: the moments of the title, resolved against the anchor.
        kind: the document's kind by its title (``stance.document_kind``).
    """
    target = next((m for m in reversed(titled) if m.last is not None and m.grain in ("plan", "period", "year")), None)
    year = _anchor_year(anchor)
    if kind == "report" and (target is None or target.grain == "year"):
        year = target.last.year if target is not None and target.last is not None else year
        if year is not None:
            return Horizon(_year(year, target), _year(year - 1, target))
    if target is not None:
        past = anchor.date is not None and target.last is not None and target.last <= anchor.date
        return Horizon(None if past else target, target if past else None)
    return Horizon(_common(outline, moments, stances, anchor, year), None)


def _anchor_year(anchor: Anchor) -> int | None:
    return anchor.date.year if anchor.date is not None else None


def _year(year: int, told: Moment | None) -> Moment:
    start, end = (told.start, told.end) if told is not None else (-1, -1)
    source = "title" if told is not None else "published"
    return Moment(
        start, end, start, end, date(year, 1, 1), date(year, 12, 31), "year", source, "in", False, False, "due.annual"
    )


def _common(
    outline: Outline, moments: Sequence[Moment], stances: Sequence[Stance], anchor: Anchor, year: int | None
) -> Moment | None:
    """The first future period that a plan names; the year of publication where it speaks of this year."""
    if anchor.date is None:
        ahead = [m for m in moments if m.role == "by" and m.last is not None]
        return ahead[0] if ahead else None
    for moment in moments:
        if moment.last is None or moment.last <= anchor.date or moment.quoted:
            continue
        if moment.role in ("by", "span") or moment.grain == "plan":
            if moment.role == "by" and year is not None and moment.last.year == year and moment.last.month < 12:
                return _year(year, None)  # 9月底前 bounds its own sentence; the document speaks of its year
            return moment
        if moment.role in ("in", "within") and moment.grain == "year":
            if moment.first is not None and moment.first > anchor.date:
                return moment
            return _year(year, None) if year is not None else None
    return None


def baseline(text: str, draft: Draft, times: Times) -> Moment | None:
    """The other time a record is measured from: ``比2020年``, ``较去年同期``, ``在2020年基础上``, nearest before the quantity."""
    if draft.basis not in ("versus", "year_on_year", "period_on_period"):
        return None
    near = times.within(draft.clause.start, draft.mention.start)
    return next((moment for moment in reversed(near) if _is_baseline(text, moment)), None)


class Carrier:
    """Carries periods, regions and agents down the text, block after block."""

    def __init__(
        self,
        outline: Outline,
        times: Times,
        stances: Sequence[Stance],
        anchor: Anchor,
        whole: Horizon,
        kind: str,
    ) -> None:
        self.news = not kind
        self._deadlines: dict[int, list[tuple[int, Moment]]] = {}  # block → where it gives a deadline, and which
        self._reviewed: dict[int, Moment | None] = {}  # block → the year a review spoke of last, up to it
        self._headed: dict[tuple[int, str], Moment | None] = {}  # heading and kind → the period it gives
        self._sentence = Span(-1, -1)  # the sentence read last, and where its words of being done and of now end
        self._spoken = (_NOWHERE, _NOWHERE)
        self.outline = outline
        self.text = outline.text
        self.times = times
        self.stances = stances
        self.published = anchor.date
        self.whole = whole

    def due(self, draft: Draft, own: Moment | None) -> None:
        """Set the draft's period: clause, sentence, paragraph, heading, document."""
        if draft.nature == "criterion":
            return
        if "frame.origin" in draft.rules:
            # 由2015年的38.2%提高到: the value a change starts from has a date of its own, or none
            near = self.times.within(draft.mention.start - 12, draft.mention.start)
            if near and self._valued(near[-1], draft):
                draft.due, draft.due_source = near[-1], "clause"
            return
        if draft.nature == "standard":
            draft.due = self._standing(draft)
            draft.due_source = "clause" if draft.due else "none"
            return
        if "kind.description" in draft.rules and (own is None or own.start < draft.clause.start):
            return
        if own is not None and own.role == "in" and draft.kind == "actual" and self._so_far(draft, own):
            own = self._now(draft)
        if own is not None and self._told_on(draft, own):
            own = None
        text, anchor = self.text, draft.mention.start
        if own is not None and draft.header is None:
            finish = _AFTER_DONE.search(text, own.outer_end, anchor)
            if finish is not None and "，" in text[own.outer_end : finish.start()]:
                return  # 计划2027年投产，达产后产值12亿元: by when that is, nobody says
        if own is not None:
            draft.due, draft.due_source = own, "context" if draft.header is not None else "clause"
            return
        done, now = self._said(draft)
        if done:
            return
        moment = self._now(draft) if now else None
        if now and moment is None and draft.kind == "actual":
            return  # 目前 in a document without a date
        moment = (
            moment or self._deadline(draft) or self._paragraph(draft) or self._heading(draft) or self._section(draft)
        )
        if moment is None:
            moment = self.whole.target if draft.kind == "target" else self._reported(draft)
        if moment is not None:
            draft.due, draft.due_source = moment, "context"

    def _said(self, draft: Draft) -> tuple[bool, bool]:
        """Whether words before the quantity in its sentence speak of when something will be done (建成后), and of now.

        Looked for once in each sentence: the records of one sentence follow each other.
        """
        if draft.sentence != self._sentence:
            self._sentence = draft.sentence
            done, now = (pattern.search(self.text, *draft.sentence) for pattern in (_AFTER_DONE, _NOW))
            self._spoken = (done.end() if done else _NOWHERE, now.end() if now else _NOWHERE)
        return self._spoken[0] <= draft.mention.start, self._spoken[1] <= draft.mention.start

    def _valued(self, moment: Moment, draft: Draft) -> bool:
        """Whether an origin's value is that of ``moment``: 2015年的38.2%, 由上年729万人, 从上年居第六位."""
        text = self.text
        between = text[moment.outer_end : draft.mention.value.outer_start]
        return between == "的" or (
            "，" not in between and text[max(0, moment.outer_start - 1) : moment.outer_start] in ("由", "从")
        )

    def _told_on(self, draft: Draft, own: Moment) -> bool:
        """``9月3日，市政府通过…方案，改造小区286个``: the day of the news is none by which a target is due."""
        past = self.published is not None and own.last is not None and own.last < self.published
        return past and draft.kind == "target" and draft.header is None and own.role != "by"

    def _so_far(self, draft: Draft, own: Moment) -> bool:
        """``今年已完成四轮``: the year up to the publication."""
        text = self.text
        return text[own.start : own.end] == "今年" and "已" in text[own.end : draft.mention.start]

    def _now(self, draft: Draft) -> Moment | None:
        """``现有``, ``截至20时``: the day of publication."""
        if draft.kind != "actual" or self.published is None:
            return None
        at = draft.mention.start
        return Moment(-1, -1, at, at, None, self.published, "day", "published", "as_of", False, False, "due.now")

    def _deadline(self, draft: Draft) -> Moment | None:
        """``完成时限：11月底前``: a deadline that its own label gives to the whole paragraph."""
        if draft.kind != "target":
            return None
        told = self._deadlines.get(draft.block)
        if told is None:
            told = self._deadlines[draft.block] = self._told(draft.block)
        end = draft.sentence.end - 1
        return next((moment for at, moment in told if at >= end or draft.mention.end < at < end), None)

    def _told(self, index: int) -> list[tuple[int, Moment]]:
        """The deadlines that a paragraph gives to what stands before them, and where it does."""
        text, block = self.text, self.outline.blocks[index]
        out: list[tuple[int, Moment]] = []
        for match in _DEADLINE.finditer(text, block.start, block.end):
            out += [(match.start(), m) for m in self.times.within(match.end(), min(block.end, match.end() + 16))[:1]]
        # …加固危桥5座。10月底前完工。
        for match in _FINISH.finditer(text, block.start, block.end):
            start = max(text.rfind(mark, block.start, match.start()) for mark in "。；\n") + 1
            if text[start - 1 : start] in ("。", "；") and match.start() - start <= _FINISH_LONGEST:
                found = self.times.within(start, match.end())
                out += [(start, m) for m in found[:1] if m.role == "by"]
        # 新建书房60个  11月底前  公共服务处: a line of a task list with its deadline in a cell of its own
        apart = any(text.find(gap, block.start, block.end) >= 0 for gap in _CELL_GAPS)
        for match in _CELL.finditer(text, block.start, block.end) if apart else ():
            found = self.times.within(match.start(), match.end())
            out += [(match.start(), m) for m in found[:1] if m.role == "by"]
        return sorted(out, key=lambda item: item[0])

    def _section(self, draft: Draft) -> Moment | None:
        """The year or plan that a review spoke of last, in a block before this one of the same stance."""
        if draft.kind != "actual" or self.stances[draft.block].kind != "review":
            return None
        blocks = self.outline.blocks
        if self._troubled(draft.block):
            return None
        index, passed = draft.block - 1, []
        found: Moment | None = None
        while index >= 0 and self.stances[index].kind == "review":
            if index in self._reviewed:
                found = self._reviewed[index]
                break
            passed.append(index)
            told = self.times.within(blocks[index].start, blocks[index].end)
            found = next((m for m in reversed(told) if m.grain in ("year", "plan") and self._fits(m, "actual")), None)
            if found is not None:
                break
            index -= 1
        for block in passed:
            self._reviewed[block] = found
        return found

    def _troubled(self, block: int) -> bool:
        """Whether a heading above tells of problems: what is still wrong is so now, not in the year reviewed before."""
        blocks = self.outline.blocks
        parent = blocks[block].parent
        while parent >= 0:
            if _TROUBLE.search(self.text, blocks[parent].body, blocks[parent].end):
                return True
            parent = blocks[parent].parent
        return False

    def _standing(self, draft: Draft) -> Moment | None:
        """Until when a standing rule holds: only where its own sentence says so."""
        for moment in self.times.within(draft.sentence.start, draft.sentence.end):
            after = self.text[moment.outer_end : moment.outer_end + 3]
            if moment.role in ("by", "span") and not _is_baseline(self.text, moment):
                return moment
            if "期间" in after or "期内" in after:
                return moment
        return None

    def _fits(self, moment: Moment, kind: str) -> bool:
        if moment.last is None or self.times.aside(self.text, moment):
            return False
        if self.published is None:
            done = self.whole.actual
            return (
                done is None
                or done.last is None
                or kind == "target"
                or moment.last <= done.last
                or moment.grain != "plan"
            )
        if kind == "target":
            return moment.last > self.published
        if moment.last <= self.published or moment.role in ("as_of", "since"):
            return True
        return moment.grain in ("year", "half", "quarter", "month") and (moment.first or moment.last) <= self.published

    def _last(self, start: int, end: int, kind: str) -> Moment | None:
        return next((m for m in reversed(self.times.within(start, end)) if self._fits(m, kind)), None)

    def _paragraph(self, draft: Draft) -> Moment | None:
        """The period said last in the paragraph; a target takes no month of another sentence, nor a year past its plan's."""
        block = self.outline.blocks[draft.block]
        bound, text = self.whole.target, self.text
        for moment in reversed(self.times.within(block.start, draft.sentence.start)):
            if not self._fits(moment, draft.kind):
                continue
            if moment.grain not in ("year", "plan", "period") and _NEXT_POINT.search(
                text, moment.end, draft.sentence.end
            ):
                continue
            if draft.kind == "target" and moment.last is not None and not self.news:
                said = self.text[moment.start]
                opens = moment.start - block.body < _OPENING and (said.isdigit() or said in "今明后“")
                if moment.grain not in ("year", "plan") or not (moment.role == "by" or opens):
                    continue
                if (
                    bound is not None
                    and bound.last is not None
                    and bound.rule == "due.annual"
                    and moment.last > bound.last
                ):
                    continue
            return moment
        return None

    def _heading(self, draft: Draft) -> Moment | None:
        """The period that the nearest heading above names; looked up once for each heading and kind."""
        key = (self.outline.blocks[draft.block].parent, draft.kind)
        if key not in self._headed:
            self._headed[key] = self._headings(*key)
        return self._headed[key]

    def _headings(self, parent: int, kind: str) -> Moment | None:
        blocks, title = self.outline.blocks, self.outline.title
        while parent >= 0:
            if (
                kind == "actual"
                and self.whole.actual is not None
                and title
                and title.start < blocks[parent].end <= title.end
            ):
                return None  # a report's title names the year of its plans
            moment = self._last(blocks[parent].start, blocks[parent].end, kind)
            if moment is not None:
                return moment
            parent = blocks[parent].parent
        return None

    def _reported(self, draft: Draft) -> Moment | None:
        return self.whole.actual if self.stances[draft.block].kind in ("review", "") else None
