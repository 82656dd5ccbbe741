"""Which year, month and period a phrase takes from what stands around it."""

from datetime import date

from policyextract.context import anchor, calendar, resolve
from policyextract.context.resolve import Moment
from policyextract.mentions.time.scanning import times
from policyextract.text.clean import clean
from policyextract.text.outline import outline


def read(text: str, published: date | None = None, title: str | None = None) -> dict[str, Moment]:
    view = outline(clean(text))
    mentions = [m for b in view.blocks if b.kind != "furniture" for m in times(view.text, b.start, b.end)]
    said = resolve.resolve(mentions, view, anchor.find(view, mentions, published, title))
    return {view.text[m.start : m.end]: m for m in said}


def test_the_source_is_said() -> None:
    said = read("2023年增长6%，其中上半年增长5%。\n下半年再开工项目30个，到2025年建成。", date(2024, 3, 27))
    assert {k: m.source for k, m in said.items()} == {
        "2023年": "clause", "上半年": "context", "下半年": "published", "2025年": "clause",
    }  # fmt: skip


def test_inside_the_year_is_the_documents_year_once_the_past_one_is_left() -> None:
    past = "2022年，全县完成投资30亿元"
    assert read(past + "。年内再开工10个。", date(2024, 3, 27))["年内"].last == date(2024, 12, 31)
    assert read(past + "，目前已开工20个，年内再开工10个。", date(2024, 3, 27))["年内"].last == date(2024, 12, 31)
    assert read(past + "，年内开工10个。", date(2024, 3, 27))["年内"].last == date(2022, 12, 31)


def test_a_paragraph_forgets_the_year_of_the_one_before() -> None:
    said = read("2023年，全县完成投资30亿元。\n下半年，还将开工项目20个。", date(2024, 3, 27))
    assert said["下半年"].last == date(2024, 12, 31)


def test_a_heading_gives_its_year_to_the_paragraphs_below() -> None:
    said = read("一、2023年工作回顾\n全年完成投资30亿元，新增就业3万人，改造小区20个。\n", date(2024, 1, 20))
    assert (said["全年"].last, said["全年"].source) == (date(2023, 12, 31), "context")


def test_the_title_of_a_bulletin_gives_the_year() -> None:
    said = read(
        "全年地区生产总值增长5.2%，年末常住人口300万人。", date(2024, 2, 29), "2023年国民经济和社会发展统计公报"
    )
    assert (said["全年"].last, said["全年"].source) == (date(2023, 12, 31), "title")
    assert said["年末"].last == date(2023, 12, 31)


def test_a_compared_or_far_year_is_not_passed_on() -> None:
    said = read("比2020年增长40%，下半年再提速；到2035年基本建成，年底前启动一期。", date(2024, 3, 27))
    assert said["下半年"].last == date(2024, 12, 31)
    assert said["年底"].last == date(2024, 12, 31)


def test_what_a_value_is_measured_against_is_not_passed_on() -> None:
    said = read("前10个月新增贷款2万亿元，超过去年全年增量。前10个月末余额9万亿元。", date(2021, 11, 18))
    assert said["前10个月"].last == date(2021, 10, 31)
    said = read("与2016年底相比，街区数量翻番。年底将再增加20片。", date(2022, 3, 17))
    assert said["年底"].last == date(2022, 12, 31)


def test_what_is_counted_from_a_day_on_is_counted_up_to_a_later_one() -> None:
    said = read("自2024年12月17日起实施新办法，截至3月17日，办理880件。", date(2025, 3, 19))
    assert said["3月17日"].last == date(2025, 3, 17)


def test_that_year_is_the_one_told_last_also_in_the_paragraph_before() -> None:
    said = read("2018年2月，全县出台方案。\n当年，查处案件43起。", date(2020, 9, 9))
    assert (said["当年"].first, said["当年"].last) == (date(2018, 1, 1), date(2018, 12, 31))
    said = read("公司从2007年开始扩建，当年分两次注资95亿元。", date(2011, 5, 24))
    assert said["当年"].last == date(2007, 12, 31)


def test_years_within_count_from_the_day_right_before_them() -> None:
    said = read("从2016年5月1日起两年内，缴费比例下调1个百分点。", date(2016, 11, 21))
    assert (said["两年内"].first, said["两年内"].last) == (date(2016, 5, 1), date(2018, 4, 30))


def test_same_period_is_the_last_one_a_year_before() -> None:
    said = read("今年前5个月开工30个，去年同期为25个。", date(2024, 7, 15))
    same = said["去年同期"]
    assert (same.first, same.last) == (date(2023, 1, 1), date(2023, 5, 31))


def test_a_review_ends_with_the_year_it_reviews() -> None:
    text = "一、去年工作回顾\n去年以来，新增企业30家，一年来培训4万人。五年来，造林60万亩。\n"
    view = outline(clean(text))
    at = date(2026, 5, 20)
    mentions = [m for b in view.blocks for m in times(view.text, b.start, b.end)]
    said = resolve.resolve(mentions, view, anchor.find(view, mentions, at, None))
    moved = resolve.looked_back(said, view, [True] * len(view.blocks), 2026)
    dates = {view.text[m.outer_start : m.outer_end]: (m.first, m.last) for m in moved}
    assert dates["去年以来"] == dates["一年来"] == (date(2025, 1, 1), date(2025, 12, 31))
    assert dates["五年来"] == (date(2021, 1, 1), date(2025, 12, 31))


def test_the_29th_of_february_of_a_common_year_is_no_date() -> None:
    assert not read("2月29日前完成修缮20户。", date(2023, 1, 10))
    assert read("2月29日前完成修缮20户。", date(2024, 1, 10))["2月29日"].last == date(2024, 2, 29)


def test_an_action_takes_the_years_in_brackets() -> None:
    said = read("印发园区提升三年行动计划（2023—2025年），建设园区30个。", date(2024, 3, 27))
    assert (said["三年"].first, said["三年"].last) == (date(2023, 1, 1), date(2025, 12, 31))


def test_without_a_date_relative_phrases_stay_open() -> None:
    said = read("目前有企业300家，今年新增20家，三年内翻一番。")
    assert all((m.first, m.last, m.source) == (None, None, "none") for m in said.values())


def test_a_year_alone_as_anchor_still_dates_years() -> None:
    said = read("今年新增20家，未来三年建设30家，目前共有300家。", None, "2024年政府工作报告")
    assert said["今年"].last == date(2024, 12, 31)
    assert said["今年"].source == "title"
    assert said["未来三年"].last == date(2027, 12, 31)
    assert said["目前"].last is None


def test_calendar_cuts_days_and_carries_months() -> None:
    assert calendar.day(2023, 2, 30) == date(2023, 2, 28)
    assert calendar.day(2023, 14, 1) == date(2024, 2, 1)
    assert calendar.add(date(2024, 3, 31), -1, "month") == date(2024, 2, 29)
    assert calendar.working_day(date(2024, 3, 15), -1) == date(2024, 3, 14)
    assert calendar.add(date(2024, 1, 31), 3, "half_month") == date(2024, 3, 15)
