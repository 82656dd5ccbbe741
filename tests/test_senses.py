"""What words mean: the table is whole and says of each class what it is; a word it does not have means what its end means."""

from importlib.resources import files

import pytest

from policyextract.targets.senses import UNKNOWN, part_of_speech, sense, senses
from policyextract.tokens import parts_of_speech
from scenes import scene_of

TEXT = files("policyextract.targets").joinpath("senses.tsv").read_text(encoding="utf-8")
HEAD = [line for line in TEXT.splitlines() if line.startswith("#")]
ROWS = [line.split("\t") for line in TEXT.splitlines() if not line.startswith("#")]
PARTS = {row[0]: row[2] for row in ROWS if len(row) == 3}
CLASSES = frozenset("qyhfoibmgjewdklntracspxu" + "BRUDGLPSEAMHKVCO" + "123456789")


def test_every_word_stands_once_in_order_with_one_sense_or_two() -> None:
    words = [row[0] for row in ROWS]
    assert words == sorted(set(words))
    assert {len(row) for row in ROWS} == {2, 3}
    assert {len(row[1]) for row in ROWS} == {1, 2}
    assert not [row for row in ROWS if not CLASSES.issuperset(row[1]) or len(set(row[1])) != len(row[1])]


def test_the_table_has_parts_of_speech_where_the_dictionary_has_others_and_nowhere_else() -> None:
    assert set(PARTS.values()) <= {"n", "v", "vn", "a", "b", "d", "r", "p"}
    assert not [word for word, part in PARTS.items() if parts_of_speech().get(word, "n") == part]


@pytest.mark.parametrize(
    ("word", "part"),
    [
        ("力争", "v"),
        ("贯彻落实", "vn"),
        ("需求", "n"),
        ("将", "v"),
        ("全面", "d"),
        ("重点", "b"),
        ("安全", "n"),
        ("有关", "r"),
    ],
)
def test_a_word_of_which_the_dictionary_says_something_wrong(word: str, part: str) -> None:
    assert part_of_speech(word) == part != parts_of_speech().get(word, "n")


def test_words_of_a_sentence_have_the_part_of_speech_of_the_table() -> None:
    words = scene_of("力争全年需求增长5%，新建学校3所。").sentences[0].words
    kinds = {word.text: word.kind for word in words}
    assert (kinds["需求"], kinds["学校"], kinds["新建"]) == ("n", "n", "v")


def test_the_head_names_each_class_and_each_has_words() -> None:
    named = " ".join(HEAD).replace("(", " ").replace(",", " ").replace(".", " ").replace(":", " ").split()
    assert CLASSES.issubset(named)
    assert {row[1][0] for row in ROWS} == CLASSES


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
