"""The last touch to an indicator: what stands in its words but is no part of what is measured."""

import re
from collections.abc import Sequence
from typing import Final

from ..span import Span
from .words import words

# 哈尔滨市等5个地区“…”应用率: what sums up the regions that were passed
_SUMMED: Final = re.compile(
    r"等(?:[\d一二三四五六七八九十]+\s*个?)?(?:省区市|省份|省|地市|市县|区县|县区|市|县|区|州|地区|城市|地方|地)(?![级场域区])"
)
# （含…）, （不含…）, （下同）: what a bracket at the end adds for the lawyer
_BRACKET: Final = re.compile(r"[（(](?:[^（）()]*?(?:含|包括|下同|以下简称|简称|除外|详见|见附)[^（）()]*)[）)]$")
# 铁路|预计|发送旅客, 住房|已|开工: adverbs between subject and verb; before 的 they belong to a description
_ADVERB: Final = re.compile(r"(?:预计|有望|力争|已经|仍然|依然|已|仍|则)(?=[\u4e00-\u9fff]{2})(?![^，。；]*的)")
# 决定向18岁以上市民|派发, 在选举前的8月|发放: where a verb of paying out names no thing, it is what is measured
_PAID_OUT: Final = re.compile(r"(?:[向给对应在于]|每人)[^，。；、]{0,24}?(?P<verb>派发|发放|派钱|派送|发给)$")
_PAID_ENDS: Final = "发放钱送给"  # the last characters of those verbs
# 农业水价|平均每立方米, 培训补贴|每人每年最多: of what the quantity is, behind its name
_OF_EACH: Final = re.compile(
    r"(?:平均)?每[\d一二三四五六七八九十百千]*(?:吨|亩|公斤|千克|斤|升|立方米|平方米|度|千瓦时|人|户|件|张|次|股|桶|辆|台|年|月|天|日|生)(?:每?[年月日天次])?(?:最[多高低少])?可?(?:享受|申领|领取|获得)?$"
)
# 各级应急管理部门共|检查企业: who did it, before how many in all
_DOER: Final = re.compile(
    r"[\u4e00-\u9fff]{2,20}?(?:部门|机关|机构|系统|法院|检察院|海关|民警)(?:共计|累计|总共|共)(?!同|建|享|有)"
)
# 获|国家科技进步奖, but not 获奖作品, 获得感
_GAINS: Final = "得奖批评取益利救准知胜释赔选"
_GAINED: Final = 4
_LEAST: Final = 2  # characters that an indicator keeps


def without_each(text: str, start: int, end: int) -> int:
    """Where ``text[start:end]`` ends without the words that say of how much: 收购价|平均每50公斤."""
    each = _OF_EACH.search(text, start + _LEAST, end) if text.find("每", start + _LEAST, end) > 0 else None
    if each is None:
        return end
    end = each.start()
    while text[end - 1] in " 　":
        end -= 1  # a headline's space before 每公斤
    return end


def without_aim(text: str, start: int, end: int) -> int:
    """Where ``text[start:end]`` ends without the words of aiming that close it: 经济增长|预期目标."""
    closing = words().aimed
    while text.endswith(closing, start + _LEAST, end):
        end -= max(len(form) for form in closing if text.endswith(form, start, end))
        while end > start and text[end - 1] in "的 　":
            end -= 1
    return end


def finished(text: str, pieces: Sequence[Span], action: Span | None = None) -> tuple[Span, ...]:
    """``pieces`` of an indicator without what is no part of it: aims, asides, adverbs.

    Args:
        action: the verb stripped before it; it comes back where what is left says too little alone (新增|就业|目标).

    >>> text = "光伏发电装机目标"
    >>> [text[p.start : p.end] for p in finished(text, [Span(0, len(text))])]
    ['光伏发电装机']
    """
    if len(pieces) != 1:
        return tuple(pieces)
    start, end = pieces[0]
    doer = _DOER.match(text, start, end) if "共" in text[start:end] or "累计" in text[start:end] else None
    if doer is not None and end - doer.end() >= _LEAST:
        start = doer.end()
    if text[end - 1] in _PAID_ENDS and (paid := _PAID_OUT.search(text, start, end)):
        start = paid.start("verb")
    if text[start] in "其向" and end - start > _LEAST + 1 and text[start + 1] not in "他它余":
        start += 1
    if text[start] == "获" and end - start > _GAINED and text[start + 1] not in _GAINS:
        start += 1
    if text[start] == "等" and (summed := _SUMMED.match(text, start, end)) and end - summed.end() >= _LEAST:
        start = summed.end()
    if text[end - 1] in "）)" and (bracket := _BRACKET.search(text, start, end)) and bracket.start() - start >= _LEAST:
        end = bracket.start()
    end = without_each(text, start, end)
    if text[end - 1] == "高" and text.endswith("最高", start + _LEAST, end):
        end -= 2  # 奖励标准|最高由20万元提高到
    end = without_aim(text, start, end)
    if end < pieces[0].end and action is not None and action.end == start and text[start:end] in words().nominal:
        start = action.start
    if text.endswith(("已经", "仍然", "依然"), start + _LEAST, end):
        end -= 2
    while end - start > _LEAST + 1 and text[end - 1] in "则也均已仍":
        end -= 1
    adverb = _ADVERB.search(text, start + _LEAST, end)
    if adverb is None:
        return tuple(pieces) if (start, end) == pieces[0] else (Span(start, end),)
    return Span(start, adverb.start()), Span(adverb.end(), end)
