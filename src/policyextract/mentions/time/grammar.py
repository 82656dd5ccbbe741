"""The patterns of the time family, put together from pieces and the lexicon, each compiled once.

All quantifiers are bounded, so a match at one place costs a bounded time whatever follows. Group names, shared by all
patterns: ``y`` a year (``roc``, ``yy``, ``rel`` its other writings), ``m m2`` months, ``d d2`` days, ``xun`` ten days,
``me ye qe he`` an edge of month, year, quarter, half-year, ``q q2 fq`` quarters, ``h`` a half, ``fm`` first months.
"""

from functools import cache
from typing import NamedTuple

import regex

from ...lexicon import alternation
from .words import words

DIGITS = "0123456789０１２３４５６７８９"
HAN = "一二三四五六七八九十"
N = "[0-9０-９]"
DASH = r"(?:[ ]?(?:[-—–－―─~～〜∼至到]|——|--)[ ]?)"
YEAR = rf"(?:(?:1[89]|2[01]|１[８９]|２[０１]){N}{{2}}|[一二][〇○Ｏ零0〇八九一][〇○Ｏ零0一二三四五六七八九]{{2}})"
MONTH = rf"(?:(?>1[0-2]|１[０-２]|[0０]?[1-9１-９])(?!{N})|十[一二]?|[一二三四五六七八九](?![一二三四五六七八九十]))"
DAY = (
    rf"(?:(?>3[01]|[12][0-9]|0?[1-9]|３[０１]|[１２][０-９]|０?[１-９])(?!{N})"
    r"|[二两]?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
)
SMALL = rf"(?:{N}{{1,3}}|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九]|百)"
NOT_MONTH = "(?![龄齡均薪租供息度刊票报報经經嫂球饼餅台牙亮光色老])"
EDGE_INNER = "内(?![蒙部外地容需河在陆陸控销銷涵生资資卷江心设設参])"
# 年: 年底 年末 年初 年中 年内, with the words that begin with the same characters (年初步, 年中央, 年内蒙古) kept out
YEAR_EDGE = (
    r"年?(?:(?P<ye>底(?![线線座层層部数數色蕴价價盘盤册气氣])|末|终(?![身于於端结結究止])|終(?![身於端結究止]))"
    r"|(?P<ys>初(?![步级級始中次心审審选選具见見显顯高期创創衷]))"
    r"|(?P<ym>中(?=[前，,。；;、：:）)\s]|之前|以前|$|旬))"
    rf"|(?P<yi>{EDGE_INNER}|之内|以内))"
)
QUARTER = (
    rf"(?:(?:第 ?)?(?P<q>[一二三四1-4１-４首])(?:(?:{DASH}|、)(?:第 ?)?(?P<q2>[二三四2-4２-４]))?个?季度(?!假)"
    r"(?P<qe>[末底初])?|第(?P<q>[一二三四1-4])季(?!度)|首(?P<first>季)度?|[qQ](?P<q>[1-4])(?![0-9A-Za-z]))"
)
PART = rf"""(?:
    (?P<m>{MONTH})(?:(?P<sep>{DASH}|[ ]?、[ ]?)(?P<m2>{MONTH}))?[ ]?月{NOT_MONTH}份?
      (?:[ ]?(?P<d>{DAY})(?:[ ]?[日号號])?(?:{DASH}(?P<d2>{DAY}))?[ ]?[日号號](?![线線楼樓院店馆館])
        |(?P<xun>[上中下])旬
        |(?P<me>[底末]|终)|(?P<ms>初(?![步级級始中次]))|(?P<mm>中(?=[前，,。；;、\s]|$))
        |(?P<mi>{EDGE_INNER}))?+
   |{QUARTER}
   |(?P<h>[上下前后後])半年(?P<he>[末底])?
   |前(?P<fq>[一二两兩三1-3１-３])个?季度?(?=[^节節])
   |前(?P<fq>[一二两兩三1-3１-３])个?季度
   |[前头頭](?P<fm>{SMALL})[个個]?月(?:份)?(?![龄齡])
   |(?P<all>全年)度?
   |(?P<season>[春夏秋冬])(?:季|天)(?!度)
)"""
HEAD = rf"(?:(?P<y>{YEAR})[ ]?年(?!代|的?[历歷]史)|民[国國][ ]?(?P<roc>{SMALL}|一百[零一二三四五六七八九十]{{0,3}})[ ]?年|(?P<roc>1[0-2]{N})年(?=度|底|[0-9]{{1,2}}月|上半|下半|第|度)|(?P<yy>{N}{{2}})年(?=[底末]|{N}{{1,2}}月|上半年|下半年))"


class Grammar(NamedTuple):
    """The compiled patterns, each matched at one place."""

    absolute: regex.Pattern[str]  # 2025年3月27日, 2025年底, 二〇二五年
    iso: regex.Pattern[str]  # 2025-03-27, 2025.3.27, 2025/3
    years: regex.Pattern[str]  # 2024—2026年, （2023~2025）
    school: regex.Pattern[str]  # 2025/26学年, 2020-21年度
    decade: regex.Pattern[str]  # 20世纪90年代
    part: regex.Pattern[str]  # 3月, 11月份, 一季度, 上半年, 前5个月
    relative: regex.Pattern[str]  # 去年10月, 今年前5个月, 年底
    moon: regex.Pattern[str]  # 本月底, 上月, 本季度, 今天, 本周
    bare_edge: regex.Pattern[str]  # 年底, 年内, 月底, 季末
    day: regex.Pattern[str]  # 27日
    joined: regex.Pattern[str]  # the right end of a span
    dash: regex.Pattern[str]
    plan: regex.Pattern[str]
    festival: regex.Pattern[str]
    length: regex.Pattern[str]  # N年 with what stands before and after
    gate: regex.Pattern[str]  # a number that a time phrase can start with
    ordinal_gate: regex.Pattern[str]  # 第 before a quarter or a five-year plan
    words: regex.Pattern[str]  # 目前, 近年来, 本世纪中叶


def _compile(pattern: str) -> regex.Pattern[str]:
    return regex.compile(pattern, regex.VERBOSE)


def _literal(*classes: str) -> str:
    found = words().classes
    return alternation([form for name in classes for form in found[name]])


@cache
def grammar() -> Grammar:
    """All patterns, compiled on first use."""
    known = words()
    years, months = alternation(known.shifted["year"]), alternation(known.shifted["month"])
    others = alternation([form for unit in ("quarter", "week", "day") for form in known.shifted[unit]])
    festival = alternation(known.festivals)
    tail = rf"(?:度|份)?(?:[ ]?的?[ ]?{PART}|[ ]?{YEAR_EDGE}|(?P<fest>{festival})[节節]?)?+"
    relative = rf"(?P<rel>{years})(?:度|份)?(?:的?(?:{PART}|(?P<same>同期|同月|同季)|(?P<fest>{festival})[节節]?)|{YEAR_EDGE})?+"
    moon = rf"(?P<mon>{months})(?:份)?(?:(?P<xun>[上中下])旬|(?P<d>{DAY})[日号號]|(?P<me>[底末])|(?P<ms>初)|(?P<mi>{EDGE_INNER}))?+|(?P<rel>{others})(?P<qe>[末底])?"
    bare = rf"(?<![0-9０-９{HAN}几幾两兩半今去明本当當前后後上次翌来往过過这這每历歷多全成百千万]){YEAR_EDGE}|(?P<me>月[底末])|(?P<qe>季末)"
    absolute = rf"(?<![0-9０-９.．:：])(?<![一二三四五六七八九〇○零]){HEAD}{tail}"
    part = rf"(?<![0-9０-９.．:：第每])(?<![{HAN}〇○零百千万两兩几幾数數个])(?:{PART})"
    joined = rf"(?:{HEAD}{tail}|{relative}|{moon}|{PART}|{YEAR_EDGE}|(?P<d>{DAY})[ ]?[日号號]|(?P<now>今|目前|现在))"
    unit = (
        r"(?:(?P<half>半)年|(?P<n>"
        + SMALL
        + rf")(?:{DASH}(?P<n2>{SMALL}))?[ ]?(?P<more>多|余|餘)?(?P<u>年|[个個]月|周|週|[个個]?星期|天|日|[个個]?工作日)(?P<more>多)?)"
    )
    length = rf"(?:(?P<ahead>{_literal('ahead')})(?:的)?|(?P<back>{_literal('back')})|(?<=(?P<take>{_literal('take')})(?:近|约|約|两到|大约)?))?(?P<len>{unit})"
    return Grammar(
        absolute=_compile(absolute),
        iso=_compile(
            rf"(?<![0-9A-Za-z.\-/／．])(?P<y>(?:19|20){N}{{2}})(?:(?P<sep>[-./．])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9]|[-./．][0-9])"
            rf"|[-/](?P<m>0[1-9]|1[0-2])(?![0-9年]|[-./．][0-9]))"
        ),
        years=_compile(
            rf"(?<![0-9０-９.．:：])(?<![一二三四五六七八九〇○零])(?P<y>{YEAR})(?:[ ]?年[度初]?)?{DASH}(?P<y2>{YEAR}|{N}{{2}}(?=[ ]?年))"
            rf"(?:(?P<mark>[ ]?年[度间間]?)(?![月{DIGITS}上下前第底末])|(?=[）)\]】〕》」]))"
            rf"|(?<![0-9０-９.．:：])(?P<y>{YEAR})(?=(?:[、，,]{YEAR}){{0,6}}[、和与與及]{YEAR}[ ]?年)"
        ),
        school=_compile(
            rf"(?<![0-9０-９.．])(?P<y>{YEAR})(?:[-/／–—]|{DASH})(?P<y2>{YEAR}|{N}{{2}})[ ]?(?:(?P<school>学年度?|學年度?)|(?P<fiscal>(?:财政|財政|财|財)?年度))"
        ),
        decade=_compile(
            rf"(?<![0-9０-９.．])(?:(?P<c>{N}{{2}}|二十一?|十九)世[纪紀])?(?:上个?|本)?(?P<y>{N}{{3}}0|{N}0|[二三四五六七八九]十)年代(?P<ds>初)?"
        ),
        part=_compile(part),
        relative=_compile(relative),
        moon=_compile(moon),
        bare_edge=_compile(bare + r"|(?P<all>全年)度?(?![龄齡])"),
        day=_compile(rf"(?<![0-9０-９.．{HAN}月百第个每])(?P<d>{DAY})(?:{DASH}(?P<d2>{DAY}))?[日]"),
        joined=_compile(joined),
        dash=_compile(DASH),
        plan=_compile(
            rf"(?P<open>[“\"「『〝‘])[ ]?(?P<p>{alternation([p.form for p in known.plans])})[ ]?[”\"」』〞’]"
            rf"|(?<![{HAN}百千万亿零第])(?P<p>十[一二三四五六]五)(?![{HAN}百千万亿分成倍月日个年级%])"
            rf"|(?<![{HAN}百千万亿零第])(?P<p>[一二三四五六七八九十]五)(?=时期|時期|期间|期間|计划(?!生育)|規劃|规划)"
            rf"|第(?P<ord>[一二三四五六七八九十]{{1,2}}|{N}{{1,2}})[个個]五年(?:计划|计画|計劃|規劃|规划)(?:纲要|綱要)?"
        ),
        festival=_compile(
            rf"(?P<fest>{festival})[节節]?(?=之?前|以前|假期|期间|期間|长假|長假|小长假|黄金周|[以]?来|后|後|之后)"
        ),
        length=_compile(length),
        gate=_compile(
            rf"(?<![0-9０-９.．])(?:(?:19|20|21|１９|２０){N}{{2}}(?=[ ]?[-—–－―─~～〜∼至到年/.．、，,和与與及])|{N}{{1,3}}(?=[ ]?[-—–－―─~～〜∼至到、]?[ ]?(?:{N}{{1,3}})?[ ]?(?:多|余|餘)?[ ]?(?:[年月日天周週季世星]|[个個](?:月|工|星|季)|工作)))"
            rf"|(?<![{HAN}〇零百千])(?:[{HAN}〇○Ｏ零廿两兩百]{{1,5}}(?=[ ]?[-—–－―─~～〜∼至到、]?[{HAN}〇○零]{{0,5}}(?:多|余|餘)?[ ]?(?:[年月日天周週季世星时時期计計规規假以前后後]|[个個](?:月|工|星|季)|工作))|半年|(?:五一|六一|七一|八一|七夕)|十[一二三四五六]五)"
        ),
        ordinal_gate=_compile(rf"第[ ]?(?:{N}|[{HAN}]){{1,2}}[ ]?(?:[季—–至、-]|[个個](?:季|五))"),
        words=_compile(
            rf"(?P<now>{_literal('now')}(?!年)|(?<=至)今(?![年日天后後晚夜]))|(?P<recent>{_literal('recent')})|(?P<century>(?:本|21|二十一)世[纪紀](?P<mid>中叶|中葉|中期|末|初|上半叶|上半葉)(?:左右)?)"
        ),
    )
