"""The command ``batch``."""

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..counted import counted
from ..errors import PolicyExtractError
from .options import Lexicons, Weights, corrections_of, settings, tell_lost
from .progress import shown
from .saying import complain, defect, say, tidy, usage
from .stopping import STOPS, stopped_by

if TYPE_CHECKING:
    from ..archive.batch import BatchOptions, Progress, Report


class Format(StrEnum):
    """What ``batch`` writes."""

    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"
    sqlite = "sqlite"


class Reposts(StrEnum):
    """What becomes of documents that repeat an earlier one."""

    link = "link"
    drop = "drop"
    keep = "keep"


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def batch(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SRC...",
            help="Files, folders, patterns, sqlite:FILE, postgresql://…; - is JSON lines or paths on stdin.",
        ),
    ],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="The folder to write into.")],
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.jsonl,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors.", metavar="N")] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update/--no-update",
            "--resume/--no-resume",
            help="Go on from what is in OUT: read what is new or changed, and no more. Or begin anew.",
        ),
    ] = True,
    prune: Annotated[bool, typer.Option("--prune", help="Take out of OUT what is not in SRC any more.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Bring OUT into the form that one run over all of SRC gives it.")
    ] = False,
    reposts: Annotated[
        Reposts | None,
        typer.Option(help="Link documents that repeat an earlier one to it, drop them, or compare nothing."),
    ] = None,
    timeout: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="For one document; 0 is no limit.")] = 300,
    shard_size: Annotated[int, typer.Option(min=1, metavar="N", help="Documents a part file, at most.")] = 500,
    text_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the text.")] = None,
    title_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the title.")] = None,
    published_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the date.")] = None,
    source_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the address.")] = None,
    id_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the id.")] = None,
    table: Annotated[str | None, typer.Option(metavar="NAME", help="Table of a database that is read.")] = None,
    query: Annotated[str | None, typer.Option(metavar="SQL", help="What is asked of a database.")] = None,
    drop_bad_dates: Annotated[
        bool, typer.Option("--drop-bad-dates", help="Read rows whose date is not understood, without it.")
    ] = False,
    text: Annotated[bool, typer.Option("--text/--no-text", help="With sqlite: keep the raw texts too.")] = True,
    max_document_mb: Annotated[int | None, typer.Option(min=1, metavar="MB", help="The largest document read.")] = None,
    max_chars: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="A longer text is cut at headings into parts.")
    ] = None,
    max_unpacked_gb: Annotated[
        int | None, typer.Option(min=1, metavar="GB", help="The most that one file may unpack to.")
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What people said of records (export --to corrections).")
    ] = None,
    lexicon: Lexicons = None,
    weights: Weights = None,
) -> None:
    """Read archives of any size into OUT. The same command again goes on where it was stopped, or reads what is new."""
    from ..archive.batch import BatchOptions
    from ..archive.readers import ReadOptions

    fields = {
        "text": text_field,
        "title": title_field,
        "published": published_field,
        "source": source_field,
        "id": id_field,
    }
    limits = {
        "max_document_bytes": max_document_mb and max_document_mb << 20,
        "max_chars": max_chars,
        "max_total_bytes": max_unpacked_gb and max_unpacked_gb << 30,
        "bad_dates": "drop" if drop_bad_dates else None,
        "table": table,
        "query": query,
    }
    try:
        read = ReadOptions(**{name: value for name, value in {**fields, **limits}.items() if value})  # type: ignore[arg-type]
        options = BatchOptions(
            format=form.value,
            reposts=reposts.value if reposts else "auto",
            workers=workers or _processors(),
            timeout=timeout or None,
            shard_size=shard_size,
            resume=update,
            prune=prune,
            compact=compact,
            text=text,
            corrections=corrections_of(corrections),
            read=read,
            settings=settings(lexicon, weights),
        )
    except ValueError as error:
        usage(str(error))
    with tidy(out), shown(sources) as tell:
        report = _run(sources, out, options, tell)
    _summary(report, out, options)
    raise typer.Exit(1 if report.counts["errors"] else 0)


def _run(sources: list[str], out: Path, options: "BatchOptions", tell: "Callable[[Progress], None]") -> "Report":
    """The run; what stops it is told in one line, with the exit code it asks for."""
    from ..archive.batch import Progress, RunError, run
    from ..track.store import open_store

    last: list[Progress] = []

    def told(progress: Progress) -> None:
        last[:] = [progress]
        tell(progress)

    try:
        return run(sources, out, options, store=open_store, progress=told)
    except STOPS as error:
        stopped = stopped_by(error)
        done = counted(last[0].items, "document was read", "documents were read") if last else "nothing was read yet"
        say(f"{stopped.word}; {done}; the same command goes on from the last whole part")
        raise typer.Exit(stopped.code) from None
    except RunError as error:
        say(str(error))
        raise typer.Exit(2 if error.refused else 1) from None
    except PolicyExtractError as error:
        say(str(error))
        raise typer.Exit(1) from None
    except OSError:
        raise
    except Exception as error:
        complain(str(out), defect(error))
        raise typer.Exit(1) from None


def _summary(report: "Report", out: Path, options: "BatchOptions") -> None:
    """What was done, on stderr."""
    from ..archive.batch.folder import STORE
    from ..track.store import open_store

    counts = report.counts
    reposts = f", {counted(counts['reposts'], 'repost')} {'left out' if report.reposts == 'drop' else 'linked'}"
    say(
        f"{out}: {', '.join(counted(counts[what], what[:-1]) for what in ('documents', 'targets', 'actuals'))}"
        f"{reposts if counts['reposts'] else ''}"
    )
    new = counts["items"] - report.before
    rate = f" ({new / report.seconds:,.0f} a second)" if report.seconds and new else ""
    before = f", {counted(report.before, 'was', 'were')} done before" if report.before else ""
    say(f"{new:,} read in {report.seconds:,.1f} seconds{rate}{before}")
    if report.reposts == "keep" and options.reposts == "auto" and find_spec("rensa") is None:
        say("reposts are not looked for: the package rensa is not installed (pip install 'policyextract[archive]')")
    if report.unused:
        some = ", ".join(f"{key} (--{role}-field)" for key, role in report.unused[:8])
        say(f"fields that were not read, though they look like it: {some}; name those that should be")
    for line in _changes(report, out, options):
        say(line)
    if options.format == "sqlite" and (out / STORE).is_file():
        with open_store(out / STORE, create=False) as store:
            tell_lost(store)
    if report.errors:
        kinds = ", ".join(f"{code} {count:,}" for code, count in report.errors.items())
        say(f"{counts['errors']:,} could not be done ({kinds}); see {out / 'errors.jsonl'}")


def _changes(report: "Report", out: Path, options: "BatchOptions") -> Iterator[str]:
    """What became of ids, and of what was there before."""
    if clashes := report.counts["clashes"]:
        yield f"{counted(clashes, 'document')} came with the id or address of another; see {out / 'collisions.jsonl'}"
    gone = report.gone
    if gone.replaced:
        yield counted(gone.replaced, "that was there has been replaced", "that were there have been replaced")
    if gone.vanished:
        some = ", ".join(gone.some[:3]) + (" …" if gone.vanished > 3 else "")
        became = "were taken out" if options.prune else "stay; --prune takes them out"
        yield f"{gone.vanished:,} that were there are not in the archive any more ({some}): they {became}"
    if unfound := report.counts["unfound"]:
        yield f"{counted(unfound, 'correction')} found no record; see {out / 'unfound.jsonl'}"
    if report.absent:
        some = ", ".join(report.absent[:3]) + (" …" if len(report.absent) > 3 else "")
        yield f"of {len(report.absent):,} documents that corrections speak of none is there ({some})"
    if report.patched:
        yield "the parts are in the order in which things came; --compact puts them into that of the archive"
