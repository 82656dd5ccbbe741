"""The middle of a run: items in, tasks out, answers in, shards written, all in reading order."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from ... import pool
from ...errors import InputError
from ..index import Index
from ..item import Broken
from ..readers import read
from .folder import STORE, WORK, Folder, RunError
from .formats import HEAVY, encode, lines_of
from .options import BatchOptions
from .shards import Closed, Cut, Gathered
from .work import Answer, Encode, Make, Read, Task

# What a user can do about a document that failed in a worker.
_ADVICE = {
    "timeout": "raise the timeout if the document is sound",
    "worker-died": "try the document alone, with more memory",
    "failed": "please report it with this document",
}


class Store(Protocol):
    """What the format ``sqlite`` writes into: the tracker's store, or anything like it."""

    def put(
        self, documents: Iterable[dict[str, Any]], *, failed: Callable[[Mapping[str, Any], InputError], None]
    ) -> object:
        """Put each document (in its JSON form) in the place of what was there under its id."""


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


class _Pending(NamedTuple):
    """A document in work."""

    origin: str
    characters: int


class _Sealed(NamedTuple):
    """A shard whose documents are all there."""

    closed: Closed
    gathered: Gathered


class Loop:
    """The work of a run that is not finished.

    ``queue`` holds in reading order what is not gathered yet. Tasks go out in its order and answers come back in it, so
    that everything is decided in reading order, whatever the number of workers.

    Args:
        done: lines of the manifest of the shards that are done, lists as their lengths.
    """

    def __init__(
        self,
        folder: Folder,
        names: list[str],
        options: BatchOptions,
        make: Make,
        done: list[dict[str, Any]],
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.folder, self.names, self.options, self.make, self.done = folder, names, options, make, done
        self.before = self.n = sum(line["items"] for line in done)  # n: place of the next item to be gathered
        self.documents = sum(line["documents"] for line in done)
        self.records = sum(line["targets"] + line["actuals"] for line in done)
        self.errors = sum(line["errors"] for line in done)
        self.progress = progress
        self.origin = ""
        self.queue: deque[_Pending | Broken | Closed | _Sealed] = deque()
        self.ready: deque[_Sealed] = deque()  # to be encoded by a worker
        self.gathered = Gathered()
        self.index_path = folder.work / "index.sqlite"
        # The index goes when a run is finished: then the input is compared, and nothing can be added.
        self.finished = bool(done) and not self.index_path.exists()
        self.index: Index
        self.store: Store | None = None

    def go(self, store: OpenStore | None) -> None:
        """Do all that is not done yet."""
        options = self.options
        with ExitStack() as stack:
            if not self.finished:
                self.index = stack.enter_context(Index(self.index_path))
                self.finished = not self.index.resume(len(self.done), self.before)
            if store is not None and options.format == "sqlite":
                self.store = stack.enter_context(store(self.folder.path / STORE))
            answers = pool.run(self.make, self._tasks(), workers=options.workers, timeout=options.timeout, isolate=True)
            for answer in stack.enter_context(closing(answers)):  # type: ignore[type-var]
                self._settle()
                self._take(answer)
                self._settle()
                self._tell()
            self._settle()
            for sealed in self.ready:  # what was sealed after the last task had gone out
                self._write(sealed, encode(options.format, sealed.closed.shard, sealed.gathered.parts))
            self._tell()

    def tidy(self) -> None:
        """Remove what only an unfinished run needs."""
        for path in sorted(self.folder.work.glob(f"{self.index_path.name}*")):
            self.folder.remove(f"{WORK}/{path.name}")

    # Out

    def _tasks(self) -> Iterator[Task]:
        """Documents of shards that are not done, and shards that are to be encoded."""
        cut = Cut(self.options.shard_size)
        for item in read(self.names, self.options.read, timeout=self.options.timeout):
            done = cut.shard < len(self.done)
            closed = cut.add(item)
            if done:
                if closed is not None:
                    self._unchanged(closed)
                continue
            if self.finished:
                raise self._changed(f"{item.origin} was not there when the run was finished")
            if isinstance(item, Broken):
                self.queue.append(item)
            else:
                self.queue.append(_Pending(item.origin, len(item.text)))
                yield item
            if closed is not None:
                self.queue.append(closed)
            self._settle()
            while self.ready:
                sealed = self.ready.popleft()
                self.queue.append(sealed)
                yield Encode(self.options.format, sealed.closed.shard, tuple(sealed.gathered.parts))
        closed = cut.close()
        if closed is not None and closed.shard < len(self.done):
            self._unchanged(closed)
        elif closed is not None:
            self.queue.append(closed)
        if cut.shard < len(self.done):
            raise self._changed(f"{self.done[cut.shard]['first']} and what followed is no longer there")

    def _unchanged(self, closed: Closed) -> None:
        """What was read of a finished shard must be what it was made from."""
        line = self.done[closed.shard]
        if any(line[name] != value for name, value in closed._asdict().items()):
            raise self._changed(f"something from {line['first']} to {line['last']} is not what it was")

    def _changed(self, what: str) -> RunError:
        said = "the input has changed since the run began"
        return RunError(f"{self.folder.path}: {said}: {what}; begin anew (--no-resume), or choose another folder")

    # In

    def _settle(self) -> None:
        """Gather from the head of the queue what waits for no answer."""
        while self.queue and not isinstance(self.queue[0], _Pending | _Sealed):
            entry = self.queue.popleft()
            if isinstance(entry, Broken):
                self._error(*entry)
            else:
                assert isinstance(entry, Closed)
                sealed, self.gathered = _Sealed(entry, self.gathered), Gathered()
                if self.options.format in HEAVY:
                    self.ready.append(sealed)
                else:
                    self._write(sealed, self._light_files(sealed))

    def _take(self, answer: Answer | pool.Failure) -> None:
        """Gather the answer to the task at the head of the queue."""
        entry = self.queue.popleft()
        if isinstance(entry, _Sealed):
            if isinstance(answer, pool.Failure):  # it took longer than a document may: not its fault
                answer = encode(self.options.format, entry.closed.shard, entry.gathered.parts)
            assert isinstance(answer, dict)
            self._write(entry, answer)
            return
        assert isinstance(entry, _Pending)
        self.origin = entry.origin
        if isinstance(answer, pool.Failure):
            self._error(entry.origin, answer.code, f"{answer.message}; {_ADVICE[answer.code]}")
            return
        assert isinstance(answer, Read)
        self._document(entry, answer)

    def _error(self, origin: str, code: str, message: str) -> None:
        self.gathered.errors.append({"origin": origin, "code": code, "message": message})
        self.n += 1
        self.errors += 1

    def _document(self, entry: _Pending, read: Read) -> None:
        counts = self.gathered.counts
        counts["characters"] += entry.characters
        counts["same_id"] += self.index.known(self.n, read.id)
        repost = self.index.repost(self.n, read.id, read.signature) if read.signature else None
        self.n += 1
        if repost is not None:
            self.gathered.reposts.append({"origin": entry.origin, "id": read.id, "repost_of": repost.id})
            if self.options.reposts == "drop":
                return
        self.gathered.parts.append((read.part, repost))
        counts["documents"] += 1
        counts["targets"] += read.targets
        counts["actuals"] += read.actuals
        self.documents += 1
        self.records += read.targets + read.actuals

    # To the disk

    def _light_files(self, sealed: _Sealed) -> dict[str, bytes]:
        if self.store is None:
            return encode(self.options.format, sealed.closed.shard, sealed.gathered.parts)

        def failed(document: Mapping[str, Any], error: InputError) -> None:
            name = document["source"] or document["id"]
            sealed.gathered.errors.append({"origin": name, "code": "refused", "message": str(error)})
            self.errors += 1

        self.store.put(map(json.loads, lines_of(sealed.gathered.parts)), failed=failed)
        return {}

    def _write(self, sealed: _Sealed, files: dict[str, bytes]) -> None:
        """The files of a shard, then what the index learnt from it, then the line that says it is done."""
        for name, data in files.items():
            self.folder.write(name, [data])
        self.index.keep(sealed.closed.shard + 1)
        self.folder.append(sealed.gathered.line(sealed.closed, files))

    def _tell(self) -> None:
        if self.progress is not None:
            told = Progress(self.n, self.before, self.documents, self.records, self.errors, self.origin)
            self.progress(told)
