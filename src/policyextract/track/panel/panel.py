"""Places by years by headline indicators: target and actual side by side, and what is not there said.

It is read from the tables of :mod:`policyextract.track.series`, which are brought up to the documents first. A place is in it
where a document of the store sets the targets of one of its years or reports of one; then all years that any place has
are rows of it, so that what is missing is seen.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...text.clean import clean
from .. import history
from ..catalogue.catalogue import Catalogue
from ..filters import Where, containing, like, prefixes, words_of
from ..history import Mark
from ..series.tracker import catalogue_of, refresh
from ..series.verdict import ROUND
from ..store import Store
from .headlines import Headline, headlines, words
from .unsaid import Unsaid, unsaid

STATED, NO_NUMBER, NOT_STATED, NO_DOCUMENT = "stated", "stated without a number", "not stated", "no document"
"""What a document says of a headline indicator of a year."""

RANKS = ("report", "plan", "notice", "law", "press")
"""Which document counts where several set the target of a year, the first before the others."""
_FIRM = ("binding", "expected", "planned")
_AMONG = 2  # headline figures of a year in a sentence, where aims without a number stand too

_EARLY = "-07-01"
"""From when in the year before a document may set the targets of a year."""

_VALUES = (("low", "double"), ("high", "double"), ("comparator", "text"), ("quantity", "text"), ("commitment", "text"))
_PERIOD = (("first", "day"), ("last", "day"))
_EVIDENCE = (
    ("sentence", "text"), ("start", "int"), ("end", "int"), ("document_id", "text"), ("title", "text"), ("published", "day"),
    ("source", "text"), ("id", "text"),
)  # fmt: skip
_STRETCH = (*_VALUES[:4], ("id", "text"))

COLUMNS: tuple[tuple[str, str], ...] = (
    *((name, "text") for name in ("region_code", "place_name")),
    ("year", "int"),
    *((name, "text") for name in ("headline", "indicator", "form", "unit", "scope", "target")),
    *((f"target_{name}", kind) for name, kind in (*_VALUES, *_PERIOD, *_EVIDENCE)),
    ("target_against", "text"),
    *((f"stretch_{name}", kind) for name, kind in _STRETCH),
    ("actual", "text"),
    *((f"actual_{name}", kind) for name, kind in (*_VALUES[:4], *_PERIOD, *_EVIDENCE)),
    ("verdict", "text"),
)  # fmt: skip
"""Columns of the panel, and what they hold. ``target`` and ``actual`` say whether there is one; values are in ``unit``."""


_NAMES = frozenset(name for name, _ in COLUMNS)


class Point(NamedTuple):
    """A figure of a headline indicator with its series and its evidence."""

    place: str
    place_code: str | None
    place_name: str
    indicator: str
    form: str
    unit: str
    scope: str
    first: str | None
    last: str
    low: float | None
    high: float | None
    comparator: str
    commitment: str | None
    rank: str | None
    quantity: str
    sentence: str
    sentence_start: int | None
    sentence_end: int | None
    start: int | None
    end: int | None
    document_id: str
    title: str | None
    published: str | None
    source: str | None
    id: str

    @property
    def year(self) -> int:
        """Of the end of its period."""
        return int(self.last[:4])


_POINT = (
    "s.place, s.place_code, s.place_name, s.indicator, s.form, s.unit, s.scope, p.period_first, p.period_last, p.low, p.high, "
    "p.comparator, p.commitment, p.rank, r.quantity, r.sentence, r.sentence_start, r.sentence_end, r.span_start, r.span_end, r.document_id, "
    "d.title, d.published, d.source, r.id"
)
_COUNTRY_OR_DIVISION = "s.place = COALESCE(s.place_code, s.place_name) AND s.place_name IS NOT NULL"


class Asked(NamedTuple):
    """Which rows are wanted; what is left empty allows all."""

    region: str | None = None
    """A code or a name; a province includes its cities."""
    indicator: str | None = None
    """A name of a headline indicator, any that the catalogue knows of it."""
    after: Mark | None = None
    """Only rows with a document that came or changed after it."""


_ALL = Asked()

Cell = tuple[str, int, str]
"""(place, year, canonical indicator)."""


def panel(store: Store, asked: Asked = _ALL, catalogue: Catalogue | None = None) -> Iterator[dict[str, Any]]:
    """The panel, by place, year and headline indicator, as rows of :data:`COLUMNS`."""
    catalogue = catalogue or catalogue_of(store)
    refresh(store, catalogue)
    rows = _Panel(store, asked, catalogue).rows()
    if asked.after is None:
        yield from rows
        return
    changed = {ident for _, ident, gone, _ in history.found(store.database, asked.after) if not gone}
    yield from (row for row in rows if changed & {row["target_document_id"], row["actual_document_id"]})


class _Panel:
    """All that the rows are made from."""

    def __init__(self, store: Store, asked: Asked, catalogue: Catalogue) -> None:
        self.store = store
        self.catalogue = catalogue
        name = catalogue.canonical(words_of(asked.indicator)) if asked.indicator else None
        self.shown = [one for one in headlines() if asked.indicator is None or name == one.indicator]
        self.where = _where(store, asked)
        self.targets, self.actuals = (_by_cell(self._points(kind)) for kind in ("target", "actual"))
        self.named = self._places()
        self.setting, self.reporting = self._covers()
        self.verdicts = self._verdicts()

    def rows(self) -> Iterator[dict[str, Any]]:
        covered = {*self.setting, *self.reporting}
        years = sorted({year for _, year in covered})
        for place in sorted({place for place, _ in covered}):
            for year in years:
                documents = self.setting.get((place, year), [])
                aims = self._aims(place, year, documents)
                for headline in self.shown:
                    yield self._row(headline, place, year, aims.get(headline.indicator))

    def _row(
        self, headline: Headline, place: str, year: int, aim: tuple[Unsaid, dict[str, Any]] | None
    ) -> dict[str, Any]:
        cell = (place, year, headline.indicator)
        target, stretch = _chosen(self.targets.get(cell, ()), headline)
        actual = _told(self.actuals.get(cell, ()), headline, target)
        shown = target or actual
        code, name = self.named[place]
        row: dict[str, Any] = dict.fromkeys(column for column, _ in COLUMNS)
        row.update(region_code=code, place_name=name, year=year, headline=headline.label, indicator=headline.indicator)
        row.update(form=headline.forms[0] if shown is None else shown.form)
        if shown is not None:
            row.update(unit=shown.unit, scope=shown.scope or None)
        if target is not None:
            row.update(target=STATED, verdict=self.verdicts.get(target.id), **_cells("target", target))
            row.update(_cells("stretch", stretch) if stretch else {})
        elif aim is not None:
            row.update(target=NO_NUMBER, target_against=aim[0].against, **aim[1])
        else:
            row.update(target=NOT_STATED if (place, year) in self.setting else NO_DOCUMENT)
        if actual is not None:
            row.update(actual=STATED, **_cells("actual", actual))
        else:
            row.update(actual=NOT_STATED if (place, year) in self.reporting else NO_DOCUMENT)
        return row

    def _points(self, kind: str) -> Iterator[Point]:
        names = [one.indicator for one in headlines()]
        found = self.store.database.fetch(
            f"SELECT {_POINT} FROM points AS p JOIN series AS s ON s.id = p.series_id JOIN {kind}s AS r ON r.id = p.id "
            f"JOIN documents AS d ON d.id = r.document_id WHERE s.known = 1 AND s.basis = '' AND s.per = '' "
            f"AND s.indicator IN ({', '.join('?' * len(names))}) AND p.period_last IS NOT NULL AND {_COUNTRY_OR_DIVISION} "
            f"AND {self.where} ORDER BY s.place, d.published IS NULL, d.published, r.document_id, r.span_start, r.id",
            [*names, *self.where.arguments],
        )
        for cells in found:
            point = Point(*cells)
            if point.last.endswith("-12-31") and point.first in (None, f"{point.last[:4]}-01-01"):
                yield point

    def _places(self) -> dict[str, tuple[str | None, str]]:
        found = self.store.database.fetch(
            f"SELECT DISTINCT s.place, s.place_code, s.place_name FROM series AS s WHERE {_COUNTRY_OR_DIVISION} AND {self.where}",
            self.where.arguments,
        )
        return {place: (code, name) for place, code, name in found}

    def _covers(self) -> tuple[dict[tuple[str, int], list[str]], dict[tuple[str, int], list[str]]]:
        """Documents that set the targets of a (place, year), and those that report of it.

        The first have three targets or more for it, are reports or set a headline target, and came in it or in the half year before; the
        second have three actuals, and came in the year after it.
        """
        setting: dict[tuple[str, int], list[str]] = defaultdict(list)
        reporting: dict[tuple[str, int], list[str]] = defaultdict(list)
        heads = {(cell[0], cell[1], p.document_id) for cell, points in self.targets.items() for p in points}
        found = self.store.database.fetch(
            "SELECT p.place, p.document_id, p.kind, p.period_last, p.rank, p.published FROM points AS p "
            "JOIN series AS s ON s.id = p.series_id JOIN documents AS d ON d.id = p.document_id "
            f"WHERE {_COUNTRY_OR_DIVISION} AND (s.place_code IS NULL OR s.place_code = d.place_code) AND p.period_last IS NOT NULL "
            f"AND p.published IS NOT NULL AND (p.grain = 'year' OR p.kind = 'actual') AND {self.where} "
            "GROUP BY p.place, p.document_id, p.kind, p.period_last, p.rank, p.published "
            f"HAVING COUNT(*) >= {ROUND} ORDER BY p.published, p.document_id",
            self.where.arguments,
        )
        for place, document, kind, last, rank, published in found:
            year = int(last[:4])
            if not last.endswith("-12-31"):
                continue
            if kind == "actual" and last < published <= f"{year + 1}-12-31":
                reporting[place, year].append(document)
            sets = kind == "target" and f"{year - 1}{_EARLY}" <= published <= last
            if sets and (rank == RANKS[0] or (place, year, document) in heads):
                setting[place, year].append(document)
        return setting, reporting

    def _verdicts(self) -> dict[str, str]:
        found = self.store.database.fetch(
            "SELECT v.target_id, v.status FROM verdicts AS v JOIN series AS s ON s.id = v.series_id "
            f"WHERE v.status <> 'dropped' AND {self.where}",
            self.where.arguments,
        )
        return dict(found)

    def _aims(self, place: str, year: int, documents: Sequence[str]) -> dict[str, tuple[Unsaid, dict[str, Any]]]:
        """By indicator, what the documents say of it without a number; the first that says it counts."""
        out: dict[str, tuple[Unsaid, dict[str, Any]]] = {}
        for document in documents:
            points = [
                point
                for headline in headlines()
                for point in self.targets.get((place, year, headline.indicator), ())
                if point.document_id == document
            ]
            texts: dict[str, list[Point]] = defaultdict(list)
            for point in points:
                texts[point.sentence].append(point)
            for sentence, found in texts.items():
                if len({point.indicator for point in found}) >= _AMONG:
                    self._read(sentence, found, out)
        return out

    def _read(self, sentence: str, points: Sequence[Point], out: dict[str, tuple[Unsaid, dict[str, Any]]]) -> None:
        point = points[0]
        text, end = self.store.text(point.document_id), point.sentence_end
        rest = clean(text[end : text.find("\n", end) + 1 or len(text)]).text if text and end else ""
        for said, passage in ((sentence, sentence), *((one, one) for one in rest.split("。"))):
            for aim in unsaid([passage], self.catalogue):
                evidence: dict[str, Any] = {
                    "target_first": f"{point.year}-01-01", "target_last": point.last, "target_quantity": aim.text,
                    "target_sentence": said, "target_document_id": point.document_id, "target_title": point.title,
                    "target_published": point.published, "target_source": point.source,
                }  # fmt: skip
                at = text.find(aim.text, point.sentence_start or 0) if text else -1
                if at >= 0:
                    evidence.update(target_start=at, target_end=at + len(aim.text))
                out.setdefault(aim.indicator, (aim, evidence))


def _where(store: Store, asked: Asked) -> Where:
    where = Where()
    if asked.region:
        codes = prefixes(asked.region)
        parts = ["s.place_code LIKE ?"] * len(codes) + [like("s.place_name", store.database.dialect)]
        where.add(" OR ".join(parts), *codes, containing(words_of(asked.region)))
    return where


def _by_cell(points: Iterable[Point]) -> Mapping[Cell, list[Point]]:
    out: dict[Cell, list[Point]] = defaultdict(list)
    for point in points:
        if not point.scope or set(point.scope.split(";")) <= words().readings:
            out[point.place, point.year, point.indicator].append(point)
    return out


def _chosen(points: Sequence[Point], headline: Headline) -> tuple[Point | None, Point | None]:
    """The target of a cell, and what is hoped for beyond it.

    Of several, that of the document whose rank comes first, the latest, counts; in it the first firm one in the usual form.
    """
    fit = [point for point in points if point.form in headline.forms]
    if not fit:
        return None, None
    best = min(_rank(point) for point in fit)
    document = [point for point in fit if _rank(point) == best][-1].document_id
    own = [point for point in fit if point.document_id == document]
    own.sort(key=lambda point: (headline.forms.index(point.form), point.scope != ""))
    firm = [point for point in own if point.commitment in _FIRM] or own
    stretch = [point for point in own if point not in firm and point.form == firm[0].form]
    return firm[0], stretch[0] if stretch else None


def _rank(point: Point) -> int:
    return RANKS.index(point.rank) if point.rank in RANKS else len(RANKS)


def _told(points: Sequence[Point], headline: Headline, target: Point | None) -> Point | None:
    """The latest actual in the form and scope of the target, else in those that are usual."""
    forms = headline.forms if target is None else (target.form,)
    fit = [point for point in points if point.form in forms]
    if not fit:
        return None
    scope = target.scope if target else ""
    return max(fit, key=lambda point: (point.scope == scope, -forms.index(point.form), point.published or ""))


def _cells(side: str, point: Point) -> dict[str, Any]:
    cells = ((f"{side}_{name}", value) for name, value in point._asdict().items())
    return {name: _whole(value) for name, value in cells if name in _NAMES}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
