"""What cleaning makes of noisy text, step by step, and what it promises of every text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpora
from policyextract.text.clean import clean
from policyextract.text.markup import is_markup
from policyextract.text.script import to_simplified

CORPUS = "text/clean_corpus.toml"


def seen(text: str) -> list[str]:
    """The lines that hold anything, without white space at their ends."""
    return [line.strip() for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("example", corpora.load(CORPUS), ids=str)
def test_a_step_takes_its_noise_and_is_counted(example: corpora.Example) -> None:
    cleaned = clean(example.text)
    if example.case["step"] == "markup":
        assert seen(cleaned.text) == seen(example.case["clean"])
    else:
        assert cleaned.text == example.case["clean"]
    assert cleaned.steps[example.case["step"]] > 0


@pytest.mark.parametrize("example", corpora.load(CORPUS, "nothing"), ids=str)
def test_what_is_no_noise_stays(example: corpora.Example) -> None:
    cleaned = clean(example.text)
    assert cleaned.text == example.text
    assert cleaned.steps == {}


def test_offsets_lead_back_to_the_raw_characters() -> None:
    raw = "<p>重點項(xiàng)目&nbsp;１２個(gè)</p>"
    cleaned = clean(raw)
    start = cleaned.text.index("项目")
    span = cleaned.raw_span(start, start + 2)
    assert raw[span.start : span.end] == "項(xiàng)目"
    assert cleaned.text[cleaned.text.index("12") :].startswith("12个")
    number = cleaned.text.index("12")
    assert raw[slice(*cleaned.raw_span(number, number + 3))] == "１２個"


def test_an_entity_stands_where_its_ampersand_stood() -> None:
    cleaned = clean("甲&amp;乙")
    assert cleaned.text == "甲&乙"
    assert list(cleaned.offsets) == [0, 1, 6]


def test_clean_text_is_given_back_as_it_is() -> None:
    raw = "到2025年，全市生产总值达到3000亿元。"
    cleaned = clean(raw)
    assert cleaned.text is raw
    assert isinstance(cleaned.offsets, range)


def test_the_script_of_the_raw_text_is_told() -> None:
    assert clean("發展數字經濟").script == "hant"
    assert clean("发展数字经济").script == "hans"
    assert clean("").script == "hans"


def test_a_table_that_lays_out_a_page_is_read_as_blocks() -> None:
    article = "".join(f"<p>{'发展' * 40}第{i}段。</p>" for i in range(9))
    page = f"<table><tr><td>首页<br>新闻</td><td>{article}</td></tr></table>"
    lines = seen(clean(page).text)
    assert len(lines) == 11
    assert not any("\t" in line for line in lines)


def test_head_and_title_are_not_seen() -> None:
    page = (
        "<html><head><title>某市2025年目标100亿元</title><meta content='50%'></head><body><h1>公报</h1></body></html>"
    )
    assert seen(clean(page).text) == ["公报"]


def test_an_angle_bracket_alone_is_no_markup() -> None:
    assert not is_markup("pm<35, a>b, <关于>, <5%")
    assert all(is_markup(text) for text in ("<br>", "</div>", '<a href="x">'))


@pytest.mark.parametrize("text", ["著力發展", "㐂喆堃龑" * 20, "臺灣裏衞" * 9, "\U00020021發\U0002f81a展"])
def test_conversion_keeps_the_length(text: str) -> None:
    assert len(to_simplified(text)) == len(text)


NOISE = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                "全市",
                "發展",
                "項(xiàng)",
                "（lǜ）",
                "(de)",
                " ",
                "  ",
                "\u3000",
                "\t",
                "\r\n",
                "\u200b",
                "２０",
                "％",
                "1 000",
                "亿元",
                "<p>",
                "</p>",
                "<td>",
                "<tr>",
                "</tr>",
                "<script>",
                "<!--",
                "-->",
                "&nbsp;",
                "&amp;",
                "“",
                "”",
                "。",
                "，",
                "5",
                "昇騰",
                "著力",
                "羣",
                "**",
                "[a](/b)",
                '<a href="',
                "<br/>",
                "年",
                "第三条",
                "来源：",
                "AI",
                "kg",
                "\ue001",
                "—",
            ]
        ),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(NOISE)
def test_every_character_keeps_a_raw_offset_of_its_own(raw: str) -> None:
    cleaned = clean(raw)
    offsets = list(cleaned.offsets)
    assert len(offsets) == len(cleaned.text)
    assert all(a < b for a, b in pairwise(offsets))
    assert all(0 <= offset < len(raw) for offset in offsets)
    assert all(count > 0 for count in cleaned.steps.values())


@settings(max_examples=300, deadline=None)
@given(NOISE)
def test_no_line_is_joined_to_another_outside_of_markup(raw: str) -> None:
    if not is_markup(raw):
        assert clean(raw).text.count("\n") >= raw.count("\n")


PLAIN = st.lists(
    st.sampled_from(
        [
            "全市",
            "新增就业",
            "5万人",
            " ",
            "  ",
            "\u3000",
            "，",
            "。",
            "\n",
            "“",
            "”",
            "2025年",
            "８％",
            "AI",
            "(GDP)",
            "項(xiàng)",
            "發展",
            "1 000元",
        ]
    ),
    max_size=24,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(PLAIN)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once
