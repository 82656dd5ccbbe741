"""Frames: competing readings of one quantity. Each returns a reading with a rank, or None; the best rank wins."""

from collections.abc import Callable
from functools import cache
from typing import Final, NamedTuple

from ..draft import Case, Reading
from .carried import apposition, clause_before, leaning, subject
from .counted import doers, elided_verb, quantity_object, share_of_object, verb_object
from .level import bare, better, gap, growth, level, rank, rate
from .special import doubling, multiple, zero
from .standard import limit, paid, raised, sanction


class Frame(NamedTuple):
    """A frame, the highest rank it gives, and without what it reads nothing (so that it need not be asked)."""

    ceiling: float
    read: Callable[[Case], Reading | None]
    named: bool = False  # a noun phrase left of the quantity
    senses: tuple[str, ...] = ()  # one of these senses of the tail
    forms: tuple[str, ...] = ()  # one of these forms of the amount


# From the highest ceiling down: a reading at least as high as what is left to try is the best one.
FRAMES: Final = (
    Frame(0.96, limit, forms=("plain",)),
    Frame(0.96, leaning, named=True),
    Frame(0.955, clause_before),
    Frame(0.95, zero, named=True, forms=("zero",)),
    Frame(0.95, doubling, named=True, forms=("doubling",)),
    Frame(0.95, multiple, named=True),
    Frame(0.95, level, named=True, senses=("level",)),
    Frame(0.93, sanction),
    Frame(0.92, rank, named=True, forms=("rank",)),
    Frame(0.91, paid),
    Frame(0.91, raised),
    Frame(0.90, growth, named=True, senses=("rise", "fall")),
    Frame(0.90, gap, named=True),
    Frame(0.88, rate, named=True, senses=("rate",)),
    Frame(0.87, quantity_object),
    Frame(0.86, share_of_object),
    Frame(0.86, verb_object, named=True, senses=("", "level")),
    Frame(0.80, elided_verb, named=True, senses=("",)),
    Frame(0.80, apposition),
    Frame(0.80, better),
    Frame(0.72, doers),
    Frame(0.70, subject),
    Frame(0.60, bare, named=True, senses=("", "rank")),
)


@cache
def _asked(named: bool, sense: str, form: str) -> tuple[tuple[float, Callable[[Case], Reading | None]], ...]:
    """The frames that can read anything where a noun phrase stands to the left or not, under a sense and a form."""
    return tuple(
        (frame.ceiling, frame.read)
        for frame in FRAMES
        if (named or not frame.named)
        and (not frame.senses or sense in frame.senses)
        and (not frame.forms or form in frame.forms)
    )


def best(case: Case) -> Reading | None:
    """The reading with the highest rank; the earlier frame among equals."""
    top: Reading | None = None
    left = case.left
    for ceiling, read in _asked(left.subject is not None, left.sense, case.site.amount.form):
        if top is not None and top.rank >= ceiling:
            break
        reading = read(case)
        if reading is not None and (top is None or reading.rank > top.rank):
            top = reading
    return top
