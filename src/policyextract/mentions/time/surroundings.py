"""What stands around a time phrase: its role, its outer span, whether it lies inside a title."""

import re
from functools import cache

from ...lexicon import alternation
from ...rules import Mention
from ..values import TimeExpr
from .words import words

_LONGEST_BEFORE = 5
_TITLE = 120  # how far back an opening 《 is looked for; longer titles do not occur
_LENGTHS = frozenset(("within", "ahead", "take", "action", "back", "ago", "now", "so_far", "same"))
_RECURRING = ("每年", "每個", "每个", "每到", "每逢", "每月")


@cache
def _after() -> tuple[tuple[re.Pattern[str], str], ...]:
    """For each row of words that follow a phrase: its pattern and its role."""
    out = []
    for row in words().after:
        guard = f"(?![{row.not_before}])" if row.not_before else ""
        if not row.digits:
            # 2015年前10家 is the first ten; 2030年前80%的县 is a deadline
            guard += r"(?! ?(?:[0-9０-９]{1,9}+(?![0-9.]*[%％])|[一二三四五六七八九十两兩百几幾]))"
        out.append((re.compile(alternation(row.forms) + guard), row.role))
    return tuple(out)


_AFTER_EDGE = re.compile("(?:之前|以前|前)(?![列后後])")
# 自2019年启动改造以来: the end of a stretch whose beginning 自 opens
_LATER = re.compile(r"[^，。；：、\n]{1,24}?以[来來]")
_CLOSES = str.maketrans("（(", "）)")
_FIRST = frozenset("或之以前为為止截来來起开開始后後期时時年")


@cache
def _named() -> tuple[str, ...]:
    return words().classes["named"]


def _role_after(text: str, end: int, edge: bool) -> tuple[str, int]:
    """The role that the words after a phrase give, and where they end."""
    at = end + 1 if text[end : end + 1] == " " else end
    if text[at : at + 1] in "（(" and text.startswith(words().classes["inclusive"], at):
        at = text.find(text[at].translate(_CLOSES), at) + 1  # 6月30日（含）前
    if text[at : at + 1] not in _FIRST or at >= len(text):
        return "", end
    if edge and (hit := _AFTER_EDGE.match(text, at)):
        return "by", hit.end()
    for pattern, role in _after():
        if hit := pattern.match(text, at):
            return role, hit.end()
    return "", end


def _role_before(text: str, start: int) -> tuple[str, int]:
    """The role that the word before a phrase gives, and where it starts."""
    at = start - 1 if start and text[start - 1] == " " else start
    known = words().before
    for size in range(min(_LONGEST_BEFORE, at), 0, -1):
        role = known.get(text[at - size : at])
        if role is not None:
            return role, at - size
    return "", start


def in_title(text: str, start: int) -> bool:
    """Whether ``start`` lies between 《 and 》.

    >>> in_title("按照《规划（2011—2015年）》", 6), in_title("《规划》到2015年", 5)
    (True, False)
    """
    low = max(0, start - _TITLE)
    opened = text.rfind("《", low, start)
    return opened >= 0 and text.rfind("》", opened, start) < 0 and text.find("》", start, start + _TITLE) >= 0


def place(text: str, start: int, end: int, expr: TimeExpr, rule: str) -> Mention:
    """``expr`` as a mention over ``text[start:end]`` with what its surroundings say."""
    form, first, last, number, unit, role, *_ = expr
    near = text[max(0, start - 3) : start]
    if "每" in near and near.rstrip("的 ").endswith(_RECURRING):
        form = "every"
    outer_start, outer_end = start, end
    after, after_end = _role_after(text, end, bool(first.edge) or first.grain == "day")
    if form in _LENGTHS:
        if after in ("by", "since"):
            outer_end = after_end
    else:
        before, before_start = _role_before(text, start)
        if after in ("by", "since", "from"):
            # 2030年或之前 takes in the year itself, 2030年前 does not
            role, outer_end = ("before" if after == "by" and text[end] not in "或（(" else after), after_end
            if before not in ("", "none"):
                outer_start = before_start
        else:
            role = "span" if form == "span" else role
            if after == "in":
                outer_end = after_end
            if before in ("by", "as_of", "from") and role == "in":
                role, outer_start = before, before_start
                if before == "from" and (later := _LATER.match(text, end)):
                    role, outer_end = "since", later.end()
    quoted = in_title(text, start) or text.startswith(_named(), end)
    found = TimeExpr(form, first, last, number, unit, role, quoted, outer_start, outer_end)
    return Mention(start, end, found, rule)
