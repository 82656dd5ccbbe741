"""What stands around a call: its arguments checked, the collector out of its way."""

import gc
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

FIRST_YEAR, LAST_YEAR = 1800, 2199
"""Years of publication: what lies outside is how databases write that there is no day (``0001-01-01``, ``9999-12-31``),
and years of the text could not be reckoned from it."""

# A byte that was no UTF-8, as the system's names hold it; behind the other half of a pair it is half of a character.
_LOST_BYTE = re.compile("(?<![\ud800-\udbff])[\udc80-\udcff]")


def day(value: date | str | None) -> date | None:
    """``published`` as a date.

    Raises:
        TypeError: it is neither a date, an ISO string nor None.
        ValueError: the string is no ISO date, or the day lies beyond :data:`FIRST_YEAR` and :data:`LAST_YEAR`.
    """
    if value is None:
        return None
    if not isinstance(value, date | str):
        raise TypeError(f"published must be a date, an ISO date string or None, not {type(value).__name__}")
    try:
        found = date.fromisoformat(value.strip()[:10]) if isinstance(value, str) else value
    except ValueError:
        raise ValueError(f"published must be an ISO date such as '2024-03-27', not {value!r}") from None
    if (why := unlikely(found)) is not None:
        raise ValueError(f"published must be the day of publication, and {why}; give None where it is not known")
    return found.date() if isinstance(found, datetime) else found


def unlikely(found: date) -> str | None:
    """Why nothing was published that day; None where something may have been.

    >>> unlikely(date(9999, 12, 31)), unlikely(date(2024, 3, 27))
    ('9999-12-31 is of no year from 1800 to 2199', None)
    """
    if FIRST_YEAR <= found.year <= LAST_YEAR:
        return None
    return f"{found.isoformat()[:10]} is of no year from {FIRST_YEAR} to {LAST_YEAR}"


def whole(text: str) -> str:
    """``text`` as any file can hold it, in UTF-8: a byte that was none as an escape, half of a pair as U+FFFD.

    Names of files hold the first where they are of another encoding, JSON cut between two escapes the second.

    >>> whole("1\\udcb9.txt"), whole("公\\ud800报"), whole("\\ud83d\\ude00") == "\\U0001f600"
    ('1\\\\xb9.txt', '公\ufffd报', True)
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        escaped = _LOST_BYTE.sub(lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)
        return escaped.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


_HALF = re.compile("[\ud800-\udfff]")


def without_halves(text: str) -> str:
    """``text``, each half of a surrogate pair as U+FFFD; its length stays.

    >>> without_halves("公\\ud800报")
    '公\ufffd报'
    """
    return _HALF.sub("\ufffd", text)


_PLACES: Mapping[str, type] = {"page": int, "sheet": str, "cell": str, "place": str}


def source_parts(parts: Iterable[Mapping[str, Any]] | None, length: int) -> list[dict[str, Any]]:
    """``parts`` of a text of so many characters, each with every field of ``models.SourcePart``.

    Raises:
        TypeError: one is no mapping, or a field is of another type.
        ValueError: one has other fields, or does not lie in the text behind the one before it.

    >>> source_parts([{"start": 0, "end": 4, "page": 1}], 9)
    [{'start': 0, 'end': 4, 'page': 1, 'sheet': None, 'cell': None, 'place': None}]
    """
    out: list[dict[str, Any]] = []
    for part in parts or ():
        if not isinstance(part, Mapping):
            raise TypeError(f"each of parts must be a mapping with start and end, not {type(part).__name__}")
        if unknown := set(part) - {"start", "end", *_PLACES}:
            raise ValueError(f"parts know start, end, {', '.join(_PLACES)}, not {', '.join(sorted(map(str, unknown)))}")
        start, end = part.get("start"), part.get("end")
        if type(start) is not int or type(end) is not int:
            raise TypeError("start and end of each of parts must be whole numbers")
        if not (out[-1]["end"] if out else 0) <= start <= end <= length:
            raise ValueError(f"parts must lie in the text, one behind another, which {start} to {end} does not")
        for name, kind in _PLACES.items():
            if part.get(name) is not None and type(part[name]) is not kind:
                raise TypeError(f"{name} of each of parts must be {kind.__name__} or None, not {part[name]!r}")
        where = {name: whole(value) if isinstance(value := part.get(name), str) else value for name in _PLACES}
        out.append({"start": start, "end": end, **where})
    return out


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
