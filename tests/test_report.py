"""The command ``report``: one page with everything in it, and what becomes of wrong input."""

import json
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from policyextract.cli import app
from policyextract.report.marked import marked, told
from policyextract.report.wording import quantity_text
from policyextract.rows import LISTS, Row
from tracked import document, with_text

REPORT = (
    "首页\n当前位置：首页 > 政务公开\n\n桐川市2025年政府工作报告\n\n2024年，新增就业3.2万人，建成5G基站1200个。\n\n"
    "力争到2027年底，5G基站达到2000个以上。确保年内建成投用市妇幼保健院新院区。\n\n版权所有 未经许可不得转载\n"
)
HOSTILE = "2025年新增就业5万人。</script><script>alert(1)</script><img src=x onerror=alert(2)>{title}"


def run(*arguments: object) -> tuple[int, str]:
    """Exit code and what was said on stderr."""
    done = CliRunner().invoke(app, ["report", *map(str, arguments)])
    return done.exit_code, done.stderr


def data_of(page: Path) -> dict[str, Any]:
    """The data that a page holds."""
    found: dict[str, Any] = json.loads(page.read_text("utf-8").split('id="data">')[1].split("</script>")[0])
    return found


def shown(blocks: list[Any]) -> str:
    """The text of blocks, the anchors of records in brackets."""
    pieces = [piece for _, _, own in blocks for piece in own]
    return "".join(
        piece if isinstance(piece, str) else f"⟦{piece[0]}⟧" if len(piece) == 3 else piece[0] for piece in pieces
    )


@pytest.fixture
def release(tmp_path: Path) -> Path:
    path = tmp_path / "release.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_files_of_text_become_a_page(release: Path) -> None:
    """Every record is in the table and is marked in the text."""
    page = release.with_name("report.html")
    code, said = run(release, "--published", "2025-01-20", "-o", page)
    assert (code, said.splitlines()[-1]) == (0, f"policyextract: {page}: 1 document, 4 records")
    data = data_of(page)
    assert shown(data["documents"][0]["blocks"]).count("⟦") == len(data["records"]) == 4
    kinds = [dict(zip(data["fields"], record, strict=True))["kind"] for record in data["records"]]
    assert kinds == ["实绩", "实绩", "目标", "承诺"]


def test_a_store_a_folder_and_json_lines_give_the_same_page(tmp_path: Path) -> None:
    """Whatever holds the documents."""
    one = with_text(REPORT, published="2025-01-20", title="桐川市2025年政府工作报告")
    out = tmp_path / "out"
    out.mkdir()
    (out / "part-00000.jsonl").write_text(json.dumps(one, ensure_ascii=False), encoding="utf-8")
    store = tmp_path / "store.db"
    assert CliRunner().invoke(app, ["load", str(out), str(store)]).exit_code == 0
    pages = []
    for source in (out, out / "part-00000.jsonl", store):
        page = tmp_path / "report.html"
        assert run(source, "--title", "报告", "-o", page)[0] == 0
        pages.append(page.read_bytes())
    assert len(set(pages)) == 1


def test_nothing_of_a_text_becomes_markup_and_the_policy_allows_only_what_is_in_the_page(tmp_path: Path) -> None:
    """Each script and style has its hash in the policy; the text is in the data alone."""
    source, page = tmp_path / "a.txt", tmp_path / "report.html"
    source.write_text(HOSTILE, encoding="utf-8")
    assert run(source, "--title", "<b>x</b>", "-o", page)[0] == 0
    text = page.read_text("utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    held = re.findall(r"<script>(.*?)</script>|<style>(.*?)</style>", text, re.DOTALL)
    assert len(held) >= 3
    for script, style in held:
        digest = b64encode(sha256((script or style).encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy[1]
    assert "alert" not in "".join(text.split('id="data">')[0::2])
    assert "<b>x</b>" not in text
    assert "default-src 'none'" in policy[1]


def test_sums_are_shown_where_they_are_asked_for(release: Path) -> None:
    """What each part was chosen from, as ``explain`` tells it."""
    page = release.with_name("report.html")
    assert run(release, "--explain", "-o", page)[0] == 0
    data = data_of(page)
    sums = [dict(zip(data["fields"], record, strict=True))["sums"] for record in data["records"]]
    assert all(sums)
    assert "indicator" in [slot for slot, _, _ in sums[0]]


def test_without_the_texts_the_sentences_stand_for_them(tmp_path: Path) -> None:
    """Every record is marked in its sentence."""
    store, page = tmp_path / "one.jsonl", tmp_path / "report.html"
    store.write_text(json.dumps(document(REPORT, published="2025-01-20"), ensure_ascii=False), encoding="utf-8")
    assert run(store, "-o", page)[0] == 0
    data = data_of(page)
    assert not data["documents"][0]["whole"]
    assert shown(data["documents"][0]["blocks"]).count("⟦") == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing.txt"], 1, "nothing.txt: no such file"),
        (["nothing.db", "nowhere.jsonl"], 1, "nowhere.jsonl: no such file"),
        (["{folder}"], 1, "no folder that batch wrote"),
        (["{release}", "--min-confidence", "2"], 2, "--min-confidence"),
        (["{release}", "--search", "没有的词"], 2, "no document is so; give other filters"),
        (["{release}", "--region", "123"], 2, "--region must be a code of 2, 4 or 6 digits"),
        (["{release}", "--published", "soon"], 2, "--published: 'soon' is not a date"),
    ],
)
def test_wrong_input_is_told_in_a_line(arguments: list[str], code: int, said: str, release: Path) -> None:
    """Nothing is written then, and an old page stays."""
    page = release.with_name("report.html")
    page.write_text("old", encoding="utf-8")
    given = [one.format(release=release, folder=release.parent) for one in arguments]
    exit_code, message = run(*given, "-o", page)
    assert exit_code == code
    assert said in message
    assert "Traceback" not in message
    assert page.read_text("utf-8") == "old"


def test_one_bad_file_costs_no_other(release: Path) -> None:
    """It is told, and the exit code says that something failed."""
    page = release.with_name("report.html")
    code, said = run(release, "missing.txt", "-o", page)
    assert code == 1
    assert "missing.txt: no such file" in said
    assert len(data_of(page)["documents"]) == 1


# What is marked


def test_the_head_of_a_table_stands_above_its_rows() -> None:
    """What names the columns is no furniture; what stands around the text is."""
    text = "首页\n\n发展目标\n\n指标\t单位\t2025年\n就业\t万人\t3.5\n\n版权所有 未经许可不得转载\n"
    kinds = [(kind, "".join(pieces)) for kind, _, pieces in marked(text, [])]
    assert ("row", "指标\t单位\t2025年") in kinds
    assert ("furniture", "首页") in kinds
    assert kinds[-1] == ("furniture", "版权所有 未经许可不得转载")


def _row(text: str, anchor: str, sentence: str) -> Row:
    start, first = text.index(anchor), text.index(sentence)
    return {
        "text": anchor, "start": start, "end": start + len(anchor), "sentence": sentence,
        "sentence_start": first, "sentence_end": first + len(sentence),
    }  # fmt: skip


def test_the_characters_of_the_original_are_shown() -> None:
    """Traditional characters stay; reading notes and markup are not text."""
    text = "<p>新增就業5萬(wàn)人。&lt;完&gt;</p>"
    row = _row(text, "5萬(wàn)人", "新增就業5萬(wàn)人。")
    assert shown(marked(text, [row])) == "新增就業⟦5萬人⟧。<完>"


def test_records_of_one_number_share_its_mark() -> None:
    """Each is reached by it."""
    text = "就业和创业分别增加5万人。"
    row = _row(text, "5万人", text)
    assert [piece[2] for piece in marked(text, [row, row])[0][2] if len(piece) == 3 and piece[0] == "5万人"] == [[0, 1]]


def test_an_amount_that_stands_twice_is_marked_where_it_was_read() -> None:
    """Not where it stands first."""
    text = "去年5万人，今年5万人。"
    row = {**_row(text, "5万人", text), "start": 8, "end": 11}
    assert shown(told([row])) == "去年5万人，今年⟦5万人⟧。"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"comparator": "=", "low": 10300000000000, "high": 10300000000000, "unit": "元"}, "10.3万亿元"),
        ({"comparator": "range", "low": 0.5, "high": 1, "unit": "%"}, "0.5—1%"),
        ({"comparator": "<", "low": None, "high": 9999, "unit": "个"}, "<9,999个"),
        ({"comparator": "~", "low": 250000000, "high": 250000000, "unit": "元"}, "≈2.5亿元"),
        ({"comparator": None, "low": None, "high": None, "unit": None}, ""),
    ],
)
def test_quantities_as_people_read_them(row: Row, text: str) -> None:
    assert quantity_text({**row, "per": ""}) == text


def test_every_list_of_records_has_its_kind() -> None:
    """A new kind of record needs a name on the page."""
    from policyextract.track.wording import KINDS

    assert set(KINDS) == set(LISTS)
