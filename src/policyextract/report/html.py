"""Documents in their JSON form as a page that needs nothing else: a table beside the text, and overviews.

No network is used and nothing of a text becomes markup; a Content-Security-Policy names the hashes of the scripts and styles
of the page, and allows no others. A notebook shows the same page in small.
"""

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from ..guards import whole
from ..rows import LISTS, Row, flat_rows
from ..track.wording import CHANGES, COMMITMENTS, KINDS
from .marked import marked, told
from .wording import BASES, NATURES, quantity_text, warning_text

Data = Mapping[str, Any]
"""A document in its JSON form; its raw text, where it is known, under ``text``."""

Sums = list[tuple[str, str, str]]
"""Slot, value and why, as :class:`policyextract.targets.explain.Explanation` tells them."""

HEIGHT = 480
"""Pixels of the view in a notebook: a text with a table of some ten rows."""

FIELDS = (
    "document", "id", "kind", "indicator", "quantity", "change", "due", "place", "agent", "confidence", "first", "words", "code",
    "nature", "commitment", "basis", "baseline", "action", "programme", "section", "qualifiers", "sentence", "at", "start",
    "end", "text", "part", "agents", "rules", "low", "repeat", "sums",
)  # fmt: skip
"""What a page holds of a record, in this order; ``at`` is where its sentence begins, ``words`` how its time is written."""


def page(
    documents: Iterable[Data],
    title: str,
    *,
    overview: Data | None = None,
    library: str | None = None,
    explained: Callable[[Data], Mapping[int, Sums]] | None = None,
    small: bool = False,
) -> str:
    """One file with everything in it.

    Args:
        overview: what :func:`policyextract.report.overview.overview` gives; without it the page has no overviews.
        library: the program that draws plots; without it there are tables alone.
        explained: gives for a document the sums of its records by the raw offset of their number or words.
        small: for a frame within another page.
    """
    held: list[dict[str, Any]] = []
    records: list[list[Any]] = []
    for document in documents:
        rows = flat_rows(document, tuple(LISTS))
        text = document.get("text") if document.get("text") is not None else document.get("source_text")
        sums = explained(document) if explained is not None else {}
        records += [_record(len(held), row, sums) for row in rows]
        held.append(_document(document, marked(text, rows) if text is not None else told(rows), text, rows))
    data = {"fields": FIELDS, "documents": held, "records": records, "overview": overview, "small": small}
    scripts = [one for one in (library, asset("text.js"), asset("overview.js"), asset("page.js")) if one]
    return put_together(title, data, asset("page.html"), [asset("page.css")], scripts)


def document_html(document: Data, raw: str | None) -> str:
    """One document for a notebook, in a frame of its own, so that nothing else on the notebook's page changes.

    Without the raw text (a document read back from JSON does not have it) its sentences stand for it.
    """
    title = document.get("title") or document["id"]
    inside = page([{**document, "text": raw}], title, small=True)
    return (
        f'<iframe title="{escape(whole(title))}" sandbox="allow-scripts" srcdoc="{escape(inside)}" '
        f'style="width:100%;height:{HEIGHT}px;border:1px solid #8886;border-radius:6px"></iframe>'
    )


def _document(document: Data, blocks: list[Any], text: str | None, rows: list[Row]) -> dict[str, Any]:
    place = document.get("place") or {}
    return {
        "id": document["id"],
        "title": document.get("title") or document.get("source") or document["id"],
        "published": document.get("published"),
        "source": document.get("source"),
        "number": document.get("document_number"),
        "body": document.get("issuing_body"),
        "place": place.get("text"),
        "warnings": [warning_text(one, text) for one in document.get("warnings", ())],
        "whole": text is not None,
        "count": len(rows),
        "blocks": blocks,
    }


def _record(document: int, row: Row, sums: Mapping[int, Sums]) -> list[Any]:
    start = row["start"]
    cells: dict[str, Any] = {
        **{name: row[name] for name in FIELDS if name in row},
        "document": document,
        "kind": KINDS[str(row["kind"])],
        "quantity": quantity_text(row),
        "change": CHANGES.get(str(row["change"]), ""),
        "place": row["place_name"],
        "code": row["region_code"],
        "first": row["due_first"],
        "words": row["due_text"],
        "nature": NATURES.get(str(row["nature"]), ""),
        "commitment": COMMITMENTS.get(str(row["commitment"]), ""),
        "basis": BASES.get(str(row["basis"]), ""),
        "at": row["sentence_start"],
        "low": row["low"] if row["low"] is not None else row["high"],
        "repeat": row["repeat_of"],
        "sums": sums.get(start) if isinstance(start, int) else None,
    }
    return [cells[name] for name in FIELDS]


@cache
def asset(name: str) -> str:
    """The text of a file that pages are made of."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def put_together(
    title: str, data: Data, body: str, styles: Iterable[str], scripts: Iterable[str], asks: str = ""
) -> str:
    """A page of some body; data are JSON in a block that is not run, without any ``<`` that could end it.

    Args:
        asks: which addresses its programs may ask; none.
    """
    style, programs = "".join(styles), list(scripts)
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, programs))}; style-src {_hash(style)}; "
        f"{f'connect-src {asks}; ' if asks else ''}img-src data:; base-uri 'none'; form-action 'none'"
    )
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return whole(
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="color-scheme" content="light dark">\n<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n'
        f"{body.replace('{title}', escape(title))}"
        f'<script type="application/json" id="data">{packed}</script>\n'
        + "".join(f"<script>{program}</script>\n" for program in programs)
        + "</body>\n</html>\n"
    )
