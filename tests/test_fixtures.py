"""What the library makes of the project's own releases, and what every caller may do with it."""

import csv
import io
import json
from html import unescape
from typing import Any

import pytest

from documents import Raw, extracted, extracted_json, fixtures
from policyextract import Document
from policyextract.pipeline import scanner
from policyextract.rows import COLUMNS, LISTS

EACH = pytest.mark.parametrize("raw", fixtures(), ids=lambda raw: raw["id"])


def fixture(name: str) -> Raw:
    return next(raw for raw in fixtures() if raw["id"] == name)


def texts(value: Any) -> list[str]:
    """Every string of a JSON form."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in texts(one)]


def test_a_page_without_records_gives_none() -> None:
    """Opening hours, numbers of rooms, phones and dates promise nothing and report nothing."""
    document = extracted(fixture("no_records"))
    assert [(r.quantity.text, r.sentence.text) for r in (*document.targets, *document.actuals)] == []


@EACH
def test_json_comes_back_as_the_same_document(raw: Raw) -> None:
    """What is stored as JSON loses nothing but the raw text."""
    document = extracted(raw)
    again = Document.model_validate_json(document.model_dump_json())
    assert again.model_dump_json() == document.model_dump_json()
    assert json.loads(document.model_dump_json()) == extracted_json(raw)


@EACH
def test_every_record_is_a_row(raw: Raw) -> None:
    """Rows hold every column, go into CSV, and follow the text."""
    document = extracted(raw)
    rows = document.to_rows()
    assert {row["id"] for row in rows} == {r.id for r in (*document.targets, *document.actuals)}
    assert all(list(row) == list(COLUMNS) for row in rows)
    places = [row["start"] for row in rows]
    assert places == sorted(places, key=lambda place: (place is not None, place))
    writer = csv.DictWriter(io.StringIO(), COLUMNS)
    writer.writerows(rows)


@EACH
def test_records_quote_the_release(raw: Raw) -> None:
    """Every anchor lies in the sentence that says it."""
    document = extracted(raw)
    for record in (*document.targets, *document.actuals):
        sentence, quantity = record.sentence, record.quantity
        assert None not in (sentence.start, sentence.end, quantity.start, quantity.end)
        assert sentence.start <= quantity.start < quantity.end <= sentence.end, quantity  # type: ignore[operator]


@EACH
def test_records_name_the_rule_that_read_their_quantity(raw: Raw) -> None:
    """The first rule is one of the scanner's, or a reading of one; then what proposed the indicator, and the period."""
    families = {rule.name.split(".")[0] for rule in scanner().rules}
    for record in (*extracted(raw).targets, *extracted(raw).actuals):
        assert record.rules[0].split(".")[0] in families, record.rules
        assert record.rules[1].startswith("indicator."), record.rules
        assert record.rules[2].startswith("due."), record.rules


@EACH
def test_a_notebook_shows_it(raw: Raw) -> None:
    """In a frame: every record has a row and its mark, and nothing of the text gets through as markup."""
    document = extracted(raw)
    frame = document._repr_html_()
    assert "<script" not in frame
    data = json.loads(unescape(frame).split('id="data">')[1].split("</script>")[0])
    marks = [piece for _, _, own in data["documents"][0]["blocks"] for piece in own if not isinstance(piece, str)]
    shown = {n for piece in marks if len(piece) == 3 for n in piece[2]}
    rows = document.to_rows(LISTS)
    assert len(data["records"]) == len(rows)
    assert shown == {n for n, row in enumerate(rows) if row["start"] is not None}


def test_markup_never_shows() -> None:
    """Tags, attributes, scripts and entities of a page are in no word of the output."""
    document = extracted_json(fixture("html_page"))
    shown = [text for text in texts(document) if any(sign in text for sign in ("<", "</", "&nbsp;", "&#", "href"))]
    assert [text for text in shown if text not in ("<", "<=")] == []


def test_traditional_script_comes_out_simplified() -> None:
    """Offsets point into the traditional text; words are simplified and free of notes."""
    raw = fixture("city_press_conference")
    document = extracted(raw)
    assert document.script == "hant"
    assert {"pinyin", "script"} <= set(document.noise)
    words = "".join(texts(extracted_json(raw)["targets"]))
    assert not set(words) & set("項縣發業產億萬個區")
    assert not set(words) & set("āáǎàēéěèīíǐìōóǒòūúǔù")


def test_dates_found_in_a_release_are_told_from_dates_given() -> None:
    for raw in fixtures():
        document = extracted(raw)
        if raw["published"] is not None:
            assert (str(document.published), document.published_source) == (raw["published"], "published")
        else:
            assert document.published_source != "published"
        assert bool(document.published) != any(warning.code == "no-date" for warning in document.warnings)
