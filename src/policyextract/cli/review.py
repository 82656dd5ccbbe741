"""The command ``review``: a page on which a person goes through the records of a store."""

import secrets
from pathlib import Path
from typing import Annotated

import typer

from .options import secret_of
from .saying import one_line, say, tidy
from .serve import TOKEN, Host, Names, Port, check_free, names, needed


def review(
    store: Annotated[str, typer.Argument(metavar="STORE", help="A SQLite file or a postgresql:// URL.")],
    host: Host = "127.0.0.1",
    port: Port = 8002,
    allow_host: Names = None,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who reviews, as corrections tell it.")] = None,
    token_file: Annotated[
        Path | None, typer.Option(help=f"Holds the token of the page, else ${TOKEN}; else one is made.")
    ] = None,
) -> None:
    """Go through the records of a STORE on a page. There they are accepted, corrected, rejected and added. The store keeps what is said."""
    with tidy(), one_line(store), needed("serve"):
        from ..serve.limits import Limits
        from ..serve.limits import serve as run
        from ..serve.review import application

        token = secret_of(token_file, TOKEN)
        check_free(host, port)
        made = token or secrets.token_urlsafe(24)
        app = application(store, made, by)
        say(f"open http://{host}:{port}/#token={made if token is None else '…'}; Ctrl-C ends it")
        run(app, host, port, Limits(hosts=names(allow_host, host)))
