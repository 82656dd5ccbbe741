"""A document as HTML for notebooks: its text with the records marked, beside their table."""

from decimal import Decimal
from html import escape

from ..guards import whole
from ..models import Document, Phrase, Pledge, Target, json_number

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
"""Chinese column heads, shared with the command line's table."""

Record = Target | Pledge

KINDS = {"target": "目标", "actual": "实绩", "pledge": "承诺"}
CHANGES = {"increase": "增", "decrease": "减", "none": ""}

_STYLE = (
    "<style>.policyextract{display:flex;gap:1em;align-items:flex-start}"
    ".policyextract>*{flex:1 1 0;max-height:32em;overflow:auto}"
    ".policyextract pre{white-space:pre-wrap;margin:0;font:inherit;line-height:1.7}"
    ".policyextract mark.target{background:#ffe08a;color:#000}"
    ".policyextract mark.actual{background:#bfe3c0;color:#000}"
    ".policyextract mark.pledge{background:#cfe0f7;color:#000}"
    ".policyextract td,.policyextract th{text-align:left;vertical-align:top}</style>"
)
"""Scoped by class: a notebook may show many documents, and nothing else on its page may change."""


def quantity_text(record: Target) -> str:
    """The value as one reads it: comparator, number, unit, 每 words.

    >>> from policyextract.models import Phrase, Quantity
    >>> quantity = Quantity(text="1.2万个", low=12000, high=None, comparator=">=", unit="个")
    >>> phrase = Phrase(text="基站")
    >>> quantity_text(Target(id="1", kind="target", indicator=phrase, quantity=quantity, sentence=phrase))
    '≥1.2万个'
    """
    quantity = record.quantity
    low, high = quantity.low, quantity.high
    bounds = [_grouped(bound) for bound in (low, high) if bound is not None]
    sign = {">=": "≥", "<=": "≤", "~": "≈", "=": "", "range": ""}.get(quantity.comparator, quantity.comparator)
    number = "—".join(bounds) if quantity.comparator == "range" else "".join(bounds[:1])
    per = f"（每{'每'.join(record.per)}）" if record.per else ""
    return f"{sign}{number}{quantity.unit}{per}"


def _grouped(value: Decimal) -> str:
    """A number with its 亿 or 万, as Chinese readers group it."""
    for size, scale in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= size:
            return f"{json_number(value / size):,}{scale}"
    return f"{json_number(value):,}"


def kind_of(record: Record) -> str:
    """``target``, ``actual`` or ``pledge``."""
    return record.kind if isinstance(record, Target) else "pledge"


def _anchor(record: Record) -> Phrase:
    """What of the text is marked: the quantity, or the words of a pledge."""
    return record.quantity if isinstance(record, Target) else record


def due_text(record: Record) -> str:
    """The last day of its period, else the words that name it."""
    if record.due is None:
        return ""
    return record.due.last.isoformat() if record.due.last else record.due.text


def _subject(record: Record) -> str:
    return record.indicator.text if isinstance(record, Target) else record.text


def table_cells(record: Record) -> tuple[str, ...]:
    """One text for each of :data:`LABELS`; a pledge has its words in place of an indicator, and no quantity."""
    return (
        KINDS[kind_of(record)],
        _subject(record),
        quantity_text(record) if isinstance(record, Target) else "",
        CHANGES[record.change] if isinstance(record, Target) else "",
        due_text(record),
        _text(record.region),
        _text(record.agent),
        f"{record.confidence:.2f}",
    )


def _text(phrase: Phrase | None) -> str:
    return phrase.text if phrase else ""


def in_text_order(document: Document) -> list[Record]:
    """Targets, actuals and pledges by the place of their quantity or words."""
    records: tuple[Record, ...] = (*document.targets, *document.actuals, *document.pledges)
    return sorted(records, key=lambda record: -1 if (start := _anchor(record).start) is None else start)


def document_html(document: Document, raw: str | None) -> str:
    """``document`` as one HTML fragment; every text in it is escaped.

    Without the raw text (a document read back from JSON does not have it) the table stands alone.
    """
    records = in_text_order(document)
    head = "".join(f"<th>{label}</th>" for label in LABELS.values())
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in table_cells(record)) + "</tr>" for record in records
    )
    published = document.published.isoformat() if document.published else ""
    caption = escape(" · ".join(filter(None, (document.title, published))))
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    text = "" if raw is None else f"<pre>{_marked(raw, records)}</pre>"
    return whole(f'{_STYLE}<div class="policyextract">{text}<div>{table}</div></div>')


def _marked(raw: str, records: list[Record]) -> str:
    """``raw`` escaped, the quantity of each record in a ``<mark>`` that names its kind and indicator."""
    out: list[str] = []
    at = 0
    for record in records:
        start, end = _anchor(record).start, _anchor(record).end
        if start is None or end is None or start < at:
            continue  # not in the raw text, or marked already
        hint = escape(f"{KINDS[kind_of(record)]}：{_subject(record)} {due_text(record)}".rstrip())
        out.append(escape(raw[at:start]))
        out.append(f'<mark class="{kind_of(record)}" title="{hint}">{escape(raw[start:end])}</mark>')
        at = end
    out.append(escape(raw[at:]))
    return "".join(out)
