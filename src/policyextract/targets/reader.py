"""The frames stage: every quantity of a text becomes a draft, or ends with the reason why it is no record."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from ..mentions.values import Amount
from ..rules import Mention
from ..span import Span
from ..text.outline import Outline, sentences
from ..tokens import Tokenizer, verbs
from . import frames
from .disposition import judge
from .draft import Case, Draft, Reading
from .finish import finished
from .frames.table import row_drafts
from .nouns import MARKS
from .pairing import EACH, Pairing, pair, run_of
from .phrase import Phrases
from .site import Left, Site, sites


class Disposition(NamedTuple):
    """How a quantity that is no record ended: why, and by which rule."""

    mention: Mention
    why: str
    rule: str


class Found(NamedTuple):
    """What the frames stage gives: drafts in reading order, and the other quantities with their reasons."""

    drafts: list[Draft]
    dismissed: list[Disposition]


def read(
    outline: Outline,
    quantities: Sequence[Mention],
    opaque: Sequence[Span],
    jumps: Mapping[int, int],
    times: Mapping[int, int],
    tokenizer: Tokenizer,
) -> Found:
    """Read all blocks.

    Args:
        quantities: mentions whose value is an ``Amount``, in order.
        opaque: spans that no punctuation cuts (times, names, quoted titles), in order.
        jumps: start → end of what may head a noun phrase without being part of an indicator.
        times: the same, of times alone.
        tokenizer: called only for the clauses that hold a quantity.
    """
    phrases = Phrases(outline.text, tokenizer.cut, jumps, times)
    starts = [mention.start for mention in quantities]
    opaque_starts = [span.start for span in opaque]
    found = Found([], [])
    for index, block in enumerate(outline.blocks):
        lo, hi = bisect_left(starts, block.start), bisect_left(starts, block.end)
        if lo == hi or block.kind == "furniture":
            continue
        if block.kind == "row" and block.row is not None and block.row.cells:
            found.drafts.extend(row_drafts(outline, index, quantities[lo:hi]))
            continue
        last: Draft | None = None
        a = lo
        for sentence in bounded(outline.text, sentences(outline.text, block)):
            while a < hi and starts[a] < sentence.start:
                a += 1
            if a == hi:
                break
            if starts[a] >= sentence.end:
                continue
            b = a + 1
            while b < hi and starts[b] < sentence.end:
                b += 1
            spans = opaque[bisect_left(opaque_starts, sentence.start) : bisect_left(opaque_starts, sentence.end)]
            last = _read_sentence(phrases, index, sentence, quantities[a:b], spans, found, last)
            a = b
    return found


# A sentence is read as a whole for cues, times and regions; a run of text longer than this is no sentence, and cutting it
# keeps the time linear. The longest sentence of 100 work reports has 630 characters.
_LONGEST = 800


def bounded(text: str, found: Iterable[Span]) -> Iterator[Span]:
    """Sentences, the overlong ones cut behind a comma."""
    for sentence in found:
        start = sentence.start
        if sentence.end - start <= _LONGEST:
            yield sentence
            continue
        while sentence.end - start > _LONGEST:
            limit = start + _LONGEST
            cut = max(text.rfind(mark, start + _LONGEST // 2, limit) for mark in "，,、；") + 1 or limit
            yield Span(start, cut)
            start = cut
        if start < sentence.end:
            yield Span(start, sentence.end)


def _read_sentence(
    phrases: Phrases,
    block: int,
    sentence: Span,
    mentions: Sequence[Mention],
    opaque: Sequence[Span],
    found: Found,
    last: Draft | None,
) -> Draft | None:
    kept: list[Mention] = []
    for mention, why in zip(mentions, judge(phrases.text, mentions, sentence), strict=True):
        if why:
            found.dismissed.append(Disposition(mention, why, f"disposition.{why}"))
        else:
            kept.append(mention)
    if not kept:
        return last
    row = sites(phrases.text, block, sentence, kept, opaque)
    before: Draft | None = None
    held: list[Draft] = []  # the drafts of the list of quantities before
    named: list[Draft] = []  # the drafts of the sentence that have a subject of their own
    first = 0
    while first < len(row):
        count = run_of(row, first)
        pairing = pair(row, first, count, phrases) if count > 1 else None
        drafts: list[Draft] = []
        # 分别完成A、B，同比分别增长X、Y: the k-th goes on from the k-th
        each = held if count > 1 and len(held) == count else _respective(row[first], count, pairing, named)
        if pairing is not None and pairing.uneven and each:
            pairing = pairing._replace(uneven=False)
        for k in range(count):
            own = each is not held and drafts and not drafts[0].carried  # 低保标准分别提高到798元和676元
            ahead = each[k] if each and not own else before
            draft = _one(phrases, row[first + k], k, pairing, ahead, last, found, row[first + count - 1])
            if draft is not None:
                draft.run = (k, count)
                if k and each and not own and len(drafts) == k:
                    _as_the_first(draft, drafts[0], each)
                drafts.append(draft)
                before = last = draft
        held = drafts
        named += [draft for draft in drafts if not draft.carried]
        _bind_all(drafts)
        found.drafts.extend(drafts)
        first += count
    return last


def _one(
    phrases: Phrases,
    site: Site,
    place: int,
    pairing: Pairing | None,
    before: Draft | None,
    last: Draft | None,
    found: Found,
    final: Site,
) -> Draft | None:
    given = pairing.pieces.get(site.index) if pairing is not None else None
    if pairing is not None and (given is not None or place == 0):
        left = pairing.left
    else:
        left = phrases.left(site.lo, site.amount.outer_start, bool(site.joined))
    tasked = before is not None and _set(phrases, site)
    if tasked:
        left = left._replace(subject=None, action=None, sense="level")
    governed = left.action is not None or left.subject is not None
    led = phrases.led(site.amount.outer_start, left.subject)
    right = phrases.right(site.amount.outer_end, site.hi, governed, led) if given is None else None
    if (
        right is not None
        and left.subject is not None
        and phrases.text[right.start : right.end] in phrases.words.done_to
    ):
        right = None  # 购置税按7.5%征收: what is done with the quantity
    if given is None and right is None and left.subject is None and final is not site:
        # 分别给予100万元、30万元奖励: what the last of a list names belongs to all
        right = phrases.right(final.amount.outer_end, final.hi)
    if (
        right is not None
        and left.subject is not None
        and site.next is not None
        and phrases.text[site.amount.outer_end] == " "
    ):
        right = None  # 侦办案件2468起 案值437亿元: what a headline tells next
    if tasked:
        right = None
    headed = phrases.shared_head(right, site) if right is not None else None
    if right is None and given is None and site.next is not None and site.next.mention.start == site.mention.end:
        right = _counted_twice(phrases, site.next, site)
    if left.origin and right is not None and _changes(phrases, right):
        right = None  # 由百分之六|上升到百分之八: a verb of change, nothing counted
    earlier = None
    alone = left.origin and (site.chain is None or site.chain.mention.end <= site.before_clause)
    measure = before is None and _bare_measure(phrases, left)
    if (before is None or alone) and right is None and (measure or _unnamed(phrases, left)):
        earlier = _subject_before(phrases, site, before is None, measure)
        if (
            earlier is not None
            and last is not None
            and _CONDITION.match(phrases.text, site.before_clause, earlier.end + 2)
        ):
            earlier = None  # 养老金提高到218元。年满75周岁的，再加发5元: more of the same
    reading = frames.best(Case(site, left, right, before, last, earlier))
    if reading is None:
        found.dismissed.append(Disposition(site.mention, "no-indicator", "disposition.no-indicator"))
        return None
    if given is not None:
        reading = Reading("frame.distributive", 0.9, given, reading.action, reading.change, reading.carried)
    if headed is not None and reading.pieces[-1] == right:
        reading = reading._replace(pieces=(*reading.pieces, headed))
    if not reading.carried:
        rule, rank, pieces, action, change, carried, base = reading
        last_touch = finished(phrases.text, pieces, action)
        if last_touch is not pieces:
            reading = Reading(rule, rank, last_touch, action, change, carried, base)
    draft = Draft(site.mention, site.block, site.sentence, site.clause, reading)
    ahead_of_it = before or last
    if reading.carried and ahead_of_it is not None and _scale_alone(phrases.text, site, ahead_of_it):
        draft.unit, draft.kind_of_unit = ahead_of_it.unit, ahead_of_it.kind_of_unit
    if pairing is not None:
        draft.subject_region = pairing.regions.get(site.index)
    if pairing is not None and pairing.uneven:
        draft.confidence -= 0.3
        draft.rules.append("pairing.uneven")
    return draft


def _scale_alone(text: str, site: Site, before: Draft) -> bool:
    """``营业收入9800亿元，首次突破|万亿|大关``: a magnitude that goes on from a sum of money is of its currency."""
    amount = site.amount
    return amount.unit == "" and before.kind_of_unit.dimension == "currency" and text[site.mention.end - 1] in "万亿"


_CONDITION = re.compile(r"(?:年满|满|达到|不满|未满|属于|逾期|超过)[^，。；]{1,16}的[，,]")


def _set(phrases: Phrases, site: Site) -> bool:
    """``完成国家下达的|1万亩|任务``, ``规划提出的|55%|的目标``: somebody set so much of what the clause before is about."""
    text, words = phrases.text, phrases.words
    if text[site.amount.outer_start - 1] != "的" or not text.endswith(words.set_by, site.lo, site.amount.outer_start):
        return False
    right = phrases.right(site.amount.outer_end, site.hi)
    return right is not None and text[right.start : right.end] in words.set_noun


def _subject_before(phrases: Phrases, site: Site, alone: bool, measure: bool) -> Span | None:
    """The noun phrase that heads the clause before a quantity without a subject; None where it names none.

    Args:
        alone: whether no quantity of the sentence stands before it with a name.
        measure: whether a measure stands at the quantity, of which the clause must name the subject.
    """
    text, ahead = phrases.text, site
    while alone and ahead.chain is not None and ahead.chain.mention.end > ahead.before_clause:
        ahead = ahead.chain  # 大队，1979年有1622个，1980年有5569个: before the quantities without a name
    earlier = phrases.clause_subject(ahead.before_clause, ahead.clause.start)
    if earlier is None and ahead is not site:
        earlier = phrases.clause_subject(site.before_clause, site.clause.start)
    if earlier is None and text[site.before_clause : site.clause.start].rstrip("，,") in phrases.words.filler:
        # 农民纯收入，扣除物价因素，增长5%: before the clause that says how it was reckoned
        start = max(text.rfind(mark, site.sentence.start, site.before_clause - 1) for mark in "，,；;：:。\n")
        earlier = phrases.clause_subject(max(start + 1, site.sentence.start), site.before_clause)
    if earlier is not None and text.startswith("看", max(earlier.end - 1, 0)):
        return None  # 分季度看, 从数量上看: a way of looking, not a subject
    return None if measure and earlier is not None and _acts(phrases, earlier) else earlier


def _changes(phrases: Phrases, right: Span) -> bool:
    """Whether the words behind a quantity begin with a verb of rising, falling or reaching."""
    tails, text = phrases.words.tails, phrases.text
    return any(tails.get(text[right.start : right.start + n]) in ("rise", "fall", "level") for n in (4, 3, 2, 1))


def _counted_twice(phrases: Phrases, behind: Site, site: Site) -> Span | None:
    """``12类45件民生实事``: a count that stands right before another count of the same thing; None for another measure."""
    if {behind.amount.kind.dimension, site.amount.kind.dimension} != {"count"}:
        return None
    return phrases.right(behind.amount.outer_end, behind.hi)


def _respective(site: Site, count: int, pairing: Pairing | None, named: list[Draft]) -> list[Draft]:
    """``营业收入9亿元、利润8千万元，分别增长3%、5%``: the records that a list of ``count`` goes on from, one each."""
    if count < 2 or len(named) < count or (pairing is not None and pairing.pieces):
        return []
    return named[-count:] if EACH in site.text[site.clause.start : site.amount.outer_start] else []


def _as_the_first(draft: Draft, first: Draft, each: list[Draft]) -> None:
    """Read a later member of such a list as the first one was, of its own subject."""
    own = each[draft.run[0]]
    if not first.carried or not draft.carried:
        return
    draft.base = own.base
    draft.pieces = (*own.base, *first.pieces[len(each[0].base) :])
    draft.action, draft.change = own.action, first.change
    draft.rules[1] = first.rules[1]


def _unnamed(phrases: Phrases, left: Left) -> bool:
    """Whether the words before a quantity name nothing that is measured: none, a rate, a share of something (占销量)."""
    subject = left.subject
    if subject is None or phrases.text.startswith("占", subject.start):
        return True
    return phrases.text[subject.start : subject.end] in phrases.words.rate_noun


def _bare_measure(phrases: Phrases, left: Left) -> bool:
    """Whether the words before a quantity name a measure alone: 总产值|增长, 收入|突破."""
    subject = left.subject
    return (
        subject is not None
        and left.action is None
        and all(span.start in phrases.times for span in left.passed)
        and phrases.text[subject.start : subject.end] in phrases.words.bare_measure
    )


def _acts(phrases: Phrases, earlier: Span) -> bool:
    """Whether a clause gives a measure behind it no subject: it begins with a verb, or says something and names nothing."""
    whole, words = phrases.cut(phrases.text[earlier.start : earlier.end]), phrases.words
    first = whole[0]
    known = first in words.improving or first in words.finite or first in words.closer or first in verbs()
    known = known or first in words.preposition
    if known or phrases.text[earlier.end : earlier.end + 1] not in MARKS:
        return known
    if phrases.text[earlier.end] not in "，,":
        return True  # 收支总数如下：收入…
    said = [word for word in whole if word in words.adverb or (word in verbs() and word not in words.nominal)]
    return bool(said) and "的" not in whole  # 农村工业，产值…: a topic


def _bind_all(drafts: list[Draft]) -> None:
    """A comparator behind the last member of one predicate binds every member that has none of its own."""
    if len(drafts) < 2:
        return
    comparator = drafts[-1].mention.value.after
    if not comparator:
        return
    for draft in drafts[:-1]:
        amount: Amount = draft.mention.value
        if amount.comparator == "=":
            draft.low, draft.high = bounds(comparator, amount.explicit)
            draft.comparator = comparator
            draft.rules.append("comparator.shared")


def bounds(comparator: str, explicit: tuple[Decimal, Decimal]) -> tuple[Decimal | None, Decimal | None]:
    """``low`` and ``high`` of values as read under a comparator.

    >>> bounds(">=", (Decimal(5), Decimal(5)))
    (Decimal('5'), None)
    """
    low: Decimal | None = explicit[0]
    high: Decimal | None = explicit[1]
    if comparator in (">", ">="):
        high = None
    elif comparator in ("<", "<="):
        low = None
    return low, high
