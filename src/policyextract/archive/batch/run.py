"""A batch run, from begin to end.

What is done stands in the manifest, a line a shard, written after the shard's files are safely on the disk; of two lines of
one shard the later counts. What lies in the shards, item by item, stands in the ledger. A run that goes on compares its
input with that, and sends to the workers only what is new. All else that is written (errors, reposts, counts) follows from
the manifest.
"""

import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from ..readers.databases import called
from ..readers.fields import unused
from ..readers.read import STDIN
from .answers import Answers
from .check import check
from .folder import (
    ANSWERS,
    CLASHES,
    ERRORS,
    LEDGER,
    MANIFEST,
    REPORT,
    REPOSTS,
    STORE,
    UNFOUND,
    Folder,
    RunError,
    cannot_write,
)
from .ledger import Gone
from .loop import Loop, OpenStore, Progress, Store
from .options import BatchOptions, description
from .shards import COUNTS, counted
from .state import State, opened, stopped
from .update import Update, compact
from .work import Make, maker


class Report(NamedTuple):
    """What a run did."""

    counts: dict[str, int]
    """Of the whole output: ``shards``, ``items`` (documents and broken ones), ``documents``, ``targets``, ``actuals``,
    ``characters``, ``same_id`` (see :data:`~.shards.COUNTS`), ``reposts`` found, ``clashes`` of ids, corrections ``unfound``,
    ``errors``."""
    errors: dict[str, int]
    """Errors by their code."""
    before: int
    """Items that an earlier run had done."""
    gone: Gone
    """What was there and is not in the archive any more."""
    patched: bool
    """Whether the parts are others than those of a run over the whole archive."""
    unused: list[tuple[str, str]]
    """Fields of rows that look like one that is read, each with the role it may have, and were not read."""
    absent: list[str]
    """Documents that corrections speak of and that are not there."""
    reposts: str
    """What became of reposts: ``link``, ``drop`` or ``keep``."""
    seconds: float


def run(
    sources: Iterable[str | Path],
    out: str | Path,
    options: BatchOptions | None = None,
    *,
    store: OpenStore | None = None,
    progress: Callable[[Progress], None] | None = None,
    make: Make | None = None,
) -> Report:
    """Extract all documents of ``sources`` into the folder ``out``; of what is there already, only what is new.

    Args:
        sources: files, folders and patterns, as the readers take them.
        store: opens the store at a path; needed for the format ``sqlite``.
        progress: called after every document.
        make: makes, in a worker, what answers a task, in place of the extractor; can be pickled.

    Raises:
        RunError: no source is there, the folder is in use or holds another run, or the output cannot be written.
        PolicyExtractError: a package that is needed is not installed.
        ValueError: ``store`` is missing.
    """
    options = options or BatchOptions()
    if options.format == "sqlite" and store is None:
        raise ValueError("the format sqlite needs a store: give store=policyextract.track.store.open_store")
    names = [str(source) for source in sources]
    folder = Folder(Path(out))
    _outside(folder.path, names)
    check(names, options.read)
    began = monotonic()
    with folder.locked():
        folder.swap()
        options = _decided(folder, options)
        texts = options.text and options.format == "sqlite"
        make = make or maker(options.settings, options.format, options.reposts != "keep", texts)
        told = description([called(name) for name in names], options)
        done = _begin(folder, told, options.resume)
        try:
            done_now = _work(folder, names, options, told, done, make, store, progress)
            folder.swap()
            if options.compact:
                with Answers(folder.work / ANSWERS) as answers:
                    answers.only(folder.work / LEDGER)
        except sqlite3.Error as error:
            raise stopped(folder.path, error) from None
        folder.clear({name for line in folder.shards() for name in line["files"]})
        return _finish(folder, told, options, done_now, began)


class _Done(NamedTuple):
    """What was done, as in :class:`Report`."""

    before: int
    gone: Gone
    patched: bool
    unused: list[tuple[str, str]]
    absent: list[str]


def _work(
    folder: Folder,
    names: list[str],
    options: BatchOptions,
    told: dict[str, Any],
    done: dict[int, dict[str, Any]],
    make: Make,
    store: OpenStore | None,
    progress: Callable[[Progress], None] | None,
) -> _Done:
    """All there is to do."""
    with ExitStack() as stack:
        state = stack.enter_context(opened(folder.path, len(done)))
        tracker = stack.enter_context(_store(folder, store, done)) if store and options.format == "sqlite" else None
        if tracker is not None and options.corrections:
            tracker.correct(options.corrections)
        update = Update(folder, state, names, options, _spooled(folder, names, state, stack), set())
        gone = Gone(0, 0, [])
        if state.ledger.next:
            gone = update.survey()
            update.leave(gone, tracker)
            update.rewrite(done)
        begun = _begun(state, done)
        loop = Loop(folder, state, options, make, begun, len(done), tracker, progress)
        loop.go(update.steps())
        state.ledger.note("finished", 1)
        state.keep(loop.shard)
        patched = state.ledger.patched
        if options.compact and patched:
            compact(update, told, make, tracker)
            patched = False
        looks = sorted({pair for head in update.heads for pair in unused(head, options.read)})
        absent = sorted(ident for ident in options.said if state.ledger.holder(ident) is None)
        return _Done(begun.before, gone, patched, looks, absent)


def _store(folder: Folder, store: OpenStore, done: Container[int]) -> AbstractContextManager[Store]:
    """The store of a run, which has to be there where something was put into it before."""
    path = folder.path / STORE
    if done and not path.exists():
        raise RunError(f"{path}: is gone, and with it what was read before; put it back, or begin anew (--no-resume)")
    if not done and path.is_file() and not path.stat().st_size:
        path.unlink()  # of a run that was killed as it made it
    return store(path)


def _spooled(folder: Folder, names: list[str], state: State, stack: ExitStack) -> Path | None:
    """A copy of the standard input, where it has to be read twice: for what is gone, and for what is new."""
    if STDIN not in names or not state.ledger.next:
        return None
    path = folder.work / "stdin"
    stack.callback(folder.remove, path.relative_to(folder.path).as_posix())
    try:
        with path.open("wb") as out:
            shutil.copyfileobj(sys.stdin.buffer, out)
    except OSError as error:
        raise cannot_write(path, error) from None
    return path


def _begun(state: State, done: dict[int, dict[str, Any]]) -> Progress:
    """What is there before anything is placed."""
    items = state.ledger.count
    documents, records, errors = (
        sum(sum(line[name] for name in names) for line in done.values())
        for names in (("documents",), ("targets", "actuals"), ("errors",))
    )
    return Progress(items, items, documents, records, errors, "")


def _outside(out: Path, names: Iterable[str]) -> None:
    """The output must not be read as input."""
    here = out.resolve()
    for name in names:
        source = Path(name)
        if name != STDIN and source.is_dir() and here.is_relative_to(source.resolve()):
            raise RunError(f"{out}: lies in {name}, which is to be read; choose a folder outside it")


def _decided(folder: Folder, options: BatchOptions) -> BatchOptions:
    """The options, with what becomes of reposts."""
    if options.reposts != "auto":
        return options
    before = next(iter(folder.manifest()), {}).get("reposts") if options.resume else None
    return replace(options, reposts=before or ("link" if find_spec("rensa") else "keep"))


def _begin(folder: Folder, told: dict[str, Any], resume: bool) -> dict[int, dict[str, Any]]:
    """The lines of the shards that are done, by shard, lists as their lengths; the folder holds nothing else then."""
    head: dict[str, Any] | None = None
    for line in folder.manifest(repair=True):
        head = head or line
    if head is None:
        if (name := folder.foreign()) is not None:
            raise RunError(f"{folder.path}: holds {name}, which no run has put there; choose an empty folder")
    elif resume:
        _compare(folder.path, head, told)
    if head is None or not resume:
        for name in (MANIFEST, REPORT, *LISTS):
            folder.remove(name)
        folder.forget()
        folder.clear(set())
        folder.append(told)
        return {}
    done = {line["shard"]: counted(line) for line in folder.shards()}
    files = {name: entry for line in done.values() for name, entry in line["files"].items()}
    for name, entry in files.items():
        if not folder.as_written(name, entry):
            said = "is not as the run wrote it; put it back, or begin anew (--no-resume)"
            raise RunError(f"{folder.path / name}: {said}")
    folder.clear(set(files))
    return done


def _compare(path: Path, head: dict[str, Any], told: dict[str, Any]) -> None:
    """The run that is there must be the one that is asked for."""
    changed = [
        f"{name} was {_shown(head, name)}, is {_shown(told, name)}"
        for name in {**told, **head}
        if head.get(name) != told.get(name)
    ]
    if changed:
        what = "give the same again to go on, choose another folder, or begin anew (--no-resume)"
        raise RunError(f"{path}: holds a run with other settings: {', '.join(changed)}; {what}")


def _shown(settings: dict[str, Any], name: str) -> str:
    value = settings.get(name)
    if isinstance(value, list):
        return " ".join(map(str, value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _finish(folder: Folder, told: dict[str, Any], options: BatchOptions, found: _Done, began: float) -> Report:
    """Write what follows from the manifest."""
    counts = dict.fromkeys(("shards", "items", *COUNTS, "reposts", "clashes", "unfound", "errors"), 0)
    kinds = Counter[str]()
    for line in folder.shards():
        for name in counts:
            value = line.get(name, 1 if name == "shards" else 0)
            counts[name] += len(value) if isinstance(value, list) else value
        kinds.update(error["code"] for error in line["errors"])
    for name, of in LISTS.items():
        if (name != REPOSTS or options.reposts != "keep") and (name != UNFOUND or options.said):
            folder.write(name, listed(folder, of))
    report = Report(counts, dict(sorted(kinds.items())), *found, options.reposts, round(monotonic() - began, 3))
    said = {**told, "workers": options.workers, "done_before": report.before, "counts": counts, "errors": report.errors}
    said |= {"vanished": report.gone.vanished, "patched": report.patched, "seconds": report.seconds}
    folder.write(REPORT, [(json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "backslashreplace")])
    return report


LISTS = {ERRORS: "errors", CLASHES: "clashes", REPOSTS: "reposts", UNFOUND: "unfound"}
"""Files that are lists of what the manifest holds, and under which name."""


def listed(folder: Folder, of: str) -> Iterator[bytes]:
    """The lines of such a file."""
    for line in folder.shards():
        for row in line.get(of, ()):
            yield json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
