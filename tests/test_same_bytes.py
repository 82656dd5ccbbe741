"""The same text gives the same bytes: with either tokenizer, compiled or not, in threads, forked and spawned processes, and
whatever the hash seed."""

import hashlib
import json
import multiprocessing
import os
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Final

import pytest

import policyextract
from documents import ROOT
from fuzzing import RAW, TEXTS, extractor, found, text_of

COUNT: Final = 40


@cache
def texts() -> tuple[str, ...]:
    """Texts of pieces, in any order, and those that broke something once."""
    chance = random.Random(4242)
    made = [text_of(chance.randbytes(chance.randrange(20, 60))) for _ in range(COUNT)]
    kept = [data.decode("utf-8", "surrogatepass") for target in TEXTS for _, data in found(target)]
    return (RAW, *made, *kept)


def digest(text: str, tokenizer: str = "auto") -> str:
    """What names the bytes of its document."""
    return hashlib.sha256(
        extractor(tokenizer).extract(text, published="2026-01-01").model_dump_json().encode()
    ).hexdigest()


@cache
def here() -> tuple[str, ...]:
    """Of every text, read one after the other in this process."""
    return tuple(map(digest, texts()))


def test_texts_have_something_to_find() -> None:
    """Else nothing could differ."""
    found = [extractor("auto").extract(text, published="2026-01-01") for text in texts()]
    assert sum(bool(document.quantities) for document in found) > COUNT / 2
    assert sum(bool(document.targets or document.actuals) for document in found) > 5


def test_in_eight_threads() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert tuple(pool.map(digest, texts())) == here()


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_in_other_processes(method: str) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    with multiprocessing.get_context(method).Pool(2) as pool:
        assert tuple(pool.map(digest, texts(), chunksize=5)) == here()


CHILD: Final = """
import json, sys
from test_same_bytes import digest
import policyextract.scan
print(json.dumps([policyextract.scan.__file__, *(digest(text, "jieba") for text in json.load(sys.stdin))]))
"""


def test_with_the_other_tokenizer_build_and_seed() -> None:
    """A process of its own reads with jieba, the sources as they are, and sets in another order. Where these tests run on
    compiled modules, both builds are compared."""
    seed = "4242" if os.environ.get("PYTHONHASHSEED") != "4242" else "1"
    path = os.pathsep.join([str(ROOT / "src"), str(Path(__file__).parent)])
    done = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps(texts()), capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path},
    )  # fmt: skip
    module, *there = json.loads(done.stdout)
    assert module == str(ROOT / "src" / "policyextract" / "scan.py")
    assert tuple(there) == here(), policyextract.__file__
