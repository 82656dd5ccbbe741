"""The HTTP service: texts in, documents out, and what a store holds."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date
from time import monotonic
from typing import Annotated, Any, Literal

from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from ..errors import InputError, PolicyExtractError
from ..settings import Settings
from ..track.filters import Filters, checked
from ..track.series.tracker import Asked
from .limits import Limits
from .reading import Explain, Found, Read, UnansweredError, ask, maker
from .shelf import DEEPEST, MOST, NoStoreError, Shelf, Status
from .workers import Workers

_STATUS = {"refused": 422, "busy": 503, "timeout": 503, "worker-died": 500, "failed": 500}
"""Status of a reading that gave nothing, by its code."""


class ExtractRequest(BaseModel):
    """A text or a page to read."""

    model_config = ConfigDict(extra="forbid")

    text: str | None = Field(None, description="The raw text.")
    html: str | None = Field(None, description="A page, in place of the text.")
    published: date | None = Field(None, description="Day of publication, where it is known.")
    title: str | None = Field(None, description="The title, where the text does not hold it.")
    source: str | None = Field(None, description="Where it came from; its id is made from that.")
    id: str | None = Field(None, description="An id of your own.")

    def task(self) -> Read:
        """What to read.

        Raises:
            HTTPException: neither a text nor a page, or both.
        """
        if (self.text is None) == (self.html is None):
            raise HTTPException(422, "give either text or html")
        body = self.text if self.text is not None else self.html
        return Read(body or "", self.model_dump(exclude={"text", "html"}))


class Health(BaseModel):
    """That the service answers."""

    status: Literal["ok"] = "ok"
    version: str
    store: bool = Field(description="Whether it was started with a store.")


class Stored(BaseModel):
    """What became of a document that was put into the store."""

    id: str
    outcome: Literal["added", "updated", "unchanged"]


class RecordQuery(BaseModel):
    """Which records are wanted; what is left out allows all."""

    model_config = ConfigDict(extra="forbid")

    kind: list[str] = Field([], description="target, actual or pledge; may be given more than once.")
    nature: list[str] = Field([], description="outcome, input, standard or criterion.")
    commitment: list[str] = Field([], description="binding, expected, aspirational or planned.")
    region: str | None = Field(None, description="Code or name of a division, with all that lies in it.")
    indicator: str | None = Field(None, description="Words in the indicator.")
    due_after: date | None = None
    due_before: date | None = None
    since: date | None = Field(None, description="Published on this day or later.")
    until: date | None = Field(None, description="Published on this day or earlier.")
    min_confidence: float = Field(0.0, ge=0, le=1)
    newest: bool = Field(False, description="The latest publication first.")
    limit: int = Field(100, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=DEEPEST)

    def filters(self, search: str | None = None) -> Filters:
        """The same for a store.

        Raises:
            InputError: a value is not allowed.
        """
        given = self.model_dump(exclude={"kind", "nature", "commitment", "newest", "limit", "offset", "q"})
        lists = {"kinds": self.kind, "natures": self.nature, "commitments": self.commitment}
        return checked(**given, search=search, **{name: tuple(values) for name, values in lists.items()})


class SearchQuery(RecordQuery):
    """Records that hold words."""

    q: str = Field(min_length=1, max_length=200, description="Words that stand in the indicator or sentence.")


class SeriesQuery(BaseModel):
    """Which targets are wanted."""

    model_config = ConfigDict(extra="forbid")

    indicator: str | None = Field(None, description="Any name of an indicator, or words in it.")
    region: str | None = Field(None, description="Code or name of a division, with all that lies in it.")
    year: int | None = Field(None, ge=1900, le=2200, description="In which the target's period ends.")
    status: list[Status] = []
    limit: int = Field(100, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=DEEPEST)


class DocumentQuery(BaseModel):
    """Which documents are wanted."""

    model_config = ConfigDict(extra="forbid")

    since: date | None = Field(None, description="Published on this day or later.")
    until: date | None = Field(None, description="Published on this day or earlier.")
    limit: int = Field(100, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=DEEPEST)


class Service:
    """What the routes share."""

    def __init__(self, store: str | None, settings: Settings, limits: Limits, token: str | None, workers: int) -> None:
        self.shelf = Shelf(store)
        self.has_store = store is not None
        self.workers = Workers(maker(settings), workers, limits.seconds)
        self.token = token
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "policyextract_requests", "Requests answered", ["route", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "policyextract_request_seconds", "Time to an answer", ["route"], registry=self.registry
        )

    async def read(self, task: Read) -> Found:
        """What a text gives.

        Raises:
            HTTPException: it cannot be read, or not in time.
        """
        found: Found = await self.ask(task)
        return found

    async def ask(self, task: Read | Explain) -> Any:
        """What a process answers; see :meth:`read`."""
        try:
            return await run_in_threadpool(ask, self.workers, task)
        except UnansweredError as error:
            busy = {"Retry-After": "5"} if error.code == "busy" else None
            raise HTTPException(_STATUS[error.code], str(error), headers=busy) from None

    def may_write(self, given: HTTPAuthorizationCredentials | None) -> None:
        """Refuse who must not write."""
        if self.token is None:
            raise HTTPException(403, "nothing is written here: the service was started without a token")
        if given is None or not hmac.compare_digest(given.credentials.encode(), self.token.encode()):
            raise HTTPException(
                401, "writing needs the token, as 'Authorization: Bearer …'", {"WWW-Authenticate": "Bearer"}
            )


_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/ExtractRequest"}},
            **{kind: {"schema": {"type": "string"}} for kind in ("text/plain", "text/html")},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        **{name: {"type": "string"} for name in ("published", "title", "source", "id")},
                    },
                }
            },
        },
    }
}
_GIVEN = ("published", "title", "source", "id")


async def task_of(
    request: Request,
    published: Annotated[date | None, Query(description="Of a body that is no JSON, as the next three.")] = None,
    title: str | None = None,
    source: str | None = None,
    id: str | None = None,
    name: Annotated[str, Query(description="Of the file in the body: its ending tells its kind.")] = "",
) -> Read:
    """What a request asks to be read: JSON, a form with a file, or the file itself."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    given = {"published": published, "title": title, "source": source, "id": id}
    if kind == "application/json":
        return ExtractRequest.model_validate_json(await request.body()).task()
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=8) as form:
            file = form.get("file")
            if file is None or isinstance(file, str):
                raise HTTPException(422, "the form has no file in the field 'file'")
            told = {field: value for field in _GIVEN if isinstance(value := form.get(field), str) and value}
            return Read(await file.read(), given | told, file.filename or "")
    if not kind or kind == "application/x-www-form-urlencoded":
        raise HTTPException(415, "say with Content-Type what is sent: JSON, a form with a file, text or a file")
    return Read(await request.body(), given, name)


def application(
    store: str | None = None,
    *,
    settings: Settings | None = None,
    limits: Limits | None = None,
    token: str | None = None,
    workers: int = 1,
    version: str = "0",
) -> FastAPI:
    """The application; to be served behind :class:`policyextract.serve.limits.Guard`.

    Args:
        store: a SQLite file or a ``postgresql://`` URL; without one the service only reads what it is sent.
        token: what allows to write; without one nothing is written.
        workers: processes that read texts.

    Raises:
        StoreError: the store cannot be opened.
    """
    service = Service(store, settings or Settings(), limits or Limits(), token, workers)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        service.workers.close()

    app = FastAPI(
        title="policyextract",
        version=version,
        summary="Targets and actuals of Chinese policy text, each with the place that says so",
        lifespan=lifespan,
        docs_url=None,  # these pages load scripts from elsewhere; /openapi.json has it all
        redoc_url=None,
    )
    _measured(app, service)
    _errors(app)
    _reading(app, service)
    _stored(app, service)
    _watched(app, service, version)
    return app


def _errors(app: FastAPI) -> None:
    """What the library says of a failure is the answer, in one line."""

    async def told(_: Request, error: Exception) -> JSONResponse:
        status = 404 if isinstance(error, NoStoreError) else 422 if isinstance(error, InputError) else 503
        return JSONResponse({"detail": " ".join(str(error).split())}, status)

    app.add_exception_handler(PolicyExtractError, told)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ValidationError)
        return JSONResponse(
            {"detail": error.errors(include_url=False, include_context=False, include_input=False)}, 422
        )

    app.add_exception_handler(ValidationError, invalid)


def _reading(app: FastAPI, service: Service) -> None:
    """What is sent is read."""

    @app.post("/extract", tags=["read"], openapi_extra=_BODY)
    async def extract(task: Annotated[Read, Depends(task_of)]) -> dict[str, Any]:
        """Read a text, a page or a file (PDF, Word, a workbook, mail …); the document in its JSON form."""
        return (await service.read(task)).document

    @app.post("/explain", tags=["read"])
    async def explain(asked: ExtractRequest) -> list[dict[str, Any]]:
        """What every record of a text was chosen from, and why its other numbers are no records."""
        given = {"published": asked.published, "title": asked.title}
        found: list[dict[str, Any]] = await service.ask(Explain(str(asked.task().body), given))
        return found


def _stored(app: FastAPI, service: Service) -> None:
    """What the store holds."""
    shelf = service.shelf
    bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]

    @app.get("/documents", tags=["store"])
    def documents(asked: Annotated[DocumentQuery, Query()]) -> list[dict[str, Any]]:
        """The documents of the store: title, day, source, place, and how many records each has."""
        return shelf.documents(checked(since=asked.since, until=asked.until), asked.limit, asked.offset)

    @app.get("/documents/{id:path}", tags=["store"])
    def document(id: str, text: bool = False) -> dict[str, Any]:
        """A document of the store in its JSON form, with its raw text where that is asked for and kept."""
        found = shelf.document(id, text)
        if found is None:
            raise HTTPException(404, f"no document has the id {id}")
        return found

    @app.get("/records", tags=["store"])
    def records(asked: Annotated[RecordQuery, Query()]) -> list[dict[str, Any]]:
        """Records as flat rows, by day of publication."""
        return shelf.records(asked.filters(), asked.limit, asked.offset, asked.newest)

    @app.get("/search", tags=["store"])
    def search(asked: Annotated[SearchQuery, Query()]) -> list[dict[str, Any]]:
        """Records whose indicator or sentence holds words."""
        return shelf.records(asked.filters(asked.q), asked.limit, asked.offset, asked.newest)

    @app.get("/series", tags=["store"])
    def series(asked: Annotated[SeriesQuery, Query()]) -> list[dict[str, Any]]:
        """What became of targets: the figure that was set, the one that was reported, and the sentences of both."""
        wanted = Asked(asked.indicator, asked.region, asked.year, tuple(asked.status))
        return shelf.series(wanted, asked.limit, asked.offset)

    async def writer(given: bearer) -> None:
        service.may_write(given)

    @app.post("/documents", tags=["store"], dependencies=[Depends(writer)], openapi_extra=_BODY)
    async def put(task: Annotated[Read, Depends(task_of)]) -> Stored:
        """Read as /extract does, and keep the document, in place of what the store has of the same id."""
        found = await service.read(task)
        text = {} if found.document["source_text"] is not None else {"text": found.text}
        outcome: Any = await run_in_threadpool(shelf.put, {**found.document, **text})
        return Stored(id=found.document["id"], outcome=outcome)

    @app.delete("/documents/{id:path}", tags=["store"], status_code=204, dependencies=[Depends(writer)])
    def remove(id: str) -> None:
        """Take a document out of the store, with its records."""
        if not shelf.remove(id):
            raise HTTPException(404, f"no document has the id {id}")


def _watched(app: FastAPI, service: Service, version: str) -> None:
    """What whoever runs the service asks."""

    @app.get("/health", tags=["service"])
    async def health() -> Health:
        """That the service answers."""
        return Health(version=version, store=service.has_store)

    @app.get("/metrics", tags=["service"])
    async def metrics() -> Response:
        """Counts and times of requests, in the form Prometheus reads."""
        return Response(generate_latest(service.registry), media_type=CONTENT_TYPE_LATEST)


def _measured(app: FastAPI, service: Service) -> None:
    """Every request is counted and timed, by its route."""

    @app.middleware("http")
    async def measured(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
        began, status = monotonic(), 500
        try:
            response = await go_on(request)
            status = response.status_code
        finally:
            route = getattr(request.scope.get("route"), "path", "none")
            service.requests.labels(route, str(status)).inc()
            service.seconds.labels(route).observe(monotonic() - began)
        return response
