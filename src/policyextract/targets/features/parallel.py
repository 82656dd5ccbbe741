"""How a candidate for the indicator stands to what was chosen for the quantity before it in the sentence."""

from ..proposers.indicator import Candidate
from ..scene import Case
from .parts import Part, keep

_Standing = tuple[str, str, bool, bool, str]
_kept: dict[_Standing, Part] = {}  # how candidates stand to what was chosen before, kept from document to document


def parallel(case: Case, found: Candidate, zone: str, other: Case, before: Candidate) -> Part | None:
    """How the candidate stands to what was chosen for the case before in the sentence."""
    if before.first < 0:
        return None
    same = "u" if other.unit == case.unit else "d" if other.unit_kind.dimension == case.unit_kind.dimension else "-"
    words = case.sentence.words
    if before.last <= found.first and before.first < found.first:
        alike = words[found.last - 1].text[-1] == words[before.last - 1].text[-1]
        begins = before.first == before.lo
        key = (zone, "ec" if alike else "lo", begins, found.first == found.lo, same)
    elif found.pieces == before.pieces:
        key = (zone, "same", True, True, same)
    elif before.first < found.last and found.first < before.last:
        key = (zone, "over", True, True, same)
    else:
        return None
    return _kept.get(key) or keep(_kept, key, Part(_standing(*key)))


def _standing(zone: str, how: str, begins: bool, begin: bool, same: str) -> list[str]:
    """How a candidate stands to what was chosen before: behind it, both ending alike (``ec``) or not (``lo``), the same, over it.

    ``begins`` and ``begin`` say which of the two begin their stretch.
    """
    if how in ("same", "over"):
        return [f"{zone}.p.{how}.{same}"]
    return [f"{zone}.p.ec={how == 'ec'}.{same}", f"{zone}.p.lo={begins}{begin}.{same}"]
