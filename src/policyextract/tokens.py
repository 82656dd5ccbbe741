"""Words of a stretch of text, behind one small protocol.

Both tokenizers (jieba, and rjieba where it is installed) read the same dictionary (jieba's plus ``words.toml``) with the
hidden Markov model off, so that the same words come out everywhere. jieba itself is never imported: its search is done
here, over its dictionary.
"""

import importlib.util
import math
import re
import threading
from functools import cache
from typing import Protocol

from . import kept, lexicon
from .dictionary import Counts, Word, opened

_LOCK = threading.RLock()


class Tokenizer(Protocol):
    """Cuts text into words that, joined, give the text back."""

    def cut(self, text: str) -> list[str]: ...


@cache
def own_words() -> tuple[Word, ...]:
    """The words the project adds to jieba's dictionary."""
    return tuple(lexicon.shipped("", "words.toml").rows("word", Word))


_READ = re.compile(r"([\u4E00-\u9FD5a-zA-Z0-9+#&._%\-]+)")  # what jieba looks up; all else is one word a character
_SINGLE = re.compile(r"\r\n|[\s\S]")
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
_MOST = 50_000  # pieces whose score is kept: some 8 MB


class _Jieba:
    """jieba's search for the likeliest words without its hidden Markov model, to the last bit, in half the time."""

    def __init__(self) -> None:
        self._counts = Counts(own_words())
        self._whole = math.log(self._counts.total)
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


class _First:
    """rjieba, which takes a quarter of a second to load, once there are more characters than one document has.

    The first are cut by the other tokenizer, which cuts them into the same words.
    """

    def __init__(self) -> None:
        self._words: Tokenizer = _Jieba()
        self._left = 10_000  # cutting them takes as long as 2,500 characters take to be read

    def cut(self, text: str) -> list[str]:
        words = self._words
        if self._left > 0:
            self._left -= len(text)
            if self._left <= 0:
                self._words = tokenizer("rjieba")
        return words.cut(text)


@cache
def _build(name: str) -> Tokenizer:
    if name == "auto":
        return _First() if importlib.util.find_spec("rjieba") else tokenizer("jieba")
    return _Rjieba() if name == "rjieba" else _Jieba()


def tokenizer(name: str = "auto") -> Tokenizer:
    """The tokenizer called ``name`` (``jieba``, ``rjieba``, or ``auto``: rjieba where installed), one a process.

    Raises:
        ModuleNotFoundError: ``rjieba`` was asked for and is not installed.
    """
    with _LOCK:
        return _build(name)


_CLASSES = {"v": "v", "vn": "vn", "a": "a", "an": "a", "ad": "a", "z": "a", "d": "d", "p": "p", "c": "c", "f": "f"}
_CLASSES |= {"r": "r", "b": "b", "u": "u", "uj": "u", "ul": "u", "ug": "u", "ud": "u", "uv": "u", "uz": "u"}
_CLASSES |= {"t": "t", "s": "s", "q": "q", "m": "m", "y": "y", "vd": "d", "vi": "v", "vq": "v"}


@cache
def _tagged() -> tuple[dict[str, str], frozenset[str]]:
    """Parts of speech of the words of jieba's dictionary and our own, and the dictionary's names of places."""
    with _LOCK:
        tags, names = kept.kept("dictionary", repr(sorted(_CLASSES.items())).encode() + opened()[:], _read_tags)
    for word in own_words():
        tags.pop(word.form, None)
        if word.tag in _CLASSES:
            tags[word.form] = _CLASSES[word.tag]
    return tags, frozenset(names)


def _read_tags() -> tuple[dict[str, str], list[str]]:
    text = opened()[:].decode()
    tags = "|".join(sorted(_CLASSES, key=len, reverse=True))
    lines = re.finditer(rf"^(\S+) \d+ ({tags})$", text, re.MULTILINE)  # one by one: a list takes 100 MB
    return {line[1]: _CLASSES[line[2]] for line in lines}, re.findall(r"^(\S{2,}) \d+ ns$", text, re.MULTILINE)


def parts_of_speech() -> dict[str, str]:
    """Part of speech of the words that are no plain nouns, by the dictionary's tag column.

    ``v`` verb, ``vn`` nominal verb, ``a`` adjective, ``d`` adverb, ``p`` preposition, ``c`` conjunction, ``f`` position,
    ``r`` pronoun, ``b`` distinguishing word, ``u`` particle, ``t`` time, ``s`` place word, ``q`` measure word, ``m`` numeral,
    ``y`` mood. Every other word of the dictionary is some noun, name or idiom and has no entry.
    """
    return _tagged()[0]


def places() -> frozenset[str]:
    """The words that the dictionary tags as names of places (``ns``): many that stand in no list of divisions."""
    return _tagged()[1]


@cache
def verbs() -> frozenset[str]:
    """The words that the dictionary tags as plain verbs (``v``; nominal verbs, ``vn``, are not among them)."""
    return frozenset(word for word, part in parts_of_speech().items() if part == "v")
