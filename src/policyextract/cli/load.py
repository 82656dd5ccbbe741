"""The command ``load``: documents that were extracted before into a store."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

from ..corrections.correction import Correction, correction_of, is_correction
from ..counted import counted
from ..errors import InputError
from .export import told_counts
from .options import tell_lost
from .saying import complain, one_line, say, tidy

if TYPE_CHECKING:
    from ..track.store import Counts, Store

SHOWN = 10
"""Rows of one file that are told one by one; a file of something else has as many wrong rows as lines."""


class Rows:
    """The rows of files as documents; what is none is told with its file and row, counted, and left out."""

    def __init__(self, names: list[str]) -> None:
        self.said: list[Correction] = []
        """Corrections among the rows, which are no documents."""
        self._names = names
        self._where = ""
        self._here = 0
        self.failed = 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for name in self._names:
            self._here = 0
            for path in _files(name):
                yield from self._file(path)
            if self._here > SHOWN:
                complain(name, counted(self._here - SHOWN, "more row is no document", "more rows are no documents"))

    def _file(self, name: str) -> Iterator[dict[str, Any]]:
        try:
            with _open(name) as lines:
                for number, line in enumerate(lines, 1):
                    self._where = f"{name}:{number}"
                    if not line.strip():
                        continue
                    try:
                        row = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
                        if is_correction(row):
                            self.said.append(correction_of(row))
                        else:
                            yield row
                    except InputError as error:
                        self.tell(None, error)
                    except (ValueError, RecursionError):
                        self.tell(None, InputError("not JSON; give the output of 'extract --format jsonl'"))
        except FileNotFoundError:
            self.missing(name)
        except OSError as error:
            self._lost(name, f"cannot be read ({error.strerror}); check the file")

    def missing(self, name: str) -> None:
        """A file that is not there."""
        self._lost(name, "no such file; check the name")

    def _lost(self, name: str, why: str) -> None:
        self.failed += 1
        complain(name, why)

    def into(self, store: "Store", texts: bool = True) -> "Counts":
        """Put all of it into a store; what became of the documents."""
        counts = store.put(self, texts=texts, failed=self.tell)
        store.correct(self.said)
        return counts

    def tell(self, _: object, error: InputError) -> None:
        """One row that could not be used."""
        self.failed += 1
        self._here += 1
        if self._here <= SHOWN:
            complain(self._where, str(error))


def _files(name: str) -> Iterator[str]:
    """A file itself; of a folder that ``batch`` wrote, its parts in order."""
    if name != "-" and Path(name).is_dir():
        parts = sorted(Path(name).glob("part-*.jsonl"))
        yield from map(str, parts)
        if parts:
            return
    yield name


def _open(name: str) -> IO[bytes]:
    return sys.stdin.buffer if name == "-" else Path(name).open("rb")


def load(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="JSON lines of documents or of corrections, or a folder of batch; - is the standard input.",
        ),
    ],
    store: Annotated[str, typer.Argument(metavar="STORE", help="A SQLite file or a postgresql:// URL.")],
    text: Annotated[bool, typer.Option("--text/--no-text", help="Keep the raw texts that FILEs hold.")] = True,
) -> None:
    """Put extracted documents into a STORE. Each takes the place of what it holds of the same; what people said of records goes in too."""
    from ..track.store import open_store

    rows = Rows(files)
    if not any(name == "-" or Path(name).exists() for name in files):
        for name in files:
            rows.missing(name)
        raise typer.Exit(1)
    with tidy(), one_line(store), open_store(store) as opened:
        counts = rows.into(opened, text)
        if rows.said:
            say(counted(len(rows.said), "correction"))
        say(f"{opened.name}: {told_counts(counts)}; run {opened.run}")
        tell_lost(opened)
    raise typer.Exit(1 if rows.failed else 0)
