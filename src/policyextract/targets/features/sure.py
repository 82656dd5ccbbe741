"""How sure a whole record is: what the probability that kind, value, indicator and due are right is fitted on."""

from collections.abc import Sequence

from ..scene import Case, Scene
from ..slots import Pick


def _step(share: float) -> str:
    return str(min(19, int(share * 20)))


def features(
    scene: Scene,
    case: Case,
    kinds: Sequence[float],
    nature: Sequence[float],
    change: Sequence[float],
    indicator: Pick,
    due: Pick,
) -> list[str]:
    """The shares of each slot in steps, alone and together, and how the quantity was read."""
    record = 1.0 - kinds[0]
    sided = max(kinds[1], kinds[2])
    out = [
        "all",
        f"record={_step(record)}",
        f"kind={_step(sided)}",
        f"nature={_step(max(nature))}",
        f"change={_step(max(change))}",
        f"indicator={_step(indicator.share)}",
        f"ind.rule={indicator.candidate.rule}",
        f"value={case.mention.rule}",
        f"dim={case.unit_kind.dimension}",
        f"block={scene.blocks[case.block].kind}",
        f"script={scene.outline.clean.script}",
        f"dated={scene.anchor.source}",
    ]
    out.append(f"due={_step(due.share)}")
    out.append(f"due.rule={due.candidate.rule}")
    whole = sided * max(change) * indicator.share * due.share
    for bound in range(1, 20):
        if whole * 20 >= bound:
            out.append(f"whole>{bound}")
    return out
