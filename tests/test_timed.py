"""Kind and period decided together."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policyextract.table import Table
from policyextract.targets import timed
from policyextract.targets.slots import Due, Pick
from scenes import scene_of

TEXT = "到2024年底，全市将建成公园12个；2023年建成公园8个。"
DAY = date(2024, 3, 27)


def decided(kinds: tuple[float, float, float], shares: dict[str, float], **weights: int) -> tuple[str, str | None]:
    """The kind and the last day of the first record of ``TEXT``, whose periods have these shares by their last day."""
    scene = scene_of(TEXT)
    case = scene.cases[0]
    slot = Due(scene, [kinds] * len(scene.cases), [()] * len(scene.cases))
    candidates = slot.offer(case)[0]
    lasts = [str(c.last) for c in candidates]
    found = [shares.get(last, 0.0) if lasts.index(last) == k else 0.0 for k, last in enumerate(lasts)]
    assert sum(found) == pytest.approx(1.0)
    table = Table((), {name.replace("_", "|").replace("||", " "): (weight,) for name, weight in weights.items()})
    pick = Pick(candidates[0], found[0], candidates, found)
    given_kinds, picks = [kinds] * len(scene.cases), [pick] + [None] * (len(scene.cases) - 1)
    all_kinds, dues = timed.settled(scene, [case], given_kinds, picks, table, slot)
    due = dues[0]
    assert due is not None
    assert sum(all_kinds[0]) == pytest.approx(1.0)
    last = due.candidate.last
    _, target, actual = all_kinds[0]
    return "target" if target >= actual else "actual", None if last is None else last.isoformat()


SHARES = {"2024-12-31": 0.8, "2023-12-31": 0.2}


def test_what_is_surely_due_in_days_to_come_is_no_actual() -> None:
    """The kind alone says actual; nothing that was reached is of the end of the year."""
    assert decided((0.0, 0.4, 0.6), SHARES) == ("actual", "2024-12-31")
    assert decided((0.0, 0.4, 0.6), SHARES, actual_this__year=-300) == ("target", "2024-12-31")


def test_what_was_surely_reached_is_of_a_day_behind() -> None:
    assert decided((0.0, 0.02, 0.98), SHARES, actual_this__year=-300) == ("actual", "2023-12-31")


def test_whether_it_is_a_record_stays() -> None:
    scene = scene_of(TEXT)
    kinds = [(0.3, 0.3, 0.4)] * len(scene.cases)
    slot = Due(scene, kinds, [()] * len(scene.cases))
    candidates = slot.offer(scene.cases[0])[0]
    even = [1.0 / len(candidates)] * len(candidates)
    picks = [Pick(candidates[0], even[0], candidates, even)] + [None] * (len(kinds) - 1)
    table = Table((), {"target|this year": (250,)})
    found, _ = timed.settled(scene, [scene.cases[0]], kinds, picks, table, slot)
    assert found[0][0] == 0.3
    assert found[0][1] > 0.3
    assert found[1:] == kinds[1:]


def test_without_a_day_of_publication_nothing_changes() -> None:
    scene = scene_of("公园12个，绿道8公里。", published=None)
    assert scene.published is None
    kinds = [(0.0, 0.4, 0.6)] * len(scene.cases)
    slot = Due(scene, kinds, [()] * len(scene.cases))
    candidates = slot.offer(scene.cases[0])[0]
    pick = Pick(candidates[0], 1.0, candidates, [1.0] * len(candidates))
    table = Table((), {"target|none": (900,)})
    assert timed.settled(scene, scene.cases[:1], kinds, [pick, None], table, slot) == (kinds, [pick, None])


@given(st.dates(date(1950, 1, 1), date(2060, 1, 1)), st.integers(-3000, 3000))
def test_a_day_lies_on_one_side_of_the_publication(published: date, days: int) -> None:
    place = timed.lies(published + timedelta(days), published)
    behind, ahead = {"behind", "far behind"}, {"soon", "this year", "next year", "far ahead"}
    assert place in (behind if days < 0 else ahead if days > 0 else {"then"})
