"""PostgreSQL servers, named by a URL: ``postgresql://user:password@host:5432/database?schema=name``.

What the URL leaves out is taken from ``PGHOST``, ``PGPORT``, ``PGUSER``, ``PGPASSWORD`` and ``PGDATABASE``. ``schema`` is
``public`` where it is not given; ``host=/run/postgresql`` names the folder of a Unix socket. ``sslmode`` is one of libpq's
(else ``PGSSLMODE``): ``prefer``, which encrypts where the server can, ``disable``, ``require``, ``verify-ca``, ``verify-full``.
"""

import os
import ssl
from getpass import getuser
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from .errors import StoreError

SCHEMES = ("postgresql", "postgres")
_MODES = ("prefer", "disable", "require", "verify-ca", "verify-full")


def is_url(place: object) -> bool:
    """Whether ``place`` names a PostgreSQL database.

    >>> is_url("postgresql://db.example/policy"), is_url("policy.db")
    (True, False)
    """
    return isinstance(place, str) and "://" in place and place.partition("://")[0] in SCHEMES


class Address:
    """The parts of a URL, and what messages call it.

    >>> Address("postgresql://ann:secret@db.example/policy?schema=feeds").name
    'postgresql://db.example:5432/policy'

    Raises:
        StoreError: the URL is not of the form above.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise StoreError("the database URL cannot be read; write postgresql://user@host:5432/database") from None
        options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        self.host = options.pop("host", "") or unquote(parts.hostname or "") or os.environ.get("PGHOST", "localhost")
        self.port = int(port or os.environ.get("PGPORT", "5432"))
        self.user = unquote(parts.username or "") or os.environ.get("PGUSER") or getuser()
        self.password = unquote(parts.password) if parts.password else os.environ.get("PGPASSWORD")
        self.database = unquote(parts.path.lstrip("/")) or os.environ.get("PGDATABASE") or self.user
        self.schema = options.pop("schema", "public")
        self.mode = options.pop("sslmode", "") or os.environ.get("PGSSLMODE") or "prefer"
        self.name = f"postgresql://{self.host}:{self.port}/{self.database}"
        if options:
            raise StoreError(f"{self.name}: unknown option {sorted(options)[0]!r}; known are host, schema, sslmode")
        if self.mode not in _MODES:
            raise StoreError(f"{self.name}: sslmode must be {', '.join(_MODES)}, not {self.mode!r}")

    def arguments(self) -> dict[str, Any]:
        """What the driver needs."""
        out: dict[str, Any] = {"user": self.user, "password": self.password, "database": self.database}
        if self.host.startswith("/"):
            return {**out, "unix_sock": f"{self.host}/.s.PGSQL.{self.port}", "ssl_context": False}
        return {**out, "host": self.host, "port": self.port, "ssl_context": self._encryption()}

    def _encryption(self) -> ssl.SSLContext | bool | None:
        """What the driver takes for the mode: None asks for TLS and goes on without."""
        if self.mode in ("prefer", "disable"):
            return None if self.mode == "prefer" else False
        context = ssl.create_default_context()
        context.check_hostname = self.mode == "verify-full"
        if self.mode == "require":  # as libpq has it: encrypted, whoever answers
            context.verify_mode = ssl.CERT_NONE
        return context


def driver(name: str) -> Any:
    """The package that speaks to a server.

    Raises:
        StoreError: it is not installed.
    """
    try:
        import pg8000
    except ModuleNotFoundError:
        said = "a driver is missing; install it with: pip install 'policyextract[postgres]'"
        raise StoreError(f"{name}: {said}") from None
    return pg8000


def connected(address: Address) -> Any:
    """A connection that speaks UTF-8, whatever encoding the database keeps its texts in."""
    made = driver(address.name).connect(**address.arguments(), application_name="policyextract")
    made.run("SET client_encoding TO 'UTF8'")
    made.commit()
    return made


def failure(connection: Any, error: BaseException, check: str) -> str:
    """What failed, and what to do, in one line; what had begun on the connection is taken back.

    Args:
        connection: None where there is none yet.
        check: what may be wrong where the server still answers.
    """
    if connection is not None:
        try:
            connection.rollback()
        except (driver("").Error, OSError):
            return (
                f"the connection was lost ({reason(error)}); give the same command again, it goes on from what is there"
            )
    return f"{reason(error)}; check {check}"


def reason(error: BaseException) -> str:
    """What the server or the system says, in one line.

    Where the server refuses a connection, the driver fails once more when it closes it: what counts came before.
    """
    first: BaseException | None = error
    while first is not None:
        told = first.args[0] if first.args else ""
        if isinstance(told, dict):
            return " ".join(str(told.get("M", "refused")).split())
        first = first.__context__
    while isinstance(error.__cause__, OSError):
        error = error.__cause__
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(told.split()) or type(error).__name__
