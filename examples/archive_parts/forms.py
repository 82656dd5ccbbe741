"""One file of every form that is not text, whole and broken, with pages that are none; made as the tests make theirs.

What makes them stands in ``tests/papers.py`` and needs the packages of the development group.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Protocol

from .packing import pack_zip, tar_bytes, warc_record

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "tests"))

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
"""The beginning of a file of an old office program."""
GONE = "<!DOCTYPE html><html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>"
SCRIPTS = "<!DOCTYPE html><html><head><title>要闻</title><script src='/a.js'></script></head><body><div id='app'></div></body></html>"


class Document(Protocol):
    """What a form is made of."""

    @property
    def title(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def text(self) -> str: ...


class File(NamedTuple):
    """A file: its name, its bytes, what it holds and what of it is told, each by what follows the name in its origin."""

    name: str
    data: bytes
    good: tuple[str, ...] = ("",)
    bad: tuple[tuple[str, str], ...] = ()


def whole(documents: Iterator[Document]) -> Iterator[File]:
    """Every form, each with documents of its own."""
    import papers

    def blocks() -> list[papers.Block]:
        return papers.blocks(next(documents).text)

    def html(document: Document) -> str:
        lines = "".join(f"<p>{line}</p>" for line in document.text.splitlines())
        return f"<!DOCTYPE html><html><head><title>{document.title}</title></head><body>{lines}</body></html>"

    yield File("plan.pdf", papers.pdf(blocks()))
    yield File("columns.pdf", papers.pdf(blocks(), columns=2))
    yield File("notice.docx", papers.docx(blocks()))
    figures = papers.figures(papers.TABLE)
    yield File("figures.xlsx", papers.xlsx({"指标": figures}))
    yield File("figures.xls", papers.xls({"指标": figures}))
    yield File("figures.ods", papers.ods({"指标": papers.TABLE}))
    one, attached = next(documents), papers.pdf(blocks())
    yield File("letter.eml", papers.eml(one.text, {"附件.pdf": attached}), ("", "!/附件.pdf"))
    items = [
        {"title": one.title, "link": one.url, "description": one.text} for one in (next(documents), next(documents))
    ]
    feed = papers.rss([*items, {"title": "只有标题"}])
    yield File("feed.rss", feed, (":1", ":2"), ((":3", "no-text"),))
    one = next(documents)
    entry = (
        f'<entry><title>{one.title}</title><link href="{one.url}"/><content type="text">{one.text}</content></entry>'
    )
    yield File(
        "feed.atom", f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{entry}</feed>'.encode(), (":1",)
    )
    one = next(documents)
    yield File("page.mhtml", papers.mhtml(html(one), one.url))
    one = next(documents)
    yield File("page.maff", papers.maff(html(one), one.url), ("!/1",))
    one = next(documents)
    yield File("front.md", f"---\ntitle: {one.title}\ndate: 2025-03-01\nurl: {one.url}\n---\n{one.text}".encode())
    answers = [("text/html; charset=utf-8", html(next(documents)).encode()), ("application/pdf", papers.pdf(blocks()))]
    records = [
        warc_record(
            "response", f"https://a.example/{at}", f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + data
        )
        for at, (kind, data) in enumerate(answers)
    ]
    yield File("crawl.warc", b"".join(records), (":1", ":2"))
    papers_in = [("a/b.pdf", papers.pdf(blocks())), ("c.docx", papers.docx(blocks()))]
    yield File("papers.zip", pack_zip(papers_in), ("!/a/b.pdf", "!/c.docx"))
    yield File("papers.tar", tar_bytes([("d.pdf", papers.pdf(blocks()))]), ("!/d.pdf",))


def broken(documents: Iterator[Document]) -> Iterator[File]:
    """Files that give no document, each with the code that is told."""
    import papers

    blocks = papers.blocks(next(documents).text)
    page = papers.maff(GONE, "https://a.example/")
    old = OLD + "WordDocument".encode("utf-16-le") + bytes(200)
    for name, data, code in (
        ("secret.pdf", papers.pdf(blocks, password="x"), "encrypted"),
        ("scanned.pdf", papers.scanned(), "not-text"),
        ("cut.pdf", papers.pdf(blocks)[:300], "truncated"),
        ("cut.docx", papers.docx(blocks)[:900], "truncated"),
        ("nothing.xlsx", papers.xlsx({"Sheet1": []}), "empty"),
        ("damaged.xlsx", papers.zipped({"xl/workbook.xml": "<w"}), "corrupt"),
        ("cut.maff", page[: len(page) // 2], "truncated"),
        ("empty.eml", b"Subject: x\r\nMIME-Version: 1.0\r\n\r\n", "empty"),
        ("empty.rss", b"<rss version='2.0'><channel></channel></rss>", "empty"),
        ("old.doc", old, "not-text"),
        ("old.wps", old, "not-text"),
        ("paper.ofd", papers.zipped({"OFD.xml": "<OFD/>"}), "not-text"),
        ("text.rtf", b"{\\rtf1 text}", "not-text"),
        ("empty.txt", b"", "empty"),
        ("gone.html", GONE.encode(), "error-page"),
        ("scripts.html", SCRIPTS.encode(), "nothing-to-read"),
    ):
        yield File(name, data, (), (("", code),))


def write_forms(root: Path, documents: Iterator[Document]) -> tuple[list[str], list[dict[str, str]]]:
    """Write all of them below ``root``; the origins of what they hold, and what is told of the broken ones."""
    good: list[str] = []
    told: list[dict[str, str]] = []
    for folder, files in (("forms", whole(documents)), ("forms/broken", broken(documents))):
        (root / folder).mkdir(parents=True)
        for file in files:
            name = f"{folder}/{file.name}"
            (root / name).write_bytes(file.data)
            good += [f"{name}{where}" for where in file.good]
            told += [{"origin": f"{name}{where}", "code": code} for where, code in file.bad]
    closed = root / "forms/broken/closed.txt"
    closed.write_text("2027年建成充电桩5万个。", encoding="utf-8")
    closed.chmod(0)
    if os.access(closed, os.R_OK):  # nothing is closed to an administrator, nor on Windows
        closed.unlink()
    else:
        told.append({"origin": "forms/broken/closed.txt", "code": "unreadable"})
    return good, told
