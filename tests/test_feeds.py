"""Calendar and feeds, read back by other programs' libraries."""

import json
import re
from datetime import date
from xml.etree import ElementTree

import pytest

from policyextract.rows import Row
from policyextract.track.calendar import calendar
from policyextract.track.feed import atom, json_feed
from policyextract.track.filters import Filters
from policyextract.track.history import Mark
from policyextract.track.store import open_store
from tracked import Json, document, released

icalendar = pytest.importorskip("icalendar", reason="no icalendar: pip install 'policyextract[feeds]'")

ATOM = "{http://www.w3.org/2005/Atom}"
TOLD = Filters(kinds=("target",), natures=("outcome", "input"))
EVIL = "</title><script>alert(1)</script>&amp;\x07\u202e"


def rows_of(documents: list[Json], newest: bool = False) -> list[Row]:
    with open_store(":memory:") as store:
        store.put(documents)
        return list(store.rows(TOLD, newest=newest))


def evil() -> Json:
    """A document whose every free text tries to be something else."""
    hostile = document("到2027年，建成充电桩5万个。", id="evil", published="2025-03-01")
    hostile.update(title=EVIL, source="javascript:alert(1)")
    target = hostile["targets"][0]
    target["indicator"]["text"] = EVIL
    target["sentence"]["text"] = f"BEGIN:VEVENT\r\nEND:VCALENDAR;,\\ {EVIL}"
    return hostile


def events(data: bytes) -> list["icalendar.Event"]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_calendar_parses_back() -> None:
    """What a document sets a region for a day is one all-day event on it; targets without a deadline are passed over."""
    rows = rows_of(released())
    dated = [row for row in rows if row["due"]]
    groups: dict[tuple[object, ...], list[Row]] = {}
    for row in dated:
        groups.setdefault((row["document_id"], row["place_name"], row["due"]), []).append(row)
    found = events(calendar(rows))
    assert 0 < len(groups) < len(dated) < len(rows)
    assert [event["dtstart"].dt for event in found] == [date.fromisoformat(str(key[2])) for key in groups]
    for event, group in zip(found, groups.values(), strict=True):
        said = f"{event['summary']}\n{event['description']}"  # one is put together of a row's label and its column's
        assert all(str(row["indicator"]) in said for row in group)
        assert (f"{len(group)} 项" in str(event["summary"])) == (len(group) > 1)
    assert len({str(event["uid"]) for event in found}) == len(found)


def test_calendar_says_what_a_person_needs() -> None:
    """What, how much, by whom, where it was said; the day of publication stands in for the clock."""
    text = "到2027年底，公共充电桩达到5万个以上。（市交通运输局负责）"
    found = rows_of([document(text, published="2025-03-01", source="https://example.org/a?b=1", title="方案")])
    (event,) = events(calendar(found))
    assert str(event["summary"]) == "目标到期：公共充电桩 ≥5万个"
    assert str(event["dtstart"].to_ical(), "ascii") == "20271231"
    assert str(event["dtstamp"].to_ical(), "ascii") == "20250301T000000Z"
    assert str(event["url"]) == "https://example.org/a?b=1"
    lines = str(event["description"]).splitlines()
    assert lines == [
        text.partition("（")[0],
        "责任单位：市交通运输局",
        "文件：方案 · 2025-03-01",
        "来源：https://example.org/a?b=1",
    ]


def test_pledges_are_in_calendars_and_feeds() -> None:
    """A commitment without a number is due as well."""
    text = "到2027年，全市城镇新增就业10万人。年内建成投用市妇幼保健院新院区。"
    with open_store(":memory:") as store:
        store.put([document(text, title="海东市2026年政府工作报告", published="2026-01-05")])
        rows = list(store.rows(Filters(kinds=("pledge",), natures=("outcome",))))
    (event,) = events(calendar(rows))
    assert str(event["summary"]) == "承诺到期：建成投用市妇幼保健院新院区"
    assert str(event["location"]) == "全市"
    (item,) = json.loads(json_feed(rows))["items"]
    assert item["title"] == "建成投用市妇幼保健院新院区（2027-12-31 前）"
    assert "建成投用市妇幼保健院新院区" in atom(rows).decode()


def test_calendar_lines_are_folded() -> None:
    """No line is longer than the 75 bytes that RFC 5545 allows, and none splits a character."""
    for line in calendar(rows_of(released())).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_a_corrected_deadline_moves() -> None:
    """The event of the new day comes, and that of the old one is cancelled; what is corrected on its day keeps its event."""
    old = document("到2027年底，建成充电桩5万个。", id="d1", published="2025-03-01")
    new = document("到2028年底，建成充电桩5万个。", id="d1", published="2025-03-01")
    with open_store(":memory:") as store:
        store.put([old])
        (before,) = events(calendar(store.rows()))
        store.put([new])
        since = Filters(after=Mark(1))
        changed = {str(row["id"]) for row in store.rows(since)}
        moved = [{**row, "due": "2027-12-31", "id": "other"} for row in store.rows()]
        (came, went) = events(calendar(store.rows(), changed=changed, gone=moved))
    assert (came["dtstart"].dt.year, went["dtstart"].dt.year, str(went["status"])) == (2028, 2027, "CANCELLED")
    assert went["uid"] == before["uid"] != came["uid"]
    more = document("到2027年底，建成充电桩6万个。", id="d1", published="2025-03-01")
    (again,) = events(calendar(rows_of([more])))
    assert again["uid"] == before["uid"]


def test_atom_parses_back() -> None:
    """Newest first, one entry a target with a day of publication, unique lasting ids, well-formed dates."""
    rows = rows_of(released(), newest=True)
    dated = [row for row in rows if row["published"]]
    feed = ElementTree.fromstring(atom(rows, url="https://example.org/feed.atom"))
    entries = feed.findall(f"{ATOM}entry")
    assert 0 < len(entries) == len(dated)
    days = [entry.findtext(f"{ATOM}updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == days[0]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00\+08:00", str(day)) for day in days)
    idents = [str(entry.findtext(f"{ATOM}id")) for entry in entries]
    assert len(set(idents)) == len(idents)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", ident) for ident in idents)
    for name in ("id", "title", "updated"):  # what RFC 4287 asks of a feed
        assert feed.findtext(f"{ATOM}{name}")
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert feed.find(f"{ATOM}link").attrib == {"rel": "self", "href": "https://example.org/feed.atom"}


def test_json_feed_parses_back() -> None:
    """The same entries as in Atom under the same ids, each with its record."""
    rows = rows_of(released(), newest=True)
    feed = json.loads(json_feed(rows, url="https://example.org/feed.json"))
    assert (feed["version"], feed["feed_url"]) == ("https://jsonfeed.org/version/1.1", "https://example.org/feed.json")
    entries = ElementTree.fromstring(atom(rows)).findall(f"{ATOM}entry")
    assert [item["id"] for item in feed["items"]] == [entry.findtext(f"{ATOM}id") for entry in entries]
    assert [item["title"] for item in feed["items"]] == [entry.findtext(f"{ATOM}title") for entry in entries]
    assert [item["_record"] for item in feed["items"]] == [row for row in rows if row["published"]]
    assert all(item["content_text"] and item["date_published"] for item in feed["items"])


def test_what_the_text_holds_stays_text() -> None:
    """Markup, calendar lines, control characters and script addresses of a source do nothing where they end up."""
    rows = rows_of([evil()])
    harmless = EVIL.replace("\x07", "")
    (event,) = events(calendar(rows))
    assert harmless in str(event["summary"])
    assert "url" not in event
    feed = ElementTree.fromstring(atom(rows, title=EVIL))
    assert feed.findtext(f"{ATOM}title") == harmless
    (entry,) = feed.findall(f"{ATOM}entry")
    assert str(entry.findtext(f"{ATOM}title")).startswith(harmless)
    assert entry.find(f"{ATOM}link") is None
    assert entry.find(f"{ATOM}content").attrib == {"type": "text"}
    assert not list(entry.find(f"{ATOM}content"))
    (item,) = json.loads(json_feed(rows))["items"]
    assert "content_html" not in item
    assert "url" not in item


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("a\r\nb", "a b"),
        ("a\nEND:VCALENDAR", "a END:VCALENDAR"),
        ("目\ud800标\x00", "目标"),
        ("x;,\\n", "x;,\\n"),
        ("", ""),
    ],
)
def test_any_title(title: str, kept: str) -> None:
    """Line breaks, halves of characters and signs of the format in a title are no end of the line and no error."""
    rows = rows_of([document("到2027年，建成充电桩5万个。", published="2025-03-01")])
    data = calendar(rows, title=title)
    (line,) = re.findall(
        "^X-WR-CALNAME:(.*)\r$", data.decode().replace("\r\n ", ""), re.M
    )  # versions of the library differ in it
    assert re.sub(r"\\(.)", r"\1", line) == kept
    assert len(icalendar.Calendar.from_ical(data).walk("VEVENT")) == 1
    feed = ElementTree.fromstring(atom(rows, title=title, url=f"https://example.org/{title}"))
    assert len(feed.findall(f"{ATOM}entry")) == 1
    assert " ".join(str(feed.findtext(f"{ATOM}title")).split()) == kept
    assert len(json.loads(json_feed(rows, title=title, url=f"https://example.org/{title}"))["items"]) == 1


def test_ids_of_others_are_no_end_of_the_line() -> None:
    """A store takes documents that this package did not write, whose ids may hold anything."""
    other = document("到2027年，建成充电桩5万个。", published="2025-03-01")
    rows = [{**row, "id": "a\r\nb\ud800", "region": "c\r\nd"} for row in rows_of([other])]
    (event,) = events(calendar(rows))
    assert "BEGIN" not in str(event["uid"])
    assert len(ElementTree.fromstring(atom(rows)).findall(f"{ATOM}entry")) == 1
    assert len(json.loads(json_feed(rows))["items"]) == 1


def test_nothing_to_tell() -> None:
    """No target makes a whole, empty calendar and feed."""
    assert events(calendar([])) == []
    assert ElementTree.fromstring(atom([])).findall(f"{ATOM}entry") == []
    assert json.loads(json_feed([]))["items"] == []


def test_same_records_same_bytes() -> None:
    """No clock and no order of arrival reaches a calendar or feed."""
    forth, back = rows_of(released()), rows_of(released()[::-1])
    for make in (calendar, atom, json_feed):
        assert make(forth) == make(back)
