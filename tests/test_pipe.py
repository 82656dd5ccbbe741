"""Many texts through one extractor: in order, in one process or several, and no record lost for another's sake."""

from collections.abc import Iterator
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest

from documents import extracted, fixtures
from policyextract import Extractor, RecordError, Settings

GOOD = "2025年新增企业10家。"


def records() -> list[dict[str, Any]]:
    return [{name: raw[name] for name in ("text", "title", "published", "id")} for raw in fixtures()]


def test_pipe_keeps_the_order_of_its_records() -> None:
    """Records are texts, or mappings of the arguments of ``extract``."""
    given = [GOOD, {"text": "今年计划新增企业20家。", "published": "2025-03-01", "id": "b"}]
    one, other = Extractor().pipe(given)
    assert [r.quantity.text for r in (*one.targets, *one.actuals, *other.targets)] == ["10家", "20家"]
    assert (other.id, other.published) == ("b", date(2025, 3, 1))


@pytest.mark.parametrize("workers", [1, 2])
def test_pipe_gives_what_extract_gives(workers: int) -> None:
    """The same documents, field by field and byte by byte, however many processes read them; notebooks too."""
    read = list(Extractor().pipe(records(), workers=workers))
    wanted = [extracted(raw) for raw in fixtures()]
    assert read == wanted
    assert [document.model_dump_json() for document in read] == [document.model_dump_json() for document in wanted]
    assert [document._repr_html_() for document in read] == [document._repr_html_() for document in wanted]


@pytest.mark.parametrize("workers", [1, 2])
def test_a_record_that_cannot_be_read_costs_no_other(workers: int) -> None:
    """Each is told with its place and reason; the documents of the others come."""
    given: list[Any] = [
        GOOD,
        {"text": None},
        {"text": GOOD, "published": "gestern"},
        7,
        {"text": GOOD, "url": "x"},
        GOOD,
    ]
    errors: list[RecordError] = []
    read = list(Extractor().pipe(given, workers=workers, on_error=errors.append))
    assert [document.quantities[-1].text for document in read] == ["10家", "10家"]
    assert [(error.index, error.code) for error in errors] == [(n, "failed") for n in (1, 2, 3, 4)]
    for error, said in zip(
        errors, ("text must be a string", "gestern", "not int", "arguments of extract; not 'url'"), strict=True
    ):
        assert said in error.reason
    assert str(errors[0]) == "record 1 (counted from 0): TypeError: text must be a string, not NoneType"


def test_without_a_handler_the_first_error_is_raised_in_its_place() -> None:
    """After the documents before it."""
    read = Extractor().pipe([GOOD, GOOD, "", {"text": 5}, GOOD])
    assert [len(document.quantities) for document in islice(read, 3)] == [1, 1, 0]
    with pytest.raises(RecordError, match="record 3"):
        next(read)


def test_records_are_taken_as_they_are_needed() -> None:
    """An endless iterable is read with bounded memory, in two processes too."""
    taken = []

    def endless() -> Iterator[str]:
        for number in count():
            taken.append(number)
            yield f"2025年新增企业{number}家。"

    read = Extractor().pipe(endless(), workers=2)
    assert [document.quantities[-1].low for document in islice(read, 200)] == list(range(200))
    assert len(taken) <= 200 + 2 * 64


def test_settings_reach_the_workers(tmp_path: Path) -> None:
    """Names of the user's own, the tokenizer, the least confidence."""
    names = tmp_path / "names.toml"
    names.write_text('[[name]]\nform = "星澜智造"\ntype = "company"\n', encoding="utf-8")
    extractor = Extractor(Settings(tokenizer="jieba", min_confidence=1.0, lexicons=(names,)))
    (document,) = extractor.pipe(["2026年，星澜智造计划投资12亿元。"], workers=2)
    assert [entity.text for entity in document.entities] == ["星澜智造"]
    assert document.targets == ()


def test_wrong_number_of_workers_is_told_at_the_call() -> None:
    with pytest.raises(ValueError, match="workers must be 1 or more, not 0"):
        Extractor().pipe([], workers=0)


@pytest.mark.parametrize("records", [GOOD, {"text": GOOD}])
def test_one_text_is_no_list_of_texts(records: Any) -> None:
    """Else it would be read a character, or a key, at a time."""
    with pytest.raises(TypeError, match="records must be an iterable of texts or mappings, not one"):
        Extractor().pipe(records)
