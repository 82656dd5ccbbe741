"""An archive of any size, for demos, tests and benches: mixed formats, reposts and, if you like, broken members.

    python examples/make_archive.py OUT [--documents 1000] [--seed 1] [--broken 0.01] [--reposts 0.03] [--forms]

The documents are put together from sentences of the tests' releases, with figures, years and names of places of their
own, so that no two are alike. They are written below the folder OUT as text (UTF-8, GB18030, UTF-16), HTML pages, JSON,
JSON lines, CSV, Parquet, ZIP, tar (gzip, bzip2, xz, zstd), WARC and gzip; the first hundred also into the SQLite file
``OUT.db``, as a crawler keeps them. A share of them are reposts: another document
once more, with a changed head and noise. ``--broken 0.01`` adds one broken file, member or row for every hundred
documents, of every kind in turn. The same arguments give the same bytes, and memory does not grow with the archive.

``--forms`` adds a folder ``forms`` with a file of every form that is not text (PDF, Word, workbooks, mail, feeds, saved
pages, a PDF in a WARC, a ZIP and a tar), and broken ones. It needs the packages of the development group; of these files
the bytes are not the same in every run.

Beside the folder, ``OUT.expected.json`` says what is in it; origins begin below OUT:

    {"documents": [origin, ...], "broken": [{"origin": ..., "code": ...}, ...],
     "reposts": [{"origin": ..., "first": ...}, ...]}
"""

import argparse
import bz2
import csv
import html
import io
import itertools
import json
import lzma
import re
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from archive_parts.broken import Breaker
from archive_parts.forms import write_forms
from archive_parts.packing import pack_gzip, pack_zip, tar_bytes, warc_record

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "fixtures"
TRADITIONAL = ("hongkong_news", "city_press_conference")
MARKUP = "html_page"

# Places of the releases; all invented. Each document has one place of its own instead.
PLACES = re.compile("滨江|滨原|海州|青岩|海岱|云溪|清源|澜江|龙津|桐川|陇东|湖口|陵川")
FIRST, SECOND = "澜云清江滨龙桐陵青岚沧浔", "溪川原津岩岱口陵州宁泽平"
FIGURE = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?=\s*(?:亿|万|千|个|家|%|％|项|公里|人|套|座|户|亩|吨|件|所|张|元|平方))")
YEAR = re.compile(r"(?<!\d)20[12]\d(?=年|—|-)")
TOPICS = ("政府工作报告", "重点工作安排", "三年行动方案", "发展规划", "经济运行情况", "民生实事进展")
PAPERS = ("江海日报", "云岭晚报", "海岱新闻网", "龙津发布", "澜江在线")
RECENT = 500  # a repost is of one of so many documents before it


class Written(NamedTuple):
    """One document of the archive."""

    id: str
    title: str
    day: date
    url: str
    text: str


@cache
def sentences(traditional: bool) -> tuple[str, ...]:
    """Pairs of sentences of the releases, each with a figure or two."""
    out: list[str] = []
    for path in sorted(FIXTURES.glob("*.txt")):
        if path.stem == MARKUP or (path.stem in TRADITIONAL) is not traditional:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            parts = [part for part in re.split("(?<=[。；])", line.strip()) if part]
            pairs = ("".join(parts[at : at + 2]) for at in range(0, len(parts), 2))
            out += [pair for pair in pairs if len(pair) >= 24 and "<" not in pair]
    return tuple(dict.fromkeys(out))


def compose(number: int, seed: int) -> Written:
    """The document of this number: the same for the same seed, wherever it is wanted."""
    rng = Random(f"{seed}:{number}")
    pool = sentences(rng.random() < 0.02)
    place, shift = rng.choice(FIRST) + rng.choice(SECOND), rng.randint(-2, 1)
    day = date(2023, 1, 3) + timedelta(days=rng.randrange(1100))
    chosen = sorted(rng.sample(range(len(pool)), min(rng.randint(8, 20), len(pool) // 3)))
    body = "\n".join(pool[at] for at in chosen)
    body = FIGURE.sub(lambda found: figure(found[0], rng), body)
    body = YEAR.sub(lambda found: str(int(found[0]) + shift), PLACES.sub(place, body))
    title = f"{place}市{day.year}年{rng.choice(TOPICS)}"
    text = f"{title}\n{place}日报{day.month}月{day.day}日讯\n{body}\n"
    return Written(
        f"doc-{number:07}", title, day, f"https://www.news{rng.randrange(40)}.example/{day:%Y/%m}/{number}.html", text
    )


def figure(old: str, rng: Random) -> str:
    """Another figure of as many digits."""
    return "".join(c if c == "." else str(rng.randint(0 if at else 1, 9)) for at, c in enumerate(old))


def repost(number: int, first: Written, seed: int) -> Written:
    """``first`` as another paper has it: another head and foot, spaces and wraps that mean nothing."""
    rng = Random(f"{seed}:repost:{number}")
    paper = rng.choice(PAPERS)
    day = first.day + timedelta(days=rng.randint(0, 5))
    title, _, body = first.text.partition("\n")
    lines = body.rstrip("\n").split("\n")
    lines[0] = (
        f"{day:%Y-%m-%d} {rng.randint(7, 20):02}:{rng.randint(0, 59):02}  来源：{paper}  阅读：{rng.randint(99, 9999)}"
    )
    lines = [f"\u3000\u3000{line}" for line in lines]
    text = "\n".join(
        [title, *lines, f"（责任编辑：{rng.choice('赵钱孙李周')}{rng.choice('明华宁')}）", "分享到：微信 微博", ""]
    )
    return Written(
        f"doc-{number:07}", first.title, day, f"https://{rng.randrange(99)}.paper.example/{number}.htm", text
    )


def as_page(document: Written) -> str:
    """A page as a government website publishes it, with the metadata of the standard."""
    lines = "\n".join(f"<p>{html.escape(line)}</p>" for line in document.text.splitlines()[1:])
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">\n'
        f'<meta name="ArticleTitle" content="{document.title}">\n<meta name="PubDate" content="{document.day} 09:30">\n'
        f'<meta name="ContentSource" content="{PAPERS[0]}">\n<meta name="Url" content="{document.url}">\n'
        f"<title>{document.title}_要闻_{PAPERS[0]}</title></head>\n<body>\n"
        f'<ul class="nav"><li><a href="/">首页</a></li><li><a href="/yw/">要闻</a></li></ul>\n<h1>{document.title}</h1>\n'
        f'<div id="zoom">\n{lines}\n</div>\n<div class="foot">版权所有</div></body></html>\n'
    )


def as_row(document: Written) -> dict[str, Any]:
    """The document as JSON has it."""
    return {
        "id": document.id,
        "title": document.title,
        "published": document.day.isoformat(),
        "url": document.url,
        "text": document.text,
    }


# Writers: each writes a block of documents and gives the origin of each.

Block = list[Written]
Writer = Callable[[Path, int, Block], list[str]]


def turn(block: int) -> int:
    """How many blocks of its format came before a block; the formats take turns."""
    return block // len(WRITERS)


def save(root: Path, name: str, data: bytes) -> str:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return name


def write_text(root: Path, block: int, documents: Block) -> list[str]:
    """Text files, every fourth in GB18030, every ninth in UTF-16."""
    out = []
    for at, one in enumerate(documents):
        encoding = "gb18030" if at % 4 == 3 else "utf-16" if at % 9 == 8 else "utf-8"
        out.append(save(root, f"text/{block:04}/{one.id}.txt", one.text.encode(encoding)))
    return out


def write_html(root: Path, block: int, documents: Block) -> list[str]:
    pages = ((one, as_page(one).encode()) for one in documents)
    return [save(root, f"html/{one.day:%Y}/{block:04}-{one.id}.html", page) for one, page in pages]


def write_json(root: Path, block: int, documents: Block) -> list[str]:
    """The first as a file of its own, the rest as an array."""
    first, *rest = documents
    out = [save(root, f"json/{block:04}-{first.id}.json", json.dumps(as_row(first)).encode())]
    if rest:
        name = f"json/{block:04}.json"
        save(root, name, json.dumps([as_row(one) for one in rest], ensure_ascii=False, indent=1).encode())
        out += [f"{name}:{at}" for at in range(1, len(rest) + 1)]
    return out


def jsonl(documents: Block) -> bytes:
    return "".join(json.dumps(as_row(one), ensure_ascii=False) + "\n" for one in documents).encode()


def write_jsonl(root: Path, block: int, documents: Block) -> list[str]:
    name = f"jsonl/news-{block:04}.jsonl"
    save(root, name, jsonl(documents))
    return [f"{name}:{at}" for at in range(1, len(documents) + 1)]


def write_csv(root: Path, block: int, documents: Block) -> list[str]:
    """A spreadsheet's CSV with a head in Chinese: a row may have many lines, so the line it begins on names it."""
    name, out, line = f"csv/{block:04}.csv", [], 2
    buffer = io.StringIO()
    table = csv.writer(buffer)
    table.writerow(("编号", "标题", "发布日期", "来源网址", "正文"))
    for one in documents:
        table.writerow((one.id, one.title, f"{one.day.year}年{one.day.month}月{one.day.day}日", one.url, one.text))
        out.append(f"{name}:{line}")
        line += one.text.count("\n") + 1
    save(root, name, buffer.getvalue().encode("gb18030" if turn(block) % 2 else "utf-8-sig"))
    return out


def write_parquet(root: Path, block: int, documents: Block) -> list[str]:
    import pyarrow as pa
    from pyarrow import parquet

    name = f"parquet/{block:04}.parquet"
    (root / "parquet").mkdir(parents=True, exist_ok=True)
    rows = [{**as_row(one), "published": one.day} for one in documents]
    parquet.write_table(pa.Table.from_pylist(rows), root / name, row_group_size=100)
    return [f"{name}:{at}" for at in range(1, len(documents) + 1)]


def members(documents: Block) -> list[tuple[str, bytes]]:
    """Members of an archive: pages and texts in turn."""
    return [
        (f"{one.day:%Y/%m}/{one.id}.html", as_page(one).encode()) if at % 2 else (f"{one.id}.txt", one.text.encode())
        for at, one in enumerate(documents)
    ]


def write_zip(root: Path, block: int, documents: Block) -> list[str]:
    name = save(root, f"zip/{block:04}.zip", pack_zip(members(documents)))
    return [f"{name}!/{member}" for member, _ in members(documents)]


def write_tar(root: Path, block: int, documents: Block) -> list[str]:
    packers: dict[str, Callable[[bytes], bytes]] = {
        ".gz": pack_gzip,
        "": bytes,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
    }
    if "zstandard" in available():
        import zstandard

        packers[".zst"] = zstandard.ZstdCompressor().compress
    ending = list(packers)[turn(block) % len(packers)]
    name = save(root, f"tar/{block:04}.tar{ending}", packers[ending](tar_bytes(members(documents))))
    return [f"{name}!/{member}" for member, _ in members(documents)]


def write_warc(root: Path, block: int, documents: Block) -> list[str]:
    """As crawlers write it: a record a page, each compressed on its own, behind a request."""
    name, out, packed, number = f"warc/{block:04}.warc.gz", [], [], 0
    for at, one in enumerate(documents):
        charset = "gb18030" if at % 3 == 2 else "utf-8"
        request = warc_record("request", one.url, b"GET / HTTP/1.1\r\n\r\n")
        page = as_page(one).encode(charset)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={charset}\r\nContent-Length: {len(page)}\r\n\r\n"
        packed += [pack_gzip(request), pack_gzip(warc_record("response", one.url, head.encode() + page))]
        number += 2
        out.append(f"{name}:{number}")
    save(root, name, b"".join(packed))
    return out


def write_gzip(root: Path, block: int, documents: Block) -> list[str]:
    """The first as a text of its own, the rest as JSON lines."""
    first, *rest = documents
    out = [save(root, f"gz/{block:04}/{first.id}.txt.gz", pack_gzip(first.text.encode()))]
    name = save(root, f"gz/{block:04}.jsonl.gz", pack_gzip(jsonl(rest)))
    return out + [f"{name}:{at}" for at in range(1, len(rest) + 1)]


WRITERS: dict[str, Writer] = {
    "text": write_text,
    "html": write_html,
    "json": write_json,
    "jsonl": write_jsonl,
    "csv": write_csv,
    "parquet": write_parquet,
    "zip": write_zip,
    "tar": write_tar,
    "warc": write_warc,
    "gz": write_gzip,
}


@cache
def available() -> frozenset[str]:
    """Which of the packages for some formats are installed; without them these formats are left out."""
    from importlib.util import find_spec

    return frozenset(name for name in ("pyarrow", "zstandard") if find_spec(name))


def documents(count: int, seed: int, share: float) -> Iterator[tuple[Written, int | None]]:
    """The documents, and of a repost the number of its first."""
    recent: deque[int] = deque(maxlen=RECENT)
    rng = Random(f"{seed}:reposts")
    for number in range(count):
        if recent and rng.random() < share:
            first = rng.choice(recent)
            yield repost(number, compose(first, seed), seed), first
        else:
            recent.append(number)
            yield compose(number, seed), None


def write_database(path: Path, documents: Iterable[Written]) -> None:
    """The documents as a crawler's database has them."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE pages (id INTEGER PRIMARY KEY, url TEXT, title TEXT, publish_time TEXT, content TEXT)"
        )
        rows = ((one.url, one.title, f"{one.day.isoformat()} 09:00:00", one.text) for one in documents)
        database.executemany("INSERT INTO pages (url, title, publish_time, content) VALUES (?, ?, ?, ?)", rows)


def make(root: Path, count: int, seed: int, broken: float, reposts: float, forms: bool = False) -> None:
    """Write the archive and what is expected of it."""
    writers = [writer for name, writer in WRITERS.items() if name != "parquet" or "pyarrow" in available()]
    size = max(2, min(200, count // (2 * len(writers))))  # documents a block
    stream = documents(count, seed, reposts)
    said: deque[tuple[int, str]] = deque(maxlen=2 * RECENT + 10 * size)  # origins of late documents, for reposts
    copies = []
    breaker = Breaker(root, seed)
    write_database(root.with_name(f"{root.name}.db"), (one for one, _ in documents(min(count, 100), seed, reposts)))
    with root.with_name(f"{root.name}.expected.json").open("w", encoding="utf-8") as expected:
        expected.write('{"documents": [')
        block = written = 0
        while taken := [one for _, one in zip(range(size), stream, strict=False)]:
            origins = writers[block % len(writers)](root, block, [one for one, _ in taken])
            said.extend((int(one.id[4:]), origin) for (one, _), origin in zip(taken, origins, strict=True))
            known = dict(said)
            copies += [
                {"origin": origin, "first": known[first]}
                for (_, first), origin in zip(taken, origins, strict=True)
                if first is not None
            ]
            expected.write("".join(f"{',' if written + at else ''}\n{json.dumps(o)}" for at, o in enumerate(origins)))
            block, written = block + 1, written + len(taken)
            breaker.break_until(round(written * broken))
        if forms:
            origins, told = write_forms(root, (compose(number, seed) for number in itertools.count(count)))
            expected.write("".join(f",\n{json.dumps(origin)}" for origin in origins))
            breaker.expected += told
        expected.write(
            f'\n],\n"broken": {json.dumps(breaker.expected, indent=0)},\n"reposts": {json.dumps(copies, indent=0)}}}\n'
        )


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    options.add_argument("out", metavar="OUT", type=Path, help="folder to write; must not exist")
    options.add_argument("--documents", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--broken", type=float, default=0.0, help="broken members for each document")
    options.add_argument("--reposts", type=float, default=0.03, help="share of documents that are reposts")
    options.add_argument("--forms", action="store_true", help="also files of every form that is not text")
    given = options.parse_args()
    if given.out.exists():
        options.error(f"{given.out} is there already; remove it or name another folder")
    if given.documents < 1 or given.broken < 0 or not 0 <= given.reposts < 1:
        options.error("--documents must be at least 1, --broken not negative, --reposts from 0 to below 1")
    given.out.mkdir(parents=True)
    make(given.out, given.documents, given.seed, given.broken, given.reposts, given.forms)
    print(f"{given.documents} documents in {given.out}, what to expect of them in {given.out.name}.expected.json")


if __name__ == "__main__":
    main()
