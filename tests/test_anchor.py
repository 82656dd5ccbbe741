"""The document's date, and where it comes from."""

from datetime import date

import pytest

from policyextract.context import anchor
from policyextract.context.anchor import Anchor
from policyextract.mentions.time.rules import rules
from policyextract.scan import Scanner
from policyextract.text.clean import clean
from policyextract.text.outline import outline

SCANNER = Scanner(rules())
BODY = "各区县要抓好落实，新增就业3万人，改造老旧小区40个，建设养老服务站60处。"


def find(text: str, published: date | None = None, title: str | None = None) -> Anchor:
    view = outline(clean(text))
    mentions = [m for b in view.blocks if b.kind != "furniture" for m in SCANNER.scan(view.text, b.start, b.end)]
    return anchor.find(view, mentions, published, title)


def test_published_wins() -> None:
    found = find("2023年5月1日\n" + BODY, date(2024, 3, 27), "2022年工作要点")
    assert (found.date, found.source, found.span) == (date(2024, 3, 27), "published", None)


def test_a_dateline_takes_the_year_stated_in_its_paragraph_not_that_of_the_footer() -> None:
    text = (
        "4月18日上午,市政府召开发布会,介绍2023年全市水利工作安排。\n"
        f"去年,完成投资30亿元。{BODY}\n2025-08-04 10:23:41\n2025-08-04 10:23:08\n版权所有 2006-2025 联合主办"
    )
    found = find(text)
    assert (found.date, found.source) == (date(2023, 4, 18), "dateline")


def test_a_december_dateline_that_announces_the_coming_year() -> None:
    found = find(f"新华社北京12月20日电 有关负责人20日表示,2025年,将新建学校30所。\n{BODY}")
    assert found.date == date(2024, 12, 20)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        (f"关于做好防汛工作的通知\n发布日期: 2021-04-21\n{BODY}", date(2021, 4, 21)),
        (f"关于做好防汛工作的通知\n各区县人民政府：\n{BODY}\n市水利局\n2022年5月6日", date(2022, 5, 6)),
        (f"关于做好防汛工作的通知\n{BODY}\n市人民政府办公厅\n二○一八年六月十二日", date(2018, 6, 12)),
    ],
)
def test_metadata_and_signatures(text: str, day: date) -> None:
    found = find(text)
    assert found.date == day
    assert found.source in ("meta", "dateline")


@pytest.mark.parametrize(
    ("title", "year"),
    [("2026年政府工作报告", 2026), ("二〇二三年民生实事安排", 2023), ("工业转型升级规划（2011—2015年）", 2011)],
)
def test_a_title_gives_the_year(title: str, year: int) -> None:
    found = find(BODY, None, title)
    assert (found.year, found.month, found.date, found.source) == (year, None, None, "title")


def test_a_five_year_plan_in_a_title_dates_nothing() -> None:
    assert find(BODY, None, "应急体系“十四五”规划") == Anchor()


def test_the_document_number_comes_last() -> None:
    found = find(f"关于开展培育工作的通知\n工信函〔2021〕79号\n{BODY}")
    assert (found.year, found.date, found.source) == (2021, None, "number")


def test_nothing_says_it() -> None:
    assert find(BODY) == Anchor()
    assert find("") == Anchor()
