"""How many records of a corpus have an indicator that the shipped catalogue knows.

    python bench/catalogue.py ../shared/corpus/raw.jsonl.xz --documents 300

Reads every so many-th document, so that all genres and years are in, and prints, for each rank of document, how many records
there are, how many distinct names they bear, and how many of both the catalogue maps; then the names it does not know that
most documents bear. The same documents give the same figures.
"""

import argparse
import json
import lzma
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from policyextract import Extractor
from policyextract.derived import rank
from policyextract.models import json_value
from policyextract.track.catalogue.catalogue import Catalogue, table


def documents(path: Path, count: int) -> Iterator[dict[str, Any]]:
    """``count`` documents, evenly spread over the file, ``.jsonl`` or ``.jsonl.xz``."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        rows = lines.readlines()
    step = max(1, len(rows) // count)
    yield from map(json.loads, rows[::step][:count])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--unknown", type=int, default=0, help="how many unknown names to show")
    arguments = parser.parse_args()
    extractor, catalogue = Extractor(), Catalogue()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    unknown: Counter[str] = Counter()
    names: dict[str, dict[str, bool]] = defaultdict(dict)
    for row in documents(arguments.corpus, arguments.documents):
        data = extractor.extract_data(row["text"], title=row.get("title"), published=row.get("published"))
        kind, new = rank(row.get("title")), set()
        for record in json.loads(json.dumps(data["targets"] + data["actuals"], default=json_value)):
            if record["nature"] != "outcome":
                continue
            name = record["indicator"]["text"]
            named = catalogue.name(name, record["quantity"]["dimension"], record["change"])
            counts[kind]["records"] += 1
            counts[kind]["known"] += named.known
            names[kind][name] = names[kind].get(name, False) or named.known
            new |= {named.name} if not named.known else set()
        unknown.update(new)
    print(f"{len(table())} rows; records of nature outcome")
    print("rank     records  known          names  known")
    for kind in sorted(counts):
        found, known = counts[kind]["records"], counts[kind]["known"]
        bearing = sum(names[kind].values())
        print(f"{kind:8} {found:7}  {known:5} {known / found:5.2f}  {len(names[kind]):7}  {bearing:5}")
    found, known = (sum(one[key] for one in counts.values()) for key in ("records", "known"))
    print(f"{'all':8} {found:7}  {known:5} {known / max(1, found):5.2f}")
    for name, documents_ in unknown.most_common(arguments.unknown):
        print(f"{documents_:4} {name}")


if __name__ == "__main__":
    main()
