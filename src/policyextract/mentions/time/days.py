"""Days whose month is not said: 13日称, 28号举行."""

import re

from ...lexicon import HAN
from ...patterns import compiled_wide
from .words import words

_OPENING = frozenset("。！？：；\n\u3000 ”")
_BRACKETED = compiled_wide(r"(?r)(?:[今昨前明][天日晚早晨午]?|(?:[周週]|星期|[礼禮]拜)[一二三四五六日天])[（(]")
_COMMAS = ("，", ",")
_WORD = re.compile(f"[{HAN}]")
_UNTIL = re.compile("[ ]?(?:至|到|[—–~～-]{1,2})[ ]?[0-9]{1,2}[日号號]")


def shows_day(text: str, start: int, end: int) -> bool:
    """Whether what stands around ``text[start:end]`` shows that it is a day, and no length (连续3日) or number (3号院)."""
    known, numbered = words().classes, text[end - 1] != "日"
    if text.startswith(known["inside"], end):
        return False
    if numbered and text.endswith(known["before_number"], 0, start):
        return text.endswith(known["numbers_or_acts"], 0, start) and _acts(text, end)
    opens = not start or text[start - 1] in _OPENING or text[start - 1] == "，"
    until = _UNTIL.match(text, end)
    stop = until.end() if until else end
    if text[stop : stop + 1] in _COMMAS and opens:  # 6日，…: the first words
        return True
    if _BRACKETED.match(text, max(0, start - 4), start):
        return True
    acts = _acts(text, stop)
    if text.endswith(known["upon_before"], 0, start):
        cut = text[start - 1] in "至到" and text.endswith(known["case_before"], 0, start - 1)  # 缩短至3日
        return not cut and (acts or not numbered or text[stop : stop + 1] in _COMMAS)
    if text.endswith(known["before_length"], 0, start):
        return False
    return acts or (not numbered and _between_words(text, start, stop))


def _between_words(text: str, start: int, stop: int) -> bool:
    """Whether a day stands before a word, and behind one or first, as a time does: 最高法院20日裁定, and not 15日未答复."""
    before = not start or text[start - 1] in _OPENING or _WORD.match(text, start - 1) is not None
    goes_on = text.startswith(words().classes["length_goes_on"], stop)
    return before and not goes_on and _WORD.match(text, stop) is not None


def _acts(text: str, at: int) -> bool:
    """Whether words begin at ``at`` of what is done or said on a day."""
    known = words().classes
    return text.startswith(known["upon_day"], at) and not text.startswith(known["after_upon_day"], at)
