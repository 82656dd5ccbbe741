"""Names of the user's own, from the files of ``Settings.lexicons``."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ... import lexicon
from ...errors import LexiconError
from . import gazetteer
from .forms import Form, Index

TYPES = ("gov", "company", "org", "person", "place", "programme", "document")


class OwnName(NamedTuple):
    """One ``[[name]]`` row: the form as it stands in texts, its type, its canonical form and its division code."""

    form: str
    type: str
    canonical: str = ""
    code: str = ""


@cache
def _index(paths: tuple[Path, ...]) -> Index:
    return Index(form for path in paths for form in _forms(path)).before(gazetteer.shipped())


def own_names(paths: Sequence[Path]) -> Index:
    """The index that :func:`~policyextract.mentions.entity.scan` reads by: what is shipped and the names in ``paths``.

    An own name wins against every reading that overlaps it.

    Raises:
        LexiconError: a file cannot be read or a row is wrong; the message names the file, the line and the key.
    """
    return _index(tuple(paths)) if paths else gazetteer.shipped()


def _forms(path: Path) -> list[Form]:
    found = lexicon.read(path)
    out: list[Form] = []
    for n, name in enumerate(found.rows("name", OwnName)):
        where = f"{found.name}, line {found.line_of('name', n)}, [[name]] row {n + 1}"
        if name.type not in TYPES:
            raise LexiconError(f"{where}, key 'type': one of {', '.join(TYPES)} is wanted, not {name.type!r}")
        if len(name.form) < 2:
            raise LexiconError(f"{where}, key 'form': at least two characters are wanted, not {name.form!r}")
        if name.code and not (len(name.code) == 6 and name.code.isascii() and name.code.isdigit()):
            raise LexiconError(f"{where}, key 'code': six digits are wanted, not {name.code!r}")
        out.append(Form(name.form, "own", name.type, name.canonical or name.form, name.code))
    return out
