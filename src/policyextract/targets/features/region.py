"""What speaks for each region that a record may have: how the place stands, and how the quantity stands to it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from ...rules import Mention
from ...table import Table
from ..proposers.region import Candidate, Regions, Spot
from ..scene import Case, Scene
from .asked import Behind, asked_of
from .columns import corner
from .common import shape, steps
from .earlier import Earlier, names_of
from .labels import Labels

_STOPS: Final = "，,。；;：:！!？?\n|\t"
_REACH: Final = 40
_MARKED: Final = frozenset(("clause", "sentence", "block", "block.first"))


class Reader:
    """Makes the features of one document's candidates: parts, or with a ``table`` the sum of each; what spots and cases share
    is made once.

    Args:
        kinds: for every case how likely it is no record, target, actual.
    """

    def __init__(
        self,
        scene: Scene,
        kinds: Sequence[Sequence[float]],
        proposer: Regions,
        table: Table | None = None,
    ) -> None:
        self.scene = scene
        self.proposer = proposer
        self.kinds = kinds
        self._labels = Labels(scene)
        asked = self._asked = asked_of(table)
        self._stood = asked.stock("region.stood", _standing)  # where a spot stands
        self._apart = asked.stock("region.apart", _lying)  # what stands between it and the quantity
        self._before = asked.stock("region.before", names_of)  # what was taken before
        self._nowhere = asked.stock("region.none", _asking)  # what is asked for where nothing is taken
        self._of: dict[int, tuple[Any, Behind]] = {}
        self._whole: dict[tuple[int, str], Any] = {}
        text = scene.text
        self._count: Counter[str] = Counter(
            text[s.mention.start : s.mention.end] for s in self.proposer.spots if s.mention.value.type == "place"
        )
        self._most = max(self._count.values(), default=0)
        first = next((s for s in self.proposer.spots if s.mention.value.type == "place"), None)
        self._first = text[first.mention.start : first.mention.end] if first is not None else ""
        self._sentences = [sentence.span.start for sentence in scene.sentences]
        none: list[str] = []
        none.append(f"0spots={steps(len(self.proposer.spots))}")
        none.append(f"0home={steps(self._most)}")
        none.append(f"0titled={bool(self._first) and self._first[:2] in scene.title}")
        self._none = asked.names(none)

    def features(self, case: Case, candidates: Sequence[Candidate], before: Earlier) -> list[Any]:
        """The parts of each candidate, or its sum."""
        share = self.kinds[case.index]
        kind = "t" if share[1] > share[2] else "a"
        rules = {c.rule for c in candidates}
        near = next((r for r in ("clause", "sentence", "block", "heading") if r in rules), "-")
        out: list[Any] = []
        for candidate in candidates:
            spot, mention = candidate.spot, candidate.mention
            if spot is None or mention is None:
                out.append(self._nothing(case, kind, near, before))
                continue
            whole = self._whole.get((spot.number, candidate.rule))
            if whole is None:
                whole = self._static(spot, candidate.rule)
            out.append(self._spot(case, candidate, mention, kind, before, whole))
        return self._asked.all(out)

    def _nothing(self, case: Case, kind: str, near: str, before: Earlier) -> Any:
        told = before.told(case, "", -1, "")
        block, stance = self.scene.blocks[case.block].kind, self.scene.stances[case.block].kind
        last = f"{before.where(case)}.{told[1]}"
        asked = self._nowhere.of((kind, near, case.unit_kind.dimension, case.unit, block, stance, last))
        head, opening = case.sentence.words[case.sentence.clauses[case.clause].first], case.sentence.words[0]
        said = [f"0head={shape(head)}", f"0shead={shape(opening)}"]
        if case.row is not None:
            said.append(f"0corner={corner(self.scene.text, case.row)}")
        return self._none + self._before.of(told) + asked + self._asked.names(said)

    def _static(self, spot: Spot, rule: str) -> Any:
        """What holds of a spot whoever asks: names of their own, names that are crossed with the rule, and these crossed."""
        known = self._of.get(spot.number)
        if known is None:
            own, crossed = self._made(spot)
            known = self._of[spot.number] = self._asked.names([*own, *crossed]), self._asked.behind(crossed, "|")
        whole = self._whole[spot.number, rule] = known[1].under(rule + "|") + known[0]
        return whole

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

    def _spot(self, case: Case, candidate: Candidate, mention: Mention, kind: str, before: Earlier, whole: Any) -> Any:
        rule, text, sort = candidate.rule, self.scene.text, mention.value.type
        start, end, at = mention.start, mention.end, case.start
        block, far = self.scene.blocks[case.block].kind, steps(abs(at - end))
        stood = self._stood.of((rule, kind, far, candidate.rank, sort, case.unit_kind.dimension, block))
        out = whole + stood + self._before.of(before.told(case, rule, start, text[start:end]))
        if case.row is not None:
            column = f"{rule}|column={self._labels.of_row(case)}"
            head = f"{rule}|corner={corner(text, case.row)}"
            out = out + self._asked.names([head, f"{rule}|cell={case.cell is not None}", column])
        if end <= at and rule in _MARKED:
            commas, cuts = self.scene.marks(end, at)
            out = out + self._apart.of((rule, sort, min(4, commas), min(2, cuts)))
            if rule == "clause":
                between = text[end:at] if at - end < 3 else "-"
                out = out + self._asked.names([f"adj={between}", f"pre={text[max(0, at - 2) : at]}"])
        return out


def _standing(told: tuple[str, str, int, int, str, str, str]) -> list[str]:
    rule, kind, far, rank, sort, dimension, block = told
    return [
        f"r={rule}",
        f"r+kind={rule}{kind}",
        f"far={far}",
        f"{rule}|far={far}",
        f"{rule}|rank={rank}",
        f"{rule}|rank+type={rank}{sort}",
        f"{rule}|dim={dimension}",
        f"{rule}|block={block}",
    ]


def _lying(told: tuple[str, str, int, int]) -> list[str]:
    rule, sort, marks, cut = told
    return [f"{rule}|marks={marks}.{cut}", f"{rule}|marks+type={marks}.{cut}{sort}"]


def _asking(told: tuple[str, str, str, str, str, str, str]) -> list[str]:
    kind, near, dimension, unit, block, stance, last = told
    return [
        "r=none",
        f"r+kind=none{kind}",
        f"0near={near}",
        f"0near+kind={near}{kind}",
        f"0dim={dimension}",
        f"0unit={unit}",
        f"0block={block}",
        f"0stance={stance}",
        f"0before+near={last}.{near}",
    ]


def level(code: str) -> str:
    """How high a division stands, by its code.

    >>> level("370000"), level("371500"), level("371502"), level("")
    ('1', '2', '3', '-')
    """
    if not code:
        return "-"
    return "1" if code[2:] == "0000" else "2" if code[4:] == "00" else "3"


ENOUGH: Final = 0.45
"""From which share of the probability a region is named (``best_reading``); cross-validated 0.844 at 0.33, 0.850 at 0.4, 0.853 at
0.45, 0.852 at 0.5."""
