"""The deadlines of targets and pledges as an iCalendar file: one all-day event each, on the last day of its period."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from ..errors import SinkError
from ..rows import Row
from .wording import cell, commitment, details, headline, kind, link, shown

PRODUCT = "-//policyextract//deadlines//ZH"


def calendar(rows: Iterable[Row], *, title: str = "政策目标到期") -> bytes:
    """The calendar; records without a due date are passed over.

    UIDs come from the ids of the records and DTSTAMP from the day of publication (or the due date where there is none),
    so that the same records give the same bytes, and a corrected record replaces its event.

    Raises:
        SinkError: the extra ``[feeds]`` is not installed.
    """
    try:
        from icalendar import Calendar, Event, vText
    except ModuleNotFoundError:
        raise SinkError("a calendar needs icalendar; install it with: pip install 'policyextract[feeds]'") from None
    out = Calendar()
    out.add("prodid", PRODUCT)
    out.add("version", "2.0")
    out.add("x-wr-calname", vText(" ".join(shown(title).split())))  # a text, as RFC 5545 has it
    for row in rows:
        if not row["due"]:
            continue
        day = date.fromisoformat(str(row["due"]))
        event = Event()
        event.add("uid", f"{cell(row, 'id')}@policyextract")
        event.add("dtstamp", datetime.combine(_day(row["published"]) or day, time(), UTC))
        event.add("dtstart", day)
        event.add("summary", f"{kind(row)}到期：{headline(row)}")
        event.add("description", details(row))
        event.add("transp", "TRANSPARENT")  # a deadline makes nobody busy
        if url := link(row):
            event.add("url", url)
        if place := cell(row, "place_name"):
            event.add("location", place)
        if how := commitment(row):
            event.add("categories", [how])
        out.add_component(event)
    return bytes(out.to_ical())


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
