"""Series, points and verdicts of a store: kept in tables of their own, brought up to the documents when somebody asks.

Only places whose documents changed are made anew, and those of which a verdict changes because days went by; all of it in
one transaction, so that a run that breaks off leaves the tables as they were. ``meta`` holds the run of the store up to which they
are made (:mod:`policyextract.track.history`): where it is the last, nothing else is looked at, and no writer is waited for. The
day is that of the latest document.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from ...errors import StoreError
from .. import history, schema, whole
from ..catalogue.catalogue import Catalogue, Own
from ..database import AGAIN
from ..filters import Where, containing, is_division, like, prefixes, words_of
from ..flatten import chunks
from ..schema import DERIVED, RECORD_TABLES, Table
from ..store import Store
from .point import Point, Series, point
from .verdict import Place

_PAGE = 500  # documents, places or rows at a time
_TABLES = {table.name: table for table in DERIVED}
_BEFORE_ALL = "0001-01-01"
_MADE = "series"  # key in meta: the run up to which they are made
_OWN = "own_rows"  # key in meta: the user's rows of the catalogue they are made with
_RECORD = next(table for table in schema.TABLES if table.name == "targets")
_OF_DOCUMENT = ("title", "published", "rank", "issuing_body", "place", "place_code")
_CELLS = (*_RECORD.names, *(name if name != "title" else "document_title" for name in _OF_DOCUMENT))


class Refreshed(NamedTuple):
    """What was made anew."""

    documents: int
    places: int


def refresh(store: Store, catalogue: Catalogue | None = None) -> Refreshed:
    """Bring the tables up to the documents of the store.

    Args:
        catalogue: what names mean; where it is not given, that of the store. Another than before makes all anew, and is the
            store's from then on.
    """
    store.look()
    catalogue = catalogue or catalogue_of(store)
    database = store.database
    if _made(store, catalogue)[0] == store.run:
        return Refreshed(0, 0)
    with database.transaction():
        run = store.run
        made, day = _made(store, catalogue)
        today = next(database.fetch("SELECT MAX(published) AS published FROM documents"))[0] or _BEFORE_ALL
        if made is None or today < day:
            changed, gone = _all(store), list[str]()
            for table in DERIVED:
                database.run(f"DELETE FROM {table.name}")
        else:
            changed, gone = _changed(store, made)
        for table in DERIVED:
            database.run(f"DROP TABLE IF EXISTS new_{table.name}")
            database.run(schema.stage(table, database.dialect))
        places = _expired(store, today) | _left(store, [*changed, *gone])
        places |= _read(store, changed, catalogue)
        for chunk in chunks(sorted(places), _PAGE):
            _judge(store, chunk, today)
        for table in DERIVED:
            database.run(f"DROP TABLE new_{table.name}")
        own = json.dumps(catalogue.own, ensure_ascii=False)
        for key, value in (("catalogue", catalogue.digest), (_OWN, own), ("today", today), (_MADE, str(run))):
            _keep(store, key, value)
        whole.note(database, whole.SERIES_ROWS)
    return Refreshed(len(changed) + len(gone), len(places))


def catalogue_of(store: Store, known: Catalogue | None = None) -> Catalogue:
    """The catalogue that the series of a store are made with: the shipped table, and the rows that a user gave last.

    Args:
        known: given back where it is that one, since reading one takes longer than most questions.
    """
    kept = list(store.database.fetch("SELECT value FROM meta WHERE key = ?", [_OWN]))
    try:
        own = tuple(Own(*one) for (rows,) in kept for one in json.loads(rows))
    except (ValueError, TypeError):
        raise StoreError(f"{store.name}: is damaged, the rows of its catalogue cannot be read; {AGAIN}") from None
    return known if known is not None and known.own == own else Catalogue(own)


def hand_over(source: Store, other: Store) -> None:
    """Give a copy the user's rows of the catalogue; a store without any leaves those of the other as they are."""
    own = catalogue_of(source).own
    if own and own != catalogue_of(other).own:
        with other.database.transaction():
            _keep(other, _OWN, json.dumps(own, ensure_ascii=False))


def _keep(store: Store, key: str, value: str) -> None:
    """A value of the store, in place of the one there."""
    store.database.run("DELETE FROM meta WHERE key = ?", [key])
    store.database.run("INSERT INTO meta VALUES (?, ?)", [key, value])


def _all(store: Store) -> list[str]:
    return [ident for (ident,) in store.database.fetch("SELECT id FROM documents ORDER BY id")]


def _made(store: Store, catalogue: Catalogue) -> tuple[int | None, str]:
    """The run up to which the tables are made with this catalogue, None where they are not, and the day they are of."""
    known = dict(store.database.fetch("SELECT key, value FROM meta"))
    made = known.get(_MADE, "") if known.get("catalogue") == catalogue.digest else ""
    return (int(made) if made.isdecimal() else None), known.get("today", _BEFORE_ALL)


def _changed(store: Store, run: int) -> tuple[list[str], list[str]]:
    """Documents that came or changed after a run, and those that went."""
    found = sorted((ident, gone) for _, ident, gone, _ in history.found(store.database, history.Mark(run)))
    return [ident for ident, gone in found if not gone], [ident for ident, gone in found if gone]


def _expired(store: Store, today: str) -> set[str]:
    """Places with a verdict that the day has changed."""
    day = store.database.dialect.day
    return {
        place
        for (place,) in store.database.fetch(f"SELECT DISTINCT place FROM verdicts WHERE changes_on <= {day}", [today])
    }


def _left(store: Store, documents: Sequence[str]) -> set[str]:
    """Take the points of documents away; the places they were of."""
    places: set[str] = set()
    for chunk in chunks(documents, _PAGE):
        marks = _marks(chunk)
        found = store.database.fetch(f"SELECT DISTINCT place FROM points WHERE document_id IN ({marks})", chunk)
        places |= {place for (place,) in found}
        store.database.run(f"DELETE FROM points WHERE document_id IN ({marks})", chunk)
    return places


def _read(store: Store, documents: Sequence[str], catalogue: Catalogue) -> set[str]:
    """Make the points of documents; the places they are of."""
    places: set[str] = set()
    for chunk in chunks(documents, _PAGE):
        series: dict[str, Series] = {}
        points: list[Point] = []
        for cells in _records(store, chunk):
            if (made := point(cells, catalogue)) is not None:
                series.setdefault(made[0].id, made[0])
                points.append(made[1])
        places |= {one.place for one in points}
        _add(store, "series", series.values(), known=True)
        _add(store, "points", points)
    return places


def _records(store: Store, documents: Sequence[str]) -> Iterator[dict[str, Any]]:
    columns = ", ".join((*(f"r.{name}" for name in _RECORD.names), *(f"d.{name}" for name in _OF_DOCUMENT)))
    for kind in ("target", "actual"):
        found = store.database.fetch(
            f"SELECT {columns} FROM {RECORD_TABLES[kind]} AS r JOIN documents AS d ON d.id = r.document_id "
            f"WHERE r.document_id IN ({_marks(documents)}) ORDER BY r.document_id, r.number",
            documents,
        )
        for cells in found:
            yield {"kind": kind, **dict(zip(_CELLS, cells, strict=True))}


def _judge(store: Store, places: Sequence[str], today: str) -> None:
    """Make the verdicts of places, and take series without points away."""
    database, marks = store.database, _marks(places)
    series: dict[str, dict[str, Series]] = {place: {} for place in places}
    points: dict[str, list[Point]] = {place: [] for place in places}
    for cells in database.fetch(f"SELECT {', '.join(Series._fields)} FROM series WHERE place IN ({marks})", places):
        one = Series(*cells)
        series[one.place][one.id] = one
    for cells in database.fetch(f"SELECT {', '.join(Point._fields)} FROM points WHERE place IN ({marks})", places):
        found = Point(*cells)
        points[found.place].append(found)
    judged = [Place(series[place], points[place], today) for place in places]
    for name in ("points", "verdicts", "series"):
        database.run(f"DELETE FROM {name} WHERE place IN ({marks})", places)
    _add(store, "series", [one.series[ident] for one in judged for ident in sorted(one.by_series)])
    _add(store, "points", [point for one in judged for point in one.points])
    _add(store, "verdicts", [verdict for one in judged for verdict in one.verdicts()])


def _add(store: Store, name: str, rows: Iterable[tuple[Any, ...]], known: bool = False) -> None:
    """Rows into a table; those of a key that is there stay as they are where that may be ``known``."""
    table: Table = _TABLES[name]
    database = store.database
    for chunk in chunks(rows, 5_000):
        database.fill(table, [tuple(row) for row in chunk])
        names = ", ".join(table.names)
        database.run(
            f"INSERT INTO {name} ({names}) SELECT {names} FROM new_{name} WHERE true"
            + (" ON CONFLICT DO NOTHING" if known else "")
        )


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


# Out


class Asked(NamedTuple):
    """Which verdicts are wanted; what is left empty allows all."""

    indicator: str | None = None
    """A name of the catalogue, any of its other names, or words that stand in one."""
    region: str | None = None
    """A code or a name; a province includes its cities."""
    year: int | None = None
    """In which the period of the target ends."""
    status: tuple[str, ...] = ()


SIDES = ("target", "actual", "other")
_EVIDENCE = ("quantity", "comparator", "low", "high", "commitment", "sentence", "span_start", "span_end")
_SOURCE = ("document_id", "title", "published", "rank", "issuing_body", "source")

COLUMNS: tuple[tuple[str, str], ...] = (
    *((name, "text") for name in ("place_code", "place_name", "indicator")),
    ("known", "int"),
    *((name, "text") for name in ("scope", "form", "unit", "basis", "per", "direction")),
    ("period_first", "day"),
    ("period_last", "day"),
    *((name, "text") for name in ("status", "note", "missing")),
    *(
        (f"{side}_{name}", kind)
        for side in SIDES
        for name, kind in (
            ("value_low", "double"), ("value_high", "double"), *((one, "text") for one in ("quantity", "comparator")),
            *((one, "text") for one in ("commitment", "sentence")), ("span_start", "int"), ("span_end", "int"),
            ("document_id", "text"), ("title", "text"), ("published", "day"), ("rank", "text"), ("issuing_body", "text"),
            ("source", "text"), ("why", "text"), ("id", "text"), ("times_told", "int"),
        )
    ),
    ("silent_document_id", "text"),
    ("series_id", "text"),
    ("id", "text"),
)  # fmt: skip
"""Columns of a verdict with the evidence of both sides, and what they hold."""


def verdicts(store: Store, asked: Asked | None = None, catalogue: Catalogue | None = None) -> Iterator[dict[str, Any]]:
    """Verdicts with the evidence of both sides, as rows of :data:`COLUMNS`, by place, indicator, form and period.

    The tables are read as they are: call :func:`refresh` before.
    """
    store.look()
    dialect = store.database.dialect
    where = _where(asked or Asked(), dialect, catalogue or catalogue_of(store))
    sides, joins = _sides()
    names = [name for name, _ in COLUMNS]
    own = [f"s.{name}" for name in names[:10]] + [f"v.{name}" for name in names[10:15]]
    sql = (
        f"SELECT {', '.join(own + sides)}, v.document_id, v.series_id, v.id FROM verdicts AS v "
        f"JOIN series AS s ON s.id = v.series_id {joins} WHERE {where} "
        "ORDER BY s.place, s.indicator, s.form, s.scope, s.basis, s.unit, s.id, v.period_last IS NULL, v.period_last, "
        "v.period_first IS NULL, v.period_first, target_at.published IS NULL, target_at.published, v.id"
    )
    for cells in store.database.fetch(sql, where.arguments):
        yield dict(zip(names, cells, strict=True))


def place_named(store: Store, region: str) -> bool:
    """Whether a region is a division, or a series is of a place so named."""
    if is_division(region):
        return True
    where = _where(Asked(region=region), store.database.dialect, None)
    return any(store.database.fetch(f"SELECT 1 FROM series AS s WHERE {where} LIMIT 1", where.arguments))


def _sides() -> tuple[list[str], str]:
    """Columns and joins of the records on each side; a record is in one of two tables."""
    columns, joins = [], []
    for side in SIDES:
        at, told = f"{side}_at", f"{side}_record"
        table = RECORD_TABLES["actual" if side == "actual" else "target"]
        joins.append(
            f"LEFT JOIN points AS {at} ON {at}.id = v.{side}_id LEFT JOIN {table} AS {told} ON {told}.id = v.{side}_id "
            f"LEFT JOIN documents AS {side}_document ON {side}_document.id = {told}.document_id"
        )
        columns += [f"{at}.low", f"{at}.high"]
        columns += [f"{told}.{name}" for name in _EVIDENCE if name not in ("low", "high")]
        columns += [f"{told}.document_id"] + [f"{side}_document.{name}" for name in _SOURCE[1:]]
        columns += [
            f"{at}.why",
            f"v.{side}_id",
            f"(SELECT COUNT(*) FROM points AS p WHERE p.series_id = v.series_id "
            f"AND COALESCE(p.same_as, p.id) = COALESCE({at}.same_as, {at}.id))",
        ]
    return columns, " ".join(joins)


def _where(asked: Asked, dialect: schema.Dialect, catalogue: Catalogue | None) -> Where:
    where = Where()
    if asked.indicator and catalogue:
        words = words_of(asked.indicator)
        if (name := catalogue.canonical(words)) is not None:
            where.add("s.indicator = ?", name)
        else:
            where.add(like("s.indicator", dialect), containing(words))
    if asked.region:
        codes = prefixes(asked.region)
        parts = ["s.place_code LIKE ?"] * len(codes) + [like("s.place_name", dialect)]
        where.add(" OR ".join(parts), *codes, containing(words_of(asked.region)))
    if asked.year:
        first, last = date(asked.year, 1, 1).isoformat(), date(asked.year, 12, 31).isoformat()
        where.add(f"v.period_last BETWEEN {dialect.day} AND {dialect.day}", first, last)
    if asked.status:
        where.add(f"v.status IN ({_marks(asked.status)})", *asked.status)
    return where
