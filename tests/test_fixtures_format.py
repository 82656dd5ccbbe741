"""The fixture releases are consistent in themselves; what the extractor makes of them is tested elsewhere."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = sorted(p.stem for p in FIXTURES.glob("*.records"))

RECORD_FIELDS = {
    "kind", "start", "end", "text", "low", "high", "comparator", "unit", "change",
    "indicator", "due", "due_source", "nature", "basis", "region", "agent",
}  # fmt: skip
CLOSED: dict[str, set[str | None]] = {
    "kind": {"target", "actual"},
    "comparator": {"=", ">=", ">", "<=", "<", "~", "range"},
    "change": {"increase", "decrease", "none"},
    "due_source": {"clause", "context", "none"},
    "nature": {"outcome", "input", "standard", "criterion"},
    "basis": {"year_on_year", "period_on_period", "annual_average", "each_year", "cumulative", "versus", None},
}
ENTITY_TYPES = {"gov", "company", "org", "person", "place", "programme", "document"}
FAMILIES = {
    "city_press_conference", "provincial_work_report", "plan_nested_headings", "statistics_bulletin", "subsidy_notice",
    "regulation", "hongkong_news", "no_records", "html_page", "wrapped_interview", "county_livelihood_list",
    "company_and_market_news",
}  # fmt: skip


def release(name: str) -> dict[str, Any]:
    doc: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))
    return doc


def test_every_family_has_its_release() -> None:
    assert set(NAMES) >= FAMILIES


def test_there_are_enough_records_of_every_sort() -> None:
    records = [r for name in NAMES for r in release(name)["targets"]]
    assert len(records) >= 300
    for field, allowed in CLOSED.items():
        assert {r[field] for r in records} == allowed, field


def test_json_is_what_the_sources_give() -> None:
    done = subprocess.run(
        [sys.executable, str(FIXTURES / "build.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_document_fields(name: str) -> None:
    doc = release(name)
    assert set(doc) == {"id", "title", "published", "source", "text", "targets", "entities", "pledges"}
    assert doc["id"] == name
    assert doc["text"] == (FIXTURES / f"{name}.txt").read_bytes().decode("utf-8")
    assert doc["published"] is None or date.fromisoformat(doc["published"])


@pytest.mark.parametrize("name", NAMES)
def test_anchors_lie_in_the_raw_text_in_reading_order(name: str) -> None:
    doc = release(name)
    end = 0
    for r in doc["targets"]:
        assert end <= r["start"] < r["end"] <= len(doc["text"])
        end = r["end"]
        first, last = doc["text"][r["start"]], doc["text"][r["end"] - 1]
        assert not first.isspace()
        assert not last.isspace()
        assert last not in "(（"
        if doc["text"][r["start"] : r["end"]].isascii():
            assert doc["text"][r["start"] : r["end"]] == r["text"]


@pytest.mark.parametrize("name", NAMES)
def test_records_have_all_fields_and_known_words(name: str) -> None:
    for r in release(name)["targets"]:
        assert set(r) - {"first"} == RECORD_FIELDS, r
        for field, allowed in CLOSED.items():
            assert r[field] in allowed, r
        assert r["indicator"], r
        assert all(i and i == i.strip() for i in r["indicator"]), r
        assert len(set(r["indicator"])) == len(r["indicator"]), r


@pytest.mark.parametrize("name", NAMES)
def test_values_agree_with_their_comparator(name: str) -> None:
    for r in release(name)["targets"]:
        low, high = (None if x is None else Decimal(x) for x in (r["low"], r["high"]))
        if r["comparator"] in ("=", "~"):
            assert low is not None, r
            assert low == high, r
        elif r["comparator"] == "range":
            assert low is not None and high is not None and low < high, r  # noqa: PT018
        else:
            assert (low is None) == (r["comparator"] in ("<=", "<")), r
            assert (high is None) == (r["comparator"] in (">=", ">")), r


@pytest.mark.parametrize("name", NAMES)
def test_due_dates_have_a_source_and_a_source_has_a_date(name: str) -> None:
    for r in release(name)["targets"]:
        assert (r["due"] is None) == (r["due_source"] == "none"), r
        assert r["due"] is None or date.fromisoformat(r["due"])
        if r["nature"] == "criterion":
            assert r["due"] is None, r


@pytest.mark.parametrize("name", NAMES)
def test_entities_are_distinct_and_typed(name: str) -> None:
    found = release(name)["entities"]
    assert {e["type"] for e in found} <= ENTITY_TYPES
    keys = [(e["type"], e["text"]) for e in found]
    assert len(set(keys)) == len(keys)
    settled = {e["text"] for e in found if not e.get("optional")}
    assert not settled & {e["text"] for e in found if e.get("optional")}
