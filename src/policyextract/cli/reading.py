"""Reads what a user names on the command line."""

import sys
from pathlib import Path

from ..errors import InputError
from ..text.decode import decode
from .saying import Failure, say


def read(name: str) -> str:
    """The text of a file or of the standard input, decoded; an encoding other than UTF-8 is told on stderr.

    Raises:
        Failure: there is no such file, or it holds no text.
    """
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except FileNotFoundError:
        raise Failure("no such file; check the name") from None
    except IsADirectoryError:
        raise Failure("is a directory; name the files in it") from None
    except PermissionError:
        raise Failure("must not be read; check its permissions") from None
    except (OSError, ValueError) as error:
        raise Failure(f"cannot be read ({getattr(error, 'strerror', None) or error}); check the name") from None
    try:
        decoded = decode(data)
    except InputError as error:
        why = str(error)
        raise Failure(why if "; " in why else f"{why}; convert it to UTF-8 first") from None
    if decoded.encoding.lower().replace("_", "-") not in ("utf-8", "utf8", "ascii"):
        say(f"{name}: read as {decoded.encoding}")
    return decoded.text
