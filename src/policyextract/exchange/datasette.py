"""Datasette: metadata for a store in a SQLite file, so that its tables open with labels, facets and explained columns.

What metadata cannot do, a link from each record to the place in the text that says it and a search for words of any length, is
in :mod:`policyextract.exchange.datasette_plugin`, which Datasette finds where both are installed.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..postgres import is_url
from ..rows import COLUMNS
from ..track.files import head
from ..track.schema import CORRECTIONS, DERIVED, HISTORY, OTHER_NAMES, RECORD_TABLES, TABLES, VIEW, Table

_FLAT = {other: name for name, other in OTHER_NAMES.items()}
_OF_DOCUMENT = {"id": "document_id", "title": "document_title"}
_OF_VIEW = {"document": "document_title"}
_ABOUT = {
    "documents": "文件：每篇一行 · one row a document",
    "targets": "目标 · what is promised, with its number",
    "actuals": "实绩 · what is reported as reached",
    "pledges": "承诺 · promises without a number",
    "agents": "责任单位 · the bodies named for a record",
    "entities": "名称 · the names in a document",
    "mentions": "名称所在位置 · where the names stand",
    "series": "序列 · an indicator of a place, in one unit",
    "points": "序列中的数值 · the targets and actuals of a series",
    "verdicts": "结果 · what became of each target",
    "records": "三类记录并列 · targets, actuals and pledges side by side",
}
_LABELS = {"documents": "title", **dict.fromkeys(RECORD_TABLES.values(), "indicator"), "agents": "text"}
_LABELS |= {"entities": "text", "series": "indicator"}
_FACETS = {
    "documents": ["place", "rank", "issuing_body"],
    "targets": ["place_name", "nature", "commitment"],
    "actuals": ["place_name", "nature", "change"],
    "pledges": ["place_name", "commitment"],
    "agents": ["role", "canonical"],
    "entities": ["type"],
    "series": ["place_name", "form"],
    "points": ["kind"],
    "verdicts": ["status", "note"],
    "records": ["kind", "place_name", "nature"],
}
_ORDER = {"documents": {"sort_desc": "published"}, "targets": {"sort": "due"}, "actuals": {"sort_desc": "due"}}
_ORDER |= {"pledges": {"sort": "due"}}

_DUE = """select due, place_name, indicator, quantity, commitment, agents, sentence, document, document_id, id from records
where kind in ('target', 'pledge') and due between :after and :before order by due, place_name"""

_VERDICTS = """select s.place_name, s.indicator, v.status, v.note, t.quantity as target, t.due, a.quantity as actual,
  t.sentence as sentence, t.document_id, t.id from verdicts as v join series as s on s.id = v.series_id
left join targets as t on t.id = v.target_id left join actuals as a on a.id = v.actual_id
where v.status = :status order by s.place_name, s.indicator, t.due"""

_QUERIES = {
    "due": {
        "title": "某段时间到期的目标和承诺 · due in a period",
        "description": "after, before: 2026-01-01",
        "sql": _DUE,
    },
    "verdicts_by_status": {
        "title": "目标的结果 · what became of targets",
        "description": "status: met, missed, open, not_reported, revised, dropped, unclear. The tables are filled by policyextract track",
        "sql": _VERDICTS,
    },
}


def metadata(store: str, title: str | None = None) -> dict[str, Any]:
    """What ``datasette FILE --metadata`` takes for a store.

    Args:
        store: the file of the store, after whose name Datasette calls the database.
        title: what the site is called.

    Raises:
        InputError: the store is no file.

    >>> metadata("tracker/targets.db")["databases"]["targets"]["tables"]["records"]["facets"]
    ['kind', 'place_name', 'nature']
    """
    if is_url(store):
        raise InputError("datasette reads SQLite files; copy the store into one with: export STORE --to sqlite -o FILE")
    tables = {table.name: _table(table) for table in (*TABLES, *DERIVED, *HISTORY, CORRECTIONS)}
    tables["records"] = {
        **_shown("records"),
        "columns": _columns({name: _OF_VIEW.get(name, name) for name in _viewed()}),
    }
    tables["meta"] = {"hidden": True}
    described = "政策文本中的目标、实绩和承诺，每一条都注明原文出处 · targets, actuals and pledges of policy texts, each with its place in the text"
    name = Path(store).stem
    return {
        "title": title or "policyextract",
        "description": described,
        "databases": {name: {"description": described, "tables": tables, "queries": _QUERIES}},
    }


def metadata_json(store: str, title: str | None = None) -> str:
    """The same as a file holds it."""
    return json.dumps(metadata(store, title), ensure_ascii=False, indent=2) + "\n"


def _viewed() -> list[str]:
    """The columns of the view of all records."""
    listed = VIEW.partition("SELECT")[2].partition("FROM")[0].split(",")
    return [one.split()[-1].rpartition(".")[2] for one in listed]


def _table(table: Table) -> dict[str, Any]:
    if table.name not in _ABOUT:
        return {"hidden": True}
    names = _OF_DOCUMENT if table.name == "documents" else {}
    return {**_shown(table.name), "columns": _columns({name: names.get(name, name) for name in table.names})}


def _shown(name: str) -> dict[str, Any]:
    label = {"label_column": _LABELS[name]} if name in _LABELS else {}
    facets = {"facets": _FACETS[name]} if name in _FACETS else {}
    return {"description": _ABOUT[name], "size": 50, **label, **facets, **_ORDER.get(name, {})}


def _columns(names: Mapping[str, str]) -> dict[str, str]:
    """What columns hold, in Chinese and, where flat rows have them under the name that is given, in English."""
    flat = {name: _FLAT.get(other, other) for name, other in names.items()}
    told = {name: [head(other), COLUMNS.get(other, other)] for name, other in flat.items()}
    return {
        name: " · ".join(part for part in parts if part != flat[name])
        for name, parts in told.items()
        if parts != [flat[name]] * 2
    }
