"""Batch runs: what they write, what they refuse, and what one bad document costs."""

import csv
import json
import os
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

import batch_workers
import policyextract
from archives import archive, bulletin, documents, left, listed, rows
from policyextract.archive.batch import BatchOptions, Progress, Report, RunError, run
from policyextract.archive.batch.folder import Folder
from policyextract.archive.readers import ReadOptions
from policyextract.rows import LISTS

SMALL = 17
"""Items a shard."""
COUNT = 40


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("source") / "archive", COUNT)


SEEN: list[Progress] = []
"""What the undisturbed run has told."""


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A whole run with one worker, and its report; only to be looked at."""
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    return out, run([source], out, BatchOptions(shard_size=SMALL), progress=SEEN.append)


def test_every_document_is_there_once_and_in_order(undisturbed: tuple[Path, Report], source: Path) -> None:
    """What ``extract`` gives, a line a document, in the order of the archive; what is broken is told."""
    out, report = undisturbed
    found = documents(out)
    singles = [f"{source.as_posix()}/b.txt", f"{source.as_posix()}/d.txt"]
    assert [document["source"] for document in found][-2:] == singles
    assert [document["id"] for document in found][:-2] == [f"d{number}" for number in range(COUNT)]
    for document, row in zip(found, rows(COUNT), strict=False):
        if document["repost_of"] is None:
            expected = policyextract.extract(**row, source=document["source"]).model_dump(mode="json")
            assert document == expected
    reposts = [(row["id"], row["repost_of"]) for row in listed(out / "reposts.jsonl")]
    assert reposts == [(d["id"], d["repost_of"]) for d in found if d["repost_of"]]
    assert {("d9", "d4"), ("d19", "d14")} <= set(reposts)
    errors = listed(out / "errors.jsonl")
    assert [error["code"] for error in errors] == ["bad-row", "no-text", "not-text"]
    assert errors[0]["origin"].endswith("a.jsonl:8")
    assert report.counts["documents"] == len(found) == COUNT + 2
    assert report.counts["errors"] == 3
    assert report.errors == {"bad-row": 1, "no-text": 1, "not-text": 1}


def test_the_report_says_what_was_done_and_how(undisturbed: tuple[Path, Report]) -> None:
    """``run.json``: inputs, version, settings, counts, seconds, errors by kind."""
    out, report = undisturbed
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert told["version"] == policyextract.__version__
    assert told["counts"] == report.counts
    assert told["errors"] == report.errors
    assert told["seconds"] > 0
    assert {"inputs", "format", "reposts", "shard_size", "timeout", "read.text", "workers"} <= set(told)
    found = documents(out)
    assert told["counts"]["targets"] == sum(len(document["targets"]) for document in found)
    assert told["counts"]["actuals"] == sum(len(document["actuals"]) for document in found)


def test_nothing_but_the_output_is_left(undisturbed: tuple[Path, Report]) -> None:
    """No lock, no temporary file."""
    parts = [f"part-{shard:05}.jsonl" for shard in range(3)]
    assert sorted(left(undisturbed[0])) == [
        "collisions.jsonl",
        "errors.jsonl",
        "manifest.jsonl",
        *parts,
        "reposts.jsonl",
    ]


def test_any_number_of_workers_writes_the_same_bytes(
    undisturbed: tuple[Path, Report], source: Path, tmp_path: Path
) -> None:
    """Order and content do not depend on who was faster."""
    run([source], tmp_path / "out", BatchOptions(shard_size=SMALL, workers=3))
    assert left(tmp_path / "out") == left(undisturbed[0])


def test_a_finished_run_is_left_as_it_is(undisturbed: tuple[Path, Report], source: Path, tmp_path: Path) -> None:
    """The same command again finds all done; nothing is extracted and nothing changes."""
    out, _ = undisturbed
    before = left(out)
    report = run([source], out, BatchOptions(shard_size=SMALL), make=_never)
    assert report.before == report.counts["items"] == COUNT + 5
    assert left(out) == before


def _never() -> Callable[[object], object]:
    raise AssertionError("no worker is needed")


def test_csv_rows_are_those_of_to_rows(undisturbed: tuple[Path, Report], source: Path, tmp_path: Path) -> None:
    """A head in every part; the cells of ``Document.to_rows``, reposts linked."""
    run([source], tmp_path / "out", BatchOptions(format="csv", shard_size=SMALL))
    found = []
    for part in sorted((tmp_path / "out").glob("part-*.csv")):
        with part.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    whole = [policyextract.Document.model_validate(document) for document in documents(undisturbed[0])]
    expected = [row for document in whole for row in document.to_rows(LISTS)]
    assert found == [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in expected]


def test_parquet_has_documents_and_records(undisturbed: tuple[Path, Report], source: Path, tmp_path: Path) -> None:
    """Two folders of part files with the documented schemas and the same content as JSON lines."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    from policyextract.arrow import document_schema, documents_to_batch, row_schema

    run([source], tmp_path / "one", BatchOptions(format="parquet", shard_size=SMALL, workers=2))
    nested = parquet.read_table(tmp_path / "one" / "documents")
    assert nested.schema.names == document_schema().names[:-1]  # all but error
    expected = documents_to_batch(documents(undisturbed[0])).to_pylist()
    assert nested.to_pylist() == [{k: v for k, v in row.items() if k != "error"} for row in expected]
    flat = parquet.read_table(tmp_path / "one" / "records")
    assert flat.schema.names == row_schema().names[:-1]
    assert flat.num_rows == sum(len(row[name]) for row in expected for name in LISTS.values())


def test_a_shard_that_no_worker_makes_in_time_is_made_all_the_same(source: Path, tmp_path: Path) -> None:
    """The time limit is for documents; files are never given up."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    options = BatchOptions(format="parquet", shard_size=10, timeout=2)
    report = run([source / "a.jsonl"], tmp_path / "out", options, make=batch_workers.slow_to_encode)
    assert report.counts["documents"] == COUNT
    assert len(list((tmp_path / "out" / "documents").iterdir())) == 5


def test_a_document_costs_only_itself(tmp_path: Path) -> None:
    """One that kills its worker, one that hangs and one that fails are in ``errors.jsonl``; all others are read."""
    texts = [bulletin(number) for number in range(12)]
    texts[2], texts[5], texts[8] = "崩溃", "停住", "出错"
    (tmp_path / "in.jsonl").write_text("\n".join(json.dumps({"id": str(n), "text": t}) for n, t in enumerate(texts)))
    options = BatchOptions(shard_size=5, workers=2, timeout=2)
    report = run([tmp_path / "in.jsonl"], tmp_path / "out", options, make=batch_workers.troubled)
    errors = {error["origin"].rpartition(":")[2]: error for error in listed(tmp_path / "out" / "errors.jsonl")}
    assert {line: error["code"] for line, error in errors.items()} == {
        "3": "worker-died",
        "6": "timeout",
        "9": "failed",
    }
    assert all("; " in error["message"] for error in errors.values())
    assert "RuntimeError: inner words" in errors["9"]["message"]
    assert [document["id"] for document in documents(tmp_path / "out")] == [
        "0",
        "1",
        "3",
        "4",
        "6",
        "7",
        "9",
        "10",
        "11",
    ]
    assert report.counts["documents"] == 9


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_names_of_any_bytes_cost_nothing(tmp_path: Path, form: str) -> None:
    """Files and members whose names are no UTF-8 are read like others, and a run over them goes on as others do."""
    name, folder = os.fsdecode("1公报".encode("gbk") + b"\xff.txt"), tmp_path / os.fsdecode("甲".encode("gbk"))
    try:
        folder.mkdir()
        (folder / name).write_text(bulletin(1), encoding="utf-8")
    except OSError:
        pytest.skip("this system takes no such names")
    (folder / "2.txt").write_text(bulletin(2), encoding="utf-8")
    with tarfile.open(folder / "3.tar", "w") as members:
        members.add(folder / name, name)
    options = BatchOptions(format=form, reposts="keep")
    report = run([folder, folder / name], tmp_path / "out", options)
    assert (report.counts["documents"], report.counts["errors"]) == (4, 0)
    written = (tmp_path / "out" / f"part-00000.{form}").read_bytes().decode()
    for part in ("xb9", "2.txt", "3.tar!/1"):
        assert part in written
    assert run([folder, folder / name], tmp_path / "out", options).before == 4


def test_an_archive_that_promises_without_end_ends(tmp_path: Path) -> None:
    """A tar archive of 2 kB with a member of 2**60 bytes, and a line of 8 TB: told, in this run and in the next."""
    folder = tmp_path / "in"
    folder.mkdir()
    claim = tarfile.TarInfo("big.txt")
    claim.size = 2**60
    (folder / "a.tar").write_bytes(claim.tobuf(tarfile.GNU_FORMAT) + b"x" * 512)
    (folder / "b.jsonl").write_text("{", encoding="utf-8")
    if sys.platform != "win32":
        os.truncate(folder / "b.jsonl", 2**43)
    (folder / "c.txt").write_text(bulletin(1), encoding="utf-8")
    for before in (0, 4):
        report = run([folder], tmp_path / "out", BatchOptions(timeout=2), make=batch_workers.light)
        assert (report.counts["documents"], report.before) == (1, before)
    codes = ["too-large", "truncated", "bad-row" if sys.platform == "win32" else "too-slow"]
    assert [error["code"] for error in listed(tmp_path / "out" / "errors.jsonl")] == codes


def test_an_id_that_comes_again_is_counted(tmp_path: Path) -> None:
    """A corrected release: both are in the files, in order, and neither is a repost of the other."""
    told = [{"id": "a", "text": bulletin(1)}, {"id": "b", "text": bulletin(2)}, {"id": "a", "text": bulletin(1) + "。"}]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, told)))
    report = run([tmp_path / "in.jsonl"], tmp_path / "out")
    assert report.counts["same_id"] == 1
    assert [(d["id"], d["repost_of"]) for d in documents(tmp_path / "out")] == [("a", None), ("b", None), ("a", None)]


def test_progress_counts_what_is_done(undisturbed: tuple[Path, Report]) -> None:
    """The last word of the progress is the report's."""
    counts = undisturbed[1].counts
    assert [one.items for one in SEEN] == sorted(one.items for one in SEEN)
    assert SEEN[-1][:5] == (counts["items"], 0, counts["documents"], counts["targets"] + counts["actuals"], 3)
    assert SEEN[-1].origin.endswith("d.txt")


# What is refused


def light(sources: list[Path], out: Path, options: BatchOptions | None = None) -> Report:
    """A run that extracts nothing."""
    return run(sources, out, options, make=batch_workers.light)


def refusal(*arguments: object, **keywords: object) -> str:
    """The words of a refused run."""
    with pytest.raises(RunError) as caught:
        light(*arguments, **keywords)  # type: ignore[arg-type]
    assert caught.value.refused
    return str(caught.value)


def test_other_settings_are_refused_and_named(source: Path, tmp_path: Path) -> None:
    """A folder holds one run: what differs is told, and what to do; beginning anew is possible."""
    out = tmp_path / "out"
    small = [source / "b.txt"]
    light(small, out)
    before = left(out)
    assert "format was jsonl, is csv" in refusal(small, out, BatchOptions(format="csv"))
    assert "inputs was " in refusal([source / "d.txt"], out)
    said = refusal(small, out, BatchOptions(shard_size=7, read=ReadOptions(text=("body",))))
    assert "shard_size was 500, is 7" in said
    assert "read.text was text content" in said
    assert "--no-resume" in said
    assert left(out) == before
    light(small, out, BatchOptions(workers=2))  # does not change the output: not refused
    light(small, out, BatchOptions(reposts="keep", resume=False))
    assert sorted(left(out)) == ["collisions.jsonl", "errors.jsonl", "manifest.jsonl", "part-00000.jsonl"]


def test_a_version_is_a_setting(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of two versions are not mixed."""
    light([source / "b.txt"], tmp_path / "out")
    monkeypatch.setattr(policyextract, "__version__", "99.0")
    assert "is 99.0" in refusal([source / "b.txt"], tmp_path / "out")


def test_a_part_that_was_changed_is_told(source: Path, tmp_path: Path) -> None:
    light([source / "b.txt"], tmp_path / "out")
    (tmp_path / "out" / "part-00000.jsonl").write_bytes(b"cut")
    assert "part-00000.jsonl: is not as the run wrote it" in refusal([source / "b.txt"], tmp_path / "out")


def test_two_runs_into_one_folder_are_refused(source: Path, tmp_path: Path) -> None:
    """The second is, with the number of the process that writes; a lock that nobody holds is none."""
    folder = Folder(tmp_path / "out")
    with folder.locked():
        assert f"another run (process {os.getpid()})" in refusal([source], tmp_path / "out")
    folder.work.mkdir(parents=True)
    (folder.work / "lock").write_text("12345\n")  # as a killed run leaves it
    assert light([source / "b.txt"], tmp_path / "out").counts["documents"] == 1


def test_folders_that_are_no_place_to_write_are_refused(source: Path, tmp_path: Path) -> None:
    """One with files of the user's, one below the input, a file."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me")
    assert "holds notes.txt" in refusal([source], tmp_path / "mine")
    assert "lies in" in refusal([source], source / "out")
    assert not (source / "out").exists()
    assert "cannot be made" in refusal([source], tmp_path / "mine" / "notes.txt")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["notes.txt"]


def test_options_are_checked() -> None:
    for wrong in ({"format": "xml"}, {"reposts": "hide"}, {"workers": 0}, {"shard_size": 0}, {"timeout": 0}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            BatchOptions(**wrong)  # type: ignore[arg-type]
