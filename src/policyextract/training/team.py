"""Processes that train together: each looks at its share of the documents and fits its share of the tables, and what one has
made all are told. Every process walks through the whole training; what comes out is the same for any number of them."""

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any, TypeVar

_Told = TypeVar("_Told")


class Broken(RuntimeError):
    """Another process of the team has ended before its work was done."""


class Team:
    """One process's view of those that work together; alone, as it stands.

    Args:
        me: its number; the first, 0, is the one that began the others.
        size: how many there are.
        links: of the first to all others, of each other one to the first.
    """

    def __init__(self, me: int = 0, size: int = 1, links: Sequence[Connection] = ()) -> None:
        self.me, self.size = me, size
        self._links = links

    def share(self, work: Sequence[int]) -> list[int]:
        """The places of what this process does of things that take so much work each.

        >>> Team(0, 2).share([5, 9, 1, 4]), Team(1, 2).share([5, 9, 1, 4])
        ([1, 3], [0, 2])
        """
        order = sorted(range(len(work)), key=lambda i: (-work[i], i))
        return sorted(order[self.me :: self.size])

    def every(self, mine: _Told) -> list[_Told]:
        """What each process tells, in the order of their numbers. All of them ask for the same things in the same order."""
        if self.me:
            self._links[0].send(mine)
            told: list[Any] = self._links[0].recv()
            told[self.me] = mine
            return told
        parts = [mine, *[link.recv() for link in self._links]]
        for k, link in enumerate(self._links, 1):
            link.send([None if other == k else part for other, part in enumerate(parts)])
        return parts


def together(work: Callable[[Team], None], size: int) -> None:
    """Do ``work`` in so many processes, of which this is the first.

    Raises:
        Broken: one of the others failed, and has said why.
    """
    context = multiprocessing.get_context("fork") if size > 1 else None
    pairs = [context.Pipe() for _ in range(size - 1)] if context is not None else []

    def other(me: int) -> None:
        for k, (first, its) in enumerate(pairs, 1):
            first.close()
            if k != me:
                its.close()
        work(Team(me, size, [pairs[me - 1][1]]))

    begun = [context.Process(target=other, args=(k,), daemon=True) for k in range(1, size)] if context else []
    for process in begun:
        process.start()
    for _, its in pairs:
        its.close()
    try:
        work(Team(0, size, [first for first, _ in pairs]))
    except (EOFError, ConnectionError):
        raise Broken("another process of the training failed") from None
    for process in begun:
        process.join()
        if process.exitcode:
            raise Broken("another process of the training failed")
