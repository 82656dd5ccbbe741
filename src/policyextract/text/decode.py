"""Bytes to text: byte-order mark, strict UTF-8, then GB18030 or Big5, else an error that says what is wrong.

Big5 bytes decode as GB18030 without an error, and most GB18030 bytes as Big5, so both readings are weighed: in the
right one nearly all characters are common ones. Where that does not decide, charset-normalizer does.
"""

from functools import cache
from itertools import product
from typing import NamedTuple

from ..errors import InputError
from .script import to_simplified

# What a file begins with that is no text, and what to call it.
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an Office file (docx, xlsx, ofd)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls, wps)"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"{\\rtf", "an RTF file"),
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CONTROL = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a\x1b")) + b"\x7f"

# Share of common characters among those beyond ASCII below which a reading is none. Swept on 87 pages and reports, in
# cuts of 8 to 2,000 characters, each as GB18030 simplified, GB18030 traditional and Big5: right readings have at least
# 0.80, wrong ones at most 0.77 in 8 or 20 characters, 0.56 in 60, 0.37 in 300; the right one always had more.
_LEAST = 0.6


class Decoded(NamedTuple):
    """A text and the encoding it was read in: ``utf-8``, ``utf-16-le`` …, ``gb18030``, ``big5``."""

    text: str
    encoding: str


@cache
def _common() -> frozenset[str]:
    """The first level of GB 2312 (3,755 common characters), their traditional forms, and Chinese punctuation."""
    pairs = product(range(0xB0, 0xD8), range(0xA1, 0xFF))
    level = frozenset("".join(bytes(pair).decode("gb2312", "ignore") for pair in pairs))
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simple = to_simplified("\n".join(han)).split("\n")
    traditional = (a for a, b in zip(han, simple, strict=True) if b in level)
    marks = "，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕—…％·＋－／．○〇\u3000" + "".join(
        map(chr, range(0xFF10, 0xFF1A))
    )
    return level.union(traditional, marks)


def _likelihood(text: str) -> float:
    """The share of common characters among those beyond ASCII; 1 where there are none."""
    wide = text.encode("ascii", "ignore")
    beyond = len(text) - len(wide)
    known = _common()
    return sum(map(known.__contains__, text)) / beyond if beyond else 1.0


def _read(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _detected(data: bytes) -> str:
    """What the detector takes ``data`` for: ``gb18030`` or ``big5hkscs``."""
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["gb18030", "big5hkscs", "big5"]).best()
    return "big5hkscs" if best is not None and best.encoding.startswith("big5") else "gb18030"


def _legacy(data: bytes) -> Decoded:
    """``data`` as GB18030 or Big5, whichever reading has more common characters."""
    found = {encoding: text for encoding in ("gb18030", "big5hkscs") if (text := _read(data, encoding)) is not None}
    weighed = {encoding: _likelihood(text) for encoding, text in found.items()}
    best = max(weighed, key=weighed.__getitem__, default="")
    if not best or weighed[best] < _LEAST:
        raise InputError("not text in an encoding that is read here: UTF-8, UTF-16, UTF-32, GB18030 (GBK) or Big5")
    if len(set(weighed.values())) < len(weighed):
        best = _detected(data)
    return Decoded(found[best], best.removesuffix("hkscs"))


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark, which zero bytes (of digits, letters, line breaks, 一) give away."""
    if len(data) % 2:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _read(data, encoding)
        if text and "\0" not in text and not text.isascii() and _likelihood(text) >= _LEAST:
            return Decoded(text, encoding)
    return None


def decode(data: bytes) -> Decoded:
    """``data`` as text.

    A byte-order mark decides; then strict UTF-8; then GB18030 (which holds GBK and GB 2312) or Big5 (with the Hong Kong
    characters). The mark is not part of the text; line breaks stay as they are.

    Raises:
        InputError: ``data`` is binary (the kind is named where it is known), or in none of these encodings.

    >>> decode("全市新增就业5万人".encode("gb18030"))
    Decoded(text='全市新增就业5万人', encoding='gb18030')
    >>> decode("全港新增職位5萬個".encode("big5")).encoding
    'big5'
    >>> decode(b"%PDF-1.7")
    Traceback (most recent call last):
    ...
    policyextract.errors.InputError: binary content: a PDF file; give its text
    """
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"binary content: {name}; give its text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _read(data[len(mark) :], encoding)
            if text is None:
                raise InputError(f"begins with the byte-order mark of {encoding}, but does not decode as {encoding}")
            return Decoded(text, encoding)
    if b"\0" in data:
        if found := _unmarked_utf16(data):
            return found
        raise InputError("binary content: it holds zero bytes; give its text")
    if len(data) - len(data.translate(None, _CONTROL)) > len(data) // 20:
        raise InputError("binary content: it is full of control characters; give its text")
    text = _read(data, "utf-8")
    return Decoded(text, "utf-8") if text is not None else _legacy(data)
