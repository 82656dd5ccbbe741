"""Why every number of a text is, or is not, a record: for each choice the candidates, their sums, what spoke for and against."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple, Protocol

from ..rules import Mention
from ..span import Span
from ..table import Table, shares_of
from . import choose
from .choose import Record, Tables
from .features import basis as basis_features
from .features import kind as kind_features
from .pledges import Pledge
from .scene import Case, Scene

_STRONGEST: Final = 4  # features shown for and against
_OTHERS: Final = 3  # candidates shown besides the chosen one


class Placed(Protocol):
    """Anything with a place in the view."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Explanation(NamedTuple):
    """What became of one number, or what made a pledge of a clause.

    ``start``/``end`` are raw offsets of ``anchor``, a number or the words of a pledge; ``disposition`` is ``target``,
    ``actual``, ``pledge`` or the reason why a number is no record; ``rule`` what settled it; ``slots`` tells
    ``(slot, value, why)`` for every part. ``why`` of a choice gives its share of the probability, the features that
    weighed most, in hundredths of log-odds against the runner-up, and the candidates that came next.
    """

    anchor: str
    start: int
    end: int
    disposition: str
    rule: str
    slots: list[tuple[str, str, str]]


class Explainer:
    """Explains what was chosen in one document."""

    def __init__(self, scene: Scene, weights: Tables) -> None:
        self.scene = scene
        self.weights = weights
        self._told = choose.first_features(scene)
        self._kinds = choose.kinds(weights.kind, self._told, scene.cases)
        self._records = {record.case.index: record for record in choose.choose(scene, weights, keep=True).records}

    def number(self, mention: Mention, why: str) -> Explanation:
        """A number that is no quantity, such as part of a name."""
        return self._of(mention, why, mention.rule, [])

    def dismissed(self, case: Case, found: Sequence[float]) -> Explanation:
        """A quantity that is no record."""
        why = self._classed("kind", self._told[case.index], self.weights.kind, kind_features.LABELS)
        return self._of(case.mention, "none", case.mention.rule, [("kind", "none", why)])

    def record(self, record: Record) -> Explanation:
        """A record: every slot, its value, and what it was chosen from."""
        case, weights = record.case, self.weights
        told = [*self._told[case.index], *kind_features.answered(self._kinds[case.index])]
        kind = self._classed("kind", self._told[case.index], weights.kind, kind_features.LABELS)
        beside = (
            f"with those beside it: target {self._kinds[case.index][1]:.2f}, actual {self._kinds[case.index][2]:.2f}"
        )
        timed = f"with its period: target {record.kinds[1]:.2f}, actual {record.kinds[2]:.2f}"
        found = [
            ("kind", record.kind, f"{kind}; {beside}; {timed}"),
            ("value", f"{case.comparator} {_bounds(case, record.change)} {case.unit}".strip(), case.mention.rule),
            ("change", record.change, self._classed("change", told, weights.change, weights.change.labels)),
            ("nature", record.nature, self._classed("nature", told, weights.nature, weights.nature.labels)),
        ]
        if record.basis is not None:
            measured = basis_features.Reader(self.scene).features(case, record.change)
            found.append(("basis", record.basis, self._classed("basis", measured, weights.basis, weights.basis.labels)))
        found.append(("indicator", self._words(record.indicator), self._ranked(record, "indicator")))
        said = "none" if record.due is None or record.due.last is None else record.due.last.isoformat()
        found.append(("due", said, self._ranked(record, "due")))
        found.append(
            ("region", self._text(record.region.mention) if record.region else "none", self._ranked(record, "region"))
        )
        found.append(("agent", self._text(record.agent) if record.agent else "none", self._ranked(record, "agent")))
        found += self._rest(record.commitment, record.section)
        found.append(("words", " ".join(word.text for word in case.sentence.words), "the sentence as cut"))
        found.append(
            ("confidence", f"{record.confidence:.2f}", "probability that kind, value, indicator and due are right")
        )
        return self._of(case.mention, record.kind, record.rules[1], found)

    def pledge(self, pledge: Pledge) -> Explanation:
        """A pledge: the verb that makes it, and what it takes from around it."""
        found = [("action", self._text(pledge.action), pledge.rules[0])]
        if pledge.due is not None and pledge.due.last is not None:
            found.append(("due", pledge.due.last.isoformat(), pledge.due_source))
        if pledge.region is not None:
            found.append(("region", self._text(pledge.region.mention), "table of regions"))
        if pledge.agent is not None:
            found.append(("agent", self._text(pledge.agent), pledge.agent.role))
        found += self._rest(pledge.commitment, pledge.section)
        found.append(("confidence", f"{pledge.confidence:.2f}", " × ".join(pledge.rules)))
        return self._of(pledge.words, "pledge", pledge.rules[0], found)

    def _rest(self, commitment: str | None, section: Span | None) -> list[tuple[str, str, str]]:
        out: list[tuple[str, str, str]] = []
        if commitment:
            out.append(("commitment", commitment, "words of the clause"))
        if section is not None:
            out.append(("section", self._text(section), "heading"))
        return out

    def _classed(self, name: str, told: Sequence[str], table: Table, labels: Sequence[str]) -> str:
        """The share of the label chosen, and what spoke for it against the next."""
        sums = table.sums(told)
        order = sorted(range(len(sums)), key=lambda k: -sums[k])
        first, second = order[0], order[1]
        share = shares_of(sums)[first]
        rows = [(table.row(name), name) for name in dict.fromkeys(told)]
        weighed = [(row[first] - row[second], name) for row, name in rows if row is not None]
        return f"{labels[first]} {share:.2f}, next {labels[second]}: {_strongest(weighed)}"

    def _ranked(self, record: Record, name: str) -> str:
        """The share of the candidate chosen, what spoke for it against the next, and the next ones."""
        pick = self._records[record.case.index].picks[name]
        if pick is None:
            return "nothing was proposed"
        features = pick.features
        table: Table = getattr(self.weights, name)
        sums = [table.total(names) for names in features]
        k = next(k for k, c in enumerate(pick.candidates) if c is pick.candidate)
        order = [j for j in sorted(range(len(sums)), key=lambda j: -sums[j]) if j != k]
        weighed = []
        if order:
            own, other = set(features[k]), set(features[order[0]])
            weighed = [(table.packed[n], n) for n in sorted(own - other) if n in table.packed]
            weighed += [(-table.packed[n], f"not {n}") for n in sorted(other - own) if n in table.packed]
        others = "; ".join(f"{self._candidate(name, pick.candidates[j])} {pick.shares[j]:.2f}" for j in order[:_OTHERS])
        return f"{pick.candidate.rule} {pick.share:.2f}: {_strongest(weighed)}" + (
            f"; next: {others}" if others else ""
        )

    def _candidate(self, name: str, candidate: Any) -> str:
        if name == "indicator":
            return self._words(candidate)
        if name == "due":
            return "none" if candidate.last is None else str(candidate.last.isoformat())
        span = candidate.mention if name == "region" else candidate.actor
        return "none" if span is None else self._text(span)

    def _words(self, candidate: Any) -> str:
        return "".join(self.scene.text[start:end] for start, end in candidate.pieces)

    def _of(self, span: Placed, disposition: str, rule: str, found: list[tuple[str, str, str]]) -> Explanation:
        raw = self.scene.outline.raw_span(span.start, span.end)
        return Explanation(self._text(span), raw.start, raw.end, disposition, rule, found)

    def _text(self, span: Placed) -> str:
        return self.scene.text[span.start : span.end]


def _strongest(weighed: Sequence[tuple[int, str]]) -> str:
    """``+180 l1=建成, −90 r1=的``: the features that weighed most, for and against."""
    best = sorted((pair for pair in weighed if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))[:_STRONGEST]
    worst = sorted(pair for pair in weighed if pair[0] < 0)[:_STRONGEST]
    return ", ".join(f"{weight:+d} {name}".replace("-", "−", weight < 0) for weight, name in (*best, *worst))


def _bounds(case: Case, change: str) -> str:
    ends = [abs(v) if change == "decrease" else v for v in (case.low, case.high) if v is not None]
    return "–".join(f"{value:f}" for value in dict.fromkeys(ends))
