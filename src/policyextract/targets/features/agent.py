"""What speaks for each actor that a record may have: how it stands, what it does, and how the quantity stands to it."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import Final

from ...span import Span
from ..proposers.agent import Actor, Agents, Candidate
from ..scene import Case, Scene
from .common import best_reading, shape, steps
from .earlier import Earlier
from .parts import Part

_STOPS: Final = "，,。；;：:！!？?\n|\t"


class Reader:
    """Makes the features of one document's candidates; what actors share is made once.

    Args:
        kinds: for every case how likely it is no record, target, actual.
    """

    def __init__(self, scene: Scene, kinds: Sequence[Sequence[float]]) -> None:
        self.scene = scene
        self.agents = Agents(scene)
        self.kinds = kinds
        self._of: dict[int, tuple[Part, Part]] = {}
        self._crossed: dict[tuple[int, str], Part] = {}
        text = scene.text
        self._count: Counter[str] = Counter(text[a.start : a.end] for a in self.agents.actors)
        self._sentences = [sentence.span.start for sentence in scene.sentences]
        named = [a for a in self.agents.actors if a.sort in ("gov", "company", "org")]
        people = sum(a.sort == "person" for a in self.agents.actors)
        size = max(1, len(scene.cases))
        none = [
            f"0marks={steps(len(self.agents.marks))}",
            f"0marks/case={min(5, len(self.agents.marks) * 4 // size)}",
            f"0named/case={min(5, len(named) * 2 // size)}",
            f"0people={steps(people)}",
            f"0script={scene.outline.clean.script}",
        ]

        self._none = Part(none)

    def features(self, case: Case, candidates: Sequence[Candidate], before: Earlier) -> list[list[Part]]:
        """The parts of each candidate."""
        share = self.kinds[case.index]
        kind = "t" if share[1] > share[2] else "a"
        rules = {c.rule for c in candidates}
        out: list[list[Part]] = []
        for candidate in candidates:
            names = [f"r={candidate.rule}", f"r+kind={candidate.rule}{kind}"]
            parts = [Part(names)]
            if candidate.actor is None:
                parts.append(self._none)
                self._nobody(case, kind, rules, before, names)
            else:
                parts += self._static(candidate.actor, candidate.rule, kind)
                self._actor(case, candidate, candidate.actor, kind, before, names)
            out.append(parts)
        return out

    def _nobody(self, case: Case, kind: str, rules: set[str], before: Earlier, names: list[str]) -> None:
        for rule in rules:
            names.append(f"0has={rule}")
        names.append(f"0dim={case.unit_kind.dimension}")
        names.append(f"0unit={case.unit}")
        names.append(f"0block={self.scene.blocks[case.block].kind}{kind}")
        names.append(f"0stance={self.scene.stances[case.block].kind}{kind}")
        before.features(case, "none", None, "", names)
        words, clause = case.sentence.words, case.sentence.clauses[case.clause]
        names.append(f"0head={shape(words[clause.first])}")
        names.append(f"0headk={words[clause.first].kind}")
        names.append(f"0shead={shape(words[0])}")
        for word in words[clause.first : case.word]:
            for tag in word.tags:
                names.append(f"0#{tag}")

    def _static(self, actor: Actor, rule: str, kind: str) -> list[Part]:
        """What holds of an actor whoever asks: names of their own, names that are crossed with rule and kind, and these
        crossed."""
        known = self._of.get(actor.number)
        if known is None:
            own, crossed = self._made(actor)
            known = self._of[actor.number] = Part(own), Part(crossed)
        out = [*known]
        for prefix in (rule, kind):
            joined = self._crossed.get((actor.number, prefix))
            if joined is None:
                joined = self._crossed[actor.number, prefix] = Part(known[1].names, prefix + "|")
            out.append(joined)
        return out

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

    def _actor(
        self, case: Case, candidate: Candidate, actor: Actor, kind: str, before: Earlier, names: list[str]
    ) -> None:
        rule, text = candidate.rule, self.scene.text
        far = steps(abs(case.start - actor.end))
        names.append(f"far={far}")
        names.append(f"{rule}|far={far}")
        names.append(f"{rule}|rank={candidate.rank}")
        names.append(f"{rule}|rank+sort={candidate.rank}{actor.sort}")
        names.append(f"{rule}|block={self.scene.blocks[case.block].kind}{kind}")
        names.append(f"{actor.sort}|dim={case.unit_kind.dimension}")
        if rule in ("mark", "mark.before"):
            stops = text.count("。", min(case.end, actor.start), max(case.end, actor.start))
            names.append(f"{rule}|stops={min(3, stops)}")
        elif actor.end <= case.start and case.start - actor.end < 400:
            between = text[actor.end : case.start]
            marks = between.count("，") + between.count(",")
            cut = between.count("；") + between.count("。") + between.count(";")
            names.append(f"{rule}|marks={min(4, marks)}.{min(2, cut)}")
            names.append(f"marks+sort={min(4, marks)}.{min(2, cut)}{actor.sort}")
        before.features(case, rule, Span(actor.start, actor.end), text[actor.start : actor.end], names)


ENOUGH: Final = 0.3
"""From which share of the probability an actor is named (``best_reading``); 0.690 at 0.3, 0.688 at 0.35."""


def choose(text: str, candidates: Sequence[Candidate], found: Sequence[float]) -> tuple[int, float]:
    """The index of the candidate to take, and the share of its reading."""
    said = [text[c.actor.start : c.actor.end] if c.actor is not None else "" for c in candidates]
    return best_reading(said, found, ENOUGH)
