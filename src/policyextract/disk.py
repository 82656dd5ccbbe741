"""What makes writes last."""

import os
import shutil
import sys
from collections.abc import Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from .errors import SinkError


def sync(folder: Path) -> None:
    """Make renames in ``folder`` last; Windows has no such thing, and does it by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def new_folder(folder: Path, over: Container[str] = ()) -> Iterator[Path]:
    """A folder to write into; it takes the name ``folder`` once all is written, and not where anything fails.

    Args:
        over: names of files: a folder that holds nothing else is replaced.

    Raises:
        SinkError: it holds something else, or cannot be written.
    """
    try:
        there = folder.exists()
        if there and (not folder.is_dir() or any(path.name not in over for path in folder.iterdir())):
            raise SinkError(f"{folder}: is there already and holds something else; name a new folder")
        made = Path(mkdtemp(prefix=f".{folder.name}.", dir=folder.absolute().parent))
        try:
            yield made
            made.chmod(0o755)
            if there:
                shutil.rmtree(folder)
            made.replace(folder)
            sync(folder.absolute().parent)
        finally:
            shutil.rmtree(made, ignore_errors=True)
    except OSError as error:
        raise SinkError(f"{folder}: cannot be written ({error.strerror or error}); choose another place") from error
