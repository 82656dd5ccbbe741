"""What the outline gives: blocks, table rows, metadata. All spans are in the view."""

from typing import NamedTuple

from ..span import Span
from .clean import CleanText
from .layer import Layer
from .unread import Unread


class Cell(NamedTuple):
    """One value cell of a table row: its span in the view and what its column says."""

    start: int
    end: int
    header: Span | None  # the header cell above it (its text may hold a year, a unit, 属性 …)
    unit: Span | None  # where its unit stands: in the header, the label, a 单位 column or the caption
    above: Span | None = None  # the header cell that spans several columns above ``header``, where there is one

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


class Duty(NamedTuple):
    """Who a row's task falls to and until when, as its columns say; a cell that spans rows is that of each."""

    lead: Span | None  # the cell of those who answer for it
    support: Span | None  # the cell of those who help
    term: Span | None  # the cell that says until when


class Row(NamedTuple):
    """What a table row carries to the frames; all spans are in the view."""

    label: Span | None  # the indicator cell, without serial number and bracketed unit
    cells: tuple[Cell, ...]
    caption: Span | None  # the table's title above it
    attribute: Span | None  # the 属性 cell: 约束性, 预期性
    group: Span | None = None  # the cell that heads several rows, written once: 创新驱动
    headless: bool = False  # whether no line of headers stands above the table
    corner: Span | None = None  # the header cell above the labels: 指标, 地区, 年份
    duty: Duty | None = None
    # of a row of a table of tasks, whose figures stand in words: its cells, each read by itself
    parts: tuple[Span, ...] = ()


class Block(NamedTuple):
    """One block of the view, ``[start, end)`` without its line break."""

    kind: str  # "heading" | "para" | "item" | "row" | "furniture"
    start: int
    end: int
    level: int  # of a heading, 1 the highest, 0 the title; 0 for others
    parent: int  # index in ``blocks`` of the heading it stands under, -1 for none
    body: int  # where its text begins after a list mark such as （一） or 1.
    lead: Span | None  # a lead clause that heads the block's text: 聚焦高端化，抢占发展新赛道。
    row: Row | None


class Meta(NamedTuple):
    """A metadata pair: its key (``date``, ``updated``, ``issued``, ``number``, ``index``, ``source``, ``publisher``, ``title``), the span of its value."""

    key: str
    value: Span


class Outline(NamedTuple):
    """The view and its blocks.

    ``view.text`` is the clean text with wrapped lines joined (``view.offsets`` are offsets into the clean text); every
    later stage works in view coordinates. ``title``, ``datelines`` and ``meta`` say where those stand; nothing is
    parsed here. Where ``unread`` says why the text is no document, all of it is furniture.
    """

    clean: CleanText
    view: Layer
    blocks: tuple[Block, ...]
    title: Span | None
    datelines: tuple[Span, ...]
    meta: tuple[Meta, ...]
    unread: Unread | None = None

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


class Line(NamedTuple):
    """One line, or a part of a line that is a paragraph by itself: ``[start, end)`` without space at either end."""

    start: int
    end: int
    indent: int  # columns of white space before it
    gap: bool  # whether an empty line stands before it
    page: bool = False  # whether the number or head of a page stands before it
