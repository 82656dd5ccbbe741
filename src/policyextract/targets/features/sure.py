"""How sure a whole record is: what the probability that kind, value, indicator and due are right is fitted on."""

from collections.abc import Sequence
from typing import Final

from ..scene import Case, Scene
from ..slots import Pick
from .parts import Part, flat, keep

_Told = tuple[str, str, str, str, str, str, str]
_told: dict[_Told, Part] = {}  # how the quantity was read, kept from document to document


def _steps(name: str) -> tuple[str, ...]:
    """A share in twenty steps, as features."""
    return tuple([f"{name}={k}" for k in range(20)])


_RECORD, _KIND, _NATURE = _steps("record"), _steps("kind"), _steps("nature")
_CHANGE, _INDICATOR, _DUE = _steps("change"), _steps("indicator"), _steps("due")

_WHOLE: Final = tuple([Part([f"whole>{bound}" for bound in range(1, k + 1)]) for k in range(20)])


def _step(share: float) -> int:
    return min(19, int(share * 20))


def features(
    scene: Scene,
    case: Case,
    kinds: Sequence[float],
    nature: Sequence[float],
    change: Sequence[float],
    indicator: Pick,
    due: Pick,
) -> list[str]:
    """The features of a record; see :func:`parts`."""
    return flat(parts(scene, case, kinds, nature, change, indicator, due))


def parts(
    scene: Scene,
    case: Case,
    kinds: Sequence[float],
    nature: Sequence[float],
    change: Sequence[float],
    indicator: Pick,
    due: Pick,
) -> list[Part]:
    """The shares of each slot in steps, alone and together, and how the quantity was read."""
    sided, changed = max(kinds[1], kinds[2]), max(change)
    own = [
        _RECORD[_step(1.0 - kinds[0])],
        _KIND[_step(sided)],
        _NATURE[_step(max(nature))],
        _CHANGE[_step(changed)],
        _INDICATOR[_step(indicator.share)],
        _DUE[_step(due.share)],
    ]
    told = (
        indicator.candidate.rule, due.candidate.rule, case.mention.rule, case.unit_kind.dimension,
        scene.blocks[case.block].kind, scene.outline.clean.script, scene.anchor.source,
    )  # fmt: skip
    read = _told.get(told) or keep(_told, told, Part(_reading(*told)))
    return [Part(own), read, _WHOLE[_step(sided * changed * indicator.share * due.share)]]


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
