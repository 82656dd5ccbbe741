"""What became of each target of a place: met, missed, open, not reported, revised or dropped, and what says so.

A target and an actual are compared where they are of one series and of one period; where that cannot be told, the verdict is
``unclear`` and says what is missing. No clock is read: "today" is the day of the store's latest document.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import NamedTuple

from .point import Point, Series

STATUSES = ("met", "missed", "open", "not_reported", "revised", "dropped", "unclear")

WAIT = 120
"""Days after a period in which a report of it may still come: annual bulletins of provinces and cities come by April."""
ROUND = 3
"""Targets for one year that make a document one that sets the targets of that year, and actuals one that reports of it."""
_YEAR = timedelta(days=300)  # between two reports of one kind
_ABOUT = 0.05  # 左右: of the value; a target of 5% 左右 is met by 4.75
_STRICT = ("growth", "step", "points")
_NARROW = {"open": "the period is not over", "waiting": "the period is over, no report of it yet"}


class Verdict(NamedTuple):
    """A row of the table ``verdicts``."""

    id: str
    series_id: str
    place: str
    period_first: str | None
    period_last: str | None
    status: str
    note: str | None
    """``raised``, ``lowered``, ``restated`` or ``moved`` where it was revised; ``stretch`` for what is hoped for beyond a target."""
    missing: str | None
    """What a verdict would need, or how it was reached."""
    target_id: str | None
    """The record that sets it; of what was dropped, the last that did."""
    actual_id: str | None
    """The record that reports it."""
    other_id: str | None
    """The record that took its place, where it was revised."""
    document_id: str | None
    """The document that no longer sets it, where it was dropped."""
    changes_on: str | None
    """The day on which it will be another one without any new document."""


class Place:
    """All points of one place, and what its documents set and report."""

    def __init__(self, series: Mapping[str, Series], points: Iterable[Point], today: str) -> None:
        self.series = series
        self.today = date.fromisoformat(today)
        self.points = _told_once(points)
        self.by_series: dict[str, list[Point]] = defaultdict(list)
        self.documents: dict[str, list[Point]] = defaultdict(list)
        self.siblings: dict[str, list[str]] = defaultdict(list)
        for point in self.points:
            self.by_series[point.series_id].append(point)
            self.documents[point.document_id].append(point)
        for ident in self.by_series:
            self.siblings[series[ident].indicator].append(ident)
        self.reported = {last for points in self.documents.values() for last in _reported(points)}
        self._rounds, self._setting = _setting(self.documents)

    def verdicts(self) -> Iterator[Verdict]:
        """Of every series, in order."""
        for ident in sorted(self.by_series):
            yield from _OfSeries(self, self.series[ident], self.by_series[ident]).verdicts()

    def rounds(self, year: str, rank: str | None) -> list[str]:
        """Documents of a rank that set the targets of a year, by day."""
        return [ident for _, ident in self._rounds[year, rank]]

    def later(self, point: Point) -> list[str]:
        """Documents of the rank of a point's that came a year or more after it and set targets, by day."""
        if point.published is None:
            return []
        first = (date.fromisoformat(point.published) + _YEAR).isoformat()
        setting = self._setting[point.rank]
        return [ident for _, ident in setting[bisect_left(setting, (first, "")) :]]


Dated = list[tuple[str, str]]
"""(day, document), in order."""


def _setting(
    documents: Mapping[str, Sequence[Point]],
) -> tuple[dict[tuple[str, str | None], Dated], dict[str | None, Dated]]:
    """The documents that set targets: by year and rank, and by rank."""
    rounds: dict[tuple[str, str | None], Dated] = defaultdict(list)
    setting: dict[str | None, Dated] = defaultdict(list)
    for ident, points in documents.items():
        dated = (points[0].published or "", ident)
        targets = [point for point in points if point.kind == "target"]
        years = Counter(str(t.period_last)[:4] for t in targets if t.grain == "year" and t.period_last)
        for year, count in years.items():
            if count >= ROUND:
                rounds[year, points[0].rank].append(dated)
        if len(targets) >= ROUND:
            setting[points[0].rank].append(dated)
    for found in (*rounds.values(), *setting.values()):
        found.sort()
    return rounds, setting


def _reported(points: Sequence[Point]) -> Iterator[str]:
    """The ends of the periods of which a document reports, which came after them."""
    ends = Counter(p.period_last for p in points if p.kind == "actual")
    for last, count in ends.items():
        if last is not None and count >= ROUND and str(points[0].published or "") > last:
            yield last


def _told_once(points: Iterable[Point]) -> list[Point]:
    """The points by day, each that tells what an earlier one of its series told pointing to the first."""
    ordered = sorted(points, key=lambda p: (p.published is None, p.published or "", p.document_id, p.id))
    first: dict[tuple[object, ...], str] = {}
    out = []
    for point in ordered:
        period = point.period_last or point.document_id  # what is of no period is told by its document alone
        key = (point.series_id, point.kind, period, point.period_first, *_shown(point), point.comparator)
        same = first.setdefault(key, point.id)
        out.append(point._replace(same_as=None if same == point.id else same))
    return out


def _shown(point: Point) -> tuple[str, str]:
    """Its bounds to six digits: what is told once in 亩 and once in 公顷 differs in the last of a double."""
    return f"{point.low:.6g}" if point.low is not None else "", f"{point.high:.6g}" if point.high is not None else ""


class _OfSeries:
    """One series."""

    def __init__(self, place: Place, series: Series, points: Sequence[Point]) -> None:
        self.place = place
        self.series = series
        self.targets = [p for p in points if p.kind == "target"]
        self.actuals = [p for p in points if p.kind == "actual"]
        self.strict = series.form in _STRICT or series.kind == "flow"

    def verdicts(self) -> Iterator[Verdict]:
        groups: dict[str | None, list[Point]] = defaultdict(list)
        for target in self.targets:
            groups[target.period_last].append(target)
        for last in sorted(groups, key=lambda day: day or ""):
            if last is None:
                for target in groups[last]:
                    if target.same_as is None:
                        yield self._made(target, "unclear", missing="the period: nothing says by when")
                continue
            for period in self._periods(groups[last]):
                yield from self._of_period(period)
        yield from self._dropped_years()

    def _periods(self, targets: list[Point]) -> list[list[Point]]:
        """Targets of one end, apart by their beginnings where these make different figures."""
        if not self.strict:
            return [targets]
        by_first: dict[str | None, list[Point]] = defaultdict(list)
        for target in targets:
            by_first[_first(target)].append(target)
        return [by_first[first] for first in sorted(by_first, key=lambda day: day or "")]

    def _of_period(self, targets: list[Point]) -> Iterator[Verdict]:
        firm = [t for t in targets if t.commitment != "aspirational"] or targets
        standing = firm[-1]
        same_day = [t for t in firm if t.published == standing.published and t.document_id != standing.document_id]
        for target in targets:
            if target.same_as is not None:
                continue
            if target not in firm:
                yield self._judged(target, "stretch")
            elif _alike(target, standing):
                clash = next((t for t in same_day if not _alike(t, standing)), None)
                if clash is None:
                    yield self._judged(target, None)
                else:
                    yield self._made(
                        target, "unclear", missing="which counts: two documents of one day differ", other=clash
                    )
            elif target.document_id == standing.document_id:
                yield self._judged(target, None)
            elif (target.published or "") < (standing.published or ""):
                yield self._made(target, "revised", note=_revision(target, standing), other=standing)
            else:
                yield self._made(
                    target, "unclear", missing="which counts: two documents of one day differ", other=standing
                )

    def _judged(self, target: Point, note: str | None) -> Verdict:
        actual = self._actual(target)
        if actual is not None:
            status, why = compared(target, actual, self.series)
            return self._made(target, status, note=note, missing=why, actual=actual)
        last = date.fromisoformat(str(target.period_last))
        if (moved := self._moved(target)) is not None:
            return self._made(target, "revised", note="moved", other=moved)
        if (gone := self._gone(target)) is not None:
            return self._made(target, "dropped", note=note, document=gone)
        missing = self._near(target)
        if self.place.today <= last:
            return self._made(
                target, "open", note=note, missing=missing or _NARROW["open"], changes=last + timedelta(1)
            )
        if target.period_last not in self.place.reported and self.place.today <= last + timedelta(WAIT):
            changes = last + timedelta(WAIT + 1)
            return self._made(target, "open", note=note, missing=missing or _NARROW["waiting"], changes=changes)
        return self._made(target, "not_reported", note=note, missing=missing or "no figure of the period")

    def _actual(self, target: Point) -> Point | None:
        """The latest figure of the target's period."""
        found = [a for a in self.actuals if self._same_period(target, a)]
        return found[-1] if found else None

    def _same_period(self, target: Point, actual: Point) -> bool:
        if target.period_last != actual.period_last:
            return False
        if _first(target) == _first(actual):
            return True
        if self.strict:
            return False
        if self.series.kind == "rate":
            return None in (target.period_first, actual.period_first)
        return True

    def _near(self, target: Point) -> str | None:
        """What was reported instead: the same indicator, but of another scope, unit, basis, form or period."""
        if any(a.period_last == target.period_last for a in self.actuals):
            return "the period: what is reported ends on that day and begins on another"
        own = self.series
        for ident in self.place.siblings[own.indicator]:
            other = self.place.series[ident]
            if ident == own.id or not any(
                p.kind == "actual" and p.period_last == target.period_last for p in self.place.by_series[ident]
            ):
                continue
            for name in ("scope", "unit", "basis", "per", "form"):
                if getattr(own, name) != getattr(other, name):
                    return (
                        f"the {name}: {getattr(own, name) or 'none'} is set, {getattr(other, name) or 'none'} reported"
                    )
        return None

    def _moved(self, target: Point) -> Point | None:
        """The target that sets the same value for a later day, made while this one was open."""
        if self.strict or target.published is None:
            return None
        for other in self.targets:
            if (
                other.published is not None
                and target.published < other.published <= str(target.period_last)
                and str(other.period_last or "") > str(target.period_last)
                and _alike(other, target)
            ):
                return other
        return None

    def _gone(self, target: Point) -> str | None:
        """The second report after the target that is silent of it, although it was not due yet."""
        silent = [
            ident
            for ident in self.place.later(target)
            if str(self.place.documents[ident][0].published) <= str(target.period_last)
        ]
        if len(silent) < 2:
            return None
        latest = max(str(p.published or "") for p in (*self.targets, *self.actuals))
        return silent[1] if latest < str(self.place.documents[silent[0]][0].published) else None

    def _dropped_years(self) -> Iterator[Verdict]:
        """A year without the target that the years before had, although a document of the same rank sets the year's."""
        yearly = {str(t.period_last)[:4]: t for t in self.targets if t.grain == "year" and t.period_last}
        for year, target in sorted(yearly.items()):
            after, before = str(int(year) + 1), str(int(year) - 1)
            if after in yearly or not (before in yearly or self.series.known):
                continue
            if any(str(p.period_last)[:4] >= after for p in self._sibling_targets()):
                continue  # set in another form, or again later
            silent = self.place.rounds(after, target.rank)
            if silent:
                verdict = self._made(target, "dropped", document=silent[0])
                period = {"period_first": f"{after}-01-01", "period_last": f"{after}-12-31"}
                yield verdict._replace(id=_id(verdict.id, after), **period)

    def _sibling_targets(self) -> Iterator[Point]:
        for ident in self.place.siblings[self.series.indicator]:
            yield from (p for p in self.place.by_series[ident] if p.kind == "target" and p.period_last)

    def _made(
        self,
        target: Point,
        status: str,
        *,
        note: str | None = None,
        missing: str | None = None,
        actual: Point | None = None,
        other: Point | None = None,
        document: str | None = None,
        changes: date | None = None,
    ) -> Verdict:
        return Verdict(
            _id(target.id, "verdict"), self.series.id, self.series.place, target.period_first, target.period_last, status,
            note, missing, target.id, actual.id if actual else None, other.id if other else None, document,
            changes.isoformat() if changes else None,
        )  # fmt: skip


def _id(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _first(point: Point) -> str | None:
    """Its first day; an open "by" said in the year it ends in is of that year."""
    last, published = point.period_last, point.published
    if point.period_first is None and last and last.endswith("-12-31") and (published or "")[:4] == last[:4]:
        return f"{last[:4]}-01-01"
    return point.period_first


def _revision(target: Point, standing: Point) -> str:
    """``raised``, ``lowered``, or ``restated`` with another comparator; of two declines, the larger is the higher."""
    before, after = target.value, standing.value
    if before < 0 and after < 0:
        before, after = -before, -after
    return "raised" if after > before else "lowered" if after < before else "restated"


def _alike(one: Point, other: Point) -> bool:
    return (*_shown(one), one.comparator) == (*_shown(other), other.comparator)


def compared(target: Point, actual: Point, series: Series) -> tuple[str, str | None]:
    """``met`` or ``missed``, and how that was told; ``unclear`` where the actual is a bound that does not decide.

    The comparator decides where it is one-sided; else the direction of the indicator, of which the catalogue tells, else the
    change that was promised; an amount of something built is taken to be better where it is more.
    """
    least, most = target.low, target.high
    if least is not None and most is None:
        return _decided(actual.low, least, target.comparator == ">", None)
    if most is not None and least is None:
        return _decided(_turned(actual.high), -most, target.comparator == "<", None)
    if least is None or most is None:
        return "unclear", "the value of the target"
    direction, why = series.direction, None
    if not direction:
        direction = "-" if series.form in _STRICT and target.value < 0 else "+"
        why = f"the direction is not in the catalogue; taken as {'less' if direction == '-' else 'more'} is better"
    slack = _ABOUT * abs(target.value) if target.comparator == "~" else 0.0
    if direction == "+":
        return _decided(actual.low, least - slack, False, why)
    if direction in ("-", "<"):
        return _decided(_turned(actual.high), -most - slack, False, why)
    if actual.low is None or actual.high is None:
        return "unclear", _BOUND
    return ("met" if actual.low >= least - slack and actual.high <= most + slack else "missed"), why


_BOUND = "the value of the actual, which is a bound"


def _turned(value: float | None) -> float | None:
    return None if value is None else -value


def _decided(bound: float | None, least: float, more: bool, why: str | None) -> tuple[str, str | None]:
    """Whether ``bound`` reaches ``least``, or passes it where ``more`` is wanted."""
    if bound is None:
        return "unclear", _BOUND
    return ("met" if bound > least or (bound == least and not more) else "missed"), why
