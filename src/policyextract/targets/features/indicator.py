"""Which words say what is measured: the features of each candidate, of its edges, its inside, and its place by the quantity."""

from collections.abc import Sequence
from typing import Final

from ...span import Span
from ..parse import Word
from ..phrase_index import PhraseIndex
from ..proposers.columns import sums
from ..proposers.indicator import Candidate, each
from ..proposers.region import division_ends
from ..scene import Case, Scene
from .columns import corner
from .common import shape
from .edges import class_at, first_word, last_word, measure, shape_at
from .parallel import parallel
from .parts import Crossed, Part
from .phrases import NO_CLASS, classes, few, joining, kind_at, latest, named, skipped_before, suffix, tags_between

_PLACE: Final = 8  # a cell that may be the name of a place has no more characters
_JOINS: Final = frozenset(("、", "和", "与", "及", "以及", "或", "或者"))
_TAIL: Final = 5  # characters of a phrase's end, most of which a document says once
_LOOKED: Final = 8  # words between a candidate and the quantity whose classes and tags are looked at
_SPELT: Final = 3  # so many words between them stand as they are
_LONG: Final = 20  # characters; what is longer is as long
_NAMING: Final = frozenset(("L", "l", "T", "Q", "sum", "-"))


class _Rule:
    """What the candidates of one construction share at one case; ``starts`` and ``ends`` are those of its ``zone``."""

    __slots__ = ("ends", "extents", "joined", "starts", "zone")

    def __init__(self, joined: Part, zone: str, starts: dict[int, Part], ends: dict[int, Part]) -> None:
        self.joined = joined
        self.zone = zone
        self.starts = starts
        self.ends = ends
        self.extents: list[Part | None] = [None, None, None, None]


_WORDS: Final = 1 << 12  # more than a sentence has words or characters: two of them are one number


class Reader:
    """Makes the features of one document's candidates."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.text = scene.text
        self._phrases = PhraseIndex(scene.text)
        self._last: tuple[Case, Candidate] | None = None
        # of a case
        self._run = ""
        self._right = ""
        self._rules: dict[str, _Rule] = {}
        self._starts: dict[str, dict[int, Part]] = {}  # by zone
        self._ends: dict[str, dict[int, Part]] = {}
        self._tails: dict[int, Part] = {}
        # of a sentence
        self._sentence = -1
        self._openings: dict[int, Part] = {}
        self._closings: dict[int, Part] = {}
        self._later: dict[int, list[str]] = {}
        self._zones: dict[tuple[str, int, int], Part] = {}
        self._said: dict[tuple[int, str, str], Part] = {}
        # of the document
        self._insides: dict[int, Part] = {}
        self._sizes: dict[str, list[Part]] = {}  # by zone
        self._unique_from: dict[int, int] = {}  # of each end the latest start from which the phrase stands but once

    def features(
        self, case: Case, candidates: Sequence[Candidate], chosen: Sequence[Candidate | None]
    ) -> list[list[Part]]:
        """The parts of each candidate, in order.

        Args:
            chosen: what was chosen for the earlier cases, by their index.
        """
        self._last = latest(case, chosen)
        self._rules, self._starts, self._ends, self._tails = {}, {}, {}, {}
        if self._sentence != case.sentence.span.start:
            self._sentence = case.sentence.span.start
            self._openings, self._closings, self._zones, self._said, self._later = {}, {}, {}, {}, {}
        head = case.head.word
        shared = Crossed(self._shared(case, head))
        return [self._one(case, head, found, shared) for found in candidates]

    def _shared(self, case: Case, head: int) -> list[str]:
        """What a case's candidates have in common; each joins it with its own construction."""
        words, at = case.sentence.words, case.word
        dimension = case.unit_kind.dimension or "-"
        right = self._right = shape_at(words, at + 1)
        out = [f"dim={dimension}", f"r1k+dim={kind_at(words, at + 1)}{dimension}", f"r1={right}"]
        left = f"{kind_at(words, head - 2)}{kind_at(words, head - 1)}"
        out.append(f"l1={shape_at(words, head - 1)}")
        out.append(f"l1r1={shape_at(words, head - 1)}.{right}")
        out.append(f"lr.c={class_at(words, head - 1)}.{class_at(words, at + 1)}")
        out.append(f"lr.k={left}{kind_at(words, at + 1)}{kind_at(words, at + 2)}")
        out.append(f"r2={right}.{kind_at(words, at + 2)}")
        out.append(f"r.cc={class_at(words, at + 1)}.{class_at(words, at + 2)}")
        if case.run[1] > 1:
            self._run = (
                f"{each(case, head)}.{'m' if 0 < case.run[0] < case.run[1] - 1 else 'l' if case.run[0] else 'f'}"
            )
            out.append(f"run.each={self._run}")
        if case.amount.per:
            out.append("per")
        return out

    def _one(self, case: Case, head: int, found: Candidate, shared: Crossed) -> list[Part]:
        name = found.rule
        rule = self._rules.get(name) or self._rule(name, shared)
        out: list[str] = []
        if found.first < 0:
            self._pieces(case, found, out)
            return [rule.joined, Part(out)]
        first, last, zone = found.first, found.last, rule.zone
        at = head if first < case.word else case.word
        key = (first * _WORDS + found.lo) * 2 + (1 if last > at else 0)
        start = rule.starts.get(key)
        if start is None:
            start = rule.starts[key] = self._start(case, found, at, zone)
        key = last * _WORDS + at
        end = rule.ends.get(key)
        if end is None:
            end = rule.ends[key] = self._end(case, found, at, zone)
        inside = self._inside(found, case.sentence.words)
        parts = [rule.joined, start, end, self._size(found, zone), self._extent(found, rule), inside]
        if len(found.pieces) > 1:
            parts.append(self._tail(case, found.pieces[-1]))
        if last > first + 2:
            self._joins(case, first, last, zone, out)
        elif last == first + 1 and case.sentence.words[first].kind in "LTQBHX":
            out.append(f"w={case.sentence.words[first].kind}")
        for fit in found.fit:
            out.append(f"{name}.{fit}.{self._run}")
        if out:
            parts.append(Part(out))
        if self._last is not None:
            beside = parallel(case, found, zone, *self._last)
            if beside is not None:
                parts.append(beside)
        return parts

    def _rule(self, name: str, shared: Crossed) -> _Rule:
        zone = name[:4]
        starts, ends = self._starts.setdefault(zone, {}), self._ends.setdefault(zone, {})
        rule = self._rules[name] = _Rule(shared.under(f"{name}&"), zone, starts, ends)
        return rule

    def _start(self, case: Case, found: Candidate, at: int, zone: str) -> Part:
        """How a candidate begins, and what stands before it."""
        words, first = case.sentence.words, found.first
        zoned = self._zones.get((zone, first, found.lo))
        if zoned is None:
            opening = self._openings.get(first)
            if opening is None:
                opening = self._openings[first] = Part(first_word(words, first))
            ahead = self._ahead(words, first, found.lo, zone)
            zoned = self._zones[zone, first, found.lo] = Part(ahead, "", (opening,))
        if found.last <= at:
            return zoned
        out: list[str] = []
        self._between(words[at + 1 : first], zone, f"{zone}.off", out)
        return Part(out, "", (zoned,))

    def _ahead(self, words: tuple[Word, ...], first: int, lo: int, zone: str) -> list[str]:
        """What stands before a candidate in its stretch."""
        out = [f"{zone}.skip={few(first - lo)}", f"{zone}.s-={shape_at(words, first - 1)}.{first == lo}"]
        if first:
            before = words[first - 1]
            if before.text in _JOINS:
                out.append(f"{zone}.s.join={before.text}.{kind_at(words, first - 2)}.{words[first].kind}")
            if first > lo:
                out += [f"{zone}.s-#{tag}" for tag in before.tags]
        skipped = skipped_before(zone)
        for i in range(max(lo, first - 12), first):
            out.append(skipped[words[i].kind])
        return out

    def _end(self, case: Case, found: Candidate, at: int, zone: str) -> Part:
        """How a candidate ends, and what stands between it and the quantity."""
        words, last = case.sentence.words, found.last
        dimension = case.unit_kind.dimension or "-"
        said = self._said.get((last, case.unit, dimension))
        if said is None:
            closing = self._closings.get(last)
            if closing is None:
                closing = self._closings[last] = Part(last_word(words, last))
            measured = measure(case, words, last, dimension)
            said = self._said[last, case.unit, dimension] = Part(measured, "", (closing,))
        end = words[last - 1]
        out = [f"{zone}.e2={end.kind}{kind_at(words, last)}"]
        if last < len(words):
            behind = words[last]
            out.append(f"{zone}.e+~{classes().get(behind.text, NO_CLASS)[0]}")
            if behind.text in _JOINS:
                out.append(f"{zone}.e.join={behind.text}.{kind_at(words, last + 1)}.{end.kind}")
        out.append(f"{zone}.e+={shape_at(words, last)}")
        if last <= at:
            self._between(words[last:at], zone, f"{zone}.gap", out)
        return Part(out, "", (said,))

    def _between(self, gap: tuple[Word, ...], zone: str, name: str, out: list[str]) -> None:
        """What stands between a candidate and the quantity; how much, and the words of a short one, under ``name``."""
        out.append(f"{name}={few(len(gap))}")
        out.append(f"{zone}.gk={''.join([word.kind for word in gap[:_LOOKED]])}")
        tagged = tags_between(zone)
        for word in gap[:_LOOKED]:
            for tag in word.tags:
                out.append(tagged[tag])
        if len(gap) <= _SPELT:
            out.append(f"{name}t={' '.join([shape(word) for word in gap])}")

    def _size(self, found: Candidate, zone: str) -> Part:
        """How many characters it has."""
        start, end = found.pieces[0]
        sizes = self._sizes.get(zone)
        if sizes is None:
            sizes = self._sizes[zone] = [Part([f"{zone}.c={size}"]) for size in range(_LONG // 2 + 1)]
        return sizes[min(end - start, _LONG) // 2]

    def _extent(self, found: Candidate, rule: _Rule) -> Part:
        """Whether it begins and ends with its stretch, and, where it does both, with the word behind the quantity."""
        begins, ends = found.first == found.lo, found.last == found.hi
        at = (2 if begins else 0) + (1 if ends else 0)
        known = rule.extents[at]
        if known is None:
            name = found.rule
            known = Part([f"{name}.x={ends}{begins}", f"{name}.x+={begins and ends}.r1={self._right}"])
            rule.extents[at] = known
        return known

    def _joins(self, case: Case, first: int, last: int, zone: str, out: list[str]) -> None:
        """What a candidate joins, where it is a coordination."""
        words = case.sentence.words
        joins = [i for i in range(first + 1, last - 1) if words[i].text in _JOINS]
        if not joins:
            return
        final = joins[-1]
        out.append(f"{zone}.joins={min(3, len(joins))}.{case.run[1] > 1}")
        if case.run[1] > 1:
            out.append(f"{zone}.joins.run={len(joins) + 1 == case.run[1]}.{self._run}")
        out.append(f"join.k={words[final - 1].kind}{words[final + 1].kind}")
        out.append(f"join.c={words[final - 1].text[-1] == words[last - 1].text[-1]}")
        one = classes().get(words[final - 1].text, NO_CLASS)
        two = classes().get(words[final + 1].text, NO_CLASS)
        three = classes().get(words[last - 1].text, NO_CLASS)
        out.append(f"join.same={one[0] == two[0]}{one[0] == three[0]}")

    def _inside(self, found: Candidate, words: tuple[Word, ...]) -> Part:
        """What words it has, and whether the document goes on otherwise elsewhere."""
        start = words[found.first].start
        key = start * _WORDS + words[found.last - 1].end - start
        known = self._insides.get(key)
        if known is not None:
            return known
        out: list[str] = []
        self._phrase(found, out)
        out += named(words[found.first])
        for i in range(found.first + 1, found.last):
            later = self._later.get(i)
            if later is None:
                later = self._later[i] = joining(words, i)
            out += later
        self._elsewhere(found.pieces[0], out)
        part = self._insides[key] = Part(out)
        return part

    def _phrase(self, found: Candidate, out: list[str]) -> None:
        """Its characters, the first and the last of them."""
        text = self.text[found.pieces[0].start : found.pieces[0].end]
        out.append(f"p={text}")
        out.append(f"p2={text[:2]}")
        out.append(f"p-2={text[-2:]}")
        out.append(f"p-3={text[-3:]}")

    def _elsewhere(self, piece: Span, out: list[str]) -> None:
        start, end = piece
        count = self._count(start, end)
        if count > 1 and end < len(self.text):
            out.append(f"again.right={self._count(start, end + 1) < count}")
        if self.text[start:end] in self.scene.title:
            out.append("in.title")

    def _count(self, start: int, end: int) -> int:
        """How often the text holds a phrase of it; what holds a phrase that stands once stands once itself."""
        unique = self._unique_from.get(end, -2)
        if start <= unique:
            return 1
        tail = end - _TAIL
        if unique < -1 and start < tail:  # mostly the end alone stands once, and answers for all that begin before
            self._unique_from[end] = -1
            if self._phrases.count(self.text[tail:end]) == 1:
                self._unique_from[end] = tail
                return 1
        count = self._phrases.count(self.text[start:end])
        if count == 1:
            self._unique_from[end] = start
        return count

    def _sort(self, piece: Span) -> str:
        """What a whole cell is: a place or body (``l`` by its end alone), a time, a number, or words."""
        start, end = piece
        for name in self.scene.names_in(start, end):
            if (name.end - name.start) * 3 >= (end - start) * 2:
                return "L"
        for told in self.scene.times_in(start, end):
            if (told.end - told.start) * 2 >= end - start:
                return "T"
        text = self.text[start:end]
        digits = sum([c.isdigit() for c in text])
        if digits * 2 > len(text):
            return "Q"
        if text in sums() or text[:2] in sums():
            return "sum"
        if len(text) <= _PLACE and text.endswith(division_ends()):
            return "l"
        return "n" if not digits else "nQ"

    def _tail(self, case: Case, piece: Span) -> Part:
        """The last piece of a phrase put together."""
        first, last = piece
        key = first * _WORDS + last - first
        known = self._tails.get(key)
        if known is not None:
            return known
        words = case.sentence.words
        end = words[case.sentence.at(last - 1)]
        start = words[case.sentence.at(first)]
        dimension = case.unit_kind.dimension or "-"
        out = [f"t.e+dim={end.text}.{dimension}", f"t.ec={end.text[-1]}.{dimension}"]
        out.append(f"t.s={start.text}")
        out.append(f"t.sk={start.kind}")
        for tag in start.tags:
            out.append(f"t.s#{tag}")
        out.append(f"t.n={min(6, last - first)}")
        out.append(f"t.s~{classes().get(start.text, NO_CLASS)[0]}")
        part = self._tails[key] = Part(out)
        return part

    def _pieces(self, case: Case, found: Candidate, out: list[str]) -> None:
        text = self.text
        whole = "".join([text[start:end] for start, end in found.pieces])
        dimension = case.unit_kind.dimension or "-"
        rule = found.rule[:5]
        what = "+".join([self._sort(piece) for piece in found.pieces])
        if what != "n":
            out.append(f"w={what}")
        out.append(f"{found.rule}.w={what}")
        if case.row is not None:
            label = self._sort(case.row.label) if case.row.label is not None else "-"
            header = case.cell.header if case.cell is not None else None
            above = self._sort(header) if header is not None else "-"
            out.append(f"{found.rule}.w={what}.{label}.{above}")
            out.append(f"{found.rule}.w={label}.{above}")
            head = corner(text, case.row)
            out.append(f"{found.rule}.corner={head}")
            out.append(f"{found.rule}.corner={head}.{what}.{above in _NAMING}")
            named = label in _NAMING
            out.append(f"{found.rule}.named={named}.{above in _NAMING}")
            if found.rule == "cell.label":
                out.append(f"cell.pick={not named}")
            elif found.rule == "cell.header":
                out.append(f"cell.pick={named}")
            else:
                out.append(f"cell.other={named}")
        word = suffix(whole)
        if word:
            known = classes()[word]
            out.append(f"e={word}")
            out.append(f"e~{known[0]}")
            out.append(f"e~~{known[1]}")
            out.append(f"e+dim={word}.{dimension}")
            out.append(f"e~~{known[1]}.{dimension}")
        out.append(f"ec={whole[-1]}.{dimension}")
        out.append(f"{rule}.c={min(len(whole), 20) // 2}")
        out.append(f"{rule}.last={whole[-1]}.{dimension}")
        out.append(f"{rule}.last2={whole[-2:]}")
        out.append(f"{rule}.last2={whole[-2:]}.{dimension}")
        if found.rule.startswith("carried"):
            out.append(f"{found.rule}.said={self._phrases.count(whole) > 1}")
        if case.row is not None:
            self._cell(case, found, whole, rule, out)

    def _cell(self, case: Case, found: Candidate, whole: str, rule: str, out: list[str]) -> None:
        text = self.text
        if self.scene.names_in(found.pieces[0].start, found.pieces[0].end):
            out.append(f"{found.rule}.name")
        if case.cell is not None:
            label = case.row.label if case.row is not None else None
            if label is not None:
                out.append(f"{rule}.label={text[label.start : label.end][-2:]}")
                if self.scene.names_in(label.start, label.end):
                    out.append(f"{found.rule}.label.name")
                if self.scene.times_in(label.start, label.end):
                    out.append(f"{found.rule}.label.time")
            header = case.cell.header
            if header is not None:
                out.append(f"{rule}.header={text[header.start : header.end][-2:]}")
                if self.scene.times_in(header.start, header.end):
                    out.append(f"{found.rule}.header.time")
            inside = self.scene.times_in(found.pieces[-1].start, found.pieces[-1].end)
            if inside:
                out.append(f"{rule}.time")
            if any(c.isdigit() for c in whole):
                out.append(f"{rule}.digit")
