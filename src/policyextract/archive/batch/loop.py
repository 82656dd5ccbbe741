"""The middle of a run: items in, tasks out, answers in, shards written, all in reading order."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ... import pool
from ...child import Failure
from ...corrections.correction import Correction
from ...errors import InputError
from ...identity import document_id
from ...text.unread import UNREAD
from ..dedupe import renamed
from ..item import RawDocument
from .folder import Folder
from .formats import HEAVY, encode, lines_of, record_of, stem
from .ledger import Row
from .options import BatchOptions
from .shards import Closed, Cut, Gathered
from .state import State
from .work import Answer, Encode, Make, Read, Task

# What a user can do about a document that failed in a worker.
_ADVICE = {
    "timeout": "raise the timeout if the document is sound",
    "worker-died": "try the document alone, with more memory",
    "failed": "please report it with this document",
    **dict.fromkeys(UNREAD, "fetch it again as a browser shows it, or take it out"),
}


class Store(Protocol):
    """What the format ``sqlite`` writes into: the tracker's store, or anything like it."""

    def put(
        self, documents: Iterable[dict[str, Any]], *, failed: Callable[[Mapping[str, Any], InputError], None]
    ) -> object:
        """Put each document (in its JSON form) in the place of what was there under its id."""

    def remove(self, idents: Iterable[str]) -> object:
        """Take out the documents with these ids, as far as they are there."""

    def correct(self, said: Iterable[Correction]) -> object:
        """Keep what people said of records, and apply it to what is there and what comes."""


OpenStore = Callable[[Path], AbstractContextManager[Store]]


class Progress(NamedTuple):
    """How far a run is."""

    items: int
    """Documents and broken ones done, by this run or before."""
    before: int
    """Those of them that an earlier run had done."""
    documents: int
    """Documents written."""
    records: int
    """Targets and actuals of these."""
    errors: int
    origin: str
    """Where the last of them lies; empty before the first."""


class Given(NamedTuple):
    """An item to be placed."""

    row: Row
    item: RawDocument | None
    """None where there is nothing to be extracted: it is broken, or its answer is known."""
    was: int | None = None
    """The place it had."""


class End(NamedTuple):
    """A file was read to its end."""

    file: int
    mark: str | None


class _Pending(NamedTuple):
    """A document in work."""

    given: Given


class _Known(NamedTuple):
    """An item whose answer is there."""

    given: Given
    read: Read | None


class _Sealed(NamedTuple):
    """A shard whose documents are all there."""

    closed: Closed
    gathered: Gathered


class Loop:
    """Places items, in new shards behind those that are done.

    ``queue`` holds in reading order what is not gathered yet. Tasks go out in its order and answers come back in it, so
    that everything is decided in reading order, whatever the number of workers.

    Args:
        begun: what is there before.
        shards: how many shards that is.
    """

    def __init__(
        self,
        folder: Folder,
        state: State,
        options: BatchOptions,
        make: Make,
        begun: Progress,
        shards: int,
        store: Store | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> None:
        self.folder, self.state, self.options, self.make, self.store = folder, state, options, make, store
        self.told, self.progress = begun, progress
        self.n = state.ledger.next
        self.cut = Cut(options.shard_size, shards)
        self.queue: deque[_Pending | _Known | End | Closed | _Sealed] = deque()
        self.ready: deque[_Sealed] = deque()  # to be encoded by a worker
        self.shard, self.last = shards, shards - 1  # the one that is gathered, and the one of the last item
        self.gathered = self._new()

    def _new(self) -> Gathered:
        options = self.options
        return Gathered(options.reposts == "drop", options.format, options.said)

    def go(self, steps: Iterable[Given | End]) -> None:
        """Place what is given."""
        options = self.options
        answers = pool.run(
            self.make, self._tasks(steps), workers=options.workers, timeout=options.timeout, isolate=True
        )
        with closing(answers):  # type: ignore[type-var]
            for answer in answers:
                self._settle()
                self._take(answer)
                self._settle()
                self._tell()
        self._settle()
        for sealed in self.ready:  # what was sealed after the last task had gone out
            self._write(sealed, encode(options.format, stem(sealed.closed.shard), sealed.gathered.parts))
        self._tell()

    # Out

    def _tasks(self, steps: Iterable[Given | End]) -> Iterator[Task]:
        """Documents that are to be extracted, and shards that are to be encoded."""
        for step in steps:
            if isinstance(step, End):
                self.queue.append(step)
            else:
                yield from self._given(step)
            self._settle()
            while self.ready:
                sealed = self.ready.popleft()
                self.queue.append(sealed)
                yield Encode(self.options.format, stem(sealed.closed.shard), tuple(sealed.gathered.parts))
        if (closed := self.cut.close()) is not None:
            self.queue.append(closed)

    def _given(self, given: Given) -> Iterator[Task]:
        row = given.row
        answers = self.state.answers
        if row.code is not None:
            self.queue.append(_Known(given, None))
        elif given.item is None:  # what was placed before has its answer
            self.queue.append(_Known(given, answers.known(row.key)))
        elif (read := answers.get(row.key)) is not None:
            self.queue.append(_Known(given, read))
        else:
            self.queue.append(_Pending(given))
            yield given.item
        if (closed := self.cut.add(row)) is not None:
            self.queue.append(closed)

    # In

    def _settle(self) -> None:
        """Gather from the head of the queue what waits for no answer."""
        while self.queue and not isinstance(self.queue[0], _Pending | _Sealed):
            entry = self.queue.popleft()
            if isinstance(entry, _Known):
                self._gather(entry.given, entry.read)
            elif isinstance(entry, End):
                self.state.ledger.done_with(entry.file, entry.mark, self.last)
            elif isinstance(entry, Closed):
                sealed, self.gathered = _Sealed(entry, self.gathered), self._new()
                self.shard += 1
                if self.options.format in HEAVY:
                    self.ready.append(sealed)
                else:
                    self._write(sealed, self._light_files(sealed))

    def _take(self, answer: Answer) -> None:
        """Gather the answer to the task at the head of the queue."""
        entry = self.queue.popleft()
        if isinstance(entry, _Sealed):
            if isinstance(answer, Failure):  # it took longer than a document may: not its fault
                answer = encode(self.options.format, stem(entry.closed.shard), entry.gathered.parts)
            assert isinstance(answer, dict)
            self._write(entry, answer)
            return
        assert isinstance(entry, _Pending)
        given = entry.given
        self.told = self.told._replace(origin=given.row.origin)
        if isinstance(answer, Failure):
            message = f"{answer.message}; {_ADVICE[answer.code]}"
            self._gather(given._replace(row=given.row._replace(code=answer.code, message=message)), None)
            return
        assert isinstance(answer, Read)
        self.state.answers.put(given.row.key, answer)
        self._gather(given, answer)

    def _gather(self, given: Given, read: Read | None) -> None:
        """An item takes its place."""
        row, told = given.row, self.told
        if read is None:
            self.gathered.fail(row)
            self.told = told._replace(items=told.items + 1, errors=told.errors + 1)
        else:
            row = self._compared(self._identified(row, read), read)
            written = self.gathered.add(row, read)
            records = (read.targets + read.actuals) if written else 0
            self.told = told._replace(
                items=told.items + 1, documents=told.documents + written, records=told.records + records
            )
        self.state.ledger.put(self.n, self.shard, row, given.was)
        self.n += 1
        self.last = self.shard

    def _identified(self, row: Row, read: Read) -> Row:
        """The item with its id: that of its document, or one of its own where another document has that one."""
        ledger = self.state.ledger
        ids = [read.id]
        if row.source is not None:
            words = (row.title, row.key.hex())
            ids += [document_id(None, f"{row.source}\n{word}", "") for word in words if word]
        first = ledger.holder(read.id)
        for id in ids:
            holder = ledger.holder(id)
            if holder is None or holder.key == row.key:
                break
        else:
            holder = first
        if first is None:
            return row._replace(id=id)
        kind = "address" if holder is None else "twice" if holder.key == row.key else "id"
        clash = {"kind": kind, "with": (holder or first).origin}
        return row._replace(id=id, clash=json.dumps(clash, ensure_ascii=False))

    def _compared(self, row: Row, read: Read) -> Row:
        """The item with what it repeats, if anything."""
        if read.signature is None or row.id is None:
            return row
        signature, id = read.signature, row.id
        if id != read.id:
            signature = renamed(signature, lambda record: record_of(id, record))
        found = self.state.firsts.repost(self.n, id, signature)
        if found is None:
            return row
        linked = json.dumps({"id": found.id, "repeats": found.repeats}, ensure_ascii=False)
        return row._replace(first=found.n, repost=linked)

    # To the disk

    def _light_files(self, sealed: _Sealed) -> dict[str, bytes]:
        if self.store is None:
            return encode(self.options.format, stem(sealed.closed.shard), sealed.gathered.parts)

        def failed(document: Mapping[str, Any], error: InputError) -> None:
            row = self.state.ledger.refuse(str(document["id"]), sealed.closed.shard, str(error))
            sealed.gathered.fail(row)
            self.told = self.told._replace(errors=self.told.errors + 1)

        self.store.put(map(json.loads, lines_of(sealed.gathered.parts)), failed=failed)
        return {}

    def _write(self, sealed: _Sealed, files: dict[str, bytes]) -> None:
        """The files of a shard, then what was learnt from it, then the line that says it is done."""
        for name, data in files.items():
            self.folder.write(name, [data])
        self.state.keep(sealed.closed.shard + 1)
        self.folder.append(sealed.gathered.line(sealed.closed, files))

    def _tell(self) -> None:
        if self.progress is not None:
            self.progress(self.told)
