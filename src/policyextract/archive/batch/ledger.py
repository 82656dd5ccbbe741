"""What a run has in its folder, item by item, on disk: whence each came, what it was, and in which part it lies.

A later run asks it what is new, what has changed and what is gone. It is kept shard by shard, as the index of reposts
is, so that a run that was killed goes on from its last whole part.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from ..item import Broken, Item
from ..kept import Damaged, connected, whole

_TABLES = """
CREATE TABLE IF NOT EXISTS file (n INTEGER PRIMARY KEY, origin TEXT NOT NULL, mark TEXT, shard INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS file_by_origin ON file (origin);
CREATE TABLE IF NOT EXISTS item (
    n INTEGER PRIMARY KEY, shard INTEGER, file INTEGER NOT NULL, number INTEGER NOT NULL, origin TEXT NOT NULL,
    key BLOB NOT NULL, name BLOB NOT NULL, source TEXT, title TEXT, characters INTEGER NOT NULL,
    id TEXT, clash TEXT, first INTEGER, repost TEXT, code TEXT, message TEXT, was INTEGER
);
CREATE INDEX IF NOT EXISTS item_by_key ON item (file, key);
CREATE INDEX IF NOT EXISTS item_by_shard ON item (shard);
CREATE INDEX IF NOT EXISTS item_by_id ON item (id);
CREATE INDEX IF NOT EXISTS item_by_first ON item (first);
CREATE TABLE IF NOT EXISTS dirty (shard INTEGER PRIMARY KEY);
CREATE TABLE IF NOT EXISTS state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
"""
# Files met by the survey, what is in those that were read, and files met by the walk, in its order.
_OF_THIS_RUN = """
CREATE TEMP TABLE met (file INTEGER PRIMARY KEY, whole INTEGER NOT NULL);
CREATE TEMP TABLE now (file INTEGER NOT NULL, key BLOB NOT NULL, name BLOB NOT NULL);
CREATE TEMP TABLE walk (file INTEGER PRIMARY KEY, seq INTEGER NOT NULL);
CREATE TEMP TABLE taken (n INTEGER PRIMARY KEY);
CREATE TEMP TABLE hidden (file INTEGER PRIMARY KEY);
CREATE TEMP TABLE gone (n INTEGER PRIMARY KEY, vanished INTEGER NOT NULL);
"""
_COLUMNS = "file, number, origin, key, name, source, title, characters, code, message, id, clash, first, repost"


class Row(NamedTuple):
    """One item: what was read, and what became of it."""

    file: int
    number: int
    """Its place in the file, from 0."""
    origin: str
    key: bytes
    """Hash of all that its document depends on."""
    name: bytes
    """Hash of what tells it from others: its id, else its address, else where it lies. Two versions share it."""
    source: str | None
    """What its id is made from; None where the archive gives one."""
    title: str | None
    characters: int
    code: str | None = None
    """Why there is no document, as in ``errors.jsonl``."""
    message: str | None = None
    id: str | None = None
    clash: str | None = None
    """JSON of what is told where its id was another's."""
    first: int | None = None
    """The place of what it is a repost of."""
    repost: str | None = None
    """JSON of what it repeats."""

    @classmethod
    def read(cls, cells: Sequence[Any]) -> Self:
        """The item as it is written in the ledger.

        Raises:
            Damaged: it is not.
        """
        return cls(*whole(cells, _KINDS))

    def again(self, file: int) -> Self:
        """The item as it was before it was placed, in a file."""
        refused = self.code == "refused"  # by a store, which will be asked again
        out = self._replace(file=file, id=None, clash=None, first=None, repost=None)
        return out._replace(code=None, message=None) if refused else out


_TEXT, _PLACE = (str, type(None)), (int, type(None))
_KINDS = (int, int, str, bytes, bytes, _TEXT, _TEXT, int, _TEXT, _TEXT, _TEXT, _TEXT, _PLACE, _TEXT)
"""What the values of a row are."""


def row_of(item: Item, file: int, number: int) -> Row:
    """What is noted of an item that was read."""
    if isinstance(item, Broken):
        key = _hash(repr(item))
        return Row(file, number, item.origin, key, key, None, None, len(item.message), item.code, item.message)
    source = item.source or item.origin
    told = (item.id, item.title, item.published, source, item.start, item.head)
    key = _hash("\0".join((item.text, repr(told))))
    given = item.id is not None
    name = _hash(f"id {item.id}" if given else f"at {source}")
    return Row(file, number, item.origin, key, name, None if given else source, item.title, len(item.text))


def _hash(words: str) -> bytes:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Known(NamedTuple):
    """A file that was read before."""

    n: int
    mark: str | None


class Gone(NamedTuple):
    """What the archive does not hold any more."""

    replaced: int
    """Documents of which there is another version, and what could not be read and is not there any more."""
    vanished: int
    """Other documents."""
    some: list[str]
    """Where some of these lay."""


class Ledger:
    """The items of a run. Not for two processes at once.

    Raises (all methods):
        sqlite3.Error: the disk is full, or the file is damaged.
    """

    def __init__(self, path: Path, new: bool = True) -> None:
        self._db = connected(path, _TABLES, new)
        self._db.executescript(_OF_THIS_RUN)
        self._db.execute("BEGIN")
        self._seq = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of it; what was not kept is taken back."""
        self._db.close()

    # Kept

    def resume(self, shards: int) -> bool:
        """Go back to the state after the first ``shards`` shards; whether that can be done."""
        if self._value("shards") < shards:
            return False
        self._db.execute("UPDATE item SET n = was, shard = NULL WHERE shard >= ? AND was IS NOT NULL", (shards,))
        self._db.execute("DELETE FROM item WHERE shard >= ?", (shards,))
        self._db.execute("UPDATE file SET mark = NULL WHERE shard >= ?", (shards,))
        self.keep(shards)
        return True

    def keep(self, shards: int) -> None:
        """Write down all there is, as the state after the first ``shards`` shards."""
        self.note("shards", shards)
        self.commit()

    def commit(self) -> None:
        """Write down all there is."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    def _value(self, name: str) -> int:
        row = self._db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
        return int(whole(row, (int,))[0]) if row else 0

    def note(self, name: str, value: int) -> None:
        """Note a number under a name."""
        self._db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (name, value))

    @property
    def patched(self) -> bool:
        """Whether its parts are others than those of one run over all there is."""
        return self._value("patched") > 0

    @property
    def finished(self) -> bool:
        """Whether the run before came to its end."""
        return self._value("finished") > 0

    @property
    def next(self) -> int:
        """The place of the next item."""
        return int(self._db.execute("SELECT COALESCE(MAX(n), -1) + 1 FROM item").fetchone()[0])

    @property
    def count(self) -> int:
        """Items there are."""
        return int(self._db.execute("SELECT COUNT(*) FROM item WHERE shard IS NOT NULL").fetchone()[0])

    # What was there before

    def survey(self, origin: str) -> Known | None:
        """The file of this name that the survey has not met yet."""
        return self._file(origin, "met")

    def meet(self, file: int, whole: bool) -> None:
        """The survey has met a file; ``whole``: it is as it was."""
        self._db.execute("INSERT INTO met VALUES (?, ?)", (file, whole))

    def hide(self, file: int) -> None:
        """The survey could not read a file to its end: what it holds may be there still."""
        self._db.execute("INSERT OR IGNORE INTO hidden VALUES (?)", (file,))

    def now(self, row: Row) -> None:
        """The survey has read an item."""
        self._db.execute("INSERT INTO now VALUES (?, ?, ?)", (row.file, row.key, row.name))

    def _file(self, origin: str, table: str) -> Known | None:
        found = self._db.execute(
            f"SELECT n, mark FROM file WHERE origin = ? AND n NOT IN (SELECT file FROM {table}) ORDER BY n LIMIT 1",
            (origin,),
        ).fetchone()
        return found and Known(*whole(found, (int, _TEXT)))

    def gone(self) -> Gone:
        """What was there and is not there now, by the survey."""
        self._db.execute("CREATE INDEX now_by_key ON now (file, key)")
        self._db.execute("CREATE INDEX now_by_name ON now (file, name)")
        # Rows that are alike count one by one: of two that were there one may be gone.
        self._db.execute(
            """
            INSERT INTO gone SELECT n, code IS NULL AND NOT EXISTS (
                SELECT 1 FROM now WHERE now.file = old.file AND now.name = old.name
            ) FROM (
                SELECT n, file, key, name, code, ROW_NUMBER() OVER (PARTITION BY file, key ORDER BY n) AS copy FROM item
                WHERE file IN (SELECT n FROM file WHERE n NOT IN (SELECT file FROM met WHERE whole))
            ) AS old
            WHERE copy > (SELECT COUNT(*) FROM now WHERE now.file = old.file AND now.key = old.key)
            """
        )
        counts = dict(self._db.execute("SELECT vanished, COUNT(*) FROM gone GROUP BY vanished"))
        some = self._db.execute("SELECT origin FROM item JOIN gone USING (n) WHERE vanished ORDER BY n LIMIT 10")
        return Gone(counts.get(0, 0), counts.get(1, 0), [origin for (origin,) in some])

    def leaving(self, prune: bool) -> list[tuple[int, str | None]]:
        """Places and ids of what is to go: versions that were replaced, and with ``prune`` what has vanished."""
        found = self._db.execute(
            "SELECT n, id FROM item JOIN gone USING (n) "
            "WHERE NOT vanished OR (? AND file NOT IN (SELECT file FROM hidden)) ORDER BY n",
            (prune,),
        )
        return list(found)

    def remove(self, places: Iterable[int]) -> None:
        """Forget items; what was a repost of one of them waits for a place of its own.

        The shards that they leave are dirty until they are written again.
        """
        for n in places:
            here = (n,)
            self._db.execute("INSERT OR IGNORE INTO dirty SELECT shard FROM item WHERE n = ?1 AND shard >= 0", here)
            self._db.execute("INSERT OR IGNORE INTO dirty SELECT shard FROM item WHERE first = ?1 AND shard >= 0", here)
            self._db.execute("UPDATE item SET shard = NULL, first = NULL WHERE first = ?", here)
            self._db.execute("DELETE FROM item WHERE n = ?", here)
        self._db.execute("DELETE FROM file WHERE n NOT IN (SELECT file FROM item) AND n NOT IN (SELECT file FROM met)")
        self.note("patched", 1)

    def dirty(self) -> list[int]:
        """Shards that are to be written again."""
        return [shard for (shard,) in self._db.execute("SELECT shard FROM dirty ORDER BY shard")]

    def clean(self, shard: int) -> None:
        """A shard was written again."""
        self._db.execute("DELETE FROM dirty WHERE shard = ?", (shard,))

    # The walk

    def walk(self, origin: str) -> tuple[int, bool]:
        """The file of this name that the walk has not met yet, and whether it is as it was; a new one, if there is none."""
        known = self._file(origin, "walk")
        if known is None:
            cursor = self._db.execute("INSERT INTO file (origin, mark, shard) VALUES (?, NULL, -1)", (origin,))
            file = int(cursor.lastrowid or 0)
        else:
            file = known.n
        self._db.execute("INSERT INTO walk VALUES (?, ?)", (file, self._seq))
        self._seq += 1
        row = self._db.execute("SELECT whole FROM met WHERE file = ?", (file,)).fetchone()
        return file, row is not None and bool(row[0])

    def span(self, file: int, before: int) -> tuple[int, int] | None:
        """The first and the last place of the items of a file, among those before a place."""
        found = "SELECT MIN(n), MAX(n) FROM item WHERE file = ? AND COALESCE(was, n) < ?"
        row = self._db.execute(found, (file, before)).fetchone()
        return None if row[0] is None else (int(row[0]), int(row[1]))

    def take(self, row: Row, before: int) -> int | None:
        """The place of the item that this row is, among those before a place; None where it is new."""
        found = self._db.execute(
            "SELECT n, number FROM item WHERE file = ? AND key = ? AND COALESCE(was, n) < ? "
            "AND n NOT IN (SELECT n FROM taken) ORDER BY n LIMIT 1",
            (row.file, row.key, before),
        ).fetchone()
        if found is None:
            return None
        self._db.execute("INSERT INTO taken VALUES (?)", (found[0],))
        if found[1] != row.number:
            self._db.execute("UPDATE item SET number = ? WHERE n = ?", (row.number, found[0]))
        return int(found[0])

    def done_with(self, file: int, mark: str | None, shard: int) -> None:
        """A file was read to its end, and its last item lies in a shard."""
        self._db.execute("UPDATE file SET mark = ?, shard = ? WHERE n = ?", (mark, shard, file))

    # Items

    def put(self, n: int, shard: int, row: Row, was: int | None = None) -> None:
        """Note an item at its place, which it gets instead of the place it had."""
        if was is not None:
            self._db.execute("DELETE FROM item WHERE n = ?", (was,))
        marks = ", ".join("?" * (len(Row._fields) + 3))
        self._db.execute(f"INSERT INTO item (n, shard, was, {_COLUMNS}) VALUES ({marks})", (n, shard, was, *row))

    def refuse(self, id: str, shard: int, message: str) -> Row:
        """Note that a document of a shard was not taken."""
        self._db.execute(
            "UPDATE item SET code = 'refused', message = ? WHERE id = ? AND shard = ?", (message, id, shard)
        )
        found = self._db.execute(f"SELECT {_COLUMNS} FROM item WHERE id = ? AND shard = ?", (id, shard))
        return Row.read(found.fetchone())

    def holder(self, id: str) -> Row | None:
        """The first item whose document has this id."""
        found = self._db.execute(
            f"SELECT {_COLUMNS} FROM item WHERE id = ? AND shard IS NOT NULL ORDER BY n LIMIT 1", (id,)
        )
        row = found.fetchone()
        return row and Row.read(row)

    def last(self, id: str) -> Row | None:
        """The last item whose document has this id."""
        row = self._db.execute(f"SELECT {_COLUMNS} FROM item WHERE id = ? ORDER BY n DESC LIMIT 1", (id,)).fetchone()
        return row and Row.read(row)

    def waiting(self) -> Iterator[tuple[int, Row]]:
        """Items that wait for a place, with the place they had."""
        found = self._db.execute(f"SELECT n, {_COLUMNS} FROM item WHERE shard IS NULL ORDER BY n").fetchall()
        return ((n, Row.read(row)) for n, *row in found)

    def of_shard(self, shard: int) -> Iterator[Row]:
        """The items of a shard, in their order."""
        for row in self._db.execute(f"SELECT {_COLUMNS} FROM item WHERE shard = ? ORDER BY n", (shard,)):
            yield Row.read(row)

    def in_order(self) -> Iterator[tuple[str, str | None, Row]]:
        """All items in the order of the walk, what it did not meet behind them; each with its file's name and mark."""
        found = self._db.execute(
            f"SELECT file.origin, file.mark, {', '.join(f'item.{name.strip()}' for name in _COLUMNS.split(','))} "
            "FROM item JOIN file ON file.n = item.file LEFT JOIN walk ON walk.file = item.file "
            "ORDER BY walk.seq IS NULL, walk.seq, item.number, item.n"
        )
        for origin, mark, *row in found:
            yield origin, mark, Row.read(row)

    def ids(self) -> Iterator[str]:
        """The ids of all documents."""
        for (id,) in self._db.execute("SELECT DISTINCT id FROM item WHERE id IS NOT NULL"):
            yield id


def told(value: str | None) -> dict[str, Any] | None:
    """A column of JSON.

    Raises:
        Damaged: it is none.
    """
    try:
        out: dict[str, Any] | None = None if value is None else json.loads(value)
    except ValueError:
        raise Damaged("a row is not as it was written") from None
    return out
