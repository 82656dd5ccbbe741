"""Files that are no text, made from text and tables: what tests and ``bench/forms.py`` read back.

A paper is a list of blocks: a line of text, or a table as rows of cells. It is set as offices set theirs: a title in the
middle, paragraphs that begin two characters in, a running head and a number on each page.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from email.message import EmailMessage
from html import escape
from typing import Any

Block = str | list[list[str]]
Cells = Sequence[Sequence[Any]]

HEAD = "澜江市人民政府公报"
TABLE = [
    ["序号", "指标", "单位", "2025年", "2030年", "属性"],
    ["1", "研发经费投入强度", "%", "2.4", "2.8", "预期性"],
    ["2", "高新技术企业数量", "家", "860", "1200", "预期性"],
    ["3", "单位地区生产总值能耗降低", "%", "13.5", "14", "约束性"],
    ["4", "人均预期寿命", "岁", "79.2", "80", "预期性"],
]
PLAN: list[Block] = [
    "澜江市国民经济和社会发展第十五个五年规划纲要",
    "一、主要目标",
    "到2030年，全市地区生产总值年均增长5.5%以上，常住人口城镇化率达到70%，累计新增城镇就业30万人，建成充电桩5万个以上，"
    "改造老旧小区600个，新增公园绿地120公顷，森林覆盖率稳定在45%左右。",
    "2025年，全市粮食总产量达到186万吨，规模以上工业增加值同比增长7.2%，社会消费品零售总额增长6.1%，居民人均可支配收入4.8万元。",
    "“十五五”时期主要指标",
    TABLE,
    "二、组织实施",
    "市发展改革委牵头，2026年底前出台配套措施12项，确保规划确定的各项任务落实到位。",
]


def blocks(text: str) -> list[Block]:
    """``text`` as a paper: its lines; those drawn with strokes, or set with tabs or wide gaps, as tables."""
    out: list[Block] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        row = _cells_of(line)
        last = out[-1] if out else None
        if len(row) < 3 or any("。" in cell or "：" in cell for cell in row):
            out.append(line)
        elif isinstance(last, list) and len(last[0]) == len(row):
            last.append(row)
        else:
            out.append([row])
    return [_line(block) for block in out]


def _cells_of(line: str) -> list[str]:
    if line.startswith("|"):
        return [cell.strip() for cell in line.strip("|").split("|")]
    return re.split(r"\t+| {2,}|[ \u3000]{2,}", line)


def _line(block: Block) -> Block:
    """A table of one row is none."""
    return "  ".join(block[0]) if isinstance(block, list) and len(block) == 1 else block


def plain(paper: Iterable[Block]) -> str:
    """The paper as a text file holds it."""
    rows = (line for block in paper for line in ([block] if isinstance(block, str) else map(_row, block)))
    return "\n".join(rows)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def pdf(paper: Iterable[Block], *, columns: int = 1, ruled: bool = True, password: str | None = None) -> bytes:
    """A PDF file; ``ruled``: tables are drawn with lines."""
    from reportlab.lib import colors, pagesizes, pdfencrypt, styles
    from reportlab.pdfbase import cidfonts, pdfmetrics
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table, TableStyle

    font = "STSong-Light"
    pdfmetrics.registerFont(cidfonts.UnicodeCIDFont(font))
    width, height = pagesizes.A4
    margin, gutter = 72, 24
    broad = (width - 2 * margin - gutter * (columns - 1)) / columns
    body = styles.ParagraphStyle(
        "body", fontName=font, fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK", alignment=4
    )
    title = styles.ParagraphStyle(
        "title", fontName=font, fontSize=18, leading=26, wordWrap="CJK", alignment=1, spaceAfter=12
    )
    grid = [("FONT", (0, 0), (-1, -1), font, 9), *([("GRID", (0, 0), (-1, -1), 0.5, colors.black)] if ruled else [])]

    def dressed(canvas: Any, document: Any) -> None:
        canvas.setFont(font, 9)
        canvas.drawString(margin, height - 40, HEAD)
        canvas.drawRightString(width - margin, height - 40, "2026年第3期")
        canvas.drawCentredString(width / 2, 40, f"— {document.page} —")

    out = io.BytesIO()
    encrypt = pdfencrypt.StandardEncryption(password, canPrint=0) if password else None
    document = BaseDocTemplate(out, pagesize=pagesizes.A4, encrypt=encrypt, invariant=1)
    frames = [Frame(margin + n * (broad + gutter), margin, broad, height - 2 * margin) for n in range(columns)]
    document.addPageTemplates([PageTemplate("page", frames, onPage=dressed)])
    flow = []
    for n, block in enumerate(paper):
        if isinstance(block, str):
            flow.append(Paragraph(escape(block), title if n == 0 else body))
        else:
            flow.append(Table(block, style=TableStyle(grid)))
    document.build(flow)
    return out.getvalue()


def scanned(pages: int = 1) -> bytes:
    """A PDF file of pages that are pictures."""
    from PIL import Image
    from reportlab.lib import pagesizes, utils
    from reportlab.pdfgen import canvas

    out = io.BytesIO()
    paper = canvas.Canvas(out, pagesize=pagesizes.A4, invariant=1)
    for _ in range(pages):
        picture = utils.ImageReader(Image.new("L", (600, 850), 240))
        paper.drawImage(picture, 0, 0, *pagesizes.A4)
        paper.showPage()
    paper.save()
    return out.getvalue()


def docx(paper: Iterable[Block]) -> bytes:
    """A Word file."""
    from docx import Document

    document = Document()
    for block in paper:
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for cells, row in zip(table.rows, block, strict=True):
            for cell, text in zip(cells.cells, row, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def figures(rows: Cells) -> list[list[Any]]:
    """Rows whose figures are numbers, as a workbook holds them."""
    return [[_figure(cell) for cell in row] for row in rows]


def _figure(cell: Any) -> Any:
    try:
        return float(cell)
    except (TypeError, ValueError):
        return cell


def xlsx(sheets: Mapping[str, Cells], formats: Mapping[str, str] = {}, merged: Sequence[str] = ()) -> bytes:
    """A workbook; ``formats`` and ``merged`` are of its first sheet."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    for place, form in formats.items():
        book.worksheets[0][place].number_format = form
    for places in merged:
        book.worksheets[0].merge_cells(places)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xls(sheets: Mapping[str, Cells]) -> bytes:
    """A workbook of the old kind."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def ods(sheets: Mapping[str, Cells], inside: str = "") -> bytes:
    """A workbook in OpenDocument form; a number given as ``"6.5%"`` is a share.

    Args:
        inside: more rows, as markup, at the end of each sheet.
    """
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + f"{inside}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/></manifest:manifest>'
    )
    return zipped({"mimetype": _ODS, "content.xml": content, "META-INF/manifest.xml": manifest})


def _cell(value: Any) -> str:
    text = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, float):
        return f'<table:table-cell office:value-type="float" office:value="{value}">{text}</table:table-cell>'
    if str(value).endswith("%") and len(str(value)) > 1:
        share = float(value[:-1]) / 100
        return f'<table:table-cell office:value-type="percentage" office:value="{share}">{text}</table:table-cell>'
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>' if value else "<table:table-cell/>"


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return out.getvalue()


def page(paper: Iterable[Block]) -> str:
    """The paper as a page."""
    parts = []
    for block in paper:
        if isinstance(block, str):
            parts.append(f"<p>{escape(block)}</p>")
        else:
            rows = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in block)
            parts.append(f"<table>{rows}</table>")
    return f"<!DOCTYPE html><html><head><title>规划</title></head><body>{''.join(parts)}</body></html>"


def eml(text: str, attached: Mapping[str, bytes] = {}, html: str | None = None) -> bytes:
    """A mail of the evening of 26 March 2024 in London, which is the next day in China."""
    mail = EmailMessage()
    mail["Subject"] = "关于报送规划目标的函"
    mail["From"] = "office@lanjiang.example"
    mail["Date"] = "Tue, 26 Mar 2024 21:30:00 +0000"
    mail["Message-ID"] = "<1@lanjiang.example>"
    mail.set_content(text)
    if html is not None:
        mail.add_alternative(html, subtype="html")
    for name, data in attached.items():
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def mhtml(html: str, address: str) -> bytes:
    """A page saved as one file."""
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {address}\r\nSubject: =?utf-8?B?6KeE5YiS?=\r\n"
        "Date: Wed, 27 Mar 2024 01:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----x"\r\n\r\n'
    )
    root = f"------x\r\nContent-Type: text/html\r\nContent-Location: {address}\r\n\r\n{html}\r\n"
    picture = (
        "------x\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n------x--\r\n"
    )
    return (head + root + picture).encode()


def maff(html: str, address: str) -> bytes:
    """A page saved as an archive."""
    told = (
        '<RDF:RDF xmlns:MAF="http://maf.mozdev.org/metadata/rdf#" xmlns:RDF="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<RDF:Description RDF:about="urn:root"><MAF:originalurl RDF:resource="{address}"/>'
        '<MAF:title RDF:resource="规划"/><MAF:indexfilename RDF:resource="index.html"/></RDF:Description></RDF:RDF>'
    )
    return zipped({"1/index.html": html, "1/index.rdf": told, "1/index_files/a.css": "p {}"})


def rss(items: Sequence[Mapping[str, str]]) -> bytes:
    """A feed; each item with any of ``title``, ``link``, ``pubDate``, ``author`` and ``description``."""
    told = "".join(f"<item>{''.join(f'<{k}>{escape(v)}</{k}>' for k, v in item.items())}</item>" for item in items)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>要闻</title>{told}</channel></rss>'.encode()
