"""The command line, and the only place that prints: data on stdout, everything else on stderr.

Exit codes: 0 done; 1 something failed, the rest was done; 2 wrong usage; 130 interrupted; 141 the pipe's reader gone.
"""

import csv
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import IO, Annotated, Any, NoReturn

import typer

import policyextract

from .errors import InputError
from .models import Document, json_schema
from .report.html import LABELS, in_text_order, table_cells
from .rows import COLUMNS
from .text.decode import decode

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Read Chinese policy text and give its targets and actuals, each with the place that says so.",
)

PROGRAM = "policyextract"
WIDE = 160
"""Width of a table that is not shown on a terminal."""


_FILE_NAME = re.compile(r"\S+\.[A-Za-z]\w{1,4}")


class Format(StrEnum):
    """How ``extract`` writes what it found."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"


class Failure(Exception):
    """An input that cannot be done: ``why; what to do``."""


def main() -> None:
    """Entry point of the command ``policyextract``."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stream put there by a test or a host need not know how
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    app()


@app.command()
def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Text files; - is the standard input.")],
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of publication.")] = None,
    title: Annotated[str | None, typer.Option(help="Title, where the text itself does not hold it.")] = None,
    form: Annotated[Format, typer.Option("--format", help="For reading, or for programs.")] = Format.table,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write here, not to stdout.")] = None,
) -> None:
    """Read FILEs and print what they promise and report."""
    day = _day(published)
    if title is not None and len(files) > 1:
        _usage("--title: is for one FILE; leave it out or give the FILEs one by one")
    if output is not None and output.is_dir():
        _usage(f"--output: {output} is a directory; name a file in it")
    if output is not None and not output.absolute().parent.is_dir():
        _usage(f"--output: there is no directory {output.parent}; make it first")
    done = Outcome()
    with _tidy(output), _sink(output, done) as out:
        names = _with_progress(files) if sys.stderr.isatty() and not out.isatty() else files
        _write(_documents(names, day, title, done), form, out, many=len(files) > 1)
        out.flush()
    raise typer.Exit(1 if done.failed else 0)


@app.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="Text, or a file of it; - is the standard input.")],
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of publication.")] = None,
) -> None:
    """Say of every quantity what became of it, and which rule made which part."""
    day = _day(published)
    with _tidy():
        name = text
        try:
            if text == "-" or os.path.exists(text):
                text = _read(text)
            elif text.isascii() or _FILE_NAME.fullmatch(text):
                raise Failure("no such file; name a file, or give Chinese text in quotes")
            found = policyextract.explain(text, published=day)
        except Failure as failure:
            _complain(name, failure)
            raise typer.Exit(1) from None
        except Exception as error:
            _complain("explain", _defect(error))
            raise typer.Exit(1) from None
        _show(found)
        sys.stdout.flush()


@app.command()
def schema() -> None:
    """Print the JSON Schema of a document."""
    with _tidy():
        print(json.dumps(json_schema(), ensure_ascii=False, indent=2))
        sys.stdout.flush()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"{PROGRAM} {policyextract.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options before the command."""


# Reading


class Outcome:
    """How many inputs were done, and how many failed."""

    def __init__(self) -> None:
        self.good = 0
        self.failed = 0


def _documents(files: Iterable[str], day: date | None, title: str | None, done: Outcome) -> Iterator[Document]:
    """The documents of ``files``; an input that fails is told on stderr, counted, and left out."""
    for name in files:
        try:
            text = _read(name)
            document = policyextract.extract(text, published=day, title=title, source=None if name == "-" else name)
        except Failure as failure:
            done.failed += 1
            _complain(name, failure)
        except Exception as error:  # a defect of ours must cost one input, not the run
            done.failed += 1
            _complain(name, _defect(error))
        else:
            done.good += 1
            yield document


def _with_progress(files: list[str]) -> Iterator[str]:
    """``files`` one by one, with a bar on stderr that goes away at the end."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        yield from progress.track(files, description="Reading")


def _read(name: str) -> str:
    """The text of a file or of the standard input, decoded; an encoding other than UTF-8 is told on stderr.

    Raises:
        Failure: there is no such file, or it holds no text.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        raise Failure("no such file; check the name") from None
    except IsADirectoryError:
        raise Failure("is a directory; name the files in it") from None
    except PermissionError:
        raise Failure("must not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        raise Failure(f"cannot be read ({getattr(error, 'strerror', None) or error}); check the name") from None
    try:
        decoded = decode(data)
    except InputError as error:
        why = str(error)
        raise Failure(why if "; " in why else f"{why}; convert it to UTF-8 first") from None
    if decoded.encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "ascii"):
        _say(f"{name}: read as {decoded.encoding}")
    return decoded.text


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
            writer.writerows(document.to_rows())
    elif form is Format.jsonl:
        for document in documents:
            out.write(document.model_dump_json() + "\n")
            out.flush()
    elif form is Format.json:
        parts = (document.model_dump_json(indent=2) for document in documents)
        text = "[\n" + ",\n".join(parts) + "\n]" if many else "".join(parts)
        out.write(text + "\n" if text else "")
    else:
        for document in documents:
            _table(document, out)


def _table(document: Document, out: IO[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    head = [document.title or document.source or document.id]
    if document.published:
        head.append(document.published.isoformat())
    head.append(f"目标 {len(document.targets)} · 实绩 {len(document.actuals)}")
    table = Table(header_style="bold")
    for name, label in LABELS.items():
        table.add_column(label, overflow="fold", justify="right" if name in ("quantity", "confidence") else "left")
    for record in in_text_order(document.targets + document.actuals):
        # Text, not str: brackets of the source must not be read as markup.
        table.add_row(*map(Text, table_cells(record)), style="bold" if record.kind == "target" else "")
    console = Console(file=out) if out.isatty() else Console(file=out, width=WIDE)
    console.print(Text(" · ".join(head)))
    if table.row_count:
        console.print(table)


def _show(found: Iterable[Any]) -> None:
    from rich.cells import cell_len, set_cell_size

    if not found:
        _say("no quantity in this text")
    for item in found:
        print(f"{item.anchor} [{item.start}:{item.end}] → {item.disposition} ({item.rule})")
        wide = max((cell_len(value) for _, value, _ in item.slots), default=0)
        for slot, value, why in item.slots:
            print(f"  {slot:<12}{set_cell_size(value, wide)}  {why}".rstrip())


# Saying


def _day(value: str | None) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        _usage(f"--published: {value!r} is not a date; write it as 2024-03-27")


def _say(message: str) -> None:
    print(f"{PROGRAM}: {message}", file=sys.stderr)


def _complain(name: str, why: Failure | str) -> None:
    _say(" ".join(f"{'standard input' if name == '-' else name}: {why}".split()))


def _defect(error: Exception) -> str:
    return f"failed inside ({type(error).__name__}: {error}); please report it with this input"


def _usage(message: str) -> NoReturn:
    _say(message)
    raise typer.Exit(2)


@contextmanager
def _tidy(output: Path | None = None) -> Iterator[None]:
    """Ends the program with one line and the code a shell expects: interrupted, reader gone, output not writable."""
    try:
        yield
    except KeyboardInterrupt:
        _say("interrupted")
        raise typer.Exit(130) from None
    except BrokenPipeError:
        _drop_stdout()
        raise typer.Exit(141) from None
    except OSError as error:  # reading tells its own errors, so this is the output
        _drop_stdout()
        _complain(str(output or "standard output"), f"cannot be written ({error.strerror}); choose another place")
        raise typer.Exit(1) from None


def _drop_stdout() -> None:
    """What is left in the buffer would fail once more when the interpreter closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
