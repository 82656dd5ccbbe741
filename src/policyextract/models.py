"""The public contract: what :func:`policyextract.extract` returns, as frozen pydantic models.

Spans are half-open offsets ``[start, end)`` in code points of the **raw** text; ``text`` is the clean text between them
(simplified characters, half-width digits, no reading notes, wrapped lines joined). ``start`` and ``end`` are null
where the words are not in the raw text: they came from the ``title`` or ``published`` argument.

Numbers are :class:`decimal.Decimal` in Python and numbers in JSON: an integer where integral, else the shortest float
that gives the same decimal back (of more digits than a float can hold, the nearest one is written).

Models are made at the very end, by :func:`document_from`, save the parts that many records share, which the last stage
makes once each with :func:`maker`; nothing else inside the package passes them around.
"""

from bisect import bisect_right
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import ConfigDict, Field, PlainSerializer, PrivateAttr, TypeAdapter, WithJsonSchema

from .described import Described
from .rows import Row, flat_rows

SCHEMA_VERSION = "1.3"

Kind = Literal["target", "actual"]
Nature = Literal["outcome", "input", "standard", "criterion"]
Comparator = Literal["=", ">=", ">", "<=", "<", "~", "range"]
Change = Literal["increase", "decrease", "none"]
Basis = Literal["year_on_year", "period_on_period", "annual_average", "each_year", "cumulative", "versus"]
Commitment = Literal["binding", "expected", "aspirational", "planned"]
Role = Literal["lead", "support"]
TimeSource = Literal["clause", "context", "title", "published"]
EntityType = Literal["gov", "company", "org", "person", "place", "programme", "document"]


@lru_cache(maxsize=4096)  # the same few hundred numbers are written again and again
def json_number(value: Decimal) -> int | float:
    """The JSON form of a number.

    >>> json_number(Decimal("12000.0")), json_number(Decimal("31.7"))
    (12000, 31.7)
    """
    whole = int(value)
    return whole if whole == value else float(value)


def json_value(value: Any) -> Any:
    """What ``json.dumps(data, default=json_value)`` needs for the plain data of a document: its days and numbers.

    Raises:
        TypeError: any other object.

    >>> json_value(Decimal("31.7")), json_value(date(2027, 12, 31))
    (31.7, '2027-12-31')
    """
    if isinstance(value, Decimal):
        return json_number(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is no value of a document")


Number = Annotated[
    Decimal,
    PlainSerializer(json_number, when_used="json"),
    WithJsonSchema({"type": "number"}),
]


class Model(Described):
    """Base of the contract: frozen, and no field but those listed."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


AnyModel = TypeVar("AnyModel", bound=Model)


class Phrase(Model):
    """Words of the text and where they stand."""

    text: str
    """Clean text of the span."""
    start: int | None = None
    """Raw offset of the first character; null where the words are not in the raw text."""
    end: int | None = None
    """Raw offset after the last character; null where the words are not in the raw text."""


class Section(Phrase):
    """A heading and its depth."""

    level: int
    """1 for the highest level of headings, 2 for the next, and so on."""


class Region(Phrase):
    """The region a record is about, in the words of the text."""

    code: str | None = None
    """Six-digit division code of GB/T 2260, or null."""


class Agent(Phrase):
    """A body that must do it, or that reports it."""

    role: Role = "lead"
    """``lead`` (牵头, or the only one named) or ``support`` (配合, 参与)."""
    canonical: str | None = None
    """Full name where the text has a short one, else the name itself; null where unknown."""


class Place(Model):
    """The place a whole document is about."""

    text: str
    """Clean surface."""
    code: str | None = None
    """Six-digit division code of GB/T 2260, or null."""
    source: str
    """Where it was found: ``publisher``, ``title``, ``dateline``, ``text``."""


class Quantity(Phrase):
    """How much: number, magnitude and unit (the span), with the comparison the words around it make."""

    low: Number | None
    """Lower bound, with 万, 亿, 千, 百 multiplied out; null for ``<`` and ``<=``."""
    high: Number | None
    """Upper bound, likewise; null for ``>`` and ``>=``. For ``=`` and ``~`` both bounds are the value."""
    comparator: Comparator
    """``=``, ``>=`` (以上), ``>`` (超过), ``<=`` (以内), ``<`` (不足), ``~`` (左右, 约), ``range``."""
    unit: str = ""
    """Unit as written, without its scale (亿元 → 元), brackets in ASCII; ``""`` when there is none."""
    canonical_unit: str = ""
    """The same unit in one spelling for all its forms (㎡, 平米 → 平方米); ``""`` when there is none."""
    dimension: str = ""
    """What the unit measures: ``currency``, ``length``, ``area``, ``mass``, ``share``, ``count`` …; ``""`` for none."""
    currency: str | None = None
    """ISO 4217 code of a sum of money, else null."""

    def to(self, unit: str) -> "Quantity":
        """The same quantity in another unit of its dimension (span and text stay those of the source).

        Args:
            unit: any form the lexicon of units knows, such as ``公顷``.

        Raises:
            ValueError: ``unit`` is unknown or measures something else.
        """
        # The lexicon of units stands below this module; it is reached at call time only (declared in test_layering).
        from .mentions.quantity.units import NONE, convert, unit_named

        own = unit_named(self.unit) or unit_named(self.canonical_unit) or NONE
        low, high = (None if bound is None else convert(bound, own, unit) for bound in (self.low, self.high))
        wanted = unit_named(unit) or NONE
        return self.model_copy(update={"low": low, "high": high, "unit": unit, "canonical_unit": wanted.canonical})


class TimeMention(Phrase):
    """A time as said, and the days it covers; both ends are inclusive."""

    first: date | None = None
    """First day; null for an open "by", and where nothing dates the document."""
    last: date | None = None
    """Last day; null where nothing dates the document."""
    grain: str
    """Size of the period: ``day`` ``week`` ``ten_day`` ``month`` ``quarter`` ``half`` ``year`` ``plan`` ``period``."""
    source: TimeSource | None = None
    """What dates it: its own ``clause``, the ``context`` around it, the ``title``, ``published``; null if nothing."""


class Due(TimeMention):
    """The period by whose last day a target is due, or to which an actual refers."""


class Baseline(Phrase):
    """What a change is measured from: 比2020年, 在…基础上."""

    first: date | None = None
    """First day of the period named, or null."""
    last: date | None = None
    """Last day of the period named, or null."""
    quantity: Quantity | None = None
    """Its value where the text says it, or null."""


class Review(Model):
    """What a person said of a record, where one did."""

    verdict: Literal["accepted", "corrected", "added"]
    """Found right; changed; missed by the program and put in."""
    slots: tuple[str, ...] = ()
    """What was changed: names of fields of the record, ``low`` to ``unit`` of its quantity; nothing for ``accepted``."""
    by: str | None = None
    """Who said it, where that was told."""
    on: date | None = None
    """When it was said."""


class Target(Model):
    """One quantified statement: a target (planned, hoped for, required) or an actual (reported as reached)."""

    id: str
    """Stable id, free of ``kind``: see :func:`record_id`."""
    kind: Kind
    """``target`` or ``actual``, seen from the publication."""
    nature: Nature = "outcome"
    """``outcome`` (a thing reached), ``input`` (money, land, staff), ``standard`` (laid down a case), ``criterion``."""
    indicator: Phrase
    """The thing measured or counted, without region, time and verb."""
    action: Phrase | None = None
    """The verb that governs it (建设, 争创), or null."""
    quantity: Quantity
    """How much: the anchor of the record."""
    per: tuple[str, ...] = ()
    """The words of 每: 每人每月105元 → ``["人", "月"]``."""
    change: Change = "none"
    """Whether the quantity is the amount of an ``increase`` or ``decrease``; ``none`` for a level, total or count."""
    basis: Basis | None = None
    """What a change or average is measured against (同比, 环比, 年均, 每年, 累计, a named other time), or null."""
    baseline: Baseline | None = None
    """That other time or value, where the text names it."""
    due: Due | None = None
    """By when, or for which period; null when nothing says it."""
    region: Region | None = None
    """The region its sentence, paragraph or heading names; the place of the document is not copied here."""
    agents: tuple[Agent, ...] = ()
    """All bodies named for it."""
    agent: Agent | None = None
    """The first of ``agents``, or null."""
    commitment: Commitment | None = None
    """``binding`` (确保), ``expected`` (预期), ``aspirational`` (力争), ``planned`` (the rest); null for actuals."""
    section: Phrase | None = None
    """The nearest heading above it, or null."""
    programme: Phrase | None = None
    """The named action or plan its sentence stands under, or null."""
    sentence: Phrase
    """The sentence that says it."""
    repeat_of: str | None = None
    """Id of the first record that says the same (of a repost: the record of the first document), or null."""
    rules: tuple[str, ...] = ()
    """Names of the rules that made it, in the order they fired."""
    confidence: float = Field(default=1.0, ge=0, le=1)
    """0 to 1; 1 where a person looked at it."""
    review: Review | None = None
    """What a person said of it; null where none looked."""


class Pledge(Phrase):
    """A commitment without a number of which a reader can tell later whether it was kept: 全力争创省级新型工业化示范区.

    A clause that promises (by 力争, 确保 …, by a time to come, or in a plan), by a verb whose end can be seen (建成, 出台, 设立,
    启动, 争创, 实现…全覆盖), a definite thing. Exhortations (加强, 深化, 提升) are none; what holds the quantity of a record is
    a target. The span is that of the words from the verb with its adverbs on, or from the subject where the verb ends
    the clause.
    """

    id: str
    """Stable id: a hash of the document's id and the words, free of their place."""
    action: Phrase | None = None
    """The verb that tells when it is done: 争创, and 落地 in 推动…落地."""
    due: Due | None = None
    """By when, taken from the clause or from around it as in :class:`Target`; null when nothing says it."""
    region: Region | None = None
    """As in :class:`Target`."""
    agents: tuple[Agent, ...] = ()
    """As in :class:`Target`."""
    agent: Agent | None = None
    """The first of ``agents``, or null."""
    commitment: Commitment = "planned"
    """As in :class:`Target`."""
    section: Phrase | None = None
    """The nearest heading above it, or null."""
    programme: Phrase | None = None
    """The named action or plan its sentence stands under, or null."""
    sentence: Phrase
    """The sentence that says it."""
    rules: tuple[str, ...] = ()
    """Names of the rules that made it."""
    confidence: float = Field(default=1.0, ge=0, le=1)
    """0 to 1; 1 where a person looked at it."""
    review: Review | None = None
    """What a person said of it; null where none looked."""


class Entity(Phrase):
    """One distinct entity of a document, in the fullest form that occurs (``start``/``end``: its first such place)."""

    type: EntityType
    """``gov``, ``company``, ``org``, ``person``, ``place``, ``programme`` or ``document``."""
    canonical: str | None = None
    """Full official name where it is known to differ from ``text``, else ``text``."""
    mentions: tuple[tuple[int, int], ...] = ()
    """Raw spans of every mention."""
    code: str | None = None
    """Six-digit division code of GB/T 2260 for places, or null."""
    title: str | None = None
    """Office of a person as said (市长), or null."""


class Warning(Model):
    """Something a reader of the results should know."""

    code: str
    """Stable short name, such as ``no-date``."""
    message: str
    """One sentence in English."""
    start: int | None = None
    """Raw offset it is about, or null for the whole document."""
    end: int | None = None
    """End of it, or null."""


class SourcePart(Model):
    """A stretch of ``source_text``, and where in the file that it was taken from it stands."""

    start: int
    """Where the stretch begins, in characters of ``source_text``."""
    end: int
    """Where it ends; the character there is no more of it."""
    page: int | None = None
    """The page of a PDF file, counted from 1."""
    sheet: str | None = None
    """The sheet of a workbook, by its name."""
    cell: str | None = None
    """The cell of the sheet (``C5``), or the range of cells that were merged (``A1:C1``)."""
    place: str | None = None
    """Where else it stands: ``paragraph 12``, ``table 2, row 3``, ``note 1`` of a Word file, ``subject`` of a mail."""


class Document(Model):
    """Everything read from one text."""

    schema_version: str = SCHEMA_VERSION
    """Version of this schema: a new field is a minor version, a changed one a major."""
    id: str
    """The id given, else one made from ``source``, else from the clean text: see :func:`document_id`."""
    content_hash: str
    """Hash of the clean text: equal for texts that differ in noise only."""
    repost_of: str | None = None
    """Id of the document that said it first, where a batch run found this one to be a repost; else null."""
    title: str | None = None
    """The title given, else the one found in the text, or null."""
    published: date | None = None
    """Publication date, or null where neither the caller nor the text tells it."""
    published_source: str | None = None
    """Where it was found: ``published`` (given), ``meta``, ``dateline``, ``title``, ``number``; null if nowhere."""
    issued: date | None = None
    """When the document itself was made, where the page says so (成文日期, 印发日期); it may be older than ``published``."""
    source: str | None = None
    """The source given (a file name, an URL), or null."""
    credited_source: str | None = None
    """Whom the page names as its source (来源：陵川日报), or null."""
    issuing_body: str | None = None
    """The body that issued the document, as the page names it (发文机关, 发布机构), or null."""
    document_number: str | None = None
    """The number of the document (国办发〔2025〕5号), or null."""
    index_number: str | None = None
    """The number under which a government site keeps it (索引号), or null."""
    place: Place | None = None
    """The place the document is about, or null."""
    script: Literal["hans", "hant"] = "hans"
    """Script of the raw text: simplified or traditional."""
    noise: dict[str, int] = Field(default_factory=dict)
    """How often each cleaning step fired (only those that did)."""
    targets: tuple[Target, ...] = ()
    """What is to be reached, in the order of the text."""
    actuals: tuple[Target, ...] = ()
    """What is reported as reached, in the order of the text."""
    pledges: tuple[Pledge, ...] = ()
    """Commitments without a number."""
    quantities: tuple[Quantity, ...] = ()
    """Every quantity of the text, whether or not it became a record."""
    times: tuple[TimeMention, ...] = ()
    """Every time of the text."""
    entities: tuple[Entity, ...] = ()
    """Every distinct entity of the text."""
    sections: tuple[Section, ...] = ()
    """Headings, in the order of the text."""
    warnings: tuple[Warning, ...] = ()
    """What a reader of the results should know."""
    source_text: str | None = None
    """The text that offsets point into, where it was taken out of a file that is no text (PDF, Office, mail); else null."""
    source_parts: tuple[SourcePart, ...] = ()
    """Where in that file the parts of ``source_text`` stand, in their order."""

    # The raw text, for notebooks only: in no dump, in no comparison, lost on the way through JSON.
    _raw: str | None = PrivateAttr(default=None)

    def __eq__(self, other: object) -> bool:
        """Equal in every public field."""
        return isinstance(other, Document) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        return hash((self.id, self.content_hash))

    def part_at(self, offset: int) -> SourcePart | None:
        """Where in its file the character of ``source_text`` at ``offset`` stands; None where no part holds it."""
        at = bisect_right(self.source_parts, offset, key=lambda part: part.start) - 1
        part = self.source_parts[at] if at >= 0 else None
        return part if part is not None and offset < part.end else None

    def with_raw(self, raw: str | None) -> Self:
        """This document, knowing its raw text (so that a notebook can show it); returns itself."""
        self._raw = raw
        return self

    def to_rows(self, kinds: Collection[str] = ("target", "actual")) -> list[Row]:
        """Flat rows, one a record, in the order of the text; every row has every column of ``rows.COLUMNS``.

        Values are plain (text, numbers as in JSON, ISO dates, ``None``), so that rows go into CSV, JSON or a data
        frame as they are; lists are joined with ``;``. ``region_code`` is the code of the record's own region, else
        that of the document's place.

        Args:
            kinds: any of ``target``, ``actual``, ``pledge``.

        Raises:
            ValueError: ``kinds`` names anything else.
        """
        return flat_rows(self.model_dump(mode="json"), kinds)

    def _repr_html_(self) -> str:
        """For notebooks: the table of its records beside the source text, in which they are marked."""
        # Pages stand below the contract; they are reached at call time only (declared in test_layering).
        from .report.html import document_html

        return document_html(self.model_dump(mode="json"), self._raw)

    def __repr__(self) -> str:
        """One line, whatever the document holds."""
        counts = ", ".join(f"{name}={len(getattr(self, name))}" for name in ("targets", "actuals", "pledges"))
        return f"Document(id={self.id!r}, title={self.title!r}, published={self.published}, {counts})"

    __str__ = __repr__


@cache
def _adapter() -> TypeAdapter[Document]:
    return TypeAdapter(Document)


@cache
def maker(model: type[AnyModel]) -> Callable[[dict[str, Any]], AnyModel]:
    """What validates plain data into one ``model``.

    For the parts that many records share: a model inside the plain data of a document is taken as it is, and costs
    neither time nor memory again.

    >>> maker(Phrase)({"text": "农业"})
    Phrase(text='农业', start=None, end=None)
    """
    return TypeAdapter(model).validator.validate_python


def document_from(data: dict[str, Any], raw: str | None = None) -> Document:
    """Build a document from plain data in one validation.

    Args:
        data: dicts, tuples and values by the field names of the contract, parts also as models; absent fields take their
            defaults.
        raw: the raw text, kept for :meth:`Document._repr_html_` only.

    Raises:
        pydantic.ValidationError: ``data`` breaks the contract.

    >>> document_from({"id": "d1", "content_hash": "00"}).targets
    ()
    """
    return _adapter().validate_python(data).with_raw(raw)


def json_schema() -> dict[str, Any]:
    """JSON Schema of ``Document.model_dump(mode="json")``."""
    return _adapter().json_schema(mode="serialization")
