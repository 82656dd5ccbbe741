"""Target or actual: the clause's words first, then its own period against the publication, then the block's stance."""

import re
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
    out: list[Sign] = []
    start, end = sentence
    for kind, anywhere, weights in words().cues:
        for m in anywhere.finditer(text, start, end):
            at = m.start()
            for weight, pattern in weights:
                if pattern.match(text, at, end) is not None:
                    out.append(Sign(at, m.end(), kind, weight, m[0]))
                    break
    out.sort()
    return out


# How far a cue reaches: full weight in the quantity's own clause, less from an earlier clause of the sentence. A cue
# behind the quantity counts only in the same clause. Cues of one kind do not add up: the strongest counts.
_OWN, _EARLIER, _BEHIND = 1.0, 0.6, 0.5
_WEIGHTS = {1: 0.7, 2: 2.0, 3: 3.0}
_STANCE = {"plan": 1.0, "rule": 1.2, "criterion": 1.6, "review": -1.0}
# A payment, rate or fine that the frame itself reads (按成本的30%给予补贴) is laid down.
_PAYS, _LAID_DOWN = frozenset(("frame.paid", "frame.sanction", "frame.raised")), 1.0
# What the record before says of one without words of its own: most in the same sentence, and where the subject is its.
_YEAR = 1.0
_AHEAD = 2.5  # the vote of a period to come that the own clause gives: 今年已建成163个，年底前达到200个
_FORETOLD = 3.0  # the vote of a word of the own clause that decides: 预计, 力争
_AT_HEAD = 5  # a verb within so many characters of a sentence's start begins it
_CARRIED, _SAME, _NEXT = 2.0, 1.5, 1.4


def whole(text: str, drafts: Sequence[Draft], i: int, before: Draft | None) -> Draft | None:
    """The record that the ``i``-th goes on from: of a part (其中亿元以上项目3个) the count of its sentence it is a part of."""
    draft = drafts[i]
    if before is None or not text.startswith("其中", draft.clause.start):
        return before
    for other in reversed(drafts[:i]):
        if other.sentence != draft.sentence:
            break
        if other.unit == draft.unit and other.clause != draft.clause:
            return other
    return before


def decide(
    text: str,
    draft: Draft,
    found: Sequence[Sign],
    own: Moment | None,
    stance: Stance,
    published: date | None,
    before: Draft | None,
    year: int | None = None,
) -> Verdict:
    """Weigh cues, period, stance and the record before.

    Args:
        found: the cues of the draft's sentence.
        own: the moment of the draft's own sentence (or of its table column) that governs it, None for none.
        stance: that of its block.
        published: the document's date, None where unknown.
        before: the record before it in its block, None for none.
        year: the document's, where no more of its date is known.
    """
    if "frame.origin" in draft.rules:
        return Verdict("actual", 0.9, "kind.origin")
    if stance.kind == "criterion":
        return Verdict("target", 0.9, stance.rule)
    if _in_bracket(text, draft):
        return Verdict("actual", 0.8, "kind.description")
    if before is not None and text.startswith("其中", draft.clause.start):
        # what is said between a whole and its part is said of neither
        found = [sign for sign in found if sign.start < before.clause.end or sign.start >= draft.clause.start]
    votes = [] if draft.header is not None else _cues(text, draft, found)
    goes_on = draft.carried and draft.change != "none" and before is not None and before.sentence == draft.sentence
    if goes_on and before is not None and before.kind == "target":
        # 预计投资超过1700亿元，同比增长近两成: a comparison reports nothing of its own
        votes = [(value * (0.3 if _COMPARES.search(why) else 1.0), why) for value, why in votes]
    foretold = _FORETOLD in [value for value, _ in votes]
    if foretold:
        # 截至5月底，参保人数达214万人，全年预计支出19亿元: the own clause tells what is to come
        votes = [(value * (0.4 if -2 < value < 0 else 1.0), why) for value, why in votes]
    sure = any(value >= 3 or value <= -3 for value, _ in votes)
    period = _period(own, published, draft, sure, year)
    if period >= _AHEAD and own is not None and own.role != "in":
        # 目前已整治36公里，9月底前再完成12公里: what another clause reports is of another time
        votes = [(value * (0.5 if -2 < value < 0 else 1.0), why) for value, why in votes]
        sure = True
    votes.append((period, "kind.period"))
    votes.append((_manner(text, draft), "kind.manner"))
    votes.append((_LAID_DOWN if draft.rules[1] in _PAYS else 0.0, "kind.laid-down"))
    # a paragraph that begins with 目前 can go on to what is to come
    lead = 0.5 if (foretold or period >= _AHEAD) and stance.rule == "stance.lead.review" else 1.0
    votes.append((_STANCE.get(stance.kind, 0.0) * stance.weight * lead, stance.rule))
    if draft.header is not None:
        votes.append((_column(text[draft.header.start : draft.header.end], draft, before), "kind.column"))
    elif before is not None:
        votes.append((_before(draft, before, votes) * (0.3 if sure else 1.0), f"kind.carried.{before.kind}"))
    score, most, why = 0.0, 0.0, ""  # ``most``: the strength of the strongest vote, the first among equals
    for vote, reason in votes:
        if vote:
            score += vote
            strength = vote if vote > 0 else -vote
            if strength > most:
                most, why = strength, reason
    # With nothing to tell, news reports what is.
    kind = "target" if score > 0.15 else "actual"
    return Verdict(kind, min(1.0, 0.5 + abs(score) / 4), why or "kind.default")


_COMPARES = re.compile("cue.actual:(?:同比|环比|[比较][上去前])")


def _in_bracket(text: str, draft: Draft) -> bool:
    """``抓好云岭电站（总装机120万千瓦）建设``: the size of a thing, in a bracket behind its name."""
    stop = draft.mention.value.outer_start
    opened = max(text.rfind("（", stop - 10, stop), text.rfind("(", stop - 10, stop))
    return opened >= 0 and text[opened + 1 : stop].removesuffix("约").strip() in words().description


def _cues(text: str, draft: Draft, found: Sequence[Sign]) -> list[tuple[float, str]]:
    """The strongest cue of each kind, signed; size and cost of a project, told without a word of planning, are facts."""
    best: dict[str, tuple[float, str]] = {}
    anchor = draft.mention.start
    if text.endswith(words().description, draft.clause.start, draft.mention.value.outer_start) and not any(
        text.find(verb, draft.clause.start, draft.mention.value.outer_start) >= 0 for verb in words().brings_about
    ):
        best["actual"] = (2.5, "kind.description")
    start = draft.clause.start
    for sign in found:
        own = sign.start >= start and sign.end <= anchor + 1
        value = (_OWN if own else _reach(text, sign, draft)) * _WEIGHTS[sign.weight]
        if value and value >= best.get(sign.kind, (0.0, ""))[0]:
            best[sign.kind] = (value, f"kind.cue.{sign.kind}:{sign.text}")
    out = [(-best["actual"][0], best["actual"][1])] if "actual" in best else []
    if "target" in best:
        out.append(best["target"])
    return out


def _reach(text: str, sign: Sign, draft: Draft) -> float:
    """How far a cue counts that does not stand before the quantity in its own clause."""
    if sign.end <= draft.clause.start:
        # 获得认证的企业，奖励5万元: a condition tells of no result
        bound = draft.clause.start + 1
        comma, stop = text.find(",", sign.end, bound), text.find("，", sign.end, bound)
        if comma >= 0 and not 0 <= stop < comma:
            stop = comma
        if stop < 0:
            return _EARLIER
        condition = text[stop - 1] == "的" or (
            text[sign.end : stop].endswith(words().beneficiary) and "的" in text[sign.start : stop]
        )
        return 0.0 if condition else _EARLIER
    return _BEHIND if sign.start < draft.clause.end else 0.0


_REPORTED = re.compile("[，,]?(?:同比|环比|[比较][上去前]一?年|(?:按可比口径)?[增下][长降])")


def _manner(text: str, draft: Draft) -> float:
    """A sentence that begins with its verb bids, but 新增 tells as well; a round bound behind a count promises."""
    action = draft.action
    bids = action is not None and action.start - draft.sentence.start <= _AT_HEAD
    if action is not None and words().newly_pattern.match(text, *action) is not None:
        bids = False
    if bids and action is not None and words().body_pattern.search(text, draft.sentence.start, action.start):
        bids = False  # 集团新引进飞机12架: with its subject before it, it tells
    if bids and draft.change == "none" and _REPORTED.match(text, draft.mention.value.outer_end) is not None:
        bids = False  # 全区实现零售额146.9亿元，同比增长4.2%: a figure and how it moved tell
    bound = draft.mention.value.after in (">=", "<=", "~")
    return 0.4 * bids + 0.3 * bound


def _period(own: Moment | None, published: date | None, draft: Draft, sure: bool, year: int | None = None) -> float:
    """The own period against the publication: past −, future +, a period that holds both: nothing, but in a column."""
    if own is None:
        return 0.0
    if own.last is None:  # 10月1日起: it only begins
        ahead = published is not None and own.first is not None and own.first > published
        return _AHEAD if ahead else 0.0
    column = draft.header is not None
    # the period of another clause counts less, and little where a word of the own clause decides
    scale = 2.0 if column else 1.0 if own.start >= draft.clause.start else 0.3 if sure else 0.7
    if published is None:
        if year is not None and own.last.year < year:
            return (-2.5 if own.stated else -1.2) * scale  # 五年 without a year of its own may lie ahead
        if year is not None and own.stated and own.first is not None and own.first.year > year:
            return 2.5 * scale
        return 2.0 if own.role == "by" else 0.0
    if own.role == "as_of":
        return -3.0 * scale
    if own.last <= published:
        return -2.5 * scale
    if own.role in ("by", "within") or (own.first is not None and own.first > published):
        return _AHEAD * scale
    if column:
        return 1.5
    # early in its year a year is mostly ahead, late in it mostly behind
    return _YEAR * (1 - published.timetuple().tm_yday / 183) if own.grain == "year" and own.role == "in" else 0.0


def _column(header: str, draft: Draft, before: Draft | None) -> float:
    """What a table's column head says of its values; a change is of the kind of the value before it in its row."""
    if draft.change != "none" and before is not None and before.sentence == draft.sentence:
        return 4.0 if before.kind == "target" else -4.0
    for kind, _, pattern in words().columns:
        if pattern.search(header):
            return 4.0 if kind == "target" else -4.0
    return 0.0


def _before(draft: Draft, before: Draft, votes: list[tuple[float, str]]) -> float:
    """What the record before says: much for an inherited subject, else only where no word or period of its own speaks."""
    if "frame.origin" in before.rules:
        return 0.0
    sign = before.surety * (1 if before.kind == "target" else -1)
    if draft.carried and before.sentence == draft.sentence:
        against = max(
            (-value if sign > 0 else value for value, why in votes if why.startswith("kind.cue")), default=0.0
        )
        return _CARRIED * sign * (0.3 if against >= 3 else 1.0)
    if before.sentence == draft.sentence:
        return _SAME * sign
    spoken = max((abs(value) for value, why in votes if not why.startswith("stance")), default=0.0)
    return _NEXT * sign if spoken < 1.5 else 0.0
