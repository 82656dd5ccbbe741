"""Clean text to blocks: headings, paragraphs, list items, table rows, page furniture."""

from typing import NamedTuple

from ..span import Span
from .clean import CleanText
from .layer import Layer


class Cell(NamedTuple):
    """One value cell of a table row: its span in the view and what its column says."""

    start: int
    end: int
    header: Span | None  # the header cell above it (its text may hold a year, a unit, 属性 …)
    unit: Span | None  # where its unit stands: in the label, the header or the caption


class Row(NamedTuple):
    """What a table row carries to the frames; all spans are in the view."""

    label: Span | None  # the indicator cell
    cells: tuple[Cell, ...]
    caption: Span | None  # the table's title above it
    attribute: Span | None  # the 属性 cell: 约束性, 预期性


class Block(NamedTuple):
    """One block of the view, ``[start, end)`` without its line break."""

    kind: str  # "heading" | "para" | "item" | "row" | "furniture"
    start: int
    end: int
    level: int  # of a heading, 1 the highest; 0 for others
    parent: int  # index in ``blocks`` of the heading it stands under, -1 for none
    body: int  # where its text begins after a list mark such as （一） or 1.
    lead: Span | None  # a lead clause that heads the block's text: 聚焦高端化，抢占发展新赛道。
    row: Row | None


class Meta(NamedTuple):
    """One metadata line: its key (``date``, ``number``, ``source``, ``publisher``, ``title``) and the span of its value."""

    key: str
    value: Span


class Outline(NamedTuple):
    """The view and its blocks.

    ``view.text`` is the clean text with wrapped lines joined (``view.offsets`` are offsets into the clean text); every
    later stage works in view coordinates. ``title``, ``datelines`` and ``meta`` say where those stand; nothing is
    parsed here.
    """

    clean: CleanText
    view: Layer
    blocks: tuple[Block, ...]
    title: Span | None
    datelines: tuple[Span, ...]
    meta: tuple[Meta, ...]

    @property
    def text(self) -> str:
        return self.view.text

    def clean_text(self, start: int, end: int) -> str:
        """The clean text from the first to the last character of the view span."""
        span = self.view.below(start, end)
        return self.clean.text[span.start : span.end]

    def raw_span(self, start: int, end: int) -> Span:
        """The raw span of the view span ``[start, end)``."""
        return self.clean.raw_span(*self.view.below(start, end))


def outline(clean: CleanText) -> Outline:
    """Cut ``clean`` into blocks."""
    blocks: list[Block] = []
    at = 0
    for line in clean.text.split("\n"):
        if line.strip():
            blocks.append(Block("para", at, at + len(line), 0, -1, at, None, None))
        at += len(line) + 1
    return Outline(clean, Layer.over(clean.text), tuple(blocks), None, (), ())


_ENDS = "。！？!?；;"


def sentences(text: str, block: Block) -> list[Span]:
    """The sentences of a block, each with its closing mark and closing quotes; empty for furniture."""
    out: list[Span] = []
    start = block.body
    for i in range(block.body, block.end):
        if text[i] in _ENDS:
            out.append(Span(start, i + 1))
            start = i + 1
    if start < block.end:
        out.append(Span(start, block.end))
    return out
