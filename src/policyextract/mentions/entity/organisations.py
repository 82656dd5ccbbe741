"""Companies, banks and other bodies, read back from the noun their name ends in."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from ... import lexicon
from ...patterns import compiled
from ...rules import Mention
from ...tokens import tokenizer, verbs
from ..values import Name
from . import bounds
from .gazetteer import PACKAGE

_LONGEST = 24
_LONGEST_PART = 12  # characters between two heads of one name
# Which of a row of events it is: 第十二届中国—|中亚合作论坛, 2025年|…博览会.
_WHICH = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}届|首届|(?:19|20)\d\d年?)?(?:中国)?[（(—\-]?(?:中国[）)—\-])?$"
)
_JOINING = str.maketrans("", "", "与和及")
_MEDIA = re.compile(r"《([\u4e00-\u9fff]{2,8}(?:报|周刊|杂志|网|新闻联播))》")
_BRANCH = compiled(
    r"[\u4e00-\u9fff]{2,8}?(?:分行|支行|分公司|营业部)|(?=[（(])[（(][\u4e00-\u9fff]{2,6}[）)](?:有限公司|公司)?"
)


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "organisations.toml").classes()
        self.not_after = lexicon.any_of(words["head_not"])
        self.bounds = lexicon.any_of(words["bounds"])
        self.strict = frozenset((*words["strict"], *words["event_heads"]))
        self.level = re.compile("[省市县区州]")
        self.unnamed = frozenset(lexicon.shipped(PACKAGE, "unnamed.toml").classes()["heads"])
        self.of_level = frozenset("".join(words["of_level"]))
        self.plain = frozenset(words["plain_heads"])
        self.sector = re.compile(f"{lexicon.alternation(words['sectors'])}$")
        self.event = tuple(words["event_begins"])
        self.never = frozenset((*words["never_inside"], *words["bounds"])) - {
            "服务",
            "投资",
            "发展",
            "规划",
            "设计",
            "示范",
            "联合",
        }
        self.names = frozenset(words["generic"])
        self.of_all = tuple(words["of_all"])
        self.strong = lexicon.any_of(words["never_inside"])
        self.generic = re.compile(f"(?:{lexicon.alternation(words['generic'])})*$")


def _goes_on(text: str, at: int, head: int, kind: str, out: Sequence[Mention]) -> bool:
    """Whether the name that ends in a head at ``head`` goes on from the last one: 东州大学+附属协和+医院."""
    if kind not in ("org", "company") or not out or out[-1].end != at or not 0 <= head - at < _LONGEST_PART:
        return False
    if at == head:
        return out[-1].value.type in ("org", "company")  # 设计院+有限公司
    if out[-1].value.type not in ("org", "company") or not text[at:head].isalnum():
        return False
    return grammar().never.isdisjoint(tokenizer().cut(text[at:head]))


def _is_whole(text: str, start: int, place: int, head: int, stop: int) -> bool:
    """Whether a company's full name begins with its place at a mark, and may hold 与 or 和: 某市保护与更新有限公司."""
    if not text.endswith("有限公司", head, stop) or (place > start and text[place - 1].isalnum()):
        return False
    return text[place:head].isalnum() and grammar().strong.search(text[place:head].translate(_JOINING)) is None


def _trimmed(text: str, begin: int, head: int) -> int:
    """The beginning of an unplaced name without the verb that stands before it: 注销|图书馆, 确定|爱慕股份有限公司."""
    words = tokenizer().cut(text[begin:head])
    if len(words) > 1 and len(words[0]) > 1 and words[0] in verbs() and words[0] not in grammar().names:
        return begin + len(words[0])
    return begin


def _place_of(text: str, places: Sequence[Mention], starts: list[int], floor: int, head: int) -> int:
    """Where the last chain of places in ``text[floor:head]`` begins, -1 where none is or a mark follows it."""
    n = bisect_left(starts, head) - 1
    if n < 0 or places[n].start < floor or places[n].end > head or bounds.STOP.search(text, places[n].end, head):
        return -1
    while n and places[n - 1].end == places[n].start and places[n - 1].start >= floor:
        n -= 1
    return places[n].start


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def organisations(
    text: str, start: int, end: int, heads: Sequence[tuple[int, int, str]], places: Sequence[Mention]
) -> list[Mention]:
    """Companies (``company``) and other bodies (``org``) whose name ends in one of ``heads`` (start, end, type).

    A name is what stands between the last mark or bounding word and its head noun; one made of generic words only
    (上市公司, 行业协会, 国家实验室) is a kind, not a name.
    """
    out: list[Mention] = []
    g = grammar()
    at = start
    starts = [m.start for m in places]
    for head, stop, kind in heads:
        if g.not_after.match(text, stop, end):
            continue
        floor = max(at, head - _LONGEST)
        place = _place_of(text, places, starts, floor, head)
        unplaced = place < 0 and at < floor and kind != "programme" and text[head:stop] in g.strict
        if unplaced and not g.level.search(text, floor, head):
            continue
        begin = bounds.begin(text, floor, head, g.bounds)
        if begin == head and text[head:stop] in g.unnamed and not text[head - 1 : head].isalnum():
            out.append(Mention(head, stop, Name("body", text[head:stop], "", ""), "body"))
            continue
        if kind != "company" and place < 0 and text[stop : stop + 1].isdigit():
            continue  # 实验室221个: counted, so a kind
        levelled = text[begin] in "省市县区州" and head - begin > 2
        if _goes_on(text, at, head, kind, out):
            begin = out.pop().start  # 浙江大学+医学院+附属第二医院
        elif place > begin and text[place - 1] in "（(":
            pass  # 台泥(辽宁)公司: the place is inside the name
        elif (kind == "company" and place >= 0 and place < begin and _is_whole(text, start, place, head, stop)) or (
            place >= 0 and (begin <= place or g.strong.search(text, place, head) is None)
        ):
            begin = place
        elif text[head:stop] in g.strict and not (text.startswith(g.event, begin) if kind == "programme" else levelled):
            continue
        else:
            begin = _trimmed(text, begin, head)
        name = text[begin:head].strip()
        if ("）" in name and "（" not in name) or (")" in name and "(" not in name):
            continue
        opens = max(name.rfind("（"), name.rfind("("))
        if opens >= 0 and opens > max(name.rfind("）"), name.rfind(")")):
            begin += opens + 1
            name = text[begin:head]
        own = kind == "company" and levelled and text[begin + 1] not in g.of_level
        if len(name) > 1 and kind != "programme" and g.generic.match(name) and not own:
            out.append(Mention(begin, stop, Name("body", text[begin:stop], "", ""), "body"))  # 上市公司, 行业协会
            continue
        if len(name) < 2 or (g.generic.match(name) and not own) or not name[0].isalnum():
            continue
        if place >= 0 and text[head:stop] in g.plain and g.sector.search(name):
            continue  # 朝阳新能源基地: what a place is to become
        if name.startswith(g.of_all):
            continue  # 全省公共图书馆: a kind, however long its name
        if kind == "company" and (branch := _BRANCH.match(text, stop, end)):
            stop = branch.end()
        if kind == "programme" and out and out[-1].end == begin and out[-1].value.type == "programme":
            begin = out.pop().start  # 中阿合作论坛+广州峰会
        if kind == "programme" and (which := _WHICH.search(text, max(start, begin - 12), begin)):
            begin = which.start()
        out.append(Mention(begin, stop, Name(kind, text[begin:stop], "", ""), f"{kind}.head"))
        at = stop
    if text.find("《", start, end) >= 0:
        for m in _MEDIA.finditer(text, start, end):
            out.append(Mention(m.start(1), m.end(1), Name("org", m[1], "", ""), "org.media"))
    return out
