"""Any text and any bytes: no exception, offsets that hold, output of the contract, the same bytes with either tokenizer.

A few seconds in all; ``python tests/fuzz.py`` goes on for as long as it is told, and what it finds is kept in ``tests/found``.
"""

import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fuzzing import (
    FILES,
    FOUND,
    TEXTS,
    WORDS,
    again,
    check_arguments,
    check_extract,
    check_file,
    check_page,
    check_scan,
    damaged,
    found,
    sound,
)

ANY = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(WORDS), st.text(max_size=3)), max_size=40).map("".join)


def few(count: int) -> settings:
    """So many examples, the same in every run."""
    return settings(max_examples=count, deadline=None, database=None, derandomize=True)


@few(25)
@given(ANY)
@example("\ud800增长2%")
@example("<table><tr><td>1</table>")
def test_any_text(text: str) -> None:
    check_extract(text)


@few(10)
@given(ANY)
def test_any_page(text: str) -> None:
    check_page(text)


@few(40)
@given(ANY)
def test_clean_outline_and_scan(text: str) -> None:
    check_scan(text)


@few(20)
@given(st.one_of(ANY, st.text()))
@example("\ud800")
@example("0001-01-01")
def test_any_arguments(text: str) -> None:
    check_arguments(text)


@pytest.mark.parametrize("ending", FILES)
def test_any_file(ending: str) -> None:
    """A sound file gives documents; a damaged one does, or says what is broken. It never raises and always ends."""
    if ending == "xls":
        pytest.importorskip("xlwt")
    name = f"a.{ending}"
    assert check_file(name, sound(ending)) > 0
    for number in range(3 if ending in SLOW else 20):
        check_file(name, damaged(sound(ending), random.Random(f"{ending} {number}")))


SLOW = ("xlsx", "xls", "ods", "pdf", "docx")


def test_found_inputs() -> None:
    """What broke something once; every folder is that of a target."""
    assert {path.name for path in FOUND.iterdir()} <= {*TEXTS, *FILES}
    for target in (*TEXTS, *FILES):
        for name, data in found(target):
            print(target, name)
            again(target, data)
