"""Batch runs that are stopped — killed, interrupted, out of disk — and started again: the bytes of an undisturbed run.

The runs are real processes. When to kill is told by how much the run has written, at places chosen anew in every test run:
it must not matter.
"""

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archives import RUN, archive, left
from policyextract.archive.batch import BatchOptions, run

SHARD = 8
COUNT = 90
OPTIONS = BatchOptions(shard_size=SHARD)
PATIENCE = 60
"""Seconds until a process that does nothing is given up."""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("source") / "archive", COUNT)


@pytest.fixture(scope="module")
def undisturbed(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    run([source], out, OPTIONS)
    return left(out)


def start(source: Path, out: Path, *more: str) -> "subprocess.Popen[bytes]":
    """The command, running."""
    command = [sys.executable, "-c", RUN, "batch", str(source), "-o", str(out), "--shard-size", str(SHARD), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def lines(out: Path) -> int:
    """Lines of the manifest."""
    path = out / "manifest.jsonl"
    return path.read_bytes().count(b"\n") if path.exists() else 0


def await_lines(process: "subprocess.Popen[bytes]", out: Path, count: int) -> None:
    """Return once the manifest has so many lines, or the process has ended."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and lines(out) < count:
        assert time.monotonic() < deadline, "the run does not go on"
        time.sleep(0.002)


def kill_some_times(source: Path, out: Path, times: int, *more: str) -> None:
    """Start and kill; each time a little further, at no particular moment."""
    for _ in range(times):
        process = start(source, out, *more)
        await_lines(process, out, lines(out) + random.randint(0, 3))
        time.sleep(random.random() / 20)
        process.kill()
        process.communicate()


def finish(source: Path, out: Path, *more: str) -> None:
    """The same command, to its end; the archive holds broken things, hence 1."""
    process = start(source, out, *more)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, told.decode()


def test_killed_and_started_again_gives_the_same_bytes(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """No document lost, none twice, reposts pointing to the same firsts, nothing left over."""
    out = tmp_path / "out"
    kill_some_times(source, out, 4, "--workers", "2")
    finish(source, out, "--workers", "1")
    assert left(out) == undisturbed


def test_killed_while_it_writes_parquet(source: Path, tmp_path: Path) -> None:
    """Files that workers make are no less whole."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    run([source], tmp_path / "whole", BatchOptions(shard_size=SHARD, format="parquet"))
    kill_some_times(source, tmp_path / "out", 2, "--format", "parquet", "--workers", "1")
    finish(source, tmp_path / "out", "--format", "parquet", "--workers", "1")
    assert left(tmp_path / "out") == left(tmp_path / "whole")


def dump(path: Path) -> list[str]:
    """All rows of all tables."""
    database = sqlite3.connect(path)
    names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    rows = [
        f"{name} {sorted(map(repr, database.execute(f'SELECT * FROM {name}')))}" for name in ("documents", "targets")
    ]
    database.close()
    return [*names, *rows]


def test_killed_while_it_fills_a_store(source: Path, tmp_path: Path) -> None:
    """The store is whole at every moment, and holds in the end what an undisturbed run puts in; twice changes nothing."""
    store = ("--format", "sqlite", "--workers", "1")
    finish(source, tmp_path / "whole", *store)
    whole = dump(tmp_path / "whole" / "store.sqlite")
    kill_some_times(source, tmp_path / "out", 2, *store)
    finish(source, tmp_path / "out", *store)
    assert dump(tmp_path / "out" / "store.sqlite") == whole
    finish(source, tmp_path / "out", *store, "--no-resume")
    assert dump(tmp_path / "out" / "store.sqlite") == whole


def test_a_line_of_the_manifest_cut_short_counts_as_not_written(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """As a machine that loses its power may leave it: the shard is done again."""
    process = start(source, tmp_path / "out", "--workers", "1")
    await_lines(process, tmp_path / "out", 4)
    process.kill()
    process.communicate()
    manifest = tmp_path / "out" / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-20])
    (tmp_path / "out" / ".part-00009.jsonl.tmp").write_bytes(b"half")
    finish(source, tmp_path / "out")
    assert left(tmp_path / "out") == undisturbed


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C cannot be sent to one process on Windows")
def test_interrupted_it_stops_cleanly_and_says_how_to_go_on(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """Exit code 130, one line, no worker left; the same command finishes the run."""
    process = start(source, tmp_path / "out", "--workers", "2")
    await_lines(process, tmp_path / "out", 3)
    process.send_signal(signal.SIGINT)
    out, told = process.communicate(timeout=PATIENCE)  # ends only when the workers, who share stderr, have ended
    assert (process.returncode, out) == (130, b"")
    assert told.decode().count("\n") == 1
    assert "interrupted" in told.decode()
    assert "the same command" in told.decode()
    finish(source, tmp_path / "out")
    assert left(tmp_path / "out") == undisturbed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """A limit on file sizes fails as a full disk does: one line with the name and the reason, nothing half-written."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, {2**40})); {RUN}"
    command = [
        sys.executable,
        "-c",
        limit,
        "batch",
        str(source),
        "-o",
        str(tmp_path / "out"),
        "--shard-size",
        str(SHARD),
    ]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)
    assert (done.returncode, done.stdout) == (1, "")
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not list((tmp_path / "out").glob("**/.*.tmp"))
    finish(source, tmp_path / "out")
    assert left(tmp_path / "out") == undisturbed
