"""A batch run, from begin to end.

What is done stands in the manifest, a line a shard, written after the shard's files are safely on the disk. A run that
goes on reads its input again, compares it with what it read before, and sends to the workers only what no finished shard
holds. All else that is written (errors, reposts, counts) follows from the manifest.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import monotonic
from typing import Any, NamedTuple

from .folder import ERRORS, MANIFEST, REPORT, REPOSTS, Folder, RunError, cannot_write
from .loop import Loop, OpenStore, Progress
from .options import BatchOptions, description
from .shards import COUNTS
from .work import Make, maker


class Report(NamedTuple):
    """What a run did."""

    counts: dict[str, int]
    """Of the whole output: ``shards``, ``items`` (documents and broken ones), ``documents``, ``targets``, ``actuals``,
    ``characters``, ``same_id`` (see :data:`~.shards.COUNTS`), ``reposts`` found, ``errors``."""
    errors: dict[str, int]
    """Errors by their code."""
    before: int
    """Items that an earlier run had done."""
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
    """Extract all documents of ``sources`` into the folder ``out``.

    Args:
        sources: files, folders and patterns, as the readers take them.
        store: opens the store at a path; needed for the format ``sqlite``.
        progress: called after every document.
        make: makes, in a worker, what answers a task, in place of the extractor; can be pickled.

    Raises:
        RunError: the folder is in use or holds another run, the input has changed, or the output cannot be written.
        PolicyExtractError: a package that is needed is not installed.
        ValueError: ``store`` is missing.
    """
    options = options or BatchOptions()
    if options.format == "sqlite" and store is None:
        raise ValueError("the format sqlite needs a store: give store=policyextract.track.store.open_store")
    names = [str(source) for source in sources]
    texts = options.text and options.format == "sqlite"
    make = make or maker(options.settings, options.format, options.reposts != "keep", texts)
    folder = Folder(Path(out))
    _outside(folder.path, names)
    began = monotonic()
    with folder.locked():
        told = description(names, options)
        done = _begin(folder, told, options.resume)
        loop = Loop(folder, names, options, make, done, progress)
        try:
            loop.go(store)
        except sqlite3.Error as error:
            raise cannot_write(folder.path, error) from None
        report = _finish(folder, told, options, loop.before, began)
        loop.tidy()
    return report


def _outside(out: Path, names: Iterable[str]) -> None:
    """The output must not be read as input."""
    here = out.resolve()
    for name in names:
        source = Path(name)
        if name != "-" and source.is_dir() and here.is_relative_to(source.resolve()):
            raise RunError(f"{out}: lies in {name}, which is to be read; choose a folder outside it")


def _begin(folder: Folder, told: dict[str, Any], resume: bool) -> list[dict[str, Any]]:
    """The lines of the shards that are done, errors and reposts as their numbers; the folder holds nothing else then."""
    lines = [_light(line) for line in folder.manifest(repair=True)]
    if not lines:
        if (name := folder.foreign()) is not None:
            raise RunError(f"{folder.path}: holds {name}, which no run has put there; choose an empty folder")
    elif resume:
        _compare(folder.path, lines[0], told)
    if not lines or not resume:
        for name in (MANIFEST, REPORT, ERRORS, REPOSTS):
            folder.remove(name)
        folder.clear(set())
        folder.append(told)
        return []
    del lines[0]
    files = {name: entry["bytes"] for line in lines for name, entry in line["files"].items()}
    for name, size in files.items():
        if folder.size(name) != size:
            said = "is not as the run wrote it; put it back, or begin anew (--no-resume)"
            raise RunError(f"{folder.path / name}: {said}")
    folder.clear(set(files))
    return lines


def _light(line: dict[str, Any]) -> dict[str, Any]:
    for name in ("errors", "reposts"):
        if isinstance(line.get(name), list):
            line[name] = len(line[name])
    return line


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


def _finish(folder: Folder, told: dict[str, Any], options: BatchOptions, before: int, began: float) -> Report:
    """Write what follows from the manifest."""
    counts = dict.fromkeys(("shards", "items", *COUNTS, "reposts", "errors"), 0)
    kinds = Counter[str]()
    for line in _shards(folder):
        for name in counts:
            value = line.get(name, 1 if name == "shards" else 0)
            counts[name] += len(value) if isinstance(value, list) else value
        kinds.update(error["code"] for error in line["errors"])
    folder.write(ERRORS, (_line(error) for line in _shards(folder) for error in line["errors"]))
    if options.reposts != "keep":
        folder.write(REPOSTS, (_line(repost) for line in _shards(folder) for repost in line["reposts"]))
    report = Report(counts, dict(sorted(kinds.items())), before, round(monotonic() - began, 3))
    said = {**told, "workers": options.workers, "done_before": before, "counts": counts, "errors": report.errors}
    text = json.dumps({**said, "seconds": report.seconds}, ensure_ascii=False, indent=2) + "\n"
    folder.write(REPORT, [text.encode("utf-8", "backslashreplace")])
    return report


def _shards(folder: Folder) -> Iterator[dict[str, Any]]:
    lines = iter(folder.manifest())
    next(lines)  # the settings
    return lines


def _line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"
