"""How sure a whole record is: what the probability that kind, value, indicator and due are right is fitted on."""

from collections.abc import Sequence
from typing import Final

from ...span import Span
from ..scene import Case, Scene
from ..slots import Pick
from .common import LIKE, SEEN
from .parts import Part, flat, keep

_Told = tuple[str, str, str, str, str, str, str]
_told: dict[_Told, Part] = {}  # how the quantity was read, kept from document to document


def _up_to(name: str, count: int) -> tuple[Part, ...]:
    """A share in ``count`` steps: each step's features are those of all below it and one more, so that few records say
    enough of a step (left out, against a feature for each step alone: calibration error .029 -> .019, area .778 -> .786)."""
    return tuple([Part([f"{name}>{bound}" for bound in range(1, k + 1)]) for k in range(count)])


_STEPS: Final = 10
_RECORD, _KIND, _CHANGE = _up_to("record", _STEPS), _up_to("kind", _STEPS), _up_to("change", _STEPS)
_INDICATOR, _DUE = _up_to("indicator", _STEPS), _up_to("due", _STEPS)
_WHOLE: Final = _up_to("whole", 2 * _STEPS)
# left out, the area under the curve of the unread half and of the archive: .772 and .779 without these, .781 and .781 with them
_OWN, _LIKE = _up_to("own", _STEPS), _up_to("like", _STEPS)
_WHOLE_LIKE: Final = _up_to("whole.like", 2 * _STEPS)


def _step(share: float, count: int = _STEPS) -> int:
    return min(count - 1, int(share * count))


def features(
    scene: Scene,
    case: Case,
    kinds: Sequence[float],
    alone: Sequence[float],
    change: Sequence[float],
    indicator: Pick,
    due: Pick,
) -> list[str]:
    """The features of a record; see :func:`parts`."""
    return flat(parts(scene, case, kinds, alone, change, indicator, due))


def parts(
    scene: Scene,
    case: Case,
    kinds: Sequence[float],
    alone: Sequence[float],
    change: Sequence[float],
    indicator: Pick,
    due: Pick,
) -> list[Part]:
    """The shares of each slot in steps, by themselves and together, and how the quantity was read.

    Args:
        kinds: the shares of kind with what is near taken in; ``alone`` those of the record's own words.
    """
    side = 1 if kinds[1] >= kinds[2] else 2
    sided, changed = kinds[side], max(change)
    own = alone[side] / max(1e-6, alone[1] + alone[2])
    rest = sided * changed * due.share
    like = _like(indicator)
    told = (
        indicator.candidate.rule, due.candidate.rule, case.mention.rule, case.unit_kind.dimension,
        scene.blocks[case.block].kind, scene.outline.clean.script, scene.anchor.source,
    )  # fmt: skip
    read = _told.get(told) or keep(_told, told, Part(_reading(*told)))
    return [
        read,
        _RECORD[_step(1.0 - kinds[0])],
        _KIND[_step(sided)],
        _CHANGE[_step(changed)],
        _INDICATOR[_step(indicator.share)],
        _DUE[_step(due.share)],
        _WHOLE[_step(rest * indicator.share, 2 * _STEPS)],
        _OWN[_step(own)],
        _LIKE[_step(like)],
        _WHOLE_LIKE[_step(rest * like, 2 * _STEPS)],
    ]


def _like(pick: Pick) -> float:
    """The share of all that reads much like what was chosen: a word more or less makes no other indicator."""
    chosen: Sequence[Span] = pick.candidate.pieces
    own = _length(chosen)
    out = 0.0
    for candidate, share in zip(pick.candidates, pick.shares, strict=True):
        if share > SEEN:
            pieces: Sequence[Span] = candidate.pieces
            if 2 * _in_common(chosen, pieces) >= LIKE * (own + _length(pieces)):
                out += share
    return out


def _length(pieces: Sequence[Span]) -> int:
    """How many characters of the text the pieces hold."""
    count = 0
    for start, end in pieces:
        count += end - start
    return count


def _in_common(one: Sequence[Span], other: Sequence[Span]) -> int:
    """How many characters of the text both hold."""
    count = 0
    for a, b in one:
        for c, d in other:
            count += max(0, min(b, d) - max(a, c))
    return count


def _reading(indicator: str, due: str, value: str, dimension: str, block: str, script: str, dated: str) -> list[str]:
    return [
        "all",
        f"ind.rule={indicator}",
        f"due.rule={due}",
        f"value={value}",
        f"dim={dimension}",
        f"block={block}",
        f"script={script}",
        f"dated={dated}",
    ]
