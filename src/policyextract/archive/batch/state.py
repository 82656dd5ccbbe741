"""What a folder keeps for the next run: its ledger, the answers of workers, and the index of reposts."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ..index import Index
from .answers import Answers
from .folder import ANSWERS, INDEX, LEDGER, RunError
from .ledger import Ledger


class State(NamedTuple):
    """All of it, open."""

    ledger: Ledger
    answers: Answers
    firsts: Index

    def keep(self, shards: int) -> None:
        """Write down all there is, as the state after the first ``shards`` shards.

        What others point to comes first: whenever the machine stops, a ledger has its answers.
        """
        self.answers.keep()
        self.firsts.keep(shards)
        self.ledger.keep(shards)

    def resume(self, shards: int) -> bool:
        """Go back to the state after the first ``shards`` shards; whether that can be done."""
        return self.ledger.resume(shards) and self.firsts.resume(shards, self.ledger.next)


@contextmanager
def opened(work: Path, shards: int) -> Iterator[State]:
    """The state in a folder, as it was after its first ``shards`` shards.

    Raises:
        RunError: it is not there any more.
    """
    gone = RunError(
        f"{work}: what an earlier run has left there is gone or damaged, so that nothing can be added; "
        "begin anew (--no-resume)"
    )
    names = (work / LEDGER, work / ANSWERS, work / INDEX)
    if shards and not all(path.exists() for path in names):
        raise gone
    try:
        with Ledger(names[0]) as ledger, Answers(names[1]) as answers, Index(names[2]) as index:
            state = State(ledger, answers, index)
            if not state.resume(shards):
                raise gone
            yield state
    except sqlite3.DatabaseError as error:
        if "malformed" in str(error) or "not a database" in str(error):
            raise gone from None
        raise
