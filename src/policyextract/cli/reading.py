"""Reads what a user names on the command line."""

import sys
from collections.abc import Iterator
from pathlib import Path

from ..archive.item import Broken, Item, RawDocument
from ..archive.readers import read_taken
from ..errors import InputError
from ..text.decode import decode
from .saying import Failure, say


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
