"""``policyextract verify``: one changed byte of a run, one changed row of a store, is told by its name."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import batch_workers
from archives import bulletin
from policyextract.archive.batch import BatchOptions, RunError, run
from policyextract.track.store import open_store
from tracked import Command, command, with_text


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], tuple[int, str]]:
    """The exit code of the command, and what it says."""
    do: Command = command(capsys, monkeypatch)

    def verify(place: Path) -> tuple[int, str]:
        done = do("verify", str(place))
        return done.code, done.err

    return verify


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    for number in range(5):
        (folder / f"{number}.txt").write_text(bulletin(number), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def written(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("written") / "run"
    run([source], place, BatchOptions(shard_size=2), make=batch_workers.light)
    return place


@pytest.fixture
def out(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "out"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "s.db"
    with open_store(path) as opened:
        opened.put([with_text(bulletin(number), id=f"d{number}") for number in range(2)])
    return path


def test_what_is_sound(said: Callable[[Path], tuple[int, str]], out: Path, store: Path) -> None:
    for place in (out, store):
        assert said(place) == (0, f"policyextract: {place}: all is as it was written\n")


@pytest.mark.parametrize("name", ["part-00001.jsonl", "errors.jsonl", "manifest.jsonl"])
def test_one_byte_of_a_run(said: Callable[[Path], tuple[int, str]], out: Path, name: str) -> None:
    """Also where the size is as it was."""
    data = bytearray((out / name).read_bytes() or b"x")
    data[-5:-4] = b"#"
    (out / name).write_bytes(data)
    code, told = said(out)
    assert code == 1
    assert f"{out / name}: is" in told


def test_what_a_run_has_not_written(said: Callable[[Path], tuple[int, str]], out: Path, tmp_path: Path) -> None:
    (out / "part-00009.jsonl").write_bytes(b"")
    assert said(out)[0] == 1
    (tmp_path / "empty").mkdir()
    assert "holds no run" in said(tmp_path / "empty")[1]
    (out / "run.json").unlink()
    assert "has not come to its end" in said(out)[1]


def test_a_resume_looks_at_every_byte(source: Path, out: Path) -> None:
    """A part of the same size with other bytes is not built upon."""
    part = out / "part-00000.jsonl"
    part.write_bytes(part.read_bytes().replace(b"text", b"TEXT"))
    with pytest.raises(RunError, match=r"part-00000\.jsonl: is not as the run wrote it"):
        run([source], out, BatchOptions(shard_size=2), make=batch_workers.light)


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        (
            "UPDATE originals SET json = replace(json, '全市', '全省') WHERE document_id = 'd1'",
            "is not as it was put in",
        ),
        ("UPDATE originals SET json = '{' WHERE document_id = 'd1'", "is damaged"),
        ("DELETE FROM actuals WHERE document_id = 'd1'", "has not its rows in the table actuals"),
        ("UPDATE texts SET hash = 'x' WHERE document_id = 'd1'", "has not the text it was put in with"),
    ],
)
def test_one_row_of_a_store(said: Callable[[Path], tuple[int, str]], store: Path, sql: str, why: str) -> None:
    with open_store(store) as opened, opened.database.transaction():
        opened.database.run(sql)
    code, told = said(store)
    assert code == 1
    assert f"{store}: document d1 {why}" in told
    assert "d0" not in told


def test_what_is_no_store(said: Callable[[Path], tuple[int, str]], tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(json.dumps({}), encoding="utf-8")
    code, told = said(tmp_path / "x.txt")
    assert code == 1
    assert told.count("\n") == 1
