"""Tables of integer weights, and the sums that decide with them.

A table is trained by :mod:`policyextract.learn` and shipped as text. Plain Python, so that the same table gives the same
answers on every machine: sums of integers, and an exponential that is made of multiplications (:func:`~.descent.exp`).
"""

import operator
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import repeat
from math import gcd
from pathlib import Path
from sys import intern
from typing import Any, Final, Protocol

from .descent import exp
from .kept import kept
from .span import COMPILED

SCALE: Final = 100
"""Weights are hundredths of a unit of log-odds, rounded."""

_BITS: Final = 24  # of a column where columns are packed: sums stay far below 2²³ hundredths
_HALF: Final = 1 << (_BITS - 1)
_MASK: Final = (1 << _BITS) - 1


class Readable(Protocol):
    """What a table is read from: a path or a package resource."""

    def read_text(self, encoding: str) -> str: ...


class Table:
    """Weights by feature name: one column a label, or a single column that ranks (``labels`` is empty).

    The columns of a name are packed into one integer, so that a sum is one pass over the names whatever the columns.

    >>> table = Table(("a", "b"), {"x": (1, -2), "y": (0, 5)})
    >>> table.sums(["x", "y", "z"]), table.row("x"), table.row("z")
    ([1, 3], (1, -2), None)
    """

    __slots__ = ("_across", "_pairs", "_under", "labels", "made", "packed")

    def __init__(self, labels: tuple[str, ...], weights: Mapping[str, Sequence[int]]) -> None:
        self.labels = labels
        same: dict[int, int] = {}  # weights that are equal are one object: few stay near, where thousands would not
        self.packed: dict[str, int] = {}
        for name, row in weights.items():
            value = pack(row)
            self.packed[name] = same.setdefault(value, value)
        self._under: dict[str, dict[str, dict[str, int]]] = {}
        self._across: dict[tuple[str, ...], Across] = {}
        self._pairs: dict[str, dict[str, dict[str, int]]] = {}
        self.made: dict[str, Any] = {}  # what readers of features make of it, by name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and (self.labels, self.packed) == (other.labels, other.packed)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Table(labels={self.labels!r}, weights={self.weights!r})"

    @property
    def weights(self) -> dict[str, tuple[int, ...]]:
        """The weights of every name, unpacked at each call."""
        columns = max(1, len(self.labels))
        return {name: tuple(unpack(value, columns)) for name, value in self.packed.items()}

    def row(self, name: str) -> tuple[int, ...] | None:
        """The weights of a name; None where it is unknown."""
        value = self.packed.get(name)
        return None if value is None else tuple(unpack(value, max(1, len(self.labels))))

    def under(self, prefix: str) -> dict[str, int]:
        """The packed weights of the names that begin with ``prefix``, by what follows it.

        A prefix ends with a mark (``|``, ``&``, ``=``, ``#``); all that end with one mark are sorted out together, if they do
        not hold it before. What follows is one object for all tables: most words stand behind several prefixes.

        >>> Table((), {"c|x": (7,), "y": (1,)}).under("c|")
        {'x': 7}
        """
        mark = prefix[-1:]
        if not mark:
            return self.packed
        views = self._under.get(mark)
        if views is None:
            views = {}
            for name, value in self.packed.items():
                if mark in name:
                    head, _, rest = name.partition(mark)
                    views.setdefault(head + mark, {})[intern(rest)] = value
            self._under[mark] = views
        found = views.get(prefix)
        if found is None:
            found = {}
            if mark in prefix[:-1]:
                head, _, more = prefix.partition(mark)
                behind = views.get(head + mark, found).items()
                found = {intern(name[len(more) :]): value for name, value in behind if name.startswith(more)}
            views[prefix] = found
        return found

    def pairs(self, prefix: str) -> dict[str, dict[str, int]]:
        """The packed weights of the names that begin with ``prefix`` and go on with two values, joined by a stop, by the
        one and then the other.

        >>> Table((), {"c=x.y": (7,), "c=z": (1,)}).pairs("c=")
        {'x': {'y': 7}}
        """
        known = self._pairs.get(prefix)
        if known is not None:
            return known
        found: dict[str, dict[str, int]] = {}
        for name, value in self.under(prefix).items():
            cut = name.find(".")
            while cut >= 0:  # a value may hold a stop: whichever it was, the two are found
                found.setdefault(intern(name[:cut]), {})[intern(name[cut + 1 :])] = value
                cut = name.find(".", cut + 1)
        return self._pairs.setdefault(prefix, found)

    def across(self, mark: str, among: tuple[str, ...] = ()) -> "Across":
        """The weights of the names that hold ``mark`` by what follows it, all that stands before it side by side.

        Args:
            among: the only prefixes that are asked for, where these are few: of two the sums fit a machine's word.
        """
        found = self._across.get(among or (mark,))
        if found is None:
            self.under(mark)
            views = self._under[mark]
            if among:
                views = {prefix: views[prefix] for prefix in among if prefix in views}
            found = self._across[among or (mark,)] = Across(views, max(1, len(self.labels)))
        return found

    def total(self, names: Iterable[str]) -> int:
        """The packed sum over the features called ``names``; unknown names count nothing."""
        return added(self.packed, names)

    def sums(self, names: Iterable[str]) -> list[int]:
        """The sum of every column over the features called ``names``."""
        return unpack(self.total(names), max(1, len(self.labels)))


class Across:
    """What a table says of names behind each of several prefixes, as columns side by side: one pass sums all of them.

    >>> across = Table((), {"c|x": (7,), "h|x": (-2,), "h|y": (1,)}).across("|")
    >>> whole = across.total(["x", "y", "z"])
    >>> across.behind(whole, "c|"), across.behind(whole, "h|"), across.behind(whole, "w|")
    (7, -1, 0)
    """

    __slots__ = ("_bias", "_half", "_mask", "_packed", "_places")

    def __init__(self, views: Mapping[str, Mapping[str, int]], columns: int) -> None:
        width = _BITS * columns
        self._half, self._mask = 1 << (width - 1), (1 << width) - 1
        # most names stand behind a few prefixes only: these come first, so that the sums stay short
        order = sorted(views, key=lambda prefix: -len(views[prefix]))
        self._places = {prefix: k * width for k, prefix in enumerate(order)}
        self._bias = sum([self._half << place for place in self._places.values()])  # no column borrows
        packed: dict[str, int] = {}
        for prefix, view in views.items():
            for name, value in view.items():
                packed[name] = packed.get(name, 0) + (value << self._places[prefix])
        self._packed = packed

    def total(self, names: list[str]) -> int:
        """The sums over ``names`` behind every prefix, for :meth:`behind`."""
        return self._bias + added(self._packed, names)

    def behind(self, whole: int, prefix: str) -> int:
        """What :meth:`Table.total` gives for the names behind ``prefix``."""
        place = self._places.get(prefix, -1)
        if place < 0:
            return 0
        return ((whole >> place) & self._mask) - self._half


_NOTHING: Final = repeat(0)


def added(weights: dict[str, int], names: Iterable[str]) -> int:
    """The sum of the weights of ``names``; unknown names count nothing.

    Compiled, a loop takes half of the time of what is faster by far where it is not.
    """
    if not COMPILED:
        return sum(map(weights.get, names, _NOTHING))
    out = 0
    for name in names:
        out += weights.get(name, 0)
    return out


def joined(tables: Sequence[Table]) -> Table:
    """Tables that are asked about the same names, as one: its columns are theirs, one table after another.

    >>> one, other = Table(("a", "b"), {"x": (1, 2)}), Table(("c", "d"), {"x": (3, 4), "y": (5, 6)})
    >>> joined([one, other]).sums(["x", "y"])
    [1, 2, 8, 10]
    """
    packed: dict[str, int] = {}
    labels: tuple[str, ...] = ()
    for table in tables:
        shift = _BITS * len(labels)
        for name, value in table.packed.items():
            packed[name] = packed.get(name, 0) + (value << shift)
        labels += table.labels
    return of_packed(labels, packed)


def summed(one: Table, other: Table) -> Table:
    """The table whose weights are the sums of those of two with the same labels; names without any are left out.

    >>> summed(Table((), {"x": (1,), "y": (2,)}), Table((), {"y": (-2,), "z": (3,)}))
    Table(labels=(), weights={'x': (1,), 'z': (3,)})
    """
    packed = dict(one.packed)
    for name, value in other.packed.items():
        packed[name] = packed.get(name, 0) + value
    return of_packed(one.labels, {name: value for name, value in packed.items() if value})


def of_packed(labels: tuple[str, ...], packed: dict[str, int]) -> Table:
    """The table that holds these weights, packed already."""
    out = Table(labels, {})
    out.packed = packed
    return out


def pack(row: Sequence[int]) -> int:
    """Several integers in one; sums of them are the sums of each.

    >>> unpack(pack((1, -2, 3)) + pack((-1, -1, 1)), 3)
    [0, -3, 4]
    """
    out = 0
    for k, weight in enumerate(row):
        out += weight << (_BITS * k)
    return out


def unpack(value: int, columns: int) -> list[int]:
    """What :func:`pack` put together."""
    if columns == 1:
        return [value]
    out = []
    for _ in range(columns):
        low = ((value + _HALF) & _MASK) - _HALF
        out.append(low)
        value = (value - low) >> _BITS
    return out


def beyond(value: int, columns: int) -> int:
    """What :func:`pack` put into the columns behind the first ``columns``.

    >>> unpack(beyond(pack((-1, 2, -3, 4)), 2), 2)
    [-3, 4]
    """
    bits = _BITS * columns
    half = 1 << (bits - 1)
    return (value - (((value + half) & ((1 << bits) - 1)) - half)) >> bits


def shares(sums: Sequence[float]) -> list[float]:
    """Softmax: each sum's share of the probability.

    >>> shares([0.0, 0.0])
    [0.5, 0.5]
    """
    most, whole = max(sums), 0.0
    raised: list[float] = []
    for value in sums:
        power = exp(value - most)
        raised.append(power)
        whole += power
    return [value / whole for value in raised]


_DEEPEST: Final = 6001  # hundredths below the likeliest from which a share is nothing


_powers: list[float] = []


def _raised() -> list[float]:
    """e to the power of as many hundredths below nothing, by their number: what sums that are integers need of it.

    Made once a process; another thread sees none of it or all.
    """
    if not _powers:
        _powers.extend([exp(-k / SCALE) for k in range(_DEEPEST + 1)])
    return _powers


def shares_of(sums: list[int]) -> list[float]:
    """Softmax of sums in hundredths, as the tables give them.

    >>> shares_of([7, 7])
    [0.5, 0.5]
    """
    if len(sums) == 1:
        return [1.0]
    powers = _raised()
    if not COMPILED:
        most = max(sums)
        if most - min(sums) < _DEEPEST:
            raised = [powers[most - value] for value in sums]
        else:
            raised = [powers[most - value] if most - value < _DEEPEST else 0.0 for value in sums]
        whole = reduce(
            operator.add, raised
        )  # one after the other, as the loop does: sum() of Python 3.12 rounds otherwise
        return [power / whole for power in raised]
    most, raised, whole = sums[0], list[float](), 0.0
    for value in sums:
        if value > most:
            most = value
    for value in sums:
        below = most - value
        power = powers[below if below < _DEEPEST else _DEEPEST]
        raised.append(power)
        whole += power
    return [power / whole for power in raised]


def written(table: Table, head: Iterable[str]) -> str:
    """A table as text: comment lines, the labels, then the features, those that share their weights in one line.

    Before the labels stands what all weights are multiples of, so many of which are written. A line without a tab is what the
    names behind it begin with, said once. A line with one is weights, one a label but the first, whose own is taken from them
    and not written, and the rest of each name that has them, all in alphabetical order.

    >>> print(written(Table((), {"a=x": (5,), "a=y": (10,), "a=z": (5,), "b": (15,)}), ["about"]).replace("\\t", " "), end="")
    # about
    =5
    3 b
    a=
    1 x z
    2 y
    """
    lines = [f"# {line}" for line in head]
    sharing: dict[str, dict[tuple[int, ...], list[str]]] = {}
    for name, row in sorted(table.weights.items()):
        found = _BEGINNING.match(name)
        begins = found[0] if found is not None else ""
        told = tuple([weight - row[0] for weight in row[1:]]) if table.labels else row
        sharing.setdefault(begins, {}).setdefault(told, []).append(name[len(begins) :])
    step = gcd(*[weight for rows in sharing.values() for told in rows for weight in told]) or 1
    lines.append("\t".join((f"={step}", *table.labels)))
    for begins in sorted(sharing):
        if begins:
            lines.append(begins)
        for told, names in sharing[begins].items():
            lines.append("\t".join((*[str(weight // step) for weight in told], *names)))
    return "\n".join(lines) + "\n"


_BEGINNING: Final = re.compile(r"[^=#]*[=#]")
"""What a name shares with others of its template."""


def read(source: Readable) -> Table:
    """A table from its text.

    >>> class Text(str):
    ...     def read_text(self, encoding): return str(self)
    >>> read(Text("# about\\n=1\\ta\\tb\\nw=\\n-2\\tx\\tz\\n3\\ty\\n"))
    Table(labels=('a', 'b'), weights={'w=x': (0, -2), 'w=z': (0, -2), 'w=y': (0, 3)})
    """
    return _parsed(source.read_text(encoding="utf-8"))


def _parsed(text: str) -> Table:
    lines = iter(text.rstrip("\n").split("\n"))
    labels: list[str] = []
    step = "1"
    for line in lines:
        if line[:1] == "=":
            step, *labels = line[1:].split("\t")
            break
    packed: dict[str, int] = {}
    begins = ""
    times, width = int(step), max(1, len(labels) - 1)
    for line in lines:
        fields = line.split("\t")
        if len(fields) == 1:
            begins = line
            continue
        value = times * (pack((0, *map(int, fields[:width]))) if labels else int(fields[0]))
        for name in fields[width:]:
            packed[begins + name] = value
    return of_packed(tuple(labels), packed)


def read_all(sources: Mapping[str, bytes]) -> dict[str, Table]:
    """Tables from their texts in UTF-8, by name; what they were read to is kept between runs."""

    def plain() -> dict[str, list[Any]]:
        return {name: _grouped(_parsed(data.decode())) for name, data in sources.items()}

    out: dict[str, Table] = {}
    for name, (labels, values, groups) in kept("tables", _FORM + b"\0".join(sources.values()), plain).items():
        packed: dict[str, int] = {}
        for value, names in zip(values, groups, strict=True):
            packed.update(dict.fromkeys(names.split("\n"), value))
        out[name] = of_packed(tuple(labels), packed)
    return out


_FORM: Final = b"grouped\n"
"""What is kept: whoever has kept another form makes it anew."""


def _grouped(table: Table) -> list[Any]:
    """The labels of a table, its packed weights, each once, and the names that have them."""
    groups: dict[int, list[str]] = {}
    for name, value in table.packed.items():
        groups.setdefault(value, []).append(name)
    return [list(table.labels), list(groups), ["\n".join(names) for names in groups.values()]]


def write(path: Path, table: Table, head: Iterable[str]) -> None:
    """Write a table to ``path``."""
    path.write_text(written(table, head), encoding="utf-8")
