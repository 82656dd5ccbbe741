"""Under which names a service may be asked, and from pages of which sites.

A page of any site can have its own name point at this machine (DNS rebinding) and then ask a service on it as if it were its
own. Its requests name that site in ``Host``; a request that names an address was not sent that way.
"""

import re
from collections.abc import Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

_NAME = re.compile(r"(?:\*\.)?[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?")


def is_allowable(name: str) -> bool:
    """Whether ``name`` is the name of a machine, ``*.`` and a name, or ``*`` for any.

    >>> [is_allowable(name) for name in ("a.example", "*.example", "*", "http://a.example", "a.example:80", "a*")]
    [True, True, True, False, False, False]
    """
    return name == "*" or _NAME.fullmatch(name) is not None


class Hosts:
    """The names under which a service may be asked: localhost, every address, and those that are given.

    >>> hosts = Hosts(["tracker.example", "*.lan"])
    >>> [hosts.may_ask(host) for host in ("127.0.0.1:8000", "[::1]", "LOCALHOST:8000", "tracker.example", "a.lan:80")]
    [True, True, True, True, True]
    >>> [hosts.may_ask(host) for host in ("evil.example", "tracker.example.evil.example", "lan", "x@127.0.0.1", "")]
    [False, False, False, False, False]
    """

    def __init__(self, names: Sequence[str] = ()) -> None:
        self._any = "*" in names
        self._names = {"localhost", *(name.lower() for name in names if name)}
        self._ends = tuple(name[1:].lower() for name in names if name.startswith("*."))

    def may_ask(self, host: str) -> bool:
        """Whether a request with this ``Host`` is answered."""
        if self._any:
            return True
        name = _name_of(f"//{host}")
        return name in self._names or name.endswith(self._ends) or _is_address(name)

    def may_send(self, origin: str, host: str) -> bool:
        """Whether a page of this ``Origin`` may send a request with that ``Host``: one of the service itself, or of a name that
        is allowed.

        >>> hosts = Hosts(["tracker.example"])
        >>> [hosts.may_send(origin, "10.0.0.5:8000") for origin in ("http://10.0.0.5:8000", "https://tracker.example", "null")]
        [True, True, False]
        """
        if self._any or origin.partition("://")[2].lower() == host.lower():
            return True
        name = _name_of(origin)
        return name in self._names or name.endswith(self._ends) or _is_loopback(name)


def _name_of(url: str) -> str:
    """The name or address in a URL, in small letters; ``""`` where there is none, or more than it and a port."""
    try:
        parts = urlsplit(url)
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return "" if "@" in parts.netloc or parts.path or parts.query or parts.fragment else name


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return _is_address(name) and ip_address(name).is_loopback
