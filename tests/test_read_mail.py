"""Mails, saved pages, feeds and Markdown: documents with title, day and address, or one line that says why not."""

import csv
import json
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

import papers
import policyextract as pe
from papers import PLAN
from policyextract.archive.item import Broken, Item, RawDocument
from policyextract.archive.readers import read, read_taken
from policyextract.archive.readers.kinds import kind_of
from tracked import Run

TEXT = "到2027年，全市建成充电桩3万个以上。"
ADDRESS = "https://lanjiang.example/2024/1.html"
TITLE = "关于造林绿化的通知"
PAGE = (
    f"<!DOCTYPE html><html><head><title>{TITLE}_澜江市</title></head><body><h1>{TITLE}</h1><p>{TEXT}</p></body></html>"
)


def taken(name: str, data: bytes) -> list[Item]:
    return list(read_taken(name, data) or ())


def one(name: str, data: bytes) -> RawDocument:
    (found,) = taken(name, data)
    assert isinstance(found, RawDocument), found
    return found


def told(name: str, data: bytes) -> Broken:
    (found,) = taken(name, data)
    assert isinstance(found, Broken)
    assert found.message.isprintable()
    return found


# Mails


def test_a_mail_is_its_text() -> None:
    """Its subject, and the day it was in China; nothing of how it is packed."""
    found = one("a.eml", papers.eml(TEXT))
    assert (found.text.strip(), found.title, found.published) == (TEXT, "关于报送规划目标的函", "2024-03-27")
    assert [part.place for part in found.parts] == ["body"]


def test_attachments_are_documents_of_their_own() -> None:
    """Each by its kind, with the mail in its origin; a mail in the mail too; pictures are passed over."""
    inner = EmailMessage()
    inner["Subject"] = "转发"
    inner.set_content("2024年新增就业5万人。")
    mail = EmailMessage()
    mail["Subject"] = "附件"
    mail.set_content(TEXT)
    mail.add_attachment(papers.docx(PLAN), maintype="application", subtype="octet-stream", filename="规划.docx")
    mail.add_attachment(b"{\\rtf1 x}", maintype="application", subtype="rtf", filename="x.rtf")
    mail.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    mail.add_attachment(inner)
    items = taken("a.eml", mail.as_bytes())
    assert [(item.origin, isinstance(item, Broken)) for item in items] == [
        ("a.eml", False),
        ("a.eml!/规划.docx", False),
        ("a.eml!/x.rtf", True),
        ("a.eml!/3.eml", False),
    ]
    assert isinstance(items[1], RawDocument)
    assert items[1].text == papers.plain(PLAN)
    assert isinstance(items[3], RawDocument)
    assert items[3].title == "转发"


def test_a_mail_with_tables_is_read_from_its_page() -> None:
    """The plain form of a mail loses tables; words in GB 2312 and encoded heads are read."""
    assert one("a.eml", papers.eml("见表", html=papers.page(PLAN))).text.lstrip().startswith("<!DOCTYPE")
    data = b"Subject: =?gb2312?B?1LzN+g==?=\r\nDate: nonsense\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n"
    found = one("a.eml", data + TEXT.encode("gb18030"))
    assert (found.text, found.published) == (TEXT, None)


def test_a_mail_is_known_without_its_name() -> None:
    """By its head; a text that begins with a pair or two is none."""
    assert kind_of("mail", papers.eml(TEXT)) == "mail"
    assert kind_of("a", "来源: 市政府\nTitle: x\n".encode()) == "text"
    assert kind_of("a", b"Title: x\nAuthor: y\n\ntext") == "text"


def test_mails_that_give_nothing() -> None:
    """Empty ones, and parts in parts without end."""
    assert told("a.eml", b"Subject: x\r\nMIME-Version: 1.0\r\n\r\n").code == "empty"
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000))
    assert told("a.eml", b"MIME-Version: 1.0\r\n" + deep + b"\r\ntext").code in ("corrupt", "empty")


# Saved pages


def test_a_page_saved_as_one_file() -> None:
    """The page with the address it came from; offsets point into the page, which goes with the document."""
    found = one("a.mhtml", papers.mhtml(PAGE, ADDRESS))
    assert (found.text.strip(), found.title, found.source) == (PAGE, TITLE, ADDRESS)
    (document,) = pe.Extractor().pipe([found.arguments()])
    (target,) = document.targets
    assert document.source_text is not None
    assert document.source_text[target.quantity.start : target.quantity.end] == "3万个"
    assert told("a.mhtml", papers.eml(TEXT)).code == "no-text"


def test_a_page_saved_as_an_archive() -> None:
    """A folder a page."""
    found = one("a.maff", papers.maff(PAGE, ADDRESS))
    assert (found.origin, found.text, found.source) == ("a.maff!/1", PAGE, ADDRESS)
    assert told("a.maff", papers.zipped({"a.txt": "x"})).code == "no-text"
    assert told("a.maff", papers.maff(PAGE, ADDRESS)[:200]).code == "truncated"


# Feeds


def test_one_document_an_item() -> None:
    """With its own title, day, link and author."""
    items = [
        {"title": "通知", "link": ADDRESS, "pubDate": "Wed, 27 Mar 2024 08:00:00 +0800", "author": "周平", "description": f"<p>{TEXT}</p>"},
        {"title": "公告", "link": f"{ADDRESS}?2", "pubDate": "2024-03-27 23:30", "description": "2024年新增就业5万人。"},
        {"title": "只有标题", "link": f"{ADDRESS}?3"},
    ]  # fmt: skip
    first, second, third = taken("feed", papers.rss(items))
    assert first == RawDocument(
        "feed:1",
        f"作者：周平\n<p>{TEXT}</p>",
        None,
        "通知",
        "2024-03-27",
        ADDRESS,
        parts=first.parts,  # type: ignore[union-attr]
    )
    assert isinstance(second, RawDocument)
    assert (second.published, second.source) == ("2024-03-27", f"{ADDRESS}?2")
    assert isinstance(third, Broken)
    assert (third.origin, third.code) == ("feed:3", "no-text")


def test_atom_and_broken_feeds() -> None:
    """Atom too; what is damaged gives the items before the damage."""
    atom = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><entry><title>通知</title>'
        f'<link href="{ADDRESS}"/><updated>2024-03-26T20:00:00Z</updated><content type="text">{TEXT}</content></entry></feed>'
    ).encode()
    found = one("a.atom", atom)
    assert (found.text, found.published, found.source) == (TEXT, "2024-03-27", ADDRESS)
    items = taken("a.xml", papers.rss([{"description": TEXT}, {"description": "x"}])[:-60])
    assert isinstance(items[0], RawDocument)
    assert [item.code for item in items if isinstance(item, Broken)][-1] == "corrupt"
    assert told("a.xml", b"<rss version='2.0'><channel></channel></rss>").code == "empty"


# Markdown


@pytest.mark.parametrize(
    "block",
    [
        '---\ntitle: "关于造林的通知"  # 定稿\ndate: 2026-01-03\nurl: https://a.example/1\ntags:\n  - 林业\nsummary: 新增5万人\n---\n',
        '+++\ntitle = "关于造林的通知"\ndate = 2026-01-03\nurl = "https://a.example/1"\nsummary = "新增5万人"\n+++\n',
    ],
)
def test_front_matter(block: str) -> None:
    """Title, day and address; its numbers are not read, and offsets point into the file as it lies there."""
    text = f"{block}\n# 造林\n\n2026年造林30万亩。\n"
    found = one("a.md", text.encode())
    assert (found.title, found.published, found.source) == ("关于造林的通知", "2026-01-03", "https://a.example/1")
    (quantity,) = pe.extract(**found.arguments()).quantities
    assert text[quantity.start : quantity.end] == "30万亩"


@pytest.mark.parametrize(
    "text", ["---\n2026年造林30万亩。\n---\n新增就业5万人。\n", "2026年造林30万亩。\n", "---\ntitle: x\n"]
)
def test_rules_are_no_front_matter(text: str) -> None:
    """A text between two rules, and a block that never ends, stay as they are."""
    assert one("a.md", text.encode()).text == text


# On every way in


def test_the_same_by_every_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder read from Python, by ``batch`` and by ``extract`` gives the same documents and tells the same errors."""
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    files = {
        "a.pdf": papers.pdf(PLAN),
        "b.docx": papers.docx(PLAN),
        "c.xlsx": papers.xlsx({"表": papers.figures(papers.TABLE)}),
        "d.eml": papers.eml(TEXT, {"附件.pdf": papers.pdf(PLAN)}),
        "e.rtf": b"{\\rtf1 x}",
        "f.pdf": papers.scanned(),
    }
    for name, data in files.items():
        Path("in", name).write_bytes(data)
    errors: list[pe.InputError] = []
    python = [pe.extract(**found).model_dump(mode="json") for found in pe.read_documents("in", on_error=errors.append)]
    assert [document["source"] for document in python] == [
        "in/a.pdf",
        "in/b.docx",
        "in/c.xlsx",
        "in/d.eml",
        "in/d.eml!/附件.pdf",
    ]
    assert all(document["source_parts"] and document["source_text"] for document in python)

    shown = Run(["extract", *(f"in/{name}" for name in files), "--format", "jsonl"], capsys)
    assert [json.loads(line) for line in shown.out.splitlines()] == python
    assert shown.code == 1
    assert shown.err.splitlines() == [f"policyextract: {error}" for error in errors]

    assert Run(["batch", "in", "-o", "out", "--reposts", "keep", "--workers", "1"], capsys).code == 1
    lines = Path("out/part-00000.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == python
    left = [json.loads(line) for line in Path("out/errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [f"{error['origin']}: {error['message']}" for error in left] == [str(error) for error in errors]


def test_a_long_file_is_read_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Offsets are those of the whole text, and every record of every part knows its paragraph."""
    monkeypatch.chdir(tmp_path)
    lines = [line for n in range(1, 9) for line in (f"第{n}章 就业", f"到2027年，新增就业{n}万人以上。")]
    Path("a.docx").write_bytes(papers.docx(lines))
    shown = Run(["extract", "a.docx", "--format", "csv", "--max-chars", "60"], capsys)
    assert (shown.code, shown.err) == (0, "policyextract: a.docx: has 199 characters, and is read in 4 parts\n")
    rows = list(csv.DictReader(shown.out.splitlines()))
    assert [row["part"] for row in rows] == [f"paragraph {2 * n}" for n in range(1, 9)]
    (whole,) = pe.read_documents("a.docx")
    assert [whole["text"][int(row["start"]) : int(row["end"])] for row in rows] == [f"{n}万人" for n in range(1, 9)]


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """The first is raised where nobody is told of it; it names the file."""
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1 x}")
    with pytest.raises(pe.InputError, match=r"a\.rtf: an RTF file; save it as"):
        list(pe.read_documents([path]))


def test_explain_reads_them_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The text of a Word file, told number by number."""
    path = tmp_path / "a.docx"
    path.write_bytes(papers.docx([TEXT]))
    assert "3万个" in Run(["explain", str(path)], capsys).out


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        ([{"start": 0, "end": 99}], ValueError),
        ([{"start": 3, "end": 5}, {"start": 0, "end": 2}], ValueError),
        ([{"start": 0, "end": 2, "line": 3}], ValueError),
        ([{"start": 0, "end": 2, "page": "3"}], TypeError),
        ([{"start": "0", "end": 2}], TypeError),
        (["x"], TypeError),
    ],
)
def test_wrong_parts_are_told(parts: list[Any], error: type[Exception]) -> None:
    """As every wrong argument."""
    with pytest.raises(error, match="parts"):
        pe.extract(TEXT, parts=parts)


def test_without_parts_no_text_is_kept() -> None:
    """A text that the caller holds is not written again."""
    document = pe.extract(TEXT)
    assert (document.source_text, document.source_parts, document.part_at(3)) == (None, (), None)


def test_archives_hold_them(tmp_path: Path) -> None:
    """In a ZIP archive as in a folder."""
    path = tmp_path / "a.zip"
    path.write_bytes(papers.zipped({"规划.pdf": papers.pdf(PLAN), "b/规划.docx": papers.docx(PLAN)}))
    found = list(read([path]))
    assert [item.origin.rpartition("!/")[2] for item in found] == ["规划.pdf", "b/规划.docx"]
    assert all(isinstance(item, RawDocument) and item.text == papers.plain(PLAN) for item in found)
