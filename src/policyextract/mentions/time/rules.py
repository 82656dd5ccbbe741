"""Rules that find time phrases: what they say is kept as :class:`TimeExpr`; dates come later, from context.

The mention's span is the phrase itself (``2027年底``, ``“十四五”期间``, ``去年10月``); the words that make it a deadline
(``到…``, ``…前``, ``截至…``) give its role and its outer span.
"""

from collections.abc import Callable
from functools import cache

import regex

from ...rules import Mention, Rule
from ..values import Stamp, TimeExpr
from .grammar import DIGITS, HAN, grammar
from .lengths import length
from .stamps import Match, small, span_end, stamp
from .surroundings import place
from .words import words

Build = Callable[[Match], Mention | None]


def _mention(match: Match, end: int, expr: TimeExpr, rule: str) -> Mention:
    """The mention with its role and outer span read off the words around it."""
    return place(match.string, match.start(), end, expr, rule)


def _expr(form: str, first: Stamp = Stamp(), last: Stamp | None = None, number: int = 0, unit: str = "year") -> TimeExpr:
    return TimeExpr(form, first, last, number, unit, "in", False, 0, 0)


def _joined(match: Match, first: Stamp, rule: str) -> Mention:
    """A point, or a span where a dash and a second point follow (5月1日至12月31日, 去年10月至今)."""
    text, end = match.string, match.end()
    dash = grammar().dash.match(text, end, end + 4)
    if dash is not None and (other := grammar().joined.match(text, dash.end(), min(len(text), dash.end() + 40))):
        if other.group("now"):
            return _mention(match, other.end(), _expr("span", first, Stamp(day_shift=0, base="anchor", grain="day")), rule)
        last = stamp(other)
        if last is not None and _follows(first, last, dash[0]):
            return _mention(match, other.end(), _expr("span", first, last), rule)
    return _mention(match, end, _expr("point", first), rule)


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


def _guarded(rule: str, unit_of: tuple[str, ...]) -> Build:
    """As :func:`_point`, for 今年-like words: declines where the characters around make another word."""

    def build(match: Match) -> Mention | None:
        text = match.string
        form = match.groupdict().get("mon") or match.groupdict().get("rel") or ""
        row = next((words().shifted[u][form] for u in unit_of if form in words().shifted[u]), None)
        if row is None:
            return None
        before = text[match.start() - 1] if match.start() else ""
        word_end = match.start() + len(form)
        after = text[word_end] if word_end < len(text) else ""
        if (before and before in row.not_after) or (after and after in row.not_before):
            return None
        found = stamp(match)
        if found is None:
            return None
        if match.groupdict().get("same"):
            return _mention(match, match.end(), _expr("same", found), rule)
        return _joined(match, found, rule)

    return build


def _iso(match: Match) -> Mention | None:
    found = stamp(match)
    return None if found is None else _joined(match, found, "time.iso")


def _years(match: Match) -> Mention | None:
    """2024—2026年: both ends inside."""
    first = small(match["y"])
    if match["y2"] is None:
        return _mention(match, match.end(), _expr("point", Stamp(year=first)), "time.year-list")
    last = span_end(first, match["y2"])
    if not first < last <= first + 60:
        return None
    return _mention(match, match.end(), _expr("span", Stamp(year=first), Stamp(year=last)), "time.years")


def _school(match: Match) -> Mention | None:
    """2025/26学年 runs from September to August, 2020-21年度 (Hong Kong's fiscal year) from April to March."""
    first = small(match["y"])
    if span_end(first, match["y2"]) != first + 1:
        return None
    start, stop = ((9, 9), (8, 8)) if match["school"] else ((4, 4), (3, 3))
    ends = Stamp(year=first, months=start, grain="month"), Stamp(year=first + 1, months=stop, grain="month")
    return _mention(match, match.end(), _expr("span", *ends), "time.school-year" if match["school"] else "time.fiscal-year")


def _decade(match: Match) -> Mention | None:
    year = small(match["y"])
    if year < 100:
        century = small(match["c"].replace("十九", "19").replace("二十一", "21").replace("二十", "20")) if match["c"] else 20
        year += (century - 1) * 100
    span = _expr("span", Stamp(year=year), Stamp(year=year + 9))
    return _mention(match, match.end(), span, "time.decade") if 1800 <= year < 2200 else None


def _bare_day(match: Match) -> Mention | None:
    """27日 alone, where what stands around shows that it is a date and no length."""
    text, start, end = match.string, match.start(), match.end()
    if not _DAY_BEFORE.match(text, max(0, start - 4), start) and not _DAY_AFTER.match(text, end, end + 4):
        return None
    found = stamp(match)
    return None if found is None else _joined(match, found, "time.day")


_DAY_BEFORE = regex.compile(r"(?r)(?:本月|当月|记者|截至|新华社|[于於在自从從至到]|者)")
_DAY_AFTER = regex.compile(r"[上下]午|[晚早][上间]?|凌晨|中午|[电電讯訊](?:[(（,，\s]|$)|表示|发布|發布|举行|舉行|印发|召开|起|前(?![期后])|之前|以前|电")

_PLAN_TAIL = regex.compile(
    r" ?的?(?:(?P<whole>期间|期間|时期|時期|(?:规划|規劃|计划|計劃)(?:时期|時期|期间|期間|期内|期)(?!末)|五年)"
    r"|(?P<end>(?:(?:规划|規劃|计划|計劃)?(?:时期|時期|期)?末(?:期|年)?|期满|(?:收官|最后一|決勝|决胜|完成)(?:之)?年))"
    r"|(?P<start>(?:时期|時期)?(?:初期?|(?:开局|開局|起步|第一|首)(?:之)?年)(?!步))|(?P<mid>中期(?!评估|評估))"
    r"|(?P<named>(?:规划|規劃|计划|計劃|纲要|[^，。；,;”\"\n]{0,12}(?:规划|規劃)(?![期末]))))"
)


def _plan(match: Match) -> Mention | None:
    """A five-year plan: its years, its last or first one (收官之年), or a document named after it (“十四五”规划)."""
    number = small(match["ord"]) if match["ord"] else words().plan_number(match["p"])
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
    return _mention(match, match.end(), _expr("century", Stamp(year=2001, edge=edge)), "time.century")


@cache
def rules() -> tuple[Rule, ...]:
    """The family's rules in the order they are tried."""
    g, shifted = grammar(), words().shifted
    han = HAN + "〇○零廿两兩"
    first = {unit: "".join(dict.fromkeys(form[0] for form in rows)) for unit, rows in shifted.items()}
    classes = words().classes
    starts = "".join(dict.fromkeys(w[0] for name in ("now", "recent") for w in classes[name]))
    lengths = "".join(dict.fromkeys(w[0] for name in ("ahead", "back", "take") for w in classes[name]))
    moons = first["month"] + first["quarter"] + first["day"] + first["week"]
    return (
        Rule("time.plan", "“\"「『〝‘第" + HAN, g.plan, _plan),
        Rule("time.school-year", DIGITS + "一二", g.school, _school),
        Rule("time.years", DIGITS + "一二", g.years, _years),
        Rule("time.absolute", DIGITS + "一二民", g.absolute, _point("time.absolute")),
        Rule("time.iso", "12", g.iso, _iso),
        Rule("time.decade", DIGITS + han + "上", g.decade, _decade),
        Rule("time.word", starts + "本2二", g.words, _word),
        Rule("time.relative", first["year"], g.relative, _guarded("time.relative", ("year",))),
        Rule("time.moon", moons, g.moon, _guarded("time.moon", ("month", "quarter", "day", "week"))),
        Rule("time.length", DIGITS + han + "半百" + lengths, g.length, length),
        Rule("time.part", DIGITS + HAN + "第首前上下后後头頭qQ", g.part, _point("time.part")),
        Rule("time.edge", "年月季全", g.bare_edge, _point("time.edge")),
        Rule("time.festival", "".join(dict.fromkeys(f[0] for f in words().festivals)), g.festival, _festival),
        Rule("time.day", DIGITS + HAN, g.day, _bare_day),
    )
