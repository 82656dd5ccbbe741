"""The program asked to end by signals, once and more: real processes, real signals, at a known moment."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archives import HEARD, RUN, archive

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")

PATIENCE = 60
"""Seconds until a process that does not end is given up."""

ASKED = """
import atexit, os, signal, threading, policyextract
def extract(*_, **__):
    try:
        signal.raise_signal(signal.{first})
    finally:
        {then}
policyextract.Extractor.extract = extract
atexit.register(lambda: {last})
"""
"""The command, to which signals come while it reads, while it cleans up, and when it has ended."""


def asked(folder: Path, first: str, then: str = "pass", last: str = "None") -> "subprocess.CompletedProcess[str]":
    (folder / "a.txt").write_text("新增企业10家。", encoding="utf-8")
    (folder / "out").write_text("old", encoding="utf-8")
    code = HEARD + ASKED.format(first=first, then=then, last=last) + RUN
    command = [sys.executable, "-c", code, "extract", "a.txt", "-o", "out"]
    return subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)


@pytest.mark.parametrize(
    ("name", "code", "word"),
    [("SIGINT", 130, "interrupted"), ("SIGTERM", 143, "terminated"), ("SIGHUP", 129, "hung up")],
)
@pytest.mark.parametrize("then", ["pass", "signal.raise_signal(signal.SIGINT)", "signal.raise_signal(signal.SIGTERM)"])
@pytest.mark.parametrize("last", ["None", "signal.raise_signal(signal.SIGINT)"])
def test_one_line_the_code_and_nothing_left(
    tmp_path: Path, name: str, code: int, word: str, then: str, last: str
) -> None:
    """The first signal counts; one that comes while it cleans up, or when it is over, changes nothing."""
    done = asked(tmp_path, name, then, last)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", f"policyextract: {word}\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "out"]
    assert (tmp_path / "out").read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    "then",
    [
        "signal.raise_signal(signal.SIGINT); threading.Event().wait()",
        "signal.raise_signal(signal.SIGINT); signal.raise_signal(signal.SIGINT)",
    ],
)
def test_whoever_insists_is_obeyed(tmp_path: Path, then: str) -> None:
    """Cleaning up that does not end is cut short by the second Ctrl-C, any by the third; no traceback, the same code."""
    done = asked(tmp_path, "SIGINT", then)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


def test_what_nohup_ignores_stays_ignored(tmp_path: Path) -> None:
    """A program that was told not to hear its terminal close works on."""
    (tmp_path / "a.txt").write_text("新增企业10家。", encoding="utf-8")
    code = f"import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN); {ASKED.format(first='SIGHUP', then='return real(*_, **__)', last='None')}"
    code = code.replace("def extract", "real = policyextract.Extractor.extract\ndef extract") + RUN
    command = [sys.executable, "-c", code, "extract", "a.txt", "--format", "jsonl"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert "新增企业10家" in done.stdout


@pytest.mark.parametrize(
    ("signals", "code", "word"),
    [
        ((signal.SIGINT, signal.SIGINT), 130, "interrupted"),
        ((signal.SIGTERM,), 143, "terminated"),
        ((signal.SIGTERM, signal.SIGTERM), 143, "terminated"),
    ],
)
def test_a_run_leaves_no_lock_and_no_worker(
    tmp_path: Path, signals: tuple[signal.Signals, ...], code: int, word: str
) -> None:
    """One line that says how to go on; the folder is free."""
    source, out = archive(tmp_path / "in", 300), tmp_path / "out"
    command = [
        sys.executable,
        "-c",
        HEARD + RUN,
        "batch",
        str(source),
        "-o",
        str(out),
        "--shard-size",
        "5",
        "--workers",
        "1",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(out.glob("part-*")):
            time.sleep(0.01)
        for number in signals:
            process.send_signal(number)
        data, told = process.communicate(timeout=PATIENCE)  # ends only when the workers, who share stderr, have ended
    assert (process.returncode, data) == (code, b""), told.decode()
    assert told.decode().count("\n") == 1
    assert f"policyextract: {word}; " in told.decode()
    assert "the same command goes on" in told.decode()
    assert not (out / ".work" / "lock").exists()


READING = """
import os, signal
from policyextract.archive.readers.alarm import timed
def items():
    yield "a"
    os.killpg(0, signal.SIGSTOP)
    yield "b"
print(*timed(items(), 1.0))
"""
WORKING = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
import pool_work
from policyextract.pool import run
results = run(pool_work.nap, [0.0, 0.5, 0.5, 0.5], workers=1, timeout=1.5)
print(next(results))
os.killpg(0, signal.SIGSTOP)
print(*results)
"""


@pytest.mark.parametrize(
    ("code", "said"), [(READING, "a b\n"), (WORKING, "0.0\n0.5 0.5 0.5\n")], ids=["reading", "working"]
)
def test_time_in_which_the_program_is_stopped_does_not_count(code: str, said: str) -> None:
    """Ctrl-Z and fg, or a laptop that was closed: what was in work takes no longer by it."""
    command = [sys.executable, "-c", code, str(Path(__file__).parent)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    _, status = os.waitpid(child.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    time.sleep(3.5)
    os.killpg(child.pid, signal.SIGCONT)
    out, _ = child.communicate(timeout=60)
    assert out == said
