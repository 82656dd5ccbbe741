"""Phrases are counted as ``str.count`` counts them, in short texts and in long ones."""

from hypothesis import given, settings
from hypothesis import strategies as st

from policyextract.targets.phrase_index import PhraseIndex

LONG = "新增就业十万人。" * 700  # long enough for the index


@settings(max_examples=200, deadline=None)
@given(st.text("就业新增的", max_size=60), st.text("就业新增的", min_size=1, max_size=5))
def test_a_phrase_is_counted_as_by_the_text(text: str, phrase: str) -> None:
    for whole in (text, text + LONG):
        assert PhraseIndex(whole).count(phrase) == whole.count(phrase)
