"""Ids of documents and records, made of what they say: the same in every run and on every machine."""

from hashlib import sha256


def _digest(length: int, *parts: str) -> str:
    """Hex digest of ``parts``, kept apart by a separator that no text holds; lone surrogates are hashed as they are."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def content_hash(clean_text: str) -> str:
    """128 bits of SHA-256 of the clean text, in hex.

    >>> content_hash("建设10家") == content_hash("建设10家"), len(content_hash(""))
    (True, 32)
    """
    return _digest(32, clean_text)


def document_id(given: str | None, source: str | None, clean_text: str) -> str:
    """The id given, else 64 bits of a hash of ``source``, else of the clean text.

    >>> document_id("a-1", None, ""), document_id(None, "a.txt", "x") == document_id(None, "a.txt", "y")
    ('a-1', True)
    """
    if given is not None:
        return given
    return _digest(16, "source", source) if source else _digest(16, "text", clean_text)


def record_id(document_id: str, anchor_text: str, unit: str, indicator: str, ordinal: int) -> str:
    """Stable id of a record: 64 bits of a hash of its document and what it says, not of its kind, place or due date.

    A corrected release therefore keeps the ids of what did not change, also where a target has become an actual.

    Args:
        ordinal: 0 for the first record of the document with the same anchor text, unit and indicator, 1 for the next …
    """
    return _digest(16, document_id, anchor_text, unit, indicator, str(ordinal))
