"""Overlaps between entity readings, settled once."""

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter

from ...rules import Mention

# Which reading wins an overlap; within a rank the longer, then the earlier.
_RANK = {
    "own": -2,
    "org.media": -1,
    "document.title": 0,
    "document.number": 1,
    "document.quoted": 1,
    "programme.quoted": 2,
    # what gives way to any other reading
    "place.locality": 4,
    "body": 5,
}
_LAST = 3
_START = itemgetter(0)


def _order(mention: Mention) -> tuple[int, int, int, bool]:
    # Of two readings of the same words, one that gives a person's title is better than one that knows the name.
    return _RANK.get(mention.rule, _LAST), mention.start - mention.end, mention.start, mention.rule == "person.known"


def settled(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions that stand, by start, none overlapping: the user's own names first, then titles, then the longer.

    >>> settled([Mention(0, 3, None, "place"), Mention(0, 9, None, "gov.seat")])
    [Mention(start=0, end=9, value=None, rule='gov.seat')]
    """
    found = sorted(mentions, key=_START)
    out: list[Mention] = []
    crowd: list[Mention] = []  # mentions that touch each other or one between them
    reach = 0
    for mention in found:
        if mention[0] >= reach:
            out += crowd if len(crowd) < 2 else _chosen(crowd)
            crowd = []
        crowd.append(mention)
        if mention[1] > reach:
            reach = mention[1]
    out += crowd if len(crowd) < 2 else _chosen(crowd)
    return out


def _chosen(mentions: list[Mention]) -> list[Mention]:
    """Those that stand of mentions that overlap, the best first."""
    taken: list[Mention] = []
    starts: list[int] = []
    for mention in sorted(mentions, key=_order):
        n = bisect_left(starts, mention.start)
        if (n and taken[n - 1].end > mention.start) or (n < len(taken) and taken[n].start < mention.end):
            continue
        starts.insert(n, mention.start)
        taken.insert(n, mention)
    return taken
