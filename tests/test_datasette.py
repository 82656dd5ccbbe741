"""A store in Datasette: its metadata, and the plugin, in a Datasette that answers requests."""

import asyncio
import json
import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from documents import ROOT
from policyextract.exchange.datasette import metadata
from policyextract.track.store import open_store
from tracked import Command, command, with_text

app = pytest.importorskip("datasette.app", reason="datasette is not installed; pip install 'policyextract[datasette]'")

from datasette.plugins import pm  # noqa: E402

from policyextract.exchange import datasette_plugin  # noqa: E402

TEXT = "2026年，聊城市计划新增城镇就业5万人，充电桩达到1.2万个以上。全力争创省级新型工业化示范区。"


@pytest.fixture(scope="module", autouse=True)
def plugin() -> Iterator[None]:
    """As Datasette loads it by its entry point, where the package is not installed from this tree."""
    own = not pm.is_registered(datasette_plugin)
    if own:
        pm.register(datasette_plugin)
    yield
    if own:
        pm.unregister(datasette_plugin)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of two documents, one with a name that an address has to escape."""
    path = tmp_path_factory.mktemp("site") / "targets.db"
    with open_store(path) as opened:
        opened.put([with_text(TEXT, published="2026-01-05", title="聊城市工作报告", id="a/1 <b>")])
        opened.put([with_text("2025年，宁波市计划新建学校8所。", published="2025-02-01", title="通知", id="b2")])
    return path


class Site:
    """Datasette over a file, asked without a network."""

    def __init__(self, *files: Path, **more: Any) -> None:
        self._site = app.Datasette([str(file) for file in files], **more)

    def get(self, path: str) -> Any:
        return asyncio.run(self._site.client.get(path))

    def rows(self, path: str) -> list[dict[str, Any]]:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["rows"]
        return found


@pytest.fixture(scope="module")
def site(store: Path) -> Site:
    return Site(store, metadata=metadata(str(store)))


def test_the_entry_point_names_the_plugin() -> None:
    """Datasette finds it where the package is installed."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert import_module(told["project"]["entry-points"]["datasette"]["policyextract"]) is datasette_plugin


def test_metadata_speaks_of_tables_and_columns_that_are_there(store: Path) -> None:
    """Every facet, label, order and column of it; what holds no results is hidden."""
    with open_store(store) as opened:
        fetch = opened.database.fetch
        names = {name for (name,) in fetch("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")}
        columns = {name: {row[1] for row in fetch(f"PRAGMA table_info({name})")} for name in names}
    (database,) = metadata(str(store))["databases"].values()
    for name, told in database["tables"].items():
        asked = [*told.get("facets", ()), *told.get("columns", ())]
        asked += [told[key] for key in ("label_column", "sort", "sort_desc") if key in told]
        assert set(asked) <= columns[name], name
    shadows = {name for name in names if "_search" in name}
    assert names - shadows == set(database["tables"])
    hidden = {name for name, told in database["tables"].items() if told.get("hidden")}
    assert hidden == {"meta", "originals", "texts", "changes", "gone", "sendings", "corrections"}


def test_facets_and_labels(site: Site) -> None:
    """Places and kinds are counted; a document stands under its title."""
    facets = site.get("/targets/records.json").json()["facet_results"]
    counts = {name: {one["value"]: one["count"] for one in facets[name]["results"]} for name in ("kind", "place_name")}
    assert counts == {"kind": {"target": 3, "pledge": 1}, "place_name": {"聊城市": 3, "宁波市": 1}}
    page = site.get("/targets/targets").text
    assert ">聊城市工作报告</a>" in page
    assert "指标 · the thing measured or counted" in page
    assert "各列的含义" in page


def test_a_record_leads_to_its_place_in_the_text(site: Site) -> None:
    """From its sentence, in tables, in the view and in queries; the page that opens has the text with the record marked."""
    (row,) = site.rows("/targets/targets.json?_shape=objects&indicator=充电桩")
    for path in ("/targets/targets", "/targets/records", "/targets/due?after=2026-01-01&before=2026-12-31"):
        (address,) = set(re.findall(rf'href="([^"]*/-/text/[^"]*#{row["id"]})"', site.get(path).text))
        answer = site.get(address.partition("#")[0])
        held = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', answer.text)[0])
        assert (answer.status_code, held["documents"][0]["id"], held["documents"][0]["whole"]) == (200, "a/1 <b>", True)
        assert row["id"] in [record[held["fields"].index("id")] for record in held["records"]]
    assert site.get("/targets/documents").text.count("/-/text/") == 2


def test_words_of_any_length_are_found(site: Site) -> None:
    """In one query over all kinds; what holds no letters finds nothing and breaks nothing."""
    for words, found in (
        ("城镇就业", 2),
        ("新增城镇就业", 2),
        ("新型工业化示范区", 1),
        ("学校 2025", 1),
        ("—", 0),
        ("", 0),
    ):
        rows = site.rows(f"/targets/search.json?_shape=objects&words={quote(words)}")
        assert len(rows) == found, words


def test_what_is_due_in_a_period(site: Site) -> None:
    """The shipped queries run."""
    rows = site.rows("/targets/due.json?_shape=objects&after=2026-01-01&before=2026-12-31")
    assert {row["quantity"] for row in rows} >= {"5万人", "1.2万个"}
    assert site.rows("/targets/verdicts_by_status.json?_shape=objects&status=met") == []


def test_what_is_not_there_is_not_found(site: Site) -> None:
    """A document that the store does not have."""
    assert site.get("/targets/-/text/none").status_code == 404


def test_who_may_not_see_the_texts_does_not_see_the_page(store: Path) -> None:
    """The page asks for the same permissions as the tables it is made of."""
    told = metadata(str(store))
    told["databases"]["targets"]["tables"]["texts"]["allow"] = False
    assert Site(store, metadata=told).get("/targets/-/text/b2").status_code == 403


def test_a_closed_site_stays_closed(store: Path) -> None:
    """Where the whole site or database is closed, so is the page."""
    for told in ({"allow": False}, {"databases": {"targets": {"allow": False}}}):
        assert Site(store, metadata=told).get("/targets/-/text/b2").status_code == 403


def test_other_databases_are_left_alone(tmp_path: Path) -> None:
    """The plugin adds nothing to a database that is no store, whatever its columns are called."""
    import sqlite3

    with sqlite3.connect(tmp_path / "other.db") as other:
        other.execute("CREATE TABLE notes (id TEXT, document_id TEXT, sentence TEXT)")
        other.execute("INSERT INTO notes VALUES ('r', 'd', 'a sentence')")
    site = Site(tmp_path / "other.db")
    page = site.get("/other/notes").text
    assert ("a sentence" in page, "/-/text/" in page, "各列的含义" in page) == (True, False, False)
    assert site.get("/other/-/text/d").status_code == 404
    assert "/other/search" not in site.get("/other").text


# On the command line


@pytest.fixture
def run(store: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.chdir(store.parent)
    return command(capsys, monkeypatch)


def test_the_command_writes_it(run: Command) -> None:
    """Under the name of the file, with a title of one's own; no filter has any use there."""
    shown = run("export", "targets.db", "--to", "datasette", "--title", "清源追踪")
    told = json.loads(shown.out)
    assert (shown.code, shown.err, told["title"], list(told["databases"])) == (0, "", "清源追踪", ["targets"])
    for option, value in (("--region", "山东"), ("--since", "1"), ("--min-confidence", "0.5")):
        shown = run("export", "targets.db", "--to", "datasette", option, value)
        assert (shown.code, shown.out) == (2, "")
        assert shown.err == f"policyextract: {option}: datasette shows the whole store; leave it out\n"
