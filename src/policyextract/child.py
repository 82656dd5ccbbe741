"""A process that answers: a fresh interpreter, started by its own command line and spoken to through one pipe.

It does not import the caller's script again, so a script needs no ``if __name__ == "__main__"`` guard; in return what is sent (what
makes it ready, the tasks) must come from modules that can be imported, not from the script itself. It answers every task on its
own, in order, and ends when its parent closes the pipe, also by dying. Not tested on Windows.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from queue import SimpleQueue
from typing import Any, NamedTuple, NoReturn

_BOOT = "import sys; end, *sys.path = sys.argv[1:]; from policyextract.child import _serve; _serve(int(end))"


class Failure(NamedTuple):
    """What stands in the place of a result that there is none of."""

    code: str
    """``failed`` (an exception), ``worker-died`` (a crash, out of memory), ``timeout``."""
    message: str
    """One line: what happened."""


def failed(error: BaseException) -> Failure:
    """``failed`` with the type and the words of ``error`` on one line."""
    try:
        words = " ".join(str(error).split())
    except Exception:
        words = ""
    name = type(error).__name__
    return Failure("failed", f"{name}: {words}" if words else name)


# In the parent


class Child:
    """One process and its pipe. What is said to it, and what it says, are bytes."""

    def __init__(self) -> None:
        self.connection: Connection[Any, Any]
        self.connection, theirs = Pipe()
        self._process = _spawn(theirs.fileno())
        theirs.close()

    def begin(self, made: bytes, seconds: float | None = None) -> str | None:
        """Have it made ready; None, or why it is not.

        Args:
            made: the pickled function that gives what turns a task into an answer.
            seconds: how long that may take.

        Raises:
            EOFError, OSError: it ended.
        """
        self.connection.send_bytes(made)
        if not self.connection.poll(seconds):
            return "it took too long"
        told = pickle.loads(self.connection.recv_bytes())
        return None if told is None else str(told.message)

    def kill(self) -> None:
        """End it; whoever waits for its answer is told so by an error."""
        self._process.kill()

    def end(self) -> int:
        """End it and leave nothing of it behind; its exit code."""
        self.kill()
        code = self._process.wait()
        with suppress(OSError):
            self.connection.close()
        return code


def _spawn(end: int) -> subprocess.Popen[bytes]:
    """A process that inherits this end of a pipe and the places modules are imported from."""
    command = [sys.executable, "-c", _BOOT, str(end), *(place for place in sys.path if isinstance(place, str))]
    if sys.platform == "win32":
        os.set_handle_inheritable(end, True)
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": [end]})
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, startupinfo=startup)
    with _interrupts_blocked():
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[end])


@contextmanager
def _interrupts_blocked() -> Iterator[None]:
    """Ctrl-C goes to all processes of a terminal; a worker started in here never sees it: the parent ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# In the process


def _serve(end: int) -> NoReturn:
    """The whole life of a worker: it ends when its parent closes the pipe, also by dying."""
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        connection = PipeConnection(end)
    else:
        connection = Connection(end)
        os.set_inheritable(end, False)  # a child of a task must not keep the pipe open
    with suppress(OSError):
        os.dup2(2, 1)  # stdout is for the parent's data
    received: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(connection, received), daemon=True).start()
    try:
        work = pickle.loads(received.get())()
    except BaseException as error:
        told = failed(error)
        if "__main__" in told.message:
            told = Failure("failed", f"{told.message}; move it from the script into a module")
        connection.send_bytes(pickle.dumps(told))
        _leave()
    connection.send_bytes(pickle.dumps(None))
    gc.collect()
    gc.freeze()  # what is loaded now stays; the collector need not look through it again
    with suppress(OSError):
        while True:
            connection.send_bytes(_work(work, received.get()))
    _leave()


def _work(work: Callable[[Any], Any], data: bytes) -> bytes:
    """The pickled answer to a task; whatever is raised, SystemExit included, is the task's failure."""
    try:
        return pickle.dumps(work(pickle.loads(data)), protocol=5)
    except BaseException as error:
        return pickle.dumps(failed(error))


def _receive(connection: Connection, received: "SimpleQueue[bytes]") -> None:
    """Thread: takes in what the parent sends, so that it need not wait, and ends the worker when the parent is gone."""
    with suppress(EOFError, OSError):
        while True:
            received.put(connection.recv_bytes())
    _leave()


def _leave() -> NoReturn:
    """End at once, without the ceremonies of an interpreter in the middle of work."""
    os._exit(0)
