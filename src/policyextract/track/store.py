"""The store of what was found: documents in their JSON form in, rows and documents out.

>>> from policyextract import extract
>>> document = extract("到2027年，全市充电桩达到5万个以上。", published="2025-03-01").model_dump(mode="json")
>>> with open_store(":memory:") as store:
...     store.put([document]), store.put([document])
...     [(row["indicator"], row["low"], row["due"]) for row in store.rows(Filters(search="达到 充电"))]
(Counts(added=1, updated=0, unchanged=0, removed=0), Counts(added=0, updated=0, unchanged=1, removed=0))
[('充电桩', 50000, '2027-12-31')]
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from ..errors import InputError, StoreError
from ..postgres import is_url
from ..rows import Row
from . import history, schema
from .database import Database
from .filters import KINDS, Filters, changed_records, is_division, of_documents, of_records
from .flatten import (
    GONE,
    OWN_TEXT,
    TEXT,
    Given,
    Rows,
    check,
    chunks,
    flat_columns,
    flat_row,
    given,
    gone_id,
    tables,
    unpacked,
)
from .history import START, Mark
from .migrate import migrate
from .postgres import Postgres
from .schema import APPLICATION, RECORD_TABLES, TABLES, VERSION
from .sqlite import SQLite

__all__ = ["Counts", "Data", "Filters", "Store", "open_store"]

Data = Mapping[str, Any]
"""A document, or a part of one, in its JSON form."""

Batch = dict[str, Given]
"""Documents by id."""

BATCH = 200
"""Documents a transaction: of 50, 200 and 1000 the last two take the same time, and 200 keeps less in memory."""

EVERYTHING = Filters()

_KIND_ORDER = "CASE kind " + " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(KINDS)) + " END"


class Counts(NamedTuple):
    """What became of the documents put into a store."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0


class Store:
    """An open store; see :func:`open_store`. One thread at a time; do not :meth:`put` what the same store is giving."""

    def __init__(self, database: Database, create: bool) -> None:
        self._database = database
        self._staged = False
        try:
            self._open(create)
        except BaseException:
            database.close()
            raise

    @property
    def name(self) -> str:
        """The path, or the URL without its password."""
        return self._database.name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file or the connection."""
        self._database.close()

    def _open(self, create: bool) -> None:
        there = self._database.tables()
        if not there and create:
            with self._database.transaction():
                if not self._database.tables():  # still: nobody was faster
                    for statement in schema.statements(self._database.dialect):
                        self._database.run(statement)
            return
        if not there:
            raise StoreError(f"{self.name}: no store there; make it with 'policyextract load'")
        if "meta" not in there or (meta := self._meta()).get("application") != APPLICATION:
            own = " or a schema of its own with ?schema=NAME" if self._database.dialect.name == "postgres" else ""
            raise StoreError(f"{self.name}: is a database, but not a store of policyextract; name another one{own}")
        version = str(meta.get("schema"))
        if not version.isdecimal() or int(version) > VERSION:
            raise StoreError(
                f"{self.name}: has tables of version {version}, this policyextract knows {VERSION}; "
                + ("use a later policyextract" if version.isdecimal() else "make the store again")
            )
        lost = [table.name for table in (*schema.TABLES, *schema.DERIVED, *schema.HISTORY) if table.name not in there]
        if int(version) == VERSION and lost:
            raise StoreError(
                f"{self.name}: its table {lost[0]} is gone; take a copy, or load its documents into a new store"
            )
        if int(version) < VERSION:
            self._make_stage()
            with self._database.transaction():
                if self._meta().get("schema") != str(VERSION):  # still: nobody was faster
                    migrate(self._database, self._fill)

    def _meta(self) -> dict[str, str]:
        try:
            return dict(self._database.fetch("SELECT key, value FROM meta"))
        except StoreError:  # a table of that name with other columns
            return {}

    # In

    def put(
        self,
        documents: Iterable[Data],
        *,
        texts: bool = True,
        failed: Callable[[Any, InputError], None] | None = None,
    ) -> Counts:
        """Put documents in, each in place of what the store holds under its id; the same document changes nothing.

        Documents are taken as they come, 200 a transaction: what a broken run has put in stays in, and a second run
        finds it unchanged.

        Args:
            documents: in their JSON form. Each may bring its raw text under ``text``, which is kept beside it, packed. One that is
                only an ``id`` and ``gone``, as :meth:`changed` gives it, is taken out.
            texts: False where raw texts are not to be kept.
            failed: called with what is no document, and why; without it the first such ends the run.

        Raises:
            InputError: something is no document of policyextract.
            StoreError: the database refuses.
        """
        counts = [0, 0, 0, 0]
        batch: Batch = {}
        for document in documents:
            if (lost := gone_id(document)) is not None:
                self._put(batch, counts, failed)
                batch = {}
                counts[3] += self.remove([lost])
                continue
            try:
                ident = check(document)
                one = given(document, texts)
            except InputError as error:
                if failed is None:
                    raise
                failed(document, error)
                continue
            if len(batch) == BATCH or ident in batch:
                self._put(batch, counts, failed)
                batch = {}
            batch[ident] = one
        self._put(batch, counts, failed)
        return Counts(*counts)

    def _put(
        self,
        batch: Batch,
        counts: list[int],
        failed: Callable[[Any, InputError], None] | None,
    ) -> None:
        if not batch:
            return
        self._make_stage()
        with self._database.transaction():
            known = self._hashes(list(batch))
            rows: Rows = {table.name: [] for table in TABLES}
            added = updated = 0
            for ident, one in batch.items():
                if one.unchanged(known.get(ident)):
                    continue
                try:
                    made = tables(one)
                except InputError as error:
                    if failed is None:
                        raise
                    failed(one.document, error)
                    counts[2] -= 1  # neither new nor as it was
                    continue
                for name, more in made.items():
                    rows[name] += more
                updated += ident in known
                added += ident not in known
            if added or updated:
                self._merge(rows, remove=updated > 0)
        counts[0] += added
        counts[1] += updated
        counts[2] += len(batch) - added - updated

    @property
    def database(self) -> Database:
        """What it lies in, for those who keep tables of their own in it."""
        return self._database

    def remove(self, idents: Iterable[str]) -> int:
        """Take out the documents with these ids, with their records; how many there were.

        Raises:
            StoreError: the database refuses.
        """
        count = 0
        for some in chunks(iter(idents), BATCH):
            marks = ", ".join("?" * len(some))
            with self._database.transaction():
                if not any(self._database.fetch(f"SELECT 1 FROM documents WHERE id IN ({marks})", some)):
                    continue
                history.note_removed(self._database, history.begin(self._database), some)
                for table in reversed(TABLES):  # documents are the last
                    gone = self._database.run(f"DELETE FROM {table.name} WHERE {table.owner} IN ({marks})", some)
                count += gone
        return count

    def _hashes(self, idents: list[str]) -> dict[str, tuple[str, str | None]]:
        """Of those of the documents that are there: the hash of the JSON text, and that of the raw text."""
        marks = ", ".join("?" * len(idents))
        found = self._database.fetch(
            "SELECT d.id, d.hash, t.hash FROM documents AS d LEFT JOIN texts AS t ON t.document_id = d.id "
            f"WHERE d.id IN ({marks})",
            idents,
        )
        return {ident: (own, text) for ident, own, text in found}

    def _fill(self, documents: Iterable[Given]) -> None:
        """Put new documents in, inside a transaction."""
        for batch in chunks(documents, BATCH):
            rows: Rows = {table.name: [] for table in TABLES}
            for one in batch:
                for name, more in tables(one).items():
                    rows[name] += more
            self._merge(rows, remove=False)

    def _make_stage(self) -> None:
        if not self._staged:
            with self._database.transaction():
                for table in TABLES:
                    self._database.run(schema.stage(table, self._database.dialect))
            self._staged = True

    def _merge(self, rows: Rows, remove: bool) -> None:
        """Replace the sets of the documents in ``rows``; what stays as it was keeps its row."""
        for table in TABLES:
            self._database.fill(table, rows[table.name])
        history.note(self._database, history.begin(self._database), remove)
        if remove:
            for table in reversed(TABLES):
                if table.name != "documents":
                    self._database.run(schema.remove_old(table))
        for table in TABLES:
            if self._database.run(schema.merge(table)) != len(rows[table.name]):
                raise InputError(self._stolen(table))

    def _stolen(self, table: schema.Table) -> str:
        same = " AND ".join(f"n.{column} = t.{column}" for column in table.key)
        found = self._database.fetch(
            f"SELECT n.{table.key[0]}, n.document_id, t.document_id FROM new_{table.name} AS n JOIN {table.name} AS t "
            f"ON {same} WHERE n.{table.owner} <> t.{table.owner}"
        )
        ident, new, old = next(iter(found))
        return f"document {new} has an id ({ident}) that belongs to document {old}; extract it again"

    # Out

    def text(self, document_id: str) -> str | None:
        """The raw text of a document, to which its offsets refer; None where the store does not hold it."""
        found = self._database.fetch(
            "SELECT o.json, t.body FROM originals AS o LEFT JOIN texts AS t ON t.document_id = o.document_id "
            "WHERE o.document_id = ?",
            [document_id],
        )
        for text, body in found:
            own: str | None = self._parsed(document_id, text).get(OWN_TEXT) if body is None else None
            return own if body is None else self._unpacked(document_id, body)
        return None

    def documents(self, filters: Filters = EVERYTHING, *, texts: bool = False) -> Iterator[dict[str, Any]]:
        """The documents in their JSON form, by day of publication (those without one last), then by id.

        Where anything is asked of the records, each document holds only those that are wanted, and a document without
        any is left out.

        Args:
            texts: each document brings its raw text under ``text``, where the store holds it.
        """
        yield from self._documents(filters, texts)

    def _documents(
        self, filters: Filters, texts: bool, within: Sequence[str] | None = None
    ) -> Iterator[dict[str, Any]]:
        """The documents, all or those ``within`` some ids."""
        where = of_documents(filters, self._database.dialect)
        if within is not None:
            where.add(f"d.id IN ({', '.join('?' * len(within))})", *within)
        elif filters.about_records:
            arms, arguments = self._arms(filters, "r.document_id")
            where.add(f"d.id IN ({' UNION '.join(arms)})", *arguments)
        found = self._database.fetch(
            f"SELECT d.id, o.json, {'t.body' if texts else 'NULL'} FROM documents AS d "
            "JOIN originals AS o ON o.document_id = d.id "
            f"{'LEFT JOIN texts AS t ON t.document_id = d.id ' if texts else ''}"
            f"WHERE {where} ORDER BY d.published IS NULL, d.published, d.id",
            where.arguments,
        )
        for chunk in chunks(found, BATCH):
            wanted = self._wanted(filters, [ident for ident, _, _ in chunk]) if filters.about_records else None
            for ident, text, body in chunk:
                document = self._parsed(ident, text)
                if wanted is not None and not _keep_only(document, wanted):
                    continue
                if body is not None:
                    document[TEXT] = self._unpacked(ident, body)
                elif texts and document.get(OWN_TEXT) is not None:
                    document[TEXT] = document[OWN_TEXT]
                yield document

    def document(self, document_id: str, *, texts: bool = False) -> dict[str, Any] | None:
        """The document with this id in its JSON form, as :meth:`documents` gives it; None where there is none."""
        for (text,) in self._database.fetch("SELECT json FROM originals WHERE document_id = ?", [document_id]):
            document = self._parsed(document_id, text)
            if texts and (raw := self.text(document_id)) is not None:
                document[TEXT] = raw
            return document
        return None

    @property
    def run(self) -> int:
        """The number of the last run that changed anything, 0 for a new store."""
        return history.run(self._database)

    def changed(self, filters: Filters, *, texts: bool = False) -> Iterator[tuple[Mark, dict[str, Any]]]:
        """What came, changed or went after ``filters.after``, run by run, each with the mark of what is known with it.

        Documents that came or changed are given with all of their records that are wanted, so that a receiver replaces them as one
        set; of one that went, or has nothing any more that is wanted, only ``id`` and ``gone``.

        Args:
            texts: as for :meth:`documents`.
        """
        plain = filters.of_any_run()
        for chunk in chunks(list(history.found(self._database, filters.after or START)), BATCH):
            idents = [ident for _, ident, gone, _ in chunk if not gone]
            there = {one["id"]: one for one in self._documents(plain, texts, within=idents)} if idents else {}
            for number, ident, _, new in chunk:
                if ident in there:
                    yield Mark(number, ident), there[ident]
                elif not new:
                    yield Mark(number, ident), {"id": ident, GONE: True}

    def has_place(self, region: str) -> bool:
        """Whether a region is a division, or anything in the store is of a place so named."""
        filters = Filters(region=region)
        arms, arguments = self._arms(filters, "1")
        one = " UNION ALL ".join(f"SELECT * FROM ({arm} LIMIT 1) AS found" for arm in arms)
        return is_division(region) or any(self._database.fetch(one, arguments))

    def gone(self, filters: Filters) -> Iterator[Row]:
        """The records that went after ``filters.after``, as the flat rows they were."""
        mark, plain = filters.after or START, filters.of_any_run()
        for kind in plain.kinds or KINDS:
            where = of_records(plain, self._database.dialect, RECORD_TABLES[kind], indexed=False)
            # Its document is in the same row: beside itself, a row has what is asked of records and of documents.
            found = self._database.fetch(
                f"SELECT {flat_columns(kind)} FROM gone AS r JOIN gone AS d ON d.kind = r.kind AND d.id = r.id "
                f"WHERE r.kind = ? AND r.run > ? AND {where} ORDER BY r.document_id, r.number, r.id",
                [kind, mark.run, *where.arguments],
            )
            yield from map(flat_row, found)

    def _parsed(self, ident: str, text: str) -> dict[str, Any]:
        try:
            out: dict[str, Any] = json.loads(text)
        except ValueError:
            raise StoreError(f"{self.name}: document {ident} is damaged; put it in again") from None
        return out

    def _unpacked(self, ident: str, body: bytes) -> str:
        try:
            return unpacked(body)
        except ValueError:
            raise StoreError(f"{self.name}: the text of document {ident} is damaged; put it in again") from None

    def _wanted(self, filters: Filters, idents: list[str]) -> set[tuple[Any, ...]]:
        within = f"r.document_id IN ({', '.join('?' * len(idents))})"
        arms, arguments = self._arms(filters, "r.document_id, r.id", within, idents)
        return set(self._database.fetch(" UNION ALL ".join(arms), arguments))

    def records(self, filters: Filters = EVERYTHING) -> Iterator[dict[str, Any]]:
        """The records in their JSON form, in the order of :meth:`rows`; ``document`` tells where each comes from."""
        for document in self.documents(filters):
            head = {name: document.get(name) for name in ("id", "title", "published", "source", "place")}
            found = [record for name in RECORD_TABLES.values() for record in document.get(name, ())]
            for record in sorted(found, key=_position):
                yield {**record, "document": head}

    def rows(self, filters: Filters = EVERYTHING, *, newest: bool = False, limit: int | None = None) -> Iterator[Row]:
        """The records as flat rows with the columns of :data:`policyextract.rows.COLUMNS`.

        By day of publication (those without one last), document and place in the text.

        Args:
            newest: the latest publication first.
            limit: not more than so many.
        """
        arms, arguments = self._arms(filters)
        order = "published IS NULL, published" + (" DESC" if newest else "")
        sql = (
            f"SELECT * FROM ({' UNION ALL '.join(arms)}) AS found "
            f"ORDER BY {order}, document_id, COALESCE(span_start, -1), {_KIND_ORDER}, number"
        )
        if limit is not None:
            sql += f" LIMIT {int(limit)}"
        yield from map(flat_row, self._database.fetch(sql, arguments))

    def _arms(
        self, filters: Filters, columns: str | None = None, within: str = "", idents: Iterable[str] = ()
    ) -> tuple[list[str], list[Any]]:
        """One query a table of records, and the arguments of all; without ``columns`` those of flat rows."""
        arms: list[str] = []
        arguments: list[Any] = []
        for name in KINDS:
            if filters.kinds and name not in filters.kinds:
                continue
            where = of_records(filters, self._database.dialect, RECORD_TABLES[name])
            if columns is None:  # a record at a time, not a document
                changed_records(where, filters, name)
            if within:
                where.add(within, *idents)
            arms.append(
                f"SELECT {columns or flat_columns(name)} FROM {RECORD_TABLES[name]} AS r "
                f"JOIN documents AS d ON d.id = r.document_id WHERE {where}"
            )
            arguments += where.arguments
        return arms, arguments


def _keep_only(document: dict[str, Any], wanted: set[tuple[Any, ...]]) -> bool:
    """Leave records in ``document`` that are ``wanted``, as (document, record); whether any is."""
    for name in RECORD_TABLES.values():
        document[name] = [one for one in document.get(name, ()) if (document["id"], one["id"]) in wanted]
    return any(document[name] for name in RECORD_TABLES.values())


def _position(record: Data) -> int:
    """Place in the text; what is not in the text stands first."""
    start: int | None = record.get("quantity", record)["start"]
    return -1 if start is None else start


def open_store(path_or_url: str | Path, *, create: bool = True) -> Store:
    """Open a store, and make it where there is none.

    Args:
        path_or_url: a SQLite file, ``:memory:``, or ``postgresql://user:password@host:port/database?schema=name``.
        create: False where the store has to be there already.

    Raises:
        StoreError: it cannot be opened, is something else, or was made by a later version. A store of an earlier version is
            brought up to this one, in one transaction: its tables are made anew from the documents it keeps.
    """
    if is_url(path_or_url):
        return Store(Postgres(str(path_or_url), create), create)
    if "://" in str(path_or_url):
        raise StoreError(f"{str(path_or_url).partition('://')[0]}://…: a store is a file or a postgresql:// URL")
    return Store(SQLite(Path(path_or_url), create), create)
