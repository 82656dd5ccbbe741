"""Quantities at their places: the list they are members of, the unit of their column, long sentences."""

from decimal import Decimal

import pytest

from policyextract.span import Span
from policyextract.targets.scene import bounded, bounds, unit_of
from scenes import case_at, scene_of


def test_cases_stand_in_order_with_their_neighbours() -> None:
    found = scene_of("新建幼儿园12所，改造小学8所。\n铺设管网30公里。")
    first, second, third = found.cases
    assert [case.index for case in found.cases] == [0, 1, 2]
    assert first.behind is second
    assert second.before is first
    assert third.before is None
    assert (first.clause, second.clause) == (0, 1)


def test_the_members_of_a_list_share_the_comparator_behind_the_last() -> None:
    one, other = scene_of("工业、服务业分别增长5%、6%以上。").cases
    assert [case.run for case in (one, other)] == [(0, 2), (1, 2)]
    assert (one.comparator, one.low, one.high) == (">=", Decimal(5), None)
    assert (other.comparator, other.low, other.high) == (">=", Decimal(6), None)


def test_a_comparator_of_its_own_stays() -> None:
    one, other = scene_of("工业、服务业分别增长约5%、6%以上。").cases
    assert (one.comparator, other.comparator) == ("~", ">=")


def test_a_comma_ends_the_list() -> None:
    one, other = scene_of("工业增长5%，服务业增长6%以上。").cases
    assert (one.run, other.run) == ((0, 1), (0, 1))
    assert one.comparator == "="


@pytest.mark.parametrize(
    ("comparator", "low", "high"),
    [
        ("=", 1, 2), ("range", 1, 2), ("~", 1, 2), (">=", 1, None), (">", 1, None), ("<=", None, 2), ("<", None, 2),
    ],
)  # fmt: skip
def test_bounds_of_a_comparator(comparator: str, low: int | None, high: int | None) -> None:
    assert bounds(comparator, (Decimal(1), Decimal(2))) == (low, high)


def test_a_bare_number_in_a_table_has_the_unit_of_its_column() -> None:
    text = "指标\t2025年目标（亿元）\n工业增加值\t320\n"
    found = scene_of(text)
    case = case_at(found, text.index("320"))
    assert (case.low, case.unit, case.unit_kind.dimension) == (Decimal("32000000000"), "元", "currency")
    assert case.row is not None
    assert case.cell is not None


@pytest.mark.parametrize(("text", "scale", "unit"), [("亿元", 10**8, "元"), ("万人", 10**4, "人"), ("%", 1, "%")])
def test_units_of_captions(text: str, scale: int, unit: str) -> None:
    found = unit_of(text)
    assert found is not None
    assert (found.explicit[0], found.unit) == (scale, unit)


@pytest.mark.parametrize("text", ["", "备注", "2025年"])
def test_what_is_no_unit(text: str) -> None:
    found = unit_of(text)
    assert found is None or not found.unit


def test_an_overlong_sentence_is_cut_behind_a_comma_and_nothing_is_lost() -> None:
    text = "建设公园十二个，" * 300
    spans = list(bounded(text, [Span(0, len(text))]))
    assert "".join(text[span.start : span.end] for span in spans) == text
    assert max(span.end - span.start for span in spans) <= 800
    assert {text[span.end - 1] for span in spans} == {"，"}


def test_other_sentences_of_a_scene_are_parsed_once() -> None:
    found = scene_of("全市上下团结奋斗。新建幼儿园12所。")
    span = Span(0, 9)
    assert found.parse(0, span) is found.parse(0, span)
    assert "".join(word.text for word in found.parse(0, span).words) == "全市上下团结奋斗。"


def test_names_and_times_are_found_by_their_place() -> None:
    text = "2023年青岛市、2024年烟台市新建幼儿园12所。"
    found = scene_of(text)
    cut = text.index("2024")
    assert [text[m.start : m.end] for m in found.times_in(0, cut)] == ["2023年"]
    assert [text[m.start : m.end] for m in found.names_in(cut, len(text))] == ["烟台市"]
    assert found.times_before(cut) == 2
