"""What a service refuses: names that are not its own, bodies too large or too slow, heads too slow, and more requests than one
address may send."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

import h11
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from .hosts import Hosts

FREE = ("/health", "/metrics")
"""Paths that whoever watches the service may ask for as often as he likes."""

_MOMENT = 0.5  # seconds
_IDLE = 75  # seconds: longer than clients keep a connection that they use no more, or they meet it as it closes
_ADDRESSES = 10_000  # that are remembered: some 2 MB


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How much a service takes.

    Attributes:
        max_bytes: of the body of a request.
        body_seconds: in which a body has to be here, and so the head of a request.
        seconds: that reading one text may take; as long may a request wait for its turn.
        rate: requests a minute from one address, the first so many at once; 0 for any number.
        connections: at a time.
        hosts: names under which it may be asked, beside localhost and every address: ``*.example`` for all below one, ``*`` for any.
    """

    max_bytes: int = 10 << 20
    body_seconds: float = 20.0
    seconds: float = 60.0
    rate: int = 600
    connections: int = 500
    hosts: tuple[str, ...] = ()


class Buckets:
    """A bucket of requests for every address, which fills as time goes by.

    >>> clock = iter([0.0, 0.0, 0.0, 30.0]).__next__
    >>> buckets = Buckets(2, clock)
    >>> [buckets.wait("a") for _ in range(4)]
    [0.0, 0.0, 30.0, 0.0]
    """

    def __init__(self, rate: int, clock: Callable[[], float] = monotonic) -> None:
        self._rate = rate
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, address: str) -> float:
        """Seconds until the address may ask again; 0 where it may now, which is then counted."""
        now = self._clock()
        count, then = self._left.pop(address, (float(self._rate), now))
        count = min(self._rate, count + (now - then) * self._rate / 60)
        while len(self._left) >= _ADDRESSES:
            del self._left[next(iter(self._left))]  # who asked longest ago
        self._left[address] = (count - 1 if count >= 1 else count, now)
        return 0.0 if count >= 1 else (1 - count) * 60 / self._rate


class _GoneError(Exception):
    """Who asked is not there any more."""


class Guard:
    """Takes a request in whole before the application sees it, or refuses it."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._hosts = Hosts(limits.hosts)
        self._buckets = Buckets(limits.rate) if limits.rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if stranger := self._stranger(scope):
            await refuse(receive, send, *stranger)
            return
        if self._buckets is not None and scope["path"] not in FREE:
            address = (scope.get("client") or ("",))[0]
            if wait := self._buckets.wait(address):
                head = {"retry-after": str(int(wait) + 1)}
                await refuse(
                    receive, send, 429, f"more than {self._limits.rate} requests a minute; wait and ask again", head
                )
                return
        try:
            async with asyncio.timeout(self._limits.body_seconds):
                body = await self._body(scope, receive)
        except TimeoutError:
            await refuse(receive, send, 408, f"the body did not come within {self._limits.body_seconds:g} seconds")
            return
        except _GoneError:
            return
        if body is None:
            most = self._limits.max_bytes
            await refuse(
                receive, send, 413, f"is larger than {most / (1 << 20):g} MiB; send less, or start with a higher limit"
            )
            return
        await self._app(scope, _again(body, receive), send)

    def _stranger(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the words for a request that does not name this service, or comes from a page of another site."""
        told = {name: value.decode("latin-1") for name, value in scope["headers"] if name in (b"host", b"origin")}
        host, origin = told.get(b"host", ""), told.get(b"origin")
        if not self._hosts.may_ask(host):
            return (
                421,
                f"is not asked as {host[:100]!r}; start it with --allow-host NAME where that is a name of its own",
            )
        if origin is not None and not self._hosts.may_send(origin, host):
            return (
                403,
                "pages of other sites may not ask; start it with --allow-host NAME where the page is of a name of its own",
            )
        return None

    async def _body(self, scope: Scope, receive: Receive) -> bytes | None:
        """The whole body; None where it is too large."""
        told = dict(scope["headers"]).get(b"content-length", b"")
        if told.isdigit() and int(told) > self._limits.max_bytes:
            return None
        pieces: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            pieces.append(message.get("body", b""))
            size += len(pieces[-1])
            if size > self._limits.max_bytes:
                return None
            more = message.get("more_body", False)
        return b"".join(pieces)


def _again(body: bytes, receive: Receive) -> Receive:
    """What receives the body once more, then what comes after it."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return left.pop() if left else await receive()

    return again


async def refuse(receive: Receive, send: Send, status: int, why: str, headers: dict[str, str] | None = None) -> None:
    """Answer with an error in the form that all errors have, and close the connection.

    What is on its way is thrown away for a moment: where a connection is closed on it, the answer may never arrive.
    """
    body = json.dumps({"detail": why}, ensure_ascii=False).encode()
    told = {"content-type": "application/json", "content-length": str(len(body)), "connection": "close"}
    pairs = [(name.encode(), value.encode()) for name, value in {**told, **(headers or {})}.items()]
    await send({"type": "http.response.start", "status": status, "headers": pairs})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(_MOMENT):
            while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
                pass
    await send({"type": "http.response.body", "body": b""})


def protocol(limits: Limits) -> type[H11Protocol]:
    """The server's protocol, which does not wait for the head of a request for ever, as uvicorn does."""

    class Patient(H11Protocol):
        """Closes a connection whose request does not begin, or whose head does not end, in time."""

        _alarm: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self._wait()

        def data_received(self, data: bytes) -> None:
            if self._alarm is None and self.conn.their_state is h11.IDLE:
                self._wait()
            super().data_received(data)
            if self.conn.their_state is not h11.IDLE:
                self._stop()

        def connection_lost(self, exc: Exception | None) -> None:
            self._stop()
            super().connection_lost(exc)

        def _wait(self) -> None:
            self._alarm = self.loop.call_later(limits.body_seconds, self._late)

        def _stop(self) -> None:
            if self._alarm is not None:
                self._alarm.cancel()
                self._alarm = None

        def _late(self) -> None:
            self._alarm = None
            if self.conn.their_state is h11.IDLE and not self.transport.is_closing():
                self.transport.close()

    return Patient


def serve(app: ASGIApp, host: str, port: int, limits: Limits) -> None:
    """Serve ``app`` until the program is stopped."""
    import uvicorn

    uvicorn.run(
        Guard(app, limits),
        host=host,
        port=port,
        http=protocol(limits),
        ws="none",
        lifespan="on",
        limit_concurrency=limits.connections,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=5,
    )
