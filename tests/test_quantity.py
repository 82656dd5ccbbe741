"""Quantities: every corpus example, the naive matcher, and what the amount says beside its value."""

from decimal import Decimal

import pytest
from hypothesis import example as hypothesis_example
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import Example, load
from policyextract.mentions.name.rules import rules as name_rules
from policyextract.mentions.quantity import rules
from policyextract.mentions.quantity.figure import figure_rule
from policyextract.mentions.values import Amount
from policyextract.rules import Mention
from policyextract.scan import Scanner

FAMILY = "mentions/quantity"
SCANNER = Scanner([*name_rules(), *rules()])
SHORTCUT = Scanner([figure_rule(), *name_rules(), *rules()])


def scan(text: str) -> list[Mention]:
    return SCANNER.scan(text, 0, len(text))


def amounts(text: str) -> list[Amount]:
    return [m.value for m in scan(text) if isinstance(m.value, Amount)]


def number(case: dict[str, str], key: str) -> Decimal | None:
    return Decimal(case[key]) if key in case else None


@pytest.mark.parametrize("case", load(FAMILY), ids=str)
def test_corpus(case: Example) -> None:
    found = [m for m in scan(case.text) if m.start == case.start]
    assert found, [case.text[m.start : m.end] for m in scan(case.text)]
    value = found[0].value
    assert case.text[found[0].start : found[0].end] == case.text[case.start : case.end]
    assert isinstance(value, Amount)
    expected = case.case
    assert (value.low, value.high) == (number(expected, "low"), number(expected, "high"))
    assert (value.comparator, value.unit) == (expected["comparator"], expected.get("unit", ""))
    assert value.per == tuple(expected.get("per", ()))


@pytest.mark.parametrize("case", load(FAMILY, "nothing"), ids=str)
def test_nothing(case: Example) -> None:
    assert [
        case.text[m.start : m.end]
        for m in scan(case.text)
        if isinstance(m.value, Amount) and m.start < case.end and case.start < m.end
    ] == []


@pytest.mark.parametrize(
    "case",
    [pytest.param(c, marks=pytest.mark.xfail(strict=True, reason=c.case["label"])) for c in load(FAMILY, "known")],
    ids=str,
)
def test_known(case: Example) -> None:
    test_corpus(case)


@pytest.mark.parametrize("case", [*load(FAMILY), *load(FAMILY, "nothing")], ids=str)
def test_the_rule_of_plain_figures_changes_no_reading(case: Example) -> None:
    text = case.text
    plain = [(m.start, m.end, m.value) for m in SHORTCUT.scan(text, 0, len(text)) if isinstance(m.value, Amount)]
    assert plain == [(m.start, m.end, m.value) for m in scan(text) if isinstance(m.value, Amount)]


def naive(text: str) -> list[tuple[int, int, str]]:
    """The scanner without its wake table: every rule at every place."""
    out, at, order = [], 0, SCANNER.rules
    while at < len(text):
        step = at + 1
        for rule in order:
            match = rule.pattern.match(text, at, len(text))
            if text[at] in rule.wakes and match and (mention := rule.build(match)) is not None:
                out.append((mention.start, mention.end, mention.rule))
                step = max(mention.end, step)
                break
        at = step
    return out


ALPHABET = (
    "0123456789一二两三四五六七八九十百千万亿零半成折分之第前首位名多余来个家元吨亩%‰至到—-～（）含以上下"
    "超过约不低于近每人月平方米/：“”。，增长突破番翻的五年G级强"
)


@given(st.text(alphabet=ALPHABET, max_size=40))
@hypothesis_example("5倍以上10倍以下")
@hypothesis_example("三、零售业")
@hypothesis_example("二、零次")
@settings(max_examples=300, deadline=None)
def test_scan_equals_a_naive_matcher(text: str) -> None:
    assert [(m.start, m.end, m.rule) for m in scan(text)] == naive(text)


@given(st.text(alphabet=ALPHABET, max_size=60))
@settings(max_examples=300, deadline=None)
def test_mentions_stand_in_order_and_inside_the_text(text: str) -> None:
    at = 0
    for mention in scan(text):
        assert at <= mention.start < mention.end <= len(text)
        at = mention.end
        if isinstance(mention.value, Amount):
            value = mention.value
            assert 0 <= value.outer_start <= mention.start
            assert mention.end <= value.outer_end <= len(text)
            assert value.comparator in ("=", ">=", ">", "<=", "<", "~", "range")
            assert (value.low is None) <= (value.comparator in ("<", "<="))


def test_the_window_bounds_what_is_read() -> None:
    text = "建设100万千瓦"
    assert [text[m.start : m.end] for m in SCANNER.scan(text, 0, 5)] == ["100"]


def test_both_sides_are_kept_for_lists() -> None:
    (value,) = amounts("争取完成不少于50万辆以上")
    assert (value.before, value.after) == (">=", ">=")
    first, second = amounts("示范工厂100家、示范车间400家左右")
    assert (first.after, second.after) == ("", "~")


def test_outer_span_takes_in_the_words_of_comparison() -> None:
    text = "力争每人每月不低于105元以上"
    (mention,) = [m for m in scan(text) if isinstance(m.value, Amount)]
    assert text[mention.value.outer_start : mention.value.outer_end] == "每人每月不低于105元以上"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("增长8%", "percent"),
        ("提高2个百分点", "points"),
        ("居全省第3位", "rank"),
        ("增长2倍", "multiple"),
        ("实现翻番", "doubling"),
        ("零的突破", "zero"),
        ("三分之二", "fraction"),
        ("比例为1：3", "ratio"),
        ("指标值 93", "bare"),
        ("建设10家", "plain"),
    ],
)
def test_forms(text: str, form: str) -> None:
    assert [value.form for value in amounts(text)] == [form]


def test_han_digits_are_told() -> None:
    assert [value.han for value in amounts("这是一个重要方面，共10个")] == [True, False]


def test_a_bare_amount_takes_the_money_of_its_sentence() -> None:
    assert [v.unit for v in amounts("总量达到2.35万亿元，比去年增加2000多亿。")] == ["元", "元"]
    assert [v.unit for v in amounts("岗位需求达254.1万，比去年增加")] == [""]


@pytest.mark.parametrize(
    "unit", ["9", "一", "至", "年", "亿", "%", "1至", "一年", "亿%", "百千", "1,", "第一", "“一", "每1"]
)
def test_long_runs_do_not_fail(unit: str) -> None:
    text = unit * 3000
    assert all(m.end <= len(text) for m in scan(text))


@pytest.mark.parametrize("text", ["指标 5\n—8家", "达到\n10家", "50%\n以上", "3\n家"])
def test_no_mention_crosses_a_line(text: str) -> None:
    for mention in scan(text):
        assert "\n" not in text[mention.start : mention.end]
        if isinstance(mention.value, Amount):
            assert "\n" not in text[mention.value.outer_start : mention.value.outer_end]


@given(st.integers(1, 99), st.integers(1, 9999), st.sampled_from(["元", "美元", "韩元"]))
@settings(deadline=None)
def test_trillions_and_what_follows_them_are_one_number(trillions: int, hundred_millions: int, unit: str) -> None:
    for rest in (str(hundred_millions), f"{hundred_millions:,}"):
        (value,) = amounts(f"规模为{trillions}兆{rest}亿{unit}。")
        assert (value.low, value.unit) == (trillions * 10**12 + hundred_millions * 10**8, unit)


@given(st.integers(1, 400), st.integers(1, 400), st.sampled_from(["%", "吨", "家", "元/吨"]))
@settings(deadline=None)
def test_two_bounds_are_one_range_where_they_can_be(low: int, more: int, unit: str) -> None:
    high = low + more
    for said in (
        f"不低于{low}{unit}、不高于{high}{unit}",
        f"大于{low}{unit}且小于{high}{unit}",
        f"{low}{unit}以上，不超过{high}{unit}",
        f"{low}{unit}≤比例<{high}{unit}",
    ):
        (value,) = amounts(f"要求{said}。")
        assert (value.low, value.high, value.comparator, value.unit) == (low, high, "range", unit)
    assert len(amounts(f"要求不低于{high}{unit}、不高于{low}{unit}。")) == 2
