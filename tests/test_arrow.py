"""The Arrow kernel and the frames made of documents: the same records as everywhere else, and nothing lost."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

import policyextract as pe
from documents import extracted, extracted_json, fixtures

pa = pytest.importorskip("pyarrow", reason="needs the extra 'arrow'")

from policyextract.arrow import (  # noqa: E402
    document_schema,
    documents_to_batch,
    extract_batch,
    extract_batches,
    row_schema,
    rows_to_batch,
)
from policyextract.rows import COLUMNS, LISTS  # noqa: E402

GOOD = "到2027年，建成充电桩5万个以上。"
HUGE = "建设充电桩" + "1" * 40 + "个。"


def batch(**columns: Any) -> Any:
    return pa.RecordBatch.from_pydict(columns)


@cache
def releases() -> Any:
    return batch(**{name: [raw[name] for raw in fixtures()] for name in ("id", "title", "published", "text")})


def plain(value: Any) -> Any:
    """Values as Arrow gives them back: lists for tuples, numbers of one scale."""
    if isinstance(value, Mapping):
        return {name: plain(inner) for name, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def rows_of(batches: Any) -> list[dict[str, Any]]:
    return [row for one in batches for row in one.to_pylist()]


def test_schemas_have_every_field_of_the_contract() -> None:
    """In its order; only ``error`` is added."""
    schema = document_schema()
    assert schema.names == [*pe.Document.model_fields, "error"]
    for name, model in (("targets", pe.Target), ("quantities", pe.Quantity), ("entities", pe.Entity)):
        assert [field.name for field in schema.field(name).type.value_type] == list(model.model_fields)
    assert row_schema().names == [*COLUMNS, "error"]


def test_nested_rows_are_the_documents() -> None:
    """Every field of every release, equal to the models' own dump."""
    for row, raw in zip(extract_batch(releases()).to_pylist(), fixtures(), strict=True):
        assert row.pop("error") is None
        row["noise"] = dict(row["noise"])
        assert row == plain(extracted(raw).model_dump())


def test_flat_rows_are_the_records() -> None:
    """Equal to ``to_rows``, with days as days and numbers as decimals."""
    wanted = []
    for raw in fixtures():
        for row in extracted(raw).to_rows(LISTS):
            for name in ("published", "issued", "due", "due_first", "baseline_first", "baseline_last"):
                row[name] = row[name] and date.fromisoformat(row[name])  # type: ignore[assignment, arg-type]
            wanted.append(row | {"error": None})
    got = extract_batch(releases(), flat=True).to_pylist()
    assert [row["low"] for row in got if row["low"] is not None] == [
        Decimal(str(row["low"])) for row in wanted if row["low"] is not None
    ]
    for row in (*got, *wanted):
        row["low"], row["high"] = (None if row[name] is None else float(row[name]) for name in ("low", "high"))
    assert got == wanted


def test_a_stream_gives_the_rows_of_one_batch() -> None:
    """However it is cut."""
    whole = releases()
    stream = [whole.slice(0, 3), whole.slice(3, 0), whole.slice(3)]
    for flat in (False, True):
        assert rows_of(extract_batches(stream, flat=flat)) == extract_batch(whole, flat=flat).to_pylist()


def test_batches_of_any_length() -> None:
    """None, one, and more than are read at once."""
    for count in (0, 1, 150):
        texts = batch(text=pa.array([GOOD] * count, pa.string()), id=pa.array(range(count), pa.int64()))
        nested, flat = extract_batch(texts), extract_batch(texts, flat=True)
        assert nested.schema == document_schema()
        assert flat.schema == row_schema()
        assert (
            nested.column("id").to_pylist() == flat.column("document_id").to_pylist() == [str(n) for n in range(count)]
        )


@pytest.mark.parametrize("flat", [False, True])
def test_a_text_that_cannot_be_read_gives_a_row_with_its_error(flat: bool) -> None:
    """No text, a wrong day: the row has the id, the source and the reason; the others are read."""
    texts = batch(
        text=[GOOD, None, GOOD, GOOD],
        id=["a", "b", "c", None],
        source=[None, "b.txt", None, "d.txt"],
        published=["2025-01-01", "2025-01-01", "gestern", " "],
    )
    rows = extract_batch(texts, flat=flat).to_pylist()
    name = "document_id" if flat else "id"
    assert [row[name] for row in rows[:3]] == ["a", "b", "c"]
    assert rows[3][name] == pe.extract(GOOD, source="d.txt").id
    assert [row["error"] for row in rows] == [
        None,
        "there is no text",
        "published must be an ISO date such as '2024-03-27', not 'gestern'",
        None,
    ]
    assert rows[1]["source"] == "b.txt"
    assert rows[1]["kind" if flat else "targets"] is None


def test_a_defect_inside_costs_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is raised while a text is read."""
    read = pe.Extractor.read

    def fragile(self: pe.Extractor, text: str, *rest: Any) -> Any:
        return read(self, text, *rest) if text == GOOD else 1 // 0

    monkeypatch.setattr(pe.Extractor, "read", fragile)
    rows = extract_batch(batch(text=[GOOD, "x", GOOD]), flat=True).to_pylist()
    assert [row["error"] for row in rows] == [None, "integer division or modulo by zero", None]


def test_columns_are_found_by_name() -> None:
    """Other names, other types, none at all; what is named and missing is told with what there is."""
    texts = pa.RecordBatch.from_pydict(
        {
            "body": pa.array([GOOD], pa.large_string()).dictionary_encode(),
            "day": pa.array([datetime(2025, 3, 1, 9)], pa.timestamp("us")),
            "title": pa.array(["计划"]),
        }
    )
    (row,) = extract_batch(texts, text="body", published="day", title=None).to_pylist()
    assert (row["published"], row["published_source"], row["title"]) == (date(2025, 3, 1), "published", None)
    with pytest.raises(ValueError, match="text: there is no column 'text'; there are body, day, title"):
        extract_batch(texts)
    with pytest.raises(ValueError, match="published: there is no column 'date'"):
        extract_batch(texts, text="body", published="date")


def test_settings_reach_the_kernel() -> None:
    (row,) = extract_batch(batch(text=[GOOD]), settings=pe.Settings(min_confidence=1.0)).to_pylist()
    assert row["targets"] == []


def test_numbers_that_do_not_fit_are_left_out_and_told() -> None:
    """A number of 40 digits costs itself, not the batch; one of many decimal places is rounded."""
    texts = batch(text=[GOOD, HUGE])
    good, huge = extract_batch(texts).to_pylist()
    assert good["targets"][0]["quantity"]["low"] == 50000
    assert huge["quantities"][0]["low"] is None
    assert huge["quantities"][0]["text"] == "1" * 40 + "个"
    assert [warning["code"] for warning in huge["warnings"]] == ["no-date", "number-too-large"]
    assert [row["low"] for row in extract_batch(texts, flat=True).to_pylist()] == [50000, None]
    numbers = [Decimal("0.12345678949"), Decimal("-1E28"), Decimal("1E29"), Decimal("NaN"), Decimal("9" * 29)]
    assert rows_to_batch([{"low": number} for number in numbers]).column("low").to_pylist() == [
        Decimal("0.123456789"),
        Decimal("-1E28"),
        None,
        None,
        Decimal("9" * 29),
    ]


def test_lone_surrogates_are_replaced() -> None:
    """What no UTF-8 can hold does not cost the batch."""
    data = pe.Extractor().extract_data("\ud800企业12家。", title="计\udfff划")
    (row,) = documents_to_batch([data]).to_pylist()
    assert row["title"] == "计\ufffd划"


def test_json_form_gives_the_same_batch_as_plain_data() -> None:
    """Documents that were written as JSON lines become the same rows."""
    extractor = pe.Extractor()
    data = [
        extractor.extract_data(raw["text"], title=raw["title"], published=raw["published"], id=raw["id"])
        for raw in fixtures()
    ]
    read_back = [json.loads(json.dumps(extracted_json(raw))) for raw in fixtures()]
    assert documents_to_batch(read_back).equals(documents_to_batch(data))
    rows = [row for raw in fixtures() for row in extracted(raw).to_rows(LISTS)]
    assert rows_to_batch(rows).equals(extract_batch(releases(), flat=True))


def test_no_model_is_made() -> None:
    """Nothing of pydantic runs on this road: it may not even build a validator."""
    code = (
        "import pydantic, pyarrow as pa\n"
        "from policyextract import arrow\n"
        "def refuse(*_, **__):\n"
        "    raise AssertionError('a model was made')\n"
        "pydantic.TypeAdapter.__init__ = pydantic.BaseModel.__init__ = refuse\n"
        f"batch = pa.RecordBatch.from_pydict({{'text': [{GOOD!r}, None]}})\n"
        "for flat in (False, True):\n"
        "    print(arrow.extract_batch(batch, flat=flat).column('error').to_pylist())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "[None, 'there is no text']\n" * 2


def test_without_pyarrow_the_error_names_the_extra() -> None:
    """And importing the package needs neither pyarrow nor a frame library, and loads none."""
    code = (
        "import sys\n"
        "sys.modules['pyarrow'] = None\n"
        "import policyextract, policyextract.arrow\n"
        "assert not {'pandas', 'polars', 'pyspark', 'numpy'} & set(sys.modules)\n"
        "try:\n"
        "    policyextract.to_arrow([])\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("pyarrow is not installed; pip install 'policyextract[arrow]'\n", "")


def test_documents_become_tables() -> None:
    """Models or their JSON form, any kinds of record; the columns are those of flat rows."""
    documents = [extracted(raw) for raw in fixtures()]
    table = pe.to_arrow(documents)
    assert table.column_names == list(COLUMNS)
    assert table.num_rows == sum(len(document.targets) + len(document.actuals) for document in documents)
    assert pe.to_arrow(extracted_json(raw) for raw in fixtures()).equals(table)
    assert set(pe.to_arrow(documents, kinds=["target"]).column("kind").to_pylist()) == {"target"}
    assert pe.to_arrow([]).schema == table.schema
    with pytest.raises(ValueError, match="kinds must be of"):
        pe.to_arrow(documents, kinds=["promise"])
    with pytest.raises(TypeError, match="put it into a list"):
        pe.to_arrow(documents[0])


def test_texts_in_a_data_frame_become_records() -> None:
    """Each with the index of its row, whatever the row leaves out; what is wrong is named."""
    pandas = pytest.importorskip("pandas", reason="needs the extra 'frames'")
    texts = pandas.DataFrame(
        {
            "body": [GOOD, None, pandas.NA, "今年新增就业3万人，新建公园5个。"],
            "day": [pandas.Timestamp("2025-03-01"), pandas.NaT, pandas.NaT, "2024-02-01"],
            "name": ["a", "b", "c", None],
        },
        index=[7, 8, 9, 7],
    )
    records = pe.extract_frame(texts, text="body", published="day", id="name")
    assert list(records.columns) == list(COLUMNS)
    assert records.index.tolist() == [7, 7, 7]
    assert records["low"].tolist() == [50_000, 30_000, 5]
    assert records["published"].dt.year.tolist() == [2025, 2024, 2024]
    assert records["document_id"].iloc[0] == "a"
    with pytest.raises(pe.InputError, match="published: the frame has no column 'date'; it has body, day, name"):
        pe.extract_frame(texts, text="body", published="date")
    with pytest.raises(pe.RecordError, match=r"record 0 .* not int"):
        pe.extract_frame(pandas.DataFrame({"body": [5]}), text="body")
    nothing = pe.extract_frame(texts.iloc[:0], text="body")
    assert (len(nothing), list(nothing.columns)) == (0, list(COLUMNS))


def test_documents_become_data_frames() -> None:
    """pandas with floats, dates and whole offsets; Polars with decimals."""
    pytest.importorskip("pandas", reason="needs the extra 'frames'")
    pytest.importorskip("polars", reason="needs the extra 'frames'")
    documents = [pe.extract(GOOD, published="2025-03-01", id="a"), pe.extract("", id="b")]
    frame = pe.to_pandas(documents)
    assert list(frame.columns) == list(COLUMNS)
    assert frame.loc[0, "low"] * 2 == 100_000.0
    assert frame.loc[0, "due"].isoformat() == "2027-12-31T00:00:00"
    assert frame["start"].dtype == "Int64"
    assert (pe.to_polars(documents)["low"] * 2).to_list() == [100_000]
    assert pe.to_polars(documents)["due"].to_list() == [date(2027, 12, 31)]
