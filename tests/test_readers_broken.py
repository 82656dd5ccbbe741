"""Whatever is broken is reported in its place, with a stable code, and the reading goes on."""

import csv
import gzip
import io
import json
import os
import socket
import sys
import tarfile
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from documents import FIXTURES
from policyextract.archive.item import Broken
from policyextract.archive.readers import MEANING, Code, ReadOptions, read
from test_readers import TEXT, _in_a_folder, documents, items, put, tarred, warc, zipped

__all__ = ["_in_a_folder"]  # every test is run in a folder of its own

ROW = json.dumps({"text": TEXT}) + "\n"
NOISE = "".join(chr(0x4E00 + (n * n * 7919) % 3000) for n in range(3000))  # packs badly


def told(*sources: str, **options: object) -> list[tuple[str, str]]:
    """Origin and code of what is broken; ``good`` for a document. Messages are one line."""
    out = []
    for item in items(*sources, **options):
        if isinstance(item, Broken):
            assert Code(item.code) in MEANING
            assert item.message
            assert item.message.isprintable()
        out.append((item.origin, item.code if isinstance(item, Broken) else "good"))
    return out


def test_every_code_is_documented() -> None:
    """The table of codes is complete."""
    assert list(MEANING) == list(Code)


# Files


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \r\n\t", "empty"),
        ("a.html", b"%PDF-1.7 ...", "truncated"),
        ("a.txt", b"\x00\x01\x02" * 40, "not-text"),
        ("a.docx", zipped(**{"[Content_Types].xml": "<Types/>"}), "not-text"),
        ("a", zipped(mimetype="application/epub+zip"), "not-text"),
        ("a.txt", bytes(range(0x80, 0xA0)) * 9, "bad-encoding"),
        ("a.txt", b"\xef\xbb\xbf" + TEXT.encode("gbk"), "bad-encoding"),
        ("a.json", b"12", "bad-json"),
        ("a.json", b'"text"', "bad-json"),
        ("a.json", b"[]", "empty"),
        ("a.json", b"[" * 100_000, "bad-json"),
        ("a.json", b'{"text": "x', "truncated"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.csv", b"\n", "empty"),
        ("a.csv", "标题,摘要\n甲,乙\n".encode(), "no-text"),
        ("a.csv", "标题,正文\n".encode(), "empty"),
        ("a.zip", zipped(), "empty"),
        ("a.zip", zipped(**{"__MACOSX/a.txt": TEXT}), "empty"),
        ("a.tar", tarred(), "empty"),
        ("a.js", "var plan = '2027年建成充电桩5万个';".encode(), "not-text"),
        ("a.svg", "<svg><text>2027年建成充电桩5万个</text></svg>".encode(), "not-text"),
        ("a.zip", b"PK\x03\x04 and then nothing", "truncated"),
        ("a.zip", b"\0\1\2 no archive", "corrupt"),
        ("a.tar", b"\0" * 100 + b"x" * 600, "corrupt"),
        ("a.tar", tarred(**{"a.txt": TEXT})[:300], "truncated"),
        ("a.gz", gzip.compress(TEXT.encode(), mtime=0)[:-4], "truncated"),
        ("a.gz", gzip.compress(TEXT.encode(), mtime=0)[:-8] + bytes(8), "corrupt"),
        ("a.gz", gzip.compress(TEXT.encode(), mtime=0) + b"something else", "corrupt"),
        ("a.txt.xz", b"\xfd7zXZ\0\0\x04" + b"\0" * 50, "corrupt"),
        ("a.parquet", b"PAR1 and then nothing", "truncated"),
        ("a.parquet", b"PAR1 and then wrong" + b"\xff\0\0\0PAR1", "corrupt"),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: resp", "truncated"),
    ],
)
def test_file_that_gives_nothing(name: str, data: bytes, code: str) -> None:
    """One report a file, and the next file is read."""
    put(name, data)
    put("z.txt", TEXT)
    found = told(name, "z.txt")
    assert len(found) == 2
    assert found[0][0].partition(":")[0] == name
    assert (found[0][1], found[1]) == (code, ("z.txt", "good"))


def test_missing_files_and_patterns() -> None:
    """What is not there is told."""
    assert told("no.txt", "no/*.txt", "x\0y") == [
        ("no.txt", "missing"),
        ("no/*.txt", "missing"),
        ("x\\x00y", "missing"),
    ]


def test_unreadable_files() -> None:
    """What the system refuses is told: here a name longer than it takes, and a folder without permission."""
    assert told("x" * 5000) == [("x" * 5000, "unreadable")]


def test_files_without_permission() -> None:
    """Permissions are the system's to give."""
    put("d/a.txt", TEXT)
    put("d/b.txt", TEXT)
    Path("d/a.txt").chmod(0)
    if os.access("d/a.txt", os.R_OK):
        pytest.skip("this user may read everything")
    assert told("d") == [("d/a.txt", "unreadable"), ("d/b.txt", "good")]


def test_links_that_lead_nowhere_or_round() -> None:
    """Loops end, and are told."""
    put("d/e/a.txt", TEXT)
    try:
        os.symlink("self", "d/self")
        os.symlink("..", "d/e/up", target_is_directory=True)
        os.symlink("gone.txt", "d/z.txt")
    except OSError:
        pytest.skip("this system lets only administrators make links")
    assert told("d") == [
        ("d/e/a.txt", "good"),
        ("d/e/up", "symlink-loop"),
        ("d/self", "symlink-loop"),
        ("d/z.txt", "missing"),
    ]
    assert told("d/**/*.txt") == [("d/e/a.txt", "good"), ("d/z.txt", "missing")]


def test_sockets_and_pipes_in_folders() -> None:
    """They are not opened: a pipe would wait for ever."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    Path("d").mkdir()
    os.mkfifo("d/pipe")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind("d/socket")
        assert told("d") == [("d/pipe", "not-a-file"), ("d/socket", "not-a-file")]


def test_undecodable_and_strange_names() -> None:
    """Origins can be written to any file, whatever bytes a name has."""
    try:
        Path(os.fsdecode(b"a\xff\n.txt")).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this system takes no such names")
    assert told(".") == [("a\\xff\\n.txt", "good")]


# Rows


def test_rows_that_are_broken() -> None:
    """Each is told by its line, and the others are read."""
    lines = [
        ROW,
        '{"text": "x",\n',
        "[1]\n",
        '{"headline": "x"}\n',
        '{"text": ""}\n',
        '{"text": " ", "content": null}\n',
        '{"text": {"a": 1}}\n',
        '{"text": "x", "date": "32.13.2024"}\n',
        '{"text": "\\ud800"}\n',
        '{"text": 1e999, "x": ' + "[" * 100_000 + "\n",
        '{"text": "x\0"}\n',
        ROW,
        '{"text": "cut',
    ]
    data = "".join(lines).encode().replace(b'{"headline"', b'{"\x80\x81\x82"')
    codes = (
        "good bad-row bad-row bad-encoding empty empty bad-row bad-date bad-encoding bad-row not-text good truncated"
    )
    assert told(put("a.jsonl", data)) == [(f"a.jsonl:{n}", code) for n, code in enumerate(codes.split(), 1)]
    assert told(put("b.jsonl", lines[3])) == [("b.jsonl:1", "no-text")]


def test_wrong_dates_are_not_guessed_at() -> None:
    """A row with a date that cannot be understood is reported, or read without it where that is asked for."""
    put("a.jsonl", '{"text": "x", "date": "27/3/24"}\n{"text": "y", "date": "-"}\n')
    assert told("a.jsonl") == [("a.jsonl:1", "bad-date"), ("a.jsonl:2", "good")]
    assert [(d.text, d.published) for d in documents("a.jsonl", bad_dates="drop")] == [("x", None), ("y", None)]


def test_items_of_json_that_are_broken() -> None:
    """Wrong items are told; where the JSON itself breaks off, what came before is read."""
    put("a.json", json.dumps([{"text": TEXT}, 5, {"x": 1}, {"text": TEXT}]))
    assert told("a.json") == [(f"a.json:{n + 1}", c) for n, c in enumerate(("good", "bad-json", "no-text", "good"))]
    put("b.json", json.dumps([{"text": TEXT}] * 3)[:-9])
    assert told("b.json") == [("b.json:1", "good"), ("b.json:2", "good"), ("b.json:3", "truncated")]
    for data in ('[{"text": "x"} {"text": "y"}]', '{"text": "x"} and more', '[{"text": "x"}, {"text": tru}]'):
        assert told(put("c.json", data)) == [("c.json:1", "good"), ("c.json:2", "bad-json")]
    for data in ('[{"text": "x"}', '[{"text": "x"}, ', '{"text": "x"} {"text"', '[{"text": "x"}, {"text": "'):
        assert told(put("d.json", data)) == [("d.json:1", "good"), ("d.json:2", "truncated")]


def test_rows_that_lie_deeper_are_named() -> None:
    """The answer of a service is one object: where its rows are is told."""
    put("a.json", json.dumps({"code": 0, "data": {"page": {"list": [{"title": "甲", "content": TEXT}]}}}))
    (item,) = read(["a.json"])
    assert isinstance(item, Broken)
    assert (item.code, item.message.partition(";")[0]) == ("no-text", "its rows lie deeper, in data.page.list")


def test_rows_of_tables_that_are_broken() -> None:
    """Quotes and cells that do not fit cost their line; a quote that is never closed does not swallow the rest."""
    lines = ["text,title", "一,甲", '"二"x,乙', "三", "四,丁,x", '"五,戊', "六,己", ",庚", '"七', '七",辛']
    found = told(put("a.csv", "\n".join(lines)))
    codes = "good bad-row bad-row bad-row bad-row good empty good"
    assert found == [(f"a.csv:{n}", code) for n, code in enumerate(codes.split(), 2)]


def test_long_cells_are_read_within_the_limit() -> None:
    """A cell may be as long as a document; the limit of the csv module does not count."""
    long = TEXT * 20_000
    put("a.csv", f"text,title\n{long},甲\n")
    assert documents("a.csv")[0].text == long
    assert told("a.csv", max_document_bytes=100_000) == [("a.csv:2", "too-large")]
    assert csv.field_size_limit() >= len(long)


# Archives


def test_members_that_are_broken() -> None:
    """Each is told by its name; nothing leads out of the archive; the others are read."""
    data = bytearray(
        zipped(**{"../up.txt": "x", "/abs.txt": "x", "C:\\w.txt": "x", "a.txt": TEXT, "n.txt": NOISE, "z.txt": TEXT})
    )
    data[data.index(b"n.txt") + 500] ^= 0xFF
    assert told(put("a.zip", bytes(data))) == [
        ("a.zip!/../up.txt", "unsafe-path"),
        ("a.zip!//abs.txt", "unsafe-path"),
        ("a.zip!/C:\\w.txt", "unsafe-path"),
        ("a.zip!/a.txt", "good"),
        ("a.zip!/n.txt", "corrupt"),
        ("a.zip!/z.txt", "good"),
    ]


def test_encrypted_and_unsupported_members() -> None:
    """A password, or a method of compression that is not known, costs the member."""
    data = bytearray(zipped(**{"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}))
    for name, at, value in ((b"a.txt", 8, 1), (b"b.txt", 10, 9)):  # flags, method
        entry = data.rindex(b"PK\x01\x02", 0, data.rindex(name))
        data[entry + at] = value
        data[data.index(b"PK\x03\x04", max(0, data.index(name) - 30)) + at - 2] = value
    assert told(put("a.zip", bytes(data))) == [
        ("a.zip!/a.txt", "encrypted"),
        ("a.zip!/b.txt", "unsupported"),
        ("a.zip!/c.txt", "good"),
    ]


def test_tar_members_that_are_no_files() -> None:
    """Links inside are passed over, links and names that lead out are told, devices too."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in (
            ("same.txt", tarfile.SYMTYPE, "a.txt"),
            ("out.txt", tarfile.SYMTYPE, "../../etc/passwd"),
            ("hard.txt", tarfile.LNKTYPE, "/etc/passwd"),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("dev", tarfile.CHRTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    whole = out.getvalue()[:2560] + tarred(**{"../up.txt": "x", "a.txt": TEXT})
    assert told(put("a.tar", whole)) == [
        ("a.tar!/out.txt", "unsafe-path"),
        ("a.tar!/hard.txt", "unsafe-path"),
        ("a.tar!/pipe", "not-a-file"),
        ("a.tar!/dev", "not-a-file"),
        ("a.tar!/../up.txt", "unsafe-path"),
        ("a.tar!/a.txt", "good"),
    ]


def test_archives_that_are_cut() -> None:
    """What came before the cut is read, and the cut is told."""
    tar = tarred(**{"a.txt": TEXT, "n.txt": NOISE})
    assert told(put("a.tar", tar[:5000])) == [
        ("a.tar!/a.txt", "good"),
        ("a.tar!/n.txt", "truncated"),
        ("a.tar", "truncated"),
    ]
    assert told(put("b.tar", tar[:1024])) == [("b.tar!/a.txt", "good"), ("b.tar", "truncated")]
    rows = gzip.compress("".join(json.dumps({"text": NOISE[n:]}) + "\n" for n in range(30)).encode())
    found = told(put("c.jsonl.gz", rows[: len(rows) // 2]))
    assert found[0] == ("c.jsonl.gz:1", "good")
    assert [code for _, code in found].count("good") == len(found) - 1
    assert found[-1] == ("c.jsonl.gz", "truncated")
    wrong = bytearray(tar)
    wrong[1024] ^= 1  # the head of the second member
    assert told(put("d.tar", bytes(wrong))) == [("d.tar!/a.txt", "good"), ("d.tar", "corrupt")]


def test_warc_that_is_cut_or_damaged() -> None:
    """A cut in a page, in a head or in the compression; a page that does not decode."""
    pytest.importorskip("fastwarc")
    html = "Content-Type: text/html"
    one, two = warc(("200 OK", html, b"<html>" + TEXT.encode())), warc(("200 OK", html, NOISE.encode()))
    assert told(put("a.warc", one + two[:-300])) == [("a.warc:1", "good"), ("a.warc:2", "truncated")]
    assert told(put("b.warc", one + two[:60])) == [("b.warc:1", "good"), ("b.warc", "truncated")]
    packed = gzip.compress(one) + gzip.compress(two)[:-300]
    assert told(put("c.warc.gz", packed)) == [("c.warc.gz:1", "good"), ("c.warc.gz", "truncated")]
    bad = warc(
        ("200 OK", f"{html}\r\nContent-Encoding: gzip", gzip.compress(NOISE.encode())[:100]), ("200 OK", html, b"x")
    )
    assert told(put("d.warc", bad)) == [("d.warc:1", "truncated"), ("d.warc:2", "good")]
    assert told("a.warc", max_document_bytes=1000) == [("a.warc:1", "good"), ("a.warc:2", "too-large")]


def test_parquet_that_is_cut_or_damaged() -> None:
    """Pages that are damaged end the file; rows without text are told."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    table = pa.table({"text": [TEXT, None, NOISE], "date": ["20240327", None, "?"]})
    parquet.write_table(table, "a.parquet", compression="none", use_dictionary=False)
    assert told("a.parquet") == [("a.parquet:1", "good"), ("a.parquet:2", "empty"), ("a.parquet:3", "bad-date")]
    data = Path("a.parquet").read_bytes()
    assert told(put("b.parquet", data[:-20])) == [("b.parquet", "truncated")]
    assert told(put("c.parquet", data[:4] + b"\xff" * 24 + data[28:])) == [("c.parquet", "corrupt")]
    assert told(put("d.parquet", b"PARE" + data[4:-4] + b"PARE")) == [("d.parquet", "encrypted")]
    put("e.zip", zipped(**{"a.parquet": data}))
    assert [code for _, code in told("e.zip")] == ["good", "empty", "bad-date"]
    assert told("e.zip", max_held_bytes=1000) == [("e.zip!/a.parquet", "too-large")]


def test_parquet_pages_that_claim_too_much() -> None:
    """A page of a few bytes that says it has 1.4 GB, and one that does unpack to far more than text, cost no memory."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    assert told(put("a.parquet", (FIXTURES.parent / "found" / "parquet" / "long-page").read_bytes())) == [
        ("a.parquet", "corrupt")
    ]
    parquet.write_table(pa.table({"text": ["0" * len(ZEROS)]}), "b.parquet", compression="zstd", use_dictionary=False)
    assert told("b.parquet") == [("b.parquet", "bomb")]
    assert pa.default_memory_pool().max_memory() < 256 << 20


# Limits

ZEROS = bytes(8 << 20)


def test_bombs() -> None:
    """What unpacks to far more than text does is left, wherever it is packed; its neighbours are read."""
    put("a.txt.gz", gzip.compress(ZEROS))
    put("b.zip", zipped(**{"a.txt": ZEROS, "b.txt": TEXT}))
    put("c.tgz", gzip.compress(tarred(**{"a.txt": ZEROS})))
    assert told("a.txt.gz", "b.zip") == [("a.txt.gz", "bomb"), ("b.zip!/a.txt", "bomb"), ("b.zip!/b.txt", "good")]
    assert [code for _, code in told("c.tgz")][-1] == "bomb"
    assert told("a.txt.gz", max_ratio=2000) == [("a.txt.gz", "not-text")]


def test_bomb_of_many_small_members() -> None:
    """Members that each stay within their limits may not fill the day together: the file as a whole has a limit."""
    part = bytes(1 << 20)
    inner = zipped(**{f"{n}.jsonl": part for n in range(40)})
    found = told(put("a.zip", zipped(**{f"{n}.zip": inner for n in range(30)})))
    assert found[-1] == ("a.zip", "bomb")
    assert len(found) < 30 * 40


def test_nested_too_deep() -> None:
    """Archives in archives are read to a limit; a compressed tar archive counts once."""
    data = tarred("w:gz", **{"a.txt": TEXT})
    for name in ("1.tgz", "2.zip", "3.zip"):
        data = zipped(**{name: data})
    assert told(put("a.zip", data)) == [("a.zip!/3.zip!/2.zip!/1.tgz", "nested-too-deep")]
    assert told("a.zip", max_depth=4) == [("a.zip!/3.zip!/2.zip!/1.tgz!/a.txt", "good")]


def test_limits_of_size() -> None:
    """Documents, rows, members and whole archives have limits of their own."""
    put("a.txt", TEXT * 100)
    put(
        "b.jsonl",
        ROW + json.dumps({"text": TEXT * 100}) + "\n" + json.dumps({"text": TEXT, "x": "y" * 70_000}) + "\n" + ROW,
    )
    put("c.zip", zipped(**{"a.txt": TEXT * 100, "b.jsonl": ROW * 100, "c.txt": TEXT}))
    put("d.json", json.dumps([{"text": TEXT}, {"text": TEXT, "x": "y" * 200_000}]))
    assert told("a.txt", "b.jsonl", max_document_bytes=1000) == [
        ("a.txt", "too-large"),
        ("b.jsonl:1", "good"),
        ("b.jsonl:2", "too-large"),
        ("b.jsonl:3", "too-large"),
        ("b.jsonl:4", "good"),
    ]
    assert told("d.json", max_document_bytes=1000) == [("d.json:1", "good"), ("d.json:2", "too-large")]
    small = [item for item in told("c.zip", max_member_bytes=4000) if item[1] != "good"]
    assert small == [("c.zip!/a.txt", "too-large"), ("c.zip!/b.jsonl", "too-large")]
    assert told("c.zip", max_total_bytes=4000)[-1] == ("c.zip", "archive-too-large")
    tar = put("e.tar", tarred(**{"a.txt": TEXT * 100, "b.txt": TEXT}))
    assert told(tar, max_member_bytes=1000) == [("e.tar!/a.txt", "too-large"), ("e.tar!/b.txt", "good")]


def test_too_many_members() -> None:
    """A directory of a ZIP archive is refused before it fills the memory; a tar archive is read up to the limit."""
    members = {f"{n}.txt": TEXT for n in range(20)}
    put("a.zip", zipped(**members))
    put("b.tar", tarred(**members))
    assert told("a.zip", max_members=19) == [("a.zip", "too-many-members")]
    assert told("b.tar", max_members=19)[-2:] == [("b.tar!/18.txt", "good"), ("b.tar", "too-many-members")]
    data = Path("a.zip").read_bytes()
    at = data.rindex(b"PK\x05\x06")
    lies = data[: at + 8] + b"\1\0\1\0" + b"\xff\xff\xff\x0f" + data[at + 16 :]
    assert told(put("c.zip", lies)) == [("c.zip", "corrupt")]


def test_headers_that_would_fill_the_memory() -> None:
    """A tar header that says it is long is not believed."""
    info = tarfile.TarInfo("a.txt")
    info.size = 4
    info.pax_headers = {"comment": "x" * (3 << 20)}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(info, io.BytesIO(b"text"))
    assert told(put("a.tar", out.getvalue())) == [("a.tar", "corrupt")]


def test_memory_does_not_grow_with_the_archive() -> None:
    """Reading 24 MiB of rows out of 3 MiB of gzip, and a large array, holds a small part of either at a time."""
    with gzip.open("a.jsonl.gz", "wb", compresslevel=1) as out:
        for n in range(3000):
            out.write(json.dumps({"text": NOISE[n % 500 :] + str(n)}, ensure_ascii=False).encode() + b"\n")
    with open("b.json", "w", encoding="utf-8") as text:
        text.write("[")
        text.writelines(f"{',' if n else ''}{json.dumps({'text': NOISE}, ensure_ascii=False)}" for n in range(750))
        text.write("]")
    with zipfile.ZipFile("c.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write("a.jsonl.gz")
        archive.write("b.json")
    list(read(["a.jsonl.gz"], ReadOptions()))  # what is loaded once does not count
    tracemalloc.start()
    try:
        assert sum(1 for item in read(["a.jsonl.gz", "b.json", "c.zip"]) if not isinstance(item, Broken)) == 7_500
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


# Packages


@pytest.mark.parametrize(
    ("module", "name", "data", "package"),
    [
        ("pyarrow", "a.parquet", b"PAR1....PAR1", "pyarrow"),
        ("fastwarc.warc", "a.warc", b"WARC/1.0\r\n", "fastwarc"),
        ("zstandard", "a.txt.zst", b"\x28\xb5\x2f\xfd....", "zstandard"),
    ],
)
def test_packages_that_are_not_installed(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str, data: bytes, package: str
) -> None:
    """One report a file tells which extra to install; everything else is read."""
    monkeypatch.setitem(sys.modules, module, None)
    put(name, data)
    put("z.txt", TEXT)
    missing, good = items(name, "z.txt")
    assert isinstance(missing, Broken)
    assert (missing.origin, missing.code) == (name, "needs-extra")
    assert f"read with {package}: pip install 'policyextract[archive]'" in missing.message
    assert good.origin == "z.txt"
