"""Kind and period decided together: what was reached lies behind the day of publication, what is planned mostly before it.

Each table has spoken by itself, and together they may say what nobody says: an actual of a day to come. A table of its own
knows how the two go together; the pairs of a kind and a period share the probability by what all three give them.
"""

from collections.abc import Sequence
from datetime import date
from typing import Final

from ..descent import exp
from ..table import SCALE, Table
from .features.kind import LABELS
from .proposers import due as due_proposer
from .scene import Case, Scene
from .slots import Pick, Shares

KINDS: Final = LABELS[1:]
_YEAR: Final = 400  # days; what is said of the next December or the last is of a year
_MONTH: Final = 31  # what is told of a month or a quarter in its last weeks


def lies(last: date | None, published: date) -> str:
    """Where the last day of a period lies, seen from the day of publication.

    >>> lies(None, date(2024, 3, 1)), lies(date(2024, 12, 31), date(2024, 3, 1)), lies(date(2023, 12, 31), date(2024, 3, 1))
    ('none', 'this year', 'behind')
    """
    if last is None:
        return "none"
    days = (last - published).days
    if days == 0:
        return "then"
    if days < 0:
        return "behind" if days > -_YEAR else "far behind"
    if days > _YEAR:
        return "far ahead"
    if days <= _MONTH:
        return "soon"
    return "this year" if last.year == published.year else "next year"


def features(kinds: Sequence[float], pick: Pick, published: date) -> list[list[list[str]]]:
    """The features of each pair: by kind, and then by candidate of the period.

    Cross-validated, kind and period both right, of records of the unread half, the read half and the archive: without this
    table .797 .870 .875, with it .8069 .8759 .8784, without how sure the kind is beside the place .8038 .8751 .8779. What proposed
    the period, whether it has begun, nature and change, the block, the month of publication and how sure the period is add nothing.
    """
    places = [lies(candidate.last, published) for candidate in pick.candidates]
    out: list[list[list[str]]] = []
    for k, kind in enumerate(KINDS):
        part = part_of(kinds, k)
        step, sure = f"{kind}.{int(10 * part)}", int(5 * part)
        told = [
            [step, f"{kind}|{place}", f"{kind}|{place}|{candidate.source}", f"{kind}|{place}|{sure}"]
            for place, candidate in zip(places, pick.candidates, strict=True)
        ]
        out.append(told)
    return out


def part_of(kinds: Sequence[float], k: int) -> float:
    """The share of a kind of what is a record."""
    return kinds[1 + k] / max(1e-9, kinds[1] + kinds[2])


def settled(
    scene: Scene, records: Sequence[Case], kinds: Shares, dues: Sequence[Pick | None], table: Table
) -> tuple[list[Sequence[float]], list[Pick | None]]:
    """The shares of kind and the picks of the period as they come out together; the same where no day of publication is known."""
    shares, picks = list(kinds), list(dues)
    published = scene.published
    if published is None:
        return shares, picks
    for case in records:
        i = case.index
        pick = dues[i]
        if pick is None:
            continue
        found: list[list[float]] = []
        for k, row in enumerate(features(kinds[i], pick, published)):
            part = part_of(kinds[i], k)
            weights = [exp(table.total(names) / SCALE) for names in row]
            found.append([part * share * weight for share, weight in zip(pick.shares, weights, strict=True)])
        target, actual = sum(found[0]), sum(found[1])
        record = kinds[i][1] + kinds[i][2]
        share = target / (target + actual)
        shares[i] = (kinds[i][0], record * share, record * (1.0 - share))
        picks[i] = pick.anew(found[0] if share >= 0.5 else found[1], due_proposer.choose)
    return shares, picks
