"""What a batch run promises, tried on a large archive: one line a promise, kept or not; exit code 1 where one is not.

    python bench/acceptance.py [--documents 20000] [--kills 10] [--seed N] [--keep FOLDER] [--only NAME ...]

Takes about twenty times as long as one run. Promises that need a program that is not there (Java, PostgreSQL) are told as
not tried. NAME is one of: whole, memory, workers, killed, sqlite, spark, postgres.
"""

import argparse
import json
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from runs import COMMAND, ROOT, Done, batch, make_archive, start

sys.path.insert(0, str(ROOT / "tests"))  # helpers that the tests use

from archives import left
from policyextract.archive.item import RawDocument
from policyextract.archive.readers import read
from postgres_server import server
from same_records import differences
from spark_local import missing

MOST_MB = 400
FLAT = 1.1
"""The last tenth's peak against the first tenth's, at most."""
FASTER = 1.7
Verdict = tuple[bool, str]


class Acceptance:
    """The archive, the undisturbed runs over it, and the promises."""

    def __init__(self, folder: Path, documents: int, kills: int) -> None:
        self.folder, self.kills = folder, kills
        self.archive = make_archive(folder, documents, broken=0.01)
        self.expected = json.loads((folder / "archive.expected.json").read_text(encoding="utf-8"))
        self.runs: dict[str, Done] = {}
        # Parts small enough for a run that is killed to have something to go on from.
        self.parts = ("--shard-size", max(10, documents // 100))

    def run(self, name: str, *arguments: object) -> Done:
        """A run into the folder ``name``, done once."""
        if name not in self.runs:
            self.runs[name] = batch(self.archive, self.folder / name, *arguments)
            print(f"  ({name}: {self.runs[name].seconds:,.0f} seconds)", flush=True)
        return self.runs[name]

    def two(self) -> Done:
        return self.run("two", "--workers", 2, *self.parts)

    def whole(self) -> Verdict:
        """Every broken member is in errors.jsonl, and nothing else is; every good one is extracted, in order."""
        self.two()
        out = self.folder / "two"
        broken = {(row["origin"], row["code"]) for row in self._rows(out / "errors.jsonl")}
        origins = [item for item in read([str(self.archive)]) if isinstance(item, RawDocument)]
        good = Counter(self._below(item.origin) for item in origins)
        wanted_broken = {(row["origin"], row["code"]) for row in self.expected["broken"]}
        broken = {(self._below(origin), code) for origin, code in broken}
        documents = sum(1 for part in sorted(out.glob("part-*")) for _ in part.open("rb"))
        pairs = {frozenset((row["origin"], row["first"])) for row in self.expected["reposts"]}
        reposts = {self._below(row["origin"]) for row in self._rows(out / "reposts.jsonl")}
        found = sum(bool(pair & reposts) for pair in pairs)
        kept = broken == wanted_broken and good == Counter(self.expected["documents"]) and documents == good.total()
        return kept, (
            f"{documents:,} of {len(self.expected['documents']):,} documents, {len(broken & wanted_broken):,} of "
            f"{len(wanted_broken):,} errors, {len(broken - wanted_broken):,} others; {found} of {len(pairs)} reposts, "
            f"{len(reposts - frozenset().union(*pairs))} others"
        )

    def memory(self) -> Verdict:
        """A worker's memory stays under 400 MB and is in the last tenth what it is in the first."""
        done = self.two()
        first, last, most = done.peak(0, 0.1), done.peak(0.9, 1), done.peak(0, 1)
        said = (
            f"{most:,.0f} MB; first tenth {first:,.0f}, last tenth {last:,.0f}; the parent {done.parent / 1e6:,.0f} MB"
        )
        return most < MOST_MB and last <= first * FLAT, said

    def workers(self) -> Verdict:
        """Two workers on two processors do at least 1.7 times as much as one, and write the same bytes."""
        one, two = self.run("one", "--workers", 1, *self.parts), self.two()
        same = left(self.folder / "one") == left(self.folder / "two")
        ratio = one.seconds / two.seconds
        return same and ratio >= FASTER, f"{ratio:.2f} times as fast, {'the same' if same else 'OTHER'} bytes"

    def killed(self) -> Verdict:
        """Killed at ten random moments and started again, the output is that of the undisturbed run."""
        span = self.two().seconds / self.kills
        out = self.folder / "killed"
        moments = []
        for _ in range(self.kills):
            process = start("batch", self.archive, "-o", out, "--workers", 2, *self.parts)
            moments.append(random.uniform(0.5, 0.5 + 1.6 * span))
            time.sleep(moments[-1])
            process.kill()
            process.wait()
        self.run("killed", "--workers", 2, *self.parts)
        same = left(out) == left(self.folder / "two")
        told = ", ".join(f"{moment:.1f}" for moment in moments)
        return same, f"killed after {told} seconds: {'the same' if same else 'OTHER'} bytes"

    def sqlite(self) -> Verdict:
        """The same archive into a store twice: row counts and content hashes stay."""
        seen = []
        for again in ((), ("--no-resume",)):
            self.runs.pop("store", None)
            self.run("store", "--format", "sqlite", "--workers", 2, *again)
            seen.append(self._state())
        return seen[0] == seen[1], f"{seen[0][0]}"

    def spark(self) -> Verdict | None:
        """Spark in local mode gives the same records."""
        if reason := missing():
            return self._untried(reason)
        self.run("kept", "--format", "parquet", "--reposts", "keep", "--workers", 2)
        records = self.folder / "records"
        command = [sys.executable, str(ROOT / "examples" / "on_spark.py"), str(self.archive), "-o", str(records)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        count, told = differences(self.folder / "kept" / "records", records)
        return not told, f"{count:,} records, {len(told):,} differences"

    def postgres(self) -> Verdict | None:
        """PostgreSQL holds what SQLite holds, row for row."""
        if "store" not in self.runs:
            self.run("store", "--format", "sqlite", "--workers", 2)
        store = self.folder / "store" / "store.sqlite"
        try:
            with server() as url:
                command = [*COMMAND, "export", str(store), "--to", "postgres", "-o", url]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                return self._same_rows(store, url)
        except pytest.skip.Exception as reason:
            return self._untried(str(reason))

    def _same_rows(self, store: Path, url: str) -> Verdict:
        from policyextract.track.store import open_store

        with open_store(store) as ours, open_store(url) as theirs:
            documents = rows = 0
            for one, other in zip(ours.documents(), theirs.documents(), strict=True):
                if one != other:
                    return False, f"document {one['id']} differs"
                documents += 1
            for mine, its in zip(ours.rows(), theirs.rows(), strict=True):
                if mine != its:
                    return False, f"record {mine['id']} differs"
                rows += 1
        return True, f"{documents:,} documents and {rows:,} records, all the same"

    def _state(self) -> tuple[dict[str, int], list[tuple[str, ...]]]:
        """Row counts of all tables, and the hashes of all documents."""
        database = sqlite3.connect(self.folder / "store" / "store.sqlite")
        try:
            names = "documents", "originals", "targets", "actuals", "entities", "mentions"
            counts = {name: database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in names}
            return counts, database.execute("SELECT id, content_hash, hash FROM documents ORDER BY id").fetchall()
        finally:
            database.close()

    def _below(self, origin: str) -> str:
        return origin.removeprefix(f"{self.archive.as_posix()}/")

    @staticmethod
    def _rows(path: Path) -> list[dict[str, str]]:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]

    @staticmethod
    def _untried(reason: str) -> None:
        print(f"  not tried: {reason}")


NAMES = ("whole", "memory", "workers", "killed", "sqlite", "spark", "postgres")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=20_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, help="for the moments of the kills")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="work in this new folder, and leave it")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    given = parser.parse_args()
    random.seed(given.seed)
    folder = given.keep or Path(tempfile.mkdtemp(prefix="acceptance-"))
    folder.mkdir(exist_ok=given.keep is None)
    failed = False
    try:
        acceptance = Acceptance(folder, given.documents, given.kills)
        print(f"{given.documents:,} documents, 1 % broken, in {folder}", flush=True)
        for name in given.only:
            promise: Callable[[], Verdict | None] = getattr(acceptance, name)
            verdict = promise()
            failed |= verdict is not None and not verdict[0]
            if verdict is not None:
                print(f"{'kept  ' if verdict[0] else 'BROKEN'}  {name}: {verdict[1]}", flush=True)
    finally:
        if given.keep is None:
            shutil.rmtree(folder)
    sys.exit(failed)


if __name__ == "__main__":
    main()
