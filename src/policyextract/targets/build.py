"""The last stage: drafts to the plain data that the contract's models are made from, with raw offsets and ids."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..context.resolve import Moment
from ..mentions.entity import Entity
from ..mentions.values import Amount, Unit
from ..models import record_id
from ..rules import Mention
from ..span import Span
from ..text.outline import Outline
from .around import joined
from .draft import Draft

Data = dict[str, Any]


class Builder:
    """Turns what the stages found in one text into plain data."""

    def __init__(self, outline: Outline, document_id: str) -> None:
        self.outline = outline
        self.document_id = document_id
        self._clean = outline.clean.text
        self._view = outline.view.offsets
        self._raw = outline.clean.layer.offsets
        self._phrases: dict[Span, Data] = {}

    def phrase(self, start: int, end: int) -> Data:
        """``{text, start, end}`` of a view span: its clean text and its raw offsets."""
        first, last = self._view[start], self._view[end - 1]
        return {"text": self._clean[first : last + 1], "start": self._raw[first], "end": self._raw[last] + 1}

    def _shared(self, span: Span) -> Data:
        """The phrase of a span that many records share (its sentence, its section)."""
        found = self._phrases.get(span)
        if found is None:
            found = self._phrases[span] = self.phrase(span.start, span.end)
        return found

    def quantity(self, mention: Mention) -> Data:
        """A quantity as it was read, for ``Document.quantities``."""
        amount: Amount = mention.value
        return self._quantity(mention, amount.low, amount.high, amount.comparator, amount.unit, amount.kind)

    def _quantity(
        self, mention: Mention, low: Decimal | None, high: Decimal | None, comparator: str, unit: str, kind: Unit
    ) -> Data:
        out = self.phrase(mention.start, mention.end)
        out.update(
            low=low,
            high=high,
            comparator=comparator,
            unit=unit,
            canonical_unit=kind.canonical,
            dimension=kind.dimension,
            currency=kind.currency or None,
        )
        return out

    def time(self, moment: Moment) -> Data:
        """A time with its dates; offsets are null where it stands nowhere in the text."""
        if moment.start < 0:
            out: Data = {"text": "", "start": None, "end": None}
        else:
            out = self.phrase(moment.start, moment.end)
        source = None if moment.source == "none" else moment.source  # nothing dates it
        out.update(first=moment.first, last=moment.last, grain=moment.grain, source=source)
        return out

    def indicator(self, pieces: Sequence[Span]) -> Data:
        """The indicator of a draft; one put together from several places has no offsets of its own."""
        if len(pieces) == 1:
            return self.phrase(*pieces[0])
        parts = [self.phrase(*piece)["text"] for piece in pieces]
        return {"text": "".join(parts), "start": None, "end": None}

    def record(self, draft: Draft) -> Data:
        """One record, without its id."""
        amount: Amount = draft.mention.value
        lead = [(b, r) for b, r in draft.agents if r == "lead"] + [(b, r) for b, r in draft.agents if r != "lead"]
        agents = [
            {**self.phrase(body.start, body.end), "role": role, "canonical": body.value.canonical or None}
            for body, role in lead
        ]
        due = draft.due
        return {
            "kind": draft.kind,
            "nature": draft.nature,
            "indicator": self.indicator(draft.pieces),
            "action": self.phrase(*draft.action) if draft.action else None,
            "quantity": self._quantity(
                draft.mention, draft.low, draft.high, draft.comparator, draft.unit, draft.kind_of_unit
            ),
            "per": amount.per,
            "change": draft.change,
            "basis": draft.basis,
            "baseline": self._baseline(draft.baseline) if draft.baseline is not None else None,
            "due": self._due(due, draft.due_source) if due is not None else None,
            "region": self._region(draft.region),
            "agents": agents,
            "agent": self._agent(draft, agents),
            "commitment": draft.commitment,
            "section": self._shared(draft.section) if draft.section else None,
            "programme": self._shared(draft.programme) if draft.programme else None,
            "sentence": self._shared(draft.sentence),
            "rules": draft.rules,
            "confidence": round(min(1.0, max(0.05, draft.confidence)), 2),
        }

    def _due(self, moment: Moment, source: str) -> Data:
        out = self.time(moment)
        if source == "context" and moment.source == "clause":
            out["source"] = "context"
        return out

    def _baseline(self, moment: Moment) -> Data:
        return {**self.phrase(moment.start, moment.end), "first": moment.first, "last": moment.last}

    def _agent(self, draft: Draft, agents: list[Data]) -> Data | None:
        """The first body, with those that the text names together with it (区商务局、区财政局) as one phrase."""
        lead = [body for body, role in draft.agents if role == "lead"]
        if not agents or len(lead) < 2:
            return agents[0] if agents else None
        whole = joined(self.outline.text, lead)
        return agents[0] if whole.end == lead[0].end else {**self.phrase(*whole), "role": "lead", "canonical": None}

    def _region(self, mention: Mention | None) -> Data | None:
        if mention is None:
            return None
        return {**self.phrase(mention.start, mention.end), "code": mention.value.code or None}

    def entity(self, found: Entity) -> Data:
        """One distinct entity with all its mentions."""
        out = self.phrase(found.start, found.end)
        spans = [self.outline.raw_span(start, end) for start, end in found.mentions]
        out.update(
            type=found.type,
            canonical=found.canonical or out["text"],
            mentions=[(span.start, span.end) for span in spans],
            code=found.code or None,
            title=found.title or None,
        )
        return out

    def identify(self, records: Sequence[Data]) -> None:
        """Give every record its id, and point a repeated one to the first that says the same."""
        keys: Counter[tuple[str, str, str]] = Counter()
        first: dict[tuple[Any, ...], str] = {}
        for record in records:
            quantity = record["quantity"]
            key = (quantity["text"], quantity["unit"], record["indicator"]["text"])
            record["id"] = record_id(self.document_id, *key, keys[key])
            keys[key] += 1
            due = record["due"]["last"] if record["due"] else None
            same = (*key, record["kind"], quantity["comparator"], record["change"], due)
            record["repeat_of"] = first.get(same)
            first.setdefault(same, record["id"])
