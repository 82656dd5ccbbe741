"""The cut of a run into shards, which depends on what is read and on nothing else, and what a shard has gathered."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from ...corrections.correction import Correction
from ..dedupe import Found
from .formats import Change, Part, corrected
from .ledger import Row, told
from .work import Read

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
    """Hash of all that was read of it."""


class Cut:
    """Cuts a stream of items into shards.

    Args:
        shard: the number of the first.
        size: the most items of one.
    """

    def __init__(self, size: int, shard: int = 0) -> None:
        self.shard = shard
        """The shard that the next item belongs to."""
        self._size = size
        self._open()

    def _open(self) -> None:
        self._count = self._characters = 0
        self._first = self._last = ""
        self._digest = sha256()

    def add(self, row: Row) -> Closed | None:
        """Count an item; the shard it closes, if it does."""
        self.count(row)
        return self.close() if self._count >= self._size or self._characters >= CHARACTERS else None

    def count(self, row: Row) -> None:
        """Count an item, full as the shard may be."""
        self._digest.update(row.origin.encode("utf-8", "surrogatepass") + b"\0" + row.key)
        self._first = self._first or row.origin
        self._last = row.origin
        self._count += 1
        self._characters += row.characters

    def close(self) -> Closed | None:
        """End the present shard; None where it is empty."""
        if not self._count:
            return None
        closed = self.closed()
        self.shard += 1
        self._open()
        return closed

    def closed(self) -> Closed:
        """What was counted of the present shard."""
        return Closed(self.shard, self._count, self._first, self._last, self._digest.hexdigest())


class Gathered:
    """What a shard will hold, gathered in reading order.

    Args:
        drop: leave reposts out.
        format: of the parts.
        said: what people said of records, by document.
    """

    def __init__(self, drop: bool, format: str, said: Mapping[str, Sequence[Correction]]) -> None:
        self.parts: list[tuple[Part, Change | None]] = []
        self.errors: list[dict[str, Any]] = []
        self.reposts: list[dict[str, Any]] = []
        self.clashes: list[dict[str, Any]] = []
        self.counts = dict.fromkeys(COUNTS, 0)
        self.unfound: list[dict[str, Any]] = []
        self._drop, self._format, self._said = drop, format, said

    def fail(self, row: Row) -> None:
        """An item without a document."""
        self.errors.append({"origin": row.origin, "code": row.code, "message": row.message})

    def add(self, row: Row, read: Read) -> bool:
        """A document; whether it is written."""
        counts = self.counts
        counts["characters"] += row.characters
        clash, linked = told(row.clash), told(row.repost)
        if clash is not None:
            self.clashes.append({"origin": row.origin, "id": row.id, **clash})
            counts["same_id"] += row.id == read.id
        repost = None if linked is None or row.first is None else Found(row.first, **linked)
        if repost is not None:
            self.reposts.append({"origin": row.origin, "id": row.id, "repost_of": repost.id})
            if self._drop:
                return False
        own = row.id if row.id != read.id else None
        part, change = read.part, Change(own, repost) if own is not None or repost is not None else None
        records = {"targets": read.targets, "actuals": read.actuals}
        if said := self._said.get(row.id or "", ()):
            part, lost, records = corrected(self._format, part, change, said)
            change = None
            self.unfound += [{"origin": row.origin, "id": row.id, "record": one.record} for one in lost]
        self.parts.append((part, change))
        counts["documents"] += 1
        for name, count in records.items():
            counts[name] += count
        return True

    def line(self, closed: Closed, files: dict[str, bytes], revision: int = 0) -> dict[str, Any]:
        """The line of the manifest that says the shard is done."""
        return {
            **closed._asdict(),
            "revision": revision,
            **self.counts,
            "files": {n: {"bytes": len(d), "sha256": sha256(d).hexdigest()} for n, d in files.items()},
            "reposts": self.reposts,
            "clashes": self.clashes,
            **({"unfound": self.unfound} if self._said else {}),
            "errors": self.errors,
        }


def counted(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the manifest with lists as their lengths."""
    return {name: len(value) if isinstance(value, list) else value for name, value in line.items()}


COUNTS = ("documents", "characters", "targets", "actuals", "same_id")
"""What is counted of a shard: documents extracted (reposts included), their raw characters and records, and documents
with the id of an earlier one."""
