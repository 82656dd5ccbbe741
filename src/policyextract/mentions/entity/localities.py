"""Towns, streets, villages and waters that stand in no table: known by their class word where it ends a name."""

from collections.abc import Sequence
from functools import cache

from ... import lexicon
from ...patterns import compiled
from ...rules import Mention
from ...tokens import tokenizer
from ..values import Name
from . import bounds
from .gazetteer import PACKAGE

_FULL = "省市县区州旗盟镇乡"  # what full names of divisions end in: each of those is a place of its own
_ZONE_GAP = 8  # characters between a place and the class word of a zone: 西安+国际港务+区
_TOWNS = ("镇", "乡", "街道", "村", "社区", "苏木")
_CHAIN = compiled(r"(([\u4e00-\u9fff]{2,4}?)(镇|乡|街道))(([\u4e00-\u9fff]{1,4})(村|社区))")
_VILLAGE = compiled(r"(镇|乡|街道)((?:(?![的在和与及等各村镇乡])[\u4e00-\u9fff]){1,4}?)(村|社区)(?![民庄级干落])")
_LONGEST = 8  # characters of a name before its class word, and of a town before a village


class Grammar:
    """Patterns built from the lexicon, once."""

    def __init__(self) -> None:
        places = lexicon.shipped(PACKAGE, "places.toml").classes()
        bodies = lexicon.shipped(PACKAGE, "organisations.toml").classes()
        self.kinds = frozenset(places["town_kinds"])
        self.bounds = lexicon.any_of((*bodies["bounds"], *places["place_before"]))
        self.never = frozenset(bodies["never_inside"])
        self.doubtful = frozenset(places["doubtful_words"])
        self.signs = tuple(places["town_signs"])
        self.leads = tuple(places["town_leads"])
        self.zone_never = lexicon.any_of(places["zone_never"])


@cache
def grammar() -> Grammar:
    """The patterns, built on first use."""
    return Grammar()


def localities(
    text: str, start: int, heads: Sequence[tuple[int, int, str]], places: Sequence[Mention]
) -> list[Mention]:
    """The towns and the like whose class words are ``heads`` (start, end behind what follows, the class word).

    A name is what stands between the last mark, place or bounding word and the class word. One whose words are of the
    language (特色小镇, 自然村) is a kind.

    >>> text = "包括三圣镇、柳荫镇。"
    >>> [text[m.start : m.end] for m in localities(text, 0, [(4, 6, "镇"), (8, 10, "镇")], [])]
    ['三圣镇', '柳荫镇']
    """
    out: list[Mention] = []
    g = grammar()
    ends, spans = {m.end for m in places}, {(m.start, m.end) for m in places}
    reached = start
    for head, _, word in heads:
        floor = max(reached, head - _LONGEST)
        begin = bounds.begin(text, floor, head, g.bounds)
        placed = max((at for at in range(begin, head) if at in ends), default=-1)
        if placed >= 0:
            begin = placed
        elif begin == floor and begin > reached:
            continue  # no mark near enough: where the name begins is not known
        stop = head + len(word)
        name = text[begin:head]
        if placed < 0 and (word in g.doubtful or not _shown(text, begin, stop, word)):
            continue
        if not name.isalnum() or name.isascii():
            continue
        if placed < 0 and len(name) > 3 and (chain := _CHAIN.fullmatch(text, begin, stop)):  # 三圣镇+柳荫村
            if not (_is_kind(chain[2], chain[3]) or _is_kind(chain[5], chain[6])):
                for first, last in (chain.span(1), chain.span(4)):
                    out.append(Mention(first, last, Name("place", text[first:last], "", ""), "place.town"))
                reached = stop
            continue
        if not (1 if placed >= 0 else 2) <= len(name) <= 5:
            continue
        if _is_kind(name, word):
            continue
        # 太和|镇, where 太和 is a county elsewhere: the longer name is the one that is meant
        rule = "place.town" if word in _TOWNS and (begin, head) in spans else "place.locality"
        out.append(Mention(begin, stop, Name("place", text[begin:stop], "", ""), rule))
        reached = stop
    return out


def villages(text: str, start: int, end: int) -> list[Mention]:
    """Towns right before one of their villages, where no county stands before them: 在三圣镇柳荫村新建.

    >>> text = "在三圣镇柳荫村新建"
    >>> [text[m.start : m.end] for m in villages(text, 0, len(text))]
    ['三圣镇', '柳荫村']
    """
    out: list[Mention] = []
    g, reached = grammar(), start
    for m in _VILLAGE.finditer(text, start, end):
        begin = bounds.begin(text, max(reached, m.start() - 6), m.start(), g.bounds)
        name = text[begin : m.start()]
        edge = begin == start or not text[begin - 1].isalnum() or text.endswith(g.leads, max(start, begin - 2), begin)
        if not edge or not 2 <= len(name) <= 3 or not name.isalnum() or _is_kind(name, m[1]) or _is_kind(m[2], m[3]):
            continue
        for first, last in ((begin, m.end(1)), (m.start(2), m.end())):
            out.append(Mention(first, last, Name("place", text[first:last], "", ""), "place.town"))
        reached = m.end()
    return out


def _shown(text: str, begin: int, stop: int, word: str) -> bool:
    """Whether what stands around a name without a place shows it to be one: a list of its like, people, a preposition."""
    g = grammar()
    if text.startswith(g.signs, stop) or text.endswith(g.leads, max(0, begin - 2), begin):
        return True
    if text[stop : stop + 1] == "、":
        behind = text[stop + 1 : stop + 2 + _LONGEST]
        mark = next((n for n, char in enumerate(behind) if not char.isalnum()), len(behind))
        if mark > 2 and (behind[:mark].endswith(word) or behind[:mark].endswith(("镇", "乡", "街道", "村"))):
            return True
    return text[begin - 1 : begin] == "、" and text.endswith(("镇", "乡", "街道", word), 0, begin - 1)


def zones(text: str, start: int, heads: Sequence[tuple[int, int, str]], places: Sequence[Mention]) -> list[Mention]:
    """Zones, lands and regions that are named by the place before them: 西安高新区, 朝鲜半岛, 京津冀地区."""
    out: list[Mention] = []
    g = grammar()
    n = 0
    reached = start
    for head, stop, _ in heads:
        while n + 1 < len(places) and places[n + 1].end <= head:
            n += 1
        if not places or places[n].end > head or places[n].start < reached:
            continue
        place, gap = places[n], head - places[n].end
        if gap > _ZONE_GAP:
            continue
        if gap and (g.zone_never.search(text, place.end, head) or not text[place.end : head].isalnum()):
            continue
        begin = place.start
        if n and places[n - 1].end == begin and places[n - 1].start >= reached and text[begin - 1] not in _FULL:
            begin = places[n - 1].start
        out.append(Mention(begin, stop, Name("place", text[begin:stop], "", ""), "place.zone"))
        reached = stop
    return out


def _is_kind(name: str, word: str) -> bool:
    """Whether the words of the name make a kind of it: 特色|小镇, 自然|村, 美丽|乡村."""
    g = grammar()
    words = tokenizer().cut(name + word)
    last = words[-1]
    if last != word and len(last) < len(name) + len(word):
        return True  # 乡村, 小镇, 绿水青山: the class word belongs to a word
    if last == word:
        kinds = [one in g.kinds or one in g.never for one in words[:-1]]
        return all(kinds) or any(kind and len(one) > 1 for kind, one in zip(kinds, words[:-1], strict=True))
    return name in g.kinds
