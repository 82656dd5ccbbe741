"""What speaks for each region that a record may have: how the place stands, and how the quantity stands to it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...learn import shares
from ...rules import Mention
from ..proposers.region import Candidate, Regions, Spot
from ..scene import Case, Scene
from .common import shape

_STOPS: Final = "，,。；;：:！!？?\n|\t"
_REACH: Final = 40


def log(count: int) -> int:
    """A count in a few steps: 0, 1, 2–3, 4–7 …"""
    return min(9, count.bit_length())


class Reader:
    """Makes the features of one document's candidates; what spots and cases share is made once.

    Args:
        kinds: for every case how likely it is no record, target, actual.
    """

    def __init__(self, scene: Scene, kinds: Sequence[Sequence[float]]) -> None:
        self.scene = scene
        self.regions = Regions(scene)
        self.kinds = kinds
        self._of: dict[int, tuple[list[str], list[str]]] = {}
        text = scene.text
        self._count: Counter[str] = Counter(
            text[s.mention.start : s.mention.end] for s in self.regions.spots if s.mention.value.type == "place"
        )
        self._most = max(self._count.values(), default=0)
        first = next((s for s in self.regions.spots if s.mention.value.type == "place"), None)
        self._first = text[first.mention.start : first.mention.end] if first is not None else ""
        self._sentences = [sentence.span.start for sentence in scene.sentences]
        self._none: list[str] = []
        self._none.append(f"0spots={log(len(self.regions.spots))}")
        self._none.append(f"0home={log(self._most)}")
        self._none.append(f"0titled={bool(self._first) and self._first[:2] in scene.title}")

    def features(
        self, case: Case, candidates: Sequence[Candidate], before: "Before", told: "Told | None" = None
    ) -> list[list[str]]:
        """A list of names a candidate; ``told`` is what the first reading took for all of the document's records."""
        share = self.kinds[case.index]
        kind = "t" if share[1] > share[2] else "a"
        rules = {c.rule for c in candidates}
        near = next((r for r in ("clause", "sentence", "block", "heading") if r in rules), "-")
        out = []
        for candidate in candidates:
            names = [f"r={candidate.rule}", f"r+kind={candidate.rule}{kind}"]
            if candidate.spot is None or candidate.mention is None:
                self._nothing(case, kind, near, before, names)
            else:
                self._spot(case, candidate, candidate.spot, candidate.mention, kind, before, names)
            if told is not None:
                said = (
                    ""
                    if candidate.mention is None
                    else self.scene.text[candidate.mention.start : candidate.mention.end]
                )
                told.features(case, said, candidate.rule, names)
            out.append(names)
        return out

    def _nothing(self, case: Case, kind: str, near: str, before: "Before", names: list[str]) -> None:
        dimension = case.unit_kind.dimension
        names += self._none
        block = self.scene.blocks[case.block]
        names.append(f"0near={near}")
        names.append(f"0near+kind={near}{kind}")
        names.append(f"0dim={dimension}")
        names.append(f"0unit={case.unit}")
        names.append(f"0block={block.kind}")
        names.append(f"0stance={self.scene.stances[case.block].kind}")
        names.append(f"0before={before.where(case)}.{'none' if before.mention is None else 'some'}")
        names.append(f"0before+near={before.where(case)}.{'none' if before.mention is None else 'some'}.{near}")
        words, clause = case.sentence.words, case.sentence.clauses[case.clause]
        head = words[clause.first]
        names.append(f"0head={head.text if head.mention is None else head.kind}")
        head = words[0]
        names.append(f"0shead={head.text if head.mention is None else head.kind}")

    def _static(self, spot: Spot) -> tuple[list[str], list[str]]:
        """What holds of a spot whoever asks: names of their own, and names that are crossed with the rule."""
        known = self._of.get(spot.number)
        if known is not None:
            return known
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
            f"count={log(count)}",
            f"home+title={home}{titled}",
            f"said={said}",
        ]
        self._parsed(spot, own, crossed)
        self._of[spot.number] = own, crossed
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
        spot: Spot,
        mention: Mention,
        kind: str,
        before: "Before",
        names: list[str],
    ) -> None:
        own, crossed = self._static(spot)
        rule, text = candidate.rule, self.scene.text
        names += own
        names += crossed
        for name in crossed:
            names.append(f"{rule}|{name}")
        far = log(abs(case.start - mention.end))
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
        if before.mention is not None:
            same = (
                "same"
                if before.mention.start == mention.start
                else "like"
                if before.text == text[mention.start : mention.end]
                else "other"
            )
        else:
            same = "none" if before.case is not None else "first"
        where = before.where(case)
        names.append(f"before={same}.{where}")
        names.append(f"{rule}|before={same}.{where}")
        names.append(f"before+type={same}.{where}{value}")


def level(code: str) -> str:
    """How high a division stands, by its code.

    >>> level("370000"), level("371500"), level("371502"), level("")
    ('1', '2', '3', '-')
    """
    if not code:
        return "-"
    return "1" if code[2:] == "0000" else "2" if code[4:] == "00" else "3"


class Before:
    """What the record before took: its case, and the mention (None: nothing)."""

    __slots__ = ("case", "mention", "text")

    def __init__(self, case: Case | None, mention: Mention | None, text: str) -> None:
        self.case = case
        self.mention = mention
        self.text = text

    def where(self, case: Case) -> str:
        """How near the record before stands."""
        if self.case is None:
            return "first"
        if self.case.sentence is case.sentence:
            return "clause" if self.case.clause == case.clause else "sentence"
        return "block" if self.case.block == case.block else "next" if self.case.block + 1 == case.block else "far"


class Told:
    """What the first reading took for the records of a document: what is taken often is taken again."""

    def __init__(self, scene: Scene, chosen: "dict[int, str]") -> None:
        self.chosen = chosen
        self.count = Counter(chosen.values())
        self.records = len(chosen)
        self.blocks: dict[int, Counter[str]] = {}
        for index, said in chosen.items():
            self.blocks.setdefault(scene.cases[index].block, Counter())[said] += 1
        self.order = sorted(chosen)
        self.scene = scene

    def features(self, case: Case, said: str, rule: str, names: list[str]) -> None:
        """Add how often ``said`` (``""``: nothing) was taken by others, near and far."""
        own = self.chosen.get(case.index)
        mine = own == said
        prefix = "0" if not said else ""
        names.append(f"{prefix}2own={mine}")
        for name, count, total in (
            ("doc", self.count[said], self.records),
            (
                "block",
                self.blocks[case.block][said] if case.block in self.blocks else 0,
                sum(self.blocks[case.block].values()) if case.block in self.blocks else 0,
            ),
        ):
            others = total - (own is not None)
            count -= mine
            share = "-" if others <= 0 else str(count * 5 // others) if count else "z"
            names.append(f"{prefix}2{name}={share}")
            names.append(f"{prefix}2{name}+n={share}.{log(max(0, others))}")
            names.append(f"{prefix}2{name}+own={share}.{mine}")
        at = bisect_right(self.order, case.index)
        if at < len(self.order):
            behind = self.scene.cases[self.order[at]]
            where = "s" if behind.sentence is case.sentence else "b" if behind.block == case.block else "d"
            names.append(f"{prefix}2behind={self.chosen[behind.index] == said}.{where}")
            names.append(f"{prefix}2behind+own={self.chosen[behind.index] == said}.{where}.{mine}")


ENOUGH: Final = 0.33
"""From which share of the probability a region is better named than left out. An F1 of F is highest where all with a share
of over F/2 are named; swept from 0.2 to 0.5 on documents left out: 0.775, 0.783 (0.3), 0.779 (0.4), 0.763."""


def choose(text: str, candidates: Sequence[Candidate], sums: Sequence[float]) -> tuple[Candidate, float]:
    """The best candidate and the share of its reading; candidates that read alike add up.

    Args:
        sums: of each candidate, in units of log-odds.
    """
    found = shares(sums)
    whole: dict[str, float] = {}
    best: dict[str, int] = {}
    for k, candidate in enumerate(candidates):
        mention = candidate.mention
        if mention is None:
            continue
        said = text[mention.start : mention.end]
        whole[said] = whole.get(said, 0.0) + found[k]
        if said not in best or found[k] > found[best[said]]:
            best[said] = k
    if whole:
        said = max(whole, key=whole.__getitem__)
        if whole[said] >= ENOUGH:
            return candidates[best[said]], whole[said]
    return candidates[-1], found[-1]
