"""Which words say what is measured: the features of each candidate, of its edges, its inside, and its place by the quantity."""

from collections.abc import Sequence
from typing import Any, Final

from ...span import Span
from ...table import Table
from ...text.blocks import Row
from ..phrase_index import PhraseIndex
from ..proposers.indicator import Candidate, each
from ..proposers.nouns import JOINS
from ..scene import Case, Scene
from ..senses import sense
from . import answers
from .asked import Asked, Behind, asked_of
from .columns import corner
from .edges import Edges
from .labels import NAMING, Labels, unit_place
from .line import EDGE, Line
from .parallel import Standing, parallel
from .phrases import classes, latest, suffix
from .sides import Cuts, Sides
from .within import Within
from .zone import LONG, Zone

_TAIL: Final = 5  # characters of a phrase's end, most of which a document says once


_WORDS: Final = 1 << 12  # more than a sentence has words or characters: two of them are one number


class _Kept:
    """What is asked for again in every document."""

    __slots__ = (
        "again",
        "answers",
        "asked",
        "cuts",
        "edges",
        "rules",
        "standing",
        "titled",
        "whole",
        "within",
        "zones",
    )

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.answers = answers.Forms(asked)
        self.edges = Edges(asked)
        self.within = Within(asked)
        self.zones: dict[str, Zone] = {}
        self.cuts: dict[str, Cuts] = {}
        self.standing: dict[Standing, Any] = {}
        self.rules: dict[str, Construction] = {}
        self.again = asked.name("again.right=True")  # where it stands again, something else may follow
        self.whole = asked.name("again.right=False")
        self.titled = asked.name("in.title")

    def zone(self, rule: str) -> Zone:
        """The zone of a construction."""
        name = rule[:4]
        found = self.zones.get(name)
        return self.zones.setdefault(name, Zone(name, self.asked)) if found is None else found

    def cut(self, zone: str) -> Cuts:
        """How phrases of a zone are cut."""
        found = self.cuts.get(zone)
        return self.cuts.setdefault(zone, Cuts(zone, self.asked)) if found is None else found

    def rule(self, name: str) -> "Construction":
        """A construction."""
        found = self.rules.get(name)
        return self.rules.setdefault(name, Construction(name, self)) if found is None else found


def _kept(table: Table | None) -> _Kept:
    """What is kept with a table, or of names."""
    asked = asked_of(table)
    found: _Kept | None = asked.kept.get("indicator")
    return asked.kept.setdefault("indicator", _Kept(asked)) if found is None else found


class Construction:
    """What the candidates of one construction share: the ``zone`` they look at, and whether they begin and end with their
    stretch, by the word behind the quantity."""

    __slots__ = ("_both", "_either", "_sides", "cuts", "name", "prefix", "zone")

    def __init__(self, name: str, kept: _Kept) -> None:
        asked = kept.asked
        self.name = name
        self.prefix = f"{name}&"
        self.zone = kept.zone(name)
        self.cuts = kept.cut(self.zone.name)
        self._sides = [asked.name(f"{name}.x={ends}{begins}") for begins in (False, True) for ends in (False, True)]
        self._either = asked.single(f"{name}.x+=False.r1=")
        self._both = asked.single(f"{name}.x+=True.r1=")

    def extent(self, sides: int, right: str) -> Any:
        """Whether a candidate begins (2) and ends (1) with its stretch, and, where it does both, with the word behind the quantity."""
        return self._sides[sides] + (self._both if sides == 3 else self._either).of(right)


class _Rule:
    """What the candidates of one construction share at one case; ``starts`` and ``ends`` are those of its zone.

    ``extents`` are what all of them say with how they lie in their stretch.
    """

    __slots__ = ("cuts", "ends", "extents", "joined", "made", "starts")

    def __init__(self, made: Construction, joined: Any, starts: dict[int, Any], ends: dict[int, Any]) -> None:
        self.made = made
        self.joined = joined
        self.starts = starts
        self.ends = ends
        self.cuts: dict[int, Any] = {}
        self.extents: list[Any] = [None, None, None, None]


class Reader:
    """Makes the features of one document's candidates: parts, or with a ``table`` the sum of each candidate."""

    _sides: Sides  # of a case

    def __init__(self, scene: Scene, table: Table | None = None) -> None:
        self.scene = scene
        self.text = scene.text
        kept = _kept(table)
        self._kept = kept
        self._asked = kept.asked
        self._phrases = PhraseIndex(scene.text)
        self._labels = Labels(scene)
        self._last: tuple[Case, Candidate] | None = None
        # of a case
        self._run = ""
        self._right = ""
        self._rules: dict[str, _Rule] = {}
        self._starts: dict[str, dict[int, Any]] = {}  # by zone
        self._ends: dict[str, dict[int, Any]] = {}
        self._tails: dict[int, Any] = {}
        self._cells: tuple[dict[str, str], list[str], str] | None = (
            None  # by what, which say a thing, and where the unit is
        )
        self._answers = answers.Answers(kept.answers)
        # of a sentence
        self._sentence = -1
        self._line = Line(())
        self._words = self._asked.words([], "")
        self._openings: dict[int, Any] = {}
        self._closings: dict[int, Any] = {}
        self._aheads: dict[tuple[str, int, int], Any] = {}  # by zone, first word and that of the stretch
        self._said: dict[tuple[int, str, str], Any] = {}
        self._insides: dict[int, Any] = {}
        # of the document
        self._carried: dict[
            tuple[str, tuple[Span, ...], str], tuple[str, bool, Any]
        ] = {}  # by construction, words, dimension
        self._begins: dict[int, Any] = {}
        self._stops: dict[int, Any] = {}
        self._unique_from: dict[int, int] = {}  # of each end the latest start from which the phrase stands but once

    def features(
        self,
        case: Case,
        candidates: Sequence[Candidate],
        chosen: Sequence[Candidate | None],
        told: Sequence[str] = (),
    ) -> list[Any]:
        """The parts of each candidate, or its sum, in order.

        Args:
            chosen: what was chosen for the earlier cases, by their index.
            told: what earlier slots say of the case.
        """
        self._last = latest(case, chosen)
        self._rules, self._starts, self._ends, self._tails = {}, {}, {}, {}
        self._cells = None
        if self._sentence != case.sentence.span.start:
            self._sentence = case.sentence.span.start
            self._line = Line(case.sentence.words)
            self._words = self._kept.within.words(self._line)
            self._openings, self._closings, self._aheads, self._said, self._insides = {}, {}, {}, {}, {}
        head = case.head.word
        self._answers.take(told)
        self._sides = Sides(case, head)
        known = answers.shared(told, case.unit_kind.dimension or "-")
        shared = self._asked.behind([*self._shared(case, head), *known], "&")
        return self._asked.all([self._one(case, head, found, shared) for found in candidates])

    def _shared(self, case: Case, head: int) -> list[str]:
        """What a case's candidates have in common; each joins it with its own construction."""
        line, first, at = self._line, head + EDGE, case.word + EDGE
        near, shapes = line.near, line.shapes
        dimension = case.unit_kind.dimension or "-"
        right = self._right = shapes[at + 1]
        out = [f"dim={dimension}", f"r1k+dim={line.kinds(at + 1, at + 2)}{dimension}", f"r1={right}"]
        out.append(f"l1={shapes[first - 1]}")
        out.append(f"l1r1={shapes[first - 1]}.{right}")
        out.append(f"lr.c={near[first - 1]}.{near[at + 1]}")
        out.append(f"lr.k={line.kinds(first - 2, first)}{line.kinds(at + 1, at + 3)}")
        out.append(f"r2={right}.{line.kinds(at + 2, at + 3)}")
        out.append(f"r.cc={near[at + 1]}.{near[at + 2]}")
        out.append(f"has={self._sides.has}")
        if case.run[1] > 1:
            self._run = (
                f"{each(case, head)}.{'m' if 0 < case.run[0] < case.run[1] - 1 else 'l' if case.run[0] else 'f'}"
            )
            out.append(f"run.each={self._run}")
        if case.amount.per:
            out.append("per")
        return out

    def _one(self, case: Case, head: int, found: Candidate, shared: Behind) -> Any:
        name, first, last = found.rule, found.first, found.last
        rule = self._rules.get(name) or self._rule(name, shared)
        if first < 0:
            return rule.joined + self._apart(case, found) + self._answers.reads(self.text, found.pieces[-1].end)
        zone = rule.made.zone
        at = head if first < case.word else case.word
        key = (first * _WORDS + found.lo) * 2 + (1 if last > at else 0)
        start = rule.starts.get(key)
        if start is None:
            start = rule.starts[key] = self._start(found, at, rule.made)
        key = last * _WORDS + at
        end = rule.ends.get(key)
        if end is None:
            end = rule.ends[key] = self._end(case, found, at, rule.made)
        key = first * _WORDS + last
        inside = self._insides.get(key)
        if inside is None:
            inside = self._insides[key] = self._inside(first, last)
        verb, closes = self._line.verbs[last] > self._line.verbs[first], last == found.hi
        key = last * 4 + (2 if verb else 0) + (1 if closes else 0)
        cut = rule.cuts.get(key)
        if cut is None:
            cut = rule.cuts[key] = rule.made.cuts.whole(self._line, verb, last, closes, self._sides)
        sides = (2 if first == found.lo else 0) + (1 if closes else 0)
        extent = rule.extents[sides]
        if extent is None:
            extent = rule.extents[sides] = rule.joined + rule.made.extent(sides, self._right)
        pieces = found.pieces
        size = pieces[0].end - pieces[0].start
        out = extent + start + end + zone.sizes[size if size < LONG else LONG] + inside + cut
        out = out + self._answers.reads(self.text, pieces[-1].end)
        if len(pieces) > 1:
            out = out + self._tail(case, pieces[-1])
        if last > first + 2:
            if self._line.joined[last - 1] > self._line.joined[first + 1]:
                out = out + self._joins(case, first, last, zone.name)
        elif last == first + 1 and case.sentence.words[first].kind in "LTQBHX":
            out = out + self._asked.name(f"w={case.sentence.words[first].kind}")
        if found.fit:
            out = out + self._asked.names([f"{name}.{fit}.{self._run}" for fit in found.fit])
        if self._last is not None:
            beside = parallel(case, found, zone.name, self._last, self._asked, self._kept.standing)
            if beside is not None:
                out = out + beside
        return out

    def _rule(self, name: str, shared: Behind) -> _Rule:
        made = self._kept.rule(name)
        zone = made.zone.name
        starts, ends = self._starts.setdefault(zone, {}), self._ends.setdefault(zone, {})
        rule = self._rules[name] = _Rule(made, shared.under(made.prefix), starts, ends)
        return rule

    def _start(self, found: Candidate, at: int, made: Construction) -> Any:
        """How a candidate begins, and what stands before it."""
        first, lo, zone = found.first, found.lo, made.zone
        key = (zone.name, first, lo)
        ahead = self._aheads.get(key)
        if ahead is None:
            opening = self._openings.get(first)
            if opening is None:
                opening = self._openings[first] = self._kept.edges.opening(self._line, first)
            ahead = self._aheads[key] = zone.ahead(self._line, first, lo, opening)
        ahead = ahead + self._answers.begins(self._line, first)
        ahead = ahead + made.cuts.begin(self._line, first, lo, self._sides)
        return ahead if found.last <= at else zone.off(self._line, at + 1, first, ahead)

    def _end(self, case: Case, found: Candidate, at: int, made: Construction) -> Any:
        """How a candidate ends, and what stands between it and the quantity."""
        line, last, edges = self._line, found.last, self._kept.edges
        dimension = case.unit_kind.dimension or "-"
        key = (last, case.unit, dimension)
        said = self._said.get(key)
        if said is None:
            closing = self._closings.get(last)
            if closing is None:
                closing = self._closings[last] = edges.closing(line, last)
            said = self._said[key] = edges.measured(case, line, last, dimension, closing)
        said = said + self._answers.ends(line.words, last) + made.cuts.end(line, last, self._sides)
        return made.zone.behind(line, last, at, said)

    def _joins(self, case: Case, first: int, last: int, zone: str) -> Any:
        """What a candidate joins, where it is a coordination."""
        words = case.sentence.words
        out: list[str] = []
        joins = [i for i in range(first + 1, last - 1) if words[i].text in JOINS]
        final = joins[-1]
        out.append(f"{zone}.joins={min(3, len(joins))}.{case.run[1] > 1}")
        if case.run[1] > 1:
            out.append(f"{zone}.joins.run={len(joins) + 1 == case.run[1]}.{self._run}")
        out.append(f"join.k={words[final - 1].kind}{words[final + 1].kind}")
        out.append(f"join.c={words[final - 1].text[-1] == words[last - 1].text[-1]}")
        one, two, three = words[final - 1].sense, words[final + 1].sense, words[last - 1].sense
        out.append(f"join.same={one == two}{one == three}")
        return self._asked.names(out)

    def _inside(self, first: int, last: int) -> Any:
        """What words it has, and whether the document goes on otherwise elsewhere."""
        words, within, text = self._line.words, self._kept.within, self.text
        start, end = words[first].start, words[last - 1].end
        said = text[start:end]
        inner = within.inside(self._line, self._words, first, last)
        count = self._count(start, end)
        if count > 1 and end < len(text):
            inner = inner + (self._kept.again if self._count(start, end + 1) < count else self._kept.whole)
        if said in self.scene.title:
            inner = inner + self._kept.titled
        if end < start + 2:
            return within.letter(said) + inner
        begin = self._begins.get(start)
        if begin is None:
            begin = self._begins[start] = within.begin(said[:2])
        key = end * 2 + (1 if end == start + 2 else 0)
        stop = self._stops.get(key)
        if stop is None:
            stop = self._stops[key] = within.end(said[-3:])
        return within.phrase(said) + inner + begin + stop

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

    def _tail(self, case: Case, piece: Span) -> Any:
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
        out.append(f"t.s~{start.sense}")
        known = self._tails[key] = self._asked.names(out)
        return known

    def _apart(self, case: Case, found: Candidate) -> Any:
        """A candidate that is no phrase of the sentence; most are carried on, and read the same at every case."""
        rule = found.rule
        key = (rule[:5], found.pieces, case.unit_kind.dimension)
        known = self._carried.get(key)
        if known is None:
            known = self._carried[key] = self._pieces(rule[:5], found.pieces, case.unit_kind.dimension or "-")
        what, again, read = known
        out = [f"{rule}.w={what}"]
        if rule.startswith("carried"):
            out.append(f"{rule}.said={again}")
        if case.row is not None:
            self._beside(case, case.row, rule, what, out)
            self._cell(case, found, rule[:5], out)
            if rule.startswith("cell."):
                self._together(case, rule, out)
        return read + self._asked.names(out)

    def _pieces(self, rule: str, pieces: tuple[Span, ...], dimension: str) -> tuple[str, bool, Any]:
        """What sort of words the pieces are, whether the document says them again, and what they say as they read."""
        whole = "".join([self.text[start:end] for start, end in pieces])
        what = "+".join([self._labels.sort(piece) for piece in pieces])
        out = [f"w={what}"] if what != "n" else []
        word = suffix(whole)
        if word:
            company = classes()[word]
            out.append(f"e={word}")
            out.append(f"e~{sense(word)}")
            out.append(f"e~~{company}")
            out.append(f"e+dim={word}.{dimension}")
            out.append(f"e~~{company}.{dimension}")
        out.append(f"ec={whole[-1]}.{dimension}")
        out.append(f"{rule}.c={min(len(whole), 20) // 2}")
        out.append(f"{rule}.last={whole[-1]}.{dimension}")
        out.append(f"{rule}.last2={whole[-2:]}")
        out.append(f"{rule}.last2={whole[-2:]}.{dimension}")
        return what, self._phrases.count(whole) > 1, self._asked.names(out)

    def _beside(self, case: Case, row: Row, rule: str, what: str, out: list[str]) -> None:
        """How a candidate stands to the label and the head of the figure's row and column."""
        label = self._labels.of_row(case)
        header = case.cell.header if case.cell is not None else None
        above = self._labels.sort(header) if header is not None else "-"
        out.append(f"{rule}.w={what}.{label}.{above}")
        out.append(f"{rule}.w={label}.{above}")
        head = corner(self.text, row)
        out.append(f"{rule}.corner={head}")
        out.append(f"{rule}.corner={head}.{what}.{above in NAMING}")
        named = label in NAMING
        out.append(f"{rule}.named={named}.{above in NAMING}")
        if rule == "cell.label":
            out.append(f"cell.pick={not named}")
        elif rule == "cell.header":
            out.append(f"cell.pick={named}")
        else:
            out.append(f"cell.other={named}")

    def _together(self, case: Case, rule: str, out: list[str]) -> None:
        """Which cells a candidate is put together of, and which that say what is measured it leaves out."""
        if self._cells is None:
            parts = self._labels.parts(case)
            self._cells = parts, [name for name, sort in parts.items() if sort not in NAMING], unit_place(case)
        parts, things, place = self._cells
        names = [name.partition(".")[0] for name in rule[5:].split("+") if name]
        mine = ["label" if name == "last" else name for name in names]
        left = "+".join([name for name in things if name not in mine])
        held = sum([name in mine for name in things])
        others = sum([name in parts and name not in things for name in mine])
        topic = "topic" in mine
        out.append(f"cell.just={held == len(things) and not others}.{topic}")
        out.append(f"cell.holds={held}.{others}.{len(things) - held}.{topic}")
        out.append(f"cell.left={left}.{topic}")
        out.append(f"{rule}.left={left}")
        out.append("cell.sorts=" + "+".join([parts.get(name, name) for name in mine]))
        out.append(f"{rule}.u={place}")
        out.append(f"{rule}.u={place}.{parts.get('label', '-')}.{parts.get('header', '-')}")

    def _cell(self, case: Case, found: Candidate, rule: str, out: list[str]) -> None:
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
            if any(c.isdigit() for start, end in found.pieces for c in text[start:end]):
                out.append(f"{rule}.digit")
