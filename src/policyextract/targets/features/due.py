"""Which period is a record's: the features of each candidate, and of the case crossed with the kind of candidate."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ...context.resolve import Moment
from ...table import Table
from ..proposers.due import BACK, LEFT, Candidate
from ..proposers.lists import Lists
from ..proposers.periods import Periods
from ..scene import Case, Scene
from .asked import Behind, asked_of
from .carry import Around, Carried, Near, names_around, names_of
from .common import bag, relation, shape
from .common import moment as at_time
from .placed import Here, Kinds, Placed, letter

# What a rule's candidates have in common; the features of the case are crossed with it.
CLASSES: Final = {
    "none": "0", "own clause": "c", "clause before": "s", "behind": "b", "clause behind": "b", "sentence before": "p",
    "paragraph's first": "p", "sentence behind": "q", "block before": "r", "column": "t", "column above": "t", "column by count": "t", "column through": "t", "term": "t",
    "label": "t", "caption": "t", "own heading": "h", "heading": "h", "heading" + LEFT: "g", "stretch": "w", "stretch of a year": "r", "stretch of years": "r",
    "title": "d", "publication": "n", "year": "y", "year before": "z", "year so far": "n", "named most": "m", "named first": "m",
    "reported most": "o", "plan": "m", "next plan": "m", "own date": "n", "own year": "y", "validity": "v", "since": "i", "list": "c",
}  # fmt: skip

_CLASS_OF: Final = {**CLASSES, **{rule + BACK: name for rule, name in CLASSES.items()}}

SIDES: Final = {"s": "c", "b": "c"}
"""Classes whose candidates share the features of the case."""

_WORDED: Final = "0n"
"""Classes whose candidates see the words of the case and of its document."""
_ASKED: Final = tuple([f"{name}|" for name in _WORDED])

_NEAR: Final = "cspqbt"
"""Classes of times that stand near the record."""


def _gap(count: int) -> str:
    return str(count) if count < 3 else "3" if count < 6 else "6"


def _member(candidate: Candidate, listed: Sequence[Moment], k: int) -> str:
    """How a candidate stands to the list of periods that has as many members as the case's list of quantities."""
    name = "list" if listed[0].start != listed[-1].start else "list.cut"  # one period that may be cut into so many
    if (candidate.first, candidate.last) == (listed[k].first, listed[k].last):
        return name + "=own"
    last = candidate.last
    return name + ("=none" if last is None else "=other" if any(m.last == last for m in listed) else "=out")


class Reader:
    """Makes the features of one document's candidates: parts, or with a ``table`` the sum of each; what cases share is made
    once."""

    def __init__(self, scene: Scene, periods: Periods, lists: Lists, table: Table | None = None) -> None:
        asked = self._asked = asked_of(table)
        self._lasts = asked.stock("due.lasts", _lasting)  # how long a period is
        self._apart = asked.stock("due.apart", _counted)  # how much stands between
        self._stands = asked.stock("due.stands", names_of)  # how a candidate stands to the times near the record
        self._carries = asked.stock("due.carries", _carrying)  # what those times say of it
        self.scene = scene
        self.lists = lists
        self.periods = periods
        self._places: dict[int, list[str]] = {}
        self._document = self._of_document()
        self._block = (-1, list[str]())
        self._general: list[str] = []
        self._wide: dict[str, Any] = {}  # of the document and the block, by class and kind
        self._spoken: dict[str, Behind] = {}  # the same by kind
        # by the number of a moment, which is kept, so that its number is no other's
        self._lies: dict[
            int, tuple[Moment, str, str]
        ] = {}  # where it lies, seen from the publication, and how long it is
        self._moments: dict[tuple[int, tuple[str, ...], str, str], Any] = {}
        self._carried = Carried(scene, periods)
        self._placed = Placed(scene, asked)

    def _of_document(self) -> list[str]:
        scene = self.scene
        title = scene.title.strip()
        out = [f"stand={self.periods.kind}", f"dated={scene.anchor.source}"]
        for i in range(max(0, len(title) - 10), len(title) - 1):
            out.append(f"ti={title[i : i + 2]}")
        out.append(f"heads={min(3, sum(1 for b in scene.blocks if b.kind == 'heading'))}")
        out.append(f"times={min(6, len(scene.moments).bit_length())}")
        if scene.published is not None:
            out.append(f"month={scene.published.month}")
        return out

    def _of_block(self, index: int) -> list[str]:
        scene = self.scene
        block, stance = scene.blocks[index], scene.stances[index]
        out = [f"b={block.kind}", f"st={stance.kind}", f"st={stance.rule}"]
        parent = block.parent
        if parent >= 0:
            head = scene.blocks[parent]
            words = scene.text[head.body : min(head.end, head.body + 24)]
            out.append(f"hend={words[-2:]}")
            for i in range(len(words) - 1):
                out.append(f"h={words[i : i + 2]}")
        return out

    def _in_general(self, index: int) -> list[str]:
        """What is crossed with the case's kind: how the document and block speak, what times the title and headings say."""
        scene, periods = self.scene, self.periods
        block = scene.blocks[index]
        title = at_time(periods.title[-1], scene) + periods.title[-1].grain if periods.title else "none"
        headed = "none"
        parent = block.parent
        while parent >= 0 and headed == "none":
            told = [
                m for m in scene.times_in(scene.blocks[parent].start, scene.blocks[parent].end) if m.last is not None
            ]
            if told:
                headed = at_time(told[-1], scene) + told[-1].grain
            parent = scene.blocks[parent].parent
        stance = scene.stances[index].kind
        return [
            f"+doc={periods.kind}", f"+st={stance}", f"+both={periods.kind}.{stance}", f"+b={block.kind}", f"+title={title}", f"+head={headed}",
            f"+dated={scene.anchor.source}", f"+terms={min(2, len(periods.terms))}", f"+doc+title={periods.kind}.{title}",
        ]  # fmt: skip

    def features(
        self, case: Case, candidates: Sequence[Candidate], kinds: Kinds = (), told: Sequence[str] = ()
    ) -> list[Any]:
        """The parts of each candidate, or its sum.

        Args:
            kinds: for every case of the document the shares of its being no record, a target, an actual.
            told: what earlier slots say of the case, its nature first.
        """
        kind = self._kind(case, kinds)
        if self._block[0] != case.block:
            self._block = (case.block, self._of_block(case.block))
            self._general = self._in_general(case.block)
            self._wide, self._spoken = {}, {}
        listed = self.lists.of(case)
        nature = told[0].partition("=")[2] if told else ""
        near = self._carried.near(case, kind, nature)
        here = self._placed.here(case, kind, nature, kinds, bool(listed))
        names = self._of_case(case, kind)
        own = self._asked.behind([*names, *[f"{kind}{feature}" for feature in told]], "|", _ASKED)
        before = tuple(told)
        shared: dict[str, Any] = {}
        out: list[Any] = []
        for candidate in candidates:
            name = _CLASS_OF[candidate.rule]
            side = SIDES.get(name, name)
            parts = shared.get(side)
            if parts is None:
                parts = shared[side] = self._sided(side, own, before, near, kind)
            out.append(self._one(case, candidate, name, kind, near, before, listed, parts, here))
        return self._asked.all(out)

    def _one(
        self,
        case: Case,
        candidate: Candidate,
        name: str,
        kind: str,
        near: Near,
        before: tuple[str, ...],
        listed: Sequence[Moment],
        out: Any,
        here: Here,
    ) -> Any:
        """One candidate, of the class ``name``; ``out`` is what it shares with those of its side."""
        moment = candidate.moment
        names: list[str] = []
        if listed:
            names.append(_member(candidate, listed, case.run[0]))
        lies, length = ("", "") if moment is None else self._lying(moment)
        out = out + self._placed.features(here, candidate, name, lies)
        if moment is None:
            out = out + self._stands.of(near.standing(candidate, ""))
            return out + self._asked.names(names) if names else out
        out = out + self._stands.of(near.standing(candidate, lies))
        if name == "v" or "validity" in candidate.rules:
            self._validity(case, moment, names)
        if moment.start >= 0 and name in _NEAR:
            out = out + self._between(case, moment, name, names)
        out = out + self._of_moment(case, candidate, moment, lies, kind, name) + self._lasts.of((length, before, kind))
        return out + self._asked.names(names) if names else out

    def _lying(self, moment: Moment) -> tuple[str, str]:
        """Where a moment lies, seen from the publication, and how long it is."""
        known = self._lies.get(id(moment))
        if known is None:
            lies = relation(moment, self.scene.published, self.scene.anchor.year)
            known = self._lies[id(moment)] = (moment, lies, _length(moment))
        return known[1], known[2]

    def _sided(self, side: str, own: Behind, told: tuple[str, ...], near: Near, kind: str) -> Any:
        """What the candidates of one side share."""
        said = self._carries.of((side, told, near.around))
        # words help to tell that nothing says it; what stands elsewhere carries over or does not
        if side not in _WORDED:
            return said
        return said + own.under(f"{side}|") + self._widely(side, kind)

    def _widely(self, side: str, kind: str) -> Any:
        """What document and block say, for a class of candidates."""
        found = self._wide.get(side + kind)
        if found is None:
            spoken = self._spoken.get(kind)
            if spoken is None:
                general = [f"{kind}{feature}" for feature in self._general]
                names = [*self._block[1], *self._document, *general]
                spoken = self._spoken[kind] = self._asked.behind(names, "|", _ASKED)
            found = self._wide[side + kind] = spoken.under(f"{side}|")
        return found

    def _kind(self, case: Case, kinds: Kinds) -> str:
        if not kinds:
            return "?"
        return letter(kinds[case.index])

    def _of_case(self, case: Case, kind: str) -> list[str]:
        sentence, at = case.sentence, case.word
        words, clause = sentence.words, sentence.clauses[case.clause]
        amount = case.amount
        out = [
            f"dim={case.unit_kind.dimension}", f"unit={case.unit}", f"cmp={case.comparator}", f"form={amount.form}",
            f"dim+cmp={case.unit_kind.dimension}{case.comparator}", f"per={len(amount.per)}",
        ]  # fmt: skip
        for k in range(at + 1, clause.last):
            for tag in words[k].tags:
                out.append(f"cr#{tag}")
        for k in range(clause.last, len(words)):
            for tag in words[k].tags:
                out.append(f"sr#{tag}")
        for k in range(max(clause.first, at - 3), at):
            if words[k].kind not in ("n", "vn"):
                out.append(f"l={shape(words[k])}")
        bag(words, clause.first, at, "cw", out)
        bag(words, 0, clause.first, "sw", out)
        self._times(case, kind, out)
        out.append(f"k+dim={kind}{case.unit_kind.dimension}")
        out.append(f"l1={shape(words[at - 1]) if at > clause.first else '^'}")
        out.append(f"r1={shape(words[at + 1]) if at + 1 < len(words) else '$'}")
        out.append(f"c0={shape(words[clause.first])}")
        out.append(f"s0={shape(words[0])}")
        out.append(f"send={words[-1].text[-1:]}")
        return out

    def _times(self, case: Case, kind: str, out: list[str]) -> None:
        """The moments near the quantity: what the candidates that are none of them are weighed against."""
        scene, sentence = self.scene, case.sentence
        clause = sentence.clauses[case.clause]
        start = sentence.words[clause.first].start
        own: Moment | None = None
        earlier: Moment | None = None
        for moment in scene.times_in(sentence.span.start, case.start):
            if moment.quoted:
                continue
            if moment.start >= start:
                own = moment
            else:
                earlier = moment
        behind = next((m for m in scene.times_in(case.end, sentence.span.end) if not m.quoted), None)
        for name, near in (("own", own), ("earlier", earlier), ("behind", behind), ("near", own or earlier)):
            lies = at_time(near, scene)
            out.append(f"t.{name}={lies}")
            out.append(f"t.{name}={kind}{lies}")
        year, years = self.periods.opened(sentence.span.start)
        opened = year if years is None or (year is not None and year.moment.start > years.moment.start) else years
        if opened is not None and own is None and earlier is None:
            lies = at_time(opened.moment, scene)
            out.append(f"t.open={lies}.{_gap(case.block - opened.block)}")
            out.append(f"t.open={lies}.{_gap(case.block - opened.block)}.{kind}")
        nearest = own or earlier
        if nearest is not None:
            lies = relation(nearest, scene.published, scene.anchor.year)
            out.append(f"t.grain={lies}.{nearest.grain}")
            out.append(f"t.rule={lies}.{nearest.rule}.{nearest.role}")
            out.append(f"t.text={scene.text[nearest.start : nearest.end][-2:]}")
            out += [f"t.{feature}" for feature in self._place(nearest)]
            return
        block = scene.blocks[case.block]
        told = [m for m in scene.times_in(block.start, sentence.span.start) if not m.quoted]
        out.append(f"t.block={at_time(told[-1] if told else None, scene)}")
        out.append(f"t.block={kind}{at_time(told[-1] if told else None, scene)}")
        if told:
            lies = relation(told[-1], scene.published, scene.anchor.year)
            out.append(f"t.block.rule={lies}.{told[-1].rule}.{told[-1].role}.{told[-1].grain}")

    def _of_moment(self, case: Case, candidate: Candidate, moment: Moment, lies: str, kind: str, name: str) -> Any:
        """What holds of a moment at every case of the kind for which the same rules propose it."""
        stance = self.scene.stances[case.block].kind
        key = (id(moment), candidate.rules, kind, stance)
        known = self._moments.get(key)
        if known is not None:
            return known
        out = [f"also={name}.{rule}" for rule in dict.fromkeys(candidate.rules)]
        out += [f"time={moment.rule}", f"time={moment.rule}.{name}.{kind}"]
        far = _far(moment, self.scene.published)
        if far:
            out += [f"far={far}.{candidate.rule}.{kind}", f"far={far}.{moment.grain}.{moment.rule}.{kind}"]
        self._weight(candidate, lies, kind, name, out)
        out.append(f"rel+st={lies}.{stance}.{self.periods.kind}")
        if moment.start >= 0:
            where = name if name in _NEAR else "h"
            out += [f"{where}.{feature}" for feature in self._place(moment)]
        known = self._moments[key] = self._asked.names(out)
        return known

    def _weight(self, candidate: Candidate, lies: str, kind: str, name: str, out: list[str]) -> None:
        """How often the document names these days."""
        periods = self.periods
        count = periods.counts.get(candidate.last, 0) if candidate.last is not None else 0
        share = count * 5 // max(1, periods.count)
        out += [f"named={share}.{min(3, count)}.{name}", f"named={share}.{lies}.{kind}"]

    def _validity(self, case: Case, moment: Moment, out: list[str]) -> None:
        """How the document states the term: by what word, of what, where, how often."""
        terms = [term for term in self.periods.terms if term.moment.last == moment.last]
        if not terms:
            return
        text = self.scene.text
        term = terms[-1]
        apart = len({t.moment.last for t in self.periods.terms})
        lies = "after" if term.start > case.end else "before"
        block = self.periods.block_of(term.start)
        where = "same" if block == case.block else "near" if abs(block - case.block) < 4 else "far"
        out += [
            f"v.word={term.word}", f"v.head={text[term.low : term.low + 2]}", f"v.many={min(3, len(terms))}.{min(3, apart)}", f"v.lies={lies}.{where}",
            f"v.end={block >= len(self.scene.blocks) - 4}.{lies}", f"v.role={moment.role}",
        ]  # fmt: skip

    def _place(self, moment: Moment) -> list[str]:
        """The characters around a moment: what it is compared by, whether it names a thing."""
        known = self._places.get(moment.start)
        if known is None:
            text = self.scene.text
            a, b = moment.outer_start, moment.outer_end
            known = self._places[moment.start] = [
                f"m1={text[max(0, a - 1) : a]}", f"m2={text[max(0, a - 2) : a]}", f"n1={text[b : b + 1]}", f"n2={text[b : b + 2]}",
                f"o={text[a : moment.start]}_{text[moment.end : b]}", f"e1={text[moment.end - 1 : moment.end]}",
            ]  # fmt: skip
        return known

    def _between(self, case: Case, moment: Moment, name: str, out: list[str]) -> Any:
        """What stands between a moment and the quantity: how much, and which words, added to ``out``."""
        scene, sentence = self.scene, case.sentence
        if name in "pq":
            a, b = (moment.start, case.start) if moment.start < case.start else (case.start, moment.start)
            stops = scene.text.count("。", a, b) + scene.text.count("；", a, b)
            return self._apart.of((name, _gap(len(scene.times_in(a + 1, b))), "", _gap(stops), ""))
        word = sentence.at(moment.start)
        low, high = (word, case.word) if word < case.word else (case.word, word)
        times = quantities = marks = 0
        words = sentence.words
        for k in range(low + 1, high):
            kind = words[k].kind
            if kind == "T":
                times += 1
            elif kind == "Q":
                quantities += 1
            elif kind == "，" or kind == "；":
                marks += 1
            else:
                for tag in words[k].tags:
                    said = f"{name}.bt#{tag}"
                    if said not in out:
                        out.append(said)
        if high - low == 2:
            out.append(f"{name}.only={shape(words[low + 1])}")
        out.append(f"{name}.after={shape(words[word + 1]) if word + 1 < len(words) else '$'}")
        return self._apart.of((name, _gap(times), _gap(quantities), _gap(marks), _gap(high - low - 1)))


def _far(moment: Moment, published: date | None) -> str:
    """How far a period's end is from the publication, in steps; of one that goes on, how much of it is over. ``""`` where it is
    not known."""
    first, last = moment.first, moment.last
    if published is None or last is None:
        return ""
    days = (last - published).days
    if days > 0 and first is not None and first <= published:
        return f"over{(published - first).days * 6 // max(1, (last - first).days)}"
    side, step = "ahead" if days > 0 else "ago", bisect_left(_STEPS, abs(days))
    return f"{side}{step}" if step < len(_STEPS) else side


_STEPS: Final = (0, 7, 45, 135, 400, 800, 2000)
"""The days that a step reaches up to."""


def _length(moment: Moment) -> str:
    """How long a period is, in steps; ``open`` where it has but one end: 到2025年, 截至6月底."""
    if moment.first is None or moment.last is None:
        return "open"
    days = (moment.last - moment.first).days
    for most, name in _LENGTHS:
        if days <= most:
            return name
    return "long"


_LENGTHS: Final = (
    (0, "day"),
    (31, "month"),
    (100, "quarter"),
    (190, "half"),
    (330, "part"),
    (370, "year"),
    (1470, "years"),
    (1830, "plan"),
)


def _carrying(told: tuple[str, tuple[str, ...], Around]) -> list[str]:
    """What was chosen before and the times near a record say to the candidates of one side."""
    side, before, around = told
    return [f"{side}|{name}" for name in (*before, *names_around(around))]


def _lasting(told: tuple[str, tuple[str, ...], str]) -> list[str]:
    """A period's length beside what was chosen before: what is told as a yearly average is no matter of one year."""
    length, before, kind = told
    return [f"len={length}.{kind}", *[f"len={length}.{feature}" for feature in before]]


def _counted(told: tuple[str, str, str, str, str]) -> list[str]:
    """How much stands between; ``quantities`` and ``words`` are ``""`` where a moment stands outside the sentence."""
    name, times, quantities, marks, words = told
    if not words:
        return [f"{name}.stops={marks}", f"{name}.times={times}"]
    return [
        f"{name}.times={times}",
        f"{name}.amounts={quantities}",
        f"{name}.marks={marks}",
        f"{name}.between={times}{quantities}{marks}",
        f"{name}.near={words}",
    ]
