"""Units: the lexicon as tables, the unit that stands at a place, and conversion inside one dimension."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

import regex

from ...lexicon import shipped
from ..number.numeral import alphabet
from ..values import Unit


class UnitRow(NamedTuple):
    """A row of ``[[unit]]``: ``canonical`` defaults to the first form, ``base`` to the dimension."""

    forms: tuple[str, ...]
    dimension: str
    canonical: str = ""
    factor: Fraction = Fraction(1)
    currency: str = ""
    base: str = ""


class NounRow(NamedTuple):
    """A row of ``[[noun]]``: nouns that begin with a unit, and what may follow to break that reading."""

    forms: tuple[str, ...]
    but: tuple[str, ...]


class Found(NamedTuple):
    """A unit in a text: where it ends, its name as written with ASCII brackets, and its row."""

    end: int
    name: str
    kind: Unit


NONE = Unit("", "", Fraction(1), "")


class Table(NamedTuple):
    """The unit lexicon ready for look-up."""

    units: Mapping[str, Unit]  # by form
    bases: Mapping[str, str]  # by canonical form
    lengths: Mapping[str, tuple[int, ...]]  # of longer forms, by their first two characters, longest first
    nouns: Mapping[str, tuple[str, ...]]  # noun → what breaks it
    noun_lengths: Mapping[str, tuple[int, ...]]  # by the first two characters
    per_nouns: frozenset[str]
    per_lengths: tuple[int, ...]  # of these, longest first
    loose_ends: frozenset[str]  # last characters of units that may begin a noun


@cache
def table() -> Table:
    """The shipped unit lexicon."""
    lexicon = shipped("mentions.quantity")
    units: dict[str, Unit] = {}
    bases: dict[str, str] = {}
    for row in lexicon.rows("unit", UnitRow):
        unit = Unit(row.canonical or row.forms[0], row.dimension, row.factor, row.currency)
        bases.setdefault(unit.canonical, row.base or row.currency or row.dimension)
        units.update(dict.fromkeys(row.forms, unit))
    classes = lexicon.classes()
    nouns: dict[str, tuple[str, ...]] = dict.fromkeys(classes["nouns"], ())
    for noun in lexicon.rows("noun", NounRow):
        nouns.update(dict.fromkeys(noun.forms, noun.but))
    per_nouns = frozenset(classes["per_nouns"])
    per_lengths = tuple(sorted({len(noun) for noun in per_nouns}, reverse=True))
    return Table(
        units, bases, _lengths(units), nouns, _lengths(nouns), per_nouns, per_lengths, frozenset(classes["loose_ends"])
    )


def _lengths(forms: Mapping[str, object]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for form in forms:
        if len(form) > 1:
            found.setdefault(form[:2], set()).add(len(form))
    return {char: tuple(sorted(lengths, reverse=True)) for char, lengths in found.items()}


def simple_unit(text: str, i: int, end: int) -> Found | None:
    """The longest unit of the lexicon at ``text[i]``, without ``/`` and brackets; ``None`` where a noun begins there.

    >>> simple_unit("20万人口", 3, 5) is None, simple_unit("20万人", 3, 4).name
    (True, '人')
    """
    t = table()
    pair = text[i : i + 2]
    for length in t.lengths.get(pair, ()):
        form = text[i : i + length]
        unit = t.units.get(form)
        if unit is None or i + length > end:
            continue
        if i + length < end and form[-1].isascii() and form[-1].isalpha() and _latin(text[i + length]):
            continue
        if form[0] == "个" and _noun(t, text, i + 1, end, length - 1):
            continue  # 98个点位 are 98个, of 点位
        if form[-1] in t.loose_ends and _noun(t, text, i + length - 1, end, 1):
            continue  # 10万吨粮食
        return None if _noun(t, text, i, end, length) else Found(i + length, form, unit)
    if i >= end or (unit := t.units.get(pair[0])) is None:
        return None
    if pair in t.noun_lengths and _noun(t, text, i, end, 1):
        return None
    if i + 1 < end and pair[0].isascii() and pair[0].isalpha() and _latin(pair[1]):
        return None
    return Found(i + 1, pair[0], unit)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _noun(t: Table, text: str, i: int, end: int, unit: int) -> bool:
    """Whether a noun longer than the ``unit`` characters of the unit begins at ``i``."""
    for length in t.noun_lengths.get(text[i : i + 2], ()):
        if length <= unit or i + length > end:
            continue
        but = t.nouns.get(text[i : i + length])
        if but is not None:
            return not text.startswith(but, i + length, end)
    return False


@cache
def _denominator() -> regex.Pattern[str]:
    a = alphabet()
    return regex.compile(rf"[/／](?P<open>[(（])?(?P<count>[\d{a.han_class}]{{0,6}}+)")


@cache
def _bracket() -> regex.Pattern[str]:
    return regex.compile(r"[(（](?P<inside>[\p{Han}]{1,4}(?:[、/，,][\p{Han}]{1,4}){0,3})[)）]")


def unit_at(text: str, i: int, end: int) -> Found | None:
    """The whole unit at ``text[i]``: a unit of the lexicon, its bracket and its denominators.

    >>> unit_at("元/吨左右", 0, 5).name, unit_at("套（间）以上", 0, 6).name, unit_at("微克/立方米", 0, 6).kind.dimension
    ('元/吨', '套(间)', 'mass/volume')
    """
    found = simple_unit(text, i, end)
    if found is None or found.end >= end:
        return found
    after = text[found.end]
    if after in "(（" and (bracket := _bracket().match(text, found.end, end)) is not None:
        parts = regex.split("[、/，,]", bracket["inside"])
        if all(p in table().units or p in table().per_nouns for p in parts):
            found = Found(bracket.end(), f"{found.name}({bracket['inside']})", found.kind)
            after = text[found.end] if found.end < end else ""
    while after in ("/", "／", "·") and after:
        longer = _per(text, found, end)
        if longer is None:
            break
        found = longer
        after = text[found.end] if found.end < end else ""
    return found


def _per(text: str, found: Found, end: int) -> Found | None:
    """``found`` with one more ``/ denominator`` (``/吨``, ``/万人``, ``/(平方公里·月)``, ``·月`` after another)."""
    t = table()
    if text[found.end] == "·":
        if "/" not in found.name:
            return None
        below, count, closes = found.end + 1, "", False
    else:
        head = _denominator().match(text, found.end, end)
        if head is None:
            return None
        below, count, closes = head.end(), head["count"], bool(head["open"])
        # The last scale may belong to the unit: 元/千瓦时, 元/兆瓦时.
        if count and (whole := simple_unit(text, below - 1, end)) is not None and len(whole.name) > 1:
            count, below = count[:-1], below - 1
        if any(c.isdigit() for c in count) and count.rstrip("万亿千百").strip("0") != "1":
            return None
        if count and found.kind.dimension == "power":
            return None  # 50MW/100MWh: what a store gives and holds
    unit = simple_unit(text, below, end) or _per_noun(t, text, below, end)
    if unit is None:
        if not _round(count) or closes:
            return None
        unit = Found(below, "", NONE)  # 人/10万, 例/万
    stop = unit.end
    if closes:
        close = _CLOSE.match(text, stop, end)
        if close is None:
            return None
        stop = close.end()
    name = found.name + text[found.end : stop].replace("／", "/").replace("（", "(").replace("）", ")")
    kind = _ratio(found.kind, unit.kind, count)
    return None if kind is None else Found(stop, name, kind)


_CLOSE = regex.compile(r"(?:[·.](?:\p{Han}{1,4}|d|h|a)){0,2}[)）]")


def _round(count: str) -> bool:
    """Whether a rate may be taken of a bare ``count``: 10万, 万, 千, 1000."""
    return count[-1:] in ("万", "亿", "千") or count.endswith("000")


def _per_noun(t: Table, text: str, i: int, end: int) -> Found | None:
    for length in t.per_lengths:
        if i + length <= end and text[i : i + length] in t.per_nouns:
            name = text[i : i + length]
            if name[-1].isascii() and i + length < end and _latin(text[i + length]):
                continue
            return Found(i + length, name, Unit(name, "count", Fraction(1), ""))
    return None


@lru_cache(maxsize=1024)
def _ratio(above: Unit, below: Unit, count: str) -> Unit | None:
    """``above`` per ``count`` ``below``: dimension and factor divided, the canonical name with its count; none per 〇."""
    from ..number.numeral import evaluate

    numeral = evaluate(count) if count else None
    times = Fraction(numeral.low) if numeral is not None else Fraction(1)
    if not times:
        return None
    # A ratio written as one unit of the lexicon (米/秒) never comes here; the rest get a composed dimension.
    return Unit(
        f"{above.canonical}/{count}{below.canonical}",
        f"{above.dimension}/{below.dimension}",
        above.factor / (below.factor * times),
        above.currency,
    )


def unit_named(name: str) -> Unit | None:
    """The unit written ``name`` (brackets ASCII or full-width), or ``None``.

    >>> unit_named("公顷").factor, unit_named("元/吨").canonical
    (Fraction(10000, 1), '元/吨')
    """
    if not name:
        return None
    found = unit_at(name, 0, len(name))
    return found.kind if found is not None and found.end == len(name) else None


def base_of(unit: Unit) -> tuple[str, ...]:
    """What ``unit`` may be converted within: its dimension and the bases of its parts."""
    bases = table().bases
    parts = unit.canonical.split("/") if "/" in unit.dimension else [unit.canonical]
    plain = [p.lstrip("".join(alphabet().han_class) + "0123456789") or p if i else p for i, p in enumerate(parts)]
    return (unit.dimension, *(bases.get(p, p) for p in plain))


def convert(value: Decimal, unit: Unit, to: str) -> Decimal:
    """``value`` of ``unit`` in the unit written ``to``.

    Exact where the result terminates, else rounded to 28 significant digits. Only inside one dimension and one base:
    money of one currency, counts of one measure word, clock time apart from months and years.

    Raises:
        ValueError: ``to`` is no unit, or measures something else.

    >>> convert(Decimal(15), unit_named("亩"), "公顷")
    Decimal('1')
    >>> convert(Decimal(1), unit_named("吨标准煤"), "吨")
    Traceback (most recent call last):
    ...
    ValueError: 吨标准煤 (standard_coal) cannot be converted to 吨 (mass)
    """
    wanted = unit_named(to)
    if wanted is None:
        raise ValueError(f"no unit is written {to!r}")
    if unit.dimension == "" or base_of(unit) != base_of(wanted):
        raise ValueError(
            f"{unit.canonical or 'a number without a unit'} ({unit.dimension or 'no dimension'}) "
            f"cannot be converted to {wanted.canonical} ({wanted.dimension})"
        )
    exact = Fraction(value) * unit.factor / wanted.factor
    with localcontext() as context:
        context.prec = 28 if _endless(exact) else 400
        return (Decimal(exact.numerator) / Decimal(exact.denominator)).normalize() + 0


def _endless(number: Fraction) -> bool:
    """Whether the decimal expansion of ``number`` never ends."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest != 1
