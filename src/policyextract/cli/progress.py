"""The bar that ``batch`` shows on a terminal: documents, records, rate, errors, and the time left where it can be told."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from ..counted import counted

if TYPE_CHECKING:
    from ..archive.batch import Progress
    from ..archive.readers.sources import Found


@contextmanager
def shown(sources: list[str]) -> Iterator["Callable[[Progress], None]"]:
    """What shows how far a run is, while this lasts; nothing where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=20),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as bar:
        task = bar.add_task("starting", total=None)
        way = Way(sources)
        began = monotonic()

        def tell(progress: "Progress") -> None:
            rate = (progress.items - progress.before) / max(monotonic() - began, 0.1)
            bar.update(
                task,
                description=f"{counted(progress.documents, 'document')} · {counted(progress.records, 'record')} · {rate:,.0f}/s"
                f" · {counted(progress.errors, 'error')}",
                total=way.total,
                completed=way.before(progress.origin) if progress.origin else 0,
            )

        yield tell


class Way:
    """How far down the list of files a run is, in bytes, so that folders of large and small files are told apart.

    What is done of a file counts once all of it is done: of a single archive nothing can be told, and no time left is
    guessed.
    """

    def __init__(self, sources: list[str]) -> None:
        from ..archive.readers.databases import is_database

        self._files = _files(sources)
        unknown = any(source == "-" or is_database(source) for source in sources)
        sizes = [] if unknown else [size for _, size in _files(sources)]
        self.total: int | None = sum(sizes) if len(sizes) > 1 else None
        """Bytes of all files; None where it is not known."""
        self._origin, self._size = "", 0
        self._done = 0

    def before(self, origin: str) -> int:
        """Bytes of the files before the one that holds ``origin``."""
        while not (origin == self._origin or origin.startswith((f"{self._origin}:", f"{self._origin}!"))):
            self._done += self._size
            found, self._size = next(self._files, (None, 0))
            if found is None:
                self.total = None  # the files have changed meanwhile
                break
            self._origin = found.origin
        return self._done


def _files(sources: list[str]) -> "Iterator[tuple[Found, int]]":
    from ..archive.item import Broken
    from ..archive.readers.sources import files

    for source in sources:
        for found in files(source):
            if not isinstance(found, Broken):
                try:
                    yield found, os.stat(found.path).st_size
                except OSError:
                    continue
