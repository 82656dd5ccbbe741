"""The page of review in a browser, and the service behind it: who may ask, and what is refused."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs the extra 'serve'")
import httpx

from policyextract.corrections.correction import correction_of
from policyextract.serve.limits import Limits
from policyextract.serve.review import application
from policyextract.track.store import open_store
from services import served
from test_report_browser import CHROMIUM, FURNITURE, LONG, WIDTH, browser, long_words
from tracked import with_text

__all__ = ["browser"]

TOKEN = "let-me-in"
LIMITS = Limits(rate=0)
PLAN = (
    f"{FURNITURE}青山市2025年政府工作报告\n\n一、过去一年\n2024年，全市新建充电桩520个，培训工人1.2万人次。\n\n"
    "二、今年工作\n2025年，全市计划新建充电桩500个，由市发展改革委牵头。城镇新增就业3万人以上。\n\n"
    "确保年内建成投用市妇幼保健院。\n\n版权所有 未经许可不得转载\n"
)
needs_browser = [
    pytest.mark.skipif(CHROMIUM is None, reason="no browser: install Chromium (Debian: apt-get install chromium)"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="playwright is not installed: pip install --group dev"),
]


@pytest.fixture
def place(tmp_path: Path) -> str:
    """A store of a report and of a table, and something said of a record that is not there."""
    with open_store(tmp_path / "store.db") as store:
        table = "表1 主要指标\n指标\t单位\t2025年目标\n粮食产量\t万吨\t62.5\n森林覆盖率\t%\t41.3\n"
        store.put(
            [
                with_text(PLAN, id="plan", title="青山市2025年政府工作报告", published="2025-01-10"),
                with_text(table, id="table", title="主要指标表", published="2025-02-10"),
            ]
        )
        lost = {
            "record": "lost",
            "document": "plan",
            "verdict": "reject",
            "anchor": {"text": "7个", "start": 1, "end": 3},
        }
        store.correct([correction_of(lost)])
    return str(tmp_path / "store.db")


def rows(place: str) -> dict[str, tuple[Any, ...]]:
    """By quantity, or the words of a pledge: indicator, value, due, region, review."""
    with open_store(place) as store:
        return {
            str(row["text"] or row["indicator"]): tuple(
                row[name] for name in ("kind", "indicator", "comparator", "low", "due", "agents", "review")
            )
            for row in store.rows()
        }


@contextmanager
def asked(place: str) -> Iterator[httpx.Client]:
    with served(application(place, TOKEN, "李", lambda: date(2025, 3, 1)), LIMITS) as number:
        head = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{number}", headers=head, timeout=60) as client:
            yield client


def test_nothing_is_told_or_kept_without_the_token(place: str) -> None:
    """The page is empty without it; no page of another site may ask; what is sent is JSON and a correction."""
    with asked(place) as client:
        page = client.get("/")
        assert "connect-src 'self'" in page.text
        assert "充电桩" not in page.text
        assert page.headers["x-frame-options"] == "DENY"
        for path in ("/api/queue/open", "/api/documents/plan"):
            assert client.get(path).status_code == 200
            for head in ({"Authorization": ""}, {"Authorization": "Bearer wrong"}):
                assert client.get(path, headers=head).status_code == 401
        reject = {"record": "x", "document": "plan", "verdict": "reject"}
        assert client.post("/api/corrections", json=reject, headers={"Authorization": "Bearer no"}).status_code == 401
        assert client.post("/api/corrections", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
        assert "access-control-allow-origin" not in client.get("/", headers={"Origin": "http://evil.example"}).headers
        for body in ({}, {**reject, "verdict": "maybe"}, {**reject, "document": "none"}, [1]):
            answer = client.post("/api/corrections", json=body)
            assert answer.status_code == 422
            assert answer.json()["detail"]
        assert client.get("/api/documents/none").status_code == 422
        assert client.post("/api/read", json={"slot": "value", "words": "x" * 1000}).status_code == 422
        assert client.delete("/api/corrections/none").status_code == 422
    with open_store(place) as store:
        assert [one.record for one in store.corrections()] == ["lost"]


def test_an_added_record_that_is_rejected_was_never_one(place: str) -> None:
    """Nothing is left of it, and nothing finds no record."""
    start = PLAN.index("2024年")
    anchor = {"text": "2024年", "start": start, "end": start + 5}
    slots = {"kind": "actual", "indicator": {"text": "年份"}, "low": 2024, "unit": "年"}
    with asked(place) as client:
        added = {"document": "plan", "verdict": "add", "anchor": anchor, "slots": slots}
        records = client.post("/api/corrections", json=added).json()["records"]
        (made,) = [one for one in records if one["review"]]
        assert (made["indicator"]["text"], made["sentence"]["text"][:5]) == ("年份", "2024年")
        told = {"record": made["id"], "document": "plan", "verdict": "reject"}
        assert [one for one in client.post("/api/corrections", json=told).json()["records"] if one["review"]] == []
    with open_store(place) as store:
        assert [one.record for one in store.corrections()] == ["lost"]


def test_what_is_said_is_completed(place: str) -> None:
    """Words of a marked place are the clean ones; who and when are told; other slots of the same record stay."""
    with asked(place) as client:
        document = client.get("/api/documents/plan").json()
        (record,) = [one for one in document["records"] if one["value"] == "500个"]
        start = PLAN.index("新建充电桩500")
        for slots in ({"indicator": {"text": "x", "start": start, "end": start + 5}}, {"nature": "input"}):
            told = {"record": record["id"], "document": "plan", "verdict": "correct", "slots": slots}
            assert client.post("/api/corrections", json=told).status_code == 200
        accepted = {"record": record["id"], "document": "plan", "verdict": "accept"}  # as it is shown
        assert client.post("/api/corrections", json=accepted).status_code == 200
        assert client.post("/api/read", json={"slot": "due", "words": "今年年底", "document": "plan"}).json()["found"][
            "last"
        ] == ("2025-12-31")
    with open_store(place) as store:
        (one,) = store.corrections(found=True)
        assert (one.by, one.on, one.anchor and one.anchor.text) == ("李", date(2025, 3, 1), "500个")
        assert (one.changes["indicator"]["text"], one.changes["nature"]) == ("新建充电桩", "input")


# In a browser


@contextmanager
def opened(browser: Any, client: httpx.Client, **more: Any) -> Iterator[Any]:
    """The page at the first record; at the end, that nothing else was asked and nothing was complained of."""
    page = browser.new_page(**{"viewport": {"width": 1280, "height": 800}, **more})
    told: list[str] = []
    page.on("console", lambda line: told.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    home = str(client.base_url)
    page.on("request", lambda request: None if request.url.startswith(home) else told.append(request.url))
    page.goto(f"{home}/#token={TOKEN}")
    page.wait_for_selector("html[data-ready]")
    yield page
    assert told == []
    page.close()


def press(page: Any, *keys: str) -> None:
    """Keys, each when what the one before began is done."""
    for key in keys:
        page.keyboard.press(key)
        settle(page)


def settle(page: Any) -> None:
    """Until all that was begun is done."""
    page.evaluate("() => new Promise((done) => setTimeout(done, 20))")
    page.wait_for_selector("html:not([aria-busy])")


def select(page: Any, words: str) -> None:
    """Mark words in the text, as a mouse does."""
    page.evaluate(
        """(words) => {
          const walker = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
          const nodes = []; while (walker.nextNode()) nodes.push(walker.currentNode);
          const whole = nodes.map((node) => node.data).join(""); const first = whole.indexOf(words);
          const at = (place) => { for (const node of nodes) { if (place <= node.data.length) return [node, place]; place -= node.data.length; } };
          const range = document.createRange(); range.setStart(...at(first)); range.setEnd(...at(first + words.length));
          getSelection().removeAllRanges(); getSelection().addRange(range);
          document.getElementById("text").dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }""",
        words,
    )
    settle(page)


def choose(page: Any, value: str) -> None:
    """The record of a value."""
    page.click(f"#table tbody tr:has(td.number:text-is('{value}')) button")
    settle(page)


@pytest.mark.usefixtures("browser")
class TestBrowser:
    """The page driven as a person does."""

    pytestmark = needs_browser

    def test_by_keys_records_are_accepted_rejected_and_taken_back(self, browser: Any, place: str) -> None:
        """The least sure comes first; each answer leads to the next, and is in the store at once."""
        with asked(place) as client, opened(browser, client) as page:
            sure = [float(text) for text in page.locator("#table td:last-child").all_inner_texts()]
            assert sure == sorted(sure)
            assert "已审 0 / " in page.inner_text("#counts")
            first = page.inner_text("#table tr.chosen .number >> nth=0")
            assert page.locator("#text a.mark.chosen").count() == 1
            press(page, "a")
            assert page.inner_text("#table tr.chosen .number >> nth=0") != first
            press(page, "r")
            assert "已审 2 / " in page.inner_text("#counts")
            said = {one["review"] for one in client.get("/api/queue/all").json()["records"]}
            assert said == {None, "accepted"}
            press(page, "u")
            assert "已审 1 / " in page.inner_text("#counts")
            press(page, "ArrowDown", "ArrowDown", "ArrowUp")
            assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2

    def test_slots_are_corrected_by_marking_and_typing(self, browser: Any, place: str) -> None:
        """Indicator and agent marked in the text, value and due in words, kind chosen; the export shows it, a re-run keeps it."""
        with asked(place) as client, opened(browser, client) as page:
            choose(page, "500个")
            page.keyboard.press("2")
            select(page, "新建充电桩500")
            page.fill("#card [name=indicator]", "新建充电桩")
            page.fill("#card [name=value]", "不少于600个")
            page.fill("#card [name=due]", "2025年6月底前")
            page.focus("#card [name=agents]")
            select(page, "市发展改革委牵头")
            page.select_option("#card [name=kind]", "actual")
            settle(page)
            assert "≥ 600 个" in page.inner_text("#card")
            assert page.input_value("#card [name=last]") == "2025-06-30"
            page.focus("#card [name=value]")
            page.keyboard.press("Enter")
            page.wait_for_selector("#counts:has-text('已审 1')")
        wanted = ("actual", "新建充电桩", ">=", 600, "2025-06-30", "市发展改革委牵头", "corrected")
        assert rows(place)["500个"] == wanted
        with open_store(place) as store:
            (one,) = store.corrections(found=True)
            indicator = one.changes["indicator"]
            assert PLAN[indicator["start"] : indicator["end"]] == "新建充电桩"
            store.put([with_text(PLAN, id="plan", title="青山市2025年政府工作报告", published="2025-01-10")])
        assert rows(place)["500个"] == wanted

    def test_what_cannot_be_read_is_told_and_not_kept(self, browser: Any, place: str) -> None:
        """A value without a number; nothing is saved until it is mended or left."""
        with asked(place) as client, opened(browser, client) as page:
            choose(page, "500个")
            page.fill("#card [name=value]", "许多")
            page.keyboard.press("Enter")
            settle(page)
            assert "读不出数值" in page.inner_text("#message")
            page.keyboard.press("Escape")
            settle(page)
            assert page.input_value("#card [name=value]") == "500个"
        assert {row[-1] for row in rows(place).values()} == {None}

    def test_a_missed_record_is_added_by_marking_its_number(self, browser: Any, place: str) -> None:
        """The number's value is read, its indicator marked; a cell of a table can be marked too."""
        with open_store(place) as store:
            store.correct(
                correction_of({"record": row["id"], "document": row["document_id"], "verdict": "reject"})
                for row in list(store.rows())
                if row["document_id"] == "table" or row["text"] == "1.2万人次"
            )
        with asked(place) as client, opened(browser, client) as page:
            choose(page, "520个")
            select(page, "1.2万人次")
            press(page, "n")
            assert "补一条：1.2万人次" in page.inner_text("#card")
            select(page, "培训工人")
            page.keyboard.press("Enter")
            page.wait_for_selector("#message:has-text('已补一条')")
        assert rows(place)["1.2万人次"][:4] == ("target", "培训工人", "=", 12000)

    def test_what_finds_no_record_is_shown_and_may_be_dropped(self, browser: Any, place: str) -> None:
        """With its words, until somebody takes it away."""
        with asked(place) as client, opened(browser, client) as page:
            page.click("#lost summary")
            assert "拒绝「7个」" in page.inner_text("#lost")
            page.click("#lost button")
            page.wait_for_selector("#lost", state="hidden")
        with open_store(place) as store:
            assert list(store.corrections()) == []

    @pytest.mark.parametrize("width", [1280, 400])
    def test_long_words_without_a_break_make_no_page_wider(self, browser: Any, tmp_path: Path, width: int) -> None:
        """Neither in a title nor in the text, nor among what is answered."""
        path = str(tmp_path / "long.db")
        with open_store(path) as store:
            store.put([long_words()])
        with asked(path) as client, opened(browser, client, viewport={"width": width, "height": 800}) as page:
            choose(page, "520个")
            assert LONG in page.inner_text("#source")
            assert page.evaluate(WIDTH) <= 0

    @pytest.mark.skipif(
        find_spec("axe_playwright_python") is None, reason="axe is not installed: pip install --group dev"
    )
    def test_an_accessibility_checker_finds_nothing_serious(self, browser: Any, place: str) -> None:
        """In light and dark, wide and narrow; ``POLICYEXTRACT_SCREENSHOTS`` keeps what it looks like."""
        from axe_playwright_python.sync_playwright import Axe

        folder = os.environ.get("POLICYEXTRACT_SCREENSHOTS")
        with asked(place) as client:
            for width, height in ((1280, 800), (400, 800)):
                with opened(browser, client, viewport={"width": width, "height": height}) as page:
                    choose(page, "500个")
                    for colors in ("light", "dark") if folder else ("dark" if width < 800 else "light",):
                        page.emulate_media(color_scheme=colors)
                        if folder:
                            page.screenshot(path=f"{folder}/review-{width}-{colors}.png", full_page=width < 800)
                        found = Axe().run(page).response["violations"]
                        serious = [one for one in found if one["impact"] in ("serious", "critical")]
                        assert [(one["id"], one["nodes"][0]["html"]) for one in serious] == [], (width, colors)
