"""What is new, changed or gone in the sources of a run that was there before, and what that does to its parts.

A run over an empty folder is an update of nothing. Files that are as they were (:func:`~..readers.sources.mark`) are not
opened; of others, what was read before word for word is not extracted again.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from ..index import Index
from ..item import Broken
from ..readers import HIDING, PASSING, Piece, pieces
from .folder import INDEX, LEDGER, Folder, RunError
from .formats import encode, lines_of, stem
from .ledger import Gone, Ledger, row_of
from .loop import End, Given, Loop, Progress, Store
from .options import BatchOptions
from .shards import Cut, Gathered, counted
from .state import State
from .work import Make

MOST_HEADS = 256
"""So many heads of tables are looked at for fields that are not used."""


class Update(NamedTuple):
    """An update of what a folder holds."""

    folder: Folder
    state: State
    names: list[str]
    options: BatchOptions
    stdin: Path | None
    """What the standard input holds, where it is needed more than once."""
    heads: set[tuple[str, ...]]
    """Names of fields of the rows that were read are put in here."""

    def _pieces(self) -> Iterator[Piece]:
        if self.stdin is None:
            yield from self._read(None)
            return
        with self.stdin.open("rb", buffering=0) as given:
            yield from self._read(given)

    def _read(self, stdin: BinaryIO | None) -> Iterator[Piece]:
        return pieces(self.names, self.options.read, timeout=self.options.timeout, stdin=stdin)

    def survey(self) -> Gone:
        """Look at everything that was there before; what is not there any more.

        Raises:
            RunError: something cannot be read, and what lay there would be pruned.
        """
        ledger = self.state.ledger
        for piece in self._pieces():
            if piece.unseen is not None and self.options.prune:
                said = "what lay there may still be wanted; make it readable, or leave --prune out"
                raise RunError(f"{piece.origin}: {piece.unseen}, and {said}")
            known = ledger.survey(piece.origin)
            if known is None:
                continue
            whole = piece.mark is not None and piece.mark == known.mark
            ledger.meet(known.n, whole)
            if not whole:
                for number, item in enumerate(piece.items):
                    ledger.now(row_of(item, known.n, number))
                    if isinstance(item, Broken) and item.code in HIDING:
                        ledger.hide(known.n)
        return ledger.gone()

    def leave(self, gone: Gone, store: Store | None) -> None:
        """Forget what is gone: the versions that others have replaced, and with ``prune`` what has vanished.

        Raises:
            RunError: that would be all there is.
        """
        ledger = self.state.ledger
        if self.options.prune and gone.vanished and gone.vanished == ledger.count:
            said = "nothing of what it holds is in the archive any more"
            raise RunError(f"{self.folder.path}: {said}; check the archive, or begin anew (--no-resume)")
        leaving = ledger.leaving(self.options.prune)
        if not leaving:
            return
        places = [n for n, _ in leaving]
        self.state.firsts.remove(places)
        ledger.remove(places)
        if store is not None:
            self._take_out(store, {id for _, id in leaving if id is not None})
        self.state.firsts.commit()
        ledger.commit()

    def _take_out(self, store: Store, ids: set[str]) -> None:
        """Another version of a document may be there under its id, and is what the store holds then."""
        left = [row for id in sorted(ids) if (row := self.state.ledger.last(id)) is not None]
        store.remove(sorted(ids - {row.id for row in left}))
        gathered = Gathered(False, self.options.format, {})
        for row in left:
            gathered.add(row, self.state.answers.known(row.key))
        store.put(map(json.loads, lines_of(gathered.parts)), failed=lambda *_: None)

    def rewrite(self, done: dict[int, dict[str, Any]]) -> None:
        """Write the parts again that have lost something, each under a new name.

        Args:
            done: the line of the manifest of each shard; lines that change are put in.
        """
        for shard in self.state.ledger.dirty():
            line = done[shard]
            self._rewrite(shard, line, done)
            self.state.ledger.clean(shard)
        self.state.ledger.commit()

    def _rewrite(self, shard: int, line: dict[str, Any], done: dict[int, dict[str, Any]]) -> None:
        gathered, cut = Gathered(self.options.reposts == "drop", self.options.format, self.options.said), Cut(1, shard)
        for row in self.state.ledger.of_shard(shard):
            cut.count(row)
            if row.code is not None:
                gathered.fail(row)
            else:
                gathered.add(row, self.state.answers.known(row.key))
        closed = cut.closed()
        if closed.read == line["read"]:
            return  # it was written, and the run ended before that was noted
        revision = line["revision"] + 1
        files = (
            {}
            if self.options.format == "sqlite"
            else encode(self.options.format, stem(shard, revision), gathered.parts)
        )
        for name, data in files.items():
            self.folder.write(name, [data])
        new = gathered.line(closed, files, revision)
        self.folder.append(new)
        for name in line["files"]:
            self.folder.remove(name)
        done[shard] = counted(new)

    def steps(self) -> Iterator[Given | End]:
        """What is to be placed: reposts of what is gone, then all that is new, in reading order."""
        ledger = self.state.ledger
        before = ledger.next
        for was, row in list(ledger.waiting()):
            yield Given(row.again(row.file), None, was)
        order = _Order(ledger)
        for piece in self._pieces():
            file, whole = ledger.walk(piece.origin)
            span = ledger.span(file, before)
            if whole:
                order.known(*(span or ()))
                continue
            mark = piece.mark
            for number, item in enumerate(piece.items):
                if isinstance(item, Broken) and item.code in PASSING:
                    mark = None
                row = row_of(item, file, number)
                place = ledger.take(row, before) if span else None
                if place is not None:
                    order.known(place)
                else:
                    order.new()
                    if isinstance(item, Broken):
                        yield Given(row, None)
                        continue
                    if item.fields and len(self.heads) < MOST_HEADS:
                        self.heads.add(item.fields)
                    yield Given(row, item._replace(fields=()))
            yield End(file, mark)


class _Order:
    """Notes whether the parts become others than those of one run: where what is new stands before what was there."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._at = -1
        self._fresh = False
        self._complete = ledger.finished  # then its last part was closed before it was full

    def known(self, *places: int) -> None:
        """The walk has come to items that were there."""
        if places and (self._fresh or places[0] < self._at):
            self._ledger.note("patched", 1)
        self._at = max(self._at, *places)

    def new(self) -> None:
        """The walk has come to an item that was not."""
        if self._complete and not self._fresh:
            self._ledger.note("patched", 1)
        self._fresh = True


def compact(update: Update, told: dict[str, Any], make: Make, store: Store | None) -> None:
    """Place all there is anew, as one run over all of it does, from the answers of workers; the old parts stay until then.

    What is no longer in the archive, and was not pruned, stands behind the rest.
    """
    folder, state, options = update.folder, update.state, update.options
    with folder.staged() as stage, Ledger(stage.path / LEDGER) as ledger, Index(stage.path / INDEX) as index:
        stage.append(told)
        new = State(ledger, state.answers, index)
        loop = Loop(stage, new, options, make, Progress(0, 0, 0, 0, 0, ""), 0, store)
        loop.go(_again(state.ledger, ledger))
        ledger.note("finished", 1)
        new.keep(loop.shard)
        if store is not None:
            left = (id for id in state.ledger.ids() if ledger.holder(id) is None)
            store.remove(list(left))


def _again(old: Ledger, new: Ledger) -> Iterator[Given | End]:
    """Everything in a ledger in the order of the walk, for another one."""
    before, file, end = -1, -1, None
    for origin, mark, row in old.in_order():
        if row.file != before:
            if end is not None:
                yield end
            before, (file, _) = row.file, new.walk(origin)
            end = End(file, mark)
        yield Given(row.again(file), None)
    if end is not None:
        yield end
