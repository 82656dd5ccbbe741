"""What a line looks like by itself, before it is known to belong to a table: a row, a line of headers, a year's figures."""

from collections.abc import Sequence

import regex

from ..span import Span
from .cells import cells_of, is_figure, is_header, is_serial, is_sort, is_year, unit_in
from .heads import TAIL

# What rules a table: strokes, also drawn with boxes or crosses.
RULED = regex.compile(r"[|+\s]*+(?:(?::-++:?|-++:|-{2,}+)[|+\s]*+)++|[─━┄┈┌┬┐├┼┤└┴┘│╔╗╚╝╠╣╦╩╬═║|\s]++")
WIDE = regex.compile(r"[ \u3000\xa0]{2,}|\t|\||\u3000")
SENTENCE = regex.compile(r"[。！？；，]")
# The headings of a table of contents in one line: 1.1 … 1.2 …
_CONTENTS = regex.compile(
    r"(?<!\d)(\d{1,2})\.1(?!\d)[^\d.]{2,40}+\1\.2(?!\d)|(?<!\d)(\d)\.(\d)(?=[\s\u4e00-\u9fff])[^\d.]{4,40}+\2\.\d(?=[\s\u4e00-\u9fff])[^\d.]{4,40}+\2\.\d"
)
# The longest line a row can be, notes included; the longest line that heads nothing and is no row.
LONGEST_ROW = 240
LONGEST_HEADER = 80


def may_be_row(text: str, line: Span, gaps: Sequence[int]) -> bool:
    """Whether a line by itself looks like a row: a label and figures, set apart, and no sentence.

    Single spaces, also those that cleaning took out (``gaps``), set apart where two figures stand in the line.
    """
    if line.length > LONGEST_ROW or SENTENCE.search(text, *line) is not None:
        return False
    return looks_like_row(text, line, [c for c in cells_of(text, line, gaps)[0] if c.length])


def looks_like_row(text: str, line: Span, cells: Sequence[Span], stated: bool = False) -> bool:
    """The same of the cells of a line; ``stated`` where the unit of what follows was said shortly above."""
    if line.length > 30 and _CONTENTS.search(text, *line) is not None:
        return False
    figures = sum(1 for c in cells if is_figure(text, c))
    if len(cells) > 1 and is_figure(text, cells[0]) and (is_year(text, cells[0]) or is_sort(text, cells)):
        figures -= 1  # 2014/15 says of which year the row is, 3人户 of what sort
    if figures * 2 == len(cells) > 2 and all(is_serial(text, c) for c in cells[::2]):
        return False  # a list set in two columns: 1 甲　2 乙
    wide = stated or WIDE.search(text, *line) is not None
    return (1 if wide else 2) <= figures < len(cells) and figures * 2 >= len(cells) - 1


def may_be_header(text: str, line: Span, gaps: Sequence[int]) -> bool:
    """Whether a line by itself looks like a line of table headers, or of the units below them."""
    if line.length > LONGEST_ROW or SENTENCE.search(text, *line) is not None:
        return False
    cells = [c for c in cells_of(text, line, gaps)[0] if c.length]
    units = sum(1 for c in cells if TAIL.fullmatch(text, *c) is not None and unit_in(text, c) is not None)
    return units > 1 or is_header(text, cells)


def yearly(text: str, line: Span) -> bool:
    """Whether a line of figures alone begins with the year it is of; such lines look like the counters of a page."""
    if line.length > LONGEST_HEADER or not text[line.start : line.start + 6].strip("| \t").startswith(("19", "20")):
        return False
    cells = [c for c in cells_of(text, line)[0] if c.length]
    return len(cells) > 1 and is_year(text, cells[0]) and all(is_figure(text, c) for c in cells[1:])
