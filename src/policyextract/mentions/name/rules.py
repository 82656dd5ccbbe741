"""Rules that keep distractors out: each builds a ``Skip`` that says why.

They run before the rules of time and quantity. Words such as 进一步 or 千方百计 are no mentions at all: see ``words``.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

from ...lexicon import HAN, alternation, shipped
from ...patterns import compiled
from ...rules import Mention, Rule
from ..number.numeral import alphabet
from ..quantity.units import simple_unit
from ..time.days import shows_day
from ..time.words import words as times
from ..values import Skip

Match = re.Match[str]

_FIGURES = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return shipped("mentions.name").classes()


def _skip(rule: str) -> Callable[[Match], Mention | None]:
    """A build that skips the whole match; the reason is the name of the group that matched."""

    def build(found: Match) -> Mention | None:
        return Mention(found.start(), found.end(), Skip(str(found.lastgroup)), f"{rule}.{found.lastgroup}")

    return build


@cache
def _quoted() -> re.Pattern[str]:
    han = alphabet().han_class
    inside = r"[^“”‘’\"「」『』\n，。；：！？]"
    return compiled(rf"[“‘\"「『](?P<inside>{inside}{{0,14}}?[\d{han}]{inside}{{0,14}}+)[”’\"」』]")


_PLAN = re.compile(r"[一二三四五六七八九十]{1,2}五(?:规划|期间|时期|末|初|计划)?")
_FIGURE = re.compile("[0-9]")
_CODE = re.compile(r"[\dA-Za-zⅠ-Ⅻ+＋·•.．\-—－×*xX/、\s]+")
_SUM = compiled(rf"[+＋]|^[{HAN}]+\d+$")
_AMOUNT = compiled(
    r"(?:第?[一二三四五六七八九十两百千万亿\d.]+(?:[%位名]|成|个百分点|[万亿]?[元人吨亩户家个项件次])|零的?突破|零|.?翻[一两三]?番|倍增"
    r"|一半|半数|减半|过半|百分之.+|破?[千百万]亿|首位)"
)


def _quoted_name(found: Match) -> Mention | None:
    """A quoted name made of numbers; what is quoted as a quantity (“1100万人”, “零的突破”) is left to read."""
    inside, text, end = found["inside"], found.string, found.endpos
    if _PLAN.fullmatch(inside) or _AMOUNT.fullmatch(inside):
        return None
    beside = times().classes
    if inside in times().festivals and text.startswith(beside["beside_festival"] + beside["days_off"], found.end()):
        return None  # “五一”前
    if (
        _FIGURE.search(inside) is not None
        and _CODE.fullmatch(inside) is None
        and _SUM.search(inside) is None
        and not text.startswith(_words()["heads"], found.end(), end)
    ):
        return None
    start = found.start("inside")
    return Mention(start, found.end("inside"), Skip("name"), "name.quoted")


_DOCUMENT = compiled(
    r"(?:[〔\[［【﹝]\s?(?:19|20)\d\d\s?[〕\]］】﹞]\s?(?:第\s?)?(?P<document>\d{0,6}(?:[-—－]\d+)?\s?号?)"
    r"|[（(]\s?(?:19|20)\d\d\s?[)）]\s?(?:第\s?)?(?P<number>\d{1,6}(?:[-—－]\d+)?\s?号))"
)


def _document(found: Match) -> Mention | None:
    return Mention(found.start(), found.end(), Skip("document"), "name.document")


def _behind(words: Iterable[str], space: bool = True) -> str:
    """Right behind one of ``words`` (sources of one width each), perhaps with a space between."""
    sources = [f"(?<={word}{gap})" for word in words for gap in (("", r"\s") if space else ("",))]
    return f"(?:{'|'.join(sources)})"


@cache
def _figures() -> re.Pattern[str]:
    """Codes and names that begin with a figure; the group's name is the reason."""
    words = _words()
    not_compared = "".join(f"(?<!比[{HAN}]{{{size}}})" for size in range(7))
    parts = (
        r"(?P<list>(?<![^\n])\s{0,4}\d{1,3}(?:\.\d{1,2}){0,3}[.．、](?!\d)|(?:(?<=[。；;：:！？\n\s])|(?<![\s\S]))\d{1,3}[.．](?![\d])"
        r"|(?<=[。；;：:\n])\d{1,2}、(?!\d)|(?:(?<=[（(\[［【])|(?<=\[\^))\d{1,3}(?=[)）\]］】]))",
        r"(?P<level>(?:(?<=[。；;：:！？）)…\n\s])|(?<![\s\S]))\d{1,2}(?:\.\d{1,2}){2,3}(?![\d.]))",
        rf"(?P<listed>{_behind(('专栏', '附件', '附录', '附表', '附图'))}\d{{1,3}}(?![\d.%]|[份个张页项万亿]))",
        rf"(?P<drawn>{_behind(('(?<!代)表', '(?<![地意企试蓝版])图'))}\d{{1,3}}(?=[的所中列示]))",
        rf"(?P<road>{_behind(('国道', '省道', '县道', '乡道'))}\d{{2,4}}(?=线)|(?<!\d)\d{{1,3}}路)",  # 12路 is a bus; video lines come by the thousand
        rf"(?P<label>{_behind(('专栏', '(?<!代)表', '(?<![地意企试蓝版])图', '附件', '附录', '步骤', '注'))}\d{{1,3}}(?=[\s：:）)》、，。．.\-]|$))",
        r"(?P<phone>1[3-9]\d{9}(?!\d)|0\d{2,3}[-－—–]\d{7,8}(?!\d)|[48]00[-－—–]?\d{3,4}[-－—–]?\d{3,4}(?!\d|[万亿%元人家个]))",
        r"(?P<stock>\d{4,6}\.(?:SH|SZ|BJ|HK|SS|OF|NQ)(?![A-Za-z]))",
        r"(?P<id>\d{6,}[A-Z][A-Z\d]*+|\d{17}[\dXx](?![A-Za-z\d])|\d{6,}(?=_)|(?<=[_=&?#])\d++)",
        r"(?P<year>(?:19|20)\d\d\s?[-—–－]\s?(?:19|20)\d\d(?![\d.%]|\s?(?:[年万亿元家个人项吨亩户名套]|学年)|[ ]*[\t|\n]|[ ]{2}|[ ]*\Z)|(?:19|20)\d\d[届级]|(?<![\w.,])20[0-4]\d(?=全|世界|中国|国际|系列|总结|展望|版))",
        r"(?P<clock>(?:[01]?\d|2[0-4])[:：][0-5]\d[:：][0-5]\d(?!\d)|"
        + not_compared
        + r"(?:0\d|1\d|2[0-4]|[2-9])[:：][0-5]\d(?![\d.%:：])"
        r"|(?<!\d)(?:[01]?\d|2[0-4])[时時](?:[0-5]?\d分)?(?![代期段间間空速效差序]))",
        r"(?P<code>[2-6](?:/[2-6]){0,2}G(?:-A|\+)?(?![A-Za-z\d])|(?:[248]|16)K(?![A-Za-z])|(?:720|1080|1440|2160)[Pp](?![A-Za-z])|[2-5]D(?![A-Za-z])"
        rf"|[2-5]A(?=级|景|旅|风|高|信|写|智|中|企)|3C(?=认|产|数|电|行)|[2-9][ERSXYQ](?=[{HAN}]))",
        r"(?P<route>\d{1,4}(?:国道|省道|县道|乡道|号线)|K\d+\+\d+)",
        r"(?P<ordinal>(?<!月)\d{1,6}号(?!前|之前|以前|起|止|至|到|、))",
        r"(?P<address>(?<=\d号|号院|号楼|[A-Za-z东西南北主副]座)(?:\d{1,4}(?:\s?[-—–－~～至、]\s?\d{1,4})?(?:层|楼|栋|幢|座|单元|室|号楼))+)",
        r"(?P<series>(?<!前)\d{2,4}强(?!化|调|制|烈|降)|(?<![\d月])[0-9][05]后(?!期|续|来|备|将|要|的))",
        rf"(?P<service>\d{{3,5}}(?={alternation(words['services'])}))",
        r"(?P<version>\d\.\d(?:\.\d)?(?=版|时代|升级版)|"
        + _behind(("工业", "版本", "互联网", "Web", "web"), False)
        + rf"\s?\d\.\d(?!\d|%)|(?<=[{HAN}])(?<![达为到至近约超过升降加减少高低于共以在是即])\d\.0(?=[^\d%元吨米升度亿万千百倍分]))",
        rf"(?P<always>7\s?[×xX*]\s?24\s?小时|24\s?小时(?={alternation(words['round_the_clock'])})|24/7(?!\d))",
        r"(?P<factor>\d{1,3}\s?[×xX*]\s?(?!10[\^⁰¹²³⁴⁵⁶⁷⁸⁹])\d[\d.]*+[万亿]?)",
        r"(?P<scale>1\s?[:：∶]\s?(?:\d{1,3}0{4,}|\d{1,3}万)(?![\d.]))",  # of a map
        rf"(?P<sum>\d{{1,3}}(?:\s?[+＋]\s?(?:\d{{1,3}}|[NnXxMm](?![A-Za-z]))){{1,6}}(?![\d.万亿千百%％]|{alternation(words['counted'])}))",
        rf"(?P<numbered>(?:{'|'.join(words['numbers'])})(?={alternation(words['numbered'])}))",
        rf"(?P<line>\d{{1,4}}号(?=(?:[、和与及]\d{{1,4}}号){{1,6}}{alternation(words['lines'])}))",
        r"(?P<size>\d{1,4}(?:\.\d{1,2})?\s?[KkM]B(?![A-Za-z/]))",
        r"(?P<mark>(?<=\n)\d{1,2}[.．](?=(?:19|20)\d\d年))",  # 1.2025年全县…: the number of a list's point
        r"(?P<phrase>(?<=从)0\s?到\s?1(?!\d))",
        r"(?P<century>(?:1\d|2[0-2])世纪)",
        r"(?P<union>\d{1,3}国集团)",
        r"(?P<anniversary>\d{1,4}\s?周年)",
        r"(?P<event>\d{1,2}[·•]\d{1,2}(?=地震|事件|特大|晚会|国际|消费者|大火|事故|案|暴雨|专案))",
        rf"(?P<place>{_behind(('东经', '西经', '北纬', '南纬'))}\d[\d.°′″'\"度分秒]*+|\d{{1,3}}[°º]\d[\d.°′″'\"]*+)",
        r"(?P<counted>\d{1,2}大(?!于|型|幅|多|量|约|学|小))",
        r"(?P<mail>\d[A-Za-z\d._-]{0,40}+@[A-Za-z\d.-]{1,60}+)",
    )
    return compiled("|".join(parts))


# Most numbers stand before a plain unit and are no name: this settles them at once.
_MAY_NAME = re.compile(r"(?<![\d.])(?!\d{1,4}(?:\.\d{1,3})?(?:[%万亿元年月日个家项名亩吨]|公里|平方))\d")


def _figure_name(gate: Match) -> Mention | None:
    found = _figures().match(gate.string, gate.start(), gate.endpos)
    if found is None or (found.lastgroup == "list" and _all_of_cell(found)):
        return None
    if found.lastgroup == "ordinal" and int(found[0][:-1]) <= 31 and shows_day(gate.string, found.start(), found.end()):
        return None  # 28号举行
    return _named(found)


_BEHIND_CELL = re.compile(r"[ \u3000]*(?:[\t|\n]|\Z)|[ ]{2}|\u3000")
_TWO_CELLS = re.compile(r"[ \t|](?:[≥≤<>]?\d[\d.,]*%?|[—–-]) (?:[≥≤<>]?\d[\d.,]*%?|[—–-]) \Z")
_TWO_LONGEST = 24


def _all_of_cell(found: Match) -> bool:
    """Whether a figure in square brackets fills a cell of a row: [14] is what five years add up to, and no note."""
    text, start, end = found.string, found.start() - 1, found.end()
    if start < 1 or text[start] not in "[［" or text[end : end + 1] not in ("]", "］"):
        return False
    before = text[max(0, start - 2) : start]
    # Beside another cell's stroke or figure, one space parts it.
    parted = before[-1] in "\t|\u3000" or (before[-1] == " " and (before[0] in "\t| \u3000—–-%" or before[0].isdigit()))
    if parted and _BEHIND_CELL.match(text, end + 1) is not None:
        return True
    # Behind two cells of figures one space parts all: 4850 5400 [550] 约束性.
    return text[end + 1 : end + 2] == " " and _TWO_CELLS.search(text, max(0, start - _TWO_LONGEST), start) is not None


_named = _skip("name")


@cache
def _labelled() -> re.Pattern[str]:
    """A run of digits that may stand behind a label."""
    ends = "".join(sorted({re.escape(label[-1]) for label in _words()["labels"]}))
    return re.compile(rf"(?<=[{ends}:：号\s])(?P<labelled>\d[\dA-Z\-－—–]{{2,40}}+)(?![\d万亿%个家元])")


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, _words()['labels']))})\s{{0,3}}[:：号]{{0,2}}\s{{0,3}}$")


def _labelled_number(found: Match) -> Mention | None:
    """A run of digits behind a label: 电话：…, 鲁ICP备…, 股票代码…"""
    start = found.start()
    return None if _label().search(found.string, max(0, start - _LABEL), start) is None else _named(found)


_LABEL = 24  # characters of the longest label with the marks behind it


@cache
def _latin() -> re.Pattern[str]:
    known = alternation(_words()["latin"])
    return compiled(
        rf"(?<![A-Za-z\d])(?:(?P<known>{known})(?!\d)|(?P<url>https?://[!-~]++|www\.[!-~]++)"
        r"|(?P<mail>[A-Za-z][A-Za-z\d._-]{0,40}+@[A-Za-z\d.-]{1,60}+)"
        r"|(?P<letters>[A-Za-z]{1,12}+)(?:[-–.·/_+ ]?(?P<figure>\d[\d._]*+))(?P<tail>(?:[-A-Za-z][A-Za-z\d]{0,12})?+))",
    )


def _latin_name(found: Match) -> Mention | None:
    """A name of letters and a figure (IPv6, C919, V2.0); GDP2.5万亿元 is a word and a quantity."""
    start, end = found.span()
    if found["letters"] is None:
        why = "url" if found["url"] else "mail" if found["mail"] else "name"
        return Mention(start, end, Skip(why), f"name.{why}")
    text, limit = found.string, found.endpos
    if found["letters"].upper() in _CURRENCY or _QUARTER.fullmatch(found[0]):
        return None
    if _HALF.fullmatch(found[0]) and text.startswith(times().classes["half_told"], end):
        return None
    joint = text[found.end("letters")]
    if joint in "+-–" and (unit := simple_unit(text, found.end("figure"), limit)) and unit.kind.dimension == "points":
        return None  # LPR-20BP
    apart = not found["tail"] and end < limit and (len(found["letters"]) > 1 or joint == " ")
    if apart and (text[end] in "%％万亿千百多余" or simple_unit(text, end, limit) is not None):
        return None
    if joint == " " and not found["tail"] and len(found["letters"]) > 2:
        return None
    return Mention(start, end, Skip("name"), "name.latin")


_QUARTER, _HALF = re.compile("[Qq][1-4]"), re.compile("[Hh][12]")  # left to the times
_CURRENCY = frozenset({"RMB", "USD", "CNY", "HKD", "EUR", "US", "HK", "GBP", "JPY", "TOP"})


@cache
def _han() -> re.Pattern[str]:
    """Ordinals and names that begin with a Han numeral."""
    digits = "一二两三四五六七八九十百"
    return compiled(
        rf"(?P<congress>[{digits}]{{1,4}}届(?:[{digits}]{{1,3}}(?:次|中)(?:全会)?|历次)?(?!毕业)"
        rf"|[{digits}]{{1,3}}次(?=全会|全体会|会议|党代会|代表大会|人代会)|[{digits}]{{1,3}}中全会|[二三]?十[{digits}]?大(?!量|于|型|幅|多|约|以来))"
        rf"|(?P<action>[{digits}]{{1,3}}项[{HAN}]{{0,6}}?(?:行动|工程|计划|攻坚战?|战役|战略))"
        rf"|(?P<group>(?<=[北角黄部海江皖黔冀])[{digits}]{{1,3}}省(?:[一两]市|[一两]区|区市?|市区?)?)"
        rf"|(?P<ordinal>[{digits}]{{1,4}}号(?!前|之前|起))|(?P<series>[{digits}千]{{1,4}}强(?!化|调|制|烈|降))"
        rf"|(?P<anniversary>[{digits}]{{1,5}}周年)|(?P<home>(?<![{digits}第])二套(?:住?房)?)"
        rf"|(?P<era>[二三四五六七八九]十年代|[{digits}零〇]{{2}}后(?=一代|青年|群体|干部))"
    )


@cache
def rules() -> tuple[Rule, ...]:
    """The rules, in their order."""
    numerals = r"\d" + alphabet().han_class
    number_inside = rf"(?=[^“”‘’\"「」『』\n，。；：！？{numerals}]{{0,14}}[{numerals}])"
    quotes, brackets, han = '“‘"「『', "〔[［【﹝（(", "一二两三四五六七八九十百千"
    return (
        Rule("name.quoted", quotes, _quoted(), _quoted_name, dict.fromkeys(quotes, number_inside)),
        Rule("name.document", brackets, _DOCUMENT, _document, dict.fromkeys(brackets, r"(?=\s?(?:19|20)\d)")),
        Rule("name.latin", _LETTERS, _latin(), _latin_name, dict.fromkeys(_LETTERS, r"(?<![A-Za-z\d].)")),
        Rule("name.labelled", _FIGURES, _labelled(), _labelled_number),
        Rule("name.figure", _FIGURES, _MAY_NAME, _figure_name),
        Rule(
            "name.han",
            han,
            _han(),
            _skip("name"),
            dict.fromkeys(han, "(?=[一二两三四五六七八九十百千零〇届次中项号强年后周套省])"),
        ),
    )
