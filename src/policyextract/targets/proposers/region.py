"""Where a record may hold: the places and region words that stand round its quantity, and none at all.

A :class:`Spot` is a place as a record can name it: a mention, or a coordination of them (``北京、上海和广州``), made once a
document with what surrounds it. :meth:`Regions.propose` gives those a case may take, by where they stand.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final, NamedTuple

from ...lexicon import shipped
from ...mentions.values import Name
from ...rules import Mention
from ...span import Span, Starts
from ...text.outline import Block
from ...tokens import places
from ..parse import Word
from ..scene import Case, Scene
from .columns import said_of, sums
from .nouns import CLOSE_JOINS

_NAMED: Final = frozenset(("place", "area", "dictionary", "shape"))
_LONGEST_END: Final = 4
_LABEL: Final = 8  # a row's label that may be the name of a place has no more characters
_VILLAGES: Final = frozenset(("村", "社区", "街道"))
_ENDS: Final = frozenset("省市县区镇乡村")
_MOST: Final = 20000
_sorts: dict[str, str] = {}  # what kind of place words are, kept from document to document


class Spot(NamedTuple):
    """A place as a record can name it; ``members`` are the mentions it joins, ``number`` its place in the document."""

    mention: Mention
    members: tuple[Mention, ...]
    number: int


class Candidate:
    """A region a record may have (None: it names none), by which construction, and how many of its kind stand nearer."""

    __slots__ = ("mention", "rank", "rule", "spot")

    def __init__(self, mention: Mention | None, rule: str, rank: int, spot: Spot | None) -> None:
        self.mention = mention
        self.rule = rule
        self.rank = rank
        self.spot = spot

    @property
    def place(self) -> Span | None:
        """Where it stands in the text."""
        return None if self.mention is None else Span(self.mention.start, self.mention.end)


NONE: Final = Candidate(None, "none", 0, None)


class Regions:
    """The places of one document, and what each case may take of them."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        furniture = [(b.start, b.end) for b in scene.blocks if b.kind == "furniture"]
        labels = {b.row.label.start: b.row.label for b in scene.blocks if b.row is not None and b.row.label is not None}
        names = [_grown(scene.text, m, labels) for m in _places(scene) if not _inside(furniture, m.start)]
        self.spots: list[Spot] = []
        group: list[Mention] = []
        for mention in names:
            if group and not (
                mention.value.type in _NAMED
                and group[-1].value.type in _NAMED
                and mention.start - group[-1].end <= 2
                and scene.text[group[-1].end : mention.start] in CLOSE_JOINS
            ):
                self._close(group)
                group = []
            group.append(mention)
        if group:
            self._close(group)
        self._starts = Starts([spot.mention.start for spot in self.spots])
        self._tops: list[int] = []  # of each block the first row of its table
        for i, block in enumerate(scene.blocks):
            self._tops.append(
                self._tops[-1] if i and block.row is not None and scene.blocks[i - 1].row is not None else i
            )

    def _close(self, group: Sequence[Mention]) -> None:
        whole = group[0]
        if len(group) > 1:
            whole = Mention(group[0].start, group[-1].end, Name("place", "", "", ""), "region.several")
        self.spots.append(Spot(whole, tuple(group), len(self.spots)))

    def within(self, start: int, end: int) -> Sequence[Spot]:
        """The spots that begin in ``[start, end)``, in order."""
        return self._starts.among(self.spots, start, end)

    def propose(self, case: Case, before: Span | None) -> list[Candidate]:
        """All a case may take; ``before`` is what the record before it took.

        The last candidate is none. A spot stands once, under the first rule that finds it.
        """
        scene, sentence = self.scene, case.sentence
        block = scene.blocks[case.block]
        clause = sentence.clauses[case.clause]
        first = sentence.words[clause.first].start
        out: list[Candidate] = []
        seen: set[int] = set()
        self._take(self.within(first, case.start)[::-1], "clause", 3, case, out, seen)
        ahead = self.within(sentence.span.start, first)
        self._take(ahead[::-1], "sentence", 3, case, out, seen)
        self._take(ahead[:1], "sentence.first", 1, case, out, seen)
        self._take(self.within(case.end, sentence.words[clause.last - 1].end), "behind", 1, case, out, seen)
        if case.row is not None:
            self._of_row(case, out, seen)
        before_it = self.within(block.start, sentence.span.start)
        self._take(before_it[::-1], "block", 2, case, out, seen)
        self._take(before_it[:1], "block.first", 1, case, out, seen)
        self._above(block, case, out, seen)
        if case.block:
            above = scene.blocks[case.block - 1]
            told = self.within(above.start, above.end)
            self._take(told[::-1], "above", 1, case, out, seen)
            self._take(told[:1], "above.first", 1, case, out, seen)
        if before is not None:
            at = self._starts.before(before.start)
            while at < len(self.spots) and self.spots[at].mention.start < before.end:
                self._take(self.spots[at : at + 1], "carried", 1, case, out, seen)
                at += 1
        self._take(self.within(sentence.words[clause.last - 1].end, sentence.span.end), "later", 1, case, out, seen)
        row = case.row
        if row is not None and row.label is not None and self.scene.text[row.label.start : row.label.end] in sums():
            out = [candidate for candidate in out if not self._each(candidate)]  # the sum of all is of none of them
        out.append(NONE)
        return out

    def _each(self, candidate: Candidate) -> bool:
        place = candidate.place
        return place is not None and said_of("each").match(self.scene.text, *place) is not None

    def _take(
        self, found: Sequence[Spot], rule: str, most: int, case: Case, out: list[Candidate], seen: set[int]
    ) -> None:
        rank = 0
        for spot in found:
            if rank == most:
                return
            if spot.number in seen:
                continue
            seen.add(spot.number)
            k, count = case.run
            if count > 1 and len(spot.members) == count:
                out.append(Candidate(spot.members[k], "member", rank, spot))
            out.append(Candidate(spot.mention, rule, rank, spot))
            rank += 1

    def _of_row(self, case: Case, out: list[Candidate], seen: set[int]) -> None:
        row, cell, scene = case.row, case.cell, self.scene
        if row is None:
            return
        if row.label is not None:
            self._take(self.within(*row.label), "label", 1, case, out, seen)
            named = self._whole(row.label, "label.whole", -1 - case.block, out)
            if not out and not named and row.label.length <= _LABEL:
                label = Mention(*row.label, Name("label", "", "", ""), "region.label")
                out.append(Candidate(label, "label", 0, Spot(label, (label,), -1 - case.block)))
        if row.group is not None:
            self._take(self.within(*row.group), "group", 1, case, out, seen)
        if cell is not None and cell.header is not None:
            self._take(self.within(*cell.header), "header", 1, case, out, seen)
            self._whole(cell.header, "header.whole", -1 - len(scene.blocks) - cell.header.start, out)
        if row.caption is not None:
            self._take(self.within(*row.caption), "caption", 1, case, out, seen)
        top = self._tops[case.block]
        rows = self.within(self.scene.blocks[top].start, self.scene.blocks[case.block].start)
        self._take(rows[::-1], "rows", 1, case, out, seen)
        if top:
            above = self.scene.blocks[top - 1]
            self._take(self.within(above.start, above.end)[::-1], "table", 1, case, out, seen)

    def _whole(self, cell: Span, rule: str, number: int, out: list[Candidate]) -> bool:
        """Add a cell that ends as the names of divisions do, where no name that is known takes all of it: 平川县."""
        if not 1 < cell.length <= _LABEL or not self.scene.text.endswith(division_ends(), cell.start + 1, cell.end):
            return False
        if any(spot.mention.end - spot.mention.start >= cell.length for spot in self.within(*cell)):
            return False
        label = Mention(*cell, Name("label", "", "", ""), "region.label")
        out.append(Candidate(label, rule, 0, Spot(label, (label,), number)))
        return True

    def _above(self, block: Block, case: Case, out: list[Candidate], seen: set[int]) -> None:
        """The places of the three headings above."""
        for level in ("heading", "heading.2", "heading.3"):
            if block.parent < 0:
                return
            block = self.scene.blocks[block.parent]
            self._take(self.within(block.start, block.end), level, 1, case, out, seen)


@cache
def division_ends() -> tuple[str, ...]:
    """What the names of divisions end with."""
    return shipped("text", "outline_lexicon.toml").classes()["division_tails"]


def _grown(text: str, mention: Mention, labels: Mapping[int, Span]) -> Mention:
    """A place, with the rest of the label it begins where that makes another division of it: 云溪 in 云溪县."""
    label = labels.get(mention.start)
    if label is None or not mention.end < label.end <= mention.end + _LONGEST_END:
        return mention
    if text[mention.end : label.end] not in division_ends() or text.endswith(
        division_ends(), mention.start + 1, mention.end
    ):
        return mention
    return Mention(*label, Name("place", "", "", ""), mention.rule)


def _inside(spans: Sequence[tuple[int, int]], at: int) -> bool:
    i = bisect_left(spans, (at + 1, 0)) - 1
    return i >= 0 and at < spans[i][1]


def _places(scene: Scene) -> list[Mention]:
    """Places and region words by name; words that say where (``市区``, ``全球``), and what the dictionary has for a place
    or ends as one (``松王村``), where no name was found.
    """
    found = [m for m in scene.names if m.value.type in ("place", "region")]
    sorts = _sorts
    for sentence in scene.sentences:
        words = sentence.words
        for i, word in enumerate(words):
            if word.mention is not None:
                continue
            kind = sorts.get(word.text)
            if kind is None:
                kind = _sort(word)
            if not kind:
                continue
            start = word.start
            if kind == "shape":
                start = _onset(words, i)
                if start == word.start and len(word.text) < 3:
                    continue
            found.append(Mention(start, word.end, Name(kind, word.text, "", ""), "region.word"))
    found.sort(key=_start)
    return found


def _sort(word: Word) -> str:
    """What kind of place a plain word is: ``area``, ``dictionary``, ``shape`` or ``""`` for none; kept for its text."""
    kind = ""
    if word.text in _VILLAGES:
        kind = "shape"
    elif "area" in word.tags:
        kind = "area"
    elif word.kind == "n" and not word.tags and word.text in places():
        kind = "dictionary"
    elif len(word.text) > 2 and word.text[-1] in _ENDS and word.kind == "n":
        kind = "shape"
    if len(_sorts) >= _MOST:
        _sorts.clear()
    _sorts[word.text] = kind
    return kind


def _onset(words: tuple[Word, ...], last: int) -> int:
    """Where a name begins that ends with the word ``last``: at most three characters of nouns that have no tag."""
    start, i = words[last].start, last - 1
    while i >= 0 and words[i].kind == "n" and not words[i].tags and words[i].mention is None:
        if words[i].end != start or words[last].start - words[i].start > 3:
            break
        start = words[i].start
        i -= 1
    return start


def _start(mention: Mention) -> int:
    return mention.start
