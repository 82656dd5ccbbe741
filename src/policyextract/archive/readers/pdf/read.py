"""One PDF file to one document, and what is wrong with it."""

import threading
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from ...item import Item
from ..blob import Blob
from ..codes import Code, Fault, broken
from ..taken import Taken, needs
from .bombs import check
from .columns import in_order
from .flow import flow
from .glyphs import Sheet, sheet
from .heads import bodies
from .lines import Line, lines
from .rules import tables

_ALONE = threading.Lock()  # the library is not made for two threads
_TAIL = 4096
_UNTOLD = 0.3  # of the characters: when more have no meaning that is told, the text is none


def read_pdf(blob: Blob) -> Iterator[Item]:
    """The document that ``blob`` is; its pages are the parts of its text.

    Pages that are pictures give no text. Where all are, nothing is read; where some are, that is told behind the document.

    Raises:
        Fault: the file is damaged or encrypted, holds no text, or unpacks to too much.
    """
    try:
        import pypdfium2
    except ImportError:
        raise needs("pypdfium2", "PDF files") from None
    options = blob.budget.options
    data = blob.read(options.max_held_bytes)
    check(data, options)
    with _ALONE:
        sheets = _sheets(pypdfium2, data)
    dark = [n for n, one in enumerate(sheets, 1) if one.pictured]
    glyphs = [glyph for one in sheets for glyph in one.glyphs]
    if not glyphs:
        said = "holds no text, only pictures; recognise them first (ocrmypdf -l chi_sim IN.pdf OUT.pdf), and give what comes out"
        raise Fault(Code.not_text, said if dark else "holds no text")
    untold = sum(not glyph.char.isprintable() or "\ue000" <= glyph.char <= "\uf8ff" for glyph in glyphs)
    if untold + sum(glyph.char == "\ufffd" for glyph in glyphs) > _UNTOLD * len(glyphs):
        said = "its fonts do not tell which characters they show; recognise it as a picture (ocrmypdf --force-ocr -l chi_sim)"
        raise Fault(Code.not_text, said)
    taken = Taken(options)
    pages = bodies([_lines(one) for one in sheets], [(one.top, one.bottom) for one in sheets])
    for piece in flow([in_order(page) for page in pages], [one.breadth for one in sheets]):
        taken.line(piece.text, joined=piece.joined, page=piece.page)
    yield taken.document(blob.origin)
    if dark:
        said = (
            f"page {_ranges(dark)} holds no text, only a picture; recognise it first (ocrmypdf --skip-text -l chi_sim)"
        )
        yield broken(blob.origin, Code.not_text, said)
    if b"%%EOF" not in data[-_TAIL:] and b"startxref" not in data[-_TAIL:]:
        yield broken(
            blob.origin, Code.truncated, "the file ends before its end; what came before was read; fetch it again"
        )


def _sheets(pypdfium2: Any, data: bytes) -> list[Sheet]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            return [_sheet(document, n) for n in range(len(document))]
    except pypdfium2.PdfiumError as error:
        said = str(error)
        if "assword" in said or "ecurity" in said:
            raise Fault(Code.encrypted, "needs a password; save it without") from None
        if b"%%EOF" not in data[-_TAIL:]:
            raise Fault(Code.truncated, "the file ends before its end; fetch it again") from None
        raise Fault(Code.corrupt, "the PDF file is damaged; fetch it again") from None


def _sheet(document: Any, n: int) -> Sheet:
    page = document[n]
    try:
        return sheet(page)
    finally:
        page.close()


def _lines(one: Sheet) -> list[Line]:
    """Lines and tables of a page, from the top down."""
    drawn, rest = tables(one.glyphs, one.strokes)
    return sorted([*drawn, *lines(rest)], key=lambda line: line.top)


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers of pages as people write them.

    >>> _ranges([1, 3, 4, 5])
    '1, 3–5'
    """
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
