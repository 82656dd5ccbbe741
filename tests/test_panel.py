"""The panel: places by years by headline indicators, absences said."""

import csv
import io
from typing import Any

import pytest

from policyextract.track.panel.headlines import headlines
from policyextract.track.panel.panel import COLUMNS, Asked, panel
from policyextract.track.store import open_store
from tracked import Command, command, document, with_text

Cells = dict[tuple[str, int, str], dict[str, Any]]

FIRST = (
    "山东省2025年政府工作报告\n一、2024年工作回顾\n"
    "2024年，全省地区生产总值增长5.3%，城镇新增就业12万人，社会消费品零售总额增长4.1%。\n二、2025年工作安排\n"
    "今年经济社会发展主要预期目标是：地区生产总值增长7%以上、力争达到8%，城镇新增就业11万人以上，城镇调查失业率5.5%左右，"
    "居民消费价格合理回升，居民收入增长与经济增长同步。粮食产量保持稳定。\n加快发展新质生产力。"
)
SECOND = (
    "山东省2026年政府工作报告\n一、2025年工作回顾\n"
    "2025年，全省地区生产总值增长7.2%，城镇新增就业12.4万人，城镇调查失业率平均5.4%。\n二、2026年工作安排\n"
    "今年经济社会发展主要预期目标是：地区生产总值增长6%左右，城镇新增就业10万人以上，居民消费价格涨幅2%左右。"
)
CITY = (
    "聊城市2026年政府工作报告\n二、2026年工作安排\n"
    "今年经济社会发展主要预期目标是：地区生产总值增长5%左右，社会消费品零售总额增长5%以上，城镇新增就业3万人。"
)
TITLES = (
    ("山东省2025年政府工作报告", "2025-01-20"),
    ("山东省2026年政府工作报告", "2026-01-25"),
    ("聊城市2026年政府工作报告", "2026-02-01"),
)


def documents(made: Any = with_text) -> list[dict[str, Any]]:
    texts = (FIRST, SECOND, CITY)
    return [made(text, id=title, title=title, published=day) for text, (title, day) in zip(texts, TITLES, strict=True)]


def cells(made: Any = with_text, asked: Asked | None = None) -> Cells:
    with open_store(":memory:") as store:
        store.put(documents(made))
        rows = list(panel(store, asked or Asked()))
    assert all(list(row) == [name for name, _ in COLUMNS] for row in rows)
    return {(row["place_name"], row["year"], row["headline"]): row for row in rows}


def test_target_and_actual_side_by_side() -> None:
    """With value, comparator, both days, sentence and its place in the raw text, and the verdict."""
    row = cells()["山东省", 2025, "城镇新增就业"]
    assert (row["target"], row["target_low"], row["target_high"], row["target_comparator"]) == (
        "stated",
        110_000,
        None,
        ">=",
    )
    assert (row["target_first"], row["target_last"]) == ("2025-01-01", "2025-12-31")
    assert documents()[0]["text"][row["target_start"] : row["target_end"]] == row["target_quantity"] == "11万人"
    assert row["target_commitment"]
    assert (row["actual"], row["actual_low"], row["actual_published"]) == ("stated", 124_000, "2026-01-25")
    assert "12.4万人" in row["actual_sentence"]
    assert (row["region_code"], row["unit"], row["verdict"]) == ("370000", "人", "met")


def test_a_floor_with_its_stretch_is_one_row() -> None:
    """7%以上、力争达到8%: two records of the store, one row of the panel."""
    row = cells()["山东省", 2025, "经济增长"]
    assert (row["target_comparator"], row["target_low"], row["stretch_low"]) == (">=", 7, 8)
    assert (row["actual_low"], row["verdict"]) == (7.2, "met")


def test_absences_are_said() -> None:
    """A number, none, silence, and no document are four things; on the side of actuals three."""
    found = cells()
    told = {key: (row["target"], row["actual"]) for key, row in found.items()}
    assert told["山东省", 2025, "居民消费价格"] == ("stated without a number", "not stated")
    assert told["山东省", 2025, "固定资产投资"] == ("not stated", "not stated")
    assert told["山东省", 2024, "社会消费品零售总额"] == ("no document", "stated")
    assert told["山东省", 2026, "居民消费价格"] == ("stated", "no document")
    assert told["聊城市", 2025, "经济增长"] == ("no document", "no document")
    assert len(found) == 2 * 3 * len(headlines())


def test_an_aim_against_another_indicator() -> None:
    """与经济增长同步 is a target against another one; the clause stands at its place of the raw text."""
    row = cells()["山东省", 2025, "居民收入"]
    assert (row["target"], row["target_against"]) == ("stated without a number", "经济增长")
    assert documents()[0]["text"][row["target_start"] : row["target_end"]] == row["target_quantity"]
    assert (row["target_first"], row["target_last"], row["target_low"]) == ("2025-01-01", "2025-12-31", None)


def test_without_texts_the_sentences_of_the_store_are_read() -> None:
    """What stands beside figures in their sentence is seen; the sentence after it only where the text is kept."""
    key, beside = ("山东省", 2025, "粮食产量"), ("山东省", 2025, "居民收入")
    assert (cells()[key]["target"], cells(document)[key]["target"]) == ("stated without a number", "not stated")
    assert cells(document)[beside]["target"] == "stated without a number"


def test_only_what_is_asked_for() -> None:
    """One place, one indicator by any of its names."""
    found = cells(asked=Asked("聊城", "GDP"))
    assert set(found) == {("聊城市", 2026, "经济增长")}


# The command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Command:
    """Runs the command where ``s.db`` is a store of the three reports."""
    monkeypatch.chdir(tmp_path)
    with open_store("s.db") as store:
        store.put(documents())
    return command(capsys, monkeypatch)


def test_the_command_writes_it(run: Command) -> None:
    """As CSV under the names of programs, and for a spreadsheet in Chinese; twice the same bytes."""
    plain = run("export", "s.db", "--to", "panel")
    rows = list(csv.DictReader(io.StringIO(plain.out)))
    assert list(rows[0]) == [name for name, _ in COLUMNS]
    assert plain.out == run("export", "s.db", "--to", "panel").out
    chinese = next(
        csv.reader(io.StringIO(run("export", "s.db", "--to", "panel", "--excel").out.removeprefix("\ufeff")))
    )
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in name) for name in chinese)
    assert len(set(chinese)) == len(chinese)


def test_a_panel_without_rows_says_so(run: Command) -> None:
    """A place of which no document sets targets or reports has none."""
    shown = run("export", "s.db", "--to", "panel", "--region", "630200")
    assert (shown.code, len(shown.out.splitlines())) == (0, 1)
    assert shown.err == "policyextract: no rows: no document sets the targets of a year there, or reports of one\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--indicator", "充电桩"], "--indicator: the panel has 经济增长, "),
        (["--search", "就业"], "--search: the panel takes --region and --indicator; leave it out"),
        (["--nature", "input"], "--nature: the panel takes --region and --indicator; leave it out"),
    ],
)
def test_mistakes_are_told_in_one_line(run: Command, arguments: list[str], message: str) -> None:
    """What is wrong and what to do."""
    shown = run("export", "s.db", "--to", "panel", *arguments)
    assert (shown.code, shown.out, len(shown.err.splitlines())) == (2, "", 1)
    assert message in shown.err
