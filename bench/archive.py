"""The whole road: from the files of an archive to Parquet, with 1 and 2 workers, and the memory of a worker.

    python bench/archive.py [--documents N]

The archive is made by ``examples/make_archive.py``: mixed formats, 1 % of it broken. Rates count the start of the workers
(one to three seconds) and everything else between the command and its end.
"""

import argparse
import tempfile
from pathlib import Path

from runs import batch, make_archive


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000, help="(default: %(default)s)")
    documents = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        archive = make_archive(folder, documents, broken=0.01)
        print(f"\nFiles to Parquet: {documents:,} documents, 1 % broken")
        print("  workers   documents/s   characters/s   a worker's peak MB   first tenth   last tenth   the parent's")
        rates = []
        for workers in (1, 2):
            done = batch(archive, folder / f"out{workers}", "--format", "parquet", "--workers", workers)
            counts = done.report["counts"]
            rates.append(counts["documents"] / done.seconds)
            print(
                f"  {workers:>7}{rates[-1]:>14,.0f}{counts['characters'] / done.seconds:>15,.0f}"
                f"{done.peak(0, 1):>21,.0f}{done.peak(0, 0.1):>14,.0f}{done.peak(0.9, 1):>13,.0f}"
                f"{done.parent / 1e6:>15,.0f}"
            )
        print(f"  2 workers do {rates[1] / rates[0]:.2f} times as much as one")


if __name__ == "__main__":
    main()
