"""Options of the readers: names of fields, and limits."""

from dataclasses import dataclass, fields
from typing import Literal

MIB = 1 << 20
GIB = 1 << 30

_NAMES = ("text", "title", "published", "source", "id")


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadOptions:
    """How archives are read. Names of fields are tried in their order, exactly, then without regard to case.

    Attributes:
        text: fields that hold the text, of JSON objects and of tables; one name or several.
        title: fields that hold the title.
        published: fields that hold the day of publication.
        source: fields that hold the address or name of the source.
        id: fields that hold the id.
        bad_dates: what becomes of a row whose date cannot be understood: ``report`` it as broken (it is not read, since
            months and half-years in it would get a wrong year), or ``drop`` the date and read the row.
        max_document_bytes: the most a document, a row or a JSON object may have.
        max_member_bytes: the most a member of an archive, or a compressed file, may unpack to; it is streamed.
        max_held_bytes: the most a member may have that must be held in memory (a ZIP or Parquet file in an archive).
        max_total_bytes: the most one file may unpack to, with all archives in it.
        max_ratio: how many times its packed size something may unpack to, beyond the first MiB.
        max_depth: how deep archives may lie in archives; 1 is an archive of files.
        max_members: the most members an archive may have.
    """

    text: tuple[str, ...] = ("text", "content", "full_text", "正文", "body")
    title: tuple[str, ...] = ("title", "标题")
    published: tuple[str, ...] = ("published", "date", "publish_date", "pubdate", "发布日期")
    source: tuple[str, ...] = ("url", "source", "link", "来源网址")
    id: tuple[str, ...] = ("id",)
    bad_dates: Literal["report", "drop"] = "report"
    max_document_bytes: int = 16 * MIB
    max_member_bytes: int = 16 * GIB
    max_held_bytes: int = 64 * MIB
    max_total_bytes: int = 64 * GIB
    # Pages and rows of the fixtures pack by 3 to 30, twenty thousand like documents in one file by at most 60 (zstd with
    # a long window); a deflate bomb reaches 1,032, those of the other methods far more.
    max_ratio: int = 250
    max_depth: int = 3
    max_members: int = 200_000

    def __post_init__(self) -> None:
        for name in _NAMES:
            value = getattr(self, name)
            value = (value,) if isinstance(value, str) else tuple(value)
            if not all(isinstance(one, str) and one for one in value):
                raise ValueError(f"{name} must be names of fields, not {value!r}")
            object.__setattr__(self, name, value)
        if not self.text:
            raise ValueError("text must name at least one field")
        if self.bad_dates not in ("report", "drop"):
            raise ValueError(f"bad_dates must be 'report' or 'drop', not {self.bad_dates!r}")
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.startswith("max_") and (type(value) is not int or value < 1):
                raise ValueError(f"{field.name} must be a positive whole number, not {value!r}")
