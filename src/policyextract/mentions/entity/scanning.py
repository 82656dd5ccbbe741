"""All entity readings of a stretch of text, overlaps settled."""

from ...rules import Mention
from . import gazetteer, literals, organisations, overlaps, people, regions, titled


def scan(text: str, start: int, end: int, index: gazetteer.Index | None = None) -> list[Mention]:
    """The entities and region words of ``text[start:end]``, by start, none overlapping.

    ``index`` is that of :func:`~policyextract.mentions.entity.own_names` where a user has names of their own. Each value
    is a :class:`~policyextract.mentions.values.Name`. What only the document can tell (which 鼓楼区, whether 静宁 is the
    county) is left to :func:`~policyextract.mentions.entity.context.settle`.

    >>> text = "聊城市工业和信息化局推进“千项技改、千企转型”行动"
    >>> [(text[m.start : m.end], m.value.type) for m in scan(text, 0, len(text))]
    [('聊城市工业和信息化局', 'gov'), ('“千项技改、千企转型”行动', 'programme')]
    """
    known = literals.Scan(text, start, end, gazetteer.shipped() if index is None else index)
    found = known.run()
    places = [m for m in found if m.value.type == "place"]
    heads = known.triggers.get("programme", ())
    found += regions.region_words(text, start, end)
    found += titled.documents(text, start, end)
    found += titled.unmarked_documents(text, start, end)
    found += titled.sessions(text, start, end)
    found += titled.programmes(text, start, end, heads)
    found += organisations.organisations(text, start, end, known.triggers.get("head", ()), places)
    found += people.people(text, start, end, known.triggers)
    return overlaps.settled(found)
