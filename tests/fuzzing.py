"""Fuzz targets: what holds for any text and any bytes, and sound files to begin with.

``tests/test_fuzz.py`` tries a few inputs of each, and all that were ever found (``tests/found``); ``tests/fuzz.py`` tries
as many as there is time for.
"""

import bz2
import gzip
import io
import json
import lzma
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import papers
from documents import ROOT
from policyextract import Document, Extractor, Settings
from policyextract.archive.item import Broken, RawDocument
from policyextract.archive.readers import MEANING, Code, ReadOptions, read
from policyextract.models import json_schema
from policyextract.pipeline import scan
from policyextract.text.clean import clean
from policyextract.text.outline import outline
from spans import blank_edges, broken_spans
from structures import KINDS
from test_readers import tarred, warc

FOUND: Final = ROOT / "tests" / "found"
"""Inputs that broke something once: a folder a target; texts are UTF-8, halves of surrogate pairs as they are."""
RAW: Final = "2026年，全市新增城镇就业5万人，同比增长3.2%；到2027年底，建成5G基站50万个以上。"
PAGE: Final = f"<html><head><title>报告</title></head><body><p>{RAW}</p><table><tr><td>产量</td><td>5万吨</td></tr></table></body></html>"
ROWS: Final = "".join(
    json.dumps({"id": str(n), "text": RAW, "title": "报告"}, ensure_ascii=False) + "\n" for n in range(3)
)

WORDS: Final = (
    *(piece for pieces in KINDS.values() for piece in pieces),
    *"建成增长就业产值全市基站其中分别均各到由与的了在",
    "新增就业", "全市", "5G基站", "人均", "每年", "万元", "亿立方米", "公顷", "牵头单位", "山东省青岛市", "市财政局", "関於", "億元", "項(xiàng)目",
    "減減輕輕", "\ufeff", "\u200b", "\x00", "\r\n", "\u2028", "\ud83d", "&#20159;", "&lt;td&gt;", "<b>", "</tr>", "<meta charset='gbk'>",
    "\u3000", "\u2003\u3000", "责任单位：", "配合单位：",
)  # fmt: skip
"""Pieces of texts. At most 250: a byte is a piece."""


def text_of(data: bytes) -> str:
    """The text that bytes stand for: each is a piece; of the last few numbers each takes three more bytes, for any character."""
    out, at = [], 0
    while at < len(data):
        if data[at] < len(WORDS):
            out.append(WORDS[data[at]])
        elif data[at] >= 250:
            out.append(chr(int.from_bytes(data[at + 1 : at + 4]) % 0x110000))
            at += 3
        at += 1
    return "".join(out)


@cache
def extractor(name: str) -> Extractor:
    return Extractor(Settings(tokenizer=name))  # type: ignore[arg-type]


@cache
def validator() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json_schema())


def check_extract(text: str) -> None:
    """A document of the contract, its spans right, the same with either tokenizer."""
    made = extractor("jieba").extract(text, published="2026-01-01").model_dump(mode="json")
    assert broken_spans(text, made) == []
    assert blank_edges(made) == []
    assert Document.model_validate(made).model_dump(mode="json") == made
    assert [error.message for error in validator().iter_errors(made)] == []
    json.dumps(made, ensure_ascii=False).encode()
    other = extractor("auto").extract(text, published="2026-01-01").model_dump(mode="json")
    assert other == made


def check_scan(text: str) -> None:
    """Clean text knows where each character stood; blocks and what is found in them stand in order, and inside of it."""
    cleaned = clean(text)
    assert len(cleaned.offsets) == len(cleaned.text)
    assert all(0 <= a < b < len(text) for a, b in zip(cleaned.offsets, cleaned.offsets[1:], strict=False))
    found = outline(cleaned, None)
    edges = [edge for block in found.blocks for edge in (block.start, block.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(found.text) for edge in edges)
    for mentions in scan(found):
        starts = [mention.start for mention in mentions]
        assert starts == sorted(starts)
        assert all(0 <= mention.start < mention.end <= len(found.text) for mention in mentions)


def check_page(text: str) -> None:
    """A page gives a document as a text does."""
    check_extract(f"<html><head><title>{text[:9]}</title></head><body>{text}</body></html>")


def check_arguments(text: str) -> None:
    """Title, source, id and day may hold anything: what comes out can be written, or one clear error says why not."""
    day = text[:12]
    try:
        made = extractor("auto").extract(RAW, published=day, title=text, source=text, id=text or None)
    except ValueError as error:
        if not str(error).isprintable():
            raise AssertionError(f"{error!r} is not one line") from None
        made = extractor("auto").extract(RAW, title=text, source=text, id=text or None)
    json.dumps(made.model_dump(mode="json"), ensure_ascii=False).encode()


TEXTS: Final[dict[str, Callable[[str], None]]] = {
    "extract": check_extract,
    "scan": check_scan,
    "page": check_page,
    "arguments": check_arguments,
}


def check_file(name: str, data: bytes) -> int:
    """A file gives documents, or says in one line what is broken; it never raises. How many documents it gave."""
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        for item in read([f"sqlite:{path}" if name.endswith(".db") else str(path)], LIMITS, timeout=20):
            item.origin.encode()
            if isinstance(item, Broken):
                assert Code(item.code) in MEANING
                assert item.message.isprintable()
                assert item.code != Code.too_slow
                continue
            assert isinstance(item, RawDocument)
            json.dumps(item.arguments(), ensure_ascii=False).encode()
            count += 1
    return count


LIMITS: Final = ReadOptions(max_held_bytes=1 << 20, max_total_bytes=1 << 24, max_document_bytes=1 << 20)


def _database() -> bytes:
    made = sqlite3.connect(":memory:")
    made.execute("create table pages (id text, title text, text text)")
    made.executemany("insert into pages values (?, ?, ?)", [(str(n), "报告", RAW) for n in range(3)])
    return made.serialize()


def _parquet(**options: Any) -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    columns: dict[str, Any] = {
        "id": ["1", "2"],
        "text": [RAW, RAW],
        "tags": [["a"], None],
        "published": ["2026-01-01"] * 2,
    }
    parquet.write_table(pa.table(columns), out, **options)
    return out.getvalue()


def _packed(ending: str) -> bytes:
    import zstandard

    pack: dict[str, Callable[[bytes], bytes]] = {
        "gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress,
    }  # fmt: skip
    return pack[ending](ROWS.encode())


def _mixed() -> dict[str, bytes]:
    return {"a.jsonl": ROWS.encode(), "b.txt": RAW.encode("gb18030"), "c/d.html": PAGE.encode()}


_PAPER: Final = papers.PLAN[:3]

FILES: Final[dict[str, Callable[[], bytes]]] = {
    "txt": lambda: RAW.encode("gb18030"),
    "html": PAGE.encode,
    "md": lambda: f"---\ntitle: 报告\ndate: 2026-01-01\n---\n# 报告\n\n{RAW}\n".encode(),
    "json": lambda: json.dumps([{"id": 1, "text": RAW}, {"body": RAW}], ensure_ascii=False).encode(),
    "jsonl": ROWS.encode,
    "csv": lambda: f'id,text,title\n1,"{RAW}\n{RAW}",报告\n2,{RAW},\n'.encode(),
    "tsv": lambda: f"id\ttext\n1\t{RAW}\n".encode("gb18030"),
    "parquet": _parquet,
    "warc": lambda: warc(("200 OK", "Content-Type: text/html; charset=utf-8", PAGE.encode())) * 2,
    "warc.gz": lambda: gzip.compress(warc(("200 OK", "Content-Type: text/html", PAGE.encode()))) * 2,
    "zip": lambda: papers.zipped({**_mixed(), "e.zip": papers.zipped({"f.txt": RAW})}),
    "tar": lambda: tarred("w", **_mixed()),
    "tar.gz": lambda: tarred("w:gz", **_mixed()),
    "tar.xz": lambda: tarred("w:xz", **_mixed()),
    "gz": lambda: _packed("gz"),
    "bz2": lambda: _packed("bz2"),
    "xz": lambda: _packed("xz"),
    "zst": lambda: _packed("zst"),
    "db": _database,
    "eml": lambda: papers.eml(RAW, {"a.txt": RAW.encode(), "b.zip": papers.zipped({"c.txt": RAW})}, PAGE),
    "mhtml": lambda: papers.mhtml(PAGE, "https://a.example/1"),
    "maff": lambda: papers.maff(PAGE, "https://a.example/1"),
    "rss": lambda: papers.rss([{"title": "报告", "description": PAGE, "pubDate": "Tue, 26 Mar 2024 21:30:00 +0000"}]),
    "docx": lambda: papers.docx(_PAPER),
    "xlsx": lambda: papers.xlsx({"指标": papers.TABLE}),
    "xls": lambda: papers.xls({"指标": papers.TABLE}),
    "ods": lambda: papers.ods({"指标": papers.TABLE}),
    "pdf": lambda: papers.pdf(_PAPER),
}
"""Sound files that hold documents, by their endings."""


@cache
def sound(ending: str) -> bytes:
    return FILES[ending]()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Some bytes changed, taken out, doubled, numbers made large; cut short."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(out) + 1)
        how = chance.randrange(6)
        if how == 0:
            out[at : at + 1] = bytes([chance.randrange(256)])
        elif how == 1:
            del out[at : at + chance.randrange(1, 64)]
        elif how == 2:
            out[at:at] = out[max(0, at - chance.randrange(1, 600)) : at]
        elif how == 3:
            out[at : at + 8] = chance.choice((b"\xff" * 8, b"\0" * 8, b"7" * 8, b"\x80" + b"\0" * 7, "亿".encode() * 2))
        elif how == 4 and at < len(out):
            out[at] ^= 1 << chance.randrange(8)
        else:
            del out[at + chance.randrange(200) :]
    return bytes(out)


def run(target: str, data: bytes) -> None:
    """Try one input: bytes of a file, or those that stand for a text."""
    if target in TEXTS:
        TEXTS[target](text_of(data))
    else:
        check_file(f"a.{target}", data)


def found(target: str) -> Iterator[tuple[str, bytes]]:
    """The kept inputs of a target, with their names."""
    folder = FOUND / target
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        yield path.name, path.read_bytes()


def again(target: str, data: bytes) -> None:
    """Try a kept input: texts are kept as texts."""
    if target in TEXTS:
        TEXTS[target](data.decode("utf-8", "surrogatepass"))
    else:
        check_file(f"a.{target}", data)
