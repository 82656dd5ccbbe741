"""All entity readings of a stretch of text, overlaps settled."""

from functools import cache
from typing import Any

from ...rules import Mention
from . import gazetteer, literals, organisations, overlaps, people, regions, titled


@cache
def _shipped() -> tuple[gazetteer.Index, Any]:
    index = gazetteer.shipped()
    return index, gazetteer.waker(index)


def scan(text: str, start: int, end: int) -> list[Mention]:
    """The entities and region words of ``text[start:end]``, by start, none overlapping.

    Each value is a :class:`~policyextract.mentions.values.Name`. What only the document can tell (which 鼓楼区, whether
    静宁 is the county) is left to :func:`~policyextract.mentions.entity.context.settle`.

    >>> text = "聊城市工业和信息化局推进“千项技改、千企转型”行动"
    >>> [(text[m.start : m.end], m.value.type) for m in scan(text, 0, len(text))]
    [('聊城市工业和信息化局', 'gov'), ('“千项技改、千企转型”行动', 'programme')]
    """
    index, wake = _shipped()
    found = literals.Scan(text, start, end, index).run(wake)
    found += regions.region_words(text, start, end)
    found += titled.documents(text, start, end)
    found += titled.unmarked_documents(text, start, end)
    found += titled.sessions(text, start, end)
    found += titled.programmes(text, start, end)
    found += organisations.organisations(text, start, end)
    found += people.people(text, start, end)
    return overlaps.settled(found)
