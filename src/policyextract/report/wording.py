"""A flat row in words for people: what tables and pages show of a record."""

from decimal import Decimal

from ..models import json_number
from ..rows import Row
from ..track.wording import CHANGES, KINDS

LABELS = {
    "kind": "类型",
    "indicator": "指标",
    "quantity": "数值",
    "change": "增减",
    "due": "时限",
    "region": "地区",
    "agent": "责任单位",
    "confidence": "置信度",
}
"""Chinese column heads, shared by the command line's table and the pages."""

NATURES = {"outcome": "结果", "input": "投入", "standard": "标准", "criterion": "条件"}
BASES = {
    "year_on_year": "同比",
    "period_on_period": "环比",
    "annual_average": "年均",
    "each_year": "每年",
    "cumulative": "累计",
    "versus": "相比",
}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "≈"}
_SCALES = ((10**12, "万亿"), (10**8, "亿"), (10**4, "万"))


def quantity_text(row: Row) -> str:
    """The value as one reads it: comparator, number, unit, 每 words; ``""`` for a pledge.

    >>> row: Row = {"comparator": ">=", "low": 12000, "high": None, "unit": "个", "per": ""}
    >>> quantity_text(row), quantity_text({**row, "comparator": "=", "low": 10300000000000, "unit": "元", "per": "人;月"})
    ('≥1.2万个', '10.3万亿元（每人每月）')
    """
    comparator = row["comparator"]
    if comparator is None:
        return ""
    bounds = [_grouped(row[name]) for name in ("low", "high") if row[name] is not None]
    number = "—".join(bounds) if comparator == "range" else "".join(bounds[:1])
    per = f"（每{'每'.join(str(row['per']).split(';'))}）" if row["per"] else ""
    return f"{_SIGNS.get(str(comparator), '')}{number}{row['unit']}{per}"


def _grouped(value: object) -> str:
    """A number with its 万亿, 亿 or 万, as Chinese readers group it."""
    number = Decimal(str(value))
    for size, scale in _SCALES:
        if abs(number) >= size:
            return f"{json_number(number / size):,}{scale}"
    return f"{json_number(number):,}"


def due_text(row: Row) -> str:
    """The last day of its period, else the words that name it."""
    return str(row["due"] or row["due_text"] or "")


def table_cells(row: Row) -> tuple[str, ...]:
    """One text for each of :data:`LABELS`; a pledge has its words in place of an indicator, and no quantity.

    ``row`` is of :func:`policyextract.rows.flat_rows`. Its place is the record's own, else the document's.
    """
    return (
        KINDS[str(row["kind"])],
        str(row["indicator"] or ""),
        quantity_text(row),
        CHANGES.get(str(row["change"]), ""),
        due_text(row),
        str(row["place_name"] or ""),
        str(row["agent"] or ""),
        f"{row['confidence']:.2f}",
    )
