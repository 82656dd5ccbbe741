"""Page furniture and metadata, told line by line."""

import pytest

from corpora import Example, load
from policyextract.text.clean import clean
from policyextract.text.furniture import date_line, meta_of
from policyextract.text.outline import outline

LINES = [e for e in load("text/outline_corpus.toml") if e.case["is"] in ("furniture", "text")]
BODY = "全市上下认真贯彻落实各项部署，推动经济社会发展取得新的成绩，民生福祉持续改善。"


@pytest.mark.parametrize("example", LINES, ids=str)
def test_line(example: Example) -> None:
    """A line of furniture is never read; running text that shares its words is."""
    out = outline(clean(f"{BODY}\n{example.text}\n{BODY}\n"))
    middle = out.blocks[1:-1]
    if example.case["is"] == "furniture":  # the number of a page leaves nothing at all
        assert all(block.kind == "furniture" for block in middle)
    else:
        assert [block.kind == "furniture" for block in middle] == [False]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("发布日期: 2021-04-21", "date", "2021-04-21"),
        ("成文日期：2021年4月21日", "issued", "2021年4月21日"),
        ("发文字号：东政发〔2019〕3号", "number", "东政发〔2019〕3号"),
        ("东工信函〔2021〕79号", "number", "东工信函〔2021〕79号"),
        ("来 源：东海日报", "source", "东海日报"),
        ("发文机构：市财政局", "publisher", "市财政局"),
        ("【文号】东政办〔2020〕5号", "number", "东政办〔2020〕5号"),
    ],
)
def test_metadata(line: str, key: str, value: str) -> None:
    """A pair gives its key and where its value stands."""
    pairs = meta_of(line, 0, len(line))
    assert pairs is not None
    assert [(m.key, line[slice(*m.value)]) for m in pairs] == [(key, value)]


@pytest.mark.parametrize("line", ["时间：一季度每周三", "时间紧、任务重", "来源于地方财政的资金20亿元。"])
def test_no_metadata(line: str) -> None:
    """Words that are keys elsewhere are no metadata without a colon or a date."""
    assert meta_of(line, 0, len(line)) is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("2019年2月15日", "2019年2月15日"),
        ("二○一一年十二月二十四日", "二○一一年十二月二十四日"),
        ("东海市财政局 2019年2月15日", "2019年2月15日"),
        ("东海市财政局2019年2月15日", "2019年2月15日"),
        ("2025-08-04 10:23:41", None),
        ("截至2019年2月15日", None),
        ("2019年2月15日，会议召开。", None),
    ],
)
def test_date_line(line: str, date: str | None) -> None:
    """A line that holds a date alone, or after the body that signs, is a date line."""
    span = date_line(line, 0, len(line))
    assert (None if span is None else line[slice(*span)]) == date
