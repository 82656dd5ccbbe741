"""A store to ask, and a server over it, in this process, at a port of its own."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from policyextract import extract
from policyextract.serve.limits import Guard, Limits, protocol
from policyextract.track.store import open_store

PLAN = "青山市2025年政府工作报告\n2025年1月10日\n今年，全市计划新建充电桩500个。全年城镇新增就业3万人以上。"
REVIEW = "青山市2026年政府工作报告\n2026年1月12日\n2025年，全市新建充电桩520个。"


def store(path: Path) -> str:
    """A store of a plan and of the year after it."""
    with open_store(path) as made:
        for ident, text, day in (("plan", PLAN, "2025-01-10"), ("review/2026", REVIEW, "2026-01-12")):
            document = extract(text, published=day, id=ident, source=f"http://example.org/{ident}")
            made.put([{**document.model_dump(mode="json"), "text": text}])
    return str(path)


def port() -> int:
    """One that is free."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        number: int = listener.getsockname()[1]
        return number


@contextmanager
def served(app: Any, limits: Limits) -> Iterator[int]:
    """The port at which ``app`` is served, as the command does it, while this lasts."""
    number = port()
    config = uvicorn.Config(
        Guard(app, limits), port=number, http=protocol(limits), ws="none", log_level="critical", lifespan="on"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield number
    finally:
        server.should_exit = True
        thread.join(10)


def raw(number: int, *pieces: bytes, wait: float = 10) -> bytes:
    """All that the server answers to bytes as they are, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", number), timeout=wait) as connection:
        for piece in pieces:
            connection.sendall(piece)
        answer = b""
        while more := connection.recv(65536):
            answer += more
        return answer
