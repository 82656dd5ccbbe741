"""What is said of the advisories: weaknesses that are known, and that nobody could be asked, which fails nothing."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from documents import ROOT

WEAK = {"name": "regex", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}


@pytest.mark.parametrize(
    ("answer", "code", "said"),
    [
        ({"dependencies": [{"name": "regex", "version": "1", "vulns": []}]}, 0, "1 packages, 0 of which nothing is known, 0 known"),
        ({"dependencies": [WEAK]}, 1, "regex 1: PYSEC-1, mended in 2"),
        ({"dependencies": [{"name": "regex", "skip_reason": "not found"}]}, 0, "skipped: the advisories know nothing of"),
        (None, 0, "skipped: the advisories cannot be reached (no network)"),
    ],
)  # fmt: skip
def test_what_is_said(answer: object, code: int, said: str, tmp_path: Path) -> None:
    program = tmp_path / "pip-audit"
    told = "echo no network >&2; exit 1" if answer is None else f"cat <<'END'\n{json.dumps(answer)}\nEND"
    program.write_text(f"#!/bin/sh\n{told}\n", encoding="utf-8")
    program.chmod(0o755)
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "audit.py", program], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (code, "")
    assert said in done.stdout


def test_without_the_program(tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "scripts" / "audit.py", tmp_path / "none"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("\n"), "skipped" in done.stdout) == (0, 1, True)
