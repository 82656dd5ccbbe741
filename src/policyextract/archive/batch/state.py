"""What a folder keeps for the next run: its ledger, the answers of workers, and the index of reposts."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from ..index import Index
from ..kept import is_damage
from .answers import Answers
from .folder import ANSWERS, INDEX, LEDGER, WORK, RunError, cannot_write
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


def stopped(folder: Path, error: sqlite3.Error, begun: bool = True) -> RunError:
    """What is said where a file of a folder cannot be read or written.

    Args:
        begun: something was done before that.
    """
    if is_damage(error):
        return _gone(folder / WORK, refused=not begun)
    return cannot_write(folder, error)


def _gone(work: Path, refused: bool = True) -> RunError:
    return RunError(
        f"{work}: what an earlier run has left there is gone or damaged, so that nothing can be added; "
        "begin anew (--no-resume)",
        refused=refused,
    )


@contextmanager
def opened(folder: Path, shards: int) -> Iterator[State]:
    """The state in a folder, as it was after its first ``shards`` shards.

    Raises:
        RunError: it is not there any more.
    """
    work, new = folder / WORK, not shards
    names = (work / LEDGER, work / ANSWERS, work / INDEX)
    if shards and not all(path.exists() for path in names):
        raise _gone(work)
    with ExitStack() as stack:
        try:
            state = State(
                stack.enter_context(Ledger(names[0], new)),
                stack.enter_context(Answers(names[1], new)),
                stack.enter_context(Index(names[2], new)),
            )
            there = state.resume(shards)
        except sqlite3.Error as error:
            raise stopped(folder, error, begun=False) from None
        if not there:
            raise _gone(work)
        yield state
