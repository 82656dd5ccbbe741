"""People: a name is known by the title before it, the verb after it, or the byline it stands in."""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache

from ... import lexicon
from ...patterns import compiled
from ...rules import Mention
from ...tokens import tokenizer, verbs
from ..values import Name
from .gazetteer import PACKAGE

_SIGNED_LINE = 80  # characters of a line that says from which paper an article is taken over
_HAN = r"[\u4e00-\u9fff]"
_NUMBER = re.compile(r"[01](?:(?<=0)\d{2,3}[-—－]?\d{7,8}|(?<=1)[3-9]\d{9})(?!\d)")
_DOTS = frozenset("·・•.")
_APART = 4  # characters: nearer names are of one list
_CAPTION = compiled(rf"(?:^|(?<=[，。；：！？、\n,;”）)\s　/]))({_HAN}{{2,3}})摄(?=[ 　]*(?:\n|$))")
_MARKS = "，。；：、,;:（）()”说在的"


class Grammar:
    """Patterns and word sets built from the lexicon, once."""

    def __init__(self) -> None:
        words = lexicon.shipped(PACKAGE, "people.toml").classes()
        self.surnames = frozenset("".join(words["surnames"]))
        self.compound = frozenset(words["compound"])
        self.not_names = frozenset(words["not_names"])
        self.no_name_chars = frozenset("".join(words["no_name_chars"]))
        self.after_titles = frozenset(words["after_titles"])
        foreign = rf"{_HAN}{{1,6}}[·・•.]{_HAN}{{1,8}}"
        name = rf"(?:{foreign}|{_HAN}\s?{_HAN}{{1,2}})"
        compound = lexicon.alternation(words["compound"])
        follows = lexicon.alternation(words["follows"])
        # Surnames of husband and wife before a given name, as Hong Kong writes them: 陈方安生.
        double = rf"[{''.join(sorted(self.surnames))}]{{2}}{_HAN}{{2}}"
        # The shortest name after which a known word or mark stands.
        self.after = compiled(
            rf"(?:{foreign}|{compound}{_HAN}{{1,2}}?|{_HAN}\s?{_HAN}{{1,2}}?|{double})(?=[，。；：、,;:（）()\s”]|$|{follows})"
        )
        self.at_end = compiled(rf"(?:^|(?<=[，。；：！？、\n,;”）)\s　]))(?:{foreign}|{_HAN}\s?{_HAN}{{1,3}})$")
        titles = lexicon.alternation((*words["titles"], *words["offices"]))
        self.folk_first = self.surnames | {two[0] for two in words["compound"]}
        self.first = self.folk_first | frozenset("".join(words["transliteration"]))
        self.behind = frozenset(words["behind_titles"])
        self.no_given = frozenset((*words["titles"], *words["called"]))
        self.called = tuple(words["called"])
        self.ends = frozenset(words["follows"])
        sounds = "".join(words["transliteration"])
        # A name in transliteration shows itself by its dot: 埃隆·马斯克.
        self.dotted = re.compile(rf"[·・•][{sounds}]{{2,7}}(?![·・•])")
        self.before_dot = re.compile(rf"(?<![{sounds}])[{sounds}]{{2,6}}$")
        # 韩志远，010-12345678: a name is what stands before a number to call.
        self.before_number = compiled(rf"(?<!{_HAN})({_HAN}{{2,3}})[，,：:、 　]{{1,3}}(?:\+?86-?)?(?:电话[:：]?)?$")
        self.no_last = self.no_name_chars | frozenset("".join(words["no_last"]))
        first = "".join(sorted(self.surnames))
        # A list of names alone: 周立群、韩志远、丁　凡; three or more, each with a mark on both sides.
        self.listed = compiled(
            rf"[、﹑ 　]{{1,3}}([{first}](?:{_HAN}|[ 　]{{1,2}}{_HAN}|{_HAN}{{2}}))(?=[、﹑\s，。；）)等]|$)"
        )
        self.foreign = compiled(rf"[{sounds}]{{3,8}}(?=时?[，。；：、,;:（）()\s”]|$|{follows})")
        # 2022.02.11　周立群　韩志远: the line that names the writers of an article taken over from a paper
        self.signed = compiled(
            rf"\d{{4}}[.\-/]\d{{1,2}}[.\-/]\d{{1,2}}[\s　]+({_HAN}{{2,3}}(?:[ 　]+{_HAN}{{2,3}})*)[ 　]*(?=\n|$)"
        )
        self.office = re.compile(rf"(?:{titles}){{1,3}}$")
        byline = lexicon.alternation(words["bylines"])
        self.byline_wake = re.compile("|".join((*words["bylines"], "文[/／]", "图[/／]")))
        self.byline = compiled(
            rf"(?:{byline}|[文图])\s?[/／:：丨|\s]\s?(?:{byline}\s?)?((?:{name}[、\s]{{0,2}}){{1,5}})(?![\u4e00-\u9fff])"
        )
        self.name = compiled(name)
        self.written = re.compile(rf"{_HAN}{{2,3}}")

    def is_likely(self, name: str) -> bool:
        """Whether ``name`` has the shape of a name and is no word, nor begins with one (高级…, 车间…)."""
        if not self.is_name(name):
            return False
        if name.endswith(self.called):
            return False
        words = tokenizer().cut(name)
        return len(words) > 1 and (len(words[0]) == 1 or words[0] in self.compound)

    def cut(self, text: str, at: int, end: int) -> int:
        """The end of the name at ``at`` as the words of the text have it (傅|国|启|明确), 0 where none stands there."""
        words = tokenizer().cut(text[at : min(end, at + 8)])
        if len(words) < 2 or words[0] not in self.surnames or not 1 <= len(words[1]) <= 2:
            return 0
        given = words[1]
        if given in verbs() or given in self.ends:
            return 0
        if len(given) == 1 and len(words) > 2 and len(words[2]) == 1 and words[2] not in self.ends and words[2] >= "一":
            given += words[2]
        return at + 1 + len(given)

    def is_name(self, name: str) -> bool:
        """Whether ``name`` has the shape of one: a surname and one or two characters more, or parts joined by a dot."""
        if not _DOTS.isdisjoint(name):
            return True
        if not self.no_name_chars.isdisjoint(name[1:]):
            return False
        if (
            name[1:] in self.no_given
            or name in self.not_names
            or name[:2] in self.not_names
            or name[1:] in self.not_names
        ):
            return False
        return (name[:1] in self.surnames and 2 <= len(name) <= 3) or (
            name[:2] in self.compound and 3 <= len(name) <= 4
        )

    def is_double(self, name: str) -> bool:
        """Whether ``name`` has the shape of two surnames and a given name: 陈方安生."""
        return len(name) == 4 and name[0] != name[1] and {*name[:2]} <= self.surnames and name[3] not in self.no_last


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


Triggers = Mapping[str, Sequence[tuple[int, int, str]]]


class _Found:
    """The people found so far in one stretch; a later reading that overlaps an earlier one is dropped."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[Mention] = []

    def add(self, i: int, j: int, title: str, rule: str) -> bool:
        name = "".join(self.text[i:j].split())
        if not (grammar().is_name(name) or (rule == "person.title" and grammar().is_double(name))) or any(
            m.start < j and i < m.end for m in self.out[-8:]
        ):
            return False
        self.out.append(Mention(i, j, Name("person", name, "", title), rule))
        return True

    def foreign(self, i: int, j: int, title: str) -> None:
        """A name in transliteration, longer than Chinese ones."""
        if j - i == 3 and grammar().is_name(self.text[i:j]):
            return  # read as a Chinese name
        if not any(m.start < j and i < m.end for m in self.out[-8:]):
            self.out.append(Mention(i, j, Name("person", self.text[i:j], "", title), "person.foreign"))


def byline_words(text: str) -> list[int]:
    """Where the words of bylines stand in a text: looked for once, they spare a search in each stretch."""
    return [wake.start() for wake in grammar().byline_wake.finditer(text)]


def _titled(found: _Found, start: int, end: int, span: tuple[int, int], folk: bool) -> None:
    """The names behind the title at ``span``: one, or a list of them.

    司长 周立群：…, 负责领导：韩志远: transcripts and forms set the name off. ``folk`` are titles that stand before much else.
    """
    g, text = grammar(), found.text
    i, j = span
    at = j + (text[j : j + 1] in (" ", "\u3000", "：", ":"))
    if text[at : at + 1] not in (g.folk_first if folk else g.first):
        return
    office = None if folk else g.office.search(text, max(start, i - 8), j)
    title = "" if folk else office[0] if office else text[i:j]
    if not folk and (m := g.foreign.match(text, at, end)):
        found.foreign(m.start(), m.end(), title)
    first = True
    while True:
        m = g.after.match(text, at, end)
        stop = m.end() if m else 0
        if stop - at == 4 and not g.is_name(text[at:stop]) and not g.is_double(text[at:stop]):
            stop = 0
        if not stop or ((folk or not first) and not g.is_likely(text[at:stop])):
            stop = g.cut(text, at, end)
            if not stop or not g.is_likely(text[at:stop]):
                return
        if folk and stop - at < 3 and text[stop : stop + 1] not in _MARKS:
            return
        if not found.add(at, stop, title, "person.title") or text[stop : stop + 1] != "、":
            return
        at, first = stop + 1, False


def shown(text: str) -> list[tuple[int, int]]:
    """Where names stand that show themselves: by the dot in them, a number behind them, 摄 behind them, or a list of them.

    Like :func:`byline_words` for the whole of a text at once; by start.
    """
    g = grammar()
    out: list[tuple[int, int]] = []
    if "·" in text or "・" in text:
        for m in g.dotted.finditer(text):
            if first := g.before_dot.search(text, max(0, m.start() - 7), m.start()):
                out.append((first.start(), m.end()))
    if "联系" in text or "电话" in text:
        for m in _NUMBER.finditer(text):
            name = g.before_number.search(text, max(0, m.start() - 14), m.start())
            if name and g.is_likely(name[1]):
                out.append(name.span(1))
    if "摄" in text:
        out += [m.span(1) for m in _CAPTION.finditer(text) if g.is_name(m[1])]
    out += _listed(text)
    return sorted(out)


def _listed(text: str) -> list[tuple[int, int]]:
    """The names of lists of three or more; what stands first of one is read back from the mark behind it."""
    g = grammar()
    out: list[tuple[int, int]] = []
    row: list[tuple[int, int]] = []
    end = len(text) + _APART
    for span in (*[m.span(1) for m in g.listed.finditer(text)], (end, end)):
        if row and span[0] - row[-1][1] >= _APART:
            if len(row) > 1 and (first := g.at_end.search(text, max(0, row[0][0] - 5), row[0][0] - 1)):
                row.insert(0, first.span())
            if len(row) > 2:
                likely = [s for s in row if g.is_likely("".join(text[s[0] : s[1]].split()))]
                out += likely if len(likely) * 4 >= len(row) * 3 else []
            row = []
        row.append(span)
    return out


def people(
    text: str, start: int, end: int, triggers: Triggers, bylines: Sequence[int], shown: Sequence[tuple[int, int]]
) -> list[Mention]:
    """The people named in ``text[start:end]``.

    ``triggers`` gives the spans of titles (``title``), speech verbs (``speech``) and titles that follow a name (``after``).
    ``bylines`` and ``shown`` are what :func:`byline_words` and :func:`shown` give for the text. A name without title, verb or byline is not seen here; nor are names in scripts other than Han.
    """
    wakes = bylines[bisect_left(bylines, start) : bisect_left(bylines, end)] if bylines else ()
    signed = end - start < _SIGNED_LINE and grammar().signed.search(text, start, end)
    g = grammar()
    low = bisect_left(shown, (start,))
    here = shown[low : bisect_left(shown, (end,), low)] if shown else ()
    if not triggers and not wakes and not signed and not here:
        return []
    found = _Found(text)
    for i, j in here:
        found.add(i, j, "", "person.shown")
    titles = triggers.get("title", ())
    for i, j, kind in titles:
        _titled(found, start, end, (i, j), kind == "folk")
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
    for i, j, _ in titles:
        if text[i:j] in g.behind and (m := g.at_end.search(text, max(start, i - 5), i)) and g.is_likely(m[0]):
            found.add(m.start(), m.end(), text[i:j], "person.behind")
    for wake in wakes:
        if line := g.byline.match(text, wake, end):
            for m in g.name.finditer(text, line.start(1), line.end(1)):
                found.add(m.start(), m.end(), "", "person.byline")
    if signed:
        for m in g.written.finditer(text, signed.start(1), signed.end(1)):
            found.add(m.start(), m.end(), "", "person.byline")
    return found.out
