"""People: a name is known by the title before it, the verb after it, or the byline it stands in."""

import re
from functools import cache

from ... import lexicon
from ...rules import Mention
from ..values import Name
from .gazetteer import PACKAGE

_HAN = r"[\u4e00-\u9fff]"


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "people.toml").classes()
        single = "".join(sorted(set("".join(words["surnames"]))))
        compound = lexicon.alternation(words["compound"])
        self.not_names = frozenset(words["not_names"])
        name = rf"(?:{_HAN}{{1,6}}·{_HAN}{{1,8}}|{compound}{_HAN}{{1,2}}|[{single}]\s?{_HAN}{{1,2}})"
        end = rf"(?=[，。；：、,;:（）()\s”]|$|{lexicon.alternation(words['follows'])})"
        short_first = rf"(?:{_HAN}{{1,6}}·{_HAN}{{1,8}}|{compound}{_HAN}{{1,2}}?|[{single}]\s?{_HAN}{{1,2}}?)"
        titles = "|".join(sorted({t for t in words["titles"]}, key=lambda w: (-len(w), w)))
        last = "".join(sorted({t[-1] for t in words["titles"]}))
        # A title is woken by its last character: 市长, 局长, 书记 … then looked back at.
        self.after_title = re.compile(rf"[{last}](?<=(?:{'|'.join(f'{t}' for t in _two(words['titles']))}))({short_first}){end}")
        self.titles = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{titles})$")
        speech = lexicon.alternation(words["speech"])
        self.before_speech = re.compile(rf"(?:^|(?<=[，。；：！？、\n,;”）)\s　]))({name})(?={speech})", re.MULTILINE)
        self.before_title = re.compile(rf"({name})(?=({lexicon.alternation(words['after_titles'])}))")
        byline = lexicon.alternation(words["bylines"])
        self.byline = re.compile(rf"(?:{byline}|(?<![\u4e00-\u9fff])[文图])\s?[/／:：丨|\s]\s?(?:{byline}\s?)?((?:{name}[、\s]{{0,2}}){{1,5}})(?![\u4e00-\u9fff])")
        self.name = re.compile(name)
        self.wakes = re.compile(f"[{last}](?=[{single}{''.join(sorted({c[0] for c in words['compound']}))}])")


def _two(titles: tuple[str, ...]) -> list[str]:
    """The last two characters of each title: a look-behind must have one width."""
    return sorted({t[-2:] for t in titles})


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def people(text: str, start: int, end: int) -> list[Mention]:
    """The people named in ``text[start:end]``.

    >>> text = "市财政局局长王志远介绍，记者 林晓 报道"
    >>> [(text[m.start : m.end], m.value.title) for m in people(text, 0, len(text))]
    [('王志远', '局长'), ('林晓', '')]
    """
    g = grammar()
    out: list[Mention] = []
    for wake in g.wakes.finditer(text, start, end):
        m = g.after_title.match(text, wake.start(), end)
        if m:
            title = g.titles.search(text, max(start, wake.start() - 6), wake.end())
            _add(out, m.start(1), m.end(1), m[1], _title(title), "person.title")
    for m in g.before_speech.finditer(text, start, end):
        _add(out, m.start(1), m.end(1), m[1], "", "person.speech")
    for m in g.before_title.finditer(text, start, end):
        _add(out, m.start(1), m.end(1), m[1], m[2], "person.before_title")
    for m in g.byline.finditer(text, start, end):
        for one in g.name.finditer(text, m.start(1), m.end(1)):
            _add(out, one.start(), one.end(), one[0], "", "person.byline")
    return out


def _title(found: "re.Match[str] | None") -> str:
    return found[0] if found else ""


def _add(out: list[Mention], i: int, j: int, words: str, title: str, rule: str) -> None:
    name = "".join(words.split())
    g = grammar()
    if name in g.not_names or name[:2] in g.not_names or any(m.start < j and i < m.end for m in out):
        return
    if title in ("同志", "先生", "女士"):
        title = ""
    out.append(Mention(i, j, Name("person", name, "", title), rule))
