"""The first documents of a run, on disk: which one does a new document repeat.

SQLite keeps it, so memory stays at the size of its cache. A million documents of 1,500 characters, none a repost of
another, need about 2.5 GB of disk. What a shard added is kept or taken back as one, so that a run that was killed goes
on with the index as it was when its last finished shard was written.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from .dedupe import Found, Signature, banded, repeats, same
from .kept import connected, whole

CROWD = 100
"""So many first documents at one band are boilerplate: it takes no more of them, which keeps the search short."""
TRIED = 32
"""So many first documents, those that share the most bands, are compared with a new one."""
_CACHE_KIB = 64 * 1024

_TABLES = """
CREATE TABLE IF NOT EXISTS finished (shards INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS first (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL, content_hash BLOB NOT NULL, likeness BLOB NOT NULL,
    quantities BLOB NOT NULL, times BLOB NOT NULL, places BLOB NOT NULL, records BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS first_by_hash ON first (content_hash);
CREATE TABLE IF NOT EXISTS band (key INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (key, n)) WITHOUT ROWID;
"""


class Index:
    """What a run knows of the documents before. Not for two processes at once.

    Raises (all methods):
        sqlite3.Error: the disk is full, or the file is damaged.
    """

    def __init__(self, path: Path, new: bool = True) -> None:
        self._db = connected(path, _TABLES, new)
        self._db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._db.close()  # what was not kept is taken back

    def resume(self, shards: int, items: int) -> bool:
        """Go back to the state after the first ``shards`` shards; whether that can be done.

        Args:
            items: the place behind the last of their items.
        """
        row = self._db.execute("SELECT MAX(shards) FROM finished").fetchone()
        if (row[0] or 0) < shards:
            return False
        late = self._db.execute("SELECT n FROM first WHERE n >= ?", (items,)).fetchall()
        self.remove(n for (n,) in late)
        self.keep(shards)
        return True

    def remove(self, places: Iterable[int]) -> None:
        """Forget first documents, by their places."""
        for n in places:
            row = self._db.execute("SELECT likeness FROM first WHERE n = ?", (n,)).fetchone()
            if row is not None:
                self._db.executemany("DELETE FROM band WHERE key = ? AND n = ?", ((key, n) for key in banded(row[0])))
                self._db.execute("DELETE FROM first WHERE n = ?", (n,))

    def keep(self, shards: int) -> None:
        """Write down all there is, as the state after the first ``shards`` shards."""
        self._db.execute("DELETE FROM finished")
        self._db.execute("INSERT INTO finished VALUES (?)", (shards,))
        self.commit()

    def commit(self) -> None:
        """Write down all there is."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def repost(self, n: int, id: str, signature: Signature) -> Found | None:
        """What the document repeats; where it repeats none, it is a first one from now on.

        Args:
            n: its place in the reading order, counted from 0.
        """
        equal = self._db.execute(
            "SELECT n, id, records FROM first WHERE content_hash = ? ORDER BY n", (signature.content_hash,)
        ).fetchall()
        for at, name, records in equal:
            if name != id:
                return Found(at, name, repeats(signature.records, records))
        shared, crowded = self._meeting(signature.bands)
        for candidate in sorted(shared, key=lambda first: (-shared[first], first))[:TRIED]:
            name, first = self._first(candidate)
            if name != id and same(signature, first):
                return Found(candidate, name, repeats(signature.records, first.records))
        if not equal:
            self._add(n, id, signature, crowded)
        return None

    def _meeting(self, bands: tuple[int, ...]) -> tuple[Counter[int], set[int]]:
        """The first documents at these bands, with how many they share; and the bands that take no more."""
        marks = ",".join("?" * len(bands))
        rows = self._db.execute(f"SELECT key, n FROM band WHERE key IN ({marks})", bands).fetchall()
        at = Counter(key for key, _ in rows)
        return Counter(n for _, n in rows), {key for key, count in at.items() if count >= CROWD}

    def _first(self, n: int) -> tuple[str, Signature]:
        columns = "id, content_hash, likeness, quantities, times, places, records"
        row = self._db.execute(f"SELECT {columns} FROM first WHERE n = ?", (n,)).fetchone()
        name, content_hash, likeness, quantities, times, places, records = whole(row, (str, *(bytes,) * 6))
        return name, Signature(content_hash, likeness, (), quantities, times, places, records)

    def _add(self, n: int, id: str, new: Signature, crowded: set[int]) -> None:
        row = (n, id, new.content_hash, new.likeness, new.quantities, new.times, new.places, new.records)
        self._db.execute("INSERT INTO first VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        places = [(key, n) for key in sorted(set(new.bands) - crowded)]
        self._db.executemany("INSERT INTO band VALUES (?, ?)", places)
