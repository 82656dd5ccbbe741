"""Numbers: every corpus example, and the round trip with an independent converter."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import Example, load
from policyextract.mentions.number import read_number

cn2an = pytest.importorskip("cn2an")


@pytest.mark.parametrize("case", load("mentions/number"), ids=str)
def test_corpus(case: Example) -> None:
    number = read_number(case.text, case.start)
    assert number is not None
    low = Decimal(case.case["low"])
    assert case.text[number.start : number.end] == case.text[case.start : case.end]
    assert (number.low, number.high) == (low, Decimal(case.case.get("high", low)))
    assert number.approx == case.case.get("approx", "")


@pytest.mark.parametrize("case", load("mentions/number", "nothing"), ids=str)
def test_nothing(case: Example) -> None:
    assert read_number(case.text, case.start, case.end) is None


@given(st.integers(min_value=1, max_value=10**16 - 1))
@settings(max_examples=300, deadline=None)
def test_integers_round_trip(value: int) -> None:
    """A numeral another tool wrote is read back, in plain and in financial characters and in Arabic."""
    for text in (cn2an.an2cn(str(value), "low"), cn2an.an2cn(str(value), "up"), str(value), f"{value:,}"):
        number = read_number(text)
        assert number is not None, text
        assert (number.end, number.low, number.high) == (len(text), value, value), text


@given(st.integers(0, 10**12), st.integers(1, 10**4 - 1))
@settings(max_examples=200, deadline=None)
def test_decimals_round_trip(whole: int, part: int) -> None:
    value = Decimal(f"{whole}.{part:04d}").normalize()
    text = cn2an.an2cn(f"{value:f}", "low")
    number = read_number(text)
    assert number is not None, text
    assert (number.end, number.low) == (len(text), value), text


@given(st.integers(1, 10**6), st.integers(0, 99), st.sampled_from(["万", "亿", "万亿"]))
@settings(max_examples=200, deadline=None)
def test_scaled_figures_are_exact(whole: int, part: int, scale: str) -> None:
    number = read_number(f"{whole}.{part:02d}{scale}")
    assert number is not None
    assert number.low == Decimal(f"{whole}.{part:02d}") * {"万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]


@given(st.text(alphabet="0123456789一二三四五六七八九十百千万亿零〇两点.,", max_size=60))
@settings(max_examples=300, deadline=None)
def test_never_fails(text: str) -> None:
    number = read_number(text)
    assert number is None or (0 < number.end <= len(text) and number.low <= number.high)


def test_codes_are_no_numbers() -> None:
    assert read_number("9" * 60) is None


def test_the_end_bounds_the_number() -> None:
    number = read_number("12345", 0, 3)
    assert number is not None
    assert number.low == 123
