"""Features that several slots share: of the quantity, of its clause and sentence, of its block and document."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from ...context.resolve import Moment
from ..parse import Word
from ..scene import Case, Scene

_NOUNS: Final = frozenset(("n", "vn"))
_PLAIN: Final = frozenset("，；。：|、（）“”")


def size(case: Case) -> str:
    """The quantity's magnitude in a few steps."""
    value = case.amount.explicit[0]
    if value < 0:
        return "neg"
    for bound, name in ((1, "0"), (2, "1"), (3, "2"), (11, "10"), (101, "100"), (10001, "1e4")):
        if value < bound:
            return name
    return "big"


def quantity(case: Case) -> list[str]:
    """The quantity itself: dimension, unit, form, comparator, magnitude."""
    amount = case.amount
    dimension = case.unit_kind.dimension or "-"
    out = [
        f"q.dim={dimension}",
        f"q.unit={case.unit}",
        f"q.form={amount.form}",
        f"q.cmp={case.comparator}",
        f"q.size={size(case)}",
        f"q.dim+cmp={dimension}{case.comparator}",
        f"q.dim+size={dimension}{size(case)}",
        f"q.rule={case.mention.rule}",
    ]
    if amount.han:
        out += ["q.han", f"q.han+unit={case.unit}"]
    if amount.per:
        out.append("q.per")
    if amount.before:
        out.append(f"q.before={amount.before}")
    if amount.after:
        out.append(f"q.after={amount.after}")
    return out


def shape(word: Word) -> str:
    """The word as a feature: the word itself where it is one of a language, else its class."""
    return word.text if word.mention is None else word.kind


def relation(moment: Moment, published: date | None, year: int | None) -> str:
    """Where a moment lies, seen from the publication: past, future, round it, or unknown."""
    last, first = moment.last, moment.first
    if published is None:
        if year is None:
            return "undated"
        if last is None:
            return "from"
        if last.year < year:
            return "past?"
        return "year?" if last.year == year else "future?"
    if last is None:
        return "from-future" if first is not None and first > published else "from-past"
    if last <= published:
        return "past"
    if first is not None and first > published:
        return "future"
    return "open" if first is None else "round"


def moment(found: Moment | None, scene: Scene) -> str:
    """A moment as a feature: where it lies, its role and grain."""
    if found is None:
        return "none"
    return f"{relation(found, scene.published, scene.anchor.year)}.{found.role}"


def bag(words: tuple[Word, ...], first: int, last: int, name: str, out: list[str]) -> None:
    """Add the words of a stretch, whose order does not matter, and their tags."""
    for word in words[max(0, first) : last]:
        if word.mention is not None:
            for tag in word.tags:
                out.append(f"{name}#{tag}")
            continue
        if word.kind in _PLAIN:
            continue
        if word.kind not in _NOUNS or word.tags:
            out.append(f"{name}={word.text}")
        for tag in word.tags:
            out.append(f"{name}#{tag}")


def around(case: Case, out: list[str], reach: int = 3) -> None:
    """The words next to the quantity, to each side, alone and in pairs."""
    words, at = case.sentence.words, case.word
    clause = case.sentence.clauses[case.clause]
    left = [shape(words[i]) if i >= clause.first else "^" for i in range(at - 1, at - 1 - reach, -1)]
    right = [shape(words[i]) if i < len(words) else "$" for i in range(at + 1, at + 1 + reach)]
    for k, text in enumerate(left):
        out.append(f"l{k + 1}={text}")
    for k, text in enumerate(right):
        out.append(f"r{k + 1}={text}")
    out.append(f"l21={left[1]} {left[0]}")
    out.append(f"r12={right[0]} {right[1]}")
    out.append(f"l1r1={left[0]} {right[0]}")
    dimension = case.unit_kind.dimension
    out.append(f"l1+dim={left[0]} {dimension}")
    out.append(f"r1+dim={right[0]} {dimension}")
    for k in (1, 2):
        if at - k >= clause.first:
            word = words[at - k]
            out.append(f"l{k}k={word.kind}")
            for tag in word.tags:
                out.append(f"l{k}#{tag}")
        if at + k < len(words):
            word = words[at + k]
            out.append(f"r{k}k={word.kind}")
            for tag in word.tags:
                out.append(f"r{k}#{tag}")


def steps(count: int) -> int:
    """A count in a few steps: 0, 1, 2–3, 4–7 …, 256 and more.

    >>> steps(0), steps(3), steps(4000)
    (0, 2, 9)
    """
    return min(9, count.bit_length())


def place_of_case(one: Case | None, other: Case) -> str:
    """How near the case ``one`` stands before the case ``other``."""
    if one is None:
        return "first"
    if one.sentence is other.sentence:
        return "clause" if one.clause == other.clause else "sentence"
    return "block" if one.block == other.block else "next" if one.block + 1 == other.block else "far"


def best_reading(said: Sequence[str], found: Sequence[float], enough: float) -> tuple[int, float]:
    """The candidate to take, and the share of its reading; candidates that read alike add up.

    Args:
        said: how each candidate reads; ``""`` is the candidate that takes nothing, one there must be.
        found: of each candidate, its share of the probability.
        enough: the share from which a reading is better taken than nothing. An F1 of F is highest where all readings with
            a share over F/2 are taken.
    """
    whole: dict[str, float] = {}
    best: dict[str, int] = {}
    for k, reading in enumerate(said):
        whole[reading] = whole.get(reading, 0.0) + found[k]
        if reading not in best or found[k] > found[best[reading]]:
            best[reading] = k
    nothing = whole.pop("")
    if whole:
        reading = max(whole, key=whole.__getitem__)
        if whole[reading] >= enough:
            return best[reading], whole[reading]
    return best[""], nothing
