"""What a worker does: a document to its part of a file, and the parts of a shard to whole files."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from ...child import Failure
from ...errors import PolicyExtractError
from ...settings import Settings
from ...text.unread import UNREAD
from ..dedupe import Signature, signer
from ..item import RawDocument
from ..parts import read_document
from .formats import Change, Part, encode, frugal, part_of


class Read(NamedTuple):
    """What became of one document."""

    id: str
    part: Part
    targets: int
    actuals: int
    signature: Signature | None
    """None where nothing is compared."""


class Encode(NamedTuple):
    """The task of making the files of a shard."""

    format: str
    name: str
    """Of the files, without their ending."""
    parts: tuple[tuple[Part, Change | None], ...]


Task = RawDocument | Encode
Answer = Read | dict[str, bytes] | Failure
Make = Callable[[], Callable[[Task], Answer]]


def maker(settings: Settings, format: str, compare: bool, texts: bool = False) -> Make:
    """What makes a worker; can be sent to one.

    Args:
        texts: parts hold the raw text too.

    Raises:
        PolicyExtractError: a package that is needed is not installed.
    """
    if compare:
        signer()
    if format == "parquet":
        try:
            import pyarrow  # noqa: F401
        except ImportError:
            raise PolicyExtractError(
                "Parquet files need the package pyarrow: pip install 'policyextract[archive]', or choose another format"
            ) from None
    return partial(make, settings, format, compare, texts)


def make(settings: Settings, format: str, compare: bool, texts: bool = False) -> Callable[[Task], Answer]:
    """A worker: builds the extractor once."""
    from ...extractor import Extractor  # in workers only: the process that reads the archive starts without it

    extractor = Extractor.warmed(settings)
    sign = signer() if compare else None
    if format == "parquet":
        frugal()

    def work(task: Task) -> Answer:
        if isinstance(task, Encode):
            return encode(task.format, task.name, task.parts)
        data, clean_text = read_document(extractor, task)
        for warning in data["warnings"]:
            if warning["code"] in UNREAD:
                return Failure(warning["code"], warning["message"])
        signature = sign(data, clean_text) if sign else None
        # The text of a part is none that its offsets refer to, and what was taken out of a file holds its text itself.
        kept = texts and not task.start and data["source_text"] is None
        part = part_of(format, data, task.text if kept else None)
        return Read(data["id"], part, len(data["targets"]), len(data["actuals"]), signature)

    return work
