"""The stages in order: the only module that knows them all."""

from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from .context import anchor as anchoring
from .context import resolve as resolving
from .context.anchor import Anchor
from .context.resolve import Moment
from .context.stance import Stance, stances
from .mentions import entity
from .mentions.name.rules import rules as name_rules
from .mentions.quantity.figure import figure_rule
from .mentions.quantity.rules import rules as quantity_rules
from .mentions.time.rules import rules as time_rules
from .mentions.values import Amount, Skip, TimeExpr
from .models import SCHEMA_VERSION, content_hash, document_id, maker
from .rules import Mention
from .scan import Scanner
from .settings import Settings
from .span import Span
from .targets import choose as choosing
from .targets import pledges
from .targets.build import Builder, Data, Make
from .targets.choose import Chosen, Tables
from .targets.pledges import Pledge
from .targets.scene import Scene, scene
from .text.clean import clean
from .text.outline import Outline, outline
from .text.unread import unread
from .tokens import Tokenizer, tokenizer

STAGES = (
    "clean",
    "outline",
    "scan",
    "anchor",
    "resolve",
    "entities",
    "stances",
    "parse",
    "choose",
    "promises",
    "build",
)
"""Names of the stage functions of this module, in their order."""


NO_DATE: Data = {
    "code": "no-date",
    "message": "no publication date was given or found",
    "start": None,
    "end": None,
}


class Scanned(NamedTuple):
    """What scanning found, by family, each in order."""

    quantities: list[Mention]
    times: list[Mention]
    skips: list[Mention]


class Seen(NamedTuple):
    """What the stages found in one text before anything is chosen; fields as in :class:`Reading`."""

    outline: Outline
    title: str
    scanned: Scanned
    anchor: Anchor
    moments: list[Moment]
    names: list[Mention]
    place: entity.Place | None
    scene: Scene


class Reading(NamedTuple):
    """Everything the stages found in one text, before models are made of it."""

    outline: Outline
    title: str
    scanned: Scanned
    anchor: Anchor
    moments: list[Moment]
    names: list[Mention]
    place: entity.Place | None
    scene: Scene
    chosen: Chosen
    pledges: list[Pledge]


@cache
def scanner() -> Scanner:
    """The scanner over all families, compiled once a process.

    Plain figures first, which no other rule reads; then names, so that what is in them is no quantity.
    """
    return Scanner((figure_rule(), *name_rules(), *time_rules(), *quantity_rules()))


def scan(outline: Outline) -> Scanned:
    """Numbers, quantities and times of every block that is read."""
    found = Scanned([], [], [])
    run, text = scanner().scan, outline.text
    heads: set[Span] = set()
    above = None
    for block in outline.blocks:
        if block.kind == "furniture":
            above = block
            continue
        if block.row is not None:
            heads.update(head for cell in block.row.cells for head in (cell.header, cell.above) if head is not None)
            if above is not None:
                heads.add(Span(above.start, above.end))  # a head whose cells were not told apart
        above = None
        for mention in run(text, block.start, block.end):
            value = mention.value
            if isinstance(value, Amount):
                found.quantities.append(mention)
            elif isinstance(value, TimeExpr):
                found.times.append(mention)
            elif isinstance(value, Skip):
                found.skips.append(mention)
    if heads:
        _scan_heads(text, heads, found.times)
    return found


def _scan_heads(text: str, heads: set[Span], times: list[Mention]) -> None:
    """Add the times of table heads, whose lines are furniture, in their place."""
    known = {mention.start for mention in times}
    for head in heads:
        for mention in scanner().scan(text, head.start, head.end):
            if isinstance(mention.value, TimeExpr) and mention.start not in known:
                times.append(mention)
    times.sort(key=lambda mention: mention.start)


def anchor(outline: Outline, scanned: Scanned, published: date | None, title: str | None) -> Anchor:
    """The document's date and where it was found."""
    return anchoring.find(outline, scanned.times, published, title)


def resolve(outline: Outline, scanned: Scanned, anchor: Anchor) -> list[Moment]:
    """The times with their dates, in reading order."""
    return resolving.resolve(scanned.times, outline, anchor)


def entities(
    outline: Outline, title: str | None, source: str | None, own: tuple[Path, ...]
) -> tuple[list[Mention], entity.Place | None]:
    """Names and region words of every block, in order, and the place of the document that settles which are meant."""
    text, index = outline.text, entity.own_names(own)
    found = entity.scan_all(text, [(block.start, block.end) for block in outline.blocks], index)
    spans = [("publisher", *meta.value) for meta in outline.meta if meta.key == "publisher"]
    spans += [("title", *outline.title)] if outline.title else []
    spans += [("dateline", *span) for span in outline.datelines]
    place = entity.place_of_document(text, found, title=title, source=source, spans=spans)
    return entity.settle(text, found, place), place


def parse(
    outline: Outline,
    heading: str,
    scanned: Scanned,
    anchor: Anchor,
    moments: list[Moment],
    names: list[Mention],
    stances: list[Stance],
    words: Tokenizer,
) -> Scene:
    """The parsed sentences that hold a quantity, and every quantity at its place."""
    mentions = (scanned.quantities, scanned.times, scanned.skips)
    return scene(outline, heading, anchor, mentions, moments, names, stances, words)


def choose(scene: Scene, weights: Tables) -> Chosen:
    """Every quantity as a record, or as none."""
    return choosing.choose(scene, weights)


def promises(scene: Scene, chosen: Chosen, scanned: Scanned, weights: Tables) -> list[Pledge]:
    """The commitments without a number."""
    names = {m.start: m.end for m in scene.names if m.value.type in ("place", "region", "gov")}
    spoken = {m.value.outer_start: m.value.outer_end for m in scanned.times}
    held = sorted({record.case.clause_span for record in chosen.records})
    finder = pledges.Finder(scene.text, spoken, names, held)
    said = [(record.case, record.kind) for record in chosen.records]
    return pledges.find(scene, said, finder, partial(choosing.Surroundings, weights=weights))


def build(read: Reading, source: str | None, given: str | None, minimum: float, make: Make = maker) -> Data:
    """The plain data of the document, every field of the contract given."""
    clean_text = read.outline.clean.text
    ident = document_id(given, source, clean_text)
    builder = Builder(read.outline, read.names, ident, make)
    records = [builder.record(record) for record in read.chosen.records]
    builder.identify(records, read.chosen.records)
    records = [record for record in records if record["confidence"] >= minimum]
    promised = builder.pledges(read.pledges)
    outline, anchor = read.outline, read.anchor
    title = read.title or None
    return {
        "schema_version": SCHEMA_VERSION,
        "id": ident,
        "content_hash": content_hash(clean_text),
        "repost_of": None,
        "title": title,
        "published": anchor.published or anchor.date,
        "published_source": "published" if anchor.published else anchor.source or None,
        "source": source,
        "place": read.place and {"text": read.place.text, "code": read.place.code or None, "source": read.place.source},
        "script": outline.clean.script,
        "noise": dict(outline.clean.steps),
        "targets": [record for record in records if record["kind"] == "target"],
        "actuals": [record for record in records if record["kind"] == "actual"],
        "pledges": [pledge for pledge in promised if pledge["confidence"] >= minimum],
        "quantities": [builder.quantity(mention) for mention in read.scanned.quantities],
        "entities": [builder.entity(found) for found in entity.group(outline.text, read.names, title)],
        "times": [builder.time(moment) for moment in read.moments],
        "sections": [
            {**builder.phrase(block.body, block.end), "level": max(1, block.level)}
            for block in outline.blocks
            if block.kind == "heading" and block.end > block.body
        ],
        "warnings": _warnings(read, clean_text, bool(records or promised)),
    }


def _warnings(read: Reading, clean_text: str, found: bool) -> list[Data]:
    out = [] if read.anchor.published or read.anchor.date else [NO_DATE]
    if not found and (why := unread(clean_text, read.title)) is not None:
        out.append({"code": why.code, "message": why.message, "start": None, "end": None})
    return out


def look(text: str, settings: Settings, published: date | None, title: str | None, source: str | None) -> Seen:
    """Run the stages up to the scene, in which every choice is made."""
    outlined = outline(clean(text))
    scanned = scan(outlined)
    anchored = anchor(outlined, scanned, published, title)
    moments = resolve(outlined, scanned, anchored)
    named, place = entities(outlined, title, source, settings.lexicons)
    heading = title or (outlined.clean_text(*outlined.title) if outlined.title else "")
    stanced = stances(outlined, heading, anchored.year)
    words = tokenizer(settings.tokenizer)
    parsed = parse(outlined, heading, scanned, anchored, moments, named, stanced, words)
    return Seen(outlined, heading, scanned, anchored, moments, named, place, parsed)


def read(
    text: str,
    settings: Settings,
    weights: Tables,
    published: date | None = None,
    title: str | None = None,
    source: str | None = None,
) -> Reading:
    """Run the stages up to the choice."""
    seen = look(text, settings, published, title, source)
    chosen = choose(seen.scene, weights)
    return Reading(*seen, chosen, promises(seen.scene, chosen, seen.scanned, weights))
