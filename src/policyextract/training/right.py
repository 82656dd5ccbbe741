"""What of an answer an annotation calls right, in training and in what users are shown of it.

It is what the scorer of annotated documents calls right: an indicator that is much like an annotated reading, a name that is
one inside the other.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Any, Final

from ..corrections.annotations import Annotated
from ..targets.features.common import BARE
from ..targets.proposers import due as due_proposer
from ..targets.scene import Case

LIKE: Final = 0.8
"""From which likeness on an indicator is that of an annotation."""
_NEARLY: Final = 0.9


def bare(text: str | None) -> str:
    """Words without marks."""
    return "".join((text or "").translate(BARE).split())


def likeness(one: str, other: str) -> float:
    """How like two bare texts are, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def same_name(want: str, got: str) -> bool:
    """Equal, or one inside the other where neither is more than twice (plus two) the other's length.

    >>> same_name("市发展改革委", "发展改革委"), same_name("全市", "青山市")
    (True, False)
    """
    wanted, found = bare(want), bare(got)
    short, long = sorted((len(wanted), len(found)))
    return wanted == found or (short >= 2 and long <= 2 * short + 2 and (wanted in found or found in wanted))


def number(value: Any) -> Any:
    """A number of an annotation, to be compared."""
    try:
        return None if value is None else Decimal(str(value)).normalize()
    except InvalidOperation:
        return value


def readings(told: Any) -> list[Any]:
    """The readings that will do: those of a list, else the one."""
    return told if isinstance(told, list) else [told]


def alike(wanted: Sequence[str], got: str) -> float:
    """The likeness of bare words to the best reading; the slow comparison is made only where it can reach :data:`LIKE`."""
    if got in wanted:
        return 1.0
    best = 0.0
    for want in wanted:
        if got and 2 * min(len(want), len(got)) >= LIKE * (len(want) + len(got)):
            best = max(best, likeness(want, got))
    return best


def value(case: Case, gold: Annotated) -> bool:
    """Whether the number, comparator and unit of a case are those of an annotation."""
    wanted = (number(gold["low"]), number(gold["high"]), gold["comparator"], gold["unit"])
    return wanted == (number(case.low), number(case.high), case.comparator, case.unit)


def indicators(text: str, candidates: Sequence[Any], gold: Annotated) -> list[int]:
    """The candidates that read like an annotated reading: the likest, and those nearly equal to one.

    The scorer takes 建成5G基站 for 5G基站; who reads the records does not.
    """
    if "indicator" not in gold:
        return []
    wanted = [bare(reading) for reading in gold["indicator"]]
    found = [alike(wanted, bare("".join(text[a:b] for a, b in c.pieces))) for c in candidates]
    most = max(found, default=0.0)
    return [k for k, share in enumerate(found) if share >= LIKE and (share == most or share >= _NEARLY)]


def dues(candidates: Sequence[Any], gold: Annotated) -> list[int]:
    """The candidates that are the annotated period."""
    return due_proposer.right(candidates, gold["due"], gold.get("first")) if "due" in gold else []


def named(text: str, candidates: Sequence[Any], told: Any) -> list[int]:
    """The candidates that name what is wanted, or nothing where that is wanted."""
    wanted = readings(told)
    return [
        k
        for k, place in enumerate([candidate.place for candidate in candidates])
        if (
            None in wanted
            if place is None
            else any(want and same_name(want, text[place.start : place.end]) for want in wanted)
        )
    ]
