"""The noun phrase behind a quantity: where it begins and where its predicate takes over."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from ..span import Span
from ..tokens import verbs
from .site import Site
from .words import Words, words

Cut = Callable[[str], list[str]]

SPACE: Final = " 　\n\t、，,：:；。．·"
_BEFORE_PHRASE: Final = SPACE + "的了）)”"
_BEHIND_PHRASE: Final = SPACE + "的（(“"
MARKS: Final = "，。；、：）)！？,;:\n\t"
_NO_PHRASE: Final = MARKS + "—"
_NO_REGION: Final = MARKS + "的等和与"
_QUOTES: Final = {"“": "”", "「": "」", "『": "』", "《": "》", "‘": "’"}
_RANKED: Final = frozenset("第首前")
_NO_RUN: Final = frozenset(MARKS + "和与及或以的（(“”")
_RESULT: Final = frozenset("为成到至")
_BOUND: Final = ("以上", "以下")
_DIGITS: Final = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十百千万亿")
_AMONG = 2  # characters of the shortest thing among which something is
_GRADES = 4  # members of a list that are looked at for the noun they share: there are hardly more grades
_NUMBERED = 2  # words before a bound in which its number stands
_CLOSING = re.compile(f"[{''.join(_QUOTES.values())}]")


class Nouns:
    """Reads the noun phrases behind the quantities of one text.

    Args:
        text: the view.
        cut: the tokenizer's ``cut``.
        jumps: start → end of what a head may begin with that is no part of an indicator (times, regions, bodies).
        times: starts of times, at which a noun phrase behind a quantity ends; their ends lead back to their starts.
    """

    def __init__(self, text: str, cut: Cut, jumps: Mapping[int, int], times: Mapping[int, int]) -> None:
        self.text = text
        self.cut = cut
        self.jumps = jumps
        self.times = times
        self.words: Words = words()

    def trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Without marks and particles at the ends, and without an unpaired quote or bracket."""
        text = self.text
        while start < end and text[start] in _BEFORE_PHRASE:
            start += 1
        while end > start and text[end - 1] in _BEHIND_PHRASE:
            end -= 1
        if _CLOSING.search(text, start, end) is not None:
            for opening, closing in _QUOTES.items():
                if text.find(closing, start, end) >= 0 and text.find(opening, start, end) < 0:
                    start = text.rfind(closing, start, end) + 1
        return start, max(start, end)

    def led(self, at: int, subject: Span | None) -> bool:
        """Whether a preposition stands before ``at``, where a quantity begins: 为|3万名, 与|9个, but not 合计为, 应对.

        Args:
            subject: the noun phrase left before the quantity; a 为 behind one is the copula.
        """
        text = self.text
        if not at or text[at - 1] not in self.words.preposition or text.endswith(self.words.no_preposition, 0, at):
            return False
        return text[at - 1] != "为" or subject is None or text[subject.start : subject.end] in self.words.adverb

    def right(self, start: int, hi: int, governed: bool = True, led: bool = False) -> Span | None:
        """The noun phrase that begins at ``start`` (behind a quantity), None for none.

        Args:
            governed: whether a verb before the quantity governs it; if not, a verb at the phrase's end is its predicate.
            led: whether a preposition stands before the quantity, so that a verb behind the phrase is the clause's own.
        """
        text = self.text
        if text.startswith(self.words.answerable, start, hi):
            return None  # 40万人次（牵头单位：…）
        hi = min(hi, start + 40)
        while start < hi and text[start] in " 　":
            start += 1
        bare = start < hi and text[start] != "的"
        if not bare:
            start += 1
        if start >= hi or text[start] in _NO_PHRASE:
            return None
        region, first = self.jumps.get(start, 0), start
        if start not in self.times and region and hi - region > 2 and text[region] not in _NO_REGION:
            start = region  # 2000万元昌平区汽车消费券
        end = self._phrase_end(start, hi, bare, governed and not led, led)
        if end <= start and first < start:
            start, end = first, start  # 11个县（市、区）|通过验收: the region is what is counted
        if led and end - start > _AMONG and text[end - 1] == "中":
            end -= 1  # 在3000万|农民|中
        if end == hi and text[hi : hi + 1] in _RANKED and (field := self.words.field_pattern.search(text, start, end)):
            end = field.start()  # 80种产品产能全国|第一
        start, end = self.trimmed(start, end)
        if end > start and text[start] == "最" and text[start:end] in self.words.finite:
            return None  # 以甲县损失1.8亿元|最多
        return Span(start, end) if end > start else None

    def shared_head(self, grade: Span, site: Site) -> Span | None:
        """The noun that a grade alone behind a quantity shares with the next: 5个国家级、12个省级|农产品市场; None for none."""
        text, following, named = self.text, site.next, grade
        for _ in range(_GRADES):
            if text[named.start : named.end] not in self.words.grade or following is None or not following.joined:
                return None
            right = self.right(following.amount.outer_end, following.hi)
            if right is None:
                return None
            own = max((len(form) for form in self.words.grade if text.startswith(form, right.start)), default=0)
            if own and right.length - own > 1:
                return Span(right.start + own, right.end)
            named, following = right, following.next
        return None

    def _phrase_end(self, start: int, hi: int, bare: bool, governed: bool, led: bool) -> int:
        """Where the noun phrase from ``start`` ends: before a mark, a time, a closer, a predicate, 的 with a count behind."""
        text, finite, closer, plain = self.text, self.words.finite, self.words.closer, verbs()
        at = start
        relative = self._relative(start, hi)
        words = self.cut(text[start:hi])
        into = self._runs_in(start, hi)
        quoted = start
        for i, word in enumerate(words):
            if at < quoted:  # “高效办成一件事”: what is quoted is one thing
                at += len(word)
                continue
            if word[0] == "“":
                quoted = text.find("”", at, hi) + 1
            if word[0] in "，。；：！？,;:\n…" or at in self.times:
                break
            if at >= relative:
                if not i and word == "未":
                    at += 1  # 未就业毕业生
                    continue
                if word in closer and word != "的" and not (i and word in _BOUND and self._numbered(words, i)):
                    return start if i == 0 and bare else self._before_adverbs(words, i, at)
                if word == "的" and i + 1 < len(words) and words[i + 1][0] in "一两几第":
                    return at
                named = i and len(word) > 1 and text[at + len(word) : at + len(word) + 1] in "区带型"
                predicates = word in finite or (i and word in self.words.closing_verb)
                if predicates and not named and not self._nominal(words, i, hi, governed):
                    return self._before_adverbs(words, i, at)
                if i and (led or into) and word in self.words.action and self._done_to(words, i, led):
                    return self._before_adverbs(words, i, at)
                if i and len(word) > 1 and word in plain and self._predicates(words, i):
                    return self._before_adverbs(words, i, at)
            at += len(word)
        return at

    def _runs_in(self, start: int, hi: int) -> bool:
        """Whether the words up to ``hi`` run into the next quantity, so that a verb among them governs that one."""
        text = self.text
        return (
            hi < len(text)
            and text[hi] not in _NO_RUN
            and text[hi - 1] not in _NO_RUN
            and not any(char in MARKS for char in text[start:hi])
        )

    def _before_adverbs(self, words: list[str], i: int, at: int) -> int:
        """Where the phrase ends whose predicate begins at ``words[i]``: before the adverbs of it (稳步|推进, 免费|提供)."""
        if i > 1 and words[i][-1] in _RESULT and (words[i - 1] in self.words.action or words[i - 1] in verbs()):
            i -= 1  # 手续|简化|为
            at -= len(words[i])
        while i > 1 and words[i - 1] in self.words.adverb:
            i -= 1
            at -= len(words[i])
        return at

    def _numbered(self, words: list[str], i: int) -> bool:
        """Whether ``words[i]`` (以上) bounds a number inside the phrase: 75岁|以上|老年人."""
        before = words[i - 1] if i < _NUMBERED else words[i - 2] + words[i - 1]
        if words[i - 1][-1] in "级及":
            return True  # 省级|以上|园区
        return i + 1 < len(words) and words[i + 1][0] not in MARKS and any(char in _DIGITS for char in before)

    def _done_to(self, words: list[str], i: int, led: bool) -> bool:
        """Whether the verb ``words[i]`` tells what is done with the thing before it: 女生|接种|疫苗, not 更新|片区|开展.

        Args:
            led: whether a preposition stands before the quantity; without it the last verb is the predicate.
        """
        rest = words[i + 1 : i + 8]
        if not rest or rest[0] in ("的", "和", "与", "及", "、") or rest[0] in self.words.head_noun:
            return False
        if led and words[i] not in self.words.nominal:
            return True
        for word in rest:
            if word[0] in MARKS:
                break
            if word in self.words.finite or (word in self.words.action and word not in self.words.nominal):
                return False  # another verb behind it is the predicate
        return rest[0][0] not in MARKS

    def _relative(self, start: int, hi: int) -> int:
        """Where a relative clause that opens the phrase ends (具有较强竞争力的企业: behind 的); ``start`` for none."""
        text = self.text
        if text[start] not in self.words.opener_first:
            return start
        if self.cut(text[start : min(hi, start + 6)])[0] not in self.words.opener:
            return start
        stop = next((i for i in range(start, hi) if text[i] in "，。；：！？,;:"), hi)
        found = text.rfind("的", start, stop)
        return found if found > start else start

    def _nominal(self, words: list[str], i: int, hi: int, governed: bool) -> bool:
        """Whether the verb ``words[i]`` ends its phrase or modifies a noun there: 数字化转型, 拟竣工投产项目."""
        rest = words[i + 1 : i + 3]
        if not rest:
            # a verb that runs into the next quantity governs it: 19个省打造37个样板
            return governed and i > 0 and self.text[hi : hi + 1] in MARKS
        if rest[0][0] in MARKS:
            return governed and i > 0
        if i and words[i] in self.words.predicate:
            return "的" in rest or rest[0] in self.words.head_noun  # 新入选|项目, but 改革|列入|全国|试点
        if i and words[i] in self.words.improving and any(word.endswith(self.words.place_end) for word in rest):
            return words[i] not in self.words.causative and words[i] in self.words.namable
        return any(word in self.words.head_noun for word in rest)

    def _predicates(self, words: list[str], i: int) -> bool:
        """Whether a plain verb inside the phrase is followed by more than the one noun it may modify."""
        rest = words[i + 1 : i + 3]
        if rest and rest[0] in ("了", "着", "过"):
            return True
        if len(rest) < 2 or rest[0] in verbs() or words[i] in self.words.nominal or words[i - 1] in verbs():
            return False
        heads = self.words.head_noun
        return rest[0] not in heads and rest[1] not in heads and rest[1][0] not in MARKS
