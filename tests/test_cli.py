"""The command line as a user meets it: what it prints where, and with which exit code."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import policyextract
from tracked import Run

TEXT = "到2027年，全市建成[公共]充电桩1.2万个以上。2024年，全市新能源汽车产量达到9.5万辆。"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Runs the command in an empty directory with one good file, ``release.txt``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [])
    Path("release.txt").write_text(TEXT, encoding="utf-8")
    return lambda *arguments: Run(list(arguments), capsys)


def test_table_is_the_default(run) -> None:
    """Records in the order of the text, Chinese heads, brackets of the text left alone."""
    shown = run("extract", "release.txt", "--published", "2025-03-01")
    assert (shown.code, shown.err) == (0, "")
    for word in ("指标", "数值", "时限", "地区", "责任单位", "目标", "实绩", "≥1.2万个", "2027-12-31", "2025-03-01"):
        assert word in shown.out
    assert shown.out.index("1.2万") < shown.out.index("9.5万")


def test_json_of_one_file_is_one_document(run) -> None:
    """The public schema, as the library writes it."""
    shown = run("extract", "release.txt", "--published", "2025-03-01", "--title", "计划", "--format", "json")
    expected = policyextract.extract(TEXT, published="2025-03-01", title="计划", source="release.txt")
    assert json.loads(shown.out) == expected.model_dump(mode="json")


def test_json_of_many_files_is_a_list_and_jsonl_a_line_each(run) -> None:
    """One valid JSON text, or one a line."""
    Path("other.txt").write_text("没有数字。", encoding="utf-8")
    documents = json.loads(run("extract", "release.txt", "other.txt", "--format", "json").out)
    assert [document["source"] for document in documents] == ["release.txt", "other.txt"]
    lines = run("extract", "release.txt", "other.txt", "--format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == documents


def test_csv_has_the_columns_of_to_rows(run) -> None:
    """What a spreadsheet reads back is what the library gives."""
    shown = run("extract", "release.txt", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(shown.out)))
    expected = policyextract.extract(TEXT, source="release.txt").to_rows()
    assert rows == [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in expected]


def test_standard_input(monkeypatch: pytest.MonkeyPatch, run) -> None:
    """``-`` reads it; it has no source."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode()), encoding="ascii"))
    document = json.loads(run("extract", "-", "--format", "json").out)
    assert document["source"] is None
    assert document["targets"]


def test_an_encoding_other_than_utf8_is_told(run) -> None:
    """On stderr, so that the data stay clean."""
    Path("old.txt").write_bytes((TEXT * 5).encode("gb18030"))
    shown = run("extract", "old.txt", "--format", "json")
    assert json.loads(shown.out)["targets"]
    assert "old.txt" in shown.err
    assert "gb18030" in shown.err.lower()


def named(name: bytes) -> str:
    """A copy of the good file under a name of any bytes."""
    path = os.fsdecode(name)
    try:
        Path(path).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this system takes no such names")
    return path


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv"])
@pytest.mark.parametrize("output", [(), ("-o", "out")])
def test_a_file_name_of_any_bytes(run, form: str, output: tuple[str, ...]) -> None:
    """A name in GBK (``*.txt`` gives it as it is) is told by its bytes; nothing fails, and the other file is there too."""
    name = named("1公报".encode("gbk") + b".txt")
    shown = run("extract", name, "release.txt", "--format", form, *output)
    assert (shown.code, shown.err) == (0, "")
    written = Path("out").read_bytes().decode() if output else shown.out
    assert ("1\\\\xb9\\\\xab" if form.startswith("json") else "1\\xb9\\xab") in written
    assert "release.txt" in written


def test_words_of_any_bytes(run) -> None:
    """What a shell of another encoding gives as a title is no reason to fail."""
    shown = run("extract", "release.txt", "--format", "json", "--title", os.fsdecode("公报".encode("gbk")))
    assert json.loads(shown.out)["title"] == "\\xb9\\xab\\xb1\\xa8"


@pytest.mark.parametrize("command", ["extract", "explain"])
def test_a_day_that_no_document_has_is_wrong_usage(run, command: str) -> None:
    """Databases write it where there is none."""
    shown = run(command, "release.txt", "--published", "0001-01-01")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("policyextract: --published: 0001-01-01 is of no year from 1800 to 2199; leave it out")
    assert shown.err.count("\n") == 1


BAD = {
    "missing.txt": None,
    "folder": "directory",
    "picture.png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03",
    "broken.txt": b"\xff\xff\x80\x81" * 40,
    "empty.txt": b" \n",
    "gone.html": "<html><head><title>页面不存在</title></head><body><p>抱歉，您访问的页面不存在或已被删除！</p></body></html>".encode(),
    "refused.html": b"<html><head><title>403 Forbidden</title></head><body><h1>403 Forbidden</h1>nginx</body></html>",
    "scripts.html": b"<html><body><script>location.href = '/a?n=5';</script></body></html>",
    "asks.html": "<html><body><noscript>请开启JavaScript后继续访问</noscript><p>请开启JavaScript并刷新该页</p></body></html>".encode(),
    "all.jsonl": json.dumps({"text": TEXT}).encode() + b"\n" + json.dumps({"text": TEXT}).encode(),
    "all.csv": f"text\n{TEXT}\n".encode(),
    "all.json": json.dumps([{"text": TEXT}]).encode(),
    "crawl.db": b"SQLite format 3\0" + bytes(100),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_gives_one_clear_line_and_the_rest_is_done(run, name: str) -> None:
    """Its name, why, what to do; exit code 1; the good file is not lost."""
    content = BAD[name]
    if content == "directory":
        Path(name).mkdir()
    elif isinstance(content, bytes):
        Path(name).write_bytes(content)
    shown = run("extract", name, "release.txt", "--format", "jsonl")
    assert shown.code == 1
    assert [json.loads(line)["source"] for line in shown.out.splitlines()] == ["release.txt"]
    assert shown.err.startswith(f"policyextract: {name}: ")
    assert shown.err.count("\n") == 1
    assert "; " in shown.err


@pytest.mark.parametrize("name", ["gone.html", "refused.html", "scripts.html", "asks.html", "empty.txt"])
def test_batch_tells_what_extract_tells(run, name: str) -> None:
    """A page that is none is an error of the run, and costs no other document."""
    Path("in").mkdir()
    Path("in", name).write_bytes(BAD[name])  # type: ignore[arg-type]
    Path("in", "release.txt").write_text(TEXT, encoding="utf-8")
    shown = run("batch", "in", "-o", "out", "--workers", "1")
    assert shown.code == 1
    (error,) = [json.loads(line) for line in Path("out", "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert error["origin"] == f"in/{name}"
    assert error["code"] in ("error-page", "nothing-to-read", "needs-browser", "empty")
    assert len(Path("out", "part-00000.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_text_that_begins_like_data_is_a_text(run) -> None:
    """A brace alone makes no JSON."""
    Path("brace.txt").write_text("{公告}" + TEXT, encoding="utf-8")
    assert run("extract", "brace.txt", "--format", "jsonl").code == 0


def test_a_long_text_is_read_in_parts(run) -> None:
    """Cut before headings; offsets are those of the whole, and the day at its beginning is the day of every part."""
    body = "".join(
        f"第{n}章 就业\n到2027年，新增就业{n}万人以上。今年建成充电桩{n}万个。\n" for n in "一二三四五六七八九"
    )
    text = f"关于促进就业的意见\n2025年3月1日\n{body}"
    Path("long.txt").write_text(text, encoding="utf-8")
    shown = run("extract", "long.txt", "--format", "json", "--max-chars", "150")
    assert shown.code == 0
    parts = json.loads(shown.out)
    assert len(parts) > 1
    assert [part["source"] for part in parts] == [f"long.txt#{n}" for n in range(1, len(parts) + 1)]
    assert len({part["id"] for part in parts}) == len(parts)
    assert {(part["published"], part["title"]) for part in parts} == {("2025-03-01", "关于促进就业的意见")}
    records = [record for part in parts for record in part["targets"] + part["actuals"]]
    assert len(records) == 18
    for record in records:
        quantity = record["quantity"]
        assert text[quantity["start"] : quantity["end"]] == quantity["text"]
    shown = run("extract", "long.txt", "--max-chars", "12")
    assert shown.code == 1
    assert "long.txt: " in shown.err
    assert "--max-chars" in shown.err


def test_batch_of_nothing_makes_no_folder(run) -> None:
    """A slip of the pen is wrong usage."""
    for wrong in (("nosuch",), ("nosuch", "no/*.txt"), ("sqlite:nosuch.db",)):
        shown = run("batch", *wrong, "-o", "out")
        assert (shown.code, shown.out) == (2, "")
        assert shown.err.startswith(f"policyextract: {wrong[0]}: ")
        assert shown.err.count("\n") == 1
        assert not Path("out").exists()


def test_batch_without_the_package_for_reposts(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """It works, compares nothing, and says so; asked to compare, it says what to install."""
    monkeypatch.setitem(sys.modules, "rensa", None)
    shown = run("batch", "release.txt", "-o", "out", "--workers", "1")
    assert shown.code == 0
    assert "reposts are not looked for: the package rensa is not installed" in shown.err
    shown = run("batch", "release.txt", "-o", "other", "--reposts", "link")
    assert shown.code == 1
    assert "policyextract[archive]" in shown.err
    assert not Path("other").exists()


@pytest.mark.parametrize("place", ["a" * 300 + ".db", "release.txt/targets.db"])
def test_a_place_that_cannot_be_written_is_named(run, place: str) -> None:
    """In one line, with the name of what could not be written."""
    run("extract", "release.txt", "--format", "jsonl", "-o", "documents.jsonl")
    for arguments in (["load", "documents.jsonl", place], ["extract", "release.txt", "-o", place]):
        shown = run(*arguments)
        assert shown.code in (1, 2)
        assert shown.err.count("\n") == 1
        assert place.partition("/")[0] in shown.err
        assert "standard output" not in shown.err


def test_a_defect_costs_one_input_and_shows_no_traceback(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong inside is told in one line."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inner\nwords")

    monkeypatch.setattr(policyextract.Extractor, "extract", broken)
    shown = run("extract", "release.txt")
    assert (shown.code, shown.out) == (1, "")
    assert shown.err.count("\n") == 1
    assert "RuntimeError: inner words" in shown.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extract", "release.txt", "--published", "2025-13-01"], "2025-13-01"),
        (["extract", "release.txt", "release.txt", "--title", "计划"], "--title"),
        (["extract", "release.txt", "-o", "nowhere/out.json"], "nowhere"),
        (["extract", "release.txt", "-o", "."], "directory"),
        (["extract", "release.txt", "--format", "xml"], "xml"),
        (["extract"], "FILE"),
        (["explain", "5家", "--published", "someday"], "someday"),
    ],
)
def test_wrong_usage(run, arguments: list[str], said: str) -> None:
    """Exit code 2, the culprit named, nothing on stdout."""
    shown = run(*arguments)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err
    assert "Traceback" not in shown.err


def test_output_file_is_replaced_only_when_all_is_written(run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks off leaves the old file and no rubbish beside it."""
    assert run("extract", "release.txt", "--format", "jsonl", "-o", "out.jsonl").out == ""
    old = Path("out.jsonl").read_text(encoding="utf-8")
    assert json.loads(old)["source"] == "release.txt"

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(policyextract.Extractor, "extract", interrupted)
    shown = run("extract", "release.txt", "--format", "jsonl", "-o", "out.jsonl")
    assert (shown.code, shown.err) == (130, "policyextract: interrupted\n")
    assert Path("out.jsonl").read_text(encoding="utf-8") == old
    assert sorted(path.name for path in Path().iterdir()) == ["out.jsonl", "release.txt"]


def test_output_file_stays_when_no_input_could_be_done(run) -> None:
    """A typing mistake in the input's name does not empty the output."""
    Path("out.csv").write_text("old", encoding="utf-8")
    assert run("extract", "missing.txt", "--format", "csv", "-o", "out.csv").code == 1
    assert Path("out.csv").read_text(encoding="utf-8") == "old"


def test_a_reader_that_goes_away_is_no_error_to_talk_about() -> None:
    """``| head`` ends the program quietly."""
    command = [sys.executable, "-c", "from policyextract.cli import main; main()", "schema"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


def test_explain_tells_anchor_fate_and_rules(run) -> None:
    """Of a text or of a file: offsets, what became of the quantity, who says so."""
    shown = run("explain", TEXT, "--published", "2025-03-01")
    assert shown.code == 0
    start = TEXT.index("1.2万个")
    assert f"1.2万个 [{start}:{start + 5}]" in shown.out
    assert run("explain", "release.txt", "--published", "2025-03-01").out == shown.out


def test_explain_of_a_pledge(run) -> None:
    """A commitment without a number: its words and offsets, the verb, the due date, the rule."""
    shown = run("explain", "力争2026年底前建成临江大桥。", "--published", "2025-03-01")
    assert shown.code == 0
    first, *slots = shown.out.splitlines()
    assert first == "建成临江大桥 [9:15] → pledge (pledge.finish)"
    assert {line.split()[0]: line.split()[1] for line in slots}["due"] == "2026-12-31"


def test_explain_of_nothing(run) -> None:
    """No quantity is an answer; a name of no file is a mistake."""
    shown = run("explain", "没有数字。")
    assert (shown.code, shown.out) == (0, "")
    assert "no quantity and no pledge" in shown.err
    shown = run("explain", "missing.txt")
    assert (shown.code, shown.out) == (1, "")
    assert "no such file" in shown.err
    for empty in ("", " "):
        shown = run("explain", empty)
        assert (shown.code, shown.out, shown.err) == (
            1,
            "",
            "policyextract: explain: the text is empty; give Chinese text in quotes, or name a file of it\n",
        )


def test_the_list_of_commands_says_what_each_does(run) -> None:
    """In a sentence that is not cut off."""
    shown = run("--help").out
    assert "extract " in shown
    assert "..." not in shown.partition("Commands:")[2]


def test_it_runs_as_a_module() -> None:
    """Where the script is not on the path, ``python -m policyextract`` is the same command."""
    shown = subprocess.run(
        [sys.executable, "-m", "policyextract", "--version"], capture_output=True, text=True, check=True
    )
    assert shown.stdout == f"policyextract {policyextract.__version__}\n"


def test_schema_and_version(run) -> None:
    """The schema is JSON; the version is that of the package."""
    assert json.loads(run("schema").out)["title"] == "Document"
    assert run("--version").out == f"policyextract {policyextract.__version__}\n"
