"""Target or actual: the clause's words first, then its own period against the publication, then the block's stance."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ..context.resolve import Moment
from ..context.stance import Stance
from ..span import Span
from .draft import Draft
from .words import words


class Sign(NamedTuple):
    """A cue found in a sentence."""

    start: int
    end: int
    kind: str
    weight: int
    text: str


class Verdict(NamedTuple):
    """The kind of a record, how surely (0 to 1), and the name of what decided it."""

    kind: str
    surety: float
    rule: str


def signs(text: str, sentence: Span) -> list[Sign]:
    """All cues of a sentence."""
    out = [
        Sign(m.start(), m.end(), kind, weight, m[0])
        for kind, weight, pattern in words().cues
        for m in pattern.finditer(text, sentence.start, sentence.end)
    ]
    out.sort()
    return out


# How far a cue reaches: full weight in the quantity's own clause, less from an earlier clause of the sentence. A cue
# behind the quantity counts only in the same clause.
_OWN, _EARLIER, _BEHIND = 1.0, 0.55, 0.5
_STANCE = {"plan": 1.0, "rule": 1.2, "criterion": 1.5, "review": -1.0}


def decide(draft: Draft, found: Sequence[Sign], own: Moment | None, stance: Stance, published: date | None) -> Verdict:
    """Weigh cues, period and stance.

    Args:
        found: the cues of the draft's sentence.
        own: the moment of the draft's own sentence that governs it, None for none.
        stance: that of its block.
        published: the document's date, None where unknown.
    """
    score, best, why = 0.0, 0.0, "kind.default"
    anchor = draft.mention.start
    for sign in found:
        share = _reach(sign, draft, anchor)
        if not share:
            continue
        value = share * sign.weight * (1 if sign.kind == "target" else -1)
        score += value
        if abs(value) > best:
            best, why = abs(value), f"kind.cue.{sign.kind}:{sign.text}"
    value = _period(own, published)
    score += value
    if abs(value) > best:
        best, why = abs(value), "kind.period"
    value = _STANCE.get(stance.kind, 0.0) * stance.weight
    score += value
    if abs(value) > best:
        best, why = abs(value), stance.rule
    # With nothing to tell, news reports what is.
    kind = "target" if score > 0.15 else "actual"
    return Verdict(kind, min(1.0, 0.5 + abs(score) / 4), why)


def _reach(sign: Sign, draft: Draft, anchor: int) -> float:
    if sign.start >= draft.clause.start and sign.end <= anchor + 1:
        return _OWN
    if sign.end <= draft.clause.start:
        return _EARLIER
    return _BEHIND if sign.start < draft.clause.end else 0.0


def _period(own: Moment | None, published: date | None) -> float:
    """The clause's own period against the publication: past −, future +, a period that holds both: nothing."""
    if own is None or own.last is None or published is None:
        return 0.0
    if own.role == "as_of":
        return -3.0
    if own.last <= published:
        return -2.5
    if own.first is not None and own.first > published:
        return 2.5
    return 2.5 if own.role in ("by", "within") else 0.4
