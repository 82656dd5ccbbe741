"""Rules that find time phrases: what they say is kept as :class:`TimeExpr`; dates come later, from context.

The mention's span is the phrase itself (``2027年底``, ``“十四五”期间``, ``去年10月``); the words that make it
a deadline (``到…``, ``…前``, ``截至…``) give its role and its outer span.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import regex

from ...patterns import compiled
from ...rules import Mention, Rule
from ..values import Skip, Stamp
from . import plans, years
from .building import DASHES, Build, expression, joined, mentioned
from .days import shows_day
from .grammar import DIGITS, HAN, grammar
from .grammar import parts as parts_of
from .lengths import length
from .stamps import Match, counts_from_1912, in_days_off, small, stamp
from .surroundings import place
from .words import Words, words


def _point(rule: str) -> Build:
    """A build for the patterns whose groups :func:`stamp` reads."""

    def build(match: Match) -> Mention | None:
        found = stamp(match)
        return _no_day(match) if found is None else joined(match, found, rule)

    return build


def _no_day(match: Match) -> Mention | None:
    """2月30日, 2023年2月29日: a day that its month does not have is no date, and no quantities either."""
    found = parts_of(match)
    return Mention(match.start(), match.end(), Skip("date"), "time.no-day") if "m" in found and "d" in found else None


def _absolute(match: Match) -> Mention | None:
    """A year and what follows it; the mention takes in 民国, which the pattern only looks back at."""
    found = stamp(match)
    if found is None:
        return _no_day(match)
    if match["minguo"] is not None and not counts_from_1912(match.string):
        return None
    if match.string.endswith("年至", 0, match.start()) and "roc" in parts_of(match):
        return None  # 110年至120年, which are no years of the Republic
    mention = joined(match, found, "time.absolute")
    if match["roc"] and (era := _ERA.search(match.string, max(0, match.start() - 3), match.start())):
        start = era.start()
        expr = mention.value._replace(outer_start=min(start, mention.value.outer_start))
        return Mention(start, mention.end, expr, mention.rule)
    return mention


_ERA = re.compile("民[国國] ?$")


def _guarded(rule: str, unit_of: tuple[str, ...]) -> Build:
    """As :func:`_point`, for 今年-like words: declines where the characters around make another word."""

    def build(match: Match) -> Mention | None:
        text = match.string
        parts = {"rel": match["rel"]} if match.lastgroup == "rel" else parts_of(match)
        if "open" in parts:  # 今年供暖季前: no date, and not 今年 either
            return mentioned(match, match.end(), expression("every"), rule)
        form = parts.get("mon") or parts.get("rel") or ""
        row = next((words().shifted[u][form] for u in unit_of if form in words().shifted[u]), None)
        if row is None:
            return None
        before = text[match.start() - 1] if match.start() else ""
        word_end = match.start() + len(form)
        after = text[word_end] if word_end < len(text) else ""
        if before and before in row.not_after and not text.endswith(words().classes["exceeding"], 0, match.start()):
            return None
        if after and after in row.not_before:
            return None
        if before and row.only_after and before not in row.only_after:
            return None
        if row.only_before and (not after or after not in row.only_before):
            return None
        found = stamp(match, parts)
        if found is None:
            return None
        if parts.get("same"):
            return mentioned(match, match.end(), expression("same", found), rule)
        return joined(match, found, rule)

    return build


def _iso(match: Match) -> Mention | None:
    found = stamp(match)
    return None if found is None else joined(match, found, "time.iso")


def _anniversary(match: Match) -> Mention | None:
    """到建党105周年, 建军100周年之际: its day; else the words name a celebration."""
    text, tail = match.string, match.start() + 2
    event = next((row for form, row in words().events.items() if text.endswith(form, 0, tail)), None)
    if event is None:
        return None
    start, first = tail - len(event.form), event.year + small(match["n"])
    when = Stamp(year=first, months=(event.month, event.month), days=(event.day, event.day), grain="day")
    mention = place(text, start, match.end(), expression("point", when), "time.anniversary")
    on = text.startswith(words().classes["on_the_day"], match.end())
    return mention if on or mention.value.role != "in" else None


def _bare_day(match: Match) -> Mention | None:
    """27日 or 27号 alone, where what stands around shows that it is a date and no length or number."""
    text, start, end = match.string, match.start(), match.end()
    if not shows_day(text, start, end):
        return None
    found = stamp(match)
    return None if found is None else joined(match, found, "time.day")


_BRACKETED = re.compile("[（(][0-9]{1,2}[日月]")


def _weekday(match: Match) -> Mention | None:
    """周四; not where its date follows, 周四（13日）."""
    found = None if _BRACKETED.match(match.string, match.end()) else stamp(match)
    return None if found is None else joined(match, found, "time.weekday")


def _festival(match: Match) -> Mention | None:
    stamp_of = Stamp(grain="day", name=parts_of(match)["fest"], holiday=in_days_off(match))
    return mentioned(match, match.end(), expression("point", stamp_of), "time.festival")


def _days_off(match: Match) -> Mention | None:
    """假期里, 假日期间: the holiday that the text told of; of 国庆假期里 the festival says it."""
    text, start = match.string, match.start()
    head = text[max(0, start - 6) : start].rstrip('小长長日”"')
    known = tuple(words().festivals)
    if head.endswith(known) or head.rstrip("節节").endswith(known):
        return None
    return mentioned(match, match.end(), expression("point", Stamp(grain="day", holiday=True)), "time.holiday")


def _word(match: Match) -> Mention | None:
    """目前, 近年来, 今明两年, 本世纪中叶."""
    if match["pair"]:
        row = words().pairs[match["pair"]]
        first, last = Stamp(shift=row.first, base="anchor"), Stamp(shift=row.last, base="anchor")
        return mentioned(match, match.end(), expression("span", first, last), "time.pair")
    if match["now"]:
        return mentioned(match, match.end(), expression("now")._replace(role="as_of"), "time.now")
    if match["recent"]:
        return mentioned(match, match.end(), expression("so_far")._replace(role="since"), "time.recent")
    edge = {"末": "end", "初": "start"}.get(match["mid"], "mid")
    first = Stamp(shift=0, base="anchor", edge=edge) if match["this"] == "本" else Stamp(year=2001, edge=edge)
    return mentioned(match, match.end(), expression("century", first), "time.century")


def _quoted(match: Match) -> Mention | None:
    """A plan by its short name, or a festival in quotes: “五一”前."""
    return _festival(match) if "fest" in parts_of(match) else plans.plan(match)


_SINCE = re.compile("以[来來]")
_FROM = re.compile(r"[自从從][^，。；：\n]{0,8}?\d[^，。；：\n]{0,24}$")


def _begun(match: Match) -> Mention | None:
    """政策实施以来: up to the document, from a day that is not said; 自2019年实施以来 is read at its year."""
    text, start = match.string, match.start()
    if not text.endswith(words().classes["begun"], 0, start) or _FROM.search(text, max(0, start - 34), start):
        return None
    return mentioned(match, match.end(), expression("so_far")._replace(role="since"), "time.begun")


class _Reading(NamedTuple):
    """One pattern that may match where a gate has opened, and what it builds."""

    pattern: re.Pattern[str]
    build: Build


def _read(readings: tuple[_Reading, ...], text: str, at: int, end: int) -> Mention | None:
    """What the first of ``readings`` that builds finds at ``at``."""
    for pattern, make in readings:
        found = pattern.match(text, at, end)
        if found is not None and (mention := make(found)) is not None:
            return mention
    return None


def _gated(readings: tuple[_Reading, ...], back: int = 0) -> Build:
    """A build that reads where a gate matched, or ``back`` characters before."""
    return lambda match: _read(readings, match.string, match.start() - back, match.endpos)


def _sorted(readings: dict[str, tuple[_Reading, ...]]) -> Build:
    """A build that reads what the gate's group (its ``lastgroup``) allows.

    Han numerals of fewer than four characters (``short``) are no year, but behind 民国.
    """

    def build(match: Match) -> Mention | None:
        text, group = match.string, match.lastgroup or ""
        start, end = match.span()
        if group == "han" and end - start < 4 and text[start - 1 : start] not in _ERA_ENDS:
            group = "short"
        return _read(
            readings[_narrowed(group, text[end : end + 1], text[end + 1 : end + 2])], text, start, match.endpos
        )

    return build


def _narrowed(group: str, first: str, second: str) -> str:
    """The group of a number by the two characters behind it: what few numbers begin is not tried at all the others."""
    if first in _LINKS:
        return "series" if group in ("digits", "short") else group
    if group == "year":
        return "between" if first == "年" and second in _JOINS else group
    if group == "digits" and (first in DASHES or (first == "年" and second in DASHES)):
        return "pair"
    return group


_ERA_ENDS = frozenset("国國 ")
_LINKS, _JOINS = frozenset("、和与及"), frozenset("与與和至到")


def _early(name: str, words_of: tuple[tuple[_Reading, Iterable[str]], ...]) -> Rule:
    """The rule of words found by their first character, which the second one or a number has to follow.

    ``words_of``: the readings in their order, each with the words it can begin with.
    """
    seconds: dict[str, str] = {}
    readings: dict[str, tuple[_Reading, ...]] = {}
    for reading, forms in words_of:
        for form in forms:
            if form[0] not in HAN:
                seconds[form[0]] = seconds.get(form[0], "") + (form[1:2] or HAN[0])
                readings[form[0]] = tuple(dict.fromkeys((*readings.get(form[0], ()), reading)))
    near = {first: f"(?=[{others}{DIGITS}{HAN}两兩半个個几幾])" for first, others in seconds.items()}
    gate = "|".join(first + follows for first, follows in near.items())

    def build(match: Match) -> Mention | None:
        text, at = match.string, match.start()
        return _read(readings[text[at]], text, at, match.endpos)

    return Rule(name, "".join(seconds), compiled(gate), build, near)


def _late(name: str, forms: list[tuple[str, str]], readings: tuple[_Reading, ...]) -> Rule:
    """The rule of words found by a later character, their first being too common (国庆 by 庆)."""
    back = forms[0][0].index(forms[0][1])
    gate = "|".join(f"(?<={regex.escape(form[:back])}){regex.escape(form[back:])}" for form, _ in forms)
    near: dict[str, str] = {}
    for form, wake in forms:
        look = f"(?<={form[: back + 1]})" + (f"(?={form[back + 1 :]})" if form[back + 1 :] else "")
        near[wake] = f"{near[wake]}|{look}" if wake in near else look
    return Rule(name, "".join(near), re.compile(gate), _gated(readings, back), near)


_FIRST_MONTHS = tuple(f"首{n}" for n in "两兩三四五六七八九十23456789")  # 首九個月


def _of(known: Words, *classes: str) -> list[str]:
    return [form for name in classes for form in known.classes[name]]


def _of_numbers(
    part: _Reading, span: _Reading, word: _Reading, decade: _Reading, plan: _Reading, festival: _Reading
) -> dict[str, tuple[_Reading, ...]]:
    """The readings of what begins with a number, by the group of the gate or what :func:`_narrowed` makes of it."""
    g = grammar()
    absolute, day, iso = _Reading(g.absolute, _absolute), _Reading(g.day, _bare_day), _Reading(g.iso, _iso)
    spans, school = _Reading(g.years, years.years), _Reading(g.school, years.school)
    digits = (span, part, absolute, decade, word, day)
    short = (plan, decade, word, span, part, festival, day)
    return {
        "between": (_Reading(g.between, years.years), absolute),
        "year": (absolute, spans, school, iso, decade),
        "pair": (_Reading(g.minguo_years, years.minguo_years), _Reading(g.short_years, years.short_years), *digits),
        "series": (_Reading(g.listed, years.listed), *short),
        "digits": digits,
        "minguo": (_Reading(g.minguo, years.minguo),),
        "reported": (_Reading(g.reported, _point("time.part")),),
        "han": (plan, absolute, spans, school, decade, word, span, part, festival, day),
        "short": short,
    }


def _on_anniversaries() -> Rule:
    """建党105周年, woken by the last but one character of the event before its number."""
    tails = sorted({event[-2:] for event in words().events})
    near: dict[str, str] = {}
    for tail in tails:
        look = f"(?={tail[1]}[{DIGITS}{HAN}])"
        near[tail[0]] = f"{near[tail[0]]}|{look}" if tail[0] in near else look
    return Rule("time.anniversary", "".join(near), grammar().anniversary, _anniversary, near)


@cache
def rules() -> tuple[Rule, ...]:
    """The family's rules, in the order they are tried.

    Each is a gate: a cheap pattern that most wake characters fail, then the readings that can stand there. Measured on
    work reports, this is four times as fast as one rule a reading; words whose first character is common in policy text
    (国 全 民 来) are woken by a rarer one, which halves the wakes.
    """
    g, known = grammar(), words()
    part, span = _Reading(g.part, _point("time.part")), _Reading(g.length, length)
    word, decade = _Reading(g.words, _word), _Reading(g.decade, years.decade)
    plan, festival = _Reading(g.plan, plans.plan), _Reading(g.festival, _festival)
    edge, ten_days = _Reading(g.bare_edge, _point("time.edge")), _Reading(g.ten_days, _point("time.part"))
    relative = _Reading(g.relative, _guarded("time.relative", ("year",)))
    moon = _Reading(g.moon, _guarded("time.moon", ("month", "quarter", "day", "week")))
    number = _of_numbers(part, span, word, decade, plan, festival)
    woken = [(row.form, row.wake) for table in known.shifted.values() for row in table.values()]
    woken += [(row.form, row.wake) for row in known.festivals.values()]
    others = [
        form + follows
        for unit in ("month", "quarter", "week", "day")
        for form, row in known.shifted[unit].items()
        for follows in row.only_before or ("",)
    ]
    early = (
        (word, (*_of(known, "now", "recent"), *known.pairs, "本世", "至今", "今")),
        (relative, [form for form, row in known.shifted["year"].items() if not row.wake]),
        (moon, others),
        (span, _of(known, "ahead", "back")),
        (part, ("前头", "头一", "頭一", "上半", "下半", "前半", "后半", "後半", "首季", *_FIRST_MONTHS)),
        (decade, ("上世",)),
        (festival, [form for form, row in known.festivals.items() if not row.wake]),
    )
    late = [(form, wake) for form, wake in woken if wake]
    quotes = '“"「『〝‘'
    after_han = f"(?=[{HAN}〇○Ｏ零廿两兩百{DIGITS} 　–—－―─~～〜∼至到、\\-年月日天周週季世星个個工作多余餘时時期计計规規假以前后後间間夕])"
    day = "[一二三四五六日天])"
    weekdays = {"周": f"(?={day}", "週": f"(?={day}", "星": f"(?=期{day}", "礼": f"(?=拜{day}", "禮": f"(?=拜{day}"}
    edges = {"年": "(?=[底末尾终終初中内之以])", "月": "(?=[底末尾])", "季": "(?=末)"}
    return (
        Rule("time.plan", quotes, g.plan, _quoted, dict.fromkeys(quotes, f"(?=[ ]?[{HAN}])")),
        Rule(
            "time.number",
            DIGITS + HAN + "〇零廿两兩半",
            g.gate,
            _sorted(number),
            dict.fromkeys(HAN + "两兩", after_han),
        ),
        Rule("time.ordinal", "第", g.ordinal_gate, _gated((plan, part))),
        _early("time.word", early),
        _late("time.late", late, (relative, festival)),
        _late("time.all", [("全年", "年")], (edge,)),
        _late("time.ten-days", [(f"{third}旬", "旬") for third in "上中下"], (ten_days,)),
        _on_anniversaries(),
        Rule("time.weekday", "".join(weekdays), g.weekday, _weekday, weekdays),
        Rule("time.holiday", "假", g.days_off, _days_off, {"假": "(?=[期日])"}),
        Rule("time.begun", "以", _SINCE, _begun, {"以": "(?=[来來])"}),
        Rule("time.edge", "年月季", g.bare_edge, _point("time.edge"), edges),
        Rule("time.quarter", "Qq", g.part, _point("time.part"), dict.fromkeys("Qq", "(?=[1-4])")),
        Rule("time.half", "Hh", g.half, _point("time.part"), dict.fromkeys("Hh", "(?=[12])")),
    )
