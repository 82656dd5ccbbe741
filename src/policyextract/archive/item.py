"""What a reader gives: a document as it lies in an archive, or what is wrong there."""

from typing import Any, NamedTuple


class Part(NamedTuple):
    """A stretch of a text that was taken out of a file, and where in the file it stands; see ``models.SourcePart``."""

    start: int
    end: int
    page: int | None = None
    sheet: str | None = None
    cell: str | None = None
    place: str | None = None


class RawDocument(NamedTuple):
    """One document, before anything is read from it."""

    origin: str
    """Where it lies: ``data/a.txt``, ``data/b.jsonl:17`` (row), ``dump.zip!/x/c.html`` (member)."""
    text: str
    """Raw text, decoded."""
    id: str | None = None
    """The id the archive gives it, or None."""
    title: str | None = None
    """The title the archive gives it, or None."""
    published: str | None = None
    """ISO date the archive gives it, or None."""
    source: str | None = None
    """URL or name the archive gives it, or None; ``origin`` then stands for it."""
    encoding: str = "utf-8"
    """What its bytes were decoded from."""
    start: int = 0
    """Where it begins in the text that it is a part of."""
    head: str = ""
    """The beginning of that text, for all parts but the first."""
    fields: tuple[str, ...] = ()
    """Names of the fields of the row it came from."""
    parts: tuple[Part, ...] = ()
    """Where in its file each part of the text stands, where ``text`` was taken out of one that is no text; else none."""

    def arguments(self) -> dict[str, Any]:
        """What :func:`policyextract.extract` takes of it; ``origin`` stands for a source that is not told."""
        return {
            "text": self.text,
            "published": self.published,
            "title": self.title,
            "source": self.source or self.origin,
            "id": self.id,
            "parts": [part._asdict() for part in self.parts],
        }


class Broken(NamedTuple):
    """A file, member or row that gave no document."""

    origin: str
    """Where it lies, as in :class:`RawDocument`."""
    code: str
    """Stable short name of the kind of error: ``encrypted``, ``truncated``, ``bad-row``, ``too-large`` …"""
    message: str
    """One line: what is wrong, and what to do."""


Item = RawDocument | Broken
