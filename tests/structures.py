"""Texts that are one piece of structure over and over: what gives a rule that looks back or ahead the most to do."""

from itertools import combinations
from typing import Final, NamedTuple


class Structure(NamedTuple):
    """``head``, then ``unit`` as often as there is room, then ``tail``."""

    name: str
    unit: str
    head: str = ""
    tail: str = ""

    def text(self, characters: int) -> str:
        """At most so many characters of it, ``head`` and ``tail`` whole."""
        room = characters - len(self.head) - len(self.tail)
        return self.head + self.unit * max(1, room // len(self.unit)) + self.tail


# Each kind that was found to take more than linear time once.
FOUND: Final = (
    Structure("clauses by ；", "工业增长2%；"),
    Structure("clauses by ;", "工业增长2%;"),
    Structure("clauses by ； and breaks", "工业增长2%；\n"),
    Structure("clauses by ，", "工业增长2%，"),
    Structure("clauses by ：", "工业增长2%："),
    Structure("clauses by |", "工业增长2%|"),
    Structure("tolerances", "28±2%；"),
    Structure("list in a sentence", "①建成1个；"),
    Structure("shares of a pair", "5个、", "甲乙分别达到"),
    Structure("shares", "15324个、", "甲乙分别达到"),
    Structure("subjects of a list", "甲乙、", tail="分别达到5个。"),
    Structure("subjects and shares", "甲乙、", tail="分别达到" + "5个、" * 300),
    Structure("sums and 和", "1亿元和"),
    Structure("sums and 、", "1亿元、"),
    Structure("offices", "局"),
    Structure("agencies without marks", "市财政局发展改革委教育厅"),
    Structure("agencies in brackets", "（责任单位：市财政局、市教育局）"),
    Structure("chapters", "第一章"),
    Structure("chapters in lines", "第一章 总则\n"),
    Structure("HTML table", "<tr><td>粮食产量</td><td>1200万吨</td></tr>", "<table>", "</table>"),
    Structure("HTML table of one row", "<td>1200</td>", "<table><tr>", "</tr></table>"),
    Structure("HTML links", '<a href="'),
    Structure("HTML links, whole", '<a href="1.html">增长2%</a>'),
    Structure("metadata lines", "发布时间：2024-03-27\n来源：市统计局\n"),
    Structure("metadata, one line", "发布时间：2024-03-27 来源：市统计局 "),
    Structure("promises without marks", "力争建成"),
    Structure("promises by ；", "力争建成一批园区；"),
    Structure("to the year", "到2027年"),
    Structure("to the year and more", "到2027年增长2%，"),
    Structure("years by 、", "2024年、"),
    Structure("ranges", "3%至5%"),
    Structure("每", "每人每月"),
    Structure("of which", "其中增长2%，"),
    Structure("nested names", "《关于"),
    Structure("nested brackets", "（增长2%"),
)

# One piece of each kind that rules know: alone, and beside each of another kind.
KINDS: Final = {
    "mark": [
        "，",
        "。",
        "；",
        "：",
        "、",
        "！",
        "？",
        "·",
        "…",
        "—",
        "－",
        "～",
        "/",
        "|",
        ",",
        ".",
        ";",
        ":",
        "%",
        "‰",
    ],
    "bracket": ["（", "）", "（）", "(", ")", "【", "】", "〔", "〕", "[", "]", "《", "》", "〈", "「", "」", "『"],
    "quote": ["“", "”", "“”", "‘", "’", '"', "'"],
    "list mark": [
        "一、",
        "（一）",
        "1.",
        "1、",
        "(1)",
        "①",
        "一是",
        "第一，",
        "第一条",
        "第一章",
        "首先，",
        "（1）",
        "•",
        "■",
        "二、",
    ],
    "numeral": [
        "1",
        "5%",
        "1.2",
        "1,200",
        "一",
        "十",
        "百万",
        "1亿元",
        "两",
        "半",
        "三分之一",
        "5个",
        "28±2%",
        "3倍",
        "零",
        "〇",
        "１",
    ],
    "time": [
        "年",
        "月",
        "日",
        "2024年",
        "今年",
        "去年",
        "3月",
        "“十四五”",
        "2024-03-27",
        "期间",
        "上半年",
        "到2027年",
        "年底",
        "至",
        "同比",
        "以来",
        "5年内",
        "届时",
    ],
    "comparator": [
        "以上",
        "以下",
        "不少于",
        "超过",
        "约",
        "达到",
        "增长",
        "下降",
        "左右",
        "突破",
        "至少",
        "不低于",
        "力争",
        "从",
        "到",
        "翻一番",
        "累计",
        "比",
    ],
    "name": [
        "局",
        "省",
        "市",
        "县",
        "委员会",
        "有限公司",
        "大学",
        "部",
        "区",
        "办公室",
        "书记",
        "主任",
        "工程",
        "条例",
        "发展改革委",
        "集团",
        "乡",
        "责任单位",
    ],
    "row": [
        "\n",
        "\n\n",
        "\t",
        "指标\t单位\t数值\n",
        "粮食产量 1200 万吨\n",
        "| 产量 | 5 |\n",
        "单位：万元\n",
        "合计 5\n",
        "表1 指标\n",
        "+---+---+\n",
        "　　",
        "  ",
    ],
    "tag": [
        "<p>",
        "</p>",
        "<br>",
        "<td>",
        "<tr>",
        "<table>",
        "<div>",
        "<!--",
        "<script>",
        "<a",
        "<span>",
        "&nbsp;",
        "&",
        "<",
        "<style>",
        "<h1>",
        "<li>",
    ],
}

SAID: Final = {
    "mark": ("，", "；", "、"),
    "bracket": ("（", "【】"),
    "quote": ("“", "”"),
    "list mark": ("（一）", "①"),
    "numeral": ("5个", "5%"),
    "time": ("2024年", "到"),
    "comparator": ("达到", "力争"),
    "name": ("市财政局", "工程"),
    "row": ("\n", "\t"),
    "tag": ("<td>", "&"),
}
"""Those of each kind that are put beside others."""


def generated() -> tuple[Structure, ...]:
    """Each piece of each kind, and pairs of kinds: some 300."""
    single = [Structure(f"{kind} {piece!r}", piece) for kind, pieces in KINDS.items() for piece in pieces]
    pairs = [
        Structure(f"{a!r} and {b!r}", a + b)
        for one, other in combinations(SAID, 2)
        for a, b in ((SAID[one][0], SAID[other][0]), (SAID[other][-1], SAID[one][-1]))
    ]
    triples = [Structure(f"a clause and {piece!r}", f"工业产值增长2%{piece}") for piece in KINDS["mark"] + KINDS["row"]]
    return (*single, *pairs, *triples)


ALL: Final = (*FOUND, *generated())
