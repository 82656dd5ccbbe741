"""What a record takes from around its clause: due date, region, agent, section; never across a change of period."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from ..context.anchor import Anchor
from ..context.resolve import Moment
from ..context.stance import Stance
from ..span import Span
from ..text.outline import Outline
from .draft import Draft
from .moments import Times, baseline, is_baseline, onset, own_moment

_AFTER_DONE: Final = re.compile(
    r"建成后|建成达产后|建成投[产用运]后|全部(?:建成|投产|达产)后|投产后|投运后|投用后|达产后|完工后|竣工后|通车后|完成后|汛期[前后]|任期"
)
_SINCE: Final = re.compile(r"以来[，,]?[^，。；]{0,16}?(?:已|累计|共)")
_NOW: Final = re.compile(r"目前|现有|现时|现(?=[约存共已])|截至|截止|迄今|至今")
# 一是…上半年完成60%。二是…: the next point of a list in a paragraph
_NEXT_POINT: Final = re.compile(
    r"[。；](?:[二三四五六七八九十][是、]|第[二三四五六七八九十][，,、]|（[二三四五六七八九十]）|[（(]?[2-9](?:[)）、]|[.．](?!\d)))"
)
_FINISH: Final = re.compile(
    "|".join(f"{done}(?=[。；])" for done in ("完工", "完成", "建成", "投用", "竣工", "投入使用"))
)
_FINISH_LONGEST: Final = 10  # characters before such a verb in a sentence that only gives a deadline
_TROUBLE: Final = re.compile(r"问题|短板|困难|形势|挑战|不足")
_DEADLINE: Final = re.compile(r"(?:完成时限|完成时间|时限要求|时间节点|办理时限|完成期限)[:：]")
_CELL_GAPS: Final = ("  ", "　　", "\t")
_CELL: Final = re.compile(r"(?<=  |　　|.\t)(?:20\d\d年|今年|明年)?(?:\d{1,2}月|年)[底末]?(?:\d{1,2}日)?[前底](?=\s|$)")

# what other stages take from here
__all__ = ("Carrier", "Horizon", "Times", "baseline", "horizon", "onset", "own_moment")

_NOWHERE: Final = 1 << 60  # behind the end of any text
_OPENING: Final = 14  # a period within so many characters of a paragraph's start speaks for the paragraph


class Horizon(NamedTuple):
    """What the whole document's targets are due by, and what period its actuals report; None where nothing says it."""

    target: Moment | None
    actual: Moment | None


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
        now = now or (self.news and draft.kind == "actual" and self._since(draft))
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

    def _since(self, draft: Draft) -> bool:
        """``自2021年实施以来，已完成5处``: counted from some event up to the day of publication."""
        return _SINCE.search(self.text, draft.sentence.start, draft.mention.start) is not None

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
            if moment.role in ("by", "span") and not is_baseline(self.text, moment):
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
