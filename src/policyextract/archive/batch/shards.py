"""The cut of a run into shards, which depends on what is read and on nothing else, and what a shard has gathered."""

from hashlib import sha256
from typing import Any, NamedTuple

from ..dedupe import Found
from ..item import Broken, Item
from .formats import Part

# A worker that makes Parquet files of texts packed with figures (30 records per 1,000 characters) has 320 MB at its peak; with
# 500,000 characters a shard it had 340. One that makes JSON lines has 170.
CHARACTERS = 300_000
"""A shard is closed, before it is full, by the document that brings it to so many characters: it bounds the memory."""


class Closed(NamedTuple):
    """What was read of one shard."""

    shard: int
    items: int
    """Documents and broken ones."""
    first: str
    """Origin of its first item."""
    last: str
    """Origin of its last item."""
    read: str
    """Hash of all that was read, from the start of the run to the end of this shard."""


class Cut:
    """Cuts a stream of items into shards."""

    def __init__(self, size: int) -> None:
        self.shard = 0
        """The shard that the next item belongs to."""
        self.items = 0
        """Items before the next one, in the whole run."""
        self._size = size
        self._digest = sha256()
        self._open()

    def _open(self) -> None:
        self._count = self._characters = 0
        self._first = self._last = ""

    def add(self, item: Item) -> Closed | None:
        """Count ``item``; the shard it closes, if it does."""
        self._digest.update(repr(item[:1] + item[2:]).encode("utf-8", "surrogatepass") + b"\0")
        text = item.message if isinstance(item, Broken) else item.text
        self._digest.update(text.encode("utf-8", "surrogatepass") + b"\0")
        self._first = self._first or item.origin
        self._last = item.origin
        self.items += 1
        self._count += 1
        self._characters += len(text)
        return self.close() if self._count >= self._size or self._characters >= CHARACTERS else None

    def close(self) -> Closed | None:
        """End the present shard; None where it is empty."""
        if not self._count:
            return None
        closed = Closed(self.shard, self._count, self._first, self._last, self._digest.hexdigest())
        self.shard += 1
        self._open()
        return closed


class Gathered:
    """What a shard will hold, gathered in reading order."""

    def __init__(self) -> None:
        self.parts: list[tuple[Part, Found | None]] = []
        self.errors: list[dict[str, str]] = []
        self.reposts: list[dict[str, str]] = []
        self.counts = dict.fromkeys(COUNTS, 0)

    def line(self, closed: Closed, files: dict[str, bytes]) -> dict[str, Any]:
        """The line of the manifest that says the shard is done."""
        return {
            **closed._asdict(),
            **self.counts,
            "files": {n: {"bytes": len(d), "sha256": sha256(d).hexdigest()} for n, d in files.items()},
            "reposts": self.reposts,
            "errors": self.errors,
        }


COUNTS = ("documents", "characters", "targets", "actuals", "same_id")
"""What is counted of a shard: documents extracted (reposts included), their raw characters and records, and documents
with the id of an earlier one."""
