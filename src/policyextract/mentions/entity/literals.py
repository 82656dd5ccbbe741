"""Places and government bodies: one pass over the known forms.

A wake stops at each known form. A place may grow into a body (聊城市+财政局, 山东省+委); a function takes the level word
or the place before it and needs a body word after it (市+工业和信息化+局); a level word takes a seat (省+委, 市+政府).
Doubtful short forms of places need a place beside them, or carry a rule name (``place.short``) that leaves the
judgement to :func:`~policyextract.mentions.entity.context.settle`, which knows the document.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from ...rules import Mention
from ...tokens import tokenizer
from ..values import Name
from . import divisions
from .forms import Form, Index
from .patterns import LEVELS, patterns

TRIGGERS = frozenset(("town", "zone", "head", "programme", "rules", "title", "speech", "after"))
_ZONE_GAP = 8  # characters between a place and the class word of a zone: 西安+国际港务+区
_INNER_WORD = re.compile("[司处科室队组局班会心办]")  # the last characters of the class words of inner offices
_SET_OFF = " \u3000：:"  # between a title and a name
# Body words written short and what they stand for.
_FULL_BODY = {"委": "委员会", "办": "办公室"}


_SHORT_NAME = 3  # characters: longer names do not come about by chance where two words meet


@lru_cache(maxsize=4096)
def _astride(words: str, at: int, size: int) -> bool:
    """Whether the ``size`` characters at ``at`` only seem a place, where two words of ``words`` meet.

    >>> _astride("纳入医保定点范", 3, 2), _astride("沿海口岸", 1, 2), _astride("在保定召开", 1, 2)
    (True, True, False)
    """
    start, stop, begin = at, at + size, 0
    full = words[stop - 1] in LEVELS  # 南阳市|中心城区, where 市中心 is a word
    for word in tokenizer().cut(words):
        end = begin + len(word)
        if begin < start < end or (start < begin < stop < end and not full):
            return True
        begin = end
    return False


class Scan:
    """One pass over the stretches of a text; holds what it found in the stretch read last."""

    __slots__ = ("_end", "_grammar", "_row", "_start", "_starts", "_text", "_wakes", "index", "out", "triggers")

    def __init__(self, text: str, index: Index) -> None:
        self._text, self.index = text, index
        self._grammar = patterns()
        self._wakes = index.wakes(text)
        self._starts = [i for i, _ in self._wakes]

    def run(self, start: int, end: int) -> list[Mention]:
        """The mentions of ``text[start:end]``, left to right; the triggers beside them."""
        self._start, self._end = start, end
        self.out: list[Mention] = []
        self.triggers: dict[str, list[tuple[int, int, str]]] = {}
        self._row = (start, start)
        at, take, text, goes_on = start, self._take, self._text, self._grammar.body_first
        leads, folk_first = self._grammar.unnamed_leads, self._grammar.surnames
        for i, forms in self._wakes[bisect_left(self._starts, start) : bisect_left(self._starts, end)]:
            if i < at:
                continue
            first = forms[0]
            kind = first.kind
            # Most wakes give nothing, or only a place where a name may begin: these are settled without a call.
            if kind == "function":
                behind = i + len(first.text)
                if len(forms) == 1 and text[behind : behind + 1] not in goes_on and text[behind - 1] != "委":
                    if behind > self._row[1]:
                        self._row = (self._row[0] if i == self._row[1] else i, behind)
                    continue
            elif kind == "title" and first.type == "folk":
                behind = i + len(first.text)
                if text[behind : behind + 1] not in folk_first and text[behind : behind + 1] not in _SET_OFF:
                    continue
            elif kind == "zone":
                if not self.out or i - self.out[-1].end > _ZONE_GAP:
                    continue
            elif kind == "at_edge" and text[i - 1].isalnum() and text[i - 1] not in leads and not self._follows(i):
                continue
            for form in forms:
                if stop := take(form, i):
                    at = stop
                    break
            else:
                if kind == "function" and (behind := i + len(first.text)) > self._row[1]:
                    self._row = (self._row[0] if i == self._row[1] else i, behind)
        return self.out

    def _follows(self, i: int) -> bool:
        """Whether a mention ends right before ``i``."""
        return bool(self.out) and self.out[-1].end == i

    def _behind_body(self, i: int) -> bool:
        """Whether ``i`` is the next of a list behind a body: 省农业农村厅、|供销社."""
        return (
            bool(self.out)
            and self.out[-1].end == i - 1
            and self._text[i - 1] == "、"
            and (self.out[-1].value.type in ("gov", "org"))
        )

    def _take(self, form: Form, i: int) -> int:
        """Add what ``form`` at ``i`` gives; the end of what was read, 0 where it gives nothing."""
        j = i + len(form.text)
        if j > self._end:
            return 0
        if form.kind in TRIGGERS:
            if form.kind == "town":  # what follows the class word begins something of its own
                self.triggers.setdefault("town", []).append((i, j, form.canonical))
                return i + len(form.canonical)
            self.triggers.setdefault(form.kind, []).append((i, j, form.type))
            return j
        if form.type == "body":
            return self._unnamed(form, i, j)
        if form.kind == "function":
            if self._text[j : j + 1] in self._grammar.body_first or form.text[-1] == "委":
                return self._function(form, i, j)
            return 0
        if form.kind == "seat":
            return self._seat(i)
        if form.kind == "listed":
            if not self._behind_body(i) or (j < self._end and "一" <= self._text[j] <= "龥"):
                return 0
            self.out.append(Mention(i, j, Name(form.type, form.canonical, "", ""), f"{form.type}.listed"))
            return j
        if form.kind == "own":
            self.out.append(Mention(i, j, Name(form.type, form.canonical, form.code, ""), "own"))
            return j
        if form.kind == "name":
            known = j
            if form.type == "gov" and self._runs_on(form, j):
                return 0
            if form.type in ("company", "person") and len(form.text) <= _SHORT_NAME and self._meets(i, j):
                return 0
            if form.type == "company" and self._grammar.company_goes_on.match(self._text, j, self._end):
                return 0
            if form.type == "document" and self._grammar.law_goes_on.match(self._text, j, self._end):
                return 0
            if form.type in ("gov", "document"):
                i = self._of_nation(i, form.text)
            if form.type == "gov" and (local := self._local(form, j)):
                j = local
            if form.type == "gov" and j == known and len(form.text) > _SHORT_NAME:
                j = self._inner(j)
            if form.type == "company" and (branch := self._grammar.branch.match(self._text, j, self._end)):
                j = branch.end()
                if self._follows(i) and self.out[-1].value.type == "place":
                    i = self.out.pop().start  # 福建+中化智胜化肥有限公司
            self.out.append(
                Mention(
                    i,
                    j,
                    Name(form.type, form.canonical + self._text[known:j], form.code, ""),
                    f"{form.type}.known",
                )
            )
            return j
        if form.type == "region":
            if form.kind != "kind" and self._part_of_a_word(i, j):
                return 0
            self.out.append(Mention(i, j, Name("region", form.text, "", ""), f"region.{form.kind}"))
            return j
        return self._place(form, i, j)

    def _unnamed(self, form: Form, i: int, j: int) -> int:
        """A body without a name; 0 where it is a part of a longer word or no clause begins with it."""
        text, grammar = self._text, self._grammar
        if text[j : j + 1] in grammar.body_not.get(form.text[-1], ()) or text[j : j + 1] in grammar.unnamed_not:
            return 0
        if form.kind == "at_edge" and i > self._start:
            after = bool(self.out) and self.out[-1].end == i and self.out[-1].value.type in ("region", "place")
            if not after and text[i - 1].isalnum() and not text.endswith(grammar.unnamed_before, self._start, i):
                return 0
        self.out.append(Mention(i, j, Name("body", form.text, "", ""), "body"))
        return j

    def _runs_on(self, form: Form, j: int) -> bool:
        """Whether the body word of a known name begins another: 经济部+门."""
        follows = self._text[j : j + 1]
        return (follows == "门" and form.text[-1] == "部") or follows in self._grammar.body_not.get(form.text[-1], ())

    def _of_nation(self, i: int, name: str) -> int:
        """Where a known name begins with the nation before it: 国家+质检总局, 中国+国家统计局."""
        for lead in self._grammar.nations:
            if self._text.endswith(lead, self._start, i) and not name.startswith(lead):
                while self.out and self.out[-1].end > i - len(lead):
                    self.out.pop()
                return i - len(lead)
        return i

    def _local(self, form: Form, j: int) -> int:
        """The end of a local body of a national one (国家税务总局+山东省税务局, 人民银行+济南分行); 0 for none."""
        if not form.text.endswith(self._grammar.national):
            return 0
        if not any(other.type == "place" for other in self.index.at(self._text, j)):
            return 0
        found = self._grammar.local.match(self._text, j, self._end)
        return found.end() if found else 0

    def _part_of_a_word(self, i: int, j: int) -> bool:
        """Whether a region word belongs to another: 健+全村, 基+本国, 全市+场."""
        text, grammar = self._text, self._grammar
        if text[j : j + 1] in grammar.region_not or (text[j - 1] == "国" and text.startswith(grammar.titles, j)):
            return True
        return i > self._start and text[i - 1] in grammar.region_before_not.get(text[i], ())

    def _place(self, form: Form, i: int, j: int) -> int:
        text, kind = self._text, form.kind
        grammar = self._grammar
        # 山东省委: the class word of the place is the level word of the body.
        seat = grammar.seat.match(text, j, self._end) if text[j : j + 1] in grammar.seat_first else None
        if seat and (kind not in ("common", "generic") or self._beside_place(i)):
            return self._body(i, seat.end(), form.canonical + seat[0], form.code, "gov.seat")
        if form.text == "中国" and grammar.not_country.match(text, j, self._end):
            return 0
        if grammar.names_after.match(text, j, self._end):
            return 0
        if kind == "generic" and self._follows(i) and self._of_another(form):
            return 0
        if kind == "generic" and not (
            self._beside_place(i) or (len(form.text) == 2 and text[j - 1] == "县" and self._at_edge(i))
        ):
            return 0
        if kind in ("common", "short") and not self._supported(i, j) and self._unlikely(kind, j):
            return 0
        if len(form.text) <= _SHORT_NAME and not self._supported(i, j) and self._meets(i, j):
            return 0
        rule = "place.short" if kind == "short" and not self._supported(i, j) else "place"
        if text[j : j + 1] in grammar.land_first and (land := grammar.land.match(text, j, self._end)):
            region = land.lastgroup == "region" and not form.code and form.text not in grammar.nations
            if region or (land.lastgroup == "land" and text[j - 1] not in LEVELS):  # 朝鲜+半岛, 京津冀+地区
                if self._follows(i) and self.out[-1].rule == "place" and text[i - 1] not in LEVELS:
                    i = self.out.pop().start  # 宁波+舟山港
                self.out.append(Mention(i, land.end(), Name("place", text[i : land.end()], "", ""), "place.zone"))
                return land.end()
        self.out.append(Mention(i, j, Name("place", form.canonical, form.code, ""), rule))
        while text[j - 1] in "市县区旗镇乡道" and (town := grammar.town.match(text, j, self._end)):
            self.out.append(Mention(j, town.end(), Name("place", town[0], "", ""), "place.town"))
            j = town.end()
        while text[j - 1] in "市县区旗" and (other := grammar.listed.match(text, j, self._end)):
            if other[1][-1] != text[j - 1] or any(f.type == "place" for f in self.index.at(text, j + 1)):
                break
            self.out.append(Mention(j + 1, other.end(1), Name("place", other[1], "", ""), "place.listed"))
            j = other.end(1)
        return j

    def _of_another(self, form: Form) -> bool:
        """Whether the place right before is none that has a part of this name: 兴文县+城区."""
        code = self.out[-1].value.code
        return bool(code) and not any(row.code[:4] == code[:4] for row in divisions.named().get(form.text, ()))

    def _meets(self, i: int, j: int) -> bool:
        """Whether ``text[i:j]`` only seems a place, where two words meet: 医保+定点, 沿海+口岸."""
        text, low, high = self._text, i, j
        while low > max(self._start, i - 4) and "一" <= text[low - 1] <= "龥":
            low -= 1
        # 昭平|等10个县, where 平等 is a word: a list ends with the place
        while high < min(self._end, j + 4) and "一" <= text[high] <= "龥" and text[high] not in "等和与及":
            high += 1
        return high - low > j - i and _astride(text[low:high], i - low, j - i)

    def _unlikely(self, kind: str, j: int) -> bool:
        """Whether an unsupported short form is no place: a common one, and one whose end begins 全国, 全市 (今天全国)."""
        return kind == "common" or any(form.kind == "whole" for form in self.index.at(self._text, j - 1))

    def _beside_place(self, i: int) -> bool:
        """Whether a place ends right before ``i`` or one list mark before."""
        if not self.out:
            return False
        last = self.out[-1]
        return last.value.type == "place" and self._text[last.end : i] in ("", "、")

    def _at_edge(self, i: int) -> bool:
        """Whether no word runs into the character at ``i``: 沧县 after a mark, not the 理县 of 管理县."""
        before = self._text[i - 1] if i > self._start else "，"
        return not before.isalnum() or before in self._grammar.lead

    def _supported(self, i: int, j: int) -> bool:
        """Whether the words beside a doubtful short form show that it is a place."""
        text, grammar = self._text, self._grammar
        return (
            self._beside_place(i)
            or text.endswith(grammar.before, max(self._start, i - 3), i)
            or (grammar.after.match(text, j, self._end) is not None and self._at_edge(i))
        )

    def _seat(self, i: int) -> int:
        """省委, 市政府 …: ``i`` is at the level word, the last character of 自治区 where that is it."""
        text = self._text
        if text.endswith("自治", self._start, i):
            i -= 2
        elif i > self._start and text[i - 1] in self._grammar.not_level:
            return 0
        placed = bool(self.out) and self.out[-1].end == i
        if i > self._start and text[i - 1] in LEVELS and not placed:
            return 0  # 市县政府, 乡镇政府 name no body
        seat = self._grammar.level_seat.match(text, i, self._end)
        if seat is None:
            return 0
        if not placed and self._grammar.levels.search(text, max(self._start, i - 5), i):
            return self._kind(i, seat.end())
        return self._body(i if placed else self._unknown_place(i), seat.end(), seat[0], "", "gov.seat")

    def _unknown_place(self, i: int) -> int:
        """Where the name begins of a place that is in no table, its class word at ``i``: 由|青禾+县+财政局; else ``i``."""
        text, grammar = self._text, self._grammar
        if text[i] not in "市县区州旗镇乡":
            return i
        begin = i
        while (
            begin > self._start
            and i - begin < 4
            and "一" <= text[begin - 1] <= "龥"
            and text[begin - 1] not in grammar.lead
        ):
            begin -= 1
        if (
            not 2 <= i - begin <= 3
            or (self.out and self.out[-1].end > begin)
            or grammar.no_place.search(text, begin, i)
        ):
            return i
        return begin

    def _function(self, form: Form, i: int, j: int) -> int:
        """A function with its body word, and the level word or place before it."""
        text, grammar = self._text, self._grammar
        if form.text.endswith("委") and len(form.text) == 2:
            j -= 1  # 科委, 教委: the body word is part of the form
            if i > self._start and text[i - 1] not in LEVELS + "、，；：" and not self._follows(i):
                return 0  # 提交+委员会, 建设厅（建委）
        if text[j : j + 1] not in grammar.body_first or not (body := grammar.body.match(text, j, self._end)):
            return 0
        stop, word = body.end(), body[1]
        if len(word) == 1 and stop == body.end(1) and text[stop : stop + 1] in grammar.body_not.get(word, ()):
            return 0
        canonical = form.canonical + _FULL_BODY.get(word, word) + text[body.end(1) : stop]
        if (first := self._before_function(i)) < i:
            canonical, i = text[first:i] + canonical, first
        start, level = i, i > self._start and text[i - 1] in LEVELS and text[i - 2 : i - 1] not in grammar.not_level
        placed = bool(self.out) and self.out[-1].end == i and self.out[-1].value.type in ("place", "gov")
        if level and not placed:
            start = i - 1
            if text.endswith("自治" + text[i - 1], self._start, i):
                start = i - 3
            start = self._unknown_place(start)
        elif text.endswith("国家", self._start, i):
            start = i - 2
        elif (word in ("办", "司", "中心", "支队", "总队", "分局", "院") and not placed) or (
            len(form.text) + len(word) < 3 and not placed and text[i - 1 : i].isalnum()
        ):
            return 0
        bare = start == i and not placed and word in grammar.kinds
        if start == i and not placed and word in grammar.long_heads and text[i - 1 : i].isalnum() and i > self._start:
            self.triggers.setdefault("head", []).append((body.start(1), body.end(1), "gov"))
            return stop  # 停电事件+应急+指挥部
        if bare or (start == i and not placed and self._of_several(i)):
            return self._kind(start, stop)
        if word in grammar.kinds and placed and text.endswith(grammar.apart, self._start, i):
            return self._kind(i, stop)  # 新疆生产建设兵团+教育主管部门
        end = self._sub_office(stop)
        return self._body(start, end, text[start:i] + canonical + text[stop:end], "", "gov.function")

    def _kind(self, i: int, j: int) -> int:
        """Add what is spoken of as a kind of body, without whose it is: 财政部门, 各县区+民政局."""
        self.out.append(Mention(i, j, Name("gov", self._text[i:j], "", ""), "gov.kind"))
        return j

    def _of_several(self, i: int) -> bool:
        """Whether bodies of several places are meant by one that begins at ``i``: 各县（市、区）+民政局, 直辖市+财政厅."""
        text = self._text
        if text.endswith(self._grammar.several, self._start, i):
            return True
        if self.out and self.out[-1].end == i and self.out[-1].rule == "region.each":
            return True
        return text[i - 1 : i] in "）)" and text[i - 2 : i - 1] in LEVELS and i - 2 > self._start

    def _before_function(self, i: int) -> int:
        """Where the functions begin that one at ``i`` goes on: 自然资源+规划局, 教育+和+科技局."""
        first, behind = self._row
        if behind > i or first >= behind:
            return i
        if behind == i or (behind == i - 1 and self._text[behind] in "和与及"):
            at_level = first > self._start and self._text[first - 1] in LEVELS
            placed = bool(self.out) and self.out[-1].end == first and self.out[-1].value.type == "place"
            if at_level or placed or (behind == i and self._at_edge(first)):
                return first
        return i

    def _sub_office(self, j: int) -> int:
        """The end of an inner office with a function of its own (住建厅+公用事业处), else ``j``."""
        for form in self.index.at(self._text, j):
            if form.kind == "function":
                office = self._grammar.office.match(self._text, j + len(form.text), self._end)
                return office.end() if office else self._inner(j)
            if form.type == "place" and self._text.startswith("分局", j + len(form.text)):
                return j + len(form.text) + 2
        return self._inner(j)

    def _inner(self, j: int) -> int:
        """The end of an office inside the body that ends at ``j``, by its class word alone; else ``j``."""
        if not _INNER_WORD.search(self._text, j + 2, min(j + 14, self._end)):
            return j
        found = self._grammar.inside.match(self._text, j, self._end)
        return found.end() if found else j

    def _body(self, i: int, j: int, canonical: str, code: str, rule: str) -> int:
        """Add a body; the places (and the body it belongs to) that stand against it are part of its name."""
        out = self.out
        while out and out[-1].end == i and out[-1].value.type in ("place", "gov"):
            if out[-1].value.type == "gov" and (rule == "gov.seat" or out[-1].rule == "gov.function"):
                break
            before = out.pop()
            canonical = before.value.canonical + canonical
            i, code = before.start, code or before.value.code
        if self._text.endswith("中共", self._start, i):
            i -= 2
        kind = "org" if rule == "gov.seat" and self._text.endswith(self._grammar.people, i, j) else "gov"
        self.out.append(Mention(i, j, Name(kind, canonical, code, ""), rule))
        return j
