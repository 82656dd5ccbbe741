"""Features that candidates or cases share, in lists that are made once and summed once.

What a table sees of a candidate is the names of all its parts; in what parts they come changes nothing.
"""

from collections.abc import Hashable, Iterable, Sequence
from itertools import repeat
from typing import Final, TypeVar

from ...span import COMPILED
from ...table import Across, Table, added

Key = TypeVar("Key", bound=Hashable)
Kept = TypeVar("Kept")

_NOTHING: Final = repeat(0)
_PAIRED: Final = 6
_MOST: Final = 10000  # parts that are kept from document to document, of one kind: some 10 MB


class Part:
    """Some names of features, each behind the same ``prefix`` (``""``, or ended by a mark: :meth:`.Table.under`), and other parts.

    Each name counts once: a table is fitted to which features there are, not to how many of each.
    A part is made by the reader of one slot. What a table gives for it is kept, with that table. ``crossed`` are the same
    names where they stand behind other prefixes too.
    """

    __slots__ = ("crossed", "inner", "known", "names", "prefix")

    def __init__(
        self, names: Sequence[str], prefix: str = "", inner: Sequence["Part"] = (), crossed: "Crossed | None" = None
    ) -> None:
        self.names = names if crossed is None else crossed.names
        self.prefix = prefix
        self.inner = inner
        self.crossed = crossed
        self.known: tuple[Table | None, int] = _UNKNOWN  # one value, so that no thread sees half of it


_UNKNOWN: Final[tuple[Table | None, int]] = (None, 0)


class Crossed:
    """Names that stand behind several prefixes, which end with the same mark, in a part each: looked up once for all.

    ``among`` are these prefixes where they are few and known; behind another the names then count nothing.
    """

    __slots__ = ("_among", "_known", "names")

    def __init__(self, names: Sequence[str], among: tuple[str, ...] = ()) -> None:
        self.names = once(names)
        self._among = among
        self._known: tuple[Table, Across, int] | None = None  # one value, as that of a part

    def under(self, prefix: str) -> Part:
        """The names behind one prefix."""
        return Part(self.names, prefix, (), self)

    def total(self, table: Table, prefix: str) -> int:
        """What the table gives for them there."""
        known = self._known
        if known is None or known[0] is not table:
            across = table.across(prefix[-1:], self._among)
            known = self._known = (table, across, across.total(self.names))
        return known[1].behind(known[2], prefix)


def total(parts: Sequence[Part], table: Table) -> int:
    """The packed sum of a table over all names of ``parts``."""
    out = 0
    for part in parts:
        known = part.known
        out += known[1] if known[0] is table else _summed(part, table)
    return out


def _summed(part: Part, table: Table) -> int:
    """The packed sum of one part, which is kept with it."""
    if part.crossed is not None:
        own = part.crossed.total(table, part.prefix)
    elif part.names:
        own = counted(table.under(part.prefix) if part.prefix else table.packed, part.names)
    else:
        own = 0
    if part.inner:
        own += total(part.inner, table)
    part.known = (table, own)
    return own


def totals(candidates: list[list[Part]], table: Table) -> list[int]:
    """The packed sum of each candidate; most of their parts were summed for others."""
    out: list[int] = []
    for parts in candidates:
        whole = 0
        for part in parts:
            known = part.known
            whole += known[1] if known[0] is table else _summed(part, table)
        out.append(whole)
    return out


def keep(kept: dict[Key, Kept], key: Key, part: Kept) -> Kept:
    """``part``, from now on found under ``key``: for parts made of a few values that recur in many documents.

    ``kept`` lives as long as the process; it begins anew when it is full.
    """
    if len(kept) >= _MOST:
        kept.clear()
    kept[key] = part
    return part


def counted(weights: dict[str, int], names: Sequence[str]) -> int:
    """The sum of the weights of ``names``, each once; unknown names count nothing."""
    if not COMPILED:
        return sum(map(weights.get, set(names), _NOTHING))
    given = names if isinstance(names, list) else list(names)
    if len(given) <= _PAIRED and not _repeated(given):
        return added(weights, given)
    seen: set[str] = set()
    out = size = 0
    for name in given:
        seen.add(name)
        if len(seen) > size:
            size += 1
            out += weights.get(name, 0)
    return out


def once(names: Sequence[str]) -> list[str]:
    """The names in order, each once.

    Compiled, a loop takes half of the time of a set and ``dict.fromkeys`` where names stand twice, and pairs of a few names
    are compared sooner; not compiled, that is the other way round by far.
    """
    given = names if isinstance(names, list) else list(names)
    if not COMPILED:
        return given if len(set(given)) == len(given) else list(dict.fromkeys(given))
    if len(given) <= _PAIRED and not _repeated(given):
        return given
    seen: set[str] = set()
    out: list[str] = []
    for name in given:
        seen.add(name)
        if len(seen) > len(out):
            out.append(name)
    return out


def _repeated(names: list[str]) -> bool:
    for i in range(1, len(names)):
        name = names[i]
        for k in range(i):
            if names[k] == name:
                return True
    return False


def flat(parts: Iterable[Part]) -> list[str]:
    """The names of ``parts`` as they stand in the table."""
    out: list[str] = []
    for part in parts:
        if part.prefix:
            out += [part.prefix + name for name in once(part.names)]
        else:
            out += once(part.names)
        if part.inner:
            out += flat(part.inner)
    return out
