"""The word classes of pledges, as patterns and tables ready for look-up."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Final, NamedTuple

from .. import lexicon
from ..patterns import compiled


class Deed(NamedTuple):
    """Verbs whose end can be seen, and the class that their object must end in."""

    rule: str
    object: str
    forms: tuple[str, ...]


class Report(NamedTuple):
    """A pattern by which a sentence tells what is or was: ``news`` where the document speaks as news, else ``any``."""

    where: str
    pattern: str


class Vague(NamedTuple):
    """A pattern that keeps an object from being definite wherever it stands in it."""

    pattern: str


class Ends:
    """A set of words asked for at the end of a span.

    >>> Ends(("基地", "示范基地")).at("创建国家示范基地", 0, 8)
    4
    """

    def __init__(self, words: Iterable[str]) -> None:
        by_pair: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            by_pair.setdefault(word[-2:], []).append(word)
        self.pairs = {pair: tuple(found) for pair, found in by_pair.items()}

    def at(self, text: str, start: int, end: int) -> int:
        """The length of the longest word that ends at ``end`` and begins at ``start`` or later, 0 for none."""
        for word in self.pairs.get(text[end - 2 : end], ()):
            if text.endswith(word, start, end):
                return len(word)
        return 1 if end > start and text[end - 1] in self.pairs else 0


Reading = tuple[tuple[str, str], ...]
"""What a verb may be: (rule, class of its object), in the order of the lexicon."""


def _table(rows: Iterable[Deed]) -> dict[str, Reading]:
    out: dict[str, Reading] = {}
    for row in rows:
        for form in row.forms:
            out[form] = (*out.get(form, ()), (row.rule, row.object))
    return out


class Heads:
    """Words asked for at the head of a span: told by their first two characters, a hundred times as fast as a pattern.

    >>> Heads(("建成", "建成投用", "将")).at("将建成投用", 1, 5), Heads(("将",)).at("将建成", 0, 3)
    ('建成投用', '将')
    """

    def __init__(self, words: Iterable[str]) -> None:
        by_pair: dict[str, list[str]] = {}
        for word in sorted(set(words), key=lambda word: (-len(word), word)):
            by_pair.setdefault(word[:2], []).append(word)
        self.pairs = {pair: tuple(found) for pair, found in by_pair.items()}

    def at(self, text: str, start: int, end: int) -> str:
        """The longest word that stands at ``start`` and ends at ``end`` or before, ``""`` for none."""
        for word in self.pairs.get(text[start : start + 2], ()):
            if text.startswith(word, start, end):
                return word
        return text[start] if start < end and text[start] in self.pairs else ""


_STOPS: Final = "，。；：！？\\n,;:!?"


def _set(chars: Iterable[str]) -> str:
    """``chars`` as the inside of a pattern's class, in one order."""
    return re.escape("".join(sorted(set(chars))))


class PledgeWords:
    """The lexicon of pledges; loaded once a process by :func:`pledge_words`."""

    def __init__(self) -> None:
        source = lexicon.shipped("targets", "pledges.toml")
        classes = source.classes()
        self.deeds = _table(source.rows("deed", Deed))
        self.results = _table(source.rows("result", Deed))
        self.result = Ends(self.results)
        self.before_result = Ends(
            (*classes["connective"], *classes["manner"], *classes["promise"], *classes["between"])
        )
        kept = (*classes["promise"], *classes["manner"])
        self.kept = frozenset(kept)
        self.before = Heads((*classes["connective"], *kept))
        self.promise = lexicon.any_of(classes["promise"])
        self.deed = Heads(self.deeds)
        # how a clause begins and ends that is worth a look, told in one pass: the stop before it and its first two
        # characters, its last two and the stop behind it
        pairs = [*self.deed.pairs, *self.before.pairs]
        one, two = ({pair[k] for pair in pairs if len(pair) == 2} for k in (0, 1))
        alone = {pair for pair in pairs if len(pair) == 1}
        self.opening = compiled(f"[{_STOPS}](?=[{_set(one)}][{_set(two)}]|[{_set(alone)}])")
        self.closing = compiled(
            "".join(f"[{_set(word[k] for word in self.results)}]" for k in (-2, -1)) + f"(?=[{_STOPS}）)]|$)"
        )
        self.others = Heads(classes["others"])
        self.loose = Heads(classes["loose"])
        self.condition = Ends(classes["condition"])
        self.rhetoric = Ends(classes["rhetoric"])
        self.general = compiled(f"{lexicon.alternation(classes['general'])}++")
        self.generic = compiled(f"{lexicon.alternation((*classes['generic'], *classes['facility']))}++")
        ends = {"work": "facility"}
        kinds = {kind for reading in (*self.deeds.values(), *self.results.values()) for _, kind in reading}
        self.objects = {kind: Ends(classes[ends.get(kind, kind)]) for kind in sorted(kinds - {"thing", "any"})}
        self.definite = Ends(word for kind in self.objects for word in classes[ends.get(kind, kind)])
        self.vague = re.compile("|".join(row.pattern for row in source.rows("vague", Vague)))
        reports = source.rows("report", Report)
        self.told = re.compile("|".join(row.pattern for row in reports if row.where == "any"))
        self.told_as_news = re.compile("|".join(row.pattern for row in reports))


@cache
def pledge_words() -> PledgeWords:
    """The word classes, loaded on first use."""
    return PledgeWords()
