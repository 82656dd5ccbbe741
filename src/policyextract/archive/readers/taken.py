"""Text taken out of a file that is no text, put together line by line, with the place of each."""

from collections.abc import Iterable
from typing import Any

from ..item import Part, RawDocument
from .blob import size
from .codes import Code, Fault
from .options import ReadOptions


class Taken:
    """The lines taken so far. What stands at one place is one part, over however many lines it goes.

    >>> taken = Taken(ReadOptions())
    >>> taken.line("一、目标", page=1); taken.line("新增就业5万人", page=1); taken.line("以上。", joined=True, page=2)
    >>> taken.text, [(part.start, part.end, part.page) for part in taken.parts]
    ('一、目标\\n新增就业5万人以上。', [(0, 12, 1), (12, 15, 2)])
    """

    def __init__(self, options: ReadOptions) -> None:
        self._most = options.max_document_bytes
        self._bytes = 0
        self._pieces: list[str] = []
        self._length = 0
        self.parts: list[Part] = []

    @property
    def text(self) -> str:
        """All lines."""
        return "".join(self._pieces)

    def line(self, text: str, *, joined: bool = False, **where: Any) -> None:
        """Add a line; ``joined``: it goes on with the one before.

        Args:
            where: the place, by the fields of :class:`Part`.

        Raises:
            Fault: the text has become larger than a document may be.
        """
        if self._pieces and not joined:
            self._add("\n")
        self.cell(text, **where)

    def cell(self, text: str, **where: Any) -> None:
        """Add to the line what stands at this place."""
        start = self._length
        self._add(text)
        last = self.parts[-1] if self.parts else None
        part = Part(start, self._length, **where)
        if last is not None and last[2:] == part[2:] and start - last.end <= 1:
            self.parts[-1] = last._replace(end=part.end)
        else:
            self.parts.append(part)

    def row(self, cells: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Add a row of a table, as :func:`row` writes it, each cell with its place."""
        self._add("\n|" if self._pieces else "|")
        for text, where in cells:
            self._add(" ")
            if text:
                self.cell(text, **where)
            self._add(" |")

    def _add(self, text: str) -> None:
        self._bytes += len(text.encode("utf-8", "surrogatepass"))
        if self._bytes > self._most:
            raise Fault(Code.too_large, f"holds more than {size(self._most)} of text; split it, or raise the limit")
        self._pieces.append(text)
        self._length += len(text)

    def document(
        self, origin: str, title: str | None = None, published: str | None = None, source: str | None = None
    ) -> RawDocument:
        """What was taken, as a document; with title, day and source where the file tells them.

        Raises:
            Fault: it is no text.
        """
        text = self.text
        if not text.strip():
            raise Fault(Code.empty, "holds no text")
        return RawDocument(origin, text, None, title, published, source, parts=tuple(self.parts))


def row(cells: list[str]) -> str:
    """A row of a table, as the outline reads it: its cells between strokes.

    >>> row(["指标", "", "2025|年"])
    '| 指标 |  | 2025｜年 |'
    """
    return "| " + " | ".join(map(cell, cells)) + " |"


def cell(text: str) -> str:
    """The text of a cell on one line, without strokes."""
    return " ".join(text.replace("|", "｜").split())


def needs(package: str, what: str) -> Fault:
    """What is said where a package is not installed."""
    return Fault(Code.needs_extra, f"{what} are read with {package}: pip install 'policyextract[documents]'")


def locked() -> Fault:
    """What is said where a password is asked for."""
    return Fault(Code.encrypted, "needs a password; save it without")
