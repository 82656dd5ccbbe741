"""The HTTP service: what it reads, what it shows of a store, and what it refuses."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

import papers
from archives import RUN
from policyextract.child import Failure
from policyextract.serve.http import application
from policyextract.serve.limits import Limits
from policyextract.serve.workers import Workers
from pool_work import trouble
from services import PLAN, port, raw, served, store

LIMITS = Limits(max_bytes=200_000, rate=0)
TOKEN = "let me in"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, int]]:
    """A client of a service over a store, and its port."""
    place = store(tmp_path_factory.mktemp("serve") / "store.sqlite")
    app = application(place, limits=LIMITS, token=TOKEN, version="0")
    with served(app, LIMITS) as number, httpx.Client(base_url=f"http://127.0.0.1:{number}", timeout=60) as client:
        yield client, number


@pytest.fixture
def client(running: tuple[httpx.Client, int]) -> httpx.Client:
    return running[0]


@pytest.fixture
def number(running: tuple[httpx.Client, int]) -> int:
    return running[1]


def found(response: httpx.Response) -> list[tuple[str, str]]:
    assert response.status_code == 200, response.text
    return [(one["indicator"]["text"], one["quantity"]["text"]) for one in response.json()["targets"]]


PDF = papers.pdf(["关于建设充电桩的通知", "到2027年，全市充电桩达到5万个以上。"])


@pytest.mark.parametrize(
    "sent",
    [
        {"json": {"text": "到2027年，全市充电桩达到5万个以上。", "published": "2025-03-01"}},
        {"json": {"html": "<p>到2027年，全市<b>充电桩</b>达到5万个以上。</p>"}},
        {"content": "到2027年，全市充电桩达到5万个以上。".encode("gb18030"), "headers": {"content-type": "text/plain"}},
        {"content": PDF, "headers": {"content-type": "application/pdf"}, "params": {"name": "a.pdf"}},
        {"files": {"file": ("a.pdf", PDF)}, "data": {"published": "2025-03-01"}},
    ],
    ids=["text", "html", "bytes", "file", "form"],
)
def test_what_is_sent_is_read(client: httpx.Client, sent: dict[str, Any]) -> None:
    """Text, a page, and a file give the same record."""
    assert found(client.post("/extract", **sent)) == [("充电桩", "5万个")]


def test_what_is_told_of_a_text_goes_to_its_document(client: httpx.Client) -> None:
    """Day, title, source and id come back."""
    told = {"published": "2025-03-01", "title": "充电桩方案", "source": "http://example.org/a", "id": "a-1"}
    document = client.post("/extract", json={"text": "今年建设充电桩500个。", **told}).json()
    assert {name: document[name] for name in told} == told
    assert document["targets"][0]["due"]["last"] == "2025-12-31"


def test_explain_says_why(client: httpx.Client) -> None:
    """The rules of each number are told."""
    answer = client.post("/explain", json={"text": "力争到2027年底5G基站达到50万个以上。"}).json()
    assert [(one["anchor"], one["disposition"]) for one in answer] == [("5G", "code"), ("50万个", "target")]


def test_the_store_is_shown(client: httpx.Client) -> None:
    """Documents, one of them, records, a search and series."""
    assert [(one["id"], one["targets"], one["actuals"]) for one in client.get("/documents").json()] == [
        ("plan", 2, 0),
        ("review/2026", 0, 1),
    ]
    assert [one["id"] for one in client.get("/documents", params={"since": "2026-01-01"}).json()] == ["review/2026"]
    assert client.get("/documents/plan", params={"text": True}).json()["text"] == PLAN
    assert client.get("/documents/review/2026").json()["id"] == "review/2026"
    rows = client.get("/records", params={"kind": "target", "limit": 1, "offset": 1}).json()
    assert [row["indicator"] for row in rows] == ["城镇新增就业"]
    rows = client.get("/search", params={"q": "充电", "newest": True}).json()
    assert [(row["kind"], row["low"]) for row in rows] == [("actual", 520), ("target", 500)]
    series = client.get("/series", params={"indicator": "充电桩"}).json()
    assert [(row["status"], row["target_quantity"], row["actual_quantity"]) for row in series] == [
        ("met", "500个", "520个")
    ]


def test_only_who_has_the_token_writes(client: httpx.Client) -> None:
    """A document is put in and taken out; without the token neither."""
    new = {"json": {"text": "2025年，青山市新建公园12个。", "published": "2025-02-01", "id": "new"}}
    assert client.post("/documents", **new).status_code == 401
    wrong = {"authorization": "Bearer guess"}
    assert client.post("/documents", headers=wrong, **new).status_code == 401
    assert client.delete("/documents/plan", headers=wrong).status_code == 401
    right = {"authorization": f"Bearer {TOKEN}"}
    outcomes = [client.post("/documents", headers=right, **new).json() for _ in range(2)]
    assert outcomes == [{"id": "new", "outcome": "added"}, {"id": "new", "outcome": "unchanged"}]
    assert client.get("/documents/new", params={"text": True}).json()["text"] == new["json"]["text"]
    assert [client.delete("/documents/new", headers=right).status_code for _ in range(2)] == [204, 404]
    assert client.get("/documents/new").status_code == 404


def test_a_service_without_token_and_store_writes_and_shows_nothing() -> None:
    """What was not given at the start is not there, and the answer says how to give it."""
    with served(application(limits=LIMITS), LIMITS) as number:
        base = f"http://127.0.0.1:{number}"
        refused = httpx.post(f"{base}/documents", json={"text": "新增就业3万人。"})
        assert (refused.status_code, "without a token" in refused.json()["detail"]) == (403, True)
        missing = httpx.get(f"{base}/records")
        assert (missing.status_code, "policyextract serve STORE" in missing.json()["detail"]) == (404, True)


@pytest.mark.parametrize(
    ("sent", "status", "why"),
    [
        ({"json": {"text": "好", "html": "好"}}, 422, "either text or html"),
        ({"json": {"text": "好", "publisched": "2025-01-01"}}, 422, "publisched"),
        ({"json": {"text": 5}}, 422, "text"),
        ({"json": {"text": "好", "published": "0001-01-01"}}, 422, "0001"),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422, "JSON"),
        ({"content": b"x"}, 415, "Content-Type"),
        ({"content": b"  ", "headers": {"content-type": "text/plain"}}, 422, "no text"),
        ({"content": b"PK\x03\x04", "headers": {"content-type": "application/zip"}}, 422, "one"),
        ({"content": b"%PDF-1.4", "headers": {"content-type": "application/pdf"}}, 422, ""),
        ({"files": {"other": ("a", b"x")}}, 422, "'file'"),
        ({"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 422, ""),
    ],
)
def test_malformed_requests_are_refused_with_a_reason(
    client: httpx.Client, sent: dict[str, Any], status: int, why: str
) -> None:
    """Every mistake has an answer that names it; none is a failure of the server."""
    answer = client.post("/extract", **sent)
    assert answer.status_code == status or (not why and answer.status_code in (400, 422)), answer.text
    assert why in json.dumps(answer.json()["detail"], ensure_ascii=False)


@pytest.mark.parametrize(
    "path",
    [
        "/records?kind=promise",
        "/records?limit=100000",
        "/records?region=123",
        "/search",
        "/search?q=%20",
        "/records?knd=x",
    ],
)
def test_malformed_questions_are_refused(client: httpx.Client, path: str) -> None:
    """What is not allowed is not ignored."""
    answer = client.get(path)
    assert (answer.status_code, bool(answer.json()["detail"])) == (422, True)


def test_what_is_too_large_is_refused(client: httpx.Client, number: int) -> None:
    """By its head before a byte of it is here, and while it comes where the head does not say."""
    large = "充电桩" * 100_000
    assert client.post("/extract", json={"text": large}).status_code == 413
    head = b"POST /extract HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    assert b" 413 " in raw(number, head + b"Content-Length: 999999999\r\n\r\n").partition(b"\r\n")[0]
    chunk = b"%x\r\n" % 150_000 + b"x" * 150_000 + b"\r\n"
    chunked = head + b"Transfer-Encoding: chunked\r\n\r\n"
    assert b" 413 " in raw(number, chunked + chunk, chunk).partition(b"\r\n")[0]


def test_what_is_too_slow_is_refused() -> None:
    """A body that does not come is answered; a head that does not end, or a connection without one, is closed."""
    limits = Limits(body_seconds=0.5)
    head = b"POST /extract HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
    with served(application(limits=limits), limits) as number:
        assert b" 408 " in raw(number, head + b"Content-Length: 100\r\n\r\n", b"slow").partition(b"\r\n")[0]
        assert raw(number, head) == b""
        assert raw(number) == b""


def test_what_is_no_http_is_refused(number: int) -> None:
    """With 400, and the service goes on."""
    assert b" 400 " in raw(number, b"\x16\x03\x01 nonsense\r\n\r\n").partition(b"\r\n")[0]
    assert httpx.get(f"http://127.0.0.1:{number}/health").json() == {"status": "ok", "version": "0", "store": True}


def test_pages_of_other_sites_may_not_read(client: httpx.Client) -> None:
    """No answer allows another origin."""
    other = {"origin": "http://evil.example", "access-control-request-method": "POST"}
    answers = [client.get("/documents", headers=other), client.options("/extract", headers=other)]
    assert [name for answer in answers for name in answer.headers if name.startswith("access-control")] == []


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ({"host": "evil.example"}, 421),
        ({"host": "evil.example:8000", "origin": "http://evil.example:8000"}, 421),
        ({"host": "127.0.0.1.evil.example"}, 421),
        ({"host": "evil.example@127.0.0.1"}, 421),
        ({"host": "x.tracker.example"}, 421),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"host": "tracker.example", "origin": "https://tracker.example"}, 200),
        ({"host": "a.lan:8000"}, 200),
        ({"host": "localhost:8000"}, 200),
        ({"host": "[::1]:8000"}, 200),
        ({"host": "10.0.0.5", "origin": "http://10.0.0.5"}, 200),
    ],
)
def test_only_its_own_names_and_pages_ask(allowing: httpx.Client, head: dict[str, str], status: int) -> None:
    """Neither a name that was made to point here, nor a page of another site; the answer says how to allow one."""
    answer = allowing.get("/documents", headers=head)
    assert answer.status_code == status
    if status != 200:
        assert "--allow-host" in answer.json()["detail"]
        assert answer.headers["connection"] == "close"


@pytest.fixture(scope="module")
def allowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service that has names of its own."""
    limits = Limits(rate=0, hosts=("tracker.example", "*.lan"))
    place = store(tmp_path_factory.mktemp("names") / "store.sqlite")
    with (
        served(application(place, limits=limits), limits) as number,
        httpx.Client(base_url=f"http://127.0.0.1:{number}") as client,
    ):
        yield client


def test_a_request_without_a_name_is_refused(number: int) -> None:
    """Of old clients, which name no host."""
    assert b" 421 " in raw(number, b"GET /documents HTTP/1.0\r\n\r\n").partition(b"\r\n")[0]


def test_one_address_may_not_ask_without_end() -> None:
    """After its share an address is told when to come again; health is free."""
    limits = Limits(rate=2)
    with (
        served(application(limits=limits), limits) as number,
        httpx.Client(base_url=f"http://127.0.0.1:{number}") as one,
    ):
        answers = [one.get("/openapi.json") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 31
        assert one.get("/health").status_code == 200


def test_the_token_is_told_to_nobody(client: httpx.Client) -> None:
    """Neither by what watches the service nor by what it refuses."""
    wrong = {"authorization": "Bearer guess"}
    answers = [client.get(path) for path in ("/health", "/metrics", "/openapi.json", "/documents")]
    answers += [client.delete("/documents/plan", headers=wrong), client.post("/documents", json={"text": "好"})]
    assert [answer for answer in answers if TOKEN in answer.text + str(answer.headers)] == []


def test_requests_are_counted_by_route(client: httpx.Client) -> None:
    """Metrics name routes, not what was asked of them."""
    client.get("/documents/plan")
    client.get("/no/such/route")
    text = client.get("/metrics").text
    assert 'policyextract_requests_total{route="/documents/{id:path}",status="200"}' in text
    assert 'route="none",status="404"' in text
    assert "policyextract_request_seconds_bucket" in text


def test_the_interface_is_described(client: httpx.Client) -> None:
    """Every route is in the OpenAPI document, with what it takes."""
    told = client.get("/openapi.json").json()
    assert {"/extract", "/explain", "/documents", "/documents/{id}", "/records", "/search", "/series"} <= set(
        told["paths"]
    )
    body = told["paths"]["/extract"]["post"]["requestBody"]["content"]
    assert {"application/json", "multipart/form-data", "text/html"} <= set(body)
    assert "ExtractRequest" in told["components"]["schemas"]


def test_a_task_that_takes_too_long_costs_its_process_only() -> None:
    """The next question is answered by a new one; so it is when one dies."""
    workers = Workers(trouble, 1, 2.0)
    try:
        assert [workers.do(task) for task in (3, 4)] == [9, 16]
        late, dead = workers.do("sleep"), workers.do("kill")
        assert isinstance(late, Failure)
        assert isinstance(dead, Failure)
        assert (late.code, dead.code, workers.do(5)) == ("timeout", "worker-died", 25)
    finally:
        workers.close()


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What the program says at once."""
    return subprocess.run(
        [sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    """A store that is not there, a port that is taken, a name that is none."""
    missing = command("serve", str(tmp_path / "no.sqlite"), "--port", str(port()))
    assert (missing.returncode, missing.stderr.count("\n"), "no such store" in missing.stderr) == (1, 1, True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = command("serve", "--port", str(other.getsockname()[1]))
    assert (taken.returncode, "choose another" in taken.stderr) == (2, True)
    url = command("serve", "--allow-host", "http://tracker.example")
    assert (url.returncode, "without http://" in url.stderr, url.stderr.count("\n")) == (2, True, 1)
