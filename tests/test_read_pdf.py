"""PDF files give their text in reading order, with the page of each part, or one line that says why not."""

import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import papers
import policyextract as pe
from papers import HEAD, PLAN
from policyextract.archive.item import Broken, RawDocument
from policyextract.archive.readers import ReadOptions, read_taken

FONT = "STSong-Light"
WIDTH, HEIGHT = 595, 842


def taken(data: bytes, **options: Any) -> tuple[list[RawDocument], list[Broken]]:
    """Documents of a PDF file, and what is told of it."""
    items = list(read_taken("a.pdf", data, ReadOptions(**options)) or ())
    return [i for i in items if isinstance(i, RawDocument)], [i for i in items if isinstance(i, Broken)]


def text_of(data: bytes) -> str:
    (document,), told = taken(data)
    assert told == []
    return document.text


def code_of(data: bytes, **options: Any) -> str:
    """The code of the one thing that is told of a file that gives nothing."""
    documents, (told,) = taken(data, **options)
    assert documents == []
    assert "\n" not in told.message
    return told.code


def drawn(*pages: Callable[[Any], None], rotation: int = 0) -> bytes:
    """A PDF file drawn page by page."""
    from reportlab.pdfbase import cidfonts, pdfmetrics
    from reportlab.pdfgen import canvas

    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(FONT))
    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=(WIDTH, HEIGHT), invariant=1)
    for draw in pages:
        paper.setPageRotation(rotation)
        paper.setFont(FONT, 12)
        draw(paper)
        paper.showPage()
    paper.save()
    return out.getvalue()


def at(x: float, y: float, text: str, size: float = 12) -> Callable[[Any], None]:
    """Draws a piece of text; ``y`` counts from the top."""

    def draw(paper: Any) -> None:
        paper.setFont(FONT, size)
        paper.drawString(x, HEIGHT - y, text)

    return draw


def all_of(*steps: Callable[[Any], None]) -> Callable[[Any], None]:
    def draw(paper: Any) -> None:
        for step in steps:
            step(paper)

    return draw


# Reading order


@pytest.mark.parametrize("ruled", [True, False])
def test_a_paper_comes_back_as_its_text(ruled: bool) -> None:
    """Paragraphs whole, the table as rows, running head and page number gone."""
    assert text_of(papers.pdf(PLAN, ruled=ruled)) == papers.plain(PLAN)


def test_columns_are_read_one_after_the_other() -> None:
    """A paragraph that goes on at the top of the next column is one."""
    lines = [block for block in PLAN if isinstance(block, str)] * 4
    assert text_of(papers.pdf(lines, columns=2)) == papers.plain(lines)


def test_a_title_beside_a_column() -> None:
    """The lines of a column stay apart where something larger stands beside them, at the height of two of them."""
    right = [at(320, 104 + 20 * n, f"右栏第{n}行写满了十四个汉字的正文") for n in range(6)]
    left = [at(72, 164 + 20 * n, f"左栏第{n}行写满了十四个汉字的正文") for n in range(3)]
    text = text_of(drawn(all_of(at(72, 116, "关于稳就业的若干措施", 20), *left, *right)))
    assert "".join(text.split()) == "关于稳就业的若干措施" + "".join(
        f"{side}栏第{n}行写满了十四个汉字的正文" for side, count in (("左", 3), ("右", 6)) for n in range(count)
    )


def test_pages_are_parts_of_the_text() -> None:
    """Parts follow each other without a gap but line breaks, a page each, also where a sentence goes over the end."""
    lines = [block for block in PLAN if isinstance(block, str)] * 8
    (document,), _ = taken(papers.pdf(lines))
    assert [part.page for part in document.parts] == list(range(1, len(document.parts) + 1))
    assert len(document.parts) > 2
    between = [document.text[a.end : b.start] for a, b in pairwise(document.parts)]
    assert set(between) <= {"", "\n"}
    assert HEAD not in document.text


def test_heads_that_change_from_page_to_page_are_left_out() -> None:
    """Left and right pages have heads of their own; numbers in them differ."""
    words = "推进改革发展稳定各项工作取得实效"
    pages = [
        all_of(
            at(72, 40, "规划纲要" if n % 2 else "政府公报", 9),
            *(at(72, 100 + 20 * k, words[n : n + 2 + k]) for k in range(9)),
            at(290, 810, f"{n}", 9),
        )
        for n in range(1, 7)
    ]
    text = text_of(drawn(*pages))
    assert "规划纲要" not in text
    assert "政府公报" not in text
    assert len(text.splitlines()) == 6 * 9


def test_heads_of_chapters_are_left_out() -> None:
    """A head that three pages of many have in their margin is one, a line of the text that three pages have is none."""
    words = "推进改革发展稳定各项工作取得新的实效持续增进民生福祉"
    pages = [
        all_of(
            at(72, 40, f"第{n // 3 + 1}章", 9),
            at(72, 120, "主要目标" if n < 3 else words[n : n + 5]),
            *(at(72, 140 + 20 * k, words[n : n + 6 + k]) for k in range(9)),
        )
        for n in range(12)
    ]
    lines = text_of(drawn(*pages)).splitlines()
    assert not [line for line in lines if line.startswith("第")]
    assert lines.count("主要目标") == 3


def test_every_character_by_itself() -> None:
    """Some programs place each character alone; words that are set wide stay words."""
    words = "到2030年建成充电桩5万个以上"
    places = [72 + sum(12.5 if ord(char) > 255 else 6.5 for char in words[:n]) for n in range(len(words))]
    steps = [at(x, 100, char) for x, char in zip(places, words, strict=True)]
    assert text_of(drawn(all_of(*steps))) == words


def test_watermarks_and_marks_of_notes_are_left_out() -> None:
    """What stands askew or beside the page is no text; a small raised figure is none of the amount, but one behind a unit of length is its power."""

    def askew(paper: Any) -> None:
        paper.saveState()
        paper.translate(200, 300)
        paper.rotate(40)
        paper.setFont(FONT, 40)
        paper.drawString(0, 0, "内部资料99份")
        paper.restoreState()

    note = [at(72, 100, "新增就业5万人"), at(72 + 78, 95, "1", 6), at(156, 100, "以上，建成厂房3万m")]
    power = at(156 + 9 * 12 + 8, 95, "2", 6)
    assert text_of(drawn(all_of(askew, at(9e8, 100, "99人"), *note, power))) == "新增就业5万人以上，建成厂房3万m²"


def test_pages_on_their_side() -> None:
    """A page whose text runs upward is read as it is seen."""

    def upward(paper: Any) -> None:
        paper.rotate(90)
        for n, line in enumerate(("一、总体要求", "二、主要目标", "三、保障措施")):
            paper.drawString(80, -100 - 30 * n, line)

    assert text_of(drawn(upward, rotation=90)).splitlines() == ["一、总体要求", "二、主要目标", "三、保障措施"]


def test_lines_of_a_table_of_contents_are_left_out() -> None:
    """Leaders and a number make no heading twice."""
    toc = at(72, 100, "一、主要目标........................3")
    assert (
        text_of(drawn(all_of(toc, at(72, 150, "一、主要目标"), at(72, 170, "新增就业5万人。"))))
        == "一、主要目标\n新增就业5万人。"
    )


# Tables


def grid(
    xs: list[float], ys: list[float], skip: frozenset[tuple[str, int, int]] = frozenset()
) -> Callable[[Any], None]:
    """Draws the borders of cells, piece by piece; ``skip``: (``h``/``v``, line, piece) that are not there."""

    def draw(paper: Any) -> None:
        for n, y in enumerate(ys):
            for k, (a, b) in enumerate(pairwise(xs)):
                if ("h", n, k) not in skip:
                    paper.line(a, HEIGHT - y, b, HEIGHT - y)
        for n, x in enumerate(xs):
            for k, (a, b) in enumerate(pairwise(ys)):
                if ("v", n, k) not in skip:
                    paper.line(x, HEIGHT - a, x, HEIGHT - b)

    return draw


def test_cells_over_several_rows_and_columns() -> None:
    """Their text stands in the first; a row that is one cell is a line of its own; lines of a cell are joined."""
    lines = grid(
        [72, 150, 300, 400],
        [100, 130, 170, 200, 230],
        frozenset({("h", 2, 0), ("v", 1, 3), ("v", 2, 3)}),
    )
    words = [
        at(80, 120, "类别"), at(160, 120, "指标"), at(310, 120, "2030年"),
        at(80, 172, "创新驱动"), at(160, 145, "研发经费投入"), at(160, 160, "强度（%）"), at(310, 155, "2.8"),
        at(160, 190, "专利拥有量（件）"), at(310, 190, "18"),
        at(80, 220, "注：数据为初步统计"),
    ]  # fmt: skip
    assert text_of(drawn(all_of(lines, *words))).splitlines() == [
        "| 类别 | 指标 | 2030年 |",
        "| 创新驱动 | 研发经费投入强度（%） | 2.8 |",
        "|  | 专利拥有量（件） | 18 |",
        "注：数据为初步统计",
    ]


def test_a_frame_is_no_table() -> None:
    """Text in a box stays text."""
    assert text_of(drawn(all_of(grid([60, 500], [80, 200]), at(72, 100, "专栏1 重点工程")))) == "专栏1 重点工程"


def test_a_table_that_is_open_at_its_sides() -> None:
    """Tables of statistics have no borders left and right, or no upright lines at all."""
    inner = grid([72, 250, 400], [100, 130, 160], frozenset({("v", n, k) for n in (0, 2) for k in (0, 1)}))
    words = [at(80, 120, "指标"), at(260, 120, "绝对数（亿元）"), at(80, 150, "固定资产投资"), at(260, 150, "1186")]
    expected = ["| 指标 | 绝对数（亿元） |", "| 固定资产投资 | 1186 |"]
    assert text_of(drawn(all_of(inner, *words))).splitlines() == expected
    assert text_of(drawn(all_of(*words))).splitlines() == expected


# Records and offsets


def test_records_know_their_page() -> None:
    """From a record to its page, and to the words in the text that goes with the document."""
    lines = ["说明", *["推进各项工作，取得新的成效。"] * 60, "到2030年，全市建成充电桩5万个以上。"]
    (given,) = list(pe.Extractor().pipe(item.arguments() for item in taken(papers.pdf(lines))[0]))
    (target,) = given.targets
    part = given.part_at(target.quantity.start or 0)
    assert part is not None
    assert part.page == given.source_parts[-1].page == 2
    assert given.source_text is not None
    assert given.source_text[target.quantity.start : target.quantity.end] == target.quantity.text


# What cannot be read


def test_pages_that_are_pictures() -> None:
    """A file of pictures says so, and what to do; one with some of them gives the rest, and tells which."""
    assert code_of(papers.scanned()) == "not-text"
    assert "ocrmypdf" in taken(papers.scanned())[1][0].message
    from pypdfium2 import PdfDocument

    both = PdfDocument(papers.pdf(PLAN))
    both.import_pages(PdfDocument(papers.scanned(2)))
    out = io.BytesIO()
    both.save(out)
    (document,), (told,) = taken(out.getvalue())
    assert document.text == papers.plain(PLAN)
    assert told.code == "not-text"
    assert told.message.startswith("no text, only a picture, on page 2–3; recognise")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"%PDF-1.7 and then nothing", "truncated"),
        (b"%PDF-1.7\n" + b"1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", "corrupt"),
        (papers.pdf(PLAN, password="x"), "encrypted"),
        (drawn(lambda paper: None), "not-text"),
    ],
)
def test_files_that_give_nothing(data: bytes, code: str) -> None:
    """One line each."""
    assert code_of(data) == code


def test_a_file_that_is_cut_gives_what_is_there() -> None:
    """Pages before the cut are read where the file still tells where they are; the cut is told."""
    whole = papers.pdf(PLAN)
    documents, told = taken(whole[: len(whole) - 300])
    assert [item.code for item in told] == ["truncated"]
    assert [document.text for document in documents] in ([], [papers.plain(PLAN)])


def bomb(inner: bytes, layers: int) -> bytes:
    """A PDF file with a stream packed so many times."""
    import zlib

    for _ in range(layers):
        inner = zlib.compress(inner, 9)
    filters = " ".join(["/FlateDecode"] * layers)
    stream = (
        b"4 0 obj<</Filter[%s]/Length %d>>stream\n" % (filters.encode(), len(inner)) + inner + b"\nendstream endobj\n"
    )
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n"
    return head + page + stream + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"


@pytest.mark.parametrize("layers", [1, 2])
def test_a_bomb_is_not_unpacked(layers: int) -> None:
    """What would unpack to far more than any text does is told before the library sees it."""
    assert code_of(bomb(bytes(64 << 20), layers)) in ("bomb", "too-large")


def test_limits_are_kept() -> None:
    """A text beyond the limit of a document is none."""
    assert code_of(papers.pdf(PLAN), max_document_bytes=200) == "too-large"


def test_a_page_named_pdf_is_a_page(tmp_path: Path) -> None:
    """Servers answer with an error page under the name of the file; it is read as what it is."""
    path = tmp_path / "a.pdf"
    path.write_text("<!DOCTYPE html><html><body><p>2026年造林30万亩。</p></body></html>", encoding="utf-8")
    (found,) = pe.read_documents(path)
    assert found["text"].startswith("<!DOCTYPE")
    assert found["parts"] == []


def test_the_table_of_a_paper_gives_its_records() -> None:
    """The same as those of the text, with header, unit and attribute."""
    plain = pe.extract(papers.plain(PLAN))
    read = pe.extract(text_of(papers.pdf(PLAN)))
    assert [target.model_dump() for target in read.targets] == [target.model_dump() for target in plain.targets]
    assert {"2.8", "1200", "14"} <= {target.quantity.text for target in read.targets}


def test_the_table_of_a_paper_gives_its_ages() -> None:
    assert "80" in {target.quantity.text for target in pe.extract(papers.plain(PLAN)).targets}
