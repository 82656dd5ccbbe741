"""Known forms and the index that finds all of them in one pass over a text.

The pass is shared by places, government functions, whole names and head nouns, so a text is looked at once for all of
them. With ``ahocorasick-rs`` installed (the ``fast`` extra) it is an automaton over the whole forms; without it, every
pair of characters is looked up among the first two of each form. Both find the same.
"""

import sys
from collections.abc import Iterable
from importlib import import_module
from typing import Any, NamedTuple

# An optional package without which everything works: the type checker need not have it.
ahocorasick_rs: Any
try:
    ahocorasick_rs = import_module("ahocorasick_rs")
except ImportError:
    ahocorasick_rs = None

_UTF16 = f"utf-16-{sys.byteorder[0]}e"


class Form(NamedTuple):
    """One known form.

    ``kind``: ``place`` (may stand alone), ``short`` (a county without its class word), ``common`` (a form that is also a
    word), ``generic`` (a full name that needs its parent), ``function`` (what a government body
    is for), ``seat`` (a level word before a seat), ``name`` (an entity named whole). ``canonical`` and ``type`` are
    those of the entity; ``head``, ``programme``, ``title``, ``speech`` and ``after`` are words at which an unknown name
    ends or begins. ``code`` is set where only one division bears the form.
    """

    text: str
    kind: str
    type: str
    canonical: str
    code: str


_PAIR = (2,)

Wake = tuple[int, tuple[Form, ...]]


def _units(text: str) -> bytes:
    """Two bytes for each character, in the order of this machine; one beyond them is the replacement character."""
    units = text.encode(_UTF16, "surrogatepass")
    if len(units) != 2 * len(text):
        units = "".join(c if c < "\U00010000" else "\ufffd" for c in text).encode(_UTF16, "surrogatepass")
    return units


def _chains(known: dict[str, Form]) -> dict[str, tuple[Form, ...]]:
    """Each form with the forms that begin it, the longest first: what stands at a place beside the longest form there."""
    out: dict[str, tuple[Form, ...]] = {}
    begun: list[str] = []  # the forms that begin the one before, in the order of the alphabet
    for text in sorted(known):
        while begun and not text.startswith(begun[-1]):
            begun.pop()
        out[text] = (known[text], *out[begun[-1]]) if begun else (known[text],)
        begun.append(text)
    return out


class Index:
    """Forms of two characters or more; of two that are the same, the first given counts.

    >>> index = Index([Form("山东", "place", "place", "山东省", "370000"), Form("山东省", "place", "place", "山东省", "370000")])
    >>> [(i, [form.text for form in forms]) for i, forms in index.wakes("在山东省和山东")]
    [(1, ['山东省', '山东']), (5, ['山东'])]
    """

    def __init__(self, forms: Iterable[Form]) -> None:
        self._forms: dict[str, Form] = {}
        for form in forms:
            if len(form.text) > 1:
                self._forms.setdefault(form.text, form)
        self._chains = _chains(self._forms)
        # By the first three characters of a form: how long the forms are that may stand where these do.
        lengths: dict[str, set[int]] = {}
        for text in self._forms:
            if len(text) > 2:
                lengths.setdefault(text[:3], {2}).add(len(text))
        self._lengths = {three: tuple(sorted(found, reverse=True)) for three, found in lengths.items()}
        # Made on first use: an index that is only a part of another never needs them.
        self._begun: frozenset[int] | None = None
        self._built: Any = None
        self._numbered: list[tuple[Form, ...]] = []  # the chains, by the number the automaton knows them by

    def before(self, other: "Index") -> "Index":
        """Both indexes as one; where both know a form, the one of this index counts."""
        return Index((*self._forms.values(), *other._forms.values()))

    def at(self, text: str, i: int) -> tuple[Form, ...]:
        """The forms that stand at ``i``, the longest first."""
        for n in self._lengths.get(text[i : i + 3], _PAIR):
            if chain := self._chains.get(text[i : i + n]):
                return chain
        return ()

    def wakes(self, text: str) -> list[Wake]:
        """Every place at which forms stand, in order, with these forms, the longest first."""
        if ahocorasick_rs is None:
            return self.looked_up(text)
        try:
            found = self._automaton().find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:  # a lone surrogate
            return self.looked_up(text)
        # Found by their ends: the last that begins at a place is the longest.
        chains = self._numbered
        return sorted({start: chains[n] for n, start, _ in found}.items())

    def looked_up(self, text: str) -> list[Wake]:
        """:meth:`wakes` in pure Python."""
        units, size, known = memoryview(_units(text)), len(text), self._pairs().__contains__
        # Pairs of characters are read as numbers, those from an even place and those from an odd place apart, without a
        # Python step: 5 % to 10 % of them begin a form. A search for the classes of first and second characters stopped at
        # every second character and took twice the time.
        begins = bytearray(size)
        begins[: size // 2 * 2 : 2] = bytes(map(known, units[: size // 2 * 4].cast("I")))
        if size > 2:
            odd = (size - 1) // 2
            begins[1 : 2 * odd : 2] = bytes(map(known, units[2 : 2 + odd * 4].cast("I")))
        out: list[Wake] = []
        lengths, chains, find = self._lengths, self._chains, begins.find
        i = find(1)
        while i >= 0:
            for n in lengths.get(text[i : i + 3], _PAIR):
                if (words := text[i : i + n]) in chains:
                    out.append((i, chains[words]))
                    break
            i = find(1, i + 1)
        return out

    def _pairs(self) -> frozenset[int]:
        """The first two characters of every form, as numbers."""
        if self._begun is None:
            self._begun = frozenset(int.from_bytes(_units(two), sys.byteorder) for two in {t[:2] for t in self._forms})
        return self._begun

    def _automaton(self) -> Any:
        if self._built is None:
            self._numbered = list(self._chains.values())
            self._built = ahocorasick_rs.AhoCorasick(
                list(self._chains), implementation=ahocorasick_rs.Implementation.ContiguousNFA
            )
        return self._built
