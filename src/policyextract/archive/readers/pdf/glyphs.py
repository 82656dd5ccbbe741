"""The characters of a page with their boxes, turned so that the text runs to the right, and the lines drawn on it."""

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

_QUARTER = math.pi / 2
_SLANT = 0.05  # radians; what is turned by more than this from a quarter is a watermark
_MOST_PATHS = 20_000  # drawn on one page; a map has more, and no table
_NO_BREADTH = 0.05  # points
_THIN = 3.0  # points; a filled box that is thinner is a line


Box = tuple[float, float, float, float]
"""Left, bottom, right and top, in points."""


class Glyph(NamedTuple):
    """A character and its box in points, ``top`` less than ``bottom``."""

    char: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    spaced: bool = False
    """Whether the text itself has a blank before it."""

    @property
    def middle(self) -> float:
        """The height of its centre."""
        return (self.top + self.bottom) / 2


class Stroke(NamedTuple):
    """A line along an axis: at ``at`` on the other axis, from ``start`` to ``end``."""

    upright: bool
    at: float
    start: float
    end: float


class Sheet(NamedTuple):
    """A page as it is seen."""

    glyphs: list[Glyph]
    strokes: list[Stroke]
    top: float
    bottom: float
    breadth: float
    pictured: bool
    """Whether a picture covers most of it."""


def sheet(page: Any) -> Sheet:
    """What stands on ``page``."""
    import pypdfium2.raw as raw

    _widen(page, raw)
    box = page.get_cropbox()
    found = [(one, own) for one, own in _characters(page, raw) if _on_page(one[1], box)]
    turns = Counter(turn for _, turn in found if turn is not None)
    turn = turns.most_common(1)[0][0] if turns else 0
    (left, top), (right, bottom) = _turned(turn, *box[:2]), _turned(turn, *box[2:])
    return Sheet(
        [_placed(turn, *one) for one, own in found if own == turn],
        [stroke for line in _drawn(page, raw) if (stroke := _along(turn, *line)) is not None],
        min(top, bottom),
        max(top, bottom),
        abs(right - left),
        not found and _pictured(page, raw, (box[2] - box[0]) * (box[3] - box[1])),
    )


def _on_page(box: Box, page: Box) -> bool:
    """Whether the middle of a box can be seen on the page."""
    return page[0] <= (box[0] + box[2]) / 2 <= page[2] and page[1] <= (box[1] + box[3]) / 2 <= page[3]


def _widen(page: Any, raw: Any) -> None:
    """Give breadth to pieces of text that have none.

    Where a font is not in the file and the machine has none like it, pdfium takes glyphs for empty: a piece of one
    character, or one that runs upward, has no breadth then, and is no text to pdfium. With an outline it has that of a pen.
    """
    import pypdfium2

    for text in page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,)):
        left, _, right, _ = text.get_bounds()
        if right - left < _NO_BREADTH:
            raw.FPDFTextObj_SetTextRenderMode(text, raw.FPDF_TEXTRENDERMODE_FILL_STROKE)
            text.transform(pypdfium2.PdfMatrix())  # has the bounds reckoned again


def _characters(page: Any, raw: Any) -> Iterator[tuple[tuple[str, Box, float, bool], int | None]]:
    """Each character with its box and size and whether a blank is before it, and by how many quarters it is turned.

    None where it is askew.
    """
    text = page.get_textpage()
    rect = raw.FS_RECTF()
    high = 0
    spaced = False
    try:
        for n in range(raw.FPDFText_CountChars(text)):
            if raw.FPDFText_IsGenerated(text, n) == 1:
                continue
            code = raw.FPDFText_GetUnicode(text, n)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00
            high = 0
            char = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
            if char.isspace() or char in "\u200b\u00ad\ufeff":
                spaced = spaced or char.isspace()
                continue
            if not raw.FPDFText_GetLooseCharBox(text, n, rect):
                continue
            angle = -raw.FPDFText_GetCharAngle(text, n)
            quarters = round(angle / _QUARTER)
            turn = quarters % 4 if abs(angle - quarters * _QUARTER) < _SLANT else None
            box = (rect.left, rect.bottom, rect.right, rect.top)
            yield (char, box, raw.FPDFText_GetFontSize(text, n), spaced), turn
            spaced = False
    finally:
        text.close()


def _turned(turn: int, x: float, y: float) -> tuple[float, float]:
    """A point of the page in the frame of text turned by so many quarters: to the right, and down."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[turn]


def _placed(turn: int, char: str, box: Box, size: float, spaced: bool) -> Glyph:
    xs, ys = zip(_turned(turn, box[0], box[1]), _turned(turn, box[2], box[3]), strict=True)
    height = max(ys) - min(ys)
    return Glyph(char, min(xs), max(xs), min(ys), max(ys), height if height > 0 else size, spaced)


def _along(turn: int, x0: float, y0: float, x1: float, y1: float) -> Stroke | None:
    """The line between two points; None where it runs along no axis."""
    (a, b), (c, d) = _turned(turn, x0, y0), _turned(turn, x1, y1)
    if abs(b - d) <= 1 and abs(a - c) > 1:
        return Stroke(False, (b + d) / 2, min(a, c), max(a, c))
    if abs(a - c) <= 1 and abs(b - d) > 1:
        return Stroke(True, (a + c) / 2, min(b, d), max(b, d))
    return None


def _drawn(page: Any, raw: Any) -> Iterator[tuple[float, float, float, float]]:
    """The straight lines drawn on ``page``: strokes of paths, and boxes so thin that they are lines."""
    for path in islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,)), _MOST_PATHS):
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        left, bottom, right, top = path.get_bounds()
        if fill.value and not stroke.value:
            if min(right - left, top - bottom) <= _THIN:
                upright = right - left < top - bottom
                x, y = (left + right) / 2, (bottom + top) / 2
                yield (x, bottom, x, top) if upright else (left, y, right, y)
        elif stroke.value:
            yield from _segments(path, raw)


def _segments(path: Any, raw: Any) -> Iterator[tuple[float, float, float, float]]:
    matrix = path.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for n in range(min(raw.FPDFPath_CountSegments(path), _MOST_PATHS)):
        segment = raw.FPDFPath_GetPathSegment(path, n)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            yield (*last, *point)
        last = point
        if raw.FPDFPathSegment_GetClose(segment):
            yield (*point, *first)


def _pictured(page: Any, raw: Any, area: float) -> bool:
    """Whether pictures cover half of the page."""
    covered = 0.0
    for image in islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,)), _MOST_PATHS):
        left, bottom, right, top = image.get_bounds()
        covered += (right - left) * (top - bottom)
    return covered * 2 >= area
