"""Where a phrase may begin and end: word boundaries that can be the edge of what is measured, in a stretch of a sentence."""

from typing import Final

from ...mentions.values import Skip
from ...text.marks import ENCLOSED
from ..parse import Word

STOPS: Final = frozenset(("Q", "，", "；", "。", "|", "："))
"""Where the stretch of words around a quantity ends."""

JOINS: Final = frozenset(("、", "和", "与", "及", "以及", "或", "或者"))
"""What stands between the members of a list."""
CLOSE_JOINS: Final = JOINS - {"或", "或者"} | {""}
"""What stands between names that are taken together; they may also stand side by side."""

_NO_START: Final = frozenset((*"，；。：|、）”", "u", "y", "Q", "T"))
_NO_END: Final = frozenset((*"，；。：|、（“", "p", "c", "u", "d", "y", "Q"))
_INNER: Final = frozenset(("n", "vn", "b", "a"))
_BREAKING: Final = frozenset(
    (
        "level",
        "rise",
        "fall",
        "rank",
        "link",
        "closer",
        "rate",
        "deed",
        "finite",
        "per_case",
        "share",
        "lays",
        "give",
        "than",
        "topic",
        "reckoned",
    )
)

MOST_STARTS: Final = 12
MOST_ONWARD: Final = 4
MOST_LATER: Final = 2
_SUBJECTS: Final = 3  # ends of the subject of a long stretch; proposed in the archive with one: .9733, three: .9736
_FEW_WORDS: Final = 3  # of a phrase that ends where none is likely to
MOST_ENDS: Final = 6
LONGEST: Final = 60
"""A phrase of more characters is none; the longest readings of 826 documents that are one piece have some fifty."""


def _is_list_mark(word: Word) -> bool:
    """Whether a word numbers what follows: 7., 3、, ②."""
    if word.mention is None:
        return word.text[0] in ENCLOSED
    return isinstance(word.mention.value, Skip) and word.mention.value.why == "list"


def may_start(words: tuple[Word, ...], i: int) -> bool:
    """Whether a phrase may begin with the word ``i``."""
    word = words[i]
    if word.kind in _NO_START or word.text == "【":  # 【水库】 heads what follows; the brackets are not of its name
        return False
    if (word.kind in "Xx" and _is_list_mark(word)) or "reckoned" in word.tags:  # 按美元计为17亿美元: how, not what
        return False
    if word.kind == "d":  # 一次性|购房补贴, 仿真|试验: the dictionary has such words for adverbs
        own = not word.tags or "standard" in word.tags
        return own and len(word.text) > 1 and i + 1 < len(words) and words[i + 1].kind in ("n", "vn", "v")
    return word.kind not in ("c", "f") or (bool(i) and word.kind == "f")


def may_end(words: tuple[Word, ...], i: int, hi: int) -> bool:
    """Whether a phrase may end before the word ``i``, where its stretch ends at ``hi``."""
    before = words[i - 1]
    if before.kind in _NO_END or before.text == "】" or "reckoned" in before.tags:
        return False
    if i >= hi:
        return True
    after = words[i]
    if after.kind not in _INNER:
        return True
    return not _BREAKING.isdisjoint(after.tags)


def starts(words: tuple[Word, ...], lo: int, hi: int) -> list[int]:
    """Where phrases in ``[lo, hi)`` may begin, the first and the last ones where there are many."""
    found = [i for i in range(lo, hi) if may_start(words, i)]
    return found if len(found) <= MOST_STARTS else found[:2] + found[2 - MOST_STARTS :]


def onward(words: tuple[Word, ...], lo: int, hi: int) -> list[int]:
    """Where phrases behind a quantity may begin: the first ones, and the last ones behind 的 and at a verb, which what
    describes the thing or says to whom it is done keeps away from it: 投放点 of 具有文化特色、风格简约的投放点, 报送信息 of 向平台报送信息."""
    found = starts(words, lo, hi)
    later = [i for i in found[MOST_ONWARD:] if words[i - 1].text == "的" or words[i].kind == "v"]
    return found[:MOST_ONWARD] + later[-MOST_LATER:]


def inner_ends(words: tuple[Word, ...], lo: int, hi: int) -> list[int]:
    """Where a phrase of a few words may end though a word that might belong to it follows: 小船|花枝招展, 房企|总额."""
    return [
        i for i in range(lo + 1, min(hi, lo + 1 + _FEW_WORDS)) if words[i - 1].kind == "n" and not may_end(words, i, hi)
    ]


def nearest(begins: list[int], most: int) -> list[int]:
    """At most ``most`` of where phrases may begin: the first, and the last ones."""
    return begins if len(begins) <= most else begins[:1] + begins[1 - most :]


def opening(words: tuple[Word, ...], floor: int, at: int) -> int:
    """Where the stretch that ends before the word ``at`` begins, not before ``floor``."""
    while at > floor and words[at - 1].kind not in STOPS:
        at -= 1
    return at


def closing(words: tuple[Word, ...], at: int, ceiling: int) -> int:
    """Where the stretch that begins with the word ``at`` ends, not behind ``ceiling``."""
    while at < ceiling and words[at].kind not in STOPS:
        at += 1
    return at


def ends(words: tuple[Word, ...], lo: int, hi: int, last_first: bool) -> list[int]:
    """Where phrases in ``[lo, hi)`` may end: the first ones, or the last ones with the last first."""
    if last_first:
        out: list[int] = []
        for i in range(hi, lo, -1):
            if may_end(words, i, hi):
                out.append(i)
                if len(out) == MOST_ENDS:
                    return out + _subject(words, lo, i)
        return out
    out = []
    for i in range(lo + 1, hi + 1):
        if may_end(words, i, hi) and (i >= hi or words[i].text != "的" or len(out) < 2):
            out.append(i)
            if len(out) == MOST_ENDS + 1:
                break
    if out and out[-1] != hi and may_end(words, hi, hi):
        out.append(hi)
    return out


def opened(words: tuple[Word, ...], lo: int, hi: int) -> int:
    """Where the bracket opens that is closed at the end of a stretch, ``-1`` for none: 投入金额|（含设备租赁）|100万元."""
    depth = 0
    for i in range(hi - 1, lo - 1, -1):
        depth += (words[i].kind == "）") - (words[i].kind == "（")
        if depth <= 0:
            return i if i < hi - 1 else -1
    return -1


def _subject(words: tuple[Word, ...], lo: int, hi: int) -> list[int]:
    """Where the subject of a long stretch may end, if that is before ``hi``: 出让最低价|不得低于…基准地价的70%, 保函|置换金额|不得超过…."""
    out: list[int] = []
    for i in range(lo + 1, hi):
        if words[i].kind in ("d", "v") and words[i - 1].kind not in _NO_END:
            out.append(i)
            if len(out) == _SUBJECTS:
                break
    return out


def depths(words: tuple[Word, ...], lo: int, hi: int) -> list[int]:
    """How many brackets and quotes are open before each word of ``[lo, hi)``, and behind the last.

    A bracket that is closed and was opened before ``lo`` counts below nothing.
    """
    out = [0]
    depth = 0
    for i in range(lo, hi):
        kind = words[i].kind
        if kind in "（“":
            depth += 1
        elif kind in "）”":
            depth -= 1
        out.append(depth)
    return out
