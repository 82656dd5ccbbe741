"""PostgreSQL, a real server: what it holds equals the SQLite store, row for row."""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from zlib import crc32

import pytest

from documents import FIXTURES
from policyextract.archive.item import RawDocument
from policyextract.archive.readers import ReadOptions, read
from policyextract.corrections.correction import correction_of
from policyextract.errors import StoreError
from policyextract.track.filters import Filters
from policyextract.track.history import Mark
from policyextract.track.panel.panel import panel
from policyextract.track.postgres import Postgres
from policyextract.track.schema import CORRECTIONS, DERIVED, HISTORY
from policyextract.track.sending import Receiver
from policyextract.track.series.tracker import Asked, Refreshed, refresh, verdicts
from policyextract.track.store import Counts, open_store
from postgres_server import by_port, server
from track_archive import archive
from tracked import Command, command, document, dump, prints, released, with_text

pytest.importorskip("pg8000", reason="no driver: pip install 'policyextract[postgres]'")

ODD = "到2027年，建成“A\\B”类充电桩5万个，\t其中直流桩1万个。\r\n到2028年，就业NULL人数\\N达到10万人。"


@pytest.fixture(scope="module")
def running() -> Iterator[str]:
    """The URL of an empty database."""
    with server() as url:
        yield url


@pytest.fixture
def url(running: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty schema of the test's own."""
    return f"{running}&schema=test{crc32(request.node.name.encode())}"


def odd() -> list[dict[str, object]]:
    """Documents that a copy could stumble over."""
    strange = document(ODD, id="odd\\", published="2025-03-01", title="a\tb\\.\n\\N", source="")
    strange["source"] = "x\x00y\ud800"
    large = document("到2027年，建成充电桩5万个。", id="large")
    large["targets"][0]["quantity"]["low"] = 2**60 + 1
    large["targets"][0]["quantity"]["high"] = 0.1
    return [strange, large, with_text(ODD + "\x00\ud800", id="text")]


def test_equal_row_for_row(url: str) -> None:
    """Every table holds the same rows in both, odd characters and large numbers included, after corrections too."""
    corrected = [{**one, "targets": one["targets"][1:], "entities": one["entities"][1:]} for one in released()[::3]]
    with open_store(url) as postgres, open_store(":memory:") as sqlite:
        for documents in ([*released(), *odd()], corrected):
            assert postgres.put(documents) == sqlite.put(documents)
            assert dump(postgres) == dump(sqlite)
        first, second = list(sqlite.rows(Filters(kinds=("target",))))[:2]
        said = [
            {"record": first["id"], "verdict": "correct", "slots": {"indicator": {"text": "“甲\\N”"}, "due": None}},
            {"record": second["id"], "verdict": "reject"},
            {"record": "lost\x00", "verdict": "accept"},
        ]
        for store in (postgres, sqlite):
            store.correct(correction_of({**one, "document": first["document_id"]}) for one in said[::2])
            store.correct([correction_of({**said[1], "document": second["document_id"]})])
        assert dump(postgres) == dump(sqlite)
        assert dump(postgres, (CORRECTIONS,)) == dump(sqlite, (CORRECTIONS,))
        assert [one.verdict for one in postgres.corrections(found=False)] == ["accept"]
        gone = released()[1]["id"]
        assert postgres.remove([gone]) == sqlite.remove([gone]) == 1
        assert dump(postgres, HISTORY) == dump(sqlite, HISTORY)
        since = Filters(after=Mark(1))
        assert list(postgres.gone(since)) == list(sqlite.gone(since)) != []
        assert list(postgres.changed(since)) == list(sqlite.changed(since)) != []
        assert list(postgres.rows(since)) == list(sqlite.rows(since))
        for store in (postgres, sqlite):
            Receiver(store, "x", "jsonl", since).knows(Mark(store.run, "d"))
        assert dump(postgres, HISTORY) == dump(sqlite, HISTORY)
        assert list(panel(postgres)) == list(panel(sqlite))
        assert list(postgres.rows()) == list(sqlite.rows())
        assert list(postgres.documents(texts=True)) == list(sqlite.documents(texts=True))
        assert postgres.text("text") == ODD + "\x00\ud800"
        view = "SELECT * FROM records ORDER BY id"
        assert list(postgres._database.fetch(view)) == list(sqlite._database.fetch(view))


def test_a_store_of_version_1_is_brought_up(url: str) -> None:
    """It then holds what a new SQLite store of the same documents holds; a damaged one is told and left as it was."""
    old = [json.loads(line) for line in (FIXTURES / "stores" / "store-1.sql").read_text(encoding="utf-8").splitlines()]
    lines = (FIXTURES / "stores" / "store-1.jsonl").read_text(encoding="utf-8").splitlines()
    with open_store(f"{url}old") as store:
        database = store._database
        with database.transaction():
            for table in database.tables():
                database.run(f"DROP TABLE {table} CASCADE")
            for statement in old:
                database.run(statement)
            database.run("UPDATE originals SET json = '{' || json WHERE document_id = 'plan'")
    with pytest.raises(StoreError, match="document plan is damaged"):
        open_store(f"{url}old")
    with pytest.raises(StoreError, match="document plan is damaged"):
        open_store(f"{url}old", create=False)
    database = Postgres(f"{url}old", create=False)
    with database.transaction():
        database.run("UPDATE originals SET json = substr(json, 2) WHERE document_id = 'plan'")
    database.close()
    with open_store(f"{url}old", create=False) as store, open_store(":memory:") as new:
        new.put(map(json.loads, lines))
        assert dump(store) == dump(new)
        assert store.put(map(json.loads, lines)) == Counts(unchanged=3)


def test_twice_changes_nothing(url: str) -> None:
    """A second run changes no row of any table."""
    with open_store(url) as store:
        assert store.put(released()) == Counts(added=len(released()))
        before = prints(store)
    with open_store(url) as store:
        assert store.put(released()) == Counts(unchanged=len(released()))
        assert prints(store) == before


@pytest.mark.parametrize(
    "filters",
    [
        Filters(search="充电桩"),
        Filters(search="就业"),
        Filters(search="桩"),
        Filters(search="GDP"),
        Filters(search="5g"),
        Filters(search="新增 万人"),
        Filters(search="a\\b"),
        Filters(search="%"),
        Filters(search="98%上"),
        Filters(kinds=("pledge",)),
        Filters(search="建成 投用"),
        Filters(region="山东"),
        Filters(region="37"),
        Filters(region="海岱省"),
        Filters(indicator="覆盖率"),
        Filters(kinds=("target",), natures=("outcome", "input"), repeats=False),
        Filters(due_after=date(2026, 1, 1), due_before=date(2027, 12, 31), commitments=("expected",)),
        Filters(since=date(2024, 1, 1), until=date(2025, 12, 31), min_confidence=0.9),
    ],
    ids=str,
)
def test_filters_find_the_same(running: str, filters: Filters) -> None:
    """Every filter and search gives the same records in the same order in both."""
    with open_store(f"{running}&schema=filters") as postgres, open_store(":memory:") as sqlite:
        for store in (postgres, sqlite):
            store.put([*released(), *odd(), document("2026年，GDP增长5%。", id="gdp")])
        assert list(postgres.rows(filters)) == list(sqlite.rows(filters))
        assert list(postgres.documents(filters)) == list(sqlite.documents(filters))
        newest = [list(store.rows(filters, newest=True, limit=5)) for store in (postgres, sqlite)]
        assert newest[0] == newest[1]


def test_search_uses_its_index(url: str) -> None:
    """Words of two characters are found through the index, not by reading every row."""
    with open_store(url) as store:
        store.put(released())
        from policyextract.track.filters import of_records

        where = of_records(Filters(search="就业"), store._database.dialect, "targets")
        store._database.run("SET enable_seqscan = off")
        plan = store._database._execute(f"EXPLAIN SELECT r.id FROM targets AS r WHERE {where}", where.arguments)
        assert "targets_search" in str(plan.fetchall())


def test_days_are_days(url: str) -> None:
    """Days have the type ``date``, so that SQL can count with them."""
    with open_store(url) as store:
        store.put([document("到2027年底，建成充电桩5万个。", published="2025-03-01")])
        assert list(store._database.fetch("SELECT due - published FROM records")) == [(1035,)]


def test_a_source_that_breaks_off_leaves_whole_transactions(url: str) -> None:
    """What was put in before stays, nothing comes in by half, and the store takes more afterwards."""

    def broken() -> Iterator[dict[str, object]]:
        yield from ({**document("没有数字。"), "id": f"d{number}"} for number in range(250))
        raise RuntimeError("the source broke off")

    with open_store(url) as store:
        with pytest.raises(RuntimeError, match="broke off"):
            store.put(broken())
        assert len(list(store.documents())) == 200
        assert store.put(released()) == Counts(added=len(released()))


def test_two_writers_at_a_time(url: str) -> None:
    """Two programs that put in the same documents at once make the tables that one makes."""
    failed: list[BaseException] = []

    def write(order: int) -> None:
        try:
            with open_store(url) as store:
                for one in released()[::order]:
                    store.put([one])
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(order,)) for order in (1, -1)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failed == []
    with open_store(url) as postgres, open_store(":memory:") as sqlite:
        sqlite.put(released())
        assert dump(postgres) == dump(sqlite)


def test_refusals_say_what_to_do(running: str, url: str) -> None:
    """No server, no database, something else, a later version, a wrong option: one clear line, never a password."""
    with pytest.raises(StoreError, match=r"postgresql://127\.0\.0\.1:1/policy: .*check the URL and the server") as none:
        open_store("postgresql://ann:geheim@127.0.0.1:1/policy")
    assert "geheim" not in str(none.value)
    with pytest.raises(StoreError, match='database "nothing" does not exist'):
        open_store(running.replace("/postgres?", "/nothing?"))
    with pytest.raises(StoreError, match="unknown option 'shema'"):
        open_store(f"{running}&shema=x")
    with pytest.raises(StoreError, match="sslmode must be"):
        open_store(f"{running}&sslmode=perhaps")
    with pytest.raises(StoreError, match="URL cannot be read"):
        open_store("postgresql://host:port/db")
    with pytest.raises(StoreError, match="no store there; make it"):
        open_store(url, create=False)
    with open_store(url) as store:
        store._database.run("UPDATE meta SET value = '7' WHERE key = 'schema'")
        store._database._connection.commit()
    with pytest.raises(StoreError, match=r"tables of version 7.*use a later policyextract"):
        open_store(url)
    with open_store(f"{url}2") as store:
        store._database.run("DROP TABLE meta")
        store._database._connection.commit()
    with pytest.raises(StoreError, match="is damaged, its table meta is gone"):
        open_store(f"{url}2")


def test_export_to_a_server_and_back(
    url: str, tmp_path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands take a URL wherever they take a file; two copies later nothing is lost."""
    run: Command = command(capsys, monkeypatch)
    with open_store(tmp_path / "a.db") as store:
        store.put(released())
        before = dump(store)
    there = run("export", tmp_path / "a.db", "--to", "postgres", "-o", url)
    assert (there.code, there.out) == (0, "")
    assert f"{len(released())} added" in there.err
    assert run("export", url, "--to", "sqlite", "-o", tmp_path / "b.db").code == 0
    with open_store(tmp_path / "b.db") as store:
        assert dump(store) == before


def test_series_are_the_same(url: str) -> None:
    """Series, points and verdicts of both databases are equal, row for row, also after corrections; so is what is told."""
    documents = [one for one in archive().documents if one["id"].startswith(("370100", "430100"))]
    corrected = [{**one, "targets": one["targets"][2:], "actuals": one["actuals"][1:]} for one in documents[::5]]
    with open_store(url) as postgres, open_store(":memory:") as sqlite:
        for more in (documents, corrected):
            for store in (postgres, sqlite):
                store.put(more)
                assert refresh(store).documents == len(more)
                assert refresh(store) == Refreshed(0, 0)
            assert dump(postgres, DERIVED) == dump(sqlite, DERIVED)
            for asked in (Asked(), Asked("经济增长", "山东", 2024), Asked("养老", year=2025, status=("met", "missed"))):
                assert list(verdicts(postgres, asked)) == list(verdicts(sqlite, asked)) != []


def test_a_connection_is_encrypted_where_the_server_can(running: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless told otherwise; whoever demands it gets it or nothing."""
    url, asked = by_port(running), "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"

    def encrypted(mode: str) -> str:
        with open_store(f"{url}{mode}") as store:
            ((told,),) = store._database.fetch(asked)
            return str(told)

    assert encrypted("sslmode=disable") == "false"
    if shutil.which("openssl") is None:
        assert encrypted("") == "false"  # prefers it, and goes on without
        with pytest.raises(StoreError, match="SSL"):
            encrypted("sslmode=require")
        return
    assert [encrypted(mode) for mode in ("", "sslmode=prefer", "sslmode=require")] == ["true"] * 3
    for mode in ("verify-ca", "verify-full"):
        with pytest.raises(StoreError, match="certificate verify failed"):
            encrypted(f"sslmode={mode}")
    monkeypatch.setenv("PGSSLMODE", "disable")
    assert [encrypted(mode) for mode in ("", "sslmode=require")] == ["false", "true"]


@pytest.mark.parametrize("passing", [2_000, 20_000, 40_000])
def test_a_connection_that_is_cut_is_told_and_loading_goes_on(
    running: str, url: str, passing: int, tmp_path: Path,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """One line, nothing by half; the same command again ends with what an undisturbed one gives."""
    run: Command = command(capsys, monkeypatch)
    documents = [document(f"到2027年，建成充电桩{n}万个。", id=f"d{n}") for n in range(1, 21)]
    path = tmp_path / "documents.jsonl"
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents), encoding="utf-8")
    whole = f"{by_port(running)}sslmode=disable&{url.partition('&')[2]}"
    number = urlsplit(whole).port or 0
    with cut(number, passing) as other:
        said = run("load", path, whole.replace(f":{number}/", f":{other}/"))
    assert (said.code, said.out, said.err.count("\n")) == (1, "", 1)
    assert "the connection was lost" in said.err
    assert "give the same command again" in said.err
    assert run("load", path, whole).code == 0
    with open_store(whole) as postgres, open_store(":memory:") as sqlite:
        sqlite.put(documents)
        assert dump(postgres) == dump(sqlite)


@contextmanager
def cut(number: int, count: int) -> Iterator[int]:
    """The port of something between a client and the server, which lets so many bytes of the client pass and then is gone."""

    def back(server: socket.socket, client: socket.socket) -> None:
        with suppress(OSError):
            while data := server.recv(65536):
                client.sendall(data)

    def run() -> None:
        client, _ = listener.accept()
        with client, socket.create_connection(("127.0.0.1", number)) as server:
            threading.Thread(target=back, args=(server, client), daemon=True).start()
            left = count
            while left > 0 and (data := client.recv(min(left, 65536))):
                server.sendall(data)
                left -= len(data)
            for end in (client, server):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


def test_a_server_that_stops_is_told(url: str) -> None:
    """Also where nothing was being sent when it went."""
    with open_store(url) as store, open_store(url) as other:
        ((process,),) = store._database.fetch("SELECT pg_backend_pid()::text")
        list(other._database.fetch(f"SELECT pg_terminate_backend({process})::text"))
        with pytest.raises(StoreError, match=r"the connection was lost .* same command again"):
            store.put([document("到2027年，建成充电桩5万个。", id="one")])


@pytest.mark.parametrize("encoding", ["EUC_CN", "LATIN1", "SQL_ASCII"])
def test_a_database_of_another_encoding(running: str, encoding: str) -> None:
    """Is no place for a store, which is told with what to do; as a source it is read, where it says what its texts are."""
    from policyextract.postgres import Address, connected

    name = encoding.lower()
    connection = connected(Address(running))
    connection.autocommit = True
    connection.run(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
    connection.close()
    url = running.replace("/postgres?", f"/{name}?")
    with pytest.raises(StoreError, match=f"keeps its texts as {encoding}, .* createdb --encoding=UTF8"):
        open_store(url)
    connection = connected(Address(url))
    text = "2026 GDP 5%" if encoding == "LATIN1" else "到2027年，建成充电桩5万个。"
    connection.run("CREATE TABLE news (id integer primary key, text text)")
    connection.run(f"INSERT INTO news VALUES (1, '{text}')")
    if encoding == "SQL_ASCII":
        connection.run("INSERT INTO news VALUES (2, convert_from('\\xb5bd'::bytea, 'SQL_ASCII'))")
    connection.commit()
    connection.close()
    found = list(read([url], ReadOptions(table="news")))
    if encoding == "SQL_ASCII":
        (broken,) = found
        assert (broken.code, "convert it" in broken.message) == ("bad-encoding", True)
    else:
        assert [item.text for item in found if isinstance(item, RawDocument)] == [text]
