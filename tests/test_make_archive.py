"""The archive that the example makes: what it says of itself is what the readers find."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from archives import documents, listed
from documents import ROOT
from policyextract.archive.item import Broken, RawDocument
from policyextract.archive.readers import read
from tracked import Run

COUNT, BROKEN = 300, 0.2


def made(folder: Path, name: str, *arguments: str) -> dict[str, Any]:
    """What the archive ``name``, made in ``folder``, is expected to hold."""
    command = [sys.executable, "-X", "utf8", str(ROOT / "examples" / "make_archive.py"), name, *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    expected: dict[str, Any] = json.loads((folder / f"{name}.expected.json").read_text(encoding="utf-8"))
    return expected


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    for package in ("pyarrow", "fastwarc", "zstandard"):
        pytest.importorskip(package, reason=f"archives need {package}: pip install 'policyextract[archive]'")
    return tmp_path_factory.mktemp("archives")


@pytest.fixture(scope="module")
def expected(folder: Path) -> dict[str, Any]:
    return made(folder, "news", "--documents", str(COUNT), "--broken", str(BROKEN), "--reposts", "0.1")


@pytest.fixture(scope="module")
def found(folder: Path, expected: dict[str, Any]) -> list[RawDocument | Broken]:
    return list(read([folder / "news"]))


def origin_of(item: RawDocument | Broken, folder: Path) -> str:
    return item.origin.removeprefix(f"{(folder / 'news').as_posix()}/")


def test_every_good_document_is_read_and_every_broken_one_told(
    folder: Path, expected: dict[str, Any], found: list[RawDocument | Broken]
) -> None:
    """Not one more, not one less, each with its code."""
    good = [origin_of(item, folder) for item in found if isinstance(item, RawDocument)]
    broken = [(origin_of(item, folder), item.code) for item in found if isinstance(item, Broken)]
    assert len(expected["documents"]) == COUNT
    assert len(expected["broken"]) == COUNT * BROKEN
    assert sorted(good) == sorted(expected["documents"])
    assert sorted(broken) == sorted((one["origin"], one["code"]) for one in expected["broken"])
    assert len({code for _, code in broken}) >= 17


def test_documents_have_titles_and_days(folder: Path, found: list[RawDocument | Broken]) -> None:
    """Whatever the format, what the archive knows of a document is given; texts alone say nothing of themselves."""
    bare = {"text", "gz", "zip", "tar"}
    for item in found:
        kind = origin_of(item, folder).split("/")[0]
        if isinstance(item, RawDocument) and (kind not in bare or item.text.startswith("<!")):
            assert item.title
            assert item.title in item.text
            assert item.published
            assert (item.source or "").startswith("https://")


def test_documents_differ_but_for_reposts(
    folder: Path, expected: dict[str, Any], found: list[RawDocument | Broken]
) -> None:
    """No two documents share much of their words, but a repost shares nearly all with its first."""
    texts = {origin_of(item, folder): item.text for item in found if isinstance(item, RawDocument)}
    parts = {origin: {text[at : at + 8] for at in range(len(text) - 7)} for origin, text in texts.items()}
    reposts = {(one["origin"], one["first"]) for one in expected["reposts"]}
    assert 10 < len(reposts) < 60
    copies = {origin for origin, _ in reposts}
    first = [origin for origin in parts if origin not in copies and origin.startswith("text/")]
    for at, one in enumerate(first):
        for other in first[at + 1 :]:
            assert len(parts[one] & parts[other]) < 0.5 * min(len(parts[one]), len(parts[other]))
    plain = [(copy, one) for copy, one in reposts if "<p>" not in texts[copy] + texts[one]]
    assert plain
    for copy, one in plain:
        assert texts[copy] != texts[one]
        assert len(parts[copy] & parts[one]) > 0.7 * len(parts[one])


def test_same_arguments_same_bytes(folder: Path) -> None:
    """The archive is the same in every run; another seed makes another."""

    def digest(name: str) -> str:
        whole = sha256((folder / f"{name}.expected.json").read_bytes())
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                whole.update(path.relative_to(folder / name).as_posix().encode() + path.read_bytes())
        return whole.hexdigest()

    arguments = ("--documents", "60", "--broken", "0.7", "--seed")
    seeds = {"one": "1", "same": "1", "other": "2"}
    for name, seed in seeds.items():
        made(folder, name, *arguments, seed)
    assert digest("one") == digest("same") != digest("other")


def test_a_folder_that_is_there_is_not_touched(folder: Path, expected: dict[str, Any]) -> None:
    """One clear line, and nothing is written."""
    command = [sys.executable, str(ROOT / "examples" / "make_archive.py"), "news"]
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 2
    assert "news is there already; remove it or name another folder" in done.stderr


def told_by(out: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """The origins of the documents that a run has written, and of what it could not read, with the codes."""
    errors = [(one["origin"].removeprefix("forms/"), one["code"]) for one in listed(out / "errors.jsonl")]
    return sorted(one["source"].removeprefix("forms/") for one in documents(out)), sorted(errors)


def test_every_form_goes_through_batch_and_extract(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of every form, whole and broken, among all kinds of archives: each good document once, each broken one told."""
    monkeypatch.chdir(folder)
    expected = made(folder, "forms", "--documents", "12", "--broken", "4", "--reposts", "0", "--forms")
    assert Run(["batch", "forms", "-o", "out", "--reposts", "keep", "--workers", "1"], capsys).code == 1
    done, errors = told_by(Path("out"))
    by_address = {one["source"]: one["id"] for one in documents(Path("out"))}
    assert len(done) == len(set(by_address)) == len(expected["documents"])
    assert errors == sorted((one["origin"], one["code"]) for one in expected["broken"])

    archives = (".zip", ".tar", ".warc")  # are for batch alone
    files = sorted(path.as_posix() for path in Path("forms/forms").rglob("*.*") if path.suffix not in archives)
    shown = Run(["extract", *files, "--format", "jsonl"], capsys)
    assert shown.code == 1
    ids = [json.loads(line)["id"] for line in shown.out.splitlines()]
    of_files = [one for one in expected["documents"] if f"forms/{one}".startswith(tuple(files))]
    assert len(ids) == len(set(ids)) == len(of_files)
    assert set(ids) <= set(by_address.values())
    for origin, _ in errors:
        if origin.startswith("forms/"):
            assert sum(line.startswith(f"policyextract: forms/{origin}: ") for line in shown.err.splitlines()) == 1
