"""Which rules fire, and on how many documents: rules that never do are dead, or need an example.

    python bench/rules.py [--fixtures-only] [--never N]

Counts, for every rule of the scanner and for every proposer of an indicator or a period that was chosen, the fixtures of
the tests on which it fires at least once, and, where they lie beside the repository, the annotated documents and the
work reports. ``--never N`` prints only those that fire on at most N documents of all. The scanner's rules are known
beforehand; others are listed once they fire somewhere.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from unittest.mock import patch

import regex

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from documents import Raw, corpus, dev, fixtures
from policyextract import Extractor, pipeline
from policyextract.pipeline import Reading
from policyextract.rules import Mention, Rule
from policyextract.scan import Scanner


def stage(rule: str) -> str:
    """Which stage a rule belongs to, by the first part of its name."""
    return "choice" if rule.split(".")[0] in ("indicator", "due") else "scan"


class Tally:
    """Names of the scanner's rules that built a mention, also where the mention bears the name of a closer reading."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.scanner = Scanner([rule._replace(build=self._told(rule)) for rule in pipeline.scanner().rules])

    def _told(self, rule: Rule) -> Callable[[regex.Match[str]], Mention | None]:
        def build(match: regex.Match[str]) -> Mention | None:
            mention = rule.build(match)
            if mention is not None:
                self.names.add(rule.name)
            return mention

        return build


def fired(read: Reading) -> set[str]:
    """Names of all rules that had a say in one document, as its results tell them."""
    scanned = read.scanned
    out = {mention.rule for family in scanned for mention in family}
    out |= {mention.rule for mention in read.names}
    return out.union(*(record.rules for record in read.chosen.records))


def coverage(raws: Iterable[Raw]) -> Counter[str]:
    """Rule → number of documents on which it fires."""
    out, tally, extractor = Counter[str](), Tally(), Extractor()
    with patch.object(pipeline, "scanner", lambda: tally.scanner):
        for raw in raws:
            tally.names.clear()
            published = date.fromisoformat(raw["published"]) if raw["published"] else None
            read = extractor.read(raw["text"], published, raw["title"])
            out.update(fired(read) | tally.names)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixtures-only", action="store_true")
    parser.add_argument("--never", type=int, metavar="N", help="only rules that fire on at most N documents")
    args = parser.parse_args()
    collections = {"fixtures": fixtures()}
    if not args.fixtures_only:
        collections |= {"annotated": dev(), "reports": corpus()}
    counts = {name: coverage(raws) for name, raws in collections.items()}
    scanning = {rule.name for rule in pipeline.scanner().rules}
    rules = sorted(scanning.union(*counts.values()), key=lambda rule: (stage(rule) == "choice", rule))
    print(f"{'rule':<40}" + "".join(f"{name:>12}" for name in counts))
    print(f"{'(documents)':<40}" + "".join(f"{len(raws):>12}" for raws in collections.values()))
    for rule in rules:
        found = [count[rule] for count in counts.values()]
        if args.never is None or sum(found) <= args.never:
            print(f"{rule:<40}" + "".join(f"{n or '-':>12}" for n in found))


if __name__ == "__main__":
    main()
