"""Five-year plans: their years, their first and last ones, and documents named after them."""

from ...patterns import compiled
from ...rules import Mention
from ..values import Stamp, TimeExpr
from .building import DASHES, expression, mentioned
from .grammar import grammar
from .grammar import parts as parts_of
from .stamps import Match, small
from .words import words

_PLAN_TAIL = compiled(
    r" ?的?(?:(?:期间|期間|时期|時期)?的?(?:(?P<head>头|前)|(?P<rear>最后|后|末))(?P<n>[一二两兩三四1-4])年"
    r"|(?P<whole>期间|期間|时期|時期|(?:规划|規劃|计划|計劃)(?:时期|時期|期间|期間|期内|期)(?!末)|五年)"
    r"|(?P<end>(?:(?:规划|規劃|计划|計劃)?(?:时期|時期|期)?末(?:期|年)?|期满|(?:收官|最后一|決勝|决胜|完成)(?:之)?年))"
    r"|(?P<start>(?:时期|時期)?(?:初期?|(?:开局|開局|起步|第一|首)(?:之)?年)(?!步))|(?P<mid>中期(?!评估|評估))"
    r"|(?P<named>(?:规划|規劃|计划|計劃|纲要|[^，。；,;”\"\n]{0,12}(?:规划|規劃)(?![期末]))))"
)


def plan(match: Match) -> Mention | None:
    """A five-year plan: its years, its last or first one (收官之年), or a document named after it (“十四五”规划)."""
    found = parts_of(match)
    number = small(found["ord"]) if "ord" in found else words().plan_number(found["p"])
    if not 1 <= number <= len(words().plans):
        return None
    text, end, rule, edge = match.string, match.end(), "time.plan", ""
    tail = _PLAN_TAIL.match(text, end, min(len(text), end + 24))
    if tail is not None:
        kind = tail.lastgroup or ""
        if kind == "n":
            return mentioned(match, tail.end(), _some_years(number, tail), "time.plan-years")
        if kind == "named":
            rule = "time.plan-named"
        else:
            end, edge = tail.end(), {"end": "end", "start": "start", "mid": "mid"}.get(kind, "")
    if not edge and rule == "time.plan" and (other := _plan_joined(text, end, match.endpos)):
        last, stop = other
        if last > number:
            ends = Stamp(year=words().plans[number - 1].first), Stamp(year=words().plans[last - 1].last)
            return mentioned(match, stop, expression("span", *ends), "time.plan-years")
    if edge and tail is not None and "年" in tail[0]:
        return mentioned(match, end, expression("plan", Stamp(grain="year", edge=edge), number=number), rule)
    return mentioned(match, end, expression("plan", Stamp(grain="plan", edge=edge), number=number), rule)


def _plan_joined(text: str, end: int, stop: int) -> tuple[int, int] | None:
    """The number of the plan that a dash joins, and where it ends: “十一五”到“十三五”期间."""
    dash = grammar().dash.match(text, end, min(stop, end + 4)) if text[end : end + 1] in DASHES else None
    other = grammar().plan.match(text, dash.end(), stop) if dash is not None else None
    number = words().plan_number(parts_of(other).get("p", "")) if other is not None else 0
    if other is None or not number:
        return None
    tail = _PLAN_TAIL.match(text, other.end(), min(stop, other.end() + 24))
    return number, tail.end() if tail is not None and tail.lastgroup == "whole" else other.end()


def _some_years(number: int, tail: Match) -> TimeExpr:
    """“十四五”前四年, “十四五”最后两年: the first or last years of a plan."""
    row, count = words().plans[number - 1], small(tail["n"])
    first, last = (row.first, row.first + count - 1) if tail["head"] else (row.last - count + 1, row.last)
    return expression("span", Stamp(year=first), Stamp(year=last))
