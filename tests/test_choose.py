"""The choice: what hand-made tables decide in small scenes, and what is kept of how it was decided."""

from datetime import date
from pathlib import Path

import pytest

from policyextract.table import Table, joined, write
from policyextract.targets import choose, slots
from policyextract.targets.build import Builder
from policyextract.targets.choose import Tables
from policyextract.targets.features.kind import Reader as Kinds
from policyextract.targets.features.kind import answered
from policyextract.targets.features.parts import flat
from scenes import scene_of

EMPTY = Table((), {})


def shipped() -> list[tuple[str, Table]]:
    """The tables of the package with their names."""
    return [(name, getattr(choose.shipped(), name)) for name in choose.NAMES]


def tables(**weights: dict[str, tuple[int, ...]]) -> Tables:
    """Tables that know the features told; those of a class are not asked else, and give their first label."""
    made = {}
    for name in choose.NAMES:
        labels = choose.CLASSES.get(name, ())
        made[name] = Table(labels, weights.get(name, {}))
    return Tables(**made, first=joined([made[name] for name in choose.FIRST]))


def always(text: str, kind: str = "target") -> dict[str, tuple[int, ...]]:
    """A row that gives every case of ``text`` a kind: a feature that all of them have."""
    told = choose.first_features(scene_of(text))
    common = sorted(set.intersection(*(set(names) for names in told)))
    return {common[0]: tuple(900 if label == kind else 0 for label in choose.CLASSES["kind"])}


def test_what_is_weighed_against_is_no_record() -> None:
    """Equal shares would leave a quantity two thirds a record."""
    text = "新建幼儿园12所。"
    found = choose.choose(scene_of(text), tables(kind=always(text, "none")))
    assert found.records == []
    assert [case.unit for case, _ in found.dismissed] == ["所"]


@pytest.mark.parametrize("kind", ["target", "actual"])
def test_the_sum_decides_the_kind(kind: str) -> None:
    text = "新建幼儿园12所，改造小学8所。"
    found = choose.choose(scene_of(text), tables(kind=always(text, kind)))
    assert [record.kind for record in found.records] == [kind, kind]
    assert [record.commitment is None for record in found.records] == [kind == "actual"] * 2


def test_a_feature_of_the_clause_tells_records_apart() -> None:
    text = "去年新建幼儿园12所。今年力争改造小学8所。"
    scene = scene_of(text)
    told = choose.first_features(scene)
    only = sorted(set(told[1]) - set(told[0]))[0]
    weights = {**always(text, "actual"), only: (0, 2000, 0)}
    assert [record.kind for record in choose.choose(scene, tables(kind=weights)).records] == ["actual", "target"]


@pytest.mark.parametrize("last", ["2023-12-31", None])
def test_a_ranking_table_takes_a_candidate(last: str | None) -> None:
    """A feature that one candidate has and the other has not is weighed for it."""
    text = "2023年新建幼儿园12所。"
    scene = scene_of(text)
    due = slots.Due(scene, [(0.0, 1.0, 0.0)], [("nature=outcome", "change=none")])
    candidates, features = due.offer(scene.cases[0])
    none = [set(flat(parts)) for c, parts in zip(candidates, features, strict=True) if c.last is None]
    dated = [set(flat(parts)) for c, parts in zip(candidates, features, strict=True) if c.last == date(2023, 12, 31)]
    own = sorted(dated[0] - none[0] if last else none[0] - dated[0])[0]
    found = choose.choose(scene, tables(kind=always(text), due={own: (2000,)}))
    moment = found.records[0].due
    assert (moment.last.isoformat() if moment and moment.last else None) == last


def test_among_equals_the_first_is_taken() -> None:
    assert slots.best([0.25, 0.25, 0.25, 0.25]) == (0, 0.25)
    scene = scene_of("新建幼儿园12所。")
    slot = slots.Indicator(scene)
    candidates, _ = slot.offer(scene.cases[0])
    (pick,) = slots.decode(slots.Indicator(scene), scene.cases, EMPTY, 1)
    assert pick is not None
    assert (pick.candidate.pieces, pick.candidate.rule) == (candidates[0].pieces, candidates[0].rule)
    assert sum(pick.shares) == pytest.approx(1)


def test_what_was_picked_from_is_kept_only_when_asked_for() -> None:
    text = "新建幼儿园12所。"
    scene, weights = scene_of(text), tables(kind=always(text))
    (plain,) = choose.choose(scene, weights).records
    (kept,) = choose.choose(scene, weights, keep=True).records
    assert all(pick is not None and not pick.features for pick in plain.picks.values())
    assert all(pick is not None and len(pick.features) == len(pick.candidates) for pick in kept.picks.values())


def test_a_later_choice_sees_what_the_kind_was_taken_for() -> None:
    scene = scene_of("新建幼儿园12所。")
    told = Kinds(scene).features(scene.cases[0])
    assert told == choose.first_features(scene)[0]
    seen = answered((0.1, 0.8, 0.1))
    assert seen
    assert seen != answered((0.1, 0.1, 0.8))


def test_confidence_is_the_share_of_right() -> None:
    text = "新建幼儿园12所。"
    scene = scene_of(text)
    assert choose.choose(scene, tables(kind=always(text))).records[0].confidence == 0.5
    surer = tables(kind=always(text), sure={"all": (0, 200)})
    assert choose.choose(scene, surer).records[0].confidence == pytest.approx(0.88, abs=0.01)


def test_a_chosen_record_is_built_with_raw_offsets() -> None:
    text = "新 建幼儿园12所。"
    scene = scene_of(text)
    (record,) = choose.choose(scene, tables(kind=always(text))).records
    data = Builder(scene.outline, scene.names, "d").record(record)
    assert data["kind"] == "target"
    quantity = data["quantity"]
    start, end = (quantity["start"], quantity["end"]) if isinstance(quantity, dict) else (quantity.start, quantity.end)
    assert text[start:end] == "12所"


def test_pledges_take_their_surroundings_from_the_same_tables() -> None:
    scene = scene_of("市教育局今年新建幼儿园12所。")
    around = choose.Surroundings(scene, tables())
    moment, source = around.due(scene.cases[0])
    assert moment is not None
    assert source == "context"
    assert len(around.places(1)) == len(around.actors(1)) == 1


def test_tables_of_a_folder_are_read_like_the_shipped_ones(tmp_path: Path) -> None:
    for name, table in shipped():
        write(tmp_path / f"{name}.tsv", table, [f"{name}, features {choose.FEATURES}, documents none"])
    assert choose.tables(tmp_path) == choose.shipped()


def test_the_shipped_tables_have_the_labels_that_are_asked() -> None:
    for name, table in shipped():
        assert table.labels == choose.CLASSES.get(name, ()), name
        assert all(len(row) == max(1, len(table.labels)) for row in table.weights.values()), name


def test_records_of_a_paragraph_with_no_time_between_choose_their_period_together() -> None:
    scene = scene_of("2023年新建幼儿园12所，新建公园3个。2022年新建桥梁5座。")
    due = slots.Due(scene, [(0.0, 0.0, 1.0)] * 3, [("nature=outcome", "change=none")] * 3)

    def pick(index: int, last: date | None, share: float) -> slots.Pick:
        offered, _ = due.offer(scene.cases[index])
        wanted = next(k for k, candidate in enumerate(offered) if candidate.last == last)
        rest = (1.0 - share) / (len(offered) - 1)
        return slots.Pick(
            offered[wanted], share, offered, [share if k == wanted else rest for k in range(len(offered))]
        )

    year = date(2023, 12, 31)
    picks: list[slots.Pick | None] = [pick(0, year, 0.9), pick(1, None, 0.4), pick(2, None, 0.4)]
    due.settle(scene.cases, picks)
    assert [p and p.candidate.last for p in picks] == [year, year, None]
    assert all(p is not None and sum(p.shares) == pytest.approx(1) for p in picks)
