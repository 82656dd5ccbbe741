"""Programmes, quoted and unquoted names with a head noun, and the sessions of congresses."""

import re
from collections.abc import Sequence
from functools import cache

from ... import lexicon
from ...patterns import compiled
from ...rules import Mention
from ..values import Name
from .gazetteer import PACKAGE

# “十四五”: woken by 五, which is rarer than the numerals before it.
_PLAN_END = re.compile(r"五\s?[”\"」’』]|五(?=期间|时期|规划|以来|末)")
_PLAN_HEAD = re.compile(r"[“\"「‘『]?\s?[一二三四五六七八九十]{1,2}$")
# “十四五”规划 and its outline are documents; 规划期, 规划建设 and the like say no more than the plan.
_PLAN_DOCUMENT = compiled(
    r"规划(?:纲要)?(?![\u4e00-\u9fff]{0,1}(?:期|编制|建设|目标|确定|新|布局|体系))(?![期中建目确新布体编])"
)
# An item or heading that is the name of a programme: （二）健康教育进家庭行动。
_ITEM = compiled(
    r"[\s（(#*]*[一二三四五六七八九十\d]{1,3}[)）.、．:：\s]+((?:(?!实施|开展|推进|推动|加强|做好|启动|的)[\u4e00-\u9fff“”]){4,20}?(?:专项行动|攻坚行动|提升行动|行动|工程|计划))(?=[。：:\n\s]|$)"
)
# An item of a list of projects: 3 某市第二污水处理厂扩建项目.
_LISTED = compiled(
    r"[\s（(](?:\d{1,3}|[⑴-⒇①-⑳])[）)]?[.．、 \u3000]{0,2}([\u4e00-\u9fffA-Za-z][\u4e00-\u9fffA-Za-z0-9（）()#～\-—]{3,30}?(?:项目|工程))(?=[\s，]|$)"
)
_PLAN_NAME = re.compile("[一二三四五六七八九十]{1,2}五")
_PLAIN = ("工程", "计划", "战略", "专项整治", "行动")  # heads that also stand behind what is no name
_LONGEST_LINE = 10  # characters of a quoted line of work: “两不愁三保障”
_UNQUOTED = str.maketrans("", "", '“”"「」‘’『』 ')
_STOP = re.compile(r"[，。；：！？,;:!?\n\r\t（）()《》\[\]【】…—　]")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return lexicon.shipped(PACKAGE, "titled.toml").classes()


def behind_names() -> tuple[str, ...]:
    """The nouns that may stand behind the name of a programme or be left off."""
    return _words()["behind_names"]


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = _words()
        self.head_not = lexicon.any_of(words["head_not"])
        self.quoted = re.compile(
            r"(?P<open>[“「『])(?P<name>[^“”「」『』。；\n]{2,40})[”」』](?P<head>(?:(?:(?![等和的及与规])[\u4e00-\u9fff]){0,6}?"
            + lexicon.alternation(words["quoted_heads"])
            + r")?)"
        )
        self.inner_head = re.compile(r".*" + lexicon.alternation((*words["programme_heads"], "消费季")) + r"$")
        self.no_field = lexicon.any_of(words["no_field"])
        self.inner_document = re.compile(
            r"关于.{4,}的" + lexicon.alternation(words["document_heads"]) + r"$|.{4,}(?:条例|办法|预算案)$"
        )
        self.quoting = tuple(words["quoting_verbs"])
        self.works = tuple(words["works_kinds"])
        self.lines = re.compile(r"[^\u4e00-\u9fff]|$|" + lexicon.alternation(words["quoted_lines"]))
        self.strong = lexicon.any_of(words["strong_verbs"])
        self.weak = lexicon.any_of(words["weak_verbs"])
        self.cuts = lexicon.any_of(words["cuts"])
        self.modifier = lexicon.any_of(words["modifiers"])
        self.generic = re.compile(f"(?:{lexicon.alternation(words['generic'])})+$")
        self.number_start = re.compile(r"[^\u4e00-\u9fff“]|[一二三四五六七八九十百千两]{1,3}[个项大批轮场]")


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def _name(kind: str, text: str) -> Name:
    return Name(kind, text, "", "")


def _quoted(text: str, start: int, end: int) -> list[Mention]:
    """Quoted names, with their head noun and the field before the quotes (数字经济“创新攻坚年”行动)."""
    out = []
    g = grammar()
    for m in g.quoted.finditer(text, start, end):
        name, head = m["name"], m["head"]
        if "，" in name or _PLAN_NAME.fullmatch(name):
            continue
        if g.inner_document.match(name):
            out.append(Mention(m.start(), m.end("name") + 1, _name("document", name), "document.quoted"))
        elif head or g.inner_head.match(name):
            lead = g.modifier.match(name) or g.strong.match(name)
            begin, stop = m.start(), m.end() if head else m.end("name") + 1
            if lead and not head:
                begin, stop = m.start("name") + lead.end(), m.end("name")
            else:
                field = _led_begin(text, max(start, begin - 24), begin)
                if field >= 0 and 2 <= begin - field <= 6 and text[field:begin].isalnum():
                    begin = field if g.no_field.search(text, field, begin) is None else begin
            words = "".join(c for c in text[begin:stop] if c not in "“”「」『』")
            out.append(Mention(begin, stop, _name("programme", words), "programme.quoted"))
        elif (
            len(name) < _LONGEST_LINE
            and text.endswith(g.quoting, max(start, m.start() - 2), m.start())
            and g.lines.match(text, m.end(), end)
        ):
            out.append(Mention(m.start(), m.end(), _name("programme", name), "programme.line"))
    return out


def _led(text: str, start: int, end: int, heads: Sequence[tuple[int, int, str]]) -> list[Mention]:
    """Unquoted names: what stands between a naming verb (实施, 开展 …) and a head noun.

    The last strong verb of the clause leads up to the name; without one the first weak verb does. In a list
    (A工程、B工程) the verb before the list leads to every member.
    """
    out: list[Mention] = []
    g = grammar()
    for head, stop, _ in heads:
        if g.head_not.match(text, stop, end):
            continue
        begin = _led_begin(text, max(start, head - 60), head)
        if begin < 0:
            continue
        name = text[begin:head]
        if text[head:stop] in _PLAIN and (
            len(name) < 4 or (text[stop - 2 : stop] != "行动" and name.endswith(g.works))
        ):
            continue
        if not 2 <= len(name) <= 26 or g.generic.match(name) or g.number_start.match(name):
            continue
        out.append(Mention(begin, stop, _name("programme", text[begin:stop]), "programme.led"))
    return out


def _led_begin(text: str, floor: int, head: int) -> int:
    """Where the name that ends at ``head`` begins, -1 where no verb leads up to it."""
    g = grammar()
    for stop in _STOP.finditer(text, floor, head):
        floor = stop.end()
    verbs = list(g.strong.finditer(text, floor, head)) or list(g.weak.finditer(text, floor, head))[:1]
    if not verbs:
        return -1
    begin = verbs[-1].end()
    # A list: the member begins at its own mark, unless what stands before the mark is too short to be a member.
    mark = text.rfind("、", begin, head)
    if mark - begin > 2:
        begin = mark + 1
    for cut in g.cuts.finditer(text, begin, head):
        begin = cut.end()
    while (more := g.modifier.match(text, begin, head)) and more.end() < head:
        begin = more.end()
    return begin


_SESSION = re.compile(r"党的(?:十[一二三四五六七八九]|二十[一二三]?)(?:届[一二三四五六七八九]中全会|大)")
_CONGRESS = re.compile(
    "第[一二三四五六七八九十]{1,4}届(?:全国)?(?:人民代表大会|人大|政协)(?:常务委员会|常委会)?"
    # a session that adopts a law is its date: 第十一次会议|通过
    "(?:第[一二三四五六七八九十]{1,3}次会议(?!于|通过|批准|修订|修正|公布|审议))?"
)
# 十三届全国人大二次会议, 省委十二届二次全会: sessions by their number alone.
_MEETING = compiled(
    "(?:中共)?(?:[省市县区]委?)?(?<!第)[一二三四五六七八九十]{1,3}届(?:[一二三四五六七八九]中全会|[一二三四五六七八九十]{1,3}次全会|(?:全国|省|市|县|区)?(?:人大|政协)(?:常委会)?(?:第?[一二三四五六七八九十]{1,3}次会议)?)"
)
_CONGRESS_OF = compiled(r"(?:全国|(?:(?![已由经在于是和与的])[\u4e00-\u9fff]){2,11}?(?:自治区|[省市县州旗盟区]))$")
_CONGRESS_BEFORE = 14  # characters of the longest of those
_DATED = re.compile(r"[\d一二三四五六七八九十〇○零] ?[年月日]")  # 3月27日|青岛市第十六届
_GOVERNMENTS = compiled(
    r"(?:[省市县]|设区的?市)级以上(?:地方)?(?:各级)?人民政府(?:[\u4e00-\u9fff]{2,8}?(?:主管|行政|管理)部门)?"
)


def sessions(text: str, start: int, end: int) -> list[Mention]:
    """Congresses and sessions of the party, people's congresses by their term, and governments named by their rank."""
    out = []
    if text.find("届", start, end) >= 0:
        out += _congresses(text, start, end)
        out += [
            Mention(m.start(), m.end(), _name("gov", m[0]), "gov.meeting") for m in _MEETING.finditer(text, start, end)
        ]
    if text.find("党的", start, end) >= 0:
        out += [
            Mention(m.start(), m.end(), _name("gov", m[0]), "gov.session") for m in _SESSION.finditer(text, start, end)
        ]
    if text.find("级以上", start, end) >= 0:
        out += [
            Mention(m.start(), m.end(), _name("gov", m[0]), "gov.rank.kind")
            for m in _GOVERNMENTS.finditer(text, start, end)
        ]
    return out


def _congresses(text: str, start: int, end: int) -> list[Mention]:
    """People's congresses and consultative conferences by their term, with the place before it."""
    out = []
    at = start
    for m in _CONGRESS.finditer(text, start, end):
        whose = _CONGRESS_OF.search(text, max(at, m.start() - _CONGRESS_BEFORE), m.start())
        begin, at = m.start() if whose is None else whose.start(), m.end()
        for dated in _DATED.finditer(text, max(begin - 2, 0), m.start()):
            begin = max(begin, dated.end())
        if at - begin > 6:
            out.append(Mention(begin, at, _name("gov", text[begin:at]), "gov.congress"))
    return out


def programmes(text: str, start: int, end: int, heads: Sequence[tuple[int, int, str]]) -> list[Mention]:
    """Programmes and quoted documents of ``text[start:end]``; ``heads`` are its head nouns (start, end, type)."""
    out = []
    for m in _PLAN_END.finditer(text, start, end):
        head = _PLAN_HEAD.search(text, max(start, m.start() - 4), m.start())
        if head:
            plan = _PLAN_DOCUMENT.match(text, m.end(), end)
            stop, kind = (plan.end(), "document") if plan else (m.end(), "programme")
            words = text[head.start() : stop]
            out.append(Mention(head.start(), stop, _name(kind, words.translate(_UNQUOTED)), f"{kind}.plan"))
    if text.find("项目", start, end) >= 0 or text.find("工程", start, end) >= 0:
        out += [
            Mention(m.start(1), m.end(1), _name("programme", m[1]), "programme.listed")
            for m in _LISTED.finditer(text, max(0, start - 1), end)
        ]
    if heads and (own := _ITEM.match(text, start, end)):
        out.append(Mention(own.start(1), own.end(1), _name("programme", own[1]), "programme.item"))
    out += _quoted(text, start, end)
    out += _led(text, start, end, heads)
    return out
