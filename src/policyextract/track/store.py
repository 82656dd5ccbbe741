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
from typing import Any, Self

from ..corrections.apply import anchored, applied, position
from ..corrections.correction import Correction
from ..errors import InputError, StoreError
from ..postgres import is_url
from ..rows import Row
from . import corrected, history, whole
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
    clean_text,
    flat_columns,
    flat_row,
    given,
    gone_id,
    tables,
    unpacked,
)
from .history import START, Mark
from .opening import prepare
from .postgres import Postgres
from .schema import RECORD_TABLES, TABLES
from .sqlite import SQLite
from .stage import BATCH, Counts, Stage

__all__ = ["Counts", "Data", "Filters", "Store", "open_store"]

Data = Mapping[str, Any]
"""A document, or a part of one, in its JSON form."""

Batch = dict[str, Given]
"""Documents by id."""

EVERYTHING = Filters()

_KIND_ORDER = "CASE kind " + " ".join(f"WHEN '{kind}' THEN {n}" for n, kind in enumerate(KINDS)) + " END"


class Store:
    """An open store; see :func:`open_store`. One thread at a time; do not :meth:`put` what the same store is giving."""

    def __init__(self, database: Database, create: bool) -> None:
        self._database = database
        self._stage = Stage(database)
        self._looked = False
        try:
            prepare(database, create, self._stage)
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

    def look(self, known: int | None = None) -> int:
        """See once that the tables go together, not where that is ``known`` of the last run; the number of that.

        Raises:
            StoreError: they do not: rows of some are gone, or name what is not there.
        """
        run = self.run
        if not self._looked and run != known:
            whole.look(self._database)
        self._looked = True
        return run

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
        self.look()
        counts = [0, 0, 0, 0]
        batch: Batch = {}
        for document in documents:
            if (lost := gone_id(document)) is not None:
                self._put(batch, counts, failed)
                batch = {}
                counts[3] += self._remove([lost])
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
        self._stage.make()
        with self._database.transaction():
            changed = self._replace(batch, failed)
            if changed.added or changed.updated:
                whole.note(self._database, whole.ROWS)
        counts[:] = map(sum, zip(counts, changed, strict=True))

    def _replace(self, batch: Batch, failed: Callable[[Any, InputError], None] | None = None) -> Counts:
        """Put a batch of documents in, with what people said of their records, inside a transaction."""
        known = self._hashes(list(batch))
        said = corrected.of(self._database, list(batch))
        rows: Rows = {table.name: [] for table in TABLES}
        added = updated = wrong = 0
        for ident, one in batch.items():
            try:
                shown = one.under(said.get(ident, ()))
                corrected.note(self._database, shown.found, shown.lost)
                if shown.unchanged(known.get(ident)):
                    continue
                made = tables(shown)
            except InputError as error:
                if failed is None:
                    raise
                failed(one.document, error)
                wrong += 1
                continue
            for name, more in made.items():
                rows[name] += more
            updated += ident in known
            added += ident not in known
        if added or updated:
            self._stage.merge(rows, remove=updated > 0)
        return Counts(added, updated, len(batch) - added - updated - wrong)

    def correct(self, said: Iterable[Correction]) -> Counts:
        """Keep what people said of records, each in place of what was said of the same record, and show it from now on.

        What is said of a record that is not there is kept, for when it comes: :meth:`corrections` tells which these are.

        Returns:
            How many documents show it (``updated``), and how many were so before (``unchanged``).

        Raises:
            StoreError: the database refuses; nothing was kept.
        """
        return self._said(list(said), ())

    def withdraw(self, records: Iterable[str]) -> Counts:
        """Take back what was said of the records with these ids; counts as of :meth:`correct`."""
        return self._said([], list(records))

    def corrections(self, *, found: bool | None = None, document: str | None = None) -> Iterator[Correction]:
        """What people said of records, by document and record.

        Args:
            found: only that of records that are there (True), or that are not, or not any more (False).
            document: only that of this document.
        """
        return corrected.said(self._database, found, document)

    def _said(self, said: list[Correction], taken: Sequence[str]) -> Counts:
        self.look()
        counts = Counts()
        by_document: dict[str, list[Correction]] = {}
        for one in said:
            by_document.setdefault(clean_text(one.document), []).append(one)
        self._stage.make()
        with self._database.transaction():
            idents = corrected.documents_of(self._database, taken) | set(by_document)
            corrected.forget(self._database, taken)
            for some in chunks(iter(sorted(idents)), BATCH):
                batch = {ident: given(document) for ident, document in self.originals(some)}
                for ident in some:
                    known = batch[ident].document if ident in batch else {}
                    corrected.keep(self._database, [anchored(one, known) for one in by_document.get(ident, ())])
                counts = Counts(*map(sum, zip(counts, self._replace(batch), strict=True)))
            whole.note(self._database, whole.ROWS)
        return counts

    def originals(self, idents: Sequence[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """The documents with these ids as they were put in, before what people said of them, with their texts; by id."""
        found = self._database.fetch(
            "SELECT o.document_id, o.json, t.body FROM originals AS o LEFT JOIN texts AS t ON t.document_id = o.document_id "
            f"WHERE o.document_id IN ({', '.join('?' * len(idents))}) ORDER BY o.document_id",
            idents,
        )
        for ident, text, body in found:
            raw = {} if body is None else {TEXT: self._unpacked(ident, body)}
            yield ident, {**self._parsed(ident, text), **raw}

    @property
    def database(self) -> Database:
        """What it lies in, for those who keep tables of their own in it."""
        return self._database

    def remove(self, idents: Iterable[str]) -> int:
        """Take out the documents with these ids, with their records; how many there were.

        Raises:
            StoreError: the database refuses.
        """
        self.look()
        return self._remove(idents)

    def _remove(self, idents: Iterable[str]) -> int:
        count = 0
        for some in chunks(iter(idents), BATCH):
            marks = ", ".join("?" * len(some))
            with self._database.transaction():
                if not any(self._database.fetch(f"SELECT 1 FROM documents WHERE id IN ({marks})", some)):
                    continue
                history.note_removed(self._database, history.begin(self._database), some)
                corrected.gone(self._database, some)
                for table in reversed(TABLES):  # documents are the last
                    gone = self._database.run(f"DELETE FROM {table.name} WHERE {table.owner} IN ({marks})", some)
                whole.note(self._database, whole.ROWS)
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
        self.look()
        where = of_documents(filters, self._database.dialect)
        if within is not None:
            where.add(f"d.id IN ({', '.join('?' * len(within))})", *within)
        elif filters.about_records:
            arms, arguments = self._arms(filters, "r.document_id")
            where.add(f"d.id IN ({' UNION '.join(arms)})", *arguments)
        found = self._database.fetch(
            f"SELECT d.id, o.json, {'t.body' if texts else 'NULL'} FROM documents AS d "
            "LEFT JOIN originals AS o ON o.document_id = d.id "  # one that is not there is told, not left out
            f"{'LEFT JOIN texts AS t ON t.document_id = d.id ' if texts else ''}"
            f"WHERE {where} ORDER BY d.published IS NULL, d.published, d.id",
            where.arguments,
        )
        for chunk in chunks(found, BATCH):
            idents = [ident for ident, _, _ in chunk]
            wanted = self._wanted(filters, idents) if filters.about_records else None
            said = corrected.of(self._database, idents)
            for ident, text, body in chunk:
                document = self._shown(ident, text, said)
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
            document = self._shown(document_id, text, corrected.of(self._database, [document_id]))
            if texts and (raw := self.text(document_id)) is not None:
                document[TEXT] = raw
            return document
        if any(self._database.fetch("SELECT 1 FROM documents WHERE id = ?", [document_id])):
            self._parsed(document_id, None)  # which tells that it is damaged
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
        self.look()
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
        self.look()
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

    def _parsed(self, ident: str, text: str | None) -> dict[str, Any]:
        try:
            out: dict[str, Any] = json.loads(text or "")
        except ValueError:
            raise StoreError(f"{self.name}: document {ident} is damaged; put it in again") from None
        return out

    def _shown(self, ident: str, text: str | None, said: Mapping[str, Sequence[Correction]]) -> dict[str, Any]:
        """A document with what people said of its records."""
        document = self._parsed(ident, text)
        return applied(document, said[ident]).document if ident in said else document

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
            for record in sorted(found, key=position):
                yield {**record, "document": head}

    def rows(self, filters: Filters = EVERYTHING, *, newest: bool = False, limit: int | None = None) -> Iterator[Row]:
        """The records as flat rows with the columns of :data:`policyextract.rows.COLUMNS`.

        By day of publication (those without one last), document and place in the text.

        Args:
            newest: the latest publication first.
            limit: not more than so many.
        """
        self.look()
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
