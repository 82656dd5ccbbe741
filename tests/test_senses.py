"""What words mean: the table is whole and says of each class what it is; a word it does not have means what its end means."""

from importlib.resources import files

import pytest

from policyextract.targets.senses import UNKNOWN, sense, senses
from scenes import scene_of

TEXT = files("policyextract.targets").joinpath("senses.tsv").read_text(encoding="utf-8")
HEAD = [line for line in TEXT.splitlines() if line.startswith("#")]
ROWS = [line.split("\t") for line in TEXT.splitlines() if not line.startswith("#")]
CLASSES = frozenset("qyhfoibmgjewdklntracspxu" + "BRUDGLPSEAMHKVCO" + "123456789")


def test_every_word_stands_once_in_order_with_one_sense_or_two() -> None:
    words = [word for word, _ in ROWS]
    assert words == sorted(set(words))
    assert {len(told) for _, told in ROWS} == {1, 2}
    assert not [word for word, told in ROWS if not CLASSES.issuperset(told) or len(set(told)) != len(told)]


def test_the_head_names_each_class_and_each_has_words() -> None:
    named = " ".join(HEAD).replace("(", " ").replace(",", " ").replace(".", " ").replace(":", " ").split()
    assert CLASSES.issubset(named)
    assert {told[0] for _, told in ROWS} == CLASSES


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("覆盖率", "q"),
        ("冰雪旅游覆盖率", "q"),  # of its longest end
        ("产业链专班补贴", "y"),
        ("建成", "B"),
        ("应当", "L"),
        ("水平", "a"),
        ("xyz", UNKNOWN),
    ],
)
def test_what_a_word_means(word: str, meant: str) -> None:
    assert sense(word) == meant


def test_a_mention_is_never_taken_for_a_verb() -> None:
    """青岛市 is no word that lays down, 教育局 none that builds, though their kinds are written L and B."""
    words = scene_of("青岛市和市教育局新建幼儿园12所。").sentences[0].words
    assert [(word.kind, word.sense) for word in words if word.mention is not None] == [
        ("L", "Z"),
        ("B", "F"),
        ("Q", "Q"),
    ]
    assert not CLASSES & {"Z", "F", "N", "Q", "T", "X"}


def test_words_of_a_sentence_have_their_sense() -> None:
    words = scene_of("全年新建幼儿园12所。").sentences[0].words
    assert {word.text: word.sense for word in words}["幼儿园"] == senses()["幼儿园"][0] == "i"
