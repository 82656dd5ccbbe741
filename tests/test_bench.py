"""The measuring scripts run and print their tables; what they measure is not tested here."""

import json
import subprocess
import sys
from pathlib import Path

from documents import ROOT, fixtures


def run(name: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-X", "utf8", str(ROOT / "bench" / name), *(arguments or ("--fixtures-only",))]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_coverage_of_rules() -> None:
    """Every rule has a line: rules of the scanner, proposers of indicators and periods."""
    head, total, *lines = run("rules.py")
    assert head.split() == ["rule", "fixtures"]
    assert total.split() == ["(documents)", str(len(fixtures()))]
    names = [line.rsplit(maxsplit=1)[0] for line in lines]
    assert {"quantity.number", "name.latin"} <= set(names)
    assert any(name.startswith("indicator.") for name in names)
    assert any(name.startswith("due.") for name in names)


def test_calibration() -> None:
    """Bins of confidence, the error, and what is kept from some confidence on."""
    first, head, *lines = run("calibrate.py")
    assert first.startswith(f"{len(fixtures())} documents")
    assert head.split() == ["confidence", "records", "stated", "right"]
    *bins, error = lines[:-4]
    assert sum(int(line.split()[1]) for line in bins) == int(first.split()[2])
    assert error.startswith("expected calibration error: 0.")
    assert [line.split(":")[0] for line in lines[-4:]] == [f"confidence ≥ {x}" for x in (0.0, 0.5, 0.7, 0.9)]


def test_sample(tmp_path: Path) -> None:
    """As many records as asked for, evenly from as many documents, the same in every run; and paragraphs."""
    file = tmp_path / "documents.jsonl"
    file.write_text("".join(json.dumps(raw) + "\n" for raw in fixtures()), encoding="utf-8")
    arguments = (str(file), "--records", "6", "--documents", "3", "--paragraphs", "2", "--seed", "1")
    lines = run("sample.py", *arguments)
    drawn = [line.split()[1] for line in lines if line.startswith("#")]
    assert sorted(drawn.count(name) for name in set(drawn)) == [2, 2, 2]
    assert sum(line.startswith("¶") for line in lines) == 2
    assert sum(line.split()[:1] == ["confidence"] for line in lines) == 6
    assert run("sample.py", *arguments) == lines
    assert run("sample.py", *arguments[:-1], "2") != lines
