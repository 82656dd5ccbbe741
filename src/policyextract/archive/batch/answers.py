"""What workers answered, by what they were asked: a document that comes again is not extracted again."""

import zlib
from pathlib import Path
from types import TracebackType
from typing import Self

from ..dedupe import Signature, banded
from ..kept import Damaged, connected, whole
from .work import Read

# Level 1: a document of 1,300 characters takes 0.2 ms and a tenth of its JSON; level 6 three times as long for a sixth less.
_LEVEL = 1

_TABLE = """CREATE TABLE IF NOT EXISTS answer (
    key BLOB NOT NULL UNIQUE, id TEXT NOT NULL, part BLOB NOT NULL, targets INTEGER NOT NULL, actuals INTEGER NOT NULL,
    content_hash BLOB, likeness BLOB, quantities BLOB, times BLOB, places BLOB, records BLOB
)"""

_KEPT = (bytes, type(None))


class Answers:
    """Answers on disk. Not for two processes at once.

    Raises (all methods):
        sqlite3.Error: the disk is full, or the file is damaged.
    """

    def __init__(self, path: Path, new: bool = True) -> None:
        self._db = connected(path, _TABLE, new)
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()  # what was not kept is taken back

    def keep(self) -> None:
        """Write down all there is."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def put(self, key: bytes, read: Read) -> None:
        """Note an answer."""
        sign = read.signature
        compared = (
            (None,) * 6
            if sign is None
            else (sign.content_hash, sign.likeness, sign.quantities, sign.times, sign.places, sign.records)
        )
        row = (key, read.id, zlib.compress(read.part, _LEVEL), read.targets, read.actuals, *compared)
        self._db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)

    def get(self, key: bytes) -> Read | None:
        """The answer to what has this hash."""
        row = self._db.execute("SELECT * FROM answer WHERE key = ?", (key,)).fetchone()
        if row is None:
            return None
        _, id, part, targets, actuals, *compared = whole(row, (bytes, str, bytes, int, int, *(_KEPT,) * 6))
        sign = None
        if compared[0] is not None:
            content_hash, likeness, quantities, times, places, records = whole(compared, (bytes,) * 6)
            sign = Signature(content_hash, likeness, banded(likeness), quantities, times, places, records)
        try:
            return Read(id, zlib.decompress(part), targets, actuals, sign)
        except zlib.error:
            raise Damaged(f"the answer of {id} is not as it was written") from None

    def known(self, key: bytes) -> Read:
        """The answer to what was asked before.

        Raises:
            Damaged: it is not there any more.
        """
        if (read := self.get(key)) is None:
            raise Damaged("an answer is gone")
        return read

    def only(self, ledger: Path) -> None:
        """Forget all answers that a ledger does not know."""
        self._db.execute("COMMIT")
        self._db.execute("ATTACH ? AS ledger", (str(ledger),))
        self._db.execute("DELETE FROM answer WHERE key NOT IN (SELECT key FROM ledger.item)")
        self._db.execute("DETACH ledger")
        self._db.execute("BEGIN")
