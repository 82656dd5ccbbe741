"""Turns of phrase around a quantity: where a change starts, differences, what it is measured against, times spent."""

import re
from typing import Final

from ..lexicon import spread

FROM = re.compile(r"[由从](?<![自理来缘经][由从])(?:[^，。；、由从]{1,8}的)?$")
TO = re.compile(r"[^，。；]{1,24}?[到至为]")  # …3亿元增加到: behind a value a change starts from
# 起征点由月销售额|10万元提高到, 从占比|5%下降到: what stands between is named again, and a verb of change follows the value
FROM_OF = re.compile(r"[由从][^，。；、“”《》\d]{1,6}")
RISES = re.compile(
    r"[^，。；]{1,10}?(?:提高|提升|增加|增长|扩大|上升|上调|降低|下降|下调|减少|压减|压缩|缩短|缩小|延长|拓展|增|升|降|减)[到至为]"
)
# 高于全国平均水平, 比全省高: a difference to another thing, not to another time (比上年多 is a change)
GAP = re.compile(
    spread(
        r"(?:高于|低于|快于|慢于|优于|多于|少于|好于|大于|小于|高出|超出|跑赢|领先于|落后于)(?![ⅠⅡⅢⅣⅤI一二三四五]+类)[^，。；、：]{1,24}$"
        r"|超过[^，。；、：]{1,20}(?:水平|平均|计划|指标|目标|增速|速度|同期)(?:约|近)?$"
        r"|[比较](?<![环同对占之相][比较])(?![重例率])"
        r"(?:(?!年|月|同期|平时|季|[上前]周|昨|以往|原来|计划|[末初底]期?)[^，。；、：]){1,24}?(?:(?<!提)高出?|(?<!降)低|(?<!加)快|(?<!减)慢|多|(?<!减)少|好|优)$"
    )
)
GAP_SIGNS: Final = ("于", "比", "较", "高出", "超出", "超过", "跑赢")  # without one of them it does not match
# 比上年, 较2020年, 比“十二五”末, 较去年同期: what a change is measured against, between subject and verb
AGAINST = re.compile(
    spread(
        r"[比较同与](?:[^，。；、：]{0,10}?)(?:年度?|月|末|初|底|期|届|轮|时(?![段点间])|平时|季度?|[上前]周|以往|原来|预算|计划|相比)(?:同期|相比|平均水平)?$|按[年月季]$"
    )
)
# 每亩再增加, 五年共改造: words before a quantity that name nothing measured
NO_SUBJECT = re.compile(r"中共|先|拟先|每.{1,2}|[近前后这]?[一二两三四五六七八九十几多\d]+年(?:间|来|内)?")
# 余额五年|增长1倍: the time in which something changed
WHILE = re.compile(
    r"(?<![续第每上下万亿千百十个一二三四五六七八九〇○零\d])(?:[近前这][一二两三四五六七八九十\d]{1,2}|[两三四五六七八九十]|\d{1,2})年(?:间|来|内)?$"
)
LASTING = re.compile(r"连续[\d一二两三四五六七八九十]+个?(?:年|季度|月|次|届|周)$|在[^，。；]{1,12}基础上$")
# 用2年时间|培训…, 三年计划|改造…, 达产后|年产值: what stands before the subject or the verb
SPENT = re.compile(
    r"(?:再?用|利用|以|花)[一二两三四五六七八九十\d]{1,3}个?(?:年|月|天)(?:左右)?的?时间|[一二两三四五六七八九十\d]{1,2}年(?:内)?计划"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}是(?!否)"
    r"|(?:项目|工程|全部|全面)?(?:建成|投产|达产|投运|投用|竣工|完工|通车|满产)(?:达产|投产|投用|运营)?后(?:预计|将|可|每年)?"
)
SPENT_FIRST = frozenset("（(再用利以花一二两三四五六七八九十0123456789项工全建投达竣完通满")
# 加装（更新）, 新（改、扩）建
VARIANT = re.compile(r"[（(]([\u4e00-\u9fff]{1,4})[）)]")
BUILT = re.compile(r"新[（(][改扩续迁重、/]{1,5}[）)]建")
# 向失能老年人发放护理补贴，每人每月最高800元: what is paid, in the clause before its sum
PAID_TO = re.compile(
    r"[向给对为][^，。；]{2,30}?(?:发放|给予|提供|派发|核发|支付|予以|补发)(?:了)?(?P<what>[\u4e00-\u9fff]{2,16}(?:补贴|补助|津贴|奖励|奖金|资助|救助金|慰问金|养老金|生活费|消费券|补偿|补偿金|贴息|支持))(?=[，,])"
)


def described(text: str, start: int, end: int) -> bool:
    """有实力的企业, 有改造意愿的小区: 有 describes, and is no filler."""
    return text.find("的", start + 2, min(end - 1, start + 9)) > 0


def closing(text: str, start: int, end: int) -> int:
    """Behind the bracket that opens at ``start`` and gives a short name; 0 for none."""
    at = text.find("）" if text[start] == "（" else ")", start, min(end, start + 12))
    return at + 1


def per_head(text: str, at: int, word: str) -> bool:
    """每万人拥有绿道长度: having something a head names a measure."""
    return word == "拥有" and text[at - 1] in "人口户"
