"""Whether the folder of a run is as the run wrote it."""

from collections.abc import Iterator
from pathlib import Path

from .folder import MANIFEST, REPORT, Folder
from .run import LISTS, listed


def verify(path: Path) -> Iterator[str]:
    """What is wrong with the folder of a run, a line each: nothing where every byte is as it was written.

    Raises:
        RunError: it cannot be read.
    """
    folder = Folder(path)
    head = next(iter(folder.manifest()), None)
    if head is None:
        yield f"{path}: holds no run; name the folder that batch wrote into (-o)"
        return
    whole = sum(1 for _ in folder.manifest())
    with (path / MANIFEST).open("rb") as file:
        if sum(1 for _ in file) > whole:
            yield f"{path / MANIFEST}: is damaged behind line {whole}; give the command of the run again, it goes on from there"
    known: set[str] = set()
    for line in folder.shards():
        for name, entry in line["files"].items():
            known.add(name)
            if not folder.as_written(name, entry):
                yield f"{path / name}: is not as the run wrote it; put it back, or begin anew (--no-resume)"
    for found in sorted([*path.glob("part-*"), *path.glob("*/part-*")]):
        if found.relative_to(path).as_posix() not in known:
            yield f"{found}: is no part of the run; remove it, or give the command of the run again"
    if not (path / REPORT).is_file():
        yield f"{path}: the run has not come to its end; give its command again"
        return
    for name, of in LISTS.items():
        if (path / name).is_file() and b"".join(listed(folder, of)) != (path / name).read_bytes():
            yield f"{path / name}: is not as the run wrote it; give the command of the run again, which writes it anew"
