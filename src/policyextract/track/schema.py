"""The tables of a store, written once for SQLite and PostgreSQL.

=========  =====================================================================================================
documents  one row a document: title, day, source, place, and two hashes (of the clean text, and of all that is stored)
originals  the whole JSON form of each document, as it was given
texts      the raw text of each document that came with it and does not hold it itself (``source_text``), as zlib packs its UTF-8, and a hash of it
targets    one row a target, in the columns of :data:`policyextract.rows.COLUMNS` save those of its document
actuals    the same for what is reported as reached
pledges    the same for commitments without a number; ``indicator`` holds their words
agents     one row a body named for a record
entities   one row a distinct name of a document
mentions   one row a place in the raw text where it stands
series     of :mod:`policyextract.track.series`, made from the others, as the next two: one row an indicator of a place, in one unit, form and basis
points     one row a target or actual of a series, its value in the base unit of its dimension
verdicts   one row a target: met, missed, open …, with the actual that says so
changes    of :mod:`policyextract.track.history`: the runs that brought and last changed a document, or a record after its document
gone       records that are no longer there, in the columns of their table and of their document
sendings   up to where each receiver knows the store
corrections  of :mod:`policyextract.track.corrected`: what people said of records
meta       what this database is, the version of these tables, the number of the last run that changed anything, and of the one that
           the series are of; how many rows the tables had after each (:mod:`policyextract.track.whole`)
=========  =====================================================================================================

Three columns have other names than in flat rows, because ``end`` is a word of SQL: ``quantity`` (``text``),
``span_start`` and ``span_end``. Days are ISO text in SQLite and ``date`` in PostgreSQL. ``low`` and ``high`` are numbers
that every program reads; where a double would lose digits (beyond 2⁵³), ``low_exact`` and ``high_exact`` hold them all.

Full-text search finds a record by any part of its indicator or sentence. SQLite keeps an FTS5 table beside each table of
records (``targets_search``), which also serves other programs: its words are all runs of one to four characters of a
sentence, and of one to eight of an indicator, so that ``就业`` is a word as ``充电桩`` is. It is kept by triggers and must
not be rebuilt. PostgreSQL keeps an index over single Han characters.
"""

from collections.abc import Container, Iterator
from typing import NamedTuple

VERSION = 4
"""Version of the tables; a store of a later one is refused."""

APPLICATION = "policyextract store"
"""What ``meta`` says a store is."""


class Table(NamedTuple):
    """One table: ``columns`` as (name, type word), the key, what it hangs on, and the columns that get an index."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: tuple[str, ...]
    parent: tuple[str, str] | None = None
    """(column, table): rows go when the row of that id goes."""
    indexes: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(name for name, _ in self.columns)

    @property
    def owner(self) -> str:
        """The column that holds the document's id."""
        return "id" if self.name == "documents" else "document_id"


def _columns(words: str) -> tuple[tuple[str, str], ...]:
    """``name`` (text), ``name:type``; ``!`` after the name forbids null."""
    pairs = (word.partition(":") for word in words.split())
    return tuple((name, kind or "text") for name, _, kind in pairs)


_RECORD = _columns(
    "id document_id:text! number:int! nature indicator action quantity span_start:int span_end:int part comparator low:number "
    "high:number low_exact high_exact unit canonical_unit dimension currency per change basis qualifiers baseline "
    "baseline_first:day baseline_last:day due:day due_first:day due_text due_grain due_source region region_code "
    "place_name agent agents commitment section programme sentence sentence_start:int sentence_end:int repeat_of rules confidence:double review"
)
_RECORD_INDEXES = ("document_id", "indicator", "due", "region_code")

TABLES = (
    Table(
        "documents",
        _columns(
            "id title published:day published_source source credited_source document_number index_number "
            "issuing_body issued:day rank place place_code script repost_of "
            "schema_version content_hash hash:text!"
        ),
        ("id",),
        indexes=("published",),
    ),
    Table("originals", _columns("document_id json:text!"), ("document_id",), ("document_id", "documents")),
    Table(
        "texts",
        _columns("document_id characters:int! hash:text! body:bytes!"),
        ("document_id",),
        ("document_id", "documents"),
    ),
    Table("targets", _RECORD, ("id",), ("document_id", "documents"), _RECORD_INDEXES),
    Table("actuals", _RECORD, ("id",), ("document_id", "documents"), _RECORD_INDEXES),
    Table("pledges", _RECORD, ("id",), ("document_id", "documents"), _RECORD_INDEXES),
    Table(
        "agents",
        _columns("record_id:text! number:int! document_id:text! text:text! canonical role"),
        ("record_id", "number"),
        ("document_id", "documents"),
        ("document_id", "canonical"),
    ),
    Table(
        "entities",
        _columns("id document_id:text! number:int! type text canonical code title span_start:int span_end:int"),
        ("id",),
        ("document_id", "documents"),
        ("document_id", "canonical", "code"),
    ),
    Table(
        "mentions",
        _columns("entity_id:text! number:int! document_id:text! span_start:int span_end:int"),
        ("entity_id", "number"),
        ("entity_id", "entities"),
        ("document_id",),
    ),
)
"""Every table of results, a table before those that hang on it."""

DERIVED = (
    Table(
        "series",
        _columns(
            "id place:text! place_code place_name indicator:text! known:int! scope form unit basis per direction kind"
        ),
        ("id",),
        indexes=("place", "indicator"),
    ),
    Table(
        "points",
        _columns(
            "id series_id:text! place:text! document_id:text! kind:text! published:day period_first:day period_last:day "
            "grain low:double high:double comparator commitment rank why same_as"
        ),
        ("id",),
        indexes=("series_id", "place", "document_id"),
    ),
    Table(
        "verdicts",
        _columns(
            "id series_id:text! place:text! period_first:day period_last:day status:text! note missing target_id actual_id "
            "other_id document_id changes_on:day"
        ),
        ("id",),
        indexes=("series_id", "place", "status"),
    ),
)
"""Tables that are made from those of results when somebody asks."""

GONE_DOCUMENT = (
    "title", "published", "source", "credited_source", "document_number", "index_number", "issuing_body", "issued", "rank", "place",
    "place_code",
)  # fmt: skip
"""What is kept of the document of a record that is gone."""

CHANGES = Table(
    "changes",
    _columns("kind id document_id:text! since:int! run:int! gone:int!"),
    ("kind", "id"),
    indexes=("document_id", "run"),
)
GONE = Table(
    "gone",
    (
        *_columns("kind run:int!"),
        *_RECORD,
        *((name, kind) for name, kind in TABLES[0].columns if name in GONE_DOCUMENT),
    ),
    ("kind", "id"),
    indexes=("run",),
)
SENDINGS = Table("sendings", _columns("address asked run:int! document"), ("address", "asked"))
HISTORY = (CHANGES, GONE, SENDINGS)
"""Tables of what has changed, and what of it was sent. ``since`` is 0 for a record that came with its document."""

CORRECTIONS = Table(
    "corrections",
    _columns("record_id:text! document_id:text! verdict:text! json:text! found:int!"),
    ("record_id",),
    indexes=("document_id",),
)
"""What people said of records: it hangs on no document, which may come and go."""

LASTING = (*HISTORY, CORRECTIONS)
"""Tables that cannot be made again from documents."""

RECORD_TABLES = {"target": "targets", "actual": "actuals", "pledge": "pledges"}

OTHER_NAMES = {"text": "quantity", "start": "span_start", "end": "span_end"}
"""Column of a flat row → column of a table of records, where they differ."""

VIEW = """CREATE VIEW records AS
SELECT {kind} AS kind, d.title AS document, d.published, r.indicator, r.quantity, r.comparator, r.low, r.high, r.unit,
  r.change, r.basis, r.qualifiers, r.due_first, r.due, r.due_grain, r.place_name, r.region_code, r.agents, r.commitment,
  r.nature, r.section, r.sentence, d.document_number, d.issuing_body, d.issued, d.rank, d.source, d.credited_source,
  d.index_number, r.part, r.region, r.confidence, r.review, r.id, r.document_id
FROM {table} AS r JOIN documents AS d ON d.id = r.document_id"""


class Dialect(NamedTuple):
    """In what the two databases differ."""

    name: str
    types: dict[str, str]
    """SQL type of each type word."""
    row_number: str
    """Definition of a column for the database's own row numbers, or ``""``."""
    search: str
    """What makes a table of records searchable; ``{table}`` stands for its name."""
    like: str
    """Operator that compares with a pattern, whatever the case of letters."""
    day: str
    """Placeholder of a day."""
    same: str
    """Operator that tells whether two values are the same, null being the same as null."""


RUN = 4
"""The longest run of a sentence that is one word of the search tables of SQLite. Of 7,331 sentences, 1 to 3, 4 and 6 took 0.7,
1.0 and 1.4 kB a record, the trigrams of before 1.3."""

_RUN_OF_INDICATOR = 8


def _runs(column: str, longest: int) -> str:
    """All runs of up to so many characters, in SQL that a trigger may hold."""
    pieces = " || ' ' || ".join(f"substr({column}, i, {size})" for size in range(1, longest + 1))
    return (
        f"(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < length({column})) "
        f"SELECT group_concat({pieces}, ' ') FROM n)"
    )


def _search_of(old_or_new: str) -> str:
    return f"{old_or_new}.row, {_runs(f'{old_or_new}.indicator', _RUN_OF_INDICATOR)}, {_runs(f'{old_or_new}.sentence', RUN)}"


_ADD = f"INSERT INTO {{table}}_search(rowid, indicator, sentence) SELECT {_search_of('new')}"
_REMOVE = (
    f"INSERT INTO {{table}}_search({{table}}_search, rowid, indicator, sentence) SELECT 'delete', {_search_of('old')}"
)

_SEARCH = f"""CREATE VIRTUAL TABLE {{table}}_search USING fts5(
  indicator, sentence, content="{{table}}", content_rowid="row", detail=none, columnsize=0);
CREATE TRIGGER {{table}}_added AFTER INSERT ON {{table}} BEGIN
  {_ADD};
END;
CREATE TRIGGER {{table}}_gone AFTER DELETE ON {{table}} BEGIN
  {_REMOVE};
END;
CREATE TRIGGER {{table}}_changed AFTER UPDATE OF indicator, sentence ON {{table}} BEGIN
  {_REMOVE};
  {_ADD};
END"""

SQLITE = Dialect(
    name="sqlite",
    types={"text": "TEXT", "int": "INTEGER", "number": "NUMERIC", "double": "REAL", "day": "TEXT", "bytes": "BLOB"},
    # Named, so that VACUUM keeps the numbers, by which the search table knows the rows.
    row_number="row INTEGER PRIMARY KEY",
    search=_SEARCH,
    like="LIKE",
    day="?",
    same="IS",
)

HAN_WORDS = "to_tsvector('simple', regexp_replace({row}indicator || ' | ' || {row}sentence, '([\\u3400-\\u9fff])', ' \\1 ', 'g'))"
"""Single Han characters as words, so that a run of any length is found as a phrase; the expression of an index."""

# Ordering and comparing by bytes, as SQLite does, whatever the language of the server.
POSTGRES = Dialect(
    name="postgres",
    types={
        "text": 'TEXT COLLATE "C"',
        "int": "INTEGER",
        "number": "DOUBLE PRECISION",
        "double": "DOUBLE PRECISION",
        "day": "DATE",
        "bytes": "BYTEA",
    },
    row_number="",
    search="CREATE INDEX {table}_search ON {table} USING gin (" + HAN_WORDS.replace("{row}", "") + ")",
    like="ILIKE",
    day="CAST(? AS DATE)",
    same="IS NOT DISTINCT FROM",
)


def statements(dialect: Dialect, there: Container[str] = ()) -> Iterator[str]:
    """The statements that make an empty store, ``meta`` first; of tables, those that are not ``there``."""
    if "meta" not in there:
        yield "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)"
        yield f"INSERT INTO meta VALUES ('application', '{APPLICATION}'), ('schema', '{VERSION}')"
    for table in (*TABLES, *DERIVED, *LASTING):
        if table.name in there:
            continue
        yield _create(table, dialect)
        for column in table.indexes:
            yield f"CREATE INDEX {table.name}_{column} ON {table.name}({column})"
    for name in RECORD_TABLES.values():
        yield dialect.search.format(table=name)
    arms = [VIEW if kind == "target" else VIEW.partition("AS\n")[2] for kind in RECORD_TABLES]
    filled = (
        arm.format(kind=f"'{kind}'", table=table)
        for arm, (kind, table) in zip(arms, RECORD_TABLES.items(), strict=True)
    )
    yield "\nUNION ALL\n".join(filled)


def _create(table: Table, dialect: Dialect) -> str:
    lines = [_column(name, word, dialect) for name, word in table.columns]
    if dialect.row_number and table.name in RECORD_TABLES.values():
        lines = [dialect.row_number, *lines, f"UNIQUE ({', '.join(table.key)})"]
    else:
        lines.append(f"PRIMARY KEY ({', '.join(table.key)})")
    if table.parent:
        column, parent = table.parent
        lines.append(f"FOREIGN KEY ({column}) REFERENCES {parent}(id) ON DELETE CASCADE")
    return f"CREATE TABLE {table.name} (\n  " + ",\n  ".join(lines) + "\n)"


def _column(name: str, word: str, dialect: Dialect) -> str:
    needed = word.endswith("!") or name == "id"
    return f"{name} {dialect.types[word.rstrip('!')]}{' NOT NULL' if needed else ''}"


def stage(table: Table, dialect: Dialect) -> str:
    """The statement for a temporary table that takes new rows before they are merged."""
    columns = ", ".join(_column(name, word, dialect) for name, word in table.columns)
    return f"CREATE TEMPORARY TABLE new_{table.name} ({columns}, PRIMARY KEY ({', '.join(table.key)}))"


def remove_old(table: Table) -> str:
    """The statement that removes the rows of the staged documents that are not staged again."""
    same = " AND ".join(f"n.{column} = {table.name}.{column}" for column in table.key)
    return (
        f"DELETE FROM {table.name} WHERE {table.owner} IN (SELECT id FROM new_documents) "
        f"AND NOT EXISTS (SELECT 1 FROM new_{table.name} AS n WHERE {same})"
    )


def merge(table: Table) -> str:
    """The statement that brings the staged rows in; a row of another document is never touched."""
    names = ", ".join(table.names)
    changed = ", ".join(f"{name} = excluded.{name}" for name in table.names if name not in table.key)
    owner = table.owner
    return (
        f"INSERT INTO {table.name} ({names}) SELECT {names} FROM new_{table.name} WHERE true "
        f"ON CONFLICT ({', '.join(table.key)}) DO UPDATE SET {changed} WHERE {table.name}.{owner} = excluded.{owner}"
    )
