"""The store: what is put in comes out, once, whatever happens on the way."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from documents import ROOT
from policyextract.errors import InputError, StoreError
from policyextract.rows import COLUMNS, LISTS
from policyextract.track.filters import Filters
from policyextract.track.schema import TABLES
from policyextract.track.store import Counts, Store, open_store
from tracked import Json, document, dump, expected_rows, prints, released

FIRST = "到2027年，全市建成充电桩5万个以上，城镇新增就业10万人。2026年，全市GDP增长5%左右。"
CORRECTED = "到2027年，全市建成充电桩8万个以上，城镇新增就业10万人。2026年，全市GDP增长5%左右。"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with open_store(tmp_path / "store.db") as opened:
        yield opened


def ids(documents: list[Json]) -> set[str]:
    return {record["id"] for one in documents for name in LISTS.values() for record in one[name]}


# What is put in comes out


def test_documents_come_out_as_they_went_in(store: Store) -> None:
    """The JSON form is kept whole, every field of it, in the order of publication."""
    documents = released()
    assert store.put(documents) == Counts(added=len(documents))
    found = list(store.documents())
    assert sorted(map(json.dumps, found)) == sorted(map(json.dumps, documents))
    days = [one["published"] or "9999" for one in found]
    assert days == sorted(days)


def test_rows_are_those_of_the_documents(store: Store) -> None:
    """Flat rows out of the tables equal those the library makes, value for value and type for type."""
    store.put(released())
    rows, expected = list(store.rows()), expected_rows(released())
    assert rows == expected
    assert json.dumps(rows) == json.dumps(expected)
    assert all(list(row) == list(COLUMNS) for row in rows)


def test_records_tell_their_document(store: Store) -> None:
    """The JSON form of each record, in the order of the rows, with title, day and source beside it."""
    store.put(released())
    records = list(store.records())
    assert [record["id"] for record in records] == [row["id"] for row in store.rows()]
    assert [record["document"]["title"] for record in records] == [row["document_title"] for row in store.rows()]


def test_twice_changes_nothing(tmp_path: Path) -> None:
    """A second run leaves the rows of every table as they were, and the file too, byte for byte."""
    path = tmp_path / "store.db"
    with open_store(path) as store:
        store.put(released())
        before = prints(store)
    written = path.read_bytes()
    with open_store(path) as store:
        assert store.put(released()) == Counts(unchanged=len(released()))
        assert prints(store) == before
    assert path.read_bytes() == written
    assert all(count for name, (count, _) in before.items() if name != "texts")


def test_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    """The same documents in another order, and in pieces, make the same tables."""
    with open_store(tmp_path / "a.db") as one, open_store(tmp_path / "b.db") as other:
        one.put(released())
        for document_ in reversed(released()):
            other.put([document_])
        assert dump(one) == dump(other)


def test_one_file_is_left(tmp_path: Path) -> None:
    """A closed store is one file, nothing beside it."""
    with open_store(tmp_path / "store.db") as store:
        store.put(released())
    assert os.listdir(tmp_path) == ["store.db"]


# A document's records are one set


def test_a_corrected_release_keeps_the_ids_of_what_did_not_change(store: Store) -> None:
    """One figure is corrected: its record is another, the others keep their ids and rows, nothing old is left."""
    old = document(FIRST, id="d1", published="2025-03-01")
    new = document(CORRECTED, id="d1", published="2025-03-01")
    other = document("到2028年，建成养老床位3000张。", id="d2", published="2025-03-01")
    store.put([old, other])
    numbers = dict(store._database.fetch("SELECT id, row FROM targets"))
    assert store.put([new, other]) == Counts(updated=1, unchanged=1)
    now = dict(store._database.fetch("SELECT id, row FROM targets"))
    kept = ids([old]) & ids([new])
    assert len(kept) == len(ids([old])) - 1
    assert {row["id"] for row in store.rows()} == ids([new, other])
    assert {ident: now[ident] for ident in kept} == {ident: numbers[ident] for ident in kept}
    assert [row["text"] for row in store.rows(Filters(indicator="充电桩"))] == ["8万个"]
    assert list(store.rows(Filters(search="5万个"))) == []


def test_a_target_that_became_an_actual_keeps_its_id(store: Store) -> None:
    """The same words, reported as reached: the record moves to the other table under its id."""
    plan = document("2025年，建成充电桩5万个。", id="d1", published="2025-01-10")
    report = document("2025年，已建成充电桩5万个。", id="d1", published="2026-01-10")
    assert (len(plan["targets"]), len(report["actuals"])) == (1, 1)
    store.put([plan])
    store.put([report])
    (row,) = store.rows()
    assert (row["id"], row["kind"]) == (plan["targets"][0]["id"], "actual")
    assert dump(store)["targets"] == []


def test_the_later_of_one_run_stays(store: Store) -> None:
    """Two documents of one id in one run: the second replaces the first, as in two runs."""
    both = [document(text, id="d1", published="2025-03-01") for text in (FIRST, CORRECTED)]
    assert store.put(both) == Counts(added=1, updated=1)
    assert list(store.documents()) == both[1:]


def test_a_document_gone_takes_everything_with_it(store: Store) -> None:
    """Whoever deletes a document in any SQLite program (with foreign keys on) leaves no row of it behind."""
    store.put(released())
    store._database.run("DELETE FROM documents")
    assert {name: count for name, (count, _) in prints(store).items()} == {table.name: 0 for table in TABLES}
    assert list(store._database.fetch("SELECT 1 FROM targets_search WHERE targets_search MATCH '充电桩'")) == []


def test_a_record_id_of_another_document_is_refused(store: Store) -> None:
    """An id copied from another document is told, and that document's record stays."""
    store.put([document(FIRST, id="d1", published="2025-03-01")])
    copied = {**document(FIRST, id="d1", published="2025-03-01"), "id": "d2"}
    with pytest.raises(InputError, match=r"document d2 has an id .* that belongs to document d1"):
        store.put([copied])
    assert {row["document_id"] for row in store.rows()} == {"d1"}


# Documents that are not as they should be


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([], "not a document"),
        ({"id": "d1"}, "not a document"),
        ({"id": 1, "targets": []}, "not a document"),
        ({"id": "d1", "targets": [], "schema_version": "2.0"}, "d1 has schema 2.0"),
        ({"id": "d1", "targets": [{"id": "x"}]}, "d1 is not as policyextract writes it"),
        ({"id": "d1", "targets": [], "published": "3月"}, "d1 is not as policyextract writes it"),
    ],
)
def test_what_is_no_document_is_told_and_costs_nothing_else(store: Store, wrong: Any, message: str) -> None:
    """Without a handler the run ends with one clear line; with one, everything else goes in."""
    with pytest.raises(InputError, match=message):
        store.put([wrong])
    told: list[str] = []
    good = released()[:3]
    counts = store.put([*good[:1], wrong, *good[1:]], failed=lambda _, error: told.append(str(error)))
    assert (counts, len(told)) == (Counts(added=3), 1)
    assert len(list(store.documents())) == 3


def test_two_records_of_one_id_are_told(store: Store) -> None:
    """A document in which an id stands twice would lose a record without a word."""
    twice = document(FIRST, id="d1")
    twice["targets"].append(twice["targets"][0])
    with pytest.raises(InputError, match="two records of the id"):
        store.put([twice])


def test_characters_that_databases_refuse(store: Store) -> None:
    """A NUL and half of a surrogate pair come back in the JSON form, and become a replacement sign in the tables."""
    odd = document(FIRST, id="d1", published="2025-03-01")
    odd["source"], odd["title"] = "a\x00b", "目\ud800标"
    store.put([odd])
    assert list(store.documents()) == [odd]
    row = next(store.rows())
    assert (row["source"], row["document_title"]) == ("a\ufffdb", "目\ufffd标")


def test_numbers_of_many_digits(store: Store) -> None:
    """What a double cannot hold comes back digit for digit; the number column stays a number."""
    big = document(FIRST, id="d1", published="2025-03-01")
    low = 2**53 + 1
    big["targets"][0]["quantity"]["low"] = low
    big["targets"][1]["quantity"]["low"] = 10**30
    big["targets"][2]["quantity"]["low"] = 0.1
    store.put([big])
    assert [row["low"] for row in store.rows()][:3] == [low, 10**30, 0.1]
    found = store._database.fetch("SELECT typeof(low), low_exact FROM targets ORDER BY number")
    assert [exact for kind, exact in found if kind in ("integer", "real")] == [str(low), str(10**30), None]


# Searching and filtering


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("充电桩", ["充电桩"]),
        ("就业", ["就业"]),
        ("GDP", ["GDP"]),
        ("gdp", ["GDP"]),
        ("就業", ["就业"]),  # traditional script
        ("ＧＤＰ", ["GDP"]),
        ("电", ["充电桩"]),
        ("养老 床位", ["养老床位"]),
        ("5万个", []),
        ("%", ["%"]),
        ("_", []),
        ('"', []),
        ("电充", []),
    ],
)
def test_search_by_any_part_of_a_sentence(store: Store, words: str, found: list[str]) -> None:
    """One, two or more characters, letters in either case, several words that all must stand there; no wildcards."""
    texts = ("全市建成充电桩8万个以上。", "城镇新增就业10万人。", "GDP增长5%左右。", "新增养老床位3000张。")
    store.put([document("到2027年，" + text, published="2025-03-01") for text in texts])
    sentences = [str(row["sentence"]) for row in store.rows(Filters(search=words))]
    assert len(sentences) == len(found)
    assert all(words_ in sentence for words_, sentence in zip(found, sentences, strict=True))


@pytest.mark.parametrize("word", ["企", "就业", "充电桩", "公共充电", "gdp"])
def test_search_tables_serve_other_programs(store: Store, word: str) -> None:
    """Words of one to four characters are words of the full-text tables, which still fit after VACUUM and corrections."""
    store.put(released())
    both = "2026年，公共充电桩达到5万个。2025年，GDP增长5%，公共充电桩达到4万个，企业新增就业3万人。"
    store.put([document(FIRST, id="d1"), document(CORRECTED, id="d1"), document(both, id="d2", published="2026-01-05")])
    store.put(
        [document("到2028年，企业新增就业5万人，GDP增长3%，公共充电桩达到4万个。", id="d3", published="2026-01-05")]
    )
    store._database.run("DELETE FROM documents WHERE published < '2024'")
    store._database.run("VACUUM")
    for table in ("targets", "actuals"):
        sql = f"SELECT rowid FROM {table}_search WHERE {table}_search MATCH '{word}'"
        plain = f"SELECT row FROM {table} WHERE indicator LIKE '%{word}%' OR sentence LIKE '%{word}%'"
        assert sorted(store._database.fetch(sql)) == sorted(store._database.fetch(plain)) != []


FILTERS = {
    "kind": (Filters(kinds=("actual",)), lambda row: row["kind"] == "actual"),
    "nature": (Filters(natures=("input", "standard")), lambda row: row["nature"] in ("input", "standard")),
    "commitment": (Filters(commitments=("binding",)), lambda row: row["commitment"] == "binding"),
    "due after": (Filters(due_after=date(2026, 12, 31)), lambda row: (row["due"] or "") >= "2026-12-31"),
    "due before": (Filters(due_before=date(2025, 12, 31)), lambda row: "" < (row["due"] or "") <= "2025-12-31"),
    "since": (Filters(since=date(2025, 2, 20)), lambda row: (row["published"] or "") >= "2025-02-20"),
    "until": (Filters(until=date(2024, 7, 23)), lambda row: "" < (row["published"] or "") <= "2024-07-23"),
    "confidence": (Filters(min_confidence=0.86), lambda row: row["confidence"] >= 0.86),
    "indicator": (Filters(indicator="覆盖率"), lambda row: "覆盖率" in row["indicator"]),
    "search": (Filters(search="新增"), lambda row: "新增" in row["indicator"] or "新增" in row["sentence"]),
    "code": (Filters(region="43"), lambda row: (row["region_code"] or "").startswith("43")),
    "two": (
        Filters(kinds=("target",), due_after=date(2026, 1, 1), search="全省"),
        lambda row: row["kind"] == "target" and (row["due"] or "") > "2026" and "全省" in row["sentence"],
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters(store: Store, name: str) -> None:
    """Each filter gives the records that its words say, no other, as rows, as records and in documents."""
    filters, wanted = FILTERS[name]
    store.put(released())
    expected = [row for row in expected_rows(released()) if wanted(row)]
    assert 0 < len(expected) < len(expected_rows(released()))
    assert list(store.rows(filters)) == expected
    assert [record["id"] for record in store.records(filters)] == [row["id"] for row in expected]
    held = ids(list(store.documents(filters)))
    assert held == {row["id"] for row in expected}


@pytest.mark.parametrize(
    ("region", "found"),
    [
        ("370000", {"山东省", "聊城市"}),
        ("37", {"山东省", "聊城市"}),
        ("371500", {"聊城市"}),
        ("山东", {"山东省", "聊城市"}),
        ("聊城", {"聊城市"}),
        ("山东省", {"山东省", "聊城市"}),
        ("广东", {"广东省"}),
        ("粤港澳大湾区", {"粤港澳大湾区"}),  # in no table of divisions
        ("11", set()),
    ],
)
def test_a_region_holds_what_lies_in_it(store: Store, region: str, found: set[str]) -> None:
    """A province includes its cities, by code or by name; a place without a code is found by its words."""
    for place in ("山东省", "聊城市", "广东省", "粤港澳大湾区"):
        store.put([document(f"到2027年，{place}建成充电桩5万个。", id=place, published="2025-03-01")])
    rows = store.rows(Filters(region=region))
    assert {row["document_id"] for row in rows} == found


def test_documents_without_records_are_kept_and_filtered_by_day_only(store: Store) -> None:
    """A release without a figure is in the store; filters of records leave it out, filters of days do not."""
    store.put(
        [document("没有数字。", id="none", published="2025-03-01"), document(FIRST, id="d1", published="2025-03-01")]
    )
    assert [one["id"] for one in store.documents()] == ["d1", "none"]
    assert [one["id"] for one in store.documents(Filters(since=date(2025, 1, 1)))] == ["d1", "none"]
    assert [one["id"] for one in store.documents(Filters(kinds=("target",)))] == ["d1"]
    assert list(store.documents(Filters(since=date(2025, 4, 1)))) == []


def test_repeats_are_left_out_where_their_first_is_there(store: Store) -> None:
    """A repost's record that points to a record of the store is no news; one that points nowhere still is."""
    first, repost = document(FIRST, id="d1"), document(FIRST, id="d2")
    repost["targets"][0]["repeat_of"] = first["targets"][0]["id"]
    repost["targets"][1]["repeat_of"] = "0" * 16
    store.put([first, repost])
    told = {row["id"] for row in store.rows(Filters(repeats=False))}
    assert told == ids([first, repost]) - {repost["targets"][0]["id"]}


@pytest.mark.parametrize(
    "wrong",
    [{"kinds": ("promise",)}, {"natures": ("x",)}, {"commitments": ("",)}, {"min_confidence": 2}, {"search": " "},
     {"region": "370"}],
)  # fmt: skip
def test_wrong_filters_are_told(wrong: dict[str, Any]) -> None:
    """A filter that can find nothing by mistake is an error, in words."""
    with pytest.raises(ValueError, match=r"must be|is empty"):
        Filters(**wrong)


# The file


def test_a_spreadsheet_user_reads_the_view(tmp_path: Path) -> None:
    """One view holds both kinds with title and day, plain values only: text, numbers, ISO days."""
    with open_store(tmp_path / "store.db") as store:
        store.put(released())
    with sqlite3.connect(tmp_path / "store.db") as plain:
        plain.row_factory = sqlite3.Row
        rows = plain.execute("SELECT * FROM records").fetchall()
        kinds = plain.execute("SELECT DISTINCT typeof(low), typeof(due), typeof(confidence) FROM records").fetchall()
    assert len(rows) == len(expected_rows(released()))
    assert list(rows[0].keys())[:9] == [
        "kind", "document", "published", "indicator", "quantity", "comparator", "low", "high", "unit",
    ]  # fmt: skip
    assert {word for row in kinds for word in row} <= {"integer", "real", "text", "null"}
    plain.close()


def test_killed_at_work(tmp_path: Path) -> None:
    """A process killed inside a transaction leaves whole transactions; the same run again ends as if undisturbed."""
    many = [{**document("没有数字。"), "id": f"d{number:04}"} for number in range(450)]
    source = tmp_path / "many.jsonl"
    source.write_text("".join(json.dumps(one) + "\n" for one in many), encoding="utf-8")
    code = (
        "import json, os, signal, sys\n"
        "from policyextract.track import store as module\n"
        "opened = module.open_store(sys.argv[2])\n"
        "merge, seen = opened._stage.merge, []\n"
        "def killed(rows, remove):\n"
        "    merge(rows, remove)\n"
        "    seen.append(1)\n"
        "    if len(seen) == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "opened._stage.merge = killed\n"
        "opened.put(map(json.loads, open(sys.argv[1], encoding='utf-8')))\n"
    )
    path = tmp_path / "store.db"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([sys.executable, "-c", code, source, path], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    with open_store(path) as store:
        assert len(list(store.documents())) == 200
        assert store.put(many) == Counts(added=250, unchanged=200)
        found = prints(store)
    with open_store(tmp_path / "calm.db") as calm:
        calm.put(many)
        assert prints(calm) == found
    assert sorted(os.listdir(tmp_path)) == ["calm.db", "many.jsonl", "store.db"]


def test_a_source_that_breaks_off_leaves_whole_transactions(store: Store) -> None:
    """What was put in before stays; the batch at hand does not come in by half."""

    def broken() -> Iterator[Json]:
        yield from ({**document("没有数字。"), "id": f"d{number}"} for number in range(250))
        raise RuntimeError("the source broke off")

    with pytest.raises(RuntimeError, match="broke off"):
        store.put(broken())
    assert len(list(store.documents())) == 200


def test_a_file_name_of_any_bytes(tmp_path: Path) -> None:
    """A store may lie under a name in GBK, and under one that means something in an address."""
    for name in (os.fsdecode("1公报".encode("gbk")), "a?mode=memory#%41"):
        try:
            (tmp_path / name).touch()
            (tmp_path / name).unlink()
        except OSError:
            pytest.skip("this system takes no such names")
        with open_store(tmp_path / name) as store:
            store.put([document("新增企业10家。", id="a")])
        with open_store(tmp_path / name, create=False) as store:
            assert [one["id"] for one in store.documents()] == ["a"]


def test_refusals_say_what_to_do(tmp_path: Path) -> None:
    """No such store, something else, a later version, a folder: one clear line each, and nothing is written."""
    with pytest.raises(StoreError, match="no such store"):
        open_store(tmp_path / "none.db", create=False)
    with pytest.raises(StoreError, match="there is no directory"):
        open_store(tmp_path / "no" / "store.db")
    with pytest.raises(StoreError, match="is a directory"):
        open_store(tmp_path)
    with pytest.raises(StoreError, match="a store is a file or a postgresql:// URL"):
        open_store("mysql://host/db")
    text = tmp_path / "text.db"
    text.write_text("到2027年，建成充电桩5万个以上。" * 100, encoding="utf-8")
    with pytest.raises(StoreError, match="is no SQLite file"):
        open_store(text)
    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE meta (key TEXT, value TEXT)")
    other.close()
    with pytest.raises(StoreError, match="not a store of policyextract"):
        open_store(tmp_path / "other.db")
    with open_store(tmp_path / "later.db") as later:
        later._database.run("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreError, match=r"tables of version 99.*use a later policyextract"):
        open_store(tmp_path / "later.db")
    assert sorted(os.listdir(tmp_path)) == ["later.db", "other.db", "text.db"]


def test_a_full_disk_is_told(store: Store) -> None:
    """SQLite says that there is no room: one clear line, and what was there is whole."""
    store.put(released()[:1])
    before = prints(store)
    (pages,) = next(store._database.fetch("PRAGMA page_count"))
    next(store._database.fetch(f"PRAGMA max_page_count = {pages + 5}"))
    with pytest.raises(StoreError, match="the disk is full"):
        store.put(released())
    assert prints(store) == before


def test_a_store_that_has_lost_a_table_is_told(tmp_path: Path) -> None:
    """Before anything is read from it: what is missing would be missing from every export, silently."""
    for lost in ("targets", "texts", "series", "changes"):
        path = tmp_path / f"{lost}.db"
        with open_store(path) as store:
            store.put([document("到2027年，建成充电桩5万个。", id="one")])
            store._database.run(f"DROP TABLE {lost}")
        with pytest.raises(StoreError, match=f"its table {lost} is gone; take a copy"):
            open_store(path)
