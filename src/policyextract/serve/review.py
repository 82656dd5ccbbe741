"""The page on which a person goes through the records of a store: what it asks of the store, and what it tells it.

Everything but the empty page needs the token, which its address holds behind ``#``, where no server and no log sees it.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from ..errors import InputError, PolicyExtractError
from ..report.html import asset, put_together
from ..report.wording import BASES, LABELS, NATURES
from ..track.store import open_store
from ..track.wording import CHANGES, COMMITMENTS, KINDS
from .desk import Desk

_SAFE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Heads of every answer."""

Answer = Callable[[Request], Awaitable[Response]]


def application(place: str, token: str, by: str | None = None, today: Callable[[], date] = date.today) -> Starlette:
    """The application; to be served behind :class:`policyextract.serve.limits.Guard`.

    Args:
        place: a SQLite file or a ``postgresql://`` URL.
        token: what allows to ask anything.
        by: who reviews, as corrections tell it.
        today: the day that corrections tell.

    Raises:
        StoreError: the store cannot be opened.
    """
    open_store(place, create=False).close()
    desk = Desk(place, by, today)

    async def page(_: Request) -> Response:
        scripts = [asset("text.js"), asset("review.js")]
        styles = [asset("page.css"), asset("review.css")]
        return HTMLResponse(
            put_together("审核记录", _words(), asset("review.html"), styles, scripts, "'self'"), headers=_SAFE
        )

    def guarded(answer: Callable[..., Any], takes_body: bool = False) -> Answer:
        async def answered(request: Request) -> Response:
            _check(request, token)
            given = [await _body(request)] if takes_body else []
            found = await run_in_threadpool(partial(answer, *given, **request.path_params))
            return JSONResponse(found, headers=_SAFE)

        return answered

    def refused(_: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 422
        said = error.detail if isinstance(error, HTTPException) else " ".join(str(error).split())
        return JSONResponse(
            {"detail": said}, 503 if not isinstance(error, HTTPException | InputError) else status, _SAFE
        )

    return Starlette(
        routes=[
            Route("/", page),
            Route("/api/queue/{show}", guarded(desk.queue)),
            Route("/api/documents/{ident:path}", guarded(desk.document)),
            Route("/api/read", guarded(desk.read, takes_body=True), methods=["POST"]),
            Route("/api/corrections", guarded(desk.correct, takes_body=True), methods=["POST"]),
            Route("/api/corrections/{record}", guarded(desk.withdraw), methods=["DELETE"]),
        ],
        exception_handlers={HTTPException: refused, PolicyExtractError: refused},
    )


def _words() -> dict[str, dict[str, str]]:
    """What the page calls kinds, slots and answers."""
    slots = {**LABELS, "value": LABELS["quantity"], "agents": LABELS["agent"]}
    return {
        "kind": {kind: KINDS[kind] for kind in ("target", "actual")},
        "change": {"none": "—", **{name: word for name, word in CHANGES.items() if word}},
        "nature": NATURES,
        "basis": BASES,
        "commitment": COMMITMENTS,
        "heads": {**LABELS, "place": LABELS["region"]},
        "slots": {**slots, "nature": "性质", "basis": "比较", "commitment": "力度"},
        "verdicts": {"accept": "接受", "correct": "修改", "reject": "拒绝", "add": "补一条"},
    }


def _check(request: Request, token: str) -> None:
    """Refuse who has not the token."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not hmac.compare_digest(given.encode(), token.encode()):
        raise HTTPException(401, "open the address that 'policyextract review' has told, with its token")


async def _body(request: Request) -> Mapping[str, Any]:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "send JSON")
    try:
        found = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise HTTPException(422, "not JSON") from None
    if not isinstance(found, dict):
        raise HTTPException(422, "not a JSON object")
    return found
