"""What has changed in a store: for every way out, and for those who are sent it; killed at any moment."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from documents import FIXTURES, ROOT
from faults import KILLED
from policyextract.track import sending
from policyextract.track.feed import TOMBSTONES
from policyextract.track.filters import Filters
from policyextract.track.history import Mark
from policyextract.track.schema import HISTORY
from policyextract.track.store import Counts, open_store
from test_webhook import Receiver, receiver
from tracked import Command, Json, command, document, dump

__all__ = ["receiver"]

OLD = FIXTURES / "stores"
TITLE = "海东市充电设施方案"


def plan(ident: str, text: str) -> Json:
    return document(text, id=ident, title=TITLE, published="2025-03-01")


A = "到2027年，全市建成充电桩5万个。到2028年，全市新建公园30个。"
A_LATER = "到2028年，全市建成充电桩5万个。到2029年，全市建成绿道90公里。"
B = "到2027年，全市城镇新增就业10万人。"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Command:
    """Runs the command where ``s.db`` had two documents, lost the second, and has another version of the first and a third since."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("POLICYEXTRACT_WEBHOOK_SECRET", raising=False)
    with open_store("s.db") as store:
        store.put([plan("a", A), plan("b", B)])
        assert store.run == 1
    return command(capsys, monkeypatch)


def changed() -> None:
    with open_store("s.db") as store:
        store.put([plan("a", A_LATER), plan("c", B)])
        store.remove(["b"])
        assert store.run == 3


# The store


def test_records_that_came_changed_and_went() -> None:
    """Of a corrected document only what is another is new; what went is kept with all that was known of it."""
    with open_store(":memory:") as store:
        store.put([plan("a", A + "到2030年，全市森林覆盖率达到40%。"), plan("b", B)])
        before = {row["indicator"]: row for row in store.rows()}
        store.put([plan("a", "为此，" + A_LATER + "到2030年，全市森林覆盖率达到40%。")])
        since = Filters(after=Mark(1))
        assert {row["indicator"] for row in store.rows(since)} == {"充电桩", "绿道"}
        (gone,) = [row for row in store.gone(since) if "公园" in str(row["indicator"])]
        assert gone == before[str(gone["indicator"])]
        assert [one["id"] for _, one in store.changed(since)] == ["a"]
        assert list(store.rows(Filters(after=Mark(2)))) == list(store.gone(Filters(after=Mark(2)))) == []
        assert list(store.gone(Filters(after=Mark(1), search="就业"))) == []


def test_what_comes_back_is_not_gone() -> None:
    """A document that was taken out and comes again is new to those who knew that it was gone."""
    with open_store(":memory:") as store:
        store.put([plan("a", A)])
        store.remove(["a"])
        assert [one for _, one in store.changed(Filters(after=Mark(1)))] == [{"id": "a", "gone": True}]
        assert list(store.changed(Filters())) == []
        store.put([plan("a", A)])
        assert list(store.gone(Filters(after=Mark(1)))) == []
        assert [one["title"] for _, one in store.changed(Filters(after=Mark(2)))] == [TITLE]


def test_the_same_again_is_no_run() -> None:
    """Documents that are there already change nothing, and make no run."""
    with open_store(":memory:") as store:
        store.put([plan("a", A)])
        store.put([plan("a", A)])
        store.remove(["none"])
        assert store.run == 1


@pytest.mark.parametrize("version", [1, 2])
def test_an_older_store_begins_its_history(tmp_path: Path, version: int) -> None:
    """Brought up, it holds what a new store holds, texts included, and all of it is of its first runs."""
    path = tmp_path / "old.db"
    shutil.copy(OLD / f"store-{version}.sqlite", path)
    given = [json.loads(line) for line in (OLD / f"store-{version}.jsonl").read_text(encoding="utf-8").splitlines()]
    with open_store(path) as old, open_store(":memory:") as new:
        if version > 1:
            given = [{**one, "text": old.text(one["id"])} for one in given]
            assert all(one["text"] for one in given)
        new.put(given)
        assert dump(old) == dump(new)
        assert dump(old, HISTORY) == dump(new, HISTORY)
        assert old.database.tables() == new.database.tables()
        assert old.put(given) == Counts(unchanged=3)


def test_killed_while_it_is_updated(tmp_path: Path) -> None:
    """At ten moments of a correction: tables and history are as before, and the next run ends as if undisturbed."""
    path, code = tmp_path / "s.db", KILLED + (
        "import json\n"
        "opened = store.open_store(sys.argv[1])\n"
        "sqlite.SQLite.run = killed\n"
        "opened.put([json.loads(sys.argv[3])])\n"
    )  # fmt: skip
    later = plan("a", A_LATER)
    with open_store(path) as store, open_store(":memory:") as calm:
        store.put([plan("a", A), plan("b", B)])
        before = dump(store), dump(store, HISTORY)
        calm.put([plan("a", A), plan("b", B)])
        calm.put([later])
        expected = dump(calm), dump(calm, HISTORY)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for moment in (10, 12, 14, 16, 18, 20, 24, 28, 32, 36):
        arguments = [sys.executable, "-c", code, str(path), str(moment), json.dumps(later)]
        assert subprocess.run(arguments, env=environment, check=False).returncode == -signal.SIGKILL
        with open_store(path) as store:
            assert (dump(store), dump(store, HISTORY)) == before
    with open_store(path) as store:
        store.put([later])
        assert (dump(store), dump(store, HISTORY)) == expected


# Ways out


def test_lines_of_what_changed_bring_another_store_up(run: Command) -> None:
    """--since RUN as JSON lines, loaded, or as a copy, makes the same store."""
    for name in ("one.db", "two.db"):
        run("export", "s.db", "--to", "sqlite", "-o", name)
    changed()
    lines = run("export", "s.db", "--to", "jsonl", "--since", "1", "-o", "new.jsonl")
    assert lines.code == 0
    found = [json.loads(line) for line in Path("new.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in found] == ["a", "c", "b"]
    assert found[-1] == {"id": "b", "gone": True}
    assert "1 added, 1 updated, 0 unchanged, 1 removed" in run("load", "new.jsonl", "one.db").err
    run("export", "s.db", "--to", "sqlite", "--since", "1", "-o", "two.db")
    with open_store("s.db") as store, open_store("one.db") as one, open_store("two.db") as two:
        assert dump(store) == dump(one) == dump(two)


def test_every_form_since_a_run(run: Command) -> None:
    """Rows that came or changed; feeds and calendars tell what went, files of rows say how much did."""
    changed()
    rows = run("export", "s.db", "--to", "csv", "--since", "1")
    assert [line.split(",")[0] for line in rows.out.splitlines()[1:]] == ["a", "a", "c"]
    assert "records are gone since" in rows.err
    feed = ElementTree.fromstring(run("export", "s.db", "--to", "atom", "--since", "1").out)
    assert len(feed.findall(f"{{{TOMBSTONES}}}deleted-entry")) == 2
    assert len(json.loads(run("export", "s.db", "--to", "jsonfeed", "--since", "1").out)["_gone"]) == 2
    assert "STATUS:CANCELLED" in run("export", "s.db", "--to", "ics", "--since", "1").out
    for form in ("csv", "jsonl"):
        assert run("export", "s.db", "--to", form, "--since", "3").out.count("\n") == (form == "csv")


def test_since_the_last_export_of_the_same(run: Command) -> None:
    """The store remembers it, a file and a filter each; another filter begins anew."""
    asked = ("export", "s.db", "--to", "jsonl", "--since", "last", "-o", "new.jsonl")
    for expected in (["a", "b"], []):
        run(*asked)
        assert [
            json.loads(line)["id"] for line in Path("new.jsonl").read_text(encoding="utf-8").splitlines()
        ] == expected
    changed()
    run(*asked)
    assert Path("new.jsonl").read_text(encoding="utf-8").count("\n") == 3
    run(*asked, "--search", "就业")
    assert Path("new.jsonl").read_text(encoding="utf-8").count("\n") == 1


# Sendings


def sent(receiver: Receiver) -> tuple[list[str], list[str]]:
    """Ids of documents that were sent, and of those told to be gone."""
    bodies = [json.loads(body) for _, body in receiver.requests]
    return [one["id"] for body in bodies for one in body["documents"]], [one for body in bodies for one in body["gone"]]


def test_only_what_is_new_is_sent(receiver: Receiver, run: Command) -> None:
    """All at first, nothing where nothing changed, then what came, changed and went."""
    post = ("export", "s.db", "--post", receiver.url)
    run(*post)
    assert sent(receiver) == (["a", "b"], [])
    assert "nothing new" in run(*post).err
    receiver.requests.clear()
    changed()
    assert run(*post).code == 0
    assert sent(receiver) == (["a", "c"], ["b"])


def test_what_no_filter_wants_any_more_is_gone(receiver: Receiver, run: Command) -> None:
    """A document that changed and has nothing left that is wanted is told to be gone; one that never had is not."""
    post = ("export", "s.db", "--post", receiver.url, "--indicator", "公园")
    run(*post)
    assert sent(receiver) == (["a"], [])
    changed()
    run(*post)
    assert sent(receiver) == (["a"], ["a", "b"])


def test_killed_while_it_sends(receiver: Receiver, tmp_path: Path) -> None:
    """At ten moments; in the end everything was sent, in whole batches, and a batch that came twice has one key."""
    path = tmp_path / "s.db"
    with open_store(path) as store:
        store.put([_own(number) for number in range(12)])
    code = (
        "import os, signal, sys\n"
        "from policyextract.track import history, sending, webhook\n"
        "from policyextract.track.filters import Filters\n"
        "from policyextract.track.store import open_store\n"
        "seen, letters, kept = [], webhook.letters, history.keep_sent\n"
        "def moment():\n"
        "    seen.append(1)\n"
        "    if len(seen) == int(sys.argv[3]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "def killed(*given):\n"
        "    moment(); kept(*given); moment()\n"
        "history.keep_sent = killed\n"
        "sending.letters = lambda found: letters(found, 1)\n"
        "with open_store(sys.argv[1]) as store, webhook.Webhook(sys.argv[2]) as address:\n"
        "    sending.send(store, address, sending.Receiver(store, 'x', 'standard', Filters()), sending.Path('dead'))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    for moment in (1, 2, 1, 3, 2, 1, 4, 2, 1, 3, 10_000):
        arguments = [sys.executable, "-c", code, str(path), receiver.url, str(moment)]
        done = subprocess.run(arguments, env=environment, cwd=tmp_path, check=False)
        assert done.returncode == (0 if moment > 100 else -signal.SIGKILL)
    found, gone = sent(receiver)
    assert sorted(set(found)) == [f"d{number:02}" for number in range(12)]
    assert gone == []
    assert len(set(receiver.keys)) == 12 < len(receiver.keys) <= 12 + 10
    with open_store(path) as store:
        assert list(store.changed(sending.Receiver(store, "x", "standard", Filters()).filters)) == []


def _own(number: int) -> Json:
    """A document with one target of its own, since ids of records are of one document alone."""
    return document(
        f"到2027年，全市城镇新增就业{number + 1}万人。", id=f"d{number:02}", title=TITLE, published="2025-03-01"
    )


@pytest.mark.parametrize(
    ("body", "good", "busy", "text_of"),
    [
        ("feishu", {"code": 0}, {"code": 11232, "msg": "limit"}, lambda data: data["content"]["text"]),
        ("wecom", {"errcode": 0}, {"errcode": 45009, "errmsg": "limit"}, lambda data: data["text"]["content"]),
        ("dingtalk", {"errcode": 0}, {"errcode": 130101, "errmsg": "fast"}, lambda data: data["text"]["content"]),
    ],
)
def test_messages_of_chats(receiver: Receiver, run: Command, body: str, good: Json, busy: Json, text_of: Any) -> None:
    """A digest of what came, changed and went; an answer with a code that is not 0 is a refusal, whatever its status."""
    receiver.says = [json.dumps(good).encode()]
    post = ("export", "s.db", "--post", receiver.url, "--body", body)
    assert run(*post).code == 0
    first = text_of(json.loads(receiver.requests[-1][1]))
    assert first.splitlines()[0] == "政策目标：新增 3 项"
    assert f"新增｜全市｜充电桩 5万个（2027-12-31 前）｜{TITLE}" in first
    changed()
    receiver.says = [json.dumps({**busy, next(iter(busy)): 93000}).encode()]
    refused = run(*post)
    assert refused.code == 1
    assert "answered 93000" in refused.err
    receiver.says = [json.dumps(good).encode()]
    assert run("export", "--post", receiver.url, "--body", body, "--resend", "dead.jsonl").code == 0
    later = text_of(json.loads(receiver.requests[-1][1]))
    assert later.splitlines()[0] == "政策目标：新增 2 项，更新 1 项，撤下 2 项"
    assert "更新｜全市｜充电桩 5万个（2028-12-31 前）" in later
    assert "撤下｜全市｜公园 30个" in later
    assert "nothing new" in run(*post).err


def test_ntfy_takes_text_and_a_token(receiver: Receiver, run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain text to the address of the topic, the secret as its token."""
    monkeypatch.setenv("POLICYEXTRACT_WEBHOOK_SECRET", "tk_geheim")
    assert run("export", "s.db", "--post", receiver.url, "--body", "ntfy", "--title", "桩").code == 0
    ((head, body),) = receiver.requests
    assert (head["authorization"], body.decode().splitlines()[0]) == ("Bearer tk_geheim", "桩：新增 3 项")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["--to", "csv", "--region", "火星"], 2, "--region: no place is named '火星'"),
        (["--to", "csv", "--region", "99"], 2, "--region: no place is named '99'"),
        (["--to", "csv", "--since", "7"], 2, "--since: the last run of the store is 1"),
        (["--to", "csv", "--since", "soon"], 2, "--since: 'soon' is not a date"),
        (["--to", "csv", "--since", "last"], 2, "--since: last is what was exported to a file before"),
        (["--post", "http://127.0.0.1:1/", "--region", "火星"], 2, "--region: no place is named '火星'"),
    ],
)
def test_mistakes_are_told_in_one_line(run: Command, arguments: list[str], code: int, message: str) -> None:
    """What is wrong and what to do."""
    shown = run("export", "s.db", *arguments)
    told = [line for line in shown.err.splitlines() if "not signed" not in line]
    assert (shown.code, shown.out, len(told)) == (code, "", 1)
    assert message in told[0]
