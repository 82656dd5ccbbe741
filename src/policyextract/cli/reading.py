"""Reads what a user names on the command line."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from ..archive.item import Broken, Item, RawDocument
from ..archive.readers import read_taken
from ..archive.readers.kinds import kind_of
from ..errors import InputError
from ..text.decode import decode
from .saying import PROGRAM, Failure, say

_MANY = {
    "jsonl": "JSON lines",
    "json": "JSON",
    "csv": "a table",
    "tsv": "a table",
    "parquet": "a table",
    "warc": "an archive",
    "zip": "an archive",
    "sqlite": "a database",
    "tar": "an archive",
    **dict.fromkeys(("gz", "bz2", "xz", "zst"), "compressed data"),
}
"""Kinds of files that ``batch`` reads, and what they hold."""


def read(name: str) -> str:
    """The text of a file or of the standard input; of one that holds several documents, the first.

    Raises:
        Failure: there is no such file, or it holds no text.
    """
    first = next(iter(documents(name)))
    if isinstance(first, Broken):
        raise Failure(first.message)
    return first.text


def documents(name: str) -> Iterator[Item]:
    """What a file or the standard input holds; an encoding other than UTF-8 is told on stderr.

    Text is one document as it is. What is no text (PDF, Word, mail …) is read as a batch run reads it.

    Raises:
        Failure: there is no such file, or it holds no text.
    """
    data = _bytes(name)
    taken = read_taken(name, data)
    if taken is not None:
        yield from taken
        return
    if (kind := _rows(name, data)) is not None:
        raise Failure(f"holds {kind}, not one text; read it with: {PROGRAM} batch {name} -o OUT")
    if not data.strip():
        raise Failure("holds no text; check the file")
    try:
        decoded = decode(data)
    except InputError as error:
        why = str(error)
        raise Failure(why if "; " in why else f"{why}; convert it to UTF-8 first") from None
    if decoded.encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "ascii"):
        say(f"{name}: read as {decoded.encoding}")
    yield RawDocument(name, decoded.text)


def _bytes(name: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        raise Failure("no such file; check the name") from None
    except IsADirectoryError:
        raise Failure("is a directory; name the files in it") from None
    except PermissionError:
        raise Failure("must not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        raise Failure(f"cannot be read ({getattr(error, 'strerror', None) or error}); check the name") from None


def _rows(name: str, data: bytes) -> str | None:
    """What a file holds that is not one text; None where it is one, or nothing that is known."""
    kind = kind_of("" if name == "-" else name, data[:4096])
    if kind in ("json", "jsonl") and not _is_json(data if kind == "json" else data.lstrip().partition(b"\n")[0]):
        return None  # a text that begins with a brace
    return _MANY.get(kind)


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
