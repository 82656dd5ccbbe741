"""A small grammar of what stands left of a quantity: verb, noun phrase, tail."""

import re
from collections.abc import Mapping
from typing import Final

from ..span import Span
from . import turns
from .nouns import MARKS, SPACE, Cut, Nouns
from .site import Left

_AT_TIME: Final = "于於"  # what puts a time into its clause
_AT_TIME_TOO: Final = "于於在自从"
_OF_SHARE = ("的比重", "的比例", "的份额")
_LONG = 40
_DOUBLED = 2  # what a second verb governs has more characters: 治理|水土流失, not 实施|治理工程
_NAME = re.compile(r"[“「『《][^”」』》]{2,24}[”」』》]")


class Phrases(Nouns):
    """Reads the words around quantities of one text; what stands behind one is read by :class:`Nouns`."""

    def __init__(self, text: str, cut: Cut, jumps: Mapping[int, int], times: Mapping[int, int]) -> None:
        super().__init__(text, cut, jumps, times)
        self.backs = {end: start for start, end in times.items()}

    # -- left ----------------------------------------------------------------------------------------------------------

    def left(self, lo: int, end: int, joined: bool) -> Left:
        """Analyse ``text[lo:end]``, which ends at a quantity (or the comparator before it)."""
        text = self.text
        told = self.words.saying_pattern
        for saying in told.finditer(text, lo, end) if told.search(text, lo, end) else ():
            lo = saying.end() if end - saying.end() > 3 else lo  # 厅长表示，全省…: what is told, not who tells it
        said = text[lo:end]
        if any(sign in said for sign in turns.GAP_SIGNS) and (gap := turns.GAP.search(text, lo, end)):
            return self._gap(lo, gap.start(), joined)
        origin = self._origin(lo, end) if "由" in said or "从" in said else -1
        if origin >= lo:
            subject, action, passed = self.head(lo, origin, "level", joined)
            return Left(subject, action, "level", None, True, False, passed)
        stop, sense, tail = self._tail(lo, end)
        subject, action, passed = self.head(lo, stop, sense, joined)
        return Left(subject, action, sense, tail, False, False, passed, self._owner(lo, subject, action, passed))

    def _origin(self, lo: int, end: int) -> int:
        """Where 由 or 从 stands, from whose value a change starts: 由|38%, 由上年的|38%, 由上年居世界|第六位|上升到; -1 for none."""
        text = self.text
        found = turns.FROM.search(text, lo, end)
        if found is not None:
            return self._linked(lo, found.start())
        at = max(text.rfind("由", lo, end), text.rfind("从", lo, end))
        if lo == at and 1 < end - at < 8 and self.words.field_pattern.fullmatch(text, at + 1, end) is not None:
            return lo if turns.RISES.match(text, end) is not None else -1  # 从世界|第六位|上升到第三位
        if lo < at and 1 < end - at < 8 and turns.FROM_OF.fullmatch(text, at, end) and turns.RISES.match(text, end):
            return self._linked(lo, at)
        after = self.times.get(at + 1, end + 1) if at >= lo else end + 1
        if end - after > 6 or after > end or "，" in text[after:end]:
            return -1
        return self._linked(lo, at) if turns.TO.match(text, end) is not None else -1

    def _linked(self, lo: int, end: int) -> int:
        """``end`` without the adverbs before it: 比重|已|由…, 支出|将|从…."""
        text, tails = self.text, self.words.tails
        while end > lo:
            if (timed := self._timed(lo, end)) < end:
                end = timed
                continue
            size = next((n for n in (2, 1) if end - n >= lo and tails.get(text[end - n : end]) == "link"), 0)
            if not size or text[end - 1] in self.words.compared or (size == 1 and not self._alone(lo, end)):
                break  # 收入比|由2.5缩小到: no adverb
            end -= size
        return end

    def _timed(self, lo: int, end: int) -> int:
        """``end`` without the time before it and what puts it there: 标准|于7月1日起|由…, 编制|在2026年及2027年|各…."""
        back = self.backs.get(end, -1)
        if back < lo and self.text[end - 1] == "起":
            back = self.backs.get(end - 1, -1)
        if back < lo:
            return end
        while self.text[back - 1] in "及和与、" and (before := self.backs.get(back - 1, -1)) >= lo:
            back = before
        into = back - 1 > lo and self.text[back - 1] in _AT_TIME_TOO
        own = any(self.text[back - n : back] in self.words.tails for n in (2, 3))  # 等于1950年的: the verb's own
        return back - (into and not own)

    def _owner(self, lo: int, subject: Span | None, action: Span | None, passed: tuple[Span, ...]) -> Span | None:
        """The noun before a verb of making whose object is a sum or size: 工业企业|实现|利润; None in most cases."""
        if subject is None or action is None or self.text[slice(*action)] not in self.words.making:
            return None
        if self.text[action.start - 1] == "、":
            return None  # 实施更新行动、完成|投资
        deed = self.text.endswith(self.words.own_deed, subject.start, subject.end)
        if not deed and not self.text.endswith(self.words.measure_noun, subject.start, subject.end):
            return None
        start = self._skip(max([lo, *(span.end for span in passed)]), action.start, [])
        start, end = self.trimmed(start, action.start)
        while end > start and self.text[end - 1] in "已共仍将拟可预计":
            end -= 1
        return Span(start, end) if end - start > 1 and "，" not in self.text[start:end] else None

    def _gap(self, lo: int, end: int, joined: bool) -> Left:
        stop, _, _ = self._tail(lo, end)
        subject, action, passed = self.head(lo, stop, "level", joined)
        return Left(subject, action, "level", Span(end, end), False, True, passed)

    def _tail(self, lo: int, end: int) -> tuple[int, str, Span | None]:
        """Strip tail words; (where the phrase before them ends, the decisive sense, its span)."""
        text, tails, sizes = self.text, self.words.tails, self.words.tail_ends
        sense, where = "", None
        while end > lo:
            back = self.backs.get(end, -1)
            if back >= lo:
                # 增至2022年: 至 belongs to the verb
                joined = text[back] in "至到" and any(
                    text[back - k : back + 1] in tails for k in (1, 2, 3) if back - k >= lo
                )
                end = back + 1 if joined else self._timed(lo, end)
                continue
            lasting = turns.LASTING.search(text, max(lo, end - 16), end) if text[end - 1] in "年度月次届周上" else None
            if lasting is not None:
                end = lasting.start()
                continue
            for size in sizes.get(text[end - 1], ()):
                if size > end - lo:
                    continue
                form = text[end - size : end]
                found = tails.get(form)
                if found is None or (size == 1 and form not in SPACE and not self._alone(lo, end)):
                    continue
                break
            else:
                break
            if found != "link":
                if sense and sense == found and (found != "level" or size == 1):
                    pass
                elif sense:
                    # 增速达到8%: the level of a rate of growth; the noun stays in the indicator
                    return (end, "rate" if form in self.words.rate_noun else sense, where)
                sense, where = found, Span(end - size, end)
            end -= size
            if sense in ("rise", "fall", "level") and text[end - 1] in "年间来内" and end not in self.backs:
                while_ = turns.WHILE.search(text, max(lo, end - 6), end)
                end = while_.start() if while_ is not None and while_.start() > lo else end
            against = turns.AGAINST.search(text, max(lo, end - 16), end) if sense in ("rise", "fall") else None
            if against is not None:
                end = against.start()
        return end, sense, where

    def _alone(self, lo: int, end: int) -> bool:
        """Whether the character before ``end`` is a word of its own."""
        piece = self.text[max(lo, end - 6) : end]
        return len(piece) == 1 or self.cut(piece)[-1] == piece[-1]

    def head(self, lo: int, end: int, sense: str, joined: bool) -> tuple[Span | None, Span | None, tuple[Span, ...]]:
        """Strip times, regions, fillers and the verb of doing; (noun phrase, verb, what was passed)."""
        text = self.text
        passed: list[Span] = []
        action: Span | None = None
        start = self._skip(lo, end, passed)
        while start < end:
            verb = self._verb(start, end, sense, joined or action is not None)
            if verb <= start and action is not None and self._bettered(action):
                verb = self._improved(start, end, sense)
            if verb <= start or verb >= end:
                break
            if action is not None and text[start:verb] in self.words.nominal and self._adds(action):
                break  # 新增|注册企业
            verb = self._coordinated(verb, end)
            action = Span(action.start if action else start, verb)
            start = self._skip(verb, end, passed)
        inner = self._last_verb(start, end, sense)
        if inner is not None:
            action, start = inner, inner.end
        elif action is not None and (text[start:end] in self.words.general or text[start:end] in self.words.nominal):
            start, action = action.start, None
        start, end = self.trimmed(start, end)
        if not sense and text.endswith(self.words.closing, start, end):
            size = max(len(verb) for verb in self.words.closing if text.endswith(verb, start, end))
            start, end = self.trimmed(start, end - size if end - start > size + 1 else end)
        if end <= start or turns.NO_SUBJECT.fullmatch(text, start, end):
            return None, action, tuple(passed)
        return Span(start, end), action, tuple(passed)

    def _spent(self, start: int, end: int) -> int:
        """The end of the words at ``start`` that say how long, by which plan, or once what is done (用两年时间, 达产后)."""
        found = turns.SPENT.match(self.text, start, end) if self.text[start] in turns.SPENT_FIRST else None
        return found.end() if found is not None and found.end() < end else start

    def _skip(self, start: int, end: int, passed: list[Span]) -> int:
        """Past spaces, marks, times, regions and filler words."""
        text, filler, manner = self.text, self.words.filler, self.words.manner
        sizes, kept_first = self.words.filler_starts, self.words.kept_first
        while start < end:
            first = text[start]
            if first in SPACE:
                start += 1
                continue
            if first in "（(" and passed and passed[-1].end == start and (close := turns.closing(text, start, end)):
                start = close  # 社会福利署|（社署）
                continue
            spent = self._spent(start, end)
            if spent > start:
                start = spent
                continue
            if first in kept_first and text.startswith(self.words.kept, start, end):
                return start
            if first == "有" and turns.described(text, start, end):
                return start
            if first == "对" and self.words.toward_pattern.search(text, start, end) is not None:
                return start  # 对东盟出口: what is done towards another
            if first in _AT_TIME and start + 1 in self.jumps:
                start += 1  # 于|2026年|增加
                continue
            jump = self.jumps.get(start, 0)
            if jump and jump <= end:
                if text.startswith(self.words.name_tail, jump, end) and first not in "全各我本":
                    return start  # 唐山|港, but 全省|机场
                passed.append(Span(start, jump))
                start = jump
                continue
            if text.startswith(self.words.each_time, start, end) and self._measures(start, end):
                return start
            for size in sizes.get(first, ()):
                form = text[start : start + size] if size <= end - start else ""
                if form in filler or (form in manner and self._governs(start + size, end)):
                    break
                if form in self.words.ahead and self._ahead(start, start + size, end):
                    break
            else:
                if first not in filler or not self._first_alone(start, end):
                    return start
                size = 1
            start += size
        return start

    def _governs(self, start: int, end: int) -> bool:
        """Whether a verb of doing begins at ``start``, behind a word of rhythm too (省级财政|每年|安排)."""
        start += 2 * self.text.startswith(("每年", "全年", "累计", "共计"), start)
        return self._verb(start, end, "", False) > start

    def _ahead(self, start: int, after: int, end: int) -> bool:
        """Whether what is asked for or summed up begins at ``after``: 要求|粮食产量; not 包括在计划以内的."""
        named = end - after > 1 and self.text[after] != "级"  # 加|上级补助
        return named and self.text.find("内的", start, end) < 0 and self._word(start, after, end)

    def _measures(self, start: int, end: int) -> bool:
        """Whether a rhythm (每月, 日均) stands before a noun that ends the phrase, not before a verb."""
        rest = start + 2
        return (
            end - rest > 1
            and self.text[rest:end].endswith(self.words.measure_noun)
            and not self.words.tails.get(self.text[rest : rest + 2])
            and self._verb(rest, end, "", False) == rest
        )

    def _first_alone(self, start: int, end: int) -> bool:
        piece = self.text[start : min(end, start + 6)]
        return len(piece) == 1 or len(self.cut(piece)[0]) == 1

    def _verb(self, start: int, end: int, sense: str, second: bool) -> int:
        """End of the verb of doing that begins at ``start``; ``start`` for none."""
        text, action = self.text, self.words.action
        if start >= end or (text[start] in self.words.kept_first and text.startswith(self.words.kept, start, end)):
            return start
        for size in self.words.action_starts.get(text[start], ()):
            form = text[start : start + size]
            if size > end - start or form not in action:
                continue
            after = start + size
            if (form in self.words.nominal or form[0] in "新在") and text.endswith(self.words.share_noun, after, end):
                return start
            if sense in ("rise", "fall", "rate") and form[0] == "新":
                return start
            if form in self.words.nominal and (
                sense in ("rise", "fall", "level", "rank", "share", "rate")
                or (second and not self._doubled(form, after, end))
            ):
                return start
            if text[after:end] in self.words.measured and (form not in self.words.moving or end - after < _DOUBLED):
                return start
            if after < end and not self._word(start, after, end):
                continue
            if after < end and text[after] in "了起出好成":
                after += 1
            return self._bracketed(after, end) if after < end and text[after] in "（(" else after
        if text[start] == "新" and start + 1 < end and text[start + 1] in "（(":
            return self._varied(start, end)
        if text[start] == "新" and not sense and end - start > 4:
            after = self._verb(start + 1, end, sense, True)  # 新打造, 新争取
            if after > start + 1 and self._word(start, start + 1, end):
                return after
        return start

    def _bracketed(self, after: int, end: int) -> int:
        """The end of a verb with another in brackets behind it: 加装（更新）|电梯; ``after`` where no verb stands in them."""
        found = turns.VARIANT.match(self.text, after, end)
        known = found is not None and found[1] in self.words.action
        return found.end() if found is not None and known and found.end() < end else after

    def _varied(self, start: int, end: int) -> int:
        """The end of a verb of building that begins with its variants: 新（改、扩）建|公路; ``start`` for none."""
        found = turns.BUILT.match(self.text, start, end)
        return found.end() if found is not None and found.end() < end else start

    def _bettered(self, action: Span) -> bool:
        """Whether a verb of bettering can go on from ``action``: 保护, 新建, not 出台|优化…政策."""
        verb = self.text[action.start : action.end]
        return verb in self.words.nominal or verb in self.words.leading or verb[:1] == "新"

    def _improved(self, start: int, end: int, sense: str) -> int:
        """End of a verb of bettering that goes on from a verb of doing: 保护|提升|历史街巷, 新建|提升|片区; ``start`` for none."""
        if sense or self.text[start : start + 2] not in self.words.bettering:
            return start
        after = start + 2
        return after if self._doubled("", after, end) and self._word(start, after, end) else start

    def _doubled(self, form: str, after: int, end: int) -> bool:
        """Whether a second verb of doing governs what follows: 筹集|建设|公租房, 新培育|认定|示范园; not 实施|帮扶|项目."""
        words, text = self.words, self.text
        return (
            (not form or form in words.doubled)
            and end - after > _DOUBLED
            and text[after] not in "的中和与"
            and text[after:end] not in words.general
            and not text.endswith(words.measure_noun, after, end)
        )

    def _adds(self, action: Span) -> bool:
        return self.text.startswith(self.words.adding, action.start, action.end)

    def _coordinated(self, verb: int, end: int) -> int:
        """The end of the verbs joined to the one that ends at ``verb``: 新建和改造|农村公路."""
        text = self.text
        joined = end - verb > 5 and text[verb : verb + 2] in self.words.nominal
        if joined and text.endswith(self.words.leading, 0, verb) and self._word(verb, verb + 2, end):
            return verb + 2  # 新建改造|高标准农田
        while verb < end and text[verb] in "和及与、":
            size = next((n for n in (4, 3, 2) if text[verb + 1 : verb + 1 + n] in self.words.action), 0)
            after = verb + 1 + size
            if not size or end - after < 2 or text[after] in "、和及与的" or text[after:end] in self.words.measured:
                break
            verb = after
        return verb

    def _word(self, start: int, after: int, end: int) -> bool:
        """Whether a word boundary stands at ``after`` (so that 建设用地, where it is one word, is not cut)."""
        size = 0
        for word in self.cut(self.text[start : min(end, after + 4)]):
            size += len(word)
            if size >= after - start:
                return size == after - start
        return True

    def _last_verb(self, start: int, end: int, sense: str) -> Span | None:
        """The last verb of doing inside a subject–verb–object stretch, where an object follows it.

        A verb behind 的 or before a lone nominal verb names a thing (保障房的开工建设, 城镇新增就业) and cuts nothing.
        """
        text, words = self.text, self.words
        if end - start < 4 or text[start] == "每" or words.may_hold_verb.search(text, start, end) is None:
            return None  # five phrases of six need not be cut into words
        at, found = start, None
        quoted = _NAME.search(text, start, end)
        for word in self.cut(text[start:end]):
            after = at + len(word)
            if quoted is not None and quoted.start() < at < quoted.end():
                at = after  # 「创科产业引导基金」: a verb in a name in quotes is none
                continue
            if word == "占":
                return found
            if word in words.action and word[0] in words.kept_first and text.startswith(words.kept, at, end):
                at = after  # 集团力争|新签合同额
                continue
            if (
                at > start
                and after < end
                and len(word) > 1
                and text[at - 1] != "的"
                and not turns.per_head(text, at, word)
            ):
                if word in words.causative and word not in words.nominal:
                    found = Span(at, after)
                elif (
                    word in words.action
                    and (word not in words.nominal or (at in self.backs and end - after > _DOUBLED))
                    and sense not in ("rise", "fall", "rate")
                ):
                    rest = text[after:end]
                    if rest[:1] in ("和", "与", "及", "、"):
                        at = after  # 节能减排和生态建设: one of several things, or of several verbs
                        continue
                    modal = text[at - 1] in "要将拟已须" and len(rest) > 2
                    if ("的" in rest and not modal) or len(rest) < 2 or rest[0] in "率量额数价，、":
                        return found
                    # 向企业发放贷款: with its receiver named before it, the verb is one of doing
                    measured = rest in words.measured and word not in words.moving
                    whole = rest in words.nominal or rest in words.action or measured
                    if not whole or text[start] in "向给" or text[at - 1] == "、":
                        found = Span(at, self._bracketed(after, end) if text[after] in "（(" else after)
            at = after
        return found

    # -- the clause before ---------------------------------------------------------------------------------------------

    def clause_subject(self, start: int, end: int) -> Span | None:
        """The noun phrase that heads a clause: what stands before its verb; the whole of it where it names a share."""
        paid = turns.PAID_TO.match(self.text, start, end) if self.text[start] in "向给对为" else None
        if paid is not None:
            return Span(*paid.span("what"))
        start = self._skip(start, end, [])
        stop = end - (end > start and self.text[end - 1] in MARKS)
        if self.text.endswith(_OF_SHARE, start, stop) and stop - start <= _LONG:
            return Span(start, stop)  # 生产资料的产值在工业总产值中所占的比重，
        return self.right(start, end, False) if start < end else None
