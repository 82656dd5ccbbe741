"""The whole road: from the files of an archive to Parquet, with 1 and 2 workers, and the memory of a worker.

    python bench/archive.py [--documents N] [--lines MB | --update]

The archive is made by ``examples/make_archive.py``: mixed formats, 1 % of it broken. Rates count the start of the workers
(one to three seconds) and everything else between the command and its end. ``--lines`` reads one file of so many MB of JSON
lines to its end instead, by one worker: a document of that archive to nineteen of plain news, of which there is little to tell.
``--update`` sets the processor time of an update by 1 % new files against that of the run before, and compares the bytes with those of a run over all of it.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from runs import ROOT, Done, batch, make_archive

sys.path.insert(0, str(ROOT / "examples"))
sys.path.insert(0, str(ROOT / "tests"))

import make_archive as made

from archives import left

NEWS = (
    "{place}市召开专题会议，传达学习有关文件精神，听取近期重点工作进展情况汇报，研究部署下一步工作。",
    "会议指出，要坚持问题导向，压实各级责任，把群众反映的急难愁盼问题一件一件办好。",
    "与会同志围绕优化营商环境、改善城乡面貌、完善公共服务等议题作了交流发言。",
    "记者在{place}看到，沿河步道两侧绿树成荫，前来散步的市民络绎不绝。",
    "据介绍，当地通过上门走访、座谈交流等方式，广泛听取企业和居民的意见建议。",
    "{place}市有关负责人表示，将继续完善工作机制，加强部门协同，确保各项任务落到实处。",
    "活动现场，工作人员向过往群众发放宣传资料，耐心解答大家关心的问题。",
    "近年来，{place}坚持生态优先、绿色发展，一批老旧街区焕发出新的生机。",
    "调研组一行先后来到社区服务中心、产业园区和学校，详细了解运行情况。",
    "要加强统筹协调，注重宣传引导，及时总结推广好的经验做法，营造良好氛围。",
)
SENTENCES = 40
"""Sentences of a document of plain news, some 1,500 characters."""


def lines(path: Path, megabytes: int) -> None:
    """A file of JSON lines of so many MB."""

    def documents() -> Iterator[dict[str, str]]:
        number = 0
        while True:
            rng = Random(number)
            document = made.compose(number, 1)
            if number % 20:
                place = rng.choice(made.FIRST) + rng.choice(made.SECOND)
                text = "\n".join(rng.choice(NEWS).format(place=place) for _ in range(SENTENCES))
            else:
                text = document.text
            yield {"id": document.id, "title": document.title, "published": document.day.isoformat(), "text": text}
            number += 1

    left = megabytes * 1_000_000
    with path.open("wb") as out:
        for document in documents():
            left -= out.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
            if left <= 0:
                return


def update(folder: Path, documents: int) -> None:
    """A run over an archive, 1 % more files, the update, its compaction, and a run over all of it for its bytes."""
    archive = make_archive(folder, documents, broken=0.01)
    whole = cost(archive, folder / "out")
    print(f"\n{documents:,} documents: {whole:.1f} s of processor time; with 1 % more", flush=True)
    (archive / "new").mkdir()
    for number in range(documents, documents + documents // 100):
        document = made.compose(number, 1)
        (archive / "new" / f"{document.id}.txt").write_text(document.text, encoding="utf-8")
    for name, more in (("the update", ()), ("its compaction", ("--compact",))):
        part = cost(archive, folder / "out", *more)
        print(f"  {name} {part:.2f} s, {part / whole:.1%}", flush=True)
    batch(archive, folder / "whole", "--workers", 1)
    same = left(folder / "out") == left(folder / "whole")
    print(f"  after the compaction {'the same bytes as' if same else 'OTHER bytes than'} a run over all of it")


def cost(archive: Path, out: Path, *arguments: object) -> float:
    """The processor time of a run and of its workers."""
    before = os.times()
    batch(archive, out, "--workers", 1, *arguments)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def row(workers: int, done: Done) -> str:
    """A line of the table."""
    counts = done.report["counts"]
    return (
        f"  {workers:>7}{counts['documents'] / done.seconds:>14,.0f}{counts['characters'] / done.seconds:>15,.0f}"
        f"{done.peak(0, 1):>21,.0f}{done.peak(0, 0.1):>14,.0f}{done.peak(0.9, 1):>13,.0f}{done.parent / 1e6:>15,.0f}"
    )


def main() -> None:
    """Make it, read it, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000, help="(default: %(default)s)")
    parser.add_argument("--update", action="store_true", help="1 %% more files, one worker")
    parser.add_argument("--lines", metavar="MB", type=int, help="one file of JSON lines, one worker")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if arguments.update:
            update(folder, arguments.documents)
            return
        if arguments.lines:
            archive = folder / "all.jsonl"
            lines(archive, arguments.lines)
            tries: tuple[int, ...] = (1,)
            print(f"\nOne file of {archive.stat().st_size / 1e6:,.0f} MB of JSON lines to Parquet")
        else:
            archive = make_archive(folder, arguments.documents, broken=0.01)
            tries = (1, 2)
            print(f"\nFiles to Parquet: {arguments.documents:,} documents, 1 % broken")
        print("  workers   documents/s   characters/s   a worker's peak MB   first tenth   last tenth   the parent's")
        done = []
        for workers in tries:
            done.append(batch(archive, folder / f"out{workers}", "--format", "parquet", "--workers", workers))
            print(row(workers, done[-1]), flush=True)
        counts = done[-1].report["counts"]
        if arguments.lines:
            print(f"  {done[0].seconds:,.0f} s, counts of run.json: {counts}")
        else:
            print(f"  2 workers do {done[0].seconds / done[1].seconds:.2f} times as much as one")


if __name__ == "__main__":
    main()
