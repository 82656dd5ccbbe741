"""The service for assistants: tools of the Model Context Protocol over the library and a store."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.applications import Starlette

from ..errors import PolicyExtractError
from ..rows import LISTS, flat_rows
from ..settings import Settings
from ..track.filters import checked
from ..track.series.tracker import Asked
from .limits import Limits
from .reading import Explain, Read, UnansweredError, ask, maker
from .shelf import Shelf, Status
from .workers import Workers

MOST = 200
"""Rows of one answer: an assistant reads all of it."""

_INSTRUCTIONS = (
    "Reads Chinese policy text (work reports, plans, notices, news) and gives its targets (目标值) and actuals (实际值), each "
    "with the sentence and the place in the text that says so. 'extract' and 'explain' read a text that you give; 'search' "
    "and 'series' ask the store of documents that were read before. Offsets are code points in the raw text."
)

Day = Annotated[date | None, Field(description="Day of publication of the text, as 2024-03-27, where it is known.")]
Text = Annotated[str, Field(description="The raw text, or a page in HTML.")]
Region = Annotated[str | None, Field(description="Code or name of a division (山东, 3715), with all that lies in it.")]
Rows = Annotated[int, Field(ge=1, le=MOST, description="How many rows at most.")]

_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)


class Desk:
    """What the tools share: a store, or none, and the processes that read texts. Close it at the end.

    Raises:
        StoreError: the store cannot be opened.
    """

    def __init__(
        self,
        store: str | None = None,
        settings: Settings | None = None,
        limits: Limits | None = None,
        workers: int = 1,
    ) -> None:
        limits = limits or Limits()
        self.shelf = Shelf(store)
        self._workers = Workers(maker(settings or Settings()), workers, limits.seconds)
        self._most = limits.max_bytes

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._workers.close()

    async def ask(self, task: Read | Explain) -> Any:
        """What a process answers.

        Raises:
            ToolError: the text is too large, or cannot be read, or not in time.
        """
        text = task.text if isinstance(task, Explain) else task.body
        if len(text) > self._most:
            raise ToolError(f"the text has {len(text):,} characters, more than {self._most:,}; send it in parts")
        try:
            return await anyio.to_thread.run_sync(ask, self._workers, task)
        except UnansweredError as error:
            raise ToolError(str(error)) from None

    async def rows(self, ask: Any, *asked: Any) -> list[dict[str, Any]]:
        """What the store answers, without what is not said.

        Raises:
            ToolError: there is no store, or it refuses.
        """
        try:
            return said(await anyio.to_thread.run_sync(ask, *asked))
        except PolicyExtractError as error:
            raise ToolError(" ".join(str(error).split())) from None


def said(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows without their empty cells.

    >>> said([{"indicator": "充电桩", "region": None, "low": 0}])
    [{'indicator': '充电桩', 'low': 0}]
    """
    return [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]


def server(desk: Desk, version: str = "") -> MCPServer[Any]:
    """The server over a desk; it writes nothing. It may be asked over several transports, and leaves the desk open."""
    made: MCPServer[Any] = MCPServer("policyextract", version=version, instructions=_INSTRUCTIONS, log_level="WARNING")
    _reading(made, desk)
    _stored(made, desk)
    return made


def application(desk: Desk, limits: Limits, version: str = "") -> Starlette:
    """The server over HTTP, at ``/mcp``; to be served behind :class:`policyextract.serve.limits.Guard`, which knows the names
    under which it may be asked."""
    named = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    made = server(desk, version)
    return made.streamable_http_app(transport_security=named, max_request_body_size=limits.max_bytes)


def _reading(made: MCPServer[Any], desk: Desk) -> None:
    @made.tool(annotations=_READS)
    async def extract(text: Text, published: Day = None, title: str | None = None) -> dict[str, Any]:
        """Targets, actuals and pledges of a Chinese policy text, a row each, with their sentences and offsets."""
        found = await desk.ask(Read(text, {"published": published, "title": title}))
        document = found.document
        head = {name: document[name] for name in ("id", "title", "published", "place", "warnings")}
        return {**head, "records": said(flat_rows(document, LISTS))}

    @made.tool(annotations=_READS)
    async def explain(text: Text, published: Day = None, title: str | None = None) -> dict[str, Any]:
        """Why each number of a text is a record or none, and what each part of a record was chosen from."""
        return {"numbers": await desk.ask(Explain(text, {"published": published, "title": title}))}


def _stored(made: MCPServer[Any], desk: Desk) -> None:
    @made.tool(annotations=_READS)
    async def search(
        query: Annotated[str, Field(description="Words that stand in the indicator or sentence, e.g. 充电桩.")],
        region: Region = None,
        kind: Annotated[list[Literal["target", "actual", "pledge"]] | None, Field(description="Which records.")] = None,
        due_before: Annotated[date | None, Field(description="Due on this day or earlier.")] = None,
        since: Annotated[date | None, Field(description="Published on this day or later.")] = None,
        limit: Rows = 20,
    ) -> dict[str, Any]:
        """Records of the store that hold words, the latest publication first."""
        try:
            filters = checked(search=query, region=region, kinds=tuple(kind or ()), due_before=due_before, since=since)
        except PolicyExtractError as error:
            raise ToolError(str(error)) from None
        return {"records": await desk.rows(desk.shelf.records, filters, limit, 0, True)}

    @made.tool(annotations=_READS)
    async def series(
        indicator: Annotated[str | None, Field(description="A name of an indicator, or words in it.")] = None,
        region: Region = None,
        year: Annotated[int | None, Field(ge=1900, le=2200, description="In which the target's period ends.")] = None,
        status: Annotated[list[Status] | None, Field(description="What became of it.")] = None,
        limit: Rows = 20,
    ) -> dict[str, Any]:
        """What became of targets of the store: the figure set, the figure reported, and the sentences of both."""
        asked = Asked(indicator, region, year, tuple(status or ()))
        return {"targets": await desk.rows(desk.shelf.series, asked, limit)}
