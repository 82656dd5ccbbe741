"""A flat row in words for people: what tables and pages show of a record."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

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
WARNINGS = {
    "no-date": "没有给出、也没有找到发布日期",
    "masked-figure": "数字被符号遮去，不作记录",
    "broken-figure": "小数点或小数残缺，不作记录",
    "lost-characters": "有字符在解码时丢失，旁边的词和数字可能有误",
    "long-sentence": "句子太长，分段来读，各段互不相知",
    "over-budget": "一句中数字太多，分段来读，各段互不相知",
    "error-page": "这是一个出错页面",
    "needs-browser": "这个页面要用浏览器才能显示",
    "nothing-to-read": "去掉标记和脚本，没有可读的文字",
}
"""What warnings say, by their codes."""

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


def warning_text(warning: Mapping[str, Any], raw: str | None) -> str:
    """A warning of a document, with the few words of the raw text that it is about.

    >>> warning_text({"code": "masked-figure", "message": "", "start": 2, "end": 6}, "投资XX亿元")
    '数字被符号遮去，不作记录：XX亿元'
    """
    start, end = warning["start"], warning["end"]
    words = raw[start:end] if raw is not None and start is not None and end - start <= _FEW else ""
    said = WARNINGS.get(warning["code"], warning["message"])
    return f"{said}：{words}" if words.strip("\ufffd") else str(said)


_FEW = 20  # characters


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
