"""The stages in order: the only module that knows them all."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from .context import anchor as anchoring
from .context import resolve as resolving
from .context.anchor import Anchor
from .context.resolve import Moment
from .context.stance import Stance, stances
from .errors import RecordError
from .guards import collector_paused, day
from .mentions import entity
from .mentions.name.rules import rules as name_rules
from .mentions.quantity.figure import figure_rule
from .mentions.quantity.rules import rules as quantity_rules
from .mentions.time.rules import rules as time_rules
from .mentions.values import Amount, Skip, TimeExpr
from .models import SCHEMA_VERSION, Document, content_hash, document_from, document_id, maker
from .pool import Failure, run
from .rules import Mention
from .scan import Scanner
from .settings import Settings
from .span import Span
from .targets import choose as choosing
from .targets import pledges
from .targets.build import Builder, Data, Make, plain
from .targets.choose import Chosen, Tables, shipped
from .targets.explain import Explainer, Explanation
from .targets.pledges import Pledge
from .targets.scene import Scene, scene
from .text.clean import clean
from .text.outline import Outline, outline
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
    "document_from",
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
    return pledges.find(scene, said, finder, partial(choosing.around, weights=weights))


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
        "warnings": [] if anchor.published or anchor.date else [NO_DATE],
    }


class Extractor:
    """Reads documents; built once, reused, safe to share between threads.

    >>> extractor = Extractor()
    >>> [target.indicator.text for target in extractor.extract("力争到2027年底建成5G基站50万个以上。").targets]
    ['5G基站']
    """

    def __init__(self, settings: Settings | None = None, weights: Tables | None = None) -> None:
        self.settings = settings or Settings()
        self._weights = weights
        if self.settings.lexicons:
            entity.own_names(self.settings.lexicons)  # a wrong row is told now, not at the first document

    @property
    def weights(self) -> Tables:
        """The tables that choose; those of the package where none are given."""
        return self._weights or shipped()

    def read(
        self, text: str, published: date | None = None, title: str | None = None, source: str | None = None
    ) -> Reading:
        """Run the stages up to the choice."""
        outlined = outline(clean(text))
        scanned = scan(outlined)
        anchored = anchor(outlined, scanned, published, title)
        moments = resolve(outlined, scanned, anchored)
        named, place = entities(outlined, title, source, self.settings.lexicons)
        heading = title or (outlined.clean_text(*outlined.title) if outlined.title else "")
        stanced = stances(outlined, heading, anchored.year)
        words = tokenizer(self.settings.tokenizer)
        parsed = parse(outlined, heading, scanned, anchored, moments, named, stanced, words)
        chosen = choose(parsed, self.weights)
        promised = promises(parsed, chosen, scanned, self.weights)
        return Reading(outlined, heading, scanned, anchored, moments, named, place, parsed, chosen, promised)

    @collector_paused()  # as a decorator: what was read is freed before the collector looks again
    def extract(
        self,
        text: str,
        *,
        published: date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        id: str | None = None,
    ) -> Document:
        """Read one text; see :func:`policyextract.extract`."""
        return document_from(self._data(maker, text, published, title, source, id)[0], text)

    @collector_paused()
    def extract_data(
        self,
        text: str,
        *,
        published: date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        id: str | None = None,
    ) -> Data:
        """Read one text into plain data: the fields of :class:`Document` as dicts, lists and tuples, without models.

        Numbers are :class:`decimal.Decimal`, days are :class:`datetime.date`; parts that records share are one object.
        :func:`policyextract.models.json_value` makes JSON of them.

        >>> data = Extractor().extract_data("确保新增规上工业企业100家以上。")
        >>> [(record["quantity"]["low"], record["quantity"]["unit"]) for record in data["targets"]]
        [(Decimal('100'), '家')]
        """
        return self._data(plain, text, published, title, source, id)[0]

    @collector_paused()
    def extract_with_text(
        self,
        text: str,
        *,
        published: date | str | None = None,
        title: str | None = None,
        source: str | None = None,
        id: str | None = None,
    ) -> tuple[Data, str]:
        """What :meth:`extract_data` gives, and the clean text, for those who compare documents."""
        return self._data(plain, text, published, title, source, id)

    def _data(
        self,
        make: Make,
        text: str,
        published: date | str | None,
        title: str | None,
        source: str | None,
        id: str | None,
    ) -> tuple[Data, str]:
        for key, value in (("text", text), ("title", title), ("source", source), ("id", id)):
            if not isinstance(value, str) and (key == "text" or value is not None):
                raise TypeError(f"{key} must be a string, not {type(value).__name__}")
        read = self.read(text, day(published), title, source)
        return build(read, source, id, self.settings.min_confidence, make), read.outline.clean.text

    def explain(self, text: str, *, published: date | str | None = None, title: str | None = None) -> list[Explanation]:
        """What became of every number of a text, and its pledges, in its order; see :func:`policyextract.explain`."""
        read = self.read(text, day(published), title)
        explainer = Explainer(read.scene, self.weights)
        out = [explainer.record(record) for record in read.chosen.records]
        out += [explainer.pledge(pledge) for pledge in read.pledges]
        out += [explainer.dismissed(case, shares) for case, shares in read.chosen.dismissed]
        out += [explainer.number(mention, mention.value.why) for mention in read.scanned.skips]
        return sorted(out, key=lambda item: item.start)

    def pipe(
        self,
        records: Iterable[str | Mapping[str, Any]],
        workers: int = 1,
        *,
        on_error: Callable[[RecordError], object] | None = None,
    ) -> Iterator[Document]:
        """Read many texts, in their order; records are taken as they are needed, so an endless iterable is fine.

        Args:
            records: texts, or mappings of :meth:`extract`'s arguments.
            workers: number of processes; a script needs no ``if __name__ == "__main__"`` guard for them.
            on_error: called with the error of each record that cannot be read, which then has no document, and reading
                goes on: ``errors = []`` and ``on_error=errors.append``. Without it the first such error is raised.

        Raises:
            ValueError: ``workers`` is not positive.
            RecordError: while iterating, where ``on_error`` is not given: a record has wrong arguments, or its process died.

        >>> errors = []
        >>> read = Extractor().pipe(["建设充电桩5万个。", {"text": None}, "新增就业3万人。"], on_error=errors.append)
        >>> [document.quantities[0].text for document in read], [error.index for error in errors]
        (['5万个', '3万人'], [1])
        """
        texts: deque[Any] = deque()  # of what is in work, for the documents to know
        return self._documents(
            run(partial(_reader, self.settings), _told(records, texts), workers=workers), texts, on_error
        )

    def _documents(
        self,
        results: Iterator[Data | Failure],
        texts: deque[Any],
        on_error: Callable[[RecordError], object] | None,
    ) -> Iterator[Document]:
        for index, result in enumerate(results):
            text = texts.popleft()
            if not isinstance(result, Failure):
                yield document_from(result, text)
                continue
            error = RecordError(index, *result)
            if on_error is None:
                raise error
            on_error(error)


def _told(records: Iterable[str | Mapping[str, Any]], texts: deque[Any]) -> Iterator[Any]:
    """The records as they go to a worker, their texts noted."""
    for record in records:
        texts.append(record.get("text") if isinstance(record, Mapping) else record)
        yield dict(record) if isinstance(record, Mapping) else record


def _reader(settings: Settings) -> Callable[[Any], Data]:
    """What a worker does with a record."""
    extractor = Extractor(settings)

    def read(record: Any) -> Data:
        if isinstance(record, str):
            return extractor.extract_data(record)
        if not isinstance(record, dict):
            raise TypeError(f"a record is a text or a mapping of extract's arguments, not {type(record).__name__}")
        return extractor.extract_data(**record)

    return read


def explain(text: str, *, published: date | str | None = None, title: str | None = None) -> list[Explanation]:
    """Which rule made which part of every record and pledge of ``text``, and why its other numbers are no records.

    >>> [(item.anchor, item.disposition, item.rule) for item in explain("力争到2027年底建成5G基站50万个以上。")]
    [('5G', 'code', 'name.code'), ('50万个', 'target', 'frame.verb-object')]
    """
    return _default().explain(text, published=published, title=title)


@cache
def _default() -> Extractor:
    return Extractor()


def extract(
    text: str,
    *,
    published: date | str | None = None,
    title: str | None = None,
    source: str | None = None,
    id: str | None = None,
) -> Document:
    """Read one text.

    Args:
        text: the raw text, markup and noise included.
        published: day of publication; found in the text where it is not given.
        title: the title, where the text itself does not hold it.
        source: where it came from (a file name, an URL); the document's id is made from it.
        id: the document's id.

    Raises:
        TypeError: an argument is of the wrong type.
        ValueError: ``published`` is no ISO date.

    Never raises for what the text contains.

    >>> [t.quantity.comparator for t in extract("确保新增规上工业企业100家以上。").targets]
    ['>=']
    """
    return _default().extract(text, published=published, title=title, source=source, id=id)
