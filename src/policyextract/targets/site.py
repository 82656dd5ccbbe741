"""Where a quantity stands: its sentence, clause, neighbours, and the words to its left and right."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ..mentions.values import Amount
from ..rules import Mention
from ..span import Span

_STOPS: Final = "，,；;：:。！？!?\n"
_CUT = re.compile(r"[，,；;：:。！？!?\n\t】]")
# What joins the members of a list; not in 平和, 总和, 和谐, 普及, 及时.
CONJUNCTION: Final = r"、|以及|和(?<![平均饱调缓温总]和)(?![平谐睦解])|与|及(?<![普涉顾以]及)(?![时格早其])"
_JOIN = re.compile(CONJUNCTION + "|及其|或者?")
_OPEN: Final = "（(「『“【《〔["
_CLOSE: Final = "）)」』”】》〕]"


class Left(NamedTuple):
    """What the words left of a quantity say."""

    subject: Span | None  # the noun phrase that is left
    action: Span | None  # the verb of doing stripped before it
    sense: str  # rise | fall | level | rank | share | "" : of the tail
    tail: Span | None  # where the decisive tail stands
    origin: bool  # 由, 从 stand directly before: where a change starts from
    gap: bool  # a difference to another thing: 高于全国, 比全省平均高
    passed: tuple[Span, ...]  # regions and bodies stripped from its head
    owner: Span | None = None  # who makes the sum that is the object: 工业企业|实现|利润


class Site:
    """One quantity at work.

    ``clause`` runs between commas, colons and stops that stand outside brackets; ``lo``/``hi`` bound the words that may
    belong to this quantity (the previous and the next quantity of the clause bound them too). ``joined`` is the
    conjunction by which this quantity goes on from the one before it (``、``, ``和``), ``""`` for none; ``bracket`` tells
    that it stands inside round brackets, ``host`` then being the quantity before the bracket.
    """

    __slots__ = (
        "amount",
        "before_clause",
        "block",
        "bracket",
        "chain",
        "clause",
        "hi",
        "host",
        "index",
        "joined",
        "lo",
        "mention",
        "next",
        "prev",
        "sentence",
        "text",
    )

    def __init__(self, text: str, block: int, sentence: Span, mention: Mention, index: int) -> None:
        self.text = text
        self.block = block
        self.sentence = sentence
        self.mention = mention
        self.amount: Amount = mention.value
        self.index = index
        self.clause = sentence
        self.before_clause = sentence.start  # where the clause before begins
        self.lo = sentence.start
        self.hi = sentence.end
        self.joined = ""
        self.bracket = False
        self.host: Site | None = None
        self.prev: Site | None = None
        self.next: Site | None = None
        self.chain: Site | None = None  # the quantity before this one in the sentence

    @property
    def left(self) -> str:
        """The words between the left bound and the quantity with its comparator."""
        return self.text[self.lo : self.amount.outer_start]

    @property
    def right(self) -> str:
        """The words between the quantity with its comparator and the right bound."""
        return self.text[self.amount.outer_end : self.hi]


def sites(text: str, block: int, sentence: Span, mentions: Sequence[Mention], opaque: Sequence[Span]) -> list[Site]:
    """The sites of the quantities of one sentence.

    Args:
        mentions: the sentence's quantities, in order.
        opaque: spans in which no punctuation cuts (dates, titles, figures), as :func:`marked` gives them.
    """
    brackets = text.find("（", sentence.start, sentence.end) >= 0 or text.find("(", sentence.start, sentence.end) >= 0
    cuts = _cuts(text, sentence, opaque, brackets)
    out = [Site(text, block, sentence, mention, i) for i, mention in enumerate(mentions)]
    at = 0
    for i, site in enumerate(out):
        start, end = site.mention.start, site.mention.end
        while at + 1 < len(cuts) and cuts[at + 1] <= start:
            at += 1
        clause_start = cuts[at]
        behind = at + 1
        while behind < len(cuts) and cuts[behind] <= end:
            behind += 1
        clause_end = (cuts[behind] if behind < len(cuts) else sentence.end + 1) - 1
        site.before_clause = cuts[max(0, at - 1)]
        site.clause = Span(clause_start, max(clause_end, end))
        site.lo, site.hi = clause_start, site.clause.end
        site.chain = out[i - 1] if i else None
        if i and out[i - 1].mention.end > clause_start:
            site.prev = out[i - 1]
            out[i - 1].next = site
            _share(out[i - 1], site)
        if brackets:
            _bracket(site)
    return out


def marked(text: str, spans: Iterable[tuple[int, int]]) -> list[Span]:
    """Those of ``spans`` that hold a mark at which a clause would be cut."""
    return [Span(start, end) for start, end in spans if _CUT.search(text, start, end)]


def _cuts(text: str, sentence: Span, opaque: Sequence[Span], brackets: bool) -> list[int]:
    """Starts of the clauses of a sentence: behind each mark that stands outside brackets and opaque spans.

    Args:
        brackets: whether a round bracket opens anywhere in the sentence.
    """
    out = [sentence.start]
    spans = iter(opaque)
    span = next(spans, None)
    depth_end = -1
    for match in _CUT.finditer(text, sentence.start, sentence.end):
        at = match.start()
        while span is not None and span.end <= at:
            span = next(spans, None)
        if (span is not None and span.start <= at) or at < depth_end:
            continue
        closing = _closing(text, at, sentence) if brackets else 0
        if closing > 0:
            depth_end = closing
            continue
        out.append(at + 1)
    return out


_BRACKETS = re.compile(r"[（(）)]")


def _closing(text: str, at: int, sentence: Span) -> int:
    """Where the round bracket closes that is open at ``at``, 0 where none is (or where it is long: a text of its own)."""
    near = max(sentence.start, at - 40)
    opened = max(text.rfind("（", near, at), text.rfind("(", near, at))
    if opened < 0 or max(text.rfind("）", opened, at), text.rfind(")", opened, at)) > 0:
        return 0
    found = _BRACKETS.search(text, at, min(sentence.end, at + 40))
    return found.end() if found and found[0] in "）)" else 0


def _share(prev: Site, site: Site) -> None:
    """Divide the words between two quantities of one clause."""
    text, start, end = site.text, prev.amount.outer_end, site.amount.outer_start
    between = text[start:end]
    joins = [m for m in _JOIN.finditer(between) if not _inside_pair(between, m.start())]
    if joins and (joins[0].start() == 0 or between.strip() == joins[0][0]):
        prev.hi, site.lo, site.joined = start, start + joins[0].end(), joins[0][0]
    elif joins and joins[-1].end() == len(between):
        # 职工和居民、8亿农民: what stands right before the next quantity parts the members
        prev.hi, site.lo, site.joined = start + joins[-1].start(), end, joins[-1][0]
    elif joins:
        prev.hi, site.lo, site.joined = start + joins[0].start(), start + joins[0].end(), joins[0][0]
    else:
        prev.hi, site.lo = end, start


def _inside_pair(text: str, at: int) -> bool:
    """Whether ``at`` stands inside brackets or quotes that open in ``text`` before it."""
    return any(text.rfind(o, 0, at) > text.rfind(c, 0, at) for o, c in zip(_OPEN, _CLOSE, strict=True))


def _bracket(site: Site) -> None:
    """Bound a site inside round brackets by them, and remember the quantity before the bracket."""
    text, start, end = site.text, site.mention.start, site.mention.end
    opened = max(text.rfind("（", site.sentence.start, start), text.rfind("(", site.sentence.start, start))
    if opened < 0 or max(text.rfind("）", opened, start), text.rfind(")", opened, start)) > 0:
        return
    closes = [c for c in (text.find("）", end, site.sentence.end), text.find(")", end, site.sentence.end)) if c > 0]
    if not closes:
        return
    site.bracket = True
    site.lo, site.hi = max(site.lo, opened + 1), min(site.hi, min(closes))
    before = site.chain
    while before is not None and before.mention.start > opened:
        before = before.chain
    if before is not None and opened - before.amount.outer_end <= 1:
        site.host = before
