"""Features that several slots share: of the quantity, of its clause and sentence, of its block and document."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from ...context.resolve import Moment
from ...span import Span
from ..parse import Word
from ..scene import Case, Scene
from .parts import Part, keep

_NOUNS: Final = frozenset(("n", "vn"))
_PLAIN: Final = frozenset("，；。：|、（）“”")

# What is said again and again, with its names made and hashed once a process; each begins anew when it is full.
_MOST: Final = 5000
_Names = tuple[str, ...]
_quantities: dict[tuple[str, str, str, str, str, str, bool, bool, str, str], Part] = {}
_bagged: dict[str, dict[str, _Names]] = {}
_beside: dict[str, dict[str, _Names]] = {}


def size(case: Case) -> str:
    """The quantity's magnitude in a few steps."""
    value = case.amount.explicit[0]
    if value < 0:
        return "neg"
    for bound, name in ((1, "0"), (2, "1"), (3, "2"), (11, "10"), (101, "100"), (10001, "1e4")):
        if value < bound:
            return name
    return "big"


def beside(case: Case) -> Part:
    """The quantity, the words next to it and those of its clause: what kind, nature, change and basis are all told by."""
    words, clause = case.sentence.words, case.sentence.clauses[case.clause]
    out: list[str] = []
    around(case, out)
    bag(words, clause.first, case.word, "cl", out)
    bag(words, case.word + 1, clause.last, "cr", out)
    return Part(out, "", (quantity(case),))


def quantity(case: Case) -> Part:
    """The quantity itself: dimension, unit, form, comparator, magnitude."""
    amount = case.amount
    key = (
        case.unit_kind.dimension or "-", case.unit, amount.form, case.comparator, size(case), case.mention.rule,
        bool(amount.han), bool(amount.per), amount.before, amount.after,
    )  # fmt: skip
    return _quantities.get(key) or keep(_quantities, key, Part(_of_quantity(*key)))


def _of_quantity(
    dimension: str,
    unit: str,
    form: str,
    comparator: str,
    size: str,
    rule: str,
    han: bool,
    per: bool,
    before: str,
    after: str,
) -> list[str]:
    out = [
        f"q.dim={dimension}",
        f"q.unit={unit}",
        f"q.form={form}",
        f"q.cmp={comparator}",
        f"q.size={size}",
        f"q.dim+cmp={dimension}{comparator}",
        f"q.dim+size={dimension}{size}",
        f"q.rule={rule}",
    ]
    if han:
        out += ["q.han", f"q.han+unit={unit}"]
    if per:
        out.append("q.per")
    if before:
        out.append(f"q.before={before}")
    if after:
        out.append(f"q.after={after}")
    return out


def shape(word: Word) -> str:
    """The word as a feature: the word itself where it is one of a language, else its class."""
    return word.text if word.mention is None else word.kind


def led(case: Case) -> str:
    """The word before the quantity in its clause, by its first tag, else by its class; ``^`` for none."""
    at = case.word
    if at <= case.sentence.clauses[case.clause].first:
        return "^"
    word = case.sentence.words[at - 1]
    return word.tags[0] if word.tags else word.kind


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
    known = _bagged.get(name)
    if known is None:
        known = _bagged[name] = {}
    for word in words[max(0, first) : last]:
        if word.mention is not None:
            for tag in word.tags:
                out.append(f"{name}#{tag}")
            continue
        found = known.get(word.text)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[word.text] = _of_word(word, name)
        if found:
            out += found


def _of_word(word: Word, name: str) -> _Names:
    """What a word that is no mention adds to a bag."""
    if word.kind in _PLAIN:
        return ()
    said = [f"{name}={word.text}"] if word.kind not in _NOUNS or word.tags else []
    return (*said, *[f"{name}#{tag}" for tag in word.tags])


def around(case: Case, out: list[str]) -> None:
    """The two words next to the quantity, to each side, alone and in pairs."""
    words, at = case.sentence.words, case.word
    first, size = case.sentence.clauses[case.clause].first, len(words)
    left = _neighbour(words, at - 1 if at > first else -1, "l1", "^", out)
    right = _neighbour(words, at + 1 if at + 1 < size else -1, "r1", "$", out)
    far_left = _neighbour(words, at - 2 if at - 1 > first else -1, "l2", "^", out)
    far_right = _neighbour(words, at + 2 if at + 2 < size else -1, "r2", "$", out)
    dimension = case.unit_kind.dimension
    out += [
        f"l21={far_left} {left}", f"r12={right} {far_right}", f"l1r1={left} {right}",
        f"l1+dim={left} {dimension}", f"r1+dim={right} {dimension}",
    ]  # fmt: skip


def _neighbour(words: tuple[Word, ...], at: int, name: str, edge: str, out: list[str]) -> str:
    """Add a word beside the quantity, by its place ``name``, with its class and tags.

    Returns its shape, ``edge`` where there is none (``at`` is -1).
    """
    if at < 0:
        out.append(f"{name}={edge}")
        return edge
    word = words[at]
    if word.mention is not None:
        out.append(f"{name}={word.kind}")
        out.append(f"{name}k={word.kind}")
        for tag in word.tags:
            out.append(f"{name}#{tag}")
        return word.kind
    known = _beside.get(name)
    if known is None:
        known = _beside[name] = {}
    found = known.get(word.text)
    if found is None:
        if len(known) >= _MOST:
            known.clear()
        tags = [f"{name}#{tag}" for tag in word.tags]
        found = known[word.text] = (f"{name}={word.text}", f"{name}k={word.kind}", *tags)
    out += found
    return word.text


def steps(count: int) -> int:
    """A count in a few steps: 0, 1, 2–3, 4–7 …, 256 and more.

    >>> steps(0), steps(3), steps(4000)
    (0, 2, 9)
    """
    size = count.bit_length()
    return size if size < 9 else 9


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


LIKE: Final = 0.8
"""From which likeness on two phrases are taken for the same indicator: a word more or less makes no other."""
SEEN: Final = 0.005
"""What has less of the probability adds nothing."""
_FAR: Final = 0.2
"""A candidate with less than this part of what the likeliest has is not taken, however many read like it."""
_OWN: Final = 0.3
"""How much a candidate's own share counts beside that of all that reads like it. Of 6,900 indicators, left out, .863 are right
where the likeliest is taken, .870 so (word for word .782 and .778, mean likeness .912 and .916); with 0.15 .871, .775 and .917."""
_ALONE: Final = 1.0 / (1.0 + _FAR)
"""From this share on there is no other to take."""


BARE: Final = str.maketrans("", "", "“”\"'‘’「」『』《》()（）,，、的")
"""Marks, and the particle that may as well be left out: they make no other indicator."""


def central(text: str, pieces: Sequence[Sequence[Span]], found: Sequence[float]) -> int:
    """The candidate to take: the one that most of the probability reads much like, not the one that has most of it itself.

    Several wordings of one indicator share what speaks for it; the likeliest of another, which has but one, is not likelier.

    Args:
        pieces: of each candidate, where its words stand in the text.
        found: of each candidate, its share of the probability.
    """
    most = max(found)
    likeliest = best = found.index(most)
    if most > _ALONE:
        return likeliest
    seen = [k for k, share in enumerate(found) if share > SEEN]
    words = ["".join([text[start:end] for start, end in pieces[k]]).translate(BARE) for k in seen]
    highest = 0.0
    for k, own in zip(seen, words, strict=True):
        if found[k] >= _FAR * most:
            value = _OWN * found[k]
            for other, said in zip(seen, words, strict=True):
                if other == k or _alike(own, said):
                    value += found[other]
            if value > highest:
                best, highest = k, value
    return best


def _alike(one: str, other: str) -> bool:
    """Whether two phrases have so many characters in common that they are taken for the same indicator."""
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    least = LIKE * (len(one) + len(other)) / 2
    if len(short) < least:
        return False
    if short in long:
        return True
    count = 0
    for sign in short:
        if sign in long:
            count += 1
            long = long.replace(sign, "", 1)
    return count >= least
