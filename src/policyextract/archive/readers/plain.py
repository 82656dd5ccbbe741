"""Text, markdown and HTML files: one document a file."""

from collections.abc import Iterator

from ...context.page import is_page, page
from ...errors import InputError
from ...text.decode import Decoded, decode
from ..item import Item, RawDocument
from .blob import Blob
from .codes import Code, Fault, broken, shown

# Encodings that servers name without knowing: every byte is a character in them.
_UNTRUE = frozenset(("iso-8859-1", "iso8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "ascii", "us-ascii"))
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}


def read_plain(blob: Blob, *, html: bool) -> Iterator[Item]:
    """The document that ``blob`` is."""
    data = blob.read(blob.budget.options.max_document_bytes)
    yield document(blob.origin, data, html=html)


def document(origin: str, data: bytes, *, html: bool, charset: str | None = None, source: str | None = None) -> Item:
    """The document that ``data`` holds; title, day and address of a page come from its head.

    Args:
        charset: the encoding a server named; it is believed where the bytes agree.

    Raises:
        Fault: it is no text.
    """
    return plain(origin, *decoded(data, charset), html=html, source=source)


def plain(origin: str, text: str, encoding: str, *, html: bool = False, source: str | None = None) -> Item:
    """The document that ``text`` is."""
    if not text.strip():
        return broken(origin, Code.empty, "holds no text")
    if not html and not is_page(text):
        return RawDocument(origin, text, source=source, encoding=encoding)
    told = page(text)
    return RawDocument(origin, text, None, told.title, told.published, source or told.source, encoding)


def decoded(data: bytes, charset: str | None = None) -> Decoded:
    """``data`` as text.

    Raises:
        Fault: it is no text, or in no encoding that is read.
    """
    name = (charset or "").strip().lower().replace("_", "-")
    if name and name not in _UNTRUE and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode(_WIDER.get(name, name))
            if "\0" not in text:
                return Decoded(text, _WIDER.get(name, name).removesuffix("hkscs"))
        except (UnicodeDecodeError, LookupError):
            pass
    try:
        return decode(data)
    except InputError as error:
        raise undecodable(error) from None


def undecodable(error: InputError) -> Fault:
    """What the decoder says, as a fault."""
    said = shown(str(error))
    if said.startswith("binary"):
        return Fault(Code.not_text, said)
    return Fault(Code.bad_encoding, f"{said}; convert it to UTF-8 first")
