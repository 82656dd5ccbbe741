"""Companies, banks and other bodies, read back from the noun their name ends in."""

import re
from functools import cache

from ... import lexicon
from ...rules import Mention
from ..values import Name
from . import bounds
from .gazetteer import PACKAGE

_LONGEST = 24
_MEDIA = re.compile(r"《([\u4e00-\u9fff]{2,8}(?:报|周刊|杂志|网|新闻联播))》")
_BRANCH = re.compile(r"[\u4e00-\u9fff]{2,8}?(?:分行|支行|分公司|营业部)|(?=[（(])[（(][\u4e00-\u9fff]{2,6}[）)](?:有限公司|公司)?")


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "organisations.toml").classes()
        company, org = words["company_heads"], words["org_heads"]
        self.company = frozenset(company)
        not_after = "|".join(words["head_not"])
        heads = sorted({*company, *org}, key=lambda w: (-len(w), w))
        first = "".join(sorted({h[0] for h in heads}))
        self.heads = re.compile(f"[{first}](?:" + "|".join(f"(?<={h[0]}){h[1:]}" for h in heads) + f")(?!{not_after})")
        self.bounds = re.compile(lexicon.alternation(words["bounds"]))
        self.generic = re.compile(f"(?:{lexicon.alternation(words['generic'])})*$")


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def organisations(text: str, start: int, end: int) -> list[Mention]:
    """Companies (``company``) and other bodies (``org``) of ``text[start:end]``.

    A name is what stands between the last mark or bounding word and its head noun; one made of generic words only
    (上市公司, 行业协会, 国家实验室) is a kind, not a name.

    >>> text = "支持南京大学与海螺水泥股份有限公司共建联合实验室"
    >>> [(text[m.start : m.end], m.value.type) for m in organisations(text, 0, len(text))]
    [('南京大学', 'org'), ('海螺水泥股份有限公司', 'company')]
    """
    out: list[Mention] = []
    g = grammar()
    at = start
    for m in g.heads.finditer(text, start, end):
        head = m.start()
        begin = bounds.begin(text, max(at, head - _LONGEST), head, g.bounds)
        name = text[begin:head].strip()
        if len(name) < 2 or g.generic.match(name) or not name[0].isalnum():
            continue
        kind = "company" if m[0] in g.company else "org"
        stop = m.end()
        if kind == "company" and (branch := _BRANCH.match(text, stop, end)):
            stop = branch.end()
        out.append(Mention(begin, stop, Name(kind, text[begin:stop], "", ""), f"{kind}.head"))
        at = stop
    if "《" in text[start:end]:
        for m in _MEDIA.finditer(text, start, end):
            out.append(Mention(m.start(1), m.end(1), Name("org", m[1], "", ""), "org.media"))
    return out
