"""The document's date, and where it comes from."""

from datetime import date

import pytest

from policyextract import extract
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


NEWS = "今年全市计划新增就业10万人，建设公办幼儿园30所，改造老旧小区40个。"


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("来源：市商务局 2024-10-04 20:30", date(2024, 10, 4)),
        ("来源：市商务局2024年10月4日", date(2024, 10, 4)),
        ("2024年10月04来源：www.example.cn", date(2024, 10, 4)),
        ("2024年10月4日来源：东海日报", date(2024, 10, 4)),
        ("2024年10月4日 16:04　来源：市政府办　浏览次数：123", date(2024, 10, 4)),
        ("编辑：周平 2024-10-04", date(2024, 10, 4)),
        ("[2024-10-04]", date(2024, 10, 4)),
        ("2024年10月4日 星期五", date(2024, 10, 4)),
        ("时间：2024-10-04 15:30", date(2024, 10, 4)),
        ("發布日期：113-10-04", date(2024, 10, 4)),
        ("更新日期：113/10/4", date(2024, 10, 4)),
        ("113-10-04", date(2024, 10, 4)),
        ("（截至2024年10月4日）", date(2024, 10, 4)),
    ],
)
def test_the_line_of_metadata_below_the_title(head: str, day: date) -> None:
    assert find(f"全市就业工作会议召开\n{head}\n{NEWS}\n{BODY}").date == day


def test_a_day_below_any_number_of_links_but_not_below_the_text() -> None:
    links = "\n".join(f"栏目{n}" for n in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉")
    assert find(f"全市就业工作会议召开\n{links}\n2024-10-04 20:30\n{NEWS}").date == date(2024, 10, 4)
    assert find(f"全市就业工作会议召开\n{links}\n{NEWS}\n2024-10-04 20:30").date is None


@pytest.mark.parametrize(
    "end", ["完\n2024年10月4日（星期五）\n香港時間15時30分", "中華民國113年10月4日", "市人民政府\n二〇二四年十月四日"]
)
def test_how_documents_end(end: str) -> None:
    assert find(f"關於做好就業工作的通告\n{NEWS}\n{end}").date == date(2024, 10, 4)


def test_until_when_a_rule_holds_is_no_signature() -> None:
    assert find(f"关于发放补贴的通知\n{BODY}\n每户补贴3万元，执行至2023年12月31日").date is None


def test_what_a_notice_passes_on_is_older_than_the_notice() -> None:
    text = f"转发通知\n{BODY}\n市政府办公室\n2004年5月6日\n关于加强管理的通知\n{BODY}\n市建委\n2003年12月3日"
    assert find(text).date == date(2004, 5, 6)


def test_a_title_says_up_to_when_it_counts_and_may_hold_the_number() -> None:
    assert find(BODY, None, "民生实事进展情况（截至2024年6月底）").date == date(2024, 6, 30)
    assert find(BODY, None, "关于调整政策的通知（东房金〔2024〕1号）").year == 2024


def test_a_dateline_of_february_that_tells_of_a_whole_year() -> None:
    assert find(f"今天（2月5日）举行发布会，2025年，经营主体增长6%。\n{BODY}").date == date(2026, 2, 5)
    assert find(f"今天（2月5日）举行发布会，2025年，将新增经营主体3万户。\n{BODY}").date == date(2025, 2, 5)


def test_a_repost_keeps_its_own_date() -> None:
    old = f"关于做好防汛工作的通知\n{BODY}\n市人民政府办公厅\n2001年7月10日"
    found = find(old, date(2009, 9, 15))
    assert (found.date, found.source, found.published) == (date(2001, 7, 10), "dateline", date(2009, 9, 15))
    numbered = find(f"关于做好防汛工作的通知\n东水〔2005〕18号\n{BODY}", date(2008, 4, 25))
    assert (numbered.year, numbered.date, numbered.source) == (2005, None, "number")
    issued = find(f"关于做好防汛工作的通知\n成文日期：2005-05-06\n发布日期：2008-04-25\n{BODY}", date(2008, 4, 25))
    assert issued.date == date(2005, 5, 6)


@pytest.mark.parametrize(
    "text",
    [
        f"关于做好防汛工作的通知\n{BODY}\n市人民政府办公厅\n2008年12月10日",  # put on the web within the year
        f"关于做好防汛工作的通知\n2009年，汛情偏重。{BODY}\n市人民政府办公厅\n2001年7月10日",  # tells of what came since
        f"2003年那场讲话的前前后后\n{BODY}",  # a headline names any year
    ],
)
def test_what_is_no_repost(text: str) -> None:
    assert find(text, date(2009, 9, 15)).source == "published"


def test_a_day_without_its_year_near_the_publication_is_no_repost() -> None:
    text = f"《产业发展报告》今天（11月6日）发布。与2020年相比，企业数量增加60%。{BODY}"
    assert find(text, date(2025, 11, 6)).date == date(2025, 11, 6)


PAGE = "<html><head>{}<title>全市就业工作会议召开</title></head><body>{}<h1>全市就业工作会议召开</h1><p>{}</p></body></html>"


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta name="PubDate" content="2024-10-04 16:04">', ""),
        ("<meta content='2024-10-04T16:04:30+08:00' property='article:published_time'>", ""),
        ('<meta property="article:published_time" content="2024-10-03T17:00:00Z">', ""),
        ('<meta name="og:time" content="2024-10-04 16:04:30">', ""),
        ('<script type="application/ld+json">{"datePublished":"2024-10-04T16:04:30+08:00"}</script>', ""),
        ("", '<script type="application/ld+json">{"datePublished": "2024-10-04"}</script>'),
        ("", '<time datetime="2024-10-04T09:00">10月4日</time>'),
    ],
)
def test_the_day_that_markup_tells(head: str, body: str) -> None:
    document = extract(PAGE.format(head, body, NEWS))
    assert (document.published, document.published_source) == (date(2024, 10, 4), "meta")


def test_a_time_inside_a_sentence_dates_no_page() -> None:
    text = PAGE.format("", "", f'会议定于<time datetime="2024-10-04">10月4日</time>召开。{NEWS}')
    view = outline(clean(text))
    assert "会议定于10月4日召开。" in view.text
    assert find(text).date is None
    assert extract(text).published is None
