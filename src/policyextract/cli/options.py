"""Options that several commands share: what an extractor is made with."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..corrections.correction import Correction, read_corrections
from ..counted import counted
from ..errors import InputError, PolicyExtractError
from ..settings import Settings
from .saying import say, usage

if TYPE_CHECKING:
    from ..track.store import Store

Lexicons = Annotated[
    list[Path] | None,
    typer.Option("--lexicon", metavar="FILE", help="Names of your own ([[name]] rows); may be given more than once."),
]
Weights = Annotated[Path | None, typer.Option("--weights", metavar="DIR", help="A folder of tables of your own.")]


def settings(lexicons: list[Path] | None, weights: Path | None) -> Settings:
    """Settings with a user's own names and tables; what is wrong with these is told before anything is read."""
    from ..extractor import Extractor

    chosen = Settings(lexicons=tuple(lexicons or ()), weights=weights)
    try:
        if lexicons or weights:
            Extractor(chosen)
    except OSError as error:
        usage(f"{error.filename}: cannot be read ({error.strerror}); check the name")
    except PolicyExtractError as error:
        usage(" ".join(str(error).split()))
    return chosen


def corrections_of(path: Path | None) -> tuple[Correction, ...]:
    """The corrections of a file; what is wrong with it is told before anything is read."""
    if path is None:
        return ()
    try:
        return tuple(read_corrections(path))
    except InputError as error:
        usage(" ".join(str(error).split()))


def tell_lost(store: "Store") -> None:
    """What people said of records that are not there, or not any more, in a line; it is kept."""
    lost = [one.record for one in store.corrections(found=False)]
    if lost:
        some = ", ".join(lost[:3]) + (" …" if len(lost) > 3 else "")
        told = counted(len(lost), "correction finds no record", "corrections find no record")
        say(f"{told} ({some}); nothing of it is lost, 'policyextract review' shows it")


def secret_of(path: Path | None, variable: str) -> str | None:
    """A secret out of its file, else out of the environment; None where there is none.

    Raises:
        InputError: the file cannot be read, or is empty.
    """
    if path is None:
        return os.environ.get(variable) or None
    try:
        found = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "no text"
        raise InputError(f"{path}: the secret cannot be read ({why}); check the name") from None
    if not found:
        raise InputError(f"{path}: holds no secret; write one into it")
    return found
