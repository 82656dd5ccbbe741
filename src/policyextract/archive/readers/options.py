"""Options of the readers: names of fields, and limits."""

from dataclasses import dataclass, field, fields
from functools import cache, partial
from typing import Any, Literal

from ...lexicon import shipped

MIB = 1 << 20
GIB = 1 << 30

MAX_CHARS = 2_000_000
"""Characters of a document that are read at once: they take 400 MB."""

ROLES = ("text", "title", "published", "source", "id")


@cache
def words(name: str) -> tuple[str, ...]:
    """A class of the lexicon: names of fields of a role, or with ``_heads`` words that such names end with."""
    return shipped("archive.readers").classes()[name]


def _named(role: str) -> Any:
    return field(default_factory=partial(words, role))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadOptions:
    """How archives are read. Names of fields are tried in their order, exactly, then without regard to case and to the
    marks between their words (``pubTime``, ``pub_time``).

    Attributes:
        text: fields that hold the text, of JSON objects and of tables; one name or several.
        title: fields that hold the title.
        published: fields that hold the day of publication.
        source: fields that hold the address or name of the source.
        id: fields that hold the id.
        table: the table of a database that is read; None: its only one.
        query: what is asked of a database, instead of a table.
        bad_dates: what becomes of a row whose date cannot be understood: ``report`` it as broken (it is not read, since
            months and half-years in it would get a wrong year), or ``drop`` the date and read the row.
        max_document_bytes: the most a document, a row or a JSON object may have.
        max_chars: the most characters a document may have; a longer one is cut at headings into parts.
        max_member_bytes: the most a member of an archive, or a compressed file, may unpack to; it is streamed.
        max_held_bytes: the most a member may have that must be held in memory (a ZIP or Parquet file in an archive).
        max_total_bytes: the most one file may unpack to, with all archives in it.
        max_ratio: how many times its packed size something may unpack to, beyond the first MiB.
        max_depth: how deep archives may lie in archives; 1 is an archive of files.
        max_members: the most members an archive may have.
    """

    text: tuple[str, ...] = _named("text")
    title: tuple[str, ...] = _named("title")
    published: tuple[str, ...] = _named("published")
    source: tuple[str, ...] = _named("source")
    id: tuple[str, ...] = _named("id")
    table: str | None = None
    query: str | None = None
    bad_dates: Literal["report", "drop"] = "report"
    max_document_bytes: int = 16 * MIB
    max_chars: int = MAX_CHARS
    max_member_bytes: int = 16 * GIB
    max_held_bytes: int = 64 * MIB
    max_total_bytes: int = 64 * GIB
    # Measured on 207 compressed files and members of an archive of 2,000 releases made by examples/make_archive.py: they
    # unpack to 1.3–4.4 times their size. A deflate bomb reaches 1,032; xz and zstd reach 860 on the same twenty releases
    # written 400 times over, which is no archive of documents.
    max_ratio: int = 250
    max_depth: int = 3
    max_members: int = 200_000

    def __post_init__(self) -> None:
        for name in ROLES:
            value = getattr(self, name)
            value = (value,) if isinstance(value, str) else tuple(value)
            if not all(isinstance(one, str) and one for one in value):
                raise ValueError(f"{name} must be names of fields, not {value!r}")
            object.__setattr__(self, name, value)
        if not self.text:
            raise ValueError("text must name at least one field")
        if self.bad_dates not in ("report", "drop"):
            raise ValueError(f"bad_dates must be 'report' or 'drop', not {self.bad_dates!r}")
        for limit in fields(self):
            value = getattr(self, limit.name)
            if limit.name.startswith("max_") and (type(value) is not int or value < 1):
                raise ValueError(f"{limit.name} must be a positive whole number, not {value!r}")
