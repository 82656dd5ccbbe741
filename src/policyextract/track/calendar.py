"""The deadlines of targets and pledges as an iCalendar file: an all-day event for what a document sets one region for one day."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from ..errors import SinkError
from ..rows import Row
from .wording import cell, commitment, details, headline, kind, link, origin, shown, stable_uuid

if TYPE_CHECKING:
    from icalendar import Event

PRODUCT = "-//policyextract//deadlines//ZH"

_Group = tuple[str, str, str]
"""(document, place, day)."""


def calendar(
    rows: Iterable[Row],
    *,
    title: str = "政策目标到期",
    changed: Collection[str] | None = None,
    gone: Iterable[Row] = (),
) -> bytes:
    """The calendar; records without a due date are passed over.

    UIDs come from document, place and day, and DTSTAMP from the day of publication (or the due date where there is none),
    so that the same records give the same bytes, and a corrected document replaces its events.

    Args:
        changed: ids of records; only events that hold one of them, or held one of ``gone``, are written. All where it is None.
        gone: records that are no longer there; an event of which none is left is cancelled.

    Raises:
        SinkError: the extra ``[feeds]`` is not installed.
    """
    try:
        from icalendar import Calendar, vText
    except ModuleNotFoundError:
        raise SinkError("a calendar needs icalendar; install it with: pip install 'policyextract[feeds]'") from None
    out = Calendar()
    out.add("prodid", PRODUCT)
    out.add("version", "2.0")
    out.add("x-wr-calname", vText(" ".join(shown(title).split())))  # a text, as RFC 5545 has it
    groups, lost = _grouped(rows), _grouped(gone)
    for key, found in groups.items():
        if changed is None or key in lost or any(str(row["id"]) in changed for row in found):
            out.add_component(_event(key, found))
    for key, found in lost.items():
        if key not in groups:
            event = _event(key, found)
            event.add("status", "CANCELLED")
            event.add("sequence", 1)
            out.add_component(event)
    return bytes(out.to_ical())


def _grouped(rows: Iterable[Row]) -> dict[_Group, list[Row]]:
    groups: dict[_Group, list[Row]] = {}
    for row in rows:
        if row["due"]:
            groups.setdefault((str(row["document_id"]), cell(row, "place_name"), str(row["due"])), []).append(row)
    return groups


def _event(key: _Group, rows: Sequence[Row]) -> "Event":
    from icalendar import Event

    first, (_, place, due) = rows[0], key
    day = date.fromisoformat(due)
    event = Event()
    event.add("uid", f"{stable_uuid('due', *key)}@policyextract")
    event.add("dtstamp", datetime.combine(_day(first["published"]) or day, time(), UTC))
    event.add("dtstart", day)
    event.add("summary", _summary(place, rows))
    event.add("description", details(first) if len(rows) == 1 else _list(rows))
    event.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
    if url := link(first):
        event.add("url", url)
    if place:
        event.add("location", place)
    if how := list(dict.fromkeys(filter(None, map(commitment, rows)))):
        event.add("categories", how)
    return event


def _summary(place: str, rows: Sequence[Row]) -> str:
    kinds = "、".join(dict.fromkeys(map(kind, rows)))
    if len(rows) == 1:
        return f"{kinds}到期：{headline(rows[0])}"
    of = " · ".join(filter(None, (place, cell(rows[0], "document_title"))))
    return f"{kinds}到期（{len(rows)} 项）" + (f"：{of}" if of else "")


def _list(rows: Sequence[Row]) -> str:
    """What is due, a line each with who is to do it; below, where it was said."""
    lines = [headline(row) + (f"（{cell(row, 'agents')}）" if row["agents"] else "") for row in rows]
    return "\n".join((*lines, *origin(rows[0])))


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
