"""A record in a line for people, and what of its document may go into calendars and feeds."""

import re
import uuid
from urllib.parse import urlsplit

from ..guards import whole
from ..rows import Row

KINDS = {"target": "目标", "actual": "实绩", "pledge": "承诺"}
_SIGNS = {"=": "", ">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "~": "约", "range": ""}
CHANGES = {"increase": "增", "decrease": "减", "none": ""}
COMMITMENTS = {"binding": "约束性", "expected": "预期性", "aspirational": "力争", "planned": "计划"}
FORMS = {"growth": "增速", "step": "增量", "points": "百分点", "level": ""}
"""What is added to the name of a series to tell its form."""
BASES = {"annual_average": "年均", "each_year": "每年", "cumulative": "累计", "period_on_period": "环比"}
"""What is put before the name of a series; of a growth, year on year is not said."""
# Characters that XML forbids, and that no calendar shows; line breaks and tabs stay.
_HIDDEN = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_NAMESPACE = uuid.UUID("5d5b1b0e-2c0f-5a53-9d2b-0d1f3a1f7c55")  # of ids made here; any other would do as well


def shown(text: str) -> str:
    """``text`` without the characters that files for other programs must not hold."""
    return _HIDDEN.sub("", text)


def cell(row: Row, name: str) -> str:
    """A cell as text, without hidden characters; ``""`` where it is empty."""
    value = row[name]
    return "" if value is None else shown(str(value))


def headline(row: Row) -> str:
    """What is to be how much.

    >>> headline({"indicator": "充电桩", "comparator": ">=", "text": "5万个", "change": "none"})
    '充电桩 ≥5万个'
    >>> headline({"indicator": "能耗", "comparator": "~", "text": "3%", "change": "decrease"})
    '能耗 减约3%'
    >>> headline({"indicator": "建成新院区", "comparator": None, "text": None, "change": None})
    '建成新院区'
    """
    how = CHANGES.get(str(row["change"]), "")
    return f"{cell(row, 'indicator')} {how}{figure(row['comparator'], cell(row, 'text'))}".rstrip()


def due_by(row: Row) -> str:
    """By when, in brackets; ``""`` for an actual and for what has no deadline."""
    return f"（{cell(row, 'due')} 前）" if row["due"] and row["kind"] != "actual" else ""


def kind(row: Row) -> str:
    """What a record is, in Chinese."""
    return KINDS[str(row["kind"])]


def figure(comparator: object, quantity: str) -> str:
    """A quantity with the sign of its comparator.

    >>> figure(">=", "5万个"), figure("=", "5%")
    ('≥5万个', '5%')
    """
    return _SIGNS.get(str(comparator), "") + quantity


def commitment(row: Row) -> str:
    """How firm a target is, in Chinese; ``""`` for an actual."""
    return COMMITMENTS.get(str(row["commitment"]), "")


def details(row: Row) -> str:
    """The sentence, and on lines of their own who is to do it and where it was said."""
    agents = cell(row, "agents")
    return "\n".join((cell(row, "sentence"), *([f"责任单位：{agents}"] if agents else ()), *origin(row)))


def origin(row: Row) -> list[str]:
    """Lines that say where it was said."""
    document = " · ".join(filter(None, (cell(row, "document_title"), cell(row, "published"))))
    return [f"{label}：{text}" for label, text in (("文件", document), ("来源", cell(row, "source"))) if text]


def link(row: Row) -> str | None:
    """The source where it is an address of the web, else None: nothing else may become a link."""
    source = cell(row, "source")
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    fit = parts.scheme in ("http", "https") and parts.netloc and not re.search(r'[\s<>"\\^`{|}]', source)
    return source if fit else None


def stable_uuid(*parts: str) -> str:
    """A UUID made from ``parts`` alone.

    >>> stable_uuid("record", "4e7f9d77c77668df") == stable_uuid("record", "4e7f9d77c77668df")
    True
    """
    return str(uuid.uuid5(_NAMESPACE, whole("\x1f".join(parts))))
