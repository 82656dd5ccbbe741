"""The command ``explain``."""

import os
import re
import sys
from collections.abc import Iterable
from typing import Annotated, Any

import typer

import policyextract

from .options import Lexicons, Weights, settings
from .reading import read
from .saying import Failure, complain, day, defect, say, tidy

_FILE_NAME = re.compile(r"\S+\.[A-Za-z]\w{1,4}")


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE", help="Text, or a file of it; - is the standard input.")],
    published: Annotated[str | None, typer.Option(metavar="YYYY-MM-DD", help="Day of publication.")] = None,
    lexicon: Lexicons = None,
    weights: Weights = None,
) -> None:
    """Say what became of every quantity, and why. Of every pledge it says what made it, of each part what it was chosen from."""
    on = day(published)
    chosen = settings(lexicon, weights)
    with tidy():
        name = text
        try:
            if not text.strip():
                raise Failure("the text is empty; give Chinese text in quotes, or name a file of it")
            if text == "-" or os.path.exists(text):
                text = read(text)
            elif text.isascii() or _FILE_NAME.fullmatch(text):
                raise Failure("no such file; name a file, or give Chinese text in quotes")
            found = policyextract.Extractor(chosen).explain(text, published=on)
        except Failure as failure:
            complain(name.strip() or "explain", failure)
            raise typer.Exit(1) from None
        except Exception as error:
            complain("explain", defect(error))
            raise typer.Exit(1) from None
        _show(found)
        sys.stdout.flush()


def _show(found: Iterable[Any]) -> None:
    from rich.cells import cell_len, set_cell_size

    if not found:
        say("no quantity and no pledge in this text")
    for item in found:
        print(f"{item.anchor} [{item.start}:{item.end}] → {item.disposition} ({item.rule})")
        wide = max((cell_len(value) for _, value, _ in item.slots), default=0)
        for slot, value, why in item.slots:
            print(f"  {slot:<12}{set_cell_size(value, wide)}  {why}".rstrip())
