"""Corrections on the command line: load, batch in every format, and what is exported of them."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import batch_workers
from policyextract.archive.batch import BatchOptions, RunError
from policyextract.archive.batch import run as batch
from policyextract.archive.batch.formats import corrected, encode, part_of
from policyextract.corrections.correction import correction_of
from policyextract.extractor import Extractor
from policyextract.track.store import open_store
from test_corrections import DAY, TEXT, of, said, words
from tracked import Command, command, document, with_text

SLOTS = {"indicator": words("充电桩"), "low": 600}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """The command, in a folder with an archive of one document and a file of corrections."""
    monkeypatch.chdir(tmp_path)
    row = {"id": "report", "text": TEXT, "published": DAY}
    Path("archive.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    write("said.jsonl", said(of("target"), "correct", slots=SLOTS), said(of("actual"), "reject"))
    return command(capsys, monkeypatch)


def write(name: str, *corrections: Any) -> None:
    Path(name).write_text("".join(f"{one.line()}\n" for one in corrections), encoding="utf-8")


def records(name: str) -> list[tuple[str, str, Any]]:
    found = [json.loads(line) for line in Path(name).read_text(encoding="utf-8").splitlines()]
    return [
        (one["kind"], one["indicator"]["text"], one["quantity"]["low"])
        for doc in found
        for one in doc["targets"] + doc["actuals"]
    ]


CORRECTED = [("target", "充电桩", 600)]


def test_load_takes_corrections_and_a_full_run_loses_none(run: Command) -> None:
    """Documents and corrections in one command; the same documents put in again show them as before."""
    Path("out.jsonl").write_text(json.dumps(with_text(TEXT, id="report", published=DAY)) + "\n", encoding="utf-8")
    done = run("load", "out.jsonl", "said.jsonl", "targets.db")
    assert (done.code, "2 corrections" in done.err) == (0, True)
    run("export", "targets.db", "--to", "jsonl", "-o", "first.jsonl")
    assert records("first.jsonl") == CORRECTED
    assert "1 unchanged" in run("load", "out.jsonl", "targets.db").err
    run("export", "targets.db", "--to", "jsonl", "-o", "second.jsonl")
    assert Path("second.jsonl").read_bytes() == Path("first.jsonl").read_bytes()
    rows = list(csv.DictReader(run("export", "targets.db", "--to", "csv").out.splitlines()))
    assert [(row["indicator"], row["low"], row["review"]) for row in rows[:1]] == [("充电桩", "600", "corrected")]


def test_what_was_said_goes_out_as_it_came_in(run: Command) -> None:
    """Lines that another store takes."""
    run("load", "said.jsonl", "targets.db")
    assert "2 corrections find no record" in run("export", "targets.db", "--to", "corrections", "-o", "again.jsonl").err
    assert sorted(Path("again.jsonl").read_text("utf-8").split()) == sorted(
        Path("said.jsonl").read_text("utf-8").split()
    )


def test_batch_keeps_them_in_its_store_through_a_new_beginning(run: Command) -> None:
    """The archive is read again from its first document, without the file of corrections."""
    stored = ("batch", "archive.jsonl", "-o", "store", "--format", "sqlite")
    assert run(*stored, "--corrections", "said.jsonl").code == 0
    for again in ((), ("--no-resume",)):
        assert run(*stored, *again).code == 0
        with open_store("store/store.sqlite") as store:
            assert [(row["indicator"], row["low"]) for row in store.rows()][:1] == [("充电桩", 600)]
            assert list(store.corrections(found=False)) == []


def test_batch_applies_them_and_tells_what_finds_no_record(run: Command, tmp_path: Path) -> None:
    """To the parts it writes; other corrections want a new beginning."""
    text = json.dumps(document(TEXT, id="report", published=DAY))
    Path("told.jsonl").write_text(json.dumps({"id": "report", "text": text}) + "\n", encoding="utf-8")
    lost = {"record": "none", "document": "report", "verdict": "reject"}
    asked = [said(of("target"), "correct", slots=SLOTS), *map(correction_of, (lost, {**lost, "document": "other"}))]
    options = BatchOptions(corrections=tuple(asked), reposts="keep")
    report = batch(["told.jsonl"], "out", options, make=batch_workers.told)
    assert (report.counts["unfound"], report.absent) == (1, ["other"])
    assert json.loads(Path("out/unfound.jsonl").read_text("utf-8"))["record"] == "none"
    assert records("out/part-00000.jsonl")[0] == CORRECTED[0]
    with pytest.raises(RunError, match="corrections was"):
        batch(["told.jsonl"], "out", BatchOptions(reposts="keep"), make=batch_workers.told)
    assert run("verify", "out").code == 0


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_part_of_every_format_is_corrected(form: str) -> None:
    """The record is as corrected, the rejected one is gone and counted out, what finds no record is told."""
    data = Extractor().extract_data(TEXT, id="report", published=DAY)
    lost = correction_of({"record": "none", "document": "report", "verdict": "accept"})
    asked = [said(of("target"), "correct", slots=SLOTS), said(of("actual"), "reject"), lost]
    part, unfound, counts = corrected(form, part_of(form, data), None, asked)
    assert (unfound, counts) == ([lost], {"targets": 1, "actuals": 0})
    files = encode(form, "part-00000", [(part, None)])
    assert read[form](files) == ("充电桩", 600)


def _jsonl(files: dict[str, bytes]) -> tuple[Any, ...]:
    (record,) = json.loads(files["part-00000.jsonl"])["targets"]
    return record["indicator"]["text"], record["quantity"]["low"]


def _csv(files: dict[str, bytes]) -> tuple[Any, ...]:
    row, _ = csv.DictReader(files["part-00000.csv"].decode().splitlines())
    return row["indicator"], int(row["low"])


def _parquet(files: dict[str, bytes]) -> tuple[Any, ...]:
    import io

    from pyarrow.parquet import read_table

    (record,) = read_table(io.BytesIO(files["documents/part-00000.parquet"]))["targets"].to_pylist()[0]
    return record["indicator"]["text"], record["quantity"]["low"]


read: dict[str, Callable[[dict[str, bytes]], tuple[Any, ...]]] = {"jsonl": _jsonl, "csv": _csv, "parquet": _parquet}


def test_annotations_are_those_of_what_was_looked_at(run: Command) -> None:
    """In the form of the gold: corrected records with all slots, rejected numbers judged, offsets of the text; a line or a file."""
    with open_store("targets.db") as store:
        store.put([with_text(TEXT, id="report", published=DAY), document(TEXT, id="textless", published=DAY)])
        other = {**said(of("target"), "accept").model_dump(mode="json", exclude={"slots"}), "document": "textless"}
        found = [row["id"] for row in store.rows() if row["document_id"] == "textless" and row["kind"] == "target"]
        store.correct([correction_of({**other, "record": found[0], "anchor": None})])
    run("load", "said.jsonl", "targets.db")
    done = run("export", "targets.db", "--to", "annotations", "-o", "gold")
    assert (done.code, "1 annotated document\n" in done.err, "(textless)" in done.err) == (0, True, True)
    assert run("export", "targets.db", "--to", "annotations", "-o", "gold").code == 1
    (path,) = Path("gold").iterdir()
    annotated = json.loads(path.read_text(encoding="utf-8"))
    (target,) = annotated.pop("targets")
    assert annotated == {
        "id": "report", "title": "青山市2025年政府工作报告", "published": DAY, "source": None, "text": TEXT, "entities": [],
        "partial": True, "judged": [[TEXT.index("520个"), TEXT.index("520个") + 4]],
    }  # fmt: skip
    assert TEXT[target["start"] : target["end"]] == target["text"] == "500个"
    assert {name: target[name] for name in ("kind", "low", "high", "comparator", "unit", "change", "indicator")} == {
        "kind": "target", "low": "600", "high": "600", "comparator": "=", "unit": "个", "change": "none", "indicator": ["充电桩"],
    }  # fmt: skip
    assert {name: target[name] for name in ("due", "due_source", "region", "agent", "nature", "basis")} == {
        "due": "2025-12-31", "due_source": "clause", "region": "全市", "agent": "市发展改革委", "nature": "outcome", "basis": None,
    }  # fmt: skip
    lines = run("export", "targets.db", "--to", "annotations").out.splitlines()
    assert [json.loads(line) for line in lines] == [json.loads(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("arguments", "said_"),
    [
        (("export", "s.db", "--to", "annotations", "--region", "青山市"), "--region: all that people said is written"),
        (("batch", "archive.jsonl", "-o", "x", "--corrections", "none.jsonl"), "none.jsonl: cannot be read"),
        (
            ("batch", "archive.jsonl", "-o", "x", "--corrections", "archive.jsonl"),
            "archive.jsonl:1: correction of record",
        ),
    ],
)
def test_wrong_use_is_told_in_a_line(run: Command, arguments: tuple[str, ...], said_: str) -> None:
    """Exit code 2, before anything is written."""
    done = run(*arguments)
    assert (done.code, len(done.err.splitlines())) == (2, 1)
    assert said_ in done.err
    assert not Path("x").exists()


def test_a_line_that_is_no_correction_is_told_and_costs_no_other(run: Command) -> None:
    """With its file and number."""
    Path("bad.jsonl").write_text('{"record": "r", "document": "d", "verdict": "maybe"}\n', encoding="utf-8")
    done = run("load", "bad.jsonl", "said.jsonl", "targets.db")
    assert (done.code, "bad.jsonl:1: correction of record r: verdict" in done.err) == (1, True)
    assert "2 corrections" in done.err
