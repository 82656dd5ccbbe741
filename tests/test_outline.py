"""The outline: which lines belong together, what each block is, where title, datelines and metadata stand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora import Example, load
from policyextract.text.clean import clean
from policyextract.text.outline import Block, Outline, outline, sentences


def read(text: str) -> Outline:
    return outline(clean(text))


def kinds(out: Outline) -> list[tuple[str, str]]:
    return [(b.kind, out.text[b.start : b.end]) for b in out.blocks]


def corpus(*what: str) -> list[Example]:
    return [e for e in load("text/outline_corpus.toml") if e.case["is"] in what]


# A paragraph that ends the example, so that the line before it is judged as a line of a page.
BODY = "全市上下认真贯彻落实各项部署，推动经济社会发展取得新的成绩，民生福祉持续改善。"


@pytest.mark.parametrize("example", corpus("lead", "no lead"), ids=str)
def test_lead_clause(example: Example) -> None:
    """A clause that heads a paragraph is its lead; a sentence that tells something is none."""
    out = read(example.text)
    lead = out.blocks[0].lead
    if example.case["is"] == "no lead":
        assert lead is None
    else:
        assert lead is not None
        assert out.text[lead.start : lead.end] == example.text[example.start : example.end]


@pytest.mark.parametrize("example", corpus("dateline", "no dateline"), ids=str)
def test_dateline(example: Example) -> None:
    """The day of the news is a dateline; a day that bounds a period is none. The paragraph stays a paragraph."""
    out = read(example.text)
    found = [out.text[a:b] for a, b in out.datelines]
    assert found == ([] if example.case["is"] == "no dateline" else [example.text[example.start : example.end]])
    assert out.blocks[0].kind == "para"


PARAGRAPHS = (
    "全市推进新型工业化，到2025年，规模以上工业增加值年均增长百分之六以上，数字经济核心产业增加值占比提高到百分之十，"
    "建筑业总产值达到26.4万亿元，新建改造工厂一百家，培育专精特新企业和制造业单项冠军企业，形成推广应用三年行动计划。",
    "完善公共服务设施体系，优化城乡教育资源布局，新改扩建中小学校五十所，增加学位三万个，每千人口医疗床位数达到七点五张。",
)


def wrapped(indent: str, width: int) -> str:
    lines = [(indent + p)[at : at + width] for p in PARAGRAPHS for at in range(0, len(indent + p), width)]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"], ids=["flush", "indented"])
@pytest.mark.parametrize("width", range(24, 34))
def test_wrapped_lines_are_joined(indent: str, width: int) -> None:
    """Lines broken anywhere, inside a word or a number too, are one paragraph in the view again."""
    out = read(wrapped(indent, width))
    assert [out.text[b.start : b.end] for b in out.blocks] == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "text",
    [
        "粮食总产量达到320万\n吨，比上年增长1.5%。",
        "全年接待游客320万\n人次，增长5%。",
        "新增发电量3.2亿\n千瓦时，居全省前列。",
    ],
)
def test_a_line_that_ends_in_a_scale_goes_on_with_its_unit(text: str) -> None:
    assert kinds(read(text)) == [("para", text.replace("\n", ""))]


@pytest.mark.parametrize(
    "text", ["我县投资3200万\n项目建成后可新增就业300人。", "全市投资3亿\n市场建设加快推进，商户增加。"]
)
def test_a_headline_that_ends_in_a_scale_ends_there(text: str) -> None:
    assert [words for _, words in kinds(read(text))] == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "新华社东海5月6日电（记者周平）⟦今年全市新增就业5万人。⟧",
        "中央社台北5月6日电⟦今年来台旅客预计达800万人次。⟧",
        "本报讯（记者 周平 通讯员 吴江）⟦一季度全市新增企业2万户。⟧",
        "东海网·潮头新闻10月4日讯 ⟦今年全市新增就业5万人。⟧",
        "中央广播电视总台央广网东海5月6日消息 ⟦今年全市新增就业5万人。⟧",
        "央视网消息：⟦今年我国新增高标准农田4500万亩。⟧",
        "【本报综合报道】⟦今年全球经济增长3.1%。⟧",
        # what looks like one
        "⟦全市5月6日电力负荷达到500万千瓦。⟧",
        "⟦据市统计局5月6日消息，一季度用电量增长5%。⟧",
        "⟦5月6日，全市新增企业300户。⟧",
        "⟦该网讯号覆盖率达到95%。⟧",
        "⟦记者从网信办获悉，网民规模达到300万人。⟧",
    ],
)
def test_the_lead_in_of_news_is_no_part_of_its_sentence(text: str) -> None:
    start, plain = text.index("⟦"), text.replace("⟦", "").replace("⟧", "")
    out = read(plain)
    found = sentences(out.text, out.blocks[0])
    assert [out.text[a:b] for a, b in found] == [clean(plain[start:]).text]


def test_offsets_of_a_wrapped_number() -> None:
    """A number that a line break parts leads back to the clean text, break included."""
    text = wrapped("", PARAGRAPHS[0].index("26.4") + 4)
    out = read(text.replace("26.4万", "26.4\n万"))
    at = out.text.index("26.4万亿元")
    assert out.clean_text(at, at + len("26.4万亿元")) == "26.4\n万亿元"


def test_nothing_wrapped_is_its_own_view() -> None:
    """Where no line goes on in the next, the view is the clean text."""
    text = "一、总体要求\n坚持稳中求进。\n二、重点任务\n（一）新建学校20所。\n（二）新建医院3所。"
    out = read(text)
    assert out.text == out.clean.text
    assert isinstance(out.view.offsets, range)


def test_a_heading_and_its_text_stay_apart() -> None:
    """A heading is not joined with the paragraph below it, nor a list item with the next."""
    out = read("（一）推进城乡融合发展，全面建设美丽乡村\n实施农村供水工程80处。\n1.改造农房\n2.修建道路500公里。")
    assert [b.kind for b in out.blocks] == ["heading", "para", "item", "item"]


def test_a_list_mark_on_its_own_line() -> None:
    """A mark alone in a line belongs to the text in the next."""
    out = read("42.\n探索开展试点，新增项目5个。\n\n43.\n推进储备，入库项目80个。")
    assert kinds(out) == [("item", "42.探索开展试点，新增项目5个。"), ("item", "43.推进储备，入库项目80个。")]


def test_lines_torn_at_a_link() -> None:
    """Where a link stood, the pieces before and behind it are one sentence."""
    out = read("会议听取和审议了市长所作的\n《政府工作报告》\n，决定批准这个报告，并提出城镇新增就业12万人的目标。")
    assert len(out.blocks) == 1


def test_a_page_that_ends_in_a_sentence() -> None:
    """A line of zero-width characters alone, as word processors leave it, parts no number from its unit."""
    torn = "全年经济运行平稳、稳中有进。实现生产总值63.2\n\u200b\n万亿元，增长6%。\n\u200b\n二、今年工作安排\n新增就业3万人。"
    view = outline(clean(torn))
    texts = ["".join(view.text[b.start : b.end].split()) for b in view.blocks]
    assert texts[0] == "全年经济运行平稳、稳中有进。实现生产总值63.2万亿元，增长6%。"
    assert texts[1] == "二、今年工作安排"


def test_paragraphs_in_one_line() -> None:
    """Two spaces behind a sentence, and a numbered heading behind one, begin a paragraph."""
    out = read("有色金属。产量稳定在200万吨。　　建材工业。新型产品比重超过90%。二、重点任务　　新建项目30个。")
    assert [b.kind for b in out.blocks][:2] == ["para", "para"]
    assert out.blocks[1].lead is not None


def test_articles_in_one_line() -> None:
    """Articles that follow each other in one line are items by themselves."""
    out = read("第三条　对公共交通车船免税。第四条　逾期不缴的，处五百元罚款。第五条　本办法自公布之日起施行。")
    assert [b.kind for b in out.blocks] == ["item"] * 3
    assert [out.text[b.body] for b in out.blocks] == ["对", "逾", "本"]


NESTED = """东海市“十四五”应急体系规划
第一章 总体要求
第一节 发展目标
到2025年，生产安全事故死亡人数下降15%。
第二节 重点任务
一、健全体系
（一）完善预案。
编制预案200个。
（二）建强队伍。
组建队伍50支。
二、夯实基础
新建避难场所30处。
第二章 保障措施
加大投入，安排资金2亿元。"""


def test_headings_nest() -> None:
    """Levels follow the kinds of marks; each block knows the heading it stands under; the title has level 0."""
    out = read(NESTED)
    heads = {out.text[b.body : b.end]: b for b in out.blocks if b.kind == "heading"}
    levels = {name: b.level for name, b in heads.items()}
    assert levels == {
        "东海市“十四五”应急体系规划": 0,
        "总体要求": 1,
        "发展目标": 2,
        "重点任务": 2,
        "健全体系": 3,
        "完善预案。": 4,
        "建强队伍。": 4,
        "夯实基础": 3,
        "保障措施": 1,
    }
    para = next(b for b in out.blocks if "队伍50支" in out.text[b.start : b.end])
    above = [para.parent]
    while above[-1] >= 0:
        above.append(out.blocks[above[-1]].parent)
    names = [out.text[out.blocks[n].body : out.blocks[n].end] for n in above[:-1]]
    assert names == ["建强队伍。", "健全体系", "重点任务", "总体要求", "东海市“十四五”应急体系规划"]


def test_items_with_figures_are_no_headings() -> None:
    """A short line with a figure in a list is an item; a list that ends in a clause does not make it a heading."""
    out = read("一、民生实事\n1.新建公园5个\n2.改造小区20个\n3.发放补贴3万人次\n二、其他\n稳步推进各项工作。")
    assert [b.kind for b in out.blocks] == ["heading", "item", "item", "item", "heading", "para"]


def test_unnumbered_headings() -> None:
    """A short line without a stop above a paragraph heads it; one that greets the audience does not."""
    out = read(f"{BODY}\n继续实施购房补贴\n{BODY}\n各位代表！\n{BODY}")
    assert [b.kind for b in out.blocks] == ["para", "heading", "para", "para", "para"]


PAGE = """首页 > 政务公开
东海市人民政府关于印发民生实事方案的通知
发布日期: 2024-02-15  来源：市政府办公室
东政发〔2024〕3号
各县（市、区）人民政府：
现将方案印发给你们，请认真组织实施。全年新增就业12万人。
东海市人民政府
2024年2月15日
联系人：陈明 联系电话：0571-88881234
相关链接：
解读：2024年民生实事
版权所有：东海市人民政府办公室"""


def test_title_metadata_and_signature() -> None:
    """Title, metadata pairs (also two in a line), document number and the date that signs are found."""
    out = read(PAGE)
    assert out.title is not None
    assert out.text[slice(*out.title)] == "东海市人民政府关于印发民生实事方案的通知"
    found = [(m.key, out.text[slice(*m.value)]) for m in out.meta]
    assert found == [("date", "2024-02-15"), ("source", "市政府办公室"), ("number", "东政发〔2024〕3号")]
    assert [out.text[a:b] for a, b in out.datelines] == ["2024年2月15日"]
    running = [text for kind, text in kinds(out) if kind != "furniture"]
    assert running[0] == "东海市人民政府关于印发民生实事方案的通知"
    assert running[-1] == "东海市人民政府"


def test_a_value_on_the_next_line() -> None:
    """A key whose value stands in the line below is one pair."""
    out = read(f"2026年东海市政府工作报告\n来源:\n东海日报\n2026-02-03 09:02:33\n{BODY}")
    assert [(m.key, out.text[slice(*m.value)]) for m in out.meta] == [
        ("source", "东海日报"),
        ("date", "2026-02-03 09:02:33"),
    ]


def test_a_session_line_is_a_dateline() -> None:
    """The line that says at which session a report was given is furniture and holds the day."""
    out = read(f"2026年东海市政府工作报告\n——2026年1月20日在东海市第十五届人民代表大会第六次会议上\n市长 陈 明\n{BODY}")
    assert [b.kind for b in out.blocks] == ["heading", "furniture", "furniture", "para"]
    assert [out.text[a:b] for a, b in out.datelines] == ["2026年1月20日"]


def test_footer_timestamps_are_no_datelines() -> None:
    """Timestamps below the text say nothing of the document."""
    out = read(f"3月27日上午，发布会在东海举行。{BODY}\n2025-08-04 10:23:41\n2025-08-04 10:23:08")
    assert [out.text[a:b] for a, b in out.datelines] == ["3月27日上午"]


def test_title_on_two_lines() -> None:
    """A title that runs over two lines above the metadata is one."""
    out = read(f"加快发展保障性住房推进建筑工业化——访\n东海市住房和城乡建设局局长陈明\n发布日期: 2021-03-09\n{BODY}")
    assert out.title is not None
    assert out.text[slice(*out.title)].endswith("——访东海市住房和城乡建设局局长陈明")


def whole(text: str, kind: str = "para") -> list[str]:
    block = Block(kind, 0, len(text), 0, -1, 0, None, None)
    return [text[a:b] for a, b in sentences(text, block)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("完成投资5亿元。新增就业2万人！是否达标？是；", 4),
        ("新建学校（含扩建；不含迁建）20所。", 1),
        ("实施“增绿；提质；惠民”工程30项。", 1),
        ("他说：“今年新增2万人。”会议随后结束。", 2),
        ("印发《东海市条例。修订》50份。", 1),
        ("左括号（没有结束。第二句。", 2),
        ("没有句号", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    """Sentences end at stops, not inside brackets and short quotations; nothing is lost."""
    found = whole(text)
    assert len(found) == count
    assert "".join(found) == text


def test_furniture_has_no_sentences() -> None:
    """Furniture is never read."""
    assert whole("京ICP备10012345号。", "furniture") == []


PARTS = [
    "第一章 总则", "一、", "（一）强化企业主体。", "42.", "指标 2020年 2025年", "城镇化率（%）  60  65",
    "| 指标 | 2024年 |", "|---|---|",
    "发布日期: 2021-04-21", "单位：亿元", "首页", "到2025年，完成投资26.4", "万亿元。", "“十四五", "）",
    "\u3000\u3000", "\t", "\n", "\n\n", " ", "。", "，", "#",
    "新华社北京3月5日电",
    "2024年2月15日", "附件", "来源：", "項(xiàng)目", "\u200b", "\r\n", "<p>文</p>",
]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(st.lists(st.sampled_from(PARTS) | st.text(max_size=6), max_size=24).map("".join))
def test_every_span_holds(text: str) -> None:
    """Whatever the text: blocks stand in order, parents are headings above them, spans lie in the raw text."""
    out = read(text)
    at = 0
    for n, block in enumerate(out.blocks):
        assert at <= block.start <= block.body <= block.end <= len(out.text)
        assert block.start < block.end
        at = block.end
        assert -1 <= block.parent < n
        assert block.parent < 0 or out.blocks[block.parent].kind == "heading"
        raw = out.raw_span(block.start, block.end)
        assert 0 <= raw.start < raw.end <= len(text)
        for start, end in sentences(out.text, block):
            assert block.start <= start < end <= block.end
        for cell in block.row.cells if block.row is not None else ():
            assert block.start <= cell.start < cell.end <= block.end
    for span in (*out.datelines, *(m.value for m in out.meta), *([out.title] if out.title else [])):
        assert 0 <= span.start < span.end <= len(out.text)


@pytest.mark.parametrize("text", ["25%", "2010-01-29", "3 km", "-3.2%", "≥90%", "2010年1月29日", "100"])
def test_a_figure_that_is_the_whole_of_a_text_is_read(text: str) -> None:
    assert [block.kind for block in read(text).blocks] != ["furniture"]


@pytest.mark.parametrize(
    "text",
    ["共3页，当前第1页，每页20条，共56条", "鲁ICP备09083931号", "首页 > 新闻 > 要闻", "【打印本页】【关闭窗口】"],
)
def test_furniture_stays_furniture_where_it_is_the_whole_of_a_text(text: str) -> None:
    assert [block.kind for block in read(text).blocks] == ["furniture"]


@pytest.mark.parametrize("line", ["2010-01-29", "25", "2010年1月29日"])
def test_a_figure_alone_in_a_line_of_a_text_is_furniture(line: str) -> None:
    assert read(f"{line}\n全市新建学校12所，改造学校30所，建成公园5座。").blocks[0].kind == "furniture"
