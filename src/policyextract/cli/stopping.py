"""Signals that ask the program to end: it cleans up, says a line, and gives the code that a shell expects."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MERCY = 2.0
"""Seconds that cleaning up still has after a second signal; a third ends it at once."""

_ASKING = {"SIGINT": "interrupted", "SIGTERM": "terminated", "SIGHUP": "hung up"}


class Stopped(BaseException):
    """Raised where the program is when a signal asks it to end.

    Not a ``KeyboardInterrupt``, for which the library of the command line has an exit code of its own.

    Attributes:
        word: what happened, for people.
        code: what a shell expects as the exit code.
    """

    def __init__(self, number: int = signal.SIGINT) -> None:
        super().__init__(number)
        self.word = _ASKING[signal.Signals(number).name]
        self.code = 128 + number


STOPS = (Stopped, KeyboardInterrupt)
"""What to catch: where another program runs a command, without :func:`stoppable`, Ctrl-C is what it always was."""


def stopped_by(error: BaseException) -> Stopped:
    """What of :data:`STOPS` was caught, as the first of them."""
    return error if isinstance(error, Stopped) else Stopped()


@contextmanager
def stoppable() -> Iterator[None]:
    """While this lasts, the first signal raises :class:`Stopped`, and none after it disturbs the cleaning up.

    Behind it only the end of the program may follow, if there was a signal: what comes then is ignored, so that it does not
    change the exit code. A signal that the caller wants to be ignored (``nohup``, a job in the background) stays ignored; what is not run in the
    main thread, which alone hears signals, is left to who runs it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = (signal.SIG_DFL, signal.default_int_handler)
    numbers = [number for name in _ASKING if (number := getattr(signal, name, None)) is not None]
    before = {number: found for number in numbers if (found := signal.getsignal(number)) in usual}
    heard = _Ear()
    for number in before:
        signal.signal(number, heard)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if heard.count else handler)


class _Ear:
    """Counts signals."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, number: int, _: FrameType | None) -> None:
        self.count += 1
        if self.count == 1:
            raise Stopped(number)
        code = 128 + number
        if self.count > 2:
            os._exit(code)
        end = threading.Timer(MERCY, os._exit, (code,))
        end.daemon = True
        end.start()
