"""What speaks for each actor that a record may have: how it stands, what it does, and how the quantity stands to it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from ...table import Table
from ..proposers.agent import Actor, Agents, Candidate
from ..scene import Case, Scene
from .asked import Behind, asked_of
from .common import shape, steps
from .earlier import Earlier, names_of


class Reader:
    """Makes the features of one document's candidates: parts, or with a ``table`` the sum of each; what actors share is made
    once.

    Args:
        kinds: for every case how likely it is no record, target, actual.
    """

    def __init__(
        self,
        scene: Scene,
        kinds: Sequence[Sequence[float]],
        proposer: Agents,
        table: Table | None = None,
    ) -> None:
        self.scene = scene
        self.proposer = proposer
        self.kinds = kinds
        asked = self._asked = asked_of(table)
        self._stood = asked.stock("agent.stood", _standing)  # where an actor stands
        self._apart = asked.stock("agent.apart", _lying)  # what stands between it and the quantity
        self._before = asked.stock("agent.before", names_of)  # what was taken before
        self._has = asked.stock("agent.has", _having)  # which constructions propose anybody
        self._nowhere = asked.stock("agent.none", _asking)  # what is asked for where nobody is taken
        self._of: dict[int, tuple[Any, Behind]] = {}
        self._crossed: dict[tuple[int, str], Any] = {}
        self._whole: dict[tuple[int, str, str], Any] = {}
        text = scene.text
        self._count: Counter[str] = Counter(text[a.start : a.end] for a in self.proposer.actors)
        self._sentences = [sentence.span.start for sentence in scene.sentences]
        named = [a for a in self.proposer.actors if a.sort in ("gov", "company", "org")]
        people = sum(a.sort == "person" for a in self.proposer.actors)
        size = max(1, len(scene.cases))
        none = [
            f"0marks={steps(len(self.proposer.marks))}",
            f"0marks/case={min(5, len(self.proposer.marks) * 4 // size)}",
            f"0named/case={min(5, len(named) * 2 // size)}",
            f"0people={steps(people)}",
            f"0script={scene.outline.clean.script}",
        ]
        self._none = asked.names(none)

    def features(self, case: Case, candidates: Sequence[Candidate], before: Earlier) -> list[Any]:
        """The parts of each candidate, or its sum."""
        share = self.kinds[case.index]
        kind = "t" if share[1] > share[2] else "a"
        out: list[Any] = []
        for candidate in candidates:
            actor = candidate.actor
            if actor is None:
                out.append(self._nobody(case, kind, candidates, before))
                continue
            whole = self._whole.get((actor.number, candidate.rule, kind))
            if whole is None:
                whole = self._static(actor, candidate.rule, kind)
            out.append(self._actor(case, candidate, actor, kind, before, whole))
        return self._asked.all(out)

    def _nobody(self, case: Case, kind: str, candidates: Sequence[Candidate], before: Earlier) -> Any:
        told = before.told(case, "", -1, "")
        has = self._has.of(tuple(dict.fromkeys([candidate.rule for candidate in candidates])))
        block, stance = self.scene.blocks[case.block].kind, self.scene.stances[case.block].kind
        asked = self._nowhere.of((kind, case.unit_kind.dimension, case.unit, block, stance))
        words, clause = case.sentence.words, case.sentence.clauses[case.clause]
        head = words[clause.first]
        own = [f"0head={shape(head)}", f"0headk={head.kind}", f"0shead={shape(words[0])}"]
        for word in words[clause.first : case.word]:
            for tag in word.tags:
                own.append(f"0#{tag}")
        return self._none + self._before.of(told) + has + asked + self._asked.names(own)

    def _static(self, actor: Actor, rule: str, kind: str) -> Any:
        """What holds of an actor whoever asks: names of their own, names that are crossed with rule and kind, and these
        crossed."""
        known = self._of.get(actor.number)
        if known is None:
            own, crossed = self._made(actor)
            known = self._of[actor.number] = self._asked.names([*own, *crossed]), self._asked.behind(crossed, "|")
        whole = known[0]
        for prefix in (rule, kind):
            joined = self._crossed.get((actor.number, prefix))
            if joined is None:
                joined = self._crossed[actor.number, prefix] = known[1].under(prefix + "|")
            whole = whole + joined
        self._whole[actor.number, rule, kind] = whole
        return whole

    def _made(self, actor: Actor) -> tuple[list[str], list[str]]:
        text = self.scene.text
        start, end = actor.start, actor.end
        said = text[start:end]
        left, right = text[start - 1] if start else "\n", text[end] if end < len(text) else "\n"
        crossed = [
            f"sort={actor.sort}",
            f"role={actor.role}",
            f"n={min(4, len(actor.members))}",
            f"l1={left}",
            f"r1={right}",
            f"title={said in self.scene.title}",
        ]
        own = [
            f"tail={said[-1]}",
            f"tail2={said[-2:]}",
            f"head={said[0]}",
            f"head2={said[:2]}",
            f"said={said}",
            f"size={steps(len(said))}",
            f"count={steps(self._count[said])}",
            f"l2={text[max(0, start - 2) : start]}",
            f"r2={text[end : end + 2]}",
            f"r3={text[end : end + 3]}",
        ]
        self._parsed(actor, own, crossed)
        return own, crossed

    def _parsed(self, actor: Actor, own: list[str], crossed: list[str]) -> None:
        at = bisect_right(self._sentences, actor.start) - 1
        if at < 0 or actor.start >= self.scene.sentences[at].span.end:
            crossed.append("unparsed")
            return
        sentence = self.scene.sentences[at]
        words = sentence.words
        first, last = sentence.at(actor.start), sentence.at(actor.end - 1)
        clause = sentence.clauses[sentence.clause_of(first)]
        ahead = words[clause.first : first]
        plain = [w for w in ahead if w.kind not in ("T", "d", "c", "L") and "filler" not in w.tags]
        crossed.append(f"lead={min(3, len(plain))}")
        crossed.append(f"clause={min(3, sentence.clause_of(first))}")
        own.append(f"lead+sort={min(3, len(plain))}{actor.sort}")
        if ahead:
            own.append(f"lw={shape(ahead[-1])}")
            crossed.append(f"lk={ahead[-1].kind}")
            for tag in ahead[-1].tags:
                own.append(f"l#{tag}")
        own.append(f"tailw={shape(words[last])}")
        for tag in words[last].tags:
            own.append(f"tail#{tag}")
        if last + 1 < len(words):
            right = words[last + 1]
            own.append(f"rw={shape(right)}")
            crossed.append(f"rk={right.kind}")
            own.append(f"rks={''.join([w.kind[0] for w in words[last + 1 : last + 4]])}")
            for tag in right.tags:
                crossed.append(f"r#{tag}")
        for word in words[last + 1 : clause.last]:
            if word.kind == "v":
                own.append(f"verb={word.text}")
                own.append(f"verb+sort={word.text}{actor.sort}")
                for tag in word.tags:
                    own.append(f"verb#{tag}")
                break
        said = False
        for word in words[last + 1 : min(clause.last, last + 8)]:
            said = said or "saying" in word.tags
        crossed.append(f"saying={said}")

    def _actor(self, case: Case, candidate: Candidate, actor: Actor, kind: str, before: Earlier, whole: Any) -> Any:
        rule, text, sort = candidate.rule, self.scene.text, actor.sort
        far, start, end = steps(abs(case.start - actor.end)), actor.start, actor.end
        key = (rule, kind, far, candidate.rank, sort, self.scene.blocks[case.block].kind, case.unit_kind.dimension)
        out = whole + self._stood.of(key) + self._before.of(before.told(case, rule, start, text[start:end]))
        if rule in ("mark", "mark.before"):
            marks, cut = -1, min(3, text.count("。", min(case.end, start), max(case.end, start)))
        elif end <= case.start and case.start - end < 400:
            commas, cuts = self.scene.marks(end, case.start)
            marks, cut = min(4, commas), min(2, cuts)
        else:
            return out
        return out + self._apart.of((rule, sort, marks, cut))


def _having(rules: tuple[str, ...]) -> list[str]:
    return [f"0has={rule}" for rule in rules]


def _asking(told: tuple[str, str, str, str, str]) -> list[str]:
    kind, dimension, unit, block, stance = told
    return [
        "r=none",
        f"r+kind=none{kind}",
        f"0dim={dimension}",
        f"0unit={unit}",
        f"0block={block}{kind}",
        f"0stance={stance}{kind}",
    ]


def _standing(told: tuple[str, str, int, int, str, str, str]) -> list[str]:
    rule, kind, far, rank, sort, block, dimension = told
    return [
        f"r={rule}",
        f"r+kind={rule}{kind}",
        f"far={far}",
        f"{rule}|far={far}",
        f"{rule}|rank={rank}",
        f"{rule}|rank+sort={rank}{sort}",
        f"{rule}|block={block}{kind}",
        f"{sort}|dim={dimension}",
    ]


def _lying(told: tuple[str, str, int, int]) -> list[str]:
    rule, sort, marks, cut = told
    if marks < 0:
        return [f"{rule}|stops={cut}"]
    return [f"{rule}|marks={marks}.{cut}", f"marks+sort={marks}.{cut}{sort}"]


ENOUGH: Final = 0.45
"""From which share of the probability an actor is named (``best_reading``); cross-validated .778 at 0.4, .783 at 0.42, .787 at
0.46, .783 at 0.47, .784 at 0.5."""
