"""Files, members and rows that are broken, one of a kind after another, and the code that each must be reported with."""

import bz2
import io
import json
import tarfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from random import Random

from .packing import pack_gzip, pack_zip, tar_bytes, warc_record

TEXT = "到2027年，全市新增就业5万人以上，建成充电桩1.2万个。\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OVERSIZE = (16 << 20) + 1
ZEROS = 24 << 20

Maker = Callable[[Random], tuple[str, bytes, str, str]]
"""Gives the ending of the file, its bytes, what of it is broken (behind the file's name), and the code."""


def _noise(rng: Random, count: int) -> bytes:
    """Bytes that do not pack."""
    return rng.randbytes(count)


def _cut(data: bytes) -> bytes:
    return data[: len(data) * 2 // 3]


def _row(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"


@cache
def _bomb() -> bytes:
    return pack_gzip(bytes(ZEROS))


def _encrypted() -> bytes:
    """An archive whose member says that it needs a password."""
    data = bytearray(pack_zip([("a.txt", TEXT.encode())]))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + flags] |= 1
    return bytes(data)


def _damaged_zip(rng: Random) -> bytes:
    """An archive with one wrong byte in a member."""
    data = bytearray(pack_zip([("a.txt", _noise(rng, 3000).hex().encode())]))
    data[1000] ^= 0xFF
    return bytes(data)


def _nested(levels: int) -> tuple[bytes, str]:
    data, path = TEXT.encode(), "a.txt"
    for level in range(levels):
        data = pack_zip([(path.split("!/", 1)[0] if level == 0 else f"{level}.zip", data)])
    return data, "".join(f"!/{level}.zip" for level in range(levels - 1, 0, -1))


def _parquet() -> bytes:
    import pyarrow as pa
    from pyarrow import parquet

    out = io.BytesIO()
    table = pa.table({"text": [TEXT * 3, TEXT * 5], "published": ["2024-03-27", "2024-03-28"]})
    parquet.write_table(table, out, use_dictionary=False, compression="none")
    return out.getvalue()


def _damaged_parquet() -> bytes:
    """A Parquet file with a wrong head of its first page."""
    data = _parquet()
    return data[:4] + b"\xff" * 24 + data[28:]


def _warc() -> bytes:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>" + TEXT.encode() * 20
    return warc_record("response", "https://www.broken.example/1.html", page)


def _kinds() -> list[Maker]:
    jsonl, csv_head = ".jsonl", "标题,正文\r\n".encode()
    kinds: list[Maker] = [
        lambda rng: (".txt", b" \n", "", "empty"),
        lambda rng: (jsonl, b'{"text": "' + bytes(range(0x80, 0xA0)) * 3 + b'"}\n', ":1", "bad-encoding"),
        lambda rng: (".txt", PNG + _noise(rng, 200), "", "not-text"),
        lambda rng: (".html", OLD_OFFICE + _noise(rng, 200), "", "not-text"),
        lambda rng: (".docx", pack_zip([("[Content_Types].xml", b"<Types/>")]), "", "not-text"),
        lambda rng: (".txt", bytes(range(0x80, 0xA0)) * 9, "", "bad-encoding"),
        lambda rng: (".md", b"\xef\xbb\xbf" + TEXT.encode("gb18030"), "", "bad-encoding"),
        lambda rng: (".txt.gz", _cut(pack_gzip(_noise(rng, 2000).hex().encode())), "", "truncated"),
        lambda rng: (".txt.gz", pack_gzip(TEXT.encode())[:-8] + bytes(8), "", "corrupt"),
        lambda rng: (".txt.bz2", _cut(bz2.compress(_noise(rng, 2000).hex().encode())), "", "truncated"),
        lambda rng: (".txt.gz", _bomb(), "", "bomb"),
        lambda rng: (jsonl, b'{"text": "x", \n', ":1", "bad-row"),
        lambda rng: (jsonl, b"[1, 2]\n"[1:], ":1", "bad-row"),
        lambda rng: (jsonl, _row(headline="x", summary=TEXT), ":1", "no-text"),
        lambda rng: (jsonl, _row(text=TEXT, published="32/13/2024"), ":1", "bad-date"),
        lambda rng: (jsonl, _row(text="", title="x"), ":1", "empty"),
        lambda rng: (jsonl, _row(text=TEXT)[:-3], ":1", "truncated"),
        lambda rng: (".json", b'{"text" = "x"}', "", "bad-json"),
        lambda rng: (".json", _cut(_row(text=TEXT * 9)), "", "truncated"),
        lambda rng: (".csv", csv_head + b"a,b,c\r\n", ":2", "bad-row"),
        lambda rng: (".csv", csv_head + b'a,"b\r\n', ":2", "bad-row"),
        lambda rng: (".csv", "标题,摘要\r\n一,二\r\n".encode(), "", "no-text"),
        lambda rng: (".zip", _cut(pack_zip([("a.txt", _noise(rng, 3000))])), "", "truncated"),
        lambda rng: (".zip", _encrypted(), "!/a.txt", "encrypted"),
        lambda rng: (".zip", pack_zip([("../a.txt", TEXT.encode())]), "!/../a.txt", "unsafe-path"),
        lambda rng: (".zip", _damaged_zip(rng), "!/a.txt", "corrupt"),
        lambda rng: (".zip", pack_zip([("a.txt", bytes(ZEROS))]), "!/a.txt", "bomb"),
        lambda rng: (".zip", *_nested(4), "nested-too-deep"),
        lambda rng: (".tar", tar_bytes([("a.txt", TEXT.encode())])[:300], "", "truncated"),
        lambda rng: (".tar.gz", pack_gzip(tar_bytes([("/etc/a.txt", TEXT.encode())])), "!//etc/a.txt", "unsafe-path"),
        lambda rng: (".tar", tar_bytes([("pipe", b"")], tarfile.FIFOTYPE), "!/pipe", "not-a-file"),
        lambda rng: (".tar", tar_bytes([("a.txt", b"")]), "!/a.txt", "empty"),
        lambda rng: (".warc", _cut(_warc()), ":1", "truncated"),
        lambda rng: (".warc.gz", _cut(pack_gzip(_warc())), "", "truncated"),
    ]
    if find_spec("pyarrow"):
        kinds += [
            lambda rng: (".parquet", _cut(_parquet()), "", "truncated"),
            lambda rng: (".parquet", _damaged_parquet(), "", "corrupt"),
        ]
    return kinds


class Breaker:
    """Writes broken things below ``root``, the same ones for the same seed; ``expected`` says what they are."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.seed = seed
        self.expected: list[dict[str, str]] = []
        self._kinds = _kinds()
        self._made = 0

    def break_until(self, count: int) -> None:
        """Write broken things until there are ``count``."""
        while len(self.expected) < count:
            number, self._made = self._made, self._made + 1
            kind = number % (len(self._kinds) + 3)
            if kind < len(self._kinds):
                ending, data, where, code = self._kinds[kind](Random(f"{self.seed}:broken:{number}"))
                self._say(f"{self._file(number, ending, data)}{where}", code)
            else:
                self._special(number, kind - len(self._kinds))

    def _file(self, number: int, ending: str, data: bytes) -> str:
        name = f"more/{number // 100:03}/item-{number:05}{ending}"
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return name

    def _special(self, number: int, kind: int) -> None:
        """What is broken by what it is, not by its bytes."""
        name = self._file(number, ".txt", b"")
        path = self.root / name
        if kind == 0:  # a file without blocks: large, but it needs no place
            with path.open("wb") as out:
                out.truncate(OVERSIZE)
            self._say(name, "too-large")
            return
        path.unlink()
        try:
            path.symlink_to("no-such-file.txt" if kind == 1 else path.name)
        except OSError:  # links need a right on Windows
            return
        self._say(name, "missing" if kind == 1 else "symlink-loop")

    def _say(self, origin: str, code: str) -> None:
        self.expected.append({"origin": origin, "code": code})
