"""Reposts: documents that say what an earlier document of the run has said, found in reading order.

Workers make a :class:`Signature` of each document (:func:`sign`); the parent asks an :class:`Index` of the first
documents. The index lies on disk, so that memory does not grow with the archive.

A repost is

- exact: its clean text is that of an earlier document (``content_hash``), or
- near: its text is nearly that of an earlier one (MinHash over runs of characters), **and** so are its quantities, its
  times and the place it is about. Bulletins of two months, or notices of two cities, share their words; what tells them
  apart is what they count, when and where.

It always points to a first document, never to another repost, and which one that is depends on the reading order only. A
document with the id of an earlier one is a new version of it, not its repost. A text that gives only part of the first,
or the first inside a longer one, is not found.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from ..errors import PolicyExtractError

SHINGLE = 5
"""Characters a run, of letters, digits and Han characters only."""
# rensa takes 0.2 ms for a text of 1,300 characters where datasketch takes 4 (same number of permutations).
PERMUTATIONS = 128
# Documents meet where 6 values in a row are equal: 99.6 % of the pairs found below meet, and 4 of 4,950 others do. 8 in a row
# bring 98.6 % together; 5 all, for a fifth more rows in the index.
ROWS = 6
SEED = 1

# 100 of 147 documents (work reports, council notices, the releases of the tests), each against itself changed. Found with
# the numbers below: with a page's header and foot 99 %, in traditional script or full-width digits 100 %, with 1, 3, 5 % of
# the Han characters replaced 99, 93, 83 %, cut by a tenth 90 %, header, full-width and 2 % replaced together 93 %. Taken
# for reposts though they are none: with all figures redrawn 5 % (those without figures), half of them 6 %, a third 8 %,
# figures and months 1 %; of all pairs of documents none (the likest two share 53 % of their runs). LIKE 0.8 finds 24 % of
# those with 5 % replaced, 0.6 no more than 0.7. AGREE_QUANTITIES 0.75 takes 47 % of those with a third redrawn, 0.8 21 %,
# 0.95 finds 62 % of those cut. AGREE_TIMES 0.5 takes 64 % of those in which only months and years were moved, 0.7 48 %
# (long reports, all figures the same), 0.9 finds 57 % of those with 5 % replaced.
LIKE = 0.7
AGREE_QUANTITIES = 0.85
AGREE_TIMES = 0.7
# Where fewer than 4 quantities can disagree, words and times must agree the more: LIKE_FEW 0.8 misses 3 % of those with a
# header, AGREE_TIMES_FEW 0.7 takes 3 % of those with figures and months changed.
FEW_QUANTITIES = 4
LIKE_FEW = 0.75
AGREE_TIMES_FEW = 0.9

HASH = 4
"""Bytes of a hash of a fact."""
ID = 8
"""Bytes of a record's id, and of the hash of what it says."""


class Signature(NamedTuple):
    """What is compared of a document: plain values, made in a worker."""

    content_hash: bytes
    likeness: bytes
    """MinHash of the clean text, 4 bytes a permutation; empty for a text too short to be compared."""
    bands: tuple[int, ...]
    """Keys at which documents with like texts meet."""
    quantities: bytes
    """Sorted hashes of the quantities, each as often as it occurs."""
    times: bytes
    """Sorted hashes of the times as written, likewise."""
    places: bytes
    """Hashes of the places named, the one named most often first."""
    records: bytes
    """For each record the hash of what it says, then its id."""


class Found(NamedTuple):
    """What a repost repeats."""

    n: int
    """Place of the first document in the run."""
    id: str
    """Id of the first document."""
    repeats: dict[str, str]
    """Ids of records of the repost, each with the id of the first document's record that says the same."""


# In a worker


def signer() -> Callable[[dict[str, Any], str], Signature]:
    """What signs documents.

    Raises:
        PolicyExtractError: the package it needs is not installed.
    """
    try:
        from rensa import RMinHash
    except ImportError:
        raise PolicyExtractError(
            "finding reposts needs the package rensa: pip install 'policyextract[archive]', or ask for no comparison "
            "(--reposts keep)"
        ) from None

    def sign(data: dict[str, Any], clean_text: str) -> Signature:
        """The signature of ``data`` (what ``extract_with_text`` gives)."""
        minhash: list[int] = []
        if shingles := _shingles(clean_text):
            sketch = RMinHash(num_perm=PERMUTATIONS, seed=SEED)
            sketch.update(shingles)
            minhash = sketch.digest()
        likeness = b"".join(value.to_bytes(4, "little") for value in minhash)
        return Signature(
            content_hash=bytes.fromhex(data["content_hash"]),
            likeness=likeness,
            bands=banded(likeness),
            quantities=_hashes(f"{q['low']} {q['high']} {q['canonical_unit']}" for q in data["quantities"]),
            times=_hashes(time["text"] for time in data["times"] if time["text"]),
            places=_places(data["entities"]),
            records=b"".join(map(_record, data["targets"] + data["actuals"])),
        )

    return sign


_GAPS = re.compile(r"[\W_]+")


def _shingles(clean_text: str) -> list[str]:
    plain = _GAPS.sub("", clean_text)
    return [plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1)]


def banded(likeness: bytes) -> tuple[int, ...]:
    """Keys at which documents with like texts meet."""
    width = ROWS * 4
    starts = range(0, len(likeness) - width + 1, width)
    # The band's place goes in, so that equal rows at two places do not meet; signed, as SQLite's integers are.
    return tuple(
        int.from_bytes(blake2b(likeness[at : at + width] + bytes((at // width,)), digest_size=8).digest(), signed=True)
        for at in starts
    )


def _hash(words: str, size: int = HASH) -> bytes:
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=size).digest()


def _hashes(facts: Iterable[str]) -> bytes:
    return b"".join(sorted(map(_hash, facts)))


def _places(entities: Iterable[dict[str, Any]]) -> bytes:
    counts = Counter[str]()
    for entity in entities:
        if entity["type"] == "place":
            counts[entity["code"] or entity["canonical"] or entity["text"]] += len(entity["mentions"])
    return b"".join(_hash(name) for name, _ in counts.most_common())


def _record(record: dict[str, Any]) -> bytes:
    """What a record says (as :meth:`Builder.identify` compares records of one text), and its id."""
    quantity, due = record["quantity"], record["due"]
    said = (
        record["kind"],
        record["indicator"]["text"],
        *(quantity[name] for name in ("comparator", "low", "high", "canonical_unit")),
        record["change"],
        due and due["last"],
    )
    return _hash("\x1f".join(map(str, said)), ID) + bytes.fromhex(record["id"])


# Comparing


def same(a: Signature, b: Signature) -> bool:
    """Whether one is a near repost of the other."""
    if not (_about(a, b) and _about(b, a)):
        return False
    quantities, times = agreement(a.quantities, b.quantities), agreement(a.times, b.times)
    few = max(len(a.quantities), len(b.quantities)) < FEW_QUANTITIES * HASH
    if quantities < AGREE_QUANTITIES or times < (AGREE_TIMES_FEW if few else AGREE_TIMES):
        return False
    return likeness(a.likeness, b.likeness) >= (LIKE_FEW if few else LIKE)


def _about(a: Signature, b: Signature) -> bool:
    """Whether the place that ``a`` is about, if any, is named in ``b``."""
    main = a.places[:HASH]
    return not main or any(b.places[at : at + HASH] == main for at in range(0, len(b.places), HASH))


def likeness(a: bytes, b: bytes) -> float:
    """Estimated share of runs of characters that two texts have in common, 0 to 1."""
    if not a or not b:
        return 0.0
    return sum(x == y for x, y in zip(memoryview(a).cast("I"), memoryview(b).cast("I"), strict=True)) / PERMUTATIONS


def agreement(a: bytes, b: bytes) -> float:
    """Share of the facts of the one with more that the other has too; 1 where neither has any.

    >>> agreement(b"aaaabbbb", b"bbbbccccdddd"), agreement(b"", b"")
    (0.3333333333333333, 1.0)
    """
    most = max(len(a), len(b)) // HASH
    if not most or a == b:
        return 1.0
    return sum((_counted(a) & _counted(b)).values()) / most


def _counted(hashes: bytes) -> Counter[bytes]:
    return Counter(hashes[at : at + HASH] for at in range(0, len(hashes), HASH))


def repeats(repost: bytes, first: bytes) -> dict[str, str]:
    """Ids of the records of ``repost`` that ``first`` has too, with the ids there; both as in ``Signature.records``."""
    known: dict[bytes, bytes] = {}
    for said, name in _records(first):
        known.setdefault(said, name)
    return {name.hex(): known[said].hex() for said, name in _records(repost) if said in known}


def renamed(signature: Signature, name: Callable[[str], str]) -> Signature:
    """``signature`` with other ids of its records."""
    pairs = _records(signature.records)
    return signature._replace(records=b"".join(said + bytes.fromhex(name(id.hex())) for said, id in pairs))


def _records(packed: bytes) -> Sequence[tuple[bytes, bytes]]:
    return [(packed[at : at + ID], packed[at + ID : at + 2 * ID]) for at in range(0, len(packed), 2 * ID)]
