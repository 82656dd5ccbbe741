"""The measuring scripts run and print their tables; what they measure is not tested here."""

import subprocess
import sys

from documents import ROOT, fixtures


def run(name: str) -> list[str]:
    command = [sys.executable, "-X", "utf8", str(ROOT / "bench" / name), "--fixtures-only"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def test_coverage_of_rules() -> None:
    """Every rule has a line: rules of the scanner, reasons for no record, frames."""
    head, total, *lines = run("rules.py")
    assert head.split() == ["rule", "fixtures"]
    assert total.split() == ["(documents)", str(len(fixtures()))]
    names = [line.rsplit(maxsplit=1)[0] for line in lines]
    assert {"quantity.number", "name.latin"} <= set(names)
    assert any(name.startswith("no record: ") for name in names)
    assert any(name.startswith("frame.") for name in names)


def test_calibration() -> None:
    """Bins of confidence, and one error before and after fitting."""
    first, head, *bins, error = run("calibrate.py")
    assert first.startswith(f"{len(fixtures())} documents")
    assert head.split() == ["confidence", "records", "stated", "fitted", "right"]
    assert sum(int(line.split()[1]) for line in bins) == int(first.split()[2])
    assert error.startswith("expected calibration error: 0.")
