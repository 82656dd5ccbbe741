"""Word documents: paragraphs with their numbers, tables as rows of cells, notes behind the text."""

import io
from collections.abc import Iterator
from typing import Any

from ...item import Item
from ..codes import Code, Fault
from ..options import ReadOptions
from ..taken import Taken, needs, row
from .numbering import Numbering

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
# What is not of the text: deleted and moved away, codes of fields, the older form of what is given twice, boxes (their
# paragraphs come after the one that they hang on), and what describes how all this looks.
_PASSED = frozenset(
    (*(f"{_W}{name}" for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "delText")), _FALLBACK, _BOX)
)
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-", f"{_W}ptab": "\t"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LONGEST_ALONE = 30  # characters; a single cell that holds more is a paragraph set in a frame


def read_words(origin: str, data: bytes, options: ReadOptions) -> Iterator[Item]:
    """The document of a Word file. Its parts are paragraphs, rows of tables and notes, by their number.

    Raises:
        Fault: it is damaged or holds no text.
    """
    try:
        import docx
    except ImportError:
        raise needs("python-docx", "Word files") from None
    try:
        document = docx.Document(io.BytesIO(data))
        body, parts = document.element.body, _parts(document)
    except Exception as error:  # the library raises whatever its parsers do
        said = f"the Word file is damaged ({type(error).__name__}: {error}); open it and save it again"
        raise Fault(Code.corrupt, said) from None
    try:
        yield _Reader(Taken(options), Numbering(parts.get("numbering"), parts.get("styles"))).read(body, parts, origin)
    except RecursionError:
        raise Fault(Code.corrupt, "holds tables in tables without end; open it and save it as text") from None


def _parts(document: Any) -> dict[str, Any]:
    """The trees of the parts beside the text, by the last word of their kind."""
    from lxml import etree

    out: dict[str, Any] = {}
    for relation in document.part.rels.values():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("numbering", "styles", "footnotes", "endnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            out[kind] = etree.fromstring(relation.target_part.blob, parser)
    return out


class _Reader:
    """Reads one document."""

    def __init__(self, taken: Taken, numbering: Numbering) -> None:
        self.taken, self.numbering = taken, numbering
        self.paragraphs = self.tables = 0
        self.marks: list[str] = []  # of the notes that the paragraph speaks of

    def read(self, body: Any, parts: dict[str, Any], origin: str) -> Item:
        """The document of the elements below ``body``."""
        self._blocks(body)
        for kind, name in (("footnotes", "footnote"), ("endnotes", "endnote")):
            self._notes(parts.get(kind), name)
        return self.taken.document(origin)

    def _blocks(self, parent: Any) -> None:
        """Paragraphs and tables, in their order, out of whatever holds them: content controls, insertions."""
        for element in parent:
            if element.tag == f"{_W}p":
                self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                self._table(element)
            elif element.tag == f"{_W}sdt" and not _is_contents(element):
                for content in element.iterchildren(f"{_W}sdtContent"):
                    self._blocks(content)
            elif element.tag in (f"{_W}ins", f"{_W}customXml", f"{_W}moveTo", f"{_W}smartTag"):
                self._blocks(element)

    def _paragraph(self, element: Any) -> None:
        self.paragraphs += 1
        text = self._text(element)
        number = self.numbering.of(element)
        if text.strip() and not self.numbering.is_contents(element):
            self.taken.line(f"{number}{text.rstrip()}{self._told()}", place=f"paragraph {self.paragraphs}")
        self.marks = []
        for box in element.iter(_BOX):
            if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                self._blocks(box)

    def _told(self) -> str:
        """The marks of notes, behind their paragraph, so that none parts a figure from its words."""
        return "".join(f"[{mark}]" for mark in self.marks)

    def _text(self, element: Any) -> str:
        """The text of a paragraph; tabs and breaks in it stay."""
        out: list[str] = []
        for child in element:
            tag = child.tag
            if tag in _PASSED or (tag == f"{_W}r" and _is_hidden(child)):
                continue
            if tag in (f"{_W}t", f"{_M}t"):
                out.append(child.text or "")
            elif tag in _BREAKS:
                out.append(_BREAKS[tag])
            elif tag in (f"{_W}footnoteReference", f"{_W}endnoteReference"):
                self.marks.append(child.get(f"{_W}id", ""))
            elif tag == f"{_W}r":
                text = self._text(child)
                out.append(text.translate(_RAISED) if _is_raised(child) else text)
            elif isinstance(tag, str):
                out.append(self._text(child))
        return "".join(out)

    def _table(self, table: Any) -> None:
        self.tables += 1
        number = self.tables
        rows = [tr for tr in table.iter(f"{_W}tr") if next(tr.iterancestors(f"{_W}tbl")) is table]
        for n, tr in enumerate(rows, 1):
            self._row(tr, f"table {number}, row {n}")

    def _row(self, tr: Any, place: str) -> None:
        """A row: cells that go on from the row above are empty, those over several columns are followed by empty ones."""
        cells: list[str] = [""] * _number(tr.find(f"{_W}trPr/{_W}gridBefore"), 0)
        whole: list[Any] = []
        for tc in tr.iter(f"{_W}tc"):
            if next(tc.iterancestors(f"{_W}tr")) is not tr:
                continue  # of a table in a cell
            merge = tc.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merge is not None and merge.get(f"{_W}val") != "restart"
            text = "" if goes_on else self._cell(tc)
            cells += [text, *[""] * (_spanned(tc) - 1)]
            whole.append(tc)
        filled = [text for text in cells if text]
        if len(whole) == 1 or (len(filled) == 1 and len(filled[0]) > _LONGEST_ALONE):
            for tc in whole:
                self._blocks(tc)
        elif filled:
            self.taken.line(row(cells) + self._told(), place=place)
        self.marks = []

    def _cell(self, tc: Any) -> str:
        """The text of a cell on one line, with that of tables in it."""
        parts = []
        for paragraph in tc.iter(f"{_W}p"):
            number = self.numbering.of(paragraph)
            text = self._text(paragraph).strip()
            if text:
                parts.append(number + text)
        return " ".join(parts)

    def _notes(self, tree: Any, name: str) -> None:
        for note in tree.iterchildren() if tree is not None else ():
            text = " ".join(filter(None, (self._text(p).strip() for p in note.iter(f"{_W}p"))))
            if text and note.get(f"{_W}type") is None:
                mark = note.get(f"{_W}id", "")
                self.taken.line(f"[{mark}]{text}", place=f"{name} {mark}")


def _is_contents(element: Any) -> bool:
    """Whether a content control holds a table of contents."""
    gallery = element.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
    return gallery is not None and "Contents" in gallery.get(f"{_W}val", "")


def _is_hidden(run: Any) -> bool:
    found = run.find(f"{_W}rPr/{_W}vanish")
    return found is not None and found.get(f"{_W}val") not in ("0", "false")


def _is_raised(run: Any) -> bool:
    found = run.find(f"{_W}rPr/{_W}vertAlign")
    return found is not None and found.get(f"{_W}val") == "superscript"


def _spanned(tc: Any) -> int:
    """Over how many columns a cell goes."""
    return _number(tc.find(f"{_W}tcPr/{_W}gridSpan"), 1)


def _number(element: Any, otherwise: int) -> int:
    value = element.get(f"{_W}val", "") if element is not None else ""
    return min(max(int(value), otherwise), 64) if value.isdecimal() else otherwise
