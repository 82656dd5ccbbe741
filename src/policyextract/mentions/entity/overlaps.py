"""Overlaps between entity readings, settled once."""

from collections.abc import Iterable

from ...rules import Mention

# Which reading wins an overlap; within a rank the longer, then the earlier.
_RANK = {"org.media": -1, "document.issued": 3, "document.title": 0, "own": 0, "document.number": 1, "document.quoted": 1, "programme.quoted": 2}


def _order(mention: Mention) -> tuple[int, int, int]:
    return _RANK.get(mention.rule, 3), mention.start - mention.end, mention.start


def settled(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that stand, by start, none overlapping: titles first, then the longer reading."""
    ranked = sorted(mentions, key=_order)
    taken: list[Mention] = []
    for mention in ranked:
        if all(mention.end <= other.start or other.end <= mention.start for other in taken):
            taken.append(mention)
    return sorted(taken, key=lambda m: m.start)
