"""Any text and any bytes: no exception, offsets that hold, output of the contract, the same bytes with either tokenizer.

A few seconds in all; ``POLICYEXTRACT_FUZZ=SECONDS`` gives each target so long, and what it finds is kept by hypothesis and
becomes an ``@example`` here.
"""

import importlib.util
import io
import json
import os
import random
import tarfile
import tempfile
import time
import zipfile
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policyextract import Document, Extractor, Settings
from policyextract.archive.item import Broken, RawDocument
from policyextract.archive.readers import ReadOptions, read
from policyextract.text.clean import clean
from policyextract.text.outline import outline
from structures import KINDS

SECONDS: Final = float(os.environ.get("POLICYEXTRACT_FUZZ", "0"))
STARTED: dict[str, float] = {}
RAW = "2026年，全市新增城镇就业5万人，同比增长3.2%；到2027年底，建成5G基站50万个以上。"


def fuzz(few: int) -> settings:
    """So many examples, or as many as the time that was asked for allows."""
    return settings(max_examples=10**6 if SECONDS else few, deadline=None, database=None if not SECONDS else ...)  # type: ignore[arg-type]


def over(name: str) -> bool:
    """Whether a target has had its time."""
    return bool(SECONDS) and time.monotonic() - STARTED.setdefault(name, time.monotonic()) > SECONDS


PIECES = st.sampled_from([piece for pieces in KINDS.values() for piece in pieces])
TEXTS = st.lists(
    st.one_of(PIECES, PIECES, st.sampled_from("建成增长就业产值全市基站"), st.text(max_size=3)), max_size=40
).map("".join)


@cache
def extractor(name: str) -> Extractor:
    return Extractor(Settings(tokenizer=name))  # type: ignore[arg-type]


def spans(found: Any) -> list[tuple[int, int]]:
    """Every span of a document."""
    if isinstance(found, list):
        return [span for one in found for span in spans(one)]
    if not isinstance(found, dict):
        return []
    own = [(found["start"], found["end"])] if isinstance(found.get("start"), int) else []
    return own + [span for one in found.values() for span in spans(one)]


@fuzz(25)
@given(TEXTS)
@example("\ud800增长2%")
@example("<table><tr><td>1</table>")
def test_any_text(text: str) -> None:
    if over("text"):
        return
    data = extractor("jieba").extract_data(text, published="2026-01-01")
    document = extractor("jieba").extract(text, published="2026-01-01").model_dump(mode="json")
    assert all(0 <= start <= end <= len(text) for start, end in spans(document))
    assert Document.model_validate(document).model_dump(mode="json") == document
    assert len(data["targets"]) == len(document["targets"])
    if importlib.util.find_spec("rjieba"):
        assert extractor("rjieba").extract(text, published="2026-01-01").model_dump(mode="json") == document


@fuzz(40)
@given(TEXTS)
def test_clean_and_outline(text: str) -> None:
    """Clean text knows where each character stood, blocks stand in order and inside of it."""
    if over("clean"):
        return
    cleaned = clean(text)
    found = outline(cleaned, None)
    edges = [edge for block in found.blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(cleaned.text) for edge in edges)


def packed(form: str) -> bytes:
    """A sound file of a form that holds documents."""
    rows = "".join(
        json.dumps({"id": str(n), "text": RAW, "title": "报告"}, ensure_ascii=False) + "\n" for n in range(3)
    )
    out = io.BytesIO()
    if form == "zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("a.jsonl", rows)
            made.writestr("b.txt", RAW)
    elif form in ("tar", "tar.gz"):
        with tarfile.open(fileobj=out, mode="w:gz" if form == "tar.gz" else "w") as made_tar:
            for name, text in (("a.jsonl", rows), ("b.txt", RAW)):
                data = text.encode()
                head = tarfile.TarInfo(name)
                head.size = len(data)
                made_tar.addfile(head, io.BytesIO(data))
    elif form == "parquet":
        pa = pytest.importorskip("pyarrow")
        parquet = pytest.importorskip("pyarrow.parquet")
        parquet.write_table(pa.table({"id": ["1", "2"], "text": [RAW, RAW]}), out)
    elif form == "warc":
        page = f"<html><body><p>{RAW}</p></body></html>".encode()
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.cn/\r\nContent-Length: {len(http)}\r\n"
        out.write(head.encode() + b"Content-Type: application/http; msgtype=response\r\n")
        out.write(b"WARC-Date: 2026-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n\r\n" + http + b"\r\n\r\n")
    elif form == "html":
        out.write(f"<html><head><title>报告</title></head><body><p>{RAW}</p></body></html>".encode())
    elif form == "csv":
        out.write(f"id,text\n1,{RAW}\n".encode())
    else:
        out.write(rows.encode())
    return out.getvalue()


FORMS = ("zip", "tar", "tar.gz", "parquet", "warc", "html", "csv", "jsonl")


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, taken out, doubled; cut short."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(out) + 1)
        how = chance.randrange(5)
        if how == 0:
            out[at : at + 1] = bytes([chance.randrange(256)])
        elif how == 1:
            del out[at : at + chance.randrange(1, 64)]
        elif how == 2:
            out[at:at] = out[max(0, at - chance.randrange(1, 600)) : at]
        elif how == 3:
            out[at : at + 8] = chance.choice((b"\xff" * 8, b"\0" * 8, b"7" * 8))
        else:
            del out[at:]
    return bytes(out)


@pytest.mark.parametrize("form", FORMS)
def test_any_file(form: str) -> None:
    """A damaged file gives documents, or says what is broken; it never raises and always ends."""
    whole, options, tried = packed(form), ReadOptions(), 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{form}"
        path.write_bytes(whole)
        assert any(isinstance(item, RawDocument) and "基站" in item.text for item in read([path], options))
        while tried < 30 or (SECONDS and not over(form)):
            path.write_bytes(damaged(whole, random.Random(f"{form} {tried}")))
            for item in read([path], options):
                assert isinstance(item, RawDocument | Broken), f"number {tried}"
            tried += 1
    print(f"{form}: {tried} files")
