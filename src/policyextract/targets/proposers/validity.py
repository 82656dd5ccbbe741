"""Until when what a document lays down holds: 有效期至2027年12月31日, 自2025年6月1日起施行，有效期5年, 活动时间：10月1日至11月30日,
自2023年3月14日起，至2026年3月13日止."""

from bisect import bisect_left
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from ...context import calendar
from ...context.resolve import Moment
from ...lexicon import shipped
from ..parse import tagged
from ..scene import Case, Scene

_REACH: Final = 60  # characters to each side of the word that a sentence of validity takes
_STOPS: Final = ("。", "；", ";", "\n")
_UNITS: Final = {"年": "year", "个月": "month", "天": "day", "周": "week"}


class Term(NamedTuple):
    """A period in which something holds, and the place that says so."""

    moment: Moment
    start: int
    word: str  # that says so
    low: int  # where its sentence begins


@cache
def _words() -> tuple[str, ...]:
    return tuple(word for word, tags in tagged().items() if "validity" in tags)


@cache
def _ending() -> tuple[str, ...]:
    return shipped("targets", "words.toml").classes()["term_ends"]


def terms(scene: Scene) -> list[Term]:
    """The terms of validity that a document states, in order, each statement once."""
    text = scene.text
    places: list[tuple[int, int]] | None = scene.made.get("validity")
    if places is None:
        places = scene.made["validity"] = _places(text)
    out: list[Term] = []
    starts = [case.start for case in scene.cases]
    for start, end in places:
        low, high = _sentence(text, start, end)
        told = scene.times_in(low, high)
        for moment in told:
            if moment.last is not None and not moment.quoted and not (out and out[-1].moment is moment):
                out.append(Term(moment, start, text[start:end], low))
        index = bisect_left(starts, end)
        if index < len(starts) and starts[index] < min(high, end + 8):
            found = _lasting(scene, scene.cases[index], [m for m in told if m.first is not None and m.role == "from"])
            if found is not None:
                out.append(Term(found, start, text[start:end], low))
    known = {term.moment.start for term in out}
    out += [term for term in _ends(scene) if term.start not in known]
    out.sort(key=_place)
    return out


def _place(term: Term) -> int:
    return term.start


def _ends(scene: Scene) -> list[Term]:
    """The days to come up to which something lasts, said without a word of validity: 至2026年3月13日止."""
    found: list[Term] | None = scene.made.get("ends")
    if found is None:
        text, today = scene.text, scene.published
        found = scene.made["ends"] = [
            Term(moment, moment.start, _ending()[0], moment.outer_start)
            for moment in scene.moments
            if moment.last is not None
            and text.startswith(_ending(), moment.end)
            and moment.role != "as_of"
            and not moment.quoted
            and (today is None or moment.last >= today)
        ]
    return found


def _places(text: str) -> list[tuple[int, int]]:
    """Where words of validity stand."""
    out: list[tuple[int, int]] = []
    for word in _words():
        at = text.find(word)
        while at >= 0:
            out.append((at, at + len(word)))
            at = text.find(word, at + len(word))
    out.sort()
    return out


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a word, no longer than a reader needs."""
    low = max(0, start - _REACH)
    high = min(len(text), end + _REACH)
    for stop in _STOPS:
        at = text.rfind(stop, low, start)
        low = max(low, at + 1)
        at = text.find(stop, end + 2, high)
        high = at if at >= 0 else high
    return low, high


def _lasting(scene: Scene, case: Case, since: list[Moment]) -> Moment | None:
    """``有效期5年``: so long from the day it begins, or from the publication."""
    unit, number = _UNITS.get(case.unit), case.amount.explicit[1]
    start: date | None = since[-1].first if since else scene.published
    if unit is None or start is None or number != int(number) or not 0 < number < 100:
        return None
    last = calendar.add(start, int(number), unit) - timedelta(days=1)
    return Moment(
        case.start, case.end, case.start, case.end, start, last, "period", "clause", "span", False, False, "due.term"
    )
