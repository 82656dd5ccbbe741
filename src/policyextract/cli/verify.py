"""The command ``verify``: whether a folder of ``batch``, or a store, is as it was written."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from .saying import one_line, say, tidy

SHOWN = 20
"""What is wrong is told line by line up to so many."""


def verify(
    place: Annotated[
        str, typer.Argument(metavar="OUT|STORE", help="A folder of batch, a SQLite file or a postgresql:// URL.")
    ],
) -> None:
    """See whether a run or a store is as it was written. Every byte and every document is looked at; nothing is changed."""
    count = 0
    with tidy(), one_line(place):
        for count, said in enumerate(_wrong(place), 1):
            if count <= SHOWN:
                say(" ".join(said.split()))
        if count > SHOWN:
            say(f"{count - SHOWN:,} more")
        if not count:
            say(f"{place.rpartition('@')[2]}: all is as it was written")
    raise typer.Exit(1 if count else 0)


def _wrong(place: str) -> Iterator[str]:
    from ..archive.batch.folder import STORE
    from ..archive.batch.verify import verify as verify_run
    from ..track.store import open_store
    from ..track.verify import verify as verify_store

    held: str | Path = place
    if "://" not in place and Path(place).is_dir():
        yield from verify_run(Path(place))
        held = Path(place) / STORE
        if not held.exists():
            return
    with open_store(held, create=False) as store:
        yield from verify_store(store)
