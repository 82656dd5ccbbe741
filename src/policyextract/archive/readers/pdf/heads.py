"""What pages repeat at their top and bottom, and their numbers: it is left out."""

import re
from collections.abc import Sequence
from statistics import median

from .lines import Line

_OUTER = 3  # lines at the top and at the bottom of a page are looked at
_SAME = 4.0  # points; what is repeated stands at the same height
_SHARE = 0.4  # of the pages: left and right pages have heads of their own
_EDGE = 0.14  # of the height of a page: there its number stands
_MANY = 3  # pages that have the same in a margin
_MARGIN = 0.1  # of the height of a page
_SMALL = 0.9  # of the size of most lines
_APART = 1.2  # of their size
_MOST_PIECES = 3  # a line of more is a row of a table
_DIGITS = re.compile(r"\d+|[ⅰ-ⅿ]+|[IVXivx]+\b")
_NUMBER = re.compile(r"[\W_]*(?:第\s*)?(?:\d{1,4}|[IVXLCivxlc]{1,6})\s*(?:页)?[\W_]*(?:[共/／]\s*\d{1,4}\s*页?)?[\W_]*")
_LEADERS = re.compile(r".*[^\s.·…．﹒⋯]\s*(?:[.·…．﹒⋯]\s*){4,}[（(]?\d{1,4}[)）]?")


def bodies(pages: Sequence[Sequence[Line]], bounds: Sequence[tuple[float, float]]) -> list[list[Line]]:
    """The lines of each page without running heads, page numbers and lines of a table of contents.

    Args:
        pages: the lines of each, from the top down.
        bounds: top and bottom of each.
    """
    repeated = _repeated(pages, bounds)
    out: list[list[Line]] = []
    for n, (page, (top, bottom)) in enumerate(zip(pages, bounds, strict=True)):
        edge = (bottom - top) * _EDGE
        kept = [line for k, line in enumerate(page) if (n, k) not in repeated and not _LEADERS.fullmatch(line.text)]
        for at in (0, -1):
            if kept and _is_number(kept[at]) and (kept[at].top < top + edge, kept[at].bottom > bottom - edge)[at]:
                del kept[at]
        out.append(_without_head(kept, top + (bottom - top) * _MARGIN))
    return out


def _without_head(page: list[Line], margin: float) -> list[Line]:
    """A page without its running head, where no other page tells it: small, in the margin, and apart from the text."""
    if len(page) < 3:
        return page
    size = median(line.size for line in page)
    head, below = page[0], page[1]
    alone = head.bottom < margin and head.size < _SMALL * size and below.top - head.bottom > _APART * size
    return page[1:] if alone else page


def _is_number(line: Line) -> bool:
    return not line.rows and _NUMBER.fullmatch(line.text) is not None


def _outside(line: Line, top: float, bottom: float) -> bool:
    """Whether a line stands in the upper or lower margin of a page."""
    margin = (bottom - top) * _MARGIN
    return line.bottom < top + margin or line.top > bottom - margin


def _repeated(pages: Sequence[Sequence[Line]], bounds: Sequence[tuple[float, float]]) -> set[tuple[int, int]]:
    """Page and place of the lines that many pages have at the same height, but for their figures.

    In the margins three pages are many: chapters have heads of their own.
    """
    found: dict[str, list[tuple[int, int, float]]] = {}
    for n, page in enumerate(pages):
        outer = {*range(min(_OUTER, len(page))), *range(max(0, len(page) - _OUTER), len(page))}
        for k in sorted(outer):
            line = page[k]
            if not line.rows and len(line.segments) <= _MOST_PIECES:
                found.setdefault(_DIGITS.sub("0", "".join(line.text.split())), []).append((n, k, line.top))
    out: set[tuple[int, int]] = set()
    for places in found.values():
        middle = sorted(top for _, _, top in places)[len(places) // 2]
        same = [(n, k) for n, k, top in places if abs(top - middle) <= _SAME]
        many = max(2.0, _SHARE * len(pages))
        if all(_outside(pages[n][k], *bounds[n]) for n, k in same):
            many = min(many, _MANY)
        if len({n for n, _ in same}) >= many:
            out.update(same)
    return out
