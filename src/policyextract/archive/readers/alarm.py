"""A limit on the time that reading may take, for what its bounds in bytes let work for hours."""

import signal
import threading
from collections.abc import Generator, Iterator
from time import monotonic, process_time
from types import FrameType

from ..item import Item
from .codes import Code, Fault

_AGAIN = 1.0
"""Seconds until the alarm rings again, where it rang in a place that cannot be left (in the middle of tidying up)."""
_LATE = 0.5
"""So many seconds too late it is heard where the program was stopped meanwhile (Ctrl-Z, a laptop that was closed)."""


class _Rang(BaseException):
    """No :class:`Exception`: libraries keep these, and what is in the middle of an archive must be left at once."""


def timed(items: Generator[Item, None, None], seconds: float | None) -> Iterator[Item]:
    """``items``, each of which may take so many seconds to be read; None for no limit.

    Only the main thread of a program on Unix can be interrupted, and only where the program itself has no use for
    ``SIGALRM``: elsewhere there is no limit.

    Raises:
        Fault: an item takes longer; nothing comes after it.
    """
    if seconds is None or not _possible():
        yield from items
        return
    while True:
        try:
            try:
                _Alarm(seconds).set()
                item = next(items, None)
            finally:
                _quiet()
        except _Rang:
            _quiet()  # it may have rung just before it was to be silent
            items.close()
            said = f"takes longer than {seconds:g} seconds to read; raise the timeout if it is sound"
            raise Fault(Code.too_slow, said, fatal=True) from None
        if item is None:
            return
        yield item


def _possible() -> bool:
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    return signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


class _Alarm:
    """Rings after so many seconds, of which those do not count in which the whole program stood still."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def set(self) -> None:
        """Begin anew."""
        self._due, self._worked = monotonic() + self._seconds, process_time()
        signal.signal(signal.SIGALRM, self._ring)
        signal.setitimer(signal.ITIMER_REAL, self._seconds, _AGAIN)

    def _ring(self, _: int, __: FrameType | None) -> None:
        late = monotonic() - self._due
        if late > _LATE and process_time() - self._worked < late / 2:
            self.set()
            return
        self._due = monotonic() + _AGAIN
        raise _Rang


def _quiet() -> None:
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
