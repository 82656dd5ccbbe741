"""The folder a run writes into: one writer at a time, whole files only, and a manifest of what is done."""

import json
import os
import shutil
import sys
from collections.abc import Container, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Any

from ...disk import sync
from ...errors import PolicyExtractError

MANIFEST = "manifest.jsonl"
ERRORS = "errors.jsonl"
REPOSTS = "reposts.jsonl"
REPORT = "run.json"
STORE = "store.sqlite"
WORK = ".work"
"""What a later run needs."""
LEDGER, ANSWERS, INDEX = "ledger.sqlite", "answers.sqlite", "index.sqlite"
CLASHES = "collisions.jsonl"
UNFOUND = "unfound.jsonl"
"""Corrections of documents that are there, whose records are not."""

_STAGE, _SWAP = "stage", "swap"
_CHECK = "check"
# Windows locks bytes, and keeps others from reading them: one far behind the process id.
_LOCKED_BYTE = 1 << 20


class RunError(PolicyExtractError):
    """A run cannot begin, or not go on; what is there is left as it is.

    Attributes:
        refused: it was refused before anything was done.
    """

    def __init__(self, message: str, *, refused: bool = True) -> None:
        super().__init__(message)
        self.refused = refused


def cannot_write(path: Path, error: BaseException) -> RunError:
    """What is said of an output that the system does not take."""
    why = getattr(error, "strerror", None) or error
    said = f"{path}: cannot be written ({why}); free or choose another place, and give the same command to go on"
    return RunError(said, refused=False)


class Folder:
    """The folder of one run.

    Raises (all methods):
        RunError: the system does not let it be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.work = path / WORK

    @contextmanager
    def locked(self) -> Iterator[None]:
        """The folder, made where it is not there, for this process alone.

        The system gives the lock back when the process ends, however it ends: none is ever left behind.
        """
        try:
            self.work.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            why = error.strerror or error
            raise RunError(f"{self.path}: cannot be made or written ({why}); choose another folder") from None
        lock = self.work / "lock"
        with ExitStack() as stack:
            for empty in (self.path, self.work):
                stack.callback(_remove_empty, empty)
            stack.enter_context(_lock(lock, self.path))
            stack.callback(_remove, lock)
            yield

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """``pieces`` as one file, whole and on the disk, or not at all."""
        target = self.path / name
        temporary = target.with_name(f".{target.name}.tmp")
        try:
            target.parent.mkdir(exist_ok=True)
            with temporary.open("wb") as out:
                out.writelines(pieces)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(target)
            sync(target.parent)
        except OSError as error:
            with suppress(OSError):
                temporary.unlink()
            raise cannot_write(target, error) from None

    def append(self, line: dict[str, Any]) -> None:
        """One more line of the manifest, on the disk."""
        path = self.path / MANIFEST
        try:
            with path.open("ab") as out:
                before = out.tell()
                try:
                    out.write(_checked(line))
                    out.flush()
                    os.fsync(out.fileno())
                except OSError:
                    with suppress(OSError):
                        out.truncate(before)
                    raise
            sync(self.path)
        except OSError as error:
            raise cannot_write(path, error) from None

    def manifest(self, repair: bool = False) -> Iterator[dict[str, Any]]:
        """The lines of the manifest, up to the first that is not whole.

        A line is cut short when the process, or the machine, ends while it is written; it counts as not written.

        Args:
            repair: cut such a line off.
        """
        path = self.path / MANIFEST
        sound = 0
        try:
            with path.open("r+b" if repair else "rb") as file:
                for raw in file:
                    line = _unchecked(raw)
                    if line is None:
                        break
                    yield line
                    sound += len(raw)
                if repair:
                    file.truncate(sound)
                    os.fsync(file.fileno())
        except FileNotFoundError:
            return
        except OSError as error:
            raise cannot_write(path, error) from None

    def shards(self) -> Iterator[dict[str, Any]]:
        """The lines of the shards; of those of one shard the last, at its place."""
        last = {line.get("shard"): number for number, line in enumerate(self.manifest())}
        return (line for number, line in enumerate(self.manifest()) if number and last[line.get("shard")] == number)

    def clear(self, keep: Container[str]) -> None:
        """Remove temporary files, and part files that are not to ``keep`` (names as in the manifest)."""
        for pattern in ("part-*", ".*.tmp", "*/part-*", "*/.*.tmp"):
            for path in sorted(self.path.glob(pattern)):
                name = path.relative_to(self.path).as_posix()
                if path.is_file() and name not in keep:
                    self.remove(name)

    @contextmanager
    def staged(self) -> Iterator["Folder"]:
        """A folder whose files take the place of those here, all of them, when this ends; :meth:`swap` completes that."""
        stage, swap = self.work / _STAGE, self.work / _SWAP
        try:
            shutil.rmtree(stage, ignore_errors=True)
            stage.mkdir()
            yield Folder(stage)
            stage.replace(swap)
            sync(self.work)
        except OSError as error:
            raise cannot_write(stage, error) from None

    def swap(self) -> None:
        """Take over the files of a staged folder, if one was completed; what breaks off here goes on in the next run."""
        swap = self.work / _SWAP
        try:
            shutil.rmtree(self.work / _STAGE, ignore_errors=True)
            if not swap.exists():
                return
            for path in sorted(swap.rglob("*"), key=lambda path: path.name == MANIFEST):  # which is the last
                if path.is_file():
                    name = path.relative_to(swap)
                    target = (self.work if path.name in (LEDGER, INDEX) else self.path) / name
                    target.parent.mkdir(exist_ok=True)
                    path.replace(target)
                    sync(target.parent)
            shutil.rmtree(swap)
            sync(self.work)
        except OSError as error:
            raise cannot_write(self.path, error) from None

    def remove(self, name: str) -> None:
        """Remove a file, if it is there."""
        try:
            (self.path / name).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.path / name, error) from None

    def forget(self) -> None:
        """Remove what was kept for a later run."""
        try:
            for name in (_STAGE, _SWAP):
                shutil.rmtree(self.work / name, ignore_errors=True)
            for path in sorted(self.work.glob("*.sqlite*")):
                path.unlink()
        except OSError as error:
            raise cannot_write(self.work, error) from None

    def as_written(self, name: str, entry: dict[str, Any]) -> bool:
        """Whether a file is what its entry in the manifest says, by its size and its hash."""
        try:
            with (self.path / name).open("rb") as file:
                if os.fstat(file.fileno()).st_size != entry["bytes"]:
                    return False
                return bool(file_digest(file, "sha256").hexdigest() == entry["sha256"])
        except OSError:
            return False

    def foreign(self) -> str | None:
        """The name of something that no run has put there, or None."""
        own = {MANIFEST, ERRORS, REPOSTS, CLASHES, UNFOUND, REPORT, STORE, WORK, "documents", "records"}
        try:
            names = sorted(path.name for path in self.path.iterdir())
        except OSError as error:
            raise cannot_write(self.path, error) from None
        return next((n for n in names if n not in own and not n.startswith(("part-", ".", STORE))), None)


def _checked(line: dict[str, Any]) -> bytes:
    """A line with the checksum of what is before it."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    check = sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return f'{text[:-1]},"{_CHECK}":"{check}"}}\n'.encode("utf-8", "backslashreplace")


def _unchecked(raw: bytes) -> dict[str, Any] | None:
    """A line without its checksum; None where it is not whole."""
    try:
        line = json.loads(raw)
        check = line.pop(_CHECK)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None
    return line if raw == _checked(line) and check else None


def _remove(path: Path) -> None:
    with suppress(OSError):  # Windows keeps an open file
        path.unlink()


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):  # it is not empty
        folder.rmdir()


@contextmanager
def _lock(path: Path, folder: Path) -> Iterator[None]:
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            raise cannot_write(folder, error) from None
        try:
            if not _taken(descriptor):
                number = os.read(descriptor, 32).decode("ascii", "replace").strip()
                said = f"another run (process {number or 'unknown'}) is writing there"
                raise RunError(f"{folder}: {said}; wait for it, or choose another folder")
            # Whoever held it may have removed it in the meantime: then it is nobody's, and a new one is made.
            if _still(descriptor, path):
                os.truncate(descriptor, 0)
                os.write(descriptor, f"{os.getpid()}\n".encode())
                yield
                return
        finally:
            os.close(descriptor)


def _still(descriptor: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def _taken(descriptor: int) -> bool:
    """Whether the lock could be taken."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, _LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
            os.lseek(descriptor, 0, os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        if sys.platform == "win32":
            os.lseek(descriptor, 0, os.SEEK_SET)
        return False
    return True
