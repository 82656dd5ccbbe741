"""Arrow: texts in, records out, a batch at a time, for engines that speak Arrow (Spark, Polars, DuckDB, Daft).

Two schemas. **Nested** (:func:`document_schema`): one row a document with every field of the contract, lists of structs
for its records, and ``error``. **Flat** (:func:`row_schema`): one row a record with the columns of ``rows.COLUMNS``, and
``error``; a document without records has no row.

A document that cannot be read gives one row with its id and ``error`` filled, in both: nothing is lost.

Numbers are decimal128(38, 9), days date32, offsets int64. A number with more than nine decimal places is rounded to them
(half to even). One of more than 29 digits before the point does not fit: it is null, which the document's ``warnings`` tell
(``number-too-large``); its words stay in ``text``. A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD.

No pydantic model is made here; the schema is derived from the models' annotations, so that fields are listed once.
Needs pyarrow (``pip install 'policyextract[arrow]'``), imported at the first call.
"""

import types
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from .errors import InputError
from .extractor import Extractor
from .identity import document_id
from .models import Document, Model
from .rows import COLUMNS, LISTS, flat_rows
from .settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

Row = dict[str, Any]

PRECISION, SCALE = 38, 9

# Columns of flat rows that hold no text.
_DAYS = frozenset({"published", "issued", "baseline_first", "baseline_last", "due", "due_first"})
_NUMBERS = frozenset({"low", "high"})
_OFFSETS = frozenset({"start", "end", "sentence_start", "sentence_end"})
_SHARES = frozenset({"confidence"})

# Documents whose plain data are held at once. 16 to 256 gave the same speed on the releases of the tests; a document's
# plain data take about ten times the memory of its text.
_AT_ONCE = 64

_KINDS = ("target", "actual")


def need(module: str, extra: str) -> Any:
    """An optional package.

    Raises:
        ImportError: it is not installed; says which extra to install.
    """
    try:
        return import_module(module)
    except ImportError:
        name = module.partition(".")[0]
        raise ImportError(f"{name} is not installed; pip install 'policyextract[{extra}]'", name=name) from None


def _pyarrow() -> Any:
    return need("pyarrow", "arrow")


# Schemas


@cache
def document_schema() -> "pa.Schema":
    """One row a document: the fields of :class:`policyextract.Document` and ``error``.

    >>> document_schema().field("targets").type.value_type.field("quantity").type.field("low").type
    Decimal128Type(decimal128(38, 9))
    """
    pa = _pyarrow()
    return pa.schema([*_struct(Document), pa.field("error", pa.string())])


@cache
def row_schema() -> "pa.Schema":
    """One row a record: the columns of ``rows.COLUMNS`` and ``error``.

    >>> [str(row_schema().field(name).type) for name in ("document_id", "low", "due", "start", "confidence", "error")]
    ['string', 'decimal128(38, 9)', 'date32[day]', 'int64', 'double', 'string']
    """
    pa = _pyarrow()
    kinds = ((_DAYS, date), (_NUMBERS, Decimal), (_OFFSETS, int), (_SHARES, float))
    typed = {name: next((kind for names, kind in kinds if name in names), str) for name in COLUMNS}
    return pa.schema([*(pa.field(name, _type(kind)) for name, kind in typed.items()), pa.field("error", pa.string())])


def _struct(model: type[Model]) -> "list[pa.Field]":
    pa = _pyarrow()
    return [pa.field(name, _type(field.annotation)) for name, field in model.model_fields.items()]


def _type(annotation: Any) -> "pa.DataType":
    """The Arrow type of an annotation of the contract; everything may be null."""
    pa = _pyarrow()
    simple = {str: pa.string(), int: pa.int64(), float: pa.float64(), date: pa.date32()}
    if annotation in simple:
        return simple[annotation]
    if annotation is Decimal:
        return pa.decimal128(PRECISION, SCALE)
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return pa.struct(_struct(annotation))
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(parts[0])
    if origin is Literal:
        return pa.string()
    if origin in (Union, types.UnionType):
        (part,) = (part for part in parts if part is not type(None))
        return _type(part)
    if origin is tuple:  # of any length, or of several of one kind
        return pa.list_(_type(parts[0]))
    if origin is dict:
        return pa.map_(_type(parts[0]), _type(parts[1]))
    raise TypeError(f"no Arrow type for {annotation!r}")


# Plain data to batches


def documents_to_batch(documents: Iterable[Mapping[str, Any]]) -> "pa.RecordBatch":
    """Documents as :func:`document_schema` wants them, one row each.

    Args:
        documents: plain data (:meth:`Extractor.extract_data`) or the JSON form; absent fields are null.
    """
    rows = list(documents)
    return _batch(rows, document_schema(), lambda: [_fitted_document(row) for row in rows])


def rows_to_batch(rows: Iterable[Mapping[str, Any]]) -> "pa.RecordBatch":
    """Flat rows as :func:`row_schema` wants them.

    Args:
        rows: of ``rows.flat_rows``, of plain data or of the JSON form; absent columns are null.
    """
    given, fit = list(rows), _fit(_pyarrow().struct(list(row_schema())))
    return _batch(given, row_schema(), lambda: [fit(row, []) for row in given])


def _batch(rows: Sequence[Mapping[str, Any]], schema: "pa.Schema", fitted: Callable[[], list[Any]]) -> "pa.RecordBatch":
    """``rows`` as they are where every value fits its column, which is nearly always, else ``fitted``."""
    pa = _pyarrow()
    try:
        return pa.RecordBatch.from_pylist(rows, schema=schema)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, TypeError):
        return pa.RecordBatch.from_pylist(fitted(), schema=schema)


def _fitted_document(data: Mapping[str, Any]) -> Row:
    """A document whose values fit, with a warning for each number that is left out."""
    lost: list[str] = []
    row: Row = _fit(_pyarrow().struct(list(document_schema())))(data, lost)
    told = (f"{number} does not fit decimal128({PRECISION}, {SCALE}) and is left out" for number in dict.fromkeys(lost))
    warnings = [{"code": "number-too-large", "message": message, "start": None, "end": None} for message in told]
    return {**row, "warnings": [*(row.get("warnings") or ()), *warnings]} if warnings else row


Fit = Callable[[Any, list[str]], Any]
"""Makes a value fit its type; appends numbers that do not."""


@cache
def _fit(kind: "pa.DataType") -> Fit:
    """What makes values fit one Arrow type: also ISO days, JSON numbers, lone surrogates, numbers of many digits."""
    is_ = _pyarrow().types
    if is_.is_struct(kind):
        fields = {field.name: _fit(field.type) for field in kind}
        return _or_null(lambda value, lost: {k: fields[k](v, lost) for k, v in value.items() if k in fields})
    if is_.is_map(kind):
        key, item = _fit(kind.key_type), _fit(kind.item_type)
        return _or_null(lambda value, lost: [(key(k, lost), item(v, lost)) for k, v in dict(value).items()])
    if is_.is_list(kind):
        inner = _fit(kind.value_type)
        return _or_null(lambda value, lost: [inner(one, lost) for one in value])
    if is_.is_decimal(kind):
        return _or_null(_fitted_number)
    if is_.is_date(kind):
        return _or_null(lambda value, lost: date.fromisoformat(value) if isinstance(value, str) else value)
    if is_.is_string(kind):
        return _or_null(lambda value, lost: value.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
    return lambda value, lost: value


def _or_null(fit: Fit) -> Fit:
    return lambda value, lost: None if value is None else fit(value, lost)


def _fitted_number(value: Any, lost: list[str]) -> Decimal | None:
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if not number.is_finite() or (number and number.adjusted() >= PRECISION - SCALE):
        lost.append(str(number))
        return None
    with localcontext(Context(prec=PRECISION)):
        return number.quantize(Decimal(1).scaleb(-SCALE))


# Texts to batches


def extract_batch(
    batch: "pa.RecordBatch",
    *,
    text: str = "text",
    published: str | None = "published",
    title: str | None = "title",
    source: str | None = "source",
    id: str | None = "id",
    flat: bool = False,
    settings: Settings | None = None,
) -> "pa.RecordBatch":
    """The documents of a batch of texts, in its order.

    Args:
        batch: one row a text.
        text: name of the column of texts.
        published, title, source, id: names of the columns of :meth:`Extractor.extract`'s other arguments: days or ISO
            strings, strings, and for ``id`` strings or numbers. A column of the default name may be absent; None
            leaves one out.
        flat: one row a record (:func:`row_schema`), not one row a document (:func:`document_schema`).
        settings: as for :class:`Extractor`, which is built once for equal settings.

    Raises:
        ValueError: a column that is named is not in ``batch``; the records are more than one batch can hold (2 GB).

    >>> import pyarrow as pa
    >>> texts = pa.RecordBatch.from_pydict({"id": ["a", "b"], "text": ["到2027年，充电桩达到5万个以上。", None]})
    >>> extract_batch(texts, flat=True).select(["document_id", "indicator", "low", "due", "error"]).to_pylist()[0]
    {'document_id': 'a', 'indicator': '充电桩', 'low': Decimal('50000.000000000'), 'due': datetime.date(2027, 12, 31), 'error': None}
    >>> extract_batch(texts).select(["id", "error"]).to_pylist()
    [{'id': 'a', 'error': None}, {'id': 'b', 'error': 'there is no text'}]
    """
    pa = _pyarrow()
    schema = row_schema() if flat else document_schema()
    given = extract_batches(
        (batch,), text=text, published=published, title=title, source=source, id=id, flat=flat, settings=settings
    )
    parts = list(given)
    if len(parts) == 1:
        return parts[0]
    whole = pa.Table.from_batches(parts, schema=schema).combine_chunks().to_batches()
    if len(whole) > 1:
        raise ValueError("more than 2 GB of records from one batch; use extract_batches, or smaller batches")
    return whole[0] if whole else parts[0]


def extract_batches(
    batches: "Iterable[pa.RecordBatch]",
    *,
    text: str = "text",
    published: str | None = "published",
    title: str | None = "title",
    source: str | None = "source",
    id: str | None = "id",
    flat: bool = False,
    settings: Settings | None = None,
) -> "Iterator[pa.RecordBatch]":
    """:func:`extract_batch` for a stream: small batches in the same order, with memory for few documents at a time."""
    for batch in batches:
        names = columns_named(batch.schema.names, text=text, published=published, title=title, source=source, id=id)
        yield from _parts(batch, names, flat, settings)


_ARGUMENTS = ("text", "published", "title", "source", "id")


def columns_named(present: Collection[str], **wanted: str | None) -> dict[str, str]:
    """Argument of the extractor → column; optional ones of their default names only where they are."""
    named = {argument: name for argument, name in wanted.items() if name is not None}
    for argument, name in named.items():
        if name not in present and (argument == "text" or name != argument):
            raise ValueError(f"{argument}: there is no column {name!r}; there are {', '.join(present) or 'none'}")
    return {argument: name for argument, name in named.items() if name in present}


def _parts(
    batch: "pa.RecordBatch", names: Mapping[str, str], flat: bool, settings: Settings | None
) -> "Iterator[pa.RecordBatch]":
    extractor = _extractor(settings or Settings())
    for start in range(0, max(1, batch.num_rows), _AT_ONCE):
        part = batch.slice(start, _AT_ONCE)
        values = [part.column(names[a]).to_pylist() if a in names else [None] * len(part) for a in _ARGUMENTS]
        documents = [_read(extractor, *row) for row in zip(*values, strict=True)]
        if flat:
            yield rows_to_batch(row for document in documents for row in _flat(document))
        else:
            yield documents_to_batch(documents)


@lru_cache(maxsize=4)
def _extractor(settings: Settings) -> Extractor:
    return Extractor(settings)


def _read(extractor: Extractor, text: Any, published: Any, title: Any, source: Any, id: Any) -> Row:
    """Plain data of one text, or of what is known of it and ``error``."""
    given = None if id is None else str(id)
    try:
        if text is None:
            raise ValueError("there is no text")
        if isinstance(published, str) and not published.strip():
            published = None  # an empty cell
        return extractor.extract_data(text, published=published, title=title, source=source, id=given)
    except Exception as error:  # whatever it is costs this text only
        told = {"title": title, "source": source}
        known: Row = {name: value if isinstance(value, str) else None for name, value in told.items()}
        day = published.date() if isinstance(published, datetime) else published
        known["published"] = day if isinstance(day, date) else None
        known["id"] = document_id(given, known["source"], text if isinstance(text, str) else "")
        known["error"] = " ".join(str(error).split()) or type(error).__name__
        return known


def _flat(document: Row) -> list[Row]:
    if "error" not in document:
        return list(flat_rows(document, LISTS))
    head = {name: document[name] for name in ("published", "source", "error")}
    return [{"document_id": document["id"], "document_title": document["title"], **head}]


# Documents to frames


def to_arrow(documents: Iterable[Document | Mapping[str, Any]], kinds: Collection[str] = _KINDS) -> "pa.Table":
    """The records of documents as a table, one row a record, with the columns of ``rows.COLUMNS``.

    Args:
        documents: of :func:`policyextract.extract`, or their JSON form.
        kinds: any of ``target``, ``actual``, ``pledge``.

    Raises:
        ValueError: ``kinds`` names anything else.
        ImportError: pyarrow is not installed.

    >>> import policyextract as pe
    >>> table = pe.to_arrow([pe.extract("到2027年，充电桩达到5万个以上。")])
    >>> table.select(["kind", "indicator", "comparator", "low", "unit"]).to_pylist()
    [{'kind': 'target', 'indicator': '充电桩', 'comparator': '>=', 'low': Decimal('50000.000000000'), 'unit': '个'}]
    """
    pa = _pyarrow()
    if isinstance(documents, Document | Mapping | str):
        raise TypeError("documents must be an iterable of documents, not one; put it into a list")
    schema = row_schema()
    found: list[Row] = []
    parts = []
    for document in documents:
        data = document.model_dump() if isinstance(document, Document) else document
        found += flat_rows(data, kinds)
        if len(found) >= 4096:
            parts.append(rows_to_batch(found))
            found = []
    parts.append(rows_to_batch(found))
    return pa.Table.from_batches(parts, schema=schema).drop_columns(["error"])


def to_pandas(documents: Iterable[Document | Mapping[str, Any]], kinds: Collection[str] = _KINDS) -> Any:
    """The records of documents as a pandas data frame, one row a record: see :func:`to_arrow`.

    Numbers are ``float64`` (which holds 15 digits exactly; :func:`to_arrow` keeps them all), days ``datetime64``, offsets
    ``Int64``.
    """
    pandas, pa = need("pandas", "frames"), _pyarrow()
    table = to_arrow(documents, kinds)
    for place, name in enumerate(table.column_names):
        if name in _NUMBERS:
            # not by a cast, which multiplies: 30000 would be 30000.000000000004
            numbers = [None if value is None else float(value) for value in table.column(name).to_pylist()]
            table = table.set_column(place, name, pa.array(numbers, pa.float64()))
    return table.to_pandas(date_as_object=False, types_mapper={pa.int64(): pandas.Int64Dtype()}.get)


def to_polars(documents: Iterable[Document | Mapping[str, Any]], kinds: Collection[str] = _KINDS) -> Any:
    """The records of documents as a Polars data frame, one row a record: see :func:`to_arrow`."""
    return need("polars", "frames").from_arrow(to_arrow(documents, kinds))


def extract_frame(
    frame: Any,
    *,
    text: str,
    title: str | None = None,
    published: str | None = None,
    source: str | None = None,
    id: str | None = None,
    kinds: Collection[str] = _KINDS,
    workers: int = 1,
    settings: Settings | None = None,
) -> Any:
    """The records of the texts in a pandas data frame, one row a record, with the columns of :func:`to_pandas`.

    The index tells of each record from which row it came: ``frame.join(records, rsuffix="_record")`` puts them together. A row without a text has
    no records.

    Args:
        frame: one row a document.
        text: the column of the texts; ``title``, ``published``, ``source`` and ``id`` name those of the other arguments of
            :func:`policyextract.extract`, where there are such columns.
        workers: number of processes.

    Raises:
        InputError: there is no such column.
        RecordError: a row cannot be read; it names the row by its place.

    >>> import pandas
    >>> plans = pandas.DataFrame({"body": ["到2027年，全市充电桩达到5万个以上。", None]}, index=["a", "b"])
    >>> extract_frame(plans, text="body")[["indicator", "low", "due"]]
      indicator      low        due
    a       充电桩  50000.0 2027-12-31
    """
    need("pandas", "frames")
    columns = {"text": text, "title": title, "published": published, "source": source, "id": id}
    named = {argument: column for argument, column in columns.items() if column is not None}
    for argument, column in named.items():
        if column not in frame.columns:
            some = ", ".join(map(str, frame.columns[:8]))
            raise InputError(f"{argument}: the frame has no column {column!r}; it has {some}")
    documents = list(Extractor(settings).pipe(_rows_of(frame, named), workers=workers))
    out = to_pandas(documents, kinds)
    out.index = frame.index.repeat([len(document.to_rows(kinds)) for document in documents])
    return out


def _rows_of(frame: Any, named: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The arguments of ``extract`` that each row of a frame gives; what is missing in it is not given."""
    missing = need("pandas", "frames").isna
    for cells in zip(*(frame[column].astype(object) for column in named.values()), strict=True):
        row = {argument: None if missing(cell) else cell for argument, cell in zip(named, cells, strict=True)}
        published = row.get("published")
        if isinstance(published, datetime):
            row["published"] = published.date()
        yield row if row["text"] is not None else {**row, "text": ""}
