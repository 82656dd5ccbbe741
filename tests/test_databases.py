"""Databases as sources of a batch run: which table, which fields, what is told before anything is begun."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import batch_workers
from archives import documents, listed
from policyextract.archive.batch import BatchOptions, Report, RunError, run
from policyextract.archive.item import RawDocument
from policyextract.archive.readers import ReadOptions, read
from policyextract.archive.readers.fields import roles
from postgres_server import server

TEXTS = [f"到2027年，新增就业{number}万人。" for number in range(1, 5)]


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    """A crawler's database: one table of pages, one of something else."""
    path = tmp_path / "crawl.db"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE pages (link TEXT, pageTitle TEXT, publishTime TEXT, body_text TEXT, publish_day TEXT)"
        )
        database.execute("CREATE TABLE logs (line TEXT)")
        rows = [
            (f"https://a.example/{n}", f"第{n}号", f"2026-01-0{n + 1} 08:00:00", text) for n, text in enumerate(TEXTS)
        ]
        database.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, NULL)", rows)
    database.close()
    return path


def light(source: str, out: Path, **read: object) -> Report:
    options = BatchOptions(read=ReadOptions(**read))  # type: ignore[arg-type]
    return run([source], out, options, make=batch_workers.light)


def test_a_table_of_sqlite(crawl: Path) -> None:
    """Each row is a document, with the fields that crawlers write, and is told by its number."""
    found = list(read([f"sqlite:{crawl}"], ReadOptions(table="pages")))
    assert all(isinstance(item, RawDocument) for item in found)
    assert [item[:6] for item in found] == [
        (f"sqlite:{crawl}:pages:{n + 1}", text, None, f"第{n}号", f"2026-01-0{n + 1}", f"https://a.example/{n}")
        for n, text in enumerate(TEXTS)
    ]


def test_a_query_of_sqlite(crawl: Path) -> None:
    query = "SELECT upper(link) AS url, body_text AS words FROM pages WHERE publishTime > '2026-01-03' ORDER BY 1 DESC;"
    found = list(read([f"sqlite:{crawl}"], ReadOptions(query=query, text="words")))
    assert [(item[0][-2:], item[1]) for item in found] == [(":1", TEXTS[3]), (":2", TEXTS[2])]


def test_only_new_rows_are_extracted(crawl: Path, tmp_path: Path) -> None:
    """A database is updated as a file is; a column that was not used is told."""
    report = light(f"sqlite:{crawl}", tmp_path / "out", table="pages")
    assert (report.counts["documents"], report.unused) == (4, [("publish_day", "published")])
    with sqlite3.connect(crawl) as database:
        database.execute("INSERT INTO pages VALUES ('https://a.example/9', NULL, NULL, '新增床位5000张。', NULL)")
        database.execute("UPDATE pages SET body_text = '新增床位6000张。' WHERE rowid = 1")
    database.close()
    report = light(f"sqlite:{crawl}", tmp_path / "out", table="pages")
    assert (report.counts["documents"], report.before, report.gone.replaced) == (5, 3, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "name a table"),
        ({"table": "page"}, "there is no table page; the tables are logs, pages"),
        ({"table": "pages", "title": "headline"}, "there is no column headline; the columns are link, pageTitle"),
        ({"table": "logs"}, "no field of text"),
        ({"query": "SELECT lacking FROM pages"}, "no such column: lacking"),
        ({"table": "pages", "query": "SELECT 1"}, "not both"),
    ],
)
def test_what_is_wrong_is_told_before_the_run(crawl: Path, tmp_path: Path, given: dict[str, object], said: str) -> None:
    with pytest.raises(RunError, match=said) as caught:
        light(f"sqlite:{crawl}", tmp_path / "out", **given)
    assert caught.value.refused
    assert "crawl.db" in str(caught.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("given", [{"table": "pages"}, {"query": "SELECT 1"}])
def test_what_is_asked_of_no_database(crawl: Path, tmp_path: Path, given: dict[str, object]) -> None:
    """A table of a file that is named as any other: what to write is told, and nothing is made."""
    with pytest.raises(RunError, match="is of a database; name one as sqlite:FILE"):
        light(str(crawl), tmp_path / "out", **given)
    assert not (tmp_path / "out").exists()


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "a.db").write_text("no database at all, but words")
    for name, said in (("a.db", "is no SQLite file"), ("b.db", "no such file")):
        with pytest.raises(RunError, match=said):
            light(f"sqlite:{tmp_path / name}", tmp_path / "out")


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    pytest.importorskip("pg8000", reason="no driver: pip install 'policyextract[postgres]'")
    with server() as running:
        yield running


def test_a_server(url: str, tmp_path: Path) -> None:
    """A table in the order of its key, or a query; the password of the URL is written nowhere."""
    import pg8000

    from policyextract.postgres import Address

    connection = pg8000.connect(**Address(url).arguments())
    connection.run("CREATE TABLE news (key INTEGER PRIMARY KEY, 标题 TEXT, 正文 TEXT, 发布时间 TIMESTAMP)")
    for number in (3, 1, 2):
        connection.run(
            f"INSERT INTO news VALUES ({number}, '第{number}号', '{TEXTS[number]}', '2026-01-0{number} 08:00')"
        )
    connection.commit()
    connection.close()
    found = [item for item in read([url], ReadOptions(table="news")) if isinstance(item, RawDocument)]
    assert [(item.text, item.title, item.published) for item in found] == [
        (TEXTS[number], f"第{number}号", f"2026-01-0{number}") for number in (1, 2, 3)
    ]
    assert [item.origin.rpartition("news:")[2] for item in found] == ["1", "2", "3"]
    secret = url.replace("tester@", "tester:geheim@")
    report = light(secret, tmp_path / "out", query="SELECT 正文, 标题 FROM news WHERE key < 3 ORDER BY key")
    assert report.counts["documents"] == 2
    written = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [path.name for path in written if b"geheim" in path.read_bytes()] == []
    assert Address(url).name in json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))["inputs"]
    with pytest.raises(RunError, match="there is no table nothing"):
        light(url, tmp_path / "other", table="nothing")


# Fields of any source


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("text", "text content full_text body body_text 正文 内容 fullText Body-Text article_body maintext"),
        ("title", "title 标题 名称 headline 文章标题"),
        (
            "published",
            "published date pub_time publishTime publish_time date_published 发布时间 发布日期 成文日期 datePublished",
        ),
        ("source", "url source link 网址 链接 source_url permalink"),
        ("id", "id _id doc_id"),
    ],
)
def test_names_that_crawlers_write(role: str, names: str) -> None:
    for name in names.split():
        assert roles((name,), ReadOptions())[role] == (name,)


def test_a_named_field_that_is_not_there(tmp_path: Path) -> None:
    """Is an error before the run, for tables and JSON as for databases; nothing is written."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.csv").write_text("text,when\n建设住房5万套。,2026-01-01\n", encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text("建设住房6万套。", encoding="utf-8")
    source = str(tmp_path / "in")
    for given, said in (({"title": "headline"}, "no field headline"), ({"text": "words"}, "no field of text")):
        with pytest.raises(RunError, match=said):
            light(source, tmp_path / "out", **given)
    assert not (tmp_path / "out").exists()
    assert light(source, tmp_path / "out", published="when").counts["documents"] == 2
    assert [row["text"][:6] for row in documents(tmp_path / "out")] == ["建设住房5万", "建设住房6万"]
    assert listed(tmp_path / "out" / "errors.jsonl") == []
