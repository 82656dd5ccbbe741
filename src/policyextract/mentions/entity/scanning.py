"""All entity readings of a text or of stretches of it, overlaps settled."""

from collections.abc import Iterable, Sequence

from ...rules import Mention
from . import companies, documents, gazetteer, literals, localities, organisations, overlaps, people, regions, titled
from .forms import Index


def scan(text: str, start: int, end: int, index: Index | None = None) -> list[Mention]:
    """The entities and region words of ``text[start:end]``, by start, none overlapping.

    ``index`` is that of :func:`~policyextract.mentions.entity.own_names` where a user has names of their own. Each value
    is a :class:`~policyextract.mentions.values.Name`. What only the document can tell (which 鼓楼区, whether 静宁 is the
    county) is left to :func:`~policyextract.mentions.entity.context.settle`.

    >>> text = "聊城市工业和信息化局推进“千项技改、千企转型”行动"
    >>> [(text[m.start : m.end], m.value.type) for m in scan(text, 0, len(text))]
    [('聊城市工业和信息化局', 'gov'), ('“千项技改、千企转型”行动', 'programme')]
    """
    return scan_all(text, ((start, end),), index)


def scan_all(text: str, stretches: Iterable[tuple[int, int]], index: Index | None = None) -> list[Mention]:
    """What :func:`scan` finds in each of the stretches, which are in order and share no character.

    Known forms are looked for once in the whole text; nothing is read over the end of a stretch.

    >>> text = "一、聊城市财政局 各县（市、区）"
    >>> [text[m.start : m.end] for m in scan_all(text, [(2, 8), (9, len(text))])]
    ['聊城市财政局', '各县（市、区）']
    """
    known = literals.Scan(text, gazetteer.shipped() if index is None else index)
    bylines, shown = people.byline_words(text), people.shown(text)
    standards = documents.standards(text)
    out: list[Mention] = []
    for start, end in stretches:
        numbered = [m for m in standards if start <= m.start < end] if standards else []
        out += overlaps.settled(numbered + _readings(text, start, end, known, bylines, shown))
    return out


def _readings(
    text: str,
    start: int,
    end: int,
    known: literals.Scan,
    bylines: Sequence[int],
    shown: Sequence[tuple[int, int]],
) -> list[Mention]:
    """What each grammar reads; one is asked only where a mark or a word stands without which it reads nothing."""
    found = known.run(start, end)
    towns, zones = known.triggers.get("town"), known.triggers.get("zone")
    places = [m for m in found if m.value.type == "place"] if towns or zones or "head" in known.triggers else ()
    heads = known.triggers.get("programme", ())
    words, triggers = text[start:end], known.triggers
    if "（" in words or "(" in words:
        found += regions.region_words(text, start, end)
    titled_at = "《" in words
    if titled_at or "号" in words:
        found += documents.documents(text, start, end, known.index)
    if "等" in words or "(" in words or "（" in words:
        found += companies.companies(text, start, end)
    if "rules" in triggers or "工作报告" in words or "预算案" in words:
        found += documents.unmarked(text, start, end, triggers.get("rules", ()))
    if "党的" in words or "级以上" in words or "届" in words:
        found += titled.sessions(text, start, end)
    if heads or "五" in words or "”" in words or "」" in words or "』" in words:
        found += titled.programmes(text, start, end, heads)
    if titled_at or "head" in triggers:
        found += organisations.organisations(text, start, end, triggers.get("head", ()), places)
    if zones and places:
        found += localities.zones(text, start, zones, places)
    if "村" in words or "社区" in words:
        found += localities.villages(text, start, end)
    if towns:
        found += localities.localities(text, start, towns, places)
    found += people.people(text, start, end, triggers, bylines, shown)
    return found
