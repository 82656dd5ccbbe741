"""Lines to text: those of a paragraph joined, those set in columns without lines made rows of cells."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ....text.marks import mark_at
from ..taken import row as row_of
from .columns import Placed
from .lines import Line, Segment

_END = frozenset("。！？；：…!?;:")
_CLOSERS = frozenset("”’》」』）)\"'")
# Of the size of the text.
_SLACK = 0.6  # beside what the first word of the next line would take: so far from the margin a full line may end
_INDENT = 0.8  # new paragraphs begin 2 behind the margin
_INDENTED = 0.1  # of the lines: so many begin paragraphs where these are indented
_PARAGRAPH = 2.6  # no paragraph begins farther behind the margin
_TITLE = 1.15  # times the size of most lines: so large is a title
_COARSE = 6.0  # points; columns of several pages that differ by less are one
_SOFT = 2.2  # a gap inside a sentence, not between cells
_LEADING = 2.6  # from the top of a line to the top of the next of its paragraph
_ALIKE = 0.12  # of the size: lines of one paragraph differ no more
_BROAD = (0.25, 0.5)  # of the breadth of the page: a column of running text, in a document set in several and in one
_CENTRED = 1.5
_LONG_TITLE = 8  # a title is broken where a line of it is longer
# What lines do not part: a figure or Latin word with its sign, and marks of punctuation from what they follow.
_WORD = re.compile(r"[（《“「『(]*(?:[!-~À-ɏ—–～]+|.)[，。、；：！？）》”」』％%…]*")


class Piece(NamedTuple):
    """A line of the text; ``joined``: it goes on with the one before."""

    text: str
    page: int
    joined: bool


class _Set(NamedTuple):
    """How a page is set."""

    least: float  # where no paragraph is indented, a narrower column is a list of short lines: a full one says nothing
    indented: bool  # whether new paragraphs are told by their indentation
    body: float  # the size of most lines


class _At(NamedTuple):
    """A line with its page and column."""

    line: Line
    left: float
    right: float
    page: int


def flow(pages: Sequence[Sequence[Placed]], breadths: Sequence[float]) -> Iterator[Piece]:
    """The text of ``pages``, line by line.

    Args:
        pages: the lines of each in the order of reading.
        breadths: of each page.
    """
    lines = [_At(*placed, number) for number, page in enumerate(_margins(pages), 1) for placed in page]
    broad = _BROAD[all(map(_single, pages))]
    body = median(at.line.size for at in lines) if lines else 0.0
    indented = sum(1.5 <= (at.line.x0 - at.left) / at.line.size <= _PARAGRAPH for at in lines) >= max(
        3, _INDENTED * len(lines)
    )
    before: _At | None = None
    at = 0
    while at < len(lines):
        one = lines[at]
        if one.line.rows:
            yield from (Piece(row, one.page, False) for row in one.line.rows)
            before = None
            at += 1
        elif (end := _set_in_columns(lines, at)) > at + 1:
            rows = _cells([at_line.line for at_line in lines[at:end]])
            yield from (Piece(text, lines[at + n].page, False) for n, text in enumerate(rows))
            before = None
            at = end
        else:
            joins = before is not None and _goes_on(before, one, _Set(broad * breadths[one.page - 1], indented, body))
            glue = " " if joins and before is not None and _latin(before.line.text[-1:], one.line.text[:1]) else ""
            yield Piece(glue + one.line.text, one.page, joins)
            before = one
            at += 1


def _margins(pages: Sequence[Sequence[Placed]]) -> list[list[Placed]]:
    """``pages``, each column with the margins that most lines of columns like it have.

    A last page of a few short lines does not tell where its lines would end, nor does one line that goes beyond the others.
    """
    held: dict[tuple[int, int], list[Placed]] = {}
    single = [bool(page) and _single(page) for page in pages]
    for page, whole in zip(pages, single, strict=True):
        for one in page:
            held.setdefault(_column(one, whole), []).append(one)
    bounds = {key: (min(one.left for one in column), _right(column)) for key, column in held.items()}
    out: list[list[Placed]] = []
    for page, whole in zip(pages, single, strict=True):
        out.append([Placed(one.line, *bounds[_column(one, whole)]) for one in page])
    return out


def _single(page: Sequence[Placed]) -> bool:
    """Whether a page is set in one column."""
    return len({(one.left, one.right) for one in page}) <= 1


def _column(one: Placed, whole: bool) -> tuple[int, int]:
    """What tells columns apart: all pages set in one column have the same."""
    return (0, 0) if whole else (round(one.left / _COARSE), round(one.right / _COARSE))


def _right(column: Sequence[Placed]) -> float:
    """Where most lines end that do not end much before the others."""
    ends = sorted(one.line.x1 for one in column)
    size = median(one.line.size for one in column)
    best, first = (0, 0.0), 0
    for last, end in enumerate(ends):
        while ends[first] < end - size:
            first += 1
        best = max(best, (last - first + 1, end))
    return best[1]


def _goes_on(before: _At, one: _At, form: _Set) -> bool:
    """Whether a line goes on with the paragraph of the line before it."""
    a, b = before.line, one.line
    if not (_whole(a) and _whole(b)) or abs(a.size - b.size) > _ALIKE * max(a.size, b.size):
        return False
    same = before.page == one.page and before.left == one.left
    if same and not 0 < b.top - a.top <= _LEADING * a.size:
        return False
    begins = b.x0 - one.left > _INDENT * b.size
    marked = mark_at(b.text, 0, len(b.text)) is not None
    title = a.size > _TITLE * form.body or (begins and _centred(before) and _centred(one))
    if same and title:
        return not _ended(a.text) and not marked and a.x1 - a.x0 > _LONG_TITLE * a.size
    if begins and (form.indented or _ended(a.text)):
        return False
    if marked and not form.indented and _ended(a.text):
        return False
    full = before.right - a.x1 <= (_first_word(b.text) + _SLACK) * a.size
    return full and (form.indented or before.right - before.left >= form.least)


def _whole(line: Line) -> bool:
    """Whether a line is no row of cells: its gaps are those of a sentence."""
    return all(b.x0 - a.x1 <= _SOFT * line.size for a, b in pairwise(line.segments))


def _first_word(text: str) -> float:
    """The breadth, in sizes of the text, of what is not parted at the beginning of a line."""
    word = _WORD.match(text)
    return sum(0.55 if char.isascii() else 1.0 for char in word[0]) if word else 1.0


def _centred(at: _At) -> bool:
    """Whether a line is set in the middle; one that begins like a paragraph may by chance end so far from the margin too."""
    left, right = at.line.x0 - at.left, at.right - at.line.x1
    return min(left, right) > _PARAGRAPH * at.line.size and abs(left - right) <= _CENTRED * at.line.size


def _ended(text: str) -> bool:
    return text.rstrip("".join(_CLOSERS))[-1:] in _END


def _latin(a: str, b: str) -> bool:
    return a.isascii() and b.isascii() and (a.isalnum() or a in ",.;:)") and b.isalnum()


# What is set in columns


def _set_in_columns(lines: Sequence[_At], at: int) -> int:
    """The end of the run of lines of several segments that begins at ``at``."""
    end = at
    while end < len(lines) and len(lines[end].line.segments) > 1:
        if end > at and (lines[end].left != lines[at].left or _far(lines[end - 1], lines[end])):
            break
        end += 1
    return end


def _far(above: _At, below: _At) -> bool:
    """Whether lines are too far apart to be of one table; a page may part them."""
    return above.page == below.page and below.line.top - above.line.bottom > 2 * above.line.size


def _cells(lines: Sequence[Line]) -> list[str]:
    """Lines as rows of cells, where their segments stand below each other; else as they are, wide gaps as blanks."""
    columns = _columns(lines)
    rows: list[list[str]] = []
    for line in lines:
        cells = [""] * len(columns)
        for segment in line.segments:
            n = min(range(len(columns)), key=lambda n: _distance(segment, columns[n])) if columns else -1
            if n < 0 or cells[n]:
                return [line.text for line in lines]
            cells[n] = segment.text
        rows.append(cells)
    return [row_of(cells) for cells in rows]


def _columns(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """Where the columns stand: from the lines with most segments, whose cells span no two columns."""
    most = max(len(line.segments) for line in lines)
    spans = sorted((s.x0, s.x1) for line in lines if len(line.segments) == most for s in line.segments)
    out: list[tuple[float, float]] = []
    for start, end in spans:
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out if len(out) == most else []


def _distance(segment: Segment, column: tuple[float, float]) -> float:
    """How far apart the two stand; the farther into each other, the less."""
    return max(segment.x0, column[0]) - min(segment.x1, column[1])
