"""Reposts: what is one, what is none, and what becomes of it."""

import re
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("rensa", reason="rensa is not installed")

import opencc

from archives import FOOTER, HEADER, bulletin, documents, listed
from batch_workers import light
from documents import fixtures
from policyextract import Extractor
from policyextract.archive.batch import BatchOptions, run
from policyextract.archive.dedupe import Found, Signature, agreement, same, signer
from policyextract.archive.index import Index


@cache
def _extractor() -> Extractor:
    return Extractor()


def signature(text: str, **more: str) -> Signature:
    return signer()(*_extractor().extract_with_text(text, **more))


def release(name: str) -> str:
    return next(row["text"] for row in fixtures() if row["id"] == name)


def with_header(text: str, day: str = "2026-02-11") -> str:
    return HEADER.replace("2026-02-11", day) + text + FOOTER


def traditional(text: str) -> str:
    return str(opencc.OpenCC("s2t").convert(text))


def full_width(text: str) -> str:
    return text.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})


def some_words(text: str) -> str:
    return text.replace("推进", "推动").replace("加强", "强化").replace("全面", "切实").replace("进一步", "更好")


def other_figures(text: str) -> str:
    """The same words a month later."""
    text = re.sub(r"\d+(?=[.\d]*[万亿个家人套%元])", lambda found: str(int(found[0]) * 3 + 7), text)
    return re.sub(r"(\d{4})年", lambda found: f"{int(found[1]) + 1}年", text)


@pytest.mark.parametrize("change", [with_header, traditional, full_width, some_words])
@pytest.mark.parametrize("name", ["city_press_conference", "provincial_work_report", "statistics_bulletin"])
def test_a_repost_is_like_the_first(name: str, change: object) -> None:
    """Another page around it, another script, other digits, a few other words."""
    text = release(name)
    assert same(signature(text), signature(change(text)))  # type: ignore[operator]


@pytest.mark.parametrize("name", ["city_press_conference", "provincial_work_report", "statistics_bulletin"])
def test_the_same_words_with_other_figures_are_no_repost(name: str) -> None:
    """What tells two bulletins of one template apart is what they count."""
    text = release(name)
    assert not same(signature(text), signature(other_figures(text)))


def test_the_notice_of_another_city_is_no_repost() -> None:
    """The same conditions and sums, laid down by two cities."""
    text = "{0}市人民政府办公室关于印发《{0}市促进就业补贴办法》的通知。{0}市对吸纳就业的企业，每人给予1000元补贴；" + (
        "对创业者给予一次性5000元补贴，对见习单位每人每月给予800元补贴，最长不超过12个月。申请材料须真实完整，"
        "由县级人力资源社会保障部门受理，自受理之日起15个工作日内办结，对弄虚作假的，追回补贴资金并依法处理。"
    )
    assert not same(signature(text.format("武汉")), signature(text.format("成都")))


def test_all_releases_of_the_tests_are_firsts() -> None:
    """No two of them are taken for one."""
    found = [signature(row["text"]) for row in fixtures()]
    assert not [(a, b) for a in range(len(found)) for b in range(a) if same(found[a], found[b])]


def test_agreement_counts_repeated_facts() -> None:
    assert agreement(b"aaaaaaaabbbb", b"aaaabbbbbbbb") == pytest.approx(2 / 3)


def test_the_index_finds_the_first_and_never_a_repost(tmp_path: Path) -> None:
    """Reposts of reposts point to the first; a new version of a document is not its own repost."""
    text = release("provincial_work_report")
    first, later = signature(text), signature(with_header(text))
    with Index(tmp_path / "index.sqlite") as index:
        assert index.repost(0, "a", first) is None
        found = index.repost(1, "b", later)
        assert found is not None
        assert found.id == "a"
        assert found.repeats
        assert index.repost(2, "c", signature(with_header(full_width(text)))) == found
        assert index.repost(3, "a", later) is None
        assert index.repost(4, "d", signature("没有数字。")) is None


def test_the_index_goes_back_to_what_was_kept(tmp_path: Path) -> None:
    """What a killed run knew beyond its last finished shard is forgotten."""
    first, other = signature(bulletin(1)), signature(bulletin(2))
    with Index(tmp_path / "index.sqlite") as index:
        index.repost(0, "a", first)
        index.keep(1)
        index.repost(1, "b", other)
        index.keep(2)
        index.repost(2, "c", signature(bulletin(3)))
    with Index(tmp_path / "index.sqlite") as index:
        assert index.resume(1, 1)
        assert index.repost(1, "x", other) is None
        assert index.repost(2, "y", first) == Found(0, "a", {r: r for r in _ids(first)})
        assert not index.resume(5, 9)


def _ids(signature: Signature) -> list[str]:
    packed = signature.records
    return [packed[at + 8 : at + 16].hex() for at in range(0, len(packed), 16)]


def archive(folder: Path) -> Path:
    text = release("city_press_conference")
    day = _extractor().extract(text).published
    assert day is not None
    texts = {"1": text, "2": release("rural_document"), "3": with_header(text, day.isoformat()), "4": text}
    for name, content in texts.items():
        (folder / f"{name}.txt").write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return archive(tmp_path_factory.mktemp("source"))


def test_link_points_documents_and_records_to_the_first(source: Path, tmp_path: Path) -> None:
    """Every record of a repost that the first has too carries its id."""
    report = run([source], tmp_path / "out")
    first, other, near, exact = documents(tmp_path / "out")
    assert [one["repost_of"] for one in (first, other, near, exact)] == [None, None, first["id"], first["id"]]
    known = {record["id"]: record for record in first["targets"] + first["actuals"]}
    for repost in (near, exact):
        records = repost["targets"] + repost["actuals"]
        linked = [record for record in records if record["repeat_of"] in known]
        assert len(linked) >= 0.8 * len(records) > 0
        for record in linked:
            meant = known[record["repeat_of"]]
            assert (record["kind"], record["quantity"]["low"]) == (meant["kind"], meant["quantity"]["low"])
    assert report.counts["reposts"] == 2
    origins = [f"{source.as_posix()}/{name}.txt" for name in "34"]
    assert listed(tmp_path / "out" / "reposts.jsonl") == [
        {"origin": origin, "id": repost["id"], "repost_of": first["id"]}
        for origin, repost in zip(origins, (near, exact), strict=True)
    ]


def test_drop_leaves_reposts_out_and_lists_them(source: Path, tmp_path: Path) -> None:
    report = run([source], tmp_path / "out", BatchOptions(reposts="drop"))
    assert [document["source"][-5:] for document in documents(tmp_path / "out")] == ["1.txt", "2.txt"]
    assert (report.counts["documents"], report.counts["reposts"]) == (2, 2)
    assert len(listed(tmp_path / "out" / "reposts.jsonl")) == 2


def test_keep_compares_nothing(source: Path, tmp_path: Path) -> None:
    report = run([source], tmp_path / "out", BatchOptions(reposts="keep"), make=light)
    assert (report.counts["documents"], report.counts["reposts"]) == (4, 0)
    assert not (tmp_path / "out" / "reposts.jsonl").exists()
