"""Distributive lists: k subjects and k quantities are paired before frames run."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from ..span import Span
from .finish import without_each
from .phrase import Phrases
from .site import CONJUNCTION, Left, Site

_SPLIT = re.compile(CONJUNCTION)
EACH: Final = "分别"
# 利润、税收|分别居全国|第5位: where they are ranked
_PLACE: Final = re.compile(r"(?:分别|双双)?(?:稳居|位居|位列|名列|排名|跻身|保持|居|列|排|从|由)[^、]{0,8}$")
# 强度、能耗|分别约为全国平均的|70%
_PROPORTION: Final = re.compile(r"(?:分别)(?:约|仅|均)?(?:是|为|相当于|等于|达到?)[^、]{0,12}$")
_ALIKE: Final = 2
_MEASURES: Final = "数量额率值费价度比次"  # a member that ends so names a measure of its own: 游客人次、旅游花费
_OPENERS: Final = "（(“「《"
_CLOSERS: Final = "）)”」》"


class Pairing(NamedTuple):
    """What pairing found for the quantities of one list: each one's indicator, and the comparator that binds them all."""

    pieces: Mapping[int, tuple[Span, ...]]  # site index → indicator
    left: Left  # the analysed words before the first quantity
    uneven: bool  # subjects and quantities did not match in number: nothing is guessed
    regions: Mapping[int, Span]  # site index → the region that is its subject


def run_of(sites: list[Site], first: int) -> int:
    """How many quantities follow each other as ``8%、10%和12%`` from ``first`` on, joined with nothing between."""
    count = 1
    while (
        first + count < len(sites)
        and sites[first + count].joined
        and sites[first + count].prev is sites[first + count - 1]
        and sites[first + count].lo == sites[first + count].amount.outer_start
    ):
        count += 1
    return count


def pair(sites: list[Site], first: int, count: int, phrases: Phrases) -> Pairing | None:
    """Pair the subjects before ``sites[first]`` with the ``count`` quantities from there; None where nothing is listed."""
    site = sites[first]
    each = EACH in site.text[site.clause.start : site.amount.outer_start]
    left = phrases.left(site.clause.start if each else site.lo, site.amount.outer_start, False)
    if each and site.prev is not None:
        behind = phrases.left(site.lo, site.amount.outer_start, False)
        if behind.subject is None and behind.sense == "level":
            return None  # 分别从A、B|提高到C、D: they go on from the list before
    if (
        left.subject is None
        and each
        and left.sense
        and (site.chain is None or site.chain.mention.end <= site.before_clause)
    ):
        # 小麦产量和玉米产量，2023年分别达到A和B: the subjects stand in the clause before
        earlier = phrases.clause_subject(site.before_clause, site.clause.start)
        if earlier is not None and len(_parts(site.text, earlier)) == count:
            left = left._replace(subject=earlier)
    subject = left.subject
    if subject is None:
        return None
    if site.amount.form == "rank":
        place = _PLACE.search(site.text, *subject)
        if place is not None and place.start() > subject.start:
            subject = Span(subject.start, place.start())
            left = left._replace(subject=subject)
    if each and site.text[site.amount.outer_start - 1] == "的":
        of = _PROPORTION.search(site.text, *subject)
        if of is not None and of.start() > subject.start:
            subject = Span(subject.start, of.start())
            left = left._replace(subject=subject)
    subject = Span(subject.start, without_each(site.text, *subject))
    parts = _parts(site.text, subject)
    if each and len(parts) != count and len(left.passed) == count:
        # 洪山区和汉阳区分别成交: the subjects are regions, the indicator is what they share
        own = {site.index + k: (subject,) for k in range(count)}
        return Pairing(own, left, False, {site.index + k: left.passed[k] for k in range(count)})
    if len(parts) != count:
        return Pairing({}, left, True, {}) if each else None
    if not each and not _same_kind(sites, first, count):
        return None
    # 接待游客、旅游总花费分别增长: behind a verb the members share no noun
    pieces = _pieces(parts, phrases) if left.action is None else [(part,) for part in parts]
    return Pairing({site.index + k: pieces[k] for k in range(count)}, left, False, {})


def _same_kind(sites: list[Site], first: int, count: int) -> bool:
    """Without 分别, only quantities of one unit are taken for a distributive list."""
    return len({sites[first + k].amount.unit for k in range(count)}) == 1


def _parts(text: str, subject: Span) -> list[Span]:
    """The members of a coordination; what follows 分别 belongs to all and goes with the last."""
    out: list[Span] = []
    start = subject.start
    for match in _SPLIT.finditer(text, subject.start, subject.end):
        before = text[subject.start : match.start()]
        if any(before.rfind(o) > before.rfind(c) for o, c in zip(_OPENERS, _CLOSERS, strict=True)):
            continue
        if match.start() > start:
            out.append(Span(start, match.start()))
        start = match.end()
    if start < subject.end:
        out.append(Span(start, subject.end))
    return out


def _pieces(parts: list[Span], phrases: Phrases) -> list[tuple[Span, ...]]:
    """Each part with the noun that the last one shares with all: ``黄金、白银、镍产量`` → 黄金|产量, 白银|产量, 镍产量."""
    last = parts[-1]
    shared = _shared(parts, phrases)
    if shared is None:
        return [(part,) for part in parts]
    each = phrases.text.find(EACH, last.start, shared.start)
    own = (Span(last.start, each), shared) if each > 0 else (last,)
    return [(part, shared) for part in parts[:-1]] + [own]


def _shared(parts: list[Span], phrases: Phrases) -> Span | None:
    last, text = parts[-1], phrases.text
    each = text.find(EACH, last.start, last.end)
    if each > last.start and each + len(EACH) < last.end:
        return Span(each + len(EACH), last.end)
    nouns = phrases.words.measure_noun
    others = [text[p.start : p.end] for p in parts[:-1]]
    if any(other.endswith(noun) for other in others for noun in nouns) or any(
        other[-1] in _MEASURES for other in others
    ):
        return None
    if all(other[-_ALIKE:] == text[last.end - _ALIKE : last.end] for other in others):
        return None  # 质量指标、能耗指标: each names it
    bounds, at = [], last.start
    for word in phrases.cut(text[last.start : last.end]):
        at += len(word)
        bounds.append(at)
    if len(bounds) < 2:
        return None
    mean = sum(map(len, others)) / len(others)
    cut = min(bounds[:-1], key=lambda b: (abs(b - last.start - mean), -b))
    return Span(cut, last.end)
