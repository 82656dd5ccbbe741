"""A user's own tables: forty corrections of one kind move them, measured on documents left out, without the gold."""

import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from policyextract import Extractor, Settings
from policyextract.corrections.annotations import read_annotations
from policyextract.corrections.correction import correction_of
from policyextract.errors import InputError, SinkError
from policyextract.table import read_all
from policyextract.targets import choose
from policyextract.track.annotations import annotations
from policyextract.track.store import open_store
from policyextract.training.own import LEAST, Own, train_own, write_own
from tracked import Command, command, with_text

__all__ = ["command"]

# Who takes part in a meeting is a number that the shipped tables take for a result; these users want none of it.
PLACES = [
    "青山",
    "白水",
    "云溪",
    "海东",
    "临江",
    "北川",
    "南湖",
    "长河",
    "平原",
    "高台",
    "石桥",
    "金沙",
    "玉泉",
    "龙潭",
    "凤岭",
    "虎丘",
    "鹿鸣",
    "松原",
    "柏林",
    "梅岭",
]
MEETINGS = [
    "春耕生产现场会",
    "防汛工作会议",
    "招商推介会",
    "安全生产培训班",
    "乡村振兴座谈会",
    "校企对接会",
    "禁毒知识讲座",
    "民营企业家恳谈会",
]
PEOPLE = ["学员", "代表", "志愿者", "企业负责人", "网格员", "村干部", "专家学者"]
CAME = (
    "{n}名{people}参加",
    "共有{n}名{people}到会",
    "{n}名{people}先后发言",
    "来自各地的{n}名{people}出席",
    "{n}名{people}参会",
)
DONE = [
    "充电桩",
    "农村公路",
    "口袋公园",
    "标准厂房",
    "养老床位",
    "公共厕所",
    "停车泊位",
    "高标准农田项目",
    "光伏电站",
    "便民服务点",
    "智慧大棚",
]


def texts(first: int, count: int) -> list[str]:
    """Releases of one meeting each, no two alike."""
    out = []
    for k in range(first, first + count):
        place, meeting, people = PLACES[k % 20] + "县市"[k % 2], MEETINGS[k % 8], PEOPLE[k % 7]
        came = CAME[k % 5].format(n=17 + 13 * k, people=people)
        out.append(
            f"{place}召开{meeting}\n{1 + k % 9}月{2 + k % 25}日，{place}{DONE[(k + 3) % 11]}建设推进暨{meeting}举行，{came}。\n"
            f"截至目前，{place}已建成{DONE[k % 11]}{31 + 7 * k}个，计划到2027年{DONE[k % 11]}达到{300 + 100 * k}个。"
        )
    return out


def taken(settings: Settings, some: list[str]) -> tuple[int, int]:
    """Of how many texts who came is taken for a record, and in how many the two true records are found."""
    extractor = Extractor(settings)
    came = found = 0
    for text in some:
        document = extractor.extract(text, published="2025-10-01")
        units = [one.quantity.unit for one in (*document.targets, *document.actuals)]
        came += "名" in units
        found += units.count("个") == 2
    return came, found


def answered(path: Path, rejected: Callable[[int, dict[str, Any]], bool]) -> Path:
    """Forty documents in a store, each record rejected or accepted; exported as annotations.

    Args:
        rejected: told by the place of a record among all, and its row.
    """
    with open_store(":memory:") as store:
        store.put(with_text(text, id=f"d{n:02}", published="2025-10-01") for n, text in enumerate(texts(0, 40)))
        store.correct(
            correction_of(
                {
                    "record": row["id"],
                    "document": row["document_id"],
                    "verdict": "reject" if rejected(n, row) else "accept",
                }
            )
            for n, row in enumerate(list(store.rows()))
        )
        found = annotations(store, pytest.fail)
        path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in found), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """In each document who came is rejected, the rest accepted."""
    return answered(tmp_path_factory.mktemp("own") / "said.jsonl", lambda n, row: row["unit"] == "名")


@pytest.fixture(scope="module")
def own(said: Path) -> Own:
    return train_own(read_annotations(said))


def test_forty_corrections_of_one_kind_move_the_tables(own: Own, tmp_path: Path) -> None:
    """On documents left out, and on others never seen; what was right stays right."""
    kind = own.measured[0]
    assert (own.documents, kind.slot) == (40, "kind")
    assert kind.before < 0.75 * kind.said
    assert kind.after > 0.9 * kind.said
    assert kind.better > 20 > kind.worse
    assert "kind" in own.moved
    whole, numbers = own.measured[-2:]
    assert (whole.slot, whole.said, numbers.slot, numbers.said) == ("record", 80, "number", 120)
    assert min(whole.before, whole.after) > 0.9 * whole.said
    assert numbers.after > 0.9 * numbers.said > numbers.before
    assert all(one.after > 0.9 * one.before for one in own.measured)
    write_own(own, tmp_path / "own")
    unseen = texts(40, 20)
    before, after = taken(Settings(), unseen), taken(Settings(weights=tmp_path / "own"), unseen)
    assert before[0] > 12
    assert after[0] < 5
    assert after[1] >= before[1]


def test_forty_corrections_cost_no_whole_record(own: Own) -> None:
    whole = own.measured[-2]
    assert whole.after >= whole.before > 0.9 * whole.said


@pytest.mark.parametrize("every", [0, 5], ids=["all is accepted", "every fifth record is rejected, whatever it says"])
def test_where_nothing_is_to_be_learnt_the_shipped_tables_stay(tmp_path: Path, every: int) -> None:
    """What people accept was right before, and what they reject without a rule tells nothing."""
    path = answered(tmp_path / "said.jsonl", lambda n, row: every > 0 and n % every == 0)
    found = train_own(read_annotations(path))
    assert (found.documents, found.moved) == (40, [])
    assert all((one.before, one.better, one.worse) == (one.after, 0, 0) for one in found.measured)
    write_own(found, tmp_path / "own")
    own, shipped = choose.tables(tmp_path / "own"), choose.shipped()
    assert all(getattr(own, name) == getattr(shipped, name) for name in choose.NAMES)


def test_what_would_cost_whole_records_is_told_and_not_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of figures that look alike four in five are rejected, and nothing tells which: more would be right if all were."""
    kept = set(Random(1).sample(range(40), 8))

    def rejected(n: int, row: dict[str, Any]) -> bool:
        return row["kind"] == "actual" and row["unit"] == "个" and int(row["document_id"][1:]) not in kept

    path = answered(tmp_path / "said.jsonl", rejected)
    run: Command = command(capsys, monkeypatch)
    done = run("train", "--corrections", path)
    assert done.code == 0
    told = next(line for line in done.err.splitlines() if "not taken" in line)
    assert "kind" in told
    shares = {line.split()[0]: line.split()[2:4] for line in done.out.splitlines()[1:]}
    assert float(shares["record"][1]) >= float(shares["record"][0])


def test_the_same_corrections_give_the_same_bytes(said: Path, tmp_path: Path) -> None:
    """Whatever their order; confidence stays that of the shipped tables; a later training takes the place of an earlier."""
    some = read_annotations(said)[:LEAST]
    made = train_own(some)
    for name, trained in (("one", made), ("other", train_own(some[::-1])), ("one", made)):
        write_own(trained, tmp_path / name)
    one, other = ({p.name: p.read_bytes() for p in (tmp_path / name).iterdir()} for name in ("one", "other"))
    assert one == other
    assert set(one) == {f"{name}.tsv" for name in choose.NAMES}
    assert read_all({"sure": one["sure.tsv"]})["sure"] == choose.shipped().sure


def test_the_command_measures_and_writes_only_when_told(
    own: Own, said: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table on stdout, what it means on stderr; a folder that every command takes."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("policyextract.training.own.train_own", lambda docs, settings: own)
    run: Command = command(capsys, monkeypatch)
    done = run("train", "--corrections", said)
    assert done.code == 0
    assert done.out.splitlines()[0].split() == ["slot", "said", "shipped", "own", "documents", "better", "worse"]
    assert [line.split()[0] for line in done.out.splitlines()[1:]] == [one.slot for one in own.measured]
    assert "40 documents" in done.err
    assert list(tmp_path.iterdir()) == []
    assert run("train", "--corrections", said, "-o", "own").code == 0
    Path("a.txt").write_text(texts(40, 1)[0], encoding="utf-8")
    shown = run("extract", "a.txt", "--published", "2025-10-01", "--format", "jsonl", "--weights", "own")
    assert "名" not in {one["quantity"]["unit"] for one in json.loads(shown.out)["actuals"]}


def test_too_few_documents_and_other_files_are_told(
    said: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line each."""
    few = read_annotations(said)[: LEAST - 1]
    with pytest.raises(InputError, match=f"corrections of {LEAST - 1} documents that"):
        train_own(few)
    run: Command = command(capsys, monkeypatch)
    bad: list[tuple[str, Any, str]] = [
        ("correction", {"record": "r", "document": "d", "verdict": "accept"}, "without the text it speaks of"),
        ("document", {"id": "d", "targets": []}, "no annotated document"),
        ("span", {"id": "d", "text": "一", "targets": [{"start": 0, "end": 9}]}, "without a start and end"),
    ]
    for name, row, why in bad:
        path = tmp_path / f"{name}.jsonl"
        path.write_text(json.dumps(row) + "\n", encoding="utf-8")
        done = run("train", "--corrections", path)
        assert (done.code, len(done.err.splitlines())) == (1, 1)
        assert f"{path}:1: " in done.err
        assert why in done.err
    assert run("train", "--corrections", tmp_path / "none.jsonl").code == 1


def test_a_folder_of_something_else_is_left(own: Own, tmp_path: Path) -> None:
    """Nothing in it is touched."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "kind.tsv").write_text("mine")
    (tmp_path / "own" / "notes.txt").write_text("mine")
    with pytest.raises(SinkError, match="holds something else"):
        write_own(own, tmp_path / "own")
    assert {path.read_text() for path in (tmp_path / "own").iterdir()} == {"mine"}
