"""Characters to lines: what stands at one height, in segments that wide gaps part."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from .glyphs import Glyph

_ALIKE = 0.4  # of the height of a line: characters whose middles are no farther apart stand in one
_GAP = 0.9  # of the size of the text: a wider gap parts segments
_STRETCHED = (
    3  # times the usual gap of its line: nor does a gap part segments where all are wide, in a line set to the margin
)
_BLANK = 0.15  # of the size: a wider gap is a blank between Latin words
_SMALL = 0.72  # of the size of its line: what is smaller and raised is an index
_FAR = 1.5  # of the size of what they stand behind: so far the last character of an index may be
_MOST_INDICES = 40  # characters of all indices of a line
_INDICES = str.maketrans("23", "²³")
_UNIT = frozenset("mMkK米里")  # before 2 and 3 that are raised: m², km³


class Segment(NamedTuple):
    """Text without a wide gap."""

    text: str
    x0: float
    x1: float
    size: float


class Line(NamedTuple):
    """What stands at one height; ``rows`` instead of segments where it is a table drawn with lines."""

    segments: tuple[Segment, ...]
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    rows: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Its segments, wide gaps as two blanks."""
        return "  ".join(segment.text for segment in self.segments)


def line_of(segments: Sequence[Segment], like: Line) -> Line:
    """A line of some segments of another."""
    size = max(segments, key=lambda segment: segment.x1 - segment.x0).size
    return like._replace(segments=tuple(segments), x0=segments[0].x0, x1=max(s.x1 for s in segments), size=size)


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of ``glyphs``, from the top down."""
    out: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.middle, glyph.x0)):
        last = out[-1][0] if out else None
        if last is not None and glyph.middle - last.middle <= _ALIKE * min(last.size, glyph.size):
            out[-1].append(glyph)
        else:
            out.append([glyph])
    return [_line(row) for row in _with_indices(out)]


def _with_indices(rows: list[list[Glyph]]) -> list[list[Glyph]]:
    """Rows of small raised or lowered characters put back into the line that they overlap."""
    out: list[list[Glyph]] = []
    for n, row in enumerate(rows):
        home = next((near for near in (*out[-1:], *rows[n + 1 : n + 2]) if _inside(row, near)), None)
        if home is None:
            out.append(row)
        else:
            home += row
    return out


def _inside(row: list[Glyph], near: list[Glyph]) -> bool:
    """Whether every character of ``row`` is an index to a larger one of ``near``: shortly behind it, within its height."""
    if len(row) > _MOST_INDICES:
        return False
    largest = max(glyph.size for glyph in near)
    return all(g.size < _SMALL * largest for g in row) and all(any(_index_to(g, big) for big in near) for g in row)


def _index_to(small: Glyph, big: Glyph) -> bool:
    behind = -0.5 * big.size <= small.x0 - big.x1 <= _FAR * big.size
    return (
        behind
        and small.size < _SMALL * big.size
        and big.top - small.size / 2 < small.middle < big.bottom + small.size / 2
    )


def _line(row: list[Glyph]) -> Line:
    row = _without_doubles(sorted(row, key=lambda glyph: glyph.x0))
    size = median(glyph.size for glyph in row)
    usual = median(max(b.x0 - a.x1, 0) for a, b in pairwise(row)) if len(row) > 2 else 0
    wide = max(_GAP * size, _STRETCHED * usual)
    segments: list[list[Glyph]] = [[row[0]]]
    for before, glyph in pairwise(row):
        if glyph.x0 - before.x1 > wide and not _set_wide(segments[-1], glyph, size):
            segments.append([glyph])
        else:
            segments[-1].append(glyph)
    # A character alone before one alone is a word set wide: 项  目.
    told = [_segment(part) for part in segments]
    told = [segment for segment in told if segment.text]
    if not told:  # nothing but marks of notes
        told = [Segment("".join(g.char for g in row), row[0].x0, row[-1].x1, size)]
    return Line(
        tuple(told),
        told[0].x0,
        max(segment.x1 for segment in told),
        min(g.top for g in row),
        max(g.bottom for g in row),
        size,
    )


def _segment(part: Sequence[Glyph]) -> Segment:
    size = median(glyph.size for glyph in part)
    return Segment(joined(part, size), part[0].x0, max(glyph.x1 for glyph in part), size)


def _set_wide(segment: list[Glyph], glyph: Glyph, size: float) -> bool:
    """Whether a word goes on that is set wide, every character by itself: 项  目."""
    if not _han(glyph.char) or not all(_han(g.char) for g in segment):
        return False
    step = glyph.x0 - segment[-1].x1
    return step < 4 * size and all(abs(b.x0 - a.x1 - step) < 0.5 * size for a, b in pairwise(segment))


def _without_doubles(row: list[Glyph]) -> list[Glyph]:
    """Without characters that are printed twice, a little apart, to look bold."""
    out: list[Glyph] = []
    for glyph in row:
        if any(g.char == glyph.char and abs(g.x0 - glyph.x0) < 0.25 * glyph.size for g in out[-2:]):
            continue
        out.append(glyph)
    return out


def joined(part: Sequence[Glyph], size: float) -> str:
    """The text of characters of one line; blanks where gaps part Latin words, raised marks of notes left out."""
    out: list[str] = []
    middle = median(glyph.middle for glyph in part)
    before: Glyph | None = None
    for glyph in part:
        char = glyph.char
        if (
            glyph.size < _SMALL * size
            and glyph.middle < middle - 0.1 * size
            and (char.isdigit() or char in "[]［］*①②③④⑤⑥⑦⑧⑨⑩")
        ):
            char = char.translate(_INDICES) if before is not None and before.char in _UNIT else ""
            out.append("" if char.isdigit() and char.isascii() else char)
            continue
        gap = glyph.x0 - before.x1 if before is not None else 0.0
        latin = before is not None and not (_wide(char) or _wide(before.char))
        if before is not None and ((latin and gap > _BLANK * size) or (glyph.spaced and gap > -_BLANK * size)):
            out.append(" ")
        out.append(char)
        before = glyph
    return "".join(out)


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _wide(char: str) -> bool:
    return ord(char) >= 0x2E80
