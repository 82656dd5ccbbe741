"""Characters per second from text to JSON, beside jieba on the same text in the same run, of short, long and dense documents;
by stage and by length; start and memory; linear time.

    python bench/speed.py [--text FILE ...] [--characters N] [--rounds N] [--no-linear] [--save]

FILE is a text, or a ``.jsonl`` file whose rows hold ``text`` (and perhaps ``title`` and ``published``). Without one, the
work reports beside the repository are read; where there are none, the fixtures of the tests are repeated, which hold
five times as many records a character. All is processor time, and rounds of all contestants alternate, so that what else the
machine does hits none of them alone.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import jieba

from policyextract import Extractor, Settings, pipeline
from policyextract.span import COMPILED

ROOT = Path(__file__).resolve().parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
RESULTS = ROOT / "bench" / "RESULTS.md"
HEAD = "# Speed\n\nWritten by `make bench`. Ratios are of processor time, beside `jieba.lcut` on the same text in the same round."
SHORT = 2_000  # characters of a document, as archives hold them
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
    if not paths:
        return fixtures(characters)
    found = [item for path in paths for item in items_of(path) if item.text]
    if not found:
        sys.exit("bench: no text to read; give --text FILE")
    return found


def fixtures(characters: int) -> list[Item]:
    """The releases of the tests, as often as it takes to have ``characters``."""
    found = [item for path in sorted(FIXTURES.glob("*.txt")) for item in items_of(path)]
    return found * -(-characters // sum(len(item.text) for item in found))


def seconds(work: Callable[[], object]) -> float:
    """How much processor time ``work`` takes: what else the machine does is not in it."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


LINES: list[str] = []


def say(line: str) -> None:
    """Print a line, and keep it for :func:`save`."""
    LINES.extend(line.split("\n"))
    print(line, flush=True)


def save(build: str) -> None:
    """Put what was said into the file of results, in place of what an earlier run said of the same build."""
    before = RESULTS.read_text(encoding="utf-8") if RESULTS.exists() else HEAD
    head, *sections = before.split("\n## ")
    kept = [section for section in sections if section.split("\n", 1)[0] != build]
    kept.append("\n".join([build, "", *LINES]).rstrip())
    RESULTS.write_text(
        "\n\n## ".join([head.rstrip(), *[one.rstrip() for one in sorted(kept)]]) + "\n", encoding="utf-8"
    )


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
            start = time.process_time()
            try:
                return function(*args, **kwargs)
            finally:
                whole = time.process_time() - start
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


def short(items: list[Item], characters: int) -> list[Item]:
    """The same text as archives hold it: documents of :data:`SHORT` characters, taken evenly from all, some ``characters``."""
    pieces = [
        Item(item.text[at : at + SHORT], item.title, item.published)
        for item in items
        for at in range(0, len(item.text), SHORT)
    ]
    step = max(1, sum(len(piece.text) for piece in pieces) // characters)
    return pieces[::step]


def some(items: list[Item], characters: int) -> list[Item]:
    """The first of ``items`` that have ``characters`` together."""
    found: list[Item] = []
    for item in items:
        if sum(len(one.text) for one in found) >= characters:
            break
        found.append(item)
    return found


def others() -> dict[str, Callable[[str], object]]:
    """What else reads text of this kind, as far as it is installed: the numbers or parts of speech of one text."""
    found: dict[str, Callable[[str], object]] = {}
    posseg = import_module("jieba.posseg")
    found["jieba.posseg"] = lambda text: posseg.lcut(text)
    if find_spec("jionlp") is not None:
        jionlp = import_module("jionlp")
        found["JioNLP, time and money"] = lambda text: (
            jionlp.ner.extract_time(text, with_parsing=True),
            jionlp.ner.extract_money(text, with_parsing=True),
        )
    if find_spec("recognizers_number_with_unit") is not None:
        units = import_module("recognizers_number_with_unit")
        found["Recognizers-Text, money"] = lambda text: units.recognize_currency(text, "zh-cn")
    return found


def compare(name: str, items: list[Item], rounds: int) -> None:
    """End to end, for each tokenizer there is, beside ``jieba.lcut`` in the same rounds, and others once."""
    size = sum(len(item.text) for item in items)
    contestants: dict[str, Callable[[], object]] = {"jieba.lcut": lambda: [jieba.lcut(item.text) for item in items]}
    for tokenizer in ("jieba", "rjieba"):
        if find_spec(tokenizer) is None:
            say(f"({tokenizer} is not installed: left out)")
            continue
        extractor = Extractor(Settings(tokenizer=tokenizer))
        contestants[f"policyextract, {tokenizer}"] = lambda extractor=extractor: run(extractor, items)
    spent: dict[str, list[float]] = {name: [] for name in contestants}
    for attempt in range(rounds + 1):  # the first one loads dictionaries and does not count
        for contestant, work in contestants.items():
            took = seconds(work)
            if attempt:
                spent[contestant].append(took)
    say(f"\n{name}: {len(items)} documents, {size:,} characters, {rounds} rounds\n")
    say("| | characters/s, best | × jieba.lcut, median | least and most |")
    say("| --- | --- | --- | --- |")
    beside = spent["jieba.lcut"]
    for contestant, took in spent.items():
        ratios = sorted(base / own for base, own in zip(beside, took, strict=True))
        say(
            f"| {contestant} | {size / min(took):,.0f} | {median(ratios):.2f} | {ratios[0]:.2f} to {ratios[-1]:.2f} |",
        )


def beside(items: list[Item]) -> None:
    """Once, what else there is, on a part of ``items``."""
    few = items[: max(1, len(items) // 4)]
    size = sum(len(item.text) for item in few)
    base = seconds(lambda: [jieba.lcut(item.text) for item in few])
    say(f"\nOther readers, once, {size:,} characters of these\n")
    say("| | characters/s | × jieba.lcut |")
    say("| --- | --- | --- |")
    for name, read in others().items():
        read(few[0].text)
        took = seconds(lambda read=read: [read(item.text) for item in few])
        say(f"| {name} | {size / took:,.0f} | {base / took:.2f} |")


def by_length(items: list[Item], most: int) -> None:
    """What a character costs in documents of 10² to 10⁶ characters, or ``most``."""
    extractor = Extractor(Settings())
    whole = "\n".join(item.text for item in items)
    say("\n| characters of a document | µs a character |")
    say("| --- | --- |")
    for size in (100, 1_000, 10_000, 100_000, 1_000_000):
        if size > min(len(whole), most):
            break
        texts = [whole[at : at + size] for at in range(0, min(len(whole), max(size, 50_000)) - size + 1, size)]
        took = seconds(lambda texts=texts: [extractor.extract(text).model_dump_json() for text in texts])
        say(f"| {size:,} | {took / (size * len(texts)) * 1e6:.2f} |")


def start() -> None:
    """The first document of a process, and what a character takes of memory, each in a fresh one."""
    code = (
        "import sys, time\n"
        "from policyextract import Extractor\n"
        "text = sys.stdin.read()\n"
        "extractor = Extractor()\n"
        "extractor.extract('2025年，建成5G基站1.2万个。').model_dump_json()\n"
        "first = time.process_time()\n"
        "def peak():\n"
        "    with open('/proc/self/status') as lines:\n"
        "        return next(int(line.split()[1]) for line in lines if line.startswith('VmHWM'))\n"
        "try:\n"
        "    open('/proc/self/clear_refs', 'w').write('5')\n"  # from here on the peak is that of the document
        "    before = peak()\n"
        "    extractor.extract(text).model_dump_json()\n"
        "    print(first, (peak() - before) * 1024 / len(text))\n"
        "except OSError:\n"
        "    print(first, -1)\n"
    )
    text = "\n".join(item.text for item in workload([], 100_000))[:100_000]
    told = subprocess.run([sys.executable, "-c", code], input=text, capture_output=True, text=True, check=True).stdout
    first, memory = map(float, told.split())
    say(f"\nA process has read its first document after {first:.2f} s of processor time, imports and all.")
    if memory >= 0:
        say(f"A document of {len(text):,} characters adds {memory:,.0f} bytes a character at its peak.")


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
        say(f"\n| stage, {tokenizer} | µs a character | share |")
        say("| --- | --- | --- |")
        for name, spent in watch.spent.items():
            say(f"| {name} | {spent / size * 1e6:.3f} | {spent / total:.1%} |")


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
    say(f"The tables of names add {float(added):,.0f} MB to a process.")


def linear(limit: float) -> None:
    """Seconds for ten times as much of the hardest text: the ratio stays near 10 where time is linear."""
    extractor = Extractor(Settings())
    extractor.extract("2025年，建成5G基站1.2万个。")  # loads the dictionaries
    rng = random.Random(0)
    say("\n| hardest text | s for 10⁵ characters | for 10⁶ | ratio |")
    say("| --- | --- | --- | --- |")
    for name, letters in HARD.items():
        text = "".join(rng.choices(letters, k=1_000_000))
        small = seconds(lambda text=text: extractor.extract(text[:100_000]).model_dump_json())
        if small > limit:
            say(f"| {name} | {small:.2f} | left out: over {limit:g} s already | |")
            continue
        large = seconds(lambda text=text: extractor.extract(text).model_dump_json())
        say(f"| {name} | {small:.2f} | {large:.2f} | {large / small:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--characters", type=int, default=300_000, help="at least so many (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--no-linear", action="store_true", help="leave the linear-time section out")
    parser.add_argument("--save", action="store_true", help="write bench/RESULTS.md")
    args = parser.parse_args()
    jieba.setLogLevel("ERROR")
    build = "compiled" if COMPILED else "not compiled"
    say(f"Text to JSON, {build}, Python {sys.version.split()[0]}.")
    if hasattr(os, "getloadavg"):
        say(f"{os.cpu_count()} processors, with {os.getloadavg()[1]:.1f} processes that wanted them before this run.")
    items = workload(args.text, args.characters)
    pieces = short(items, args.characters)
    compare(f"Short, documents of {SHORT:,} characters", pieces, args.rounds)
    beside(pieces)
    compare("Long, whole documents", some(items, args.characters), args.rounds)
    if args.text or REPORTS.exists():
        compare("Dense, releases of the tests", some(fixtures(args.characters), args.characters), args.rounds)
    by_stage(pieces)
    by_length(items, 10 * args.characters)
    say(f"\nPeak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB.")
    start()
    entity_memory()
    if not args.no_linear:
        linear(limit=30)
    if args.save:
        save(build)


if __name__ == "__main__":
    main()
