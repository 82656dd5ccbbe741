"""The page of ``report`` in a browser: filters, clicks, keys, plots, and what an accessibility checker says of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from policyextract.report.html import page as page_of
from policyextract.report.overview import library, overview
from policyextract.track.store import open_store
from tracked import with_text

CHROMIUM = next(
    (path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: install Chromium (Debian: apt-get install chromium)"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed: pip install --group dev"),
]
LONG = "crawl:" + "a1b2c3d4e5f6" * 20
"""An address that nothing breaks."""
WIDTH = "() => document.scrollingElement.scrollWidth - innerWidth"
"""By how much a page is wider than its window."""
FURNITURE = "首页\n当前位置：首页 > 政务公开\n\n"


def documents() -> list[dict[str, Any]]:
    """Two years of two cities, one of a third that does not tell the same; other places have no document."""
    out = []
    for place, year, done, plan in (
        ("济南市", 2024, 5.1, 6),
        ("济南市", 2025, 5.4, 5.5),
        ("青岛市", 2025, 5.8, 6),
        ("潍坊市", 2025, 0, 0),
    ):
        title = f"{place}{year}年政府工作报告"
        figures = (
            f"{year - 1}年，地区生产总值增长{done}%。\n\n{year}年，力争地区生产总值增长{plan}%以上，由市发展改革委牵头。"
            if done
            else f"{year}年，新建农村公路120公里，改造老旧小区30个。"
        )
        text = f"{FURNITURE}{title}\n\n{figures}\n\n确保年内建成投用{place}中心医院。\n\n版权所有 未经许可不得转载\n"
        out.append(
            with_text(text, title=title, published=f"{year}-01-20", source=f"https://example.org/{place}/{year}")
        )
    return out


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def urls(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, str]:
    """The page without what draws plots, and with it."""
    folder = tmp_path_factory.mktemp("report")
    out = {}
    with open_store(":memory:") as store:
        store.put(documents())
        held = overview(store)
        for drawn in (False, True):
            path = folder / f"report-{drawn}.html"
            text = page_of(store.documents(texts=True), "工作报告", overview=held, library=library() if drawn else None)
            path.write_text(text, encoding="utf-8")
            out[drawn] = path.as_uri()
    return out


@contextmanager
def opened(browser: Any, url: str) -> Iterator[Any]:
    """A page; at the end, that nothing was asked of a network and nothing was complained of."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith("file:") else told.append(request.url))
    page.goto(url)
    yield page
    assert told == []
    page.close()


@pytest.fixture
def page(browser: Any, urls: dict[bool, str]) -> Iterator[Any]:
    with opened(browser, urls[False]) as found:
        yield found


@pytest.fixture(scope="module")
def drawn(browser: Any, urls: dict[bool, str]) -> Iterator[Any]:
    """The page with plots, opened once."""
    if library() is None:
        pytest.skip("needs the extra 'report'")
    with opened(browser, urls[True]) as found:
        yield found


def rows(page: Any) -> list[str]:
    """The indicators in the table."""
    return [text.strip() for text in page.locator("#table tbody .indicator").all_inner_texts()]


def test_filters_leave_what_is_asked_for(page: Any) -> None:
    """Kind, place, words and due date together; clearing them brings all back."""
    everything = len(rows(page))
    page.uncheck("input[value=实绩]")
    page.uncheck("input[value=承诺]")
    assert set(page.locator("#table tbody .kind").all_inner_texts()) == {"目标"}
    page.fill("input[name=place]", "济南")
    assert rows(page) == ["地区生产总值", "地区生产总值"]
    page.fill("input[name=after]", "2025-01-01")
    assert rows(page) == ["地区生产总值"]
    page.fill("input[name=words]", "没有的词")
    assert rows(page) == []
    assert "没有符合条件的记录" in page.inner_text("#status")
    page.click("button[type=reset]")
    page.locator("#table tbody tr").nth(5).wait_for()  # the page's policy forbids to evaluate what waits for more
    assert len(rows(page)) == everything


def test_a_head_sorts_and_turns(page: Any) -> None:
    """By confidence, the least first, then the most; what is sorted by is told to screen readers."""
    page.click("#table thead button:has-text('置信度')")
    least = page.locator("#table tbody td:last-child").all_inner_texts()
    assert least == sorted(least)
    page.click("#table thead button:has-text('置信度')")
    assert page.locator("#table tbody td:last-child").all_inner_texts() == sorted(least, reverse=True)
    assert page.get_attribute("#table thead th:last-child", "aria-sort") == "descending"


def test_a_click_goes_both_ways(page: Any) -> None:
    """From a row to the sentence and the number, from a number to its row; the basis of both is told."""
    page.fill("input[name=place]", "青岛")
    page.click("#table tbody tr:first-child button")
    assert page.inner_text("#source h2") == "青岛市2025年政府工作报告"
    assert page.inner_text("#text a.mark.chosen") == "5.8%"
    assert "2024年，地区生产总值增长5.8%" in "".join(page.locator("#text .said").all_inner_texts())
    assert "quantity." in page.inner_text("#detail")
    page.click("#text a.mark.target")
    assert page.inner_text("#table tr.chosen .number >> nth=0").endswith("≥6%")
    assert page.inner_text("#detail strong") == "地区生产总值"


def test_furniture_is_folded_and_the_first_mark_is_in_sight(page: Any) -> None:
    """What stands around the text is there, behind a line."""
    hidden = page.locator("#text details.furniture").first
    assert not page.is_visible("#text details.furniture p >> nth=0")
    hidden.locator("summary").click()
    assert page.is_visible("#text details.furniture p >> nth=0")
    assert page.locator("#text a.mark").first.is_visible()


def test_keys_go_from_row_to_text_and_back(page: Any) -> None:
    """Down and up among the rows, Enter to the number, Escape back, / to the search."""
    page.focus("#table tbody button")
    for key in ("ArrowDown", "ArrowDown", "ArrowUp"):
        page.keyboard.press(key)
    chosen = page.get_attribute("tr.chosen", "data-n")
    assert page.evaluate("document.activeElement.closest('tr').dataset.n") == chosen
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.classList.contains('mark')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.closest('tr').dataset.n") == chosen
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "words"


def test_a_link_to_a_record_opens_at_it(page: Any) -> None:
    """The address names the record that is chosen."""
    page.click("#table tbody tr:nth-child(5) button")
    page.reload()
    assert page.get_attribute("tr.chosen", "id") == "row-4"


def test_overviews_are_drawn_and_tell_silence_from_absence(drawn: Any) -> None:
    """A place whose documents do not tell the figure is not one without any document."""
    page = drawn
    page.click("#show-overview")
    page.locator("#overview svg").nth(2).wait_for(state="attached")
    tiles = {
        line.split("\n")[0]: line.split("\n")[-1] for line in page.locator(".tiles td:not(:empty)").all_inner_texts()
    }
    assert tiles["四川"] == "无文献"
    assert tiles["山东"] == "2 地"
    page.locator("#overview section").last.locator("summary").click()
    told = page.locator("#overview section").last.locator(".plain tbody tr").all_inner_texts()
    assert [line for line in told if "潍坊市" in line and "未说明" in line]
    assert not [line for line in told if "四川" in line]
    page.locator("#overview section").last.locator(".plain button").first.click()
    assert page.is_visible("#table tr.chosen")


def test_a_printed_page_has_all_rows_and_no_controls(page: Any) -> None:
    """Paper has no filters."""
    page.emulate_media(media="print")
    assert not page.is_visible("#filters")
    assert page.is_visible("#table")
    assert page.is_visible("#text")


@pytest.mark.skipif(find_spec("axe_playwright_python") is None, reason="axe is not installed: pip install --group dev")
def test_an_accessibility_checker_finds_nothing_serious(drawn: Any) -> None:
    """On both views, in light and dark, with a record chosen."""
    from axe_playwright_python.sync_playwright import Axe

    for view in ("#show-overview", "#show-records"):
        drawn.click(view)
        for colors in ("light", "dark"):
            drawn.emulate_media(color_scheme=colors)
            found = Axe().run(drawn).response["violations"]
            serious = [one for one in found if one["impact"] in ("serious", "critical")]
            assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == [], (view, colors)


def test_a_notebook_shows_the_same_page_in_small(browser: Any, tmp_path: Path) -> None:
    """In a frame: the table, the text and its marks, and a click that goes from one to the other."""
    from policyextract import extract

    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><title>x</title>{extract(documents()[0]['text'])._repr_html_()}", encoding="utf-8")
    page = browser.new_page()
    page.goto(path.as_uri())
    frame = page.frame_locator("iframe")
    frame.locator("#table tbody button").nth(1).click()
    assert frame.locator("a.mark.chosen").inner_text() == "6%"
    assert not frame.locator("#filters input[name=place]").is_visible()
    page.close()


def long_words() -> dict[str, Any]:
    """A document of no place and no date, with words that nothing breaks wherever words stand."""
    text = f"2024年，全市新建{LONG[6:80]}充电桩520个，见{LONG}。投资XX亿元。地区生产总值增长5.4%。"
    return with_text(text, id=LONG, title=LONG, source=f"{LONG}0")


@pytest.mark.parametrize("width", [1280, 400])
def test_long_words_without_a_break_make_no_page_wider(browser: Any, tmp_path: Path, width: int) -> None:
    """A report, its overviews and the view of a notebook stay as wide as their window."""
    from policyextract import extract

    with open_store(":memory:") as store:
        store.put([*documents(), long_words()])
        whole = page_of(store.documents(texts=True), LONG, overview=overview(store))
    small = extract(long_words()["text"], title=LONG, source=f"{LONG}0")._repr_html_()
    for name, text in (("report", whole), ("note", f"<!doctype html><title>x</title>{small}")):
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto((tmp_path / "report.html").as_uri())
    page.click("#table tbody tr:has(.number:text-is('520个')) button")
    assert LONG in page.inner_text("#source")
    assert page.evaluate(WIDTH) <= 0
    page.click("#show-overview")
    assert page.evaluate(WIDTH) <= 0
    page.goto((tmp_path / "note.html").as_uri())
    page.wait_for_selector("iframe")
    frame = page.frames[-1]
    frame.wait_for_selector("#table tbody tr")
    assert frame.evaluate(WIDTH) <= 0
    page.close()


def test_a_document_of_no_place_is_not_compared_with_places(browser: Any, tmp_path: Path) -> None:
    """It has a row in the table of records, and its warnings are told in Chinese."""
    with open_store(":memory:") as store:
        store.put([*documents(), long_words()])
        text = page_of(store.documents(texts=True), "工作报告", overview=overview(store))
    (tmp_path / "report.html").write_text(text, encoding="utf-8")
    with opened(browser, (tmp_path / "report.html").as_uri()) as page:
        page.click("#table tbody tr:has(.number:text-is('520个')) button")
        assert page.locator("#source .note").all_inner_texts() == [
            "没有给出、也没有找到发布日期",
            "数字被符号遮去，不作记录：XX亿元",
        ]
        page.click("#show-overview")
        section = page.locator("#overview section").last
        places = section.locator(".plain tbody tr td:nth-child(2)").all_inner_texts()
        assert {"济南市", "青岛市", "潍坊市"} == set(places)
        assert "2 地" in section.locator("select").last.inner_text()
