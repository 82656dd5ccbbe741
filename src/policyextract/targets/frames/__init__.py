"""Frames: competing readings of one quantity. Each returns a reading with a rank, or None; the best rank wins."""

from collections.abc import Callable
from typing import Final, NamedTuple

from ..draft import Case, Reading
from .carried import apposition, clause_before, leaning, subject
from .counted import elided_verb, quantity_object, share_of_object, verb_object
from .level import bare, better, gap, growth, level, rank, rate
from .special import doubling, multiple, zero
from .standard import paid, raised, sanction


class Frame(NamedTuple):
    """A frame and the highest rank it gives."""

    ceiling: float
    read: Callable[[Case], Reading | None]


# From the highest ceiling down: a reading at least as high as what is left to try is the best one.
FRAMES: Final = (
    Frame(0.95, zero),
    Frame(0.95, doubling),
    Frame(0.95, multiple),
    Frame(0.95, level),
    Frame(0.95, leaning),
    Frame(0.93, sanction),
    Frame(0.92, rank),
    Frame(0.91, paid),
    Frame(0.91, raised),
    Frame(0.90, growth),
    Frame(0.90, gap),
    Frame(0.88, rate),
    Frame(0.87, quantity_object),
    Frame(0.86, share_of_object),
    Frame(0.86, verb_object),
    Frame(0.80, elided_verb),
    Frame(0.80, apposition),
    Frame(0.80, better),
    Frame(0.70, subject),
    Frame(0.65, clause_before),
    Frame(0.60, bare),
)


def best(case: Case) -> Reading | None:
    """The reading with the highest rank; the earlier frame among equals."""
    top: Reading | None = None
    for ceiling, read in FRAMES:
        if top is not None and top.rank >= ceiling:
            break
        reading = read(case)
        if reading is not None and (top is None or reading.rank > top.rank):
            top = reading
    return top
