"""Tables flattened to text: label, header, unit, caption, attribute and group of every value."""

import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from policyextract.text import tables
from policyextract.text.clean import clean
from policyextract.text.outline import Outline, outline, sentences


class Value(NamedTuple):
    label: str | None
    text: str
    header: str | None
    unit: str | None


def read(text: str) -> tuple[Outline, list[Value]]:
    out = outline(clean(text))

    def at(span: tuple[int, int] | None) -> str | None:
        return None if span is None else out.text[span[0] : span[1]]

    rows = [b.row for b in out.blocks if b.row is not None]
    return out, [Value(at(r.label), out.text[c.start : c.end], at(c.header), at(c.unit)) for r in rows for c in r.cells]


PLAN = """表2 “十四五”主要指标
序号 指标  2020年  2025年 属性
1 人均公园绿地面积（平方米）  14.2  15 预期性
2 城镇污水处理率（ %）  95.1  ≥98 约束性
"""


def test_plan_table() -> None:
    """Serial number and bracketed unit are no part of the label; the unit in brackets goes with each value."""
    out, values = read(PLAN)
    assert values == [
        ("人均公园绿地面积", "14.2", "2020年", "平方米"),
        ("人均公园绿地面积", "15", "2025年", "平方米"),
        ("城镇污水处理率", "95.1", "2020年", "%"),
        ("城镇污水处理率", "≥98", "2025年", "%"),
    ]
    rows = [b.row for b in out.blocks if b.row is not None]
    assert [out.text[slice(*r.attribute)] for r in rows if r.attribute] == ["预期性", "约束性"]
    assert all(r.caption is not None and out.text[slice(*r.caption)].startswith("表2") for r in rows)
    assert [b.kind for b in out.blocks] == ["heading", "furniture", "row", "row"]


def test_caption_units() -> None:
    """The `单位：` line gives the unit: the rate to columns of rates, the other to the rest."""
    _, values = read(
        "主要指标完成情况表\n单位：亿元、%\n指标  绝对量  同比增长\n工业增加值  567.8  6.1\n进出口总额  1,200.5  -3.2"
    )
    assert values == [
        ("工业增加值", "567.8", "绝对量", "亿元"),
        ("工业增加值", "6.1", "同比增长", "%"),
        ("进出口总额", "1,200.5", "绝对量", "亿元"),
        ("进出口总额", "-3.2", "同比增长", "%"),
    ]


def test_unit_column_and_rates() -> None:
    """A 单位 column gives the unit, but not to a column of growth rates."""
    _, values = read(
        "指标 单位 2020年 2025年 年均增速（%）\n地区生产总值 亿元 1000 1500 8.4\n港口吞吐量 万吨 300 400 5.9"
    )
    assert [(v.text, v.unit) for v in values] == [
        ("1000", "亿元"),
        ("1500", "亿元"),
        ("8.4", "%"),
        ("300", "万吨"),
        ("400", "万吨"),
        ("5.9", "%"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "指标\t2023年\t2024年\n发电量（亿千瓦时）\t120\t130\n用水量（亿立方米）\t20\t19",
        "|指标|2023年|2024年|\n|---|---:|---:|\n|发电量（亿千瓦时）|120|130|\n|用水量（亿立方米）|20|19|",
        "指标　2023年　2024年\n发电量（亿千瓦时）　120　130\n用水量（亿立方米）　20　19",
        "指标 2023年 2024年\n发电量（亿千瓦时） 120 130\n用水量（亿立方米） 20 19",
    ],
    ids=["tabs", "markdown", "full-width", "single"],
)
def test_separators(text: str) -> None:
    """Tabs, strokes, full-width and single spaces part cells alike."""
    _, values = read(text)
    assert values == [
        ("发电量", "120", "2023年", "亿千瓦时"),
        ("发电量", "130", "2024年", "亿千瓦时"),
        ("用水量", "20", "2023年", "亿立方米"),
        ("用水量", "19", "2024年", "亿立方米"),
    ]


def test_two_header_lines() -> None:
    """A year above two columns is kept as the header above theirs."""
    text = (
        "指标名称  绝对量  增速（%）  绝对量  增速（%）\n工业（亿元）  10  5.1  11  5.8\n农业（亿元）  7  2.1  8  2.5"
    )
    out, values = read(f"     2023年     2024年\n{text}")
    cells = [c for b in out.blocks if b.row is not None for c in b.row.cells]
    above = [out.text[slice(*c.above)] for c in cells if c.above is not None]
    assert above == ["2023年", "2023年", "2024年", "2024年"] * 2
    assert values[1] == ("工业", "5.1", "增速（%）", "%")


RATES = """船舶收费标准表
类别 项目 计费单位 收费标准 备注
客船 200座以下的  每艘次  180元 不含税
200座以上的  300元
货船  每净吨  0.5元 按实载计
"""


def test_rates_with_own_units() -> None:
    """Values carry their own unit; a cell over several rows is the group of each; notes are no values."""
    out, values = read(RATES)
    assert values == [
        ("200座以下的", "180元", "收费标准", None),
        ("200座以上的", "300元", "收费标准", None),
        ("货船", "0.5元", "收费标准", None),
    ]
    groups = [b.row.group and out.text[slice(*b.row.group)] for b in out.blocks if b.row is not None]
    assert groups == ["客船", "客船", None]


def test_a_line_that_heads_rows() -> None:
    """A line with a name alone is the group of the rows below it."""
    out, _ = read("指标  2020年  2025年\n创新驱动\n研发投入强度（%）  2.1  2.5\n每万人专利数（件）  8  12")
    groups = [out.text[slice(*b.row.group)] for b in out.blocks if b.row is not None and b.row.group is not None]
    assert groups == ["创新驱动", "创新驱动"]


def test_missing_value_gets_no_header() -> None:
    """Where a value is missing and nothing tells which, no header is claimed."""
    _, values = read("指标  2020年  2025年\n林草覆盖率（%）  60  65\n新建水库（座）  12")
    assert values[-1] == ("新建水库", "12", None, "座")


def test_without_header() -> None:
    """Rows that follow each other are a table without a header too."""
    _, values = read("工业增加值（亿元）  120.5  6.1\n固定资产投资（亿元）  80  -2.5\n")
    assert [(v.label, v.header) for v in values] == [("工业增加值", None)] * 2 + [("固定资产投资", None)] * 2


def test_running_text_is_no_table() -> None:
    """Stray gaps in sentences and lists of names make no rows."""
    out, values = read(
        "到2025年，新建学校  20所，新增学位  3万个。\n陈明  周平  吴江\n参会人员  120人参加了活动，气氛热烈。"
    )
    assert values == []
    assert all(b.kind != "row" for b in out.blocks)


@pytest.mark.parametrize(
    "list_", ["-\t甲\n-\t乙", "—|甲乙\n—|丙", "-\t建成学校5所\n-\t新增学位", "0\t甲\n0\t乙\n0\t丙"]
)
def test_a_list_whose_marks_are_figures_too(list_: str) -> None:
    """A dash is a figure that is missing, or the mark of a list: such lines may stand alone and yet be no rows."""
    out, values = read(list_)
    assert values == []
    assert "".join(out.text[b.start : b.end] for b in out.blocks if b.kind != "furniture")


CORPUS = tomllib.loads((Path(tables.__file__).parent / "tables_corpus.toml").read_text(encoding="utf-8"))


def duties(text: str) -> list[str]:
    """Of every row that says who or until when: label, who leads, who helps, until when, group."""
    out = outline(clean(text))

    def at(span: tuple[int, int] | None) -> str:
        return "-" if span is None else out.text[span[0] : span[1]]

    rows = [b.row for b in out.blocks if b.row is not None and b.row.duty is not None]
    return ["|".join(map(at, (r.label, *(r.duty or ()), r.group))) for r in rows]


@pytest.mark.parametrize("case", CORPUS["task"], ids=lambda case: case["name"])
def test_corpus_of_tasks(case: dict[str, Any]) -> None:
    """Whose each row is, who helps and until when it is to be done."""
    assert duties(case["text"]) == case["rows"]


def test_each_cell_of_a_task_is_read_by_itself() -> None:
    """The sentences of a row of tasks are those of its cells, without the numbers of a list in them."""
    out = outline(clean("序号\t任务\t责任单位\n1\t1.新建基站1500个。2.培训300人次；\t省通管局"))
    block = next(b for b in out.blocks if b.row is not None)
    assert [out.text[a:b] for a, b in sentences(out.text, block)] == ["新建基站1500个。", "培训300人次；", "省通管局"]


def told(text: str) -> list[str]:
    """Every figure of the tables of a text: label, figure, header, header above, unit, group."""
    out = outline(clean(text))

    def at(span: tuple[int, int] | None) -> str:
        return "-" if span is None else out.text[span[0] : span[1]]

    rows = [b.row for b in out.blocks if b.row is not None]
    return [
        "|".join((at(r.label), at((c.start, c.end)), at(c.header), at(c.above), at(c.unit), at(r.group)))
        for r in rows
        for c in r.cells
        if any(ch.isdigit() for ch in out.text[c.start : c.end])
    ]


@pytest.mark.parametrize("case", CORPUS["case"], ids=lambda case: case["name"])
def test_corpus(case: dict[str, Any]) -> None:
    """Every value of the table, once, with all that its row and column say."""
    assert told(case["text"]) == case["cells"]


@pytest.mark.parametrize("case", CORPUS["nothing"], ids=lambda case: case["name"])
def test_corpus_of_what_has_no_values(case: dict[str, Any]) -> None:
    """What looks like rows and has no values."""
    assert told(case["text"]) == []
