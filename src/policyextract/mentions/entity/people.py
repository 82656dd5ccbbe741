"""People: a name is known by the title before it, the verb after it, or the byline it stands in."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

from ... import lexicon
from ...rules import Mention
from ..values import Name
from .gazetteer import PACKAGE

_HAN = r"[\u4e00-\u9fff]"


class Grammar:
    """Patterns and word sets built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "people.toml").classes()
        self.surnames = frozenset("".join(words["surnames"]))
        self.compound = frozenset(words["compound"])
        self.not_names = frozenset(words["not_names"])
        self.no_name_chars = frozenset("".join(words["no_name_chars"]))
        self.after_titles = frozenset(words["after_titles"])
        foreign = rf"{_HAN}{{1,6}}·{_HAN}{{1,8}}"
        name = rf"(?:{foreign}|{_HAN}\s?{_HAN}{{1,2}})"
        compound = lexicon.alternation(words["compound"])
        follows = lexicon.alternation(words["follows"])
        # The shortest name after which a known word or mark stands.
        self.after = re.compile(
            rf"(?:{foreign}|{compound}{_HAN}{{1,2}}?|{_HAN}\s?{_HAN}{{1,2}}?)(?=[，。；：、,;:（）()\s”]|$|{follows})"
        )
        self.at_end = re.compile(rf"(?:^|(?<=[，。；：！？、\n,;”）)\s　]))(?:{foreign}|{_HAN}\s?{_HAN}{{1,3}})$")
        titles = lexicon.alternation((*words["titles"], *words["offices"]))
        self.office = re.compile(rf"(?:{titles}){{1,3}}$")
        byline = lexicon.alternation(words["bylines"])
        self.byline_wake = re.compile("|".join((*words["bylines"], "文[/／]", "图[/／]")))
        self.byline = re.compile(
            rf"(?:{byline}|[文图])\s?[/／:：丨|\s]\s?(?:{byline}\s?)?((?:{name}[、\s]{{0,2}}){{1,5}})(?![\u4e00-\u9fff])"
        )
        self.name = re.compile(name)

    def is_name(self, name: str) -> bool:
        """Whether ``name`` has the shape of one: a surname and one or two characters more, or parts joined by a dot."""
        if "·" in name:
            return True
        if not self.no_name_chars.isdisjoint(name[1:]):
            return False
        if name in self.not_names or name[:2] in self.not_names or name[1:] in self.not_names:
            return False
        return (name[:1] in self.surnames and 2 <= len(name) <= 3) or (
            name[:2] in self.compound and 3 <= len(name) <= 4
        )


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


Triggers = Mapping[str, Sequence[tuple[int, int, str]]]


class _Found:
    """The people found so far in one stretch; a later reading that overlaps an earlier one is dropped."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.out: list[Mention] = []

    def add(self, i: int, j: int, title: str, rule: str) -> bool:
        name = "".join(self._text[i:j].split())
        if not grammar().is_name(name) or any(m.start < j and i < m.end for m in self.out[-8:]):
            return False
        self.out.append(Mention(i, j, Name("person", name, "", title), rule))
        return True


def byline_words(text: str) -> list[int]:
    """Where the words of bylines stand in a text: looked for once, they spare a search in each stretch."""
    return [wake.start() for wake in grammar().byline_wake.finditer(text)]


def people(text: str, start: int, end: int, triggers: Triggers, bylines: Sequence[int]) -> list[Mention]:
    """The people named in ``text[start:end]``.

    ``triggers`` gives the spans of titles (``title``), speech verbs (``speech``) and titles that follow a name (``after``).
    ``bylines`` is what :func:`byline_words` gives for the text. A name without title, verb or byline is not seen here; nor are names in scripts other than Han.
    """
    wakes = bylines[bisect_left(bylines, start) : bisect_left(bylines, end)] if bylines else ()
    if not triggers and not wakes:
        return []
    g = grammar()
    found = _Found(text)
    titles = triggers.get("title", ())
    for i, j, _ in titles:
        # 司长 周立群：…, 副主任 韩志远: transcripts and title pages set the name off
        if m := g.after.match(text, j + (text[j : j + 1] in (" ", "\u3000")), end):
            office = g.office.search(text, max(start, i - 8), j)
            found.add(m.start(), m.end(), office[0] if office else text[i:j], "person.title")
    for i, _, _ in triggers.get("speech", ()):
        if m := g.at_end.search(text, max(start, i - 8), i):
            found.add(m.start(), m.end(), "", "person.speech")
    for i, j, _ in (*triggers.get("after", ()), *titles):
        if text[i:j] in g.after_titles:
            title = "" if text[i:j] in ("同志", "先生", "女士") else text[i:j]
            # The longest name that ends here: a compound surname with two characters, down to two characters in all.
            # 向周总理: a particle before a bare surname begins no name.
            any(
                i - n >= start
                and text[i - n] not in g.no_name_chars
                and found.add(i - n, i, title, "person.before_title")
                for n in (4, 3, 2)
            )
    for wake in wakes:
        if line := g.byline.match(text, wake, end):
            for m in g.name.finditer(text, line.start(1), line.end(1)):
                found.add(m.start(), m.end(), "", "person.byline")
    return found.out
