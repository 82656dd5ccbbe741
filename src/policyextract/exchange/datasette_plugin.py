"""Datasette's plugin for stores: each record leads to its place in the text, and words of any length are found.

Datasette loads it by its entry point. It adds nothing to databases that are no stores.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from datasette import NotFound, Response, hookimpl
from datasette.utils import tilde_decode, tilde_encode
from markupsafe import Markup, escape

from ..report.html import page
from ..track.filters import matching
from ..track.flatten import OWN_TEXT, unpacked
from ..track.schema import APPLICATION, RECORD_TABLES

_TEXT = (
    "select o.json, t.body from originals as o left join texts as t on t.document_id = o.document_id "
    "where o.document_id = ?"
)
_SEARCH = "\nunion all\n".join(
    f"select '{kind}' as kind, r.place_name, r.indicator, r.quantity, r.due, r.sentence, r.document_id, r.id "
    f"from {table} as r where r.row in (select rowid from {table}_search where {table}_search match policy_match(:words))"
    for kind, table in RECORD_TABLES.items()
)
_QUERY = {
    "title": "检索指标和原句 · search indicators and sentences",
    "description": "words: 任意长度的词，以空格分开 · words of any length, with blanks between",
    "sql": f"select * from (\n{_SEARCH}\n) order by due",
}
# Datasette lists what all columns mean above the rows; it is folded, so that the rows stand there.
_FOLD = """for (const list of document.querySelectorAll("dl.column-descriptions")) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "各列的含义 · what the columns hold";
  list.replaceWith(details);
  details.append(summary, list);
}"""

_STORES: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()


async def _is_store(database: Any) -> bool:
    """Whether a database is a store of this package; asked once of each."""
    if database not in _STORES:
        found = []
        if await database.table_exists("meta") and "key" in await database.table_columns("meta"):
            found = (await database.execute("select value from meta where key = 'application'")).rows
        _STORES[database] = [tuple(row) for row in found] == [(APPLICATION,)]
    return _STORES[database]


def _routes() -> list[tuple[str, Callable[..., Awaitable[Any]]]]:
    return [(r"^/(?P<database>[^/]+)/-/text/(?P<document>[^/]+)$", text_page)]


async def text_page(request: Any, datasette: Any) -> Any:
    """The text of a document with its records marked; ``#ID`` of a record shows that one."""
    name, ident = (tilde_decode(request.url_vars[part]) for part in ("database", "document"))
    if name not in datasette.databases or not await _is_store(datasette.databases[name]):
        raise NotFound(f"no store is named {name}")
    for table in ("originals", "texts"):
        asked = [("view-table", (name, table)), ("view-database", name), "view-instance"]
        await datasette.ensure_permissions(request.actor, asked)
    rows = (await datasette.databases[name].execute(_TEXT, [ident])).rows
    if not rows:
        raise NotFound(f"the store has no document {ident}")
    return Response.html(await asyncio.to_thread(_page, *rows[0]))


def _page(text: str, body: bytes | None) -> str:
    document: dict[str, Any] = json.loads(text)
    raw = document.get(OWN_TEXT) if body is None else unpacked(body)
    return page([{**document, "text": raw}], document.get("title") or document["id"])


def _cell(
    row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any
) -> Callable[[], Awaitable[Markup | None]] | None:
    """A sentence that leads to its place in the text, the title of a document that leads to the text; other cells stay as they are."""
    if not isinstance(value, str) or not value:
        return None
    keys: Sequence[str] = row.keys()
    if column == "sentence" and {"document_id", "id"} <= set(keys):
        ident, anchor = row["document_id"], f"#{row['id']}"
    elif column == "document" and table == "records":
        ident, anchor = row["document_id"], ""
    elif column == "title" and table == "documents":
        ident, anchor = row["id"], ""
    else:
        return None

    if isinstance(ident, Mapping):  # a key that Datasette shows with its label
        ident = ident["value"]

    async def linked() -> Markup | None:
        if not await _is_store(datasette.databases[database]):
            return None
        address = f"{datasette.urls.database(database)}/-/text/{tilde_encode(str(ident))}{anchor}"
        return Markup('<a href="{}">{}</a>').format(address, escape(value))

    return linked


def _queries(datasette: Any, database: str) -> Callable[[], Awaitable[Mapping[str, Any]]]:
    async def found() -> Mapping[str, Any]:
        return {"search": _QUERY} if await _is_store(datasette.databases[database]) else {}

    return found


def _script(view_name: str, database: str | None, datasette: Any) -> Callable[[], Awaitable[str]]:
    async def found() -> str:
        of_store = view_name == "table" and database is not None and await _is_store(datasette.databases[database])
        return _FOLD if of_store else ""

    return found


def _connected(conn: Any) -> None:
    conn.create_function("policy_match", 1, lambda words: matching(words or "") or '""', deterministic=True)


register_routes = hookimpl(_routes, specname="register_routes")
render_cell = hookimpl(_cell, specname="render_cell")
extra_body_script = hookimpl(_script, specname="extra_body_script")
canned_queries = hookimpl(_queries, specname="canned_queries")
prepare_connection = hookimpl(_connected, specname="prepare_connection")
