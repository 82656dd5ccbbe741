"""What is seen to before a run begins: that its sources are there, and have the fields that were named."""

from collections.abc import Iterator
from itertools import islice

from ...errors import InputError
from ..item import Broken, RawDocument
from ..readers import Code, ReadOptions, pieces
from ..readers.databases import check as check_database
from ..readers.databases import is_database
from ..readers.fields import named, plain
from ..readers.read import STDIN
from ..readers.sources import files
from .folder import RunError

_TABLES, _FILES, _ROWS = 20, 500, 3
"""So many tables, of so many files, are looked into, and so many rows of each."""


def check(names: list[str], options: ReadOptions) -> None:
    """See that there is something to be read, and that it has the fields that the user has named.

    Raises:
        RunError: it has not.
    """
    known = [name for name in names if name == STDIN or is_database(name)]
    missing = [found for name in names if name not in known and isinstance(found := next(files(name), None), Broken)]
    if missing and len(missing) == len(names):
        raise RunError("; ".join(f"{found.origin}: {found.message}" for found in missing[:3]))
    asked = next((option for option in ("table", "query") if getattr(options, option)), None)
    if asked and not any(map(is_database, names)):
        raise RunError(f"--{asked} is of a database; name one as sqlite:FILE or postgresql://…")
    for name in names:
        if is_database(name):
            try:
                check_database(name, options)
            except InputError as error:
                raise RunError(str(error)) from None
    if not known and named(options):
        _named(names, options)


def _named(names: list[str], options: ReadOptions) -> None:
    """The fields that were named must be in one of the first tables."""
    seen: dict[str, None] = {}
    refused: Broken | None = None
    for head in islice(_heads(names, options), _TABLES):
        if isinstance(head, Broken):
            refused = refused or head
        else:
            seen.update(dict.fromkeys(head))
    if not seen and refused and "text" in named(options):
        raise RunError(f"{refused.origin}: {refused.message}")
    have = {plain(key) for key in seen}
    for role, fields in named(options).items():
        if seen and not have & {plain(field) for field in fields}:
            said = f"there is no field {fields[0]} (--{role}-field) in what was looked into"
            raise RunError(f"{names[0]}: {said}; the fields are {', '.join(islice(seen, 20))}")


def _heads(names: list[str], options: ReadOptions) -> Iterator[tuple[str, ...] | Broken]:
    """Names of the fields of the first rows of every table, or why it has no text."""
    for piece in islice(pieces(names, options), _FILES):
        for item in islice(piece.items, _ROWS):
            if isinstance(item, RawDocument) and item.fields:
                yield item.fields
            elif isinstance(item, Broken) and item.code == Code.no_text:
                yield item
