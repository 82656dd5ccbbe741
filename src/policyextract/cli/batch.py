"""The command ``batch``."""

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import PolicyExtractError
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
        list[str], typer.Argument(metavar="SRC...", help="Files, folders, patterns; - is JSON lines or paths on stdin.")
    ],
    out: Annotated[Path, typer.Option("--output", "-o", metavar="OUT", help="The folder to write into.")],
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.jsonl,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes; as many as processors.", metavar="N")] = None,
    resume: Annotated[bool, typer.Option(help="Go on with what a run before has left in OUT, or begin anew.")] = True,
    reposts: Annotated[
        Reposts, typer.Option(help="Link documents that repeat an earlier one to it, drop them, or compare nothing.")
    ] = Reposts.link,
    timeout: Annotated[float, typer.Option(min=0, metavar="SECONDS", help="For one document; 0 is no limit.")] = 300,
    shard_size: Annotated[int, typer.Option(min=1, metavar="N", help="Documents a part file, at most.")] = 500,
    text_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the text.")] = None,
    title_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the title.")] = None,
    published_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the date.")] = None,
    source_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the address.")] = None,
    id_field: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Field of the id.")] = None,
    drop_bad_dates: Annotated[
        bool, typer.Option("--drop-bad-dates", help="Read rows whose date is not understood, without it.")
    ] = False,
    text: Annotated[bool, typer.Option("--text/--no-text", help="With sqlite: keep the raw texts too.")] = True,
    max_document_mb: Annotated[int | None, typer.Option(min=1, metavar="MB", help="The largest document read.")] = None,
    max_unpacked_gb: Annotated[
        int | None, typer.Option(min=1, metavar="GB", help="The most that one file may unpack to.")
    ] = None,
) -> None:
    """Read archives of any size into OUT; a run that was stopped goes on when the same command is given again."""
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
        "max_total_bytes": max_unpacked_gb and max_unpacked_gb << 30,
        "bad_dates": "drop" if drop_bad_dates else None,
    }
    try:
        read = ReadOptions(**{name: value for name, value in {**fields, **limits}.items() if value})  # type: ignore[arg-type]
        options = BatchOptions(
            format=form.value,
            reposts=reposts.value,
            workers=workers or _processors(),
            timeout=timeout or None,
            shard_size=shard_size,
            resume=resume,
            text=text,
            read=read,
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
        done = f"{last[0].items:,} documents were read" if last else "nothing was read yet"
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
    counts = report.counts
    reposts = f", {counts['reposts']:,} reposts {'left out' if options.reposts == 'drop' else 'linked'}"
    say(
        f"{out}: {counts['documents']:,} documents, {counts['targets']:,} targets, {counts['actuals']:,} actuals"
        f"{reposts if counts['reposts'] else ''}"
    )
    new = counts["items"] - report.before
    rate = f" ({new / report.seconds:,.0f} a second)" if report.seconds and new else ""
    before = f", {report.before:,} were done before" if report.before else ""
    say(f"{new:,} read in {report.seconds:,.1f} seconds{rate}{before}")
    if report.errors:
        kinds = ", ".join(f"{code} {count:,}" for code, count in report.errors.items())
        say(f"{counts['errors']:,} could not be done ({kinds}); see {out / 'errors.jsonl'}")
