"""The program: its commands and what stands before them."""

import json
import sys
from contextlib import suppress
from enum import StrEnum
from typing import Annotated

import typer

import policyextract

from ..models import json_schema
from ..span import COMPILED
from .batch import batch
from .exchange import annotations
from .explain import explain
from .export import export
from .extract import extract
from .load import load
from .report import report
from .review import review
from .saying import PROGRAM, say, tidy
from .serve import mcp, serve
from .stopping import Stopped, stoppable
from .track import track
from .train import train
from .verify import verify

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Read Chinese policy text and give its targets and actuals, each with the place that says so.",
)
app.command()(extract)
app.command()(explain)
app.command()(batch)
app.command()(load)
app.command()(export)
app.command()(track)
app.command()(annotations)
app.command()(train)
app.command()(verify)
app.command()(serve)
app.command()(mcp)
app.command()(report)
app.command()(review)


def main() -> None:
    """Entry point of the command ``policyextract``."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a stream put there by a test or a host need not know how
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    try:
        with stoppable():
            app()
    except Stopped as stopped:  # outside of any command's work
        say(stopped.word)
        sys.exit(stopped.code)


class Of(StrEnum):
    """What ``schema`` describes."""

    document = "document"
    labelstudio = "labelstudio"


@app.command()
def schema(
    of: Annotated[
        Of,
        typer.Argument(metavar="document|labelstudio", help="The output, or the labelling interface of Label Studio."),
    ] = Of.document,
) -> None:
    """Print the JSON Schema of a document. With labelstudio it is the labelling interface that Label Studio takes."""
    from ..exchange.labelstudio import interface

    with tidy():
        print(interface() if of is Of.labelstudio else json.dumps(json_schema(), ensure_ascii=False, indent=2))
        sys.stdout.flush()


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"{PROGRAM} {policyextract.__version__}{' (compiled)' if COMPILED else ''}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options before the command."""
