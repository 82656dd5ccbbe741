"""The examples run as their first lines say, and show what they promise."""

import subprocess
import sys
from pathlib import Path

import pytest

import policyextract as pe
from documents import FIXTURES, ROOT
from policyextract.track.store import open_store
from same_records import records
from spark_local import needs_spark

EXAMPLES = ROOT / "examples"
RELEASES = len(list(FIXTURES.glob("*.records")))


def run(name: str, *arguments: str | Path, quiet: bool = True) -> str:
    """What the example prints; it must end well and, where it is to be ``quiet``, say nothing on stderr."""
    command = [sys.executable, "-X", "utf8", str(EXAMPLES / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr if quiet or done.returncode else "") == (0, "")
    return done.stdout


def test_one_document_to_a_table() -> None:
    """A noisy release: clean indicators and plain figures beside the raw characters they came from."""
    shown = run("one_document.py")
    assert "80,000,000 元" in shown
    assert "2025-12-31" in shown
    assert "8000萬(wàn)元" in shown  # raw text, as published
    assert "targets" in shown.splitlines()[-1]


def test_what_a_store_is_sure_of_is_accepted(tmp_path: Path) -> None:
    """Records from the confidence named are accepted; the others stay as they are."""
    place = tmp_path / "store.db"
    with open_store(str(place)) as store:
        store.put([pe.extract("2024年，全市新增城镇就业4.2万人。", published="2025-01-10").model_dump(mode="json")])
    assert run("accept_sure.py", place, "0.0").strip()
    with open_store(str(place), create=False) as store:
        assert [one.verdict for one in store.corrections()] == ["accept"]


def test_one_document_of_your_own(tmp_path: Path) -> None:
    release = tmp_path / "release.txt"
    release.write_text("到2027年，全市[公共]充电桩达到1.2万个以上。", encoding="utf-8")
    shown = run("one_document.py", release)
    assert "≥ 12,000 个" in shown
    assert "1 targets and 0 actuals" in shown


def test_targets_against_actuals() -> None:
    """Targets of the year to come beside what the past year reached, by indicator."""
    blocks = run("targets_against_actuals.py").split("\n  reached ")
    assert any("城镇新增就业\n  actual 2025  = 486000 人" in block for block in blocks)
    assert any("target 2026  >= 450000 人" in block for block in blocks)
    assert blocks[-1].startswith("108% of the target")


def test_targets_against_actuals_of_another_report() -> None:
    """Nothing worded alike, nothing printed."""
    assert run("targets_against_actuals.py", FIXTURES / "no_records.txt") == ""


def test_own_lexicon() -> None:
    """Unknown names are found with their canonical forms, and a wrong row is told with its line."""
    before, after = run("own_lexicon.py").split("with names of our own:\n")
    assert "星澜智造" not in before
    for words in (
        "company    星澜智造  澜江星澜智能制造股份有限公司",
        "place      云溪片区",
        "programme  澜链计划  产业链协同提升计划",
    ):
        assert words in after
    assert "wrong.toml, line 2, [[name]] row 1: unknown key 'typ'" in after


def test_make_archive(tmp_path: Path) -> None:
    """An archive of the size asked for, and a list of what is in it; tests/test_make_archive.py looks into it."""
    shown = run("make_archive.py", tmp_path / "archive", "--documents", "20")
    assert shown.startswith("20 documents in ")
    assert len(list((tmp_path / "archive").rglob("*.*"))) >= 10
    assert (tmp_path / "archive.expected.json").is_file()


@needs_spark
def test_on_spark(tmp_path: Path) -> None:
    """Files through the readers and Spark to Parquet; what is broken is told."""
    out = tmp_path / "records"
    files = [FIXTURES / "html_page.txt", FIXTURES / "regulation.txt", tmp_path / "absent.txt"]
    shown = run("on_spark.py", *files, "-o", out, quiet=False)  # Java greets on stderr
    found = [pe.extract(path.read_text(encoding="utf-8"), source=str(path)) for path in files[:2]]
    written = dict(records(out))
    assert set(written) == {record.id for document in found for record in document.targets + document.actuals}
    assert shown == f"2 documents, {len(written)} records, 0 errors\n"


def test_due_next_year(tmp_path: Path) -> None:
    """The deadlines of the year after the latest release, by region; a second run finds the store as it was."""
    first = run("due_next_year.py", tmp_path / "targets.db")
    again = run("due_next_year.py", tmp_path / "targets.db")
    assert first.startswith(f"{RELEASES} documents new, 0 changed, 0 as they were\n")
    assert again.startswith(f"0 documents new, 0 changed, {RELEASES} as they were\n")
    assert first.partition("\n")[2] == again.partition("\n")[2]
    assert "青岩县人民政府办公室关于印发2025年民生实事项目实施方案的通知, due in 2027" in first
    assert "  2027-12-31  家庭医生重点人群签约率 = 85%  (planned)" in first


def test_archive_by_region(tmp_path: Path) -> None:
    """A batch run from Python: counts by region, and a second run that finds all done."""
    first = run("archive_by_region.py", "-o", tmp_path / "out")
    assert first.startswith(f"{RELEASES} documents, ")
    assert any(line.endswith("  海阳") for line in first.splitlines())
    assert run("archive_by_region.py", "-o", tmp_path / "out") == first


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.name)
def test_every_example_is_run_here_and_says_how_to_run_it(path: Path) -> None:
    assert f'run("{path.name}"' in Path(__file__).read_text(encoding="utf-8")
    assert f"python examples/{path.name}" in path.read_text(encoding="utf-8")
