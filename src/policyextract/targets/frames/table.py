"""Table rows: indicator in the label, unit in label, header or caption, one column a year."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from ...mentions.quantity.rules import rules
from ...mentions.values import Amount
from ...rules import Mention
from ...scan import Scanner
from ...span import Span
from ...text.outline import Cell, Outline, Row
from ..draft import Draft, Reading
from ..words import words


@cache
def _scanner() -> Scanner:
    return Scanner(rules())


@cache
def unit_of(text: str) -> Amount | None:
    """What one of the unit written in a caption or header is (``亿元`` → 10⁸ 元); None where it is no unit."""
    found = _scanner().scan(f"1{text}", 0, len(text) + 1)
    if len(found) != 1 or found[0].end != len(text) + 1:
        return None
    amount: Amount = found[0].value
    return amount


def row_drafts(outline: Outline, block: int, mentions: Sequence[Mention]) -> list[Draft]:
    """The drafts of a row: one a cell that holds a quantity."""
    row = outline.blocks[block].row
    if row is None:
        return []
    out: list[Draft] = []
    whole = Span(outline.blocks[block].start, outline.blocks[block].end)
    for cell in row.cells:
        inside = [m for m in mentions if cell.start <= m.start and m.end <= cell.end]
        if not inside:
            continue
        draft = _draft(outline, block, whole, row, cell, inside[0])
        if draft is not None:
            out.append(draft)
    return out


def _draft(outline: Outline, block: int, whole: Span, row: Row, cell: Cell, mention: Mention) -> Draft | None:
    label = row.label or cell.header
    if label is None:
        return None
    amount: Amount = mention.value
    change = "none"
    header = outline.text[cell.header.start : cell.header.end] if cell.header else ""
    rated = amount.kind.dimension in ("share", "points", "") and outline.text.endswith(
        words().rising_noun, *_noun(outline.text, label)
    )
    if rated:
        change = "increase" if amount.explicit[0] >= 0 else "decrease"
    if amount.kind.dimension in ("share", "points", "") and any(
        w in header for w in ("增长", "增速", "增幅", "同比", "±")
    ):
        change = "increase" if amount.explicit[0] >= 0 else "decrease"
    reading = Reading("frame.table", 0.85, _named(outline.text, label, cell.header), None, change)
    draft = Draft(mention, block, whole, Span(cell.start, cell.end), reading)
    draft.header, draft.attribute = cell.header, row.attribute
    unit = unit_of(outline.text[cell.unit.start : cell.unit.end].strip()) if cell.unit and not amount.unit else None
    if unit is not None:
        scale = unit.explicit[0]
        draft.low, draft.high = _times(draft.low, scale), _times(draft.high, scale)
        draft.unit, draft.kind_of_unit = unit.unit, unit.kind
    if change == "decrease":
        draft.low, draft.high = _times(draft.low, Decimal(-1)), _times(draft.high, Decimal(-1))
    return draft


def _noun(text: str, label: Span) -> tuple[int, int]:
    """The label without a unit in a bracket at its end: 增加值年均增速|（%）."""
    bracket = max(text.rfind("（", *label), text.rfind("(", *label))
    return label.start, bracket if bracket > label.start else label.end


def _named(text: str, label: Span, header: Span | None) -> tuple[Span, ...]:
    """The label, with the column's head where that says what is laid down for each: 中型客车|每年税额."""
    if header is None or header == label:
        return (label,)
    found = words().standard_pattern.search(text, header.start, header.end)
    end = header.end
    if found is None or text[header.start : header.end].strip() in text[label.start : label.end]:
        return (label,)
    bracket = min(
        (at for at in (text.find("（", header.start, end), text.find("(", header.start, end)) if at > 0), default=end
    )
    return (label, Span(header.start, bracket)) if bracket >= found.end() else (label,)


def _times(value: Decimal | None, scale: Decimal) -> Decimal | None:
    return None if value is None else value * scale
