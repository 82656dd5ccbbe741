"""Processes that read texts for a service: one question at a time each, and none may take longer than it is given."""

import pickle
import subprocess
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection, Pipe
from queue import Empty, LifoQueue
from threading import Lock
from typing import Any

from ..errors import PolicyExtractError
from ..pool import Failure, spawn

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
        self._all: set[_Worker] = set()
        self._idle: LifoQueue[_Worker | None] = LifoQueue()  # the last one used is warm; None: one is to be started
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
            answer = worker.ask(task, self._timeout)
        except BaseException:
            self._drop(worker)
            raise
        if isinstance(answer, Failure) and answer.code in ("timeout", "worker-died"):
            self._drop(worker)
        else:
            self._idle.put(worker)
        return answer

    def _start(self) -> "_Worker":
        worker = _Worker()
        with self._lock:
            if self._closed:
                worker.end()
                raise PolicyExtractError("the service is stopping")
            self._all.add(worker)
        try:
            worker.begin(self._made)
        except BaseException:
            self._forget(worker)
            raise
        return worker

    def _drop(self, worker: "_Worker | None") -> None:
        if worker is not None:
            self._forget(worker)
        self._idle.put(None)

    def _forget(self, worker: "_Worker") -> None:
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


class _Worker:
    """One process and its pipe."""

    def __init__(self) -> None:
        ours, theirs = Pipe()
        self._connection: Connection[Any, Any] = ours
        self._process: subprocess.Popen[bytes] = spawn(theirs.fileno())
        theirs.close()

    def begin(self, made: bytes) -> None:
        """Wait until it is ready."""
        try:
            self._connection.send_bytes(made)
            told = pickle.loads(self._connection.recv_bytes()) if self._connection.poll(START) else "it took too long"
        except (EOFError, OSError):
            told = "it ended"
        if told is not None:
            words = told.message if isinstance(told, Failure) else told
            raise PolicyExtractError(f"a process that reads texts could not get ready: {words}")

    def ask(self, task: Any, timeout: float) -> Any:
        """The answer, or why there is none."""
        try:
            self._connection.send_bytes(pickle.dumps(task, protocol=5))
            if not self._connection.poll(timeout):
                return Failure("timeout", f"took longer than {timeout:g} seconds; send a shorter text")
            return pickle.loads(self._connection.recv_bytes())
        except (EOFError, OSError):
            return Failure("worker-died", "the process that read it ended, perhaps for want of memory")

    def end(self) -> None:
        """End it at once and leave nothing behind."""
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._connection.close()
