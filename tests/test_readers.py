"""Every format gives its documents, in a fixed order, with title, day, address and the place they lie at."""

import bz2
import csv
import gzip
import io
import json
import lzma
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest

import papers
from policyextract.archive.item import Broken, Item, RawDocument
from policyextract.archive.readers import ReadOptions, read
from policyextract.archive.readers.fields import roles
from policyextract.context.datestamp import day

TEXT = "到2027年，全市新增就业5万人以上。"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PAGE = (
    '<!DOCTYPE html><html><head><meta name="ArticleTitle" content="关于稳就业的意见">'
    '<meta name="PubDate" content="2024-03-27 08:30"><meta name="Url" content="https://a.example/1.html">'
    f"<title>关于稳就业的意见_澜江市</title></head><body><p>{TEXT}</p></body></html>"
)


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources are named as a user in that folder names them."""
    monkeypatch.chdir(tmp_path)


def put(name: str, data: bytes | str) -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return name


def items(*sources: str | Path, **options: object) -> list[Item]:
    return list(read(sources, ReadOptions(**options)))  # type: ignore[arg-type]


def documents(*sources: str | Path, **options: object) -> list[RawDocument]:
    found = items(*sources, **options)
    assert [item for item in found if isinstance(item, Broken)] == []
    return [item for item in found if isinstance(item, RawDocument)]


def zipped(**members: bytes | str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(mode: str = "w", **members: bytes | str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            raw = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
    return out.getvalue()


# Formats


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16"])
def test_text_in_any_encoding(encoding: str) -> None:
    """A text file is one document, whatever its encoding, and the encoding is told."""
    text = "全港新增職位五萬個，較上年增加一成。"
    (found,) = documents(put("a.txt", text.encode(encoding)))
    assert (found.origin, found.text) == ("a.txt", text)
    assert found.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)


def test_page_keeps_its_markup_and_gives_its_metadata() -> None:
    """Text of a page stays raw; title, day and address come from the metadata of the standard."""
    (found,) = documents(put("a.htm", PAGE))
    assert found.text == PAGE
    assert (found.title, found.published, found.source) == (
        "关于稳就业的意见",
        "2024-03-27",
        "https://a.example/1.html",
    )


@pytest.mark.parametrize(
    ("head", "title", "published"),
    [
        (
            '<meta property="og:title" content="甲"><meta property="article:published_time" content="2024-03-26T16:30:00Z">',
            "甲",
            "2024-03-27",
        ),
        ("<title>全市就业稳中有进-澜江要闻-澜江日报</title>", "全市就业稳中有进", None),
        ("<title>另有其名的页面_要闻_澜江日报</title>", "全市就业稳中有进", None),
        (
            '<meta name="PubDate" content="null"><meta name="publishdate" content="20240327">',
            "全市就业稳中有进",
            "2024-03-27",
        ),
        ("", "全市就业稳中有进", None),
    ],
)
def test_page_of_any_site(head: str, title: str | None, published: str | None) -> None:
    """Open Graph and plain titles do where the standard is not kept; names of section and site are cut."""
    page = f"<html><head>{head}</head><body><h1>全市就业稳中有进</h1><p>{TEXT}</p></body></html>"
    (found,) = documents(put("a.html", page))
    assert (found.title, found.published) == (title, published)


def test_json_lines_name_their_line() -> None:
    """Fields have the usual names, blank lines count, and each document is named by its line."""
    rows = [
        json.dumps({"content": TEXT, "title": "甲", "date": "2024/3/27", "url": "https://a.example/1", "id": 7}),
        "",
        json.dumps({"正文": [TEXT, "第二段"], "标题": "乙\n丙", "发布日期": 1711497600000}, ensure_ascii=False),
    ]
    one, two = documents(put("a.jsonl", "\n".join(rows)))
    assert one[:6] == ("a.jsonl:1", TEXT, "7", "甲", "2024-03-27", "https://a.example/1")
    assert two[:6] == ("a.jsonl:3", f"{TEXT}\n第二段", None, "乙 丙", "2024-03-27", None)
    assert (one.fields, two.fields) == (("content", "title", "date", "url", "id"), ("正文", "标题", "发布日期"))


def test_json_lines_in_gb18030_and_utf16() -> None:
    """JSON lines need not be UTF-8."""
    row = json.dumps({"text": TEXT}, ensure_ascii=False) + "\n"
    put("a.jsonl", row.encode("gb18030") * 2)
    put("b.jsonl", row.encode("utf-16"))
    assert [(d.origin, d.text, d.encoding) for d in documents("a.jsonl", "b.jsonl")] == [
        ("a.jsonl:1", TEXT, "gb18030"),
        ("a.jsonl:2", TEXT, "gb18030"),
        ("b.jsonl:1", TEXT, "utf-16-le"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_json_of_one_object_or_many(encoding: str) -> None:
    """One object is the file; items of an array, and objects one after another, are counted."""
    one, two = ({"text": TEXT, "id": name} for name in "ab")
    put("one.json", json.dumps(one, ensure_ascii=False, indent=1).encode(encoding))
    put("array.json", json.dumps([one, two] * 500, ensure_ascii=False, indent=1).encode(encoding))
    put("row.json", "\n".join(json.dumps(x, ensure_ascii=False) for x in (one, two)).encode(encoding))
    assert [d.origin for d in documents("one.json", "row.json")] == ["one.json", "row.json:1", "row.json:2"]
    found = documents("array.json")
    assert [d.origin for d in found] == [f"array.json:{n}" for n in range(1, 1001)]
    assert {d.text for d in found} == {TEXT}


@pytest.mark.parametrize(("name", "separator"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv", "\t")])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_tables_of_text(name: str, separator: str, encoding: str) -> None:
    """CSV as spreadsheets of any language write it: cells with line breaks, a head in Chinese, legacy encodings."""
    out = io.StringIO()
    table = csv.writer(out, delimiter=separator)
    table.writerows(
        [("标题", "正文", "发布日期"), ("甲", f'{TEXT}\n“第二段”, "x"', "2024年3月27日"), (), ("乙", TEXT, "")]
    )
    put(name, out.getvalue().encode(encoding))
    one, two = documents(name)
    assert (one.origin, one.text, one.title, one.published) == (
        f"{name}:2",
        f'{TEXT}\n“第二段”, "x"',
        "甲",
        "2024-03-27",
    )
    assert (two.origin, two.text, two.title, two.published) == (f"{name}:5", TEXT, "乙", None)


def test_parquet() -> None:
    """Rows of all row groups, with dates as dates or moments; other columns are not read."""
    pa = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    from datetime import UTC, date, datetime

    table = pa.table(
        {
            "text": pa.array([f"{TEXT}{n}" for n in range(5)]).dictionary_encode(),
            "published": [date(2024, 3, 27)] * 5,
            "date": [datetime(2024, 3, 28, 20, tzinfo=UTC)] * 5,
            "id": range(5),
            "tags": [["a"]] * 5,
        }
    )
    parquet.write_table(table, "a.parquet", row_group_size=2)
    found = documents("a.parquet")
    assert [(d.origin, d.text, d.id) for d in found] == [(f"a.parquet:{n + 1}", f"{TEXT}{n}", str(n)) for n in range(5)]
    assert {d.published for d in found} == {"2024-03-27"}
    assert {d.published for d in documents("a.parquet", published="date")} == {"2024-03-29"}  # in China


def warc(*records: tuple[str, str, bytes], kind: str = "response") -> bytes:
    """Records of ``(status, further head lines, body)``."""
    out = b""
    for number, (status, lines, body) in enumerate(records, 1):
        head = f"HTTP/1.1 {status}\r\n{lines}\r\n\r\n".encode() if kind == "response" else b""
        content = "application/http; msgtype=response" if kind == "response" else lines.partition(": ")[2]
        out += (
            (
                f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/{number}\r\n"
                "WARC-Date: 2024-03-27T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
                f"Content-Type: {content}\r\nContent-Length: {len(head) + len(body)}\r\n\r\n"
            ).encode()
            + head
            + body
            + b"\r\n\r\n"
        )
    return out


def test_warc_gives_pages_and_documents_only() -> None:
    """Responses of status 200 that are HTML or text, by the encoding the server names, or PDF and Office files; what was
    refused or is damaged is told; the rest is passed over."""
    pytest.importorskip("fastwarc")
    html, plain = "Content-Type: text/html; charset=GB2312", "Content-Type: text/plain"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(TEXT.encode()), TEXT.encode())
    data = warc(
        ("200 OK", html, PAGE.encode("gbk")),
        ("404 Not Found", html, b"gone"),
        ("200 OK", "Content-Type: image/png", b"\x89PNG"),
        ("200 OK", f"{plain}\r\nContent-Encoding: gzip", gzip.compress(TEXT.encode())),
        ("200 OK", f"{plain}\r\nTransfer-Encoding: chunked", chunked),
        ("200 OK", f"{plain}; charset=iso-8859-1\r\nContent-Encoding: gzip", TEXT.encode("gbk")),
        ("302 Found", html, b"moved"),
        ("200 OK", "Content-Type: application/pdf", b"%PDF-1.7"),
        ("200 OK", f"Content-Type: {WORD}", papers.docx([TEXT])),
    )
    put("a.warc", data)
    put("b.warc.gz", gzip.compress(data[:500]) + gzip.compress(data[500:]))
    put("c.warc", warc(("", "Content-Type: text/plain", TEXT.encode()), kind="resource"))
    told = [(item.origin, item.code) for item in items("a.warc") if isinstance(item, Broken)]
    found, packed = (
        [item for item in items(name) if isinstance(item, RawDocument)] for name in ("a.warc", "b.warc.gz")
    )
    assert told == [("a.warc:2", "error-page"), ("a.warc:8", "truncated")]
    assert [(d.origin, d.source) for d in found] == [(f"a.warc:{n}", f"https://a.example/{n}") for n in (1, 4, 5, 6, 9)]
    assert (found[0].text, found[0].title, found[0].encoding) == (PAGE, "关于稳就业的意见", "gb18030")
    assert [d.text for d in found[1:]] == [TEXT] * 4
    assert [d.text for d in packed] == [d.text for d in found]
    assert [d.text for d in documents("c.warc")] == [TEXT]


PACKERS = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("ending", [*PACKERS, "zst"])
def test_one_compressed_file(ending: str) -> None:
    """What a single compressed file holds has the file's name, or its rows have."""
    pack = PACKERS.get(ending) or pytest.importorskip("zstandard").compress
    put(f"a.txt.{ending}", pack(TEXT.encode()) + pack(TEXT.encode()))
    put(f"b.jsonl.{ending}", pack(json.dumps({"text": TEXT}).encode()))
    put(f"c.tar.{ending}", pack(tarred(**{"x/a.txt": TEXT})))
    found = documents("a.txt." + ending, "b.jsonl." + ending, "c.tar." + ending)
    assert [(d.origin, d.text) for d in found] == [
        (f"a.txt.{ending}", TEXT * 2),
        (f"b.jsonl.{ending}:1", TEXT),
        (f"c.tar.{ending}!/x/a.txt", TEXT),
    ]


def test_members_are_read_as_files_are() -> None:
    """Archives in archives, tables and pages in archives; litter of systems is passed over."""
    inner = tarred("w:gz", **{"p.html": PAGE, "._p.html": b"\0", ".git/x.txt": TEXT})
    rows = json.dumps({"text": TEXT}) + "\n"
    members = {"甲/a.txt": TEXT, "rows.jsonl": rows * 2, "t.tgz": inner, "__MACOSX/a.txt": b"\0", "b/Thumbs.db": b"\0"}
    put("a.zip", zipped(**members))
    assert [d.origin for d in documents("a.zip")] == [
        "a.zip!/甲/a.txt",
        "a.zip!/rows.jsonl:1",
        "a.zip!/rows.jsonl:2",
        "a.zip!/t.tgz!/p.html",
    ]


def test_names_in_archives_of_windows() -> None:
    """A ZIP archive made by Windows in China names its members in GBK."""
    name = "工作报告.txt".encode("gbk")
    data = zipped(**{"x" * len(name): TEXT}).replace(b"x" * len(name), name)
    assert [d.origin for d in documents(put("a.zip", data))] == ["a.zip!/工作报告.txt"]


def test_first_bytes_win_over_the_extension() -> None:
    """Files without an extension, or with a wrong one, are read as what they are."""
    row = json.dumps({"text": TEXT})
    put("zip.txt", zipped(**{"a.txt": TEXT}))
    put("gzip", gzip.compress(TEXT.encode()))
    put("text.gz", TEXT)
    put("rows", f"{row}\n{row}\n")
    put("array.jsonl", f"[{row},\n{row}]")
    put("page", PAGE)
    names = ["zip.txt", "gzip", "text.gz", "rows", "array.jsonl", "page"]
    assert [(d.origin, d.text == TEXT) for d in documents(*names)] == [
        ("zip.txt!/a.txt", True),
        ("gzip", True),
        ("text.gz", True),
        ("rows:1", True),
        ("rows:2", True),
        ("array.jsonl:1", True),
        ("array.jsonl:2", True),
        ("page", False),
    ]
    assert documents("page")[0].published == "2024-03-27"


# Sources


def test_folders_in_the_order_of_names() -> None:
    """Below a folder names decide; sources keep the order given; origins are as the user wrote them."""
    for name in ("d/b.txt", "d/a/2.txt", "d/a/10.txt", "d/A.txt", "d/.hidden.txt", "d/.git/x.txt", "z.txt"):
        put(name, TEXT)
    below = ["d/A.txt", "d/a/10.txt", "d/a/2.txt", "d/b.txt"]
    assert [d.origin for d in documents("z.txt", "d")] == ["z.txt", *below]
    assert [d.origin for d in documents(Path("d/"), "./z.txt")] == [*below, "z.txt"]
    assert [d.origin for d in documents(".")] == [*below, "z.txt"]
    assert [d.origin for d in documents(Path("d").absolute())] == [str(Path(name).absolute()) for name in below]


def test_patterns() -> None:
    """Patterns match as in a shell, each file once, in the order of paths."""
    for name in ("d/b.txt", "d/a/2.txt", "d/a/1.html", "d/c/3.txt", "d/x[1].txt"):
        put(name, TEXT)
    assert [d.origin for d in documents("d/*.txt")] == ["d/b.txt", "d/x[1].txt"]
    assert [d.origin for d in documents("d/**/*.txt")] == ["d/a/2.txt", "d/b.txt", "d/c/3.txt", "d/x[1].txt"]
    assert [d.origin for d in documents("d/[ac]")] == ["d/a/1.html", "d/a/2.txt", "d/c/3.txt"]
    assert [d.origin for d in documents("d/x[1].txt")] == ["d/x[1].txt"]


def test_links_to_folders_are_read_once() -> None:
    """A link out of the folder is followed, one to a folder inside it is not read a second time."""
    put("d/a/1.txt", TEXT)
    put("other/2.txt", TEXT)
    try:
        os.symlink("a", "d/again", target_is_directory=True)
        os.symlink("../other", "d/more", target_is_directory=True)
        os.symlink("../other/2.txt", "d/z.txt")
    except OSError:
        pytest.skip("this system lets only administrators make links")
    assert [d.origin for d in documents("d")] == ["d/a/1.txt", "d/more/2.txt", "d/z.txt"]


def standard_input(given: bytes) -> list[str]:
    """Origins and texts that a child process reads from its standard input."""
    code = (
        "from policyextract.archive.readers import read\n"
        "for item in read(['-']): print(ascii(item.origin), ascii(item[1]))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=given, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def test_standard_input_of_documents_or_of_paths() -> None:
    """A first line with { makes it JSON lines; else each line is a path, of a file or a folder."""
    row = json.dumps({"text": "x"})
    assert standard_input(f"\n{row}\n{row}".encode()) == ["'-:2' 'x'", "'-:3' 'x'"]
    put("d/a.txt", "y")
    put("b[1].txt", "z")
    assert standard_input(b"d\r\n\nb[1].txt\nnone.txt\n") == ["'d/a.txt' 'y'", "'b[1].txt' 'z'", "'none.txt' 'missing'"]
    assert standard_input(b"") == []


def test_reading_is_lazy() -> None:
    """The first document is out before the rest of a pipe is written."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo("pipe")
    first_is_out = threading.Event()

    def write() -> None:
        with open("pipe", "wb", buffering=0) as out:
            out.write(b'{"text": "first"}\n{"text": "second"}\n')
            assert first_is_out.wait(60)
            out.write(b'{"text": "third"}\n')

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    found = read(["pipe"])
    assert next(found)[1] == "first"
    first_is_out.set()
    assert [item[1] for item in found] == ["second", "third"]
    writer.join()


# Options


def test_names_of_fields_are_options() -> None:
    """A name given wins; names are matched exactly before they are matched loosely; the first that is filled counts."""
    put("a.jsonl", json.dumps({"Body": TEXT, "text": "not this", "when": "27 Mar 2024", "Headline": "甲"}))
    (found,) = documents("a.jsonl", text="body", title=("headline", "title"), published="when")
    assert (found.text, found.title, found.published) == (TEXT, "甲", "2024-03-27")
    assert roles(("TEXT", "text "), ReadOptions())["text"] == ("TEXT",)
    put("b.jsonl", json.dumps({"text": "", "content": TEXT, "source": "澜江日报"}))
    (found,) = documents("b.jsonl")
    assert (found.text, found.source) == (TEXT, None)  # a paper's name tells no document from another


def test_pages_in_rows_give_what_the_row_lacks() -> None:
    """A row whose text is a whole page takes title and day from it where it has none itself."""
    put("a.jsonl", json.dumps({"text": PAGE, "title": "己"}))
    (found,) = documents("a.jsonl")
    assert (found.title, found.published) == ("己", "2024-03-27")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": ()}, "text must name at least one field"),
        ({"title": (1,)}, "title must be names of fields"),
        ({"max_ratio": 0}, "max_ratio must be a positive whole number, not 0"),
        ({"bad_dates": "guess"}, "bad_dates must be 'report' or 'drop'"),
    ],
)
def test_wrong_options_are_told(wrong: dict[str, object], said: str) -> None:
    """Options are checked when they are made."""
    with pytest.raises(ValueError, match=said):
        ReadOptions(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "2024-03-27",
        "2024-03-27T08:00:00+08:00",
        "2024-03-26T17:00:00.000Z",
        "2024-03-27 08:00:05",
        "2024/3/27",
        "2024.03.27 08:00",
        "2024年3月27日",
        "2024年03月27日 星期三 08时05分",
        "发布时间：2024-03-27 来源：新华社",
        "20240327",
        20240327,
        "20240327080000",
        1711497600,
        "1711497600000",
        1711497600.5,
        "二〇二四年三月二十七日",
        "民國113年3月27日",
        "Wed, 27 Mar 2024 08:00:00 +0800",
    ],
)
def test_dates_as_archives_write_them(value: object) -> None:
    """All of them are the same day; moments with a zone are days in China."""
    assert day(value) == "2024-03-27"


@pytest.mark.parametrize(
    "value", ["2024-03", "2024", "3月27日", "2024-02-30", "27/03/2024", "昨天", 45378, True, "0001-01-01"]
)
def test_dates_that_are_none(value: object) -> None:
    """What is no day, or could be two days, is not guessed at."""
    with pytest.raises(ValueError, match="is not a date that is understood; write it as 2024-03-27"):
        day(value)
