"""A private PostgreSQL server for the tests: its own data, a socket in its own folder, gone afterwards.

It also listens at a port of this machine, with TLS where there is ``openssl``.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services import port

ACCOUNTS = ("postgres", "nobody")  # whoever runs the server where the tests run as root, which it refuses


def _programs() -> Path | None:
    """The folder of the latest server programs: of the distribution, else the one of ``initdb`` on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    on_path = shutil.which("initdb")
    if on_path:
        found = found or [Path(on_path).resolve()]
    return found[-1].parent if found else None


def _account() -> pwd.struct_passwd:
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    for name in ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    pytest.skip("the tests run as root, which PostgreSQL refuses, and there is no other account to run it")


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database; the test is skipped, with the reason, where no server can be started."""
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here: neither /usr/lib/postgresql/*/bin nor initdb on the path")
    account = _account()
    # Directly below /tmp: the path of a socket must be short, and the account must get there.
    folder = Path(tempfile.mkdtemp(prefix="policyextract-pg-", dir="/tmp"))
    switch = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    if switch:
        os.chown(folder, account.pw_uid, account.pw_gid)

    def run(program: str, *arguments: str) -> None:
        # Output into a file: the server keeps a pipe open.
        with (folder / f"{Path(program).name}.out").open("w+") as out:
            done = subprocess.run(
                [programs / program, *arguments], stdout=out, stderr=out, stdin=subprocess.DEVNULL, cwd=folder,
                check=False, **switch,
            )  # fmt: skip
            if done.returncode:
                out.seek(0)
                pytest.skip(f"PostgreSQL cannot be started: {program} says {out.read()[-300:]!r}")

    try:
        data = str(folder / "data")
        run("initdb", "-D", data, "-U", "tester", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        number, tls = port(), shutil.which("openssl")
        if tls is not None:
            key, made = f"{data}/server.key", f"{data}/server.crt"
            run(
                tls,
                "req",
                "-new",
                "-x509",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
                "-keyout",
                key,
                "-out",
                made,
            )
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={number} -c ssl={'on' if tls else 'off'} "
            f"-c unix_socket_directories='{folder}' -c fsync=off"
        )
        run("pg_ctl", "-D", data, "-w", "-o", options, "-l", str(folder / "log"), "start")
        try:
            yield f"postgresql://tester@:{number}/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def by_port(url: str) -> str:
    """The URL of the same server at its port."""
    number = url.partition("@:")[2].partition("/")[0]
    return f"postgresql://tester@127.0.0.1:{number}/postgres?"
