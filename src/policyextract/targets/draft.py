"""What frames say of a quantity, and the draft of a record that later stages fill."""

from typing import NamedTuple

from ..context.resolve import Moment
from ..mentions.values import Unit
from ..rules import Mention
from ..span import Span
from .site import Left, Site


class Reading(NamedTuple):
    """One frame's reading of one quantity; the reading with the highest rank wins."""

    rule: str
    rank: float
    pieces: tuple[Span, ...]  # the indicator, in reading order
    action: Span | None
    change: str  # increase | decrease | none
    carried: bool = False  # the indicator was taken over from another quantity
    base: tuple[Span, ...] = ()  # what a later clause without a subject inherits, where it is not the indicator itself


class Case(NamedTuple):
    """What a frame reads: a site with its left and right analysed, and the drafts before it in the sentence."""

    site: Site
    left: Left
    right: Span | None
    before: "Draft | None"  # the draft of the quantity before it in the sentence
    last: "Draft | None"  # the draft before it in the paragraph
    earlier: Span | None  # the noun phrase that heads the clause before, where that holds no quantity


class Draft:
    """One record on its way: what stages have found so far; the pipeline's last stage makes a model of it."""

    __slots__ = (
        "action",
        "agents",
        "attribute",
        "base",
        "baseline",
        "basis",
        "block",
        "carried",
        "change",
        "clause",
        "commitment",
        "comparator",
        "confidence",
        "due",
        "due_source",
        "header",
        "high",
        "kind",
        "kind_of_unit",
        "low",
        "mention",
        "nature",
        "pieces",
        "programme",
        "region",
        "rules",
        "run",
        "section",
        "sentence",
        "subject_region",
        "surety",
        "unit",
    )

    def __init__(self, mention: Mention, block: int, sentence: Span, clause: Span, reading: Reading) -> None:
        amount = mention.value
        self.mention = mention
        self.block = block
        self.sentence = sentence
        self.clause = clause
        self.pieces = reading.pieces
        self.action = reading.action
        self.change = reading.change
        self.carried = reading.carried
        self.base = reading.base or reading.pieces
        self.low = amount.low
        self.high = amount.high
        self.comparator: str = amount.comparator
        self.unit: str = amount.unit
        self.kind_of_unit: Unit = amount.kind
        self.run = (0, 1)  # which member of a list of quantities it is, and of how many
        self.attribute: Span | None = None  # of a table row: 约束性, 预期性
        self.header: Span | None = None  # of a table cell: what its column says
        self.rules: list[str] = [mention.rule, reading.rule]
        self.confidence = reading.rank
        self.kind = ""
        self.surety = 0.0  # of the kind, 0 to 1
        self.nature = "outcome"
        self.basis: str | None = None
        self.due: Moment | None = None
        self.due_source = "none"
        self.region: Mention | None = None
        self.subject_region: Span | None = None  # the member of a list of regions that is its subject
        self.agents: list[tuple[Mention, str]] = []
        self.programme: Span | None = None
        self.section: Span | None = None
        self.baseline: Moment | None = None  # the other time a change is measured from
        self.commitment: str | None = None
