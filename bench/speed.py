"""Characters per second from text to JSON, beside jieba on the same text in the same run; by stage; linear time.

    python bench/speed.py [--text FILE ...] [--characters N] [--rounds N] [--no-linear]

FILE is a text, or a ``.jsonl`` file whose rows hold ``text`` (and perhaps ``title`` and ``published``). Without one, the
work reports beside the repository are read; where there are none, the fixtures of the tests are repeated, which hold
five times as many records a character. Rounds of all contestants alternate and the best of each counts, so that what
else the machine does hits none of them alone.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import jieba

from policyextract import Extractor, Settings, pipeline
from policyextract.span import COMPILED

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
REPORTS = ROOT.parent / "shared" / "corpus" / "work_reports.jsonl"

# Text that gives patterns the most to try: each class alone, then mixed.
HARD = {
    "digits": "1234567890",
    "Han numerals": "一二三四五六七八九十百千万亿零〇两",
    "一": "一",
    "至": "至",
    "年": "年",
    "亿": "亿",
    "%": "%",
    "mixed": "1234567890一二三四五六七八九十百千万亿至年月日%％.,、—-个元前后底以上下",
}


class Item(NamedTuple):
    """One document to read, with what a caller knows about it."""

    text: str
    title: str | None
    published: str | None


def items_of(path: Path) -> list[Item]:
    """The documents of a text file or of a JSONL file."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".jsonl":
        return [Item(text, None, None)]
    rows = [json.loads(line) for line in text.splitlines() if line.strip()]
    return [Item(row["text"], row.get("title"), row.get("published")) for row in rows]


def workload(paths: list[Path], characters: int) -> list[Item]:
    """The documents of ``paths`` once, or the reports, or the fixtures as often as it takes to have ``characters``."""
    if not paths and REPORTS.exists():
        paths = [REPORTS]
    found = [item for path in paths or sorted(FIXTURES.glob("*.txt")) for item in items_of(path) if item.text]
    if not found:
        sys.exit("bench: no text to read; give --text FILE")
    if paths:
        return found
    return found * -(-characters // sum(len(item.text) for item in found))


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def run(extractor: Extractor, items: list[Item]) -> None:
    """All of ``items``, to JSON."""
    for item in items:
        extractor.extract(item.text, title=item.title, published=item.published).model_dump_json()


class Stopwatch:
    """Seconds spent in each named function, without those of the named functions it calls."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}
        self._inner = [0.0]

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        self.spent[name] = 0.0

        def wrapper(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.perf_counter() - start
                self.spent[name] += whole - self._inner.pop()
                self._inner[-1] += whole

        return wrapper

    @contextmanager
    def on(self, module: Any, names: tuple[str, ...]) -> Iterator[None]:
        """While this lasts, the functions ``names`` of ``module`` are timed."""
        kept = {name: getattr(module, name) for name in names}
        for name, function in kept.items():
            setattr(module, name, self.timed(name, function))
        try:
            yield
        finally:
            for name, function in kept.items():
                setattr(module, name, function)


def compare(items: list[Item], rounds: int) -> None:
    """End to end, for each tokenizer there is, beside ``jieba.lcut``."""
    size = sum(len(item.text) for item in items)
    contestants: dict[str, Callable[[], object]] = {"jieba.lcut": lambda: [jieba.lcut(item.text) for item in items]}
    for tokenizer in ("jieba", "rjieba"):
        if find_spec(tokenizer) is None:
            print(f"({tokenizer} is not installed: left out)")
            continue
        extractor = Extractor(Settings(tokenizer=tokenizer))
        contestants[f"policyextract, {tokenizer}"] = lambda extractor=extractor: run(extractor, items)
    best = dict.fromkeys(contestants, float("inf"))
    for attempt in range(rounds + 1):  # the first one loads dictionaries and does not count
        for name, work in contestants.items():
            spent = seconds(work)
            best[name] = min(best[name], spent) if attempt else best[name]
    build = "compiled" if COMPILED else "not compiled"
    print(f"\nEnd to end, text to JSON, {build}: {len(items)} documents, {size:,} characters, best of {rounds} rounds")
    for name, spent in best.items():
        print(f"  {name:<24}{size / spent:>12,.0f} characters/s {best['jieba.lcut'] / spent:>7.2f} × jieba.lcut")


def by_stage(items: list[Item]) -> None:
    """Where the time goes, one table a tokenizer."""
    size = sum(len(item.text) for item in items)
    for tokenizer in ("jieba", "rjieba"):
        if find_spec(tokenizer) is None:
            continue
        extractor = Extractor(Settings(tokenizer=tokenizer))
        watch = Stopwatch()
        with watch.on(pipeline, pipeline.STAGES):
            to_json = watch.timed("json", lambda document: document.model_dump_json())
            total = seconds(
                lambda extractor=extractor, to_json=to_json: [
                    to_json(extractor.extract(item.text, title=item.title, published=item.published)) for item in items
                ]
            )
        watch.spent["(the rest)"] = total - sum(watch.spent.values())
        print(f"\nBy stage, {tokenizer}")
        for name, spent in watch.spent.items():
            print(f"  {name:<24}{spent / size * 1e6:>9.3f} µs/character {spent / total:>7.1%}")


def entity_memory() -> None:
    """What the tables of names add to a process, measured in a fresh one (where the system tells it).

    The segmenter's dictionary, which reading needs anyway, is loaded before.
    """
    if not Path("/proc/self/statm").exists():
        return
    code = (
        "import resource\n"
        "from policyextract.mentions import entity\n"
        "from policyextract.tokens import tokenizer\n"
        "tokenizer().cut('聊城市财政局')\n"
        "resident = lambda: int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 1e6\n"
        "before = resident()\n"
        "entity.scan_all('聊城市财政局', [(0, 6)])\n"
        "print(resident() - before)\n"
    )
    added = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    print(f"The tables of names add {float(added):,.0f} MB to a process")


def linear(limit: float) -> None:
    """Seconds for ten times as much of the hardest text: the ratio stays near 10 where time is linear."""
    extractor = Extractor(Settings())
    extractor.extract("2025年，建成5G基站1.2万个。")  # loads the dictionaries
    rng = random.Random(0)
    print("\nLinear time\n  text            10^5 characters   10^6 characters     ratio")
    for name, letters in HARD.items():
        text = "".join(rng.choices(letters, k=1_000_000))
        small = seconds(lambda text=text: extractor.extract(text[:100_000]).model_dump_json())
        if small > limit:
            print(f"  {name:<14}{small:>15.2f} s   left out: over {limit:g} s already")
            continue
        large = seconds(lambda text=text: extractor.extract(text).model_dump_json())
        print(f"  {name:<14}{small:>15.2f} s{large:>16.2f} s{large / small:>10.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--characters", type=int, default=300_000, help="at least so many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-linear", action="store_true", help="leave the linear-time section out")
    args = parser.parse_args()
    jieba.setLogLevel("ERROR")
    items = workload(args.text, args.characters)
    compare(items, args.rounds)
    by_stage(items)
    print(f"\nPeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")
    entity_memory()
    if not args.no_linear:
        linear(limit=30)


if __name__ == "__main__":
    main()
