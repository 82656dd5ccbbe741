"""A folder that a run has written, and an archive that has changed since: only what is new is extracted, nothing is lost."""

import json
import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import batch_workers
from archives import HEADER, bulletin, documents, left, listed
from policyextract.archive.batch import BatchOptions, Report, RunError, run
from policyextract.archive.batch.work import Make
from policyextract.archive.item import RawDocument
from policyextract.track.store import open_store

SMALL = 5
WORDS = "（记者 王某某）"


def write(folder: Path, numbers: range, name: str = "{:03}.txt") -> None:
    """One bulletin a file."""
    folder.mkdir(exist_ok=True)
    for number in numbers:
        (folder / name.format(number)).write_text(bulletin(number), encoding="utf-8")


def light(source: Path, out: Path, **options: object) -> Report:
    """A run that extracts nothing."""
    return run([source], out, BatchOptions(shard_size=SMALL, **options), make=batch_workers.light)  # type: ignore[arg-type]


def never() -> Callable[[object], object]:
    raise AssertionError("no worker is needed")


def texts(out: Path) -> list[str]:
    """The texts of all documents, sorted."""
    return sorted(document["text"] for document in documents(out))


def test_only_what_is_new_is_extracted(tmp_path: Path) -> None:
    """A worker gets the new file, the changed one and the row that a table has more, and nothing else."""
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, range(9))
    table = [json.dumps({"id": f"r{n}", "text": bulletin(20 + n)}, ensure_ascii=False) for n in range(4)]
    (source / "t.jsonl").write_text("\n".join(table), encoding="utf-8")
    assert light(source, out).counts["documents"] == 13
    (source / "004.txt").write_text("改正：" + bulletin(4), encoding="utf-8")
    (source / "004b.txt").write_text(bulletin(40), encoding="utf-8")
    (source / "t.jsonl").write_text("\n".join([*table, '{"id": "r9", "text": "新的一行"}']), encoding="utf-8")
    os.environ[batch_workers.SEEN] = str(tmp_path / "seen")
    report = run([source], out, BatchOptions(shard_size=SMALL), make=batch_workers.noting)
    seen = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()
    assert [Path(line).name for line in seen] == ["004.txt", "004b.txt", "t.jsonl:5"]
    assert (report.counts["documents"], report.before, report.gone.replaced) == (15, 12, 1)
    assert texts(out) == sorted(document.text for document in read_all(source))
    again = run([source], out, BatchOptions(shard_size=SMALL), make=never)
    assert again.before == again.counts["items"] == 15


def read_all(source: Path) -> list[RawDocument]:
    from policyextract.archive.readers import read

    return [item for item in read([source]) if isinstance(item, RawDocument)]


def test_what_has_vanished_is_told_and_stays_until_it_is_pruned(tmp_path: Path) -> None:
    """A file, and a row of a file; an error that was mended goes by itself."""
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, range(6))
    rows = [json.dumps({"id": f"r{n}", "text": bulletin(20 + n)}) for n in range(3)]
    (source / "t.jsonl").write_text("\n".join(rows))
    (source / "x.txt").write_bytes(b"\0\1\2\3" * 9)
    assert light(source, out).errors == {"not-text": 1}
    (source / "002.txt").unlink()
    (source / "t.jsonl").write_text("\n".join(rows[:2]))
    (source / "x.txt").write_text(bulletin(50))
    report = light(source, out)
    assert (report.gone.vanished, report.errors) == (2, {})
    assert sorted(Path(origin).name for origin in report.gone.some) == ["002.txt", "t.jsonl:3"]
    assert len(documents(out)) == 10
    report = light(source, out, prune=True)
    assert len(documents(out)) == report.counts["documents"] == 8
    assert texts(out) == sorted(document.text for document in read_all(source))
    assert light(source, out).gone.vanished == 0


def test_nothing_is_pruned_that_only_cannot_be_seen(tmp_path: Path) -> None:
    """A folder that is not there, as when a disk is not mounted, or is empty."""
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, range(3))
    other = tmp_path / "more"
    write(other, range(10, 12))
    options = BatchOptions(shard_size=SMALL, prune=True)
    run([source, other], out, options, make=batch_workers.light)
    before = left(out)
    source.rename(tmp_path / "away")
    with pytest.raises(RunError, match="in: no such file or folder"):
        run([source, other], out, options, make=batch_workers.light)
    source.mkdir()
    other.rename(tmp_path / "gone")
    other.mkdir()
    with pytest.raises(RunError, match="nothing of what it holds"):
        run([source, other], out, options, make=batch_workers.light)
    assert left(out) == before


def changed_and_compacted(source: Path, out: Path, make: Make, **common: object) -> None:
    """Three days: a run, an update of a changed archive, another that moves a file and compacts."""
    run([source], out, BatchOptions(**common), make=make)  # type: ignore[arg-type]
    (source / "002.txt").unlink()  # what others repeat
    (source / "003.txt").write_text("改正：" + bulletin(30), encoding="utf-8")
    (source / "000a.txt").write_text(HEADER + bulletin(7), encoding="utf-8")  # comes before what it repeats
    assert run([source], out, BatchOptions(**common), make=make).patched  # type: ignore[arg-type]
    (source / "sub").mkdir()
    (source / "001.txt").rename(source / "sub" / "001.txt")
    options = BatchOptions(**common, prune=True, compact=True)  # type: ignore[arg-type]
    assert not run([source], out, options, make=make).patched


def test_what_a_damaged_archive_hides_is_not_pruned(tmp_path: Path) -> None:
    """A ZIP archive that was cut on its way: its documents stay, the cut is told, and all is well when it is whole again."""
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, range(2))
    with zipfile.ZipFile(source / "z.zip", "w") as packed:
        for number in range(5, 8):
            packed.writestr(f"{number}.txt", bulletin(number))
    whole = (source / "z.zip").read_bytes()
    light(source, out, prune=True)
    (source / "z.zip").write_bytes(whole[:-200])
    report = light(source, out, prune=True)
    assert (report.counts["documents"], list(report.errors)) == (5, ["truncated"])
    (source / "z.zip").write_bytes(whole)
    report = light(source, out, prune=True)
    assert (report.counts["documents"], report.errors, report.gone.vanished) == (5, {}, 0)


@pytest.mark.parametrize("reposts", ["link", "drop"])
def test_after_a_compaction_the_bytes_are_those_of_a_whole_run(tmp_path: Path, reposts: str) -> None:
    """New, changed, moved and vanished files, and reposts whose first has gone or comes later."""
    source = tmp_path / "in"
    write(source, range(8))
    for name, text in (("005r", HEADER + bulletin(2)), ("006r", bulletin(2) + WORDS)):
        (source / f"{name}.txt").write_text(text, encoding="utf-8")
    rows = [{"url": f"https://a.example/{n % 2}", "title": f"第{n}期", "text": bulletin(40 + n)} for n in range(4)]
    (source / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    common = {"shard_size": SMALL, "reposts": reposts}
    changed_and_compacted(source, tmp_path / "out", batch_workers.likened, **common)
    run([source], tmp_path / "whole", BatchOptions(**common), make=batch_workers.likened)  # type: ignore[arg-type]
    assert left(tmp_path / "out") == left(tmp_path / "whole")
    reposted = [Path(row["origin"]).name for row in listed(tmp_path / "out" / "reposts.jsonl")]
    assert reposted == ["006r.txt", "007.txt"]
    assert len(listed(tmp_path / "out" / "collisions.jsonl")) == 2


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_format_can_be_compacted(tmp_path: Path, form: str) -> None:
    """From what workers have read, which no format but JSON lines holds."""
    if form == "parquet":
        pytest.importorskip("pyarrow", reason="pyarrow is not installed")
    source = tmp_path / "in"
    write(source, range(3))
    write(source, range(7, 8))
    rows = [{"url": "https://a.example/", "title": f"第{n}期", "text": bulletin(40 + n)} for n in range(2)]
    (source / "t.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    options = BatchOptions(shard_size=SMALL, format=form)  # type: ignore[arg-type]
    run([source], tmp_path / "out", options)
    (source / "002.txt").unlink()  # what another repeats
    (source / "000a.txt").write_text(HEADER + bulletin(7), encoding="utf-8")  # comes before what it repeats
    assert not run([source], tmp_path / "out", replace(options, prune=True, compact=True)).patched
    run([source], tmp_path / "whole", options)
    assert left(tmp_path / "out") == left(tmp_path / "whole")


def test_documents_of_one_address_have_ids_of_their_own(tmp_path: Path) -> None:
    """By their titles, else by their texts; each is told, and so is an id that the archive gives twice."""
    rows = [
        {"url": "https://a.example/", "title": "甲", "text": bulletin(1)},
        {"url": "https://a.example/", "title": "乙", "text": bulletin(2)},
        {"url": "https://a.example/", "title": "甲", "text": bulletin(3)},
        {"url": "https://a.example/", "title": "甲", "text": bulletin(1)},
        {"id": "7", "text": bulletin(4)},
        {"id": "7", "text": bulletin(5)},
    ]
    (tmp_path / "in.jsonl").write_text("\n".join(map(json.dumps, rows)))
    report = light(tmp_path / "in.jsonl", tmp_path / "out")
    ids = [document["id"] for document in documents(tmp_path / "out")]
    assert len(set(ids[:3])) == 3
    assert (ids[3], ids[4:]) == (ids[0], ["7", "7"])
    told = listed(tmp_path / "out" / "collisions.jsonl")
    places = [(row["origin"][-1], row["kind"], row["with"][-1]) for row in told]
    assert places == [("2", "address", "1"), ("3", "address", "1"), ("4", "twice", "1"), ("6", "id", "5")]
    assert [row["id"] for row in told] == [ids[1], ids[2], ids[3], "7"]
    assert (report.counts["clashes"], report.counts["same_id"]) == (4, 2)


def test_a_repost_whose_first_has_gone_is_a_document_of_its_own(tmp_path: Path) -> None:
    """It points to nothing that is not there, also where reposts are left out; nothing is extracted for it."""
    source = tmp_path / "in"
    source.mkdir()
    (source / "000.txt").write_text("到2027年，建成充电桩5万个。" * 9, encoding="utf-8")
    (source / "002.txt").write_text("全市粮食播种面积稳定在30万亩。" * 9, encoding="utf-8")
    (source / "9.txt").write_text(bulletin(1) + WORDS, encoding="utf-8")
    for reposts in ("link", "drop"):
        options = BatchOptions(shard_size=SMALL, reposts=reposts, prune=True)  # type: ignore[arg-type]
        (source / "001.txt").write_text(WORDS + bulletin(1), encoding="utf-8")
        run([source], tmp_path / reposts, options, make=batch_workers.likened)
        assert len(listed(tmp_path / reposts / "reposts.jsonl")) == 1
        (source / "001.txt").unlink()
        run([source], tmp_path / reposts, options, make=never)
        found = documents(tmp_path / reposts)
        assert sorted(Path(document["source"]).name for document in found) == ["000.txt", "002.txt", "9.txt"]
        assert not any(document.get("repost_of") for document in found)


def test_a_store_follows_the_archive(tmp_path: Path) -> None:
    """What is changed or pruned is so in the store; other documents stay."""
    source, out = tmp_path / "in", tmp_path / "out"
    write(source, range(4))
    options = BatchOptions(shard_size=SMALL, format="sqlite", prune=True)
    run([source], out, options, store=open_store)
    (source / "001.txt").unlink()
    (source / "002.txt").write_text(bulletin(22), encoding="utf-8")
    (source / "004.txt").write_text(bulletin(4), encoding="utf-8")
    run([source], out, options, store=open_store)
    run([source], tmp_path / "whole", options, store=open_store)
    with open_store(out / "store.sqlite") as one, open_store(tmp_path / "whole" / "store.sqlite") as other:
        assert list(one.documents()) == list(other.documents())
        assert list(one.rows()) == list(other.rows())


def test_killed_ten_times_during_an_update(tmp_path: Path) -> None:
    """Whenever it is killed, the next run goes on, and the bytes are those of an update that was not disturbed."""
    if sys.platform == "win32":
        pytest.skip("processes are killed with a signal")
    source = tmp_path / "in"
    write(source, range(30))
    for number in (12, 17, 25):
        (source / f"{number:03}r.txt").write_text(HEADER + bulletin(number - 9), encoding="utf-8")
    for out in ("out", "calm"):
        light_process(source, tmp_path / out)
    (source / "008.txt").unlink()
    (source / "003.txt").write_text("改正：" + bulletin(3), encoding="utf-8")
    write(source, range(10, 24), "{:03}n.txt")
    light_process(source, tmp_path / "calm", "prune", "compact")
    moments = random.Random(14)
    for _ in range(10):
        process = subprocess.Popen(light_command(source, tmp_path / "out", "prune", "compact"))
        time.sleep(moments.uniform(0.15, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
    light_process(source, tmp_path / "out", "prune", "compact")
    assert left(tmp_path / "out") == left(tmp_path / "calm")
    light_process(source, tmp_path / "whole")
    assert left(tmp_path / "out") == left(tmp_path / "whole")


def light_command(source: Path, out: Path, *flags: str) -> list[str]:
    """A run in a process of its own whose worker reads nothing."""
    given = "".join(f", {flag}=True" for flag in flags)
    code = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import batch_workers\n"
        "from policyextract.archive.batch import BatchOptions, run\n"
        f"run([{str(source)!r}], {str(out)!r}, BatchOptions(shard_size={SMALL}{given}), make=batch_workers.likened)"
    )
    return [sys.executable, "-c", code]


def light_process(source: Path, out: Path, *flags: str) -> None:
    subprocess.run(light_command(source, out, *flags), check=True)
