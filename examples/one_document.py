"""One document to a table: every target with its value, its due date and the characters that say so.

    python examples/one_document.py [FILE]

Without FILE, a release of the tests is read: traditional script with a reading note after many a character.
"""

import sys
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.table import Table

import policyextract as pe

RELEASE = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "city_press_conference.txt"


def value(quantity: pe.Quantity) -> str:
    """``≥ 12,000 个``: the comparison, the bounds multiplied out, the unit."""
    bounds = [f"{bound:,f}" for bound in (quantity.low, quantity.high) if bound is not None]
    sign = {">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "~": "≈ "}.get(quantity.comparator, "")
    return f"{sign}{'–'.join(dict.fromkeys(bounds))} {quantity.unit}".strip()


def table(document: pe.Document, text: str) -> Table:
    """One row a target; the last column is the raw text that its offsets point at, notes included."""
    out = Table(box=SIMPLE, pad_edge=False)
    for column in ("indicator", "value", "due", "raw text"):
        out.add_column(column, overflow="fold")
    for target in document.targets:
        due = f"{target.due.last:%Y-%m-%d}" if target.due and target.due.last else ""
        raw = text[target.quantity.start : target.quantity.end]
        out.add_row(escape(target.indicator.text), value(target.quantity), due, escape(raw))
    return out


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else RELEASE
    text = path.read_bytes().decode("utf-8")  # as it is: read_text would change line ends, and with them the offsets
    document = pe.extract(text, source=path.name)
    console = Console()
    console.print(document.title or path.name, markup=False, highlight=False)
    console.print(table(document, text))
    console.print(
        f"{len(document.targets)} targets and {len(document.actuals)} actuals, published {document.published}"
    )


if __name__ == "__main__":
    main()
