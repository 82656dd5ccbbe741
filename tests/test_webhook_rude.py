"""Webhooks and receivers that answer without end, without haste or without sense, against real sockets; and Ctrl-C."""

import gzip
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from archives import RUN
from policyextract.track.store import open_store
from policyextract.track.webhook import Letter, Patience, Webhook, deliver, letters, read_dead, resend
from test_webhook import Receiver, receiver, some
from tracked import released

__all__ = ["receiver"]

pytest.importorskip("httpx", reason="no httpx: pip install 'policyextract[feeds]'")

HASTE = Patience(tries=1, timeout=0.5)
"""A receiver that has no sense has none at the second try."""

Manner = Callable[[socket.socket], None]


@pytest.fixture
def rude() -> Iterator[Callable[[Manner], str]]:
    """Gives the address of a server that treats every connection as it is told, until that is closed."""
    doors: list[socket.socket] = []

    def listen(manner: Manner) -> str:
        door = socket.create_server(("127.0.0.1", 0))
        doors.append(door)

        def treat(connection: socket.socket) -> None:
            with connection, suppress(OSError):
                manner(connection)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=treat, args=(door.accept()[0],), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        return f"http://127.0.0.1:{door.getsockname()[1]}/hook"

    yield listen
    for door in doors:
        door.close()


def taking(head: bytes, then: bytes, times: int | None = None) -> Manner:
    """Takes the request, answers with a head, and then says the same again and again; for ever where no number is given."""

    def manner(connection: socket.socket) -> None:
        connection.recv(1 << 20)
        connection.sendall(head)
        said = 0
        while times is None or said < times:
            connection.sendall(then)
            said += 1
        while connection.recv(1 << 20):
            pass

    return manner


BOMB = gzip.compress(bytes(1 << 24))
TAKEN = {
    "endless": taking(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"x" * 0x4000 + b"\r\n"),
    "packed": taking(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % (64 * len(BOMB)), BOMB, 64
    ),
    "never finished": taking(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", b"x", 1),
    "no gzip": taking(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n", b"x", 1),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_letter_is_taken_whatever_follows_the_head(rude: Callable[[Manner], str], name: str, tmp_path: Path) -> None:
    """The status says all; no body is waited for, unpacked or held."""
    with Webhook(rude(TAKEN[name]), patience=Patience(tries=1)) as hook:
        assert deliver(hook, some(3), tmp_path / "dead.jsonl") == (3, [])
    assert not (tmp_path / "dead.jsonl").exists()


def silent(connection: socket.socket) -> None:
    """Takes nothing and says nothing."""
    threading.Event().wait()


LOST = {
    "silent": silent,
    "in a moment": taking(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "endless head": taking(b"HTTP/1.1 200 OK\r\n", b"X-More: of it\r\n"),
    "endless line": taking(b"HTTP/1.1 200 ", b"very " * 1000),
    "no head": taking(b"", b"\0" * 1000),
}


@pytest.mark.parametrize("name", LOST)
@pytest.mark.parametrize("size", [1, 1 << 26])
def test_a_head_that_never_ends_is_no_answer(
    rude: Callable[[Manner], str], name: str, size: int, tmp_path: Path
) -> None:
    """All steps of a request have one time together, so a step that always goes on is none that is waited for."""
    letter = Letter("key", "x" * size)
    with Webhook(rude(LOST[name]), patience=HASTE) as hook:
        taken, ((lost, why),) = deliver(hook, [letter], tmp_path / "dead.jsonl")
    assert (taken, lost) == (0, letter)
    assert why.startswith("no answer (")
    assert [one.letter for one in read_dead(tmp_path / "dead.jsonl")] == [letter]


def test_a_receiver_of_both_kinds_is_sent_the_next_letter(rude: Callable[[Manner], str], tmp_path: Path) -> None:
    """A request that was given up does not hold up the one after it."""
    manners = [silent, TAKEN["endless"], silent, TAKEN["endless"]]
    url = rude(lambda connection: manners.pop(0)(connection))
    sent = some(4)
    with Webhook(url, patience=Patience(tries=1, timeout=2)) as hook:
        taken, dead = deliver(hook, sent, tmp_path / "dead.jsonl")
    assert (taken, [one.letter for one in dead]) == (2, sent[::2])


def test_pauses_that_are_asked_for_have_an_end(receiver: Receiver) -> None:
    """Five minutes for one letter, all pauses together."""
    receiver.usual = (503, {"Retry-After": "120"})
    pauses: list[float] = []
    with Webhook(receiver.url, patience=Patience(tries=50, sleep=pauses.append)) as hook:
        assert hook.send(some(1)[0]) == "answered 503"
    assert pauses == [120, 120]


def test_what_is_not_taken_is_in_the_file_at_once(receiver: Receiver, tmp_path: Path) -> None:
    """When the next letter comes, the one before it stands there already, behind those of other runs."""
    dead, sent = tmp_path / "dead.jsonl", some(4)
    seen: list[list[Letter]] = []

    def refused() -> Iterator[Letter]:
        for letter in sent:
            seen.append([one.letter for one in read_dead(dead)] if dead.exists() else [])
            yield letter

    receiver.usual = (400, {})
    with Webhook(receiver.url) as hook:
        deliver(hook, sent[3:], dead)
        deliver(hook, refused(), dead)
    assert seen == [sent[3:], [sent[3], sent[0]], [sent[3], sent[0], sent[1]], [sent[3], *sent[:3]]]


def test_a_source_that_breaks_off_loses_no_letter(receiver: Receiver, tmp_path: Path) -> None:
    """What was refused before the store failed is in the file; what was taken is not."""
    dead, sent = tmp_path / "dead.jsonl", some(2)
    receiver.answers = [(204, {}), (400, {})]

    def broken() -> Iterator[Letter]:
        yield from sent
        raise RuntimeError("no more")

    with Webhook(receiver.url) as hook, pytest.raises(RuntimeError, match="no more"):
        deliver(hook, broken(), dead)
    assert [one.letter for one in read_dead(dead)] == sent[1:]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signals")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("again", [False, True])
def test_a_run_that_is_stopped_keeps_what_was_not_taken(
    rude: Callable[[Manner], str], tmp_path: Path, number: signal.Signals, code: int, again: bool
) -> None:
    """The first batch is taken; at the second somebody presses Ctrl-C: it and the rest are in the file, one line says so."""
    with open_store(tmp_path / "s.db") as store:
        store.put(released())
    bodies: list[bytes] = []
    reached = threading.Event()

    def manner(connection: socket.socket) -> None:
        if bodies:
            reached.set()
            silent(connection)
        bodies.append(b"")
        TAKEN["never finished"](connection)

    url = rude(manner)
    if again:  # what is sent are dead letters
        with open_store(tmp_path / "s.db") as store, Webhook(rude(LOST["no head"]), patience=HASTE) as hook:
            deliver(hook, letters(store.documents()), tmp_path / "dead.jsonl")
    arguments = ["--resend", "dead.jsonl"] if again else []
    command = [sys.executable, "-c", RUN, "export", *([] if again else ["s.db"]), "--post", url, *arguments]
    environment = {**os.environ, "POLICYEXTRACT_WEBHOOK_SECRET": "geheim"}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=-1, stderr=subprocess.PIPE) as process:
        assert reached.wait(60)
        process.send_signal(number)
        data, told = process.communicate(timeout=60)
    assert (process.returncode, data) == (code, b""), told.decode()
    assert told.decode().count("\n") == 1
    assert (
        "what was not taken is in dead.jsonl; send it again with: export --post URL --resend dead.jsonl"
        in told.decode()
    )
    left = {
        one["id"]
        for letter in read_dead(tmp_path / "dead.jsonl")
        for one in json.loads(letter.letter.body)["documents"]
    }
    assert 0 < len(left) < len(released())
    server = Receiver()
    with Webhook(server.url) as hook:
        assert resend(hook, tmp_path / "dead.jsonl")[1] == []
    server.close()
    assert not (tmp_path / "dead.jsonl").exists()
