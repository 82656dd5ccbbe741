"""What a store keeps of what people said of its records, beside the documents as the program read them.

``corrections`` has a row a record, whether or not the store holds the document, and ``found`` says whether the record was there
when its document was last put in. Documents are kept as they were given; what people said is applied whenever one is put in or
given out, so that no run of the program loses it.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from ..corrections.correction import Correction, correction_of
from ..errors import InputError, StoreError
from .database import AGAIN, Database
from .flatten import chunks, clean_text
from .schema import CORRECTIONS

_SOME = 200


def of(database: Database, idents: Sequence[str]) -> dict[str, list[Correction]]:
    """What was said of the records of some documents, by document."""
    out: dict[str, list[Correction]] = {}
    for some in chunks(iter(idents), _SOME):
        for ident, one in _fetched(database, f"WHERE document_id IN ({', '.join('?' * len(some))})", some):
            out.setdefault(ident, []).append(one)
    return out


def said(database: Database, found: bool | None = None, document: str | None = None) -> Iterator[Correction]:
    """What was said, of records that are there, or that are not, or of a document; by document and record."""
    asked = (("found", None if found is None else int(found)), ("document_id", document and clean_text(document)))
    wanted = [(name, value) for name, value in asked if value is not None]
    where = f"WHERE {' AND '.join(f'{name} = ?' for name, _ in wanted)}" if wanted else ""
    for _, one in _fetched(database, where, [value for _, value in wanted]):
        yield one


def _fetched(database: Database, where: str, arguments: Sequence[str | int]) -> Iterator[tuple[str, Correction]]:
    sql = f"SELECT document_id, json FROM {CORRECTIONS.name} {where} ORDER BY document_id, record_id"
    for ident, text in database.fetch(sql, arguments):
        try:
            one = correction_of(json.loads(text))
        except (ValueError, InputError):
            raise StoreError(
                f"{database.name}: what was said of a record of document {ident} is damaged; {AGAIN}"
            ) from None
        yield ident, one


def keep(database: Database, said: Iterable[Correction]) -> None:
    """Keep what was said, in place of what was said of the same records; inside a transaction."""
    for one in said:
        record = clean_text(one.record)
        database.run(f"DELETE FROM {CORRECTIONS.name} WHERE record_id = ?", [record])
        row = [record, clean_text(one.document), one.verdict, clean_text(one.line())]
        database.run(f"INSERT INTO {CORRECTIONS.name} VALUES (?, ?, ?, ?, 0)", row)


def note(database: Database, found: Iterable[str], lost: Iterable[str]) -> None:
    """Note which corrections have found their record and which have not, inside a transaction."""
    for value, records in ((1, found), (0, lost)):
        for some in chunks(map(clean_text, records), _SOME):
            marks = ", ".join("?" * len(some))
            database.run(f"UPDATE {CORRECTIONS.name} SET found = {value} WHERE record_id IN ({marks})", some)


def documents_of(database: Database, records: Iterable[str]) -> set[str]:
    """The documents of records that something was said of."""
    out: set[str] = set()
    for some in chunks(map(clean_text, records), _SOME):
        sql = f"SELECT document_id FROM {CORRECTIONS.name} WHERE record_id IN ({', '.join('?' * len(some))})"
        out |= {ident for (ident,) in database.fetch(sql, some)}
    return out


def forget(database: Database, records: Iterable[str]) -> int:
    """Take back what was said of records, inside a transaction; of how many something was said."""
    sql = f"DELETE FROM {CORRECTIONS.name} WHERE record_id IN"
    return sum(
        database.run(f"{sql} ({', '.join('?' * len(some))})", some) for some in chunks(map(clean_text, records), _SOME)
    )


def gone(database: Database, idents: Sequence[str]) -> None:
    """Note that documents are gone, with their records; inside a transaction."""
    marks = ", ".join("?" * len(idents))
    database.run(f"UPDATE {CORRECTIONS.name} SET found = 0 WHERE document_id IN ({marks})", idents)
