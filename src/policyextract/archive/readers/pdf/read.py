"""One PDF file to one document, and what is wrong with it."""

import threading
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ...item import Item
from ..blob import Blob
from ..codes import Code, Fault, broken
from ..taken import Taken, locked, needs
from .bombs import check
from .columns import in_order
from .flow import flow
from .glyphs import sheet
from .heads import bodies
from .lines import Line, lines
from .rules import tables

_ALONE = threading.Lock()  # the library is not made for two threads
_TAIL = 4096
_UNTOLD = 0.3  # of the characters: when more have no meaning that is told, the text is none
_RECOGNISE = "recognise it first (ocrmypdf --skip-text -l chi_sim IN.pdf OUT.pdf), and give what comes out"


class _Page(NamedTuple):
    """What is kept of a page: its lines and tables, from the top down, and what tells how it was made."""

    lines: list[Line]
    top: float
    bottom: float
    breadth: float
    pictured: bool
    characters: int
    untold: int
    """Characters that mean nothing."""


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
        pages = _pages(pypdfium2, data, options.max_document_bytes)
    dark = [n for n, page in enumerate(pages, 1) if page.pictured]
    count = sum(page.characters for page in pages)
    if not count:
        raise Fault(Code.not_text, f"holds no text, only pictures; {_RECOGNISE}" if dark else "holds no text")
    if sum(page.untold for page in pages) > _UNTOLD * count:
        said = "its fonts do not tell which characters they show; recognise it as a picture (ocrmypdf --force-ocr -l chi_sim)"
        raise Fault(Code.not_text, said)
    taken = Taken(options)
    kept = bodies([page.lines for page in pages], [(page.top, page.bottom) for page in pages])
    for piece in flow([in_order(body) for body in kept], [page.breadth for page in pages]):
        taken.line(piece.text, joined=piece.joined, page=piece.page)
    yield taken.document(blob.origin)
    if dark:
        said = f"no text, only a picture, on page {_ranges(dark)}; {_RECOGNISE}"
        yield broken(blob.origin, Code.not_text, said)
    if _is_cut(data) and b"startxref" not in data[-_TAIL:]:
        said = "the file ends before its end; what came before was read; fetch it again"
        yield broken(blob.origin, Code.truncated, said)


def _is_cut(data: bytes) -> bool:
    return b"%%EOF" not in data[-_TAIL:]


def _pages(pypdfium2: Any, data: bytes, most: int) -> list[_Page]:
    """The pages; their characters are let go one page after another."""
    out: list[_Page] = []
    try:
        with pypdfium2.PdfDocument(data) as document:
            for n in range(len(document)):
                out.append(_page(document, n))
                most -= out[-1].characters
                if most < 0:
                    raise Fault(
                        Code.too_large, "holds more text than a document may have; split it, or raise the limit"
                    )
    except pypdfium2.PdfiumError as error:
        said = str(error)
        if "assword" in said or "ecurity" in said:
            raise locked() from None
        if _is_cut(data):
            raise Fault(Code.truncated, "the file ends before its end; fetch it again") from None
        raise Fault(Code.corrupt, "the PDF file is damaged; fetch it again") from None
    return out


def _page(document: Any, n: int) -> _Page:
    page = document[n]
    try:
        seen = sheet(page)
    finally:
        page.close()
    drawn, rest = tables(seen.glyphs, seen.strokes)
    order = sorted([*drawn, *lines(rest)], key=lambda line: line.top)
    untold = sum(_is_untold(glyph.char) for glyph in seen.glyphs)
    return _Page(order, seen.top, seen.bottom, seen.breadth, seen.pictured, len(seen.glyphs), untold)


def _is_untold(char: str) -> bool:
    """Whether a character is none that means anything: of a font that does not tell what it shows."""
    return char == "\ufffd" or not char.isprintable() or "\ue000" <= char <= "\uf8ff"


def _ranges(numbers: Sequence[int]) -> str:
    """Numbers of pages as people write them.

    >>> _ranges([1, 3, 4, 5])
    '1, 3–5'
    """
    runs = [[n for _, n in run] for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
