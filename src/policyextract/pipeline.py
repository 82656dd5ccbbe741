"""The stages in order: the only module that knows them all."""

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

from . import patterns
from .context import anchor as anchoring
from .context import resolve as resolving
from .context import stated as stating
from .context.anchor import Anchor
from .context.page import Page
from .context.page import page as page_of
from .context.resolve import Moment
from .context.stance import Stance, stances
from .counted import counted
from .guards import without_halves
from .identity import content_hash, document_id
from .mentions import entity
from .mentions.lost.rules import rules as lost_rules
from .mentions.name.rules import rules as name_rules
from .mentions.quantity.figure import figure_rule
from .mentions.quantity.rules import rules as quantity_rules
from .mentions.time.rules import rules as time_rules
from .mentions.values import Amount, Skip, TimeExpr
from .models import SCHEMA_VERSION, maker
from .rules import Mention
from .scan import Scanner
from .settings import Settings
from .span import Span
from .targets import choose as choosing
from .targets import pledges
from .targets.build import Builder, Data, Make
from .targets.choose import Chosen, Tables
from .targets.pledges import Pledge
from .targets.scene import LONGEST, PLAIN, STEPS, STEPS_A_CHARACTER, Scene, scene
from .text.clean import clean
from .text.outline import Block, Outline, Row, outline
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


LOST = {
    "masked": "{!r} is no figure: signs stand for all or part of it",
    "broken": "{!r} is no figure: its decimal point or its decimals are lost",
}
"""What is said of a figure that cannot be read, by the reason of its skip."""

OVER_BUDGET = (
    f"so many figures stand in one sentence that the document's budget of {STEPS:,} steps and {STEPS_A_CHARACTER} for each "
    f"character is spent: this is read in pieces of at most {PLAIN} characters, and no piece knows of another"
)
"""What is said of a stretch that is read plainly."""


class Scanned(NamedTuple):
    """What scanning found, by family, each in order."""

    quantities: list[Mention]
    times: list[Mention]
    skips: list[Mention]


class Seen(NamedTuple):
    """What the stages found in one text before anything is chosen; fields as in :class:`Reading`."""

    outline: Outline
    page: Page
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
    page: Page
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

    Figures of which a part is lost first; then plain ones, which no other rule reads; then names, so that what is in
    them is no quantity.
    """
    return Scanner((*lost_rules(), figure_rule(), *name_rules(), *time_rules(), *quantity_rules()))


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
            label = block.row.label
            if label is not None and _YEAR.fullmatch(text, label.start, label.end) is not None:
                heads.add(label)
            if above is not None:
                heads.add(Span(above.start, above.end))  # a head whose cells were not told apart
        above = None
        for mention in _within_cells(text, block, run(text, block.start, block.end)):
            value = mention.value
            if isinstance(value, Amount):
                if block.row is None or not _is_unit(text, block.row, mention):
                    found.quantities.append(mention)
            elif isinstance(value, TimeExpr):
                found.times.append(mention)
            elif isinstance(value, Skip):
                found.skips.append(mention)
    if heads:
        _scan_heads(text, heads, found.times)
    return found


def _within_cells(text: str, block: Block, found: list[Mention]) -> list[Mention]:
    """The mentions of a block, those that reach from one cell of a row into another read cell by cell: 16.8　－　36.7 are two."""
    cells = [cell for cell in block.row.cells if cell.header is not None] if block.row is not None else []
    if len(cells) < 2:
        return found
    out: list[Mention] = []
    for mention in found:
        held = [cell for cell in cells if cell.start < mention.end and mention.start < cell.end]
        at = mention.start
        for cell in held[:-1]:
            out += scanner().scan(text, at, cell.end)
            at = cell.end
        out += [mention] if len(held) < 2 else scanner().scan(text, at, mention.end)
    return out


_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-–—~～至]\s?(?:19|20)\d\d|(?P<half>[/／-]\d\d))?")


def _bare_year(text: str, head: Span) -> list[Mention]:
    """The year, the span of years, or the year over two (2014/15), that a cell is without 年."""
    told = _YEAR.fullmatch(text, head.start, head.end)
    if told is None or (told["half"] and int(told["half"][1:]) != (int(told[0][2:4]) + 1) % 100):
        return []
    whole = told[0] + ("年度" if told["half"] else "年")
    for mention in scanner().scan(whole, 0, len(whole)):
        if isinstance(mention.value, TimeExpr):
            value = mention.value._replace(outer_start=head.start, outer_end=head.end)
            return [Mention(head.start, head.end, value, mention.rule)]
    return []


def _is_unit(text: str, row: Row, mention: Mention) -> bool:
    """Whether what reads as an amount is the unit of a row's figures: 万千瓦 in a column of units."""
    if any(char.isdigit() for char in text[mention.start : mention.end]):
        return False
    units = (cell.unit for cell in row.cells if cell.unit is not None)
    return any(unit.start <= mention.start and mention.end <= unit.end for unit in units)


def _scan_heads(text: str, heads: set[Span], times: list[Mention]) -> None:
    """Add the times of table heads, whose lines are furniture, in their place; a head or label that is a year alone is one."""
    known = {mention.start for mention in times}
    for head in heads:
        found = _bare_year(text, head) or scanner().scan(text, head.start, head.end)
        for mention in found:
            if isinstance(mention.value, TimeExpr) and mention.start not in known:
                times.append(mention)
    times.sort(key=lambda mention: mention.start)


def anchor(outline: Outline, page: Page, scanned: Scanned, published: date | None, title: str | None) -> Anchor:
    """The document's date and where it was found."""
    told = date.fromisoformat(page.published) if page.published else None
    return anchoring.find(outline, scanned.times, published, title, told)


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


def build(
    read: Reading,
    source: str | None,
    given: str | None,
    minimum: float,
    make: Make = maker,
    parts: Sequence[Data] = (),
) -> Data:
    """The plain data of the document, every field of the contract given.

    Args:
        parts: where in its file the parts of the raw text stand, where it was taken out of one: fields of ``SourcePart``.
    """
    clean_text = read.outline.clean.text
    facts = stating.stated(read.outline, read.page)
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
        "published_source": anchor.told or anchor.source or None,
        "issued": facts.issued,
        "source": source,
        "credited_source": facts.credited,
        "issuing_body": facts.publisher,
        "document_number": facts.number,
        "index_number": facts.index_number,
        "place": read.place and {"text": read.place.text, "code": read.place.code or None, "source": read.place.source},
        "script": outline.clean.script,
        "noise": dict(outline.clean.steps),
        "targets": [record for record in records if record["kind"] == "target"],
        "actuals": [record for record in records if record["kind"] == "actual"],
        "pledges": [pledge for pledge in promised if pledge["confidence"] >= minimum],
        "quantities": [builder.quantity(case) for case in read.scene.cases],
        "entities": [builder.entity(found) for found in entity.group(outline.text, read.names, title)],
        "times": [builder.time(moment) for moment in read.moments],
        "sections": [
            {**builder.phrase(block.body, block.end), "level": max(1, block.level)}
            for block in outline.blocks
            if block.kind == "heading" and block.end > block.body
        ],
        "warnings": warnings(read),
        "source_text": without_halves(outline.clean.raw) if parts else None,
        "source_parts": list(parts),
    }


def warnings(read: Reading) -> list[Data]:
    """What a reader of the results should know."""
    outline, anchor = read.outline, read.anchor
    out = [] if anchor.published or anchor.date else [NO_DATE]
    if outline.unread is not None:
        out.append({**outline.unread._asdict(), "start": None, "end": None})
    for mention in read.scanned.skips:
        if mention.value.why in LOST:
            start, end = outline.raw_span(mention.start, mention.end)
            message = LOST[mention.value.why].format(outline.text[mention.start : mention.end])
            out.append({"code": f"{mention.value.why}-figure", "message": message, "start": start, "end": end})
    for whole in read.scene.overlong:
        start, end = outline.raw_span(whole.start, whole.end)
        message = f"a sentence of {whole.end - whole.start} characters is read in pieces of at most {LONGEST}: no piece knows of another"
        out.append({"code": "long-sentence", "message": message, "start": start, "end": end})
    for stretch in read.scene.plain:
        start, end = outline.raw_span(stretch.start, stretch.end)
        out.append({"code": "over-budget", "message": OVER_BUDGET, "start": start, "end": end})
    if count := outline.clean.raw.count("\ufffd"):
        first = outline.clean.raw.index("\ufffd")
        lost = counted(count, "character was lost", "characters were lost")
        message = f"{lost} when the text was decoded (U+FFFD): words and figures beside them may be wrong"
        out.append({"code": "lost-characters", "message": message, "start": first, "end": first + 1})
    return out


def look(text: str, settings: Settings, published: date | None, title: str | None, source: str | None) -> Seen:
    """Run the stages up to the scene, in which every choice is made."""
    page = page_of(text)
    title = None if title == page.title else title  # an archive that read the page before tells nothing else
    headline = title or (clean(page.title).text if page.title else None)
    outlined = outline(clean(text), headline)
    scanned = scan(outlined)
    own = outlined.clean_text(*outlined.title) if outlined.title else ""
    title = title or (headline if headline != own else None)
    anchored = anchor(outlined, page, scanned, published, title)
    moments = resolve(outlined, scanned, anchored)
    named, place = entities(outlined, title, source, settings.lexicons)
    heading = title or own
    stanced = stances(outlined, heading, anchored.year)
    words = tokenizer(settings.tokenizer)
    parsed = parse(outlined, heading, scanned, anchored, moments, named, stanced, words)
    return Seen(outlined, page, heading, scanned, anchored, moments, named, place, parsed)


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
    reading = Reading(*seen, chosen, promises(seen.scene, chosen, seen.scanned, weights))
    patterns.keep()
    return reading
