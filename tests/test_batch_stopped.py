"""Batch runs that are stopped — killed, interrupted, out of disk — and started again: the bytes of an undisturbed run.

The runs are real processes. When to kill is told by how much the run has written, at places chosen anew in every test run:
it must not matter.
"""

import json
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archives import HEARD, RUN, archive, left
from policyextract.archive.batch import BatchOptions, run
from policyextract.track.store import open_store

SHARD = 5
COUNT = 60
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
    command = [
        sys.executable,
        "-c",
        HEARD + RUN,
        "batch",
        str(source),
        "-o",
        str(out),
        "--shard-size",
        str(SHARD),
        *more,
    ]
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
        await_lines(process, out, lines(out) + random.randint(0, 2))
        time.sleep(random.random() / 20)
        process.kill()
        process.communicate()


def interrupt(source: Path, out: Path, *more: str) -> None:
    """Start, and press Ctrl-C: exit code 130, one line that says how to go on, no worker left."""
    process = start(source, out, *more)
    await_lines(process, out, lines(out) + 2)
    process.send_signal(signal.SIGINT)
    data, told = process.communicate(timeout=PATIENCE)  # ends only when the workers, who share stderr, have ended
    assert (process.returncode, data) == (130, b""), told.decode()
    assert told.decode().count("\n") == 1
    assert "interrupted" in told.decode()
    assert "the same command goes on" in told.decode()


def finish(source: Path, out: Path, *more: str) -> None:
    """The same command, to its end; the archive holds broken things, hence 1."""
    process = start(source, out, *more)
    _, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1, told.decode()


def test_killed_and_started_again_gives_the_same_bytes(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """No document lost, none twice, reposts pointing to the same firsts, nothing left over.

    Before the last start the manifest's last line is cut, as a machine that loses its power may leave it: it counts as
    not written.
    """
    out = tmp_path / "out"
    kill_some_times(source, out, 2, "--workers", "2")
    if sys.platform != "win32":  # where Ctrl-C cannot be sent to one process
        interrupt(source, out, "--workers", "1")
    manifest = out / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes()[:-20] if lines(out) > 1 else b"")
    (out / ".part-00009.jsonl.tmp").write_bytes(b"half")
    finish(source, out, "--workers", "1")
    assert left(out) == undisturbed


def test_killed_while_it_writes_parquet(source: Path, tmp_path: Path) -> None:
    """Files that workers make are no less whole."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    run([source], tmp_path / "whole", BatchOptions(shard_size=SHARD, format="parquet", workers=2))
    kill_some_times(source, tmp_path / "out", 1, "--format", "parquet", "--workers", "1")
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


def test_killed_while_it_fills_a_store(source: Path, undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    """The store is whole at every moment, and holds in the end what an undisturbed run gives; twice changes nothing."""
    expected = [json.loads(line) for name, data in undisturbed.items() if "part-" in name for line in data.splitlines()]
    with open_store(tmp_path / "expected.sqlite") as store:
        store.put(expected)
    whole = dump(tmp_path / "expected.sqlite")
    command = (source, tmp_path / "out", "--format", "sqlite", "--workers", "1")
    kill_some_times(*command[:2], 1, *command[2:])
    finish(*command)
    assert dump(tmp_path / "out" / "store.sqlite") == whole
    finish(*command, "--no-resume")
    assert dump(tmp_path / "out" / "store.sqlite") == whole


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(
    source: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """A limit on file sizes fails as a full disk does: one line with the name and the reason, nothing half-written."""
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, {2**40})); {RUN}"
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
