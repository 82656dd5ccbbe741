"""Names and codes made of numbers: skipped with the reason, or left to the words around them."""

import pytest

from policyextract.mentions.name.rules import rules
from policyextract.mentions.number.words import within_word
from policyextract.mentions.quantity import rules as quantity_rules
from policyextract.mentions.values import Amount, Skip
from policyextract.scan import Scanner

SCANNER = Scanner(rules())
BOTH = Scanner([*rules(), *quantity_rules()])


@pytest.mark.parametrize(
    ("text", "skipped", "why"),
    [
        ("5G基站", "5G", "code"),
        ("IPv6部署", "IPv6", "name"),
        ("C919大型客机", "C919", "name"),
        ("PM2.5浓度", "PM2.5", "name"),
        ("践行“6293”工作思路", "6293", "name"),
        ("打造“1+N+X”体系", "1+N+X", "name"),
        ("国发〔2023〕5号", "〔2023〕5号", "document"),
        ("312国道", "312国道", "route"),
        ("地铁3号线", "3号线", "route"),
        ("45号在省城举行", "45号", "ordinal"),
        ("电话：0635-8288000", "0635-8288000", "labelled"),
        ("（600585.SH）", "600585.SH", "stock"),
        ("12345热线", "12345", "service"),
        ("24小时值班", "24小时", "always"),
        ("实施十二项提升行动", "十二项提升行动", "action"),
        ("党的十九届五中全会", "十九届五中全会", "congress"),
        ("党的二十大报告", "二十大", "congress"),
        ("世界500强企业", "500强", "series"),
        ("访问https://a.gov.cn/1/2.html", "https://a.gov.cn/1/2.html", "url"),
        ("邮箱abc123@163.com", "abc123@163.com", "mail"),
        ("1.加强领导", "1.", "list"),
        ("（2）推进", "2", "list"),
        ("工业4.0", "4.0", "version"),
        ("市民之家B座1—3层", "1—3层", "address"),
        ("科技大厦A座12层1203室", "12层1203室", "address"),
        ("庆祝建党105周年", "105周年", "anniversary"),
        ("成立七十周年", "七十周年", "anniversary"),
        ("利率二套为3.45%", "二套", "home"),
        ("首套、二套首付", "二套", "home"),
    ],
)
def test_skips(text: str, skipped: str, why: str) -> None:
    found = SCANNER.scan(text, 0, len(text))
    assert [(text[m.start : m.end], m.value) for m in found] == [(skipped, Skip(why))]


@pytest.mark.parametrize(
    "text",
    [
        "“十四五”期间",
        "“1100万人”是新增数",
        "“零的突破”",
        "达到“100%”",
        "建设10家",
        "1.2万个",
        "3月27日",
        "共8人",
        "GDP2.5万亿元",
    ],
)
def test_what_is_left_to_other_families(text: str) -> None:
    assert SCANNER.scan(text, 0, len(text)) == []


def test_a_name_does_not_swallow_the_quantity_beside_it() -> None:
    text = "PM2.5平均浓度35微克/立方米，5G基站1.2万个，GDP2.5万亿元"
    amounts = [text[m.start : m.end] for m in BOTH.scan(text, 0, len(text)) if isinstance(m.value, Amount)]
    assert amounts == ["35微克/立方米", "1.2万个", "2.5万亿元"]


@pytest.mark.parametrize(
    ("text", "numeral", "inside"),
    [
        ("进一步", 1, True),
        ("千家万户", 2, True),
        ("一个个", 0, True),
        ("千山万水", 0, True),
        ("一条公路", 0, False),
        ("三个县", 0, False),
        ("三至五个", 0, False),
    ],
)
def test_words(text: str, numeral: int, inside: bool) -> None:
    assert within_word(text, numeral, len(text)) is inside
