"""Which office program wrote a file, and what is said where it is not read."""

import io
import zipfile
from collections.abc import Iterator
from functools import cache

from ...item import Item
from ..blob import Blob, ratio_said, size
from ..codes import Code, Fault
from ..options import MIB
from ..taken import locked
from ..zips import DAMAGE, ENCRYPTED, opened
from .sheets import read_sheets
from .words import read_words

_TOLD = {
    "doc": "an old Word file; save it as .docx (soffice --headless --convert-to docx FILE)",
    "wps": "a WPS file; save it as .docx in WPS Office",
    "dps": "a WPS presentation; save it as PDF in WPS Office",
    "ofd": "an OFD file; save it as PDF in the program that shows it",
    "rtf": "an RTF file; save it as .docx (soffice --headless --convert-to docx FILE)",
    "ppt": "a presentation; save it as PDF (soffice --headless --convert-to pdf FILE)",
    "odt": "an OpenDocument text; save it as .docx (soffice --headless --convert-to docx FILE)",
    "xlsb": "a binary workbook; save it as .xlsx (soffice --headless --convert-to xlsx FILE)",
    "epub": "an e-book; give its text, or its HTML pages",
    "msg": "an Outlook mail; save it as .eml",
    "": "a file of an office program that is not read; save it as .docx, .xlsx or PDF",
}


def told(kind: str) -> Fault:
    """What is said of a file of an office program that is not read.

    >>> told("ofd").message
    'an OFD file; save it as PDF in the program that shows it'
    """
    return Fault(Code.not_text, _TOLD[kind if kind in _TOLD else ""])


def read_office(blob: Blob) -> Iterator[Item]:
    """The document of a file in ZIP form: a Word document or a workbook; others are told by what can be done.

    Raises:
        Fault: it is not read, encrypted, damaged, or unpacks to too much.
    """
    data = blob.read(blob.budget.options.max_held_bytes)
    with opened(io.BytesIO(data), blob.budget.options) as package:
        names = frozenset(package.namelist())
        kind = _kind(package, names)
        if kind in ("docx", "sheet"):
            _check(package, blob)
    if kind == "docx":
        yield from read_words(blob.origin, data, blob.budget.options)
    elif kind == "sheet":
        yield from read_sheets(blob.origin, data, blob.budget.options)
    else:
        raise told(kind)


def read_old(blob: Blob) -> Iterator[Item]:
    """The document of a file of an old office program: a workbook; others are told by what can be done.

    Raises:
        Fault: it is not read, encrypted or damaged.
    """
    data = blob.read(blob.budget.options.max_held_bytes)
    if _wide("EncryptedPackage") in data:
        raise locked()
    if _wide("WordDocument") in data:
        raise told("wps" if blob.name.lower().endswith(".wps") else "doc")
    if _wide("PowerPoint Document") in data:
        raise told("ppt")
    if _wide("Workbook") in data or _wide("Book") in data:
        yield from read_sheets(blob.origin, data, blob.budget.options)
        return
    raise told(blob.name.lower().rpartition(".")[2])


@cache
def _wide(name: str) -> bytes:
    """The name of a stream, as it stands in the directory of such a file."""
    return name.encode("utf-16-le")


def _kind(package: zipfile.ZipFile, names: frozenset[str]) -> str:
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "sheet"
    if "xl/workbook.bin" in names:
        return "xlsb"
    if "OFD.xml" in names:
        return "ofd"
    if any(name.startswith("ppt/") for name in names):
        return "ppt"
    if "mimetype" not in names or package.getinfo("mimetype").file_size > 200:
        return ""
    try:
        told = package.read("mimetype")
    except DAMAGE:
        return ""
    kinds = {b"spreadsheet": "sheet", b"opendocument.text": "odt", b"epub": "epub", b"presentation": "ppt"}
    return next((kind for word, kind in kinds.items() if word in told), "")


def _check(package: zipfile.ZipFile, blob: Blob) -> None:
    """Refuse a package that is encrypted, damaged or a bomb, before a library unpacks it whole.

    Raises:
        Fault: it is.
    """
    options = blob.budget.options
    total = 0
    for info in package.infolist():
        if info.flag_bits & ENCRYPTED:
            raise locked()
        total += info.file_size
        if info.file_size > MIB + info.compress_size * options.max_ratio:
            raise Fault(Code.bomb, ratio_said(options))
    if total > options.max_held_bytes:
        raise Fault(Code.too_large, f"unpacks to more than {size(options.max_held_bytes)}; split it")
    blob.budget.spend(total)
    try:
        bad = package.testzip()
    except DAMAGE as error:
        bad = str(error)
    if bad:
        raise Fault(Code.corrupt, f"the file is damaged ({bad}); fetch it again")
