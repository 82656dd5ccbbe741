"""Words of a stretch of text, behind one small protocol.

Both tokenizers (jieba, and rjieba where it is installed) read the same dictionary (jieba's plus ``words.toml``) with the
hidden Markov model off, so that the same words come out everywhere. jieba's dictionary is loaded into a tokenizer of
this package's own (never the global one), once a process, on first use; its cache lies in the user's cache folder.
"""

import importlib.util
import logging
import math
import re
import threading
import warnings
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol

from . import kept, lexicon

_LOCK = threading.RLock()


class Tokenizer(Protocol):
    """Cuts text into words that, joined, give the text back."""

    def cut(self, text: str) -> list[str]: ...


class Word(NamedTuple):
    """A word of the project's dictionary: ``tag`` as in jieba's dictionary, ``freq`` its weight."""

    form: str
    tag: str
    freq: int = 3000


@cache
def own_words() -> tuple[Word, ...]:
    """The words the project adds to jieba's dictionary."""
    return tuple(lexicon.shipped("", "words.toml").rows("word", Word))


class _Jieba:
    def __init__(self) -> None:
        with warnings.catch_warnings():
            # jieba's sources hold invalid escapes, which Python 3.12+ reports when it first compiles them
            warnings.simplefilter("ignore")
            import jieba
        logger = logging.getLogger("jieba")
        before = logger.level
        logger.setLevel(logging.CRITICAL)
        try:
            self._tokenizer = jieba.Tokenizer()
            if (folder := kept.folder()) is not None:
                self._tokenizer.tmp_dir = str(folder)
            self._tokenizer.initialize()
        finally:
            logger.setLevel(before)
        for word in own_words():
            # add_word counts a word it knew already twice in the total; rjieba does not, and near ties would differ
            self._tokenizer.total -= self._tokenizer.FREQ.get(word.form, 0)
            self._tokenizer.add_word(word.form, word.freq, word.tag)
        self._cutter = _Cutter(self._tokenizer.FREQ, self._tokenizer.total)

    def cut(self, text: str) -> list[str]:
        return self._cutter.cut(text)


_READ = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")  # what jieba looks up; all else is one word a character
_SINGLE = re.compile(r"\r\n|[\s\S]")
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_MOST = 50_000  # pieces whose score is kept: some 8 MB


class _Cutter:
    """jieba's search for the likeliest words without its hidden Markov model, to the last bit, in half the time.

    Args:
        counts: how often each word was counted; 0 for what only begins words.
        total: the sum of all counts.
    """

    def __init__(self, counts: dict[str, int], total: int) -> None:
        self._counts = counts
        self._whole = math.log(total)
        self._floor = math.log(1) - self._whole  # of a character that is no word
        self._known: dict[str, float] = {}

    def cut(self, text: str) -> list[str]:
        """The words of ``text``; as ``jieba.lcut(text, HMM=False)``."""
        out: list[str] = []
        for i, run in enumerate(_READ.split(text)):
            if i % 2:
                self._run(run, out)
            elif run:
                out += _SINGLE.findall(run)
        return out

    def _run(self, run: str, out: list[str]) -> None:
        """Add the words of a run of characters that may be words."""
        size = len(run)
        best, ends = [0.0] * (size + 1), [0] * size  # of what begins at each character: its score, where its word ends
        known = self._known.get
        for at in range(size - 1, -1, -1):
            end, cut, most = at + 1, 0, 0.0
            piece = run[at]
            while True:
                score = known(piece)
                if score is None:
                    score = self._look(piece)
                if score > 0.0:
                    break
                if score:
                    score += best[end]
                    if not cut or score >= most:  # of equals the longest
                        most, cut = score, end
                if end == size:
                    break
                end += 1
                piece = run[at:end]
            if not cut:
                most, cut = self._floor + best[at + 1], at + 1
            best[at], ends[at] = most, cut
        at = 0
        letters = -1  # where a run of letters and digits began that are words of one character
        while at < size:
            end = ends[at]
            if end == at + 1 and run[at] in _ASCII:
                if letters < 0:
                    letters = at
            else:
                if letters >= 0:
                    out.append(run[letters:at])
                    letters = -1
                out.append(run[at:end])
            at = end
        if letters >= 0:
            out.append(run[letters:])

    def _look(self, piece: str) -> float:
        """The logarithm of a word's share; 0 for what only begins words, 1 for what does not even do that."""
        count = self._counts.get(piece)
        score = 1.0 if count is None else math.log(count) - self._whole if count else 0.0
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[piece] = score
        return score


class _Rjieba:
    def __init__(self) -> None:
        import rjieba

        self._tokenizer = rjieba.Jieba()
        for word in own_words():
            self._tokenizer.add_word(word.form, word.freq, word.tag)
        self._cut = self._tokenizer.cut

    def cut(self, text: str) -> list[str]:
        words: list[str] = self._cut(text, False)
        return words


@cache
def _build(name: str) -> Tokenizer:
    return _Rjieba() if name == "rjieba" else _Jieba()


def tokenizer(name: str = "auto") -> Tokenizer:
    """The tokenizer called ``name`` (``jieba``, ``rjieba``, or ``auto``: rjieba where installed), one a process.

    Raises:
        ModuleNotFoundError: ``rjieba`` was asked for and is not installed.
    """
    if name == "auto":
        name = "rjieba" if importlib.util.find_spec("rjieba") else "jieba"
    with _LOCK:
        return _build(name)


_CLASSES = {"v": "v", "vn": "vn", "a": "a", "an": "a", "ad": "a", "z": "a", "d": "d", "p": "p", "c": "c", "f": "f"}
_CLASSES |= {"r": "r", "b": "b", "u": "u", "uj": "u", "ul": "u", "ug": "u", "ud": "u", "uv": "u", "uz": "u"}
_CLASSES |= {"t": "t", "s": "s", "q": "q", "m": "m", "y": "y", "vd": "d", "vi": "v", "vq": "v"}


def _dictionary() -> bytes:
    """jieba's dictionary, found without importing jieba, which warns and takes its time."""
    spec = importlib.util.find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("jieba is not installed")
    return Path(spec.submodule_search_locations[0]).joinpath("dict.txt").read_bytes()


@cache
def _tagged() -> tuple[dict[str, str], frozenset[str]]:
    """Parts of speech of the words of jieba's dictionary, and its names of places."""
    with _LOCK:
        return kept.kept("dictionary", repr(sorted(_CLASSES.items())).encode() + _dictionary(), _read_tags)


def _read_tags() -> tuple[dict[str, str], frozenset[str]]:
    text = _dictionary().decode()
    tags = "|".join(sorted(_CLASSES, key=len, reverse=True))
    lines = re.finditer(rf"^(\S+) \d+ ({tags})$", text, re.MULTILINE)  # one by one: a list takes 100 MB
    return {line[1]: _CLASSES[line[2]] for line in lines}, frozenset(
        re.findall(r"^(\S{2,}) \d+ ns$", text, re.MULTILINE)
    )


@cache
def parts_of_speech() -> dict[str, str]:
    """Part of speech of the words that are no plain nouns, by the dictionary's tag column.

    ``v`` verb, ``vn`` nominal verb, ``a`` adjective, ``d`` adverb, ``p`` preposition, ``c`` conjunction, ``f`` position,
    ``r`` pronoun, ``b`` distinguishing word, ``u`` particle, ``t`` time, ``s`` place word, ``q`` measure word, ``m`` numeral,
    ``y`` mood. Every other word of the dictionary is some noun, name or idiom and has no entry.
    """
    found = dict(_tagged()[0])
    for word in own_words():
        found.pop(word.form, None)
        if word.tag in _CLASSES:
            found[word.form] = _CLASSES[word.tag]
    return found


def places() -> frozenset[str]:
    """The words that the dictionary tags as names of places (``ns``): many that stand in no list of divisions."""
    return _tagged()[1]


@cache
def verbs() -> frozenset[str]:
    """The words that the dictionary tags as plain verbs (``v``; nominal verbs, ``vn``, are not among them)."""
    return frozenset(word for word, part in parts_of_speech().items() if part == "v")
