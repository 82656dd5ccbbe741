"""Try the lower bounds in pyproject.toml: an environment an extra that holds the lowest versions, and the tests of that extra in it.

    python scripts/bounds.py UV [EXTRA ...] [--into build/bounds]       # the program uv, see make bounds

Prints a line an extra: whether its tests hold, what they said last, and which packages came in another version than the bound, because
another of them needs a higher one. Ends with code 1 where tests fail or none ran. ``core`` is the package without extras. What the tests
need, and what the packages bring with them, comes in the versions of today.
"""

import argparse
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
CORE = "core"
TESTS = {
    CORE: "fixtures clean names models lexicon cli readers",
    "fast": "tokens phrase_index same_bytes",
    "calendar": "time resolve",
    "arrow": "arrow readers readers_ends readers_broken::test_parquet_that_is_cut_or_damaged export::test_parquet_is_the_flat_rows track::test_parquet_is_typed",
    "archive": "readers readers_broken readers_ends dedupe batch update",
    "spark": "spark",
    "postgres": "postgres databases",
    "feeds": "feeds webhook webhook_rude history",
    "documents": "read_pdf read_office read_mail",
    "report": "report",
    "frames": "arrow",
    "serve": "serve review",
    "mcp": "mcp",
    "spacy": "spacy",
    "datasette": "datasette",
}
"""Where the packages of the extra do their work, and no other: test files, or single tests of them."""
BESIDE = ("documents", "feeds", "serve")
"""What tests of other extras use too: writers of files, receivers and clients. In versions of today."""
OLD = ("numpy<2",)
"""pandas before 2.2 and pyarrow before 16 were built for it, and do not say so."""
WITH_OLD = ("arrow", "archive", "spark", "frames")


LOWEST = "lowest.txt"


class Tried(NamedTuple):
    """What became of an extra."""

    good: bool
    said: str
    """The last line of its tests."""
    other: list[str]
    """Packages that came in another version than the bound."""


def bounds(extra: str) -> Iterator[tuple[str, Version]]:
    """Package and lower bound of all that the package names for an extra, and for itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    waiting = [*project["dependencies"], *extras.get(extra, ())]
    while waiting:
        needed = Requirement(waiting.pop(0))
        if needed.name == project["name"]:
            waiting += [line for name in sorted(needed.extras) for line in extras[name]]
        else:
            yield canonicalize_name(needed.name), min(Version(part.version) for part in needed.specifier)


def environment(uv: str, extra: str, folder: Path) -> Path:
    """The Python of a new environment with the lowest versions, and what the tests need beside them."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    project = str(ROOT / "pyproject.toml")
    wanted = [] if extra == CORE else ["--extra", extra]
    do(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
    old, lowest = folder / "old.txt", folder / LOWEST
    old.write_text("".join(f"{line}\n" for line in OLD if extra in WITH_OLD), encoding="utf-8")
    install = [uv, "pip", "install", "--quiet", "--python", str(python)]
    do(*install, "--resolution", "lowest-direct", "--constraint", str(old), "--requirements", project, *wanted)
    lowest.write_text(do(uv, "pip", "freeze", "--quiet", "--python", str(python)), encoding="utf-8")
    do(*install, "--no-deps", "--editable", str(ROOT))
    beside = ["--group", f"{project}:dev", "--requirements", project]
    beside += [part for name in BESIDE for part in ("--extra", name)]
    do(*install, "--constraint", str(lowest), *beside)
    return python


def tried(uv: str, extra: str, folder: Path) -> Tried:
    """Make the environment and run the tests in it; what they say in full lies in ``tests.txt`` there."""
    python = environment(uv, extra, folder)
    lines = (folder / LOWEST).read_text(encoding="utf-8").split()
    have = {canonicalize_name(name): Version(version) for name, _, version in (line.partition("==") for line in lines)}
    other = [f"{name} {have[name]}, not {bound}" for name, bound in bounds(extra) if have[name] != bound]
    parts = (name.partition("::") for name in TESTS[extra].split())
    files = [f"tests/test_{name}.py{colons}{test}" for name, colons, test in parts]
    command = [str(python), "-m", "pytest", "-rs", "-p", "no:cacheprovider", *files]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    (folder / "tests.txt").write_text(done.stdout + done.stderr, encoding="utf-8")
    said = (done.stdout.splitlines() or ["nothing"])[-1]
    return Tried(done.returncode == 0 and " passed" in said, said, other)


def do(*command: str) -> str:
    """Run it; what it prints. A command that fails ends the program with its own words."""
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout


def main() -> None:
    """Try each, print a line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("uv", help="the program uv")
    parser.add_argument("extras", nargs="*", metavar="EXTRA", help="(default: all)")
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "bounds", help="(default: build/bounds)")
    given = parser.parse_args()
    if unknown := set(given.extras) - set(TESTS):
        parser.error(f"no extra {', '.join(sorted(unknown))}; there are {', '.join(TESTS)}")
    failed = False
    for extra in given.extras or TESTS:
        good, said, other = tried(given.uv, extra, given.into.resolve() / extra)
        failed |= not good
        print(f"{extra:10}{'holds' if good else 'FAILS'}  {said}{''.join(f'; {line}' for line in other)}", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
