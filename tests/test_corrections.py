"""Corrections: what people said of records is shown by every way out, and no run of the program loses it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from documents import FIXTURES
from policyextract.corrections.apply import applied
from policyextract.corrections.correction import Correction, correction_of, read_corrections
from policyextract.errors import InputError
from policyextract.models import document_from
from policyextract.track import history
from policyextract.track.filters import Filters
from policyextract.track.store import Counts, Store, open_store
from policyextract.track.verify import verify
from tracked import Json, document, with_text

TEXT = "青山市2025年政府工作报告\n2024年，全市新建充电桩520个。2025年，全市计划新建充电桩500个，由市发展改革委牵头。确保年内建成投用市妇幼保健院。"
DAY = "2025-01-10"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A store with one document of an actual, a target and a pledge."""
    with open_store(tmp_path / "store.db") as opened:
        opened.put([given()])
        yield opened


def given(text: str = TEXT) -> Json:
    return with_text(text, id="report", published=DAY)


def of(kind: str) -> Json:
    """The record of a kind as the program reads it."""
    (record,) = document(TEXT, id="report", published=DAY)[f"{kind}s"]
    return dict(record)


def said(record: Json, verdict: str, **more: Any) -> Correction:
    """A correction of a record."""
    place = record.get("quantity", record)
    anchor = {name: place[name] for name in ("text", "start", "end")}
    return correction_of(
        {"record": record["id"], "document": "report", "verdict": verdict, "anchor": anchor, "by": "李", **more}
    )


def words(text: str, within: str = TEXT) -> Json:
    """Where words stand."""
    return {"text": text, "start": within.index(text), "end": within.index(text) + len(text)}


SLOTS: dict[str, Any] = {
    "kind": "actual",
    "nature": "input",
    "comparator": ">=",
    "low": 600,
    "unit": "元",
    "indicator": words("新建充电桩"),
    "due": {**words("2025年"), "first": "2025-01-01", "last": "2025-06-30"},
    "region": words("青山市"),
    "agents": [words("市发展改革委")],
    "basis": "each_year",
}


def shown(store: Store) -> list[tuple[Any, ...]]:
    return [(row["kind"], row["indicator"], row["text"], row["review"]) for row in store.rows()]


def test_any_slot_is_corrected_and_every_way_out_shows_it(store: Store) -> None:
    """Rows, records and documents agree; the value is whole again, the contract holds, and it is said who said so."""
    counts = store.correct([said(of("target"), "correct", slots=SLOTS, on="2025-02-03")])
    assert counts == Counts(updated=1)
    (row,) = [row for row in store.rows() if row["review"]]
    assert {name: row[name] for name in ("id", "kind", "nature", "indicator", "low", "high", "comparator", "unit")} == {
        "id": of("target")["id"], "kind": "actual", "nature": "input", "indicator": "新建充电桩", "low": 600, "high": None,
        "comparator": ">=", "unit": "元",
    }  # fmt: skip
    assert (row["due"], row["region"], row["agent"], row["confidence"]) == ("2025-06-30", "青山市", "市发展改革委", 1.0)
    assert (row["currency"], row["dimension"], row["commitment"]) == ("CNY", "currency", None)
    (shown_,) = store.documents()
    made = document_from(shown_)
    assert (list(made.targets), len(made.actuals)) == ([], 2)
    review = made.actuals[1].review
    assert review is not None
    assert (review.verdict, review.by, str(review.on), set(review.slots)) == (
        "corrected",
        "李",
        "2025-02-03",
        set(SLOTS),
    )
    assert [record["id"] for record in store.records(Filters(kinds=("actual",)))] == [one.id for one in made.actuals]
    assert list(verify(store)) == []


def test_accepted_rejected_and_added(store: Store) -> None:
    """An accepted record is sure, a rejected one gone, a missed one there, in the order of the text; pledges too."""
    missed = words("2025年", TEXT)
    added = {
        "record": "mine", "document": "report", "verdict": "add", "anchor": missed,
        "slots": {"kind": "target", "indicator": words("充电桩"), "low": 2025, "unit": "年"},
    }  # fmt: skip
    store.correct(
        [said(of("actual"), "accept"), said(of("target"), "reject"), said(of("pledge"), "accept"), correction_of(added)]
    )
    assert shown(store) == [
        ("target", "充电桩", "2025年", "added"),
        ("actual", "充电桩", "520个", "accepted"),
        ("pledge", of("pledge")["text"], None, "accepted"),
    ]
    assert list(store.rows(Filters(min_confidence=1.0))) == list(store.rows())
    document_from(next(store.documents()))


def test_a_full_run_again_loses_nothing(store: Store) -> None:
    """The same documents change nothing; another reading of them is corrected again, by what its records are anchored to."""
    slots = {"indicator": words("新建充电桩")}
    store.correct([said(of("target"), "correct", slots=slots), said(of("actual"), "reject")])
    before = shown(store)
    assert store.put([given()]) == Counts(unchanged=1)
    other = given()
    for name in ("targets", "actuals"):
        for record in other[name]:
            record["id"] = f"another-{record['id']}"  # a later version reads another indicator: another id
    assert store.put([other]) == Counts(updated=1)
    assert shown(store) == before
    assert next(store.rows())["id"] == of("target")["id"]
    assert list(store.corrections(found=False)) == []


def test_what_finds_no_record_is_kept_and_told(store: Store) -> None:
    """A new version without the record, a document that goes and comes again."""
    store.correct([said(of("target"), "correct", slots={"nature": "input"})])
    later = TEXT.replace("计划新建充电桩500个，由市发展改革委牵头", "继续推进充电桩建设")
    store.put([given(later)])
    assert [one.record for one in store.corrections(found=False)] == [of("target")["id"]]
    store.put([given()])
    assert list(store.corrections(found=False)) == []
    assert [row["nature"] for row in store.rows() if row["review"]] == ["input"]
    store.remove(["report"])
    assert len(list(store.corrections(found=False))) == 1
    store.put([given()])
    assert list(store.corrections(found=False)) == []
    assert [row["nature"] for row in store.rows() if row["review"]] == ["input"]


def test_it_may_come_before_its_document(tmp_path: Path) -> None:
    """Kept until then."""
    with open_store(tmp_path / "new.db") as store:
        assert store.correct([said(of("target"), "reject")]) == Counts()
        store.put([given()])
        assert "target" not in {row["kind"] for row in store.rows()}


def test_what_was_said_is_taken_back(store: Store) -> None:
    """The record is as the program read it, and what is said twice counts once, the later."""
    before = list(store.rows())
    store.correct([said(of("target"), "reject")])
    store.correct([said(of("target"), "accept")])
    assert store.correct(store.corrections()) == Counts(unchanged=1)
    assert [one.verdict for one in store.corrections(found=True)] == ["accept"]
    assert store.withdraw([of("target")["id"]]) == Counts(updated=1)
    assert list(store.rows()) == before


def test_receivers_are_told_what_a_correction_changes(store: Store) -> None:
    """Another value is a change, a rejected record is gone; one that was only accepted is as it was."""
    mark = store.run
    store.correct([said(of("actual"), "accept")])
    since = Filters(after=history.Mark(mark))
    assert list(store.rows(since)) == []
    store.correct([said(of("actual"), "correct", slots={"low": 600}), said(of("target"), "reject")])
    assert [row["low"] for row in store.rows(since)] == [600]
    assert [row["id"] for row in store.gone(since)] == [of("target")["id"]]


def test_what_repeats_a_rejected_record_stands_for_it() -> None:
    """The next that says the same becomes the first."""
    text = "到2027年，建成充电桩5万个。\n到2027年，建成充电桩5万个。\n到2027年，建成充电桩5万个。"
    plain = document(text, id="report", published=DAY)
    first, second, third = plain["targets"]
    assert second["repeat_of"] == third["repeat_of"] == first["id"]
    left = applied(plain, [said(first, "reject")]).document["targets"]
    assert [one["repeat_of"] for one in left] == [None, second["id"]]


def test_to_apply_twice_is_to_apply_once() -> None:
    """A corrected document may be put in again."""
    plain = document(TEXT, id="report", published=DAY)
    for one in (
        said(of("target"), "correct", slots=SLOTS),
        said(of("actual"), "accept"),
        said(of("pledge"), "correct", slots={"due": {"last": "2026-12-31", "text": ""}, "agents": []}),
    ):
        once = applied(plain, [one]).document
        assert once != plain
        assert applied(once, [one]).document == once
        document_from(once)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"record": "r", "document": "d", "verdict": "maybe"}, "verdict: Input should be 'accept'"),
        ({"record": "r", "document": "d", "verdict": "correct"}, "needs a slot that is otherwise"),
        ({"record": "r", "document": "d", "verdict": "reject", "slots": {"unit": "个"}}, "reject takes no slots"),
        ({"record": "r", "document": "d", "verdict": "add"}, "needs an anchor"),
        ({"record": "r", "document": "d", "verdict": "correct", "slots": {"colour": 1}}, "slots.colour: Extra inputs"),
        (
            {
                "record": "r",
                "document": "d",
                "verdict": "correct",
                "slots": {"due": {"first": "2026-01-01", "last": "2025-01-01"}},
            },
            "lies behind its last",
        ),
        ({"verdict": "accept"}, "record: Field required"),
        ("accept", "no correction"),
    ],
)
def test_what_is_no_correction_is_told(row: Any, why: str, tmp_path: Path) -> None:
    """With file, line and field."""
    path = tmp_path / "corrections.jsonl"
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=why) as told:
        list(read_corrections(path))
    assert str(told.value).startswith(f"{path}:1: ")


def test_a_line_of_it_is_read_back() -> None:
    """The same correction is the same line."""
    one = said(of("target"), "correct", slots=SLOTS, on="2025-02-03")
    assert correction_of(json.loads(one.line())) == one
    assert correction_of(json.loads(one.line())).line() == one.line()


def test_an_older_store_keeps_its_history_when_it_is_brought_up(tmp_path: Path) -> None:
    """What went, and what was sent where, stays; nothing counts as changed; corrections find their records then."""
    path = tmp_path / "old.db"
    shutil.copy(FIXTURES / "stores" / "store-3.sqlite", path)
    with open_store(path) as old:
        after = Filters(after=history.Mark(2))
        assert [row["indicator"] for row in old.gone(after)] == ["充电桩"]
        assert list(old.rows(after)) == []
        assert history.sent(old.database, "https://example.org/hook", "all") == history.Mark(1)
        assert old.run == 3
        (record, *_) = old.rows()
        old.correct([correction_of({"record": record["id"], "document": record["document_id"], "verdict": "reject"})])
        assert record["id"] not in {row["id"] for row in old.rows()}
        assert list(verify(old)) == []
