"""The shallow parse: words with their class and tags, opaque mentions, clauses."""

import pytest

from policyextract.targets.parse import Sentence, tagged
from scenes import scene_of


def parsed(text: str) -> Sentence:
    """The first sentence of ``text`` that holds a quantity."""
    return scene_of(text).sentences[0]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(word.text, word.kind) for word in parsed(text).words]


def test_the_words_give_the_sentence_back() -> None:
    text = "到2027年，青岛市新建幼儿园（含托位）12所以上。"
    assert "".join(word.text for word in parsed(text).words) == text


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("到2027年，新建幼儿园12所以上。", "12所以上", "Q"),
        ("到2027年，新建幼儿园12所以上。", "到2027年", "T"),
        ("青岛市新建幼儿园12所。", "青岛市", "L"),
        ("市教育局新建幼儿园12所。", "市教育局", "B"),
        ("建成5G基站200个。", "5G", "X"),
        ("新建幼儿园,12所。", "，", "，"),
        ("幼儿园、小学:12所。", "：", "："),
        ("新建幼儿园(12所)。", "(", "（"),
    ],
)
def test_a_mention_is_one_word_and_marks_have_one_form(text: str, word: str, kind: str) -> None:
    assert (word, kind) in kinds(text)


def test_no_dictionary_word_runs_over_the_edge_of_a_mention() -> None:
    """所以 and 家中 are words, but not here."""
    words = [word.text for word in parsed("新建幼儿园200所以上、扶持2家中试基地。").words]
    assert "200所以上" in words
    assert "2家" in words
    assert "所以" not in words


def test_a_mention_knows_what_it_is() -> None:
    mentions = [word.mention for word in parsed("新建幼儿园12所。").words]
    assert [mention.rule for mention in mentions if mention is not None] == ["quantity.plain"]


def test_a_word_has_the_tags_of_the_lexicon() -> None:
    found = {word.text: word.tags for word in parsed("力争新建幼儿园12所。").words}
    assert found["力争"] == tagged()["力争"]
    assert "strive" in found["力争"]
    assert "deed" in found["新建"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("居民消费价格上涨2%。", ["居民消费", "价格", "上涨"]),
        ("受成本上升影响，利润持续增长3%。", ["利润", "持续", "增长"]),
        ("外贸负增长3%。", ["外贸", "负增长"]),
        ("先进制造业逐步提高5%。", ["先进", "制造业", "逐步", "提高"]),
    ],
)
def test_a_verb_of_change_is_a_word_of_its_own(text: str, words: list[str]) -> None:
    """The dictionary holds some with the noun or adverb before them; what the lexicon holds as one word stays one."""
    found = [word.text for word in parsed(text).words]
    at = found.index(words[0])
    assert found[at : at + len(words)] == words


def test_clauses_end_at_commas_and_stops_outside_brackets() -> None:
    sentence = parsed("加快补短板，新建幼儿园（公办，普惠）12所，改造8所。")
    said = ["".join(w.text for w in sentence.words[c.first : c.last]) for c in sentence.clauses]
    assert said == ["加快补短板，", "新建幼儿园（公办，普惠）12所，", "改造8所。"]


def test_a_bracket_that_never_closes_hides_no_word() -> None:
    sentence = parsed("新建幼儿园（公办，普惠12所。")
    assert sentence.clauses[-1].last == len(sentence.words)


def test_words_and_clauses_are_found_by_their_place() -> None:
    text = "加快补短板，新建幼儿园12所。"
    sentence = parsed(text)
    at = sentence.at(text.index("12"))
    assert sentence.words[at].text == "12所"
    assert sentence.at(text.index("12") + 1) == at
    assert sentence.clause_of(at) == 1
