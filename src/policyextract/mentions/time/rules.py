"""Rules that find time phrases: what they say is kept as :class:`TimeExpr`; dates come later, from context.

The mention's span is the phrase itself (``2027年底``, ``“十四五”期间``, ``去年10月``); the words that make it
a deadline (``到…``, ``…前``, ``截至…``) give its role and its outer span.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import regex

from ...rules import Mention, Rule
from ..values import Stamp, TimeExpr
from .grammar import DIGITS, HAN, grammar
from .grammar import parts as parts_of
from .lengths import length
from .stamps import Match, counts_from_1912, short_year, small, span_end, stamp
from .surroundings import place
from .words import words

Build = Callable[[Match], Mention | None]


def _mention(match: Match, end: int, expr: TimeExpr, rule: str) -> Mention:
    """The mention with its role and outer span read off the words around it."""
    return place(match.string, match.start(), end, expr, rule)


def _expr(
    form: str, first: Stamp | None = None, last: Stamp | None = None, number: int = 0, unit: str = "year"
) -> TimeExpr:
    return TimeExpr(form, first or Stamp(), last, number, unit, "in", False, 0, 0)


def _joined(match: Match, first: Stamp, rule: str) -> Mention:
    """A point, or a span where a dash and a second point follow (5月1日至12月31日, 去年10月至今)."""
    text, end = match.string, match.end()
    if first.days and (clock := _CLOCK.match(text, end, min(len(text), end + 16))):
        end = clock.end()
    dash = grammar().dash.match(text, end, end + 4) if text[end : end + 1] in _DASHES else None
    if dash is not None and (other := grammar().joined.match(text, dash.end(), min(len(text), dash.end() + 40))):
        if other.group("now"):
            return _mention(
                match, other.end(), _expr("span", first, Stamp(day_shift=0, base="anchor", grain="day")), rule
            )
        last = stamp(other)
        if last is not None and _follows(first, last, dash[0]):
            return _mention(match, other.end(), _expr("span", first, last), rule)
    return _mention(match, end, _expr("point", first), rule)


_DASHES = frozenset(" -—–－―─~～〜∼至到")


def _follows(first: Stamp, last: Stamp, dash: str) -> bool:
    """Whether ``last`` can be the right end of a span from ``first``."""
    if first.year is not None and last.year is not None and last.year < first.year:
        return False
    if last.days and not last.months and last.month_shift is None:
        return bool(first.days)  # 3月8日—31日
    return first.grain != "day" or last.grain in ("day", "ten_day", "month", "week") or bool(last.year)


def _point(rule: str) -> Build:
    """A build for the patterns whose groups :func:`stamp` reads."""

    def build(match: Match) -> Mention | None:
        found = stamp(match)
        return None if found is None else _joined(match, found, rule)

    return build


def _absolute(match: Match) -> Mention | None:
    """A year and what follows it; the mention takes in 民国, which the pattern only looks back at."""
    found = stamp(match)
    if found is None or (match["minguo"] is not None and not counts_from_1912(match.string)):
        return None
    if match.string.endswith("年至", 0, match.start()) and "roc" in parts_of(match):
        return None  # 110年至120年, which are no years of the Republic
    mention = _joined(match, found, "time.absolute")
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
            return _mention(match, match.end(), _expr("every"), rule)
        form = parts.get("mon") or parts.get("rel") or ""
        row = next((words().shifted[u][form] for u in unit_of if form in words().shifted[u]), None)
        if row is None:
            return None
        before = text[match.start() - 1] if match.start() else ""
        word_end = match.start() + len(form)
        after = text[word_end] if word_end < len(text) else ""
        if (before and before in row.not_after) or (after and after in row.not_before):
            return None
        if before and row.only_after and before not in row.only_after:
            return None
        found = stamp(match, parts)
        if found is None:
            return None
        if parts.get("same"):
            return _mention(match, match.end(), _expr("same", found), rule)
        return _joined(match, found, rule)

    return build


def _iso(match: Match) -> Mention | None:
    found = stamp(match)
    return None if found is None else _joined(match, found, "time.iso")


def _years(match: Match) -> Mention | None:
    """2024—2026年: both ends inside."""
    found = parts_of(match)
    first = small(found["y"])
    if "y2" not in found:
        return _mention(match, match.end(), _expr("point", Stamp(year=first)), "time.year-list")
    last = span_end(first, found["y2"])
    if last == first + 1 and len(found["y2"]) == 2 and match[0].endswith("年度"):
        return None  # 2024-25年度: a fiscal year
    if not first < last <= first + 60:
        return None
    return _mention(match, match.end(), _expr("span", Stamp(year=first), Stamp(year=last)), "time.years")


def _minguo(match: Match) -> Mention | None:
    """113-10-04 behind a key, alone in a line, or in a text that counts its years from 1912."""
    text, start, end = match.string, match.start(), match.end()
    alone = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")
    if (
        not alone
        and not counts_from_1912(text)
        and not text[max(0, start - 2) : start].rstrip(" ").endswith(("：", ":"))
    ):
        return None
    found = stamp(match)
    return None if found is None else _mention(match, match.end(), _expr("point", found), "time.minguo")


def _minguo_years(match: Match) -> Mention | None:
    """106年至109年: years of the Republic; that many years are no length of time in policy, but of trees and lives."""
    text, first, last = match.string, 1911 + small(match["roc"]), 1911 + small(match["roc2"])
    if not first < last <= first + 20 or _lasting(text, match.start(), match.end()):
        return None
    return _mention(match, match.end(), _expr("span", Stamp(year=first), Stamp(year=last)), "time.years")


def _short_years(match: Match) -> Mention | None:
    """21年至23年, 08-10年, 19-21年累计: with 年 once only where the zero or the word behind shows that no length is meant."""
    text, first, last = match.string, short_year(match["yy"]), short_year(match["yy2"])
    if not first < last <= first + 10 or _lasting(text, match.start(), match.end()):
        return None
    told = text[match.end() - 1] != "年" or text.startswith(words().classes["summed"], match.end())
    if match["own"] is None and match["yy"][0] not in "0０" and not told:
        return None
    return _mention(match, match.end(), _expr("span", Stamp(year=first), Stamp(year=last)), "time.years")


def _lasting(text: str, start: int, end: int) -> bool:
    """Whether the words around a number of years tell that something lasts so long: 寿命, 刑期, 历史."""
    known = words().classes
    return text.endswith(known["lasting"], 0, start) or text.startswith(known["lasted"], end)


def _listed(match: Match) -> Mention | None:
    """一、二、三季度: one period, or where they are told one by one (分别) or with gaps, the first; the others follow."""
    found = [small(part) for part in _MEMBER.findall(match["first"] + match["more"])]
    size, grain = (1, "month") if match["m"] else (3, "quarter")
    if max(found) > 12 // size or any(a >= b for a, b in pairwise(found)):
        return None
    whole = match["each"] is None and found[-1] - found[0] == len(found) - 1
    last, end = (found[-1], match.end()) if whole else (found[0], match.end("first"))
    months = found[0] * size - size + 1, last * size
    return _mention(match, end, _expr("point", Stamp(months=months, grain=grain)), "time.listed")


_MEMBER = re.compile(f"[{DIGITS}]{{1,2}}|[{HAN}]{{1,2}}")


def _anniversary(match: Match) -> Mention | None:
    """到建党105周年, 建军100周年之际: its day; else the words name a celebration."""
    text, tail = match.string, match.start() + 2
    event = next((row for form, row in words().events.items() if text.endswith(form, 0, tail)), None)
    if event is None:
        return None
    start, first = tail - len(event.form), event.year + small(match["n"])
    when = Stamp(year=first, months=(event.month, event.month), days=(event.day, event.day), grain="day")
    mention = place(text, start, match.end(), _expr("point", when), "time.anniversary")
    on = text.startswith(words().classes["on_the_day"], match.end())
    return mention if on or mention.value.role != "in" else None


def _school(match: Match) -> Mention | None:
    """2025/26学年 runs from September to August, 2020-21年度 (Hong Kong's fiscal year) from April to March."""
    first = small(match["y"])
    if span_end(first, match["y2"]) != first + 1:
        return None
    start, stop = ((9, 9), (8, 8)) if match["school"] else ((4, 4), (3, 3))
    if match["y0"] is not None:
        first, begin = small(match["y0"]), first
    else:
        begin = first
    ends = Stamp(year=first, months=start, grain="month"), Stamp(year=begin + 1, months=stop, grain="month")
    return _mention(
        match, match.end(), _expr("span", *ends), "time.school-year" if match["school"] else "time.fiscal-year"
    )


def _decade(match: Match) -> Mention | None:
    year = small(match["y"])
    if year < 100:
        century = {"上": 20, "十九": 19, "二十": 20, "二十一": 21}.get(match["c"] or "上") or small(match["c"])
        year += (century - 1) * 100
    span = _expr("span", Stamp(year=year), Stamp(year=year + 9))
    return _mention(match, match.end(), span, "time.decade") if 1800 <= year < 2200 else None


def _bare_day(match: Match) -> Mention | None:
    """27日 alone, where what stands around shows that it is a date and no length."""
    text, start, end = match.string, match.start(), match.end()
    if text.startswith(("内", "內", "以内", "以內", "之内", "之內"), end):
        return None
    opens = text[end : end + 1] in ("，", ",") and (not start or text[start - 1] in _OPENING)  # 6日，…: the first words
    if not opens and not _DAY_BEFORE.match(text, max(0, start - 4), start) and not _DAY_AFTER.match(text, end, end + 4):
        return None
    found = stamp(match)
    return None if found is None else _joined(match, found, "time.day")


_OPENING = frozenset("。！？\n\u3000 ”")
_CLOCK = re.compile(
    r" ?(?:(?:上午|下午|晚上?|凌晨|中午|早上?) ?)?[0-2]?[0-9]"
    r"(?:[时時点點](?![间間期段])(?:[0-5]?[0-9]分|半|整|许)?|[:：][0-5][0-9](?:[:：][0-5][0-9])?)"
)
_DAY_BEFORE = regex.compile(r"(?r)(?:本月|当月|记者|截至|新华社|[于於在自从從至到]|者)")
_DAY_AFTER = re.compile(
    r"[上下]午|[晚早][上间]?|凌晨|中午|[电電讯訊](?:[(（,，\s]|$)|表示|发布|發布|举行|舉行|印发|召开|起|前(?![期后])|之前|以前|电"
)

_PLAN_TAIL = re.compile(
    r" ?的?(?:(?P<whole>期间|期間|时期|時期|(?:规划|規劃|计划|計劃)(?:时期|時期|期间|期間|期内|期)(?!末)|五年)"
    r"|(?P<end>(?:(?:规划|規劃|计划|計劃)?(?:时期|時期|期)?末(?:期|年)?|期满|(?:收官|最后一|決勝|决胜|完成)(?:之)?年))"
    r"|(?P<start>(?:时期|時期)?(?:初期?|(?:开局|開局|起步|第一|首)(?:之)?年)(?!步))|(?P<mid>中期(?!评估|評估))"
    r"|(?P<named>(?:规划|規劃|计划|計劃|纲要|[^，。；,;”\"\n]{0,12}(?:规划|規劃)(?![期末]))))"
)


def _plan(match: Match) -> Mention | None:
    """A five-year plan: its years, its last or first one (收官之年), or a document named after it (“十四五”规划)."""
    found = parts_of(match)
    number = small(found["ord"]) if "ord" in found else words().plan_number(found["p"])
    if not 1 <= number <= len(words().plans):
        return None
    text, end, rule, edge = match.string, match.end(), "time.plan", ""
    tail = _PLAN_TAIL.match(text, end, min(len(text), end + 24))
    if tail is not None:
        kind = tail.lastgroup or ""
        if kind == "named":
            rule = "time.plan-named"
        else:
            end, edge = tail.end(), {"end": "end", "start": "start", "mid": "mid"}.get(kind, "")
    if edge and tail is not None and "年" in tail[0]:
        return _mention(match, end, _expr("plan", Stamp(grain="year", edge=edge), number=number), rule)
    return _mention(match, end, _expr("plan", Stamp(grain="plan", edge=edge), number=number), rule)


def _festival(match: Match) -> Mention | None:
    return _mention(match, match.end(), _expr("point", Stamp(grain="day", name=match["fest"])), "time.festival")


def _word(match: Match) -> Mention | None:
    """目前, 近年来, 本世纪中叶."""
    if match["now"]:
        return _mention(match, match.end(), _expr("now")._replace(role="as_of"), "time.now")
    if match["recent"]:
        return _mention(match, match.end(), _expr("so_far")._replace(role="since"), "time.recent")
    edge = {"末": "end", "初": "start"}.get(match["mid"], "mid")
    first = Stamp(shift=0, base="anchor", edge=edge) if match["this"] == "本" else Stamp(year=2001, edge=edge)
    return _mention(match, match.end(), _expr("century", first), "time.century")


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
    if group == "digits" and (first in _DASHES or (first == "年" and second in _DASHES)):
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

    return Rule(name, "".join(seconds), re.compile(gate), build, near)


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


@cache
def rules() -> tuple[Rule, ...]:
    """The family's rules, in the order they are tried.

    Each is a gate: a cheap pattern that most wake characters fail, then the readings that can stand there. Measured on
    work reports, this is four times as fast as one rule a reading; words whose first character is common in policy text
    (国 全 民 来) are woken by a rarer one, which halves the wakes.
    """
    g, known = grammar(), words()
    part, span = _Reading(g.part, _point("time.part")), _Reading(g.length, length)
    plan, word, decade = _Reading(g.plan, _plan), _Reading(g.words, _word), _Reading(g.decade, _decade)
    absolute = _Reading(g.absolute, _absolute)
    festival, edge = _Reading(g.festival, _festival), _Reading(g.bare_edge, _point("time.edge"))
    relative = _Reading(g.relative, _guarded("time.relative", ("year",)))
    moon = _Reading(g.moon, _guarded("time.moon", ("month", "quarter", "day", "week")))
    years, school = _Reading(g.years, _years), _Reading(g.school, _school)
    day, iso, listed = _Reading(g.day, _bare_day), _Reading(g.iso, _iso), _Reading(g.listed, _listed)
    minguo, short = _Reading(g.minguo_years, _minguo_years), _Reading(g.short_years, _short_years)
    digits = (span, part, absolute, decade, word, day)
    shorter = (plan, decade, word, span, part, festival, day)
    number = {
        "between": (_Reading(g.between, _years), absolute),
        "year": (absolute, years, school, iso, decade),
        "pair": (minguo, short, *digits),
        "series": (listed, *shorter),
        "digits": digits,
        "minguo": (_Reading(g.minguo, _minguo),),
        "han": (plan, absolute, years, school, decade, word, span, part, festival, day),
        "short": shorter,
    }
    woken = [(row.form, row.wake) for table in known.shifted.values() for row in table.values()]
    woken += [(row.form, row.wake) for row in known.festivals.values()]
    others = [form for unit in ("month", "quarter", "week", "day") for form in known.shifted[unit]]
    early = (
        (word, (*known.classes["now"], *known.classes["recent"], *known.classes["epoch"], "本世", "今")),
        (relative, [form for form, row in known.shifted["year"].items() if not row.wake]),
        (moon, others),
        (span, (*known.classes["ahead"], *known.classes["back"])),
        (part, ("前头", "头一", "頭一", "上半", "下半", "前半", "后半", "後半", "首季", *_FIRST_MONTHS)),
        (decade, ("上世",)),
        (festival, [form for form, row in known.festivals.items() if not row.wake]),
    )
    late = [(form, wake) for form, wake in woken if wake]
    quotes = '“"「『〝‘'
    after_han = f"(?=[{HAN}〇○Ｏ零廿两兩百{DIGITS} 　–—－―─~～〜∼至到、\\-年月日天周週季世星个個工作多余餘时時期计計规規假以前后後间間夕])"
    tails = sorted({event[-2:] for event in known.events})
    near_event = {
        c: f"(?=[{''.join(tail[1] for tail in tails if tail[0] == c)}][{DIGITS}{HAN}])" for c in {t[0] for t in tails}
    }
    edges = {"年": "(?=[底末终終初中内之以])", "月": "(?=[底末])", "季": "(?=末)"}
    return (
        Rule("time.plan", quotes, g.plan, _plan, dict.fromkeys(quotes, f"(?=[ ]?[{HAN}])")),
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
        _late(
            "time.ten-days", [(f"{part}旬", "旬") for part in "上中下"], (_Reading(g.ten_days, _point("time.part")),)
        ),
        Rule("time.anniversary", "".join(sorted(near_event)), g.anniversary, _anniversary, near_event),
        Rule("time.edge", "年月季", g.bare_edge, _point("time.edge"), edges),
        Rule("time.quarter", "Qq", g.part, _point("time.part"), dict.fromkeys("Qq", "(?=[1-4])")),
    )
