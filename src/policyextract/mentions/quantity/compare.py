"""Words of comparison before and after a quantity, and which of two wins."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

import regex

from ...lexicon import HAN, alternation, any_of, shipped
from ...patterns import compiled, compiled_wide


class CompareRow(NamedTuple):
    """A row of words of comparison; ``sign`` is empty for words that only fill in, ``acts`` where these are verbs.

    ``not_after`` and ``not_before`` break the reading, unless one of ``but`` follows (以上|海 but 以上|海浪).
    """

    sign: str
    forms: tuple[str, ...]
    not_after: tuple[str, ...] = ()
    not_before: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    acts: bool = False


class DeniedRow(NamedTuple):
    """A row of ``[[denied]]``: every modal before every comparison (不宜低于)."""

    sign: str
    modals: tuple[str, ...]
    forms: tuple[str, ...]


class Side(NamedTuple):
    """One side's comparator (``""`` for none) and how far its words reach."""

    sign: str
    edge: int


class Before(NamedTuple):
    """The words before a quantity: sign and guards by form; words with a sign, and those that only fill in, by their
    last character, the longest first; the characters at which a look is worth it.
    """

    signs: Mapping[str, CompareRow]
    ends: Mapping[str, tuple[str, ...]]
    fills: Mapping[str, tuple[str, ...]]
    gate: frozenset[str]


class After(NamedTuple):
    """The words behind a quantity: sign and guards by form, the pattern, and the characters it can begin with."""

    signs: Mapping[str, CompareRow]
    pattern: re.Pattern[str]
    gate: frozenset[str]


_REACH = 28
"""How far back words of comparison are looked for: three of the longest with their fillers."""

_STRENGTH = {"": 0, "~": 1, ">=": 2, "<=": 2, ">": 3, "<": 3}


@cache
def _denied() -> tuple[CompareRow, ...]:
    rows = shipped("mentions.quantity").rows("denied", DeniedRow)
    return tuple(CompareRow(row.sign, tuple(m + f for m in row.modals for f in row.forms)) for row in rows)


@cache
def _before() -> Before:
    rows = [*shipped("mentions.quantity").rows("before", CompareRow), *_denied()]
    signs = {form: row for row in rows for form in row.forms if row.sign}
    fills = [form for row in rows if not row.sign for form in row.forms]
    ends = {f[-1] for row in rows for f in row.forms} | {" ", "\u3000"}
    return Before(signs, _by_last(signs), _by_last(fills), frozenset(ends))


def _by_last(forms: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for form in sorted(set(forms), key=lambda form: (-len(form), form)):
        found.setdefault(form[-1], []).append(form)
    return {char: tuple(group) for char, group in found.items()}


@cache
def bounding_words() -> tuple[re.Pattern[str], Mapping[str, str], frozenset[str]]:
    """What leads from one bound to the other (且小于): the pattern, the signs, and the characters it can begin with."""
    signs = {form: row.sign for form, row in _before().signs.items() if row.sign != "~"}
    links = "".join(shipped("mentions.quantity").classes()["bound_links"])
    pattern = compiled(rf"[{links}]{{0,2}}(?P<word>{alternation(signs)})[^\S\n]?(?=\d)")
    return pattern, signs, frozenset({form[0] for form in signs} | set(links))


@cache
def _before_scale() -> Before:
    rows = shipped("mentions.quantity").rows("before_scale", CompareRow)
    signs = {form: row for row in rows for form in row.forms}
    return Before(signs, _by_last(signs), {}, frozenset(f[-1] for f in signs))


@cache
def _after() -> After:
    rows = shipped("mentions.quantity").rows("after", CompareRow)
    signs = {form: row for row in rows for form in row.forms}
    source = rf"[^\S\n]{{0,2}}(?P<closed>[(（](?P<open>不)?含(?:本数)?[)）])?[^\S\n]{{0,2}}(?P<word>{alternation(set(signs))})?(?:[(（](?P<late>不)?含(?:本数|\d[^()（）\n]{{0,11}})?[)）])?"
    return After(signs, re.compile(source), frozenset({f[0] for f in signs} | set(" \u3000(（)）")))


@cache
def _said_twice() -> re.Pattern[str]:
    """A bound behind a bracket in which the quantity is said in another unit: of 2天（48小时）及以上 both are bounded."""
    rows = shipped("mentions.quantity").rows("after", CompareRow)
    bounds = alternation({form for row in rows if row.sign in ("<=", ">=") for form in row.forms if len(form) > 1})
    return compiled(rf"[^\S\n]?(?:[(（][^\S\n]?\d[^()（）\n]{{1,11}})?[)）](?P<word>{bounds})")


def _plain(forms: Mapping[str, CompareRow]) -> str:
    """An alternation, longest first, that may be retried (a reverse match has to try the shorter word too)."""
    return "(?:" + "|".join(regex.escape(f) for f in sorted(forms, key=lambda f: (-len(f), f))) + ")"


@cache
def comparing() -> tuple[frozenset[str], frozenset[str]]:
    """The characters that words of comparison end with, and those they begin with behind a quantity."""
    return _before().gate, _after().gate


def before(text: str, start: int, lowest: int, lone_scale: bool) -> Side:
    """The comparator of the words that end at ``start``; they are not looked for below ``lowest``.

    >>> before("最高约3640元", 3, 0, False)
    Side(sign='<=', edge=0)
    >>> before("节约100吨", 2, 0, False)
    Side(sign='', edge=2)
    """
    sign, edge = "", start
    lowest = max(lowest, start - _REACH)
    if lone_scale and start > lowest and text[start - 1] in _before_scale().gate:
        sign, edge = _one(_before_scale(), text, lowest, start)
    words = _before()
    while edge > lowest and text[edge - 1] in words.gate:
        found, at = _one(words, text, lowest, edge)
        if at == edge:
            break
        sign, edge = stricter(found, sign), at
    return Side(sign, edge)


def _one(words: Before, text: str, lowest: int, edge: int) -> Side:
    """The word that ends at ``edge``, or before up to two words there that only fill in."""
    at = _trimmed(text, lowest, edge)
    ends, filled = [at], at
    while len(ends) < 3 and (size := _ending(words.fills, text, lowest, filled)):
        filled -= size
        ends.append(filled)
    for stop in reversed(ends):
        stop = _trimmed(text, lowest, stop)
        size = _ending(words.ends, text, lowest, stop)
        if size:
            start = stop - size
            row = words.signs[text[start:stop]]
            if row.not_after and text.endswith(row.not_after, max(lowest - 2, 0), start):
                break
            if row.not_before and text.startswith(row.not_before, edge):
                break
            return Side(row.sign, start)
    return Side("", edge)


@cache
def _acting() -> re.Pattern[str]:
    rows = shipped("mentions.quantity").rows("before", CompareRow)
    return any_of({form for row in rows if row.acts for form in row.forms})


def told(text: str, edge: int, start: int) -> int:
    """Where the words that belong to the quantity at ``start`` begin, of those of comparison that begin at ``edge``: behind
    the last verb, which is read on its own.

    >>> told("至少增长20%", 0, 4), told("不超过30%", 0, 3)
    (4, 0)
    """
    if start - edge < _SHORTEST:
        return edge
    for found in _acting().finditer(text, edge, start):
        edge = found.end()
    return edge


_SHORTEST = 3
"""Characters of the shortest word of comparison with a verb: 超增长."""


def _ending(forms: Mapping[str, tuple[str, ...]], text: str, lowest: int, edge: int) -> int:
    """The length of the longest of ``forms`` that ends at ``edge``, 0 for none."""
    if edge > lowest:
        for form in forms.get(text[edge - 1], ()):
            if text.endswith(form, lowest, edge):
                return len(form)
    return 0


def _trimmed(text: str, lowest: int, edge: int) -> int:
    """``edge`` without up to two spaces before it."""
    for _ in range(2):
        if edge > lowest and text[edge - 1].isspace() and text[edge - 1] != "\n":
            edge -= 1
    return edge


class Distant(NamedTuple):
    """Words of comparison further back: their signs, the patterns of what stands between, and what to look for first."""

    signs: Mapping[str, CompareRow]
    share: regex.Pattern[str]
    given: regex.Pattern[str]
    ceiling: re.Pattern[str]
    anywhere: re.Pattern[str]


@cache
def _distant() -> Distant:
    rows = [*shipped("mentions.quantity").rows("distant", CompareRow), *_denied()]
    signs = {form: row for row in rows for form in row.forms}
    classes = shipped("mentions.quantity").classes()
    word = f"(?P<word>{_plain(signs)})"
    # A share or a multiple of a thing: 超过合同总价的30%, 约占总量40%.
    share = compiled_wide(
        rf"(?r){word}(?!{alternation(classes['peaks'])})[^，,。；;、：:\d\n]{{0,24}}(?:的|{alternation(classes['wholes'])})[^\S\n]?"
    )
    # Money that is given: 最高给予企业50万元, 不超过每个项目… 100万元.
    given = compiled_wide(rf"(?r){word}(?:{alternation(classes['gives'])})(?P<between>[^，,。；;、：:\d\n]{{0,12}})")
    return Distant(signs, share, given, any_of(classes["ceilings"]), any_of(signs))


def distant(text: str, start: int, lowest: int, money: bool) -> str:
    """The comparator of words further back in the clause, where what stands between keeps its sense.

    >>> distant("不超过合同总价的30%", 8, 0, False), distant("最高给予企业50万元", 6, 0, True)
    ('<=', '<=')
    >>> distant("高于全国平均水平2%", 8, 0, False), distant("最高贷款额度提高到70万元", 9, 0, True)
    ('', '')
    """
    words = _distant()
    lowest = max(lowest, start - 30)
    if words.anywhere.search(text, lowest, start) is None:
        return ""
    found = words.given.match(text, lowest, start) if money else words.share.match(text, lowest, start)
    if found is None and not money:
        found = words.given.match(text, lowest, start)
    if found is None or ("between" in found.re.groupindex and words.ceiling.search(found["between"]) is not None):
        return ""
    return words.signs[found["word"]].sign


_CLAUSE = 28
"""How far back a word may stand that bounds its clause: 18 of 20 such words in annotated text stand within 12 characters, the
last within 26 (不低于相应期限贷款市场报价利率…减20个基点); 28 in place of 20 makes no other reading of these texts worse."""
_LIST = 48
"""The same over the members of a list before the quantity."""


@cache
def _bounding() -> tuple[Mapping[str, CompareRow], re.Pattern[str], re.Pattern[str]]:
    rows = [*shipped("mentions.quantity").rows("clause", CompareRow), *_denied()]
    signs = {form: row for row in rows for form in row.forms}
    # Up to the quantity: no other number, no end of the clause, no 的 but right before the quantity.
    # Members of a list stand between as well: 至少设阅览室1间、活动室2间; 不低于10%、20%.
    char = r"[^，,。；;、：:\n\d（）()？！的两二三四五六七八九]"
    between = compiled(
        rf"(?:{char}{{0,8}}+\d[\d.]*+[万亿]?{char}{{1,3}}?(?:、|[和及与](?=\D?)))*"
        rf"(?:{char}|[(（][^()（）\n]{{0,12}}[)）])*+的?[^\S\n]?\Z"
    )
    return signs, any_of(signs), between


def bounded(text: str, start: int) -> str:
    """The comparator of a word that bounds all its clause comes to; ``""`` where none stands before.

    >>> bounded("每所学校至少再配3名", 8), bounded("不低于国家标准的企业有5家", 11)
    ('>=', '')
    """
    signs, words, between = _bounding()
    reach = _CLAUSE if text.find("、", start - 12 if start > 12 else 0, start) < 0 else _LIST
    found = words.search(text, start - reach if start > reach else 0, start)
    if found is None:
        return ""
    for later in words.finditer(text, found.end(), start):
        found = later
    return signs[found[0]].sign if between.fullmatch(text, found.end(), start) is not None else ""


_LINKS = frozenset("、和与及")  # what stands before a later member of a list
_MEMBER = compiled_wide(
    rf"(?r)(?<![\d.])(?P<figure>\d[\d.]*[万亿]*)(?P<unit>[{HAN}%‰/㎡A-Za-z]{{0,6}}?)(?:、|[和与及]|以及)"
)
_MOST = 8
"""Members of a list over which a word before the first is carried."""


def listed(text: str, start: int, stop: int) -> str:
    """The comparator before the first of a list of figures in the same unit, of which ``[start, stop)`` is a later one.

    >>> listed("最高分别为30万元、20万元", 10, 14), listed("超过60和42平方公里", 5, 11), listed("超过10家企业、20个平台", 8, 11)
    ('<=', '>', '')
    """
    if text[start - 1 : start] not in _LINKS:
        return ""
    at, unit = start, text[start:stop].lstrip("0123456789.")
    for _ in range(_MOST):
        found = _MEMBER.match(text, max(0, at - 24), at)
        if found is None or found["unit"] not in ("", unit.lstrip("万亿")) or found["unit"] == "年":
            break
        at = found.start("figure")
    if at == start:
        return ""
    sign = before(text, at, max(0, at - _REACH), False).sign
    return "" if sign == "~" else sign


_PLUS = ("+", "＋")
_BRACKETS = frozenset("(（)） \u3000")


def _added(text: str, at: int, stop: int, end: int) -> bool:
    """Whether a plus sign at ``[at, stop)`` adds a term (占40%+互评, 20发+10发) and is none of 5000+家."""
    return at > 0 and not text[at - 1].isdigit() and text[stop : min(stop + 1, end)].isalnum()


def after(text: str, at: int, end: int) -> Side:
    """The comparator of the words that begin at ``at``.

    >>> after("100家（含）以上", 4, 9), after("30家以上海为总部", 3, 9)
    (Side(sign='>=', edge=9), Side(sign='', edge=3))
    """
    words = _after()
    if at >= end or text[at] not in words.gate:
        return Side("", at)
    if text[at] in _BRACKETS and (bound := _said_twice().match(text, at, end)) is not None:
        return Side(words.signs[bound["word"]].sign, at)
    found = words.pattern.match(text, at, end)
    if found is None or found["word"] is None:
        return Side("", at)
    row = words.signs[found["word"]]
    if found["word"] in _PLUS and _added(text, at, found.end(), end):
        return Side("", at)
    broken = row.not_before and text.startswith(row.not_before, found.end(), end)
    if broken and not (row.but and text.startswith(row.but, found.end(), end)):
        return Side("", at)
    sign = row.sign
    if found["open"] or found["late"]:
        sign = {">=": ">", "<=": "<"}.get(sign, sign)
    return Side(sign, found.end())


def stricter(first: str, second: str) -> str:
    """The comparator that wins where two meet; the first (the outer) between equals.

    >>> stricter(">", ">="), stricter("<=", "~"), stricter("", "<")
    ('>', '<=', '<')
    """
    return first if _STRENGTH[first] >= _STRENGTH[second] else second
