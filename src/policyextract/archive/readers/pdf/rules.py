"""Tables drawn with lines: which lines make a grid, which of its cells are one, and what stands in them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ..taken import row as row_of
from .glyphs import Glyph, Stroke
from .lines import Line, Segment, lines

_NEAR = 3.0  # points; what is no farther apart touches, or is one line
_OPEN = 12.0  # points; where lines across go on so far beyond those upright, the table has an open side
_MOST_CELLS = 20_000
_MOST_STROKES = 4_000


class _Grid(NamedTuple):
    """Where the lines of a grid stand, and the lines themselves."""

    xs: list[float]
    ys: list[float]
    across: list[Stroke]
    upright: list[Stroke]


def tables(glyphs: Sequence[Glyph], strokes: Sequence[Stroke]) -> tuple[list[Line], list[Glyph]]:
    """The tables that ``strokes`` draw, and the characters that stand in none.

    A grid of one column or one cell is a frame, and no table.
    """
    out: list[Line] = []
    rest = list(glyphs)
    for grid in _grids(strokes):
        if len(grid.xs) < 3 or len(grid.ys) < 2 or (len(grid.xs) - 1) * (len(grid.ys) - 1) > _MOST_CELLS:
            continue
        inside = [
            g for g in rest if grid.xs[0] < (g.x0 + g.x1) / 2 < grid.xs[-1] and grid.ys[0] < g.middle < grid.ys[-1]
        ]
        rows = _rows(grid, inside)
        if rows:
            out.append(_table(grid, rows, inside))
            gone = set(inside)
            rest = [glyph for glyph in rest if glyph not in gone]
    return out, rest


def _table(grid: _Grid, rows: Sequence[str], inside: Sequence[Glyph]) -> Line:
    size = median(glyph.size for glyph in inside)
    segment = Segment("", grid.xs[0], grid.xs[-1], size)
    return Line((segment,), grid.xs[0], grid.xs[-1], grid.ys[0], grid.ys[-1], size, tuple(rows))


def _whole(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Lines drawn in pieces, cell by cell or dash by dash, as whole ones."""
    out: list[Stroke] = []
    for stroke in sorted(strokes, key=lambda s: (s.upright, round(s.at), s.start)):
        last = out[-1] if out else None
        same = last is not None and last.upright == stroke.upright and abs(last.at - stroke.at) <= 1
        if last is not None and same and stroke.start <= last.end + _NEAR:
            out[-1] = last._replace(end=max(last.end, stroke.end))
        else:
            out.append(stroke)
    return out


def _grids(strokes: Sequence[Stroke]) -> list[_Grid]:
    """Lines that touch each other, from the top down; none on a page that holds a drawing."""
    strokes = _whole(strokes)
    if len(strokes) > _MOST_STROKES:
        return []
    across = sorted((s for s in strokes if not s.upright), key=lambda s: s.at)
    upright = [s for s in strokes if s.upright]
    heights = [s.at for s in across]
    home = list(range(len(across) + len(upright)))

    def top(n: int) -> int:
        while home[n] != n:
            home[n] = home[home[n]]
            n = home[n]
        return n

    for k, line in enumerate(upright, len(across)):
        for n in range(bisect_right(heights, line.start - _NEAR), bisect_right(heights, line.end + _NEAR)):
            if across[n].start - _NEAR <= line.at <= across[n].end + _NEAR:
                home[top(n)] = top(k)
    groups: dict[int, tuple[list[Stroke], list[Stroke]]] = {}
    for n, line in enumerate([*across, *upright]):
        groups.setdefault(top(n), ([], []))[line.upright].append(line)
    grids = [_grid(*group) for group in groups.values() if len(group[0]) > 1 and group[1]]
    return sorted(grids, key=lambda grid: grid.ys[0])


def _grid(across: list[Stroke], upright: list[Stroke]) -> _Grid:
    xs = _places(line.at for line in upright)
    left, right = min(line.start for line in across), max(line.end for line in across)
    xs = [*([left] if left < xs[0] - _OPEN else []), *xs, *([right] if right > xs[-1] + _OPEN else [])]
    return _Grid(xs, _places(line.at for line in across), across, upright)


def _places(found: Iterable[float]) -> list[float]:
    """Places in their order, those that touch as one."""
    out: list[float] = []
    for at in sorted(found):
        if not out or at - out[-1] > _NEAR:
            out.append(at)
    return out


def _rows(grid: _Grid, inside: Sequence[Glyph]) -> list[str]:
    """The rows of the grid as text; what stands in cells that are one stands in the first of them."""
    wide, high = len(grid.xs) - 1, len(grid.ys) - 1
    held: dict[tuple[int, int], list[Glyph]] = {}
    first = _firsts(grid)
    for glyph in inside:
        c = min(max(bisect_right(grid.xs, (glyph.x0 + glyph.x1) / 2) - 1, 0), wide - 1)
        r = min(max(bisect_right(grid.ys, glyph.middle) - 1, 0), high - 1)
        held.setdefault(first[r][c], []).append(glyph)
    out: list[str] = []
    for r in range(high):
        texts = [_text(held[r, c]) if (r, c) in held else "" for c in range(wide)]
        if not any(texts):
            continue
        alone = len({first[r][c] for c in range(wide)}) == 1
        out.append(texts[0] if alone else row_of(texts))
    return out


def _firsts(grid: _Grid) -> list[list[tuple[int, int]]]:
    """For each cell the first (topmost, then leftmost) of those that it is one with: no line parts them."""
    wide, high = len(grid.xs) - 1, len(grid.ys) - 1
    right, below = _borders(grid)
    first = [[(r, c) for c in range(wide)] for r in range(high)]
    for r in range(high):
        for c in range(wide):
            if c and not right[r][c - 1]:
                first[r][c] = first[r][c - 1]
            elif r and not below[r - 1][c]:
                first[r][c] = first[r - 1][c]
    return first


def _borders(grid: _Grid) -> tuple[list[list[bool]], list[list[bool]]]:
    """For each cell whether a line stands to its right, and whether one stands below it."""
    wide, high = len(grid.xs) - 1, len(grid.ys) - 1
    right = [[False] * wide for _ in range(high)]
    below = [[False] * wide for _ in range(high)]
    middles_y = [(a + b) / 2 for a, b in pairwise(grid.ys)]
    middles_x = [(a + b) / 2 for a, b in pairwise(grid.xs)]
    for line in grid.upright:
        c = _index(grid.xs, line.at) - 1
        for r, middle in enumerate(middles_y):
            if 0 <= c < wide and line.start - _NEAR <= middle <= line.end + _NEAR:
                right[r][c] = True
    for line in grid.across:
        r = _index(grid.ys, line.at) - 1
        for c, middle in enumerate(middles_x):
            if 0 <= r < high and line.start - _NEAR <= middle <= line.end + _NEAR:
                below[r][c] = True
    return right, below


def _index(places: list[float], at: float) -> int:
    """Which of ``places`` the line at ``at`` is."""
    return bisect_right(places, at + 1e-6) - 1


def _text(held: Sequence[Glyph]) -> str:
    """The lines of a cell on one: Han characters are joined, Latin words parted."""
    out = ""
    for line in lines(held):
        text = " ".join(segment.text for segment in line.segments)
        latin = out and out[-1].isascii() and text[:1].isascii() and out[-1].isalpha() and text[0].isalpha()
        out += f" {text}" if latin else text
    return out
