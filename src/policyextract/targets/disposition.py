"""Which quantities are no records, told before frames run: thresholds, list counts, durations, ages, parts of names."""

import re
from collections.abc import Sequence
from typing import Final

from ..mentions.values import Amount
from ..rules import Mention
from ..span import Span
from .words import words

_STOP: Final = "，。；、：）)！？,;:\n—"
_PHRASE_END: Final = re.compile(f"[{_STOP}的]")
_PARTED: Final = re.compile("[、，,；。和（(]")
# A bound that qualifies an object is a bound, not an approximation (约, 近); one before the number needs its 的.
_BOUNDS: Final = frozenset((">=", "<=", ">", "<"))
# Physical dimensions by which a thing is named (500千伏变电站, 5万吨级泊位).
_QUALIFYING: Final = frozenset(("voltage", "power", "pressure", "mass", "volume", "length", "electric_potential"))
# Dimensions whose quantities never bound an object: they count, compare or rank.
_UNMEASURED: Final = frozenset(("count", "share", "points", "ratio", "rank", ""))
_BOUND_AFTER = re.compile(r"(?:（[^）]{1,16}）)?(?:的(?=[一-龥\w“，；])|(?=[一-龥“])(?![的在以给对且并或而为和及]))")

# 50万以上人口城市, 50万以上的大城市: the size of a place
_SIZED = re.compile(r"(?:的)?(?:人口)?的?(?:特?大中?城市|城市|县城|大县|县|市|城镇|乡镇)")
# 20万人口以上的县
_POPULOUS = re.compile(r"人口以[上下]的?(?:特?大中?城市|城市|县城|大县|县|市|城镇|乡镇|镇|乡|村)")
# 13亿多人口的大国, 14亿多中国人的饭碗
_COUNTRY = re.compile(r"(?:人[口民]?的?|的)[^，。；、的]{0,6}(?:大国|国家)|(?:中国)?人的饭碗")
_RATIO: Final = ("∶", "：", ":")
_STOPS = re.compile(r"[，,；：。](?=[^，,；：。]*$)")
_OF_OBJECT = re.compile(r"的(?![一-龥]{0,6}(?:目标|水平|标准|规模|速度)|基础)[一-龥“]")
# 按不超过1500元的标准给予补助, 90分以上的为优秀: the bound is what is said
_SAID = re.compile(r"的(?:标准|比例|额度|幅度|水平|目标|基础|[，,]?(?:可|直接)?(?:评定?|确定|认定|定|列|视)?为)")
# 在全国229家开发区考评中居第47位: the field of a rank
_FIELD = re.compile(r"[^，。；、]{1,20}中[，,]?(?:[^，。；]{0,6})(?:列|居|位|排|名|跃|获|脱颖|夺|第|首)")


# 每招用1人, 每提高1个百分点: the step by which something else is counted
_STEP = re.compile(
    r"每(?:多|少|高|低|超过?|超出|新?增(?:加|长)?|减少?|提[高升]|降低?|下降|上[升涨]|新?招用|吸纳|引进|培育|查实|发现|满|延迟|逾期|提前|缺|推荐|带动)[一-龥]{0,4}$"
)


def judge(text: str, mentions: Sequence[Mention], sentence: Span) -> list[str]:
    """Why each quantity of a sentence is no record (``threshold``, ``list``, ``duration`` …), ``""`` where frames must read it."""
    out: list[str] = []
    following: Mention | None = None
    why = ""
    for mention in reversed(mentions):
        own = _dismissed(text, mention, sentence) or _quoted(text, mention, sentence) or _each(text, mention, following)
        if not own and following is not None and why == "threshold" and _goes_on(text, mention, following):
            own = "threshold"
        out.append(own)
        why, following = own, mention
    out.reverse()
    return out


def _dismissed(text: str, mention: Mention, sentence: Span) -> str:
    amount: Amount = mention.value
    left = text[max(sentence.start, amount.outer_start - 14) : amount.outer_start]
    cut = _STOPS.search(left)
    if cut is not None:
        left = left[cut.end() :]
    right = text[amount.outer_end : min(sentence.end, amount.outer_end + 16)]
    anchor = text[mention.start : mention.end]
    if amount.unit == "分" and left.endswith(("时", "點", "点")) and left[-2:-1].isdigit():
        return "name"  # 15时20分
    for test in _TESTS.get(amount.kind.dimension, _PHYSICAL):
        why = test(amount, anchor, left, right)
        if why:
            return why
    return ""


def _quoted(text: str, mention: Mention, sentence: Span) -> str:
    """``“三支一扶”``, ``“四个取消”``, ``“人才新政30条”``: a count inside a short quoted name is part of it."""
    amount: Amount = mention.value
    if not amount.han and amount.kind.dimension != "count":
        return ""
    opened = text.rfind("“", max(sentence.start, mention.start - 12), mention.start)
    if opened < 0 or text.find("”", opened, mention.start) >= 0:
        return ""
    closed = text.find("”", mention.end, mention.end + 14)
    if not 0 < closed <= opened + 22:
        return ""
    named = amount.han or (closed == mention.end and opened + 1 < mention.start)
    return "name" if named else ""


def _each(text: str, mention: Mention, following: Mention | None) -> str:
    """``万人拥有绿道长度达2千米``: a bare magnitude with a unit, before another quantity of its clause, is a reference."""
    if following is None or following.start - mention.end > 24:
        return ""
    if text.startswith(("级以上", "级以下", "级及以上"), mention.end):
        return "part"  # 万吨级以上泊位568个
    between = text[mention.value.outer_end : following.start]
    if mention.value.comparator != "=":
        # 签约亿元以上项目60个: a bound on what is counted behind
        close = (len(between) != 1 and len(between) < 8) and following.value.kind.dimension == "count"
        bounded = mention.value.kind.dimension == "currency" and mention.value.comparator in _BOUNDS
        return "threshold" if bounded and close and not any(c in between for c in "、，,；。和（(的") else ""
    if _STEP.search(text, max(0, mention.value.outer_start - 12), mention.value.outer_start) is not None and (
        _PARTED.search(between) is None or between.startswith(("，", ","))
    ):
        return "part"  # 每招用1人给予1500元, 每低1个百分点，扣0.5分
    if not between or _PARTED.search(between) is not None:
        return ""
    if text[mention.start] in "百千万" and mention.value.kind.dimension != "share":
        return "part"  # 百分之四十 is a share
    # 新建500千伏变电站12座: a measure that only qualifies the thing counted behind
    counted = following.value.kind.dimension in ("count", "people") and following.value.outer_start - mention.end < 12
    return "part" if counted and mention.value.kind.dimension in _QUALIFYING and "的" not in between else ""


def _goes_on(text: str, mention: Mention, following: Mention) -> bool:
    """Whether a bounded quantity goes on in a threshold that follows: ``投资额1亿元以上或面积2万平方米以上的工程``."""
    amount: Amount = mention.value
    between = text[amount.outer_end : following.start]
    bounded = bool(amount.after or amount.before) and amount.kind.dimension not in _UNMEASURED
    return (
        bounded
        and len(between) <= 20
        and between[:1] in ("、", "或", "和", "且", "及", "至", "并")
        and "，" not in between
    )


def _bare(amount: Amount, anchor: str, left: str, right: str) -> str:
    if amount.form != "bare" or amount.unit:
        return ""
    if amount.after in _BOUNDS and right.startswith(("人口", "的")) and _SIZED.match(right):
        return "threshold"
    if right.startswith("人口") and _POPULOUS.match(right):
        return "threshold"
    if (right[:1] in _RATIO and right[1:2].isdigit()) or (left[-1:] in _RATIO and left[-2:-1].isdigit()):
        return "ratio"  # 三次产业比重为4.0∶37.7∶58.3
    if anchor.rstrip("多余")[-1:] in ("万", "亿") and len(anchor) > 1:
        return ""
    return "" if words().ratio_pattern.search(left) and not amount.han else "bare"


def _country(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``13亿人口的大国``: how large a country is called."""
    of_people = anchor.endswith("人") or right.startswith(("人", "中国人"))
    return "article" if of_people and anchor.rstrip("多余人")[-1:] in ("万", "亿") and _COUNTRY.match(right) else ""


def _age(amount: Amount, anchor: str, left: str, right: str) -> str:
    if not anchor.endswith(("岁", "周岁")):
        return ""
    return "" if "寿命" in left or "年龄" in left else "age"


def _duration(amount: Amount, anchor: str, left: str, right: str) -> str:
    """A length of time is a record where it is regulated, named or changed; else it only bounds something."""
    if amount.kind.dimension != "duration":
        return ""
    if words().term_noun_pattern.search(left) or left.endswith(words().term_lead):
        return ""
    if any(words().tails.get(left[-size:]) in ("rise", "fall") for size in (2, 3, 4)) or left.endswith(
        words().shortened
    ):
        return ""
    if left.endswith(("由", "从")) and right.startswith(words().shortened):
        return ""  # 由30年延长至50年
    if right.startswith(("内", "以内", "之内")) or amount.after == "<=":
        return "" if words().term_verb_pattern.search(right, 0, 12) else "duration"
    if amount.before in (">=", "<=") and (not right or right[0] in _STOP):
        return ""  # 每周开放不少于56小时: a length laid down, that ends its clause
    return "duration"


def _qualifying(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``裁员率不超过20%的企业``: a rate that only says which ones."""
    if amount.before not in _BOUNDS or amount.after or not left.endswith(words().rate_tail):
        return ""  # 超过90%的企业, 90%以上的企业: so many of them
    return "threshold" if right.startswith("的") and right.startswith(words().qualified, 1) else ""


def _top(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``前10家企业产业集中度``: the first so many of a class name the class."""
    if amount.unit in ("位", "名") and left.endswith(("后", "末", "倒数")) and right.startswith("的"):
        return "part"  # 排名后三位的省份
    if not (left.endswith("前") or (amount.form == "rank" and not anchor.startswith("第"))):
        return ""
    return "" if not right or right[0] in _STOP or right.startswith(words().after_rank) else "part"


def _figurative(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``把群众利益放在第一位``: what comes first, not where something ranks."""
    return "figurative" if anchor in ("第一位", "首位") and left.endswith(words().put_first) else ""


def _per(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``每10万人``: the reference of a rate."""
    return "part" if left.endswith("每") and not amount.before else ""


def _gauge(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``±800千伏特高压工程``, ``12英寸晶圆``: a voltage or gauge straight before a noun names the thing."""
    if amount.unit not in words().gauge or amount.comparator != "=" or not right:
        return ""
    named = "一" <= right[0] <= "龥" and right[0] not in "的和或及与至到等为在以内" and not right.startswith("左右")
    return "part" if named else ""


def _article(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``一个重要方面``, ``两个孩子``: an article, or a pair that everyone knows, not a count."""
    if not amount.han or amount.comparator != "=" or amount.form not in ("plain", "bare"):
        return ""
    value = amount.explicit[0]
    if value == 1:
        return "" if left.endswith(words().minimum) else "article"
    return "article" if value == 2 and anchor.endswith(words().pair) else ""


def _sums_up(phrase: str) -> bool:
    """Whether a noun that sums up names begins ``phrase`` and ends there: 等5个城市|入选, not 等13座城市公园."""
    for noun in words().member:
        if phrase.startswith(noun):
            rest = phrase[len(noun) :]
            if not rest or rest[0] in "、和与及的等（(“《" or rest.startswith(words().after_member):
                return True
    return False


def _listed(amount: Amount, anchor: str, left: str, right: str) -> str:
    if "在" in left and amount.kind.dimension == "count" and _FIELD.match(right):
        return "reference"
    if amount.kind.dimension not in ("count", "people") or amount.explicit[0] > 30:
        return ""
    if left.endswith(words().reference):
        return "reference"
    stop = _PHRASE_END.search(right)
    phrase = right if stop is None else right[: stop.start()]
    if left.endswith("等") and _sums_up(phrase):
        return "list"
    if phrase in words().listed_alone:
        return "list"
    if phrase.startswith(words().not_listed):
        return ""  # 2个世界文化遗产
    if not (phrase.endswith(words().listed) or phrase.startswith(words().listed)):
        return ""
    told = any(phrase.find(verb, 2, -2) > 0 for verb in words().predicate)
    return "" if told else "list"  # 27家农商银行完成改制任务


def _threshold(amount: Amount, anchor: str, left: str, right: str) -> str:
    """``营业收入2000万元以上的工业企业``: a bound that only qualifies an object."""
    if amount.kind.dimension in _UNMEASURED:
        return ""
    if amount.kind.dimension == "people" and left[-1:] in words().preposition:
        return ""  # 为200万名以上中小学生开展: so many are served
    bounded = amount.after in _BOUNDS or (amount.before in _BOUNDS and right.startswith("的"))
    if not bounded:
        # 面积达到100亩的种粮大户: a level reached, with 的 and the object behind
        return "threshold" if left.endswith(words().reached) and _OF_OBJECT.match(right) else ""
    if not _BOUND_AFTER.match(right):
        return ""
    if amount.kind.dimension == "duration" and right[0] != "的" and words().term_verb_pattern.search(right, 0, 12):
        return ""  # 10个工作日内完成初审: the limit of a deed
    if _SAID.match(right):
        return ""
    noun = right.removeprefix("的")
    if noun.startswith((*words().money, *words().standard_noun)):
        return ""
    if right.startswith("的"):
        return "threshold"
    if left.endswith(words().doing_away):
        return "threshold"  # 消除66人以上大班额: what is done away with is of that size
    verbed = any(left[-size:] in words().action for size in (2, 3, 4)) or left.endswith(words().standard_verb)
    return "" if verbed and amount.after not in ("<=", "<") else "threshold"


# Which tests can apply, by dimension; what is not listed measures something physical.
_PHYSICAL: Final = (_age, _per, _gauge, _article, _threshold)
_TESTS: Final = {
    "": (_country, _bare, _top, _per, _article),
    "share": (_top, _per, _qualifying),
    "points": (_per,),
    "ratio": (_per, _article),
    "rank": (_top, _figurative),
    "currency": (_per, _article, _threshold),
    "count": (_age, _top, _per, _article, _listed),
    "people": (_country, _age, _top, _per, _article, _listed, _threshold),
    "duration": (_duration, _threshold),
}
