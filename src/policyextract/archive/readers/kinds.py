"""What a file is: by its first bytes where they tell, else by its extension, else by how its text begins."""

import re

from .packed import ENDINGS, TARS

_MAGIC = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"PARE", "parquet"),
    (b"WARC/", "warc"),
    (b"%PDF-", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old"),
    (b"SQLite format 3\0", "sqlite"),
)
_EXTENSIONS = {
    "txt": "text",
    "text": "text",
    "md": "markdown",
    "markdown": "markdown",
    "eml": "mail",
    "mht": "mail",
    "mhtml": "mail",
    "html": "html",
    "htm": "html",
    "shtml": "html",
    "xhtml": "html",
    "json": "json",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "parquet": "parquet",
    "pq": "parquet",
    "warc": "warc",
    "zip": "zip",
    "tar": "tar",
    # What browsers save beside a page, and programs: figures in them are nobody's targets.
    **dict.fromkeys(("css", "less", "scss", "js", "mjs", "cjs", "jsx", "ts", "tsx", "vue", "svg", "map"), "code"),
    **dict.fromkeys(
        ("c", "cpp", "cs", "go", "h", "java", "kt", "lua", "pl", "ps1", "py", "r", "rb", "rs", "sh", "sql", "swift"),
        "code",
    ),
    **ENDINGS,
    **TARS,
}
# ZIP files that are documents of their own kind.
_OFFICE = frozenset(
    (
        "docx",
        "docm",
        "xlsx",
        "xlsm",
        "pptx",
        "pptm",
        "wps",
        "et",
        "dps",
        "ofd",
        "odt",
        "ods",
        "odp",
        "epub",
        "jar",
        "apk",
    )
)
_OFFICE_FOLDERS = (b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
BINARY = frozenset(("gz", "bz2", "xz", "zst", "zip", "parquet", "warc", "tar"))
"""Kinds that are no text."""
ARCHIVES = frozenset(("zip", "tar", "warc"))
"""Kinds with members."""

# The head of a mail: two lines or more of names and values, and among them one that only mails have.
_HEADS = re.compile(rb"(?:[A-Za-z][\w-]{0,60}:[^\n]{0,998}\n(?>(?:[ \t][^\n]{0,998}\n)*)){2,}")
_MAILS = re.compile(rb"^(?:Received|Return-Path|Message-ID|MIME-Version):", re.IGNORECASE | re.MULTILINE)
_FEED = re.compile(
    rb"(?:<\?xml[^>]{0,200}>\s*)?(?:<(?:!--.{0,2000}?--|\?[^>]{0,400}|!DOCTYPE[^>]{0,400})>\s*){0,8}<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
_SPACE = b" \t\r\n\x0b\x0c"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta)[\s>]", re.IGNORECASE)


def extension(name: str) -> str:
    """The extension of ``name`` in lower case, without its dot.

    >>> extension("x.d/a.TAR.GZ"), extension("x.d/a")
    ('gz', '')
    """
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    return ending.lower() if dot and stem else ""


def kind_of(name: str, head: bytes) -> str:
    """What a file called ``name`` that begins with ``head`` is.

    ``text``, ``html``, ``json``, ``jsonl``, ``csv``, ``tsv``, ``parquet``, ``warc``, ``zip``, ``tar``, ``gz``, ``bz2``,
    ``xz``, ``zst``, ``sqlite``, ``pdf``, ``office`` (a document in ZIP form), ``old`` (one of office programs before that),
    ``rtf``, ``mail`` (and a page saved like one), ``maff``, ``feed``, ``markdown``, or ``code`` (of a program). First bytes win over the extension; an extension of a
    binary kind that the first bytes belie gives that kind only where they are no text.

    >>> kind_of("a.txt", b"\\x1f\\x8b"), kind_of("a.gz", b"plain words"), kind_of("a", b'{"text": "x"}\\n{"text": "y"}')
    ('gz', 'text', 'jsonl')
    >>> kind_of("a.js", b"var a = 1;"), kind_of("a.js", b"<!DOCTYPE html><title>404")
    ('code', 'html')
    """
    ending = extension(name)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            if kind == "zip" and ending == "maff":
                return "maff"
            return "office" if kind == "zip" and (ending in _OFFICE or _is_office(head)) else kind
    if ending == "pdf" and b"%PDF-" in head[:1024]:
        return "pdf"  # behind a line that a server or a mail left there
    if head[257:262] == b"ustar":
        return "tar"
    kind = _EXTENSIONS.get(ending, "")
    if kind in BINARY:
        if b"\0" in head or not head:
            return kind
        kind = _EXTENSIONS.get(extension(name[: -len(ending) - 1]), "")
        kind = "" if kind in BINARY else kind
    if kind == "code" and _shape(head) == "html":
        return "html"  # what a server says in place of a script, as of any other file
    if kind == "jsonl" and _shape(head) == "json" and head.lstrip(_SPACE).startswith(b"["):
        return "json"
    return kind or _shape(head)


def _is_office(head: bytes) -> bool:
    """Whether the first member of a ZIP file says that it is an office document."""
    name = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return name in (b"[Content_Types].xml", b"mimetype", b"OFD.xml") or name.startswith(_OFFICE_FOLDERS)


def _shape(head: bytes) -> str:
    """The kind of a text by its beginning."""
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip(_SPACE)
    if begin.startswith(b"{"):
        line, end, rest = begin.partition(b"\n")
        return (
            "jsonl" if end and line.rstrip(_SPACE).endswith(b"}") and rest.lstrip(_SPACE)[:1] in (b"{", b"") else "json"
        )
    if begin.startswith(b"[") and begin[1:].lstrip(_SPACE)[:1] in (b"{", b"]"):
        return "json"
    if _FEED.match(begin):
        return "feed"
    heads = _HEADS.match(begin)
    if heads is not None and _MAILS.search(begin, 0, heads.end()):
        return "mail"
    return "html" if _HTML.match(begin) else "text"
