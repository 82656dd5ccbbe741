"""The periods that may be a record's, and the time that a change is measured from."""

from datetime import date

import pytest

from policyextract.targets.features import basis
from policyextract.targets.features.due import Reader
from policyextract.targets.proposers.baseline import baseline
from policyextract.targets.proposers.due import LEFT, Candidate, Proposer, choose, right
from policyextract.targets.proposers.lists import Lists
from policyextract.targets.scene import Scene
from scenes import scene_of


def read(text: str, published: str | None = "2026-02-10", title: str | None = None) -> Scene:
    return scene_of(text, title, published)


def proposed(
    text: str, index: int = -1, published: str | None = "2026-02-10", title: str | None = None
) -> list[Candidate]:
    read_ = read(text, published, title)
    return Proposer(read_).propose(read_.cases[index])


def days(candidates: list[Candidate]) -> set[tuple[str | None, str | None]]:
    return {(c.first and c.first.isoformat(), c.last and c.last.isoformat()) for c in candidates}


@pytest.mark.parametrize(
    ("text", "last", "rule"),
    [
        ("2028年培育龙头企业30家。", "2028-12-31", "own clause"),
        ("到2028年，产业更加兴旺，培育龙头企业30家。", "2028-12-31", "clause before"),
        ("2028年实现全面提升。培育龙头企业30家。", "2028-12-31", "sentence before"),
        ("培育龙头企业30家。完成时限：2026年11月底前。", "2026-11-30", "sentence behind"),
        ("培育龙头企业30家，2027年底前完成。", "2027-12-31", "clause behind"),
        ("全县共有龙头企业30家。", "2026-02-10", "publication"),
    ],
)
def test_every_place_that_says_a_period_is_proposed(text: str, last: str, rule: str) -> None:
    found = [c for c in proposed(text) if c.last and c.last.isoformat() == last]
    assert any(rule in c.rules for c in found)


TASKS = "2026年重点任务分解表\n序号\t任务\t责任单位\t完成时限\n1\t新建泊位300个\t市住建局\t9月底前\n2\t新建公厕8座\t市城管局\t"


def test_a_row_of_tasks_has_the_term_of_its_own_column() -> None:
    """What stands outside the row says nothing of when it is to be done."""
    found = proposed(TASKS, 0)
    assert [(c.last and c.last.isoformat(), c.rule) for c in found] == [(None, "none"), ("2026-09-30", "term")]
    assert found[1].source == "context"  # its year stands elsewhere


def test_a_row_of_values_has_its_term_beside_the_times_of_its_heads() -> None:
    text = "任务\t2025年完成\t目标\t完成时限\n新建泊位（个）\t120\t300\t2026年9月底前\n新建公厕（座）\t6\t8\t2026年11月底前"
    assert {c.rule for c in proposed(text, 0)} == {"none", "column", "term"}
    assert {c.rule for c in proposed(text, 1)} == {"none", "term"}


@pytest.mark.parametrize(
    ("head", "index", "last"),
    [
        ("2025年\t2030年\t年均增长（%）", 2, "2030-12-31"),
        ("2025年\t2030年\t累计", 2, "2030-12-31"),
        ("2025年\t增长（%）\t2030年", 1, "2025-12-31"),
        ("累计\t2025年\t2030年", 0, "2030-12-31"),
    ],
)
def test_a_column_that_runs_over_those_beside_it_is_of_their_last(head: str, index: int, last: str) -> None:
    """Of those before it, where there are any: growth behind 2025年 is that of 2025."""
    found = proposed(f"指标\t{head}\n造林面积\t120\t300\t40\n治沙面积\t60\t90\t30", index)
    assert [c.last and c.last.isoformat() for c in found if c.rule == "column through"] == [last]


@pytest.mark.parametrize(
    "text", ["年度\t2024\t2025\n产量（吨）\t210\t220\n面积（亩）\t30\t32", "年度\t产量（吨）\n2024\t210\n2025\t220"]
)
def test_a_head_or_a_label_that_is_a_year_alone_is_a_time(text: str) -> None:
    known = {c.last.isoformat(): c.rules[0] for c in proposed(text, 0) if c.last is not None}
    assert known["2024-12-31"] in ("column", "label")


def test_a_time_that_a_head_only_compares_with_is_not_its_own() -> None:
    found = proposed("指标\t2025年\t较上年增减\n造林面积\t120\t30\n治沙面积\t60\t9", 1)
    assert [c.last and c.last.isoformat() for c in found if c.rule == "column through"] == ["2025-12-31"]
    assert not any(c.rule == "column" for c in found)


def test_nothing_says_it_is_always_a_candidate_and_days_stand_once() -> None:
    found = proposed("2025年，2025年全年完成投资30亿元。")
    assert found[0].last is None
    assert found[0].source == "none"
    assert len(days(found)) == len(found)


def test_a_review_may_speak_of_the_year_before() -> None:
    found = proposed("一、工作回顾\n全年完成投资30亿元。", title="2026年某县政府工作报告")
    assert ("2025-01-01", "2025-12-31") in days(found)


def test_a_stretch_lasts_until_the_next_word() -> None:
    text = "一、五年工作回顾\n五年来，产业不断壮大。\n城乡面貌焕新。\n建成公园30个。"
    assert ("2021-01-01", "2025-12-31") in days(proposed(text))


@pytest.mark.parametrize("line", ["（2011—2015年）", "（ 2011—2015年） 工程建设"])
def test_years_in_brackets_on_their_own_open_a_stretch(line: str) -> None:
    text = f"一、重点工程\n{line}\n建设医院12所。\n二、保障措施\n配备医生90名。"
    found = [c for c in proposed(text, 0, "2012-02-15") if "stretch" in c.rules]
    assert [(c.first, c.last) for c in found] == [(date(2011, 1, 1), date(2015, 12, 31))]
    assert not any("stretch" in c.rules for c in proposed(text, -1, "2012-02-15"))


@pytest.mark.parametrize("until", ["自2026年3月1日起，至2027年2月28日止", "自发布之日至2027年2月28日有效"])
def test_a_day_up_to_which_it_lasts_is_a_term(until: str) -> None:
    text = f"每套补贴2万元。\n本通知{until}。"
    assert any(c.last == date(2027, 2, 28) and "validity" in c.rules for c in proposed(text, 0))


def test_a_plan_behind_another_time_opens_no_stretch() -> None:
    text = "三、今后工作\n今年是实施“十五五”规划的开局之年。\n加快建设。\n建成公园30个。"
    assert ("2026-01-01", "2026-12-31") in days([c for c in proposed(text) if "stretch" in c.rules])


def test_a_heading_whose_section_speaks_of_another_period_is_told_apart() -> None:
    text = "一、“十四五”时期工作回顾\n“十四五”时期，产业壮大。\n刚刚过去的2025年，砥砺前行。\n建成公园30个。"
    by_rule = {c.rules: c.last for c in proposed(text)}
    assert any("heading" + LEFT in rules for rules in by_rule)
    assert not any("heading" in rules for rules in by_rule)
    assert any("heading" in c.rules for c in proposed(text.replace("刚刚过去的2025年，", "")))


def test_a_heading_of_two_periods_gives_both() -> None:
    found = days(proposed("一、2025年及“十四五”时期工作回顾\n新建公园30个。"))
    assert {("2025-01-01", "2025-12-31"), ("2021-01-01", "2025-12-31")} <= found


@pytest.mark.parametrize(
    ("statement", "last"),
    [
        ("本通知自2026年3月1日起施行，有效期5年。", "2031-02-28"),
        ("本办法有效期至2028年6月30日。", "2028-06-30"),
        pytest.param(
            "以上措施自印发之日起执行，有效期为1年。",
            "2027-02-09",
            marks=pytest.mark.xfail(reason="a length behind 为 is scanned as a time: within a year", strict=True),
        ),
    ],
)
def test_a_term_of_validity_reaches_every_standard(statement: str, last: str) -> None:
    found = [c for c in proposed(f"一、每户补贴3000元。\n二、加强监管。\n{statement}", 0) if "validity" in c.rules]
    assert last in {c.last.isoformat() for c in found if c.last}


def test_a_head_that_spans_columns_and_one_that_only_counts_give_their_periods() -> None:
    text = "地区  2027年  2030年\n面积 产值 面积 产值\n城北  4.1  32.5  6.5  64.5\n城南  3.1  22.5  4.5  44.5\n"
    found = read(text)
    told = [Proposer(found).propose(case) for case in found.cases]
    assert any(c.last == date(2027, 12, 31) for c in told[0])
    assert any(c.last == date(2030, 12, 31) for c in told[-1])


def test_right_prefers_the_first_day_where_it_is_known() -> None:
    found = proposed("2025年完成投资30亿元。")
    assert right(found, None) == [0]
    whole = right(found, "2025-12-31", "2025-01-01")
    assert [found[k].first for k in whole] == [date(2025, 1, 1)]
    assert right(found, ["1999-12-31", None]) == [0]


def test_features_are_a_list_for_each_candidate() -> None:
    found = read("到2028年，培育龙头企业30家。")
    proposer = Proposer(found)
    candidates = proposer.propose(found.cases[0])
    features = Reader(found, proposer.periods, proposer.lists).features(found.cases[0], candidates)
    assert len(features) == len(candidates)
    assert all(features)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("单位能耗比2020年下降13.5%。", "2020年"),
        ("单位能耗较“十三五”末下降13.5%。", "“十三五”末"),
        ("与2020年相比，单位能耗下降13.5%。", "2020年"),
        ("在2020年基础上增加12%。", "2020年"),
        ("2026年单位能耗下降13.5%。", None),
        ("比2020年的30万吨增加。", None),
    ],
)
def test_baseline(text: str, told: str | None) -> None:
    found = read(text)
    moment = baseline(found, found.cases[-1])
    assert (moment and found.text[moment.start : moment.end].strip("“”")) == (told and told.strip("“”"))


def test_features_of_basis_name_the_nearest_cue() -> None:
    found = read("规模以上工业增加值同比增长8%。")
    assert any(name.startswith("cue=year_on_year") for name in basis.Reader(found).features(found.cases[0]))


def test_the_likeliest_last_day_is_taken_though_each_of_its_candidates_is_less_likely() -> None:
    found = [c for c in proposed("2025年完成投资30亿元。") if c.last is not None][:1]
    nothing = Candidate(None, "none", "none")
    moment = found[0].moment
    assert moment is not None
    open_start = Candidate(moment._replace(first=None), found[0].rule, found[0].source, found[0].rules)
    assert choose([nothing, found[0], open_start], [0.4, 0.35, 0.25])[0] == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2023年10月、11月、12月出口分别增长1%、2%、3%。", ["2023-10-31", "2023-11-30", "2023-12-31"]),
        ("2023年一季度、上半年和全年，投资分别增长4%、5%和6%。", ["2023-03-31", "2023-06-30", "2023-12-31"]),
        ("到2030年、2035年，装机分别达到1亿千瓦、2亿千瓦。", ["2030-12-31", "2035-12-31"]),
        ("2023年一、二、三季度，投资分别增长4%、5%和6%。", ["2023-03-31", "2023-06-30", "2023-09-30"]),
        ("今明两年，分别新建学校10所、12所。", ["2026-12-31", "2027-12-31"]),
        ("“十三五”“十四五”期间，分别新建大桥3座、4座。", ["2020-12-31", "2025-12-31"]),
        ("一、2030年、2035年目标\n覆盖率分别达到50%、60%。", ["2030-12-31", "2035-12-31"]),
        ("2023年10月、11月，甲、乙、丙三县出口分别增长1%、2%、3%。", []),
        ("2023年，进口、出口分别增长1%、2%。", []),
        ("2023年10月、11月，出口增长1%。", []),
    ],
)
def test_periods_told_one_by_one(text: str, told: list[str]) -> None:
    scene = read(text)
    lists = Lists(scene)
    found = [str(listed[case.run[0]].last) for case in scene.cases if (listed := lists.of(case))]
    assert found == told


def test_each_member_of_a_list_is_offered_its_own_period() -> None:
    text = "2021、2022、2023、2024、2025年，分别新建学校1所、2所、3所、4所、5所。"
    first = proposed(text, 0)
    assert "list" in next(c for c in first if str(c.last) == "2021-12-31").rules
