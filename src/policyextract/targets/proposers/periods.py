"""The periods a document speaks of as a whole: what its title says, what it reports, what it plans for, what stretch of
years is being told of at each place."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from ...context import calendar
from ...context.anchor import find
from ...context.resolve import Moment, looked_back, resolve
from ...context.stance import document_kind
from ...mentions.time.rules import rules
from ...mentions.time.words import words
from ...scan import Scanner
from ...text.clean import clean
from ...text.outline import outline
from ..scene import Scene
from .validity import terms

_STOPS: Final = frozenset("。！？!?；;：:\n")
_YEAR: Final = 360  # days: what is as long speaks for more than its own sentence
_OPENING: Final = ("in", "since", "span", "as_of")


class Opener(NamedTuple):
    """A period that a heading or the head of a sentence opens, and that lasts until the next one."""

    moment: Moment
    block: int
    headed: bool


@cache
def _scanner() -> Scanner:
    return Scanner(rules())


def made(first: date | None, last: date | None, grain: str, role: str, rule: str) -> Moment:
    """A moment that stands nowhere in the text."""
    return Moment(-1, -1, -1, -1, first, last, grain, "published", role, False, False, rule)


def year_of(year: int, rule: str) -> Moment:
    """A whole year as a moment that stands nowhere."""
    return made(date(year, 1, 1), date(year, 12, 31), "year", "in", rule)


class Periods:
    """The periods of one document, made once.

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
        self.terms = terms(scene)
        self._dated()
        self._own()
        self._named()
        self._open()

    def _titled(self) -> Sequence[Moment]:
        scene = self.scene
        span = scene.outline.title
        if span is not None:
            inside = scene.times_in(span.start, span.end)
            if inside or scene.title == scene.outline.clean_text(span.start, span.end):
                return [m for m in inside if m.last is not None]
        if not scene.title:
            return []
        found = _scanner().scan(scene.title, 0, len(scene.title))
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
        scene = self.scene
        self.openers: list[Opener] = []
        self.long_openers: list[Opener] = []
        for moment in scene.moments:
            if moment.last is None or moment.quoted or moment.role not in _OPENING:
                continue
            block = self.block_of(moment.start)
            if block < 0 or scene.blocks[block].kind == "furniture":
                continue
            headed = scene.blocks[block].kind == "heading"
            if not headed and not self._heads(moment, scene.blocks[block].body):
                continue
            length = (moment.last - moment.first).days if moment.first is not None else 0
            if moment.grain in ("year", "plan") or length >= _YEAR or moment.role == "since":
                into = self.long_openers if length > _YEAR + 10 else self.openers
                into.append(Opener(moment, block, headed))
        self._opened = [o.moment.start for o in self.openers]
        self._long_opened = [o.moment.start for o in self.long_openers]

    def _heads(self, moment: Moment, body: int) -> bool:
        """Whether a moment stands at the head of a sentence."""
        at = moment.outer_start - 1
        text = self.scene.text
        while at >= body and text[at] in " \u3000“":
            at -= 1
        return at < body or text[at] in _STOPS

    def block_of(self, at: int) -> int:
        """The index of the block that holds the place ``at``."""
        return bisect_right(self._starts, at) - 1

    def opened(self, at: int) -> tuple[Opener | None, Opener | None]:
        """What was opened last before ``at``: of about a year, and of several."""
        i, j = bisect_right(self._opened, at - 1), bisect_right(self._long_opened, at - 1)
        return self.openers[i - 1] if i else None, self.long_openers[j - 1] if j else None
