"""Features that candidates or cases share, in lists that are made once and summed once.

What a table sees of a candidate is the names of all its parts; in what parts they come changes nothing.
"""

from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Final

from ...learn import Table

_NOTHING: Final = repeat(0)


class Part:
    """Some names of features, each behind the same ``prefix`` (``""``, or ended by ``|`` or ``&``), and other parts.

    A part is made by the reader of one slot and summed by that slot's table alone, which keeps the sum in ``total``.
    """

    __slots__ = ("inner", "known", "names", "prefix", "total")

    def __init__(self, names: Sequence[str], prefix: str = "", inner: Sequence["Part"] = ()) -> None:
        self.names = names
        self.prefix = prefix
        self.inner = inner
        self.known = False
        self.total = 0


def total(parts: Sequence[Part], table: Table) -> int:
    """The packed sum of a table over all names of ``parts``."""
    out = 0
    for part in parts:
        if not part.known:
            weights = table.under(part.prefix) if part.prefix else table.packed
            part.total = sum(map(weights.get, part.names, _NOTHING))
            if part.inner:
                part.total += total(part.inner, table)
            part.known = True
        out += part.total
    return out


def flat(parts: Iterable[Part]) -> list[str]:
    """The names of ``parts`` as they stand in the table."""
    out: list[str] = []
    for part in parts:
        if part.prefix:
            out += [part.prefix + name for name in part.names]
        else:
            out += part.names
        if part.inner:
            out += flat(part.inner)
    return out
