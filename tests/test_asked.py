"""What is weighed at once is what the names of the features sum to."""

from zlib import crc32

import pytest

from documents import fixtures
from policyextract.table import Table
from policyextract.targets import slots
from policyextract.targets.features.asked import Asked, Weigher
from policyextract.targets.features.parts import flat
from scenes import scene_of

TEXTS = [
    *[raw["text"][:3000] for raw in fixtures()],
    "小麦、玉米 和大豆产量分别增长3.1%、4.2%、5%，“产业、产业”基地3.5个，的的确确建成5G.基站1万个。",
]


def weights(names: list[str]) -> Table:
    """A table that knows every one of ``names``, each with a weight of its own."""
    return Table((), {name: (crc32(name.encode()) % 4001 - 2000,) for name in names})


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_an_indicator_is_weighed_by_the_names_of_its_features(text: str) -> None:
    scene = scene_of(text)
    named, weighed = slots.Indicator(scene), slots.Indicator(scene)
    offered = []
    for case in scene.cases:
        candidates, features = named.offer(case)
        named.take(case, candidates[0] if candidates else None)
        offered.append([flat(parts) for parts in features])
    table = weights([name for told in offered for names in told for name in names])
    for case, told in zip(scene.cases, offered, strict=True):
        candidates, sums = weighed.weigh(case, table)
        weighed.take(case, candidates[0] if candidates else None)
        if len(candidates) > 1:  # a single one has all of the probability, whatever is said of it
            assert sums == [table.total(names) for names in told]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
@pytest.mark.parametrize("name", ["due", "region", "agent"])
def test_periods_places_and_actors_are_weighed_by_the_names_of_their_features(text: str, name: str) -> None:
    scene = scene_of(text)
    kinds = [(0.1, 0.6, 0.3) if case.index % 3 else (0.1, 0.2, 0.7) for case in scene.cases]
    told = [("nature=outcome", "nature=outcome.4", "change=none", "basis=none")] * len(kinds)
    makers = {
        "due": lambda: slots.Due(scene, kinds, told),
        "region": lambda: slots.Region(scene, kinds),
        "agent": lambda: slots.Agent(scene, kinds),
    }
    named, weighed = makers[name](), makers[name]()
    offered = []
    for case in scene.cases:
        candidates, features = named.offer(case)
        named.take(case, candidates[0])
        offered.append([flat(parts) for parts in features])
    table = weights([name for told in offered for names in told for name in names])
    for case, names in zip(scene.cases, offered, strict=True):
        candidates, sums = weighed.weigh(case, table)
        weighed.take(case, candidates[0])
        if len(candidates) > 1:  # a single one has all of the probability, whatever is said of it
            assert sums == [table.total(one) for one in names]


def test_a_value_may_hold_the_stop_that_joins_two() -> None:
    table = weights(["l=3.5.v", "l=v.3.5"])
    form, told = Weigher(table).form([], ["l="]), Asked().form([], ["l="])
    for first, second in (("3.5", "v"), ("v", "3.5"), ("3", "5")):
        assert form.of([], [first], [second]) == table.total(flat(told.of([], [first], [second])))


def test_a_word_said_twice_counts_once() -> None:
    table = weights(["i=产业", "i=基地"])
    words, told = (asked.words(["产业", "产业", "基地", "产业"], "i=") for asked in (Weigher(table), Asked()))
    for first in range(4):
        for last in range(first + 1, 5):
            assert words.of(first, last) == table.total(flat(told.of(first, last)))
