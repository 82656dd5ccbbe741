"""Spark in local mode gives the records that a run on one machine gives."""

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from documents import ROOT, extracted, fixtures
from policyextract.rows import LISTS
from same_records import differences
from spark_local import missing, needs_spark, session

GOOD = "到2027年，建成充电桩5万个以上。"
FIELDS = "id", "title", "published", "text"


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session() as running:
        yield running


def frame(spark: Any, rows: list[tuple[Any, ...]], *names: str) -> Any:
    return spark.createDataFrame(rows, ", ".join(f"{name} string" for name in names))


def by_id(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Rows of documents in a fixed order; those of one document stay as they are."""
    return sorted(rows, key=lambda row: str(row[name]))


@needs_spark
def test_spark_gives_the_rows_of_the_kernel(spark: Any) -> None:
    """Nested and flat, every value; what cannot be read has its row too."""
    import pyarrow as pa

    from policyextract import arrow
    from policyextract import spark as on_spark

    rows = [tuple(raw[name] for name in FIELDS) for raw in fixtures()]
    rows += [("no-text", None, None, None), ("no-date", None, "gestern", GOOD)]
    columns = dict(zip(FIELDS, map(list, zip(*rows, strict=True)), strict=True))
    local = pa.RecordBatch.from_pydict(columns, schema=pa.schema([(name, pa.string()) for name in FIELDS]))
    texts = frame(spark, rows, *FIELDS)
    for flat, name in ((False, "id"), (True, "document_id")):
        wanted = arrow.extract_batch(local, flat=flat).to_pylist()
        for row in wanted:
            if row.get("noise") is not None:
                row["noise"] = dict(row["noise"])
        got = [row.asDict(recursive=True) for row in on_spark.extract(texts, flat=flat).collect()]
        assert by_id(got, name) == by_id(wanted, name)
        assert {row[name] for row in got if row["error"]} == {"no-text", "no-date"}


@needs_spark
def test_columns_settings_and_types(spark: Any) -> None:
    """Names with dots, days as days, settings on the nodes; numbers and days have types of their own."""
    from pyspark.sql.types import DateType, DecimalType

    from policyextract import Settings
    from policyextract import spark as on_spark

    texts = spark.createDataFrame([(GOOD, date(2025, 3, 1), 7)], "`a.body` string, day date, Nr int")
    (row,) = on_spark.extract(texts, text="a.body", published="day", id="Nr", flat=True).collect()
    assert (row.document_id, row.published, row.low, row.due) == ("7", date(2025, 3, 1), 50000, date(2027, 12, 31))
    assert isinstance(row.low, Decimal)
    none = on_spark.extract(texts, text="a.body", flat=True, settings=Settings(min_confidence=1.0))
    assert none.collect() == []
    assert none.schema["low"].dataType == DecimalType(38, 9)
    assert none.schema["due"].dataType == DateType()
    with pytest.raises(ValueError, match=r"text: there is no column 'text'; there are a\.body, day, Nr"):
        on_spark.extract(texts)


@needs_spark
def test_records_written_by_spark_are_those_of_the_documents(spark: Any, tmp_path: Path) -> None:
    """Through Parquet files, in any order, beside JSON lines of a run on one machine."""
    from policyextract import spark as on_spark

    texts = frame(spark, [tuple(raw[name] for name in FIELDS) for raw in fixtures()[::-1]], *FIELDS)
    on_spark.extract(texts.repartition(3), flat=True).write.parquet(str(tmp_path / "spark"))
    lines = tmp_path / "part-00000.jsonl"
    lines.write_text("".join(extracted(raw).model_dump_json() + "\n" for raw in fixtures()), encoding="utf-8")
    count, told = differences(lines, tmp_path / "spark")
    assert told == []
    assert count == records()


def test_differences_are_seen(tmp_path: Path) -> None:
    """What compares two outputs sees a record that is missing, changed, or there twice."""
    texts = [extracted(raw).model_dump_json() + "\n" for raw in fixtures()[:3]]
    paths = [tmp_path / f"{number}.jsonl" for number in range(4)]
    changed = "".join(texts).replace('"comparator":">="', '"comparator":">"', 1)
    for path, content in zip(
        paths, ("".join(texts), "".join(texts[:2]), changed, "".join([*texts, texts[0]])), strict=True
    ):
        path.write_text(content, encoding="utf-8")
    assert differences(paths[0], paths[0])[1] == []
    assert all(differences(paths[0], path)[1] for path in paths[1:])


def test_without_pyspark_the_error_names_the_extra() -> None:
    """The module is imported without it."""
    code = (
        "import sys\n"
        "sys.modules['pyspark'] = None\n"
        "import policyextract.spark\n"
        "try:\n"
        "    policyextract.spark.schema()\n"
        "except ImportError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("pyspark is not installed; pip install 'policyextract[spark]'\n", "")


def records() -> int:
    """How many targets, actuals and pledges the releases hold."""
    return sum(len(extracted(raw).to_rows(LISTS)) for raw in fixtures())


def blocks(page: str) -> list[str]:
    """The Python of a page."""
    return re.findall(r"```python\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


BLOCKS = blocks("docs/cluster.md")


@pytest.mark.parametrize("code", BLOCKS, ids=lambda code: code.split()[1])
def test_what_the_page_shows_works(
    code: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block, as it stands, on a table of the releases; what it leaves behind are their records."""
    pq = pytest.importorskip("pyarrow.parquet", reason="needs the extra 'arrow'")
    import pyarrow as pa

    package = code.split()[1].split(".")[0]
    pytest.importorskip(package, reason=f"{package} is not installed")
    names: dict[str, Any] = {}
    if "spark." in code:
        if missing():
            pytest.skip(missing())
        names["spark"] = request.getfixturevalue("spark")
    monkeypatch.chdir(tmp_path)
    texts = pa.Table.from_pylist([{name: raw[name] for name in FIELDS} for raw in fixtures()])
    pq.write_table(texts, "texts.parquet")
    code = code.replace('"texts.parquet"', repr(str(tmp_path / "texts.parquet"))) if names else code
    code = code.replace('"records"', repr(str(tmp_path / "records"))) if names else code  # Java keeps its own folder
    exec(code, names)
    wanted = records()
    if "records.parquet" in code:
        assert pq.read_metadata("records.parquet").num_rows == wanted
    elif "records.duckdb" in code:
        with names["duckdb"].connect("records.duckdb") as db:
            assert db.execute("select count(*) from records").fetchone() == (wanted,)
    elif "pl." in code:
        assert names["found"].collect().height == wanted
    elif "spark." in code:
        assert names["spark"].read.parquet(str(tmp_path / "records")).count() == wanted
