"""The patterns of the time family, put together from pieces and the lexicon, each compiled once.

All quantifiers are bounded, so a match at one place costs a bounded time whatever follows. Group names, shared by all
patterns: ``y`` a year (``roc``, ``yy``, ``rel`` its other writings), ``m m2`` months, ``d d2`` days, ``xun`` ten days,
``ye ys ym yi`` end, start, middle, inside of a year, ``me ms mm mi`` of a month, ``q q2 fq qe`` quarters and their
edge, ``h he`` half-years, ``fm`` first months.
"""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

from ...lexicon import alternation
from ...patterns import compiled
from .words import words

DIGITS = "0123456789０１２３４５６７８９"
HAN = "一二三四五六七八九十"
N = "[0-9０-９]"
_ZERO = "〇○Ｏ零"
_QUARTERS = "一二三四1-4１-４"
_ONE_QUARTER = rf"(?:第[ ]?)?[{_QUARTERS}]个?季度"
DASH = r"(?:[ ]?(?:[-—–－―─~～〜∼至到]|——|--)[ ]?)"
# A year before 1800 only where it is no round number of years that something lasts.
OLD = rf"1[0-7]{N}(?:[1-9](?=[ ]?年)|0(?=[ ]?年(?:1[0-2]|[1-9])月))"
YEAR = rf"(?:(?:1[89]|2[01]|１[８９]|２[０１]){N}{{2}}|{OLD}|[一二][{_ZERO}0八九一][{_ZERO}0一二三四五六七八九]{{2}})"
MONTH = rf"(?:(?>1[0-2]|１[０-２]|[0０]?[1-9１-９])(?!{N})|十[一二]?|[一二三四五六七八九](?![{HAN}]))"
DAY = (
    rf"(?:(?>3[01]|[12][0-9]|0?[1-9]|３[０１]|[１２][０-９]|０?[１-９])(?!{N})"
    r"|[二两]?十[一二三四五六七八九]?|三十一?|廿[一二三四五六七八九]?|[一二三四五六七八九])"
)
SMALL = rf"(?:{N}{{1,3}}|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九]|百)"
# Not behind a digit or its point; the point of a list's number counts as none: 1.2025年全县实施
_NOT_IN_NUMBER = "(?:(?<![0-9０-９.．])|(?<=\\n[0-9][.．])(?=20[0-9][0-9]年)|(?<=\\n[0-9][0-9][.．])(?=20[0-9][0-9]年))"
_UNIT = "年|[个個]年度|[个個]月|[个個]半月|[个個]季度|周|週|[个個]?星期|天|日|[个個]?工作日"


class Grammar(NamedTuple):
    """The compiled patterns, each matched at one place."""

    absolute: re.Pattern[str]  # 2025年3月27日, 2025年底, 二〇二五年
    iso: re.Pattern[str]  # 2025-03-27, 2025.3.27, 2025-03, 2025Q4
    minguo: re.Pattern[str]  # 113-10-04, a day of the Republic
    minguo_years: re.Pattern[str]  # 106年至109年, 110-113年
    short_years: re.Pattern[str]  # 21年至23年, 08-10年
    listed: re.Pattern[str]  # 一、二、三季度, 10、11、12月
    between: re.Pattern[str]  # 2007年与2009年间
    years: re.Pattern[str]  # 2024—2026年, （2023~2025）
    school: re.Pattern[str]  # 2025/26学年, 2020-21年度
    decade: re.Pattern[str]  # 20世纪90年代
    reported: re.Pattern[str]  # 24Q3, 3Q24, 1H25
    half: re.Pattern[str]  # H1, alone
    part: re.Pattern[str]  # 3月, 11月份, 一季度, 上半年, 前5个月
    relative: re.Pattern[str]  # 去年10月, 今年前5个月
    moon: re.Pattern[str]  # 本月底, 上月, 本季度, 今天, 本周
    weekday: re.Pattern[str]  # 周四, 星期日, alone
    bare_edge: re.Pattern[str]  # 年底, 年内, 月底, 季末, 全年
    day: re.Pattern[str]  # 27日
    joined: re.Pattern[str]  # the right end of a span
    dash: re.Pattern[str]
    plan: re.Pattern[str]  # “十四五”, 第十四个五年规划
    festival: re.Pattern[str]
    anniversary: re.Pattern[str]  # 建党105周年, from the last two characters of the event on
    ten_days: re.Pattern[str]  # 下旬, alone
    length: re.Pattern[str]  # 三年, with 未来, 近 or 用 before it
    days_off: re.Pattern[str]  # 假期里, 假日期间, at the head of a clause 假期
    words: re.Pattern[str]  # 目前, 近年来, 本世纪中叶
    gate: re.Pattern[str]  # a number that a time phrase can start with
    ordinal_gate: re.Pattern[str]  # 第 before a quarter or a five-year plan


_NAME = re.compile(r"\(\?P<(\w+)>")


def _compile(pattern: str) -> re.Pattern[str]:
    """The pattern, in which a name may stand several times: ``m``, ``m_2``, ``m_3``; :func:`parts` joins them.

    ``regex`` knows such names itself, but ``re`` takes a third of its time.
    """
    seen: Counter[str] = Counter()

    def numbered(name: re.Match[str]) -> str:
        seen[name[1]] += 1
        return name[0] if seen[name[1]] == 1 else f"(?P<{name[1]}_{seen[name[1]]}>"

    return compiled(_NAME.sub(numbered, pattern), re.VERBOSE)


def parts(match: re.Match[str]) -> dict[str, str]:
    """What the named groups of a match hold, those that took part.

    >>> parts(grammar().part.match("第二季增长", 0))
    {'q': '二'}
    """
    return {name.partition("_")[0]: words for name, words in match.groupdict().items() if words is not None}


def _literal(*classes: str) -> str:
    found = words().classes
    return alternation([form for name in classes for form in found[name]])


def _not(char: str) -> str:
    """``char`` where it does not begin one of the words the lexicon's guards name (年底线, 年初步, 年内蒙古)."""
    return f"{char}(?![{words().guards[char]}])"


def _year_edge() -> str:
    """年底 年末 年终 年初 年中 年内; the first 年 may have been read already."""
    middle = r"中(?=[前，,。；;、：:）)\s]|之前|以前|$|旬)"
    end = f"{_not('底')}|末|{_not('终')}|{_not('終')}"
    return f"年?(?:(?P<ye>{end}|{_not('尾')})|(?P<ys>{_not('初')})|(?P<ym>{middle})|(?P<yi>{_not('内')}|之内|以内))"


def _month() -> str:
    """3月, 1—5月, 3月27日, 12月27至30日, 6月上旬, 6月底, 6月第二周; 11、12月 where they are not told one by one."""
    return rf"""
    (?:(?P<m>[一二三四五六七八])(?P<m2>[二三四五六七八九])(?=月份?)|(?P<m>{MONTH}))(?:(?P<sep>{DASH}|[ ]?、[ ]?(?!{MONTH}[ ]?月份?{_each()}))(?P<m2>{MONTH}))?[ ]?{_not("月")}份?
    (?>(?:[ ]?(?P<d>{DAY})(?:[ ]?[日号號])?(?:{DASH}(?P<d2>{DAY}))?[ ]?(?:日|{_not("号")}|{_not("號")})
      |(?P<xun>[上中下])(?P<xun2>[中下])?旬|(?P<hm>[上下前后後])半月
      |的?第[ ]?(?P<wk>[1-5一二三四五])[ ]?(?:周|[个個]?星期)(?![年岁歲期])
      |(?P<me>[底末]|终|{_not("尾")})|(?P<ms>{_not("初")})|(?P<mm>中(?=[前，,。；;、\s]|$))
      |(?P<mi>{_not("内")}))?)"""


def _weekday() -> str:
    """一 … 日 behind 周, where it counts nothing (上周三个) and begins no other word (上周日均)."""
    return rf"(?P<wd>[一二三四五六](?![{words().guards['一']}])|[日天](?![{words().guards['日']}]))"


def _each() -> str:
    """What follows periods that are told one by one: 10、11、12月出口分别增长…."""
    return rf"[^，。；;\n]{{0,24}}?{_literal('each')}"


def _part() -> str:
    """Parts of a year that need no year before them: months, quarters, half-years, first months."""
    return rf"""(?:{_month()}
    |(?:第[ ]?)?(?P<q>[{_QUARTERS}首])(?:(?:{DASH}|、(?!{_ONE_QUARTER}{_each()}))(?:第[ ]?)?(?P<q2>[{_QUARTERS}]))?个?季度(?!假)(?P<qe>[末底初])?
    |第(?P<q>[{_QUARTERS}])季(?!度)
    |首(?P<first>季)度?
    |[qQ](?P<q>[1-4])(?![0-9A-Za-z])
    |(?P<h>[上下前后後])半年(?P<he>[末底])?
    |[hH](?P<h>[12])(?![0-9A-Za-z])
    |前(?P<fq>[一二两兩三1-3１-３])[个個]?季度|首(?P<fq>[两兩三2-3])季
    |[前头頭首](?P<fm>{SMALL})[个個]?月份?(?![龄齡])
    |(?P<all>全年)度?
    )"""


def _head() -> str:
    """A year: in full, of the Republic, or in two digits before an edge or a month."""
    return rf"""(?:(?P<y>{YEAR})(?:[ ]?[财財]?年(?!代|的?[历歷]史)|(?=[上下]半年|第[ ]?[{_QUARTERS}]季度|全年))
    |(?:(?<=民[国國])|(?<=民[国國][ ]))(?P<roc>{SMALL}|一百[零{HAN}]{{0,3}})[ ]?年
    |(?P<roc>1[0-2]{N})年(?=度|底|[0-9]{{1,2}}(?:{DASH}[0-9]{{1,2}})?月|上半|下半|第)
    |(?<=[自至于於到从從])(?P<roc>1[0-2]{N})年(?![前来來间間多的余餘]|以上|一遇)
    |(?<![{HAN}第近满滿逾超约約经經历歷建校庆慶办辦立用命达達存长長耐享守])(?P<roc>1[0-2]{N})(?P<minguo>)年(?![来來间間多的余餘历歷以之后後内內庆慶]|一遇)
    |(?P<yy>{N}{{2}})年(?=[底末]|{N}{{1,2}}月|上半年|下半年|全年|第?[{_QUARTERS}]季|前[一二两三1-3][个個]?季|[QqHh][1-4]))"""


def _years() -> str:
    """2024—2026年, 从2016到2018; without 年 only before a bracket or the end of a cell; the first of
    2024、2025年."""
    before = rf"(?<![0-9０-９.．])(?<![0-9][:：])(?<![一二三四五六七八九{_ZERO}])"
    return rf"""{before}(?P<y>{YEAR})(?:[ ]?年[度初]?)?{DASH}(?P<y2>{YEAR}|{N}{{2}}(?=[ ]?年))
    (?:[ ]?年[度间間]?+(?![月{DIGITS}前第底末]|[上下]半)|(?=[）)\]】〕》」]|[ ]*[\t|\n]|[ ]{{2}}|[ ]*\Z))
    |(?<=[从從])(?P<y>{YEAR})[到至](?P<y2>{YEAR})(?=[，。；、）)])
    |{before}(?P<y>{YEAR})(?=(?:[、，,]{YEAR}){{0,6}}[、和与與及]{YEAR}[ ]?年)"""


def _plan() -> str:
    """A five-year plan by its short name in quotes, without quotes where nothing else can be meant, or in full."""
    alone = rf"(?<![{HAN}百千万亿零第])"
    quoted = alternation([form for form, row in words().festivals.items() if row.quoted or form[0] in HAN])
    return rf"""
    [“\"「『〝‘][ ]?(?P<p>{alternation([plan.form for plan in words().plans])})[ ]?[”\"」』〞’](?!普法)
    |[“\"「『〝](?P<fest>{quoted})[”\"」』〞][节節]?(?={_literal("beside_festival", "days_off")})
    |{alone}(?P<p>十[一二三四五六]五)(?![{HAN}百千万亿分成倍月日个年级%])
    |{alone}(?P<p>[{HAN}]五)(?=时期|時期|期间|期間|计划(?!生育)|規劃|规划)
    |第(?P<ord>[{HAN}]{{1,2}}|{N}{{1,2}})[个個]五年(?:计划|计画|計劃|規劃|规划)(?:纲要|綱要)?"""


def _length() -> str:
    more = "(?P<more>[多余餘])?"
    number = rf"(?P<n>{SMALL})(?:{DASH}(?P<n2>{SMALL}))?"
    unit = rf"(?:半[个個]?(?P<cent>世)[纪紀]|(?P<half>半)年|{number}[ ]?{more}(?P<u>{_UNIT})(?:(?<=年)(?P<and>半)(?![数數]))?{more})"
    return rf"""(?:(?P<ahead>{_literal("ahead")})的?|(?P<back>{_literal("back")})
    )?(?P<len>{unit})"""


def _gate() -> str:
    """Four digits of a year (``year``), fewer (``digits``) or Han numerals (``han``) before a unit of time.

    A day of the Republic (``minguo``) has a group of its own.
    """
    unit = "(?:[年月日号號天周週季世星]|[个個](?:月|半|工|星|季|年)|工作)"
    listed = "(?:[ ]?[、和与及][ ]?(?:第[ ]?)?{}){{2,11}}[ ]?(?:月|[个個]?季|[一二两兩三四五六七八九十]{{1,2}}[个個]月)"
    link = "[ ]?[-—–－―─~～〜∼至到、]?[ ]?"
    more = "(?:[多余餘])?[ ]?"
    return rf"""{_NOT_IN_NUMBER}
    (?:(?P<year>(?:1[89]|2[01]|１[８９]|２[０１]){N}{{2}}|{OLD})(?=[ ]?[-—–－―─~～〜∼至到年财財/.．、，,和与與及QqHh上下第全])
      |(?P<reported>[0-4]{N}(?=[QqHh][1-4](?![0-9A-Za-z]))|[1-4](?=[QqHh][0-4]{N}(?![0-9A-Za-z])))
      |(?P<digits>{N}{{1,3}}+)(?={link}(?:{N}{{1,3}})?[ ]?{more}{unit}|{listed.format("[0-9]{1,2}")})
      |(?P<minguo>1[0-2]{N})(?=[-/.．]{N}{{1,2}}[-/.．]{N}{{1,2}}(?![0-9.])))
    |(?<![{HAN}〇零百千])
    (?P<han>[{HAN}{_ZERO}廿两兩百]{{1,5}}(?={link}[{HAN}{_ZERO}]{{0,5}}{more}(?:{unit}|[时時期计計规規假以前后後间間夕学學]|{listed.format("[一二三四五六七八九十]{1,2}")}))
      |半(?:年|[个個]?世)|十[一二三四五六]五|二?十[{HAN}]?大(?=以来))"""


@cache
def grammar() -> Grammar:
    """All patterns, compiled on first use."""
    shifted = words().shifted
    part, edge, head = _part(), _year_edge(), _head()
    festival = alternation([form for form, row in words().festivals.items() if not row.quoted])
    others = alternation([form for unit in ("quarter", "week", "day") for form in shifted[unit]])
    season = "(?P<season>[春夏秋冬])[季天](?!度)"
    # 2011年10月10来源：…, 二〇二四年八月十五，: the day's own 日 left out
    bare_day = rf"(?P<m>{MONTH})月(?P<d>{DAY})(?=[ ]?{_literal('page_keys')}|[，。；）)\n]|\Z)"
    week = rf"第[ ]?(?P<wk>{SMALL})[ ]?周(?![年岁歲期])"
    tail = rf"""(?:度|份)?(?>(?:{bare_day}|[ ]?的?[ ]?(?:{part}|{season}|{week})|[ ]?{edge}|(?P<fest>{festival})[节節]?)?)"""
    relative = rf"""(?P<rel>{alternation(shifted["year"])})(?:度|份)?
    (?>(?:(?P<open>{_literal("open_season")}(?:到来|来临)?(?:之前|以前|前))|的?(?:{part}|{season}|(?P<same>同期|同月|同季)|(?P<fest>{festival})[节節]?)|{edge})?)"""
    moon = rf"""(?P<mon>{alternation(shifted["month"])})份?
    (?>(?:(?P<xun>[上中下])(?P<xun2>[中下])?旬|(?P<d>{DAY})[日号號]|(?P<me>[底末]|{_not("尾")})|(?P<ms>初)|(?P<mi>{_not("内")}))?)
    |(?P<rel>{alternation(shifted["week"])}){_weekday()}
    |(?P<rel>{others})(?P<qe>[末底初])?"""
    not_in_number = f"{_NOT_IN_NUMBER}(?<![0-9][:：])"
    date = r"""(?P<sep>[-./．])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9])(?![0-9]|[-./．](?!20[0-9][0-9][-./．])[0-9])
    |[-/](?P<m>0[1-9]|1[0-2])(?![0-9年]|[-./．][0-9])
    |[.．](?P<m>1[0-2]|0?[1-9])(?={DASH}(?:19|20)[0-9][0-9][.．](?:1[0-2]|0?[1-9])(?![0-9.．年]))
    |(?<=截[至止][0-9]{4})[.．](?P<m>1[0-2]|0?[1-9])(?=[底末，,。；;、）)\s]|\Z)
    |[.．](?P<m>1[0-2]|0?[1-9])(?P<me>[底末])
    |[ ]?(?:[qQ](?P<q>[1-4])|[hH](?P<h>[12]))(?![0-9A-Za-z])""".replace("{DASH}", DASH)
    numeric = (
        rf"(?P<y>(?:19|20){N}{{2}})[-./．](?P<m>1[0-2]|0?[1-9])(?:[-./．](?P<d>3[01]|[12][0-9]|0?[1-9]))?(?![0-9年])"
    )
    republic = rf"(?P<roc>1[0-2]{N})"
    return Grammar(
        absolute=_compile(rf"{not_in_number}(?<![一二三四五六七八九{_ZERO}]){head}{tail}"),
        iso=_compile(rf"(?<![0-9A-Za-z.\-/／．])(?P<y>(?:19|20){N}{{2}})(?:{date})"),
        minguo=_compile(rf"{republic}(?P<sep>[-/.．])(?P<m>1[0-2]|0?[1-9])(?P=sep)(?P<d>3[01]|[12][0-9]|0?[1-9])"),
        minguo_years=_compile(rf"{republic}年?{DASH}(?:民[国國])?(?P<roc2>1[0-2]{N})年(?:度|[间間])?"),
        short_years=_compile(
            rf"(?P<yy>[0-4]{N})(?P<own>年)?{DASH}(?P<yy2>[0-4]{N})年(?:度|[间間])?(?![0-9底末第上下])"
        ),
        listed=_compile(rf"""(?:第[ ]?)?(?P<first>{MONTH}|[{_QUARTERS}])(?P<more>(?:[ ]?[、和与及][ ]?(?:第[ ]?)?(?:{MONTH}|[{_QUARTERS}])){{1,11}})[ ]?
            (?:(?P<m>(?:{SMALL}[个個])?{_not("月")})份?|(?P<q>[个個]?季度))(?P<each>(?={_each()}))?"""),
        between=_compile(rf"(?P<y>{YEAR})年[与與和至到](?P<y2>{YEAR})年之?[间間](?![断隔])"),
        years=_compile(_years()),
        school=_compile(rf"""{not_in_number}(?>(?:(?P<y0>{YEAR})(?:/|／|{DASH}){N}{{2}}(?:[学學]?年度?)?[至到])?)(?P<y>{YEAR})(?:/|／|{DASH})(?P<y2>{YEAR}|{N}{{2}}|[{_ZERO}一二三四五六七八九]{{2}})[ ]?
            (?:(?P<school>[学學]年度?)|(?:财政|財政|财|財)?年度|[财財]年)"""),
        decade=_compile(rf"""{not_in_number}(?:(?P<c>{N}{{2}}|二十一?|十九|上)世[纪紀])?
            (?P<y>{N}{{3}}0|{N}0|[二三四五六七八九]十)年代"""),
        reported=_compile(
            rf"(?P<yy>[0-4]{N})(?:[Qq](?P<q>[1-4])|[Hh](?P<h>[12]))|(?:(?P<q>[1-4])[Qq]|(?P<h>[12])[Hh])(?P<yy>[0-4]{N})"
        ),
        half=_compile(rf"(?<![0-9A-Za-z])[Hh](?P<h>[12])(?={_literal('half_told')})"),
        # Not behind a year that could not be read with it: 2023年2月29日, 1794年3月
        part=_compile(rf"{not_in_number}(?<![第每提])(?<![{HAN}{_ZERO}百千万两兩几幾数數个])(?<![0-9]年)(?:{part})"),
        relative=_compile(relative),
        moon=_compile(moon),
        weekday=_compile(
            rf"(?<![{HAN}{DIGITS}{words().guards['周']}])(?:[周週]|星期|[礼禮]拜){_weekday()}(?={_literal('beside_weekday')}|\Z)"
        ),
        bare_edge=_compile(
            rf"(?<![{words().guards['年']}]){edge}|(?P<me>月(?:[底末]|{_not('尾')}))|(?P<qe>季末)|(?P<all>全年)度?(?![龄齡])"
        ),
        day=_compile(
            rf"(?:(?<![0-9０-９.．{HAN}月百第个每])|(?<=每月))(?!一日)(?P<d>{DAY})(?:{DASH}(?P<d2>{DAY}))?[日号號]"
        ),
        joined=_compile(
            rf"(?:{head}{tail}|{numeric}|{relative}|{moon}|{part}|{edge}|(?P<d>{DAY})[ ]?[日号號]|(?P<now>今|目前|现在))"
        ),
        dash=_compile(DASH),
        plan=_compile(_plan()),
        festival=_compile(rf"(?P<fest>{festival})[节節]?(?={_literal('beside_festival', 'days_off')})"),
        anniversary=_compile(
            rf"{alternation({event[-2:] for event in words().events})}(?P<n>{N}{{2,3}}|一百[零{HAN}]{{0,3}}|{SMALL})[ ]?周年"
        ),
        ten_days=_compile(rf"(?<![月份上中{HAN}])(?P<xun>[上中下])旬"),
        length=_compile(_length()),
        days_off=_compile(
            rf"(?<![{words().guards['假']}])(?:假[期日](?={_literal('amid_days_off')})|假(?=期[间間])|(?<=[，。！？；：、\n\u3000])假期(?!{_literal('not_days_off')}))"
        ),
        words=_compile(rf"""(?P<now>(?<![{words().guards["现"]}](?=现)){_literal("now")}(?!年)|(?:至|(?<=至))今(?![年日天后後早晨午晚夜]))|(?P<pair>{alternation(words().pairs)})|(?P<recent>{_literal("recent", "epoch")})
            |(?P<century>(?P<this>本|21|二十一)世[纪紀](?P<mid>中叶|中葉|中期|末|初|上半叶|上半葉)(?:左右)?)"""),
        gate=_compile(_gate()),
        ordinal_gate=_compile(rf"第[ ]?(?:{N}|[{HAN}]){{1,2}}[ ]?(?:[季—–至、-]|[个個](?:季|五))"),
    )
