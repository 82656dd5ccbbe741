"""What people said of the records of a store, as annotated documents: lines of a file, or a folder with a file a document."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from ..corrections.annotations import Annotated, annotated
from ..disk import new_folder
from ..guards import without_halves
from .flatten import OWN_TEXT, TEXT, chunks, to_json
from .stage import BATCH
from .store import Store

_SAFE = re.compile(r"[\w][\w.-]{0,99}")


def annotations(store: Store, textless: Callable[[str], object]) -> Iterator[Annotated]:
    """The annotated documents of a store, by their ids.

    Args:
        textless: called with the id of each document whose text the store does not hold, which has no annotations then.
    """
    grouped = groupby(store.corrections(), key=lambda one: one.document)
    for some in chunks(((ident, list(said)) for ident, said in grouped), BATCH):
        held = dict(store.originals([ident for ident, _ in some]))
        for ident, said in some:
            document = held.get(ident)
            if document is None:
                continue  # told with the corrections that find no record
            text = document.pop(TEXT, None)
            text = document.get(OWN_TEXT) if text is None else text
            if text is None:
                textless(ident)
            elif (found := annotated(document, text, said)) is not None:
                yield found


def write_lines(found: Iterable[Annotated], out: BinaryIO) -> int:
    """A line each; how many."""
    count = 0
    for count, one in enumerate(found, 1):  # noqa: B007 - counted
        out.write(to_json(one).encode() + b"\n")
    return count


def write_folder(found: Iterable[Annotated], folder: Path) -> int:
    """A file each, in a folder that takes its name once all are written; how many.

    Raises:
        SinkError: it holds something, or cannot be written.
    """
    with new_folder(folder) as made:
        count = 0
        for count, one in enumerate(found, 1):  # noqa: B007 - counted
            text = without_halves(json.dumps(one, ensure_ascii=False, indent=1))
            (made / f"{_name(one['id'])}.json").write_text(f"{text}\n", encoding="utf-8")
    return count


def _name(ident: str) -> str:
    """A name of a file for a document: its id where that can be one, else a hash of it.

    >>> _name("s2-001"), _name("http://example.org/a")
    ('s2-001', '6a2d6a47a2828fe0')
    """
    if _SAFE.fullmatch(ident):
        return ident
    return sha256(ident.encode("utf-8", "surrogatepass")).hexdigest()[:16]
