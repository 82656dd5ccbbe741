"""Targets against actuals: what became of each, over documents and years, and what says so."""

import csv
import io
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from documents import ROOT
from policyextract.serve.shelf import Shelf
from policyextract.track.schema import DERIVED
from policyextract.track.series.tracker import Asked, Refreshed, refresh, verdicts
from policyextract.track.store import open_store
from track_archive import KINDS, PLACES, Made, archive
from tracked import Command, command, document, dump

Row = dict[str, Any]


@pytest.fixture(scope="module")
def made() -> Made:
    return archive()


@pytest.fixture(scope="module")
def rows(made: Made) -> list[Row]:
    """Every verdict of the archive."""
    with open_store(":memory:") as store:
        store.put(made.documents)
        refresh(store)
        return list(verdicts(store))


def test_the_archive_is_large_enough(made: Made) -> None:
    """Three years, five places, forty indicators, every outcome often."""
    assert (len(PLACES), len(KINDS)) == (5, 40)
    counts = Counter(truth.status for truth in made.truth.values())
    assert min(counts[status] for status in ("met", "missed", "open", "not_reported", "revised")) > 30
    assert len(made.dropped) == 15


def test_verdicts_are_right(made: Made, rows: list[Row]) -> None:
    """Of all targets of known outcome, at least 97 in 100."""
    found = {row["target_id"]: row for row in rows if row["status"] != "dropped"}
    wrong = [
        (truth.status, truth.note, found[ident]["status"], found[ident]["note"], found[ident]["indicator"])
        for ident, truth in made.truth.items()
        if ident in found and (found[ident]["status"], found[ident]["note"]) != (truth.status, truth.note)
    ]
    right = len(made.truth) - len(wrong) - len(made.truth.keys() - found.keys())
    assert right / len(made.truth) >= 0.97, Counter(wrong).most_common(20)


def test_no_figure_is_joined_that_is_not_of_the_target(made: Made, rows: list[Row]) -> None:
    """Neither a share, an amount a head, another scope, form, county or period, nor a total of years."""
    joined = [row for row in rows if row["actual_id"] is not None and row["target_id"] in made.truth]
    assert len(joined) > 200
    wrong = [row for row in joined if row["actual_id"] not in made.truth[row["target_id"]].actuals]
    assert [(row["indicator"], row["actual_sentence"]) for row in wrong] == []


def test_what_is_no_longer_set_is_dropped(made: Made, rows: list[Row]) -> None:
    """A year without the target of the years before, though the year's report sets others; nothing else is dropped."""
    codes = {document["id"]: document["place"]["code"] for document in made.documents}
    found = {
        (row["place_code"], row["period_last"][:4], row["silent_document_id"])
        for row in rows
        if row["status"] == "dropped"
    }
    assert len([row for row in rows if row["status"] == "dropped"]) == len(made.dropped)
    assert {(code, int(year)) for code, year, _ in found} == {(code, year) for code, _, year in made.dropped}
    assert all(codes[ident] == code and f"-{year}" in ident for code, year, ident in found)


def test_a_figure_told_twice_counts_once(made: Made, rows: list[Row]) -> None:
    """The report and the news tell the same actual: one verdict, told by two documents."""
    judged = [row for row in rows if row["actual_id"] is not None and row["target_id"] in made.truth]
    twice = [row for row in judged if len(made.truth[row["target_id"]].actuals) == 2]
    assert len(twice) > 50
    assert {row["actual_times_told"] for row in twice} == {2}
    assert len({row["id"] for row in rows}) == len(rows)


# Bit by bit


def test_documents_that_come_one_by_one_give_the_same(made: Made) -> None:
    """In any order, with documents that change and go in between; what did not change is not made anew."""
    some = made.documents[:12]
    with open_store(":memory:") as slow, open_store(":memory:") as fast:
        for one in (*some[6:], {**some[0], "targets": []}, made.documents[20], *some[:6]):
            slow.put([one])
            refresh(slow)
        slow.remove([made.documents[20]["id"]])
        assert refresh(slow).documents == 1
        fast.put(some)
        assert refresh(fast).documents == len(some)
        assert dump(slow, DERIVED) == dump(fast, DERIVED)
        assert refresh(slow) == Refreshed(0, 0)


def test_where_nothing_changed_nobody_is_waited_for(made: Made, tmp_path: Path) -> None:
    """A store that is being written answers with the series it has; what is written meanwhile counts afterwards, and once."""
    path = tmp_path / "s.db"
    with open_store(path) as reader, open_store(path) as writer:
        reader.put(made.documents[:2])
        refresh(reader)
        before = list(verdicts(reader))
        with writer.database.transaction():
            assert refresh(reader) == Refreshed(0, 0)
            assert list(verdicts(reader)) == before != []
        writer.put(made.documents[2:3])
        writer.put(made.documents[:3])
        assert refresh(reader).documents == 1
        assert refresh(writer) == Refreshed(0, 0)


def test_killed_at_work(made: Made, tmp_path: Path) -> None:
    """A run that is killed leaves the tables as they were, and the next one ends as if undisturbed."""
    path, code = tmp_path / "s.db", (
        "import os, signal, sys\n"
        "from policyextract.track.series import tracker\n"
        "from policyextract.track.store import open_store\n"
        "add, seen = tracker._add, []\n"
        "def killed(*arguments, **more):\n"
        "    seen.append(1)\n"
        "    if len(seen) == int(sys.argv[2]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    add(*arguments, **more)\n"
        "tracker._add = killed\n"
        "tracker.refresh(open_store(sys.argv[1]))\n"
    )  # fmt: skip
    with open_store(path) as store, open_store(":memory:") as calm:
        store.put(made.documents[:6])
        refresh(store)
        before = dump(store, DERIVED)
        store.put(made.documents[6:12])
        calm.put(made.documents[:12])
        refresh(calm)
        expected = dump(calm, DERIVED)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for moment in ("2", "5"):
        done = subprocess.run([sys.executable, "-c", code, str(path), moment], env=environment, check=False)
        assert done.returncode == -signal.SIGKILL
        with open_store(path) as store:
            assert dump(store, DERIVED) == before
    with open_store(path) as store:
        refresh(store)
        assert dump(store, DERIVED) == expected


# What a verdict needs


def told(*texts: tuple[str, str, str]) -> list[Row]:
    """The verdicts of (title, day, text)."""
    with open_store(":memory:") as store:
        store.put([document(text, id=title + day, title=title, published=day) for title, day, text in texts])
        refresh(store)
        return list(verdicts(store))


PLAN = ("海东市充电设施发展规划", "2024-03-01", "到2025年底，全市充电桩达到5000个。")


@pytest.mark.parametrize(
    ("actual", "status", "missing"),
    [
        ("截至2025年底，全市充电桩达到5200个。", "met", None),
        ("截至2025年底，全市充电桩达到4800个。", "missed", None),
        ("截至2025年底，全市公共充电桩达到5200个。", "open", "the period is over, no report of it yet"),
        ("截至2025年6月底，全市充电桩达到5200个。", "open", "the period is over, no report of it yet"),
        ("截至2025年底，全市充电桩达到5200万元。", "open", "the unit: 个 is set, 元 reported"),
        ("截至2025年底，平安县充电桩达到5200个。", "open", "the period is over, no report of it yet"),
    ],
)
def test_a_verdict_only_where_all_is_the_same(actual: str, status: str, missing: str | None) -> None:
    """Another scope, day, unit or county decides nothing."""
    (row,) = told(PLAN, ("海东市充电设施建设情况", "2026-02-01", actual))
    assert (row["status"], row["actual_id"] is not None) == (status, status in ("met", "missed"))
    assert missing is None or row["missing"] == missing


@pytest.mark.parametrize(
    ("region", "indicator"),
    [
        ("县级市", "污水处理率"),
        ("设区市", "污水处理率"),
        ("行政村", "快递服务覆盖率"),
        ("自然村", "通硬化路比例"),
        ("建制镇", "污水处理率"),
        ("县（市、区）", "污水处理率"),
        ("各县（市、区）", "污水处理率"),
        ("边境县", "自来水普及率"),
        ("山区县", "自来水普及率"),
        ("脱贫地区", "自来水普及率"),
        ("各地级市", "污水处理率"),
    ],
)
def test_kinds_of_divisions_are_no_places(region: str, indicator: str) -> None:
    """A figure of all county-level cities is one of the document's place, and of a scope of its own."""
    (row,) = told(("四川省政府工作报告", "2024-01-20", f"到2025年底，{region}{indicator}达到90%以上。"))
    assert (row["place_code"], row["place_name"]) == ("510000", "四川省")
    (whole,) = told(("四川省政府工作报告", "2024-01-20", f"到2025年底，全省{indicator}达到90%以上。"))
    assert row["series_id"] != whole["series_id"]


@pytest.mark.parametrize(
    ("city", "region"),
    [
        ("绵阳市", "三圣镇"),
        ("绵阳市", "城关镇"),
        pytest.param(
            "", "城关镇", marks=pytest.mark.xfail(reason="region: a town at the head of its noun", strict=True)
        ),
        ("绵阳市", "高新区"),
        ("", "高新区"),
    ],
)
def test_names_that_end_as_kinds_do_are_places(city: str, region: str) -> None:
    """Towns and zones that stand in no table lie inside the place of their document, whether or not that is said."""
    (row,) = told(("绵阳市政府工作报告", "2024-01-20", f"到2025年底，{city}{region}污水处理率达到90%以上。"))
    assert (row["place_code"], row["place_name"]) == ("510700", f"绵阳市{region}")


def test_a_district_whose_name_is_that_of_a_kind() -> None:
    """晋城市城区 names the city: it is a place inside it, and no scope."""
    (row,) = told(("晋城市政府工作报告", "2024-01-20", "到2025年底，晋城市城区污水处理率达到90%以上。"))
    assert (row["place_name"], row["scope"]) == ("晋城市城区", "")


def test_a_target_that_was_moved() -> None:
    """The same value for a later day, set while the first was open; both records are named."""
    first, second = told(PLAN, ("海东市充电设施发展规划修订", "2025-03-01", "到2026年底，全市充电桩达到5000个。"))
    assert (first["status"], first["note"], first["other_id"]) == ("revised", "moved", second["target_id"])
    assert (second["status"], second["missing"]) == ("open", "the period is not over")
    assert second["target_sentence"] == "到2026年底，全市充电桩达到5000个。"


def test_days_go_by_without_a_document_of_the_place() -> None:
    """A document of another place tells what day it is: what was open is not reported."""
    rows = told(PLAN, ("聊城市2026年统计公报", "2026-11-01", "截至2026年6月底，全市充电桩达到900个。"))
    (row,) = [row for row in rows if row["place_name"] == "海东市"]
    assert (row["status"], row["missing"]) == ("not_reported", "no figure of the period")


# The command


@pytest.fixture
def run(made: Made, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs the command where ``s.db`` is a store of some of the archive."""
    monkeypatch.chdir(tmp_path)
    with open_store("s.db") as store:
        store.put([one for one in made.documents if one["id"].startswith(("370100", "430100"))])
    return command(capsys, monkeypatch)


def test_what_is_asked_for(run: Command) -> None:
    """By any name of an indicator, by place and year; both sides with their sentences; the same rows in every form."""
    asked = ("track", "s.db", "--indicator", "经济增长", "--region", "山东", "--year", "2024")
    rows = [json.loads(line) for line in run(*asked, "--format", "jsonl").out.splitlines()]
    assert {(row["place_name"], row["indicator"], row["form"], row["period_last"]) for row in rows} == {
        ("济南市", "地区生产总值", "growth", "2024-12-31")
    }
    assert all(row["target"]["sentence"] and row["target"]["title"] and row["target"]["why"] for row in rows)
    flat = list(csv.DictReader(io.StringIO(run(*asked, "--format", "csv").out)))
    assert [row["id"] for row in flat] == [row["id"] for row in rows]
    table = run(*asked).out
    assert "地区生产总值增速" in table
    assert table.count("济南市") == len(rows)
    assert run(*asked, "--format", "jsonl").out == run(*asked, "--format", "jsonl").out


def test_parquet_is_typed(run: Command) -> None:
    """Days as days, values as doubles, the rows of the other forms."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="no pyarrow: pip install 'policyextract[arrow]'")
    run("track", "s.db", "--format", "parquet", "-o", "v.parquet")
    table = parquet.read_table("v.parquet")
    assert str(table.schema.field("period_last").type) == "date32[day]"
    flat = list(csv.DictReader(io.StringIO(run("track", "s.db", "--format", "csv").out)))
    assert table["id"].to_pylist() == [row["id"] for row in flat]
    assert [value or 0 for value in table["actual_value_low"].to_pylist()] == [
        float(row["actual_value_low"] or 0) for row in flat
    ]


def test_indicators_of_ones_own(run: Command) -> None:
    """A row of the user's gives a name another meaning, from the next run on."""
    Path("own.tsv").write_text("社区助餐点\t社区食堂\tcount\t+\tstock\t民政统计\n", encoding="utf-8")
    assert run("track", "s.db", "--indicator", "社区助餐点").err.startswith("policyextract: no targets are so")
    rows = run(
        "track", "s.db", "--indicator", "社区食堂", "--catalogue", "own.tsv", "--format", "jsonl"
    ).out.splitlines()
    assert {(json.loads(row)["indicator"], json.loads(row)["known"]) for row in rows} == {("社区助餐点", 1)}
    assert "社区食堂 is a name of 社区助餐点 (民政统计)" in json.loads(rows[0])["target"]["why"]


def test_rows_of_ones_own_stay_with_the_store(run: Command) -> None:
    """Whoever reads the store after that has them, and nothing is made anew, until other rows come or the shipped table alone is wanted."""
    Path("own.tsv").write_text("社区助餐点\t社区食堂\tcount\t+\tstock\t民政统计\n", encoding="utf-8")
    ask = "track", "s.db", "--indicator", "社区食堂", "--format", "jsonl"
    own = run(*ask, "--catalogue", "own.tsv").out
    Path("own.tsv").unlink()
    with open_store("s.db") as store:
        assert refresh(store) == Refreshed(0, 0)
        assert [row["indicator"] for row in verdicts(store, Asked("社区食堂"))] == ["社区助餐点"] * own.count("\n")
    assert [row["indicator"] for row in Shelf("s.db").series(Asked("社区食堂"), 9)] == ["社区助餐点"] * own.count("\n")
    assert run(*ask).out == own != ""
    shipped = run(*ask, "--shipped").out
    assert {json.loads(row)["indicator"] for row in shipped.splitlines()} == {"社区食堂"}
    assert run(*ask).out == shipped


def test_rows_of_ones_own_go_with_a_copy(run: Command) -> None:
    """A copy names its figures as its store does; a store that has no rows takes none away."""
    Path("own.tsv").write_text("社区助餐点\t社区食堂\tcount\t+\tstock\t民政统计\n", encoding="utf-8")
    ask = "--indicator", "社区食堂", "--format", "jsonl"
    run("export", "s.db", "--to", "sqlite", "-o", "bare.db")
    own = run("track", "s.db", *ask, "--catalogue", "own.tsv").out
    run("export", "s.db", "--to", "sqlite", "-o", "copy.db")
    assert run("track", "copy.db", *ask).out == own != ""
    run("export", "bare.db", "--to", "sqlite", "-o", "copy.db")
    assert run("track", "copy.db", *ask).out == own


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--shipped", "--catalogue", "own.tsv"], 2, "--shipped: leaves out the rows of --catalogue"),
        (["--region", "火星"], 2, "--region: no place is named '火星'"),
        (["--region", "370"], 2, "--region must be a code of 2, 4 or 6 digits"),
        (["--region", " "], 2, "--region is empty"),
        (["--format", "parquet"], 2, "--output: say where to write with -o"),
        (["--excel"], 2, "--excel: is for --format csv"),
        (["--catalogue", "none.tsv"], 1, "none.tsv: the catalogue cannot be read"),
        (["--catalogue", "bad.tsv"], 1, "bad.tsv, line 2: direction is one of"),
        (["--indicator", "没有这个指标"], 0, "no targets are so; leave out --indicator"),
    ],
)
def test_mistakes_are_told_in_one_line(run: Command, arguments: list[str], code: int, message: str) -> None:
    """What is wrong and what to do."""
    Path("bad.tsv").write_text("# own\n社区助餐点\t\tcount\tup\tstock\tR\n", encoding="utf-8")
    shown = run("track", "s.db", *arguments)
    assert (shown.code, shown.out, len(shown.err.splitlines())) == (code, "", 1)
    assert message in shown.err
