"""How long a report of many records takes to open in a browser, and to answer a filter.

    python bench/report.py [--records 10000] [--screens DIR] [--keep report.html]

Makes releases of many places and years, reads them, writes the page, and opens it in a headless Chromium driven by Playwright
(`pip install --group dev`; the Chromium is that of the system). With ``--screens`` it also takes pictures of the page, at two widths,
light and dark.
"""

import argparse
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from policyextract import Extractor
from policyextract.mentions.entity import divisions
from policyextract.report.html import page
from policyextract.report.overview import library, overview
from policyextract.track.store import open_store

FURNITURE = "首页\n政务公开\n办事服务\n互动交流\n当前位置：首页 > 政务公开 > 政府工作报告\n字号：大 中 小\n"
FOOT = "\n【打印】【关闭】\n主办：{place}人民政府办公室\n版权所有 未经许可不得转载\n"
REVIEW = (
    "地区生产总值增长{a}%。",
    "一般公共预算收入完成{b}亿元，同比增长{a}%。",
    "城镇新增就业{c}万人，新建改建农村公路{d}公里。",
    "建成5G基站{e}个，改造老旧小区{f}个。",
    "空气质量优良天数比例达到{g}%。",
)
PLAN = (
    "{y}年主要预期目标是：地区生产总值增长{a}%左右，一般公共预算收入增长{h}%，城镇新增就业{c}万人以上。",
    "力争到{z}年底，5G基站总数达到{e}个以上，空气质量优良天数比例保持在{g}%以上。",
    "年内新建改建农村公路{d}公里，改造老旧小区{f}个，由市住房城乡建设局牵头。",
    "确保年内建成投用{place}第二人民医院新院区。",
    "对新认定的国家级专精特新企业给予一次性奖励{f}万元。",
)


def texts(count: int) -> Iterator[dict[str, str]]:
    """Arguments of ``extract`` for so many releases: reports of a place that review a year and plan the next."""
    draw = random.Random(5)
    places = [one for one in divisions.table() if one.level in (1, 2) and not one.last]
    places = [one for one in places if one.code[:2] not in ("62", "65", "71", "82")][: max(20, count // 3)]
    for n in range(count):
        place, year = places[n % len(places)].name, 2023 + n // len(places) % 4
        words = {
            "place": place, "y": year, "z": year + 2, "a": draw.choice((4.5, 5, 5.5, 6, 6.3)), "b": draw.randint(80, 4000),
            "c": round(draw.uniform(0.8, 40), 1), "d": draw.randint(90, 3000), "e": draw.randint(900, 60000),
            "f": draw.randint(20, 900), "g": round(draw.uniform(70, 99), 1), "h": draw.choice((3, 4, 5, 6)),
        }  # fmt: skip
        title = f"{place}{year}年政府工作报告"
        past = f"过去一年，{''.join(REVIEW).format(**words)}"
        text = f"{FURNITURE}{title}\n\n一、{year - 1}年工作回顾\n\n{past}\n\n二、{year}年工作安排\n\n"
        text += "\n\n".join(PLAN).format(**words) + FOOT.format(**words)
        yield {"text": text, "title": title, "published": f"{year}-01-2{n % 9}", "source": f"https://example.org/{n}"}


def make(records: int) -> str:
    """The page."""
    extractor = Extractor()
    documents: list[dict[str, Any]] = []
    found = 0
    for arguments in texts(records):
        document = extractor.extract(**arguments).model_dump(mode="json")
        found += sum(len(document[name]) for name in ("targets", "actuals", "pledges"))
        documents.append({**document, "text": arguments["text"]})
        if found >= records:
            break
    with open_store(":memory:") as store:
        store.put(documents)
        begun = time.perf_counter()
        out = page(store.documents(texts=True), "政府工作报告", overview=overview(store), library=library())
    print(
        f"{found:,} records of {len(documents):,} documents: {len(out) / 1e6:.1f} M characters, written in {time.perf_counter() - begun:.1f} s"
    )
    return out


def opened(browser: Browser, url: str, width: int = 1440, height: int = 900, dark: bool = False) -> Page:
    """The page in a window of its own; what the browser complains of is printed."""
    window = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    window.on("console", lambda line: print(f"{line.type}: {line.text[:300]}"))
    window.goto(url)
    return window


def measure(browser: Browser, url: str) -> None:
    """Prints times as the browser takes them: till the table stands; till the frame after a filter is drawn."""
    took = []
    for _ in range(3):
        window = opened(browser, url)
        took.append(float(window.evaluate("document.documentElement.dataset.ready")))
    print(f"opens in {statistics.median(took):.0f} ms ({', '.join(f'{one:.0f}' for one in took)})")
    drawn = "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun))))"
    ask = (
        "async ([name, value]) => { const field = document.forms[0].elements[name]; const begun = performance.now();"
        f"field.value = value; field.dispatchEvent(new Event('input', {{bubbles: true}})); return await {drawn}; }}"
    )
    wanted = (
        ("words", "基站"),
        ("words", ""),
        ("place", "山东"),
        ("place", ""),
        ("indicator", "就业"),
        ("confidence", "0.8"),
    )
    for name, value in wanted:
        print(f"filter {name}={value!r}: {window.evaluate(ask, [name, value]):.0f} ms, {window.inner_text('#status')}")
    window.evaluate("document.forms[0].reset()")
    heads = f"async (n) => {{ const begun = performance.now(); document.querySelectorAll('#table thead button')[n].click(); return await {drawn}; }}"
    for n, name in ((1, "指标"), (6, "置信度")):
        print(f"sort by {name}: {window.evaluate(heads, n):.0f} ms")


def pictures(browser: Browser, url: str, folder: Path) -> None:
    """The page as people see it: two widths, light and dark, both views."""
    folder.mkdir(parents=True, exist_ok=True)
    for width, height in ((1440, 900), (420, 860)):
        for dark in (False, True):
            window = opened(browser, url, width, height, dark)
            name = f"{width}-{'dark' if dark else 'light'}"
            window.click("#table tbody tr:nth-child(4) button")
            window.screenshot(path=folder / f"{name}-records.png")
            window.locator("#detail").scroll_into_view_if_needed()
            window.screenshot(path=folder / f"{name}-text.png")
            window.click("#show-overview")
            window.wait_for_selector("#overview section:last-child svg")
            window.screenshot(path=folder / f"{name}-overview.png")
            window.locator(".legend").scroll_into_view_if_needed()
            window.screenshot(path=folder / f"{name}-places.png")
            window.close()


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=10_000)
    parser.add_argument("--screens", type=Path)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (given.keep or Path(folder) / "report.html").resolve()
        if not path.exists():
            path.write_text(make(given.records), encoding="utf-8")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            measure(browser, path.as_uri())
            if given.screens:
                pictures(browser, path.as_uri(), given.screens)
            browser.close()


if __name__ == "__main__":
    main()
