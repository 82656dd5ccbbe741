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
    han: bool = False  # every digit was Han (一个重要方面): often no more than an article


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


class Stamp(NamedTuple):
    """One place in the calendar as far as a phrase says it; ``None`` and ``""`` for what it leaves open.

    ``months`` are the first and last month meant (``(1, 9)`` for 前三季度), ``days`` likewise within the month (or, for
    旬, within the ten days' month). ``grain`` is the size of the period, ``edge`` a part of it: ``start``, ``mid``, ``end``.
    """

    year: int | None = None
    shift: int | None = None  # 今年 0, 去年 -1: years from ``base``
    base: str = ""  # "anchor" (the document's date) or "context" (当年, 次年: the year stated before)
    months: tuple[int, int] | None = None
    month_shift: int | None = None  # 本月 0, 上月 -1: months from ``base``
    days: tuple[int, int] | None = None
    day_shift: int | None = None  # 今天 0, 昨天 -1
    grain: str = "year"
    edge: str = ""
    name: str = ""  # of a festival
    holiday: bool = False  # the days off about it; without a name those told of last: 假期里
    weekday: int | None = None  # Monday 1: of the week that ``day_shift`` counts, or the last one there was


class TimeExpr(NamedTuple):
    """A time phrase before it has dates.

    ``form``: ``point`` (``first``), ``span`` (``first`` to ``last``), ``plan`` (the five-year plan that ``number`` counts),
    ``now`` (目前), ``so_far`` (近年来), ``ahead`` (未来N年), ``within`` (N年内), ``take`` (用N年时间), ``action`` (N年行动),
    ``back`` (近N年), ``ago`` (N年前), ``same`` (去年同期) or ``every`` (每年6月: no date). ``number`` counts ``unit``
    (``year`` ``month`` ``half_month`` ``week`` ``day`` ``workday``) or is the plan's. The mention's span is the phrase itself;
    ``outer_start``/``outer_end`` take in the words that gave ``role`` (到…, 截至…, …前, …以来).
    """

    form: str
    first: Stamp
    last: Stamp | None
    number: int
    unit: str
    role: str  # "by" (到…) "before" (…前) "as_of" "in" "since" "from" "within" "span"
    quoted: bool  # inside 《》: it dates a title, it is no deadline
    outer_start: int
    outer_end: int
