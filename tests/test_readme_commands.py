"""The commands of the README and of the guides work as they stand there; test_languages.py compares the Chinese ones."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import papers
from archives import RUN
from documents import ROOT
from policyextract.track.store import open_store
from spark_local import needs_spark
from test_webhook import Receiver, receiver
from tracked import with_text

__all__ = ["receiver"]

SECTIONS = ("Documents that are not text", "An archive", "A cluster", "Feed a tracker", "A page to look at")
CONTINUED = {"An archive": "archive.md", "A cluster": "cluster.md"}
"""The page on which a section of the README goes on."""
DOCUMENTS = 24


def commands(section: str) -> list[str]:
    """The ``sh`` blocks of a section and of the page it goes on in, comments left out."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(section)}\n(.*?)(?=^## )", text, re.MULTILINE | re.DOTALL)
    assert found, f"README.md has no section {section}"
    page = (ROOT / "docs" / CONTINUED[section]).read_text(encoding="utf-8") if section in CONTINUED else ""
    return blocks_of(found[1] + page)


def blocks_of(text: str) -> list[str]:
    """The same of a text."""
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(r"\s+# .*", "", block).strip() for block in blocks]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``archive/``, the examples, and the programs ``policyextract`` and ``python``."""
    folder = tmp_path_factory.mktemp("readme")
    make = [sys.executable, str(ROOT / "examples" / "make_archive.py"), "archive", "--documents", str(DOCUMENTS)]
    subprocess.run(make, cwd=folder, check=True, capture_output=True)
    for name, data in {
        "plan.pdf": papers.pdf(papers.PLAN),
        "plan.docx": papers.docx(papers.PLAN),
        "figures.xlsx": papers.xlsx({"指标": papers.figures(papers.TABLE)}),
        "letter.eml": papers.eml("2024年新增就业5万人。", {"plan.pdf": papers.pdf(papers.PLAN)}),
    }.items():
        (folder / "papers").mkdir(exist_ok=True)
        (folder / "papers" / name).write_bytes(data)
    (folder / "examples").symlink_to(ROOT / "examples")
    programs = folder / "programs"
    programs.mkdir()
    for program, arguments in (("python", ""), ("policyextract", f'-c "{RUN}"')):
        path = programs / program
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        path.chmod(0o755)
    return folder


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a Unix shell")
@pytest.mark.parametrize(
    "section", [pytest.param(name, marks=needs_spark if name == "A cluster" else ()) for name in SECTIONS]
)
def test_commands_work_as_they_are_written(section: str, place: Path) -> None:
    """Every command of the section ends well, one after another, and none shows a traceback."""
    assert "Traceback" not in run(commands(section), place)


def run(blocks: list[str], place: Path, **more: str) -> str:
    """The commands one after another, which end well; what they say."""
    assert blocks, "the section has no commands"
    environment = {**os.environ, "PATH": f"{place / 'programs'}:{os.environ['PATH']}", **more}
    script = "set -eu\n" + "\n".join(blocks)
    done = subprocess.run(
        ["sh", "-c", script], cwd=place, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a Unix shell")
def test_a_tracker_in_ten_minutes(place: Path, receiver: Receiver) -> None:
    """The guide from the crawler's folder to the webhook, against a real receiver; a second day tells nothing twice."""
    blocks = blocks_of((ROOT / "docs" / "tracker.md").read_text(encoding="utf-8"))
    assert "Traceback" not in run(blocks, place, HOOK=receiver.url)
    files = sorted(path.name for path in (place / "public").iterdir() if path.stat().st_size)
    assert files == ["changes.jsonl", "deadlines.ics", "newest.atom", "panel.csv", "records.csv", "verdicts.csv"]
    count = len(receiver.requests)
    assert count > 1
    assert run(blocks[-1:], place, HOOK=receiver.url).count("nothing new since the last sending") == 2
    assert len(receiver.requests) == count


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a Unix shell")
def test_neighbours(place: Path) -> None:
    """The commands of the page run from a store to every tool."""
    with open_store(place / "targets.db") as store:
        store.put([with_text("到2027年，全市建成充电桩5万个以上。", published="2025-03-01")])
    blocks = blocks_of((ROOT / "docs" / "neighbours.md").read_text(encoding="utf-8"))
    assert "1 document annotated, 0 not yet, 0 that cannot be used" in run(blocks, place)


@pytest.mark.skipif(sys.platform == "win32", reason="the commands are for a Unix shell")
def test_what_was_said_goes_from_store_to_store_and_into_parts(place: Path) -> None:
    """The commands of the page on corrections."""
    blocks = blocks_of((ROOT / "docs" / "corrections.md").read_text(encoding="utf-8"))
    told = run(blocks, place)
    assert "find no record" not in told
    assert '"verdict":"accepted"' in (place / "again" / "part-00000.jsonl").read_text(encoding="utf-8")
