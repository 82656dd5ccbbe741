"""Stray spaces in running text, and spaces inside figures.

Page extraction leaves single spaces around figures, quotes and punctuation (``到 2015年``, ``“专精特新 ”``); they
go, so that rules need not know them. What may be a border of cells stays: two or more spaces, a tab, an ideographic
space inside a line (see ``width``), and, **in a line that is a row of a flattened table**, also a single space, except
beside punctuation and after words that cannot end a cell (``超过 200``). A line is such a row when it has a border of
the former kind and is not prose; when it has no sentence punctuation and two figures, or words and words as well as a
word and a figure, stand one space apart; or when it has no full stop inside and a row stands next to it.

Two figures are never made one, with three exceptions: texts with blanks inside their words throughout, groups of three digits before a word or unit in running text
(``1 000万元``; not before 年 and 号, so no year and no number of a document), and texts whose figures are letter-spaced
throughout (``1 9 9 7 年``). Spaces between Latin words, before Latin words after figures (``5 G`` is not joined,
``400 MPa`` is), after ``第三条``, before ``来源：``-like keys, and in paired slogans (``“好客山东 好品山东”``) stay.
No line is joined to another.
"""

import re
from functools import cache
from typing import NamedTuple

from .. import lexicon
from ..patterns import compiled
from .layer import Layer

_HAN = "\u3400-\u4dbf\u4e00-\u9fff〇○"
_MARK = "，。、；：！？“”‘’（）《》〈〉「」『』【】〔〕…"
_SENTENCE = compiled("[，。；！？]|[" + _HAN + "],[" + _HAN + "]")
_FULL_STOP_INSIDE = re.compile("[。！？；](?!\\s*+\\Z)|，[^，]*+，[^，]*+，")
_BORDER = re.compile(
    "(?<=[^\\s，。；：！？、])(?: {2,}+|[ \\u3000]*+[\\t\\u3000][ \\t\\u3000]*+)(?=[^\\s，。；：！？、”）])"
)
_LONGEST_ROW = 200  # characters; rows of the flattened tables seen are below 120, prose paragraphs mostly above

_CANDIDATE = re.compile(" (?<=\\S )(?=\\S)(?!(?<=[A-Za-z] )[A-Za-z])")
_TWO_FIGURES = re.compile(" (?<=[\\d%] )(?=\\d|[-－−]\\d+\\.\\d)(?!\\d\\d?:\\d\\d)")
_TWO_WORDS = compiled(f" (?<=[{_HAN}] )(?=[{_HAN}])")
_WORD_AND_FIGURE = compiled(f" (?:(?<=[{_HAN}）)] )(?=\\d)|(?<=[\\d%] )(?=[{_HAN}]))")

# Figures letter-spaced throughout: single digits one space apart against digits that touch.
_ENOUGH = 8
_SPACED_DIGITS = re.compile(" (?<=\\d )(?<![\\d.]\\d )(?=\\d(?!\\d))")
_TOUCHING_DIGITS = re.compile("\\d(?=\\d)")
_SPACED_FIGURE = re.compile(" (?<=[\\d.] )(?<!\\d\\d )(?=\\d(?!\\d)|[.%])")


# Blanks inside words throughout: single ones between Han characters of sentences, so many in all and one in so many
# characters. There every blank goes that stands between Han characters, figures and marks.
_ENOUGH_INSIDE, _EACH = 8, 60
_INSIDE_WORDS = re.compile(f" (?<=[{_HAN}] )(?=[{_HAN}])")
_ANYWHERE = compiled(
    f" (?<=[{_HAN}{_MARK}\\d%‰℃.,:()/$–—~～\\[\\]-] )(?=[{_HAN}{_MARK}\\d%‰℃.,:()/$–—~～\\[\\]A-Za-z-])|"
    f" (?<=[A-Za-z] )(?=[{_HAN}{_MARK}\\d%)])| (?<=[A-Z] )(?=[A-Z])"
)

# A line each of whose characters stands alone, words and figures among them; no row of cells of one character is so long.
_EVERYWHERE = compiled(
    f"(?=[^\\n]*\\d)(?=(?:[\\d{_MARK}%.] )*+(?:[{_HAN}] (?:[\\d{_MARK}%.] )*+){{8}})(?:[{_HAN}\\d{_MARK}%.,A-Za-z] ){{11,}}+[{_HAN}\\d{_MARK}%.,A-Za-z]"
)

# 58. 2%, 12 .5亿元: a decimal whose point has a blank beside it, behind a word. A blank behind the point may also be that
# of a full stop, so what follows has to scale or share, and a year stays whole. Thousands (1, 200亿元) likewise, and 元 /人.
_WHOLE = "(?:\\d{1,3}(?:[, ]\\d{3})++|\\d{1,6}+)"
_POINTS = compiled(
    f"(?:(?<=[{_HAN}])|(?<=[{_HAN}] ))"
    f"(?:{_WHOLE} \\. ?\\d{{1,4}}+(?= ?[{_HAN}%‰℃A-Za-z])|(?!(?:19|20)\\d\\d\\.){_WHOLE}\\. \\d{{1,4}}+(?= ?(?:[%‰℃万亿倍]|个百分点|/\\d))"
    f"|\\d{{1,3}}+(?:(?: , ?|, )\\d{{3}})++(?!\\d)(?: ?\\. ?\\d{{1,4}}+)?+(?= ?(?![和与及或至到])[{_HAN}%‰]))"
    f"|(?<=\\d)[万亿千百]?[{_HAN}]{{1,5}}(?: / ?|/ )(?=[{_HAN}])"
)


@cache
def _measured() -> re.Pattern[str]:
    """12. 5平方米，: the same before any unit that ends what is said, in texts whose sentences end otherwise."""
    units = lexicon.any_of(lexicon.shipped("text", "outline_lexicon.toml").classes()["unit_tails"]).pattern
    return compiled(
        f"(?:(?<=[{_HAN}])|(?<=[{_HAN}] ))(?!(?:19|20)\\d\\d\\.){_WHOLE}\\. \\d{{1,2}}+(?= ?(?![年月日])[千百]?(?:{units})(?:[，。；、）)]|$))"
    )


# 1 000, 12 500 000: groups of three before a word or a unit, not before what makes it a date or a document number.
_GROUPS = compiled(
    f"(?<![\\d.,:：/\\-])(?<!\\d )[1-9]\\d{{0,2}}+(?: \\d{{3}})++(?![\\d,])(?! \\d)"
    f"(?=\\.\\d| ?(?![年月日号])[{_HAN}%‰])"
)

# 5 2 0 万吨: figures of a number that stand one by one before its scale or share, in running text.
_SINGLES = compiled(f"(?:(?<=[{_HAN}])|(?<=[{_HAN}] ))\\d(?: \\d){{2,}}+(?: ?\\. ?\\d(?: \\d)*+)?+(?= ?[万亿%‰])")

# The same in a cell of its own, between strokes, tabs or wider gaps: | 28 800 |.
_CELL_GROUPS = compiled(
    "(?:(?<=[|\\t\\u3000])|(?<= {2})|(?<=\\| ))[1-9]\\d{0,2}+(?: \\d{3})++(?:\\.\\d++)?(?= ?[|\\t\\n\\u3000]| {2}|\\Z)"
)


# A word set wide that is all of a line or of a cell: 玉　米, 合  计. All its gaps are alike.
_SET_WIDE = compiled(
    f"(?:^|(?<=[\\t|]))[ \u3000]*+(?P<word>[{_HAN}](?P<gap>[ \u3000]{{1,6}})[{_HAN}](?:(?P=gap)[{_HAN}]){{0,4}})[ \u3000]*+(?=$|[\\t|])",
    re.MULTILINE,
)


@cache
def _alone() -> frozenset[str]:
    """The characters that are a cell by themselves."""
    return frozenset("".join(lexicon.shipped("text").classes()["single_cells"]))


def _set_wide(text: str) -> list[tuple[int, int]]:
    """The gaps inside words set wide; cells of one character each (男 女, 大 中 小) are none."""
    alone = _alone()
    found: list[tuple[int, int]] = []
    for word in _SET_WIDE.finditer(text):
        start, end = word.span("word")
        if not all(char in alone or char.isspace() for char in word["word"]):
            found += [(n, n + 1) for n in range(start, end) if text[n].isspace()]
    return found


class _Patterns(NamedTuple):
    """The spaces to drop in each kind of line."""

    running: re.Pattern[str]
    heading: re.Pattern[str]  # a line without sentence punctuation: spaces between words stay
    row: re.Pattern[str]  # of a flattened table


@cache
def _patterns() -> _Patterns:
    words = lexicon.shipped("text").classes()
    units = lexicon.alternation(words["latin_units"])
    leading = "|".join(f"(?<={word} )" for word in words["leading_words"])
    guard = f"(?![{_HAN}]{{2,8}}+[：:])"  # a key of the next metadata item: 来源：
    near = "|".join(
        (
            f'(?<=[{_MARK}] )(?=[{_HAN}{_MARK}\\dA-Za-z"(%‰℃])',
            f'(?<=[{_HAN}] )(?=[{_MARK}\\dA-Za-z"(),;%‰℃])',
            f'(?<=[\\d%‰℃A-Za-z"),;!?] )(?=[{_HAN}{_MARK}])',
            f"(?<=\\d )(?=[%‰℃]|{units}(?![A-Za-z0-9]))",
            f"(?<=[{_HAN}{_MARK}%] )(?=[–—~～]\\d)",
            "(?<=\\d )(?=[-–—~～] ?\\d)",
            "(?<=\\d [-–—~～] )(?=\\d)",
            "(?<=\\d[-–—~～] )(?=\\d)",
            "(?<=[%‰][-–—~～] )(?=\\d)",
            "(?<=[$¥￥] )(?=\\d)",
        )
    )
    article = "".join(f"(?<!第[{_HAN}\\d]{{{n}}}[条章节款编] )" for n in range(1, 6))
    halves = (f"(?<=[“「《][{_HAN}]{{{n}}} )(?=[{_HAN}]{{{n}}}[”」》])" for n in range(2, 9))
    slogan = f"(?!{'|'.join(halves)})"  # two halves of equal length
    between = f"(?<=[{_HAN}] ){article}{slogan}(?=[{_HAN}])"
    beside = "(?<=[（(《“‘「，。、；：] )(?=\\S)|(?<=\\S )(?=[）)》”’」，。、；：%‰℃])"
    bracket = f"(?<=[{_HAN}] )(?=[（(])"
    return _Patterns(
        running=re.compile(f" {guard}(?:{near}|{between})"),
        heading=re.compile(f" {guard}(?:{near})"),
        row=re.compile(f" (?:{beside}|{bracket}|(?:{leading})(?=\\d))"),
    )


def _kind(text: str, start: int, end: int) -> str:
    """``running``, ``heading`` or ``row``: what the line is by itself."""
    prose = end - start > _LONGEST_ROW or _FULL_STOP_INSIDE.search(text, start, end) is not None
    if not prose and _BORDER.search(text, start, end):
        return "row"
    if _SENTENCE.search(text, start, end):
        return "running" if prose or not _beside_row(text, start, end) else "row"
    if _TWO_FIGURES.search(text, start, end) or (
        _TWO_WORDS.search(text, start, end) and _WORD_AND_FIGURE.search(text, start, end)
    ):
        return "row"
    return "heading"


def _beside_row(text: str, start: int, end: int) -> bool:
    """Whether the line before or after is a row by its borders."""
    before = text.rfind("\n", 0, max(0, start - 1)) + 1
    after = text.find("\n", end + 1)
    after = len(text) if after < 0 else after
    lines = ((before, start - 1), (end + 1, after))
    return any(
        0 < b - a <= _LONGEST_ROW and _BORDER.search(text, a, b) and not _FULL_STOP_INSIDE.search(text, a, b)
        for a, b in lines
    )


def _in_line(text: str, start: int, end: int, blank: bool) -> list[tuple[int, int]]:
    """The spaces to drop in the line ``[start, end)``; ``blank`` where the text has blanks inside words throughout."""
    if _EVERYWHERE.fullmatch(text, start, end) is not None:
        return [(i, i + 1) for i in range(start, end) if text[i] == " "]
    kind = _kind(text, start, end)
    if blank and kind != "row":
        return [match.span() for match in _ANYWHERE.finditer(text, start, end)]
    spans = {match.span() for match in getattr(_patterns(), kind).finditer(text, start, end)}
    for split in (_POINTS, _CELL_GROUPS) if kind == "row" else (_POINTS, _measured(), _GROUPS, _SINGLES):
        for figure in split.finditer(text, start, end):
            spans.update((i, i + 1) for i in range(figure.start(), figure.end()) if text[i] == " ")
    return sorted(spans)


def _letter_spaced(text: str) -> bool:
    """Whether the figures of ``text`` are letter-spaced throughout."""
    spaced = len(_SPACED_DIGITS.findall(text))
    return spaced >= _ENOUGH and spaced > len(_TOUCHING_DIGITS.findall(text))


def _blank_throughout(text: str) -> bool:
    """Whether blanks stand inside the words of ``text`` throughout."""
    inside = len(_INSIDE_WORDS.findall(text))
    if inside < _ENOUGH_INSIDE or inside * _EACH < len(text):
        return False
    lines = [line for line in text.split("\n") if _SENTENCE.search(line)]
    return sum(len(_INSIDE_WORDS.findall(line)) for line in lines) * _EACH >= sum(map(len, lines))


def drop_spaces(layer: Layer) -> tuple[Layer, int]:
    """``layer`` without stray spaces, and how many went.

    >>> drop_spaces(Layer.over("到 2015年，前 10家“小巨人 ”企业产值 1 000亿元，引进 AI PC 项目"))[0].text
    '到2015年，前10家“小巨人”企业产值1000亿元，引进AI PC项目'
    """
    wide = _set_wide(layer.text)
    layer, dropped = (layer.drop(wide), len(wide)) if wide else (layer, 0)
    if " " not in layer.text:
        return layer, 0
    if _letter_spaced(layer.text):
        spans = [match.span() for match in _SPACED_FIGURE.finditer(layer.text)]
        layer, dropped = layer.drop(spans), dropped + len(spans)
    text, spans, done = layer.text, [], 0
    blank = _blank_throughout(text)
    for candidate in _CANDIDATE.finditer(text):
        if candidate.start() < done:
            continue
        start = text.rfind("\n", 0, candidate.start()) + 1
        done = text.find("\n", candidate.end())
        done = len(text) if done < 0 else done
        spans += _in_line(text, start, done, blank)
    return layer.drop(spans), dropped + len(spans)
