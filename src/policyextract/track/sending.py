"""What has changed since the last sending, to those who follow a store; up to where each knows it is kept in the store itself.

A receiver is known by its address, of which a hash is kept (chat addresses are secrets), and by what is asked for. The state goes on
after each batch that was taken or lies in the file of dead letters: a run that is killed repeats at most one batch, under the same key.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from . import history
from .chat import CHANGED, CHATS, LOST, NEW, Told, messages
from .filters import Filters
from .flatten import to_json
from .history import Mark
from .store import Store
from .webhook import Dead, Letter, Webhook, deliver, letter_of, letters

STANDARD = "standard"


class Receiver:
    """Somebody who follows what is asked of a store.

    Args:
        address: where it goes: a URL, or the name of a file.
        form: what is made of it.
        since: begin there, whatever the store remembers.
    """

    def __init__(self, store: Store, address: str, form: str, filters: Filters, since: Mark | None = None) -> None:
        self._store = store
        self._address = _hash(address)
        self._asked = _hash(f"{form} {filters.of_any_run()}")
        self.mark = since or history.sent(store.database, self._address, self._asked)
        self.filters = replace(filters, after=self.mark)

    def knows(self, mark: Mark) -> None:
        """Remember up to where it knows the store."""
        if mark != self.mark:
            history.keep_sent(self._store.database, self._address, self._asked, mark)
            self.mark = mark


def _hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def send(
    store: Store,
    webhook: Webhook,
    receiver: Receiver,
    path: Path,
    body: str = STANDARD,
    title: str = "",
    limit: int = 100,
) -> tuple[int, list[Dead]]:
    """Send what came, changed or went since the last sending; how many letters were taken, and those that were not.

    Args:
        path: of the dead letters.
        body: of :data:`STANDARD` and the names of :data:`policyextract.track.chat.CHATS`.
        title: of messages.
        limit: records listed in messages, the newest first.
    """
    whole = Mark(store.run)
    if body == STANDARD:
        marked = _Marked(store, receiver)
        result = deliver(webhook, marked.letters(), path, lambda: receiver.knows(marked.mark))
    else:
        result = deliver(webhook, _chat(store, receiver, body, title, limit), path)
    receiver.knows(whole)
    return result


class _Marked:
    """Letters, and up to where the store is known with the last of them."""

    def __init__(self, store: Store, receiver: Receiver) -> None:
        self.mark = self._read = receiver.mark
        self._changed = store.changed(receiver.filters)

    def letters(self) -> Iterator[Letter]:
        for letter in letters(self._documents()):
            self.mark = self._read
            yield letter

    def _documents(self) -> Iterator[Mapping[str, Any]]:
        for mark, document in self._changed:
            self._read = mark
            yield document


def _chat(store: Store, receiver: Receiver, body: str, title: str, limit: int) -> list[Letter]:
    filters, chat = receiver.filters, CHATS[body]
    changed = history.changed_records(store.database, receiver.mark)
    counts = dict.fromkeys((NEW, CHANGED, LOST), 0)
    for row in store.rows(filters):
        counts[CHANGED if (row["kind"], row["id"]) in changed else NEW] += 1
    gone = list(store.gone(filters)) if receiver.mark != history.START else []
    counts[LOST] = len(gone)
    newest: Iterable[Told] = (
        Told(CHANGED if (row["kind"], row["id"]) in changed else NEW, row)
        for row in store.rows(filters, newest=True, limit=limit)
    )
    listed = [*newest, *(Told(LOST, row) for row in gone)]
    texts = messages(islice(listed, limit), counts, title, chat.most)
    return [letter_of(text if chat.body is str else to_json(chat.body(text))) for text in texts]
