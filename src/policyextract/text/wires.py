"""What news begins with and tells nothing: 新华社北京5月6日电（记者刘芳）, 本报讯（通讯员 王强）, 【本报综合报道】, 央视网消息：."""

import re
from functools import cache

from ..lexicon import alternation, shipped

_NAME, _MOST = 50, 110  # characters of a lead-in, without and with its reporters


@cache
def _sign() -> re.Pattern[str]:
    return re.compile(alternation(shipped("text", "outline_lexicon.toml").classes()["wire_ends"]))


@cache
def _lead_in() -> re.Pattern[str]:
    words = shipped("text", "outline_lexicon.toml").classes()
    source, told = alternation(words["wire_sources"]), alternation(words["wire_ends"])
    others = alternation(words["wire_others"])
    day = r"\s?(?:\d{4}年)?(?:\d{1,2}月)?\d{1,2}日\s?"
    name = r"[^。，,：:；;！？\s（）()《》“”]"
    return re.compile(
        rf"""(?:[（(【]?{name}{{2,24}}?{day}(?!{others}){alternation(words["wire_sent"])}
          | {name}{{0,16}}?{source}{name}{{0,12}}?{day}{told}
          | {name}{{0,14}}?{source}(?:(?!{others}){alternation(words["wire_alone"])}|{alternation(words["wire_before_colon"])}(?=\s?[：:（(]))
          | 【{name}{{0,14}}?{source}{name}{{0,8}}?{told}】
        )[】)）]?\s?
        (?:[（(][^（）()。]{{0,12}}?{alternation(words["wire_people"])}[^（）()。]{{0,60}}[)）])?\s?[：:，,]?\s*""",
        re.X,
    )


def after_lead_in(text: str, start: int, end: int) -> int:
    """Where the text of a paragraph begins behind the lead-in of its news; ``start`` where it has none.

    >>> text = "新华社北京5月6日电（记者刘芳）今年新增就业5万人。"
    >>> text[after_lead_in(text, 0, len(text)) :], after_lead_in("全市用电量增长5%。", 0, 9)
    ('今年新增就业5万人。', 0)
    """
    stop = min(end, start + _MOST)
    if _sign().search(text, start, min(stop, start + _NAME)) is None:
        return start
    found = _lead_in().match(text, start, stop)
    return start if found is None or found.end() >= end else found.end()
