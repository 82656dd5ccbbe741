"""The order in which the lines of a page are read, where text is set in columns."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from .lines import Line, Segment, line_of

_BIN = 2.0  # points
_WIDEST = 20_000  # points; the standard allows pages of 14,400
_MIDDLE = (0.2, 0.8)  # of the breadth of the text: where a gutter is looked for
_LEAST = 3  # lines on each side
_FLUSH = 2.5  # of the size of the text: how far from the end of its column a full line may end
_FULL = 0.5  # of the lines of a column: so many are full in running text, fewer in cells of a table
_INDENT = 2.6  # of the size: no paragraph begins farther behind its column
_DEPTH = 3
_FIGURE = re.compile(r"[\W\d]*\d[\W\d]*\w{0,3}")


class Placed(NamedTuple):
    """A line, and the bounds of the column that it stands in."""

    line: Line
    left: float
    right: float


def in_order(lines: Sequence[Line], depth: int = 0) -> list[Placed]:
    """``lines`` (from the top down) as they are read: where columns stand side by side, one after another."""
    if not lines:
        return []
    text = [line for line in lines if not line.rows] or lines  # a table may be wider than the text
    left, right = min(line.x0 for line in text), max(line.x1 for line in text)
    whole = [Placed(line, left, right) for line in lines]
    gutter = _gutter(lines, left, right) if depth < _DEPTH and len(lines) >= 2 * _LEAST else None
    if gutter is None:
        return whole
    out: list[Placed] = []
    band: list[Line] = []
    found = False
    for line in [*lines, None]:
        if line is not None and not _crosses(line, gutter):
            band.append(line)
            continue
        sides = _sides(band, gutter)
        if sides is None:
            out += [Placed(one, left, right) for one in band]
        else:
            found = True
            for side in sides:
                out += in_order(side, depth + 1)
        band = []
        if line is not None:
            out.append(Placed(line, left, right))
    return out if found else whole


def _gutter(lines: Sequence[Line], left: float, right: float) -> float | None:
    """The middle of the widest stretch that fewest lines cross, where fewer cross it than stand on either side."""
    if right - left > _WIDEST:
        return None
    count = int((right - left) / _BIN) + 1
    cover = [0] * (count + 1)
    for line in lines:
        for segment in line.segments:
            cover[min(max(int((segment.x0 - left) / _BIN), 0), count)] += 1
            cover[min(max(int((segment.x1 - left) / _BIN) + 1, 0), count)] -= 1
    for n in range(1, count + 1):
        cover[n] += cover[n - 1]
    span = range(int(count * _MIDDLE[0]), int(count * _MIDDLE[1]))
    if not span:
        return None
    least = min(cover[n] for n in span)
    if least * 2 > len(lines):
        return None
    runs: list[tuple[int, int]] = []
    for n in span:
        if cover[n] == least:
            runs[-1:] = [(runs[-1][0], n)] if runs and runs[-1][1] == n - 1 else [*runs[-1:], (n, n)]
    first, last = max(runs, key=lambda run: run[1] - run[0])
    return left + (first + last + 1) / 2 * _BIN


def _crosses(line: Line, gutter: float) -> bool:
    return any(segment.x0 < gutter < segment.x1 for segment in line.segments)


def _sides(band: Sequence[Line], gutter: float) -> tuple[list[Line], list[Line]] | None:
    """The lines on both sides of a gutter; None where they are no running text."""
    sides: tuple[list[Line], list[Line]] = ([], [])
    for line in band:
        parts: tuple[list[Segment], list[Segment]] = ([], [])
        for segment in line.segments:
            parts[segment.x0 >= gutter].append(segment)
        for side, segments in zip(sides, parts, strict=True):
            if segments:
                side.append(line_of(segments, line))
    if all(map(_runs, sides)):
        return sides
    # The last column of a text may hold a few lines only; they begin where a column does.
    return sides if _runs(sides[0]) and len(sides[1]) < len(sides[0]) and _begins_alike(sides[1]) else None


def _runs(side: Sequence[Line]) -> bool:
    """Whether lines are a column of running text: most are one piece, and many end where the column ends."""
    text = [line for line in side if not line.rows]
    if len(text) < _LEAST or sum(len(line.segments) > 1 for line in text) * 4 > len(text):
        return False
    right = max(line.x1 for line in text)
    full = sum(right - line.x1 <= _FLUSH * line.size and line.x1 - line.x0 >= 6 * line.size for line in text)
    return full >= _FULL * len(text)


def _begins_alike(side: Sequence[Line]) -> bool:
    """Whether lines begin at one place, or as paragraphs do, a little behind it; none is a figure alone."""
    left = min(line.x0 for line in side) if side else 0.0
    text = [line for line in side if not line.rows]
    plain = all(len(line.segments) == 1 and not _FIGURE.fullmatch(line.text) for line in text)
    return bool(text) and plain and all(line.x0 - left <= _INDENT * line.size for line in text)
