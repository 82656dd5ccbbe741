"""Runs of ``policyextract batch`` as processes, and the memory of their workers while they last (read from /proc)."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [
    sys.executable,
    "-c",
    "import sys; from policyextract.cli import main; sys.argv[0] = 'policyextract'; main()",
]
EVERY = 0.1
"""Seconds between two looks at the memory."""


class Done(NamedTuple):
    """A run that has ended."""

    seconds: float
    """From the start of the process to its end."""
    report: dict[str, Any]
    """Its ``run.json``."""
    memory: list[tuple[float, int]]
    """When (0 to 1 of the run), and the largest resident memory of a worker then, in bytes."""
    parent: int
    """Peak of the parent, in bytes."""

    def peak(self, first: float, last: float) -> float:
        """The largest memory of a worker in a part of the run, in MB."""
        return max((size for at, size in self.memory if first <= at <= last), default=0) / 1e6


def make_archive(folder: Path, documents: int, broken: float = 0.0) -> Path:
    """An archive with ``documents`` documents; what is expected of it lies beside it."""
    script = ROOT / "examples" / "make_archive.py"
    out = folder / "archive"
    command = [sys.executable, str(script), str(out), "--documents", str(documents), "--broken", str(broken)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return out


def start(*arguments: object) -> "subprocess.Popen[bytes]":
    """The command with these arguments, running; it says nothing."""
    return subprocess.Popen([*COMMAND, *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def batch(archive: Path, out: Path, *arguments: object) -> Done:
    """A batch run to its end."""
    began = time.perf_counter()
    process = start("batch", archive, "-o", out, *arguments)
    seen: list[tuple[float, int]] = []
    parent = 0
    while process.poll() is None:
        sizes = [_resident(child) for child in _children(process.pid)]
        seen.append((time.perf_counter() - began, max(sizes, default=0)))
        parent = max(parent, _resident(process.pid))
        time.sleep(EVERY)
    seconds = time.perf_counter() - began
    if process.returncode not in (0, 1):
        sys.exit(f"bench: the run into {out} ended with {process.returncode}")
    report = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return Done(seconds, report, [(at / seconds, size) for at, size in seen], parent)


def _children(process: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            found += map(int, path.read_text().split())
        except OSError:
            continue
    return found


def _resident(process: int) -> int:
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
