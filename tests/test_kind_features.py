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


def test_a_unit_is_told_with_what_it_stands_in() -> None:
    """A figure that ends its clause and has its verb before it, and one that is a subject; values that are told."""
    scene = scene_of("新建公园12个。3个公园完工。", title="某市城市绿化规划")
    one, other = [set(Reader(scene).features(case)) for case in scene.cases]
    assert {
        "u.cmp=个.=",
        "u.kind=个.plan",
        "u.sig=个.2",
        "u.value=12.False.count",
        "u.han+place=False.v-e.count",
    } <= one
    assert {"u.han+right=False.个.n", "u.value=3.False.count", "u.han+place=False.-v-.count"} <= other


def test_a_figure_among_those_of_its_unit_and_noun() -> None:
    scene = scene_of("建成公园20个。其中口袋公园5个。又建公园20个。维修厕所9座。")
    names = [set(Reader(scene).features(case)) for case in scene.cases]
    assert ["r.place+dim=max.eq.count" in told for told in names] == [True, False, True, False]
    assert "r.place+dim=min.-.count" in names[1]
    assert "r.place+dim=1.-.count" in names[3]
    assert {"r.first+dim=True.eq.True.count", "r.value+kind=True.True..1", "o.behind=False.True.lt."} <= names[0]
    assert {"r.first+dim=False.eq.True.count", "r.value+kind=True.False..1", "o.before=False.True.lt."} <= names[2]


def test_figures_that_count_up() -> None:
    """The numbers of rows that have lost their lines."""
    scene = scene_of("11 甲厂 300 12 乙厂 80 13 丙厂 150")
    told = [any(name.startswith("r.steps=True.True") for name in Reader(scene).features(case)) for case in scene.cases]
    assert told.count(True) == 1


def test_the_character_before_a_figure() -> None:
    scene = scene_of("完成率=完成数/计划数×100%。\n300套。")
    names = [Reader(scene).features(case) for case in scene.cases]
    assert "char=×" in names[0]
    assert "char=|" in names[1]


def test_a_wording_that_another_takes_the_place_of() -> None:
    scene = scene_of("将“首付不低于55%；尾款不高于45%”统一调整为“首付不低于40%”。现行额度60万元。另付“首付的30%”。")
    names = [set(Reader(scene).features(case)) for case in scene.cases]
    told = [sorted(name for name in of if name.startswith(("amended", "former"))) for of in names]
    assert told == [["amended=old"], ["amended=old"], ["amended=new"], ["former=现行"], []]


def test_the_last_word_of_mood_before_a_figure() -> None:
    scene = scene_of("将加快建设，已改造管网30公里，完成投资2亿元。")
    one, other = [set(Reader(scene).features(case)) for case in scene.cases]
    assert {"m.word+said=已.", "m.order=future/past"} <= one
    assert {"m.word+said=已.", "m.order=future/past/-"} <= other


def test_tags_of_the_clause_are_told_with_dimension_and_document() -> None:
    scene = scene_of("应当缴存6个月并建成。", title="某市城市绿化规划")
    names = set(Reader(scene).features(scene.cases[0]))
    assert {"gl+dim=obliges.duration", "gl+kind=obliges.plan", "gr+dim=deed.duration"} <= names


def test_senses_of_the_clause_are_told_with_the_document() -> None:
    """What words mean, before a figure and behind it; those of other clauses, and marks, are left out, and a region is no verb."""
    scene = scene_of("去年试点，全区建成（含改造）公园12个并投用。", title="某市城市绿化规划")
    names = {name for name in Reader(scene).features(scene.cases[0]) if name.startswith(("wl+", "wr+"))}
    ahead = [
        f"wl+{told}" for sense in ("Z", "B", "C", "V", "i") for told in (f"kind={sense}.plan", f"dim={sense}.count")
    ]
    behind = [f"wr+{told}" for sense in ("7", "B") for told in (f"kind={sense}.plan", f"dim={sense}.count")]
    assert names == {*ahead, *behind}
