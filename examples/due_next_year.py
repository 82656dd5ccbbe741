"""What is due next year, by region: documents into a store, its targets out again.

    python examples/due_next_year.py [STORE [FILE...]]

Next year is the one after the latest publication. STORE is a file or a postgresql:// URL; without it nothing is kept. Run
the example again with the same files and nothing in the store changes, with a corrected release and that document's
records are replaced.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import policyextract as pe
from policyextract.track.store import Filters, open_store

RELEASES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"


def documents(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """Each file as a document in its JSON form."""
    extractor = pe.Extractor()
    for path in paths:
        yield extractor.extract(path.read_bytes().decode("utf-8"), source=path.name).model_dump(mode="json")


def main() -> None:
    place, *names = sys.argv[1:] or [":memory:"]
    paths = [Path(name) for name in names] or sorted(RELEASES.glob("*.txt"))
    with open_store(place) as store:
        counts = store.put(documents(paths))
        print(f"{counts.added} documents new, {counts.updated} changed, {counts.unchanged} as they were")
        newest = next(store.rows(newest=True, limit=1), None)
        if newest is None or newest["published"] is None:
            return
        year = int(str(newest["published"])[:4]) + 1
        due = Filters(
            kinds=("target",),
            natures=("outcome", "input"),
            due_after=date(year, 1, 1),
            due_before=date(year, 12, 31),
        )
        by_region = defaultdict(list)
        for row in store.rows(due):
            by_region[str(row["region"] or row["document_title"])].append(row)
        for region, rows in sorted(by_region.items()):
            print(f"{region}, due in {year}")
            for row in sorted(rows, key=lambda row: str(row["due"])):
                print(f"  {row['due']}  {row['indicator']} {row['comparator']} {row['text']}  ({row['commitment']})")


if __name__ == "__main__":
    main()
