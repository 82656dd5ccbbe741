"""Time phrases and their dates, case by case."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import Example, load
from policyextract import extract
from policyextract.context import anchor, resolve
from policyextract.context.resolve import Moment
from policyextract.mentions.time.rules import rules
from policyextract.mentions.time.scanning import times
from policyextract.mentions.time.stamps import small
from policyextract.scan import Scanner
from policyextract.text.clean import clean
from policyextract.text.outline import outline

SCANNER = Scanner(rules())
SOUP = (
    "〇一二三四五六七八九十百半两0123456789年月日季度旬底末初中内前后今去明上下本至到—-~、“”《》（）(),，。"
    "期间时内来起近未过五个工作天周 学世纪/.:民国第春节国庆清明"
)


def moments(text: str, at: date | None) -> list[Moment]:
    """The moments of a text as the pipeline finds them."""
    view = outline(clean(text))
    mentions = times(view.text)
    return resolve.resolve(mentions, view, anchor.find(view, mentions, at, None))


def check(example: Example) -> None:
    case = example.case
    said = moments(example.text, date.fromisoformat(case["at"]) if "at" in case else None)
    view = outline(clean(example.text)).text
    wanted = clean(example.text[example.start : example.end]).text
    found = [m for m in said if view[m.start : m.end].replace(" ", "") == wanted.replace(" ", "")]
    assert found, [view[m.start : m.end] for m in said]
    ends = {(str(m.first or ""), str(m.last or ""), m.role) for m in found}
    assert (case["first"], case["last"], case["role"]) in ends


@pytest.mark.parametrize("example", load("mentions/time"), ids=str)
def test_a_marked_phrase_gives_its_dates(example: Example) -> None:
    check(example)


@pytest.mark.parametrize("example", load("mentions/time", "known"), ids=str)
def test_known_failure(example: Example, request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.xfail(reason=example.case["label"], strict=True))
    check(example)


@pytest.mark.parametrize("example", load("mentions/time", "nothing"), ids=str)
def test_no_time_where_there_is_none(example: Example) -> None:
    view = outline(clean(example.text)).text
    assert [view[m.start : m.end] for m in moments(example.text, date(2024, 3, 27))] == []


@given(st.text(alphabet=SOUP, max_size=60), st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_any_soup_gives_valid_dates_in_order(text: str, at: date) -> None:
    """No exception, spans inside the text and in reading order, first not after last, the same again."""
    said = moments(text, at)
    end = 0
    for m in said:
        assert end <= m.start < m.end <= len(text)
        assert 0 <= m.outer_start <= m.start
        assert m.end <= m.outer_end <= len(text)
        assert m.first is None or m.last is None or m.first <= m.last
        end = m.end
    assert said == moments(text, at)


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_a_full_date_comes_back_however_it_is_written(day: date) -> None:
    han = "".join("〇一二三四五六七八九"[int(c)] for c in str(day.year))
    for text in (f"{day.year}年{day.month}月{day.day}日", f"{han}年{_han(day.month)}月{_han(day.day)}日"):
        [found] = moments(f"会议于{text}召开。", None)
        assert (found.first, found.last, found.source, found.stated) == (day, day, "clause", True)


@given(st.integers(1, 99))
def test_small_reads_han_numbers(number: int) -> None:
    assert small(_han(number)) == number == small(str(number))


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else "一二三四五六七八九"[tens - 1] + "十"
    return head + ("一二三四五六七八九"[ones - 1] if ones else "")


def test_outer_span_takes_in_the_words_around() -> None:
    text = "到2025年建成；2024年底前完成；截至6月末；自5月1日起"
    said = [text[m.outer_start : m.outer_end] for m in moments(text, date(2024, 3, 27))]
    assert said == ["到2025年", "2024年底前", "截至6月末", "自5月1日起"]


def test_a_year_in_a_title_is_marked_as_quoted() -> None:
    text = "落实《规划（2011—2015年）》，到2015年建成。"
    assert [m.quoted for m in moments(text, None)] == [True, False]


def test_every_lexicon_word_is_reached_by_a_wake_character() -> None:
    """A form that no rule wakes on would never be found."""
    for form in (
        "今年",
        "去年",
        "明年",
        "后年",
        "同年",
        "翌年",
        "上月",
        "本季度",
        "昨天",
        "下周",
        "目前",
        "近年来",
        "大前年",
    ):
        assert SCANNER.scan(f"，{form}，", 0, len(form) + 2), form
    for festival in ("春节", "元旦", "国庆", "端午", "中秋", "清明", "元宵", "除夕", "暑期", "春运", "七夕"):
        assert SCANNER.scan(f"，{festival}期间，", 0, 6), festival


def test_lunar_festivals_need_the_calendar_extra() -> None:
    pytest.importorskip("borax")
    [found] = moments("2025年春节前完成。", None)
    assert (found.first, found.last, found.role) == (None, date(2025, 1, 28), "by")
    [rush] = moments("2024年春运期间加开列车300列。", None)
    assert (rush.first, rush.last) == (date(2024, 1, 26), date(2024, 3, 5))


def test_a_holiday_that_the_text_has_not_told_of_dates_nothing() -> None:
    assert moments("假期里，景区接待游客60万人次。", date(2024, 5, 6)) == []


def test_working_days_leave_out_weekends() -> None:
    [found] = moments("力争10个工作日内建成平台。", date(2024, 3, 11))
    assert found.last == date(2024, 3, 25)


@pytest.mark.parametrize("day", ["2023年2月29日", "2月30日", "2025年6月31日", "2100年2月29日", "二月三十日"])
def test_a_day_that_does_not_exist_is_no_quantity_either(day: str) -> None:
    document = extract(f"会议定于{day}召开，参会代表50名。", published="2025-03-10")
    assert [quantity.text for quantity in document.quantities] == ["50名"]


@given(st.integers(1000, 2199), st.integers(1, 12), st.integers(1, 31))
@settings(deadline=None)
def test_every_day_of_the_calendar_is_read_and_no_other(year: int, month: int, day: int) -> None:
    found = moments(f"工程于{year}年{month}月{day}日完成。", date(2024, 3, 27))
    try:
        wanted = [date(year, month, day)]
    except ValueError:
        wanted = []
    assert [moment.first for moment in found] == wanted


@pytest.mark.parametrize("text", ["2010-01-29", "2010年1月29日", "二〇一〇年一月二十九日", "2010/1/29"])
def test_a_day_that_is_the_whole_of_a_text_is_a_time(text: str) -> None:
    assert [time.first for time in extract(text).times] == [date(2010, 1, 29)]
