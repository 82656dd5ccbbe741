"""What a store keeps beside records: raw texts, pledges, what a page says of itself; and stores of an earlier version."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from documents import FIXTURES, ROOT
from faults import KILLED
from policyextract import extract
from policyextract.errors import InputError, StoreError
from policyextract.track.filters import Filters
from policyextract.track.store import Counts, Store, open_store
from test_store import CORRECTED, FIRST, store
from tracked import Json, document, dump, with_text

__all__ = ["store"]

# Raw texts, pledges


def test_the_text_is_kept_beside_its_document(store: Store) -> None:
    """Offsets of the records refer to it; what comes out is what was given, with the text where it is asked for."""
    raw = "\ufeff到2027年，\x00建成充电桩5万个。\ud800"
    given = with_text(raw, id="d1", published="2025-03-01")
    store.put([given])
    assert store.text("d1") == raw
    assert store.text("d2") is None
    assert list(store.documents(texts=True)) == [given]
    assert list(store.documents()) == [{name: value for name, value in given.items() if name != "text"}]
    row = next(store.rows())
    assert raw[int(str(row["start"])) : int(str(row["end"]))] == row["text"]


def test_a_text_comes_and_goes_with_its_document(store: Store) -> None:
    """It may come later, stays where the same document comes without one, and goes where another takes its place."""
    plain, full = document(FIRST, id="d1"), with_text(FIRST, id="d1")
    assert store.put([plain]) == Counts(added=1)
    assert store.put([full], texts=False) == Counts(unchanged=1)
    assert store.text("d1") is None
    assert store.put([full]) == Counts(updated=1)
    assert store.put([full]) == store.put([plain]) == Counts(unchanged=1)
    assert store.text("d1") == FIRST
    assert store.put([document(CORRECTED, id="d1")]) == Counts(updated=1)
    assert store.text("d1") is None


def test_texts_take_little_room(store: Store) -> None:
    """They are packed."""
    long = "".join(f"第{number}条 到2027年，建成充电桩{number}万个。\n" for number in range(400))
    store.put([{**document("没有数字。", id="d1"), "text": long}])
    ((size, characters),) = store._database.fetch("SELECT length(body), characters FROM texts")
    assert (size < len(long.encode()) / 3, characters) == (True, len(long))


def test_a_text_that_is_none_is_told(store: Store) -> None:
    """Anything but a string in its place."""
    with pytest.raises(InputError, match="document d1 has a text that is none"):
        store.put([{**document(FIRST, id="d1"), "text": 5}])


PLEDGE = "到2027年，全市城镇新增就业10万人。年内建成投用市妇幼保健院新院区。"


def test_pledges_are_records(store: Store) -> None:
    """They are found, filtered and searched as targets are; a filter of natures lets those asked for by kind pass."""
    store.put([document(PLEDGE, id="d1", title="海东市2026年政府工作报告", published="2026-01-05")])
    words = "建成投用市妇幼保健院新院区"
    asked = (
        Filters(kinds=("pledge",)), Filters(search="妇幼"), Filters(indicator="保健院"),
        Filters(kinds=("pledge",), natures=("outcome",)), Filters(search="保健院新院区", due_before=date(2027, 12, 31)),
    )  # fmt: skip
    for filters in asked:
        assert [(row["kind"], row["indicator"]) for row in store.rows(filters)] == [("pledge", words)]
        assert [one["text"] for one in store.records(filters)] == [words]
        (found,) = store.documents(filters)
        assert (found["targets"], [one["text"] for one in found["pledges"]]) == ([], [words])
    assert list(store.rows(Filters(search="妇幼", natures=("outcome",)))) == []


def test_rows_tell_document_and_place(store: Store) -> None:
    """Rank, number and issuer of the document; a record without a region of its own shows the document's place."""
    text = "到2027年，充电桩达到5万个。到2027年，沂水县充电桩达到1万个。"
    given = document(text, id="d1", title="关于印发临沂市充电设施发展规划(2026—2030年)的通知", published="2026-01-05")
    facts = {
        "credited_source": "市发展改革委", "document_number": "临政发〔2026〕1号", "index_number": "004/2026-00012",
        "issuing_body": "临沂市人民政府", "issued": "2025-12-30",
    }  # fmt: skip
    store.put([given | facts])
    rows = list(store.rows())
    assert [(row["place_name"], row["region_code"]) for row in rows] == [("临沂市", "371300"), ("沂水县", "371323")]
    assert [{name: row[name] for name in facts} | {"rank": row["rank"]} for row in rows] == [
        facts | {"rank": "plan"}
    ] * 2


def test_a_text_out_of_a_file_knows_its_place(store: Store) -> None:
    """Page, cell or paragraph of each record are a column; the text, which the document holds itself, is not kept twice."""
    text = "到2027年，充电桩达到5万个。\n新增就业10万人。"
    parts = [{"start": 0, "end": 16, "page": 3}, {"start": 17, "end": 25, "sheet": "指标", "cell": "E5"}]
    given = extract(text, id="d1", published="2026-01-05", parts=parts).model_dump(mode="json")
    store.put([given | {"text": text}])
    assert [(row["text"], row["part"]) for row in store.rows()] == [("5万个", "page 3"), ("10万人", "sheet 指标, E5")]
    assert list(store._database.fetch("SELECT * FROM texts")) == []
    assert store.text("d1") == text
    assert list(store.documents()) == [given]
    assert list(store.documents(texts=True)) == [given | {"text": text}]


# An earlier version

OLD = FIXTURES / "stores"


def old_documents() -> list[Json]:
    return [json.loads(line) for line in (OLD / "store-1.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_store_of_version_1_is_brought_up(tmp_path: Path) -> None:
    """It then holds what a new store of the same documents holds, row for row, and is opened as ever."""
    path = tmp_path / "old.db"
    shutil.copy(OLD / "store-1.sqlite", path)
    with open_store(path, create=False) as old, open_store(":memory:") as new:
        new.put(old_documents())
        assert dump(old) == dump(new)
        assert {row["kind"] for row in old.rows()} == {"target", "actual", "pledge"}
        assert list(old.rows(Filters(search="就业"))) == list(new.rows(Filters(search="就业"))) != []
        tables = {name for name in old._database.tables() if "search" not in name}
        assert tables == {name for name in new._database.tables() if "search" not in name}
    written = path.read_bytes()
    with open_store(path) as again:
        assert again.put(old_documents()) == Counts(unchanged=3)
    assert path.read_bytes() == written


def test_killed_while_it_is_brought_up(tmp_path: Path) -> None:
    """The old store is whole, and the next who opens it brings it up; a damaged document is told and changes nothing."""
    path = tmp_path / "old.db"
    shutil.copy(OLD / "store-1.sqlite", path)
    code = KILLED + "sqlite.SQLite.run = killed\nstore.open_store(sys.argv[1])\nprint(len(seen))\n"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}

    def tried(moment: int) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", code, str(path), str(moment)]
        return subprocess.run(command, env=environment, check=False, capture_output=True, text=True)

    for moment in (2, 12, 25, 40, 52, 60, 66, 70, 74, 78):
        assert tried(moment).returncode == -signal.SIGKILL
    done = tried(10_000)
    assert (done.returncode, int(done.stdout) > 60) == (0, True)
    with open_store(path) as store:
        assert store.put(old_documents()) == Counts(unchanged=3)


def test_a_damaged_document_of_version_1_is_told(tmp_path: Path) -> None:
    """One line, and the store is as it was."""
    path = tmp_path / "old.db"
    shutil.copy(OLD / "store-1.sqlite", path)
    with sqlite3.connect(path) as plain:
        plain.execute("UPDATE originals SET json = '{' WHERE document_id = 'plan'")
    plain.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="document plan is damaged"):
        open_store(path)
    assert path.read_bytes() == before
