"""Names of indicators: what they name, what stays apart, and why."""

import subprocess
import sys
from pathlib import Path

import pytest

from documents import ROOT
from policyextract.derived import qualifiers, rank
from policyextract.errors import InputError
from policyextract.track.catalogue.catalogue import Catalogue, table


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue()


def test_every_name_of_the_table_is_found(catalogue: Catalogue) -> None:
    """Also in its one spelling; no name stands in two rows."""
    rows = table()
    assert len(rows) > 400
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        for name in (row.name, *(other.removesuffix("-").removesuffix("^") for other in row.others)):
            assert catalogue.canonical(name) == row.name, name


@pytest.mark.parametrize(
    "name",
    [
        "国内生产总值", "全社会研发经费投入", "数字经济核心产业增加值占国内生产总值比重", "劳动年龄人口平均受教育年限", "人均预期寿命",
        "养老机构护理型床位占比", "单位国内生产总值二氧化碳排放", "粮食综合生产能力", "能源综合生产能力",
    ],
)  # fmt: skip
def test_names_of_the_15th_plan(catalogue: Catalogue, name: str) -> None:
    """As the plan writes them."""
    (row,) = [row for row in table() if row.name == catalogue.canonical(name)]
    assert "15" in row.sources.split()


@pytest.mark.parametrize(
    ("name", "dimension", "change", "canonical", "form"),
    [
        ("全市GDP", "currency", "none", "地区生产总值", "level"),
        ("经济增长", "share", "none", "地区生产总值", "growth"),
        ("国内生产总值", "share", "increase", "地区生产总值", "growth"),
        ("人均GDP", "currency", "none", "人均地区生产总值", "level"),
        ("CPI", "share", "none", "居民消费价格指数", "growth"),
        ("居民消费价格涨幅", "share", "none", "居民消费价格指数", "growth"),
        ("居民消费价格总水平上涨幅度", "share", "none", "居民消费价格指数", "growth"),
        ("居民消费价格总水平涨幅目标", "share", "none", "居民消费价格指数", "growth"),
        ("新增城镇就业", "people", "increase", "城镇新增就业", "level"),
        ("规上工业增加值同比增速", "share", "none", "规模以上工业增加值", "growth"),
        ("常住人口城镇化率", "share", "none", "常住人口城镇化率", "level"),
        ("常住人口城镇化率", "points", "increase", "常住人口城镇化率", "points"),
        ("服务业增加值占GDP的比重", "share", "none", "服务业增加值占地区生产总值比重", "level"),
        ("新增养老床位", "count", "increase", "养老服务床位", "step"),
        ("万元GDP能耗", "share", "decrease", "单位地区生产总值能源消耗", "growth"),
    ],
)
def test_names_of_the_table(
    catalogue: Catalogue, name: str, dimension: str, change: str, canonical: str, form: str
) -> None:
    """Short forms, other names, words of change and units lead to one row, and say on which way."""
    named = catalogue.name(name, dimension, change)
    assert (named.name, named.form, named.known) == (canonical, form, True)
    assert any(canonical in step for step in named.why)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("地区生产总值", "share"), ("人均地区生产总值", "share")),
        (("地区生产总值", "share"), ("地区生产总值", "currency")),
        (("服务业增加值", "currency"), ("服务业增加值占GDP比重", "share")),
        (("固定资产投资", "share"), ("国有固定资产投资", "share")),
        (("城镇居民人均可支配收入", "share"), ("农村居民人均可支配收入", "share")),
        (("充电桩", "count"), ("公共充电桩", "count")),
        (("高标准农田", "area"), ("新建高标准农田", "area")),
        (("一般公共预算收入", "currency"), ("财政收入", "currency")),
        (("城镇调查失业率", "share"), ("失业率", "share")),
        (("社区食堂", "count"), ("新增社区食堂", "count")),
        (("绿道", "length"), ("城市绿道", "length")),
    ],
)
def test_what_is_alike_stays_apart(catalogue: Catalogue, one: tuple[str, str], other: tuple[str, str]) -> None:
    """Amounts a head, shares, growths, scopes, additions and names of two meanings are series of their own."""
    first, second = (catalogue.name(*name) for name in (one, other))
    assert (first.name, first.scope, first.form) != (second.name, second.scope, second.form)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("全市社区食堂数量", "count"), ("社区食堂", "count")),
        (("快递进村覆盖率目标", "share"), ("“快递进村”覆盖率", "share")),
        (("我省规上服务业企业利润增速", "share"), ("规模以上服务业企业利润增长", "share")),
    ],
)
def test_normal_forms(catalogue: Catalogue, one: tuple[str, str], other: tuple[str, str]) -> None:
    """Names that the table does not have are one where they differ in words that say nothing more."""
    first, second = (catalogue.name(*name) for name in (one, other))
    assert (first.name, first.form, first.known) == (second.name, second.form, False)


def test_a_unit_that_a_row_does_not_know_stays_apart(catalogue: Catalogue) -> None:
    """And says so."""
    named = catalogue.name("高新技术企业", "currency")
    assert (named.known, named.why[-1]) == (False, "told in currency, 高新技术企业 in count; stays apart")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("助餐点\t\tcount\t+\tstock", "line 1: 5 fields; write six"),
        ("助餐点\t\tcount\tup\tstock\tR", "line 1: direction is one of + - < ="),
        ("助餐点\t\tcount\t+\tmuch\tR", "line 1: kind is one of flow stock rate"),
        ("助餐点\t\t\t+\tstock\tR", "line 1: no dimension"),
    ],
)
def test_wrong_rows_are_told(tmp_path: Path, line: str, message: str) -> None:
    """With file and line, and what to write."""
    (tmp_path / "own.tsv").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=message.replace("+", r"\+")):
        Catalogue([tmp_path / "own.tsv"])


def test_own_rows_come_first(tmp_path: Path) -> None:
    """A name of the shipped table may be given another row; what is in no file stays as it was."""
    (tmp_path / "own.tsv").write_text("\ufeff全口径GDP\tGDP\tcurrency\t+\tflow\tours\n", encoding="utf-8")
    own = Catalogue([tmp_path / "own.tsv"])
    assert (own.canonical("GDP"), own.canonical("CPI")) == ("全口径GDP", "居民消费价格指数")
    assert own.digest != Catalogue().digest


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("海岱省优化营商环境条例", "law"),
        ("海岱省国民经济和社会发展第十五个五年规划纲要", "plan"),
        ("国务院办公厅关于印发《海洋经济发展行动计划》的通知", "plan"),
        ("2026年政府工作报告（摘要）", "report"),
        ("海岱省2025年国民经济和社会发展统计公报", "report"),
        ("关于进一步做好稳就业工作的通知", "notice"),
        ("海岱省一季度外贸实现开门红", "press"),
    ],
)
def test_ranks(title: str, expected: str) -> None:
    """What is made known counts, not the letter it comes with."""
    assert rank(title) == expected


@pytest.mark.parametrize(
    ("sentence", "figure", "before", "expected"),
    [
        ("扣除价格因素，居民人均可支配收入实际增长5%。", "5%", "", ["扣除价格因素", "实际增长"]),
        ("一般公共预算收入（不含出口退税）增长6%。", "6%", "", ["不含出口退税"]),
        ("地区生产总值900亿元，按可比价格计算，增长5.5%。", "5.5%", "900亿元", ["按可比价格计算"]),
        ("税收收入60亿元，同口径增长3%，非税收入增长9%。", "9%", "3%", []),
    ],
)
def test_qualifiers(sentence: str, figure: str, before: str, expected: list[str]) -> None:
    """Each belongs to the figure it stands with."""
    end = sentence.index(before) + len(before) if before else 0
    assert list(qualifiers(sentence, figure, sentence.index(figure), end)) == expected


def test_hit_rate_is_printed(tmp_path: Path) -> None:
    """The bench reads a corpus and prints how much of it the catalogue knows."""
    corpus = tmp_path / "corpus.jsonl"
    row = '{"title": "海东市2025年政府工作报告", "published": "2025-01-10", "text": "2024年，全市地区生产总值增长5%，口袋公园达到40个。"}'
    corpus.write_text(row + "\n", encoding="utf-8")
    command = [sys.executable, str(ROOT / "bench" / "catalogue.py"), str(corpus), "--unknown", "1"]
    shown = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()
    assert shown[2].split() == ["report", "2", "1", "0.50", "2", "1"]
    assert shown[-1].split() == ["1", "口袋公园"]
