"""Layers: a text over another, each character knowing where it stands beneath."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyextract.span import Span
from policyextract.text.layer import Edit, Layer

CUTS = st.tuples(st.text(max_size=40), st.lists(st.integers(0, 40), max_size=8))


def spans(text: str, cuts: list[int]) -> list[tuple[int, int]]:
    """Ascending spans of ``text`` that do not overlap."""
    at = sorted({min(cut, len(text)) for cut in cuts})
    return list(zip(at[::2], at[1::2], strict=False))


@given(CUTS)
def test_what_is_kept_is_what_stands_beneath(case: tuple[str, list[int]]) -> None:
    text, cuts = case
    layer = Layer.over(text).drop(spans(text, cuts))
    assert layer.text == "".join(text[offset] for offset in layer.offsets)
    assert list(layer.offsets) == sorted(set(layer.offsets))


@given(CUTS)
def test_an_edit_without_text_is_a_drop(case: tuple[str, list[int]]) -> None:
    text, cuts = case
    dropped = Layer.over(text).drop(spans(text, cuts))
    edited = Layer.over(text).edit(Edit(start, end, "") for start, end in spans(text, cuts))
    assert (edited.text, list(edited.offsets)) == (dropped.text, list(dropped.offsets))


def test_layers_over_layers_lead_to_the_lowest_text() -> None:
    layer = Layer.over("a<b>項(x)目").drop([(1, 4)]).drop([(2, 5)]).swap("a项目")
    assert layer.below(1, 3) == Span(4, 9)


def test_a_note_after_the_last_character_is_outside() -> None:
    assert Layer.over("項(x)目(y)").drop([(1, 4), (5, 8)]).below(0, 2) == Span(0, 5)


def test_nothing_done_gives_the_same_layer() -> None:
    layer = Layer.over("全市")
    assert layer.drop([]) is layer
    assert layer.edit([]) is layer
    assert layer.swap("全市") is layer


def test_a_layer_needs_an_offset_for_every_character() -> None:
    with pytest.raises(ValueError, match="as many offsets"):
        Layer("全市", [0])


def test_an_edit_may_not_be_longer_than_what_it_stands_for() -> None:
    with pytest.raises(ValueError, match="longer than"):
        Layer.over("全市").edit([Edit(0, 1, "整个")])
