"""Webhooks, against a real server: signed, tried again where that helps, kept where it does not."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from policyextract.errors import InputError
from policyextract.track.store import open_store
from policyextract.track.webhook import Letter, Patience, Webhook, deliver, letters, read_dead, resend
from tracked import Command, command, document, released

pytest.importorskip("httpx", reason="no httpx: pip install 'policyextract[feeds]'")

Answer = tuple[int, dict[str, str]]
GOOD: Answer = (204, {})


class Receiver:
    """A server that notes what comes and answers as told, then always the same; ``says`` holds what stands in its answers."""

    def __init__(self) -> None:
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[Answer] = []
        self.usual: Answer = GOOD
        self.says: list[bytes] = [b""]
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status, headers = receiver.answers.pop(0) if receiver.answers else receiver.usual
                if not status:
                    self.close_connection = True  # no answer at all
                    return
                said = receiver.says[-1]
                self.send_response(200 if said and status == GOOD[0] else status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(said)))
                self.end_headers()
                self.wfile.write(said)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def keys(self) -> list[str]:
        return [headers["idempotency-key"] for headers, _ in self.requests]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A running server."""
    server = Receiver()
    yield server
    server.close()


@pytest.fixture
def pauses() -> list[float]:
    """Pauses that were asked for, none of which is waited for."""
    return []


@pytest.fixture
def patience(pauses: list[float]) -> Patience:
    """Five tries."""
    return Patience(sleep=pauses.append)


def some(count: int) -> list[Letter]:
    """Letters of one small document each."""
    return list(letters([document("到2027年，建成充电桩5万个。", id=f"d{n}") for n in range(count)], records=1))


def test_batches_hold_whole_documents() -> None:
    """Every document comes once, with all of its records, and none is cut."""
    made = list(letters(released(), records=50))
    bodies = [json.loads(letter.body) for letter in made]
    assert {body["type"] for body in bodies} == {"policyextract.documents"}
    sent = [one for body in bodies for one in body["documents"]]
    assert [one["id"] for one in sent] == [one["id"] for one in released()]
    assert [one["targets"] for one in sent] == [one["targets"] for one in released()]
    assert 1 < len(made) < len(released())


def test_a_request_can_be_verified(receiver: Receiver, patience: Patience) -> None:
    """Whoever knows the secret recomputes the signature from the bytes that came, as Standard Webhooks says."""
    (letter,) = some(1)
    with Webhook(receiver.url, secret="whsec_" + base64.b64encode(b"our secret").decode(), patience=patience) as hook:
        assert hook.send(letter) is None
    ((headers, body),) = receiver.requests
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mac = base64.b64encode(hmac.new(b"our secret", signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert headers["content-type"] == "application/json"
    assert headers["idempotency-key"] == headers["webhook-id"] == letter.key
    assert body.decode() == letter.body


def test_without_a_secret_nothing_is_signed(receiver: Receiver, patience: Patience) -> None:
    """No secret, no signature that means nothing."""
    with Webhook(receiver.url, patience=patience) as hook:
        hook.send(some(1)[0])
    assert "webhook-signature" not in receiver.requests[0][0]


@pytest.mark.parametrize("first", [0, 408, 409, 425, 429, 500, 503])
def test_tried_again_where_that_helps(receiver: Receiver, patience: Patience, pauses: list[float], first: int) -> None:
    """No answer, a busy or broken receiver: the same batch under the same key again, after a pause, until it is taken."""
    receiver.answers = [(first, {}), (first, {})]
    with Webhook(receiver.url, patience=patience) as hook:
        assert hook.send(some(1)[0]) is None
    assert (len(receiver.requests), len(set(receiver.keys)), len(pauses)) == (3, 1, 2)


@pytest.mark.parametrize("answer", [301, 400, 401, 404, 410, 413, 422])
def test_not_tried_again_where_that_is_no_use(receiver: Receiver, patience: Patience, answer: int) -> None:
    """A receiver that refuses is not asked twice."""
    receiver.usual = (answer, {})
    with Webhook(receiver.url, patience=patience) as hook:
        assert str(answer) in str(hook.send(some(1)[0]))
    assert len(receiver.requests) == 1


def test_pauses_grow_and_obey_the_receiver(receiver: Receiver, patience: Patience, pauses: list[float]) -> None:
    """Each pause is about twice the one before; Retry-After, in seconds or as a date, is the least."""
    receiver.answers = [
        (500, {}),
        (500, {}),
        (429, {"Retry-After": "17"}),
        (503, {"Retry-After": formatdate(usegmt=True)}),
    ]
    with Webhook(receiver.url, patience=patience) as hook:
        assert hook.send(some(1)[0]) is None
    assert 0.5 <= pauses[0] <= 1.0 <= pauses[1] <= 2.0
    assert pauses[2] == 17
    assert 4.0 <= pauses[3] <= 8.0


def test_a_receiver_that_asks_for_hours_is_not_waited_for(
    receiver: Receiver, patience: Patience, pauses: list[float]
) -> None:
    """The batch goes to the dead letters at once."""
    receiver.usual = (429, {"Retry-After": "86400"})
    with Webhook(receiver.url, patience=patience) as hook:
        assert hook.send(some(1)[0]) == "answered 429"
    assert pauses == []


def test_dead_letters_are_sent_again(receiver: Receiver, patience: Patience, tmp_path: Path) -> None:
    """What was refused is kept exactly; sent again it has the same key and body; the file goes when all is taken."""
    dead, sent = tmp_path / "dead.jsonl", some(3)
    receiver.answers = [GOOD, (400, {}), (400, {})]
    with Webhook(receiver.url, patience=patience) as hook:
        taken, lost = deliver(hook, sent, dead)
        assert (taken, [one.letter for one in lost]) == (1, sent[1:])
        assert [one.letter for one in read_dead(dead)] == sent[1:]
        receiver.answers = [GOOD, (400, {})]
        assert resend(hook, dead)[0] == 1
        assert [one.letter for one in read_dead(dead)] == sent[2:]
        assert resend(hook, dead) == (1, [])
    assert not dead.exists()
    assert receiver.keys == [letter.key for letter in (*sent, *sent[1:], sent[2])]
    assert [body.decode() for _, body in receiver.requests[3:]] == [letter.body for letter in (*sent[1:], sent[2])]


def test_older_dead_letters_stay_until_they_are_taken(receiver: Receiver, patience: Patience, tmp_path: Path) -> None:
    """Another run adds its own, once each, and takes out those it could deliver."""
    dead, sent = tmp_path / "dead.jsonl", some(3)
    receiver.answers = [(400, {})] * 4
    with Webhook(receiver.url, patience=patience) as hook:
        deliver(hook, sent[:2], dead)
        deliver(hook, sent[1:], dead)
        assert [one.letter for one in read_dead(dead)] == sent
        deliver(hook, sent[:2], dead)
    assert [one.letter for one in read_dead(dead)] == sent[2:]


def test_a_dead_receiver_is_given_up(receiver: Receiver, pauses: list[float], tmp_path: Path) -> None:
    """After three batches that nobody took, the rest are kept unsent; none is lost."""
    receiver.usual = (500, {})
    dead = tmp_path / "dead.jsonl"
    with Webhook(receiver.url, patience=Patience(tries=2, sleep=pauses.append)) as hook:
        deliver(hook, some(6), dead)
    assert len(receiver.requests) == 6
    assert [one.letter for one in read_dead(dead)] == some(6)


def test_nobody_listens(patience: Patience, pauses: list[float]) -> None:
    """An address where nothing answers is told after the last try."""
    server = Receiver()
    server.close()
    with Webhook(server.url, patience=patience) as hook:
        assert "no answer" in str(hook.send(some(1)[0]))
    assert len(pauses) == 4


@pytest.mark.parametrize("url", ["ftp://example.org/x", "example.org", "http://", "https://[", "file:///etc/passwd"])
def test_what_is_no_address(url: str) -> None:
    """Only http and https are posted to."""
    with pytest.raises(InputError, match="is no address to post to"):
        Webhook(url)


# The command


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs the command where ``s.db`` holds the releases of the tests, and no secret is known."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICYEXTRACT_WEBHOOK_SECRET", raising=False)
    with open_store("s.db") as store:
        store.put(released())
    return command(capsys, monkeypatch)


def records(receiver: Receiver) -> list[Any]:
    found = [one for _, body in receiver.requests for one in json.loads(body)["documents"]]
    return [record for one in found for name in ("targets", "actuals") for record in one[name]]


def test_post_carries_targets_that_somebody_tracks(receiver: Receiver, run: Command) -> None:
    """Targets of nature outcome and input; other kinds and natures where asked for; filters as everywhere."""
    assert run("export", "s.db", "--post", receiver.url).code == 0
    assert {(one["kind"], one["nature"]) for one in records(receiver)} == {("target", "outcome"), ("target", "input")}
    receiver.requests.clear()
    run("export", "s.db", "--post", receiver.url, "--kind", "actual", "--nature", "outcome", "--search", "就业")
    assert {(one["kind"], one["nature"]) for one in records(receiver)} == {("actual", "outcome")}


def test_the_same_store_posts_the_same_keys(receiver: Receiver, run: Command) -> None:
    """A second run sends nothing; one that is told to begin again sends what a receiver that keeps keys takes for what it is."""
    run("export", "s.db", "--post", receiver.url)
    first = receiver.keys
    assert "nothing new since the last sending" in run("export", "s.db", "--post", receiver.url).err
    assert receiver.keys == first
    run("export", "s.db", "--post", receiver.url, "--since", "0")
    assert receiver.keys == first + first
    assert len(set(first)) == len(first) > 1


def test_secrets_come_from_the_environment_or_a_file(
    receiver: Receiver, run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never from the command line; without one the command says that nothing is signed."""
    assert "not signed" in run("export", "s.db", "--post", receiver.url).err
    Path("secret").write_text("geheim\n", encoding="utf-8")
    by_file = run("export", "s.db", "--post", receiver.url, "--secret-file", "secret", "--since", "0")
    monkeypatch.setenv("POLICYEXTRACT_WEBHOOK_SECRET", "geheim")
    by_environment = run("export", "s.db", "--post", receiver.url, "--since", "0")
    assert "not signed" not in by_file.err + by_environment.err
    count = len(receiver.requests) // 3
    for headers, body in receiver.requests[count:]:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = base64.b64encode(hmac.new(b"geheim", signed, sha256).digest()).decode()
        assert headers["webhook-signature"] == f"v1,{mac}"


@pytest.mark.parametrize("answer", [GOOD, (401, {})])
def test_secrets_stand_nowhere(
    receiver: Receiver, run: Command, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    """Neither what signs, nor name and password in the address: not on the screen, in the store, or with the dead letters."""
    receiver.usual = answer
    monkeypatch.setenv("POLICYEXTRACT_WEBHOOK_SECRET", "geheim")
    address = receiver.url.replace("http://", "http://ann:geheim@") + "?token=geheim"
    shown = run("export", "s.db", "--post", address)
    assert (shown.code, Path("dead.jsonl").exists()) == ((0, False) if answer is GOOD else (1, True))
    assert "geheim" not in shown.out + shown.err
    assert [path.name for path in Path().rglob("*") if path.is_file() and b"geheim" in path.read_bytes()] == []


def test_undelivered_is_told_and_sent_again(receiver: Receiver, run: Command) -> None:
    """Exit code 1 and how to go on; then 0, and no file left."""
    receiver.usual = (401, {})
    shown = run("export", "s.db", "--post", receiver.url, "--dead-letters", "lost.jsonl")
    assert shown.code == 1
    assert "answered 401" in shown.err
    assert "--resend lost.jsonl" in shown.err
    receiver.usual = GOOD
    count = len(read_dead(Path("lost.jsonl")))
    receiver.requests.clear()
    again = run("export", "--post", receiver.url, "--resend", "lost.jsonl")
    assert (again.code, len(receiver.requests)) == (0, count)
    assert not Path("lost.jsonl").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["s.db", "--post", "ftp://x/"], 1, "is no address to post to"),
        (["--post", "http://127.0.0.1:1/", "--resend", "none.jsonl"], 1, "none.jsonl: cannot be read"),
        (["--post", "http://127.0.0.1:1/", "--resend", "s.db"], 1, "no file of dead letters|no dead letter"),
        (["s.db", "--resend", "x.jsonl"], 2, "say either --to FORMAT or --post URL"),
        (["s.db", "--post", "http://127.0.0.1:1/", "--resend", "x.jsonl"], 2, "leave out the STORE"),
        (["s.db", "--post", "http://127.0.0.1:1/", "-o", "x"], 2, "--post writes no file"),
        (["s.db", "--post", "http://127.0.0.1:1/", "--secret-file", "none"], 1, "the secret cannot be read"),
        (["s.db", "--post", "http://127.0.0.1:1/", "--secret-file", "empty"], 1, "holds no secret"),
        (["none.db", "--post", "http://127.0.0.1:1/"], 1, "none.db: no such store"),
    ],
)
def test_mistakes_are_told_in_one_line(run: Command, arguments: list[str], code: int, message: str) -> None:
    """What is wrong, and what to do."""
    Path("empty").touch()
    shown = run("export", *arguments)
    assert shown.code == code
    told = [line for line in shown.err.splitlines() if "not signed" not in line]
    assert len(told) == 1
    assert any(part in told[0] for part in message.split("|"))
