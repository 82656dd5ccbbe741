"""What a service is asked to read, and what a process of it answers."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from ..archive.item import Broken, RawDocument
from ..archive.readers import read_taken
from ..archive.readers.kinds import kind_of
from ..child import Failure
from ..errors import InputError, LexiconError, PolicyExtractError
from ..extractor import Extractor
from ..models import document_from
from ..settings import Settings
from ..text.decode import decode
from .workers import Workers


class Read(NamedTuple):
    """A text, or a file, to read; ``given`` are other arguments of :func:`policyextract.extract`."""

    body: str | bytes
    given: dict[str, Any]
    name: str = ""
    """Of the file, by whose ending its kind is told where its bytes do not."""


class Explain(NamedTuple):
    """A text whose reading is to be explained."""

    text: str
    given: dict[str, Any]


class Found(NamedTuple):
    """A document in its JSON form, and its raw text."""

    document: dict[str, Any]
    text: str


class Refused(NamedTuple):
    """Something that cannot be read, in one line."""

    why: str


class UnansweredError(PolicyExtractError):
    """Nothing was read; its words say why.

    Attributes:
        code: ``refused`` (it cannot be read), or that of :meth:`policyextract.serve.workers.Workers.do`.
    """

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code = code


Answer = Found | Refused | list[dict[str, Any]]


def maker(settings: Settings) -> Callable[[], Callable[[Read | Explain], Answer]]:
    """What makes a process that answers; can be sent to one."""
    return partial(_make, settings)


def ask(workers: Workers, task: Read | Explain) -> Any:
    """What a process answers: :class:`Found`, or the numbers that are explained.

    Raises:
        UnansweredError: it cannot be read, or not in time.
    """
    found = workers.do(task)
    if isinstance(found, Refused):
        raise UnansweredError("refused", found.why)
    if isinstance(found, Failure):
        raise UnansweredError(found.code, found.message)
    return found


def _make(settings: Settings) -> Callable[[Read | Explain], Answer]:
    extractor = Extractor.warmed(settings)

    def answer(task: Read | Explain) -> Answer:
        try:
            if isinstance(task, Explain):
                return [item._asdict() for item in extractor.explain(task.text, **task.given)]
            return _read(extractor, task)
        except (InputError, LexiconError, TypeError, ValueError) as error:
            return Refused(" ".join(str(error).split()))

    return answer


def _read(extractor: Extractor, task: Read) -> Found:
    given = {name: value for name, value in task.given.items() if value is not None}
    if isinstance(task.body, str):
        given["text"] = task.body
    else:
        given = _opened(task.name, task.body).arguments() | given
    data = extractor.extract_data(**given)
    document = document_from(data).model_dump(mode="json")
    text: str = given["text"]
    return Found(document, text)


def _opened(name: str, data: bytes) -> RawDocument:
    """The one document of a file.

    Raises:
        InputError: it holds none, or several.
    """
    taken = read_taken(name, data)
    if taken is not None:
        items = list(taken)
        if len(items) != 1:
            raise InputError(f"holds {len(items)} documents, not one; send them one by one")
        item = items[0]
        if isinstance(item, Broken):
            raise InputError(item.message)
        return item if item.source else item._replace(source=name or None)
    if (kind := kind_of(name, data[:4096])) in _MANY:
        raise InputError(f"is {kind}, not one document; unpack it and send its documents one by one")
    if not data.strip():
        raise InputError("holds no text; check what is sent")
    return RawDocument(name, decode(data).text, source=name or None)


_MANY = frozenset(("parquet", "warc", "zip", "sqlite", "tar", "gz", "bz2", "xz", "zst"))
"""Kinds of files that hold no text of their own."""
