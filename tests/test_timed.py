"""Kind and period decided together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyextract.table import Table
from policyextract.targets import timed
from policyextract.targets.scene import Scene
from policyextract.targets.slots import Due, Pick, Shares
from scenes import scene_of

TEXT = "到2024年底，全市将建成公园12个；2023年建成公园8个。"


def first_picks(scene: Scene, kinds: Shares, shares: dict[str, float]) -> list[Pick | None]:
    """The pick of the first record, whose periods have these shares by their last day; none of the others."""
    candidates = Due(scene, kinds, [()] * len(kinds)).offer(scene.cases[0])[0]
    lasts = [str(candidate.last) for candidate in candidates]
    found = [shares.get(last, 0.0) if lasts.index(last) == k else 0.0 for k, last in enumerate(lasts)]
    assert sum(found) == pytest.approx(1.0)
    return [Pick(candidates[0], found[0], candidates, found)] + [None] * (len(kinds) - 1)


def decided(kind: tuple[float, float, float], weights: dict[str, int]) -> tuple[str, str]:
    """The kind and the last day of the first record of ``TEXT``."""
    scene = scene_of(TEXT)
    kinds = [kind] * len(scene.cases)
    picks = first_picks(scene, kinds, {"2024-12-31": 0.8, "2023-12-31": 0.2})
    table = Table((), {name: (weight,) for name, weight in weights.items()})
    found, dues = timed.settled(scene, scene.cases[:1], kinds, picks, table)
    due = dues[0]
    assert due is not None
    none, target, actual = found[0]
    assert none + target + actual == pytest.approx(1.0)
    return "target" if target >= actual else "actual", str(due.candidate.last)


def test_what_is_surely_due_in_days_to_come_is_no_actual() -> None:
    """The kind alone says actual; nothing that was reached is of the end of the year."""
    assert decided((0.0, 0.4, 0.6), {}) == ("actual", "2024-12-31")
    assert decided((0.0, 0.4, 0.6), {"actual|this year": -300}) == ("target", "2024-12-31")


def test_what_was_surely_reached_is_of_a_day_behind() -> None:
    assert decided((0.0, 0.02, 0.98), {"actual|this year": -300}) == ("actual", "2023-12-31")


def test_whether_it_is_a_record_stays() -> None:
    scene = scene_of(TEXT)
    kinds = [(0.3, 0.3, 0.4)] * len(scene.cases)
    picks = first_picks(scene, kinds, {"2024-12-31": 0.8, "2023-12-31": 0.2})
    found, _ = timed.settled(scene, scene.cases[:1], kinds, picks, Table((), {"target|this year": (250,)}))
    assert found[0][0] == 0.3
    assert found[0][1] > 0.3
    assert found[1:] == kinds[1:]


def test_without_a_day_of_publication_nothing_changes() -> None:
    scene = scene_of("公园12个，绿道8公里。", published=None)
    assert scene.published is None
    kinds = [(0.0, 0.4, 0.6)] * len(scene.cases)
    picks = first_picks(scene, kinds, {"None": 1.0})
    assert timed.settled(scene, scene.cases[:1], kinds, picks, Table((), {"target|none": (900,)})) == (kinds, picks)


@given(st.dates(date(1950, 1, 1), date(2060, 1, 1)), st.integers(-3000, 3000))
def test_a_day_lies_on_one_side_of_the_publication(published: date, days: int) -> None:
    place = timed.lies(published + timedelta(days), published)
    behind, ahead = {"behind", "far behind"}, {"soon", "this year", "next year", "far ahead"}
    assert place in (behind if days < 0 else ahead if days > 0 else {"then"})
