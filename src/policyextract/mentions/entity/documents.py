"""Documents: titles in brackets, document numbers, titles that stand as a line, and what is issued without title marks."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from ... import lexicon
from ...patterns import compiled
from ...rules import Mention
from ..values import Name
from .forms import Index
from .gazetteer import PACKAGE

_LONGEST = 90  # a title in brackets; the longest of work reports has 71 characters
_LONGEST_LINE = 140  # a title that is a line of its own, with who issues it
_MARKS = re.compile("[《》]")
_YEAR = r"[〔\[（(【﹝\s]{1,2}\s?(?:19|20)\d\d\s?[〕\]）)】﹞]\s?"
_YEAR_AT = re.compile(_YEAR + r"第?\s?\d{1,5}\s?号")
# 国务院令第710号, 交通运输部公告2015年第9号: the number of an order or a notice, by who issues it
_ORDER = re.compile(r"(?:令|公告|通告)\s?(?:[〔\[（(【]?(?:19|20)\d\d\s?[年〕\]）)】])?\s?(?:第\s?)?\d{1,5}\s?号")
# GB 50099—2011, JT/T 1045-2016: standards by the code of the authority, the number and the year
_STANDARD = re.compile(
    r"(?<![A-Za-z\d])(?:[A-Z]{2,5}(?:/[A-Z]{1,3})?|建标) ?\d{1,6}(?:[.\-]\d{1,4}){0,2} ?[—–―－\-]{1,2} ?(?:19|20)\d\d(?!\d)"
)
_STANDARD_WAKE = re.compile(r"[—–―－\-](?<=\d.)\s?(?:19|20)\d\d")
_ISSUER = re.compile(r"[\u4e00-\u9fff]{2,20}$")
_HAN_TAIL = compiled(r"(?:(?<=\d)[年月日])?([\u4e00-\u9fff]{2,12})$")
_STOP = re.compile(r"[，。；：！？,;:!?\n\r\t（）()《》\[\]【】…—　]")
_HEADING_WAKE = re.compile("关于|转发|印发")
_LINE_EDGE = re.compile(r"[\s#*]*")
# What may stand in a line before its title: marks of a heading, a year; the number of an item may stand within one.
_LINE_BEGIN = re.compile(r"[\s#*]*(?:(?:19|20)\d\d年(?:度)?)?")
_ITEM_BEGIN = re.compile(r"(?:(?<=\s)|(?<![\s\S]))(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、]\s*$")
_ADDRESS = compiled(
    r"(?:(?:19|20)\d\d(?:/\d\d)?年度?)?(?:国务院|(?<![\u4e00-\u9fff])[省市县区])?(?:政府工作报告|财政预算案)"
)
_TITLE_ENDS = re.compile(r"[\u4e00-\u9fff]{0,2}[》”]")  # behind rules whose title is marked
_RULES_LONGEST = 22


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "titled.toml").classes()
        self.number_cuts = lexicon.any_of(words["number_cuts"])
        self.order_cuts = lexicon.any_of((*words["number_cuts"][:1], *words["order_cuts"]))
        self.issue = lexicon.any_of(words["issue_verbs"])
        self.issuing = lexicon.any_of(words["issuing"])
        self.generic_rules = lexicon.any_of(words["generic_rules"])
        self.papers = tuple(words["papers"])
        self.works = tuple(words["works"])
        line, item = lexicon.alternation(words["line_kinds"]), lexicon.alternation(words["item_kinds"])
        # From the place it begins with: 某省节约用水条例; it may go on in the next line.
        self.begun = re.compile(
            rf"[^。；，：:？！《》\n]{{4,60}}?(?:\n[^。；，：:？！《》\n]{{0,20}}?)?{line}(?:\s?[（(][^（）()\n]{{1,24}}[）)])?[ \t]*(?=\n|$)"
        )
        self.item = re.compile(rf"[^。；，：:？！《》（）()\s]{{4,40}}?{item}(?=[（(\s省市县区]|$)")
        self.line_never = lexicon.any_of(words["line_never"])
        # The whole of a line: who issues, 关于, of what, 的通知.
        self.line = re.compile(
            r"[^。；！？：:，,《》\n]{0,60}?(?:关于|转发|印发)[^。！？\n]{4,110}?"
            + lexicon.alternation(words["issued_kinds"])
            + r"(?:\s?[（(][^（）()\n]{1,14}[）)])?$"
        )


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def _name(kind: str, text: str) -> Name:
    return Name(kind, text, "", "")


def documents(text: str, start: int, end: int, index: Index) -> list[Mention]:
    """Titles in 《…》 (nested ones whole) and document numbers, which are documents of their own.

    Papers made out for a person or a firm (《不动产权证书》) and works of art (电视剧《…》) are none; a title that is the
    name of a medium is that medium.
    """
    out: list[Mention] = []
    g = grammar()
    at = text.find("《", start, end)
    while at >= 0:
        depth = 0
        i = limit = min(end, at + _LONGEST * 2)
        for mark in _MARKS.finditer(text, at, limit):
            depth += 1 if mark[0] == "《" else -1
            if not depth:
                i = mark.start()
                break
        if i < limit and i - at > 2:
            words = text[at + 1 : i].strip()
            if any(form.type == "org" and form.text == words for form in index.at(text, at + 1)):
                out.append(Mention(at + 1, i, _name("org", words), "org.media"))
            elif not words.endswith(g.papers) and not text.endswith(g.works, max(start, at - 4), at):
                out.append(Mention(at, i + 1, _name("document", words), "document.title"))
            at = text.find("《", i, end)
        else:
            at = text.find("《", at + 1, end)
    if "号" in text[start:end]:
        out += _numbers(text, start, end, index)
    return out


def _numbers(text: str, start: int, end: int, index: Index) -> list[Mention]:
    """国发〔2023〕5号: the mark of who issued it, the year, the number."""
    out: list[Mention] = []
    for m in _YEAR_AT.finditer(text, start, end):
        head = _HAN_TAIL.search(text, max(start, m.start() - 13), m.start())
        if head is None:
            continue
        begin = head.start(1)
        for cut in grammar().number_cuts.finditer(text, begin, m.start()):
            begin = cut.end() if cut.end() < m.start() else begin
        if m.start() - begin > 1:
            out.append(Mention(begin, m.end(), _name("document", text[begin : m.end()]), "document.number"))
    for m in _ORDER.finditer(text, start, end):
        begin = _begin_of_order(text, start, m.start(), index)
        if m.start() - begin > 1:
            out.append(Mention(begin, m.end(), _name("document", text[begin : m.end()]), "document.order"))
    return out


def _begin_of_order(text: str, start: int, at: int, index: Index) -> int:
    """Where the name of who issues the order at ``at`` begins; ``at`` where none stands there."""
    head = _ISSUER.search(text, max(start, at - 20), at)
    if head is None:
        return at
    begin = head.start()
    for cut in grammar().order_cuts.finditer(text, begin, at):
        begin = cut.end()
    # a place or a body shows where the name begins: 信息采集|某市人民政府令
    named = (
        i
        for i in range(begin, at)
        if any(f.type in ("place", "gov") and f.kind != "function" for f in index.at(text, i))
    )
    return next(named, begin)


def standards(text: str) -> list[Mention]:
    """Standards by their number in the whole of a text: GB/T 4754—2017."""
    if _STANDARD_WAKE.search(text) is None:
        return []
    found = _STANDARD.finditer(text)
    return [Mention(m.start(), m.end(), _name("document", m[0]), "document.standard") for m in found]


def headings(text: str) -> list[Mention]:
    """The lines of ``text`` that are the title of a document as a whole: 某省人民政府关于印发…的通知.

    They hold names that stand beside them (who issues), so they are no mentions of a scan.
    """
    out: list[Mention] = []
    reached = 0
    for wake in _HEADING_WAKE.finditer(text):
        if wake.start() < reached:
            continue
        begin = text.rfind("\n", 0, wake.start()) + 1
        end = text.find("\n", wake.end())
        reached = len(text) if end < 0 else end
        if reached - begin > _LONGEST_LINE + 20:
            continue
        edge = _LINE_EDGE.match(text, begin, reached)
        begin = edge.end() if edge else begin
        stop = begin + len(text[begin:reached].rstrip())
        if 8 < stop - begin < _LONGEST_LINE and grammar().line.match(text, begin, stop):
            out.append(Mention(begin, stop, _name("document", text[begin:stop]), "document.heading"))
    return out


def lines(text: str, begins: Iterable[int]) -> list[Mention]:
    """The titles without 关于 that begin a line with the place of who issues them, at one of ``begins``.

    >>> text = "附件：\\n某省节约用水条例\\n第一章"
    >>> [text[m.start : m.end] for m in lines(text, [4])]
    ['某省节约用水条例']
    """
    out: list[Mention] = []
    g, reached = grammar(), 0
    for begin in begins:
        if begin < reached:
            continue
        if _ITEM_BEGIN.search(text, max(0, begin - 6), begin):
            found = g.item.match(text, begin)
        elif _LINE_BEGIN.fullmatch(text, text.rfind("\n", 0, begin) + 1, begin):
            found = g.begun.match(text, begin)
        else:
            continue
        if found and not g.line_never.search(found[0]):
            reached = begin + len(found[0].rstrip())
            out.append(Mention(begin, reached, _name("document", text[begin:reached]), "document.line"))
    return out


def unmarked(text: str, start: int, end: int, rules: Sequence[tuple[int, int, str]]) -> list[Mention]:
    """Documents named without title marks: 政府工作报告, and what is issued (出台…条例).

    ``rules`` are the kinds of rules in ``text[start:end]`` (start, end, type).
    """
    out = []
    if text.find("政府工作报告", start, end) >= 0 or text.find("财政预算案", start, end) >= 0:
        out += [
            Mention(m.start(), m.end(), _name("document", m[0]), "document.address")
            for m in _ADDRESS.finditer(text, start, end)
        ]
    g = grammar()
    at = start
    for head, behind, _ in rules:
        if _TITLE_ENDS.match(text, behind, end):
            continue
        floor = max(at, head - _RULES_LONGEST)
        for stop in _STOP.finditer(text, floor, head):
            floor = stop.end()
        verb = g.issue.search(text, floor, head)
        listed = floor == at > start  # 出台A办法、B条例
        if listed and text[floor] in "、和":
            begin = floor + 1
        elif verb is None:
            continue
        else:
            begin = verb.end()
        while (more := g.issuing.match(text, begin, behind)) and more.end() < behind:
            begin = more.end()
        if behind - begin > 4 and not g.generic_rules.search(text, begin, behind):
            out.append(Mention(begin, behind, _name("document", text[begin:behind]), "document.issued"))
            at = behind
    return out
