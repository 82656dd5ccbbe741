"""One shallow analysis of each sentence that holds a quantity, made once: words with their class and tags, clauses.

Mentions (quantities, times, names) are opaque: each is one word, and no dictionary word runs over its edge. The parse
decides nothing about records.

Classes of a word (``kind``): ``Q`` quantity, ``T`` time, ``L`` place or region, ``B`` body (public body, company,
organisation), ``H`` person, ``X`` other name or number that counts nothing, the part of speech of
:func:`policyextract.tokens.parts_of_speech` (``v``, ``vn``, ``a``, ``d`` …) or, where that is wrong, of
:func:`.senses.part_of_speech`, ``n`` for every other word, and for marks the
mark itself, folded to one form (``，`` ``；`` ``。`` ``：`` ``、`` ``（`` ``）`` ``“`` ``”`` ``|``).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple

from .. import lexicon
from ..mentions.values import Amount, Name, TimeExpr
from ..rules import Mention
from ..span import Span
from ..tokens import Tokenizer, parts_of_speech
from .senses import part_of_speech, sense

_FOLD: Final = {
    **dict.fromkeys("，,", "，"),
    **dict.fromkeys("；;", "；"),
    **dict.fromkeys("。！？!?", "。"),
    **dict.fromkeys("：:", "："),
    "、": "、",
    **dict.fromkeys("（(〔[", "（"),
    **dict.fromkeys("）)〕]", "）"),
    **dict.fromkeys('“「『《‘【"', "“"),
    **dict.fromkeys("”」』》’】", "”"),
    **dict.fromkeys("|\t\n", "|"),
}
MARKS: Final = frozenset(_FOLD.values())
_CUTS: Final = frozenset("，；。：|")
_VERBAL: Final = frozenset(
    (
        "deed", "rise", "fall", "level", "lays", "give", "add", "making", "remove", "stage",
        "cumulative", "year_on_year", "period_on_period", "annual_average",
    )
)  # fmt: skip
_MEANT: Final = {"L": "Z", "B": "F", "H": "N"}  # L, B and H are senses of verbs
_NAMES: Final = {"place": "L", "region": "L", "gov": "B", "company": "B", "org": "B", "body": "B", "person": "H"}


class Word:
    """One word of a sentence, ``[start, end)`` in the view; the tags of a time or quantity are those of what frames it.

    ``sense`` is what it means (:func:`.senses.sense`); of a mention its kind, told apart from senses, and of a mark that mark.

    No tuple: its parts are read more often than anything else, and those of a tuple take half as long again.
    """

    __slots__ = ("end", "kind", "mention", "sense", "start", "tags", "text")

    def __init__(
        self, start: int, end: int, kind: str, text: str, tags: tuple[str, ...], sense: str, mention: Mention | None
    ) -> None:
        self.start = start
        self.end = end
        self.kind = kind
        self.text = text
        self.tags = tags
        self.sense = sense
        self.mention = mention


class Clause(NamedTuple):
    """A run of words between commas and stops that stand outside brackets: ``[first, last)`` as indices of words."""

    first: int
    last: int


class Sentence:
    """A parsed sentence of a block: its words, and its clauses in order."""

    __slots__ = ("_starts", "block", "clauses", "span", "words")

    def __init__(self, block: int, span: Span, words: tuple[Word, ...], clauses: tuple[Clause, ...]) -> None:
        self.block = block
        self.span = span
        self.words = words
        self.clauses = clauses
        self._starts = [word.start for word in words]

    def at(self, start: int) -> int:
        """The index of the word that begins at ``start`` or is the last to begin before it."""
        return max(0, bisect_right(self._starts, start) - 1)

    def clause_of(self, word: int) -> int:
        """The index of the clause that holds the word with index ``word``."""
        for i, clause in enumerate(self.clauses):
            if word < clause.last:
                return i
        return len(self.clauses) - 1


_tagged: dict[str, tuple[str, ...]] = {}


def tagged() -> dict[str, tuple[str, ...]]:
    """The tags of every word of the lexicon, read once a process; another thread sees none of it or all."""
    if not _tagged:
        words = lexicon.shipped("targets", "words.toml").tables["words"]
        _tagged.update({word: tuple(tags.split()) for word, tags in words.items()})
    return _tagged


@cache
def _begun() -> frozenset[str]:
    """What words of the lexicon begin with and are not."""
    return frozenset(word[:n] for word in tagged() if word[0] not in _FOLD for n in range(1, len(word)))


_Seen = tuple[str, tuple[str, ...], str, str]
_seen: dict[str, _Seen] = {}
"""The class and the tags of words as they are met, kept from document to document, the word itself, and its sense: whoever
looks up a word that is always the same object need not hash and compare it anew."""
_MOST: Final = 20000


class Parser:
    """Parses the sentences of one text.

    Args:
        mentions: everything that is one word, in any order; where two overlap the one given first stands.
    """

    def __init__(self, text: str, mentions: Iterable[Sequence[Mention]], words: Tokenizer) -> None:
        self.text = text
        self.cut = words.cut
        self._opaque = _opaque(mentions)
        self._starts = [start for start, _, _ in self._opaque]

    def sentence(self, block: int, span: Span) -> Sentence:
        """The parse of one sentence."""
        text, at, words = self.text, span.start, list[Word]()
        for i in range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)):
            start, end, mention = self._opaque[i]
            end = min(end, span.end)
            if start > at:
                self._plain(at, start, words)
            tags = _framing(text, start, mention.start) if start < mention.start else ()
            kind = _kind(mention)
            words.append(Word(start, end, kind, text[start:end], tags, _MEANT.get(kind, kind), mention))
            at = end
        if at < span.end:
            self._plain(at, span.end, words)
        return Sentence(block, span, tuple(words), tuple(_clauses(words)))

    def _plain(self, start: int, end: int, out: list[Word]) -> None:
        """Add the words of a stretch without mentions."""
        tags, begun, seen = tagged(), _begun(), _seen
        pieces = self.cut(self.text[start:end])
        i, count = 0, len(pieces)
        while i < count:
            piece = pieces[i]
            i += 1
            if piece in begun:
                joined, j = piece, i
                while j < count and j < i + 3:  # a word of the lexicon that the dictionary cuts
                    joined += pieces[j]
                    j += 1
                    if joined in tags:
                        piece, i = joined, j
                    if joined not in begun:
                        break
            if len(piece) > 3 and (verb := self._verb_in(piece)):
                pieces[i - 1 : i] = piece[:verb], piece[verb:]
                i, count = i - 1, count + 1
                continue
            found = seen.get(piece) or _look(piece)
            stop = start + len(piece)
            if found[0]:
                out.append(Word(start, stop, found[0], found[2], found[1], found[3], None))
            start = stop

    def _verb_in(self, piece: str) -> int:
        """Where the verb of change begins that the dictionary holds as one word with what rises: 价格|上涨; 0 for none."""
        at, tags = len(piece) - 2, tagged()
        moves = tags.get(piece[at:], ())
        if piece in tags or not ("rise" in moves or "fall" in moves):
            return 0
        return at if len(self.cut(piece[:at])) == 1 else 0


def _look(piece: str) -> _Seen:
    """The class of a word, ``""`` for space that is none, and its tags."""
    mark = _FOLD.get(piece)
    if mark is not None:
        found: _Seen = (mark, (), piece, mark)
    elif piece.isspace():
        found = ("", (), piece, "")
    else:
        known = tagged().get(piece, ())
        kind = part_of_speech(piece) or parts_of_speech().get(piece)
        if not kind:
            kind = "v" if _verbal(known) else "d" if "adverb" in known else "n"
        strange = piece[0] < "\u2e80" and not piece[0].isalpha()
        found = ("x" if strange else kind, known, piece, sense(piece))
    if len(_seen) >= _MOST:
        _seen.clear()
    _seen[piece] = found
    return found


def _verbal(tags: tuple[str, ...]) -> bool:
    """Whether a word that no dictionary holds is a verb by its tags: 下修至, 不得低于, 最高给予; not 增幅."""
    return "attribute" not in tags and any(tag in _VERBAL for tag in tags)


def _framing(text: str, start: int, end: int) -> tuple[str, ...]:
    """The tags of the word that frames a time or a quantity: 力争|到2027年底, 不低于|10%."""
    known = tagged()
    for stop in range(end, start, -1):
        tags = known.get(text[start:stop])
        if tags is not None:
            return tags
    return ()


def _kind(mention: Mention) -> str:
    value = mention.value
    if isinstance(value, Amount):
        return "Q"
    if isinstance(value, TimeExpr):
        return "T"
    return _NAMES.get(value.type, "X") if isinstance(value, Name) else "X"


def _opaque(mentions: Iterable[Sequence[Mention]]) -> list[tuple[int, int, Mention]]:
    """Spans with the words that frame them (到…, 约…, …以上), in order, none overlapping."""
    out: list[tuple[int, int, Mention]] = []
    taken: list[tuple[int, int]] = []
    for family in mentions:
        added: list[tuple[int, int]] = []
        for mention in family:
            value = mention.value
            framed = isinstance(value, Amount | TimeExpr)
            start, end = (value.outer_start, value.outer_end) if framed else (mention.start, mention.end)
            i = bisect_left(taken, (end, 0))
            if i and taken[i - 1][1] > start:
                if not framed or (i and taken[i - 1][1] > mention.start):
                    continue
                start = taken[i - 1][1]
            if added and added[-1][1] > start:
                if added[-1][1] > mention.start:
                    continue
                start = added[-1][1]
            out.append((start, end, mention))
            added.append((start, end))
        taken = sorted(taken + added)
    out.sort(key=lambda item: item[0])
    return out


def _clauses(words: list[Word]) -> list[Clause]:
    out: list[Clause] = []
    first, depth = 0, 0
    for i, word in enumerate(words):
        kind = word.kind
        if kind == "（":
            depth += 1
        elif kind == "）":
            depth = max(0, depth - 1)
        elif kind in _CUTS and not depth:
            out.append(Clause(first, i + 1))
            first = i + 1
    if first < len(words) or not out:
        out.append(Clause(first, len(words)))
    return out
