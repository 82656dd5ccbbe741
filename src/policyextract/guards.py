"""What stands around a call: its arguments checked, the collector out of its way."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime


def day(value: date | str | None) -> date | None:
    """``published`` as a date.

    Raises:
        TypeError: it is neither a date, an ISO string nor None.
        ValueError: the string is no ISO date.
    """
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise TypeError(f"published must be a date, an ISO date string or None, not {type(value).__name__}")
    try:
        return date.fromisoformat(value.strip()[:10])
    except ValueError:
        raise ValueError(f"published must be an ISO date such as '2024-03-27', not {value!r}") from None


@contextmanager
def collector_paused() -> Iterator[None]:
    """Without the cycle collector: reading makes many small records and no cycles, and its passes cost a tenth of the time."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
