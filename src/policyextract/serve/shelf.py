"""A store as a service reads it: opened for each question, through what every other reader of a store uses."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from threading import Lock
from typing import Any, Literal

from ..errors import PolicyExtractError
from ..track.catalogue.catalogue import Catalogue
from ..track.filters import Filters
from ..track.series.tracker import Asked, catalogue_of, refresh, verdicts
from ..track.store import Store, open_store

Status = Literal["met", "missed", "open", "not_reported", "revised", "dropped", "unclear"]
"""Of :data:`policyextract.track.series.verdict.STATUSES`, one."""
MOST = 1000
"""Rows of one answer."""
DEEPEST = 100_000
"""From which row an answer may begin: who wants all exports the store."""


class NoStoreError(PolicyExtractError):
    """The service was started without a store."""


class Shelf:
    """Questions to a store, from any thread. One writer at a time."""

    def __init__(self, place: str | None) -> None:
        self._place = place
        self._writing = Lock()
        self._looked: int | None = None
        self._catalogue = Catalogue()  # read once: it takes ten times as long as a question
        if place is not None:
            self._refresh()

    @contextmanager
    def _open(self) -> Iterator[Store]:
        if self._place is None:
            raise NoStoreError("there is no store here; start the service with one: policyextract serve STORE")
        with open_store(self._place, create=False) as store:
            self._looked = store.look(self._looked)
            yield store

    def _refresh(self) -> None:
        """Bring the series up to the documents."""
        with self._open() as store:
            refresh(store, self._named_by(store))

    def _named_by(self, store: Store) -> Catalogue:
        """The catalogue of the store, which others may change meanwhile."""
        self._catalogue = catalogue_of(store, self._catalogue)
        return self._catalogue

    def documents(self, filters: Filters, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """What there is to say of documents, without what they hold."""
        with self._open() as store:
            return [_head(document) for document in _some(store.documents(filters), limit, offset)]

    def document(self, ident: str, text: bool = False) -> dict[str, Any] | None:
        """A document in its JSON form; None where there is none."""
        with self._open() as store:
            return store.document(ident, texts=text)

    def records(self, filters: Filters, limit: int, offset: int = 0, newest: bool = False) -> list[dict[str, Any]]:
        """Records as flat rows."""
        with self._open() as store:
            return list(_some(store.rows(filters, newest=newest, limit=limit + offset), limit, offset))

    def series(self, asked: Asked, limit: int, offset: int = 0) -> list[dict[str, Any]]:
        """What became of targets, with the evidence of both sides."""
        with self._open() as store:
            return list(_some(verdicts(store, asked, self._named_by(store)), limit, offset))

    def put(self, document: Mapping[str, Any]) -> str:
        """Put a document in; ``added``, ``updated`` or ``unchanged``."""
        with self._writing, self._open() as store:
            counts = store.put([document])
            refresh(store, self._named_by(store))
        return next(word for word, count in counts._asdict().items() if count)

    def remove(self, ident: str) -> bool:
        """Take a document out; whether it was there."""
        with self._writing, self._open() as store:
            there = store.remove([ident]) > 0
            refresh(store, self._named_by(store))
        return there


def _some(found: Iterable[Any], limit: int, offset: int) -> Iterator[Any]:
    return islice(found, offset, offset + limit)


_HEAD = ("id", "title", "published", "source", "issuing_body", "document_number", "place", "repost_of")


def _head(document: Mapping[str, Any]) -> dict[str, Any]:
    counts = {name: len(document.get(name, ())) for name in ("targets", "actuals", "pledges")}
    return {**{name: document.get(name) for name in _HEAD}, **counts}
