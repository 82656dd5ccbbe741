"""The disk fails at the k-th write, flush or rename: one clear line, nothing half-written, and the next run ends with the
bytes of an undisturbed one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

import batch_workers
from archives import bulletin, left
from faults import failing
from policyextract.archive.batch import BatchOptions, RunError, run
from policyextract.archive.batch.verify import verify
from policyextract.errors import SinkError
from policyextract.track.database import Database
from policyextract.track.files import replacing, write_jsonl
from policyextract.track.store import open_store
from policyextract.track.verify import verify as verify_store
from policyextract.track.webhook import Dead, Letter, write_dead
from tracked import document

THOROUGH = bool(os.environ.get("POLICYEXTRACT_THOROUGH"))
"""Every call of a run fails once, which takes minutes; else some, spread over it."""
TEXT = "力争到2027年底建成5G基站50万个以上。"


def archive(folder: Path, count: int) -> Path:
    """One bulletin a file, and one that is none."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        (folder / f"{number:02}.txt").write_text(bulletin(number), encoding="utf-8")
    (folder / "x.txt").write_bytes(b"\x00\x01")
    return folder


def light(source: Path, out: Path) -> None:
    run([source], out, BatchOptions(shard_size=2, reposts="keep"), make=batch_workers.light)


def every_fault(
    patch: pytest.MonkeyPatch, folder: Path, prepare: Callable[[Path], None], work: Callable[[Path], None]
) -> None:
    """Let ``work`` fail at each call of its own, and do it again: it ends as if nothing had been."""
    prepare(folder / "sound")
    with failing(patch, 0) as disk:
        work(folder / "sound")
    assert disk.calls > 10
    sound = left(folder / "sound")
    for k in range(1, disk.calls + 1, 1 if THOROUGH else disk.calls // 2):
        out = folder / f"fault {k}"
        prepare(out)
        with failing(patch, k), pytest.raises(RunError, match="cannot be written"):
            work(out)
        work(out)
        assert left(out) == sound, f"call {k}"
        assert list(verify(out)) == [], f"call {k}"


def test_a_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    source = archive(tmp_path / "in", 4)
    every_fault(monkeypatch, tmp_path, lambda out: None, lambda out: light(source, out))


def test_an_update(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file is new, and one has changed."""
    source = archive(tmp_path / "in", 4)
    new, changed = source / "03.txt", source / "01.txt"
    later = {path: path.read_text(encoding="utf-8") for path in (new, changed)}

    def prepare(out: Path) -> None:
        new.unlink()
        changed.write_text(bulletin(50), encoding="utf-8")
        light(source, out)
        for path, text in later.items():
            path.write_text(text, encoding="utf-8")

    every_fault(monkeypatch, tmp_path, prepare, lambda out: light(source, out))


def test_files_and_dead_letters(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What an export or a delivery writes is there as it was, or whole; its folder is flushed too."""
    dead = [Dead(Letter(f"k{n}", "{}"), "refused") for n in range(3)]
    works: list[Callable[[Path], None]] = [
        lambda path: exported(path, write_jsonl),
        lambda path: write_dead(path, dead),
    ]
    for number, work in enumerate(works):
        path = tmp_path / str(number) / "file"
        path.parent.mkdir()
        with failing(monkeypatch, 0) as disk:
            work(path)
        whole = path.read_bytes()
        assert disk.calls >= 4  # a write, a flush, the rename, the folder's
        for k in range(1, disk.calls + 1):
            path.write_bytes(b"as it was")
            with failing(monkeypatch, k), pytest.raises(SinkError, match="cannot be written"):
                work(path)
            assert path.read_bytes() in (b"as it was", whole)
            assert [found.name for found in path.parent.iterdir()] == ["file"]


def exported(path: Path, write: Callable[..., int]) -> None:
    with replacing(path) as out:
        write([document(TEXT)], out)


def test_a_store_is_all_or_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """SQLite is cut off at every k-th statement that changes it: what is there is sound, and a second run completes it."""
    documents = [document(TEXT, id=f"d{n}") for n in range(3)]
    with open_store(tmp_path / "s.db") as store:
        changed = counted(monkeypatch, store.database, 0, lambda: store.put(documents))
    assert changed > 10
    for k in range(1, changed + 1):
        path = tmp_path / f"{k}.db"
        with open_store(path) as store, pytest.raises(OSError, match="cut"):
            counted(monkeypatch, store.database, k, lambda store=store: store.put(documents))
        with open_store(path) as store:
            assert list(verify_store(store)) == []
            assert len(list(store.documents())) == 0
            assert store.put(documents).added == 3
            assert list(verify_store(store)) == []


def counted(patch: pytest.MonkeyPatch, database: Database, k: int, work: Callable[[], object]) -> int:
    """How many statements ``work`` runs; the ``k``-th breaks off."""
    calls = 0

    def call(real: Callable[..., object]) -> Callable[..., object]:
        def counting(*args: object) -> object:
            nonlocal calls
            calls += 1
            if calls == k:
                raise OSError("cut")
            return real(*args)

        return counting

    with patch.context() as inside:
        inside.setattr(database, "run", call(database.run))
        inside.setattr(database, "fill", call(database.fill))
        work()
    return calls
