"""Out of a store into files, and documents into it: the commands ``export`` and ``load``, and what they write."""

import csv
import io
import json
import os
import sqlite3
import sys
from pathlib import Path

import pytest

from policyextract.rows import COLUMNS
from policyextract.track.files import write_csv
from policyextract.track.filters import Filters
from policyextract.track.store import open_store
from tracked import Command, command, document, dump, expected_rows, released

FORMATS = ("jsonl", "csv", "parquet", "ics", "atom", "jsonfeed")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs the command where ``all.jsonl`` holds the releases of the tests and ``s.db`` is a store of them."""
    monkeypatch.chdir(tmp_path)
    with Path("all.jsonl").open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in released())
    with open_store("s.db") as store:
        store.put(released())
    return command(capsys, monkeypatch)


# Into a store


def test_load_twice(run: Command) -> None:
    """What was extracted goes into a store; a second time nothing is new; nothing goes to stdout."""
    first, second = run("load", "all.jsonl", "new.db"), run("load", "all.jsonl", "new.db")
    count = len(released())
    assert (first.code, first.out, first.err) == (
        0,
        "",
        f"policyextract: new.db: {count} added, 0 updated, 0 unchanged; run 1\n",
    )
    assert second.err == f"policyextract: new.db: 0 added, 0 updated, {count} unchanged; run 1\n"
    with open_store("new.db") as new, open_store("s.db") as old:
        assert dump(new) == dump(old)


def test_load_takes_what_the_other_commands_write(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of parts, several files, the standard input."""
    lines = Path("all.jsonl").read_bytes().splitlines(keepends=True)
    Path("out").mkdir()
    Path("out/part-00000.jsonl").write_bytes(b"".join(lines[:5]))
    Path("out/part-00001.jsonl").write_bytes(b"".join(lines[5:9]))
    Path("out/errors.jsonl").write_text('{"origin": "x"}\n', encoding="utf-8")
    Path("more.jsonl").write_bytes(b"\xef\xbb\xbf" + b"".join(lines[9:12]))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines[12:]))))
    shown = run("load", "out", "more.jsonl", "-", "new.db")
    assert (shown.code, shown.err) == (0, f"policyextract: new.db: {len(lines)} added, 0 updated, 0 unchanged; run 1\n")


def test_load_tells_rows_and_goes_on(run: Command) -> None:
    """Wrong rows and missing files are told with file and row, the rest goes in, exit code 1."""
    good = Path("all.jsonl").read_text(encoding="utf-8").splitlines()[0]
    newer = json.dumps({**json.loads(good), "schema_version": "2.0"})
    Path("mixed.jsonl").write_text("\n".join(["{", good, "[1]", newer]), encoding="utf-8")
    shown = run("load", "none.jsonl", "mixed.jsonl", "new.db")
    assert shown.code == 1
    told = shown.err.splitlines()
    assert told[0] == "policyextract: none.jsonl: no such file; check the name"
    assert told[1].startswith("policyextract: mixed.jsonl:1: not JSON")
    assert told[2].startswith("policyextract: mixed.jsonl:3: not a document")
    assert "mixed.jsonl:4: document" in told[3]
    assert "has schema 2.0" in told[3]
    assert told[4:] == ["policyextract: new.db: 1 added, 0 updated, 0 unchanged; run 1"]


def test_load_of_nothing_makes_no_store(run: Command) -> None:
    """A slip of the pen leaves no empty store behind."""
    shown = run("load", "none.jsonl", "new.db")
    assert (shown.code, shown.err) == (1, "policyextract: none.jsonl: no such file; check the name\n")
    assert not Path("new.db").exists()


def test_load_of_something_else_is_told_shortly(run: Command) -> None:
    """A file that holds no documents at all does not fill the screen."""
    Path("text.txt").write_text("没有数字。\n" * 500, encoding="utf-8")
    shown = run("load", "text.txt", "new.db")
    assert shown.code == 1
    assert "text.txt: 490 more rows are no documents" in shown.err
    assert len(shown.err.splitlines()) == 12


# Out of a store


def test_jsonl_is_what_was_loaded(run: Command) -> None:
    """The documents as they were, line by line; loading them again changes nothing."""
    shown = run("export", "s.db", "--to", "jsonl")
    assert (shown.code, shown.err) == (0, "")
    assert sorted(shown.out.splitlines()) == sorted(
        json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in released()
    )
    Path("out.jsonl").write_text(shown.out, encoding="utf-8")
    assert "0 added, 0 updated" in run("load", "out.jsonl", "s.db").err


def test_csv_is_the_flat_rows(run: Command) -> None:
    """A spreadsheet reads back what the library gives, UTF-8 without a mark."""
    run("export", "s.db", "--to", "csv", "-o", "out.csv")
    data = Path("out.csv").read_bytes()
    assert data.startswith(b"document_id,")
    rows = list(csv.DictReader(io.StringIO(data.decode())))
    expected = expected_rows(released())
    assert rows == [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in expected]


def test_excel_shows_chinese_and_runs_nothing(run: Command) -> None:
    """With --excel a mark comes first, heads are Chinese, no cell begins a formula or holds a line break; without it cells are the text's."""
    hostile = document("到2027年，建成充电桩5万个。", id="d1", title="=cmd|'/C calc'!A0", source="@SUM(A1)")
    hostile["targets"][0]["indicator"]["text"] = '+HYPERLINK("http://x")'
    hostile["targets"][0]["sentence"]["text"] = "\t=1+1\r\n其中公共桩\n1万个"
    with open_store("evil.db") as store:
        store.put([hostile])
    run("export", "evil.db", "--to", "csv", "--excel", "-o", "guarded.csv")
    data = Path("guarded.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert [name for name, cell in row.items() if cell[:1] in "=+-@\t\r" and len(cell) > 1] == []
    assert len(data.splitlines()) == 2
    assert row["原句"].endswith("=1+1 其中公共桩 1万个")
    assert (row["文件标题"], row["比较符"], row["下限"]) == ("'=cmd|'/C calc'!A0", "=", "50000")
    (plain,) = csv.DictReader(io.StringIO(run("export", "evil.db", "--to", "csv").out))
    assert plain["document_title"] == hostile["title"]


def test_parquet_is_the_flat_rows(run: Command) -> None:
    """Typed columns with the values of the flat rows: days, exact numbers, text."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="no pyarrow: pip install 'policyextract[arrow]'")
    run("export", "s.db", "--to", "parquet", "-o", "out.parquet")
    table = parquet.read_table("out.parquet")
    assert table.column_names == list(COLUMNS)
    assert str(table.schema.field("due").type) == "date32[day]"
    expected = expected_rows(released())
    assert [str(day) if day else None for day in table["due"].to_pylist()] == [row["due"] for row in expected]
    assert [None if low is None else float(low) for low in table["low"].to_pylist()] == [row["low"] for row in expected]
    for name in ("id", "indicator", "sentence", "start", "confidence"):
        assert table[name].to_pylist() == [row[name] for row in expected]


def test_copy_to_another_store(run: Command) -> None:
    """A whole copy holds the same rows; copying again changes nothing; a filter copies what it lets through."""
    run("export", "s.db", "--to", "sqlite", "-o", "copy.db")
    with open_store("s.db") as store, open_store("copy.db") as copy:
        assert dump(copy) == dump(store)
    assert "0 added, 0 updated" in run("export", "s.db", "--to", "sqlite", "-o", "copy.db").err
    run("export", "s.db", "--to", "sqlite", "-o", "part.db", "--commitment", "binding")
    with open_store("s.db") as store, open_store("part.db") as part:
        binding = list(store.rows(Filters(commitments=("binding",))))
        assert list(part.rows()) == binding != []


@pytest.mark.parametrize("form", FORMATS)
def test_twice_the_same_bytes(run: Command, form: str) -> None:
    """A second export, also from a store that was filled in another order, is the same file."""
    with open_store("back.db") as store:
        store.put(released()[::-1])
    for place, name in (("s.db", "one"), ("s.db", "two"), ("back.db", "three")):
        assert run("export", place, "--to", form, "-o", name).code == 0
    assert Path("one").read_bytes() == Path("two").read_bytes() == Path("three").read_bytes()
    assert sorted(os.listdir()) == ["all.jsonl", "back.db", "one", "s.db", "three", "two"]


def test_what_people_are_told(run: Command) -> None:
    """Calendars and feeds carry targets of nature outcome and input and pledges, unless --kind or --nature says otherwise."""

    def natures(*more: str) -> set[tuple[str, str]]:
        items = json.loads(run("export", "s.db", "--to", "jsonfeed", "--limit", "9999", *more).out)["items"]
        return {(item["_record"]["kind"], item["_record"]["nature"]) for item in items}

    assert natures() == {("target", "outcome"), ("target", "input"), ("pledge", None)}
    assert natures("--kind", "pledge") == {("pledge", None)}
    assert natures("--nature", "standard", "--nature", "criterion") == {("target", "standard"), ("target", "criterion")}
    assert natures("--kind", "actual", "--nature", "input") == {("actual", "input")}


def test_filters_of_the_command(run: Command) -> None:
    """Each option reaches the store; together they narrow down."""

    def count(*options: str) -> int:
        return len(list(csv.DictReader(io.StringIO(run("export", "s.db", "--to", "csv", *options).out))))

    every = count()
    assert every == len(expected_rows(released()))
    for options in (
        ("--region", "山东"), ("--indicator", "覆盖率"), ("--search", "就业"), ("--due-after", "2026-01-01"),
        ("--due-before", "2025-12-31"), ("--since", "2025-01-01"), ("--until", "2024-12-31"), ("--kind", "target"),
        ("--nature", "input"), ("--kind", "pledge"), ("--commitment", "binding"), ("--min-confidence", "0.86"),
    ):  # fmt: skip
        assert 0 < count(*options) < every
        assert count(*options, "--since", "2100-01-01") == 0


def test_texts_go_along(run: Command) -> None:
    """``extract --text`` and ``batch`` give them, a store keeps them, copies hand them on, unless --no-text is said."""
    text = "到2027年，建成充电桩5万个。"
    Path("a.txt").write_text(text, encoding="utf-8")
    Path("one.jsonl").write_text(run("extract", "a.txt", "--format", "jsonl", "--text").out, encoding="utf-8")
    assert run("load", "one.jsonl", "full.db").code == run("load", "one.jsonl", "bare.db", "--no-text").code == 0
    assert run("batch", "a.txt", "-o", "kept", "--format", "sqlite").code == 0
    assert run("batch", "a.txt", "-o", "none", "--format", "sqlite", "--no-text").code == 0
    assert run("export", "full.db", "--to", "sqlite", "-o", "copy.db").code == 0
    assert run("export", "full.db", "--to", "sqlite", "-o", "bare_copy.db", "--no-text").code == 0

    def texts(place: str) -> list[str | None]:
        return [
            json.loads(line).get("text") for line in run("export", place, "--to", "jsonl", "--text").out.splitlines()
        ]

    for place in ("full.db", "kept/store.sqlite", "copy.db"):
        assert texts(place) == [text]
    for place in ("bare.db", "none/store.sqlite", "bare_copy.db"):
        assert texts(place) == [None]
    assert "text" not in json.loads(run("export", "full.db", "--to", "jsonl").out)


def test_limit_keeps_the_newest(run: Command) -> None:
    """A feed of three entries has the three latest."""
    many, few = (
        json.loads(run("export", "s.db", "--to", "jsonfeed", "--limit", number).out)["items"] for number in (99, 3)
    )
    assert few == many[:3]


def test_a_failed_export_leaves_the_old_file(run: Command) -> None:
    """Where the store breaks off on the way, the file of before stays and no other is left."""
    Path("out.jsonl").write_text("old", encoding="utf-8")
    with sqlite3.connect("s.db") as damaged:
        damaged.execute("UPDATE originals SET json = '{' WHERE document_id = (SELECT max(document_id) FROM originals)")
    damaged.close()
    shown = run("export", "s.db", "--to", "jsonl", "-o", "out.jsonl")
    assert shown.code == 1
    assert len(shown.err.splitlines()) == 1
    assert Path("out.jsonl").read_text(encoding="utf-8") == "old"
    assert sorted(os.listdir()) == ["all.jsonl", "out.jsonl", "s.db"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here to stand for a full disk")
def test_a_full_disk(run: Command) -> None:
    """One line that says so."""
    shown = run("export", "s.db", "--to", "csv", "-o", "/dev/full")
    assert shown.code == 1
    assert shown.err == "policyextract: /dev/full: cannot be written (No space left on device); choose another place\n"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["none.db", "--to", "csv"], 1, "none.db: no such store; check the name"),
        (["all.jsonl", "--to", "csv"], 1, "all.jsonl: is no SQLite file; name another one"),
        (["empty", "--to", "csv"], 1, "empty: is an empty file, no store; remove it"),
        (["s.db"], 2, "say either --to FORMAT or --post URL"),
        (["--to", "csv"], 2, "name the STORE"),
        (["s.db", "--to", "parquet"], 2, "--output: say where to write with -o"),
        (["s.db", "--to", "sqlite"], 2, "--output: say where to write with -o"),
        (["s.db", "--to", "sqlite", "-o", "./s.db"], 2, "is the store itself"),
        (["s.db", "--to", "sqlite", "-o", "postgresql://h/d"], 2, "--output: a file"),
        (["s.db", "--to", "postgres", "-o", "x.db"], 2, "--output: a postgresql:// URL"),
        (["s.db", "--to", "sqlite", "-o", "all.jsonl"], 1, "all.jsonl: is no SQLite file"),
        (["s.db", "--to", "csv", "-o", "no/out.csv"], 2, "there is no directory no"),
        (["s.db", "--to", "csv", "-o", "."], 1, "is a directory; name a file in it"),
        (["s.db", "--to", "csv", "--text"], 2, "--text: is for --to jsonl, sqlite and postgres"),
        (["s.db", "--to", "ics", "--excel"], 2, "--excel: is for --to csv and panel"),
        (["s.db", "--to", "ics", "--kind", "actual"], 2, "--kind: a calendar is of deadlines"),
        (["s.db", "--to", "csv", "--since", "gestern"], 2, "--since: 'gestern' is not a date"),
        (["s.db", "--to", "csv", "--region", "370"], 2, "--region must be a code of 2, 4 or 6 digits"),
        (["s.db", "--to", "csv", "--search", " "], 2, "--search is empty"),
        (["postgresql://ann:geheim@127.0.0.1:1/d", "--to", "csv"], 1, "check the URL and the server"),
        (["mysql://ann:geheim@h/d", "--to", "csv"], 1, "a store is a file or a postgresql:// URL"),
    ],
)
def test_mistakes_are_told_in_one_line(run: Command, arguments: list[str], code: int, message: str) -> None:
    """What is wrong and what to do; nothing is made, and no password is shown."""
    Path("empty").touch()
    shown = run("export", *arguments)
    assert (shown.code, shown.out, len(shown.err.splitlines())) == (code, "", 1)
    assert message in shown.err
    assert "geheim" not in shown.err
    assert sorted(os.listdir()) == ["all.jsonl", "empty", "s.db"]


def test_csv_of_text_that_no_file_holds() -> None:
    """Half of a surrogate pair is written as a question mark, not as an error."""
    out = io.BytesIO()
    write_csv([dict.fromkeys(COLUMNS, "\ud800")], out)
    assert out.getvalue().decode().splitlines()[1] == ",".join("?" * len(COLUMNS))


@pytest.mark.parametrize(
    ("module", "arguments", "extra"),
    [
        ("icalendar", ["s.db", "--to", "ics"], "feeds"),
        ("httpx", ["s.db", "--post", "http://127.0.0.1:1/"], "feeds"),
        ("pyarrow", ["s.db", "--to", "parquet", "-o", "x"], "arrow"),
        ("pg8000", ["postgresql://h/d", "--to", "csv"], "postgres"),
    ],
)
def test_a_missing_extra_is_named(
    run: Command, monkeypatch: pytest.MonkeyPatch, module: str, arguments: list[str], extra: str
) -> None:
    """Where an optional package is not installed, one line says which extra to install."""
    for name in [name for name in sys.modules if name.partition(".")[0] == module]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("POLICYEXTRACT_WEBHOOK_SECRET", "geheim")
    shown = run("export", *arguments)
    assert (shown.code, len(shown.err.splitlines())) == (1, 1)
    assert f"policyextract[{extra}]" in shown.err
    assert sorted(os.listdir()) == ["all.jsonl", "s.db"]
