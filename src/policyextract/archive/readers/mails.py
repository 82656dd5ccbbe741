"""Mails and pages saved as one file (.eml, .mhtml), which are built alike, and pages saved as archives (.maff)."""

import io
import re
import zipfile
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from typing import Any
from xml.etree import ElementTree

from ...context import datestamp
from ...text.decode import Decoded
from ..item import Item, Part, RawDocument
from .blob import Blob, Inner, in_memory
from .codes import Code, Fault, shown
from .members import check
from .plain import decoded, document
from .zips import DAMAGE, opened

_SAVED = ("mht", "mhtml")
_TEXTS = ("text/plain", "text/html")
_PASSED = frozenset(("image", "audio", "video", "font"))
_TABLE = re.compile(r"<td[\s>]", re.IGNORECASE)
_INDEX = "index.rdf"


def read_mail(blob: Blob, inner: Inner) -> Iterator[Item]:
    """A mail: its text, its subject as title, its day in China; then its attachments but pictures, each by its own kind.

    Of a page saved as one file the page, with the address that it was saved from.

    Raises:
        Fault: it is too large, holds no text or is built of parts in parts without end.
    """
    data = blob.read(blob.budget.options.max_held_bytes)
    try:
        message = message_from_bytes(data, policy=policy.compat32)
        leaves = list(_leaves(message))
    except RecursionError:
        raise Fault(Code.corrupt, "holds parts in parts without end; save its text") from None
    if blob.name.lower().endswith(_SAVED) or message.get("Snapshot-Content-Location"):
        yield _page(blob, message, leaves)
        return
    plain, rich = ([leaf for leaf in leaves if _is_text(leaf, kind)] for kind in _TEXTS)
    attached = [leaf for leaf in leaves if not _is_text(leaf, *_TEXTS) and leaf.get_content_maintype() not in _PASSED]
    text = "\n".join(_text(leaf).text for leaf in plain)
    html = _text(rich[0]).text if rich else ""
    text = html if _TABLE.search(html) or not text.strip() else text
    if text.strip():
        part = Part(0, len(text), place="body")
        yield RawDocument(blob.origin, text, title=_said(message, "Subject"), published=_day(message), parts=(part,))
    elif not attached:
        raise Fault(Code.empty, "the mail holds no text")
    for number, leaf in enumerate(attached, 1):
        yield from _attached(blob, leaf, number, inner)


def _leaves(message: Message) -> Iterator[Message]:
    """The parts of a mail that hold no others; a mail in it is one."""
    stack: list[Any] = [message]
    while stack:
        part = stack.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            stack += reversed(inner)
        else:
            yield part


def _is_text(leaf: Message, *kinds: str) -> bool:
    """Whether a part is of the text of the mail, in one of these kinds, and no attachment."""
    told = leaf.get_content_type() in kinds and leaf.get_content_disposition() != "attachment"
    return told and not leaf.get_filename()


def _bytes(leaf: Message) -> bytes:
    inner = leaf.get_payload()
    if isinstance(inner, list):  # a mail in the mail
        return b"\n".join(part.as_bytes() for part in inner if isinstance(part, Message))
    data = leaf.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text(leaf: Message) -> Decoded:
    """The text of a part.

    Raises:
        Fault: it is in no encoding that is read.
    """
    return decoded(_bytes(leaf), leaf.get_content_charset())


def _attached(blob: Blob, leaf: Message, number: int, inner: Inner) -> Iterator[Item]:
    mail = leaf.get_content_maintype() == "message"
    name = _words(leaf.get_filename() or "") or (f"{number}.eml" if mail else str(number))
    origin = f"{blob.origin}!/{shown(name)}"
    try:
        check(name)
        yield from inner(Blob(origin, name, in_memory(_bytes(leaf)), blob.budget, blob.depth + 1))
    except Fault as fault:
        if fault.fatal:
            raise
        yield fault.at(origin)


def _words(value: Any) -> str:
    """The value of a head on one line, its encoded words decoded."""
    from email.header import decode_header, make_header

    try:
        return " ".join(str(make_header(decode_header(str(value)))).split())
    except (LookupError, ValueError, UnicodeError):  # an encoding that is none
        return " ".join(str(value).split())


def _said(message: Message, name: str) -> str | None:
    value = message.get(name)
    return None if value is None else _words(value) or None


def _day(message: Message) -> str | None:
    try:
        return datestamp.day(_said(message, "Date"))
    except ValueError:
        return None


def _page(blob: Blob, message: Message, leaves: list[Message]) -> Item:
    """The page that was saved: the first part that is one."""
    root = next((leaf for leaf in leaves if leaf.get_content_type() in ("text/html", "application/xhtml+xml")), None)
    if root is None:
        raise Fault(Code.no_text, "holds no page; save it again")
    address = _said(message, "Snapshot-Content-Location") or _said(root, "Content-Location")
    told = document(blob.origin, _bytes(root), html=True, charset=root.get_content_charset(), source=address)
    if not isinstance(told, RawDocument):
        return told
    title = told.title or _said(message, "Subject")
    return told._replace(title=title, parts=(Part(0, len(told.text), place="page"),))


def read_maff(blob: Blob) -> Iterator[Item]:
    """The pages of an archive that a browser saved, one a folder, each with the address that it was saved from.

    Raises:
        Fault: it is no archive, or damaged.
    """
    options = blob.budget.options
    data = blob.read(options.max_held_bytes)
    with opened(io.BytesIO(data), options) as archive:
        names = archive.namelist()
        folders = sorted({name.partition("/")[0] for name in names if name.count("/") == 1 and "index." in name})
        if not folders:
            raise Fault(Code.no_text, "holds no page; save it again")
        for folder in folders:
            origin = f"{blob.origin}!/{shown(folder)}"
            try:
                yield _saved(blob, archive, folder, origin)
            except Fault as fault:
                if fault.fatal:
                    raise
                yield fault.at(origin)


def _saved(blob: Blob, archive: zipfile.ZipFile, folder: str, origin: str) -> Item:
    names = [name for name in archive.namelist() if name.startswith(f"{folder}/") and name.count("/") == 1]
    told = _told(_member(blob, archive, f"{folder}/{_INDEX}")) if f"{folder}/{_INDEX}" in names else {}
    pages = [name for name in names if name.rpartition("/")[2].startswith("index.") and not name.endswith(".rdf")]
    name = f"{folder}/{told.get('indexfilename', '')}"
    if name not in names:
        if not pages:
            raise Fault(Code.no_text, "holds no page; save it again")
        name = pages[0]
    data = _member(blob, archive, name)
    found = document(origin, data, html=True, charset=told.get("charset"), source=told.get("originalurl"))
    return found._replace(title=found.title or told.get("title")) if isinstance(found, RawDocument) else found


def _member(blob: Blob, archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member, no more than a document may have."""
    most = blob.budget.options.max_document_bytes
    try:
        with archive.open(name) as stream:
            data = stream.read(most + 1)
    except DAMAGE as error:
        raise Fault(Code.corrupt, f"the page is damaged ({error}); save it again") from None
    blob.budget.spend(len(data))
    if len(data) > most:
        raise Fault(Code.too_large, "the page is larger than a document may be; raise the limit")
    return data


def _told(data: bytes) -> dict[str, str]:
    """What the description of a saved page says; nothing where it is damaged."""
    try:
        elements = ElementTree.fromstring(data).iter()
        return {
            element.tag.rpartition("}")[2]: value
            for element in elements
            for key, value in element.attrib.items()
            if key.endswith("resource") and value
        }
    except ElementTree.ParseError:
        return {}
