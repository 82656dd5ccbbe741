"""Both tokenizers cut alike, keep to themselves, and say nothing."""

import re
import subprocess
import sys
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import Raw, corpus, fixtures, needs_reports
from policyextract import tokens
from policyextract.dictionary import Counts
from policyextract.text.clean import clean
from policyextract.tokens import own_words, tokenizer, verbs

needs_both = pytest.mark.skipif(
    subprocess.run([sys.executable, "-c", "import rjieba"], capture_output=True, check=False).returncode != 0,
    reason="rjieba is not installed: policyextract[fast]",
)


@cache
def pair() -> tuple:  # type: ignore[type-arg]
    return tokenizer("jieba"), tokenizer("rjieba")


def first_difference(text: str) -> str:
    """Where the two cut ``text`` differently; empty where they do not."""
    for line in text.splitlines():
        one, other = (words.cut(line) for words in pair())
        if one != other:
            at = next(i for i, (a, b) in enumerate(zip([*one, ""], [*other, ""], strict=False)) if a != b)
            return f"{'|'.join(one[max(0, at - 3) : at + 4])} / {'|'.join(other[max(0, at - 3) : at + 4])}"
    return ""


@needs_both
@pytest.mark.parametrize("raw", fixtures(), ids=lambda raw: raw["id"])
def test_both_cut_the_fixtures_alike(raw: Raw) -> None:
    """As published, and as the frames see it."""
    assert first_difference(raw["text"]) == ""
    assert first_difference(clean(raw["text"]).text) == ""


@needs_both
@needs_reports
def test_both_cut_all_work_reports_alike() -> None:
    assert {raw["id"]: found for raw in corpus() if (found := first_difference(raw["text"]))} == {}


@needs_both
@settings(max_examples=200, deadline=None)
@given(
    st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("的一年个万1234.%、，aB +#\n"))
)
def test_both_cut_any_text_alike(text: str) -> None:
    assert first_difference(text) == ""


@pytest.mark.parametrize("name", ["jieba", pytest.param("rjieba", marks=needs_both), "auto"])
@settings(max_examples=100, deadline=None)
@given(text=st.text())
def test_words_joined_give_the_text_back(name: str, text: str) -> None:
    """Offsets are counted over words, so that no character may be lost or changed."""
    assert "".join(tokenizer(name).cut(text)) == text


@pytest.mark.parametrize("name", ["jieba", pytest.param("rjieba", marks=needs_both)])
def test_the_projects_own_words_are_whole(name: str) -> None:
    """A word of the project's dictionary stays one word where it stands alone; one that is given a weight of 1 is none."""
    cut = {word: tokenizer(name).cut(word.form) for word in own_words()}
    assert [words for word, words in cut.items() if (len(words) == 1) != (word.freq != 1)] == []


@pytest.mark.parametrize("name", ["jieba", pytest.param("rjieba", marks=needs_both)])
def test_what_is_compared_ends_before_the_comparison(name: str) -> None:
    """价格比 and 产量比 are words of jieba's dictionary."""
    assert tokenizer(name).cut("居民消费价格比上年上涨") == ["居民消费", "价格", "比", "上年", "上涨"]
    assert tokenizer(name).cut("产量比去年增加")[:2] == ["产量", "比"]


def test_words_of_the_project_stand_once() -> None:
    forms = [word.form for word in own_words()]
    assert sorted(forms) == sorted(set(forms))
    assert all(re.fullmatch(r"[a-z]+", word.tag) for word in own_words())


def test_plain_verbs_are_verbs_and_nominal_ones_are_not() -> None:
    """A verb ends an indicator; a nominal verb may be part of one."""
    assert {"建成", "达到", "完成"} <= verbs()
    assert not {"企业", "工业", "投资额"} & verbs()


def test_one_tokenizer_a_process() -> None:
    assert tokenizer("jieba") is tokenizer("jieba")
    assert tokenizer("auto") is tokenizer("auto")


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


def test_the_global_tokenizer_of_jieba_is_left_alone() -> None:
    """A program that uses jieba itself finds it unloaded, with its own words and its own cache."""
    done = run(
        "import jieba, policyextract\n"
        "before = dict(vars(jieba.dt))\n"
        "policyextract.Extractor(policyextract.Settings(tokenizer='jieba')).extract('到2027年，建成充电桩5万个以上。')\n"
        "assert vars(jieba.dt) == before, sorted(k for k in before if vars(jieba.dt)[k] != before[k])\n"
        "assert not jieba.dt.initialized and not jieba.dt.user_word_tag_tab and jieba.dt.tmp_dir is None\n"
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("name", ["jieba", pytest.param("rjieba", marks=needs_both)])
def test_loading_says_nothing(name: str) -> None:
    done = run(f"from policyextract.tokens import tokenizer; tokenizer({name!r}).cut('到2027年建成充电桩')")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_log_of_jieba_stays_as_the_user_set_it() -> None:
    done = run(
        "import logging, jieba\n"
        "logger = logging.getLogger('jieba'); logger.setLevel(logging.WARNING)\n"
        "from policyextract.tokens import tokenizer; tokenizer('jieba').cut('建成')\n"
        "assert logger.level == logging.WARNING\n"
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_rjieba_jieba_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    found = tokenizer("jieba")
    tokens._build.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr("importlib.util.find_spec", lambda name: None)
        patch.setattr(tokens, "_Jieba", lambda: found)
        assert tokenizer("auto") is found
    tokens._build.cache_clear()


@needs_both
def test_the_words_are_the_same_before_and_after_rjieba_is_loaded() -> None:
    """``auto`` begins with jieba's own search, and loads rjieba behind ten thousand characters."""
    code = (
        "import sys\n"
        "from policyextract.tokens import tokenizer\n"
        "words, text = tokenizer(), '力争到2027年底，全市规模以上工业增加值年均增长7%左右。'\n"
        "first = words.cut(text)\n"
        "assert 'rjieba' not in sys.modules\n"
        "assert all(words.cut(text) == first for _ in range(400))\n"
        "assert 'rjieba' in sys.modules\n"
    )
    assert run(code).stderr == ""


def test_counts_are_those_of_jieba() -> None:
    """Of every word of the releases and of what begins them, searched for or read: also the project's own words."""
    jieba = pytest.importorskip("jieba")
    loaded = jieba.Tokenizer()
    for word in own_words():
        loaded.initialize()
        loaded.total -= loaded.FREQ.get(word.form, 0)  # jieba's add_word counts a word it knew already twice
        loaded.add_word(word.form, word.freq, word.tag)
    texts = [raw["text"] for raw in fixtures()]
    found = (text[at : at + size] for text in texts for at in range(len(text)) for size in (1, 2, 3, 4))
    pieces = {piece for piece in found if not re.search(r"\s", piece)}
    counts = Counts(own_words())
    assert counts.total == loaded.total
    for _ in range(2):  # searched for first, then read
        assert {piece: counts.get(piece) for piece in pieces} == {piece: loaded.FREQ.get(piece) for piece in pieces}
