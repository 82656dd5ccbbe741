"""Targets of an archive by region: a batch run from Python, then a count over its part files.

    python examples/archive_by_region.py [ARCHIVE] [-o OUT]

Without ARCHIVE, the releases of the tests are read. A target counts for the place its document is about; what repeats
an earlier record, in the document or in the one it reposts, counts once. Give the same command again, and nothing is
extracted again.
"""

import argparse
import json
import tempfile
from collections import Counter
from pathlib import Path

from policyextract.archive.batch import BatchOptions, run

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"


def by_region(out: Path) -> Counter[str]:
    """How many targets each place has, from the part files of a run."""
    counts: Counter[str] = Counter()
    for part in sorted(out.glob("part-*.jsonl")):
        with part.open(encoding="utf-8") as lines:
            for document in map(json.loads, lines):
                place = document["place"]["text"] if document["place"] else "(unknown)"
                counts[place] += sum(target["repeat_of"] is None for target in document["targets"])
    return +counts  # those that have any


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("archive", nargs="?", type=Path, metavar="ARCHIVE")
    parser.add_argument("-o", dest="out", type=Path, metavar="OUT", help="folder for the part files, kept")
    given = parser.parse_args()
    sources = [given.archive] if given.archive else sorted(FIXTURES.glob("*.txt"))
    with tempfile.TemporaryDirectory() as folder:
        out = given.out or Path(folder) / "out"
        report = run(sources, out, BatchOptions(workers=2))
        counts = report.counts
        print(f"{counts['documents']} documents, {counts['targets']} targets, {counts['errors']} errors")
        for region, count in by_region(out).most_common(10):
            print(f"{count:>6}  {region}")


if __name__ == "__main__":
    main()
