"""Sorts the words of policy text by the company they keep, and builds the shipped table of these classes from it.

    python -m pip install --group clusters
    python scripts/build_clusters.py CORPUS.jsonl.xz [--out FILE]

The corpus is a document a line, its text under ``text``; the lines may be packed (.xz, .gz, .bz2). Of each of the commonest
words it is counted which common words stand one and two places before and behind it within a sentence. Positive pointwise
mutual information of these counts, reduced to its strongest dimensions, makes a point of each word, and k-means sorts
the points into classes. No annotation takes part. The same corpus gives the same table with the
same numpy on the same kind of machine; elsewhere the last bits of its sums may put a word that lies between two classes
into the other one. The tables of weights have features of these classes: after a new table comes ``make train``.
"""

import argparse
import bz2
import gzip
import json
import lzma
import re
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import numpy as np
from numpy.typing import NDArray

from policyextract.tokens import tokenizer

OUT: Final = Path(__file__).resolve().parent.parent / "src" / "policyextract" / "targets" / "clusters.tsv"
HEAD: Final = """\
# Words by company: the same classes for words that stand between the same neighbours. {count} classes, k-means over
# {dimensions} dimensions of positive pointwise mutual information with the two words before and behind, {words} M words \
of policy text.
"""

WORDS: Final = 12000  # have a class: the commonest, and a word of them stands 25 times or more
LEAST: Final = 25
NEIGHBOURS: Final = 500  # the commonest words are told apart as neighbours; the rest is one
PLACES: Final = (-2, -1, 1, 2)
DIMENSIONS: Final = 100
CLASSES: Final = 256
ROUNDS: Final = 25  # of k-means
SEEDS: Final = 4000  # the first centres are words at even distances among so many of the commonest

NUMBER: Final = "<n>"  # stands for every number
SHORTEST: Final = 4  # characters of a sentence

_NUMBER: Final = re.compile(r"[0-9０-９〇零一二三四五六七八九十百千万亿.,%％]+")
_END: Final = re.compile(r"[\n。；;！？]")
_OPEN: Final[dict[str, Callable[..., IO[str]]]] = {".xz": lzma.open, ".gz": gzip.open, ".bz2": bz2.open}

Matrix = NDArray[np.float32]
Ids = NDArray[np.int32]


def sentences(corpus: Path) -> Iterator[list[str]]:
    """The words of every sentence of the corpus."""
    cut = tokenizer("auto").cut
    with _OPEN.get(corpus.suffix, open)(corpus, "rt", encoding="utf-8") as file:
        for line in file:
            for sentence in _END.split(json.loads(line)["text"]):
                if len(sentence) >= SHORTEST:
                    yield [NUMBER if _NUMBER.fullmatch(word) else word for word in cut(sentence) if not word.isspace()]


def numbered(told: Iterator[list[str]]) -> tuple[list[str], Ids, int]:
    """The words that have a class, the commonest first; the corpus as their numbers; how many words it has.

    A word without a class has the number behind the last one; two −1 part the sentences, so that no word is another's
    neighbour over their end.
    """
    number: dict[str, int] = {}
    ids = array("i", (-1, -1))
    for words in told:
        ids.extend([number.setdefault(word, len(number)) for word in words])
        ids.extend((-1, -1))
    found = np.frombuffer(ids, dtype=np.int32)
    inside = found >= 0
    counts = np.bincount(found[inside], minlength=len(number))
    order = np.argsort(-counts, kind="stable")[:WORDS]
    order = order[counts[order] >= LEAST]
    rank = np.full(len(number), len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    known = list(number)
    return [known[i] for i in order], np.where(inside, rank[found], -1), int(inside.sum())


def company(ids: Ids, size: int) -> Matrix:
    """Positive pointwise mutual information of each word (a row) with the neighbours at each place (columns)."""
    width = NEIGHBOURS + 1
    out = np.zeros((size, len(PLACES) * width), dtype=np.float32)
    for k, place in enumerate(PLACES):
        beside = np.roll(ids, -place)
        both = (ids >= 0) & (ids < size) & (beside >= 0)
        pairs = ids[both].astype(np.int64) * width + np.minimum(beside[both], NEIGHBOURS)
        block = np.bincount(pairs, minlength=size * width).reshape(size, width).astype(np.float32)
        rows, columns = block.sum(1, keepdims=True) + 1e-9, block.sum(0, keepdims=True) + 1e-9
        share = block * block.sum() / (rows * columns)
        out[:, k * width : (k + 1) * width] = np.maximum(np.log(np.maximum(share, 1e-9)), 0)
    return out


def points(table: Matrix) -> Matrix:
    """Each row as a point of length one in the dimensions that tell most."""
    values, vectors = np.linalg.eigh((table.T @ table).astype(np.float64))
    strong, axes = values[-DIMENSIONS:][::-1], vectors[:, -DIMENSIONS:][:, ::-1]
    # divided by the root of the root: the strongest dimensions, which tell common words from rare ones, weigh less
    found: Matrix = (table @ axes.astype(np.float32)) / np.sqrt(np.sqrt(strong)).astype(np.float32)
    return _of_length_one(found)


def _of_length_one(rows: Matrix) -> Matrix:
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-9
    return rows


def classes(found: Matrix) -> NDArray[np.int64]:
    """The class of each point: k-means by the angle between points, from centres that are given, not drawn."""
    centres = found[np.linspace(0, min(len(found) - 1, SEEDS), CLASSES).astype(int)]
    nearest: Any = None
    for _ in range(ROUNDS):
        nearest = (found @ centres.T).argmax(1)
        members = [nearest == k for k in range(CLASSES)]
        means = [found[some].mean(0) if some.any() else centres[k] for k, some in enumerate(members)]
        centres = _of_length_one(np.stack(means))
    return np.asarray(nearest)


def written(words: list[str], sorted_into: NDArray[np.int64], whole: int) -> str:
    """The table as text: a word and its class, in the order of the words' characters.

    Two have none: what stands for numbers, which are mentions and no words, and #, which begins a comment.
    """
    head = HEAD.format(count=CLASSES, dimensions=DIMENSIONS, words=round(whole / 1_000_000))
    rows = sorted(zip(words, sorted_into.tolist(), strict=True))
    return head + "".join(f"{word}\t{told}\n" for word, told in rows if word != NUMBER and word[0] != "#")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    args = parser.parse_args()
    words, ids, whole = numbered(sentences(args.corpus))
    found = points(company(ids, len(words)))
    args.out.write_text(written(words, classes(found), whole), encoding="utf-8")
    print(f"{args.out}: {len(words)} words, {args.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
