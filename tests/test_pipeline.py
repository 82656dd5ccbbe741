"""The whole way from text to document, over every document there is: what always holds, whatever the text says."""

import gc
import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import FIXTURES, Raw, dev, extracted, extracted_json, fixtures, needs_reports, stress
from policyextract import Document, Extractor, Settings, extract
from policyextract.models import json_value
from spans import broken_spans

ALL = pytest.mark.parametrize("raw", stress(), ids=lambda raw: raw["id"])

RELEASE = (
    "关于推进工业发展的通知\n"
    "2025年3月1日\n"
    "一、主要目标\n"
    "到2027年，全市规模以上工业增加值年均增长6%以上，培育专精特新企业300家。\n"
    "力争新建绿色工厂40家左右，完成技改投资120亿元。\n"
)


def starts(phrases: list[Any]) -> list[int]:
    return [phrase["start"] for phrase in phrases if phrase["start"] is not None]


@ALL
def test_every_span_is_the_clean_text_between_its_raw_offsets(raw: Raw) -> None:
    """``text`` is clean text; ``start`` and ``end`` are the raw offsets of its first and last characters."""
    assert broken_spans(raw["text"], extracted_json(raw)) == []


@ALL
def test_everything_comes_in_the_order_of_the_text(raw: Raw) -> None:
    document = extracted_json(raw)
    for records in (document["targets"], document["actuals"]):
        found = starts([record["quantity"] for record in records])
        assert found == sorted(set(found))
    for name in ("quantities", "times", "sections", "pledges"):
        assert starts(document[name]) == sorted(starts(document[name])), name
    mentioned = [entity["mentions"][0] for entity in document["entities"]]  # the fullest form may come later
    assert mentioned == sorted(mentioned)


@ALL
def test_records_are_whole(raw: Raw) -> None:
    """Ids are unique, repeats point back, every record says which rules made it and has a quantity of the document."""
    document = extracted(raw)
    records = sorted((*document.targets, *document.actuals), key=lambda record: record.quantity.start or 0)
    anchors = {(quantity.start, quantity.end) for quantity in document.quantities}
    seen: set[str] = set()
    for record in records:
        assert record.id not in seen
        assert record.repeat_of is None or record.repeat_of in seen
        seen.add(record.id)
        assert record.rules
        assert (record.quantity.start, record.quantity.end) in anchors
        assert record.indicator.text.strip() == record.indicator.text != ""
        assert record.commitment is None or record.kind == "target"
        assert (record.agent is None) == (not record.agents)
    assert {record.kind for record in document.targets} <= {"target"}
    assert {record.kind for record in document.actuals} <= {"actual"}


@ALL
def test_values_agree_with_their_comparator(raw: Raw) -> None:
    for quantity in extracted(raw).quantities:
        low, high = quantity.low, quantity.high
        assert (low is None) == (quantity.comparator in ("<", "<=")), quantity
        assert (high is None) == (quantity.comparator in (">", ">=")), quantity
        if quantity.comparator in ("=", "~"):
            assert low == high, quantity
        elif quantity.comparator == "range":
            assert low is not None, quantity
            assert high is not None, quantity
            assert low <= high, quantity


@ALL
def test_periods_end_after_they_begin(raw: Raw) -> None:
    document = extracted(raw)
    for time in (*document.times, *(r.due for r in (*document.targets, *document.actuals) if r.due)):
        assert time.first is None or time.last is None or time.first <= time.last, time


@pytest.mark.parametrize("raw", fixtures() + dev(), ids=lambda raw: raw["id"])
def test_both_tokenizers_give_the_same_document(raw: Raw) -> None:
    """Whether rjieba is installed changes the speed and nothing else."""
    pytest.importorskip("rjieba")
    assert read_with("jieba", raw) == read_with("rjieba", raw)


@needs_reports
def test_both_tokenizers_give_the_same_documents_of_the_corpus() -> None:
    pytest.importorskip("rjieba")
    reports = stress()[len(fixtures() + dev()) :][::4]
    assert [raw["id"] for raw in reports if read_with("jieba", raw) != read_with("rjieba", raw)] == []


@cache
def extractor_with(tokenizer: Any) -> Extractor:
    return Extractor(Settings(tokenizer=tokenizer))


def read_with(tokenizer: str, raw: Raw) -> str:
    document = extractor_with(tokenizer).extract(raw["text"], title=raw["title"], published=raw["published"])
    return document.model_dump_json()


def in_a_process_of_its_own(code: str, *arguments: str, seed: str = "0") -> str:
    """What ``code`` prints, in a fresh process whose sets are ordered by ``seed``."""
    path = os.pathsep.join([os.path.dirname(__file__), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path}
    command = [sys.executable, "-c", code, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_the_same_bytes_in_every_process() -> None:
    """No order of a set, no hash of a process shows in the output."""
    code = (
        "import hashlib, documents\n"
        "for raw in documents.stress():\n"
        "    text = documents.extracted(raw).model_dump_json()\n"
        "    print(raw['id'], hashlib.sha256(text.encode()).hexdigest())\n"
    )
    here = {raw["id"]: hashlib.sha256(extracted(raw).model_dump_json().encode()).hexdigest() for raw in stress()}
    # this process has a seed of its own: by default Python draws one at random
    seed = "4242" if os.environ.get("PYTHONHASHSEED") != "4242" else "1"
    there = dict(line.split() for line in in_a_process_of_its_own(code, seed=seed).splitlines())
    assert list(there) == list(here)
    assert [name for name in here if here[name] != there[name]] == []


def test_threads_may_share_an_extractor_from_the_first_moment() -> None:
    """Eight threads that start at once, with every lexicon still to be loaded, all read the same."""
    code = (
        "import sys\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from policyextract import Extractor\n"
        "extractor = Extractor()\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    found = list(pool.map(lambda _: extractor.extract(sys.argv[1]).model_dump_json(), range(8)))\n"
        "print(len(set(found)), found[0] == extractor.extract(sys.argv[1]).model_dump_json())\n"
    )
    assert in_a_process_of_its_own(code, RELEASE * 5) == "1 True\n"


def test_threads_that_read_different_documents_do_not_disturb_each_other() -> None:
    extractor = Extractor()

    def read(raw: Raw) -> Document:
        return extractor.extract(raw["text"], title=raw["title"], published=raw["published"], id=raw["id"])

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(read, fixtures() * 2))
    assert found == [extracted(raw) for raw in fixtures() * 2]


def ids(text: str, **known: Any) -> dict[str, str]:
    """Quantity as written → id of its record."""
    document = extract(text, **known)
    return {record.quantity.text: record.id for record in (*document.targets, *document.actuals)}


def test_a_corrected_release_keeps_the_ids_of_what_did_not_change() -> None:
    """One figure is corrected and a sentence comes in above: the other records keep their ids."""
    before = ids(RELEASE, source="https://example.org/1")
    corrected = RELEASE.replace("300家", "320家").replace("力争", "推进产业集群建设，投用标准厂房8万平方米。力争")
    after = ids(corrected, source="https://example.org/1")
    assert set(before) == {"6%", "300家", "40家", "120亿元"}
    assert set(after) == {"6%", "320家", "8万平方米", "40家", "120亿元"}
    assert {text for text in before if before[text] == after.get(text)} == {"6%", "40家", "120亿元"}


def test_a_target_that_became_an_actual_keeps_its_id() -> None:
    planned = extract("2025年计划新建绿色工厂40家。", published="2025-01-10", id="d").targets
    reached = extract("2025年已新建绿色工厂40家。", published="2026-01-10", id="d").actuals
    assert [r.id for r in planned] == [r.id for r in reached]
    assert len(planned) == 1


def test_ids_depend_on_the_document() -> None:
    one, other = ids(RELEASE, id="a"), ids(RELEASE, id="b")
    assert set(one) == set(other)
    assert not set(one.values()) & set(other.values())


def test_noise_changes_neither_id_nor_hash() -> None:
    """The id of a document without source is made from its clean text."""
    plain, noisy = extract(RELEASE), extract(RELEASE.replace("工业", "工\u200b业").replace("300", "３００"))
    assert (plain.id, plain.content_hash) == (noisy.id, noisy.content_hash)
    assert [r.id for r in plain.targets] == [r.id for r in noisy.targets]
    assert noisy.noise


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"text": None}, TypeError, "text must be a string, not NoneType"),
        ({"text": b"\xe5"}, TypeError, "text must be a string, not bytes"),
        ({"text": "", "title": 1}, TypeError, "title must be a string, not int"),
        ({"text": "", "source": b""}, TypeError, "source must be a string, not bytes"),
        ({"text": "", "id": 7}, TypeError, "id must be a string, not int"),
        (
            {"text": "", "published": 20240327},
            TypeError,
            "published must be a date, an ISO date string or None, not int",
        ),
        ({"text": "", "published": "2024年3月27日"}, ValueError, "published must be an ISO date such as '2024-03-27'"),
        ({"text": "", "published": "2024-02-30"}, ValueError, "published must be an ISO date such as '2024-03-27'"),
        ({"text": "", "published": ""}, ValueError, "published must be an ISO date such as '2024-03-27', not ''"),
        (
            {"text": "", "published": "0001-01-01"},
            ValueError,
            "published must be the day .*, and 0001-01-01 is of no year",
        ),
        ({"text": "", "published": date(9999, 12, 31)}, ValueError, "of no year from 1800 to 2199; give None where it"),
    ],
)
def test_wrong_arguments_are_told(arguments: dict[str, Any], error: type[Exception], message: str) -> None:
    text = arguments.pop("text")
    with pytest.raises(error, match=message):
        extract(text, **arguments)


def test_published_may_be_a_date_a_time_or_an_iso_string() -> None:
    day = date(2024, 3, 27)
    for published in (day, datetime(2024, 3, 27, 9, 30), "2024-03-27", "2024-03-27T09:30:00"):
        document = extract("今年新增企业10家。", published=published)
        assert (document.published, document.published_source) == (day, "published")


def test_low_confidence_records_can_be_left_out() -> None:
    """What is left out leaves the others, and their ids, as they were."""
    whole = extract(RELEASE, id="d").targets
    bar = sorted(record.confidence for record in whole)[1]
    kept = Extractor(Settings(min_confidence=bar)).extract(RELEASE, id="d").targets
    assert [r.id for r in kept] == [r.id for r in whole if r.confidence >= bar]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u3000", "。", "<p></p>", "\ufeff", "\x00", "🙂", "%", "一", "第"])
def test_texts_that_say_nothing_give_empty_documents(text: str) -> None:
    document = extract(text)
    assert document.targets == document.actuals == ()
    json.loads(document.model_dump_json())


PIECES = st.sampled_from(
    [
        "到",
        "2027年",
        "2025年",
        "年底",
        "前",
        "今年",
        "全市",
        "全省",
        "市工信局",
        "力争",
        "确保",
        "新增",
        "建设",
        "达到",
        "增长",
        "下降",
        "提高",
        "由",
        "到",
        "至",
        "分别",
        "每",
        "其中",
        "以上",
        "左右",
        "超过",
        "不低于",
        "约",
        "近",
        "10",
        "1.5",
        "１２",
        "三十",
        "八",
        "万",
        "亿",
        "千",
        "元",
        "%",
        "％",
        "个百分点",
        "家",
        "个",
        "万吨",
        "公里",
        "倍",
        "第",
        "位",
        "翻一番",
        "零的突破",
        "三成",
        "企业",
        "工厂",
        "投资",
        "增加值",
        "、",
        "，",
        "。",
        "；",
        "：",
        "“",
        "”",
        "《",
        "》",
        "（",
        "）",
        "(",
        ")",
        "—",
        "-",
        "~",
        "|",
        "/",
        "<p>",
        "</p>",
        "<td>",
        "<!--",
        "-->",
        "<script>",
        "&nbsp;",
        "&#22269;",
        "&lt;",
        "项(xiàng)",
        "縣",
        "縣(市、區(qū))",
        "發展",
        "一、",
        "（一）",
        "1.",
        "第一章",
        "单位：亿元",
        "指标",
    ]
) | st.sampled_from(
    ["\n", "\r\n", " ", "  ", "\t", "\u3000", "\u200b", "\u00a0", "\ufeff", "\x00", "\U0001f642", "\U00020000"]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_no_text_breaks_the_way(text: str) -> None:
    """Whatever stands beside whatever: a document comes out, its spans hold, and it goes into JSON and back."""
    document = extract(text)
    assert broken_spans(text, document.model_dump(mode="json")) == []
    assert Document.model_validate_json(document.model_dump_json()).model_dump_json() == document.model_dump_json()


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.text(st.characters(categories=["Cs"]), min_size=1, max_size=3), TEXTS)
def test_half_characters_break_nothing(before: str, lone: str, after: str) -> None:
    """Lone surrogates, as in text cut between two UTF-16 units, stand for one unknown character each."""
    text = before + lone + after
    document = extract(text)
    assert broken_spans(text, json.loads(document.model_dump_json())) == []
    assert document._repr_html_().encode()


@pytest.mark.parametrize("name", ["title", "id", "source"])
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("1\udcb9\udcab.txt", "1\\xb9\\xab.txt"),
        ("\ud83d\ude00", "\U0001f600"),
        ("\ud83d\udc80", "\U0001f480"),
    ],
)
def test_half_characters_beside_the_text_break_nothing(name: str, given: str, kept: str) -> None:
    """Of ``title``, ``id`` and ``source`` too: a file name of another encoding, JSON cut between two escapes."""
    document = extract("今年新增企业10家。", **{name: given})
    assert json.loads(document.model_dump_json())[name] == kept
    (piped,) = Extractor().pipe([{"text": "今年新增企业10家。", name: given}])
    assert piped == document
    assert json.dumps(document.to_rows(), ensure_ascii=False).encode()
    assert document._repr_html_().encode()


def test_the_first_and_last_days_that_a_document_may_have() -> None:
    """From each, years can be reckoned both ways."""
    for day in (date(1800, 1, 1), date(2199, 12, 31)):
        document = extract("近百年增长5%，去年新增企业10家，未来百年建成3个，明年底完成5项。", published=day)
        assert document.published == day
        assert json.loads(document.model_dump_json())["published"] == day.isoformat()


@needs_reports
def test_work_reports_hold_targets_and_actuals() -> None:
    """Every report of a province on the past year and the next gives many of both."""
    reports = [raw for raw in stress() if raw["id"].startswith("province-")]
    counts = {raw["id"]: (len(extracted(raw).targets), len(extracted(raw).actuals)) for raw in reports}
    assert len(counts) >= 5
    assert {name: count for name, count in counts.items() if min(count) < 10} == {}


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.txt")), ids=lambda path: path.stem)
def test_plain_data_are_the_document_without_models(path: Path) -> None:
    """The road without models gives the same JSON as the one with them."""
    text = path.read_text(encoding="utf-8")
    data = json.dumps(Extractor().extract_data(text, source=path.name), default=json_value)
    assert json.loads(data) == json.loads(Extractor().extract(text, source=path.name).model_dump_json())


def test_nothing_read_is_left_to_the_collector() -> None:
    extractor = Extractor()
    text = RELEASE + "年内建成城市展览馆。"
    extractor.extract(text)
    gc.collect()
    gc.disable()
    try:
        extractor.extract(text)
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_quantity_has_the_unit_of_its_column_and_the_comparator_of_its_list() -> None:
    table = "| 指标 | 单位 | 2025年 |\n| --- | --- | --- |\n| 粮食产量 | 万吨 | 320 |\n| 森林覆盖率 | % | 45 |"
    found = extract(table, published="2024-03-27").quantities
    assert [(q.text, q.low, q.unit) for q in found] == [("320", 3_200_000, "吨"), ("45", 45, "%")]
    found = extract("投资、消费分别增长5%、6%左右。", published="2024-03-27").quantities
    assert [q.comparator for q in found] == ["~", "~"]


def test_the_numbers_of_headings_are_no_quantities() -> None:
    text = "全市新建学校12所，改造学校30所。\n1.1　编制目的\n1.2　编制依据\n全年完成投资5亿元。"
    assert [q.text for q in extract(text, published="2024-03-27").quantities] == ["12所", "30所", "5亿元"]
