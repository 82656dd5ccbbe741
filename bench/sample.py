"""Records drawn by a seed, each in its context with every slot, for a person to judge; and whole paragraphs for misses.

    python bench/sample.py FILE.jsonl [--records N] [--documents N] [--paragraphs N] [--seed N]

FILE holds a document a row, as for ``bench/speed.py``, perhaps with an ``id``. The seed picks documents among those that
hold records, then deals records of them in turn, so that each gives as many as the others while it has any. Paragraphs
are lines of the same documents with a numeral in them, whole, every anchor marked ``⟦…⟧``: what is unmarked and should
be a record is a miss. The same file, seed and version give the same sample.
"""

import argparse
import json
import random
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

import regex

from policyextract import Document, Extractor, Target

CONTEXT = 60  # characters before and after the anchor
NUMERAL = regex.compile(r"[0-9０-９十百千万亿倍番]")
PARAGRAPH = 40  # characters; what is shorter is a heading, a signature or a menu


class Read(NamedTuple):
    """One document as given, and what was read in it."""

    row: dict[str, Any]
    document: Document

    @property
    def records(self) -> list[Target]:
        """Targets and actuals, in the order of the text."""
        return sorted((*self.document.targets, *self.document.actuals), key=lambda one: one.quantity.start or 0)


def read(path: Path) -> Iterator[Read]:
    """The documents of a JSONL file that hold a record."""
    extractor = Extractor()
    for line in filter(str.strip, path.read_text(encoding="utf-8").splitlines()):
        row = json.loads(line)
        document = extractor.extract(
            row["text"], title=row.get("title"), published=row.get("published"), id=row.get("id")
        )
        if document.targets or document.actuals:
            yield Read(row, document)


def drawn(documents: list[Read], count: int, rng: random.Random) -> list[tuple[Read, Target]]:
    """``count`` records, dealt evenly over the documents, in the order of the documents and their text."""
    shuffled = [
        [(i, record) for record in rng.sample(one.records, k=len(one.records))] for i, one in enumerate(documents)
    ]
    dealt = [pair for turn in zip_longest(*shuffled) for pair in turn if pair is not None][:count]
    return [(documents[i], one) for i, one in sorted(dealt, key=lambda pair: (pair[0], pair[1].quantity.start or 0))]


def paragraphs(documents: list[Read], count: int, rng: random.Random) -> list[tuple[Read, int, int]]:
    """``count`` lines with a numeral, each with its offsets, in the order of the documents and their text."""
    lines = [
        (i, *match.span())
        for i, one in enumerate(documents)
        for match in regex.finditer(r"[^\n]+", one.row["text"])
        if len(match[0]) >= PARAGRAPH and NUMERAL.search(match[0])
    ]
    return [(documents[i], start, end) for i, start, end in sorted(rng.sample(lines, k=min(count, len(lines))))]


def slots(record: Target) -> Iterator[tuple[str, object]]:
    """Name and value of every slot a reader judges."""
    quantity, due = record.quantity, record.due
    yield "kind", record.kind
    yield "quantity", f"{quantity.text} [{quantity.low}, {quantity.high}] {quantity.comparator} {quantity.unit!r}"
    yield "indicator", record.indicator.text
    yield "change, basis", f"{record.change}, {record.basis}"
    yield "due", due and f"{due.text} → {due.last} ({due.source})"
    yield "region", record.region and record.region.text
    yield "agents", "; ".join(agent.text for agent in record.agents) or None
    yield "nature", record.nature
    yield "commitment", record.commitment
    yield "confidence", record.confidence


def in_context(text: str, record: Target) -> str:
    """The anchor in its surroundings, on one line."""
    start, end = record.quantity.start or 0, record.quantity.end or 0
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return f"{before}⟦{text[start:end]}⟧{after}".replace("\n", "⏎")


def marked(one: Read, start: int, end: int) -> str:
    """A stretch of the text with the anchors of all records in it marked."""
    out, at = "", start
    for record in one.records:
        first, last = record.quantity.start or 0, record.quantity.end or 0
        if start <= first and last <= end:
            out += f"{one.row['text'][at:first]}⟦{one.row['text'][first:last]}⟧"
            at = last
    return out + one.row["text"][at:end]


def told(one: Read) -> str:
    """Which document it is."""
    return f"{one.document.id} · {one.document.title} · published {one.document.published}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--records", type=int, default=100)
    parser.add_argument("--documents", type=int, default=20)
    parser.add_argument("--paragraphs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=2026)
    args = parser.parse_args()
    rng, found = random.Random(args.seed), list(read(args.file))
    chosen = [found[i] for i in sorted(rng.sample(range(len(found)), k=min(args.documents, len(found))))]
    for number, (one, record) in enumerate(drawn(chosen, args.records, rng), start=1):
        print(f"\n#{number}  {told(one)}\n    section: {record.section and record.section.text}")
        print(f"    {in_context(one.row['text'], record)}")
        for name, value in slots(record):
            print(f"      {name:<15}{'-' if value is None else value}")
    for number, (one, start, end) in enumerate(paragraphs(chosen, args.paragraphs, rng), start=1):
        print(f"\n¶{number}  {told(one)} · characters {start}–{end}\n    {marked(one, start, end)}")


if __name__ == "__main__":
    main()
