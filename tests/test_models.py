"""The public contract: fields, numbers, ids, rows, the notebook view."""

import html
import json
import subprocess
import sys
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from policyextract import models
from policyextract.identity import content_hash, document_id, record_id
from policyextract.models import Document, Quantity, document_from, json_schema
from policyextract.rows import COLUMNS

RAW = "到2027年，<云溪市>培育“链主”企业12家以上。2024年有企业9.5家。"


def phrase(text: str, raw: str = RAW) -> dict[str, Any]:
    start = raw.find(text)
    return {"text": text, "start": start, "end": start + len(text)}


def quantity(text: str, low: str | None, high: str | None, comparator: str = "=", **more: Any) -> dict[str, Any]:
    bounds = {name: None if bound is None else Decimal(bound) for name, bound in (("low", low), ("high", high))}
    return {**phrase(text), **bounds, "comparator": comparator, "unit": "家", "canonical_unit": "家", **more}


def target(**more: Any) -> dict[str, Any]:
    return {
        "id": "t1",
        "kind": "target",
        "indicator": phrase("“链主”企业"),
        "quantity": quantity("12家", "12", None, ">="),
        "sentence": phrase("到2027年，<云溪市>培育“链主”企业12家以上。"),
        "due": {**phrase("到2027年"), "first": None, "last": date(2027, 12, 31), "grain": "year", "source": "clause"},
        "region": {**phrase("云溪市"), "code": None},
        "commitment": "planned",
        "rules": ("verb-object", "due-clause"),
        "confidence": 0.9,
        **more,
    }


def document(**more: Any) -> Document:
    actual = {
        "id": "a1",
        "kind": "actual",
        "indicator": phrase("企业"),
        "quantity": quantity("9.5家", "9.5", "9.5"),
        "sentence": phrase("2024年有企业9.5家。"),
    }
    data = {"id": "d1", "content_hash": "h", "published": date(2025, 3, 1), "targets": [target()], "actuals": [actual]}
    return document_from({**data, **more}, RAW)


FIELDS = {
    "Document": "schema_version id content_hash repost_of title published published_source issued source credited_source issuing_body "
    "document_number index_number place script noise "
    "targets actuals pledges quantities times entities sections warnings source_text source_parts",
    "SourcePart": "start end page sheet cell place",
    "Target": "id kind nature indicator action quantity per change basis baseline due region agents agent commitment "
    "section programme sentence repeat_of rules confidence review",
    "Review": "verdict slots by on",
    "Quantity": "text start end low high comparator unit canonical_unit dimension currency",
    "Due": "text start end first last grain source",
    "TimeMention": "text start end first last grain source",
    "Baseline": "text start end first last quantity",
    "Region": "text start end code",
    "Agent": "text start end role canonical",
    "Place": "text code source",
    "Section": "text start end level",
    "Entity": "text type canonical start end mentions code title",
    "Warning": "code message start end",
}


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_the_contract_exists(name: str) -> None:
    """Fields are there from the start, null until something fills them."""
    assert set(getattr(models, name).model_fields) == set(FIELDS[name].split())


def test_absent_slots_are_null_or_empty_and_units_never_null() -> None:
    """What nothing says is null; lists are empty; a missing unit is an empty string."""
    record = document().model_dump(mode="json")["actuals"][0]
    for name in ("action", "basis", "baseline", "due", "region", "agent", "commitment", "section", "repeat_of"):
        assert record[name] is None
    assert (record["per"], record["agents"], record["rules"]) == ([], [], [])
    bare = {**quantity("9.5家", "1", "1"), "unit": "", "canonical_unit": ""}
    assert document(quantities=[bare]).quantities[0].unit == ""


@pytest.mark.parametrize(
    ("decimal", "written"),
    [
        ("12000.0", "12000"),
        ("1.2E+12", "1200000000000"),
        ("31.7", "31.7"),
        ("0.1", "0.1"),
        ("-2.50", "-2.5"),
        ("0", "0"),
        ("123456789012345678901234", "123456789012345678901234"),
    ],
)
def test_numbers_in_json(decimal: str, written: str) -> None:
    """Integers where integral, else the shortest float; both JSON forms agree; Python keeps the decimal."""
    doc = document(quantities=[quantity("9.5家", decimal, decimal)])
    assert doc.quantities[0].low == Decimal(decimal)
    assert f'"low":{written},' in doc.model_dump_json()
    assert json.dumps(doc.model_dump(mode="json")["quantities"][0]["low"]) == written
    assert isinstance(doc.model_dump()["quantities"][0]["low"], Decimal)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**10), max_value=10**10))
def test_json_gives_the_same_decimal_back(value: Decimal) -> None:
    """Up to a float's 15 digits nothing is lost on the way through JSON."""
    assert Decimal(str(models.json_number(value))) == value


def test_document_survives_json() -> None:
    """What was written can be read back, equal in every public field."""
    doc = document()
    assert Document.model_validate_json(doc.model_dump_json()) == doc
    assert Document.model_validate(doc.model_dump(mode="json")) == doc
    assert doc != document(id="d2")


def test_models_are_frozen_and_refuse_unknown_fields() -> None:
    """Results are values: nobody changes them, and a misspelt field is an error, not lost."""
    doc = document()
    with pytest.raises(ValidationError):
        doc.targets[0].kind = "actual"
    with pytest.raises(ValidationError, match="indicatr"):
        document(targets=[target(indicatr=None)])
    assert len({doc, document()}) == 1


def test_json_schema_matches_what_is_written() -> None:
    """The schema lists every field with its meaning and calls numbers numbers."""
    schema = json_schema()
    assert set(schema["properties"]) == set(document().model_dump(mode="json"))
    low = schema["$defs"]["Quantity"]["properties"]["low"]
    assert {"type": "number"} in low["anyOf"]
    for name, model in schema["$defs"].items():
        for field, described in model["properties"].items():
            assert described.get("description"), f"{name}.{field} has no description"


def test_ids_are_the_same_in_every_process() -> None:
    """No salted hash: the same input gives the same ids everywhere."""
    code = (
        "from policyextract.identity import document_id, record_id\n"
        "print(document_id(None, 'a.txt', ''), record_id('d', '12家', '家', '企业', 0))"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert runs == {f"{document_id(None, 'a.txt', 'x')} {record_id('d', '12家', '家', '企业', 0)}\n"}


def test_document_id_takes_the_best_it_is_given() -> None:
    """The caller's id, else the source, else the text."""
    assert document_id("mine", "a.txt", "文") == "mine"
    assert document_id(None, "a.txt", "文") == document_id(None, "a.txt", "别的文")
    assert document_id(None, None, "文") != document_id(None, None, "别的文")
    assert document_id(None, "文", "") != document_id(None, None, "文")


def test_record_id_tells_apart_what_differs() -> None:
    """Every part of the key counts, and parts do not run into each other."""
    keys = [("d", "12家", "家", "企业", 0), ("d", "12家", "家", "企业", 1), ("d", "12", "家家", "企业", 0)]
    assert len({record_id(*key) for key in keys}) == 3


def test_hashes_take_any_text() -> None:
    """Lone surrogates, which no UTF-8 can hold, are no reason to fail."""
    assert len(content_hash("\ud800文")) == 32


def test_rows_have_every_column_in_text_order() -> None:
    """One row a record; plain values; nested slots under their own column."""
    rows = document().to_rows()
    assert [tuple(row) for row in rows] == [tuple(COLUMNS)] * 2
    first, second = rows
    assert (first["kind"], first["indicator"], first["low"], first["high"]) == ("target", "“链主”企业", 12, None)
    assert (first["due"], first["due_source"], first["rules"]) == ("2027-12-31", "clause", "verb-object;due-clause")
    assert (second["kind"], second["low"], second["due"]) == ("actual", 9.5, None)
    assert json.loads(json.dumps(rows)) == rows


def test_rows_take_the_region_code_of_the_record_else_of_the_document() -> None:
    """A record that names no region belongs to the place of its document."""
    place = {"text": "云溪市", "code": "530199", "source": "dateline"}
    own = target(region={**phrase("云溪市"), "code": "530102"})
    rows = document(place=place, targets=[own]).to_rows()
    assert [row["region_code"] for row in rows] == ["530102", "530199"]
    assert rows[1]["region"] is None


def test_rows_of_chosen_kinds() -> None:
    """Pledges come when asked for; anything else is refused with the list of what there is."""
    pledge = {"id": "p1", **phrase("培育“链主”企业"), "sentence": phrase("培育“链主”企业")}
    doc = document(pledges=[pledge])
    assert [row["kind"] for row in doc.to_rows()] == ["target", "actual"]
    assert [row["indicator"] for row in doc.to_rows(["pledge"])] == ["培育“链主”企业"]
    assert [row["kind"] for row in doc.to_rows("target")] == ["target"]
    with pytest.raises(ValueError, match="target, actual, pledge"):
        doc.to_rows(["promise"])


def notebook(doc: Document) -> tuple[str, dict[str, Any]]:
    """The page inside the frame that a notebook shows, and the data in it."""
    page = html.unescape(doc._repr_html_().split('srcdoc="')[1].split('"')[0])
    return page, json.loads(page.split('id="data">')[1].split("</script>")[0])


def test_notebook_view_marks_quantities_and_escapes_the_text() -> None:
    """The raw text beside the table; nothing of it becomes markup."""
    page, data = notebook(document(title="<b>计划</b>"))
    assert "<云溪市>" not in page
    assert "<b>" not in page
    (held,) = data["documents"]
    pieces = [piece for _, _, own in held["blocks"] for piece in own]
    assert "云溪市" in "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
    assert "12家" in [piece[0] for piece in pieces if len(piece) == 3 and not isinstance(piece, str)]
    assert "≥12家" in data["records"][0]


def test_notebook_view_without_the_raw_text_shows_the_sentences() -> None:
    """A document read back from JSON still has a view."""
    _, data = notebook(Document.model_validate_json(document().model_dump_json()))
    (held,) = data["documents"]
    assert not held["whole"]
    assert {kind for kind, _, _ in held["blocks"]} == {"para"}
    assert "≥12家" in data["records"][0]


def test_a_document_says_itself_in_one_line() -> None:
    """Not with every quantity and name that it holds."""
    assert repr(document(title="计划")).count("\n") == 0
    assert len(repr(document(title="计划"))) < 160
    assert "title='计划'" in str(document(title="计划"))


def test_quantity_converts_inside_its_dimension() -> None:
    """Exactly; open bounds stay open; the span still says where it was read."""
    area = Quantity(text="30万亩以上", low=Decimal(300000), high=None, comparator=">=", unit="亩", canonical_unit="亩")
    hectares = area.to("公顷")
    assert (hectares.low, hectares.high, hectares.unit, hectares.text) == (20000, None, "公顷", "30万亩以上")
    assert hectares.canonical_unit == "公顷"


@pytest.mark.parametrize("unit", ["吨", "光年里", ""])
def test_quantity_refuses_other_dimensions(unit: str) -> None:
    """A clear error, for another dimension and for what is no unit."""
    area = Quantity(text="3亩", low=Decimal(3), high=Decimal(3), comparator="=", unit="亩", canonical_unit="亩")
    with pytest.raises(ValueError, match=r"cannot be converted|no unit"):
        area.to(unit)
