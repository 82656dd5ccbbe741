"""The command ``train``: tables of a user's own, from corrections."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..counted import counted
from ..errors import InputError
from .options import Lexicons, settings
from .saying import one_line, say, tidy

if TYPE_CHECKING:
    from ..training.own import Left, Measured


def train(
    corrections: Annotated[
        Path,
        typer.Option(metavar="FILE|DIR", help="What 'export --to annotations' wrote, lines or a folder."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write the tables there, for --weights; else only measure."),
    ] = None,
    lexicon: Lexicons = None,
) -> None:
    """Learn from corrections, upon the shipped tables. On documents left out it shows whether that is better."""
    chosen = settings(lexicon, None)
    with tidy(output), one_line(str(corrections)):
        from ..corrections.annotations import read_annotations
        from ..training.own import train_own, write_own

        docs = read_annotations(corrections)
        try:
            own = train_own(docs, chosen)
        except InputError as error:
            raise InputError(f"{corrections}: {error}") from None
        print("\n".join(_table(own.measured)))
        say(f"{counted(own.documents, 'document')}, {counted(own.judged, 'number')}; {_verdict(own.measured[-1])}")
        say(f"learnt: {', '.join(own.moved)}" if own.moved else "nothing learnt: the shipped tables stay")
        if own.left is not None:
            say(_told(own.left))
        if output is not None:
            write_own(own, output)
            say(f"{output}: tables for --weights {output}, or Settings(weights=…)")


def _table(measured: "Sequence[Measured]") -> list[str]:
    """How often each slot is right on documents left out, by the shipped tables and by the user's own."""
    heads = ("slot", "said", "shipped", "own", "documents better", "worse")
    rows = [
        (
            one.slot,
            f"{one.said:,}",
            _share(one.before, one),
            _share(one.after, one),
            f"{one.better:,}",
            f"{one.worse:,}",
        )
        for one in measured
    ]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heads, *rows)
    ]


def _told(left: "Left") -> str:
    """What was not taken, and why."""
    numbers = counted(left.numbers, "more number right as a whole", "more numbers right as a whole")
    records = counted(left.records, "whole record")
    return f"not taken: more of {', '.join(left.tables)} would make {numbers}, and lose {records}"


def _share(count: int, one: "Measured") -> str:
    return f"{count / one.said:.3f}" if one.said else "-"


def _verdict(one: "Measured") -> str:
    """What the figures of numbers as a whole say."""
    from ..training.upon import CLEAR, chance

    by_chance = chance(one.better, one.worse)
    told = "no clear difference" if by_chance >= CLEAR else "better" if one.better > one.worse else "worse"
    return f"as a whole, on documents left out: {told} (chance {by_chance:.2f})"
