"""Builds the amount of a number: unit, range, words of comparison, words of 每."""

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import regex

from ...lexicon import HAN, alternation, shipped
from ...rules import Mention
from ..number.numeral import alphabet
from ..number.read import Number, number_of, read_number
from ..number.words import within_word
from ..values import Amount, Skip, Unit
from .compare import Side, after, before, bounded, distant, listed, stricter, told
from .lists import POINTS_GO_ON, money_word, points, shared
from .per import per_behind, per_words
from .ranges import Range, range_from
from .special import ratio, ratio_pattern
from .term import Term, pointed, read_term
from .units import NONE, table


class SymbolRow(NamedTuple):
    """A row of ``[[symbol]]``: currency signs and the unit they stand for."""

    forms: tuple[str, ...]
    unit: str


def amount(found: re.Match[str]) -> Mention | None:
    """The amount (or the skip) of a number the pattern matched; ``None`` where it is no number."""
    text, end = found.string, found.endpos
    start, stop = found.span()
    lone = stop - start == 1 and text[start] in _han_digits() and not _vague(text, start, end)
    if lone and within_word(text, start, end):
        return None  # 进一步, 统一: most lone Han digits are part of a word
    number = number_of(found)
    if number is None:
        return Mention(start, found.end(), Skip("code"), "quantity.code") if len(found["body"]) > 1 else None
    if (skip := _no_number(text, number, end)) is not None:
        return skip
    if number.han and not lone and (text[start : number.end] in _capitals() or _in_word(text, number, end)):
        return None
    if number.end < end and text[number.end] in ":：∶" and (mention := _ratio(text, start, end)) is not None:
        return mention
    term = read_term(text, number, end)
    if term.name == "年" and (stop := _era_end(text, term, end)):
        return Mention(start, stop, Skip("year"), "quantity.year")
    if (skip := _magnitude(text, term, end)) is not None:
        return skip
    if term.form == "bare" and _numbered(text, term, end):
        return Mention(start, term.end, Skip("list"), "quantity.list")
    if start and text[start - 1] == "." and not number.han:
        term = pointed(text, term)
    if term.name == "个" and term.end < end and text[term.end] in POINTS_GO_ON:
        term = points(text, term, end)
    ranged = range_from(text, term, end)
    if number.han and term.form == "bare" and ranged is None and not _bare_han(text, number, term, end):
        return None
    rule = "quantity.range" if ranged else f"quantity.{term.form}"
    if ranged is None and term.form == "bare" and not number.han and term.end < end and text[term.end] in POINTS_GO_ON:
        term = shared(text, term, end)
    return build(text, term, ranged, found.pos, end, rule)


_MONTH = re.compile(r"[^\S\n]?(?:1[0-2]|0?[1-9])[^\S\n]?月")


def _era_end(text: str, term: Term, end: int) -> int:
    """Where a number of 年 ends that is a year (公元前221年, 光绪二十年, 987年5月); 0 where it is a length."""
    month = _MONTH.match(text, term.end, end)
    if text.endswith(_words()["eras"], 0, term.start) or (term.low >= 100 and month is not None):
        return term.end if month is None else month.end()
    return 0


_LEVEL = re.compile(r"\d{1,2}\.\d{1,2}(?![\d.])")


def _numbered(text: str, term: Term, end: int) -> bool:
    """Whether a bare decimal numbers what its line is about: 7.3预案实施."""
    if _LEVEL.fullmatch(text, term.start, term.end) is None or _heading().match(text, term.end, end) is None:
        return False
    line = text.rfind("\n", 0, term.start) + 1
    before = text[max(line, term.start - 3) : term.start]
    return not before.strip() if line >= term.start - 3 else before[-1] in "。；;！？…"


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(rf"(?!{alternation(_words()['after_figures'])})[{HAN}]{{2}}")


@cache
def symbol_pattern() -> re.Pattern[str]:
    """A currency sign before its number: ￥100, US$5."""
    return re.compile(rf"(?P<sign>{alternation(_symbols())})[^\S\n]?(?=\d)")


@cache
def _symbols() -> dict[str, str]:
    return {form: row.unit for row in shipped("mentions.quantity").rows("symbol", SymbolRow) for form in row.forms}


def symbol(found: re.Match[str]) -> Mention | None:
    """The amount of a number behind a currency sign; the sign is part of the anchor."""
    text, end = found.string, found.endpos
    number = read_number(text, found.end(), end)
    if number is None:
        return None
    term = read_term(text, number, end)
    if term.kind.dimension != "currency":
        name = _symbols()[found["sign"]]
        term = Term(number.start, number.end, number.low, number.high, name, table().units[name], "plain", "", number)
    return build(text, term._replace(start=found.start()), None, found.pos, end, "quantity.symbol")


def build(text: str, term: Term, ranged: Range | None, pos: int, end: int, rule: str) -> Mention:
    """The mention of ``term`` (a range where ``ranged``), with the comparators and 每 words around it."""
    low, high, stop, name, kind, form = term.low, term.high, term.end, term.name, term.kind, term.form
    approx = term.approx
    if ranged is not None:
        low, high, stop, name, kind, form = ranged[:6]
        approx = ranged.approx
    scaled = term.number.scale >= 4 or (ranged is not None and text[stop - 1] in "万亿")
    if name == "" and kind is NONE and scaled and (money := money_word(text, term.start, stop, end, term.number.scale)):
        name, kind, form = money, table().units[money], "plain"
    after_side = after(text, stop, end)
    start = term.start
    lowest = max(0, start - 60)
    before_side = compared(text, start, stop, term.number.lone_scale, name, term.kind, end)
    per: tuple[str, ...] = ()
    outer = before_side.edge
    if text.find("每", max(lowest, start - 32), start) >= 0:
        per, outer = per_words(text, before_side.edge, lowest)
        if per and outer < before_side.edge and not before_side.sign:
            before_side = before(text, outer, lowest, False)
            outer = before_side.edge
    if not per and stop < end and text[stop] == "每":
        per = per_behind(text, stop, end)
    sign_before = stricter(before_side.sign, approx)
    if low != high:
        comparator, ends = "range", (low, high)
        bounds: tuple[Decimal | None, Decimal | None] = ends
    else:
        comparator = stricter(sign_before, after_side.sign) or "="
        bounds = (None if comparator in ("<", "<=") else low, None if comparator in (">", ">=") else high)
    return Mention(
        start,
        stop,
        Amount(
            bounds[0],
            bounds[1],
            comparator,
            "%"
            if name == "％"
            else name.replace("（", "(").replace("）", ")")
            if "（" in name or "）" in name
            else name,
            kind,
            per,
            form,
            sign_before,
            after_side.sign,
            told(text, min(outer, before_side.edge), start),
            after_side.edge,
            (low, high),
            term.number.han,
        ),
        rule,
    )


@cache
def _han_digits() -> frozenset[str]:
    return frozenset(alphabet().digits) - _capitals()


def _vague(text: str, start: int, end: int) -> bool:
    """Whether the Han digit at ``start`` is vague (二几), part of a fraction or counted by 每, and so of no word."""
    return text[start - 1 : start] == "每" or text.startswith(("几", "幾", "分之"), start + 1, end)


@cache
def _capitals() -> frozenset[str]:
    return frozenset(shipped("mentions.number").classes()["capitals"])


def _ratio(text: str, start: int, end: int) -> Mention | None:
    sides = ratio_pattern().match(text, start, end)
    return ratio(sides) if sides is not None else None


def _in_word(text: str, number: Number, end: int) -> bool:
    """Whether Han digits are part of a word; a numeral of three characters or more is a number, whatever it spells."""
    short = number.end - number.start <= 2 or number.lone_scale
    return short and within_word(text, number.start, end) and not text.startswith(("分之", "折"), number.end, end)


def compared(text: str, start: int, stop: int, lone_scale: bool, name: str, kind: Unit, end: int) -> Side:
    """The comparator before the quantity: against it, or further off in its clause where its sense carries so far."""
    lowest = max(0, start - 60)
    side = before(text, start, lowest, lone_scale)
    if side.sign == ">":
        if text.startswith("突破", side.edge) and _broken().match(text, stop, end) is not None:
            return Side("", start)  # 突破10项关键技术: a breakthrough in ten, not more than ten
        if text.startswith("超出", side.edge) and _gap().match(text, lowest, side.edge) is not None:
            return Side("", start)  # 比限额超出30万元: the gap is so much
    if side.sign or side.edge < start:
        return side
    dimension = kind.dimension
    if dimension == "currency" or name in ("%", "‰", "倍"):
        sign = distant(text, start, lowest, dimension == "currency")
        if sign:
            return Side(sign, start)
    if dimension != "rank" and (dimension != "points" or text[start - 1 : start] in ("加", "减")):
        return Side(bounded(text, start) or listed(text, start, stop), start)
    return side


@cache
def _gap() -> regex.Pattern[str]:
    return regex.compile(r"(?r)[比较][^，。；：\n]{1,16}")


@cache
def _broken() -> re.Pattern[str]:
    return re.compile(rf"[^，。；\n]{{0,14}}?{alternation(_words()['hurdles'])}")


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return shipped("mentions.quantity").classes()


_INCLUDING = regex.compile(r"(?r)(?:以上|以下|以内|之内)[(（]不?含")
_CLOSES = frozenset(")）")


def _no_number(text: str, number: Number, end: int) -> Mention | None:
    """A skip where the digits are no number: after 每, with 几, 数 or 第, or said again in a bracket behind a bound."""
    start, stop = number.start, number.end
    last = text[start - 1] if start else ""
    if last == "含" and _INCLUDING.match(text, max(0, start - 5), start) is not None:
        again = read_term(text, number, end)
        if again.end < end and text[again.end] in _CLOSES:
            return Mention(start, again.end, Skip("bound"), "quantity.bound")  # 90平方米以上（含90平方米）
    if stop < end and text[stop] in "几幾" and not text.startswith("几内亚", stop):
        return Mention(start, stop + 1, Skip("vague"), "quantity.vague")
    vague = number.han and number.lone_scale and last in ("几", "数", "幾", "數")
    if vague and not text.startswith("分之", stop, end) and not text.endswith(_words()["count_nouns"], 0, start):
        return Mention(start, stop, Skip("vague"), "quantity.vague")
    if last == "每":
        return Mention(start, stop, Skip("per"), "quantity.per")
    if number.lone_scale and text.endswith(_words()["powers"], 0, start):
        return Mention(start, stop, Skip("unit"), "quantity.unit")  # 每平方千米
    return None


@cache
def _adjective() -> re.Pattern[str]:
    words = _words()
    nouns, but = alternation(words["magnitudes"]), alternation(words["magnitude_but"])
    return re.compile(rf"(?P<money>元)?(?P<noun>级(?!别|联|配|差)|{nouns}(?!{but}|均|级|前))")


def _magnitude(text: str, term: Term, end: int) -> Mention | None:
    """百亿级产业集群, 500亿产业集群, 千万吨级: a magnitude that belongs to its noun."""
    number = term.number
    if number.lone_scale and term.name and _alone(text, number.start, term.end, end):
        return Mention(number.start, term.end, Skip("unit"), "quantity.unit")  # 播种面积（万亩）
    rated = number.lone_scale and term.name and _rated().match(text, term.end, end) is not None
    if rated and not before(text, number.start, max(0, number.start - 12), True).sign:  # 上千人拥有 are counted
        return Mention(number.start, term.end, Skip("name"), "quantity.rated")  # 亿元GDP能耗
    if number.scale >= 4 and number.mantissa in _ROUND and (head := _heads().match(text, number.end, end)) is not None:
        return Mention(number.start, head.end("unit"), Skip("name"), "quantity.rated")  # 10万人生产安全事故死亡人数
    if number.scale >= 8 or number.lone_scale:
        found = _adjective().match(text, number.end, end)
        if found is not None:
            stop = found.end() if found["noun"] == "级" else found.start("noun")
            return Mention(number.start, stop, Skip("magnitude"), "quantity.magnitude")
    graded = term.end < end and text[term.end] == "级" and term.name and term.kind.dimension not in _GRADED
    if graded and not text.startswith(_words()["grades"], term.end, end):
        return Mention(number.start, term.end + 1, Skip("magnitude"), "quantity.magnitude")
    return None


def _alone(text: str, start: int, stop: int, end: int) -> bool:
    """Whether a unit with its scale fills a bracket or a cell, or is said to be the unit: （单位：亿元）."""
    before, behind = text[start - 1] if start else "\n", text[stop] if stop < end else "\n"
    if before in "（(":
        return behind in "）)"
    if before in "：:":
        return text.endswith(_words()["unit_keys"], 0, start - 1)
    left, right = text[start - 2 : start] in ("| ", "  "), text[stop : stop + 2] in (" |", "  ")
    return (left or before in "\n\t|\u3000") and (right or behind in "\n\t|\u3000")


@cache
def _rated() -> re.Pattern[str]:
    words = _words()
    return re.compile(rf"(?:{alternation(words['per_bases'])})?[{HAN}]{{0,6}}?{alternation(words['per_rates'])}")


_ROUND = (1, 10, 100)


@cache
def _heads() -> re.Pattern[str]:
    """What a round number of heads is the base of: 10万人口死亡率."""
    return re.compile(rf"(?P<unit>人口?)[{HAN}]{{0,8}}?{alternation(_words()['head_rates'])}")


_GRADED = ("count", "score", "share")


def _bare_han(text: str, number: Number, term: Term, end: int) -> bool:
    """Whether Han digits without a unit are a number: scales with digits, or a big scale behind 上, 过, 近."""
    if number.lone_scale:
        side = before(text, number.start, max(0, number.start - 12), True)
        return (side.sign != "" and number.low >= 100) or (number.scale >= 6 and number.end - number.start > 1)
    size = number.end - number.start
    return size > 1 and number.high >= 20 and any(c in "十百千万亿拾佰仟萬億" for c in text[number.start : number.end])
