"""What a quantity may measure or count: the phrases around it, those named before, the cells of its row."""

from collections.abc import Sequence
from typing import Final

from ...mentions.values import Skip
from ...span import Span
from ..parse import Sentence, Word
from ..scene import Case, Scene
from . import compound
from .cells import Cells
from .nouns import JOINS, LONGEST, closing, depths, ends, inner_ends, may_end, nearest, onward, opened, opening, starts


class Candidate:
    """Words that may name the indicator.

    ``pieces`` stand in reading order: one phrase, or a subject and a noun put together. ``rule`` names the construction,
    ``action`` is the verb of doing whose object it is. ``first`` and ``last`` are its words in ``sentence`` where it is one
    phrase of the quantity's sentence, else -1; ``lo`` and ``hi`` those of the stretch it was found in. ``fit`` says of the
    member of a list how well it stands beside the others.
    """

    __slots__ = ("action", "first", "fit", "hi", "last", "lo", "pieces", "rule")

    def __init__(
        self,
        pieces: tuple[Span, ...],
        rule: str,
        action: Span | None,
        first: int = -1,
        last: int = -1,
        lo: int = -1,
        hi: int = -1,
        fit: tuple[str, ...] = (),
    ) -> None:
        self.pieces = pieces
        self.rule = rule
        self.action = action
        self.first = first
        self.last = last
        self.lo = lo
        self.hi = hi
        self.fit = fit


_OVER: Final = frozenset(("Q", "，", "；", "、", "。", "|", "c"))


def each(case: Case, head: int) -> bool:
    """Whether a list of quantities says that each belongs to one of several things; ``head`` is the word of its first."""
    return any("each" in word.tags for word in case.sentence.words[max(0, head - 5) : head + 1])


def _fit(
    words: tuple[Word, ...], mine: tuple[int, int], other: tuple[int, int], tail: int, more: bool
) -> tuple[str, ...]:
    """How a member of a list, ``mine``, stands beside another one of which ``tail`` words are shared by both: how many words
    more the other has, whether both end alike, whether the list has more members than there are quantities."""
    longer = other[1] - other[0] - (mine[1] - mine[0]) - tail
    out = [f"n={max(-3, min(3, longer))}"]
    one, two = words[mine[1] - 1], words[max(other[0], other[1] - 1 - tail)]
    out.append(f"like={one.text[-1] == two.text[-1]}.{one.kind == two.kind}")
    out.append(f"more={more}")
    return tuple(out)


_TOLD: Final = frozenset("TLBX")  # a list of times or places names what is measured in none of them
_FEW: Final = 5  # beginnings of a phrase in another clause
_LABEL: Final = 12  # words before a colon; more are a sentence of their own
_HEADING: Final = 11  # characters of a lead that may name a thing; longer ones say what is to be done
_FAR: Final = 30  # words from a quantity to a measure that stands in none of the clauses next to it
_NAMED: Final = 2  # such measures
_ATTRIBUTE: Final = 4  # words of what is said of a subject; more are a subject of their own


def _tells_when_or_where(word: Word) -> bool:
    """Whether a word is a time, a place or a body, and no ordinal: 第一、第二、第三|产业增加值."""
    value = word.mention.value if word.mention is not None else None
    return word.kind in _TOLD and not (isinstance(value, Skip) and value.why == "ordinal")


class Proposer:
    """Proposes the candidates of one document's cases."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self._table = Cells(scene)

    def propose(self, case: Case, chosen: Sequence[Candidate | None]) -> list[Candidate]:
        """The candidates of a case, each once.

        Args:
            chosen: what was chosen for the earlier cases, by their index.
        """
        out: list[Candidate] = []
        if case.row is not None and case.cell is not None:
            out += self._cells(case)
        else:
            if case.row is not None:
                out += self._cells(case)
            if case.run[1] > 1:
                self._member(case, out)
                self._respective(case, chosen, out)
            self._around(case, out)
            self._lead(case, out)
        self._carried(case, chosen, out)
        if case.row is None:
            self._attributes(case, chosen, out)
        seen: set[tuple[Span, ...]] = set()
        kept: list[Candidate] = []
        for found in out:
            seen.add(found.pieces)
            if len(seen) > len(kept):
                kept.append(found)
        return kept

    def _spans(self, sentence: Sentence, lo: int, hi: int, rule: str, most: int, out: list[Candidate]) -> None:
        """Add every phrase of a stretch before a quantity that has at most ``most`` beginnings; its end matters most."""
        words = sentence.words
        begins = nearest(starts(words, lo, hi), most)
        if hi > lo and hi - 1 in begins and words[hi - 1].kind in ("n", "a"):
            self._letter(words, hi - 1, rule, lo, hi, out)
        stops = ends(words, lo, hi, True)
        bracket = opened(words, lo, hi)
        if bracket > lo:
            stops = stops + [i for i in ends(words, lo, bracket, True)[:_NAMED] if i not in stops]
        self._phrases(words, begins, stops, rule, lo, hi, out)

    def _onward(self, sentence: Sentence, lo: int, hi: int, rule: str, out: list[Candidate]) -> None:
        """Add the phrases of a stretch behind a quantity."""
        words = sentence.words
        begins = onward(words, lo, hi)
        if begins and begins[0] <= lo + 1:
            first = begins[0]
            if words[first].kind == "n":
                self._letter(words, first, rule, lo, hi, out)
            self._phrases(words, [first], inner_ends(words, first, hi), rule, lo, hi, out)
        self._phrases(words, begins, ends(words, lo, hi, False), rule, lo, hi, out)

    def _letter(self, words: tuple[Word, ...], i: int, rule: str, lo: int, hi: int, out: list[Candidate]) -> None:
        """Add a word of one character beside a quantity: 宽|4米, 3个|县."""
        word = words[i]
        if word.end - word.start == 1:
            out.append(Candidate((Span(word.start, word.end),), rule, None, i, i + 1, lo, hi))

    def _phrases(
        self,
        words: tuple[Word, ...],
        begins: list[int],
        stops: list[int],
        rule: str,
        lo: int,
        hi: int,
        out: list[Candidate],
    ) -> None:
        """Add the phrases of the stretch ``[lo, hi)`` from any of ``begins`` to any of ``stops``, but no half brackets."""
        depth = depths(words, lo, hi)
        for end in stops:
            stop = words[end - 1].end
            level = depth[end - lo]
            for start in begins:
                if start >= end:
                    break
                if depth[start - lo] != level or (level and min(depth[start - lo : end - lo]) < level):
                    continue  # half a bracket
                at = words[start].start
                if 1 < stop - at <= LONGEST:
                    out.append(Candidate((Span(at, stop),), rule, None, start, end, lo, hi))

    def _around(self, case: Case, out: list[Candidate]) -> None:
        """The phrases left and right of the quantity in its clause, and in the clauses next to it."""
        sentence, at = case.sentence, case.word
        words, clause = sentence.words, sentence.clauses[case.clause]
        first = case.head.word
        lo = opening(words, clause.first, first)
        if case.run[0] == 0:
            self._spans(sentence, lo, first, "left", 99, out)
        else:
            self._spans(sentence, lo, first, "list", 99, out)
            if at - 1 > first and words[at - 1].kind != "Q":
                self._spans(sentence, at - 1, at, "left", 99, out)
        if lo > clause.first:
            self._over(case, lo - 1, out)
            if words[lo - 1].kind == "Q" and case.run[0] == 0:
                self._through(case, lo, out)
        hi = closing(words, at + 1, clause.last)
        self._onward(sentence, at + 1, hi, "right", out)
        if lo < first:
            self._either(case, lo, at, "left+right", out)
            last = compound.beside(words, at, clause.last)
            if last > at:
                self._either(case, lo, last, "left+shared", out)
        if case.run[0] < case.run[1] - 1:
            self._behind_list(case, out)
        elif hi < clause.last and words[hi].kind == "Q":
            self._beyond(case, hi, out)
        self._before(case, out)
        self._after(case, hi, out)
        self._measured(case, hi, out)
        self._label(case, out)

    def _over(self, case: Case, stop: int, out: list[Candidate]) -> None:
        """The phrases before another quantity of the clause, or before a comma in brackets."""
        sentence = case.sentence
        words, first = sentence.words, sentence.clauses[case.clause].first
        rule = "over" if words[stop].kind == "Q" else "comma"
        while stop > first and words[stop].kind in _OVER:
            stop -= 1
        lo = opening(words, first, stop + 1)
        if lo <= stop:
            self._spans(sentence, lo, stop + 1, rule, 99, out)
        if lo > first:
            self._spans(sentence, first, lo - 1, rule + ".far", 99, out)

    def _through(self, case: Case, lo: int, out: list[Candidate]) -> None:
        """The phrases before it that hold the quantity before them."""
        words, hi = case.sentence.words, case.head.word
        floor = case.sentence.clauses[case.clause].first
        for start, end in compound.through(words, floor, lo, hi):
            piece = Span(words[start].start, words[end - 1].end)
            if piece.end - piece.start <= LONGEST:
                out.append(Candidate((piece,), "through", None, start, end, floor, hi))

    def _either(self, case: Case, lo: int, last: int, rule: str, out: list[Candidate]) -> None:
        """The phrases before it with the noun behind the quantity of the word ``last``: its own, or the last of those told beside
        it: 首套|20%|、二套30%的最低首付比例."""
        words, ceiling = case.sentence.words, case.sentence.clauses[case.clause].last
        at, hi = (case.head.word, last + 1), closing(words, last + 1, ceiling)
        for start, end, behind, stop in compound.either(words, lo, at, hi):
            pieces = (Span(words[start].start, words[end - 1].end), Span(words[behind].start, words[stop - 1].end))
            if pieces[1].end - pieces[0].start <= LONGEST:
                out.append(Candidate(pieces, rule, None, start, end, lo, case.head.word))

    def _beyond(self, case: Case, other: int, out: list[Candidate]) -> None:
        """The phrase behind, another quantity in it: 3名|具有5年以上…经验的人员; behind both, where they stand side by side:
        43户|58名贫困群众; behind both and 的: 2处|占地20亩的|停车场."""
        sentence, at = case.sentence, case.word
        words, clause = sentence.words, sentence.clauses[case.clause]
        hi = closing(words, other + 1, clause.last)
        if other == at + 1:
            self._onward(sentence, other + 1, hi, "next", out)
        else:
            begins = [i for i in starts(words, other + 1, hi) if words[i - 1].text == "的"]
            self._phrases(words, begins[:_NAMED], ends(words, other + 1, hi, False), "next", other + 1, hi, out)
        start = words[at + 1].start
        for end in range(hi, other + 1, -1):
            if may_end(words, end, hi) and words[end - 1].end - start <= LONGEST:
                piece = Span(start, words[end - 1].end)
                out.append(Candidate((piece,), "beyond", None, at + 1, end, at + 1, hi))
                if end < hi - 2:
                    break

    def _behind_list(self, case: Case, out: list[Candidate]) -> None:
        """The phrases behind the last quantity of the list it is in: 建成3所、5所|乡镇敬老院, 给予20万元、10万元|购房补贴."""
        words, last = case.sentence.words, case
        for _ in range(case.run[1] - 1 - case.run[0]):
            last = last.behind or last
        lo = last.word + 1
        hi = closing(words, lo, case.sentence.clauses[last.clause].last)
        self._onward(case.sentence, lo, hi, "tail", out)

    def _label(self, case: Case, out: list[Candidate]) -> None:
        """The phrases before the colon that the sentence begins with, where clauses stand between: 水厂：到2025年，建成6座."""
        sentence = case.sentence
        words, clause = sentence.words, sentence.clauses[0]
        stop = clause.last - 1
        if case.clause > 1 and words[stop].kind == "：" and stop - clause.first <= _LABEL:
            self._spans(sentence, clause.first, stop, "label", _FEW, out)

    def _lead(self, case: Case, out: list[Candidate]) -> None:
        """The few words that head the paragraph with a full stop, for its first sentence: ——幼儿园。到2025年，新建40所."""
        lead, start = self.scene.blocks[case.block].lead, case.sentence.span.start
        if lead is None or not 0 <= start - lead.end <= 1 or lead.end - lead.start > _HEADING:
            return
        out.append(Candidate((Span(lead.start, lead.end - 1),), "lead", None))

    def _after(self, case: Case, hi: int, out: list[Candidate]) -> None:
        """The phrases of the clause behind a span of time, which says what is to be done in it: 应当自受理之日起|10日|内，作出决定."""
        sentence, following = case.sentence, case.clause + 1
        if case.unit_kind.dimension != "duration" or following >= len(sentence.clauses) or hi - case.word > 2:
            return
        words, clause = sentence.words, sentence.clauses[following]
        if words[hi].kind == "，":
            self._onward(sentence, clause.first, closing(words, clause.first, clause.last), "after", out)

    def _measured(self, case: Case, hi: int, out: list[Candidate]) -> None:
        """What is paid or measured as a later part of the sentence says, or one before the clause before: 博士|5万元|、硕士3万元
        的标准给予购房补贴; 调整提取额度，市区由1000元|上调至|1200元."""
        sentence = case.sentence
        words, before = sentence.words, sentence.clauses[max(0, case.clause - 1)].first
        for rule, found in (
            ("given", compound.measures(words, hi + 1, min(len(words), hi + _FAR))),
            ("topic", compound.measures(words, max(0, before - _FAR), before)[::-1]),
        ):
            for end in found[:_NAMED]:
                for start in compound.names(words, 0, end):
                    piece = Span(words[start].start, words[end - 1].end)
                    if piece.end - piece.start > 1:
                        out.append(Candidate((piece,), rule, None, start, end, start, end))

    def _before(self, case: Case, out: list[Candidate]) -> None:
        """The phrases of the clause before, before its first quantity and behind its last."""
        sentence = case.sentence
        if case.clause == 0:
            return
        clause, words = sentence.clauses[case.clause - 1], sentence.words
        lo, hi = clause.first, clause.last - 1
        told = [i for i in range(lo, hi) if words[i].kind == "Q"]
        if not told:
            self._spans(sentence, lo, hi, "before", _FEW, out)
            return
        self._spans(sentence, lo, told[0], "before.q", _FEW, out)
        self._spans(sentence, told[-1] + 1, hi, "before.tail", _FEW, out)

    def _member(self, case: Case, out: list[Candidate]) -> None:
        """The k-th of the nouns before a list of quantities, with what the last of them shares: A、B产量分别…."""
        k, count = case.run
        words, at = case.sentence.words, case.head.word
        first, cuts, more = self._joined(case, at)
        if len(cuts) != count - 1:
            return
        edges = [first, *[c + 1 for c in cuts]]
        for n, end in enumerate(ends(words, cuts[-1] + 1, at, True)):
            lo = edges[k]
            hi = cuts[k] if k < count - 1 else end
            while lo < hi and words[lo].kind in ("T", "，"):
                lo += 1  # 一、二、三季度GDP分别…: the time is no part of it
            if hi <= lo or all(_tells_when_or_where(word) for word in words[lo:hi]):
                continue
            last = (edges[-1], end)
            begins = starts(words, lo, hi) if k == 0 else [lo]
            for begin in begins:
                piece = Span(words[begin].start, words[hi - 1].end)
                fit = _fit(words, (begin, hi), last, 0, more)
                out.append(Candidate((piece,), "member", None, begin, hi, lo, hi, fit))
                if k < count - 1:
                    for tail in range(end - 1, cuts[-1] + 1, -1):
                        shared = Span(words[tail].start, words[end - 1].end)
                        if shared.end - shared.start > 1:
                            fit = _fit(words, (begin, hi), last, end - tail, more)
                            out.append(Candidate((piece, shared), "member.tail", None, begin, hi, lo, hi, fit))
            if k and (n == 0 or hi == end):  # only of the last member the end changes anything
                heads = [i for i in starts(words, first, cuts[0]) if i < cuts[0]][-4:]
                piece = Span(words[lo].start, words[hi - 1].end)
                for head in heads:
                    for mid in range(head + 1, cuts[0]):
                        shared = Span(words[head].start, words[mid - 1].end)
                        fit = _fit(words, (lo, hi), (mid, cuts[0]), 0, more)
                        out.append(Candidate((shared, piece), "member.head", None, lo, hi, lo, hi, fit))

    def _joined(self, case: Case, at: int) -> tuple[int, list[int], bool]:
        """Where the nouns before a list of quantities begin, the words that join as many, and whether there are more."""
        words, count = case.sentence.words, case.run[1]
        first = case.sentence.clauses[case.clause].first
        if case.clause and at - first < 3:
            first = case.sentence.clauses[case.clause - 1].first
        cuts: list[int] = []
        for i in range(at - 1, first - 1, -1):
            if words[i].kind in ("Q", "；", "。"):
                return i + 1, cuts[::-1], False
            if words[i].text in JOINS:
                if len(cuts) == count - 1:
                    return first, cuts[::-1], words[i].kind == "、"
                cuts.append(i)
        return first, cuts[::-1], False

    def _respective(self, case: Case, chosen: Sequence[Candidate | None], out: list[Candidate]) -> None:
        """What was chosen for the k-th of as many quantities before the list: 接待游客2亿人次、收入3亿元，分别增长8%、9%."""
        index = case.index - case.run[1]
        if index < 0 or self.scene.cases[index].block != case.block:
            return
        found = chosen[index] if index < len(chosen) else None
        if found is not None:
            out.append(Candidate(found.pieces, "respective", None))

    def _attributes(self, case: Case, chosen: Sequence[Candidate | None], out: list[Candidate]) -> None:
        """What was chosen before, with what the own clause says of it: 行政审批事项8项，占总量的40%."""
        before = case.before
        subject = chosen[before.index] if before is not None and before.index < len(chosen) else None
        clause = case.sentence.clauses[case.clause]
        if subject is None or len(subject.pieces) > 1 or (before is not None and before.clause == case.clause):
            return
        own = [c for c in out if c.rule == "left" and c.first <= clause.first + 1 and c.last - c.first <= _ATTRIBUTE]
        for n, whole in enumerate(self._shortened(before, subject) if before is not None else ()):
            for found in own[: 2 if n else 3]:
                if whole.end <= found.pieces[0].start:
                    rule = f"subject-{n}+left" if n else "subject+left"
                    pieces = (whole, found.pieces[0])
                    out.append(Candidate(pieces, rule, None, found.first, found.last, found.lo, found.hi))

    def _shortened(self, case: Case, subject: Candidate) -> list[Span]:
        """What was chosen before, whole, and without its last word or two: 小微贷款户数85万户，余额5000亿元."""
        whole = subject.pieces[0]
        out = [whole]
        words = case.sentence.words
        for last in range(subject.last - 1, max(subject.first, subject.last - 3), -1):
            out.append(Span(whole.start, words[last - 1].end))
        return [piece for piece in out if piece.end - piece.start > 1]

    def _carried(self, case: Case, chosen: Sequence[Candidate | None], out: list[Candidate]) -> None:
        """What was chosen for the cases before."""
        if case.row is not None:
            return
        seen = 0
        for index in range(case.index - 1, max(-1, case.index - 5), -1):
            other = self.scene.cases[index]
            if other.block < case.block - 2:
                break
            found = chosen[index] if index < len(chosen) else None
            if found is None:
                continue
            near = "same" if other.sentence is case.sentence else "block" if other.block == case.block else "far"
            out.append(Candidate(found.pieces, f"carried{seen}.{near}", None))
            seen += 1
            if seen == 3:
                break

    def _cells(self, case: Case) -> list[Candidate]:
        """The label of the row, its group, the heads of the column and the caption, alone and put together."""
        return [Candidate(pieces, rule, None) for pieces, rule in self._table.of(case)]
