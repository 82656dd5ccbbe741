"""Work in several processes: results in the order of the tasks, and no task can take the run down with it.

Every worker is a :class:`policyextract.child.Child`: tasks, and what makes a worker, come from modules that can be imported.
In the parent one thread a worker passes messages on, as bytes; tasks are taken, and results read, in the caller's thread. A
worker answers every task on its own, so when it dies it is known on which one.
"""

import pickle
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from heapq import heappop, heappush
from time import monotonic
from typing import Any, TypeVar

from .child import Child, Failure, failed
from .errors import PolicyExtractError

T = TypeVar("T")
R = TypeVar("R")

# Sent to a worker ahead of what it works on: enough for it never to wait, little enough to share out evenly at the end.
_AHEAD_BYTES = 64 * 1024
_AHEAD_TASKS = 16
# Taken from the caller's tasks and not yet given back as results, waiting, in work or done.
_WINDOW_TASKS = 64  # a worker
_WINDOW_BYTES = 64 * 1024 * 1024  # all together; what is next to be given back is worked on all the same

_PATIENCE = 5.0
"""Seconds to wait for the end of a thread whose worker was killed, should a child of a task hold its pipe open."""

_STARTS = 3
"""How often in a row a worker may die before it is ready, where none has ever been ready …"""
_RESTARTS = 10
"""… and where one has: the machine may be short of memory for a while. Before each of these it waits a second longer."""


def run(
    make: Callable[[], Callable[[T], R]],
    tasks: Iterable[T],
    *,
    workers: int,
    timeout: float | None = None,
    isolate: bool = False,
) -> Iterator[R | Failure]:
    """The result of every task, or its :class:`Failure`, in the order of the tasks.

    Tasks are taken as they are needed, so memory does not grow with their number. A task whose worker dies is tried once
    more, alone in a new worker (it may have been another's memory that was too much), and given up when that one dies
    too; a task that takes too long is not tried again. All workers end with the iteration, however it ends.

    Args:
        make: called once in every worker, gives what turns a task into a result. Can be pickled: a function of a
            module, or :func:`functools.partial` of one. Heavy things are loaded here.
        tasks: what to work on; an exception it raises comes out after the results of the tasks before it.
        workers: number of processes. With 1, and neither ``timeout`` nor ``isolate``, all is done in this process.
        timeout: seconds a task may take (it is stopped within a tenth more); None for no limit.
        isolate: work in a child process also where ``workers`` is 1, so that a crash costs its task only.

    Raises:
        ValueError: ``workers`` or ``timeout`` is not positive.
        TypeError: ``make`` cannot be pickled.
        PolicyExtractError: no worker can be started, or ``make`` fails in it.
    """
    if workers < 1:
        raise ValueError(f"workers must be 1 or more, not {workers!r}")
    if timeout is not None and not timeout > 0:
        raise ValueError(f"timeout must be more than 0 seconds, not {timeout!r}")
    if workers == 1 and timeout is None and not isolate:
        return _here(make, tasks)
    try:
        made = pickle.dumps(make)
    except Exception as error:
        raise TypeError(f"make must be a function of a module, so that a worker can import it ({error})") from None
    return _Pool(made, workers, timeout).results(tasks)


def _here(make: Callable[[], Callable[[T], R]], tasks: Iterable[T]) -> Iterator[R | Failure]:
    """:func:`run` in this process."""
    work = make()
    for task in tasks:
        result: R | Failure
        try:
            result = work(task)
        except Exception as error:
            result = failed(error)
        yield result


# In the parent


class _Task:
    """A task on its way."""

    __slots__ = ("data", "index", "suspect")

    def __init__(self, index: int, data: bytes) -> None:
        self.index = index
        self.data = data
        self.suspect = False  # a worker died on it once

    def __lt__(self, other: "_Task") -> bool:
        return self.index < other.index


class _Pool:
    """The state that the caller's thread and the minders share; ``lock`` guards all of it."""

    def __init__(self, make: bytes, workers: int, timeout: float | None) -> None:
        self.make = make
        self.workers = workers
        self.timeout = timeout
        self.lock = threading.Condition()
        self.pending: list[_Task] = []  # a heap: what is wanted first is begun first
        self.done: dict[int, bytes | Failure] = {}
        self.wanted = 0  # the task whose result the caller gets next
        self.held = 0  # bytes of tasks and results between the caller's tasks and the caller
        self.minders: list[_Minder] = []
        self.proven = False  # a worker has been ready
        self.error: Exception | None = None
        self.ended = threading.Event()

    def results(self, tasks: Iterable[Any]) -> Iterator[Any]:
        """The answers in order; one task is taken for each result given, and more while there is nothing to give."""
        source: Iterator[Any] | None = iter(tasks)
        broken: Exception | None = None
        taken = given = 0
        try:
            while True:
                if source is not None and self._has_room(taken - given):
                    try:
                        self._put(taken, next(source))
                        taken += 1
                    except StopIteration:
                        source = None
                    except Exception as error:
                        source, broken = None, error
                if given == taken and source is None:
                    break
                answer = self._answer(given, wait=source is None or not self._has_room(taken - given))
                if answer is not None:
                    given = self.wanted
                    yield _read(answer)
        finally:
            self._close()
        if broken is not None:
            raise broken

    def _has_room(self, count: int) -> bool:
        if count == 0:
            return True
        return count < _WINDOW_TASKS * self.workers and self.held < _WINDOW_BYTES

    def _put(self, index: int, task: Any) -> None:
        try:
            data = pickle.dumps(task, protocol=5)
        except Exception as error:
            with self.lock:
                self.done[index] = Failure("failed", f"the task cannot be sent to a worker ({failed(error).message})")
            return
        with self.lock:
            self.held += len(data)
            heappush(self.pending, _Task(index, data))
            self.lock.notify_all()
        if not self.minders and self.timeout is not None:
            threading.Thread(target=self._watch, args=(self.timeout,), daemon=True).start()
        if len(self.minders) < self.workers:
            minder = _Minder(self)
            self.minders.append(minder)
            minder.start()

    def _answer(self, index: int, wait: bool) -> bytes | Failure | None:
        """The answer to a task, or None where it is not there yet and not to be waited for."""
        with self.lock:
            while True:
                if self.error is not None:
                    raise self.error
                answer = self.done.pop(index, None)
                if answer is not None:
                    self.held -= len(answer) if isinstance(answer, bytes) else 0
                    self.wanted += 1
                    self.lock.notify_all()
                    return answer
                if not wait:
                    return None
                self.lock.wait()

    def has_work(self) -> bool:
        """Whether a task waits that may be begun, full as memory is; the lock is held."""
        return bool(self.pending) and (self.held < _WINDOW_BYTES or self.pending[0].index <= self.wanted)

    def finish(self, task: _Task, answer: bytes | Failure) -> None:
        """Note an answer; the lock is held."""
        self.done[task.index] = answer
        self.held += (len(answer) if isinstance(answer, bytes) else 0) - len(task.data)
        self.lock.notify_all()

    def _watch(self, timeout: float) -> None:
        """Thread: ends workers whose task takes too long. It does not read, so nothing can hold it up.

        Time in which it slept longer than it meant to, the program being stopped (Ctrl-Z), counts for no task.
        """
        pause, before = min(1.0, timeout / 10), monotonic()
        while not self.ended.wait(pause):
            now = monotonic()
            lost, before = max(0.0, now - before - 2 * pause), now
            with self.lock:
                for minder in self.minders:
                    minder.since += lost
                    if minder.assigned and minder.late is None and monotonic() - minder.since > timeout:
                        minder.late = minder.assigned[0]
                        minder.kill()

    def _close(self) -> None:
        """End all workers and threads."""
        self.ended.set()
        with self.lock:
            self.lock.notify_all()
            for minder in self.minders:
                minder.kill()
        for minder in self.minders:
            if minder is not threading.current_thread():  # where the collector closes an iteration nobody ended
                minder.join(_PATIENCE)


def _read(answer: bytes | Failure) -> Any:
    if isinstance(answer, Failure):
        return answer
    try:
        return pickle.loads(answer)
    except Exception as error:
        return Failure("failed", f"the result cannot be read back ({failed(error).message})")


class _Minder(threading.Thread):
    """Keeps one worker: starts it, sends tasks, takes answers, and buries it and starts the next when it dies.

    It may wait for its worker for as long as that lives: whoever wants it to go on ends the worker.
    """

    def __init__(self, pool: _Pool) -> None:
        super().__init__(daemon=True)  # so that an iteration nobody ended does not keep the program alive
        self.pool = pool
        self.child: Child | None = None
        self.assigned: deque[_Task] = deque()  # sent and not answered; the first is being worked on
        self.since = 0.0  # when work on the first began, in monotonic seconds
        self.late: _Task | None = None  # what it was ended for
        self.again: _Task | None = None  # killed the last worker; goes alone into this one
        self.ready = False
        self.false_starts = 0

    def run(self) -> None:
        """Thread: worker after worker, until the pool ends."""
        pool = self.pool
        try:
            while not pool.ended.is_set():
                if (child := self._start()) is None:
                    return
                with suppress(EOFError, OSError):  # how a dead worker shows
                    self._converse(child)
                self._bury()
                if pool.proven:
                    pool.ended.wait(self.false_starts)
        except Exception as error:
            self._end()
            with pool.lock:
                if not isinstance(error, PolicyExtractError):
                    error = PolicyExtractError(f"a worker could not be started: {error}")
                pool.error = error
                pool.lock.notify_all()

    def _start(self) -> Child | None:
        """A worker; None where the pool has ended."""
        with self.pool.lock:  # so that the pool, when it ends, knows every process
            if self.pool.ended.is_set():
                return None
            self.ready = False
            self.child = Child()
            return self.child

    def _converse(self, child: Child) -> None:
        """Pass tasks and answers until the worker or the pool ends."""
        pool = self.pool
        if (why := child.begin(pool.make)) is not None:
            raise PolicyExtractError(f"a worker could not get ready: {why}")
        self.ready, self.false_starts, pool.proven = True, 0, True
        while True:
            with pool.lock:
                tasks = self._take()
            if not tasks and not self.assigned:
                return
            for task in tasks:
                child.connection.send_bytes(task.data)
            answer = child.connection.recv_bytes()
            with pool.lock:
                pool.finish(self.assigned.popleft(), answer)
                self.since = monotonic()

    def _take(self) -> list[_Task]:
        """What to send now, moved to ``assigned``; nothing where the worker has enough, or the pool has ended.

        The lock is held; with nothing at all to do it waits.
        """
        pool, assigned = self.pool, self.assigned
        if self.again is not None:
            tasks, self.again = [self.again], None
        else:
            while not assigned and not pool.has_work() and not pool.ended.is_set():
                pool.lock.wait()
            tasks = []
            count, size = len(assigned), sum(len(task.data) for task in assigned)
            while pool.has_work() and (count < 2 or (count < _AHEAD_TASKS and size < _AHEAD_BYTES)):
                tasks.append(heappop(pool.pending))
                count, size = count + 1, size + len(tasks[-1].data)
        if not assigned:
            self.since = monotonic()
        assigned.extend(tasks)
        return tasks

    def _bury(self) -> None:
        """Settle what the dead worker had: the task it worked on is its cause, the others are given back."""
        code = self._end()
        pool = self.pool
        with pool.lock:
            if pool.ended.is_set():
                return
            self.false_starts += not self.ready
            if self.false_starts >= (_RESTARTS if pool.proven else _STARTS):
                said = f"{self.false_starts} workers in a row ended before they were ready, the last {_told(code)}"
                raise PolicyExtractError(said)
            if self.assigned:
                task = self.assigned.popleft()
                if task is self.late:
                    pool.finish(task, Failure("timeout", f"took longer than {pool.timeout:g} seconds"))
                elif task.suspect:
                    pool.finish(task, Failure("worker-died", f"the worker ended {_told(code)}, twice"))
                else:
                    task.suspect, self.again = True, task
            self.late = None
            while self.assigned:
                heappush(pool.pending, self.assigned.pop())
            pool.lock.notify_all()

    def _end(self) -> int:
        """End the worker and leave nothing of it behind; its exit code."""
        child, self.child = self.child, None
        return child.end() if child is not None else 0

    def kill(self) -> None:
        """End the worker, if there is one."""
        child = self.child
        if child is not None:
            child.kill()


def _told(code: int) -> str:
    """How a process ended."""
    if code >= 0:
        return f"with exit code {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    return f"by {name}, perhaps for want of memory" if name == "SIGKILL" else f"by {name}"
