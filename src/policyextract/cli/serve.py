"""The commands ``serve`` and ``mcp``: the library as a service."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

import policyextract

from ..errors import PolicyExtractError
from .options import Lexicons, Weights, secret_of, settings
from .saying import one_line, say, tidy, usage

TOKEN = "POLICYEXTRACT_TOKEN"
"""Environment variable of the token that allows to write."""


class Transport(StrEnum):
    """How an assistant speaks to the server."""

    stdio = "stdio"
    http = "http"


Store = Annotated[str | None, typer.Argument(metavar="[STORE]", help="A SQLite file or a postgresql:// URL.")]
Host = Annotated[str, typer.Option(help="Address to listen at; 0.0.0.0 is every one of this machine.")]
Port = Annotated[int, typer.Option(min=1, max=65535)]
Megabytes = Annotated[int, typer.Option("--max-mb", min=1, metavar="MB", help="The largest request.")]
Seconds = Annotated[float, typer.Option("--timeout", min=0.1, metavar="SECONDS", help="For reading one text.")]
Rate = Annotated[int, typer.Option(min=0, metavar="N", help="Requests a minute from one address; 0 is no limit.")]
Names = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-host",
        metavar="NAME",
        help="A name under which it may be asked, beside localhost and addresses; *.NAME for all below one, * for any.",
    ),
]
Count = Annotated[int, typer.Option("--workers", min=1, metavar="N", help="Processes that read texts.")]


def serve(
    store: Store = None,
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Count = 2,
    max_mb: Megabytes = 10,
    timeout: Seconds = 60,
    body_timeout: Annotated[float, typer.Option(min=0.1, metavar="SECONDS", help="For a request to arrive.")] = 20,
    rate: Rate = 600,
    allow_host: Names = None,
    token_file: Annotated[
        Path | None, typer.Option(help=f"Holds the token that allows to write, else ${TOKEN}.")
    ] = None,
    lexicon: Lexicons = None,
    weights: Weights = None,
) -> None:
    """Answer over HTTP: read what is sent, and what a STORE holds. Nothing is written without a token."""
    chosen = settings(lexicon, weights)
    with tidy(), one_line(store or "serve"), needed("serve"):
        from ..serve.http import application
        from ..serve.limits import Limits
        from ..serve.limits import serve as run

        limits = Limits(
            max_bytes=max_mb << 20, seconds=timeout, body_seconds=body_timeout, rate=rate, hosts=names(allow_host, host)
        )
        check_free(host, port)
        app = application(
            store,
            settings=chosen,
            limits=limits,
            token=secret_of(token_file, TOKEN),
            workers=workers,
            version=policyextract.__version__,
        )
        say(f"listening at http://{host}:{port} (what there is: /openapi.json); Ctrl-C ends it")
        run(app, host, port, limits)


def mcp(
    store: Store = None,
    transport: Annotated[Transport, typer.Option(help="stdio, or http at /mcp.")] = Transport.stdio,
    host: Host = "127.0.0.1",
    port: Port = 8001,
    workers: Count = 1,
    max_mb: Megabytes = 10,
    timeout: Seconds = 60,
    rate: Rate = 600,
    allow_host: Names = None,
    lexicon: Lexicons = None,
    weights: Weights = None,
) -> None:
    """Answer assistants by the Model Context Protocol. Tools: extract, explain, search, series."""
    chosen = settings(lexicon, weights)
    with tidy(), one_line(store or "mcp"), needed("mcp"):
        from ..serve.limits import Limits
        from ..serve.mcp import Desk, application, server

        limits = Limits(max_bytes=max_mb << 20, seconds=timeout, rate=rate, hosts=names(allow_host, host))
        with Desk(store, chosen, limits, workers) as desk:
            if transport is Transport.stdio:
                server(desk, policyextract.__version__).run("stdio")
                return
            from ..serve.limits import serve as run

            check_free(host, port)
            app = application(desk, limits, policyextract.__version__)
            say(f"listening at http://{host}:{port}/mcp; Ctrl-C ends it")
            run(app, host, port, limits)


def names(allowed: list[str] | None, host: str) -> tuple[str, ...]:
    """The names under which a service may be asked: those that are allowed, and the one it listens at."""
    from ..serve.hosts import is_allowable

    for name in allowed or ():
        if not is_allowable(name):
            usage(
                f"--allow-host: {name!r} is no name of a machine; give it as tracker.example, without http:// and port"
            )
    return (*(allowed or ()), host)


@contextmanager
def needed(extra: str) -> Iterator[None]:
    """What is said where the packages of an extra are not installed."""
    try:
        yield
    except ImportError as error:
        package = (error.name or "").partition(".")[0]
        raise PolicyExtractError(f"this needs the package {package}: pip install 'policyextract[{extra}]'") from None


def check_free(host: str, port: int) -> None:
    """Ends the program where nobody can listen there."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
    except OSError as error:
        usage(f"--host, --port: cannot listen at {host}:{port} ({error.strerror}); choose another")
