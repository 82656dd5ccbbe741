"""What the choice of kind sees beside the words: how round figures are, what they stand in, when the blocks around speak of."""

import pytest

from policyextract.targets.features.figures import digits
from policyextract.targets.features.kind import Reader
from scenes import scene_of


@pytest.mark.parametrize(
    ("figure", "count"),
    [("5000户", 1), ("1.2万户", 2), ("21381户", 4), ("1.37亿元", 3), ("100%", 1), ("0.5%", 1), ("零死亡", 0)],
)
def test_digits_that_say_something(figure: str, count: int) -> None:
    """Neither the zeros at the end of a figure nor its magnitude count."""
    assert [digits(case) for case in scene_of(f"去年实现{figure}。").cases] == [count]


def test_a_figure_is_seen_among_those_of_its_document() -> None:
    scene = scene_of("改造户厕1837户，清运垃圾2.46万吨。\n新建公园3个。")
    told = [set(Reader(scene).features(case)) for case in scene.cases]
    assert ["b.sig=2" in names for names in told] == [True, True, False]
    assert all("d.sig=2" in names for names in told)


def test_a_bare_clause_is_told_with_its_document_and_block() -> None:
    scene = scene_of("三、重点任务\n新建农村公路600公里。", title="某市综合交通运输发展规划")
    names = Reader(scene).features(scene.cases[0])
    assert {"x.clause+kind=-.plan", "x.clause+said=-.plan", "x.clause+named=-.规划", "x.time+kind=-.plan"} <= set(names)


def test_times_of_the_blocks_around() -> None:
    scene = scene_of("2023年工作情况良好。\n改造户厕500户。\n2026年再看。")
    names = Reader(scene).features(scene.cases[-1])
    assert "b.time0=none" in names
    assert any(name.startswith("b.before=past") for name in names)
    assert any(name.startswith("b.behind=future") for name in names)
    assert "d.times=2" in names


def test_what_stands_around_a_clause() -> None:
    scene = scene_of("去年已建成驿站20座。投资额达5000万元的，给予20万元补助。今后将新建80座。")
    names = [set(Reader(scene).features(case)) for case in scene.cases]
    assert {"clast=的", "n0=给予", "clast+n0=的.给予", "ps#past", "ns#future", "ps0=T"} <= names[1]
    assert {"n0=$", "ps#past", "ns#future"} <= names[2]
