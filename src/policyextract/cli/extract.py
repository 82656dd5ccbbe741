"""The command ``extract``."""

import csv
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, NamedTuple

import typer

import policyextract

from ..archive.item import Broken, Item, RawDocument
from ..archive.readers.options import MAX_CHARS
from ..guards import whole
from ..models import Document, document_from
from ..report.wording import LABELS, table_cells
from ..rows import COLUMNS, LISTS
from ..text.unread import UNREAD
from .options import Lexicons, Weights, settings
from .reading import documents
from .saying import Failure, complain, day, defect, say, tidy, usage

WIDE = 160
"""Width of a table that is not shown on a terminal."""


class Format(StrEnum):
    """How ``extract`` writes what it found."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


def extract(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Text, PDF, Word, workbooks, mail …; - is the standard input."),
    ],
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of publication.")] = None,
    title: Annotated[str | None, typer.Option(help="Title, where the text itself does not hold it.")] = None,
    form: Annotated[Format, typer.Option("--format", help="For reading, or for programs.")] = Format.table,
    max_chars: Annotated[
        int, typer.Option(min=1, metavar="N", help="A longer text is cut at headings into parts of so many characters.")
    ] = MAX_CHARS,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here, not to stdout.")] = None,
    text: Annotated[bool, typer.Option("--text", help="With jsonl: the raw text too, for a store to keep.")] = False,
    lexicon: Lexicons = None,
    weights: Weights = None,
) -> None:
    """Read FILEs and print what they promise and report."""
    on = day(published)
    if title is not None and len(files) > 1:
        usage("--title: is for one FILE; leave it out or give the FILEs one by one")
    if text and form is not Format.jsonl:
        usage("--text: is for --format jsonl")
    reader = Reader(policyextract.Extractor(settings(lexicon, weights)), on, title, max_chars)
    done = Outcome()
    with tidy(output):
        if output is not None and output.is_dir():
            usage(f"--output: {output} is a directory; name a file in it")
        if output is not None and not output.absolute().parent.is_dir():
            usage(f"--output: there is no directory {output.parent}; make it first")
    with tidy(output), _sink(output, done) as out:
        names = _with_progress(files) if sys.stderr.isatty() and not out.isatty() else files
        found = extracted(names, reader, done)
        if text:
            _write_with_texts(found, out)
        else:
            _write((document for document, _ in found), form, out, many=len(files) > 1)
        out.flush()
    raise typer.Exit(1 if done.failed else 0)


# Reading


class Outcome:
    """How many inputs were done, and how many failed."""

    def __init__(self) -> None:
        self.good = 0
        self.failed = 0


class Reader(NamedTuple):
    """What reads, and what the command line says of all that is read."""

    extractor: "policyextract.Extractor"  # in quotes: most commands start without it
    on: date | None
    title: str | None
    most: int


def extracted(files: Iterable[str], reader: Reader, done: Outcome) -> Iterator[tuple[Document, str]]:
    """The documents and texts of ``files``; an input that fails is told on stderr, counted, and left out."""
    for name in files:
        try:
            for item in documents(name):
                yield from _told(item, reader, done)
        except Failure as failure:
            done.failed += 1
            complain(name, failure)
        except Exception as error:  # a defect of ours must cost one input, not the run
            done.failed += 1
            complain(name, defect(error))


def _told(item: Item, reader: Reader, done: Outcome) -> Iterator[tuple[Document, str]]:
    """The documents of what a file holds, as :func:`extracted` gives them."""
    try:
        for document in _read(item, reader):
            done.good += 1
            yield document, "" if isinstance(item, Broken) else item.text
    except Failure as failure:
        done.failed += 1
        complain(item.origin, failure)
    except Exception as error:
        done.failed += 1
        complain(item.origin, defect(error))


def _read(item: Item, reader: Reader) -> Iterator[Document]:
    """The document of an item; the parts of one that is too long."""
    if isinstance(item, Broken):
        raise Failure(item.message)
    on = reader.on.isoformat() if reader.on else item.published
    item = item._replace(published=on, title=reader.title or item.title)
    if len(item.text) > reader.most:
        yield from _parts(item, reader)
        return
    given = item.arguments()
    given["source"] = None if given["source"] == "-" else given["source"]
    document = reader.extractor.extract(**given)
    if (why := next((one for one in document.warnings if one.code in UNREAD), None)) is not None:
        raise Failure(f"{why.message}; fetch it again as a browser shows it")
    yield document


def _parts(item: RawDocument, reader: Reader) -> Iterator[Document]:
    from ..archive.parts import parts, read_document

    found = list(parts(item, reader.most))
    say(f"{item.origin}: has {len(item.text):,} characters, and is read in {len(found):,} parts")
    for part in found:
        if isinstance(part, Broken):
            raise Failure(part.message.replace("max_chars", "--max-chars"))
        yield document_from(read_document(reader.extractor, part)[0], item.text)


def _with_progress(files: list[str]) -> Iterator[str]:
    """``files`` one by one, with a bar on stderr that goes away at the end."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        yield from progress.track(files, description="Reading")


# Writing


@contextmanager
def _sink(output: Path | None, done: Outcome) -> Iterator[IO[str]]:
    """Where the data go: stdout, or a temporary file beside ``output`` that takes its name once all is written.

    The old file stays as it is where the run breaks off or no input could be done. What is no regular file (a pipe,
    ``/dev/null``) is written to directly.
    """
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    target = output.resolve()
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8", newline="") as out:
            yield out
        return
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as out:
            yield out
        if done.good:
            temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _write(documents: Iterator[Document], form: Format, out: IO[str], many: bool) -> None:
    if form is Format.csv:
        writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for document in documents:
            writer.writerows(document.to_rows(LISTS))
    elif form is Format.jsonl:
        for document in documents:
            out.write(document.model_dump_json() + "\n")
            out.flush()
    elif form is Format.json:
        parts = [document.model_dump_json(indent=2) for document in documents]
        text = "[\n" + ",\n".join(parts) + "\n]" if many or len(parts) > 1 else "".join(parts)
        out.write(text + "\n" if text else "")
    else:
        for document in documents:
            _table(document, out)


def _write_with_texts(found: Iterator[tuple[Document, str]], out: IO[str]) -> None:
    """A document a line, its raw text under ``text``."""
    for document, text in found:
        whole_text = {} if document.source_text is not None else {"text": text}
        data = document.model_dump(mode="json") | whole_text
        line = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        out.write(whole(line) + "\n")
        out.flush()


def _table(document: Document, out: IO[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    head = [document.title or document.source or document.id]
    if document.published:
        head.append(document.published.isoformat())
    head.append(f"目标 {len(document.targets)} · 实绩 {len(document.actuals)} · 承诺 {len(document.pledges)}")
    table = Table(header_style="bold")
    for name, label in LABELS.items():
        table.add_column(label, overflow="fold", justify="right" if name in ("quantity", "confidence") else "left")
    for row in document.to_rows(LISTS):
        # Text, not str: brackets of the source must not be read as markup.
        table.add_row(*map(Text, table_cells(row)), style="bold" if row["kind"] == "target" else "")
    console = Console(file=out) if out.isatty() else Console(file=out, width=WIDE)
    console.print(Text(" · ".join(head)))
    if table.row_count:
        console.print(table)
