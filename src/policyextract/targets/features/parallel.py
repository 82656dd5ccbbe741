"""How a candidate for the indicator stands to what was chosen for the quantity before it in the sentence."""

from typing import Any

from ..proposers.indicator import Candidate
from ..scene import Case
from .asked import Asked
from .parts import keep

Standing = tuple[str, str, bool, bool, str]
"""How a candidate stands to what was chosen before: zone, how, which of the two begin their stretch, what they measure."""


def parallel(
    case: Case, found: Candidate, zone: str, last: tuple[Case, Candidate], asked: Asked, kept: dict[Standing, Any]
) -> Any:
    """How the candidate stands to what was chosen for the case before in the sentence; None where it does not.

    Args:
        last: that case and what was chosen.
        kept: what ``asked`` has given, from document to document.
    """
    other, before = last
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
    told = kept.get(key)
    return keep(kept, key, asked.names(_standing(*key))) if told is None else told


def _standing(zone: str, how: str, begins: bool, begin: bool, same: str) -> list[str]:
    """How a candidate stands to what was chosen before: behind it, both ending alike (``ec``) or not (``lo``), the same, over it.

    ``begins`` and ``begin`` say which of the two begin their stretch.
    """
    if how in ("same", "over"):
        return [f"{zone}.p.{how}.{same}"]
    return [f"{zone}.p.ec={how == 'ec'}.{same}", f"{zone}.p.lo={begins}{begin}.{same}"]
