"""How the cells of a workbook show their figures, which the library that reads them does not tell; and how many there are."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from xml.etree import ElementTree

from ..codes import Code, Fault

Formats = Mapping[tuple[int, int], str]
"""Codes of formats by row and column, from 0."""

MOST_CELLS = 4_000_000
"""Of a sheet, the empty ones between filled ones counted: the library holds them all."""

# Those of the standard (ECMA-376, 18.8.30) that change the figure; 27 to 58 are dates in Chinese programs.
_BUILT_IN = {"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00", "9": "0%", "10": "0.00%"} | dict.fromkeys(
    ("27", "36", "50", "57"), 'yyyy"年"m"月"'
)
_FIXED = re.compile(r"(?:[#?,]|\\[ ])*0(?:\.(?P<places>0+))?(?P<share>\\?%)?(?:[_ ].*|;.*)?")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


def written(value: Any, form: str | None) -> str:
    """A figure, day or truth as its cell shows it; as it is where no format is known.

    >>> written(0.065, "0.0%"), written(1200.0, None), written(2.4000000000000004, None), written(1234.5, "#,##0.00")
    ('6.5%', '1200', '2.4', '1234.50')
    >>> written(date(2025, 1, 1), 'yyyy"年"'), written(date(2025, 1, 1), None)
    ('2025年', '2025-01-01')
    """
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        fixed = _FIXED.fullmatch(form) if form else None
        if fixed is None:
            return f"{value:.12g}" if abs(value) < 1e12 else f"{value:.0f}"
        share = "%" if fixed["share"] else ""
        return f"{value * (100 if share else 1):.{len(fixed['places'] or '')}f}{share}"
    if isinstance(value, date):
        parts = (("年", value.year), ("月", value.month), ("日", value.day))
        return "".join(f"{part}{word}" for word, part in parts if form and word in form) or f"{value:%Y-%m-%d}"
    return str(value)


def formats_of(data: bytes) -> dict[str, Formats]:
    """The formats of the cells of each sheet, by its name; none for files of old programs, which do not tell them here.

    Raises:
        Fault: a sheet is too large to be held.
        KeyError, ValueError, ElementTree.ParseError: it is damaged.
    """
    if not data.startswith(b"PK"):
        return {}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if "xl/workbook.xml" in package.namelist():
            codes = list(_styles(package))
            return {name: _cells(package, path, codes) for name, path in _sheets(package)}
        return dict(_tables(package))


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _tree(package: zipfile.ZipFile, path: str) -> Iterator[ElementTree.Element]:
    """The elements of a part that may be missing."""
    if path in package.namelist():
        yield from ElementTree.fromstring(package.read(path)).iter()


def _sheets(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Names of the sheets, and where they stand."""
    targets = {e.get("Id"): e.get("Target", "") for e in _tree(package, "xl/_rels/workbook.xml.rels")}
    for element in _tree(package, "xl/workbook.xml"):
        if _local(element) == "sheet":
            target = targets.get(element.get(_RELATION) or element.get(_STRICT), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in package.namelist():
                yield element.get("name", ""), path


def _styles(package: zipfile.ZipFile) -> Iterator[str | None]:
    """The code of each style of cells; None where it does not change what is shown."""
    own: dict[str, str] = {}
    inside = False
    for element in _tree(package, "xl/styles.xml"):
        name = _local(element)
        if name == "numFmt":
            own[element.get("numFmtId", "")] = element.get("formatCode", "")
        elif name in ("cellXfs", "cellStyles", "dxfs", "cellStyleXfs"):
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            number = element.get("numFmtId", "0")
            yield own.get(number) or _BUILT_IN.get(number)


def _cells(package: zipfile.ZipFile, path: str, codes: list[str | None]) -> Formats:
    out: dict[tuple[int, int], str] = {}
    low, high = [1 << 30, 1 << 30], [0, 0]
    with package.open(path) as stream:
        for _, element in ElementTree.iterparse(stream):
            name = _local(element)
            if name == "c" and (place := _REFERENCE.fullmatch(element.get("r", ""))):
                at = (int(place[2]) - 1, _column(place[1]))
                low, high = (
                    [min(*pair) for pair in zip(low, at, strict=True)],
                    [max(*p) for p in zip(high, at, strict=True)],
                )
                style = element.get("s", "0")
                code = codes[int(style)] if style.isdecimal() and int(style) < len(codes) else None
                if code is not None:
                    out[at] = code
            if name == "row":
                element.clear()
    bounded((high[0] - low[0] + 1) * (high[1] - low[1] + 1) if high[0] >= low[0] else 0)
    return out


def _column(letters: str) -> int:
    """The number of a column, from 0.

    >>> _column("A"), _column("AB")
    (0, 27)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _tables(package: zipfile.ZipFile) -> Iterator[tuple[str, Formats]]:
    """The same of an OpenDocument file, where cells and rows may be repeated; shares are as their text shows them."""
    name, row, wide = "", 0, 0
    shown: dict[tuple[int, int], str] = {}
    with package.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, ("start", "end")):
            local = _local(element)
            if local == "table" and event == "start":
                name, row, wide, shown = _attribute(element, "name"), 0, 0, {}
            elif local == "table-row" and event == "end":
                cells = [e for e in element if _local(e) in ("table-cell", "covered-table-cell")]
                while cells and not len(cells[-1]):
                    cells.pop()
                times = _times(element, "rows") if cells else 0
                wide = max(wide, sum(_times(cell, "columns") for cell in cells))
                bounded((row + times) * wide)
                shown |= {(r, c): code for c, code in _shares(cells) for r in range(row, row + times)}
                row += times or _times(element, "rows")
                element.clear()
            elif local == "table" and event == "end":
                yield name, shown


def _shares(cells: Sequence[ElementTree.Element]) -> Iterator[tuple[int, str]]:
    """The columns of a row that show a share, and its format."""
    column = 0
    for cell in cells:
        times = _times(cell, "columns")
        if _attribute(cell, "value-type") == "percentage":
            places = len("".join(cell.itertext()).strip(" %").partition(".")[2])
            yield from ((c, f"0.{'0' * places}%" if places else "0%") for c in range(column, column + times))
        column += times


def _attribute(element: ElementTree.Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _times(element: ElementTree.Element, what: str) -> int:
    value = _attribute(element, f"number-{what}-repeated")
    return int(value) if value.isdecimal() else 1


def bounded(cells: int) -> None:
    """Refuse a sheet of so many cells.

    Raises:
        Fault: there are more than :data:`MOST_CELLS`.
    """
    if cells > MOST_CELLS:
        raise Fault(
            Code.too_large, f"a sheet of it has more than {MOST_CELLS:,} cells; delete what stands far off its table"
        )
