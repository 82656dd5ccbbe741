"""Lines outside tables that state a figure and its unit like a row: 建设规模（公顷）  12.5, 总投资（万元）：3500.

Such a line may be all that is left of a table, or the only one of its kind; its label's bracket tells the unit all the same.
"""

from collections.abc import Sequence

import regex

from ..span import Span
from .blocks import Cell, Row
from .cells import bare_label, is_figure, is_serial, unit_in, words
from .signs import LONGEST_ROW, SENTENCE

_PAIR = regex.compile(r"(?P<label>[^：:\n]{2,40}[)）])\s*+[：:]\s*+(?P<figure>\S{1,24}+(?:\s\S{1,8})?)")
# The longest cell behind the figures: a body, a remark.
_LONGEST_NOTE = 16


def row(text: str, line: Span, cells: Sequence[Span]) -> Row | None:
    """The row that a line is by itself; None where no bracket before its first figure states a unit.

    Args:
        cells: the cells of the line that hold something.
    """
    if line.length > LONGEST_ROW or not any(mark in text[line.start : line.end] for mark in "）)"):
        return None
    if SENTENCE.search(text, *line) is not None:
        return None
    pair = _PAIR.fullmatch(text, *line)
    parts = [Span(*pair.span("label")), Span(*pair.span("figure"))] if pair is not None else list(cells)
    first = next((n for n, c in enumerate(parts) if n and is_figure(text, c)), 0)
    if not first or not any(text[n].isdigit() for n in range(*parts[first])):
        return None
    heads = parts[:first]
    if len(heads) > 1 and is_serial(text, heads[0]):
        heads = heads[1:]
    whole = Span(heads[0].start, heads[-1].end)
    unit = unit_in(text, heads[-1])
    rest = parts[first:]
    notes = [c for c in rest if not is_figure(text, c)]
    if unit is None or any(c.length > _LONGEST_NOTE for c in notes) or len(notes) * 2 > len(rest) + 1:
        return None
    found = tuple(Cell(*c, None, unit) for c in rest if is_figure(text, c))
    attribute = next((c for c in notes if text[c.start : c.end] in words().attributes), None)
    return Row(bare_label(text, whole), found, None, attribute, None, True)
