"""Documents and programmes: titles in brackets, document numbers, quoted and unquoted names with a head noun."""

import re
from functools import cache

from ... import lexicon
from ...rules import Mention
from ..values import Name
from .gazetteer import PACKAGE

_LONGEST = 90  # a title in brackets; the longest of work reports has 71 characters
_YEAR = r"[〔\[（(【﹝\s]{1,2}\s?(?:19|20)\d\d\s?[〕\]）)】﹞]\s?"
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,12}" + _YEAR + r"第?\s?\d{1,5}\s?号")
_YEAR_AT = re.compile(_YEAR + r"第?\s?\d{1,5}\s?号")
_HAN_TAIL = re.compile(r"[\u4e00-\u9fff]{2,12}$")
# “十四五”: woken by 五, which is rarer than the numerals before it.
_PLAN_END = re.compile(r"五\s?[”\"」’』]|五(?=期间|时期|规划|以来|末)")
_PLAN_HEAD = re.compile(r"[“\"「‘『]?\s?[一二三四五六七八九十]{1,2}$")
_STOP = re.compile(r"[，。；：！？,;:!?\n\r\t（）()《》\[\]【】…—\u3000]|\d{2,}[个项家条]?")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return lexicon.shipped(PACKAGE, "titled.toml").classes()


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = _words()
        self.heads = re.compile(
            lexicon.alternation(words["programme_heads"])
            + r"(?!人员|队|书|单|表|机|师|量|不|外|署|性|院|学|技术|机械|建设|质量)"
        )
        self.quoted = re.compile(
            r"(?P<open>[“「『])(?P<name>[^“”「」『』。；\n]{2,40})[”」』](?P<head>(?:[\u4e00-\u9fff]{0,8}?"
            + lexicon.alternation(words["quoted_heads"])
            + r")?)"
        )
        self.inner = re.compile(r".*" + lexicon.alternation((*words["programme_heads"], "消费季", "+")) + r"$")
        self.inner_document = re.compile(
            r"关于.{4,}的" + lexicon.alternation(words["document_heads"]) + r"$|.{4,}(?:条例|办法|预算案)$"
        )
        verbs = lexicon.alternation(words["lead_verbs"])
        self.verbs = re.compile(verbs)
        self.naming = words["naming_verbs"]
        self.generic = re.compile(f"(?:{lexicon.alternation(words['generic'])})+$")
        self.number_start = re.compile(r"[^\u4e00-\u9fff“]|[一二三四五六七八九十百千两]{1,3}[个项大批轮场]")


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def _name(kind: str, text: str) -> Name:
    return Name(kind, text, "", "")


def documents(text: str, start: int, end: int) -> list[Mention]:
    """Titles in 《…》 (nested ones whole) and document numbers."""
    out: list[Mention] = []
    at = text.find("《", start, end)
    while at >= 0:
        depth, i = 0, at
        limit = min(end, at + _LONGEST * 2)
        while i < limit:
            if text[i] == "《":
                depth += 1
            elif text[i] == "》":
                depth -= 1
                if not depth:
                    break
            i += 1
        if i < limit and i - at > 2:
            out.append(Mention(at, i + 1, _name("document", text[at + 1 : i]), "document.title"))
            at = text.find("《", i, end)
        else:
            at = text.find("《", at + 1, end)
    if "号" in text[start:end]:
        for m in _YEAR_AT.finditer(text, start, end):
            head = _HAN_TAIL.search(text, max(start, m.start() - 12), m.start())
            if head:
                out.append(
                    Mention(head.start(), m.end(), _name("document", text[head.start() : m.end()]), "document.number")
                )
    return out


def _quoted(text: str, start: int, end: int) -> list[Mention]:
    out = []
    g = grammar()
    for m in g.quoted.finditer(text, start, end):
        name, head = m["name"], m["head"]
        if g.inner_document.match(name):
            out.append(Mention(m.start(), m.end("name") + 1, _name("document", name), "document.quoted"))
        elif head:
            out.append(Mention(m.start(), m.end(), _name("programme", name + head), "programme.quoted"))
        elif g.inner.match(name):
            out.append(Mention(m.start(), m.end(), _name("programme", name), "programme.inner"))
    return out


def _led(text: str, start: int, end: int) -> list[Mention]:
    """Unquoted names: what stands between the last leading verb (or mark) and a head noun."""
    out = []
    g = grammar()
    for m in g.heads.finditer(text, start, end):
        floor = max(start, m.start() - 28)
        begin, led = floor, False
        for stop in _STOP.finditer(text, floor, m.start()):
            begin = stop.end()
        last = -1
        for verb in g.verbs.finditer(text, begin, m.start()):
            last = verb.end()
            led = led or verb[0] in g.naming
        if last >= 0 and led:
            begin = last
        name = text[begin : m.start()]
        if not led or not 2 <= len(name) <= 26 or g.generic.match(name) or g.number_start.match(name):
            continue
        out.append(Mention(begin, m.end(), _name("programme", text[begin : m.end()]), "programme.led"))
    return out


def programmes(text: str, start: int, end: int) -> list[Mention]:
    """Programmes and quoted documents of ``text[start:end]``."""
    out = []
    for m in _PLAN_END.finditer(text, start, end):
        head = _PLAN_HEAD.search(text, max(start, m.start() - 4), m.start())
        if head:
            words = text[head.start() : m.end()]
            out.append(Mention(head.start(), m.end(), _name("programme", words.strip("“”\"「」‘’『』 ")), "programme.plan"))
    out += _quoted(text, start, end)
    out += _led(text, start, end)
    return out
