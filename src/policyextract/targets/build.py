"""The last stage: drafts to the plain data that the contract's models are made from, with raw offsets and ids."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from ..context.resolve import Moment
from ..identity import record_id
from ..mentions.entity import Entity
from ..mentions.values import Amount, Unit
from ..models import Due, Model, Phrase, Quantity, Region, maker
from ..rules import Mention
from ..span import Span
from ..text.outline import Outline
from .choose import Record
from .pledges import Pledge
from .proposers.agent import Actor
from .proposers.region import Spot
from .scene import Case

Data = dict[str, Any]
Make = Callable[[type[Model]], Callable[[Data], Any]]
"""What makes a part that many records share, for one model of the contract."""


def plain(model: type[Model]) -> Callable[[Data], Data]:
    """Leaves the parts of any ``model`` as the plain data they are."""
    return _as_it_is


def _as_it_is(data: Data) -> Data:
    return data


class Builder:
    """Turns what the stages found in one text into plain data.

    What many records share (sentence, heading, programme, period, region, and the quantity, which is also in the list of
    all quantities) is made once and used again: into a model at once, since a model inside the plain data is taken as it
    is, or left plain where no model is wanted.
    """

    def __init__(self, outline: Outline, names: Sequence[Mention], document_id: str, make: Make = maker) -> None:
        self.outline = outline
        self._canonical = {(m.start, m.end): m.value.canonical or None for m in names}
        self.document_id = document_id
        self._text = outline.text
        self._view = outline.view.offsets
        self._raw = outline.clean.layer.offsets
        self._phrases: dict[Span, Phrase | Data] = {}
        self._quantities: dict[tuple[int, int, int], Quantity | Data] = {}
        self._dues: dict[tuple[int, int, date | None, date | None, str, str], Due | Data] = {}
        self._regions: dict[tuple[int, int, str], Region | Data] = {}
        self._phrase_of, self._quantity_of, self._due_of = make(Phrase), make(Quantity), make(Due)
        self._region_of = make(Region)

    def phrase(self, start: int, end: int) -> Data:
        """``{text, start, end}`` of a view span: its clean text, lines joined, and its raw offsets."""
        first, last = self._view[start], self._view[end - 1]
        return {"text": self._text[start:end], "start": self._raw[first], "end": self._raw[last] + 1}

    def _shared(self, span: Span) -> Phrase | Data:
        """The phrase of a span that many records share (its sentence, its section)."""
        found = self._phrases.get(span)
        if found is None:
            found = self._phrases[span] = self._phrase_of(self.phrase(*span))
        return found

    def quantity(self, case: Case) -> Quantity | Data:
        """A quantity for ``Document.quantities``, with the unit of its column and the comparator of its list."""
        return self._own_quantity(case, "none")

    def _as_read(self, mention: Mention) -> Quantity | Data:
        amount: Amount = mention.value
        key = (mention.start, mention.end, id(amount))  # the reading keeps the amounts while records are built
        found = self._quantities.get(key)
        if found is None:
            found = self._quantity(mention, amount.low, amount.high, amount.comparator, amount.unit, amount.kind)
            self._quantities[key] = found
        return found

    def _quantity(
        self, mention: Mention, low: Decimal | None, high: Decimal | None, comparator: str, unit: str, kind: Unit
    ) -> Quantity | Data:
        first, last = self._view[mention.start], self._view[mention.end - 1]
        out: Quantity | Data = self._quantity_of(
            {
                "text": self._text[mention.start : mention.end],
                "start": self._raw[first],
                "end": self._raw[last] + 1,
                "low": low,
                "high": high,
                "comparator": comparator,
                "unit": unit,
                "canonical_unit": kind.canonical,
                "dimension": kind.dimension,
                "currency": kind.currency or None,
            }
        )
        return out

    def _own_quantity(self, case: Case, change: str) -> Quantity | Data:
        """The quantity of a case, under the change of its record: as it was read, where nothing around it has changed it."""
        mention, amount = case.mention, case.amount
        low, high = case.low, case.high
        if change == "decrease":  # -1.6% in a table: the value is given without its sign
            low, high = _unsigned(low), _unsigned(high)
        same = low is amount.low and high is amount.high and case.unit_kind is amount.kind
        if same and case.comparator == amount.comparator and case.unit == amount.unit:
            return self._as_read(mention)
        return self._quantity(mention, low, high, case.comparator, case.unit, case.unit_kind)

    def time(self, moment: Moment) -> Data:
        """A time with its dates; offsets are null where it stands nowhere in the text."""
        source = None if moment.source == "none" else moment.source  # nothing dates it
        text, start, end = "", None, None
        if moment.start >= 0:
            text, start, end = self.phrase(moment.start, moment.end).values()
        return {
            "text": text,
            "start": start,
            "end": end,
            "first": moment.first,
            "last": moment.last,
            "grain": moment.grain,
            "source": source,
        }

    def indicator(self, pieces: Sequence[Span]) -> Data:
        """The indicator of a draft; one put together from several places has no offsets of its own."""
        if len(pieces) == 1:
            return self.phrase(*pieces[0])
        parts = [self.phrase(*piece)["text"] for piece in pieces]
        return {"text": "".join(parts), "start": None, "end": None}

    def record(self, record: Record) -> Data:
        """One record, without its id."""
        case = record.case
        agents = self._agents(record.agent) if record.agent is not None else []
        return {
            "kind": record.kind,
            "nature": record.nature,
            "indicator": self.indicator(record.indicator.pieces),
            "action": self.phrase(*record.indicator.action) if record.indicator.action else None,
            "quantity": self._own_quantity(case, record.change),
            "per": case.amount.per,
            "change": record.change,
            "basis": record.basis,
            "baseline": self._baseline(record.baseline) if record.baseline is not None else None,
            "due": self._due(record.due, record.due_source) if record.due is not None else None,
            "region": self._region(record.region) if record.region is not None else None,
            "agents": agents,
            "agent": self._agent(record.agent, agents) if record.agent is not None else None,
            "commitment": record.commitment,
            "section": self._shared(record.section) if record.section else None,
            "programme": self._shared(record.programme) if record.programme else None,
            "sentence": self._shared(case.sentence.span),
            "rules": record.rules,
            "confidence": round(record.confidence, 2),
            "review": None,
        }

    def pledges(self, pledges: Sequence[Pledge]) -> list[Data]:
        """Pledges with their ids: a hash of the document and of their words, and of their number among equals."""
        out: list[Data] = []
        counts: dict[str, int] = {}
        for pledge in pledges:
            words = self.phrase(*pledge.words)
            agents = self._agents(pledge.agent) if pledge.agent is not None else []
            ordinal = counts.get(words["text"], 0)
            counts[words["text"]] = ordinal + 1
            out.append(
                {
                    **words,
                    "id": record_id(self.document_id, words["text"], "", "pledge", ordinal),
                    "action": self.phrase(*pledge.action) if pledge.action else None,
                    "due": self._due(pledge.due, pledge.due_source) if pledge.due is not None else None,
                    "region": self._region(pledge.region) if pledge.region is not None else None,
                    "agents": agents,
                    "agent": self._agent(pledge.agent, agents) if pledge.agent is not None else None,
                    "commitment": pledge.commitment,
                    "section": self._shared(pledge.section) if pledge.section else None,
                    "programme": self._shared(pledge.programme) if pledge.programme else None,
                    "sentence": self._shared(pledge.sentence),
                    "rules": pledge.rules,
                    "confidence": round(pledge.confidence, 2),
                    "review": None,
                }
            )
        return out

    def _due(self, moment: Moment, source: str) -> Due | Data:
        source = "context" if source == "context" and moment.source == "clause" else moment.source
        key = (moment.start, moment.end, moment.first, moment.last, moment.grain, source)
        found = self._dues.get(key)
        if found is None:
            found = self._dues[key] = self._due_of(self.time(moment._replace(source=source)))
        return found

    def _baseline(self, moment: Moment) -> Data:
        return {**self.phrase(moment.start, moment.end), "first": moment.first, "last": moment.last, "quantity": None}

    def _agents(self, actor: Actor) -> list[Data]:
        """Every body that the text names together, and behind them those that help."""
        told = [(span, actor.role) for span in actor.members] + [(span, "support") for span in actor.helpers]
        return [
            {**self.phrase(*span), "role": role, "canonical": self._canonical.get((span.start, span.end))}
            for span, role in told
        ]

    def _agent(self, actor: Actor, agents: list[Data]) -> Data:
        """The one body, or those that the text names together (区商务局、区财政局) as one phrase."""
        if len(actor.members) == 1:
            return agents[0]
        return {**self.phrase(actor.start, actor.end), "role": actor.role, "canonical": None}

    def _region(self, spot: Spot) -> Region | Data:
        mention = spot.mention
        key = (mention.start, mention.end, mention.value.code)
        found = self._regions.get(key)
        if found is None:
            found = self._region_of({**self.phrase(mention.start, mention.end), "code": mention.value.code or None})
            self._regions[key] = found
        return found

    def entity(self, found: Entity) -> Data:
        """One distinct entity with all its mentions."""
        view, raw = self._view, self._raw
        first, last = view[found.start], view[found.end - 1]
        text = self._text[found.start : found.end]
        return {
            "text": text,
            "start": raw[first],
            "end": raw[last] + 1,
            "type": found.type,
            "canonical": found.canonical or text,
            "mentions": tuple([(raw[view[start]], raw[view[end - 1]] + 1) for start, end in found.mentions]),
            "code": found.code or None,
            "title": found.title or None,
        }

    def identify(self, data: Sequence[Data], records: Sequence[Record]) -> None:
        """Give every record its id, and point a repeated one to the first that says the same."""
        counts: dict[tuple[str, str, str], int] = {}
        first: dict[tuple[Any, ...], str] = {}
        for one, record in zip(data, records, strict=True):
            case = record.case
            key = (self._text[case.start : case.end], case.unit, one["indicator"]["text"])
            ordinal = counts.get(key, 0)
            counts[key] = ordinal + 1
            name = one["id"] = record_id(self.document_id, *key, ordinal)
            same = (key, record.kind, case.comparator, record.change, record.due.last if record.due else None)
            earlier = first.setdefault(same, name)
            one["repeat_of"] = None if earlier is name else earlier


def _unsigned(value: Decimal | None) -> Decimal | None:
    return None if value is None else abs(value)
