"""Which rules fire, and on how many documents: rules that never do are dead, or need an example.

    python bench/rules.py [--fixtures-only] [--never N] [--words]

Counts, for every rule of the scanner, every reason why a quantity is no record, and every frame and later rule that made
a record, the fixtures of the tests on which it fires at least once, and, where they lie beside the repository, the
annotated documents and the work reports. ``--never N`` prints only rules that fire on at most N documents of all. The scanner's
rules are known beforehand; others are listed once they fire somewhere.
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

_WORD = regex.compile(r"(?<=\.\w+):\S+$")


def stage(rule: str) -> str:
    """Which stage a rule belongs to, by the first part of its name."""
    family = rule.split(".")[0]
    return {"name": "scan", "time": "scan", "quantity": "scan", "no record": "frames", "frame": "frames"}.get(
        family, "later"
    )


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
    out |= {f"no record: {end.rule}" for end in read.found.dismissed}
    return out.union(*(draft.rules for draft in read.found.drafts))


def coverage(raws: Iterable[Raw], *, words: bool) -> Counter[str]:
    """Rule → number of documents on which it fires; with or without the word of a cue (``kind.cue.target:力争``)."""
    out, tally, extractor = Counter[str](), Tally(), Extractor()
    with patch.object(pipeline, "scanner", lambda: tally.scanner):
        for raw in raws:
            tally.names.clear()
            published = date.fromisoformat(raw["published"]) if raw["published"] else None
            read, *_ = extractor.read(raw["text"], published, raw["title"])
            names = fired(read) | tally.names
            out.update(names if words else {_WORD.sub("", name) for name in names})
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--fixtures-only", action="store_true")
    parser.add_argument("--never", type=int, metavar="N", help="only rules that fire on at most N documents")
    parser.add_argument("--words", action="store_true", help="a line for every cue word, not one for its class")
    args = parser.parse_args()
    collections = {"fixtures": fixtures()}
    if not args.fixtures_only:
        collections |= {"annotated": dev(), "reports": corpus()}
    counts = {name: coverage(raws, words=args.words) for name, raws in collections.items()}
    scanning = {rule.name for rule in pipeline.scanner().rules}
    rules = sorted(scanning.union(*counts.values()), key=lambda rule: (stage(rule) == "later", rule))
    print(f"{'rule':<40}" + "".join(f"{name:>12}" for name in counts))
    print(f"{'(documents)':<40}" + "".join(f"{len(raws):>12}" for raws in collections.values()))
    for rule in rules:
        found = [count[rule] for count in counts.values()]
        if args.never is None or sum(found) <= args.never:
            print(f"{rule:<40}" + "".join(f"{n or '-':>12}" for n in found))


if __name__ == "__main__":
    main()
