"""Word files and workbooks give their text with the place of each part, or one line that says why not."""

import io
import zipfile
from datetime import date
from typing import Any

import pytest

import papers
import policyextract as pe
from papers import PLAN, TABLE
from policyextract.archive.item import Broken, RawDocument
from policyextract.archive.readers import ReadOptions, read_taken

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = "xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'"


def taken(name: str, data: bytes, **options: Any) -> list[RawDocument | Broken]:
    return list(read_taken(name, data, ReadOptions(**options)) or ())


def document(name: str, data: bytes) -> RawDocument:
    (found,) = taken(name, data)
    assert isinstance(found, RawDocument), found
    return found


def told(name: str, data: bytes, **options: Any) -> Broken:
    """What is told of a file that gives nothing: one line."""
    (found,) = taken(name, data, **options)
    assert isinstance(found, Broken)
    assert found.message.isprintable()
    return found


def word(body: str, **parts: str) -> bytes:
    """A Word file with this body; ``parts``: markup of numbering, styles or footnotes."""
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE as KIND
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml

    whole = Document()
    for name, markup in parts.items():
        root = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes"}[name]
        data = f"<w:{root} {WORD}>{markup}</w:{root}>".encode()
        kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
        for key, relation in list(whole.part.rels.items()):
            if relation.reltype.endswith(f"/{name}"):
                whole.part.rels.pop(key)
        part = Part(PackURI(f"/word/own_{name}.xml"), kind, data, whole.part.package)
        whole.part.relate_to(part, getattr(KIND, name.upper()))
    for element in list(whole.element.body):
        whole.element.body.remove(element)
    for element in parse_xml(f"<w:body {WORD}>{body}</w:body>"):
        whole.element.body.append(element)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


# Word


def test_a_paper_comes_back_as_its_text() -> None:
    """Paragraphs and rows of tables, each with its place."""
    found = document("a.docx", papers.docx(PLAN))
    assert found.text == papers.plain(PLAN)
    places = {part.place: found.text[part.start : part.end] for part in found.parts}
    assert places["paragraph 1"] == PLAN[0]
    assert places["table 1, row 2"] == "| 1 | 研发经费投入强度 | % | 2.4 | 2.8 | 预期性 |"


def test_numbers_that_word_sets() -> None:
    """Numbers of lists stand nowhere in the text of a file; they are counted as Word counts them."""
    levels = (
        "<w:abstractNum w:abstractNumId='7'>"
        "<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='chineseCountingThousand'/><w:lvlText w:val='%1、'/></w:lvl>"
        "<w:lvl w:ilvl='1'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:lvlText w:val='%2.'/></w:lvl>"
        "<w:lvl w:ilvl='2'><w:start w:val='1'/><w:numFmt w:val='bullet'/><w:lvlText w:val='·'/></w:lvl>"
        "</w:abstractNum><w:num w:numId='3'><w:abstractNumId w:val='7'/></w:num>"
    )
    style = "<w:style w:type='paragraph' w:styleId='a1'><w:name w:val='heading 1'/><w:pPr><w:numPr><w:numId w:val='3'/></w:numPr></w:pPr></w:style>"

    def item(level: int) -> str:
        return f"<w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='3'/></w:numPr>"

    body = (
        p("主要目标", "<w:pStyle w:val='a1'/>")
        + p("新增就业5万人", item(1))
        + p("建成学校20所", item(1))
        + p("其中小学12所", item(2))
        + p("保障措施", "<w:pStyle w:val='a1'/>")
        + p("安排资金3亿元", item(1))
    )
    assert document("a.docx", word(body, numbering=levels, styles=style)).text.splitlines() == [
        "一、主要目标", "1.新增就业5万人", "2.建成学校20所", "其中小学12所", "二、保障措施", "1.安排资金3亿元",
    ]  # fmt: skip


def test_what_was_deleted_is_gone_and_what_was_added_is_there() -> None:
    """Changes under review are read as if they were accepted; hidden text and tables of contents are passed over."""
    body = (
        "<w:p><w:r><w:t>新增就业</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>5</w:t></w:r></w:ins><w:r><w:t>万人</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>（内部）</w:t></w:r></w:p>"
        + p("一、目标…………1", "<w:pStyle w:val='TOC1'/>")
        + f"<w:sdt><w:sdtContent>{p('在内容控件里')}</w:sdtContent></w:sdt>"
    )
    style = "<w:style w:type='paragraph' w:styleId='TOC1'><w:name w:val='toc 1'/></w:style>"
    assert document("a.docx", word(body, styles=style)).text == "新增就业5万人\n在内容控件里"


def test_notes_stand_behind_the_text() -> None:
    """The mark of a note stands behind its paragraph, so that it parts no figure from its words."""
    body = (
        "<w:p><w:r><w:t>新增就业5万人</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:t>以上，建成厂房3万m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>"
        "<w:r><w:t>。</w:t></w:r></w:p>"
    )
    notes = f"<w:footnote w:type='separator' w:id='0'>{p('')}</w:footnote><w:footnote w:id='2'>{p('不含临时就业。')}</w:footnote>"
    found = document("a.docx", word(body, footnotes=notes))
    assert found.text == "新增就业5万人以上，建成厂房3万m²。[2]\n[2]不含临时就业。"
    assert found.parts[-1].place == "footnote 2"


def test_cells_that_go_over_rows_and_columns() -> None:
    """What goes on from above is empty; a row that is one cell is a line; a table in a cell is part of it."""

    def cell(text: str, properties: str = "", inner: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{p(text)}</w:tc>"

    inner = f"<w:tbl><w:tr>{cell('12件')}{cell('18件')}</w:tr></w:tbl>"
    body = (
        f"<w:tbl><w:tr>{cell('类别')}{cell('指标')}{cell('目标', '<w:gridSpan w:val=' + repr('2') + '/>')}</w:tr>"
        f"<w:tr>{cell('创新', '<w:vMerge w:val=' + repr('restart') + '/>')}{cell('研发强度')}{cell('2.4%')}{cell('2.8%')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('专利', inner=inner)}{cell('')}{cell('')}</w:tr>"
        f"<w:tr>{cell('注：数据为初步统计，以正式公布为准。', '<w:gridSpan w:val=' + repr('4') + '/>')}</w:tr></w:tbl>"
    )
    assert document("a.docx", word(body)).text.splitlines() == [
        "| 类别 | 指标 | 目标 |  |",
        "| 创新 | 研发强度 | 2.4% | 2.8% |",
        "|  | 12件 18件 专利 |  |  |",
        "注：数据为初步统计，以正式公布为准。",
    ]


# Workbooks


@pytest.mark.parametrize(("name", "made"), [("a.xlsx", papers.xlsx), ("a.xls", papers.xls), ("a.ods", papers.ods)])
def test_a_sheet_is_a_table_and_each_cell_has_its_place(name: str, made: Any) -> None:
    """A title alone in its row is a line, several sheets are told by their names, figures are as they are shown."""
    rows = [["主要指标表"], [], *papers.figures(TABLE)]
    found = document(name, made({"指标": rows, "重点项目": [["项目", "投资（亿元）"], ["机场扩建", 12.5]]}))
    assert found.text.splitlines()[:3] == [
        "主要指标表",
        papers.plain([TABLE]).splitlines()[0],
        papers.plain([TABLE]).splitlines()[1],
    ]
    assert found.text.splitlines()[-3:] == ["重点项目", "| 项目 | 投资（亿元） |", "| 机场扩建 | 12.5 |"]
    at = {(part.sheet, part.cell): found.text[part.start : part.end] for part in found.parts}
    assert at["指标", "A1"] == "主要指标表"
    assert at["指标", "E5"] == "1200"
    assert at["重点项目", "B2"] == "12.5"


def sheet() -> pe.Document:
    """What is read of a sheet of targets that says no date but in its columns."""
    (given,) = pe.Extractor().pipe([document("a.xlsx", papers.xlsx({"指标": papers.figures(TABLE)})).arguments()])
    return given


def test_a_record_knows_its_cell() -> None:
    """From a record to the cell of its figure."""
    given = sheet()
    record = next(record for record in (*given.targets, *given.actuals) if record.quantity.text == "1200")
    part = given.part_at(record.quantity.start or 0)
    assert part is not None
    assert (part.sheet, part.cell) == ("指标", "E3")
    assert record.indicator.text == "高新技术企业数量"


def test_a_count_under_a_year_to_come_is_a_target() -> None:
    assert "1200" in {target.quantity.text for target in sheet().targets}


def test_figures_are_read_as_they_are_shown() -> None:
    """A share is kept as 0.065 and shown as 6.5%; a year may be a day."""
    rows = [["指标", date(2025, 1, 1), date(2030, 1, 1)], ["城镇化率", 0.652, 0.7], ["产值（亿元）", 1234.5, 0.1 + 0.2]]
    forms = {"B1": 'yyyy"年"', "C1": 'yyyy"年"', "B2": "0.0%", "C2": "0%", "B3": "#,##0.00"}
    assert document("a.xlsx", papers.xlsx({"Sheet1": rows}, forms)).text.splitlines() == [
        "| 指标 | 2025年 | 2030年 |", "| 城镇化率 | 65.2% | 70% |", "| 产值（亿元） | 1234.50 | 0.3 |",
    ]  # fmt: skip
    assert document("a.ods", papers.ods({"表": [["指标", "值"], ["城镇化率", "65.2%"]]})).text.endswith(
        "| 城镇化率 | 65.2% |"
    )


def test_merged_cells_and_a_table_off_the_corner() -> None:
    """Cells are called what they are called in the sheet, wherever the table begins."""
    rows = [
        [],
        [None, None, "类别", "指标", "2030年"],
        [None, None, "创新", "研发强度（%）", 2.8],
        [None, None, None, "专利（件）", 18],
    ]
    found = document("a.xlsx", papers.xlsx({"表": rows}, merged=["C3:C4"]))
    assert found.text.splitlines()[1:] == ["| 创新 | 研发强度（%） | 2.8 |", "|  | 专利（件） | 18 |"]
    assert [part.cell for part in found.parts if found.text[part.start : part.end] == "18"] == ["E4"]


def test_a_sheet_of_documents_is_one_document_a_row() -> None:
    """What crawlers export: a head that names a text and a title."""
    rows = [["标题", "正文", "发布日期"], ["通知", "2026年造林30万亩。", date(2026, 1, 3)], ["公告", "", None]]
    good, bad = taken("a.xlsx", papers.xlsx({"结果": rows}))
    assert good == RawDocument(
        "a.xlsx!结果:2", "2026年造林30万亩。", None, "通知", "2026-01-03", fields=("标题", "正文", "发布日期")
    )
    assert isinstance(bad, Broken)
    assert (bad.origin, bad.code) == ("a.xlsx!结果:3", "empty")


# What is not read, and what cannot be


def stream(name: str) -> bytes:
    """The beginning of a file of an old office program that holds this stream."""
    return OLD + bytes(504) + name.encode("utf-16-le") + bytes(200)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.doc", stream("WordDocument"), "an old Word file; save it as .docx"),
        ("a.wps", stream("WordDocument"), "a WPS file"),
        ("a.ppt", stream("PowerPoint Document"), "a presentation"),
        ("a.msg", stream("__properties"), "an Outlook mail; save it as .eml"),
        ("a.ofd", papers.zipped({"OFD.xml": "<OFD/>"}), "an OFD file; save it as PDF"),
        ("a.pptx", papers.zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "a presentation"),
        ("a.xlsb", papers.zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "a binary workbook"),
        ("a.odt", papers.zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "an OpenDocument text"),
        ("a.rtf", b"{\\rtf1 text}", "an RTF file; save it as .docx"),
        ("b.txt", b"{\\rtf1 text}", "an RTF file"),
    ],
)
def test_what_is_not_read_is_told_with_what_to_do(name: str, data: bytes, words: str) -> None:
    found = told(name, data)
    assert found.code == "not-text"
    assert found.message.startswith(words)


def lying(data: bytes) -> bytes:
    """The file with a byte of what it holds changed."""
    at = len(data) // 3
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.mark.parametrize(("name", "data"), [("a.docx", papers.docx(PLAN)), ("a.xlsx", papers.xlsx({"表": TABLE}))])
def test_damaged_and_cut_files(name: str, data: bytes) -> None:
    """One line each."""
    assert told(name, data[: len(data) // 2]).code == "truncated"
    assert told(name, lying(data)).code == "corrupt"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", stream("EncryptedPackage"), "encrypted"),
        ("a.xls", stream("Workbook"), "corrupt"),
        ("a.docx", papers.docx([]), "empty"),
        ("a.xlsx", papers.xlsx({"Sheet1": []}), "empty"),
        ("a.docx", papers.zipped({"word/document.xml": "<w"}), "corrupt"),
        ("a.xlsx", papers.zipped({"xl/workbook.xml": "<w"}), "corrupt"),
        ("a.xlsx", papers.xlsx({"结果": [["标题", "正文"]]}), "empty"),
        ("a.ods", papers.zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "corrupt"),
        ("a.docx", papers.zipped({"word/document.xml": bytes(8 << 20)}), "bomb"),
    ],
)
def test_files_that_give_nothing(name: str, data: bytes, code: str) -> None:
    """One line each."""
    assert told(name, data).code == code


def test_a_sheet_that_would_fill_the_memory() -> None:
    """A cell far off, and cells repeated a million times, are told before the library holds all that lies between."""
    whole = io.BytesIO(papers.xlsx({"表": TABLE}))
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            data = given.read(name)
            made.writestr(name, data.replace(b'r="F5"', b'r="XFD1048576"') if "sheet1" in name else data)
    assert told("a.xlsx", out.getvalue()).code == "too-large"
    row = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="9000"><text:p>1</text:p></table:table-cell></table:table-row>'
    assert told("a.ods", papers.ods({"表": TABLE}, row)).code == "too-large"


def test_without_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra is named."""
    import sys

    for module, name, data in (
        ("docx", "a.docx", papers.docx(PLAN)),
        ("python_calamine", "a.xlsx", papers.xlsx({"表": TABLE})),
        ("pypdfium2", "a.pdf", papers.pdf(PLAN)),
        ("feedparser", "a.xml", papers.rss([{"description": "x"}])),
    ):
        monkeypatch.setitem(sys.modules, module, None)
        found = told(name, data)
        assert found.code == "needs-extra"
        assert "policyextract[documents]" in found.message
