"""What every choice reads: the document with its parsed sentences, and each quantity at its place, a case.

Nothing here decides; a case only says where a quantity stands and what its value is once the table's unit and the
comparator of its list are taken in.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Final

from ..context.anchor import Anchor
from ..context.resolve import Moment
from ..context.stance import Stance
from ..mentions.quantity.rules import rules
from ..mentions.values import Amount, Unit
from ..rules import Mention
from ..scan import Scanner
from ..span import Span, Starts
from ..text.outline import Block, Cell, Outline, Row, sentences
from ..tokens import Tokenizer
from .parse import Parser, Sentence

LONGEST: Final = 800
"""A sentence is read as a whole; a run of text longer than this is none, and cutting it keeps the time linear. The
longest sentence of 100 work reports has 630 characters."""

PLAIN: Final = 100
"""So long are the pieces of what is read plainly."""

STEPS: Final = 40_000
STEPS_A_CHARACTER: Final = 40
"""The budget of a document: at no place may reading have taken more steps than ``STEPS`` and so many for each character up
to there. A step is a quantity and a character of the piece it stands in, among which its slots are looked for. Of 1,426
documents (826 annotated, 600 of the archive) none needs more than 30 for each character and 5,810 beside; pieces of ``PLAIN``
characters take less than 50 for each, whatever stands in them, so that the whole is linear."""


_DOWN: Final = frozenset("↓▼▽")  # before the figure of a cell, as a minus sign
_COMMA: Final = re.compile("[，,]")
_CUT: Final = re.compile("[；;。]")


class Case:
    """One quantity at its place.

    ``word`` is its index among the words of ``sentence``, ``clause`` the index of its clause. ``before`` and ``behind``
    are its neighbours in the sentence. ``run`` says which member of a list of quantities it is, and of how many
    (``分别增长4.5%、5.5%``). ``low`` to ``unit_kind`` are its value, with the unit of its column and the comparator of its
    list. ``cell`` and ``row`` are given in tables.
    """

    __slots__ = (
        "amount", "before", "behind", "block", "cell", "clause", "comparator", "end", "high", "index", "low", "mention",
        "row", "run", "sentence", "start", "unit", "unit_kind", "word",
    )  # fmt: skip

    def __init__(self, index: int, mention: Mention, sentence: Sentence, word: int, cell: Cell | None, row: Row | None):
        amount: Amount = mention.value
        self.index = index
        self.mention = mention
        self.start = mention.start
        self.end = mention.end
        self.amount = amount
        self.sentence = sentence
        self.block = sentence.block
        self.word = word
        self.clause = sentence.clause_of(word)
        self.before: Case | None = None
        self.behind: Case | None = None
        self.run = (0, 1)
        self.cell = cell
        self.row = row
        self.low: Decimal | None = amount.low
        self.high: Decimal | None = amount.high
        self.comparator: str = amount.comparator
        self.unit: str = amount.unit
        self.unit_kind: Unit = amount.kind

    @property
    def head(self) -> "Case":
        """The first quantity of the list it is in, itself where it is in none."""
        found = self
        for _ in range(self.run[0]):
            found = found.before or found
        return found

    @property
    def clause_span(self) -> Span:
        """Its clause in the view."""
        words, clause = self.sentence.words, self.sentence.clauses[self.clause]
        return Span(words[clause.first].start, words[clause.last - 1].end)


class Scene:
    """One document as the choices see it.

    Attributes:
        title: its title, given or found; ``""`` where none is.
        anchor: its own date; ``moments`` its times with their days, in order; ``names`` its entities and region words.
        stances: how each block speaks, by the words of headings.
        sentences: the parsed sentences that hold a quantity, in order; ``cases`` their quantities, in order.
        overlong: the sentences with a quantity that are too long to be read as a whole, and are read in pieces.
        plain: what is read plainly, in small pieces, as the document's budget is spent.
        made: what was made of the document as a whole, by name; scenes of one document share it.
    """

    def __init__(
        self,
        outline: Outline,
        title: str,
        anchor: Anchor,
        moments: Sequence[Moment],
        names: Sequence[Mention],
        stances: Sequence[Stance],
        sentences: list[Sentence],
        cases: list[Case],
        parser: Parser,
        overlong: Sequence[Span] = (),
        plain: Sequence[Span] = (),
    ) -> None:
        self._parser = parser
        self._parsed = {(s.block, s.span): s for s in sentences}
        self.outline = outline
        self.text: str = outline.text
        self.blocks: tuple[Block, ...] = outline.blocks
        self.title = title
        self.anchor = anchor
        self.published = anchor.date
        self.moments = moments
        self.names = names
        self.stances = stances
        self.sentences = sentences
        self.cases = cases
        self.overlong = overlong
        self.plain = plain
        self.made: dict[str, Any] = {}
        self._commas: Starts | None = None
        self._cuts: Starts | None = None
        self._moment_starts = Starts([m.start for m in moments])
        self._name_starts = Starts([m.start for m in names])

    def parse(self, block: int, span: Span) -> Sentence:
        """The parse of a sentence of ``block``, made if it is not yet."""
        found = self._parsed.get((block, span))
        if found is None:
            found = self._parsed[block, span] = self._parser.sentence(block, span)
        return found

    def leave(self) -> None:
        """Untie the cases from their neighbours, and the scene from what was made of it, when all is read: without cycles
        the document is freed at once, and not when the collector next runs, which walks through all of it."""
        self.made.clear()
        for case in self.cases:
            case.before = case.behind = None

    def of(self, cases: list[Case]) -> "Scene":
        """The same document with other cases at which something is chosen."""
        found = list({case.sentence.span: case.sentence for case in cases}.values())
        scene = Scene(
            self.outline, self.title, self.anchor, self.moments, self.names, self.stances, found, cases, self._parser,
            self.overlong, self.plain,
        )  # fmt: skip
        scene.made = self.made
        scene._commas, scene._cuts = self._commas, self._cuts
        return scene

    def times_in(self, start: int, end: int) -> Sequence[Moment]:
        """The moments that begin in ``[start, end)``, in order."""
        return self._moment_starts.among(self.moments, start, end)

    def names_in(self, start: int, end: int) -> Sequence[Mention]:
        """The names that begin in ``[start, end)``, in order."""
        return self._name_starts.among(self.names, start, end)

    def marks(self, start: int, end: int) -> tuple[int, int]:
        """How many commas stand in ``[start, end)``, and how many marks that end more than a clause."""
        if self._commas is None or self._cuts is None:
            self._commas = Starts([hit.start() for hit in _COMMA.finditer(self.text)])
            self._cuts = Starts([hit.start() for hit in _CUT.finditer(self.text)])
        commas, cuts = self._commas, self._cuts
        return commas.before(end) - commas.before(start), cuts.before(end) - cuts.before(start)

    def times_before(self, at: int) -> int:
        """How many moments begin at ``at`` or before."""
        return self._moment_starts.before(at + 1)


def scene(
    outline: Outline,
    title: str,
    anchor: Anchor,
    mentions: tuple[Sequence[Mention], Sequence[Mention], Sequence[Mention]],
    moments: Sequence[Moment],
    names: Sequence[Mention],
    stances: Sequence[Stance],
    words: Tokenizer,
) -> Scene:
    """Parse every sentence that holds a quantity, and put the quantities at their places.

    Args:
        mentions: quantities, times and what counts nothing, each in order.
    """
    quantities, times, skips = mentions
    parser = Parser(outline.text, (quantities, times, names, skips), words)
    starts = [mention.start for mention in quantities]
    parsed: list[Sentence] = []
    cases: list[Case] = []
    overlong: list[Span] = []
    budget = Budget(starts)
    for index, block in enumerate(outline.blocks):
        lo, hi = bisect_left(starts, block.start), bisect_left(starts, block.end)
        if lo == hi or block.kind == "furniture":
            continue
        for whole in sentences(outline.text, block):
            known = len(cases)
            for span in budget.pieces(outline.text, whole):
                first = bisect_left(starts, span.start, lo, hi)
                last = bisect_left(starts, span.end, first, hi)
                if first == last:
                    continue
                sentence = parser.sentence(index, span)
                parsed.append(sentence)
                _cases(outline, block, sentence, quantities[first:last], cases)
            if whole.end - whole.start > LONGEST and len(cases) > known:
                overlong.append(whole)
    return Scene(outline, title, anchor, moments, names, stances, parsed, cases, parser, overlong, budget.plain)


def bounded(text: str, found: Iterable[Span], longest: int = LONGEST) -> Iterator[Span]:
    """Sentences, the overlong ones cut behind a comma."""
    for sentence in found:
        start = sentence.start
        if sentence.end - start <= longest:
            yield sentence
            continue
        while sentence.end - start > longest:
            limit = start + longest
            cut = max(text.rfind(mark, start + longest // 2, limit) for mark in "，,、；") + 1 or limit
            yield Span(start, cut)
            start = cut
        if start < sentence.end:
            yield Span(start, sentence.end)


class Budget:
    """The steps that reading a document may take, spent in the order of its text.

    ``plain`` are the stretches for which it did not suffice, in order; sentences of one stretch follow each other.

    >>> text = "增长2%，" * 200
    >>> budget = Budget([n * 5 + 2 for n in range(200)])
    >>> [piece.end for piece in budget.pieces(text, Span(0, 1000))]
    [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
    >>> budget.plain
    [Span(start=0, end=1000)]
    """

    def __init__(self, starts: Sequence[int]) -> None:
        self.plain: list[Span] = []
        self._starts = starts
        self._spent = 0
        self._last_was_plain = False

    def pieces(self, text: str, sentence: Span) -> Iterator[Span]:
        """The pieces in which a sentence is read: as long as they may be, from where the budget does not suffice small."""
        over = False
        for piece in bounded(text, (sentence,)):
            steps = self._steps(piece)
            allowed = STEPS + STEPS_A_CHARACTER * piece.end
            over = over or (self._spent + steps > allowed and piece.end - piece.start > PLAIN)
            if over:
                start = self.plain.pop().start if self._last_was_plain else piece.start
                self.plain.append(Span(start, piece.end))
            if steps:
                self._last_was_plain = over
            for part in bounded(text, (piece,), PLAIN if over else LONGEST):
                self._spent += self._steps(part)
                yield part

    def _steps(self, piece: Span) -> int:
        count = bisect_left(self._starts, piece.end) - bisect_left(self._starts, piece.start)
        return count * (piece.end - piece.start)


def _cases(outline: Outline, block: Block, sentence: Sentence, found: Sequence[Mention], cases: list[Case]) -> None:
    """Add the cases of one sentence."""
    own: list[Case] = []
    for mention in found:
        word = sentence.at(mention.start)
        cell = _cell(block.row, mention) if block.row is not None else None
        row = block.row if block.kind == "row" or cell is not None else None  # beside its cells a row of prose is text
        case = Case(len(cases), mention, sentence, word, cell, row)
        if cell is not None and cell.unit is not None and not case.unit:
            _scaled(case, outline.text[cell.unit.start : cell.unit.end].strip())
        if cell is not None and outline.text[cell.start] in _DOWN and mention.start > cell.start:
            case.low = None if case.low is None else -abs(case.low)
            case.high = None if case.high is None else -abs(case.high)
        if own:
            case.before, own[-1].behind = own[-1], case
        own.append(case)
        cases.append(case)
    if block.kind != "row" and len(own) > 1:
        _runs(sentence, own)


def _cell(row: Row | None, mention: Mention) -> Cell | None:
    if row is None:
        return None
    return next((cell for cell in row.cells if cell.start <= mention.start and mention.end <= cell.end), None)


@cache
def _scanner() -> Scanner:
    return Scanner(rules())


@cache
def unit_of(text: str) -> Amount | None:
    """What one of the unit written in a caption or header is (``亿元`` → 10⁸ 元); None where it is no unit."""
    if text[:1].isdecimal():  # 2025年 is no scale of 12025
        return None
    found = _scanner().scan(f"1{text}", 0, len(text) + 1)
    if len(found) != 1 or found[0].end != len(text) + 1:
        return None
    amount: Amount = found[0].value
    return amount


def _scaled(case: Case, text: str) -> None:
    """Give a bare number in a table the unit that its column, label or caption says."""
    bare = text.strip("[]【】 \u3000")
    if bare[:1] in ("（", "(") and bare[-1:] in ("）", ")"):
        bare = bare[1:-1]
    unit = unit_of(bare) or unit_of("".join(bare.split())) or unit_of(bare.partition(" ")[0])
    if unit is None:
        return
    scale = unit.explicit[0]
    case.low = None if case.low is None else case.low * scale
    case.high = None if case.high is None else case.high * scale
    case.unit, case.unit_kind = unit.unit, unit.kind


JOINS: Final = frozenset(("、", "和", "与", "及", "以及", "或", "或者", "，", "至"))


def _runs(sentence: Sentence, own: Sequence[Case]) -> None:
    """Number the members of each list of quantities, and let a comparator behind the last bind those without one."""
    first = 0
    while first < len(own):
        last = first
        while last + 1 < len(own) and _joined(sentence, own[last], own[last + 1]):
            last += 1
        count = last - first + 1
        if count > 1:
            for k in range(count):
                own[first + k].run = (k, count)
            _share(own[first : last + 1])
        first = last + 1


def _joined(sentence: Sentence, one: Case, other: Case) -> bool:
    between = sentence.words[one.word + 1 : other.word]
    return len(between) == 1 and between[0].text in JOINS and between[0].kind != "，"


def _share(members: Sequence[Case]) -> None:
    """``分别增长4.5%、5.5%左右``: the comparator behind the last member binds every member that has none of its own."""
    comparator = members[-1].amount.after
    if not comparator:
        return
    for case in members[:-1]:
        if case.comparator == "=":
            case.comparator = comparator
            case.low, case.high = bounds(comparator, case.amount.explicit)


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
