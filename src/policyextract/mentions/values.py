"""The inner records that scanning builds; pydantic models are made from them at the very end."""

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple


class Unit(NamedTuple):
    """One unit of the lexicon.

    ``dimension`` names what it measures (``currency``, ``length``, ``mass`` … ``share`` for %, ``points``, ``ratio`` for
    倍, ``rank``, ``people``, ``count`` for measure words, ``duration``, ``""`` for none); ``factor`` is exact to the base
    of its dimension; ``currency`` an ISO 4217 code or ``""``.
    """

    canonical: str
    dimension: str
    factor: Fraction
    currency: str


class Amount(NamedTuple):
    """One quantity: number, magnitude and unit, with the words of comparison around it.

    The mention's span is the anchor (number, magnitude, unit); ``outer_start``/``outer_end`` take in the comparator
    words that stand against it. ``low``/``high``/``comparator`` already follow the annotation guide; ``before`` and
    ``after`` keep the comparator each side gave (``""`` for none), so that a trailing one can bind a whole list.
    """

    low: Decimal | None
    high: Decimal | None
    comparator: str  # "=" ">=" ">" "<=" "<" "~" "range"
    unit: str  # as written without its scale, brackets in ASCII; "" for none
    kind: Unit
    per: tuple[str, ...]  # the words of 每: ("人", "月")
    form: str  # "plain" "percent" "points" "rank" "multiple" (倍) "doubling" (翻番) "zero" (零的突破) "fraction" "ratio" "bare"
    before: str
    after: str
    outer_start: int
    outer_end: int
    explicit: tuple[Decimal, Decimal]  # the values as read, before the comparator emptied one side


class Name(NamedTuple):
    """An entity or a region word.

    ``type``: ``gov`` ``company`` ``org`` ``person`` ``place`` ``programme`` ``document``, or ``region`` for words such as
    全市, 我省, 县(市、区) that name a region without being an entity.
    """

    type: str
    canonical: str
    code: str  # six-digit division code, "" for none
    title: str  # of a person, "" for none


class Skip(NamedTuple):
    """A number that is no quantity: why (``name`` ``document`` ``ordinal`` ``list`` ``phone`` ``licence`` ``part`` …)."""

    why: str
