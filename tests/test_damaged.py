"""Files of SQLite that the program wrote and that a disk or a hand has damaged since: told in one line, and nothing is lost unsaid."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

import batch_workers
from archives import bulletin
from policyextract.archive.batch import BatchOptions, RunError, run
from policyextract.corrections.correction import Correction
from policyextract.errors import StoreError
from policyextract.track.history import Mark
from policyextract.track.series.tracker import refresh
from policyextract.track.store import Filters, Store, open_store
from tracked import Command, Run, command, with_text


def changed(path: Path, *statements: str) -> None:
    """A file as somebody who can write anything into it leaves it; triggers that are in the way are put back."""
    with sqlite3.connect(path) as database:
        triggers = list(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
        database.execute("PRAGMA legacy_alter_table = ON")
        database.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            database.execute(statement)
        if any("IF EXISTS" in statement for statement in statements):
            there = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
            for name, sql in triggers:
                if name not in there:
                    database.execute(sql)
    database.close()


def misspelt(path: Path, name: bytes) -> None:
    """One byte of a name in the schema is no UTF-8 any more."""
    data = path.read_bytes()
    assert name in data
    path.write_bytes(data.replace(name, b"\xff" + name[1:]))


# Stores


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("damaged") / "kept.db"
    with open_store(path) as opened:
        opened.put([with_text(bulletin(number), id=f"d{number}") for number in range(2)])
        record = next(row["id"] for row in opened.rows() if row["kind"] == "target" and row["document_id"] == "d1")
        opened.correct([Correction(record=record, document="d1", verdict="accept")])
    return path


@pytest.fixture
def store(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(kept, tmp_path / "s.db"))


@pytest.fixture
def do(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    return command(capsys, monkeypatch)


def everything(store: Store) -> None:
    """All that a store gives."""
    list(store.documents(texts=True))
    list(store.rows())
    list(store.changed(Filters(after=Mark(0))))
    list(store.corrections())


def refused(path: Path) -> str:
    """What is said of a store that cannot be read; always its name, that it is damaged and what to do."""
    with pytest.raises(StoreError) as caught, open_store(path, create=False) as opened:
        everything(opened)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert "damaged" in said
    assert "take a copy of it" in said
    return said


def test_a_sound_store_is_read(store: Path) -> None:
    with open_store(store, create=False) as opened:
        everything(opened)


def test_a_name_of_a_store_that_is_no_utf8(store: Path, do: Command) -> None:
    misspelt(store, b"TABLE documents")
    assert "a name in it is no UTF-8" in refused(store)
    for arguments in (("verify", store), ("export", store, "--to", "csv"), ("track", store)):
        ended = do(*arguments)
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
        assert "is damaged" in ended.err


@pytest.mark.parametrize("column", ["targets.sentence", "originals.json", "corrections.json", "changes.id"])
def test_a_text_of_a_store_that_is_no_utf8(store: Path, column: str) -> None:
    table, _, name = column.partition(".")
    changed(store, *without_triggers(table), f"UPDATE {table} SET {name} = CAST(CAST({name} AS BLOB) || X'FF' AS TEXT)")
    assert "a text in it is no UTF-8" in refused(store)


def without_triggers(table: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_{word}" for word in ("added", "changed", "gone")]


@pytest.mark.parametrize("column", ["targets.low", "actuals.sentence", "changes.since", "originals.json"])
def test_a_column_of_a_store_that_is_gone(store: Path, column: str) -> None:
    table, _, name = column.partition(".")
    changed(store, *without_triggers(table), f"ALTER TABLE {table} RENAME COLUMN {name} TO other")
    assert "a column of it is gone" in refused(store)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actuals.low", "'xx'"),
        ("targets.span_start", "'xx'"),
        ("targets.unit", "CAST(unit AS BLOB)"),
        ("changes.since", "'xx'"),
        ("changes.id", "CAST(id AS BLOB)"),
        ("texts.body", "'xx'"),
    ],
)
def test_a_value_of_a_store_that_its_column_cannot_hold(store: Path, column: str, value: str) -> None:
    table, _, name = column.partition(".")
    changed(store, *without_triggers(table), f"UPDATE {table} SET {name} = {value}")
    assert f"the column {name} holds a value of another kind" in refused(store)


@pytest.mark.parametrize("key", ["documents.id", "originals.document_id"])
def test_a_document_of_a_store_that_is_not_found(store: Path, do: Command, key: str) -> None:
    """It is told, where the others alone would look like all there are."""
    table, _, name = key.partition(".")
    changed(store, f"UPDATE {table} SET {name} = CAST(CAST({name} AS BLOB) || X'FF' AS TEXT) WHERE {name} = 'd1'")
    ended = do("export", store, "--to", "jsonl")
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "is damaged" in ended.err


def test_words_of_people_that_are_damaged(store: Path) -> None:
    changed(store, "UPDATE corrections SET json = 'xx'")
    assert "what was said of a record of document d1 is damaged" in refused(store)


def test_what_a_store_says_of_itself(store: Path, do: Command) -> None:
    """The last run, which cannot be made again, is told; up to where the series are made is made again."""
    assert do("track", store).code == 0
    sound = do("track", store, "--format", "jsonl").out
    changed(store, "UPDATE meta SET value = 'xx' WHERE key IN ('series', 'today')")
    assert do("track", store, "--format", "jsonl").out == sound
    changed(store, "UPDATE meta SET value = 'xx' WHERE key = 'own_rows'")
    ended = do("track", store)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "the rows of its catalogue cannot be read" in ended.err
    changed(
        store, "UPDATE meta SET value = '[]' WHERE key = 'own_rows'", "UPDATE meta SET value = 'xx' WHERE key = 'run'"
    )
    ended = do("track", store)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "its last run is no number" in ended.err


def one_line_of(ended: Run, path: Path, *parts: str) -> None:
    """A command has ended as one does on a damaged store."""
    assert (ended.code, ended.err.count("\n")) == (1, 1), ended.err
    assert ended.err.startswith(f"policyextract: {path}: ")
    for part in ("is damaged", "take a copy of it", *parts):
        assert part in ended.err


COMMANDS = (("export", "--to", "csv"), ("export", "--to", "jsonl"), ("export", "--to", "panel"), ("track",))


def refused_by_all(do: Command, path: Path, *parts: str) -> None:
    for command_, *options in COMMANDS:
        ended = do(command_, path, *options)
        one_line_of(ended, path, *parts)
        assert ended.out == ""
    ended = do("verify", path)
    assert ended.code == 1
    assert all(part in ended.err for part in parts)


@pytest.fixture(scope="module")
def followed(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its series."""
    path = Path(shutil.copy(kept, tmp_path_factory.mktemp("followed") / "kept.db"))
    with open_store(path) as opened:
        refresh(opened)
    return path


@pytest.fixture
def series(followed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(followed, tmp_path / "f.db"))


@pytest.mark.parametrize(
    ("table", "column", "there"),
    [
        ("targets", "document_id", "documents"),
        ("actuals", "document_id", "documents"),
        ("texts", "document_id", "documents"),
        ("entities", "document_id", "documents"),
        ("mentions", "entity_id", "entities"),
        ("agents", "record_id", "targets or actuals or pledges"),
        ("points", "series_id", "series"),
        ("points", "place", "series"),
        ("points", "document_id", "documents"),
        ("verdicts", "series_id", "series"),
        ("verdicts", "target_id", "points"),
    ],
)
def test_a_row_that_names_what_is_not_there(series: Path, do: Command, table: str, column: str, there: str) -> None:
    """It is told, where a join would leave the row out."""
    with open_store(series) as opened:
        if not any(opened.database.fetch(f"SELECT 1 FROM {table}")):
            pytest.skip(f"nothing in {table}")
    changed(series, f"UPDATE {table} SET {column} = 'xx' WHERE rowid IN (SELECT MIN(rowid) FROM {table})")
    refused_by_all(do, series, f"of the table {table} names ", "xx", f"which is not in the table {there}")


@pytest.mark.parametrize(
    "table",
    [
        "documents",
        "originals",
        "texts",
        "targets",
        "actuals",
        "agents",
        "entities",
        "mentions",
        "changes",
        "corrections",
    ],
)
def test_a_table_of_a_store_that_is_emptied(store: Path, do: Command, table: str) -> None:
    with open_store(store) as opened:
        if not any(opened.database.fetch(f"SELECT 1 FROM {table}")):
            pytest.skip(f"nothing in {table}")
    changed(store, f"DELETE FROM {table}")
    refused_by_all(do, store, table)


@pytest.mark.parametrize("table", ["series", "points", "verdicts"])
def test_a_table_of_series_that_is_emptied(series: Path, do: Command, table: str) -> None:
    changed(series, f"DELETE FROM {table}")
    refused_by_all(do, series, table)


def test_a_damaged_store_is_not_written_upon(store: Path, do: Command, tmp_path: Path) -> None:
    """What is lost would no longer be told."""
    lines = tmp_path / "more.jsonl"
    lines.write_text(json.dumps(with_text(bulletin(5), id="d5"), ensure_ascii=False) + "\n", encoding="utf-8")
    changed(store, "DELETE FROM actuals")
    one_line_of(do("load", lines, store), store, "the table actuals has 0 rows")


def test_what_was_taken_out_is_no_damage(store: Path, do: Command) -> None:
    with open_store(store) as opened:
        assert opened.remove(["d0"]) == 1
    assert do("export", store, "--to", "csv").code == 0
    assert do("verify", store).code == 0


@pytest.mark.parametrize("column", ["documents.published", "targets.due", "actuals.due_first", "verdicts.period_last"])
def test_a_day_that_is_none(series: Path, do: Command, column: str) -> None:
    table, _, name = column.partition(".")
    changed(series, *without_triggers(table), f"UPDATE {table} SET {name} = '2025-13-45'")
    parts = (f"of the table {table} the column {name} holds what is no day ('2025-13-45')",)
    one_line_of(do("verify", series), series, *parts)
    one_line_of(do("track", series) if table == "verdicts" else do("export", series, "--to", "csv"), series, *parts)
    if table != "verdicts":
        one_line_of(
            do("export", series, "--to", "atom", "--kind", table[:-1] if table != "documents" else "actual"),
            series,
            *parts,
        )


@pytest.mark.parametrize("column", ["verdicts.status", "series.form", "points.kind"])
def test_a_word_that_is_none_of_its_column(series: Path, do: Command, column: str) -> None:
    table, _, name = column.partition(".")
    changed(series, f"UPDATE {table} SET {name} = 'xx'")
    one_line_of(do("verify", series), series, f"of the table {table} the column {name} holds", "'xx'")
    ended = do("track", series)
    assert "report it" not in ended.err
    if table != "points":
        one_line_of(ended, series, f"of the table {table} the column {name} holds", "'xx'")


def test_a_cell_that_is_another(store: Path, do: Command) -> None:
    changed(store, *without_triggers("actuals"), "UPDATE actuals SET low = 7 WHERE id = (SELECT MIN(id) FROM actuals)")
    ended = do("verify", store)
    assert (ended.code, ended.err.count("\n")) == (1, 1)
    assert "has another low in row " in ended.err


@pytest.mark.parametrize("data", [b"", b"x", b"SQLite form", b"x" * 5000], ids=["empty", "byte", "cut", "other"])
def test_a_file_that_is_no_database_is_not_filled(tmp_path: Path, do: Command, data: bytes) -> None:
    path, lines = tmp_path / "s.db", tmp_path / "one.jsonl"
    path.write_bytes(data)
    lines.write_text(json.dumps(with_text(bulletin(5), id="d5"), ensure_ascii=False) + "\n", encoding="utf-8")
    for arguments in (("load", lines, path), ("export", path, "--to", "csv"), ("verify", path), ("track", path)):
        ended = do(*arguments)
        assert (ended.code, ended.out, ended.err.count("\n")) == (1, "", 1)
        assert ("is an empty file, no store; remove it" if not data else "is no SQLite file") in ended.err
        assert path.read_bytes() == data


def test_meta_that_cannot_be_read(store: Path, do: Command, tmp_path: Path) -> None:
    """A store of which that is gone is damaged; another database with a table of that name is none."""
    other = tmp_path / "other.db"
    changed(other, "CREATE TABLE meta (name, body)", "INSERT INTO meta VALUES ('x', X'00')")
    ended = do("export", other, "--to", "csv")
    assert "is a database, but not a store" in ended.err
    for change, said in (
        ("ALTER TABLE meta RENAME COLUMN value TO other", "a column of it is gone"),
        ("DELETE FROM meta", "its table meta does not say what it is"),
        ("DROP TABLE meta", "its table meta is gone"),
        ("UPDATE meta SET value = '0' WHERE key = 'schema'", "has tables of version 0"),
    ):
        copy = Path(shutil.copy(store, tmp_path / "copy.db"))
        changed(copy, change)
        assert said in refused(copy)


@pytest.mark.parametrize("what", ["TABLE targets_search", "TRIGGER pledges_added"])
def test_what_finds_words_that_is_gone(store: Path, do: Command, what: str) -> None:
    """A search would find nothing, or nothing new."""
    changed(store, f"DROP {what}")
    refused_by_all(do, store, f"its {what.split()[1]} is gone")


@pytest.mark.parametrize("version", ["1", "3"])
def test_a_version_that_is_not_of_the_tables(store: Path, do: Command, version: str) -> None:
    changed(store, f"UPDATE meta SET value = '{version}' WHERE key = 'schema'")
    one_line_of(do("export", store, "--to", "csv"), store, "it is not of the version that it says")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_half_a_store(store: Path, do: Command, part: float) -> None:
    data = store.read_bytes()
    store.write_bytes(data[: int(len(data) * part)])
    for command_, *options in COMMANDS:
        one_line_of(do(command_, store, *options), store)


# What a run keeps for the next


def again(**options: bool) -> int:
    """The run of ``source`` into ``out``; how many documents there are."""
    options_of = BatchOptions(shard_size=3, workers=1, **options)  # type: ignore[arg-type]
    return run(["source"], "out", options_of, make=batch_workers.likened).counts["documents"]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five documents, one of them a repost, and the run that has read them."""
    folder = tmp_path_factory.mktemp("kept_run")
    (folder / "source").mkdir()
    for number, text in enumerate((0, 1, 0, 2, 3)):
        (folder / "source" / f"{number}.txt").write_text(bulletin(text), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert again() == 5
    return folder


@pytest.fixture
def work(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What the run keeps; one document is changed since, and one is new."""
    shutil.copytree(written, tmp_path, dirs_exist_ok=True)
    (tmp_path / "source" / "1.txt").write_text(bulletin(9), encoding="utf-8")
    (tmp_path / "source" / "5.txt").write_text(bulletin(5), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path("out", ".work")


def told(**options: bool) -> None:
    """The run says what to do, and does it where it is told to."""
    with pytest.raises(RunError, match=r"gone or damaged.*begin anew \(--no-resume\)"):
        again(**options)
    assert again(resume=False) == 6


def test_sound_files_are_gone_on_from(work: Path) -> None:
    assert again() == 6


LEDGER, ANSWERS, INDEX = "ledger.sqlite", "answers.sqlite", "index.sqlite"


@pytest.mark.parametrize(
    ("name", "table"),
    [(LEDGER, "item"), (LEDGER, "file"), (LEDGER, "dirty"), (ANSWERS, "answer"), (INDEX, "first"), (INDEX, "band")],
)
def test_a_table_of_a_run_that_is_gone(work: Path, name: str, table: str) -> None:
    """It is not made anew, empty: all would be read and written a second time."""
    changed(work / name, f"DROP TABLE {table}")
    told()


@pytest.mark.parametrize(
    ("name", "column"), [(LEDGER, "item.number"), (ANSWERS, "answer.part"), (INDEX, "first.records")]
)
def test_a_column_of_a_run_that_is_gone(work: Path, name: str, column: str) -> None:
    table, _, old = column.partition(".")
    changed(work / name, f"ALTER TABLE {table} RENAME COLUMN {old} TO other")
    told()


@pytest.mark.parametrize(
    ("name", "text"), [(LEDGER, b"TABLE item"), (ANSWERS, b"TABLE answer"), (INDEX, b"TABLE first")]
)
def test_a_name_of_a_run_that_is_no_utf8(work: Path, name: str, text: bytes) -> None:
    misspelt(work / name, text)
    told()


@pytest.mark.parametrize(
    ("name", "statement"),
    [
        (LEDGER, "UPDATE item SET origin = CAST(CAST(origin AS BLOB) || X'FF' AS TEXT)"),
        (LEDGER, "UPDATE item SET origin = CAST(origin AS BLOB)"),
        (LEDGER, "UPDATE item SET characters = 'xx'"),
        (LEDGER, "UPDATE item SET repost = 'xx' WHERE repost IS NOT NULL"),
        (ANSWERS, "UPDATE answer SET part = X'0102'"),
        (ANSWERS, "UPDATE answer SET id = CAST(id AS BLOB)"),
        (ANSWERS, "UPDATE answer SET likeness = NULL"),
        (INDEX, "UPDATE first SET records = 'xx'"),
    ],
)
def test_a_value_of_a_run_that_is_not_as_written(work: Path, name: str, statement: str) -> None:
    changed(work / name, statement)
    told(compact=True)


@pytest.mark.parametrize("options", [{}, {"prune": True}, {"compact": True}])
def test_answers_that_are_gone(work: Path, options: dict[str, bool]) -> None:
    """No part is written without the documents whose answers they are."""
    changed(work / ANSWERS, "DELETE FROM answer")
    told(**options)


def test_first_documents_that_are_gone(work: Path) -> None:
    """Those that the index of reposts points to."""
    (work.parent.parent / "source" / "6.txt").write_text("文件：" + bulletin(2), encoding="utf-8")
    changed(work / INDEX, "DELETE FROM first")
    with pytest.raises(RunError, match="gone or damaged"):
        again()


def test_an_empty_file_of_a_run(work: Path) -> None:
    for name in (LEDGER, ANSWERS, INDEX):
        (work / name).write_bytes(b"")
        with pytest.raises(RunError, match="gone or damaged"):
            again()
    told()


def test_a_store_of_a_run_that_is_gone(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not made anew with only what is new; an empty one that nothing was put into is."""
    shutil.copytree(written / "source", tmp_path / "source")
    monkeypatch.chdir(tmp_path)
    Path("out").mkdir()
    store = Path("out", "store.sqlite")
    store.touch()

    def go(**options: bool) -> int:
        of_run = BatchOptions(format="sqlite", workers=1, **options)  # type: ignore[arg-type]
        return run(["source"], "out", of_run, store=open_store, make=batch_workers.likened).counts["documents"]

    assert go() == 5
    store.unlink()
    with pytest.raises(RunError, match=r"store\.sqlite: is gone.*begin anew \(--no-resume\)"):
        go()
    store.touch()
    with pytest.raises(StoreError, match="is an empty file"):
        go()
    assert go(resume=False) == 5
