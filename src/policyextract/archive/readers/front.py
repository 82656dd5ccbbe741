"""Markdown files: what stands in the block at their head (front matter), and the text below it."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from ..item import Item
from .blob import Blob
from .fields import document
from .plain import decoded, plain

_BLOCK = re.compile(
    r"\ufeff?(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<told>.*?)^(?P=fence)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
_LONGEST = 1 << 14
_PAIR = re.compile(r"(?P<key>[\w\u4e00-\u9fff.-]+)[ \t]*:(?:[ \t]+(?P<value>.*))?")
_QUOTED = re.compile(r"""(?P<mark>["'])(?P<inside>.*)(?P=mark)\s*(?:#.*)?""")
_REMARK = re.compile(r"\s+#.*")
_NOT_BREAK = re.compile(r"[^\r\n]")


def read_markdown(blob: Blob) -> Item:
    """The document that ``blob`` is; title, day, source and id from the block at its head, by the names of fields.

    The block is blanked, so that no number in it is read; offsets point into the file as it lies there.

    Raises:
        Fault: it is no text.
    """
    options = blob.budget.options
    data = blob.read(options.max_document_bytes)
    text, encoding = decoded(data)
    found = _BLOCK.match(text, 0, _LONGEST)
    told = _told(found["fence"], found["told"]) if found else None
    if found is None or told is None:
        return plain(blob.origin, text, encoding)
    rest = _NOT_BREAK.sub(" ", found[0]) + text[found.end() :]
    row = {key: value for key, value in told.items() if key.strip().casefold() not in options.text}
    return document({**row, options.text[0]: rest}, blob.origin, options, encoding)


def _told(fence: str, block: str) -> Mapping[str, Any] | None:
    """The pairs of a block; None where it is none, but a text between two rules."""
    if fence == "+++":
        try:
            return tomllib.loads(block)
        except tomllib.TOMLDecodeError:
            return None
    out: dict[str, str] = {}
    for line in block.splitlines():
        if not line.strip() or line[0] in " \t-#":
            continue  # what belongs to the pair above: a list, more pairs
        pair = _PAIR.fullmatch(line.rstrip())
        if pair is None:
            return None
        out[pair["key"]] = _value(pair["value"] or "")
    return out


def _value(written: str) -> str:
    """A plain value, without its quotes and without the remark behind it.

    >>> _value('"关于稳就业的通知"  # 定稿'), _value("2024-03-27 # day"), _value("a#b")
    ('关于稳就业的通知', '2024-03-27', 'a#b')
    """
    quoted = _QUOTED.fullmatch(written.strip())
    return quoted["inside"] if quoted else _REMARK.sub("", written).strip()
