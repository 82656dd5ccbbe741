"""What speaks for each region that a record may have: how the place stands, and how the quantity stands to it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...rules import Mention
from ...span import Span
from ..proposers.region import Candidate, Regions, Spot
from ..scene import Case, Scene
from .common import best_reading, place_of_case, shape, steps
from .earlier import Earlier
from .parts import Part

_STOPS: Final = "，,。；;：:！!？?\n|\t"
_REACH: Final = 40


class Reader:
    """Makes the features of one document's candidates; what spots and cases share is made once.

    Args:
        kinds: for every case how likely it is no record, target, actual.
    """

    def __init__(self, scene: Scene, kinds: Sequence[Sequence[float]]) -> None:
        self.scene = scene
        self.regions = Regions(scene)
        self.kinds = kinds
        self._of: dict[int, tuple[Part, Part]] = {}
        self._crossed: dict[tuple[int, str], Part] = {}
        text = scene.text
        self._count: Counter[str] = Counter(
            text[s.mention.start : s.mention.end] for s in self.regions.spots if s.mention.value.type == "place"
        )
        self._most = max(self._count.values(), default=0)
        first = next((s for s in self.regions.spots if s.mention.value.type == "place"), None)
        self._first = text[first.mention.start : first.mention.end] if first is not None else ""
        self._sentences = [sentence.span.start for sentence in scene.sentences]
        none: list[str] = []
        none.append(f"0spots={steps(len(self.regions.spots))}")
        none.append(f"0home={steps(self._most)}")
        none.append(f"0titled={bool(self._first) and self._first[:2] in scene.title}")

        self._none = Part(none)

    def features(self, case: Case, candidates: Sequence[Candidate], before: Earlier) -> list[list[Part]]:
        """The parts of each candidate."""
        share = self.kinds[case.index]
        kind = "t" if share[1] > share[2] else "a"
        rules = {c.rule for c in candidates}
        near = next((r for r in ("clause", "sentence", "block", "heading") if r in rules), "-")
        out: list[list[Part]] = []
        for candidate in candidates:
            names = [f"r={candidate.rule}", f"r+kind={candidate.rule}{kind}"]
            parts = [Part(names)]
            if candidate.spot is None or candidate.mention is None:
                parts.append(self._none)
                self._nothing(case, kind, near, before, names)
            else:
                parts += self._static(candidate.spot, candidate.rule)
                self._spot(case, candidate, candidate.mention, before, names)
            out.append(parts)
        return out

    def _nothing(self, case: Case, kind: str, near: str, before: Earlier, names: list[str]) -> None:
        dimension = case.unit_kind.dimension
        block = self.scene.blocks[case.block]
        names.append(f"0near={near}")
        names.append(f"0near+kind={near}{kind}")
        names.append(f"0dim={dimension}")
        names.append(f"0unit={case.unit}")
        names.append(f"0block={block.kind}")
        names.append(f"0stance={self.scene.stances[case.block].kind}")
        before.features(case, "none", None, "", names)
        some = "none" if before.span is None else "some"
        names.append(f"0before+near={place_of_case(before.case, case)}.{some}.{near}")
        words, clause = case.sentence.words, case.sentence.clauses[case.clause]
        head = words[clause.first]
        names.append(f"0head={head.text if head.mention is None else head.kind}")
        head = words[0]
        names.append(f"0shead={head.text if head.mention is None else head.kind}")

    def _static(self, spot: Spot, rule: str) -> list[Part]:
        """What holds of a spot whoever asks: names of their own, names that are crossed with the rule, and these crossed."""
        known = self._of.get(spot.number)
        if known is None:
            own, crossed = self._made(spot)
            known = self._of[spot.number] = Part(own), Part(crossed)
        joined = self._crossed.get((spot.number, rule))
        if joined is None:
            joined = self._crossed[spot.number, rule] = Part(known[1].names, rule + "|")
        return [*known, joined]

    def _made(self, spot: Spot) -> tuple[list[str], list[str]]:
        text, mention = self.scene.text, spot.mention
        start, end = mention.start, mention.end
        said, value = text[start:end], mention.value
        kind = value.type if len(spot.members) == 1 else "several"
        word = said if kind in ("region", "area") else level(value.code) + said[-1]
        left, right = text[start - 1] if start else "\n", text[end] if end < len(text) else "\n"
        gap = self._gap(start)
        titled = "in" if said in self.scene.title else "part" if said[:2] in self.scene.title else "no"
        count = self._count[said]
        home = (
            "-" if kind != "place" else "home" if count == self._most else "first" if said == self._first else "other"
        )
        crossed = [
            f"type={kind}", f"word={word}", f"l1={left}", f"r1={right}", f"gap={gap}", f"title={titled}", f"home={home}",
            f"type+gap={kind}{gap}", f"type+r1={kind}{right}", f"l1r1={left}{right}",
        ]  # fmt: skip
        own = [
            f"l2={text[max(0, start - 2) : start]}",
            f"l3={text[max(0, start - 3) : start]}",
            f"r2={text[end : end + 2]}",
            f"r3={text[end : end + 3]}",
            f"count={steps(count)}",
            f"home+title={home}{titled}",
            f"said={said}",
        ]
        self._parsed(spot, own, crossed)
        return own, crossed

    def _parsed(self, spot: Spot, own: list[str], crossed: list[str]) -> None:
        """The words beside a spot that stands in a parsed sentence, and the verbs before it in its clause."""
        mention = spot.mention
        at = bisect_right(self._sentences, mention.start) - 1
        if at < 0:
            return
        sentence = self.scene.sentences[at]
        if mention.start >= sentence.span.end:
            return
        words = sentence.words
        first, last = sentence.at(mention.start), sentence.at(mention.end - 1)
        clause = sentence.clauses[sentence.clause_of(first)]
        left = words[first - 1] if first > clause.first else None
        right = words[last + 1] if last + 1 < len(words) else None
        if left is not None:
            crossed.append(f"lk={left.kind}")
            own.append(f"lw={shape(left)}")
            for tag in left.tags:
                own.append(f"l#{tag}")
        else:
            crossed.append("lk=^")
        if right is not None:
            crossed.append(f"rk={right.kind}")
            own.append(f"rw={shape(right)}")
            for tag in right.tags:
                own.append(f"r#{tag}")
        kinds = "".join([w.kind[0] for w in words[last + 1 : last + 4]])
        own.append(f"rks={kinds}")
        kinds = "".join([w.kind[0] for w in words[max(clause.first, first - 3) : first]])
        own.append(f"lks={kinds}")
        verbs = 0
        for word in words[clause.first : first]:
            verbs += word.kind == "v"
        crossed.append(f"vb={min(2, verbs)}")
        verbs = 0
        for word in words[last + 1 : clause.last]:
            verbs += word.kind == "v"
        own.append(f"va={min(2, verbs)}")

    def _gap(self, start: int) -> str:
        """How much stands between a spot and the start of its clause, without times and other names."""
        text = self.scene.text
        at = start
        bound = max(0, start - _REACH)
        while at > bound and text[at - 1] not in _STOPS:
            at -= 1
        if at == bound and bound:
            return "far"
        told = 0
        for moment in self.scene.times_in(at, start):
            told += min(moment.end, start) - moment.start
        named = 0
        for name in self.scene.names_in(at, start):
            named += min(name.end, start) - name.start
        rest = max(0, start - at - told - named)
        return f"{min(5, (rest + 1) // 2)}{'t' if told else ''}{'n' if named else ''}"

    def _spot(
        self,
        case: Case,
        candidate: Candidate,
        mention: Mention,
        before: Earlier,
        names: list[str],
    ) -> None:
        rule, text = candidate.rule, self.scene.text
        far = steps(abs(case.start - mention.end))
        rank = candidate.rank
        value = mention.value.type
        names.append(f"far={far}")
        names.append(f"{rule}|far={far}")
        names.append(f"{rule}|rank={rank}")
        names.append(f"{rule}|rank+type={rank}{value}")
        names.append(f"{rule}|dim={case.unit_kind.dimension}")
        names.append(f"{rule}|block={self.scene.blocks[case.block].kind}")
        if mention.end <= case.start and rule in ("clause", "sentence", "block", "block.first"):
            marks = cut = 0
            for char in text[mention.end : case.start]:
                if char in "，,":
                    marks += 1
                elif char in "；;。":
                    cut += 1
            names.append(f"{rule}|marks={min(4, marks)}.{min(2, cut)}")
            names.append(f"{rule}|marks+type={min(4, marks)}.{min(2, cut)}{value}")
            if rule == "clause":
                between = text[mention.end : case.start]
                names.append(f"adj={between if len(between) < 3 else '-'}")
                names.append(f"pre={text[max(0, case.start - 2) : case.start]}")
        span = Span(mention.start, mention.end)
        before.features(case, rule, span, text[mention.start : mention.end], names)


def level(code: str) -> str:
    """How high a division stands, by its code.

    >>> level("370000"), level("371500"), level("371502"), level("")
    ('1', '2', '3', '-')
    """
    if not code:
        return "-"
    return "1" if code[2:] == "0000" else "2" if code[4:] == "00" else "3"


ENOUGH: Final = 0.33
"""From which share of the probability a region is named (``best_reading``); swept from 0.2 to 0.5 on documents left out:
0.775 at 0.2, 0.783 at 0.3, 0.779 at 0.4, 0.763 at 0.5."""


def choose(text: str, candidates: Sequence[Candidate], found: Sequence[float]) -> tuple[int, float]:
    """The index of the candidate to take, and the share of its reading."""
    said = [text[c.mention.start : c.mention.end] if c.mention is not None else "" for c in candidates]
    return best_reading(said, found, ENOUGH)
