"""What every command says, and how it ends: one line on stderr a failure, exit codes that a shell expects."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NoReturn

import typer

from ..errors import PolicyExtractError
from ..guards import unlikely
from .stopping import STOPS, stopped_by

PROGRAM = "policyextract"


class Failure(Exception):
    """An input that cannot be done: ``why; what to do``."""


def day(value: str | None) -> date | None:
    """The day of ``--published``; anything but an ISO date is wrong usage."""
    if value is None:
        return None
    try:
        found = date.fromisoformat(value)
    except ValueError:
        usage(f"--published: {value!r} is not a date; write it as 2024-03-27")
    if (why := unlikely(found)) is not None:
        usage(f"--published: {why}; leave it out where it is not known")
    return found


def say(message: str) -> None:
    """One line on stderr."""
    print(f"{PROGRAM}: {message}", file=sys.stderr)


def complain(name: str, why: Failure | str) -> None:
    """One line on stderr: what failed, and why."""
    say(" ".join(f"{'standard input' if name == '-' else name}: {why}".split()))


def defect(error: Exception) -> str:
    """Words for an exception that should not have come here."""
    return f"failed inside ({type(error).__name__}: {error}); please report it with this input"


@contextmanager
def one_line(name: str) -> Iterator[None]:
    """What the package says of a failure, and a defect of ours, is told in one line; exit code 1."""
    try:
        yield
    except (typer.Exit, OSError):
        raise
    except PolicyExtractError as error:
        say(" ".join(str(error).split()))
        raise typer.Exit(1) from None
    except Exception as error:
        complain(name.rpartition("@")[2], defect(error))
        raise typer.Exit(1) from None


def usage(message: str) -> NoReturn:
    """Ends the program: wrong usage, exit code 2."""
    say(message)
    raise typer.Exit(2)


@contextmanager
def tidy(output: Path | None = None) -> Iterator[None]:
    """Ends the program with one line and the code a shell expects: interrupted, reader gone, output not writable."""
    try:
        yield
    except STOPS as error:
        stopped = stopped_by(error)
        say(stopped.word)
        raise typer.Exit(stopped.code) from None
    except BrokenPipeError:
        _drop_stdout()
        raise typer.Exit(141) from None
    except OSError as error:  # reading tells its own errors, so this is the output
        name = output or error.filename
        if name is None:
            _drop_stdout()
            name = "standard output"
        complain(str(name), f"cannot be written ({error.strerror}); choose another place")
        raise typer.Exit(1) from None


def _drop_stdout() -> None:
    """What is left in the buffer would fail once more when the interpreter closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
