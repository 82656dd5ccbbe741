"""Page furniture and metadata: lines that are never read for targets.

A line is judged by itself, never by the words of one site: what stands before its colon, whether it is a licence or
copyright line, a button, a byline, a lone timestamp. Long lines are running text whatever they hold.
"""

import re
from functools import cache
from typing import NamedTuple

import regex

from ..lexicon import alternation, shipped
from ..patterns import compiled, compiled_wide
from ..span import Span
from .blocks import Meta

# The longest line that is looked at. The longest line of furniture found in 127 documents has 78 characters; not swept.
LONGEST = 160

DIGITAL_DATE = r"(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])"
_HAN_DAY = (
    r"(?:(?:19|20)\d\d|[二一][〇○零Ｏ0O九一二三四五六七八]{3}|民国\s?(?:\d{2,3}|[一二三四五六七八九十百零]{1,5}))\s?年\s?"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s?月\s?(?:\d{1,2}|[一二三四五六七八九十廿]{1,4})"
)
HAN_DATE = rf"{_HAN_DAY}\s?日"
_MINGUO_DATE = r"1[0-2]\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])"
_WEEKDAY = r"\s*+[（(]?(?:星期|周)[一二三四五六日天][)）]?(?:\s*+(?:香港|北京|澳门)?(?:时间|時間)?\s?\d{1,2}时\d{2}分)?"
CLOCK = r"(?:香港时间|北京时间|澳门时间|上午|下午)?\s?\d{1,2}[:：时点]\d{2}(?:[:：分]\d{2})?[秒分]?"


class MetaKey(NamedTuple):
    """A row of ``[[meta]]``: the key the later stages know and the words that stand before the colon."""

    key: str
    forms: tuple[str, ...]


class _Patterns(NamedTuple):
    key_of: dict[str, str]
    pair: "regex.Pattern[str]"  # key and colon
    cut: "regex.Pattern[str]"  # where a pair begins inside a line
    number: "re.Pattern[str]"  # 国办发〔2025〕5号
    stamp: "re.Pattern[str]"  # a day, perhaps with the time
    signed: "re.Pattern[str]"  # a day, perhaps after the body that signs
    whole: "re.Pattern[str]"  # lines that are buttons, shards, attachments
    listed: "re.Pattern[str]"  # links to other pages with their day
    dated: "re.Pattern[str]"  # a day at the end of another pair's value: 来源：市发改委 2024-10-04 20:30
    head: "re.Pattern[str]"  # how other lines of furniture begin
    head_first: frozenset[str]  # what such a line can begin with
    contact: "re.Pattern[str]"
    licence: "re.Pattern[str]"


def _spaced(words: tuple[str, ...]) -> str:
    """``words`` as an atomic group in which Han words of two or three characters may be set wide: 来　源."""
    longest = sorted(words, key=lambda word: (-len(word), word))  # an atomic group takes the first that fits
    forms = [r"\s*+".join(w) if len(w) <= 3 and not w.isascii() else regex.escape(w) for w in longest]
    return "(?>" + "|".join(forms) + ")"


@cache
def patterns() -> _Patterns:
    """The compiled patterns, built from the lexicon on first use."""
    lexicon = shipped("text", "outline_lexicon.toml")
    keys, words = lexicon.rows("meta", MetaKey), lexicon.classes()
    key_of = {form: row.key for row in keys for form in row.forms}
    sources = _spaced(next(row.forms for row in keys if row.key == "source"))
    key, contact, byline = _spaced(tuple(key_of)), _spaced(words["contact"]), alternation(words["byline"])
    return _Patterns(
        key_of=key_of,
        pair=compiled_wide(rf"[【\[〔（(]?(?P<key>{key})\s*+[】\]〕]?\s*+[：:]\s*+|[【\[](?P<key>{key})[】\]]\s*+"),
        # Inside a line of pairs the space before the next key may be lost after a figure or an address.
        cut=compiled_wide(
            rf"(?:\s++|(?<=[\w.]@[\w.]+|\d{{5}}))(?=[【\[]?(?>{key}|{contact}|{byline})\s*+[】\]]?\s*+[：:])"
            rf"|(?<=[\d日])(?={sources}\s*+[：:])"
        ),
        number=compiled(
            r"[（(]?(?P<number>[\u4e00-\u9fff]{1,14}[〔［\[【（(](?:19|20)\d\d[〕］\]】）)]\s?(?:第\s?)?\d{1,5}\s?号)[）)]?"
        ),
        stamp=compiled(
            rf"[\[【（(]?(?:{DIGITAL_DATE}|{_HAN_DAY}\s?日?|{_MINGUO_DATE})(?:{_WEEKDAY})?(?:\s*+{CLOCK})?[\]】）)]?"
        ),
        dated=compiled(rf".{{1,40}}?(?<![\d./-])\s*(?P<date>{DIGITAL_DATE}|{HAN_DATE})(?:\s*+{CLOCK})?"),
        signed=compiled(
            rf"(?:[\u4e00-\u9fff]{{2,30}}{alternation(words['signers'])}(?<=[^日月年])\s*+)?(?:中华|[（(])?(?P<date>{HAN_DATE}|{DIGITAL_DATE})(?:{_WEEKDAY})?[）)]?"
        ),
        whole=compiled(
            rf"""(?>[【\[（(]?\s?{alternation(words["navigation"])}\s?[】\]）)]?[：:>＞»|×]?\s*+(?:[|>＞»/·、\s【】\[\]]++|$))++
              | (?=.*页)(?>{alternation(words["pager"])}|[\W\d_])++
              | [\W_]++ | [—–―·\s]{{1,6}}\d{{1,4}}[—–―·\s]{{1,6}} | [\x00-\x7f]{{1,40}} | 附\s?件\s*[：:].++
              | .{{1,90}}\.(?i:pdf|docx?|xlsx?|pptx?|wps|et|ofd|zip|rar|7z|txt|mp[34])(?:\s?[（(\[].{{0,20}}[）)\]])?
              | \d[\d,.]*+\s?(?:次|人次|阅读|浏览|评论|点赞|赞|万\+?|\+)
              | {alternation(words["greeted"])}{{1,2}}第\s?\d[\d,]*+\s?[位个]{alternation(words["visitors"])}.{{0,40}}
              | (?:{alternation(words["reactions"])}\s?[：:]?\s?\d[\d,.]*+\s?[万wkWK]?\+?次?\s*+)++
              | [（(]?注[：:].{{0,12}} | [（(]?(?:电子版|附件)请.++""",
            re.X,
        ),
        listed=compiled(rf".{{4,60}}?[^\d]\s?[\[【（(]?{DIGITAL_DATE}(?:\s{CLOCK})?[\]】）)]?"),
        head=compiled(
            rf"""{alternation(words["navigation_heads"] + words["licence_heads"])} | [（(]?{contact}\s*+[：:]
              | [（(【\[]?{byline}(?:\s*+[：:/／丨|]|\s++(?=[\u4e00-\u9fff]{{1,4}}(?:\s|$)))
              | [（(]?(?:本报|本刊|本网|新华社|人民日报|中新社|央视)?(?:首席|见习|实习|特约)?(?:记者|通讯员|实习生)\s?
                [\u4e00-\u9fff·\s、]{{2,40}}[）)]?$
              | (?:https?://|www\.)\S++ | [（(]?原载 | [（(]?摘自\s?[《「] | [（(]?(?:本文)?作者(?:系|为|单位) """,
            re.X,
        ),
        head_first=frozenset("[【（(《「本新人央中首见实特记通hw原摘作")
        | {w[0] for w in words["navigation_heads"] + words["licence_heads"] + words["contact"] + words["byline"]},
        contact=compiled(
            rf"{contact}\s*+[：:]?\s*+\(?\+?\d{{2,4}}[-－—)]?\d{{5,}}|{contact}\s*+[：:]\s*+[\w.]++@|[\w.-]{{1,40}}@[\w-]++\.\w"
        ),
        licence=re.compile("|".join(map(re.escape, words["licence"]))),
    )


def meta_of(text: str, start: int, end: int) -> tuple[Meta, ...] | None:
    """The metadata pair a line states, as one or no :class:`Meta`; None where the line is no metadata.

    A day at the end of what a source or publisher is called (``来源：市发改委 2024-10-04``) is a second one. A pair without a value (``发文机构：``) and a pair nothing later asks for give an empty tuple. A line that goes on
    after a full stop is running text.
    """
    if end - start > LONGEST:
        return None
    p = patterns()
    whole = p.number.fullmatch(text, start, end) if text[end - 1] in "号）)" else None
    if whole is not None:
        return (Meta("number", Span(*whole.span("number"))),)
    pair = p.pair.match(text, start, end) if _COLON.search(text, start, min(end, start + 16)) else None
    if pair is None:
        return None
    form = "".join(pair["key"].split())
    value = Span(pair.end(), end)
    if form in ("时间", "日期", "年份") and p.stamp.match(text, *value) is None:
        return None
    if "。" in text[value.start : value.end] or (value.length > 60 and "，" in text[value.start : value.end]):
        return None
    key = p.key_of[form]
    dated = p.dated.fullmatch(text, *value) if key in ("source", "publisher", "other") else None
    day = (Meta("date", Span(*dated.span("date"))),) if dated is not None else ()
    return day if key == "other" or value.length <= 0 else (Meta(key, value), *day)


def byline_day(text: str, start: int, end: int) -> Span | None:
    """The day at the end of a line that says who made the page: 编辑：周平 2024-10-04."""
    if end - start > 60 or text[end - 1] not in "日0123456789" or patterns().head.match(text, start, end) is None:
        return None
    match = patterns().dated.fullmatch(text, start, end)
    return None if match is None else Span(*match.span("date"))


def open_key(text: str, start: int, end: int) -> str | None:
    """The key of a pair or byline whose value stands in the next line (``来源：``, ``责任编辑：``), else None."""
    if text[end - 1] not in "：:" or end - start > 12:
        return None
    pair = patterns().pair.fullmatch(text, start, end)
    if pair is not None:
        return patterns().key_of["".join(pair["key"].split())]
    return "other" if patterns().head.match(text, start, end) is not None else None


def stamp_line(text: str, start: int, end: int) -> bool:
    """Whether a line holds nothing but a day, perhaps with the time."""
    return end - start <= 40 and patterns().stamp.fullmatch(text, start, end) is not None


def date_line(text: str, start: int, end: int) -> Span | None:
    """The date of a line that holds nothing but a date, perhaps after the body that signs with it; else None."""
    if end - start > 60 or text[end - 1] not in _DATE_ENDS:
        return None
    match = patterns().signed.fullmatch(text, start, end)
    return None if match is None else Span(*match.span("date"))


_DATE_ENDS = frozenset("日0123456789）)")


_COLON = re.compile("[：:】]")
_LONG_NUMBER = re.compile("[0-9][0-9]{4}")


def is_furniture(text: str, start: int, end: int) -> bool:
    """Whether the line is page furniture (metadata lines are told by :func:`meta_of`).

    >>> [is_furniture(s, 0, len(s)) for s in ("鲁ICP备09083931号", "首页 > 新闻 > 要闻", "文/记者 林晨", "推进上市")]
    [True, True, True, False]
    """
    length = end - start
    if length > LONGEST:
        return False
    p = patterns()
    if text[start] in p.head_first and p.head.match(text, start, end):
        return True
    if text[end - 1] in "。；" and length > 60:
        return False
    if p.whole.fullmatch(text, start, end) or stamp_line(text, start, end):
        return True
    if text[end - 1] in _DATE_ENDS and p.listed.fullmatch(text, start, end):
        return True
    part = text[start:end]
    if "|" in part and _stroked(part):
        return True
    if ("@" in part or _LONG_NUMBER.search(part)) and p.contact.search(part):
        return True
    return p.licence.search(part) is not None


def _stroked(line: str) -> bool:
    """Whether strokes part nothing but buttons and metadata: 网站地图 | 联系我们 | 累计访问量：12,345."""
    parts = [part.strip() for part in line.split("|")]
    return len(parts) > 1 and all(
        part and (meta_of(part, 0, len(part)) is not None or is_furniture(part, 0, len(part))) for part in parts
    )
