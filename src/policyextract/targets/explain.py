"""Why every number of a text is, or is not, a record, and why a clause is a pledge: which rule made which part."""

from typing import NamedTuple, Protocol

from ..context.stance import Stance
from ..mentions.values import Amount
from ..rules import Mention
from ..text.outline import Outline
from ..tokens import Tokenizer
from .draft import Draft
from .reader import Disposition


class Placed(Protocol):
    """Anything with a place in the view."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


class Explanation(NamedTuple):
    """What became of one number, or what made a pledge of a clause.

    ``start``/``end`` are raw offsets of ``anchor``, a number or the words of a pledge; ``disposition`` is ``target``,
    ``actual``, ``pledge`` or the reason why a number is no record; ``rule`` the rule that settled it; ``slots`` tells
    ``(slot, value, why)`` for every part of a record or pledge.
    """

    anchor: str
    start: int
    end: int
    disposition: str
    rule: str
    slots: list[tuple[str, str, str]]


class Explainer:
    """Explains what the stages found in one text."""

    def __init__(self, outline: Outline, stances: list[Stance], words: Tokenizer) -> None:
        self.outline = outline
        self.stances = stances
        self.words = words

    def number(self, mention: Mention, why: str) -> Explanation:
        """A number that is no quantity, such as part of a name."""
        return self._of(mention, why, mention.rule, [])

    def dismissed(self, disposition: Disposition) -> Explanation:
        """A quantity that is no record."""
        return self._of(disposition.mention, disposition.why, disposition.rule, [])

    def record(self, draft: Draft) -> Explanation:
        """A record: every slot, its value, and what it was read from."""
        amount: Amount = draft.mention.value
        stance = self.stances[draft.block]
        slots = [
            ("indicator", "".join(map(self._text, draft.pieces)), self._indicator(draft)),
            ("value", f"{draft.comparator} {_bounds(draft)} {draft.unit}".strip(), draft.rules[0]),
            ("change", draft.change, self._text(draft.action) if draft.action else draft.rules[1]),
            ("kind", draft.kind, next((r for r in draft.rules if r.startswith(("kind.", "stance."))), "")),
            ("nature", draft.nature, f"{amount.kind.dimension or 'no unit'}; block speaks as {stance.kind or 'news'}"),
        ]
        if draft.basis:
            slots.append(("basis", draft.basis, self._text(draft.clause)))
        slots += self._around(draft, stance)
        slots.append(("words", " ".join(self.words.cut(self._text(draft.clause))), "the clause as cut"))
        slots.append(("confidence", f"{draft.confidence:.2f}", " × ".join(draft.rules[1:])))
        return self._of(draft.mention, draft.kind, draft.rules[1], slots)

    def pledge(self, draft: Draft) -> Explanation:
        """A pledge: the verb that makes it, and what it takes from around it."""
        words = draft.pieces[0]
        verb = [("action", self._text(draft.action), draft.rules[0])] if draft.action is not None else []
        slots = [*verb, *self._around(draft, self.stances[draft.block])]
        slots.append(("confidence", f"{draft.confidence:.2f}", " × ".join(draft.rules)))
        raw = self.outline.raw_span(words.start, words.end)
        return Explanation(self._text(words), raw.start, raw.end, "pledge", draft.rules[0], slots)

    def _around(self, draft: Draft, stance: Stance) -> list[tuple[str, str, str]]:
        """The slots that records and pledges take from around their clause."""
        slots: list[tuple[str, str, str]] = []
        if draft.due is not None and draft.due.last is not None:
            said = self._text(draft.due) if draft.due.start >= 0 else draft.due.source
            slots.append(("due", draft.due.last.isoformat(), f"{draft.due_source}: {said} ({draft.due.rule})"))
        if draft.region is not None:
            slots.append(("region", self._text(draft.region), draft.region.rule))
        slots += [("agent", self._text(body), f"{role}: {body.rule}") for body, role in draft.agents]
        if draft.commitment:
            slots.append(("commitment", draft.commitment, "words of the clause"))
        if draft.section is not None:
            slots.append(("section", self._text(draft.section), f"heading; {stance.rule}"))
        return slots

    def _indicator(self, draft: Draft) -> str:
        return draft.rules[1] + (" (from the quantity before)" if draft.carried else "")

    def _of(self, mention: Mention, disposition: str, rule: str, slots: list[tuple[str, str, str]]) -> Explanation:
        raw = self.outline.raw_span(mention.start, mention.end)
        return Explanation(self._text(mention), raw.start, raw.end, disposition, rule, slots)

    def _text(self, span: Placed) -> str:
        return self.outline.text[span.start : span.end]


def _bounds(draft: Draft) -> str:
    ends = [f"{value:f}" for value in dict.fromkeys((draft.low, draft.high)) if value is not None]
    return "–".join(ends)
