"""Processes that read texts for a service: one question at a time each, and none may take longer than it is given."""

import pickle
from collections.abc import Callable
from queue import Empty, LifoQueue
from threading import Lock
from typing import Any

from ..child import Child, Failure
from ..errors import PolicyExtractError

START = 60.0
"""Seconds in which a process has to be ready: it loads the dictionaries."""


class Workers:
    """``count`` processes, each made by ``make`` as in :func:`policyextract.pool.run`.

    They are asked from any thread. A process that takes too long, or dies, is replaced; the others go on.
    """

    def __init__(self, make: Callable[[], Callable[[Any], Any]], count: int, timeout: float) -> None:
        self._made = pickle.dumps(make)
        self._timeout = timeout
        self._lock = Lock()
        self._closed = False
        self._all: set[Child] = set()
        self._idle: LifoQueue[Child | None] = LifoQueue()  # the last one used is warm; None: one is to be started
        for _ in range(count):
            self._idle.put(None)

    def do(self, task: Any) -> Any:
        """What a process answers to ``task``; a :class:`Failure` where there is no answer.

        Its code is ``busy`` (no process was free in time), ``timeout``, ``worker-died`` or ``failed`` (it raised something).

        Raises:
            PolicyExtractError: no process can be started.
        """
        try:
            worker = self._idle.get(timeout=self._timeout)
        except Empty:
            return Failure("busy", "all processes are at work; ask again later")
        try:
            if worker is None:
                worker = self._start()
            answer = _ask(worker, task, self._timeout)
        except BaseException:
            self._drop(worker)
            raise
        if isinstance(answer, Failure) and answer.code in ("timeout", "worker-died"):
            self._drop(worker)
        else:
            self._idle.put(worker)
        return answer

    def _start(self) -> Child:
        worker = Child()
        with self._lock:
            if self._closed:
                worker.end()
                raise PolicyExtractError("the service is stopping")
            self._all.add(worker)
        try:
            _ready(worker, self._made)
        except BaseException:
            self._forget(worker)
            raise
        return worker

    def _drop(self, worker: Child | None) -> None:
        if worker is not None:
            self._forget(worker)
        self._idle.put(None)

    def _forget(self, worker: Child) -> None:
        with self._lock:
            self._all.discard(worker)
        worker.end()

    def close(self) -> None:
        """End all processes."""
        with self._lock:
            self._closed = True
            ending, self._all = self._all, set()
        for worker in ending:
            worker.end()


def _ready(child: Child, made: bytes) -> None:
    """Wait until a process is ready."""
    try:
        told = child.begin(made, START)
    except (EOFError, OSError):
        told = "it ended"
    if told is not None:
        raise PolicyExtractError(f"a process that reads texts could not get ready: {told}")


def _ask(child: Child, task: Any, timeout: float) -> Any:
    """The answer of a process, or why there is none."""
    try:
        child.connection.send_bytes(pickle.dumps(task, protocol=5))
        if not child.connection.poll(timeout):
            return Failure("timeout", f"took longer than {timeout:g} seconds; send a shorter text")
        return pickle.loads(child.connection.recv_bytes())
    except (EOFError, OSError):
        return Failure("worker-died", "the process that read it ended, perhaps for want of memory")
