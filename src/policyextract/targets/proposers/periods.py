"""The periods a document speaks of as a whole: what its title says, what it reports, what it plans for, what stretch of
years is being told of at each place."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

from ...context import calendar
from ...context.anchor import find
from ...context.resolve import Moment, looked_back, resolve
from ...context.stance import document_kind
from ...mentions.time.scanning import times
from ...mentions.time.words import words
from ...text.clean import clean
from ...text.outline import outline
from ..scene import Scene
from .validity import terms

_STOPS: Final = frozenset("。！？!?；;：:\n")
_YEAR: Final = 360  # days: what is as long speaks for more than its own sentence
_OPENING: Final = ("in", "since", "span", "as_of")
_BARE: Final = ("time.edge", "time.part", "time.quarter")  # 全年, 年底, 上半年: of a year that they do not say
_SWEEPING: Final = frozenset("，,是")
_LEAD: Final = 5  # characters: 回望“十四五”, 刚刚过去的2025年
_CALLED: Final = 4  # characters: 各位代表，过去五年


class Opener(NamedTuple):
    """A period that a heading or the head of a sentence opens, and that lasts until the next one.

    ``place``: ``heading``, ``paragraph`` (at its head), ``sentence``; ``both`` for the heading that names two periods
    (2025年和“十四五”时期工作回顾): what follows it is of neither until one of them is opened.
    """

    moment: Moment
    block: int
    headed: bool
    place: str


def made(first: date | None, last: date | None, grain: str, role: str, rule: str) -> Moment:
    """A moment that stands nowhere in the text."""
    return Moment(-1, -1, -1, -1, first, last, grain, "published", role, False, False, rule)


def year_of(year: int, rule: str) -> Moment:
    """A whole year as a moment that stands nowhere."""
    return made(date(year, 1, 1), date(year, 12, 31), "year", "in", rule)


def periods_of(scene: Scene) -> "Periods":
    """The periods of a document, made once for all scenes of it; only terms of validity hang on the cases of a scene."""
    known: Periods | None = scene.made.get("periods")
    if known is None:
        known = scene.made["periods"] = Periods(scene)
    elif known.scene is not scene and known.terms != terms(scene):
        known = Periods(scene)
    return known


class Periods:
    """The periods of one document.

    Attributes:
        title: the moments of the title, in order; those of a ``title`` that the text does not hold stand nowhere.
        moved: for each moment what it is in a review of the year before (全年 of a report given in January), None where
            that is nothing else.
        published, so_far: the day of publication, and the year up to it; ``year`` its year and ``year_before``; ``plan``
            the five-year plan that the year belongs to, and ``next_plan`` where it is the last of them.
        ahead: the period to come that the document names first, and ``often`` the one it names most; ``told`` likewise
            the past one that it names most.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.kind = document_kind(scene.title)
        self.title: Sequence[Moment] = self._titled()
        self._starts = [block.start for block in scene.blocks]
        year = scene.anchor.titled or scene.anchor.year
        self.moved: list[Moment | None] = [None] * len(scene.moments)
        if year is not None:
            back = looked_back(list(scene.moments), scene.outline, [True] * len(scene.blocks), year)
            self.moved = [
                b if (b.first, b.last) != (a.first, a.last) else None for a, b in zip(scene.moments, back, strict=True)
            ]
            self.moved = [b or self._back(a, year) for a, b in zip(scene.moments, self.moved, strict=True)]
        self._above_of: dict[int, frozenset[int]] = {}
        self.terms = terms(scene)
        self._dated()
        self._own()
        self._named()
        self._open()

    def _back(self, moment: Moment, year: int) -> Moment | None:
        """What a time without its year is in a look back that nothing marks: 全年 of the year before ``year``, and 五年来 up to
        the end of that year though the sentence before spoke of an earlier one."""
        first, last = moment.first, moment.last
        if last is None:
            return None
        if moment.grain == "plan" and first is not None and moment.role == "since" and last.year > first.year + 4:
            return moment._replace(last=date(first.year + 4, 12, 31))  # “十四五”以来, told when it is over
        if moment.stated or moment.source == "clause":
            return None
        if moment.rule in _BARE and last.year == year:
            if first is not None:
                first = calendar.day(first.year - 1, first.month, first.day)
            return moment._replace(first=first, last=calendar.day(last.year - 1, last.month, last.day))
        if moment.rule == "time.back" and first is not None and (first.month, last.month, last.day) == (1, 12, 31):
            count = year - 1 - last.year
            if count > 0:
                return moment._replace(first=date(first.year + count, 1, 1), last=date(year - 1, 12, 31))
        return None

    def _titled(self) -> Sequence[Moment]:
        scene = self.scene
        span = scene.outline.title
        if span is not None:
            inside = scene.times_in(span.start, span.end)
            if inside or scene.title == scene.outline.clean_text(span.start, span.end):
                return [m for m in inside if m.last is not None]
        if not scene.title:
            return []
        found = times(scene.title)
        if not found:
            return []
        moments = resolve(found, outline(clean(scene.title)), scene.anchor)
        return [m._replace(start=-1, end=-1, source="title") for m in moments if m.last is not None]

    def _dated(self) -> None:
        """The periods that the document's date makes."""
        anchor, today = self.scene.anchor, self.scene.published
        self.published: Moment | None = None
        self.so_far: Moment | None = None
        self.year: Moment | None = None
        self.year_before: Moment | None = None
        self.plan: Moment | None = None
        self.next_plan: Moment | None = None
        if today is not None:
            self.published = made(None, today, "day", "as_of", "due.published")
            self.so_far = made(date(today.year, 1, 1), today, "period", "since", "due.so_far")
        if anchor.year is not None and calendar.FIRST_YEAR < anchor.year < calendar.LAST_YEAR:
            self.year = year_of(anchor.year, "due.year")
            self.year_before = year_of(anchor.year - 1, "due.year_before")
            for row in words().plans:
                span = made(date(row.first, 1, 1), date(row.last, 12, 31), "plan", "in", "due.plan")
                if row.first <= anchor.year <= row.last:
                    self.plan = span
                elif row.first == anchor.year + 1:
                    self.next_plan = span

    def _own(self) -> None:
        """The date that a text says of itself where it was published again later."""
        self.own_date: Moment | None = None
        self.own_year: Moment | None = None
        published = self.scene.published
        if published is None or self.scene.anchor.source != "published":
            return
        own = find(self.scene.outline, [], None, self.scene.title or None)
        if (
            own.source == "dateline"
            and own.date is not None
            and own.year is not None
            and (published - own.date).days > 60
        ):
            self.own_date = made(None, own.date, "day", "as_of", "due.own_date")
            self.own_year = year_of(own.year, "due.own_year")

    def _named(self) -> None:
        """The periods that the text names most, and the one to come that it names first."""
        today, ahead, past = self.scene.published, Counter[Moment](), Counter[Moment]()
        self.counts: Counter[date] = Counter()
        self.count = 0
        seen: dict[tuple[date | None, date], Moment] = {}
        self.ahead: Moment | None = None
        for moment in self.scene.moments:
            last = moment.last
            if last is None or moment.quoted:
                continue
            self.counts[last] += 1
            self.count += 1
            if moment.grain == "day":
                continue
            same = seen.setdefault((moment.first, last), moment)
            if today is not None and last <= today:
                past[same] += 1
            else:
                ahead[same] += 1
                if self.ahead is None and (moment.role in ("by", "span") or moment.grain == "plan"):
                    self.ahead = moment
        self.often = ahead.most_common(1)[0][0] if ahead else None
        self.told = past.most_common(1)[0][0] if past else None

    def _open(self) -> None:
        """The periods of a year and more that headings and heads of sentences open."""
        scene, title = self.scene, self.scene.outline.title
        self.openers: list[Opener] = []
        self.long_openers: list[Opener] = []
        self.stretches: list[Opener] = []
        for index, moment in enumerate(scene.moments):
            if moment.last is None or moment.quoted or moment.role not in _OPENING:
                continue
            block = self.block_of(moment.start)
            if block < 0 or scene.blocks[block].kind == "furniture":
                continue
            place = "heading" if scene.blocks[block].kind == "heading" else self._head(index, scene.blocks[block].body)
            length = (moment.last - moment.first).days if moment.first is not None else 0
            if not place or not (moment.grain in ("year", "plan") or length >= _YEAR or moment.role == "since"):
                continue
            moved = self.moved[index]
            if moved is not None and (moment.rule == "time.back" or moment.grain == "plan"):
                moment = moved
            opener = Opener(moment, block, place == "heading", place)
            into = self.long_openers if length > _YEAR + 10 else self.openers
            into.append(opener)
            titled = title is not None and title.start <= moment.start < title.end
            before = self.stretches[-1] if self.stretches else None
            undecided = place == "paragraph" and before is not None and before.place == "both"
            if (
                length >= _YEAR
                and not titled
                and (opener.headed or undecided or self._sweeps(moment) or self._alone(moment))
            ):
                if place == "heading" and before is not None and before.block == block:
                    if before.moment.last != moment.last or before.moment.first != moment.first:
                        self.stretches[-1] = before._replace(place="both")
                else:
                    self.stretches.append(opener)
        self._opened = [o.moment.start for o in self.openers]
        self._long_opened = [o.moment.start for o in self.long_openers]
        self._stretched = [o.moment.start for o in self.stretches]

    def _head(self, index: int, body: int) -> str:
        """Whether a moment stands at the head of a paragraph or sentence, or a word behind it (回望, 刚刚); of
        今年是实施“十五五”规划的开局之年 only the first does."""
        moment = self.scene.moments[index]
        before = self.scene.moments[index - 1].end if index else 0
        at = moment.outer_start - 1
        text = self.scene.text
        most = _LEAD if text[moment.outer_end : moment.outer_end + 1] in _SWEEPING or moment.grain == "plan" else 0
        skipped = 0
        while at >= body and text[at] not in _STOPS:
            if text[at] == "，" and most:
                start = at - _CALLED - 1
                return "sentence" if any(text[k] in _STOPS or k < body for k in range(max(0, start), at)) else ""
            if text[at] not in " \u3000“—（(":
                skipped += 1
                if skipped > most or at < before:
                    return ""
            at -= 1
        return "paragraph" if at < body else "sentence"

    def _sweeps(self, moment: Moment) -> bool:
        """Whether a moment at a sentence's head speaks for what follows: 2025年，… and 五年来…, not 2025年产值 and 全年产量."""
        text = self.scene.text
        if moment.rule in _BARE:
            return False
        if moment.grain == "period" and text[moment.start].isdigit():  # 2020年到2025年 dates its own sentence
            return False
        return not text[moment.start].isdigit() or text[moment.outer_end : moment.outer_end + 1] in _SWEEPING

    def _alone(self, moment: Moment) -> bool:
        """Whether a moment in brackets is all there is on its line, or ahead of a gap: 建设重点⏎（2011—2015年）."""
        text, start, end = self.scene.text, moment.outer_start, moment.outer_end
        before, behind = text[max(0, start - 2) : start].strip(" "), text[end : end + 3].lstrip(" ")
        return before[-1:] in ("（", "(") and behind[:1] in ("）", ")") and behind[1:2] in ("", " ", "\u3000", "\n")

    def running(self, at: int, block: int) -> Opener | None:
        """The stretch of a year or more that is told of at ``at``: the last opened, while the section lasts that opened it."""
        index = bisect_right(self._stretched, at - 1) - 1
        above = self._above(block)
        for k in range(index, max(-1, index - 3), -1):
            opener = self.stretches[k]
            scope = opener.block if opener.headed else self.scene.blocks[opener.block].parent
            if scope < 0 or scope in above:
                return opener
        return None

    def _above(self, block: int) -> frozenset[int]:
        """A block and the headings above it."""
        known = self._above_of.get(block)
        if known is None:
            found, parent = [block], self.scene.blocks[block].parent
            while parent >= 0:
                found.append(parent)
                parent = self.scene.blocks[parent].parent
            known = self._above_of[block] = frozenset(found)
        return known

    def block_of(self, at: int) -> int:
        """The index of the block that holds the place ``at``."""
        return bisect_right(self._starts, at) - 1

    def opened(self, at: int) -> tuple[Opener | None, Opener | None]:
        """What was opened last before ``at``: of about a year, and of several."""
        i, j = bisect_right(self._opened, at - 1), bisect_right(self._long_opened, at - 1)
        return self.openers[i - 1] if i else None, self.long_openers[j - 1] if j else None
