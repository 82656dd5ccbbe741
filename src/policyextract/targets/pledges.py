"""Pledges: commitments without a number that a reader can check later.

A pledge is a clause that (a) promises: by a word of its own (力争, 确保), by a time to come (年内, 2026年底前), or because a
plan says it; (b) by a verb of deed whose end can be seen (建成, 出台, 设立, 启动, 实施…工程, 争创, 实现…全覆盖); and (c) of an
object that is definite: a work, a written thing, a body, a campaign, a title. 加强, 深化, 提升, 优化 and their like are
rhetoric: nobody can tell later whether they were kept. What reviews, what lays down rules, what reports (已, 了, 同比), what
others are let or asked to do, and clauses that hold the quantity of a record are no pledges.

Of two clauses each is read for itself; coordinated objects stay whole. Clauses are read over characters: a verb that
neither begins its clause (behind times, places, bodies and adverbs) nor ends it is not seen.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple, Protocol

from ..context.anchor import Anchor
from ..context.resolve import Moment
from ..mentions.quantity.units import NONE
from ..mentions.values import Amount
from ..patterns import compiled
from ..rules import Mention
from ..span import Span
from ..text.outline import sentences
from .commitment import commitment
from .pledge_words import pledge_words
from .proposers.agent import Actor
from .proposers.programme import programme, section
from .proposers.region import Spot
from .scene import Case, Scene, bounded

# A clause: what runs between marks outside quotes, titles and brackets, which close within a reader's reach.
_CLAUSE: Final = compiled(
    r"(?>[^，,：:；;。！？!?\n（(“《]++|“[^“”\n]{0,60}”|《[^《》\n]{0,60}》|[（(][^（()）\n]{0,80}[)）]|[（(“《])++"
)
_STOPS: Final = "，。；：！？\n,;:!?"
_COMMON: Final = "，。；："
_PAIRS: Final = ("“”", "《》", "（）", "()")
_BRACKET: Final = re.compile(r"[（(][^（()）]*[)）]$")
_SHORTEST, _LONGEST = 4, 90  # characters of a clause that may pledge; longer runs are lists without marks


class Clause(NamedTuple):
    """A clause that does what a pledge does: its span, the words that pledge, the verb, and the rule that told it.

    ``object`` is the class its object fits; ``named`` for one that fits none and is only more than a kind of works.
    """

    clause: Span
    words: Span
    action: Span
    rule: str
    object: str


class Finder:
    """Reads what the clauses of one text do.

    Args:
        times: the times of the text: start → end, with what frames them.
        names: start → end of places, regions and bodies that may stand before a verb.
        held: the clauses that hold the quantity of a record, in order.
    """

    def __init__(self, text: str, times: Mapping[int, int], names: Mapping[int, int], held: Sequence[Span]) -> None:
        self.text = text
        self._names = names
        self._jumps = {**names, **times}
        self._ahead = sorted(self._jumps)
        self._backs = {end: start for start, end in times.items()}
        self._held = [(span.start, span.end) for span in held]
        self._words = pledge_words()

    def clauses(self, start: int, end: int) -> list[Clause]:
        """The clauses of ``[start, end)`` that do what a pledge does, whoever says them and whenever.

        Most clauses are told by their first or last two characters to be none; brackets and quotes are looked at only
        in the others.
        """
        text, jumps = self.text, self._jumps
        deeds, before = self._words.deed.pairs, self._words.before.pairs
        out: list[Clause] = []
        done = start
        for first, ends in self._starts(start, end):
            if first < done:
                continue
            if not ends and text[first : first + 2] not in deeds:
                behind = jumps.get(first) or first + len(self._words.before.at(text, first, end))
                pair = text[behind : behind + 2]
                known = pair in deeds or pair in before or behind in jumps or pair[:1] in before
                if behind == first or not known:
                    continue
            whole = _CLAUSE.match(text, first, end)
            done = whole.end() if whole is not None else first
            if _SHORTEST <= done - first <= _LONGEST:
                found = self._clause(first, done)
                if found is not None:
                    out.append(found)
        return out

    def _starts(self, start: int, end: int) -> list[tuple[int, bool]]:
        """Where clauses begin that may pledge, in order, and whether their end says so (True) or their first words.

        A clause that begins as no pledge does and ends as none does is never seen: three in four.
        """
        text = self.text
        found = dict.fromkeys([match.end() for match in self._words.opening.finditer(text, start, end)], False)
        at = bisect_left(self._ahead, start)
        for jump in self._ahead[at : bisect_left(self._ahead, end, at)]:
            if jump == start or text[jump - 1] in _STOPS:
                found[jump] = False
        if start not in found:
            found[start] = False
        for match in self._words.closing.finditer(text, start, end + 1):
            last = match.start()
            if text[last : last + 2] in self._words.result.pairs:
                near = max(start, last - _LONGEST)
                first = max([text.rfind(stop, near, last) for stop in _COMMON]) + 1 or near
                if first in found or not self._words.others.at(text, first, last):
                    found[first] = True
        return sorted(found.items())

    def _clause(self, start: int, end: int) -> Clause | None:
        text = self.text
        if text[end - 1] in ")）":
            bracket = _BRACKET.search(text, start, end)
            end = bracket.start() if bracket is not None else end
        while end > start and text[end - 1] in " 　、":
            end -= 1
        found = self._read(start, end) if end - start >= _SHORTEST else None
        if found is None or self._words.told.search(text, start, end) or self._inside(start):
            return None
        at = bisect_left(self._held, (end, 0)) - 1
        if any(stop > start for _, stop in self._held[max(0, at - 2) : at + 1]):
            return None
        return found._replace(clause=Span(start, end))

    def _inside(self, at: int) -> bool:
        """Whether ``at`` stands inside quotes, a title or brackets that open shortly before it."""
        text, near = self.text, max(0, at - 60)
        return any(text.rfind(pair[0], near, at) > text.rfind(pair[1], near, at) for pair in _PAIRS)

    def _read(self, start: int, end: int) -> Clause | None:
        """The verb at the head of the words ``[start, end)``, behind what may stand before it; else one at their end."""
        text, own = self.text, self._words
        deeds, before = own.deed.pairs, own.before.pairs
        at, first = start, -1  # where the verb may stand, and where the words that pledge begin
        named = -1, -1  # the same before a name: of a subject that begins with one
        while at < end:
            jump = self._jumps.get(at, -1)
            if at < jump <= end:
                if at in self._names and named[0] < 0:
                    named = at, first
                at, first = jump, -1
                continue
            pair = text[at : at + 2]
            if pair in deeds:
                verb = own.deed.at(text, at, end)
                words = Span(first if first >= 0 else at, end)
                found = self._headed(words, (at, at + len(verb)), own.deeds[verb]) if verb else None
                if found is not None:
                    return found
            if pair not in before and pair[0] not in before:
                break
            word = own.before.at(text, at, end)
            if not word:
                break
            first = (first if first >= 0 else at) if word in own.kept else -1
            at += len(word)
        size = own.result.at(text, start, end)
        if not size or end - size <= at or own.deed.at(text, at, end - size):
            return None
        at, first = (at, first) if named[0] < 0 else named
        return self._ended(Span(first if first >= 0 else at, end), at, end - size, first >= 0)

    def _headed(self, words: Span, deed: tuple[int, int], readings: Sequence[tuple[str, str]]) -> Clause | None:
        """A verb at the head, with the object that makes it checkable."""
        end = self._object_end(deed[1], words.end)
        for rule, kind in readings:
            if self._fits(kind, deed[1], end):
                return Clause(words, Span(words.start, end), Span(*deed), rule, kind)
        return None

    def _ended(self, words: Span, at: int, deed: int, brought: bool) -> Clause | None:
        """A deed at the end: of a subject, or of what is brought about (推动…落地)."""
        text, own = self.text, self._words
        if own.others.at(text, at, deed):
            return None
        end = deed
        while end > at:  # X项目年底前全面开工: times and adverbs stand between
            size = own.before_result.at(text, at, end)
            start = end - size if size else self._backs.get(end, -1)
            if start < at:
                break
            end = start
        for rule, kind in own.results[text[deed : words.end]]:
            if rule == "pledge.progress" and not brought:
                continue  # 农村公路建设: a name, where nobody pushes it
            for object in (kind,) if rule == "pledge.progress" else (kind, "named"):
                if self._fits(object, at, end):
                    return Clause(words, words, Span(deed, words.end), rule, object)
        return None

    def _object_end(self, start: int, end: int) -> int:
        """Where the object ends that begins at ``start``: before 等."""
        return end - 1 if self.text[end - 1] == "等" and end - 1 > start else end

    def _fits(self, kind: str, start: int, end: int) -> bool:
        """Whether the object is definite enough for what is asked of it."""
        text, own = self.text, self._words
        if end - start < 3 or own.loose.at(text, start, end) or own.condition.at(text, start, end):
            return False
        if own.vague.search(text, start, end):
            return False
        bare = end - 1 if text[end - 1] in "”》" else end
        vague = own.rhetoric.at(text, start, bare)
        if kind == "any":
            return True
        if kind in ("thing", "named"):
            if (own.general if kind == "thing" else own.generic).fullmatch(text, start, end):
                return False
            return not vague or vague < own.definite.at(text, start, bare)
        size = own.objects[kind].at(text, start, bare)
        if not size or vague > size or (end - start <= size and size < _SHORTEST):
            return False
        return kind != "work" or not own.generic.fullmatch(text, start, end)


# A report reviews and plans: where nothing has said yet which it does, and no date tells what is to come, it is not read
# for pledges. Of 2,345 pledges of 100 work reports 51 stood in such paragraphs, most of them rhetoric of before 1990.
_UNSAID: Final = "stance.document.report"


class Pledge(NamedTuple):
    """A commitment without a number: its words, its verb, and what it takes from around it."""

    words: Span
    action: Span
    sentence: Span
    due: Moment | None
    due_source: str
    region: Spot | None
    agent: Actor | None
    commitment: str
    programme: Span | None
    section: Span | None
    confidence: float
    rules: tuple[str, ...]


class Around(Protocol):
    """What the tables of period, place and actor say of the cases of a scene, which are no quantities."""

    def due(self, case: Case) -> tuple[Moment | None, str]:
        """The period of one case, and by which source it is told."""

    def places(self, count: int) -> Sequence[Spot | None]:
        """The region of each of the first ``count`` cases, which are read in their turn."""

    def actors(self, count: int) -> Sequence[Actor | None]:
        """The agent of each of the first ``count`` cases."""


class _Likely(NamedTuple):
    """A clause that pledges, before its place and actor are asked for: nine in ten never come so far."""

    clause: Clause
    case: Case
    due: Moment | None
    source: str
    own: Moment | None
    firm: str
    plans: bool


def find(
    scene: Scene, held: Sequence[tuple[Case, str]], finder: Finder, around: Callable[[Scene], Around]
) -> list[Pledge]:
    """The pledges of a text, in reading order.

    Args:
        held: the records' cases and kinds: a sentence that sets a target promises, one that only reports does not.
        around: tells what a clause takes from around it, as records do.
    """
    spoken: dict[Span, str] = {}
    for case, kind in held:
        spoken[case.sentence.span] = "target" if "target" in (kind, spoken.get(case.sentence.span)) else kind
    clauses, cases = _clauses(scene, finder)
    if not cases:
        return []
    told = around(scene.of(cases))
    likely = _likely(scene, clauses, cases, spoken, told)
    if not likely:
        return []
    count = likely[-1].case.index + 1
    regions, agents = told.places(count), told.actors(count)
    return [_pledge(scene, one, regions[one.case.index], agents[one.case.index]) for one in likely]


def _likely(
    scene: Scene, clauses: Sequence[Clause], cases: Sequence[Case], spoken: Mapping[Span, str], told: Around
) -> list[_Likely]:
    """The clauses that promise, and whose time is not past; the period is only asked for where the rest allows it."""
    out: list[_Likely] = []
    for clause, case in zip(clauses, cases, strict=True):
        firm = commitment(scene, case, "target") or "planned"
        stance = scene.stances[case.block]
        plans = stance.kind == "plan" and stance.weight >= 1
        said = spoken.get(case.sentence.span, "")
        timed = bool(scene.times_in(case.sentence.span.start, clause.action.end))  # else no time of its own can promise
        if not timed and not _promised(scene, clause, case, None, firm, plans, said):
            continue
        due, source = told.due(case)
        own = due if source == "clause" and due is not None and due.start < clause.action.end else None
        if timed and not _promised(scene, clause, case, own, firm, plans, said):
            continue
        if not _over(due, scene.anchor):
            out.append(_Likely(clause, case, due, source, own, firm, plans))
    return out


def _pledge(scene: Scene, one: _Likely, region: Spot | None, agent: Actor | None) -> Pledge:
    clause, case, plans = one.clause, one.case, one.plans
    rules = (clause.rule, scene.stances[case.block].rule if plans else "pledge.promise")
    return Pledge(
        clause.words, clause.action, case.sentence.span, one.due, one.source, region, agent, one.firm,
        programme(scene, case), section(scene, case), _confidence(clause.rule, one.firm, one.own, plans), rules,
    )  # fmt: skip


def _clauses(scene: Scene, finder: Finder) -> tuple[list[Clause], list[Case]]:
    """The clauses that do what a pledge does, each with its place; a block that reviews or lays down rules has none."""
    text = scene.text
    clauses: list[Clause] = []
    cases: list[Case] = []
    for index, block in enumerate(scene.blocks):
        stance = scene.stances[index]
        if block.kind not in ("para", "item") or stance.kind not in ("", "plan"):
            continue
        if scene.published is None and stance.rule == _UNSAID:
            continue
        found = finder.clauses(block.body, block.end)
        whole = list(bounded(text, sentences(text, block))) if found else []
        for clause in found:
            span = whole[bisect_left(whole, (clause.clause.start + 1,)) - 1]
            sentence = scene.parse(index, span)
            # what stands behind the verb has the place of a quantity, for what is looked for before it
            start = clause.action.end
            mention = Mention(start, max(clause.words.end, start), _NOTHING, clause.rule)
            clauses.append(clause)
            cases.append(Case(len(cases), mention, sentence, sentence.at(start - 1), None, None))
    return clauses, cases


_NOTHING: Final = Amount(None, None, "=", "", NONE, (), "bare", "", "", 0, 0, (Decimal(0), Decimal(0)))


def _promised(
    scene: Scene, clause: Clause, case: Case, own: Moment | None, firm: str, plans: bool, spoken: str
) -> bool:
    """Whether the sentence promises: by its plan, a time to come, a word, a target in it; never of a time past.

    Args:
        spoken: the kind of the records of its sentence, ``""`` for none.
    """
    text, published = scene.text, scene.published
    ahead = False
    if own is not None and own.last is not None:
        if published is not None:
            if own.last <= published or own.role == "as_of":
                return False
            near = own.role == "in" and own.grain != "year"
            ahead = near or own.role in ("by", "within") or (own.first is not None and own.first > published)
        else:
            ahead = own.role == "by"
    head = clause.clause.start, clause.action.end
    bids = ahead or firm != "planned" or pledge_words().promise.search(text, *head) is not None
    if not bids and (clause.object == "named" or spoken == "actual"):
        return False
    if plans or (bids and spoken == "target"):
        return True
    if pledge_words().told_as_news.search(text, case.sentence.span.start, clause.clause.end):
        return False
    return bids or spoken == "target" or _bids(case)


def _over(due: Moment | None, anchor: Anchor) -> bool:
    """Whether what the pledge takes from around it shows that its time is past: its paragraph looks back."""
    last = due.last if due is not None else None
    if last is None:
        return False
    if anchor.date is not None:
        return last <= anchor.date
    return anchor.year is not None and last.year < anchor.year


def _bids(case: Case) -> bool:
    """Whether a word before the verb's end promises (将, 拟, 力争, 计划)."""
    return any("bids" in word.tags for word in case.sentence.words[: case.word + 1])


# Of 120 pledges of 12 work reports, read in context (verb, words and due date), 102 were right: 11 of 17 works in
# progress, 91 of 103 others.
_SURE: Final = 0.65
_IN_PROGRESS: Final = {"pledge.build": 0.5, "pledge.progress": 0.5}


def _confidence(rule: str, firm: str, own: Moment | None, plans: bool) -> float:
    """By the rule, more for a promise in words and for a deadline of its own, less where only the plan speaks."""
    score = _IN_PROGRESS.get(rule, _SURE)
    score += 0.15 * (firm != "planned")
    score += 0.15 * (own is not None and own.role in ("by", "within", "in"))
    return min(0.95, score + 0.05 * plans)
