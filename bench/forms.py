"""What is lost on the way into a file and out of it again: the records of the tests' releases, form by form.

    python bench/forms.py [--show FORM]

Each release of ``tests/fixtures`` and a plan with a table are set as PDF (one column, two columns, tables with and without
lines), Word, a mail, a saved page and a feed, and read back; the table also as a workbook of each kind. A record is the
same where kind, value, comparator, unit, indicator, region and the days of its due date are.
"""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import papers
import policyextract as pe
from documents import fixtures
from papers import Block

MARKUP = ("html_page", "hongkong_news")  # HTML, which a paper would show as it is written
TWO = "PDF, two columns"
FORMS: dict[str, tuple[str, Callable[[list[Block]], bytes]]] = {
    "PDF, one column": ("a.pdf", papers.pdf),
    TWO: ("a.pdf", lambda paper: papers.pdf(paper, columns=2)),
    "PDF, tables without lines": ("a.pdf", lambda paper: papers.pdf(paper, ruled=False)),
    "Word": ("a.docx", papers.docx),
    "mail": ("a.eml", lambda paper: papers.eml(papers.plain(paper))),
    "page saved as one file": ("a.mhtml", lambda paper: papers.mhtml(papers.page(paper), "https://lanjiang.example/1")),
    "feed": ("a.xml", lambda paper: papers.rss([{"description": papers.page(paper)}])),
}
BOOKS: dict[str, tuple[str, Callable[[Any], bytes]]] = {
    "workbook, .xlsx": ("a.xlsx", papers.xlsx),
    "workbook, .xls": ("a.xls", papers.xls),
    "workbook, .ods": ("a.ods", papers.ods),
}


def key(record: Any) -> tuple[Any, ...]:
    """What a record says."""
    amount, due, region = record.quantity, record.due, record.region
    days = (due.first, due.last) if due else None
    indicator = record.indicator and "".join(record.indicator.text.split())
    return (
        record.kind,
        amount.low,
        amount.high,
        amount.comparator,
        amount.unit,
        indicator,
        region and region.text,
        days,
    )


def records(documents: Iterator[dict[str, Any]], published: str | None) -> Counter[tuple[Any, ...]]:
    """The records of all ``documents``."""
    found = (pe.extract(document["text"], published=published) for document in documents)
    return Counter(key(record) for document in found for record in (*document.targets, *document.actuals))


@cache
def of_text(text: str, published: str | None) -> Counter[tuple[Any, ...]]:
    """The records of ``text``."""
    return records(iter([{"text": text}]), published)


def read_back(name: str, data: bytes) -> Iterator[dict[str, Any]]:
    """The documents of a file of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(data)
        yield from list(pe.read_documents(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", metavar="FORM", help="what differs in this form")
    show = parser.parse_args().show
    releases = [(one["published"], papers.blocks(one["text"])) for one in fixtures() if one["id"] not in MARKUP]
    releases.append((None, papers.PLAN))
    tables = {"主要指标": papers.figures([["“十五五”时期主要指标"], *papers.TABLE])}
    table = of_text(papers.plain(["“十五五”时期主要指标", papers.TABLE]), None)
    print(f"{'form':28}{'records':>8}{'same':>8}{'share':>8}")
    for form, (name, made) in FORMS.items():
        pairs = []
        for day, whole in releases:
            # A table does not fit into one of two columns.
            paper = [block for block in whole if isinstance(block, str)] if form == TWO else whole
            pairs.append((of_text(papers.plain(paper), day), records(read_back(name, made(paper)), day)))
        tell(form, pairs, show)
    for form, (name, book) in BOOKS.items():
        tell(form, [(table, records(read_back(name, book(tables)), None))], show)


def tell(form: str, pairs: list[tuple[Counter[Any], Counter[Any]]], show: str | None) -> None:
    """One line of figures; where it is asked for, every record that only one side has."""
    want, same = sum(one.total() for one, _ in pairs), sum((one & other).total() for one, other in pairs)
    most = sum(max(one.total(), other.total()) for one, other in pairs)
    print(f"{form:28}{want:>8}{same:>8}{same / most:>8.3f}")
    for one, other in pairs if show == form else ():
        for sign, rest in (("-", one - other), ("+", other - one)):
            for record in rest.elements():
                print("   ", sign, *map(str, record))


if __name__ == "__main__":
    main()
