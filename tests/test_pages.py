"""Pages written in the manner of real ones: what they say of themselves, all their records, and nothing else."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from policyextract import Document, extract
from policyextract.archive.item import RawDocument
from policyextract.archive.readers.read import read
from policyextract.text.decode import decode

FOLDER = Path(__file__).parent / "pages"
PAGES: dict[str, Any] = tomllib.loads((FOLDER / "pages.toml").read_text(encoding="utf-8"))
FACTS = ("published", "issued", "credited_source", "issuing_body", "document_number", "index_number")
EACH = pytest.mark.parametrize("name", PAGES)


def page(name: str) -> Document:
    return extract(decode((FOLDER / f"{name}.html").read_bytes()).text)


def records(document: Document) -> list[str]:
    found = sorted((*document.actuals, *document.targets), key=lambda r: r.quantity.start or 0)
    return [f"{r.kind} {r.quantity.text} | {r.indicator.text} | {(r.due and r.due.last) or ''}".rstrip() for r in found]


@EACH
def test_what_a_page_says_of_itself(name: str) -> None:
    """Days, source, body and numbers, from the head, from labelled and from unlabelled lines."""
    document, wanted = page(name), PAGES[name]
    told = {fact: str(value) for fact in FACTS if (value := getattr(document, fact)) is not None}
    assert told == {fact: wanted[fact] for fact in FACTS if fact in wanted}
    if "published" in wanted:
        assert document.published_source == wanted.get("published_source", "meta")
        assert document.title == wanted["title"]


@EACH
def test_a_page_gives_its_records_and_no_other(name: str) -> None:
    """Navigation, hot words, related headlines, tags, downloads and counters give none."""
    document, wanted = page(name), PAGES[name]
    assert records(document) == wanted["records"]
    assert [warning.code for warning in document.warnings] == wanted.get("warnings", [])


@EACH
def test_an_archive_knows_what_a_text_knows(name: str) -> None:
    """A page read from a file gives what its text gives; nothing of it is known to one way of reading only."""
    (item,) = read([str(FOLDER / f"{name}.html")])
    assert isinstance(item, RawDocument)
    document, alone = extract(item.text, title=item.title, published=item.published), page(name)
    assert (document.title, document.published, records(document)) == (alone.title, alone.published, records(alone))


def test_a_title_without_a_time_is_of_the_period_of_its_text() -> None:
    text = (FOLDER / "trs_news.html").read_text(encoding="utf-8").replace("前三季度我市", "我市")
    document = extract(text)
    assert [record.due and str(record.due.last) for record in document.actuals][:1] == ["2024-09-30"]


def test_what_is_provided_in_addition_is_no_part_of_the_indicator() -> None:
    """In a page of Hong Kong; in the manner of its releases."""
    text = decode((FOLDER / "hongkong.html").read_bytes()).text
    (target,) = extract(text.replace("年底前提供單位", "年底前額外提供單位")).targets
    assert target.indicator.text == "单位"
