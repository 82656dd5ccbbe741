"""The parts of an indicator's name: what is measured, of which part of it, and what of it changes.

>>> split("全市规上工业增加值同比增速")
Parts(core='规模以上工业增加值', form='growth', sign=1, steps=('place 全市', '规上 → 规模以上', 'change word 同比增速'), tailed=())
>>> split("新增5G基站数量").core, split("新增5G基站数量").form
('5G基站', 'step')
"""

import re
from functools import cache
from typing import NamedTuple

from ...lexicon import any_of, shipped

PACKAGE = "track.catalogue"
FILE = "words.toml"

_NOISE = re.compile(r"[\s“”\"'‘’「」『』《》〈〉*#]|^[、,.:：;()（）]+|[、,.:：;]+$")
_BRACKETS = str.maketrans("（）［］〔〕", "()()()")
_AT_MOST = 6  # words taken off one side of a name; a name of more is no name


class Synonym(NamedTuple):
    """A row of ``[[synonym]]``: ``forms`` (patterns) become ``to``."""

    to: str
    forms: tuple[str, ...]


class Parts(NamedTuple):
    """A name taken apart."""

    core: str
    """What is measured, with the words of its scope; ``""`` where the name says nothing else than that it changes."""
    form: str
    """``growth`` and ``step`` where the name says that its change is meant (in %, in units of its own), else ``level``."""
    sign: int
    """-1 where the figure tells a decline, else 1."""
    steps: tuple[str, ...]
    """What was changed on the way, in order."""
    tailed: tuple[str, ...]
    """The names as they were before each word that says that it is counted, not what: a row may end in one (居民消费价格总水平)."""


class Words(NamedTuple):
    """``words.toml`` ready for use."""

    synonyms: re.Pattern[str]
    places: re.Pattern[str]
    leads: re.Pattern[str]
    tails: re.Pattern[str]
    growth: re.Pattern[str]
    decline: re.Pattern[str]
    added: re.Pattern[str]
    adding: re.Pattern[str]
    addition: str
    scopes: re.Pattern[str]
    less: re.Pattern[str]
    country: tuple[str, ...]
    national: tuple[str, ...]
    spelled: tuple[tuple[re.Pattern[str], str], ...]


@cache
def words() -> Words:
    """The shipped words."""
    lexicon = shipped(PACKAGE, FILE)
    classes = lexicon.classes()
    spelled = [(form, row.to) for row in lexicon.rows("synonym", Synonym) for form in row.forms]
    spelled.sort(key=lambda pair: -len(_pattern(pair[0])))

    def begins(name: str) -> re.Pattern[str]:
        return re.compile("(?:" + "|".join(sorted(classes[name], key=len, reverse=True)) + ")(?=.)")

    def ends(name: str) -> re.Pattern[str]:
        return re.compile("(?:" + "|".join(sorted(classes[name], key=len, reverse=True)) + ")$")

    patterns = [(re.compile(_pattern(form)), to) for form, to in spelled]
    return Words(
        re.compile("|".join(pattern.pattern for pattern, _ in patterns)),
        any_of((*classes["country"], *classes["places"])),
        begins("leads"),
        ends("tails"),
        ends("growth"),
        ends("decline"),
        begins("added"),
        ends("added"),
        classes["addition"][0],
        begins("scopes"),
        re.compile("|".join(classes["less"])),
        classes["country"],
        classes["national"],
        tuple(patterns),
    )


def _pattern(form: str) -> str:
    """A form of the lexicon as a pattern: what stands behind ``(?=`` is one, the rest is text."""
    text, mark, ahead = form.partition("(?=")
    return re.escape(text) + (mark + ahead if mark else "")


@cache
def _to(found: str) -> str:
    for pattern, to in words().spelled:
        if re.fullmatch(pattern.pattern.partition("(?=")[0], found):
            return to
    return found


def spell(name: str) -> tuple[str, tuple[str, ...]]:
    """``name`` in one spelling, places left out, and what was changed.

    >>> spell("全省 “GDP”")
    ('地区生产总值', ('place 全省', 'GDP → 地区生产总值'))
    """
    known, steps = words(), []
    text = _NOISE.sub("", name.translate(_BRACKETS))
    for place in dict.fromkeys(known.places.findall(text)):
        if rest := text.replace(place, ""):
            text = rest
            steps.append(f"place {place}")

    def put(found: re.Match[str]) -> str:
        to = _to(found[0])
        if to != found[0]:
            steps.append(f"{found[0]} → {to}")
        return to

    return known.synonyms.sub(put, text), tuple(steps)


def split(name: str) -> Parts:
    """``name`` taken apart; the order of words inside it is kept."""
    known = words()
    text, said = spell(name)
    steps, form, sign, tailed = list(said), "level", 1, []
    for _ in range(_AT_MOST):
        before = text
        if lead := known.leads.match(text):
            text = text[lead.end() :]
            steps.append(f"lead {lead[0]}")
        for pattern, turned in ((known.growth, 1), (known.decline, -1)):
            if (found := pattern.search(text)) and form == "level":
                text, form, sign = text[: found.start()], "growth", turned
                steps.append(f"change word {found[0]}")
        if found := known.tails.search(text):
            tailed.append(text)
            text = text[: found.start()]
            steps.append(f"tail {found[0]}")
        if text == before:
            break
    if form == "level" and (found := known.added.match(text)):
        text, form = text[found.end() :], "step"
        steps.append(f"added {found[0]}")
    return Parts(text, form, sign, tuple(steps), tuple(tailed))


def added(before: str) -> str:
    """The word right before a name that makes its figure an addition, else ``""``; an indicator is cut without its verb.

    >>> added("2024年，全市新建"), added("建设")
    ('新建', '')
    """
    found = words().adding.search(before)
    return found[0] if found else ""


def scoped(core: str) -> tuple[str, str]:
    """The words of scope that ``core`` begins with, and the rest.

    >>> scoped("民营固定资产投资"), scoped("充电桩")
    (('民营', '固定资产投资'), ('', '充电桩'))
    """
    rest = core
    while found := words().scopes.match(rest):
        rest = rest[found.end() :]
    return core[: len(core) - len(rest)], rest
