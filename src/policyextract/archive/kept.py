"""SQLite files that a run writes for the next one: made where there is none, and looked at before they are believed.

A file that lacks a table would be filled anew, and all that it held would be read and written a second time. So what is
there has to be what was made, and a row has to hold what was put in; else it is damaged, and says so.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CONSTRAINT,  # what an index says is not what its table holds
    sqlite3.SQLITE_MISMATCH,
    None,  # of Python's own: a text is no UTF-8
}


class Damaged(sqlite3.DatabaseError):
    """A file is not as a run wrote it."""


def is_damage(error: sqlite3.Error) -> bool:
    """Whether an error tells of what is in the file, not of the disk it lies on."""
    code = getattr(error, "sqlite_errorcode", None)
    return isinstance(error, sqlite3.DatabaseError) and (None if code is None else code & 0xFF) in _DAMAGE


def connected(path: Path, tables: str, new: bool) -> sqlite3.Connection:
    """A file of such tables, open.

    Args:
        tables: the statements that make them, each with IF NOT EXISTS.
        new: make them where they are not there.

    Raises:
        sqlite3.Error: it cannot be opened, or is damaged (:func:`is_damage`).
    """
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous = FULL")
        if new:
            db.executescript(tables)
        if not _made(tables) <= _names(db):
            raise Damaged(f"{path.name} has not its tables")
    except UnicodeDecodeError:  # in a message of SQLite's that quotes it
        db.close()
        raise Damaged(f"a name in {path.name} is no UTF-8") from None
    except BaseException:
        db.close()
        raise
    return db


def _made(tables: str) -> set[tuple[str, str]]:
    with sqlite3.connect(":memory:") as db:
        db.executescript(tables)
        found = _names(db)
    db.close()
    return found


def _names(db: sqlite3.Connection) -> set[tuple[str, str]]:
    """Tables and indexes, each with what made it."""
    return set(db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))


def whole(row: Sequence[Any] | None, kinds: Sequence[type | tuple[type, ...]]) -> Sequence[Any]:
    """A row that has to be there, with values of these kinds.

    Raises:
        Damaged: it is not, or holds something else.
    """
    if row is None or not all(map(isinstance, row, kinds)):
        raise Damaged("a row is gone, or not as it was written")
    return row
