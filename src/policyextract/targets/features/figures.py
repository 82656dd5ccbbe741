"""How round figures are: what is promised or laid down is round (50万, 6000套), what was counted is not (21381套, 4.37%)."""

from typing import Final

from ..scene import Case, Scene

_MANY: Final = 3
"""A figure of so many digits that say something is no round one."""
_MOST: Final = 4
_PARTS: Final = 4  # steps of the share of figures that are not round


def digits(case: Case) -> int:
    """How many digits of a figure say something, up to four: 1 of 5000, 2 of 1.2万, 4 of 21381; none of nothing.

    Zeros at its end and its magnitude say only how large it is.
    """
    value = case.amount.explicit[0]
    if not value:
        return 0
    return min(_MOST, len(value.normalize().as_tuple().digits))


class Figures:
    """Makes the features of one document's figures: of each by itself, and of those of its block and document."""

    def __init__(self, scene: Scene) -> None:
        self._digits = [digits(case) for case in scene.cases]
        self._in_block: dict[int, int] = {}
        for case, size in zip(scene.cases, self._digits, strict=True):
            if size >= _MANY:
                self._in_block[case.block] = self._in_block.get(case.block, 0) + 1
        uneven = sum(self._in_block.values())
        self._whole = f"d.sig={uneven * _PARTS // max(1, len(scene.cases))}"

    def digits(self, case: Case) -> int:
        """How many digits of its figure say something, up to those of one that is not round."""
        return min(_MANY, self._digits[case.index])

    def uneven(self, block: int) -> int:
        """How many figures of a block are not round, up to three."""
        return min(_MANY, self._in_block.get(block, 0))

    def features(self, case: Case) -> list[str]:
        """The features of a figure."""
        size = self._digits[case.index]
        out = [f"q.sig={size}", f"q.sig+dim={size}.{case.unit_kind.dimension}", self._whole]
        if case.row is None:
            out.append(f"b.sig={self.uneven(case.block)}")
        return out
