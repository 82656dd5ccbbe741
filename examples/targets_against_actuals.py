"""What was reached against what is planned: the targets of a work report beside the actuals of the same indicator.

    python examples/targets_against_actuals.py [FILE]

A work report first tells what the past year reached, then what the next shall reach. Two records belong together when
they name the same indicator in the same unit and both are levels, or both are changes. Indicators are words of the text,
so that only what is worded alike is found.
"""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import policyextract as pe

REPORT = Path(__file__).resolve().parent.parent / "tests" / "fixtures" / "provincial_work_report.txt"

Key = tuple[str, str, str]  # indicator, unit, change


def key(record: pe.Target) -> Key:
    return record.indicator.text, record.quantity.canonical_unit, record.change


def last_day(record: pe.Target) -> date:
    """The end of the record's period; what has none stands first."""
    return record.due.last if record.due and record.due.last else date.min


def bound(record: pe.Target) -> Decimal:
    """The figure to compare: the lower bound, or the upper one where only that is said."""
    quantity = record.quantity
    figure = quantity.low if quantity.low is not None else quantity.high
    assert figure is not None  # every quantity has a bound
    return figure


def pairs(document: pe.Document) -> Iterator[tuple[pe.Target, pe.Target]]:
    """Each target with the latest actual of its indicator."""
    latest: dict[Key, pe.Target] = {}
    for actual in sorted(document.actuals, key=last_day):
        latest[key(actual)] = actual
    for target in document.targets:
        if key(target) in latest:
            yield target, latest[key(target)]


def progress(target: pe.Target, actual: pe.Target) -> str:
    """How far the target is from what was reached: a share for amounts, a difference for percentages."""
    wanted, reached = bound(target), bound(actual)
    if wanted > 0 and target.quantity.unit != "%":
        return f"reached {reached / wanted:.0%} of the target"
    if wanted == reached:
        return "the target is what was reached"
    return f"the target is {abs(wanted - reached):f} {'above' if wanted > reached else 'below'} what was reached"


def main() -> None:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else REPORT
    document = pe.extract(path.read_bytes().decode("utf-8"), source=path.name)
    for target, actual in pairs(document):
        print(target.indicator.text)
        for record in (actual, target):
            quantity = record.quantity
            year = f"{record.due.last:%Y}" if record.due and record.due.last else "    "
            print(
                f"  {record.kind:<7}{year}  {quantity.comparator} {bound(record):f} {quantity.unit} ({record.change})"
            )
        print(f"  {progress(target, actual)}")


if __name__ == "__main__":
    main()
