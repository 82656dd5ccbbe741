"""What features come to: their names, in parts, for those who train or ask why; what a table gives for them for those who choose.

The same reader asks for both. What an :class:`Asked` gives is taken as it is, and put together by adding: parts in tuples or
sums, without a list of either.
"""

from collections.abc import Callable, Sequence
from itertools import accumulate, repeat
from typing import Any, Final

from ...span import COMPILED
from ...table import Across, Table, added
from .parts import Crossed, Part, counted, keep, once

ABSENT: Final = "\0"
"""Fills a template that says nothing this time."""

_NOTHING: Final = repeat(0)
_NO_ROW: Final[dict[str, int]] = {}
_NO_ROWS: Final = repeat(_NO_ROW)


class Form:
    """Templates that are always filled together: some with one value, others with two, joined by a stop.

    >>> from .parts import flat
    >>> form = Asked().form(["k="], ["l1r1="])
    >>> flat(form.of(["v"], ["建成"], ["。"]))
    ['k=v', 'l1r1=建成.。']
    """

    __slots__ = ("_ones", "_twos")

    def __init__(self, ones: Sequence[str], twos: Sequence[str]) -> None:
        self._ones = list(ones)
        self._twos = list(twos)

    def of(self, ones: list[str], firsts: list[str], seconds: list[str]) -> Any:
        """The features of these values, one for each template."""
        out = [name + one for name, one in zip(self._ones, ones, strict=True) if one != ABSENT]
        for name, first, second in zip(self._twos, firsts, seconds, strict=True):
            out.append(f"{name}{first}.{second}")
        return (Part(out),)


class _Weighed(Form):
    """The same for one table."""

    __slots__ = ("_pairs", "_views")

    def __init__(self, ones: Sequence[str], twos: Sequence[str], table: Table) -> None:
        super().__init__(ones, twos)
        self._views = [table.under(name) for name in ones]
        self._pairs = [table.pairs(name) for name in twos]

    def of(self, ones: list[str], firsts: list[str], seconds: list[str]) -> Any:
        if not COMPILED:
            own: int = sum(map(dict.get, self._views, ones, _NOTHING)) if ones else 0
            if firsts:
                rows = map(dict.get, self._pairs, firsts, _NO_ROWS)
                own += sum(map(dict.get, rows, seconds, _NOTHING))
            return own
        views, pairs, out = self._views, self._pairs, 0
        for k in range(len(ones)):
            out += views[k].get(ones[k], 0)
        for k in range(len(firsts)):
            row = pairs[k].get(firsts[k])
            if row is not None:
                out += row.get(seconds[k], 0)
        return out


class Single:
    """One template that one value fills."""

    __slots__ = ("_template",)

    def __init__(self, template: str) -> None:
        self._template = template

    def of(self, value: str) -> Any:
        """The feature of this value."""
        return (Part([self._template + value]),)


class _WeighedSingle(Single):
    """The same for one table."""

    __slots__ = ("_view",)

    def __init__(self, template: str, view: dict[str, int]) -> None:
        super().__init__(template)
        self._view = view

    def of(self, value: str) -> Any:
        return self._view.get(value, 0)


class Words:
    """The words of a sentence, each of which says what it says once in a phrase: ``template`` filled with it."""

    __slots__ = ("_before", "_template", "_words")

    def __init__(self, words: list[str], template: str) -> None:
        self._words = words
        self._template = template
        self._before: list[int] = []  # of each word where any word up to it has stood before, the last such place
        places: dict[str, int] = {}
        latest = -1
        for i, word in enumerate(words):
            if word != ABSENT:
                seen = places.get(word, -1)
                if seen > latest:
                    latest = seen
                places[word] = i
            self._before.append(latest)

    def of(self, first: int, last: int) -> Any:
        """The features of the words ``[first, last)``."""
        return (Part(self.said(first, last), self._template),)

    def said(self, first: int, last: int) -> list[str]:
        """The words ``[first, last)``, each once."""
        return list(dict.fromkeys([word for word in self._words[first:last] if word != ABSENT]))


class _WeighedWords(Words):
    """The same for one table."""

    __slots__ = ("_sums", "_view")

    def __init__(self, words: list[str], template: str, view: dict[str, int]) -> None:
        super().__init__(words, template)
        self._view = view
        self._sums = list(accumulate([view.get(word, 0) for word in words], initial=0))

    def of(self, first: int, last: int) -> Any:
        if self._before[last - 1] >= first:
            return added(self._view, self.said(first, last))
        return self._sums[last] - self._sums[first]


class Behind:
    """Names that stand behind several prefixes, looked up once for all: :class:`.parts.Crossed`."""

    def under(self, prefix: str) -> Any:
        """The names behind one prefix."""
        raise NotImplementedError


class _NamedBehind(Behind):
    """By their names."""

    __slots__ = ("_crossed",)

    def __init__(self, names: list[str], among: tuple[str, ...]) -> None:
        self._crossed = Crossed(names, among)

    def under(self, prefix: str) -> Any:
        return (self._crossed.under(prefix),)


class _WeighedBehind(Behind):
    """By what a table gives for them."""

    __slots__ = ("_across", "_whole")

    def __init__(self, names: list[str], across: Across) -> None:
        self._across = across
        self._whole = across.total(once(names))

    def under(self, prefix: str) -> Any:
        return self._across.behind(self._whole, prefix)


class Asked:
    """Gives the names of features, as tuples of parts.

    ``nothing`` is no feature; ``kept`` holds what is made of this once for all documents, by name.
    """

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.nothing: Any = ()

    def names(self, names: list[str], prefix: str = "") -> Any:
        """Features by their names, each once, behind a prefix."""
        return (Part(names, prefix),)

    def name(self, name: str) -> Any:
        """One feature by its name."""
        return (Part([name]),)

    def all(self, found: list[Any]) -> list[Any]:
        """What is said of each of several candidates, as it is handed on."""
        return [list(parts) for parts in found]

    def form(self, ones: Sequence[str], twos: Sequence[str] = ()) -> Form:
        return Form(ones, twos)

    def single(self, template: str) -> Single:
        return Single(template)

    def words(self, words: list[str], template: str) -> Words:
        return Words(words, template)

    def behind(self, names: list[str], mark: str, among: tuple[str, ...] = ()) -> Behind:
        """Names behind prefixes that end with ``mark``; ``among`` are these where they are few and known."""
        return _NamedBehind(names, among)

    def stock(self, name: str, make: Callable[[Any], list[str]]) -> "Stock":
        """The :class:`Stock` of ``name``, which ``make`` makes."""
        found: Stock | None = self.kept.get(name)
        return self.kept.setdefault(name, Stock(self, make)) if found is None else found


class Weigher(Asked):
    """Gives what a table has for them, as an integer."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.nothing = 0
        self._table = table
        self._packed = table.packed

    def names(self, names: list[str], prefix: str = "") -> Any:
        return counted(self._table.under(prefix) if prefix else self._packed, names)

    def name(self, name: str) -> Any:
        return self._packed.get(name, 0)

    def all(self, found: list[Any]) -> list[Any]:
        return found

    def form(self, ones: Sequence[str], twos: Sequence[str] = ()) -> Form:
        return _Weighed(ones, twos, self._table)

    def single(self, template: str) -> Single:
        return _WeighedSingle(template, self._table.under(template))

    def words(self, words: list[str], template: str) -> Words:
        return _WeighedWords(words, template, self._table.under(template))

    def behind(self, names: list[str], mark: str, among: tuple[str, ...] = ()) -> Behind:
        return _WeighedBehind(names, self._table.across(mark, among))


NAMED: Final = Asked()
"""That gives names, for all slots."""


def asked_of(table: Table | None) -> Asked:
    """What gives what ``table`` has, made once a table; without one, what gives names."""
    if table is None:
        return NAMED
    found: Asked | None = table.made.get("asked")
    return table.made.setdefault("asked", Weigher(table)) if found is None else found


class Stock:
    """Features that hang on a few values which recur in many documents: made of these by ``make``, once (:func:`.parts.keep`)."""

    __slots__ = ("_asked", "_kept", "_make")

    def __init__(self, asked: Asked, make: Callable[[Any], list[str]]) -> None:
        self._asked = asked
        self._make = make
        self._kept: dict[Any, Any] = {}

    def of(self, values: Any) -> Any:
        """The features of these values."""
        found = self._kept.get(values)
        return keep(self._kept, values, self._asked.names(self._make(values))) if found is None else found


class Tagged:
    """The features of one template that the tags of words fill."""

    __slots__ = ("_asked", "_kept", "_template")

    def __init__(self, asked: Asked, template: str) -> None:
        self._asked = asked
        self._template = template
        self._kept: dict[tuple[str, ...], Any] = {}

    def of(self, tags: tuple[str, ...]) -> Any:
        """A feature for each of the tags."""
        found = self._kept.get(tags)
        if found is None:
            found = keep(self._kept, tags, self._asked.names(list(tags), self._template))
        return found
